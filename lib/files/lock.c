/* SPDX-License-Identifier: ISC */
/*
 * Locks of open file descriptions.
 */
#include "lib/files/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

static int
set(int fd, short type)
{
	struct flock fl = {.l_type = type, .l_whence = SEEK_SET};
	int r;

	do {
		r = fcntl(fd, F_OFD_SETLK, &fl);
	} while (r != 0 && errno == EINTR);
	return r;
}

enum og_err
og_lock_try(int fd)
{
	if (set(fd, F_WRLCK) == 0)
		return OG_OK;
	return errno == EAGAIN || errno == EACCES ? OG_ERR_BUSY : OG_ERR_IO;
}

void
og_lock_release(int fd)
{
	(void)set(fd, F_UNLCK);
}
