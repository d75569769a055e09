#include "io_bus.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <systemd/sd-bus.h>
#include <uv.h>

#include "arena.h"
#include "engine.h"

#define CALL_TIMEOUT_USEC UINT64_C(10000000) /* firewalld may be busy with a reload */
#define OPEN_TIMEOUT_USEC \
	UINT64_C(5000000) /* of a bus daemon that accepts and says nothing */

struct call {
	struct bus *bus;
	sd_bus_slot *slot;
	bus_replied_fn *replied;
	void *arg;
	struct call *next, **link;
};

struct bus {
	sd_bus *connection;
	int error; /* why there is no connection */
	/* A descriptor of our own: sd-bus closes its one inside of sd_bus_process(), and libuv must
	   have let go of the number before that. */
	int fd;
	uint64_t opened;
	uv_poll_t poll;
	uv_timer_t timer;
	unsigned handles;
	bool processing;
	struct call *calls;
};

static void *open_bus(struct engine *engine);
static void connect_bus(struct bus *bus, struct engine *engine);
static int replied(sd_bus_message *reply, void *arg, sd_bus_error *ret_error);
static void arm(struct bus *bus);
static void readable(uv_poll_t *poll, int status, int events);
static void timed_out(uv_timer_t *timer);
static void process(struct bus *bus);
static void give_up(struct bus *bus, int error);
static void close_bus(void *state);
static void handle_closed(uv_handle_t *handle);

static const struct module module = { .open = open_bus, .close = close_bus };

static uint64_t now_usec(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
}

int bus_call(struct engine *engine, const struct bus_call *call, bus_replied_fn *on_reply,
	     void *arg)
{
	struct bus *bus = engine_module(engine, &module);
	sd_bus_message *message = NULL;
	struct call *pending;
	int r;

	if (bus->error < 0)
		return bus->error;
	r = sd_bus_message_new_method_call(bus->connection, &message, call->destination,
					   call->path, call->interface, call->member);
	if (r < 0)
		return r;
	r = sd_bus_message_set_auto_start(message, 0);
	for (size_t i = 0; r >= 0 && i < BUS_STRINGS_MAX && call->strings[i]; i++)
		r = sd_bus_message_append_basic(message, 's', call->strings[i]);
	if (r < 0) {
		sd_bus_message_unref(message);
		return r;
	}
	pending = mem_alloc(sizeof *pending);
	pending->bus = bus;
	pending->replied = on_reply;
	pending->arg = arg;
	r = sd_bus_call_async(bus->connection, &pending->slot, message, replied, pending,
			      CALL_TIMEOUT_USEC);
	sd_bus_message_unref(message);
	if (r < 0) {
		free(pending);
		return r;
	}
	pending->next = bus->calls;
	pending->link = &bus->calls;
	if (pending->next)
		pending->next->link = &pending->next;
	bus->calls = pending;
	if (!bus->processing)
		arm(bus);
	return 0;
}

static void *open_bus(struct engine *engine)
{
	struct bus *bus = mem_alloc(sizeof *bus);

	bus->fd = -1;
	connect_bus(bus, engine);
	return bus;
}

static void connect_bus(struct bus *bus, struct engine *engine)
{
	int fd;

	bus->error = sd_bus_open_system(&bus->connection);
	if (bus->error < 0)
		return;
	fd = sd_bus_get_fd(bus->connection);
	if (fd >= 0)
		bus->fd = fcntl(fd, F_DUPFD_CLOEXEC, 3);
	if (bus->fd < 0) {
		bus->error = fd < 0 ? fd : -errno;
		bus->connection = sd_bus_close_unref(bus->connection);
		return;
	}
	bus->error = 0;
	bus->opened = now_usec();
	(void)uv_timer_init(engine_loop(engine), &bus->timer);
	bus->timer.data = bus;
	bus->handles = 1;
	if (uv_poll_init(engine_loop(engine), &bus->poll, bus->fd) < 0) {
		bus->error = -EIO;
		return;
	}
	bus->poll.data = bus;
	bus->handles = 2;
}

static void remove_call(struct call *call)
{
	*call->link = call->next;
	if (call->next)
		call->next->link = call->link;
}

