/* SPDX-License-Identifier: ISC */
/*
 * otpadm check, the records: every seed must open with the key file, no spent
 * step may be ahead of this host's clock, and the groups that places demand
 * must have members.  Must not keep or print a seed.
 */
#include <inttypes.h>
#include <string.h>

#include "admin/check/check.h"
#include "lib/base/clock.h"
#include "lib/base/wipe.h"
#include "lib/decision/policy.h"
#include "lib/rules/enroll.h"

struct records_job {
	struct check *k;
	int64_t now;
	uint64_t done, users;
	uint32_t met; /* a bit for each place that somebody's groups open */
};

static void
check_seed(
    struct check *k, const struct og_user *u, const struct og_authenticator *a)
{
	uint8_t seed[OG_SEED_MAX];
	size_t len;
	enum og_err err;

	err = og_enroll_seed(u, a, &k->c->ring, seed, &len);
	OG_WIPE_ARRAY(seed);
	if (err == OG_ERR_KEY)
		check_tell(k, CHECK_PROBLEM, u->name, 0,
		    "authenticator %" PRIu32 " is sealed under key %" PRIu32
		    ", which the key file does not have",
		    a->id, a->key_id);
	else if (err != OG_OK)
		check_tell(k, CHECK_PROBLEM, u->name, 0,
		    "the secret of authenticator %" PRIu32 " does not open "
		    "with key %" PRIu32,
		    a->id, a->key_id);
}

static void
check_clock(struct check *k, const struct og_user *u,
    const struct og_authenticator *a, int64_t now)
{
	const int64_t spent = og_policy_reached(&k->c->settings.policy, a);
	char when[OG_TIME_SIZE];

	if (a->state != OG_AUTH_ACTIVE || spent <= now + OG_CLOCK_SLACK)
		return;
	og_clock_format(spent, when);
	check_tell(k, CHECK_WARNING, u->name, 0,
	    "the codes of authenticator %" PRIu32
	    " are spent up to %s, which is in the future: none is accepted "
	    "until then; correct this host's clock, unless a backup has just "
	    "been restored",
	    a->id, when);
}

/* Which places this user's groups open. */
static void
note_places(struct records_job *job, const struct og_user *u)
{
	const struct og_places *p = &job->k->c->settings.places;

	for (size_t i = 0; i < p->n; i++)
		if (og_user_in_groups(u, &p->place[i].need))
			job->met |= (uint32_t)1 << i;
}

/* A misspelt group shuts everybody out. */
static void
check_places(const struct records_job *job)
{
	const struct og_places *p = &job->k->c->settings.places;

	for (size_t i = 0; i < p->n; i++)
		if ((job->met >> i & 1) == 0)
			check_tell(job->k, CHECK_WARNING, p->place[i].path, 0,
			    "no user is in a group that this place demands");
}

static enum og_err
check_record(const struct og_user *u, void *arg)
{
	struct records_job *job = arg;

	progress_set(++job->done, job->users, &job->k->progress);
	for (size_t i = 0; i < u->n_authenticators; i++) {
		if (job->k->c->ring.n > 0)
			check_seed(job->k, u, &u->authenticators[i]);
		check_clock(job->k, u, &u->authenticators[i], job->now);
	}
	note_places(job, u);
	return OG_OK;
}

void
check_records(struct check *k, uint64_t users)
{
	struct records_job job = {
	    .k = k, .now = og_clock_wall(), .users = users};
	enum og_err err;

	err = og_store_iterate(k->c->store, check_record, &job);
	if (err != OG_OK && err != OG_ERR_DAMAGED) /* told line by line */
		check_tell(k, CHECK_PROBLEM, k->c->settings.database, 0, "%s",
		    context_explain(k->c, err));
	else
		check_places(&job);
}
