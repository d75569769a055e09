#include <ctype.h>
#include <string.h>

#include <jansson.h>
#include <openssl/evp.h>

#include "core/arena.h"
#include "core/text.h"
#include "files.h"
#include "install_config_part.h"

static void hide_by_text(struct install_config_reader *reader);
static void read_pull_secret(struct install_config_reader *reader,
			     const struct yaml *value);
static void read_ssh_key(struct install_config_reader *reader, const struct yaml *value);

void install_config_secrets(struct install_config_reader *reader, const struct yaml *root)
{
	const struct yaml *pull_secret = yaml_get(root, "pullSecret");
	const struct yaml *ssh_key = yaml_get(root, "sshKey");

	/* In a broken file nothing else tells where a secret ends. */
	hide_by_text(reader);
	if (!yaml_is_null(pull_secret))
		read_pull_secret(reader, pull_secret);
	if (!yaml_is_null(ssh_key))
		read_ssh_key(reader, ssh_key);
}

void install_config_hide(struct install_config_reader *reader, const struct yaml *value)
{
	/* A block ends where the next line begins. */
	source_file_hide(reader->arena, reader->file, value->where.line,
			 value->end.line - (value->end.column == 1));
}

static bool holds(const char *line, size_t length, const char *word)
{
	size_t size = strlen(word);

	for (size_t i = 0; i + size <= length; i++) {
		size_t n = 0;

		while (n < size && tolower((unsigned char)line[i + n]) == word[n])
			n++;
		if (n == size)
			return true;
	}
	return false;
}

bool install_config_is_secret(const char *line, size_t length)
{
	static const char *const words[] = { "pullsecret", "\"auth", "password",
					     "secretkey", "private key" };

	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
		if (holds(line, length, words[i]))
			return true;
	}
	return false;
}

/* Whether a new key begins there, as far left as `indent` or further. */
static bool is_key_line(const char *line, size_t length, size_t indent)
{
	size_t i = 0, start;

	while (i < length && (line[i] == ' ' || line[i] == '-'))
		i++;
	start = i;
	while (i < length && isalnum((unsigned char)line[i]))
		i++;
	return i > start && start <= indent && i < length && line[i] == ':' &&
	       (i + 1 == length || isspace((unsigned char)line[i + 1]));
}

static size_t indent_of(const char *line, size_t length)
{
	size_t i = 0;

	while (i < length && (line[i] == ' ' || line[i] == '-'))
		i++;
	return i;
}

/* From a line that speaks of a secret to the next key that is not below it. */
static void hide_by_text(struct install_config_reader *reader)
{
	const char *p = reader->file->bytes, *end = p + reader->file->length;
	unsigned number = 1, first = 0;
	size_t indent = 0;

	for (; p < end; number++) {
		const char *stop = memchr(p, '\n', (size_t)(end - p));
		size_t length = (size_t)((stop ? stop : end) - p);
		bool secret = install_config_is_secret(p, length);

		if (first && !secret && is_key_line(p, length, indent)) {
			source_file_hide(reader->arena, reader->file, first, number - 1);
			first = 0;
		}
		if (!first && secret) {
			first = number;
			indent = indent_of(p, length);
		}
		p += length + 1;
	}
	if (first)
		source_file_hide(reader->arena, reader->file, first, number);
}

/* "auth" is the base64 of "user:token". The decoded bytes are gone when this returns. */
static bool is_auth(const json_t *entry)
{
	unsigned char plain[4096];
	const char *text = json_string_value(json_object_get(entry, "auth"));
	size_t length = text ? strlen(text) : 0;
	bool fits;
	int got;

	if (json_is_string(json_object_get(entry, "credsStore")))
		return true;
	if (!length || length / 4 * 3 + 3 > sizeof plain || length % 4)
		return length / 4 * 3 + 3 > sizeof plain;
	got = EVP_DecodeBlock(plain, (const unsigned char *)text, (int)length);
	fits = got > 0 && memchr(plain, ':', (size_t)got);
	explicit_bzero(plain, sizeof plain);
	return fits;
}

static void read_auths(struct install_config_reader *reader, json_t *auths)
{
	struct install_config *result = reader->result;
	const char *host;
	json_t *entry;

	if (!json_object_size(auths)) {
		result->pull_secret = PULL_SECRET_NO_AUTHS;
		return;
	}
	result->pull_secret = PULL_SECRET_OK;
	json_object_foreach(auths, host, entry)
	{
		struct config_text text = {
			text_clean(reader->arena, host, strlen(host), 256),
			result->pull_secret_where,
		};

		result->pull_hosts = arena_grow(reader->arena, result->pull_hosts,
						result->pull_host_count, sizeof text);
		result->pull_hosts[result->pull_host_count++] = text;
		if (!is_auth(entry) && result->pull_secret == PULL_SECRET_OK) {
			result->pull_secret = PULL_SECRET_NO_AUTH;
			result->pull_bad_host = text.value;
		}
	}
}

static void read_pull_secret(struct install_config_reader *reader,
			     const struct yaml *value)
{
	struct install_config *result = reader->result;
	json_t *json;

	install_config_hide(reader, value);
	result->pull_secret_where = value->key->where;
	if (value->kind != YAML_TEXT) {
		result->pull_secret = PULL_SECRET_NO_TEXT;
		return;
	}
	json = json_loads(value->text, 0, NULL);
	if (json_is_object(json))
		read_auths(reader, json_object_get(json, "auths"));
	else
		result->pull_secret = PULL_SECRET_NO_JSON;
	json_decref(json);
}

/* A word that is the data of a key says its type in its first bytes (RFC 4253, 6.6). */
static bool is_key_data(const char *word, size_t length, const char *type,
			size_t type_length)
{
	unsigned char head[48];

	if (length < 64 || type_length > 44 ||
	    EVP_DecodeBlock(head, (const unsigned char *)word, 64) != 48)
		return false;
	return !head[0] && !head[1] && !head[2] && head[3] == type_length &&
	       !memcmp(head + 4, type, type_length);
}

/*
 * The type of the first key of an authorized_keys text (sshd(8)): options may stand in front of it,
 * a comment behind it. NULL: there is none.
 */
static const char *key_type(struct install_config_reader *reader, const char *text)
{
	const char *word = text + strspn(text, " \t\r\n");

	while (*word) {
		size_t length = strcspn(word, " \t\r\n");
		const char *next = word + length + strspn(word + length, " \t\r\n");

		if (is_key_data(next, strcspn(next, " \t\r\n"), word, length))
			return text_clean(reader->arena, word, length, 64);
		word = next;
	}
	return NULL;
}

static void read_ssh_key(struct install_config_reader *reader, const struct yaml *value)
{
	struct install_config *result = reader->result;

	result->ssh_key_where = value->key->where;
	result->ssh_key = SSH_KEY_BROKEN;
	if (value->kind != YAML_TEXT)
		return;
	if (strstr(value->text, "PRIVATE KEY")) {
		install_config_hide(reader, value);
		result->ssh_key = SSH_KEY_PRIVATE;
		return;
	}
	result->ssh_key_type = key_type(reader, value->text);
	if (result->ssh_key_type)
		result->ssh_key = SSH_KEY_OK;
}
