#include <string.h>

#include "core/screen/view.h"
#include "tests/support/suite.h"
#include "tests/support/watch_sample.h"

static struct view view;
static struct watch_model model;

static void open_view(void)
{
	view_init(&view);
	model = sample_model();
	view.rows = 10;
}

static void keys(const char *text)
{
	for (; *text; text++)
		ck_assert_int_eq(view_key(&view, &model, (unsigned char)*text),
				 ASK_NOTHING);
}

START_TEST(pages)
{
	open_view();
	keys("2");
	ck_assert_int_eq(view.page, PAGE_CHECKS);
	ck_assert_uint_eq(view_count(&view, &model), 5);
	view_key(&view, &model, KEY_VIEW_TAB);
	ck_assert_int_eq(view.page, PAGE_NODES);
	keys("?");
	ck_assert_int_eq(view.page, PAGE_HELP);
	view_key(&view, &model, KEY_VIEW_ESCAPE);
	ck_assert_int_eq(view.page, PAGE_NODES);
	view_key(&view, &model, KEY_VIEW_ESCAPE);
	ck_assert_int_eq(view.page, PAGE_OVERVIEW);
	keys("5");
	ck_assert_uint_eq(view.cursor, 2); /* the end of the log */
	view_free(&view);
}
END_TEST

START_TEST(the_cursor_stays_on_its_check)
{
	struct watch_check moved[5];

	open_view();
	keys("2jj");
	ck_assert_str_eq(view_check(&view, &model)->subject, "172.16.0.22");
	memcpy(moved, model.checks, sizeof moved);
	moved[0] = model.checks[2];
	moved[2] = model.checks[0];
	model.checks = moved;
	view_follow(&view, &model);
	ck_assert_uint_eq(view.cursor, 0);
	ck_assert_str_eq(view_check(&view, &model)->subject, "172.16.0.22");
	/* It is gone: the cursor stays within the list. */
	model.check_count = 2;
	model.checks = moved + 3;
	view.cursor = 4;
	view_follow(&view, &model);
	ck_assert_uint_eq(view.cursor, 1);
	model.check_count = 0;
	view_follow(&view, &model);
	ck_assert_ptr_null(view_check(&view, &model));
	view_free(&view);
}
END_TEST

START_TEST(movement_is_bounded)
{
	open_view();
	keys("2kk");
	ck_assert_uint_eq(view.cursor, 0);
	keys("jjjjjjjjjj");
	ck_assert_uint_eq(view.cursor, 4);
	keys("g");
	ck_assert_uint_eq(view.cursor, 0);
	view.rows = 2;
	keys("G");
	ck_assert_uint_eq(view.cursor, 4);
	ck_assert_uint_eq(view.scroll, 3);
	view_key(&view, &model, KEY_VIEW_PAGE_UP);
	ck_assert_uint_eq(view.cursor, 3);
	/* Text scrolls, no further than its end. */
	keys("?");
	view.text_rows = 5;
	keys("jjjjjjj");
	ck_assert_uint_eq(view.scroll, 3);
	keys("g");
	ck_assert_uint_eq(view.scroll, 0);
	view_free(&view);
}
END_TEST

START_TEST(filters)
{
	open_view();
	keys("/lb.");
	ck_assert(view.typing);
	ck_assert_uint_eq(view_count(&view, &model), 1);
	view_key(&view, &model, KEY_VIEW_BACKSPACE);
	ck_assert_str_eq(view.filter, "lb");
	/* Keys are text while one types. */
	keys("q");
	ck_assert_str_eq(view.filter, "lbq");
	ck_assert_uint_eq(view_count(&view, &model), 0);
	view_key(&view, &model, KEY_VIEW_ESCAPE);
	ck_assert(!view.typing);
	ck_assert_uint_eq(view_count(&view, &model), 5);
	keys("f");
	ck_assert_uint_eq(view_count(&view, &model), 1);
	ck_assert_str_eq(view_check(&view, &model)->subject, "172.16.0.21");
	view_key(&view, &model, KEY_VIEW_ESCAPE);
	ck_assert(!view.failing_only);
	for (int i = 0; i < 200; i++)
		view_key(&view, &model, i ? 'x' : '/');
	ck_assert_uint_lt(strlen(view.filter), VIEW_FILTER_MAX);
	view_free(&view);
}
END_TEST

START_TEST(a_check_is_opened_and_left)
{
	open_view();
	view_key(&view, &model, KEY_VIEW_ENTER); /* the first finding */
	ck_assert_int_eq(view.page, PAGE_CHECK);
	ck_assert_str_eq(view_check(&view, &model)->subject, "172.16.0.21");
	ck_assert_int_eq(view_key(&view, &model, 'r'), ASK_LOOK_ONE);
	view_key(&view, &model, KEY_VIEW_ESCAPE);
	ck_assert_int_eq(view.page, PAGE_OVERVIEW);
	model.finding_count = 0;
	view_key(&view, &model, KEY_VIEW_ENTER);
	ck_assert_int_eq(view.page, PAGE_OVERVIEW);
	view_free(&view);
}
END_TEST

START_TEST(what_keys_ask)
{
	static const struct {
		unsigned key;
		enum view_ask ask;
	} cases[] = {
		{'q',     ASK_QUIT	},
		 { ' ',	ASK_PAUSE	  },
		  { 'r',	 ASK_LOOK_ALL  },
		{ 'R',    ASK_LOOK_ALL  },
		 { 'p',	ASK_PHASE_NEXT},
		  { 'a',	 ASK_PHASE_AUTO},
		{ 12,     ASK_REDRAW	 },
		 { 0,      ASK_NOTHING	  },
		  { 'z',	 ASK_NOTHING   },
		{ 0x6f22, ASK_NOTHING   },
	};

	open_view();
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
		ck_assert_int_eq(view_key(&view, &model, cases[i].key), cases[i].ask);
	view_free(&view);
}
END_TEST

SUITE("view", pages, the_cursor_stays_on_its_check, movement_is_bounded, filters,
      a_check_is_opened_and_left, what_keys_ask);
