/*
 * What a person looks at on the screen, and what the keys do to it. Pure: the model is read, nothing
 * is drawn. The cursor stays on the same check or node, whatever moves around it.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "core/watch/model.h"

enum view_page {
	PAGE_OVERVIEW, /* findings and families, nodes, the end of the log */
	PAGE_CHECKS,   /* all checks, or those that fit the filter */
	PAGE_NODES,
	PAGE_CLUSTER,
	PAGE_LOG,
	PAGE_CHECK, /* one check, all that is known of it */
	PAGE_HELP,
};

/* Keys that are no character. */
enum view_key {
	KEY_VIEW_UP = 0x110000, /* beyond Unicode */
	KEY_VIEW_DOWN,
	KEY_VIEW_PAGE_UP,
	KEY_VIEW_PAGE_DOWN,
	KEY_VIEW_HOME,
	KEY_VIEW_END,
	KEY_VIEW_ENTER,
	KEY_VIEW_ESCAPE,
	KEY_VIEW_BACKSPACE,
	KEY_VIEW_TAB,
};

/* What a key asks of the watch. */
enum view_ask {
	ASK_NOTHING,
	ASK_QUIT,
	ASK_PAUSE, /* or go on */
	ASK_LOOK_ALL,
	ASK_LOOK_ONE, /* at view_check() */
	ASK_PHASE_NEXT,
	ASK_PHASE_AUTO,
	ASK_REDRAW, /* the terminal shows rubbish */
};

#define VIEW_FILTER_MAX 64

struct view {
	enum view_page page,
		back; /* `back`: where Escape leads to from a check or the help */
	bool failing_only;
	char filter
		[VIEW_FILTER_MAX]; /* part of an id, a subject or a title; "" for all */
	bool typing;		   /* the filter is being typed */
	size_t cursor;		   /* row of the list of this page */
	size_t scroll;		   /* first row that is shown */
	size_t rows;		   /* of the list that fit on the screen; draw.c says */
	size_t text_rows;	   /* of a page of text, all of them; draw.c says */
	/* What the cursor is on; copied, so that it can be found again. */
	char *check, *subject;
};

void view_init(struct view *view);
void view_free(struct view *view);

/* The checks of the list: indexes into model->checks, which the caller frees. */
size_t view_checks(const struct view *view, const struct watch_model *model,
		   size_t **ret_checks);
/* How many rows the list of this page has. */
size_t view_count(const struct view *view, const struct watch_model *model);
/* After the model changed: the cursor goes to where its check is now, the scroll follows. */
void view_follow(struct view *view, const struct watch_model *model);
/* What is under the cursor, or open; or NULL. */
const struct watch_check *view_check(const struct view *view,
				     const struct watch_model *model);

enum view_ask view_key(struct view *view, const struct watch_model *model, unsigned key);
