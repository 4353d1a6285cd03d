/* SPDX-License-Identifier: ISC */
/*
 * The way from a name and what was typed to a verdict that counts.  Decides
 * nothing itself, and must take the same steps for everybody.
 */
#include "lib/login/run.h"

#include <string.h>

enum og_err
og_login_read(struct og_login_run *r)
{
	r->err = OG_ERR_NOTFOUND;
	if (r->id != 0)
		r->err = og_store_get_id(r->store, r->id, false, r->user);
	else if (r->name[0] != '\0')
		r->err = og_store_get_name(r->store, r->name, r->user);
	r->is_read = true;
	r->known = r->err == OG_OK;
	if (r->err == OG_ERR_NOTFOUND)
		r->err = OG_OK;
	return r->err;
}

void
og_login_preview(struct og_login_run *r, int64_t now)
{
	r->preview = og_decision_preview(
	    r->policy, r->known ? r->user : NULL, r->attempt, now, r->decision);
	if (r->err != OG_OK)
		r->preview = OG_PREVIEW_UNKNOWN;
}

void
og_login_hash(struct og_login_run *r)
{
	enum og_err err =
	    og_attempt_prepare(r->policy, r->known ? r->user : NULL,
		r->password, r->password_len, r->attempt);

	if (r->err == OG_OK)
		r->err = err;
	if (err != OG_OK)
		r->preview = OG_PREVIEW_UNKNOWN;
}

/* Nobody gets in by an error. */
static enum og_err
fail(struct og_login_run *r, enum og_err err)
{
	memset(r->decision, 0, sizeof(*r->decision));
	r->decision->reason = OG_REASON_ERROR;
	r->err = err;
	return err;
}

/* While nobody can begin a commit, what stores nothing must not be told from
 * what does. */
static enum og_err
conclude_nothing(struct og_login_run *r)
{
	enum og_err err = og_store_ready(r->store);

	if (err == OG_OK)
		err = r->err;
	return err == OG_OK ? OG_OK : fail(r, err);
}

enum og_err
og_login_conclude(
    struct og_login_run *r, const struct og_login_session *session, int64_t now)
{
	if (r->err != OG_OK || r->preview != OG_PREVIEW_EVALUATE)
		return conclude_nothing(r);
	r->err = og_login_commit(r->store, r->ring, r->policy, r->user,
	    r->attempt, session, now, r->decision);
	return r->err;
}

bool
og_login_again(struct og_login_run *r)
{
	if (r->err != OG_ERR_CONFLICT || r->rounds + 1 >= OG_LOGIN_ROUNDS)
		return false;
	r->rounds++;
	r->is_read = false;
	return true;
}

enum og_err
og_login_run(struct og_login_run *r, int64_t now)
{
	enum og_err err = og_store_ready(r->store);

	if (err != OG_OK)
		return fail(r, err);
	do {
		/* a failure is kept in r->err */
		if (!r->is_read)
			(void)!og_login_read(r);
		og_login_preview(r, now);
		og_login_hash(r);
		err = og_login_conclude(r, NULL, now);
	} while (og_login_again(r));
	return err;
}
