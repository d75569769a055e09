#include "waiters.h"

#include <stdlib.h>

#include "core/io_record.h"

static void op_deliver(struct op *op)
{
	struct tcp_op *tcp_op = (struct tcp_op *)op;
	const struct tcp_answer *answer = tcp_op->answer;

	for (unsigned i = 0; answer && i < TCP_PORTS_MAX; i++) {
		if (!i || answer->ports[i])
			record_connection(op->run, &answer->addr, answer->ports[i]);
	}
	if (tcp_op->surveyed)
		tcp_op->surveyed(tcp_op->answers, tcp_op->arg);
	else
		tcp_op->answered(tcp_op->answer, tcp_op->arg);
	free(tcp_op);
}

static void op_cancel(struct op *op)
{
	struct tcp_op *tcp_op = (struct tcp_op *)op;

	if (tcp_op->link) {
		*tcp_op->link = tcp_op->next;
		if (tcp_op->next)
			tcp_op->next->link = tcp_op->link;
		else
			tcp_op->waiters->last = tcp_op->link;
	}
	free(tcp_op);
}

void waiters_init(struct waiters *waiters)
{
	waiters->last = &waiters->first;
}

void waiters_add(struct waiters *waiters, struct run *run, struct tcp_op *op)
{
	op_begin(&op->op, run, op_deliver, op_cancel);
	if (waiters->done) {
		op_complete(&op->op);
		return;
	}
	op->waiters = waiters;
	op->link = waiters->last;
	*waiters->last = op;
	waiters->last = &op->next;
}

void waiters_complete(struct waiters *waiters)
{
	struct tcp_op *op;

	waiters->done = true;
	while ((op = waiters->first)) {
		waiters->first = op->next;
		op->link = NULL;
		op_complete(&op->op);
	}
}
