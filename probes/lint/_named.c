#include "_named.h"

bool named_forwards(const struct zone_world *world)
{
	return world->named->options.forwarders.count ||
	       (world->view && world->view->options.forwarders.count);
}
