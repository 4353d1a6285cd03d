// SPDX-License-Identifier: ISC
/*
 * The one way in which a whole file is written anew.  A lock on the open
 * temporary file says that somebody is at work on it; the lock ends with the
 * process, however that ends.  What is in the file, and whose it shall be, is
 * the business of those who call this.
 */
#include "lib/files/replace.h"

#include <sys/stat.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "lib/crypto/hex.h"
#include "lib/crypto/random.h"
#include "lib/files/lock.h"

#define MARK ".new-"
#define DIGITS 16
#define TRIES 8

/* True for a name that make_file gives, with this front: an administrator's
 * copy "keys.new-before-the-move" is none. */
static bool
is_ours(const char *name, const char *mark, size_t len)
{
	return strncmp(name, mark, len) == 0 &&
	       strspn(name + len, "0123456789abcdef") == DIGITS &&
	       name[len + DIGITS] == '\0';
}

/* Removes those for the target that nobody is at work on. */
static void
remove_stale(const struct og_folder *f)
{
	char mark[NAME_MAX + sizeof(MARK)];
	struct dirent *d;
	struct stat st;
	DIR *dir;
	int fd, len;

	len = snprintf(mark, sizeof(mark), "%s" MARK, f->base);
	dir = og_folder_list(f);
	while (dir != NULL && (d = readdir(dir)) != NULL) {
		if (!is_ours(d->d_name, mark, (size_t)len))
			continue;
		fd = og_folder_reach(f, d->d_name, O_RDWR);
		if (fd < 0)
			continue;
		/* a second name is of a file that is not ours to lock */
		if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) &&
		    st.st_nlink == 1 && og_lock_try(fd) == OG_OK)
			(void)og_folder_remove(f, d->d_name);
		close(fd);
	}
	if (dir != NULL)
		closedir(dir);
}

void
og_replace_init(struct og_replace *r)
{
	og_folder_init(&r->folder);
	r->name[0] = '\0';
	r->path[0] = '\0';
	r->fd = -1;
}

/* Makes the file, under a name that nobody can guess. */
static enum og_err
make_file(struct og_replace *r, const char *target, mode_t mode)
{
	char hex[DIGITS + 1], name[NAME_MAX + 1];
	enum og_err err;
	uint64_t random;
	int n;

	err = og_random(&random, sizeof(random));
	if (err != OG_OK)
		return err;
	og_hex_format(random, DIGITS, hex);
	n = snprintf(name, sizeof(name), "%s" MARK "%s", r->folder.base, hex);
	if (n < 0 || (size_t)n >= sizeof(name))
		return OG_ERR_RANGE;
	n = snprintf(r->path, sizeof(r->path), "%s" MARK "%s", target, hex);
	if (n < 0 || (size_t)n >= sizeof(r->path))
		return OG_ERR_RANGE;
	err = og_folder_create(&r->folder, name, mode, true, &r->fd);
	if (err == OG_OK)
		memcpy(r->name, name, sizeof(r->name));
	return err;
}

/* Locks it: who looks for what is left by others leaves it from now on.  False
 * when one of them was faster. */
static bool
claim(const struct og_replace *r)
{
	struct stat st;

	return og_lock_try(r->fd) == OG_OK && fstat(r->fd, &st) == 0 &&
	       st.st_nlink == 1;
}

static void
give_up(struct og_replace *r)
{
	(void)og_folder_remove(&r->folder, r->name);
	close(r->fd);
	r->fd = -1;
	r->name[0] = '\0';
}

/* The path of the target. */
static int
target_len(const struct og_replace *r)
{
	return (int)(strlen(r->path) - (sizeof(MARK) - 1) - DIGITS);
}

enum og_err
og_replace_begin(
    struct og_replace *r, const char *target, mode_t mode, struct og_why *why)
{
	enum og_err err;
	int tries = 0;

	og_replace_init(r);
	err = og_folder_open(&r->folder, target, OG_FOLDER_TRUSTED, why);
	if (err != OG_OK)
		return err;
	remove_stale(&r->folder);
	for (;;) {
		errno = 0;
		err = make_file(r, target, mode);
		if (err != OG_OK || claim(r))
			break;
		give_up(r);
		errno = 0; /* others were faster: no call has failed */
		err = OG_ERR_BUSY;
		if (++tries == TRIES)
			break;
	}
	if (err != OG_OK)
		(void)og_why_set(why, err,
		    "%s: no file can be made beside it: %s", target,
		    errno != 0 ? strerror(errno) : og_strerror(err));
	return err;
}

enum og_err
og_replace_sync(const struct og_replace *r, struct og_why *why)
{
	while (fsync(r->fd) != 0) {
		if (errno != EINTR)
			return og_why_errno(why, r->path, errno);
	}
	return OG_OK;
}

enum og_err
og_replace_place(struct og_replace *r, struct og_why *why)
{
	enum og_err err = og_replace_sync(r, why);

	if (err != OG_OK)
		return err;
	if (!og_folder_rename(&r->folder, r->name, r->folder.base))
		return og_why_set(why, og_err_from_errno(errno),
		    "%.*s: cannot be replaced: %s", target_len(r), r->path,
		    strerror(errno));
	r->name[0] = '\0';
	err = og_folder_sync(&r->folder);
	if (err != OG_OK)
		return og_why_set(why, err,
		    "%.*s: replaced, but its folder cannot be synced: %s",
		    target_len(r), r->path, strerror(errno));
	return OG_OK;
}

void
og_replace_end(struct og_replace *r)
{
	if (r->name[0] != '\0')
		(void)og_folder_remove(&r->folder, r->name);
	og_folder_close(&r->folder);
	if (r->fd >= 0)
		close(r->fd);
	og_replace_init(r);
}
