// SPDX-License-Identifier: ISC
/*
 * The file store: creating, opening, and the functions behind the store
 * interface.  What happens to lines stands in the filestore_*.c beside it.
 */
#include "lib/store/file/filestore.h"

#include <fcntl.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/base/clock.h"
#include "lib/base/pages.h"
#include "lib/crypto/random.h"
#include "lib/files/safefile.h"
#include "lib/store/file/impl.h"

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
		err = og_folder_sync_of(path, NULL);
	if (err != OG_OK) {
		(void)og_why_set(
		    why, err, "%s: %s", path, og_strerror_errno(err));
		og_safefile_discard(path, fd);
		close(fd);
		return err;
	}
	err = fs_lock_open(&lock, path, fd, why);
	if (err == OG_OK)
		fs_lock_close(&lock);
	close(fd);
	return err;
}

/* Whom to look for: the user called "name", or the one with "id". */
struct wanted {
	const char *name; /* or NULL */
	uint64_t id;
};

static enum og_err
find(struct fs_view *v, const struct wanted *w, struct og_user *out)
{
	struct fs_entry *e;
	enum og_err err;

	if (w->name != NULL) {
		err = fs_view_named(v, w->name, &e);
		return err == OG_OK ? fs_view_user(v, e, out) : err;
	}
	e = fs_index_find(&v->index, w->id);
	if (e != NULL)
		return fs_view_user(v, e, out);
	return v->index.floor > 0 ? OG_ERR_DAMAGED : OG_ERR_NOTFOUND;
}

/*
 * What began from users.index has not read every line.  It may say "yes, this
 * is his record", which was verified, but only who has read the whole file may
 * say that there is damage.
 */
static enum og_err
get_now(struct filestore *fs, const struct wanted *w, bool local, int64_t end,
    struct og_user *out)
{
	struct fs_view mine;
	enum og_err err;

	err = fs_read_begin(fs, local, end, &mine);
	if (err != OG_OK)
		return err;
	err = find(&mine, w, out);
	fs_read_end(fs);
	if (err != OG_ERR_DAMAGED || !mine.cached)
		return err;
	if (local)
		return OG_ERR_AGAIN;
	if (!og_clock_wrlock(&fs->shared->lock, og_clock_left(end)))
		return OG_ERR_BUSY;
	err = fs_view_read_all(&fs->shared->view);
	pthread_rwlock_unlock(&fs->shared->lock);
	if (err == OG_OK)
		err = fs_read_begin(fs, false, end, &mine);
	if (err != OG_OK)
		return err;
	err = find(&mine, w, out);
	fs_read_end(fs);
	return err;
}

static enum og_err
get(struct filestore *fs, const struct wanted *w, bool local, int64_t end,
    struct og_user *out)
{
	enum og_err err = get_now(fs, w, local, end, out);

	if (err != OG_OK)
		fs_note_errno(fs, err);
	return err;
}

static enum og_err
get_name(struct og_store *s, const char *name, int64_t end, struct og_user *out)
{
	const struct wanted w = {.name = name};

	return get((struct filestore *)s, &w, false, end, out);
}

static enum og_err
get_id(struct og_store *s, uint64_t id, bool local, int64_t end,
    struct og_user *out)
{
	const struct wanted w = {.id = id};

	return get((struct filestore *)s, &w, local, end, out);
}

static enum og_err
put(struct og_store *s, const struct og_change *changes, size_t n,
    enum og_durability durability, const struct og_deadline *by)
{
	return fs_commit((struct filestore *)s, changes, n, durability, by);
}

static enum og_err
ready(struct og_store *s, const struct og_deadline *by)
{
	return fs_ready((struct filestore *)s, by);
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
		fs_note_errno(fs, err);
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
		} else {
			fs_note_errno(fs, err);
		}
	}
	damaged = damaged || v.index.damaged > 0 || v.index.floor > 0;
	og_user_clear(u);
	free(u);
	fs_view_close(&v);
	return err == OG_OK && damaged ? OG_ERR_DAMAGED : err;
}

static enum og_err
refresh(struct og_store *s, int64_t end)
{
	struct filestore *fs = (struct filestore *)s;
	struct fs_shared *sh = fs->shared;
	enum og_err err;

	if (!og_clock_wrlock(&sh->lock, og_clock_left(end)))
		return OG_ERR_BUSY;
	err = fs_view_refresh(&sh->view, false);
	if (err != OG_OK)
		fs_note_errno(fs, err);
	pthread_rwlock_unlock(&sh->lock);
	return err;
}

static void
shared_drop(struct fs_shared *sh)
{
	if (sh == NULL || atomic_fetch_sub(&sh->refs, 1) > 1)
		return;
	fs_view_close(&sh->view);
	pthread_rwlock_destroy(&sh->lock);
	free(sh);
}

