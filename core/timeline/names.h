/*
 * Inside the timeline: questions to DNS.
 */
#pragma once

#include "state.h"

/*
 * The resolver has put a domain of its search list behind a name that it had asked for before: what
 * comes of it says nothing.
 */
bool question_is_searched(const struct node_state *node, const struct question *question);
