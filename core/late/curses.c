/* ncurses, for the screen of a watch only. Its macros stand for functions that are here, too. */
#define NCURSES_NOMACROS 1
#define NCURSES_WIDECHAR 1
#include <curses.h>

#include "late.h"

/* clang-format off */
static struct late_library library = { .soname = OCP_SONAME_NCURSES };

LATE(SCREEN *, newterm, (const char *type, FILE *out, FILE *in), (type, out, in))
LATE(SCREEN *, set_term, (SCREEN *screen), (screen))
LATE_VOID(delscreen, (SCREEN *screen), (screen))
LATE(int, endwin, (void), ())
LATE(int, def_prog_mode, (void), ())
LATE(int, reset_prog_mode, (void), ())
LATE(int, resizeterm, (int rows, int columns), (rows, columns))
LATE(char *, tigetstr, (const char *name), (name))

LATE(int, cbreak, (void), ())
LATE(int, noecho, (void), ())
LATE(int, nonl, (void), ())
LATE(int, set_escdelay, (int ms), (ms))
LATE(int, curs_set, (int visibility), (visibility))
LATE(int, nodelay, (WINDOW *window, bool on), (window, on))
LATE(int, keypad, (WINDOW *window, bool on), (window, on))
LATE(int, wget_wch, (WINDOW *window, wint_t *code), (window, code))

LATE(bool, has_colors, (void), ())
LATE(int, start_color, (void), ())
LATE(int, use_default_colors, (void), ())
LATE(int, init_pair, (short pair, short foreground, short background),
     (pair, foreground, background))

LATE(WINDOW *, newwin, (int rows, int columns, int row, int column),
     (rows, columns, row, column))
LATE(int, delwin, (WINDOW *window), (window))
LATE(int, clearok, (WINDOW *window, bool on), (window, on))
LATE(int, werase, (WINDOW *window), (window))
LATE(int, wmove, (WINDOW *window, int row, int column), (window, row, column))
LATE(int, wadd_wch, (WINDOW *window, const cchar_t *glyph), (window, glyph))
LATE(int, wrefresh, (WINDOW *window), (window))
LATE(int, getmaxy, (const WINDOW *window), (window))
LATE(int, getmaxx, (const WINDOW *window), (window))
LATE(int, setcchar,
     (cchar_t *glyph, const wchar_t *text, const attr_t set, short pair, const void *more),
     (glyph, text, set, pair, more))
