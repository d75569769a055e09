#include <string.h>
#include <strings.h>

#include "named.h"

#define DEPTH_MAX 16 /* a list may name itself */

static enum named_verdict match_list(const struct named *named,
				     const struct named_matches *matches,
				     const struct addr *addr, unsigned depth);

static bool in_prefix(const struct addr *addr, const struct named_match *match)
{
	unsigned whole = match->prefix / 8, rest = match->prefix % 8;
	unsigned char mask = (unsigned char)(0xff00 >> rest);

	if (addr->family != match->addr.family)
		return false;
	if (memcmp(addr->bytes, match->addr.bytes, whole))
		return false;
	return !rest || !((addr->bytes[whole] ^ match->addr.bytes[whole]) & mask);
}

/* Whether the element fits; a nested list that says no does not decide (BIND ARM, acl). */
static enum named_verdict match_one(const struct named *named,
				    const struct named_match *match,
				    const struct addr *addr, unsigned depth)
{
	switch (match->kind) {
	case NAMED_ANY:
		return NAMED_YES;
	case NAMED_NONE:
	case NAMED_LOCALHOST:
		return NAMED_NO;
	case NAMED_PREFIX:
		return in_prefix(addr, match) ? NAMED_YES : NAMED_NO;
	case NAMED_LIST:
		return match_list(named, match->list, addr, depth + 1);
	case NAMED_ACL:
		for (size_t i = 0; i < named->acl_count; i++) {
			if (!strcasecmp(named->acls[i].name, match->name))
				return match_list(named, &named->acls[i].matches, addr,
						  depth + 1);
		}
		return NAMED_UNKNOWN;
	case NAMED_LOCALNETS:
	case NAMED_OTHER:
		break;
	}
	return NAMED_UNKNOWN;
}

static enum named_verdict match_list(const struct named *named,
				     const struct named_matches *matches,
				     const struct addr *addr, unsigned depth)
{
	if (depth > DEPTH_MAX)
		return NAMED_UNKNOWN;
	for (size_t i = 0; i < matches->count; i++) {
		const struct named_match *match = &matches->items[i];
		enum named_verdict verdict = match_one(named, match, addr, depth);

		if (verdict == NAMED_UNKNOWN)
			return verdict;
		if (verdict == NAMED_YES)
			return match->negated ? NAMED_NO : NAMED_YES;
	}
	return NAMED_NO;
}

enum named_verdict named_matches_addr(const struct named *named,
				      const struct named_matches *matches,
				      const struct addr *addr)
{
	return match_list(named, matches, addr, 0);
}

enum named_verdict named_view_of(const struct named *named, const struct addr *addr,
				 const struct named_view **ret_view)
{
	*ret_view = NULL;
	if (!named->view_count)
		return NAMED_YES;
	for (size_t i = 0; i < named->view_count; i++) {
		const struct named_view *view = named->views[i];
		enum named_verdict verdict = NAMED_YES;

		if (view->by_destination)
			return NAMED_UNKNOWN;
		if (view->clients.given)
			verdict = named_matches_addr(named, &view->clients, addr);
		if (verdict == NAMED_UNKNOWN)
			return verdict;
		if (verdict == NAMED_YES) {
			*ret_view = view;
			return verdict;
		}
	}
	return NAMED_NO;
}

const struct named_text *named_option_text(const struct named *named,
					   const struct named_view *view, size_t offset)
{
	const struct named_text *text;

	if (view) {
		text = (const void *)((const char *)&view->options + offset);
		if (text->value)
			return text;
	}
	return (const void *)((const char *)&named->options + offset);
}

const struct named_matches *named_option_matches(const struct named *named,
						 const struct named_view *view,
						 size_t offset)
{
	const struct named_matches *matches;

	if (view) {
		matches = (const void *)((const char *)&view->options + offset);
		if (matches->given)
			return matches;
	}
	return (const void *)((const char *)&named->options + offset);
}
