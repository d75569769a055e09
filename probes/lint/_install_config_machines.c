#include <string.h>

#include "_install_config.h"
#include "_release.h"

static const struct node *first_of(const struct inventory *inventory, enum node_role role,
				   size_t *ret_count)
{
	const struct node *first = NULL;

	*ret_count = 0;
	for (size_t i = 0; i < inventory->node_count; i++) {
		if (inventory->nodes[i].role != role)
			continue;
		first = first ? first : &inventory->nodes[i];
		++*ret_count;
	}
	return first;
}

static struct where replicas_where(const struct installer *installer,
				   const struct install_config_pool *pool)
{
	if (pool->replicas.given)
		return pool->replicas.where;
	return pool->given ? pool->where : (struct where){ installer->file, 0, 0 };
}

/* The bootstrap node waits for as many masters as stand here. */
static void judge_masters(const struct installer *installer)
{
	const struct install_config_pool *pool = &installer->config->control_plane;
	const long wanted = pool->replicas.given ? pool->replicas.value : 3;
	size_t masters;
	const struct node *first = first_of(installer->inventory, NODE_MASTER, &masters);
	struct finding finding = {
		.subject = "controlPlane.replicas",
		.where = replicas_where(installer, pool),
		.observed = findings_printf(installer->findings, "replicas: %ld", wanted),
	};

	if (wanted <= 0) {
		finding.status = STATUS_FAIL;
		finding.title = "controlPlane.replicas must be more than 0";
		finding.expected = "3";
		finding.why = "openshift-install refuses the file";
		finding.fix[0] = "replicas: 3";
		findings_add(installer->findings, &finding);
		return;
	}
	if (!masters || (size_t)wanted == masters ||
	    (installer->config->incomplete && !pool->replicas.given))
		return;
	finding.status = (size_t)wanted > masters ? STATUS_FAIL : STATUS_WARN;
	finding.title = findings_printf(
		installer->findings,
		"controlPlane.replicas is %ld%s, and there %s %zu master%s", wanted,
		pool->replicas.given ? "" : " (nothing is said)",
		masters == 1 ? "is" : "are", masters, masters == 1 ? "" : "s");
	finding.expected = findings_printf(installer->findings, "replicas: %zu", masters);
	finding.why =
		(size_t)wanted > masters
			? "the bootstrap node waits for that many masters: it never "
			  "completes"
			: "the bootstrap node goes on when that many masters are there; "
			  "the others join without a vote that was planned for";
	finding.fix[0] = findings_printf(installer->findings, "replicas: %zu", masters);
	finding.other = first->where;
	finding.other_says = "the first of the masters that are known";
	findings_add(installer->findings, &finding);
}

/* A cluster of two is no better than one of one: either that goes stops both. Where there are not two
   masters that is said instead. */
static void judge_quorum(const struct installer *installer)
{
	const struct install_config_number *replicas =
		&installer->config->control_plane.replicas;
	size_t masters;

	first_of(installer->inventory, NODE_MASTER, &masters);
	if (!replicas->given || replicas->value != 2 || (masters && masters != 2) ||
	    release_is_from(installer->inventory, 20))
		return;
	findings_add(installer->findings,
		     &(struct finding){
			     .status = STATUS_WARN,
			     .subject = "controlPlane.replicas/2",
			     .where = replicas->where,
			     .title = "two masters have no majority when one is gone",
			     .observed = "replicas: 2",
			     .expected = "3",
			     .why = "etcd stops as soon as either of them is down",
			     .fix = { "replicas: 3" },
		     });
}

static void judge_compute(const struct installer *installer)
{
	const struct install_config *config = installer->config;
	const struct install_config_pool *pool =
		config->compute_count ? &config->compute[0] : NULL;
	const bool said = pool && pool->replicas.given;
	const long wanted = said ? pool->replicas.value : 3;

	if (!config->platform.value || strcmp(config->platform.value, "none") != 0 ||
	    !wanted || config->compute_is_map || (config->incomplete && !said))
		return;
	findings_add(
		installer->findings,
		&(struct finding){
			.status = wanted < 0 ? STATUS_FAIL : STATUS_WARN,
			.subject = "compute.replicas",
			.where = pool ? replicas_where(installer, pool)
				      : (struct where){installer->file, 0, 0 },
			.title = findings_printf(
				installer->findings,
				"compute.replicas is %ld%s; on platform none it is 0",
				wanted, said ? "" : " where nothing is said"),
			.observed = findings_printf(installer->findings, "replicas: %ld",
						    wanted),
			.expected = "replicas: 0",
			.why = "nobody makes workers on this platform: the cluster waits for "
			       "machines that you install yourself, whatever stands here",
			.fix = { "replicas: 0"	       },
	});
}

static void judge_pool_name(const struct installer *installer, const char *key,
			    const struct install_config_pool *pool,
			    const char *const *names)
{
	static const char *const threads[] = { "Enabled", "Disabled", NULL };

	judge_word(installer, findings_printf(installer->findings, "%s.name", key),
		   &pool->name, names);
	judge_word(installer,
		   findings_printf(installer->findings, "%s.hyperthreading", key),
		   &pool->hyperthreading, threads);
}

void judge_machines(const struct installer *installer)
{
	static const char *const master[] = { "master", NULL };
	static const char *const worker[] = { "worker", "edge", NULL };
	const struct install_config *config = installer->config;

	if (!config->control_plane_is_list)
		judge_masters(installer);
	judge_quorum(installer);
	judge_pool_name(installer, "controlPlane", &config->control_plane, master);
	judge_compute(installer);
	for (size_t i = 0; i < config->compute_count; i++)
		judge_pool_name(installer, "compute", &config->compute[i], worker);
}
