/*
 * When is that reached which --until waits for?
 */
#include "core/watch/until.h"
#include "tests/support/suite.h"

static const struct probe forward = { .id = "dns.forward" }, port = { .id = "lb.port" };

/* Two names and a port. */
static struct watch_model model_of(struct watch_check *checks, struct result *results,
				   const enum status *statuses)
{
	struct watch_model model = { .phase = PHASE_PREBOOT,
				     .checks = checks,
				     .check_count = 3 };

	for (size_t i = 0; i < 3; i++) {
		results[i] = (struct result){ .status = statuses[i],
					      .probe = i < 2 ? &forward : &port };
		checks[i] = (struct watch_check){ .probe = results[i].probe,
						  .shown = &results[i],
						  .known = true };
		model.summary[statuses[i]]++;
	}
	return model;
}

static bool reached(const char *until, enum phase phase, bool strict, enum status one,
		    enum status two, enum status three)
{
	const enum status statuses[] = { one, two, three };
	struct watch_check checks[3];
	struct result results[3];
	struct watch_model model = model_of(checks, results, statuses);

	model.phase = phase;
	return until_is_reached(&model, until, strict);
}

START_TEST(nothing_fails)
{
	ck_assert(reached("pass", PHASE_PREBOOT, false, STATUS_PASS, STATUS_WARN,
			  STATUS_SKIP));
	ck_assert(!reached("pass", PHASE_PREBOOT, true, STATUS_PASS, STATUS_WARN,
			   STATUS_SKIP));
	ck_assert(!reached("pass", PHASE_PREBOOT, false, STATUS_PASS, STATUS_FAIL,
			   STATUS_PASS));
	ck_assert(!reached("pass", PHASE_PREBOOT, false, STATUS_PASS, STATUS_ERROR,
			   STATUS_PASS));
	ck_assert(!reached(NULL, PHASE_READY, false, STATUS_PASS, STATUS_PASS,
			   STATUS_PASS));
}
END_TEST

START_TEST(ready_is_a_phase_too)
{
	ck_assert(!reached("ready", PHASE_INSTALL, false, STATUS_PASS, STATUS_PASS,
			   STATUS_PASS));
	ck_assert(reached("ready", PHASE_READY, false, STATUS_PASS, STATUS_PASS,
			  STATUS_PASS));
	ck_assert(!reached("ready", PHASE_READY, false, STATUS_PASS, STATUS_PASS,
			   STATUS_FAIL));
}
END_TEST

START_TEST(a_check_passes_with_all_its_subjects)
{
	ck_assert(reached("dns.forward", PHASE_PREBOOT, false, STATUS_PASS, STATUS_SKIP,
			  STATUS_FAIL));
	ck_assert(!reached("dns.forward", PHASE_PREBOOT, false, STATUS_PASS, STATUS_FAIL,
			   STATUS_PASS));
	/* That it does not apply is no answer. */
	ck_assert(!reached("lb.port", PHASE_PREBOOT, false, STATUS_PASS, STATUS_PASS,
			   STATUS_SKIP));
	ck_assert(!reached("lb.tls", PHASE_PREBOOT, false, STATUS_PASS, STATUS_PASS,
			   STATUS_PASS));
}
END_TEST

START_TEST(what_waits_or_is_unknown_is_not_reached)
{
	const enum status statuses[] = { STATUS_PASS, STATUS_SKIP, STATUS_PASS };
	struct watch_check checks[3];
	struct result results[3];
	struct watch_model model = model_of(checks, results, statuses);
	const struct result *cause[] = { &results[2], NULL };

	results[1].blocked_by = cause;
	ck_assert(!until_is_reached(&model, "dns.forward", false));
	results[1].blocked_by = NULL;
	checks[0].known = false;
	ck_assert(!until_is_reached(&model, "dns.forward", false));
	model.unknown = 1;
	ck_assert(!until_is_reached(&model, "pass", false));
}
END_TEST

SUITE("core/watch/until", nothing_fails, ready_is_a_phase_too,
      a_check_passes_with_all_its_subjects, what_waits_or_is_unknown_is_not_reached);
