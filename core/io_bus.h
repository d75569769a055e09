/*
 * Method calls on the system bus, asynchronous on the engine's loop. The address is that of
 * DBUS_SYSTEM_BUS_ADDRESS, or the usual socket. A call never starts a service that does not run
 * and never asks a person for a password.
 */
#pragma once

struct engine;
struct sd_bus_message;

#define BUS_STRINGS_MAX 4

struct bus_call {
	const char *destination, *path, *interface, *member;
	const char
		*strings[BUS_STRINGS_MAX]; /* arguments, all of type s; ends with NULL */
};

/*
 * `error`: 0 and the reply; else a negative errno and no reply: -EACCES we may not ask, -ESRCH the
 * service does not run, -ETIMEDOUT, -ENOSYS it has no such method, -EREMOTEIO another error of the
 * service, -ECONNRESET the bus went away. `message`: the service's own words, or NULL. All valid
 * until the callback returns.
 */
typedef void bus_replied_fn(int error, const char *message, struct sd_bus_message *reply,
			    void *arg);

/*
 * 0: the callback will run exactly once, from the loop, unless the engine is freed before. A
 * negative errno where there is no bus (-ENOENT, -ECONNREFUSED) or we may not talk to it (-EACCES):
 * the callback does not run.
 */
int bus_call(struct engine *engine, const struct bus_call *call, bus_replied_fn *replied,
	     void *arg);