static int error_of(sd_bus_message *reply)
{
	static const struct {
		const char *name;
		int error;
	} known[] = {
		{SD_BUS_ERROR_SERVICE_UNKNOWN,			-ESRCH     },
		{ SD_BUS_ERROR_NAME_HAS_NO_OWNER,		  -ESRCH	 },
		{ SD_BUS_ERROR_ACCESS_DENIED,		      -EACCES    },
		{ SD_BUS_ERROR_AUTH_FAILED,			    -EACCES    },
		{ SD_BUS_ERROR_INTERACTIVE_AUTHORIZATION_REQUIRED, -EACCES	   },
		{ SD_BUS_ERROR_UNKNOWN_METHOD,		       -ENOSYS    },
		{ SD_BUS_ERROR_UNKNOWN_INTERFACE,		  -ENOSYS	  },
		{ SD_BUS_ERROR_UNKNOWN_OBJECT,		       -ENOSYS    },
		{ SD_BUS_ERROR_NO_REPLY,				 -ETIMEDOUT },
		{ SD_BUS_ERROR_TIMEOUT,				-ETIMEDOUT },
		{ SD_BUS_ERROR_DISCONNECTED,			     -ECONNRESET},
	};
	const sd_bus_error *error = sd_bus_message_get_error(reply);

	if (!error)
		return 0;
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (strcmp(known[i].name, error->name) == 0)
			return known[i].error;
	/* polkit's refusals come under names of the service's own. */
	if (strstr(error->name, "NotAuthorized"))
		return -EACCES;
	return sd_bus_error_get_errno(error) == ETIMEDOUT ? -ETIMEDOUT : -EREMOTEIO;
}

static int replied(sd_bus_message *reply, void *arg, sd_bus_error *ret_error)
{
	struct call *call = arg;
	const sd_bus_error *error = sd_bus_message_get_error(reply);
	int r = error_of(reply);

	(void)ret_error;
	remove_call(call);
	call->replied(r, error ? error->message : NULL, r < 0 ? NULL : reply, call->arg);
	sd_bus_slot_unref(call->slot);
	free(call);
	return 0;
}

/* What sd-bus waits for becomes what libuv waits for. */
static void arm(struct bus *bus)
{
	int events = sd_bus_get_events(bus->connection);
	uint64_t usec = UINT64_MAX;
	uint64_t now = now_usec();
	int wanted = 0;

	if (events < 0 || !bus->calls) {
		(void)uv_poll_stop(&bus->poll);
		(void)uv_timer_stop(&bus->timer);
		return;
	}
	wanted |= events & POLLIN ? UV_READABLE : 0;
	wanted |= events & POLLOUT ? UV_WRITABLE : 0;
	(void)uv_poll_start(&bus->poll, wanted | UV_DISCONNECT, readable);
	if (sd_bus_get_timeout(bus->connection, &usec) < 0)
		usec = UINT64_MAX;
	if (sd_bus_is_ready(bus->connection) == 0 &&
	    usec > bus->opened + OPEN_TIMEOUT_USEC)
		usec = bus->opened + OPEN_TIMEOUT_USEC;
	if (usec == UINT64_MAX)
		(void)uv_timer_stop(&bus->timer);
	else
		(void)uv_timer_start(&bus->timer, timed_out,
				     usec > now ? (usec - now) / 1000 + 1 : 0, 0);
}

static void readable(uv_poll_t *poll, int status, int events)
{
	(void)status;
	(void)events;
	process(poll->data);
}

static void timed_out(uv_timer_t *timer)
{
	struct bus *bus = timer->data;

	if (sd_bus_is_ready(bus->connection) == 0 &&
	    now_usec() >= bus->opened + OPEN_TIMEOUT_USEC)
		give_up(bus, -ETIMEDOUT);
	else
		process(bus);
}

static void process(struct bus *bus)
{
	int r;

	bus->processing = true;
	do {
		r = sd_bus_process(bus->connection, NULL);
	} while (r > 0);
	bus->processing = false;
	if (r < 0 || sd_bus_is_open(bus->connection) <= 0)
		give_up(bus, r < 0 && r != -ENOTCONN ? r : -ECONNRESET);
	else
		arm(bus);
}

/* The connection is of no use any more: who still waits is told. */
static void give_up(struct bus *bus, int error)
{
	bus->error = error;
	(void)uv_poll_stop(&bus->poll);
	(void)uv_timer_stop(&bus->timer);
	while (bus->calls) {
		struct call *call = bus->calls;

		remove_call(call);
		sd_bus_slot_unref(call->slot);
		call->replied(error, NULL, NULL, call->arg);
		free(call);
	}
}

static void close_bus(void *state)
{
	struct bus *bus = state;

	while (bus->calls) {
		struct call *call = bus->calls;

		remove_call(call);
		sd_bus_slot_unref(call->slot);
		free(call);
	}
	if (bus->handles == 0) {
		free(bus);
		return;
	}
	uv_close((uv_handle_t *)&bus->timer, handle_closed);
	if (bus->handles == 2)
		uv_close((uv_handle_t *)&bus->poll, handle_closed);
}

static void handle_closed(uv_handle_t *handle)
{
	struct bus *bus = handle->data;

	if (--bus->handles > 0)
		return;
	bus->connection = sd_bus_close_unref(bus->connection);
	(void)close(bus->fd);
	free(bus);
}
