/*
 * The rules of install-config.yaml, a file for each part; install-config.c is the check.
 */
#pragma once

#include "_lint.h"
#include "core/sources/install_config.h"

struct installer {
	const struct inventory *inventory;
	const struct install_config *config;
	struct findings *findings;
	const char *file;
};

void judge_cluster(const struct installer *installer);	/* names, platform, publish */
void judge_machines(const struct installer *installer); /* controlPlane, compute */
void judge_secrets(const struct installer *installer);	/* pull secret, key, bundle */
void judge_egress(const struct installer *installer);	/* proxy, mirrors */

/* A value that must be one of these; NULL ends them. Nothing said is right. */
void judge_word(const struct installer *installer, const char *key,
		const struct config_text *text, const char *const *words);
