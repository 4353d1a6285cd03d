// SPDX-License-Identifier: ISC
/*
 * Who holds a lock file.  The kernel names the holder of such a lock only in
 * what /proc says about the descriptor, so this searches everything that we may
 * read there.  For a message: nothing may depend on it.
 */
#include "lib/files/holder.h"

#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <dirent.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define INFO_MAX 4096 /* of one descriptor: a few lines */

/* Whether the text about a descriptor mentions a lock on the file that it calls
 * "file". */
static bool
has_lock(int folder, const char *name, const char *file)
{
	char text[INFO_MAX + 1];
	const char *at;
	ssize_t n;
	int fd;

	fd = openat(folder, name, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	n = read(fd, text, INFO_MAX);
	close(fd);
	if (n <= 0)
		return false;
	text[n] = '\0';
	at = strstr(text, "\nlock:");
	return at != NULL && strstr(at, file) != NULL;
}

static bool
process_has_lock(const char *pid, const char *file)
{
	char path[64];
	struct dirent *e;
	bool found = false;
	DIR *d;

	(void)snprintf(path, sizeof(path), "/proc/%.16s/fdinfo", pid);
	d = opendir(path);
	if (d == NULL)
		return false; /* gone, or not ours to look into */
	while (!found && (e = readdir(d)) != NULL)
		found =
		    e->d_name[0] != '.' && has_lock(dirfd(d), e->d_name, file);
	closedir(d);
	return found;
}

long
og_lock_holder(const char *path)
{
	char file[64];
	struct dirent *e;
	struct stat st;
	long pid = 0;
	DIR *d;

	if (stat(path, &st) != 0)
		return 0;
	/* as the kernel spells it, with blanks around */
	(void)snprintf(file, sizeof(file), " %02x:%02x:%ju ", major(st.st_dev),
	    minor(st.st_dev), (uintmax_t)st.st_ino);
	d = opendir("/proc");
	if (d == NULL)
		return 0;
	while (pid == 0 && (e = readdir(d)) != NULL) {
		if (e->d_name[0] >= '1' && e->d_name[0] <= '9' &&
		    process_has_lock(e->d_name, file))
			pid = strtol(e->d_name, NULL, 10);
	}
	closedir(d);
	return pid;
}
