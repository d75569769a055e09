#include <string.h>
#include <time.h>

#include "build.h"
#include "core/arena.h"

/* ISO dates compare as text. */
static bool is_over(const char *until)
{
	const time_t now = time(NULL);
	char today[sizeof "2027-03-31"];
	struct tm tm;

	gmtime_r(&now, &tm);
	return strftime(today, sizeof today, "%Y-%m-%d", &tm) && strcmp(until, today) < 0;
}

void builder_silences(struct builder *builder)
{
	const struct config *config = builder->config;
	struct silence *silences =
		arena_alloc(builder->arena, config->silence_count * sizeof *silences);

	for (size_t i = 0; i < config->silence_count; i++) {
		const struct config_silence *from = &config->silences[i];

		silences[i] = (struct silence){
			.check = from->check.value,
			.subject = from->subject.value,
			.reason = from->reason.value,
			.until = from->until.value,
			.over = is_over(from->until.value),
			.where = from->where,
			.use = arena_alloc(builder->arena, sizeof *silences->use),
		};
	}
	builder->inventory->silences = silences;
	builder->inventory->silence_count = config->silence_count;
}
