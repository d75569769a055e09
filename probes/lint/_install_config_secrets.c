#include <string.h>

#include "_install_config.h"
#include "core/text.h"

static const char *pull_secret_fault(const struct installer *installer)
{
	const struct install_config *config = installer->config;

	switch (config->pull_secret) {
	case PULL_SECRET_NONE:
		return config->incomplete ? NULL : "there is no pullSecret";
	case PULL_SECRET_NO_TEXT:
		return "pullSecret is no text: the quotes around the JSON are missing";
	case PULL_SECRET_NO_JSON:
		return "pullSecret is no JSON";
	case PULL_SECRET_NO_AUTHS:
		return "pullSecret has no \"auths\"";
	case PULL_SECRET_NO_AUTH:
		return findings_printf(
			installer->findings,
			"pullSecret: the entry of %s has no usable \"auth\"",
			config->pull_bad_host);
	case PULL_SECRET_OK:
		return NULL;
	}
	return NULL;
}

static void judge_pull_secret(const struct installer *installer)
{
	const char *fault = pull_secret_fault(installer);

	if (fault)
		findings_add(
			installer->findings,
			&(struct finding){
				.status = STATUS_FAIL,
				.subject = "pullSecret",
				.where =
					installer->config->pull_secret_where.file
						? installer->config->pull_secret_where
						: (struct where){installer->file, 0, 0 },
				.width = 10,
				.title = fault,
				.observed = "its shape only was looked at",
				.expected =
					"{\"auths\":{\"quay.io\":{\"auth\":\"...\"},...}}, on one "
					"line, in single quotes",
				.why = "openshift-install refuses the file, or no node can pull "
				       "an image",
				.fix = { "paste the pull secret of "
					 "https://console.redhat.com/openshift/install/pull-secret "
					 "between single quotes"		 },
		});
}

static bool has_host(const struct install_config *config, const char *host)
{
	for (size_t i = 0; i < config->pull_host_count; i++) {
		if (!strcmp(config->pull_hosts[i].value, host))
			return true;
	}
	return false;
}

/* quay.io/openshift counts for quay.io: longer keys are narrower entries of the same host. */
static bool has_host_below(const struct install_config *config, const char *host)
{
	size_t length = strlen(host);

	for (size_t i = 0; i < config->pull_host_count; i++) {
		const char *key = config->pull_hosts[i].value;

		if (!strncmp(key, host, length) && (!key[length] || key[length] == '/'))
			return true;
	}
	return false;
}

static void judge_pull_hosts(const struct installer *installer)
{
	const struct install_config *config = installer->config;

	if (config->pull_secret != PULL_SECRET_OK)
		return;
	if (!config->mirror_count && !has_host_below(config, "quay.io"))
		findings_add(
			installer->findings,
			&(struct finding){
				.status = STATUS_WARN,
				.subject = "pullSecret/quay.io",
				.where = config->pull_secret_where,
				.width = 10,
				.title =
					"pullSecret has no entry for quay.io, and there is no "
					"mirror",
				.observed = "no such entry",
				.why = "the images of the release are on quay.io, which gives "
				       "them to those who log in",
				.fix = { "take the whole pull secret of "
					 "https://console.redhat.com/openshift/install/"
					 "pull-secret" },
			});
	for (size_t i = 0; i < config->mirror_count; i++) {
		const struct config_text *mirror = &config->mirrors[i];

		if (has_host(config, mirror->value) ||
		    has_host_below(config, mirror->value))
			continue;
		findings_add(
			installer->findings,
			&(struct finding){
				.status = STATUS_WARN,
				.subject =
					findings_printf(installer->findings,
							"pullSecret/%s", mirror->value),
				.where = mirror->where,
				.width = (unsigned)strlen(mirror->value),
				.title = findings_printf(
					installer->findings,
					"pullSecret has no entry for the mirror %s",
					mirror->value),
				.observed = "no such entry",
				.expected = findings_printf(
					installer->findings,
					"an entry of exactly this name: %s",
					mirror->value),
				.why = "a mirror that wants a login answers 401; one that does not "
				       "needs no entry",
				.fix = { findings_printf(
					installer->findings,
					"podman login %s --authfile pull-secret.json, and "
					"paste that file",
					mirror->value) },
				.other = config->pull_secret_where,
				.other_says = "the pull secret",
			});
	}
}

