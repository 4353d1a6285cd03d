// SPDX-License-Identifier: ISC
/*
 * The open database file: counted, and synced for several threads at once.
 */
#include "lib/store/file/impl.h"

#include <sys/stat.h>
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/files/safefile.h"

enum og_err
fs_file_open(
    const char *path, bool writable, struct fs_file **out, struct og_why *why)
{
	struct fs_file *f = NULL;
	enum og_err err;
	struct stat st;
	int fd = -1;

	err = og_safefile_open(
	    path, writable ? O_RDWR : O_RDONLY, FS_FORBIDDEN, &fd, why);
	if (err != OG_OK)
		return err;
	f = calloc(1, sizeof(*f));
	if (f == NULL || fstat(fd, &st) != 0) {
		err = og_why_errno(why, path, f == NULL ? ENOMEM : errno);
		free(f);
		close(fd);
		return err;
	}
	f->refs = 1;
	f->fd = fd;
	f->dev = st.st_dev;
	f->ino = st.st_ino;
	f->uid = st.st_uid;
	pthread_mutex_init(&f->mutex, NULL);
	pthread_cond_init(&f->cond, NULL);
	*out = f;
	return OG_OK;
}

void
fs_file_unref(struct fs_file *f)
{
	if (f == NULL || atomic_fetch_sub(&f->refs, 1) > 1)
		return;
	close(f->fd);
	pthread_cond_destroy(&f->cond);
	pthread_mutex_destroy(&f->mutex);
	free(f);
}

/* One sync for everything that was appended before it began. */
static enum og_err
sync_now(struct fs_file *f, const char *path)
{
	int r;

	do {
		r = fdatasync(f->fd);
	} while (r != 0 && errno == EINTR);
	if (r != 0)
		return OG_ERR_IO;
	if (!f->folder_synced) {
		if (og_folder_sync_of(path, NULL) != OG_OK)
			return OG_ERR_IO;
		f->folder_synced = true;
	}
	return OG_OK;
}

enum og_err
fs_file_sync_until(struct fs_file *f, uint64_t ticket, const char *path)
{
	enum og_err err;
	uint64_t target;
	int error;

	pthread_mutex_lock(&f->mutex);
	while (f->synced < ticket && !f->failed) {
		if (f->syncing) {
			pthread_cond_wait(&f->cond, &f->mutex);
			continue;
		}
		f->syncing = true;
		target = f->written;
		pthread_mutex_unlock(&f->mutex);
		err = sync_now(f, path);
		error = errno;
		pthread_mutex_lock(&f->mutex);
		f->syncing = false;
		if (err == OG_OK) {
			f->synced = target;
		} else {
			f->failed = true;
			f->error = error;
		}
		pthread_cond_broadcast(&f->cond);
	}
	err = f->synced >= ticket ? OG_OK : OG_ERR_IO;
	errno = f->error;
	pthread_mutex_unlock(&f->mutex);
	return err;
}

enum og_err
fs_file_sync(struct fs_file *f, const char *path)
{
	uint64_t ticket;

	pthread_mutex_lock(&f->mutex);
	ticket = ++f->written;
	pthread_mutex_unlock(&f->mutex);
	return fs_file_sync_until(f, ticket, path);
}
