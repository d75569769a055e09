#include <errno.h>
#include <string.h>

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include "core/arena.h"
#include "core/cluster/json.h"
#include "core/cluster/read.h"
#include "core/dataurl.h"
#include "core/text.h"

#define REQUEST_MAX 65536
#define NODE_PREFIX "system:node:"
#define NODE_GROUP  "system:nodes"
#define BOOTSTRAPPER \
	"system:serviceaccount:openshift-machine-config-operator:node-bootstrapper"
#define SIGNER_CLIENT  "kubernetes.io/kube-apiserver-client-kubelet"
#define SIGNER_SERVING "kubernetes.io/kubelet-serving"

/* The first entry of that kind in the subject; NULL: none, or no text. */
static const char *entry_of(struct arena *arena, const X509_NAME *subject, int nid)
{
	/* OpenSSL 1.1.1 takes no const here. */
	X509_NAME *name = X509_NAME_dup((X509_NAME *)(uintptr_t)subject);
	int at = name ? X509_NAME_get_index_by_NID(name, nid, -1) : -1;
	unsigned char *utf8 = NULL;
	const char *text = NULL;
	int length;

	if (at >= 0) {
		length = ASN1_STRING_to_UTF8(
			&utf8, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, at)));
		if (length > 0)
			text = text_clean(arena, utf8, (size_t)length, 300);
		OPENSSL_free(utf8);
	}
	X509_NAME_free(name);
	return text;
}

static X509_REQ *parse_request(const char *request)
{
	struct arena *scratch = arena_new();
	const char *url = arena_printf(scratch, "data:;base64,%s", request);
	struct dataurl pem = { 0 };
	X509_REQ *parsed = NULL;

	if (dataurl_decode(url, strlen(url), REQUEST_MAX, &pem) >= 0) {
		BIO *bio = BIO_new_mem_buf(pem.bytes, (int)pem.length);

		if (!bio)
			arena_oom();
		parsed = PEM_read_bio_X509_REQ(bio, NULL, NULL, NULL);
		BIO_free(bio);
		ERR_clear_error();
	}
	dataurl_wipe(&pem);
	arena_free(scratch);
	return parsed;
}

const char *cluster_csr_node(struct arena *arena, const char *request, bool *ret_is_node)
{
	X509_REQ *parsed = parse_request(request);
	const char *name = NULL, *group = NULL;

	*ret_is_node = false;
	if (!parsed)
		return NULL;
	name = entry_of(arena, X509_REQ_get_subject_name(parsed), NID_commonName);
	group = entry_of(arena, X509_REQ_get_subject_name(parsed), NID_organizationName);
	X509_REQ_free(parsed);
	*ret_is_node = group && !strcmp(group, NODE_GROUP);
	return name && !strncmp(name, NODE_PREFIX, strlen(NODE_PREFIX)) &&
			       name[strlen(NODE_PREFIX)]
		       ? name + strlen(NODE_PREFIX)
		       : NULL;
}

static bool has_usage(json_t *item, const char *usage)
{
	json_t *list = cluster_at(item, "spec/usages"), *entry;
	size_t i;

	json_array_foreach(list, i, entry)
	{
		const char *text = json_string_value(entry);

		if (text && !strcmp(text, usage))
			return true;
	}
	return false;
}

/* Before Kubernetes 1.18 there was no signerName: what it shall be used for says it. */
static enum cluster_csr_kind kind_of(const char *signer, json_t *item)
{
	if (!strcmp(signer, SIGNER_CLIENT))
		return CLUSTER_CSR_CLIENT;
	if (!strcmp(signer, SIGNER_SERVING))
		return CLUSTER_CSR_SERVING;
	if (*signer && strcmp(signer, "kubernetes.io/legacy-unknown"))
		return CLUSTER_CSR_OTHER;
	if (has_usage(item, "server auth"))
		return CLUSTER_CSR_SERVING;
	return has_usage(item, "client auth") ? CLUSTER_CSR_CLIENT : CLUSTER_CSR_OTHER;
}

/* Who may ask for what: domain of the kubelet's two requests. NULL: as it should be. */
static const char *problem_of(struct arena *arena, const struct cluster_csr *csr,
			      bool is_node)
{
	const char *own =
		csr->node ? arena_printf(arena, NODE_PREFIX "%s", csr->node) : "";
	bool is_own = csr->node && !strcmp(csr->requestor, own);

	if (csr->kind == CLUSTER_CSR_OTHER)
		return "no kubelet asks for this";
	if (!csr->node || !is_node)
		return "the request inside names no node";
	if (is_own ||
	    (csr->kind == CLUSTER_CSR_CLIENT && !strcmp(csr->requestor, BOOTSTRAPPER)))
		return NULL;
	return arena_printf(arena, "%s asks for a certificate of %s", csr->requestor,
			    csr->node);
}

/* Fit for a command line: object names are DNS subdomains. */
static bool is_object_name(const char *name)
{
	return *name && *name != '-' &&
	       strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-.") == strlen(name);
}

static void add(struct arena *arena, struct cluster_csrs *csrs, json_t *item)
{
	const char *request = json_string_value(cluster_at(item, "spec/request"));
	struct cluster_csr csr = {
		.name = cluster_text(arena, item, "metadata/name"),
		.signer = cluster_text(arena, item, "spec/signerName"),
		.requestor = cluster_text(arena, item, "spec/username"),
		.created = cluster_time(item, "metadata/creationTimestamp"),
	};
	bool is_node = false;

	if (!is_object_name(csr.name))
		return;
	csr.kind = kind_of(csr.signer, item);
	if (request && strlen(request) <= 2 * REQUEST_MAX)
		csr.node = cluster_csr_node(arena, request, &is_node);
	csr.problem = problem_of(arena, &csr, is_node);
	csrs->items = arena_grow(arena, csrs->items, csrs->count, sizeof csr);
	csrs->items[csrs->count++] = csr;
}

int cluster_read_csrs(struct arena *arena, const void *bytes, size_t length,
		      struct cluster_csrs *csrs, const char **ret_continue)
{
	json_t *root = cluster_json(bytes, length, "List"), *item;
	size_t i;

	if (!root)
		return -EINVAL;
	json_array_foreach(cluster_at(root, "items"), i, item)
	{
		/* Approved, denied or failed: decided. A certificate: all of it is done. */
		if (json_array_size(cluster_at(item, "status/conditions")) ||
		    cluster_at(item, "status/certificate"))
			continue;
		if (csrs->count < CLUSTER_ITEMS_MAX)
			add(arena, csrs, item);
		else
			csrs->seen.truncated = true;
	}
	*ret_continue = cluster_continue(arena, root);
	json_decref(root);
	return 0;
}
