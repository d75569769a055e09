#include "ignition.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <jansson.h>

#include "arena.h"
#include "dataurl.h"
#include "http/url.h"
#include "text.h"

#define TEXT_MAX	      200
#define URL_MAX		      2000
#define POINTERS_MAX	      64
#define CERTIFICATE_MAX	      (4u << 20) /* bytes of one file with certificates */
#define CERTIFICATE_FILES_MAX 2000

struct parser {
	struct arena *arena;
	struct ignition *ignition;
};

static void read_document(struct parser *parser, const json_t *root);
static bool read_version(struct parser *parser, const json_t *ignition);
static void read_config(struct parser *parser, const json_t *config);
static void read_pointers(struct parser *parser, const json_t *array, const char *verb);
static void read_pointer(struct parser *parser, const json_t *entry, const char *verb);
static void read_authorities(struct parser *parser, const json_t *security);
static void read_files(struct parser *parser, const json_t *storage);
static void read_certificates(struct parser *parser, const json_t *resource,
			      struct ignition_certificates *ret_certificates);

/* The first problem stands. `format` must not be given text from the input. */
static __attribute__((format(printf, 3, 4))) void
problem(struct parser *parser, enum ignition_problem problem, const char *format, ...)
{
	va_list args;

	if (parser->ignition->problem)
		return;
	va_start(args, format);
	parser->ignition->problem = problem;
	parser->ignition->message = arena_vprintf(parser->arena, format, args);
	va_end(args);
}

/* jansson's own text quotes the input, which may be a key: only its code and place are used. */
static void syntax_error(struct parser *parser, const json_error_t *error)
{
	enum json_error_code code = json_error_code(error);
	const char *what = "it is no JSON";

	parser->ignition->line = error->line > 0 ? (unsigned)error->line : 0;
	parser->ignition->column = error->column > 0 ? (unsigned)error->column : 0;
	if (code == json_error_duplicate_key) {
		problem(parser, IGNITION_DUPLICATE_KEY,
			"an object has the same key twice");
		return;
	}
	if (code == json_error_stack_overflow) {
		problem(parser, IGNITION_TOO_DEEP, "it is nested too deep");
		return;
	}
	if (code == json_error_premature_end_of_input)
		what = "it ends in the middle: the file was cut short";
	else if (code == json_error_invalid_utf8)
		what = "it holds bytes that are no UTF-8";
	else if (code == json_error_end_of_input_expected)
		what = "something follows the end of the JSON text";
	problem(parser, IGNITION_NOT_JSON, "%s", what);
}

static bool is_blank(const unsigned char *bytes, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		if (!strchr(" \t\r\n", bytes[i]) || !bytes[i])
			return false;
	}
	return true;
}

void ignition_parse(struct arena *arena, const void *bytes, size_t length,
		    struct ignition *ret_ignition)
{
	struct parser parser = { arena, ret_ignition };
	json_error_t error;
	json_t *root;

	*ret_ignition = (struct ignition){ 0 };
	if (is_blank(bytes, length)) {
		problem(&parser, IGNITION_EMPTY, "it is empty");
		return;
	}
	root = json_loadb(bytes, length, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, &error);
	if (!root) {
		syntax_error(&parser, &error);
		return;
	}
	read_document(&parser, root);
	json_decref(root);
}

/* NULL where it is absent or null; a problem where it is something else. */
static const json_t *member(struct parser *parser, const json_t *object, const char *key,
			    json_type type, const char *where)
{
	const json_t *value = json_object_get(object, key);

	if (!value || json_is_null(value))
		return NULL;
	if (json_typeof(value) == type)
		return value;
	problem(parser, IGNITION_BAD_FIELD, "%s%s is not %s", where, key,
		type == JSON_OBJECT  ? "an object"
		: type == JSON_ARRAY ? "a list"
				     : "a text");
	return NULL;
}

static size_t member_count(struct parser *parser, const json_t *root, const char *object,
			   const char *array)
{
	const char *where = arena_printf(parser->arena, "%s.", object);
	const json_t *part = member(parser, root, object, JSON_OBJECT, "");

	return json_array_size(part ? member(parser, part, array, JSON_ARRAY, where)
				    : NULL);
}

