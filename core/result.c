#include "result.h"

const char *status_name(enum status status)
{
	switch (status) {
	case STATUS_PASS:
		return "pass";
	case STATUS_WARN:
		return "warn";
	case STATUS_FAIL:
		return "fail";
	case STATUS_SKIP:
		return "skip";
	case STATUS_ERROR:
		return "error";
	}
	return "error";
}

bool result_is_good(const struct result *result)
{
	return result->usable || result->status == STATUS_PASS ||
	       result->status == STATUS_WARN;
}

const char *status_word(enum status status)
{
	static const char *const words[] = { "ok", "WARN", "FAIL", "skip", "ERROR" };

	return words[status];
}
