// SPDX-License-Identifier: ISC
/*
 * Sealing seeds under the newest key, in the background.  The next user is kept
 * in memory and found again by searching; each record is a separate commit,
 * decided again by the record as it is then.  Never removes a key.
 */
#include "fcgi/gate/reseal.h"

#include <sys/statvfs.h>
#include <inttypes.h>
#include <stdlib.h>

#include "lib/base/clock.h"
#include "lib/base/num.h"
#include "lib/rules/enroll.h"

#define LOOK_EVERY_MS 3600000 /* for seeds that stale processes have sealed */
#define ROOM_MIN 8388608      /* bytes of disk; the rest is for logins */

struct reseal {
	uint32_t key;	 /* under which all seeds go; 0: none yet */
	int64_t look_at; /* when to look for more */
	uint64_t *users; /* who is to be looked after, from "next" on */
	size_t n, cap, next;
	size_t seeds, users_done, users_left; /* since the last look */
};

struct reseal *
reseal_new(void)
{
	return calloc(1, sizeof(struct reseal));
}

static void
forget_users(struct reseal *r)
{
	free(r->users);
	r->users = NULL;
	r->n = r->cap = r->next = 0;
}

void
reseal_free(struct reseal *r)
{
	if (r == NULL)
		return;
	forget_users(r);
	free(r);
}

/* --- who --- */

struct looking {
	struct reseal *r;
	const struct og_keyring *ring;
};

/* True when a seed of "u" is under an older key that is in the ring. */
static bool
is_old(const struct og_user *u, const struct og_keyring *ring)
{
	const uint32_t newest = og_keyring_newest(ring)->id;

	for (size_t i = 0; i < u->n_authenticators; i++) {
		uint32_t id = u->authenticators[i].key_id;

		if (id != newest && og_keyring_find(ring, id) != NULL)
			return true;
	}
	return false;
}

static enum og_err
collect(const struct og_user *u, void *arg)
{
	const struct looking *look = arg;
	struct reseal *r = look->r;
	size_t cap = r->cap == 0 ? 256 : 2 * r->cap;
	uint64_t *more;

	if (!is_old(u, look->ring))
		return OG_OK;
	if (r->n == r->cap) {
		more = reallocarray(r->users, cap, sizeof(*more));
		if (more == NULL)
			return OG_ERR_NOMEM; /* the others next time */
		r->users = more;
		r->cap = cap;
	}
	r->users[r->n++] = u->id;
	return OG_OK;
}

static void
look(struct reseal *r, struct og_store *store, const struct og_keyring *ring,
    struct og_audit *audit, int64_t now_ms)
{
	struct looking looking = {.r = r, .ring = ring};

	forget_users(r);
	r->key = og_keyring_newest(ring)->id;
	r->look_at = now_ms + LOOK_EVERY_MS;
	r->seeds = r->users_done = r->users_left = 0;
	/* what cannot be read is for otpadm check; the others go on */
	(void)!og_store_iterate(store, collect, &looking);
	if (r->n > 0)
		og_audit_note(audit, og_clock_wall(), "keys",
		    "the secrets of %zu user%s go under key %" PRIu32, r->n,
		    OG_S(r->n), r->key);
}

/* --- sealing --- */

struct sealing {
	const struct og_keyring *ring;
	size_t seeds;
};

static enum og_err
seal(struct og_user *u, void *arg)
{
	struct sealing *s = arg;
	size_t stuck;

	s->seeds = og_enroll_reseal(u, s->ring, &stuck);
	return s->seeds > 0 ? OG_OK : OG_ERR_NOTFOUND;
}

/* False when there is no point in continuing now. */
static bool
seal_next(
    struct reseal *r, struct og_store *store, const struct og_keyring *ring)
{
	struct sealing s = {.ring = ring};
	enum og_err err;

	err =
	    og_store_update_id(store, r->users[r->next], seal, &s, OG_VISIBLE);
	if (err == OG_ERR_BUSY || err == OG_ERR_NOSPACE || err == OG_ERR_IO ||
	    err == OG_ERR_NOMEM || err == OG_ERR_UNREACHABLE)
		return false;
	r->next++;
	if (err == OG_OK) {
		r->users_done++;
		r->seeds += s.seeds;
	} else if (err != OG_ERR_NOTFOUND) {
		r->users_left++;
	}
	return true;
}

static bool
has_room(const char *database)
{
	struct statvfs st;

	return statvfs(database, &st) != 0 ||
	       (uint64_t)st.f_bavail * st.f_frsize >= ROOM_MIN;
}

static void
finish(struct reseal *r, struct og_audit *audit)
{
	og_audit_note(audit, og_clock_wall(), "keys",
	    "%zu secret%s of %zu user%s %s sealed under key %" PRIu32
	    "; %zu user%s could not be changed",
	    r->seeds, OG_S(r->seeds), r->users_done, OG_S(r->users_done),
	    r->seeds == 1 ? "was" : "were", r->key, r->users_left,
	    OG_S(r->users_left));
	forget_users(r);
}

void
reseal_round(struct reseal *r, struct og_store *store,
    const struct og_keyring *ring, const char *database, struct og_audit *audit,
    int64_t now_ms)
{
	if (ring->n < 2) {
		forget_users(r);
		r->key = 0;
		return;
	}
	if (r->key != og_keyring_newest(ring)->id ||
	    (r->n == 0 && now_ms >= r->look_at))
		look(r, store, ring, audit, now_ms);
	if (r->n == 0 || !has_room(database))
		return;
	for (int i = 0; i < RESEAL_BATCH && r->next < r->n; i++)
		if (!seal_next(r, store, ring))
			return;
	if (r->next == r->n)
		finish(r, audit);
}