static void
free_store(struct og_store *s)
{
	struct filestore *fs = (struct filestore *)s;

	fs_lock_close(&fs->lock);
	shared_drop(fs->shared);
	og_pages_free(fs->buf, FS_BUF_SIZE);
	pthread_mutex_destroy(&fs->mutex);
	free(fs);
}

static const struct og_store_ops file_ops;

/* A handle on "sh", whose reference goes over to it, also on failure. */
static enum og_err
handle_new(struct fs_shared *sh, struct og_store **s, struct og_why *why)
{
	struct filestore *fs = calloc(1, sizeof(*fs));
	char *buf = og_pages_new(FS_BUF_SIZE);
	enum og_err err;

	if (fs == NULL || buf == NULL) {
		free(fs);
		og_pages_free(buf, FS_BUF_SIZE);
		shared_drop(sh);
		return og_why_set(why, OG_ERR_NOMEM, "out of memory");
	}
	fs->store.ops = &file_ops;
	fs->shared = sh;
	fs->buf = buf;
	pthread_mutex_init(&fs->mutex, NULL);
	memcpy(fs->path, sh->view.path, sizeof(fs->path));
	pthread_rwlock_rdlock(&sh->lock);
	err = fs_lock_open(&fs->lock, fs->path, sh->view.file->fd, why);
	pthread_rwlock_unlock(&sh->lock);
	if (err != OG_OK)
		free_store(&fs->store);
	else
		*s = &fs->store;
	return err;
}

static enum og_err
handle(struct og_store *s, struct og_store **out, struct og_why *why)
{
	struct fs_shared *sh = ((struct filestore *)s)->shared;

	atomic_fetch_add(&sh->refs, 1);
	return handle_new(sh, out, why);
}

static void
stats(struct og_store *s, struct og_store_stats *out)
{
	struct og_filestore_stats st;

	og_filestore_stats(s, &st);
	out->users = st.users;
	out->damaged = st.damaged;
	out->size = st.size;
	out->dead = st.dead;
	out->generation = st.generation;
	out->sequence = st.sequence;
}

/* What is wrong with one of the files by now. */
static enum og_err
look_at(const char *path, struct og_why *why)
{
	enum og_err err;
	int fd;

	err = og_safefile_open(path, O_RDWR, FS_FORBIDDEN, &fd, why);
	if (err == OG_OK)
		close(fd);
	return err;
}

/* A lost race, or a read that took too long, is busy as well: the lock is
 * blamed only while somebody has it. */
static void
explain_busy(struct fs_lock *l, int ms, struct og_why *why)
{
	const enum og_err err = fs_lock_take(l, 0);

	if (err == OG_OK)
		fs_lock_release(l);
	else if (err == OG_ERR_BUSY)
		(void)fs_lock_explain(l, ms, why);
}

static void
explain(struct og_store *s, enum og_err err, int ms, struct og_why *why)
{
	struct filestore *fs = (struct filestore *)s;
	const int error = atomic_load(&fs->error);

	if (err == OG_ERR_BUSY)
		explain_busy(&fs->lock, ms, why);
	else if (err == OG_ERR_UNSAFE && look_at(fs->path, why) == OG_OK)
		(void)!look_at(fs->lock.path, why);
	else if (error != 0 && (err == OG_ERR_IO || err == OG_ERR_NOSPACE ||
				   err == OG_ERR_UNKNOWN))
		(void)og_why_errno(why,
		    atomic_load(&fs->of_lock) ? fs->lock.path : fs->path,
		    error);
}

static const struct og_store_ops file_ops = {
    .get_name = get_name,
    .get_id = get_id,
    .put = put,
    .ready = ready,
    .iterate = iterate,
    .refresh = refresh,
    .handle = handle,
    .is_work_due = og_filestore_wants_compaction,
    .work = og_filestore_compact,
    .tidy = og_filestore_tidy,
    .stats = stats,
    .explain = explain,
    .free = free_store,
};

static enum og_err
open_store(
    struct og_store **s, const char *path, bool cached, struct og_why *why)
{
	struct fs_shared *sh;
	enum og_err err;

	*s = NULL;
	sh = calloc(1, sizeof(*sh));
	if (sh == NULL)
		return og_why_set(why, OG_ERR_NOMEM, "out of memory");
	err = cached ? fs_view_open_cached(&sh->view, path, true, why)
		     : fs_view_open(&sh->view, path, true, why);
	if (err != OG_OK) {
		free(sh);
		return err;
	}
	pthread_rwlock_init(&sh->lock, NULL);
	atomic_init(&sh->refs, 1);
	return handle_new(sh, s, why);
}

enum og_err
og_filestore_open(struct og_store **s, const char *path, struct og_why *why)
{
	return open_store(s, path, false, why);
}

enum og_err
og_filestore_open_cached(
    struct og_store **s, const char *path, struct og_why *why)
{
	return open_store(s, path, true, why);
}
