// SPDX-License-Identifier: ISC
/*
 * The view that all handles of a process share: who reads it, and who brings
 * it up to date first.
 */
#include "lib/store/file/impl.h"

#include <errno.h>
#include <stdatomic.h>

#include "lib/base/clock.h"

/* A check on the loop looks at no clock. */
static int
left(bool local, int64_t end)
{
	return local ? 0 : og_clock_left(end);
}

enum og_err
fs_read_begin(
    struct filestore *fs, bool local, int64_t end, struct fs_view *mine)
{
	struct fs_shared *sh = fs->shared;
	enum og_err err = local ? OG_ERR_AGAIN : OG_ERR_BUSY;

	if (!og_clock_lock(&fs->mutex, left(local, end)))
		return err;
	if (!og_clock_rdlock(&sh->lock, left(local, end)))
		goto out;
	if (!fs_view_is_current(&sh->view)) {
		pthread_rwlock_unlock(&sh->lock);
		if (!og_clock_wrlock(&sh->lock, left(local, end)))
			goto out;
		err = fs_view_refresh(&sh->view, local);
		if (err != OG_OK) {
			pthread_rwlock_unlock(&sh->lock);
			goto out;
		}
	}
	*mine = sh->view;
	mine->buf = fs->buf;
	return OG_OK;
out:
	pthread_mutex_unlock(&fs->mutex);
	return err;
}

static void
note(struct filestore *fs, enum og_err err, bool of_lock)
{
	if (err != OG_ERR_IO && err != OG_ERR_NOSPACE && err != OG_ERR_UNKNOWN)
		return;
	atomic_store(&fs->error, errno);
	atomic_store(&fs->of_lock, of_lock);
}

void
fs_note_errno(struct filestore *fs, enum og_err err)
{
	note(fs, err, false);
}

void
fs_note_lock_errno(struct filestore *fs, enum og_err err)
{
	note(fs, err, true);
}

void
fs_read_end(struct filestore *fs)
{
	pthread_rwlock_unlock(&fs->shared->lock);
	pthread_mutex_unlock(&fs->mutex);
}
