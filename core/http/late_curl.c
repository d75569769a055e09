/*
 * libcurl, loaded when it is first called.
 *
 * libcurl brings two dozen libraries (LDAP, Kerberos, GnuTLS, SSH...) that nothing here uses and
 * that take the dynamic linker more time than all the others together. Linked as usual they would
 * be loaded before main(), whatever is asked of the program. So the functions of libcurl that we
 * call are defined here: each finds its namesake in the library and calls it. Whoever calls them
 * includes <curl/curl.h> and knows nothing of this. A new function needs a new line below; the
 * linker says so. With OCP_LATE_CURL=OFF this file is left out and libcurl is linked.
 */
#include <dlfcn.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <curl/curl.h>

/* Unchanged since 2006, on every distribution. */
#define LIBRARY "libcurl.so.4"

/* As where the program itself cannot be loaded; no check has ended as it should. */
static _Noreturn void missing(void)
{
	const char *words = dlerror();

	fprintf(stderr, "ocp-preflight: cannot load libcurl: %s\n",
		words ? words : LIBRARY);
	exit(3);
}

/* Writes the address of the function to the pointer `function` of that size. Not for two threads
   at once: http/warm.c has ended before anybody else calls. */
static void find(const char *name, void *function, size_t size)
{
	static void *library;
	void *found;

	if (!library)
		library = dlopen(LIBRARY, RTLD_LAZY | RTLD_LOCAL);
	found = library ? dlsym(library, name) : NULL;
	if (!found)
		missing();
	memcpy(function, &found, size);
}

#define FIND(name) find(#name, &real, sizeof(real))

/* clang-format off */
#define CALL(result, name, parameters, arguments) \
	result (name) parameters                  \
	{                                         \
		static result (*real) parameters; \
		if (!real)                        \
			FIND(name);               \
		return real arguments;            \
	}
#define CALL_VOID(name, parameters, arguments)    \
	void (name) parameters                    \
	{                                         \
		static void (*real) parameters;   \
		if (!real)                        \
			FIND(name);               \
		real arguments;                   \
	}

CALL(CURLcode, curl_global_init, (long flags), (flags))
CALL_VOID(curl_global_cleanup, (void), ())
CALL(curl_version_info_data *, curl_version_info, (CURLversion age), (age))
CALL(CURL *, curl_easy_init, (void), ())
CALL_VOID(curl_easy_cleanup, (CURL *easy), (easy))
CALL(const char *, curl_easy_strerror, (CURLcode code), (code))
CALL(CURLM *, curl_multi_init, (void), ())
CALL(CURLMcode, curl_multi_cleanup, (CURLM *multi), (multi))
CALL(CURLMcode, curl_multi_add_handle, (CURLM *multi, CURL *easy), (multi, easy))
CALL(CURLMcode, curl_multi_remove_handle, (CURLM *multi, CURL *easy), (multi, easy))
CALL(CURLMcode, curl_multi_socket_action,
     (CURLM *multi, curl_socket_t fd, int events, int *running), (multi, fd, events, running))
CALL(CURLMsg *, curl_multi_info_read, (CURLM *multi, int *left), (multi, left))
CALL(struct curl_slist *, curl_slist_append, (struct curl_slist *list, const char *text),
     (list, text))
CALL_VOID(curl_slist_free_all, (struct curl_slist *list), (list))
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
		FIND(curl_easy_setopt);
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
		FIND(curl_multi_setopt);
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
		FIND(curl_easy_getinfo);
	va_start(args, info);
	code = real(easy, info, va_arg(args, void *));
	va_end(args);
	return code;
}
