#include "core/sources/ipxe_way.h"

#include <string.h>

#include "core/arena.h"
#include "core/index.h"
#include "core/sources/ipxe_entry.h"

#define STEPS_MAX 50000 /* of all ways together; a command, a comparison, a setting */
#define WAYS_MAX  256
#define VALUE_MAX 4096
#define ITEMS_MAX 64 /* of one menu */

struct walk {
	struct arena *arena;
	const struct ipxe_script *script;
	struct ipxe_ways *ways;
	struct index *labels; /* name -> struct ipxe_label, the first */
	size_t *starts;	      /* the first command under each label, from 1 */
	size_t steps;
};

static bool is_verb(const struct ipxe_command *command, const char *const *verbs)
{
	for (; *verbs; verbs++) {
		if (!strcmp(command->words[0].text, *verbs))
			return true;
	}
	return false;
}

static const struct ipxe_setting *find_setting(const struct ipxe_way *way,
					       const char *name, size_t length)
{
	for (size_t i = way->count; i > 0; i--) {
		const struct ipxe_setting *setting = &way->settings[i - 1];

		if (strlen(setting->name) == length &&
		    !strncmp(setting->name, name, length))
			return setting;
	}
	return NULL;
}

/* The text with what is known put in; true: all of it is. */
static bool put_in(struct arena *arena, const struct ipxe_way *way,
		   struct boot_word *word)
{
	const char *text = word->text, *done = "";
	bool known = true;

	for (const char *open; (open = strstr(text, "${"));) {
		const char *close = strchr(open, '}');
		const struct ipxe_setting *setting =
			close ? find_setting(way, open + 2, (size_t)(close - open - 2))
			      : NULL;

		if (!close || strlen(done) > VALUE_MAX)
			return false;
		known &= setting && setting->value;
		if (setting && setting->value)
			word->from = setting->where;
		done = setting && setting->value
			       ? arena_printf(arena, "%s%.*s%s", done, (int)(open - text),
					      text, setting->value)
			       : arena_printf(arena, "%s%.*s", done,
					      (int)(close + 1 - text), text);
		text = close + 1;
	}
	word->text = arena_printf(arena, "%s%s", done, text);
	return known;
}

static void add_word(struct arena *arena, struct ipxe_command *command,
		     struct boot_word word)
{
	command->words = arena_grow(arena, command->words, command->count, sizeof word);
	command->words[command->count++] = word;
}

struct ipxe_command ipxe_way_apply(struct arena *arena, const struct ipxe_way *way,
				   const struct ipxe_command *command)
{
	struct ipxe_command applied = *command;

	applied.words = NULL;
	applied.count = 0;
	for (size_t i = 0; i < command->count; i++) {
		struct boot_word word = command->words[i];
		const char *text;

		if (word.unknown)
			word.unknown = !put_in(arena, way, &word);
		if (!word.from.file)
			word.from = word.where;
		text = word.text;
		do {
			size_t length = word.unknown ? strlen(text) : strcspn(text, " ");

			word.text = arena_strndup(arena, text, length);
			add_word(arena, &applied, word);
			text += length + (text[length] == ' ');
		} while (*text);
	}
	return applied;
}

static void set(struct walk *walk, struct ipxe_way *way, const char *name,
		const char *value, struct where where)
{
	way->settings =
		arena_grow(walk->arena, way->settings, way->count, sizeof *way->settings);
	way->settings[way->count++] = (struct ipxe_setting){ name, value, where };
}

static void take_set(struct walk *walk, struct ipxe_way *way,
		     const struct ipxe_command *command)
{
	struct ipxe_command applied = ipxe_way_apply(walk->arena, way, command);
	const char *value = "";

	walk->steps += way->count;
	if (command->count < 2)
		return;
	for (size_t i = 2; i < applied.count && value; i++) {
		value = applied.words[i].unknown || strlen(value) > VALUE_MAX
				? NULL
				: arena_printf(walk->arena, "%s%s%s", value,
					       i > 2 ? " " : "", applied.words[i].text);
	}
	set(walk, way, command->words[1].text, command->conditional ? NULL : value,
	    command->words[1].where);
}

static bool tells_more(const struct ipxe_command *applied,
		       const struct ipxe_command *command)
{
	if (applied->count != command->count)
		return true;
	for (size_t i = 0; i < command->count; i++) {
		if (strcmp(applied->words[i].text, command->words[i].text) != 0)
			return true;
	}
	return false;
}

/* The same words, of the same places. */
static bool is_same(const struct ipxe_command *a, const struct ipxe_command *b)
{
	if (a->count != b->count)
		return false;
	for (size_t i = 0; i < a->count; i++) {
		if (strcmp(a->words[i].text, b->words[i].text) != 0 ||
		    a->words[i].from.line != b->words[i].from.line)
			return false;
	}
	return true;
}

