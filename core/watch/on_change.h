/*
 * Runs a command for each change that a person would be told, with the change in its environment
 * (ocp-preflight(1), ENVIRONMENT). A few at a time; the others wait, and of those that wait too long
 * the oldest go.
 */
#pragma once

#include "watch.h"

#define ON_CHANGE_AT_ONCE  4
#define ON_CHANGE_WAITING  64
#define ON_CHANGE_GRACE_MS 3000 /* at the end, before what still runs is killed */

struct on_change;

/* For /bin/sh -c; standard input is empty, what it writes goes to standard error. */
struct on_change *on_change_open(struct watch *watch, const char *command);
/* Waits for what runs, kills it after the grace. Takes NULL; returns NULL. */
struct on_change *on_change_close(struct on_change *on_change);
