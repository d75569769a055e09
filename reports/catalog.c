#include "reports/catalog.h"

#include <stdlib.h>
#include <string.h>

#include "core/probe.h"
#include "reports/_page.h"
#include "reports/_write.h"
#include "reports/report.h"

static const struct {
	enum phase phase;
	char letter;
} phases[] = {
	{PHASE_PREBOOT,	 'P'},
	{ PHASE_BOOTSTRAP, 'B'},
	{ PHASE_INSTALL,	 'I'},
	{ PHASE_READY,     'R'},
};

#define PHASE_COUNT (sizeof(phases) / sizeof(*phases))
#define NEEDS_MAX   16 /* checks have one to five */

/* The checks that come before this one, each once, however it is waited for. */
static size_t needed_checks(const struct probe *probe,
			    const char *ret_ids[static NEEDS_MAX])
{
	size_t count = 0;

	for (const struct need *need = probe->needs; need && need->id; need++) {
		size_t i = 0;

		while (i < count && strcmp(ret_ids[i], need->id) != 0)
			i++;
		if (i == count && count < NEEDS_MAX)
			ret_ids[count++] = need->id;
	}
	return count;
}

static void list_text(FILE *out, const struct probe *const *table)
{
	int id = 5, requires = 8;

	for (size_t i = 0; table[i]; i++) {
		const int id_length = (int)strlen(table[i]->id);
		const int length =
			table[i]->requires ? (int)strlen(table[i]->requires) : 0;

		id = id_length > id ? id_length : id;
		requires = length >
		requires ? length : requires;
	}
	fprintf(out, "%-*s  PHASES  %-*s  WHAT IT ASKS\n", id, "CHECK", requires,
		"REQUIRES");
	for (size_t i = 0; table[i]; i++) {
		char letters[PHASE_COUNT + 1] = "";

		for (size_t j = 0; j < PHASE_COUNT; j++)
			letters[j] = table[i]->phases & phases[j].phase ? phases[j].letter
									: '-';
		fprintf(out, "%-*s  %-6s  %-*s  %s\n", id, table[i]->id, letters,
			requires, table[i]->requires ? table[i]->requires : "-",
			table[i]->title);
	}
	fputs("\nPhases: P preboot, B bootstrap, I install, R ready.\n"
	      "More about one: ocp-preflight explain CHECK\n",
	      out);
}

static void list_json(FILE *out, const struct probe *const *table)
{
	putc('[', out);
	for (size_t i = 0; table[i]; i++) {
		const struct probe *probe = table[i];
		const char *needs[NEEDS_MAX];
		const char *comma = "";
		size_t count;

		fputs(i ? ",\n {\"id\": " : "\n {\"id\": ", out);
		write_json(out, probe->id);
		fputs(", \"title\": ", out);
		write_json(out, probe->title);
		fputs(", \"why\": ", out);
		write_json(out, probe->why);
		fputs(", \"symptom\": ", out);
		write_json(out, probe->symptom);
		fputs(", \"fix\": ", out);
		write_json(out, probe->fix);
		fputs(", \"phases\": [", out);
		for (size_t j = 0; j < PHASE_COUNT; j++) {
			if (!(probe->phases & phases[j].phase))
				continue;
			fputs(comma, out);
			write_json(out, phase_name(phases[j].phase));
			comma = ", ";
		}
		fputs("], \"needs\": [", out);
		count = needed_checks(probe, needs);
		for (size_t j = 0; j < count; j++) {
			if (j)
				fputs(", ", out);
			write_json(out, needs[j]);
		}
		fputs("], \"requires\": ", out);
		write_json(out, probe->requires);
		putc('}', out);
	}
	fputs("\n]\n", out);
}

void catalog_list(FILE *out, const struct probe *const *table, bool json)
{
	if (json)
		list_json(out, table);
	else
		list_text(out, table);
}

/* A heading and indented text. `wrap`: words; else each line as it is, to be copied. */
static void explain_part(struct page *page, const char *heading, const char *text,
			 bool wrap)
{
	if (!text || !*text)
		return;
	page_blank(page);
	page_raw(page, PAGE_BOLD, heading);
	page_end(page);
	while (*text) {
		const size_t length = strcspn(text, "\n");
		char *line = mem_alloc(length + 1);

		memcpy(line, text, length);
		line[length] = '\0';
		page->indent = 2;
		page_to(page, 2);
		if (wrap)
			page_words(page, PAGE_PLAIN, line);
		else
			page_raw(page, PAGE_CYAN, line);
		page_end(page);
		free(line);
		text += length + (text[length] == '\n');
	}
}

static void explain_list(struct page *page, const char *heading, const char *const *words,
			 size_t count, const char *none)
{
	page_blank(page);
	page_raw(page, PAGE_BOLD, heading);
	page_end(page);
	page->indent = 2;
	page_to(page, 2);
	for (size_t i = 0; i < count; i++)
		page_wordsf(page, PAGE_PLAIN, "%s%s ", words[i],
			    i + 1 < count ? "," : "");
	if (count == 0)
		page_words(page, PAGE_PLAIN, none);
	page_end(page);
}

void catalog_explain(FILE *out, const struct probe *probe,
		     const struct report_options *options)
{
	const char *words[PHASE_COUNT > NEEDS_MAX ? PHASE_COUNT : NEEDS_MAX];
	struct page page;
	size_t count = 0;

	page_init(&page, out, options);
	page.indent = 2;
	page_raw(&page, PAGE_BOLD, probe->id);
	page_words(&page, PAGE_PLAIN, ": ");
	page_words(&page, PAGE_PLAIN, probe->title);
	page_end(&page);
	explain_part(&page, "Why it matters", probe->why, true);
	explain_part(&page, "What you see when it is wrong", probe->symptom, true);
	explain_part(&page, "How to repair it", probe->fix, false);
	for (size_t i = 0; i < PHASE_COUNT; i++)
		if (probe->phases & phases[i].phase)
			words[count++] = phase_name(phases[i].phase);
	explain_list(&page, "Asked in the phases", words, count, "none");
	count = needed_checks(probe, words);
	explain_list(&page, "Waits for", words, count, "nothing");
	explain_part(&page, "Requires", probe->requires, true);
	page_blank(&page);
	page.indent = 2;
	page_wordsf(&page, PAGE_DIM, "Alone: ocp-preflight --only %s", probe->id);
	page_end(&page);
}
