/*
 * Which program and which libraries: half of every bug report.
 */
#pragma once

#include <stdio.h>

void version_print(FILE *out);
