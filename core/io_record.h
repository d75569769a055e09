/*
 * --capture: the packets of our own conversations in a file (libpcap), and which of them a result
 * rests on.
 *
 * Opened before anything is sent, since that is what needs CAP_NET_RAW. Listens on the interfaces
 * that lead to what the inventory names, and to the rest of the world; the kernel lets through the
 * ports that the checks use, and record/flows.h only what is of a socket of ours. What is kept of a
 * packet is record/keep.h's to say, where it goes record/file.h's.
 */
#pragma once

#include <netinet/in.h>
#include <stdbool.h>
#include <stdio.h>

#include <uv.h>

#include "addr.h"

struct engine;
struct inventory;
struct recorder;
struct run;

/*
 * 0, or a negative errno after a sentence on `err` that says what can be done: -EPERM no right to
 * capture, else the file cannot be written or no interface be opened.
 */
int record_open(const char *path, const struct inventory *inventory, FILE *err,
		struct recorder **ret_recorder);
/* From here on packets are written while the loop runs. */
void record_listen(struct recorder *recorder, uv_loop_t *loop);
/* Before engine_begin(): its conversations are recorded too, on the ports that its inventory names.
   The data of its loop is the recorder's. */
void record_follow(struct recorder *recorder, struct engine *engine);
/*
 * Adds to each result that was sealed since the last call the evidence "packets": the numbers in the
 * file ("run.pcap: 17-23, 31") of what it was found from. What the kernel still holds is read first,
 * and all is in the file afterwards. 0, or the negative errno of the first thing that was not
 * written. Nothing where nobody records.
 */
int record_explain(struct engine *engine);
/*
 * Ends the capture; the loop that it listens in must turn once more. How many packets are missing is
 * said on `err`. 0, or a negative errno: not all could be written. Takes NULL.
 */
int record_close(struct recorder *recorder, FILE *err);

/*
 * For whoever opens sockets, right after connect(2) and before the loop turns: this one is ours.
 * `remote` NULL: not known. Its local port; 0: nobody records.
 */
in_port_t record_socket(uv_loop_t *loop, int fd, const struct addr *remote);
/* For io_*.c: the run's result rests on this connection (port 0: on attempts to reach the address),
   or on this question. */
void record_connection(struct run *run, const struct addr *remote, in_port_t local_port);
void record_question(struct run *run, const struct addr *server, const char *name,
		     unsigned type);
