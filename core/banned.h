/*
 * Functions that have a better relative here; using one is a compile error. Included in every file
 * of ours by core/flags.cmake.
 */
#pragma once

#include <dirent.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define BANNED(function, instead) function##_is_banned_use_##instead

#undef strcpy
#undef strcat
#undef strtok
#undef sprintf
#undef vsprintf
#define strcpy(...)	   BANNED(strcpy, arena_strdup)
#define strcat(...)	   BANNED(strcat, arena_printf)
#define strtok(...)	   BANNED(strtok, strcspn)
#define sprintf(...)	   BANNED(sprintf, snprintf)
#define vsprintf(...)	   BANNED(vsprintf, vsnprintf)
#define atoi(...)	   BANNED(atoi, strtoul)
#define gmtime(...)	   BANNED(gmtime, gmtime_r)
#define localtime(...)	   BANNED(localtime, localtime_r)
#define ctime(...)	   BANNED(ctime, strftime)
#define gethostbyname(...) BANNED(gethostbyname, resolve)
#define getaddrinfo(...)   BANNED(getaddrinfo, resolve)
#define sleep(...)	   BANNED(sleep, uv_timer)
#define usleep(...)	   BANNED(usleep, uv_timer)
#define system(...)	   BANNED(system, uv_spawn)
#define popen(...)	   BANNED(popen, uv_spawn)
