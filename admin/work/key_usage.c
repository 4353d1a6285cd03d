/* SPDX-License-Identifier: ISC */
/*
 * Which key seals what, and sealing again.  Every record is a separate commit.
 * Must not remove a key: that is decided elsewhere, from these counts.
 */
#include "admin/work/key_usage.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "admin/ui/output.h"
#include "admin/work/change.h"
#include "lib/files/safefile.h"
#include "lib/rules/enroll.h"
#include "lib/rules/invite.h"

#define PROGRESS_EVERY 100 /* users */

/* --- counting --- */

struct counting {
	const struct og_keyring *ring;
	struct keyring_use *use;
	int64_t now;
};

static enum og_err
count_user(const struct og_user *u, void *arg)
{
	const struct counting *job = arg;

	for (size_t i = 0; i < u->n_authenticators; i++)
		for (size_t k = 0; k < job->ring->n; k++)
			if (job->ring->keys[k].id ==
			    u->authenticators[i].key_id)
				job->use->seeds[k]++;
	for (size_t k = 0; k < job->ring->n; k++)
		if (og_invite_is_open(u, job->now) &&
		    job->ring->keys[k].id == u->invite.key_id)
			job->use->invitations[k]++;
	return OG_OK;
}

bool
keyring_count(struct context *c, int64_t now, struct keyring_use *use)
{
	struct counting job = {.ring = &c->ring, .use = use, .now = now};
	enum og_err err;

	*use = (struct keyring_use){0};
	if (access(c->settings.database, F_OK) != 0)
		return true;
	if (!context_store(c))
		return false;
	err = og_store_iterate(c->store, count_user, &job);
	if (err == OG_ERR_DAMAGED) {
		output_complain(NULL,
		    "some records are damaged, so it is unknown which "
		    "keys they need: see otpadm check");
		return false;
	}
	if (err != OG_OK) {
		output_complain(NULL, "%s", context_explain(c, err));
		return false;
	}
	use->known = true;
	return true;
}

bool
keyring_sync(struct context *c)
{
	struct og_why why;
	enum og_err err;
	int fd;

	err = og_safefile_open(c->settings.database, O_RDONLY, 0077, &fd, &why);
	if (err == OG_OK && fdatasync(fd) != 0)
		err = og_why_set(&why, OG_ERR_IO, "%s: cannot be synced: %s",
		    c->settings.database, strerror(errno));
	if (fd >= 0)
		(void)close(fd);
	if (err != OG_OK)
		output_complain(NULL, "%s", why.text);
	return err == OG_OK;
}

/* --- sealing anew --- */

struct resealing {
	struct context *c;
	struct keyring_reseal *done;
	uint64_t *users;
	size_t n, cap;
	size_t seeds, stuck; /* of one record */
};

static enum og_err
collect(const struct og_user *u, void *arg)
{
	struct resealing *job = arg;
	const uint32_t newest = og_keyring_newest(&job->c->ring)->id;
	bool old = false;
	uint64_t *more;

	for (size_t i = 0; i < u->n_authenticators; i++)
		old = old || u->authenticators[i].key_id != newest;
	if (!old)
		return OG_OK;
	if (job->n == job->cap) {
		job->cap = job->cap == 0 ? 256 : 2 * job->cap;
		more = reallocarray(job->users, job->cap, sizeof(*more));
		if (more == NULL)
			return OG_ERR_NOMEM;
		job->users = more;
	}
	job->users[job->n++] = u->id;
	return OG_OK;
}

static enum og_err
reseal_edit(struct og_user *u, void *arg)
{
	struct resealing *job = arg;

	job->seeds = og_enroll_reseal(u, &job->c->ring, &job->stuck);
	return job->seeds > 0 ? OG_OK : OG_ERR_NOTFOUND;
}

static void
show_progress(const struct resealing *job, size_t i)
{
	if (!isatty(STDERR_FILENO) || job->n == 0 ||
	    (i % PROGRESS_EVERY != 0 && i != job->n))
		return;
	fprintf(stderr, "\r%zu of %zu user%s%s", i, job->n, OUTPUT_S(job->n),
	    i == job->n ? "\n" : "");
}

/* One user; a record that was removed, or changed by another process that is
 * sealing, too, is skipped. */
static enum og_err
reseal_one(struct resealing *job, uint64_t id)
{
	enum og_err err;

	job->seeds = job->stuck = 0;
	err =
	    og_store_update_id(job->c->store, id, reseal_edit, job, OG_VISIBLE);
	job->done->stuck += job->stuck;
	if (err == OG_ERR_NOTFOUND)
		return OG_OK;
	if (err == OG_OK) {
		job->done->users++;
		job->done->seeds += job->seeds;
	}
	return err;
}

bool
keyring_reseal(struct context *c, struct keyring_reseal *done)
{
	struct resealing job = {.c = c, .done = done};
	enum og_err err, one = OG_OK;
	size_t i;

	*done = (struct keyring_reseal){0};
	if (!context_ring(c) || !context_store(c))
		return false;
	err = og_store_iterate(c->store, collect, &job);
	for (i = 0; i < job.n && one == OG_OK; i++) {
		show_progress(&job, i);
		one = reseal_one(&job, job.users[i]);
	}
	if (one == OG_OK)
		show_progress(&job, i);
	else
		err = one;
	free(job.users);
	if (err == OG_ERR_DAMAGED) {
		output_complain(
		    NULL, "some records are damaged: see otpadm check");
	} else if (err != OG_OK) {
		(void)og_store_explain(c->store, err, &c->why);
		output_complain(NULL, "%s", c->why.text);
	}
	if (done->users > 0 && !keyring_sync(c))
		return false;
	change_tidy(c);
	return err == OG_OK;
}
