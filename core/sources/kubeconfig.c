#include "core/sources/kubeconfig.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/arena.h"
#include "core/dataurl.h"
#include "core/diag.h"
#include "core/file.h"
#include "core/http/url.h"
#include "core/text.h"
#include "core/x509.h"
#include "core/yaml.h"

#define PEM_MAX	       ((size_t)4 * 1024 * 1024) /* bytes of one certificate file or bundle */
#define TOKEN_MAX      65536
#define NAME_MAX_SHOWN 200

struct reader {
	struct arena *arena;
	struct diagnostics *diagnostics;
	struct kubeconfig *result;
};

static void read_cluster(struct reader *reader, const struct yaml *cluster);
static void read_user(struct reader *reader, const struct yaml *user);

/* The entry of a list of {name: NAME, KEY: ...} with that name: its KEY. */
static const struct yaml *find_entry(const struct yaml *list, const char *name,
				     const char *key)
{
	if (!list || list->kind != YAML_LIST)
		return NULL;
	for (const struct yaml *item = list->first; item; item = item->next) {
		const struct yaml *own = yaml_get(item, "name");

		if (own && own->kind == YAML_TEXT && !strcmp(own->text, name))
			return yaml_get(item, key);
	}
	return NULL;
}

static const char *text_of(const struct yaml *map, const char *key)
{
	const struct yaml *value = yaml_get(map, key);

	return value && value->kind == YAML_TEXT && *value->text ? value->text : NULL;
}

static bool is_true(const struct yaml *map, const char *key)
{
	const char *text = text_of(map, key);

	return text && !strcasecmp(text, "true");
}

/* Names are shown, so they are cleaned. */
static const char *clean(const struct reader *reader, const char *text)
{
	return text_clean(reader->arena, text, strlen(text), NAME_MAX_SHOWN);
}

/* One of the context's two keys, and the entry that it names. */
static const struct yaml *follow(struct reader *reader, const struct yaml *root,
				 const struct yaml *context, const char *key,
				 const char *list)
{
	const struct yaml *name = yaml_get(context, key);
	const struct yaml *entry;

	if (!name || name->kind != YAML_TEXT || !*name->text) {
		diag_error(reader->diagnostics, context->where, NULL,
			   "the context '%s' names no %s", reader->result->context.value,
			   key);
		return NULL;
	}
	entry = find_entry(yaml_get(root, list), name->text, key);
	if (!entry)
		diag_error(reader->diagnostics, name->where, NULL, "no %s '%s' under %s",
			   key, clean(reader, name->text), list);
	return entry;
}

static void read_root(struct reader *reader, const struct yaml *root)
{
	const struct yaml *current = yaml_get(root, "current-context");
	const struct yaml *context, *cluster, *user;

	if (!current || current->kind != YAML_TEXT || !*current->text) {
		diag_error(reader->diagnostics,
			   current ? current->where
				   : (struct where){ reader->result->file, 0, 0 },
			   "set one: oc config use-context NAME --kubeconfig FILE",
			   "no current-context: this is no usable kubeconfig");
		return;
	}
	reader->result->context =
		(struct config_text){ clean(reader, current->text), current->where };
	context = find_entry(yaml_get(root, "contexts"), current->text, "context");
	if (!context) {
		diag_error(reader->diagnostics, current->where, NULL,
			   "no context '%s' under contexts",
			   reader->result->context.value);
		return;
	}
	cluster = follow(reader, root, context, "cluster", "clusters");
	if (cluster)
		read_cluster(reader, cluster);
	user = follow(reader, root, context, "user", "users");
	if (user)
		read_user(reader, user);
}

int kubeconfig_parse(struct arena *arena, const char *file, const char *bytes,
		     size_t length, struct diagnostics *diagnostics,
		     struct kubeconfig *ret_kubeconfig)
{
	struct reader reader = { arena, diagnostics, ret_kubeconfig };
	struct arena *scratch = arena_new(); /* for the tree */
	size_t errors = diagnostics->errors;
	struct yaml *root;

	*ret_kubeconfig = (struct kubeconfig){ .file = file };
	if (!yaml_parse(scratch, file, bytes, length, diagnostics, &root))
		read_root(&reader, root);
	arena_free(scratch);
	return diagnostics->errors > errors ? -EINVAL : 0;
}

/* "client-key-data" (base64 of PEM) or "client-key" (a path); the first one wins, as in client-go. */
static void read_pem(struct reader *reader, const struct yaml *map, const char *key,
		     struct kubeconfig_pem *ret_pem)
{
	const char *data_key = arena_printf(reader->arena, "%s-data", key);
	const struct yaml *data = yaml_get(map, data_key);
	const struct yaml *path = yaml_get(map, key);
	struct dataurl decoded = { 0 };
	char *url;

