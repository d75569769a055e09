/*
 * The parts of install_config_read(), for core/sources/install_config*.c alone.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "core/value.h"
#include "core/yaml.h"
#include "install_config.h"

struct install_config_reader {
	struct arena *arena;   /* what is kept */
	struct arena *scratch; /* the tree, secrets in it included: gone at the end */
	struct diagnostics *diagnostics;
	struct source_file *file;
	struct install_config *result;
};

/* install_config_repair.c: a tree of as much of the file as can be read; or NULL. */
const struct yaml *install_config_tree(struct install_config_reader *reader);

/* A text of that kind (NULL: any), or nothing with a diagnostic. */
void install_config_text(struct install_config_reader *reader, const struct yaml *value,
			 const char *key, const struct value_kind *kind,
			 struct config_text *ret_text);
void install_config_number(struct install_config_reader *reader, const struct yaml *value,
			   const char *key, struct install_config_number *ret_number);
/* True: a list; false and a diagnostic unless there is nothing. */
bool install_config_is_list(struct install_config_reader *reader,
			    const struct yaml *value, const char *key);

/* install_config_network.c */
void install_config_networking(struct install_config_reader *reader,
			       const struct yaml *networking);
/* install_config_egress.c: proxy, mirrors, trust bundle. */
void install_config_egress(struct install_config_reader *reader, const struct yaml *root);
/* install_config_secret.c: pull secret and ssh key; hides them, in a broken file too. */
void install_config_secrets(struct install_config_reader *reader,
			    const struct yaml *root);
/* Whether a line speaks of something that is never shown. */
bool install_config_is_secret(const char *line, size_t length);
/* Hides the lines of a value. */
void install_config_hide(struct install_config_reader *reader, const struct yaml *value);
