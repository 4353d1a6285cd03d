// SPDX-License-Identifier: ISC
/*
 * The view that all handles of a process share: who reads it, and who brings
 * it up to date first.
 */
#include "lib/store/file/impl.h"

enum og_err
fs_read_begin(struct filestore *fs, bool local, struct fs_view *mine)
{
	struct fs_shared *sh = fs->shared;
	enum og_err err;

	if (!local)
		pthread_mutex_lock(&fs->mutex);
	else if (pthread_mutex_trylock(&fs->mutex) != 0)
		return OG_ERR_AGAIN;
	err = OG_ERR_AGAIN;
	if (!local)
		pthread_rwlock_rdlock(&sh->lock);
	else if (pthread_rwlock_tryrdlock(&sh->lock) != 0)
		goto out;
	if (!fs_view_is_current(&sh->view)) {
		pthread_rwlock_unlock(&sh->lock);
		if (!local)
			pthread_rwlock_wrlock(&sh->lock);
		else if (pthread_rwlock_trywrlock(&sh->lock) != 0)
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

void
fs_read_end(struct filestore *fs)
{
	pthread_rwlock_unlock(&fs->shared->lock);
	pthread_mutex_unlock(&fs->mutex);
}
