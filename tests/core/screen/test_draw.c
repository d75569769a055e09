#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/screen/draw.h"
#include "tests/support/suite.h"
#include "tests/support/watch_sample.h"

static struct view view;
static struct watch_model model;

static void open_view(void)
{
	setenv("TZ", "UTC", 1);
	view_init(&view);
	model = sample_model();
}

/* All rows of a screen of that size; for free(3). */
static char *screen(unsigned rows, unsigned columns, bool utf8)
{
	struct canvas *canvas = canvas_new(rows, columns, utf8);
	char *all = NULL;
	size_t length;
	FILE *out = open_memstream(&all, &length);

	ck_assert_ptr_nonnull(out);
	draw_screen(canvas, &model, &view, SAMPLE_NOW_MS);
	for (unsigned row = 0; row < rows; row++) {
		char *text = canvas_row(canvas, row);

		fprintf(out, "%s\n", text);
		free(text);
	}
	ck_assert_int_eq(fclose(out), 0);
	canvas_free(canvas);
	return all;
}

static void shows(unsigned rows, unsigned columns, const char *expected)
{
	char *text = screen(rows, columns, false);

	ck_assert_str_eq(text, expected);
	free(text);
}

static void has(const char *const *parts)
{
	char *text = screen(24, 80, true);

	for (; *parts; parts++)
		ck_assert_msg(strstr(text, *parts) != NULL, "no '%s' in:\n%s", *parts,
			      text);
	free(text);
}

START_TEST(the_overview)
{
	open_view();
	shows(24, 80,
	      " ocp45.example.localdomain   phase bootstrap for 4 min 10 s            12:00:00\n"
	      " 1 FAIL   2 ok   1 skipped   1 not known yet                   next look in 4 s\n"
	      "-- overview --------------------------------------------------------------------\n"
	      " FAIL dns.reverse 172.16.0.21 has no PTR record; 1 waits for it            12 s\n"
	      "      fix: in zone 0.16.172.in-addr.arpa: 21 IN PTR m1.\n"
	      "\n"
	      " dns              2 ok  1 FAIL                         xxx\n"
	      " lb               0 ok                    1 skipped    -\n"
	      " http             0 ok                    1 to look at\n"
	      "-- nodes -----------------------------------------------------------------------\n"
	      " initramfs              w1\n"
	      " mcs-poll               m1 m2\n"
	      "-- log -------------------------------------------------------------------------\n"
	      " 11:59:40 start\n"
	      " 11:59:48 FAIL  dns.reverse  172.16.0.21 has no PTR record\n"
	      " 11:59:58 ok    dns.reverse  172.16.0.22 is named m2\n"
	      "\n\n\n\n\n\n\n"
	      " 1-5 pages  Enter open  / filter  f failing  r look  Space pause  ? help  q quit\n");
	view_free(&view);
}
END_TEST

/* What fails is shown before anything else where there is no room. */
START_TEST(a_small_window)
{
	open_view();
	shows(12, 60,
	      " ocp45.example.localdomain   phase bootstrap f...  12:00:00\n"
	      " 1 FAIL   2 ok   1 skipped                 next look in 4 s\n"
	      "-- overview ------------------------------------------------\n"
	      " FAIL dns.reverse 172.16.0.21 has no PTR record; 1 ... 12 s\n"
	      "      fix: in zone 0.16.172.in-addr.arpa: 21 IN PTR m1.\n"
	      "-- nodes ---------------------------------------------------\n"
	      " initramfs              w1\n"
	      " mcs-poll               m1 m2\n"
	      "-- log -----------------------------------------------------\n"
	      " 11:59:48 FAIL  dns.reverse  172.16.0.21 has no PTR record\n"
	      " 11:59:58 ok    dns.reverse  172.16.0.22 is named m2\n"
	      " 1-5 pages  Enter open  / filter  f failing  r look  Spac...\n");
	view_free(&view);
}
END_TEST

START_TEST(one_check)
{
	open_view();
	view_key(&view, &model, KEY_VIEW_ENTER);
	has((const char *const[]){
		" FAIL dns.reverse  172.16.0.21\n", " since      12 s\n",
		" at         ocp-preflight.yaml:14:12\n",
		" why        the node will call itself localhost, and all control plane nodes\n"
		"            will overwrite each other under that name\n",
		" fix        in zone 0.16.172.in-addr.arpa: 21 IN PTR m1.\n"
		"            systemctl reload named\n",
		" reproduce  dig @172.16.0.102 -x 172.16.0.21\n",
		" evidence   server = 172.16.0.102\n",
		" looks      3, the last 4 s ago; the latest: .xx\n",
		" outages    11:59:46 until now (14 s, 2 looks): 172.16.0.21 has no PTR record\n",
		" symptom    a node called localhost\n", "Esc back", NULL });
	view_free(&view);
}
END_TEST

START_TEST(other_pages)
{
	open_view();
	view_key(&view, &model, '2');
	has((const char *const[]){
		" FAIL dns.reverse          172.16.0.21 has no PTR record           .xx\n",
		NULL });
	view_key(&view, &model, '3');
	has((const char *const[]){
		" w1                   worker", "initramfs      3 s 12 of 78 MB",
		"   asked 172.16.0.102 for api-int 14 times, NXDOMAIN\n", NULL });
	view_key(&view, &model, '4');
	has((const char *const[]){ " cluster\n   bootstrap complete\n   2 certificate",
				   NULL });
	view_key(&view, &model, '5');
	has((const char *const[]){ " log ", " 11:59:48 FAIL  dns.reverse", NULL });
	view_key(&view, &model, '?');
	has((const char *const[]){ " Ctrl-Z", "two of the last three", NULL });
	view_key(&view, &model, KEY_VIEW_ESCAPE);
	view_key(&view, &model, '/');
	view_key(&view, &model, 'z');
	has((const char *const[]){ " checks  /z_ ", "no check fits", NULL });
	view_free(&view);
}
END_TEST

START_TEST(what_is_special_is_said)
{
	open_view();
	model.paused = true;
	has((const char *const[]){ "paused\n", NULL });
	model.running = true;
	model.round_done = 3;
	model.round_total = 5;
	has((const char *const[]){ "looking: 3 of 5\n", NULL });
	model.config_error = "ocp-preflight.yaml:3: unknown key";
	has((const char *const[]){ "not read again: ocp-preflight.yaml:3: unknown key",
				   NULL });
	model.phase_auto = false;
	has((const char *const[]){ "bootstrap (pinned) for", NULL });
	model.finding_count = 0;
	model.unknown = 0;
	has((const char *const[]){ "nothing fails\n", NULL });
	view_free(&view);
}
END_TEST

/* Any size, any page: nothing breaks, and what is there is never less than a hint. */
START_TEST(every_size)
{
	for (unsigned rows = 1; rows < 40; rows += 3) {
		for (unsigned columns = 1; columns < 200; columns += 13) {
			for (int page = 0; page < 7; page++) {
				char *text;

				open_view();
				view.page = (enum view_page)page;
				view.cursor = 99;
				view.scroll = 99;
				text = screen(rows, columns, columns & 1);
				ck_assert_uint_gt(strlen(text), rows - 1);
				free(text);
				view_free(&view);
			}
		}
	}
}
END_TEST

SUITE("draw", the_overview, a_small_window, one_check, other_pages,
      what_is_special_is_said, every_size);
