/* What is on a network beside the machines that boot. */
#pragma once

#include "frame.h"

void other_frame(struct frame *frame, uint32_t (*chance)(uint32_t below));
