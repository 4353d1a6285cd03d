// SPDX-License-Identifier: ISC
/*
 * Sets up the surroundings of a process as its program needs them.  Changes the
 * process; does not know what it is for.
 */
#include "lib/base/process.h"

#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <fcntl.h>
#include <signal.h>
#include <stddef.h>
#include <unistd.h>

bool
og_process_hide(void)
{
	const struct rlimit none = {0, 0};
	const bool no_core = setrlimit(RLIMIT_CORE, &none) == 0;

	(void)umask(077);
	return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0 && no_core;
}

bool
og_process_harden(void)
{
	int fd;

	do
		fd = open("/dev/null", O_RDWR);
	while (fd >= 0 && fd <= STDERR_FILENO);
	if (fd > STDERR_FILENO)
		(void)close(fd);
	(void)signal(SIGPIPE, SIG_IGN);
	(void)signal(SIGXFSZ, SIG_IGN);
	return og_process_hide();
}
