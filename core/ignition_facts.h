/*
 * What an Ignition file of openshift-install says of itself: role, root authority, how long its
 * certificates are good.
 */
#pragma once

#include "ignition.h"

enum ignition_role {
	IGNITION_OTHER,
	IGNITION_BOOTSTRAP,
	IGNITION_MASTER,
	IGNITION_WORKER,
};

/* By the file's name: "bootstrap.ign", "ocp45-master.ign"... */
enum ignition_role ignition_role_of(const char *file);
/* "bootstrap", "master", "worker"; NULL for another. */
const char *ignition_role_word(enum ignition_role role);
/* By what is in it: a whole configuration, or a pointer to .../config/master. */
enum ignition_role ignition_role_inside(const struct ignition *ignition);

/*
 * The certificates that may be the cluster's root authority: bootstrap.ign names it, a pointer file
 * may bear other authorities beside it (of a company, or of a bundle). None: count 0.
 */
struct x509_list ignition_roots(struct arena *arena, const struct ignition *ignition);
bool ignition_have_common(const struct x509_list *a, const struct x509_list *b);

struct ignition_dates {
	const struct x509_certificate *first_to_end, *last_to_begin;
	const char *end_path, *begin_path; /* the files on the node that hold them */
	unsigned count;			   /* 0: there is no certificate in it */
};

/*
 * As the installer looks through its own bootstrap.ign: every certificate of every *.crt. What an
 * admin put in beside them (a company's authority) does not count.
 */
struct ignition_dates ignition_dates_of(const struct ignition *ignition);

/*
 * "ocp45.example.localdomain": from the pointer (https://api-int.<domain>:22623/...), or from the
 * names in the certificate of the API's balancer. NULL: not to tell.
 */
const char *ignition_cluster_domain(struct arena *arena, const struct ignition *ignition);
