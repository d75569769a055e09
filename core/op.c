#include "op.h"

#include <stddef.h>

#include "engine.h"
#include "run.h"

void op_begin(struct op *op, struct run *run, void (*deliver)(struct op *op),
	      void (*cancel)(struct op *op))
{
	op->run = run;
	op->deliver = deliver;
	op->cancel = cancel;
	op->queue_next = NULL;
	op->queue_link = NULL;
	op->link = &run->ops;
	op->next = run->ops;
	if (op->next)
		op->next->link = &op->next;
	run->ops = op;
}

void op_complete(struct op *op)
{
	if (!op->queue_link)
		engine_queue_op(op->run->engine, op);
}

bool op_is_complete(const struct op *op)
{
	return op->queue_link != NULL;
}
