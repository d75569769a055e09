#include "view.h"

#include <stdlib.h>
#include <string.h>

#include "core/arena.h"

#define LIST_MAX_ROWS 1000000 /* more than any list has */

void view_init(struct view *view)
{
	*view = (struct view){ .page = PAGE_OVERVIEW, .rows = 1 };
}

void view_free(struct view *view)
{
	free(view->check);
	free(view->subject);
}

static void remember(struct view *view, const struct watch_check *check)
{
	free(view->check);
	free(view->subject);
	view->check = check ? mem_strdup(check->probe->id) : NULL;
	view->subject = check ? mem_strdup(check->subject) : NULL;
}

static bool is_remembered(const struct view *view, const struct watch_check *check)
{
	return view->check && !strcmp(view->check, check->probe->id) &&
	       !strcmp(view->subject, check->subject);
}

static bool fits(const struct view *view, const struct watch_check *check)
{
	enum status status = check->shown->status;

	if (view->failing_only &&
	    (!check->known || status == STATUS_PASS || status == STATUS_SKIP))
		return false;
	return !*view->filter || strstr(check->probe->id, view->filter) ||
	       strstr(check->subject, view->filter) ||
	       (check->shown->title && strstr(check->shown->title, view->filter));
}

size_t view_checks(const struct view *view, const struct watch_model *model,
		   size_t **ret_checks)
{
	size_t *checks = mem_alloc((model->check_count + 1) * sizeof *checks);
	size_t count = 0;

	for (size_t i = 0; i < model->check_count; i++) {
		if (fits(view, &model->checks[i]))
			checks[count++] = i;
	}
	*ret_checks = checks;
	return count;
}

static size_t count_lines(const struct watch_model *model)
{
	size_t count = 0;

	for (size_t i = 0; i < model->section_count; i++)
		count += model->sections[i].count + 1;
	return count;
}

size_t view_count(const struct view *view, const struct watch_model *model)
{
	size_t *checks, count;

	switch (view->page) {
	case PAGE_OVERVIEW:
		return model->finding_count;
	case PAGE_CHECKS:
		count = view_checks(view, model, &checks);
		free(checks);
		return count;
	case PAGE_NODES:
		return model->node_count;
	case PAGE_CLUSTER:
		return count_lines(model);
	case PAGE_LOG:
		return model->log_count;
	case PAGE_CHECK:
	case PAGE_HELP:
		return 0; /* scrolled as text: draw.c bounds it */
	}
	return 0;
}

/* The check in a row of the list; NULL where the list has none. */
static const struct watch_check *check_in_row(const struct view *view,
					      const struct watch_model *model, size_t row)
{
	const struct watch_check *check = NULL;
	size_t *checks;

	if (view->page == PAGE_OVERVIEW)
		return row < model->finding_count ? model->findings[row].members[0]
						  : NULL;
	if (view->page != PAGE_CHECKS)
		return NULL;
	if (row < view_checks(view, model, &checks))
		check = &model->checks[checks[row]];
	free(checks);
	return check;
}

const struct watch_check *view_check(const struct view *view,
				     const struct watch_model *model)
{
	if (view->page != PAGE_CHECK)
		return check_in_row(view, model, view->cursor);
	for (size_t i = 0; i < model->check_count; i++) {
		if (is_remembered(view, &model->checks[i]))
			return &model->checks[i];
	}
	return NULL;
}

static void scroll_to_cursor(struct view *view)
{
	if (view->cursor < view->scroll)
		view->scroll = view->cursor;
	if (view->cursor >= view->scroll + view->rows)
		view->scroll = view->cursor - view->rows + 1;
}

/* The row in which the remembered check is now; where it is gone, the cursor stays. */
static void find_remembered(struct view *view, const struct watch_model *model)
{
	size_t *checks, count;

	if (view->page == PAGE_OVERVIEW) {
		for (size_t row = 0; row < model->finding_count; row++) {
			if (!is_remembered(view, model->findings[row].members[0]))
				continue;
			view->cursor = row;
			return;
		}
	}
	if (view->page != PAGE_CHECKS)
		return;
	/* The list is made once: there may be tens of thousands. */
	count = view_checks(view, model, &checks);
	for (size_t row = 0; row < count; row++) {
		if (!is_remembered(view, &model->checks[checks[row]]))
			continue;
		view->cursor = row;
		break;
	}
	free(checks);
}

void view_follow(struct view *view, const struct watch_model *model)
{
	size_t count = view_count(view, model);

	if (view->page == PAGE_CHECK || view->page == PAGE_HELP)
		return;
	if (view->check)
		find_remembered(view, model);
	if (view->cursor >= count)
		view->cursor = count ? count - 1 : 0;
	/* Rows that became free are filled. */
	if (view->scroll + view->rows > count)
		view->scroll = count > view->rows ? count - view->rows : 0;
	scroll_to_cursor(view);
}

static void go_to_page(struct view *view, const struct watch_model *model,
		       enum view_page page)
{
	if (view->page != PAGE_CHECK && view->page != PAGE_HELP)
		view->back = view->page;
	view->page = page;
	view->cursor = view->scroll = 0;
	/* The end of a log is what one wants to see. */
	if (page == PAGE_LOG && model->log_count)
		view->cursor = model->log_count - 1;
	view_follow(view, model);
}

