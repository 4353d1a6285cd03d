// SPDX-License-Identifier: ISC
/*
 * Preloaded into the responder: a directory service that does not answer for as
 * long as the file that OTPGATE_SLOW names is there.
 */
#include <dlfcn.h>
#include <pwd.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

int
getpwnam_r(const char *name, struct passwd *pw, char *buf, size_t size,
    struct passwd **found)
{
	int (*f)(const char *, struct passwd *, char *, size_t,
	    struct passwd **) = dlsym(RTLD_NEXT, "getpwnam_r");
	const struct timespec ts = {.tv_nsec = 10000000};
	const char *slow = getenv("OTPGATE_SLOW");

	while (slow != NULL && access(slow, F_OK) == 0)
		nanosleep(&ts, NULL);
	return f(name, pw, buf, size, found);
}