	if (yaml_is_null(data) || (data->kind == YAML_TEXT && !*data->text)) {
		if (!path || !text_of(map, key))
			return;
		ret_pem->path = arena_strdup(reader->arena, path->text);
		ret_pem->where = path->where;
		return;
	}
	ret_pem->where = data->where;
	if (data->kind != YAML_TEXT) {
		diag_error(reader->diagnostics, data->where, NULL,
			   "%s: expected text, found %s", data_key,
			   yaml_kind_name(data->kind));
		return;
	}
	url = arena_printf(reader->arena, "data:;base64,%s", data->text);
	if (dataurl_decode(url, strlen(url), PEM_MAX, &decoded) < 0 ||
	    memchr(decoded.bytes, '\0', decoded.length))
		diag_error(reader->diagnostics, data->where, "it is base64 of a PEM file",
			   "%s: its base64 is broken", data_key);
	else
		ret_pem->text = arena_strndup(reader->arena, (const char *)decoded.bytes,
					      decoded.length);
	dataurl_wipe(&decoded);
}

static void check_certificates(struct reader *reader, const struct kubeconfig_pem *pem,
			       const char *key)
{
	struct arena *scratch;
	struct x509_list list;

	if (!pem->text)
		return;
	scratch = arena_new();
	if (x509_parse_pem(scratch, pem->text, strlen(pem->text), &list))
		diag_error(reader->diagnostics, pem->where, NULL,
			   "%s: there is no certificate in it that can be read", key);
	arena_free(scratch);
}

/* What it is worth is seen when it is used (http/tls.c): OpenSSL may want a pass phrase. */
static void check_key(struct reader *reader, const struct kubeconfig_pem *pem)
{
	if (pem->text && !strstr(pem->text, "PRIVATE KEY-----"))
		diag_error(reader->diagnostics, pem->where, NULL,
			   "client-key: there is no private key in it");
	else if (pem->text && strstr(pem->text, "ENCRYPTED"))
		diag_error(
			reader->diagnostics, pem->where, NULL,
			"client-key: the private key is encrypted, nobody can be asked for its "
			"pass phrase");
}

static void read_server(struct reader *reader, const struct yaml *cluster)
{
	const struct yaml *server = yaml_get(cluster, "server");
	struct http_url url;

	if (!server || server->kind != YAML_TEXT || !*server->text) {
		diag_error(reader->diagnostics, cluster->where, NULL,
			   "the cluster has no server");
		return;
	}
	if (http_url_parse(reader->arena, server->text, &url) < 0 || url.has_query) {
		diag_error(
			reader->diagnostics, server->where,
			"expected a URL such as https://api.ocp45.example.localdomain:6443",
			"server: this is no https URL");
		return;
	}
	if (strcmp(url.scheme, "https") || url.has_user) {
		diag_error(
			reader->diagnostics, server->where, NULL, "server: %s",
			url.has_user
				? "a user name in front of the host is not sent"
				: "credentials are not sent without TLS; expected https://");
		return;
	}
	reader->result->server =
		(struct config_text){ http_url_text(reader->arena, &url), server->where };
}

static void read_cluster(struct reader *reader, const struct yaml *cluster)
{
	struct kubeconfig *result = reader->result;
	const struct yaml *insecure = yaml_get(cluster, "insecure-skip-tls-verify");
	const struct yaml *proxy = yaml_get(cluster, "proxy-url");
	const char *name = text_of(cluster, "tls-server-name");

	read_server(reader, cluster);
	read_pem(reader, cluster, "certificate-authority", &result->ca);
	check_certificates(reader, &result->ca, "certificate-authority");
	if (name && !text_is_host_name(name))
		diag_error(reader->diagnostics,
			   yaml_get(cluster, "tls-server-name")->where, NULL,
			   "tls-server-name: this is no host name");
	else if (name)
		result->tls_server_name = text_dns_name(reader->arena, name);
	if (is_true(cluster, "insecure-skip-tls-verify"))
		diag_warning(
			reader->diagnostics, insecure->where,
			"take the kubeconfig that the installer wrote, it has the cluster's CA",
			"insecure-skip-tls-verify is not obeyed: the server's certificate is "
			"verified");
	if (proxy && !yaml_is_null(proxy))
		diag_warning(reader->diagnostics, proxy->where, NULL,
			     "proxy-url is not used: the server is asked directly");
}