/* Lists move the cursor, text moves itself. */
static void move(struct view *view, const struct watch_model *model, long by)
{
	bool is_text = view->page == PAGE_CHECK || view->page == PAGE_HELP;
	size_t *at = is_text ? &view->scroll : &view->cursor;
	size_t count = view_count(view, model), step = (size_t)(by < 0 ? -by : by), room;

	if (is_text)
		count = view->text_rows > view->rows ? view->text_rows - view->rows + 1
						     : 1;
	room = by < 0 ? *at : count > *at ? count - *at - (count > 0) : 0;
	step = step < room ? step : room;
	*at = by < 0 ? *at - step : *at + step;
	if (is_text)
		return;
	remember(view, check_in_row(view, model, view->cursor));
	scroll_to_cursor(view);
}

static void open_check(struct view *view, const struct watch_model *model)
{
	const struct watch_check *check = check_in_row(view, model, view->cursor);

	if (!check)
		return;
	remember(view, check);
	view->back = view->page;
	view->page = PAGE_CHECK;
	view->scroll = 0;
}

static void leave(struct view *view, const struct watch_model *model)
{
	if (view->page == PAGE_CHECK || view->page == PAGE_HELP) {
		view->page = view->back;
		view->scroll = 0;
		view_follow(view, model);
	} else if (*view->filter || view->failing_only) {
		view->filter[0] = '\0';
		view->failing_only = false;
		view_follow(view, model);
	} else {
		go_to_page(view, model, PAGE_OVERVIEW);
	}
}

/* The last character of the filter goes. */
static void rub_out(struct view *view)
{
	size_t length = strlen(view->filter);

	while (length && ((unsigned char)view->filter[length - 1] & 0xc0) == 0x80)
		length--;
	view->filter[length ? length - 1 : 0] = '\0';
}

static void type(struct view *view, const struct watch_model *model, unsigned key)
{
	size_t length = strlen(view->filter);

	if (key == KEY_VIEW_ENTER) {
		view->typing = false;
	} else if (key == KEY_VIEW_ESCAPE) {
		view->typing = false;
		view->filter[0] = '\0';
	} else if (key == KEY_VIEW_BACKSPACE) {
		rub_out(view);
	} else if (key >= ' ' && key < 0x7f && length + 1 < sizeof view->filter) {
		/* Ids, names and addresses are ASCII. */
		view->filter[length] = (char)key;
		view->filter[length + 1] = '\0';
	}
	view_follow(view, model);
}

static void start_filter(struct view *view, const struct watch_model *model)
{
	if (view->page != PAGE_CHECKS)
		go_to_page(view, model, PAGE_CHECKS);
	view->typing = true;
}

static enum view_ask move_or_page(struct view *view, const struct watch_model *model,
				  unsigned key)
{
	long page = view->rows > 1 ? (long)view->rows - 1 : 1;

	switch (key) {
	case KEY_VIEW_UP:
	case 'k':
		move(view, model, -1);
		break;
	case KEY_VIEW_DOWN:
	case 'j':
		move(view, model, 1);
		break;
	case KEY_VIEW_PAGE_UP:
		move(view, model, -page);
		break;
	case KEY_VIEW_PAGE_DOWN:
		move(view, model, page);
		break;
	case KEY_VIEW_HOME:
	case 'g':
		move(view, model, -(long)LIST_MAX_ROWS);
		break;
	case KEY_VIEW_END:
	case 'G':
		move(view, model, LIST_MAX_ROWS);
		break;
	case KEY_VIEW_TAB:
		go_to_page(view, model,
			   view->page < PAGE_LOG ? view->page + 1 : PAGE_OVERVIEW);
		break;
	case '1':
	case '2':
	case '3':
	case '4':
	case '5':
		go_to_page(view, model, (enum view_page)(key - '1'));
		break;
	default:
		break;
	}
	return ASK_NOTHING;
}

enum view_ask view_key(struct view *view, const struct watch_model *model, unsigned key)
{
	if (view->typing) {
		type(view, model, key);
		return ASK_NOTHING;
	}
	switch (key) {
	case 'q':
		return ASK_QUIT;
	case ' ':
		return ASK_PAUSE;
	case 'r':
		return view->page == PAGE_CHECK ? ASK_LOOK_ONE : ASK_LOOK_ALL;
	case 'R':
		return ASK_LOOK_ALL;
	case 'p':
		return ASK_PHASE_NEXT;
	case 'a':
		return ASK_PHASE_AUTO;
	case 'L' - '@': /* Ctrl-L */
		return ASK_REDRAW;
	case 'f':
		if (view->page != PAGE_CHECKS)
			go_to_page(view, model, PAGE_CHECKS);
		view->failing_only = !view->failing_only;
		view_follow(view, model);
		return ASK_NOTHING;
	case '/':
		start_filter(view, model);
		return ASK_NOTHING;
	case '?':
	case 'h':
		if (view->page != PAGE_HELP)
			go_to_page(view, model, PAGE_HELP);
		return ASK_NOTHING;
	case KEY_VIEW_ENTER:
		open_check(view, model);
		return ASK_NOTHING;
	case KEY_VIEW_ESCAPE:
		leave(view, model);
		return ASK_NOTHING;
	default:
		return move_or_page(view, model, key);
	}
}
