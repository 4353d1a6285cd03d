// SPDX-License-Identifier: ISC
/*
 * Figures of the file, and the work that keeps it in order beside everything
 * else.
 */
#include "lib/store/file/impl.h"

#include <stdatomic.h>

#define COMPACT_MIN 262144 /* dead bytes that are worth the work */

void
og_filestore_stats(struct og_store *s, struct og_filestore_stats *out)
{
	struct fs_shared *sh = ((struct filestore *)og_store_self(s))->shared;

	pthread_rwlock_rdlock(&sh->lock);
	fs_view_stats(&sh->view, out);
	pthread_rwlock_unlock(&sh->lock);
}

bool
og_filestore_wants_compaction(struct og_store *s)
{
	struct fs_shared *sh = ((struct filestore *)og_store_self(s))->shared;
	uint64_t live, size;
	bool failed;

	pthread_rwlock_rdlock(&sh->lock);
	live = sh->view.index.live_bytes;
	size = sh->view.size;
	pthread_mutex_lock(&sh->view.file->mutex);
	failed = sh->view.file->failed;
	pthread_mutex_unlock(&sh->view.file->mutex);
	pthread_rwlock_unlock(&sh->lock);
	return failed || (size > live && size - live > live + COMPACT_MIN);
}

/* After a compaction the index still points into the file from before: reads
 * the new one meanwhile, and holds the view only to change them. */
static enum og_err
renew(struct filestore *fs)
{
	struct fs_shared *sh = fs->shared;
	struct fs_view fresh;
	enum og_err err;
	bool due;

	pthread_rwlock_rdlock(&sh->lock);
	due = sh->view.old != NULL;
	pthread_rwlock_unlock(&sh->lock);
	if (!due)
		return OG_OK;
	err = fs_view_open_gently(&fresh, fs->path, NULL);
	if (err != OG_OK)
		return err;
	pthread_rwlock_wrlock(&sh->lock);
	err = fs_view_renew(&sh->view, &fresh);
	pthread_rwlock_unlock(&sh->lock);
	fs_view_close(&fresh);
	/* replaced once more: the next look sees to that */
	return err == OG_ERR_AGAIN ? OG_OK : err;
}

enum og_err
og_filestore_tidy(struct og_store *s)
{
	struct filestore *fs = (struct filestore *)og_store_self(s);
	enum og_err err;

	if (atomic_exchange(&fs->shared->tidying, true))
		return OG_OK; /* somebody does */
	err = renew(fs);
	if (err == OG_OK)
		err = fs_cache_save(fs);
	atomic_store(&fs->shared->tidying, false);
	return err;
}
