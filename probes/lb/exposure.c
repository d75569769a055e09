/*
 * lb.exposure: the machine config port does not answer on the address that faces users. What it
 * serves holds secrets, to whoever asks.
 */
#include "_lb.h"

struct state {
	const struct lb_target *target;
	struct addresses inside; /* of api-int */
	struct addresses asked;	 /* of api, those of api-int left out; with port */
	const struct tcp_answer **answers;
	size_t count;
};

static void found_inside(struct run *run, const struct addresses *addresses);
static void found_outside(struct run *run, const struct addresses *addresses);
static void answered(const struct tcp_answer *answer, void *arg);
static void judge(struct run *run);

static void subjects(const struct inventory *inventory, struct subjects *list)
{
	struct lb_target target = { .inventory = inventory,
				    .endpoint = &inventory->api,
				    .service = LB_CONFIG,
				    .port = LB_CONFIG_PORT,
				    .host = inventory->api.fqdn };

	if (!inventory->api.fqdn || !inventory->api_int.fqdn)
		return;
	target.name =
		arena_printf(subjects_arena(list), "%s:%u", target.host, target.port);
	lb_subject_add(list, &target);
}

static void start(struct run *run)
{
	const struct inventory *inventory = run_inventory(run);
	struct state *state = run_state(run);

	state->target = run_subject(run)->item;
	run_expectedf(run, "no answer on the external address");
	lb_find(run, inventory->api_int.fqdn, &inventory->api_int.addresses,
		found_inside);
}

static void found_inside(struct run *run, const struct addresses *addresses)
{
	struct state *state = run_state(run);

	state->inside = *addresses;
	lb_find(run, state->target->host, &state->target->endpoint->addresses,
		found_outside);
}

static void found_outside(struct run *run, const struct addresses *addresses)
{
	struct state *state = run_state(run);
	struct arena *arena = run_arena(run);

	state->asked.items = arena_alloc(arena, addresses->count * sizeof(struct addr));
	state->answers = arena_alloc(arena, addresses->count * sizeof *state->answers);
	for (size_t i = 0; i < addresses->count; i++) {
		const struct addr *addr = &addresses->items[i];

		if (!addr_is_in(addr, state->inside.items, state->inside.count))
			state->asked.items[state->asked.count++] =
				addr_with_port(*addr, state->target->port);
	}
	if (!state->asked.count) {
		run_skip(run,
			 "api and api-int share their address, so inside and outside "
			 "cannot be told apart");
		return;
	}
	for (size_t i = 0; i < state->asked.count; i++)
		tcp_connect(run, &state->asked.items[i], answered, run);
}

static void answered(const struct tcp_answer *answer, void *arg)
{
	struct run *run = arg;
	struct state *state = run_state(run);

	state->answers[state->count++] = answer;
	if (state->count == state->asked.count)
		judge(run);
}

static void warn(struct run *run, const struct tcp_answer *answer)
{
	const struct inventory *inventory = run_inventory(run);
	const struct state *state = run_state(run);
	const struct balancer_front *front =
		lb_front(inventory, &answer->addr, answer->addr.port);
	char text[ADDR_STRLEN];

	run_reason(run, "exposed");
	if (front && front->where.file)
		run_source(run, front->where);
	run_fixf(run,
		 "in %s bind the machine config front end to the internal address only:",
		 inventory->haproxy_file ? inventory->haproxy_file
					 : "/etc/haproxy/haproxy.cfg");
	for (size_t i = 0; i < state->inside.count; i++)
		run_fixf(run, "    bind %s",
			 addr_str_port(
				 &(struct addr[]){ addr_with_port(state->inside.items[i],
								  answer->addr.port) }[0],
				 text));
	run_fixf(run, "systemctl reload haproxy");
	run_fixf(run,
		 "or reject it there: firewall-cmd --permanent --zone=<external zone> "
		 "--remove-service=machine-config --remove-port=22623/tcp && "
		 "firewall-cmd --reload");
	lb_reproduce(run, &answer->addr);
	run_warn(run, "the machine config port answers on the external address %s",
		 addr_str_port(&answer->addr, text));
}

static void judge(struct run *run)
{
	struct state *state = run_state(run);
	const struct tcp_answer *unknown = NULL;

	run_observedf(run, "%s", lb_observed(run, state->answers, state->count));
	lb_evidence(run, state->answers, state->count);
	for (size_t i = 0; i < state->count; i++) {
		const struct tcp_answer *answer = state->answers[i];

		if (lb_is_accepted(answer)) {
			warn(run, answer);
			return;
		}
		if (answer->outcome == TCP_LOCAL_ERROR || answer->outcome == TCP_ABSENT ||
		    answer->outcome == TCP_NO_ROUTE)
			unknown = answer;
	}
	if (!unknown)
		run_pass(run, "port %u does not answer on the external address",
			 state->target->port);
	else if (unknown->outcome == TCP_LOCAL_ERROR)
		run_error(run, "%s could not be asked", state->target->name);
	else
		run_skip(run, "the external address cannot be reached from here: %s",
			 tcp_answer_text(run, unknown));
}

static const struct need needs[] = {
	{"dns.forward", NEED_HOST},
	{ NULL,		0	  },
};

const struct probe probe_lb_exposure = {
	.id = "lb.exposure",
	.title = "the machine config port does not answer on the external address",
	.why = "whoever can reach port 22623 can read the Ignition configuration, which holds "
	       "the pull secret, keys and certificates",
	.symptom = "none: the install works, the secrets are open",
	.fix = "bind the machine config front end to the internal address only\n"
	       "systemctl reload haproxy",
	.phases = PHASE_ALL,
	.needs = needs,
	.state_size = sizeof(struct state),
	.subjects = subjects,
	.start = start,
};
