// SPDX-License-Identifier: ISC
/*
 * Preloaded into otpadm: a disk that takes every byte and confirms none.
 */
#include <errno.h>
#include <unistd.h>

int
fdatasync(int fd)
{
	(void)fd;
	errno = EIO;
	return -1;
}
