/* Packets that went by while nobody could take them: what the rest of the findings is worth. */
#include "findings.h"

void find_loss(struct findings *findings)
{
	const struct timeline *timeline = findings->timeline;
	struct timeline_finding *finding;

	if (!timeline->lost)
		return;
	finding = finding_add(findings, NULL, "packets-lost", FINDING_WARN,
			      timeline->lost_since);
	finding->title = arena_printf(
		findings->arena,
		"%llu packet%s lost here: byte counts and gaps may be wrong",
		(unsigned long long)timeline->lost, timeline->lost == 1 ? "" : "s");
	finding->cause = "this host was too busy to take what came by";
	finding->fix =
		"--interface with the one that faces the nodes; or watch from a host "
		"that has less to do";
}
