/*
 * The variables of a GRUB script while it is followed, on ways of which not all are taken.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct grub_variables;

struct grub_variables *grub_variables_new(struct arena *arena);
/* The value; NULL: not known. */
const char *grub_variable(const struct grub_variables *variables, const char *name);
/* `value` NULL: it is set to what is not known. */
void grub_variable_set(struct grub_variables *variables, const char *name,
		       const char *value);
void grub_variable_export(struct grub_variables *variables, const char *name);

/* Where a way begins that is perhaps not taken. */
size_t grub_variables_mark(const struct grub_variables *variables);
/* As it was at the mark; what was set since then stays in mind for the next call. */
void grub_variables_restore(struct grub_variables *variables, size_t mark);
/* The ways meet again: what was set on any of them since the mark is not known. */
void grub_variables_join(struct grub_variables *variables, size_t mark);
/* A context of its own: what is not exported is not there. Undone by restoring a mark. */
void grub_variables_hide(struct grub_variables *variables);
