/* Another inventory: of the same nodes mostly, for each phase has one of its own. */
#include "feed.h"
#include "state.h"

static bool is_same_text(const char *a, const char *b)
{
	return a && b ? !strcmp(a, b) : a == b;
}

static bool is_same_node(const struct node *a, const struct node *b)
{
	if (strcmp(a->fqdn, b->fqdn) != 0 || !is_same_text(a->mac, b->mac) ||
	    a->addresses.count != b->addresses.count)
		return false;
	for (size_t i = 0; i < a->addresses.count; i++)
		if (!addr_equal(&a->addresses.items[i], &b->addresses.items[i]))
			return false;
	return true;
}

bool timeline_adopt(struct timeline *timeline, const struct inventory *inventory)
{
	if (!inventory || inventory->node_count != timeline->known_count)
		return false;
	for (uint32_t i = 0; i < timeline->known_count; i++)
		if (!is_same_node(timeline->nodes[i].known, &inventory->nodes[i]))
			return false;
	for (uint32_t i = 0; i < timeline->known_count; i++)
		timeline->nodes[i].known = &inventory->nodes[i];
	timeline->inventory = inventory;
	learn_http_url(timeline, inventory->artifact_base_url);
	return true;
}
