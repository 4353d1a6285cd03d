// SPDX-License-Identifier: ISC
/*
 * The store interface: says by when, forwards to the implementation, and has
 * the read, edit and commit loop that administration and sessions share.
 */
#include "lib/store/store.h"

#include <stdlib.h>
#include <time.h>

#include "lib/base/clock.h"
#include "lib/crypto/random.h"

#define PAUSE_US 100u	/* the longest before the second try; then doubled */
#define PAUSE_DOUBLED 7 /* so often */

struct og_store *
og_store_self(struct og_store *s)
{
	return s->of != NULL ? s->of : s;
}

void
og_store_until(struct og_store *s, int64_t until)
{
	s->until = until;
}

struct og_store
og_store_turn(struct og_store *s, int64_t until)
{
	struct og_store turn = *s;

	turn.of = og_store_self(s);
	turn.until = until;
	return turn;
}

void
og_store_hurry(struct og_store *s)
{
	s->hurry = true;
}

/* --- deadlines --- */

/* By when a call that begins now must be over; false when that is past. */
static bool
end_of(const struct og_store *s, int64_t now, int64_t *end)
{
	*end = s->until != 0 ? s->until : now + OG_STORE_PATIENCE_MS;
	return now < *end;
}

/* The same for a commit of this durability. */
static bool
deadline_of(const struct og_store *s, enum og_durability durability,
    struct og_deadline *by)
{
	const int64_t now = og_clock_ms();

	if (!end_of(s, now, &by->end))
		return false;
	by->begin = by->end;
	by->crowd = s->hurry && durability != OG_LAZY;
	if (s->hurry && by->begin > now + OG_STORE_HURRY_MS)
		by->begin = now + OG_STORE_HURRY_MS;
	if (durability == OG_LAZY)
		by->begin = now;
	return true;
}

/* --- forwarding --- */

enum og_err
og_store_get_name(struct og_store *s, const char *name, struct og_user *out)
{
	int64_t end;

	if (!end_of(s, og_clock_ms(), &end))
		return OG_ERR_BUSY;
	return s->ops->get_name(og_store_self(s), name, end, out);
}

enum og_err
og_store_get_id(
    struct og_store *s, uint64_t id, bool local, struct og_user *out)
{
	int64_t end = 0;

	if (!local && !end_of(s, og_clock_ms(), &end))
		return OG_ERR_BUSY;
	return s->ops->get_id(og_store_self(s), id, local, end, out);
}

enum og_err
og_store_put(struct og_store *s, const struct og_change *changes, size_t n,
    enum og_durability durability)
{
	struct og_deadline by;

	if (n == 0 || n > OG_CHANGES_MAX)
		return OG_ERR_ARG;
	if (!deadline_of(s, durability, &by))
		return OG_ERR_BUSY;
	return s->ops->put(og_store_self(s), changes, n, durability, &by);
}

enum og_err
og_store_ready(struct og_store *s)
{
	struct og_deadline by;

	if (!deadline_of(s, OG_VISIBLE, &by))
		return OG_ERR_BUSY;
	return s->ops->ready(og_store_self(s), &by);
}

enum og_err
og_store_iterate(struct og_store *s, og_store_visit *visit, void *arg)
{
	return s->ops->iterate(og_store_self(s), visit, arg);
}

enum og_err
og_store_refresh(struct og_store *s)
{
	int64_t end;

	if (!end_of(s, og_clock_ms(), &end))
		return OG_ERR_BUSY;
	return s->ops->refresh(og_store_self(s), end);
}

enum og_err
og_store_handle(struct og_store *s, struct og_store **out, struct og_why *why)
{
	*out = NULL;
	return s->ops->handle(og_store_self(s), out, why);
}

bool
og_store_is_work_due(struct og_store *s)
{
	return s->ops->is_work_due(og_store_self(s));
}

enum og_err
og_store_work(struct og_store *s, og_store_progress *progress, void *arg,
    struct og_why *why)
{
	return s->ops->work(og_store_self(s), progress, arg, why);
}

enum og_err
og_store_tidy(struct og_store *s)
{
	return s->ops->tidy(og_store_self(s));
}

void
og_store_stats(struct og_store *s, struct og_store_stats *out)
{
	s->ops->stats(og_store_self(s), out);
}

enum og_err
og_store_explain(struct og_store *s, enum og_err err, struct og_why *why)
{
	(void)og_why_set(why, err, "%s", og_strerror(err));
	s->ops->explain(og_store_self(s), err,
	    s->hurry ? OG_STORE_HURRY_MS : OG_STORE_PATIENCE_MS, why);
	return err;
}

/* --- read, edit, commit --- */

/* Sleeps for a random part of "max_us". */
static void
pause_a_little(uint32_t max_us)
{
	struct timespec ts = {0, 0};
	uint32_t r = 0;

	if (og_random(&r, sizeof(r)) != OG_OK)
		r = UINT32_MAX;
	ts.tv_nsec = (long)(r % max_us) * 1000;
	(void)nanosleep(&ts, NULL);
}

bool
og_store_try_again(struct og_store *s, struct og_store_race *race)
{
	const int64_t now = og_clock_ms();
	const unsigned n = race->lost++;

	if (race->until == 0)
		(void)end_of(s, now, &race->until);
	if (now >= race->until)
		return false;
	/* one rival is gone by now */
	if (n > 0)
		pause_a_little(
		    PAUSE_US << (n < PAUSE_DOUBLED ? n : PAUSE_DOUBLED));
	return true;
}

/* "name" or, when that is NULL, "id". */
static enum og_err
update(struct og_store *s, const char *name, uint64_t id, og_store_edit *edit,
    void *arg, enum og_durability durability)
{
	struct og_store_race race = {0};
	struct og_change change = {0};
	struct og_user *u;
	enum og_err err;

	u = malloc(sizeof(*u));
	if (u == NULL)
		return OG_ERR_NOMEM;
	do {
		err = name != NULL ? og_store_get_name(s, name, u)
				   : og_store_get_id(s, id, false, u);
		if (err != OG_OK)
			break;
		change.user = u;
		change.expected = u->version;
		err = edit(u, arg);
		if (err != OG_OK)
			break;
		err = og_store_put(s, &change, 1, durability);
	} while (err == OG_ERR_CONFLICT && durability != OG_LAZY &&
		 og_store_try_again(s, &race));
	og_user_clear(u);
	free(u);
	return err;
}

enum og_err
og_store_update(struct og_store *s, const char *name, og_store_edit *edit,
    void *arg, enum og_durability durability)
{
	return update(s, name, 0, edit, arg, durability);
}

enum og_err
og_store_update_id(struct og_store *s, uint64_t id, og_store_edit *edit,
    void *arg, enum og_durability durability)
{
	return update(s, NULL, id, edit, arg, durability);
}

void
og_store_free(struct og_store **s)
{
	if (*s != NULL && (*s)->of == NULL)
		(*s)->ops->free(*s);
	*s = NULL;
}
