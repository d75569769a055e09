/*
 * lint.install-config: openshift-install takes install-config.yaml, and what it says fits the
 * machines that are there.
 */
#include <string.h>
#include <strings.h>

#include "_install_config.h"
#include "core/sources/sources.h"
#include "core/text.h"

void judge_word(const struct installer *installer, const char *key,
		const struct config_text *text, const char *const *words)
{
	const char *near = NULL, *expected = words[0];

	if (!text->value)
		return;
	for (size_t i = 0; words[i]; i++) {
		if (!strcmp(text->value, words[i]))
			return;
		if (!strcasecmp(text->value, words[i]))
			near = words[i];
		if (i)
			expected =
				findings_printf(installer->findings, "%s%s%s", expected,
						words[i + 1] ? ", " : " or ", words[i]);
	}
	if (!near)
		near = text_nearest(text->value, words);
	findings_add(
		installer->findings,
		&(struct finding){
			.status = STATUS_FAIL,
			.subject = key,
			.where = text->where,
			.width = (unsigned)strlen(text->value),
			.title = findings_printf(installer->findings,
						 "%s: '%s' is none of the values that "
						 "openshift-install takes",
						 key, text->value),
			.observed = text->value,
			.expected = expected,
			.fix = { findings_printf(installer->findings, "%s: %s",
						 strrchr(key, '.') ? strrchr(key, '.') + 1
								   : key,
						 near ? near : words[0]) },
		});
}

static void judge_unknown(const struct installer *installer)
{
	for (size_t i = 0; i < installer->config->unknown_count; i++) {
		const struct install_config_unknown *item =
			&installer->config->unknown[i];

		findings_add(
			installer->findings,
			&(struct finding){
				.status = STATUS_FAIL,
				.subject = item->key,
				.where = item->where,
				.width = (unsigned)strlen(item->key),
				.title = findings_printf(
					installer->findings,
					"there is no key '%s'; '%s' may be meant",
					item->key, item->near),
				.observed = item->key,
				.expected = item->near,
				.why = "openshift-install passes over a key that it does "
				       "not know, or refuses the file, by its release",
				.fix = { findings_printf(installer->findings,
							 "%s:", item->near) },
			});
	}
}

static void judge(const struct inventory *inventory, struct findings *findings)
{
	const struct install_config *config = inventory->sources->install_config;
	const struct installer installer = {
		.inventory = inventory,
		.config = config,
		.findings = findings,
		.file = config ? config->file : NULL,
	};

	if (!config)
		return;
	findings_saw(findings, config->file);
	judge_cluster(&installer);
	judge_machines(&installer);
	judge_egress(&installer);
	judge_secrets(&installer);
	judge_unknown(&installer);
}

const struct probe probe_lint_install_config = {
	.id = "lint.install-config",
	.title = "openshift-install takes install-config.yaml, and it fits the machines",
	.why = "the installer refuses the file, or makes a cluster that these machines never become",
	.symptom =
		"openshift-install create manifests: 'invalid install-config.yaml file'; or the "
		"bootstrap waits for a master that there is not",
	.fix = "correct the line, then make the ignition files anew in an empty folder: "
	       "openshift-install create ignition-configs --dir NEW_EMPTY_FOLDER",
	.phases = PHASE_PREBOOT,
	.reads_files = true,
	.subjects = lint_find,
	.judge = judge,
	.start = lint_start,
};