static void read_document(struct parser *parser, const json_t *root)
{
	const json_t *ignition, *part;

	if (!json_is_object(root)) {
		problem(parser, IGNITION_NO_VERSION, "it is JSON, but no object");
		return;
	}
	ignition = member(parser, root, "ignition", JSON_OBJECT, "");
	if (!ignition) {
		problem(parser, IGNITION_NO_VERSION,
			"it is JSON, but has no \"ignition\" object");
		return;
	}
	if (!read_version(parser, ignition))
		return;
	part = member(parser, ignition, "config", JSON_OBJECT, "ignition.");
	if (part)
		read_config(parser, part);
	part = member(parser, ignition, "security", JSON_OBJECT, "ignition.");
	if (part)
		read_authorities(parser, part);
	part = member(parser, root, "storage", JSON_OBJECT, "");
	if (part)
		read_files(parser, part);
	parser->ignition->unit_count = member_count(parser, root, "systemd", "units");
	parser->ignition->user_count = member_count(parser, root, "passwd", "users");
}

/* False: what follows cannot be read. */
static bool read_version(struct parser *parser, const json_t *ignition)
{
	struct ignition *result = parser->ignition;
	const json_t *version =
		member(parser, ignition, "version", JSON_STRING, "ignition.");
	const char *text;
	unsigned patch;
	int used = 0;

	if (!version) {
		problem(parser, IGNITION_NO_VERSION, "it has no ignition.version");
		return false;
	}
	text = json_string_value(version);
	result->version =
		text_clean(parser->arena, text, json_string_length(version), 40);
	/* Three numbers of at most four digits, nothing else. */
	if (sscanf(text, "%4u.%4u.%4u%n", &result->major, &result->minor, &patch, &used) <
		    3 ||
	    (size_t)used != json_string_length(version) || strpbrk(text, "+- ")) {
		problem(parser, IGNITION_UNKNOWN_VERSION,
			"ignition.version is no version");
		return false;
	}
	if (!(result->major == 2 && result->minor <= 4) &&
	    !(result->major == 3 && result->minor <= 6)) {
		problem(parser, IGNITION_UNKNOWN_VERSION,
			"ignition.version is none that is known (2.0.0 to 2.4.0, 3.0.0 to 3.6.0)");
		return result->major == 2 || result->major == 3;
	}
	return true;
}

static void read_config(struct parser *parser, const json_t *config)
{
	const json_t *replace =
		member(parser, config, "replace", JSON_OBJECT, "ignition.config.");
	bool is_old = parser->ignition->major == 2;
	const char *verb = is_old ? "append" : "merge";

	/* A key of the other specification is not refused by Ignition, it has no effect. */
	if (json_array_size(json_object_get(config, is_old ? "merge" : "append")))
		problem(parser, IGNITION_BAD_FIELD, "%s",
			is_old ? "ignition.config.merge is of version 3.x: in a file of "
				 "version 2.x it has no effect"
			       : "ignition.config.append is of version 2.x: in a file of "
				 "version 3.x it has no effect");
	read_pointers(parser,
		      member(parser, config, verb, JSON_ARRAY, "ignition.config."), verb);
	if (replace)
		read_pointer(parser, replace, "replace");
}

static void read_pointers(struct parser *parser, const json_t *array, const char *verb)
{
	for (size_t i = 0; i < json_array_size(array); i++) {
		const json_t *entry = json_array_get(array, i);

		if (json_is_object(entry))
			read_pointer(parser, entry, verb);
		else
			problem(parser, IGNITION_BAD_FIELD,
				"ignition.config.%s[%zu] is not an object", verb, i);
	}
}

static void read_pointer(struct parser *parser, const json_t *entry, const char *verb)
{
	struct ignition *result = parser->ignition;
	struct ignition_pointer pointer = { .verb = verb };
	const json_t *source =
		member(parser, entry, "source", JSON_STRING, "ignition.config...");
	struct ignition_pointer *items;
	struct http_url url;
	const char *text;

	if (!source || !json_string_length(source) ||
	    result->pointer_count == POINTERS_MAX)
		return;
	text = json_string_value(source);
	if (http_url_parse(parser->arena, text, &url) == 0) {
		pointer.source = http_url_text(parser->arena, &url);
		pointer.scheme = url.scheme;
		pointer.host =
			text_clean(parser->arena, url.host, strlen(url.host), TEXT_MAX);
		pointer.path =
			text_clean(parser->arena, url.path, strlen(url.path), URL_MAX);
		pointer.port = url.port;
	} else if (!dataurl_is(text, strlen(text))) {
		const char *masked = text_mask_url(parser->arena, text);

		pointer.source =
			text_clean(parser->arena, masked, strcspn(masked, "?#"), URL_MAX);
	}
	/* Written here only, read-only for everybody else. */
	items = arena_alloc(parser->arena, (result->pointer_count + 1) * sizeof(*items));
	if (result->pointer_count)
		memcpy(items, result->pointers, result->pointer_count * sizeof(*items));
	items[result->pointer_count++] = pointer;
	result->pointers = items;
}

