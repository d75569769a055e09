/*
 * A configuration as ocp-preflight.yaml(5) text, with a comment at each fact that says where it
 * comes from; reading it gives the same configuration back.
 */
#pragma once

#include <stdio.h>

struct config;

/* `note`: a comment for the top, of any number of lines without "# "; or NULL. */
void config_write(FILE *out, const struct config *config, const char *note);
