/*
 * How far is the install, from what serves?
 */
#include "core/watch/phase_auto.h"
#include "tests/support/suite.h"

static const struct phase_look nothing;
static const struct phase_look config_alone = { .bootstrap_config = true };
static const struct phase_look bootstrap = { .bootstrap_config = true,
					     .bootstrap_api = true,
					     .balancer_config = true,
					     .balancer_api = true };
static const struct phase_look joining = { .bootstrap_config = true,
					   .bootstrap_api = true,
					   .masters_api = 2,
					   .masters_config = 1 };
static const struct phase_look taken_over = { .masters_api = 3,
					      .masters_config = 3,
					      .balancer_api = true };
static const struct phase_look complete = {
	.masters_api = 3, .masters_config = 3, .balancer_api = true, .ingress = true
};

/* Seconds apart; true if the last look moved the phase. */
static bool look(struct phase_auto *state, const struct phase_look *look, int times)
{
	static int64_t now_ms = 1000000;
	bool moved = false;

	for (int i = 0; i < times; i++)
		moved = phase_auto_look(state, look, now_ms += 1000);
	return moved;
}

START_TEST(follows_an_install)
{
	struct phase_auto state;

	phase_auto_init(&state, PHASE_PREBOOT, 0);
	ck_assert(!look(&state, &nothing, 5));
	ck_assert(!look(&state, &bootstrap, 1));
	ck_assert(phase_auto_is_moving(&state));
	ck_assert(look(&state, &bootstrap, 1));
	ck_assert_int_eq(state.phase, PHASE_BOOTSTRAP);
	ck_assert(!phase_auto_is_moving(&state));
	ck_assert(!look(&state, &joining, 9));
	ck_assert(look(&state, &taken_over, 2));
	ck_assert_int_eq(state.phase, PHASE_INSTALL);
	ck_assert(look(&state, &complete, 2));
	ck_assert_int_eq(state.phase, PHASE_READY);
	ck_assert_str_ne(phase_auto_because(&state), "?");
}
END_TEST

START_TEST(one_look_moves_nothing)
{
	struct phase_auto state;

	phase_auto_init(&state, PHASE_PREBOOT, 0);
	for (int i = 0; i < 10; i++) {
		ck_assert(!look(&state, &bootstrap, 1));
		ck_assert(!look(&state, &nothing, 2));
	}
	phase_auto_init(&state, PHASE_BOOTSTRAP, 0);
	for (int i = 0; i < 10; i++) {
		/* The bootstrap's API restarts, and its config server was missed once. */
		ck_assert(!look(&state, &taken_over, 1));
		ck_assert(!look(&state, &joining, 2));
	}
}
END_TEST

START_TEST(never_goes_back)
{
	struct phase_auto state;

	phase_auto_init(&state, PHASE_INSTALL, 0);
	ck_assert(!look(&state, &nothing, 20));
	ck_assert(!look(&state, &bootstrap, 20));
	ck_assert_int_eq(state.phase, PHASE_INSTALL);
	ck_assert(look(&state, &complete, 2));
}
END_TEST

START_TEST(goes_all_the_way_at_once)
{
	struct phase_auto state;

	phase_auto_init(&state, PHASE_PREBOOT, 0);
	ck_assert(look(&state, &complete, 2));
	ck_assert_int_eq(state.phase, PHASE_READY);
	/* Only as far as both looks reach. */
	phase_auto_init(&state, PHASE_PREBOOT, 0);
	ck_assert(!look(&state, &joining, 1));
	ck_assert(look(&state, &complete, 1));
	ck_assert_int_eq(state.phase, PHASE_BOOTSTRAP);
	ck_assert(phase_auto_is_moving(&state));
}
END_TEST

/* The machine config server comes minutes before the API: that is no phase in which it must be. */
START_TEST(waits_for_the_api)
{
	struct phase_auto state;

	phase_auto_init(&state, PHASE_PREBOOT, 0);
	ck_assert(!look(&state, &config_alone, 60));
	ck_assert(!look(&state, &config_alone, 60 * 9 - 1));
	(void)look(&state, &config_alone, 62);
	ck_assert_int_eq(state.phase, PHASE_BOOTSTRAP);
}
END_TEST

START_TEST(through_the_balancer_alone)
{
	const struct phase_look served = { .balancer_config = true,
					   .balancer_api = true };
	const struct phase_look routed = { .balancer_config = true,
					   .balancer_api = true,
					   .ingress = true };
	struct phase_auto state;

	phase_auto_init(&state, PHASE_PREBOOT, 0);
	ck_assert(look(&state, &served, 2));
	ck_assert_int_eq(state.phase, PHASE_BOOTSTRAP);
	ck_assert(look(&state, &routed, 2));
	ck_assert_int_eq(state.phase, PHASE_READY);
}
END_TEST

START_TEST(masters_must_have_taken_over)
{
	struct phase_look half = taken_over;
	struct phase_auto state;

	phase_auto_init(&state, PHASE_BOOTSTRAP, 0);
	half.masters_config = 2;
	ck_assert(!look(&state, &half, 5));
	/* Nobody reaches the port but the balancer. */
	half.masters_config = 0;
	ck_assert(!look(&state, &half, 5));
	half.balancer_config = true;
	ck_assert(look(&state, &half, 2));
	ck_assert_int_eq(state.phase, PHASE_INSTALL);
}
END_TEST

START_TEST(the_cluster_knows_best)
{
	struct phase_auto state;

	phase_auto_init(&state, PHASE_BOOTSTRAP, 0);
	ck_assert(!phase_auto_fact(&state, 1));
	state.bootstrap_complete = true;
	ck_assert(phase_auto_fact(&state, 1));
	ck_assert_int_eq(state.phase, PHASE_INSTALL);
	ck_assert(!phase_auto_fact(&state, 2));
	/* A router alone is not enough where the cluster says that it is not done. */
	state.install_running = true;
	ck_assert(!look(&state, &complete, 5));
	state.install_running = false;
	state.install_complete = true;
	ck_assert(phase_auto_fact(&state, 3));
	ck_assert_int_eq(state.phase, PHASE_READY);
	ck_assert_int_eq(state.since_ms, 3);
}
END_TEST

SUITE("core/watch/phase_auto", follows_an_install, one_look_moves_nothing,
      never_goes_back, goes_all_the_way_at_once, waits_for_the_api,
      through_the_balancer_alone, masters_must_have_taken_over, the_cluster_knows_best);