static bool is_known(struct walk *walk, const struct ipxe_way *way)
{
	const struct ipxe_command *kernel = &walk->script->commands[way->kernel];
	struct ipxe_command applied = ipxe_way_apply(walk->arena, way, kernel);

	for (size_t i = walk->ways->count;
	     i > 0 && walk->ways->items[i - 1].kernel == way->kernel; i--) {
		struct ipxe_command other =
			ipxe_way_apply(walk->arena, &walk->ways->items[i - 1], kernel);

		walk->steps += kernel->count;
		if (is_same(&applied, &other))
			return true;
	}
	return !tells_more(&applied, kernel);
}

static void arrive(struct walk *walk, struct ipxe_way *way, size_t kernel)
{
	way->kernel = kernel;
	if (!way->count || walk->ways->count == WAYS_MAX || is_known(walk, way))
		return;
	walk->ways->items = arena_grow(walk->arena, walk->ways->items, walk->ways->count,
				       sizeof *way);
	walk->ways->items[walk->ways->count++] = *way;
}

/* The command that `goto` leads to; false: not to know. */
static bool follow(struct walk *walk, const struct ipxe_way *way,
		   const struct ipxe_command *command, size_t *ret_next)
{
	struct ipxe_command applied = ipxe_way_apply(walk->arena, way, command);
	const struct ipxe_label *label;

	if (applied.count < 2 || applied.words[1].unknown)
		return false;
	label = index_find(walk->labels, applied.words[1].text,
			   strlen(applied.words[1].text));
	if (!label)
		return false;
	*ret_next = walk->starts[label - walk->script->labels];
	return true;
}

static void go(struct walk *walk, struct ipxe_way way, size_t next)
{
	static const char *const kernels[] = { "kernel", NULL };
	static const char *const jumps[] = { "goto", NULL };
	static const char *const sets[] = { "set", NULL };
	static const char *const others[] = { "read", "choose", "clear",
					      "inc",  "param",	NULL };
	static const char *const ends[] = { "exit",	"shell",   "reboot",
					    "poweroff", "sanboot", "chain",
					    "boot",	"imgexec", NULL };
	size_t steps = 0;

	while (next < walk->script->command_count &&
	       steps++ < walk->script->command_count && walk->steps++ < STEPS_MAX) {
		const struct ipxe_command *command = &walk->script->commands[next++];

		if (is_verb(command, kernels)) {
			arrive(walk, &way, next - 1);
			return;
		}
		if (is_verb(command, sets))
			take_set(walk, &way, command);
		for (size_t i = 1; is_verb(command, others) && i < command->count; i++)
			set(walk, &way, command->words[i].text, NULL,
			    command->words[i].where);
		if (command->conditional)
			continue;
		if (is_verb(command, ends) ||
		    (is_verb(command, jumps) && !follow(walk, &way, command, &next)))
			return;
	}
}

/* `choose NAME`: the items of the menu in front of it are what the variable may hold. */
static void go_from_menu(struct walk *walk, size_t choose)
{
	static const char *const valued[] = { "--menu", "-m", "--key", "-k", NULL };
	const struct ipxe_command *commands = walk->script->commands;
	const struct ipxe_command *command = &commands[choose];
	size_t items = 0;

	for (size_t i = choose;
	     i > 0 && items < ITEMS_MAX && strcmp(commands[i - 1].words[0].text, "menu");
	     i--) {
		const struct ipxe_command *item = &commands[i - 1];
		size_t label = ipxe_operand(item, 1, valued);
		struct ipxe_way way = { 0 };

		if (strcmp(item->words[0].text, "item") != 0 || label == item->count ||
		    item->words[label].unknown || !strcmp(item->words[1].text, "--gap"))
			continue;
		items++;
		way.name = item->words[label].text;
		set(walk, &way, command->words[command->count - 1].text, way.name,
		    item->words[label].where);
		go(walk, way, choose + 1);
	}
}

static void find_starts(struct walk *walk)
{
	const struct ipxe_script *script = walk->script;
	size_t command = 0;

	walk->starts = arena_alloc(walk->arena,
				   (script->label_count + 1) * sizeof *walk->starts);
	for (size_t i = 0; i < script->label_count; i++) {
		struct ipxe_label *label = &script->labels[i];

		while (command < script->command_count &&
		       script->commands[command].label < i + 1)
			command++;
		walk->starts[i] = command;
		index_add(walk->labels, label->name, strlen(label->name), label);
	}
}

void ipxe_ways_find(struct arena *arena, const struct ipxe_script *script,
		    struct ipxe_ways *ret_ways)
{
	struct walk walk = { .arena = arena,
			     .script = script,
			     .ways = ret_ways,
			     .labels = index_new(arena, script->label_count) };

	*ret_ways = (struct ipxe_ways){ 0 };
	find_starts(&walk);
	for (size_t i = 0; i < script->label_count; i++)
		go(&walk, (struct ipxe_way){ .name = script->labels[i].name },
		   walk.starts[i]);
	for (size_t i = 0; i < script->command_count; i++) {
		const struct ipxe_command *command = &script->commands[i];

		if (!strcmp(command->words[0].text, "choose") && command->count > 1 &&
		    !command->conditional)
			go_from_menu(&walk, i);
	}
}
