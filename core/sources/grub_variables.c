#include "core/sources/grub_variables.h"

#include <string.h>

#include "core/arena.h"
#include "core/index.h"

struct variable {
	const char *name;
	const char *value; /* NULL: not known */
	bool exported;
};

struct change {
	struct variable *variable;
	const char *before;
};

struct grub_variables {
	struct arena *arena;
	struct index *by_name;
	struct variable **items;
	size_t count;
	struct change *changes; /* all, in order */
	size_t change_count;
};

struct grub_variables *grub_variables_new(struct arena *arena)
{
	struct grub_variables *variables = arena_alloc(arena, sizeof *variables);

	variables->arena = arena;
	variables->by_name = index_new(arena, 16);
	return variables;
}

const char *grub_variable(const struct grub_variables *variables, const char *name)
{
	const struct variable *variable =
		index_find(variables->by_name, name, strlen(name));

	return variable ? variable->value : NULL;
}

static struct variable *find(struct grub_variables *variables, const char *name)
{
	struct variable *variable = index_find(variables->by_name, name, strlen(name));

	if (variable)
		return variable;
	variable = arena_alloc(variables->arena, sizeof *variable);
	variable->name = arena_strdup(variables->arena, name);
	index_add(variables->by_name, variable->name, strlen(name), variable);
	variables->items = arena_grow(variables->arena, variables->items,
				      variables->count, sizeof(struct variable *));
	variables->items[variables->count++] = variable;
	return variable;
}

static void change(struct grub_variables *variables, struct variable *variable,
		   const char *value)
{
	variables->changes =
		arena_grow(variables->arena, variables->changes, variables->change_count,
			   sizeof *variables->changes);
	variables->changes[variables->change_count++] =
		(struct change){ variable, variable->value };
	variable->value = value;
}

void grub_variable_set(struct grub_variables *variables, const char *name,
		       const char *value)
{
	change(variables, find(variables, name), value);
}

void grub_variable_export(struct grub_variables *variables, const char *name)
{
	find(variables, name)->exported = true;
}

size_t grub_variables_mark(const struct grub_variables *variables)
{
	return variables->change_count;
}

void grub_variables_restore(struct grub_variables *variables, size_t mark)
{
	/* Each undone is a change too, so that one further out sees it. */
	for (size_t i = variables->change_count; i > mark; i--) {
		const struct change *undone = &variables->changes[i - 1];

		undone->variable->value = undone->before;
	}
}

void grub_variables_join(struct grub_variables *variables, size_t mark)
{
	grub_variables_restore(variables, mark);
	for (size_t i = mark; i < variables->change_count; i++)
		variables->changes[i].variable->value = NULL;
}

void grub_variables_hide(struct grub_variables *variables)
{
	for (size_t i = 0; i < variables->count; i++) {
		if (!variables->items[i]->exported)
			change(variables, variables->items[i], NULL);
	}
}
