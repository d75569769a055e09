/*
 * The verdict on one boot artifact, once everything that can be asked of it has been answered.
 */
#pragma once

#include "core/http/url.h"
#include "probes/http/_content.h"
#include "probes/http/_docroot.h"
#include "probes/http/_fetch.h"

#define ARTIFACT_OTHERS_MAX 8

struct artifact_state;

/* HEAD at one more address of the host. */
struct artifact_other {
	struct artifact_state *state;
	struct addr addr;
	const struct http_answer *answer;
};

struct artifact_state {
	struct run *run;
	const struct artifact *artifact, *first; /* `first`: of the same web server */
	struct http_url url;
	enum content content;
	struct fetched head;
	/* GET of the first bytes; of the whole where it is an Ignition file. */
	struct fetched body;
	struct fetched range;				   /* GET of a part */
	struct artifact_other others[ARTIFACT_OTHERS_MAX]; /* asked by `first` only */
	size_t other_count;
	unsigned waiting;
	unsigned looks; /* at the result of `first` */
};

/* Both end the run. The first: `head` had no name, no connection or no TLS. */
void artifact_end_unreached(struct artifact_state *state);
void artifact_judge(struct artifact_state *state);
