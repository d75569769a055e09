#include "until.h"

#include <string.h>

static bool nothing_fails(const struct watch_model *model, bool strict)
{
	return !model->unknown && !model->summary[STATUS_FAIL] &&
	       !model->summary[STATUS_ERROR] && !(strict && model->summary[STATUS_WARN]);
}

static bool check_passes(const struct watch_model *model, const char *id, bool strict)
{
	bool found = false;

	for (size_t i = 0; i < model->check_count; i++) {
		const struct watch_check *check = &model->checks[i];
		const struct result *result = check->shown;

		if (strcmp(check->probe->id, id) != 0)
			continue;
		if (!check->known || result->blocked_by ||
		    result->status == STATUS_FAIL || result->status == STATUS_ERROR ||
		    (strict && result->status == STATUS_WARN))
			return false;
		found |= result->status != STATUS_SKIP;
	}
	return found;
}

bool until_is_reached(const struct watch_model *model, const char *until, bool strict)
{
	if (!until)
		return false;
	if (!strcmp(until, "pass"))
		return nothing_fails(model, strict);
	if (!strcmp(until, "ready"))
		return model->phase == PHASE_READY && nothing_fails(model, strict);
	return check_passes(model, until, strict);
}
