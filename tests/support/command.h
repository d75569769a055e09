/*
 * Another program, run to its end: the server's own checker beside our reader.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/*
 * Runs `argv` (found by PATH, and in /usr/sbin) without input; what it says on either output goes
 * to `output`, cut to `size`. Its exit status; 127: there is no such program; 128: it could not be
 * run, or was killed. For use outside of test cases too.
 */
int command_run(const char *const *argv, char *output, size_t size);
/* It is there, and tells its version. */
bool command_is_installed(const char *program);
