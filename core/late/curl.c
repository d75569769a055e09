/*
 * libcurl brings two dozen libraries (LDAP, Kerberos, GnuTLS, SSH...) that nothing here uses and
 * that take the dynamic linker more time than all the others together. It is first called by the
 * thread of core/http/warm.c, which has ended before anybody else calls.
 */
#include <stdarg.h>

#include <curl/curl.h>

#include "late.h"

/* clang-format off */
static struct late_library library = { .soname = OCP_SONAME_CURL };

LATE(CURLcode, curl_global_init, (long flags), (flags))
LATE_VOID(curl_global_cleanup, (void), ())
LATE(curl_version_info_data *, curl_version_info, (CURLversion age), (age))
LATE(CURL *, curl_easy_init, (void), ())
LATE_VOID(curl_easy_cleanup, (CURL *easy), (easy))
LATE(const char *, curl_easy_strerror, (CURLcode code), (code))
LATE(CURLM *, curl_multi_init, (void), ())
LATE(CURLMcode, curl_multi_cleanup, (CURLM *multi), (multi))
LATE(CURLMcode, curl_multi_add_handle, (CURLM *multi, CURL *easy), (multi, easy))
LATE(CURLMcode, curl_multi_remove_handle, (CURLM *multi, CURL *easy), (multi, easy))
LATE(CURLMcode, curl_multi_socket_action,
     (CURLM *multi, curl_socket_t fd, int events, int *running), (multi, fd, events, running))
LATE(CURLMsg *, curl_multi_info_read, (CURLM *multi, int *left), (multi, left))
LATE(struct curl_slist *, curl_slist_append, (struct curl_slist *list, const char *text),
     (list, text))
LATE_VOID(curl_slist_free_all, (struct curl_slist *list), (list))
/* clang-format on */

/* Options come in one argument more, whose type stands in their number: the ten thousands. */
#define KIND(option) ((option) / CURLOPTTYPE_OBJECTPOINT)
#define SET(real, handle, option, args)                             \
	(KIND(option) == KIND(CURLOPTTYPE_LONG)                     \
		 ? (real)(handle, option, va_arg(args, long))       \
	 : KIND(option) == KIND(CURLOPTTYPE_OFF_T)                  \
		 ? (real)(handle, option, va_arg(args, curl_off_t)) \
		 : (real)(handle, option, va_arg(args, void *)))

CURLcode(curl_easy_setopt)(CURL *easy, CURLoption option, ...)
{
	static CURLcode (*real)(CURL *, CURLoption, ...);
	va_list args;
	CURLcode code;

	if (!real)
		late_find(&library, "curl_easy_setopt", &real, sizeof real);
	va_start(args, option);
	code = SET(real, easy, option, args);
	va_end(args);
	return code;
}

CURLMcode(curl_multi_setopt)(CURLM *multi, CURLMoption option, ...)
{
	static CURLMcode (*real)(CURLM *, CURLMoption, ...);
	va_list args;
	CURLMcode code;

	if (!real)
		late_find(&library, "curl_multi_setopt", &real, sizeof real);
	va_start(args, option);
	code = SET(real, multi, option, args);
	va_end(args);
	return code;
}

CURLcode(curl_easy_getinfo)(CURL *easy, CURLINFO info, ...)
{
	static CURLcode (*real)(CURL *, CURLINFO, ...);
	va_list args;
	CURLcode code;

	if (!real)
		late_find(&library, "curl_easy_getinfo", &real, sizeof real);
	va_start(args, info);
	code = real(easy, info, va_arg(args, void *));
	va_end(args);
	return code;
}
