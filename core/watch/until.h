/*
 * What --until waits for. Pure.
 */
#pragma once

#include <stdbool.h>

#include "model.h"

/*
 * "ready": the phase is ready and nothing fails; "pass": nothing fails; the id of a check: every
 * subject of it passes (or warns, without `strict`), and there is one. Skipped checks that wait for
 * others do not pass. NULL is never reached, and nothing is before all checks are known.
 */
bool until_is_reached(const struct watch_model *model, const char *until, bool strict);
