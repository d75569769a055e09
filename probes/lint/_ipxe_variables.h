/*
 * Variables of an iPXE script that nobody sets, for lint.ipxe-script.
 */
#pragma once

#include "_lint.h"
#include "core/sources/ipxe_script.h"

/* "${bas}", where ${base} is set: iPXE puts nothing in its place. */
void ipxe_judge_variables(struct findings *findings, const struct ipxe_script *script);