static void judge_ssh_key(const struct installer *installer)
{
	const struct install_config *config = installer->config;
	struct finding finding = {
		.status = STATUS_FAIL,
		.subject = "sshKey",
		.where = config->ssh_key_where,
		.width = 6,
		.expected = "the line of a public key: ssh-ed25519 AAAA...",
		.fix = { "paste the line of ~/.ssh/id_ed25519.pub or ~/.ssh/id_rsa.pub" },
	};

	switch (config->ssh_key) {
	case SSH_KEY_NONE:
	case SSH_KEY_OK:
		break;
	case SSH_KEY_PRIVATE:
		finding.title = "sshKey is a private key";
		finding.observed = "PRIVATE KEY stands in it";
		finding.why =
			"openshift-install refuses it; and this key has been given away by "
			"now, if the file went anywhere";
		findings_add(installer->findings, &finding);
		break;
	case SSH_KEY_BROKEN:
		finding.title = "sshKey is no public key: cut off, or an example";
		finding.observed = "no key of OpenSSH can be read from it";
		finding.why =
			"openshift-install refuses it; without a key nobody can log in to a "
			"node that does not come up";
		findings_add(installer->findings, &finding);
		break;
	}
	if (config->ssh_key == SSH_KEY_OK && config->fips.value &&
	    !strcmp(config->fips.value, "true") &&
	    !strcmp(config->ssh_key_type, "ssh-ed25519")) {
		finding.title =
			"sshKey is of a type that FIPS does not allow: ssh-ed25519";
		finding.observed = "ssh-ed25519";
		finding.expected = "ssh-rsa or ecdsa-sha2-nistp256";
		finding.why =
			"with fips: true nobody can log in to the nodes with it, and newer "
			"installers refuse it";
		finding.fix[0] = "ssh-keygen -t ecdsa, and paste the line of its .pub";
		finding.other = config->fips.where;
		finding.other_says = "fips is on";
		findings_add(installer->findings, &finding);
	}
}

static const char *bundle_fault(enum install_config_bundle bundle)
{
	switch (bundle) {
	case BUNDLE_NONE:
	case BUNDLE_OK:
		return NULL;
	case BUNDLE_NO_PEM:
		return "additionalTrustBundle has no certificate in it";
	case BUNDLE_BROKEN:
		return "additionalTrustBundle: one of its certificates cannot be read";
	case BUNDLE_OTHER_BLOCK:
		return "additionalTrustBundle has something else in it than certificates";
	case BUNDLE_TRAILING:
		return "additionalTrustBundle has text behind its last certificate";
	}
	return NULL;
}

static void judge_certificates(const struct installer *installer)
{
	const struct x509_list *list = &installer->config->bundle_certificates;
	const time_t now = time(NULL);

	for (size_t i = 0; i < list->count; i++) {
		const struct http_certificate *facts = &list->items[i].facts;

		if (facts->not_after < 0 || facts->not_after > now)
			continue;
		findings_add(
			installer->findings,
			&(struct finding){
				.status = STATUS_WARN,
				.subject = findings_printf(installer->findings,
							   "additionalTrustBundle/%.16s",
							   facts->sha256),
				.where = installer->config->bundle_where,
				.width = 21,
				.title = findings_printf(
					installer->findings,
					"additionalTrustBundle: the certificate of %s has "
					"expired",
					facts->subject),
				.observed = facts->subject,
				.why = "what it signed is not trusted: pulls end with x509: "
				       "certificate has expired",
				.fix = { "put the authority's new certificate in its place" },
			});
	}
}

static void judge_bundle(const struct installer *installer)
{
	static const char *const policies[] = { "Proxyonly", "Always", NULL };
	const struct install_config *config = installer->config;
	const char *fault = bundle_fault(config->bundle);

	judge_word(installer, "additionalTrustBundlePolicy", &config->bundle_policy,
		   policies);
	if (fault)
		findings_add(
			installer->findings,
			&(struct finding){
				.status = STATUS_FAIL,
				.subject = "additionalTrustBundle",
				.where = config->bundle_where,
				.width = 21,
				.title = fault,
				.observed = findings_printf(
					installer->findings,
					"%zu certificates that can be read",
					config->bundle_certificates.count),
				.expected =
					"-----BEGIN CERTIFICATE----- blocks and nothing behind "
					"them, all indented alike below 'additionalTrustBundle: |'",
				.why = "openshift-install refuses the file",
				.fix = {"additionalTrustBundle: |",
					 "sed 's/^/  /' ca.pem shows what stands below it"},
		});
	else
		judge_certificates(installer);
}

void judge_secrets(const struct installer *installer)
{
	judge_pull_secret(installer);
	judge_pull_hosts(installer);
	judge_ssh_key(installer);
	judge_bundle(installer);
}
