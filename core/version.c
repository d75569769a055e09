#include "version.h"

#include <ares.h>
#include <curl/curl.h>
#include <expat.h>
#include <jansson.h>
#include <uv.h>
#include <yaml.h>

void version_print(FILE *out)
{
	int major, minor, patch;

	yaml_get_version(&major, &minor, &patch);
	fprintf(out, "ocp-preflight " OCP_VERSION "\n");
	fprintf(out, "libuv/%s c-ares/%s libyaml/%d.%d.%d jansson/%s %s\n",
		uv_version_string(), ares_version(NULL), major, minor, patch,
		JANSSON_VERSION, XML_ExpatVersion());
	fprintf(out, "%s\n", curl_version());
}
