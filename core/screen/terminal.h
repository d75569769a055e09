/*
 * A canvas on a real terminal (ncursesw), and its keys. One at a time in a process, as curses wants.
 */
#pragma once

#include <stdbool.h>

#include "canvas.h"

struct terminal;

struct terminal_options {
	bool color;
	bool utf8;
};

/*
 * Takes over the controlling terminal. 0; -ENOTTY: there is none, or it cannot do what a full screen
 * needs (TERM).
 */
int terminal_open(const struct terminal_options *options, struct terminal **ret_terminal);
/* Gives it back as it was. Takes NULL; returns NULL. */
struct terminal *terminal_close(struct terminal *terminal);

/* For polling. */
int terminal_fd(const struct terminal *terminal);
void terminal_size(const struct terminal *terminal, unsigned *ret_rows,
		   unsigned *ret_columns);
/* Only cells that differ from what is shown are sent. */
void terminal_show(struct terminal *terminal, const struct canvas *canvas);
/* A character or an enum view_key; -EAGAIN: none is waiting; -EIO: the terminal is gone. */
int terminal_key(struct terminal *terminal);
/* The next terminal_show() sends everything. */
void terminal_redraw(struct terminal *terminal);
/* After SIGWINCH. */
void terminal_resize(struct terminal *terminal);
/* The shell gets the terminal for as long as it is suspended. */
void terminal_leave(struct terminal *terminal);
void terminal_return(struct terminal *terminal);
