#include "terminal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <wchar.h>

#define NCURSES_WIDECHAR 1
#include <curses.h>

#include "core/arena.h"
#include "view.h"

#define ESCAPE_MS 25 /* an Escape key, or the begin of a sequence? */
#define ESCAPE	  27

struct terminal {
	struct terminal_options options;
	SCREEN *screen;
	WINDOW *window; /* all of it: curses' own is a variable (core/late/late.h) */
	FILE *in, *out;
};

/* Pairs of curses; 0 is the terminal's own. */
enum { PAIR_GREEN = 1, PAIR_YELLOW, PAIR_RED, PAIR_MAGENTA, PAIR_CYAN };

static void make_colors(void)
{
	if (start_color() == ERR || use_default_colors() == ERR)
		return;
	init_pair(PAIR_GREEN, COLOR_GREEN, -1);
	init_pair(PAIR_YELLOW, COLOR_YELLOW, -1);
	init_pair(PAIR_RED, COLOR_RED, -1);
	init_pair(PAIR_MAGENTA, COLOR_MAGENTA, -1);
	init_pair(PAIR_CYAN, COLOR_CYAN, -1);
}

int terminal_open(const struct terminal_options *options, struct terminal **ret_terminal)
{
	struct terminal *terminal = mem_alloc(sizeof *terminal);

	terminal->options = *options;
	terminal->in = fopen("/dev/tty", "r+e");
	terminal->out = fopen("/dev/tty", "w+e");
	/* initscr() would end the program where TERM is unknown. */
	if (terminal->in && terminal->out)
		terminal->screen = newterm(NULL, terminal->out, terminal->in);
	if (!terminal->screen || tigetstr("cup") == NULL ||
	    tigetstr("cup") == (char *)-1) {
		terminal_close(terminal);
		return -ENOTTY;
	}
	set_term(terminal->screen);
	terminal->window = newwin(0, 0, 0, 0);
	if (!terminal->window)
		arena_oom();
	if (options->color && has_colors())
		make_colors();
	else
		terminal->options.color = false;
	set_escdelay(ESCAPE_MS);
	cbreak();
	noecho();
	nonl();
	nodelay(terminal->window, TRUE);
	keypad(terminal->window, TRUE);
	curs_set(0);
	*ret_terminal = terminal;
	return 0;
}

struct terminal *terminal_close(struct terminal *terminal)
{
	if (!terminal)
		return NULL;
	if (terminal->screen) {
		endwin();
		if (terminal->window)
			delwin(terminal->window);
		delscreen(terminal->screen);
	}
	if (terminal->in)
		fclose(terminal->in);
	if (terminal->out)
		fclose(terminal->out);
	free(terminal);
	return NULL;
}

int terminal_fd(const struct terminal *terminal)
{
	return fileno(terminal->in);
}

void terminal_size(const struct terminal *terminal, unsigned *ret_rows,
		   unsigned *ret_columns)
{
	*ret_rows = (unsigned)getmaxy(terminal->window);
	*ret_columns = (unsigned)getmaxx(terminal->window);
}

/* Never colour alone: every ink that means something has a word beside it. */
static attr_t attributes(const struct terminal *terminal, enum ink ink, short *ret_pair)
{
	short pair = 0;
	attr_t set = A_NORMAL;

	switch (ink) {
	case INK_PLAIN:
		break;
	case INK_BOLD:
		set = A_BOLD;
		break;
	case INK_DIM:
		set = A_DIM;
		break;
	case INK_GOOD:
		pair = PAIR_GREEN;
		break;
	case INK_DOUBTFUL:
		pair = PAIR_YELLOW;
		break;
	case INK_BAD:
		pair = PAIR_RED;
		set = A_BOLD;
		break;
	case INK_ERROR:
		pair = PAIR_MAGENTA;
		break;
	case INK_ACTION:
		pair = PAIR_CYAN;
		break;
	case INK_CURSOR:
		set = A_REVERSE;
		break;
	}
	*ret_pair = terminal->options.color ? pair : 0;
	return set;
}

void terminal_show(struct terminal *terminal, const struct canvas *canvas)
{
	unsigned rows, columns;

	terminal_size(terminal, &rows, &columns);
	for (unsigned row = 0; row < canvas->rows && row < rows; row++) {
		for (unsigned column = 0; column < canvas->columns && column < columns;
		     column++) {
			const struct cell *cell =
				&canvas->cells[row * canvas->columns + column];
			wchar_t text[2] = { (wchar_t)cell->code, 0 };
			cchar_t glyph;
			short pair;
			attr_t set = attributes(terminal, cell->ink, &pair);

			if (!cell->code)
				continue;
			setcchar(&glyph, text, set, pair, NULL);
			mvwadd_wch(terminal->window, (int)row, (int)column, &glyph);
		}
	}
	wrefresh(terminal->window);
}

static int translate(wint_t code)
{
	switch (code) {
	case KEY_UP:
		return KEY_VIEW_UP;
	case KEY_DOWN:
		return KEY_VIEW_DOWN;
	case KEY_PPAGE:
		return KEY_VIEW_PAGE_UP;
	case KEY_NPAGE:
		return KEY_VIEW_PAGE_DOWN;
	case KEY_HOME:
		return KEY_VIEW_HOME;
	case KEY_END:
		return KEY_VIEW_END;
	case KEY_ENTER:
		return KEY_VIEW_ENTER;
	case KEY_BACKSPACE:
	case KEY_DC:
		return KEY_VIEW_BACKSPACE;
	default:
		return 0; /* a key that does nothing here */
	}
}

int terminal_key(struct terminal *terminal)
{
	wint_t code;
	int kind = wget_wch(terminal->window, &code);

	if (kind == ERR)
		return feof(terminal->in) || ferror(terminal->in) ? -EIO : -EAGAIN;
	if (kind == KEY_CODE_YES)
		return translate(code);
	switch (code) {
	case '\r':
	case '\n':
		return KEY_VIEW_ENTER;
	case '\t':
		return KEY_VIEW_TAB;
	case ESCAPE:
		return KEY_VIEW_ESCAPE;
	case 8:
	case 127:
		return KEY_VIEW_BACKSPACE;
	default:
		return (int)code;
	}
}

void terminal_redraw(struct terminal *terminal)
{
	clearok(terminal->window, TRUE);
}

void terminal_resize(struct terminal *terminal)
{
	struct winsize size;

	if (!ioctl(fileno(terminal->out), TIOCGWINSZ, &size) && size.ws_row &&
	    size.ws_col)
		resizeterm(size.ws_row, size.ws_col);
	werase(terminal->window);
	clearok(terminal->window, TRUE);
}

void terminal_leave(struct terminal *terminal)
{
	(void)terminal;
	def_prog_mode();
	endwin();
}

void terminal_return(struct terminal *terminal)
{
	reset_prog_mode();
	terminal_resize(terminal);
}
