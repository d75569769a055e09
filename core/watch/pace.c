#include "pace.h"

/* xorshift32: where a look falls within its jitter is no secret. */
static double unit(uint32_t *seed)
{
	uint32_t x = *seed;

	x ^= x << 13;
	x ^= x >> 17;
	x ^= x << 5;
	*seed = x;
	return (double)x / 4294967296.0;
}

void pace_looked(struct pace *pace, enum pace_mood mood, bool changed, int64_t well_ms,
		 int64_t now_ms, uint32_t *seed)
{
	int64_t limit = well_ms ? well_ms : PACE_WELL_MS;
	double factor;

	if (mood == PACE_IS_DOUBTED && limit > PACE_DOUBT_MS)
		limit = PACE_DOUBT_MS;
	else if (mood == PACE_IS_FAILING && limit > PACE_FAILING_MS)
		limit = PACE_FAILING_MS;
	if (changed || !pace->wait_ms)
		pace->wait_ms = PACE_SOON_MS;
	else
		pace->wait_ms = (int64_t)((double)pace->wait_ms * PACE_GROWTH);
	if (pace->wait_ms > limit)
		pace->wait_ms = limit;
	factor = 1 + PACE_JITTER * (2 * unit(seed) - 1);
	pace->due_ms = now_ms + (int64_t)((double)pace->wait_ms * factor);
}

static double filled(const struct budget *budget, int64_t now_ms)
{
	double gained =
		budget->run * (double)(now_ms - budget->filled_ms) / PACE_PERIOD_MS;
	double looks = budget->looks + (gained > 0 ? gained : 0);

	return looks < budget->run * PACE_SAVED ? looks : budget->run * PACE_SAVED;
}

void budget_init(struct budget *budget, double run, int64_t now_ms)
{
	*budget = (struct budget){ run * PACE_SAVED, run, now_ms };
}

bool budget_take(struct budget *budget, double looks, int64_t now_ms)
{
	double have = filled(budget, now_ms);

	if (have < looks)
		return false;
	budget->looks = have - looks;
	budget->filled_ms = now_ms;
	return true;
}

int64_t budget_wait(const struct budget *budget, double looks, int64_t now_ms)
{
	double missing = looks - filled(budget, now_ms);

	if (missing <= 0 || budget->run <= 0)
		return 0;
	return (int64_t)(missing / budget->run * PACE_PERIOD_MS) + 1;
}
