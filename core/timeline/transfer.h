/* Inside the timeline: a download of a node, by HTTP or TFTP: which step it is, how far it is. */
#pragma once

#include "state.h"

/*
 * Which step a file belongs to, by its name; TRANSFER_NONE: to none. `is_boot_program`: it is a
 * boot program that asks (firmware, iPXE, pxelinux, GRUB), so that a file of no telling name is
 * the program or its script.
 */
enum transfer_kind transfer_kind_of(const struct node_state *node, struct slice path,
				    bool is_boot_program);
enum timeline_step transfer_step(enum transfer_kind kind);

void transfer_begin(struct timeline *timeline, uint32_t node, enum transfer_kind kind,
		    struct slice path, const struct addr *server, int64_t time);
/* 0: no error. */
void transfer_answer(struct timeline *timeline, uint32_t node, enum transfer_kind kind,
		     uint16_t status, bool is_error, int64_t time);
void transfer_progress(struct timeline *timeline, uint32_t node, enum transfer_kind kind,
		       uint64_t bytes, int64_t time);
/* Nothing more comes. */
void transfer_end(struct timeline *timeline, uint32_t node, enum transfer_kind kind,
		  bool is_whole, int64_t time);

/* The last part of a path: "master.ign" of "http://host/ocp/master.ign?x=1". */
const char *transfer_file_name(const char *path);