static void read_authorities(struct parser *parser, const json_t *security)
{
	const json_t *tls =
		member(parser, security, "tls", JSON_OBJECT, "ignition.security.");
	const json_t *array = tls ? member(parser, tls, "certificateAuthorities",
					   JSON_ARRAY, "ignition.security.tls.")
				  : NULL;
	struct ignition_certificates *items = NULL;
	size_t count = 0;

	for (size_t i = 0; i < json_array_size(array) && count < POINTERS_MAX; i++) {
		const json_t *entry = json_array_get(array, i);

		items = arena_grow(parser->arena, items, count, sizeof(*items));
		items[count] = (struct ignition_certificates){
			.path = arena_printf(
				parser->arena,
				"ignition.security.tls.certificateAuthorities[%zu]", i),
		};
		read_certificates(parser, entry, &items[count++]);
	}
	parser->ignition->authorities = items;
	parser->ignition->authority_count = count;
}

static bool is_certificate_file(const char *path, size_t length)
{
	return length > 4 && memcmp(path + length - 4, ".crt", 4) == 0;
}

static void read_files(struct parser *parser, const json_t *storage)
{
	const json_t *array = member(parser, storage, "files", JSON_ARRAY, "storage.");
	struct ignition_certificates *items = NULL;
	size_t count = 0;

	parser->ignition->file_count = json_array_size(array);
	for (size_t i = 0; i < json_array_size(array); i++) {
		const json_t *file = json_array_get(array, i);
		const json_t *path = json_object_get(file, "path");

		if (!json_is_string(path)) {
			problem(parser, IGNITION_BAD_FIELD,
				"storage.files[%zu] has no path", i);
			continue;
		}
		if (!is_certificate_file(json_string_value(path),
					 json_string_length(path)) ||
		    count == CERTIFICATE_FILES_MAX)
			continue;
		items = arena_grow(parser->arena, items, count, sizeof(*items));
		items[count] = (struct ignition_certificates){
			.path = text_clean(parser->arena, json_string_value(path),
					   json_string_length(path), TEXT_MAX),
		};
		read_certificates(parser, json_object_get(file, "contents"),
				  &items[count++]);
	}
	parser->ignition->files = items;
	parser->ignition->file_certificate_count = count;
}

static int unpack(struct dataurl *data)
{
	struct dataurl plain;
	int r = dataurl_gunzip(data->bytes, data->length, CERTIFICATE_MAX, &plain);

	if (r)
		return r;
	dataurl_wipe(data);
	*data = plain;
	return 0;
}

/* `resource`: an object with `source` and perhaps `compression`. */
static void read_certificates(struct parser *parser, const json_t *resource,
			      struct ignition_certificates *ret_certificates)
{
	const json_t *source = json_object_get(resource, "source");
	const char *compression =
		json_string_value(json_object_get(resource, "compression"));
	struct dataurl data;
	int r;

	if (!json_is_string(source)) {
		ret_certificates->problem = "it has no source";
		return;
	}
	if (!dataurl_is(json_string_value(source), json_string_length(source))) {
		ret_certificates->is_elsewhere = true;
		return;
	}
	r = dataurl_decode(json_string_value(source), json_string_length(source),
			   CERTIFICATE_MAX, &data);
	if (r) {
		ret_certificates->problem =
			r == -EFBIG ? "it is too large" : "its data URL is broken";
		return;
	}
	if (compression && strcmp(compression, "gzip") == 0 && (r = unpack(&data)) != 0) {
		ret_certificates->problem = r == -EFBIG ? "it is too large unpacked"
							: "its gzip data are damaged";
		dataurl_wipe(&data);
		return;
	}
	r = x509_parse_pem(parser->arena, data.bytes, data.length,
			   &ret_certificates->list);
	if (r == -ENODATA)
		ret_certificates->problem = "it holds no certificate";
	else if (r)
		ret_certificates->problem = "it holds a certificate that cannot be read";
	dataurl_wipe(&data);
}