static void read_user(struct reader *reader, const struct yaml *user)
{
	static const char *const others[] = { "exec", "auth-provider", "username",
					      "password" };
	struct kubeconfig *result = reader->result;
	const struct yaml *token_file = yaml_get(user, "tokenFile");
	const char *token = text_of(user, "token");
	bool has_certificate, has_key;

	read_pem(reader, user, "client-certificate", &result->certificate);
	read_pem(reader, user, "client-key", &result->key);
	check_certificates(reader, &result->certificate, "client-certificate");
	check_key(reader, &result->key);
	if (token &&
	    strspn(token,
		   "!\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`"
		   "abcdefghijklmnopqrstuvwxyz{|}~") != strlen(token))
		diag_error(reader->diagnostics, yaml_get(user, "token")->where, NULL,
			   "token: it has characters that no token has");
	else if (token)
		result->token = arena_strdup(reader->arena, token);
	if (!token && text_of(user, "tokenFile"))
		result->token_file = (struct config_text){
			arena_strdup(reader->arena, token_file->text), token_file->where
		};
	has_certificate = result->certificate.where.line != 0;
	has_key = result->key.where.line != 0;
	if (has_certificate != has_key)
		diag_error(reader->diagnostics,
			   has_key ? result->key.where : result->certificate.where, NULL,
			   has_key ? "client-key without client-certificate"
				   : "client-certificate without client-key");
	if (has_certificate || has_key || token || result->token_file.value)
		return;
	for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
		const struct yaml *other = yaml_get(user, others[i]);

		if (!other)
			continue;
		diag_error(
			reader->diagnostics, other->where,
			"expected client-certificate and client-key, or token",
			"%s is not used: no program is started and no password is sent",
			others[i]);
		return;
	}
	diag_error(reader->diagnostics, user->where,
		   "expected client-certificate and client-key, or token",
		   "the user has no credentials");
}

static const char *beside(struct arena *arena, const char *kubeconfig, const char *path)
{
	const char *slash = strrchr(kubeconfig, '/');

	if (*path == '/' || !slash)
		return path;
	return arena_printf(arena, "%.*s/%s", (int)(slash - kubeconfig), kubeconfig,
			    path);
}

/* The arena's copy of a file that the kubeconfig names; NULL after a diagnostic. */
static const char *read_named(struct reader *reader, const char *path, struct where where,
			      size_t max)
{
	const char *file = beside(reader->arena, reader->result->file, path);
	const char *text;
	size_t length;
	char *bytes;
	int r = file_read(file, max, &bytes, &length);

	if (r < 0) {
		diag_error(reader->diagnostics, where, NULL, "cannot read '%s': %s", file,
			   file_error(r));
		return NULL;
	}
	text = arena_strndup(reader->arena, bytes, length);
	free(bytes);
	return text;
}

static void load_pem(struct reader *reader, struct kubeconfig_pem *pem)
{
	if (!pem->text && pem->path)
		pem->text = read_named(reader, pem->path, pem->where, PEM_MAX);
}

static void load_token(struct reader *reader)
{
	struct kubeconfig *result = reader->result;
	const char *text;

	if (result->token || !result->token_file.value)
		return;
	text = read_named(reader, result->token_file.value, result->token_file.where,
			  TOKEN_MAX);
	if (!text)
		return;
	result->token = arena_strndup(reader->arena, text, strcspn(text, " \t\r\n"));
	if (!*result->token)
		diag_error(reader->diagnostics, result->token_file.where, NULL,
			   "tokenFile: the file is empty");
}

int kubeconfig_load(struct arena *arena, const char *path,
		    struct diagnostics *diagnostics, struct kubeconfig *ret_kubeconfig)
{
	struct reader reader = { arena, diagnostics, ret_kubeconfig };
	size_t errors = diagnostics->errors, length;
	char *bytes;
	int r;

	r = file_read(path, FILE_TEXT_MAX, &bytes, &length);
	if (r < 0) {
		diag_error(diagnostics, (struct where){ path, 0, 0 }, NULL,
			   "cannot read the kubeconfig: %s", file_error(r));
		return r;
	}
	r = kubeconfig_parse(arena, path, bytes, length, diagnostics, ret_kubeconfig);
	free(bytes);
	if (r < 0)
		return r;
	load_pem(&reader, &ret_kubeconfig->ca);
	load_pem(&reader, &ret_kubeconfig->certificate);
	load_pem(&reader, &ret_kubeconfig->key);
	load_token(&reader);
	check_certificates(&reader, &ret_kubeconfig->ca, "certificate-authority");
	check_certificates(&reader, &ret_kubeconfig->certificate, "client-certificate");
	check_key(&reader, &ret_kubeconfig->key);
	return diagnostics->errors > errors ? -EINVAL : 0;
}
