// SPDX-License-Identifier: ISC
/*
 * The file store: creating, opening, and the functions behind the store
 * interface.  What happens to lines stands in the filestore_*.c beside it.
 */
#include "filestore.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "filestore_impl.h"
#include "random.h"
#include "safefile.h"

#define COMPACT_MIN 262144 /* dead bytes that are worth the work */

enum og_err
og_filestore_create(const char *path, struct og_why *why)
{
	struct fs_header h = {.generation = 1};
	struct fs_lock lock = {.fd = -1};
	enum og_err err;
	int fd = -1;

	err = og_random(&h.file, sizeof(h.file));
	if (err != OG_OK)
		return og_why_set(why, err, "no random numbers");
	err = og_safefile_create(path, 0600, &fd, why);
	if (err != OG_OK)
		return err;
	err = fs_header_write(fd, &h);
	if (err == OG_OK && fsync(fd) != 0)
		err = OG_ERR_IO;
	if (err == OG_OK)
		err = fs_sync_folder(path);
	if (err != OG_OK) {
		(void)unlink(path);
		close(fd);
		return og_why_set(why, err, "%s: %s", path, og_strerror(err));
	}
	err = fs_lock_open(&lock, path, fd, why);
	if (err == OG_OK)
		fs_lock_close(&lock);
	close(fd);
	return err;
}

static enum og_err
get_name(struct og_store *s, const char *name, struct og_user *out)
{
	struct filestore *fs = (struct filestore *)s;
	struct fs_entry *e;
	enum og_err err;

	pthread_mutex_lock(&fs->mutex);
	err = fs_view_refresh(&fs->view, false);
	if (err == OG_OK)
		err = fs_view_named(&fs->view, name, &e);
	if (err == OG_OK)
		err = fs_view_user(&fs->view, e, out);
	pthread_mutex_unlock(&fs->mutex);
	return err;
}

static enum og_err
get_id(struct og_store *s, uint64_t id, bool local, struct og_user *out)
{
	struct filestore *fs = (struct filestore *)s;
	struct fs_entry *e;
	enum og_err err;

	if (!local)
		pthread_mutex_lock(&fs->mutex);
	else if (pthread_mutex_trylock(&fs->mutex) != 0)
		return OG_ERR_AGAIN;
	err = fs_view_refresh(&fs->view, local);
	if (err == OG_OK) {
		e = fs_index_find(&fs->view.index, id);
		if (e != NULL)
			err = fs_view_user(&fs->view, e, out);
		else
			err = fs->view.index.floor > 0 ? OG_ERR_DAMAGED
						       : OG_ERR_NOTFOUND;
	}
	pthread_mutex_unlock(&fs->mutex);
	return err;
}

static enum og_err
put(struct og_store *s, const struct og_change *changes, size_t n,
    enum og_durability durability)
{
	return fs_commit((struct filestore *)s, changes, n, durability);
}

/* A private view, so that the visitor may take its time and use the store. */
static enum og_err
iterate(struct og_store *s, og_store_visit *visit, void *arg)
{
	struct filestore *fs = (struct filestore *)s;
	struct og_user *u;
	struct fs_view v;
	enum og_err err;
	bool damaged = false;

	u = malloc(sizeof(*u));
	if (u == NULL)
		return OG_ERR_NOMEM;
	err = fs_view_open(&v, fs->path, false, NULL);
	if (err != OG_OK) {
		free(u);
		return err;
	}
	for (uint32_t i = 0; i < v.index.n && err == OG_OK; i++) {
		if (v.index.entries[i].len == 0)
			continue;
		err = fs_view_user(&v, &v.index.entries[i], u);
		if (err == OG_ERR_DAMAGED) {
			damaged = true;
			err = OG_OK;
		} else if (err == OG_OK) {
			err = visit(u, arg);
		}
	}
	damaged = damaged || v.index.nameless > 0 || v.index.floor > 0;
	og_user_clear(u);
	free(u);
	fs_view_close(&v);
	return err == OG_OK && damaged ? OG_ERR_DAMAGED : err;
}

static enum og_err
watch(struct og_store *s)
{
	struct filestore *fs = (struct filestore *)s;
	enum og_err err;

	pthread_mutex_lock(&fs->mutex);
	err = fs_view_refresh(&fs->view, false);
	pthread_mutex_unlock(&fs->mutex);
	return err;
}

static void
free_store(struct og_store *s)
{
	struct filestore *fs = (struct filestore *)s;

	fs_lock_close(&fs->lock);
	fs_view_close(&fs->view);
	pthread_mutex_destroy(&fs->mutex);
	free(fs);
}

static const struct og_store_ops file_ops = {
    .get_name = get_name,
    .get_id = get_id,
    .put = put,
    .iterate = iterate,
    .watch = watch,
    .free = free_store,
};

enum og_err
og_filestore_open(struct og_store **s, const char *path, struct og_why *why)
{
	struct filestore *fs;
	enum og_err err;

	*s = NULL;
	fs = calloc(1, sizeof(*fs));
	if (fs == NULL)
		return og_why_set(why, OG_ERR_NOMEM, "out of memory");
	fs->store.ops = &file_ops;
	pthread_mutex_init(&fs->mutex, NULL);
	err = fs_view_open(&fs->view, path, true, why);
	if (err != OG_OK)
		goto out;
	memcpy(fs->path, fs->view.path, sizeof(fs->path));
	err = fs_lock_open(&fs->lock, path, fs->view.file->fd, why);
	if (err != OG_OK) {
		fs_view_close(&fs->view);
		goto out;
	}
	*s = &fs->store;
	return OG_OK;
out:
	pthread_mutex_destroy(&fs->mutex);
	free(fs);
	return err;
}

void
og_filestore_stats(struct og_store *s, struct og_filestore_stats *out)
{
	struct filestore *fs = (struct filestore *)s;

	pthread_mutex_lock(&fs->mutex);
	fs_view_stats(&fs->view, out);
	pthread_mutex_unlock(&fs->mutex);
}

bool
og_filestore_wants_compaction(struct og_store *s)
{
	struct filestore *fs = (struct filestore *)s;
	uint64_t live, size;
	bool failed;

	pthread_mutex_lock(&fs->mutex);
	live = fs->view.index.live_bytes;
	size = fs->view.size;
	pthread_mutex_lock(&fs->view.file->mutex);
	failed = fs->view.file->failed;
	pthread_mutex_unlock(&fs->view.file->mutex);
	pthread_mutex_unlock(&fs->mutex);
	return failed || (size > live && size - live > live + COMPACT_MIN);
}
