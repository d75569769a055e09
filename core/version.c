#include "version.h"

#include <ares.h>
#include <curl/curl.h>
#include <expat.h>
#include <jansson.h>
#include <uv.h>
#include <yaml.h>

void version_print(FILE *out)
{
	/* Not curl_version(): that asks libldap, which starts by resolving this host's name. */
	const curl_version_info_data *curl = curl_version_info(CURLVERSION_NOW);
	int major, minor, patch;

	yaml_get_version(&major, &minor, &patch);
	fprintf(out, "ocp-preflight " OCP_VERSION "\n");
	fprintf(out, "libuv/%s c-ares/%s libyaml/%d.%d.%d jansson/%s %s\n",
		uv_version_string(), ares_version(NULL), major, minor, patch,
		JANSSON_VERSION, XML_ExpatVersion());
	fprintf(out, "libcurl/%s %s zlib/%s\n", curl->version, curl->ssl_version,
		curl->libz_version);
}
