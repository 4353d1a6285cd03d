/* SPDX-License-Identifier: ISC */
/*
 * Every change of a record by otpadm is committed here: compare-and-set,
 * synced, audited whether it worked or not.  Must not decide what is changed,
 * and must not name a user in the audit log who is not in the database.
 */
#include "admin/work/change.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "admin/ui/output.h"
#include "admin/ui/progress.h"
#include "admin/work/command.h"
#include "lib/base/clock.h"

/* After printing or asking: no other user gets it, or is removed. */
#define GONE                                                                   \
	"was removed or renamed meanwhile: check who has the name now, then "  \
	"run it again"

static struct progress waiting; /* for whoever holds the lock */

static void
audit_write(struct context *c, const char *name, const char *verdict,
    const char *detail)
{
	const struct og_event event = {
	    .when = og_clock_wall(),
	    .event = c->command->name,
	    .verdict = verdict,
	    .detail = detail,
	    .user = name,
	};

	/* A log that cannot be opened has been complained of; it must not keep
	 * an administrator from shutting somebody out. */
	if (c->audit != NULL)
		og_audit_write(c->audit, &event);
}

void
change_audit(struct context *c, const char *name)
{
	audit_write(c, name, "done", c->detail);
}

void
change_tidy(struct context *c)
{
	struct progress p;
	enum og_err err;

	if (!og_store_is_work_due(c->store)) {
		/* users.index, where no responder writes it */
		(void)!og_store_tidy(c->store);
		return;
	}
	progress_begin(&p, "compacting");
	err = og_store_work(c->store, progress_set, &p, NULL);
	progress_end(&p);
	(void)err; /* it can be had another time: a failure is no news */
}

/* Opens what a change needs, before it is made. */
static bool
change_begin(struct context *c)
{
	if (!context_store(c))
		return false;
	(void)context_audit(c);
	c->why.text[0] = '\0';
	c->detail[0] = '\0';
	c->shown = (struct context_shown){0};
	c->unknown = false;
	progress_begin(&waiting, "waiting for the lock of the database");
	return true;
}

void
change_is_unknown(struct context *c, const char *name, bool known)
{
	c->unknown = true;
	output_complain(name,
	    "the change was not confirmed, and may have taken effect: see "
	    "otpadm show %s, then check the disk",
	    name);
	output_complain(name, "%s", context_explain(c, OG_ERR_UNKNOWN));
	if (c->shown.done)
		output_complain(name,
		    "what was printed may be valid, and so may its "
		    "files: keep them until you know");
	audit_write(c, known ? name : NULL, "unknown", c->detail);
}

/* "known": the user exists, if nothing has gone wrong since. */
static bool
change_end(struct context *c, const char *name, bool known, enum og_err err)
{
	const char *text = c->why.text;

	progress_end(&waiting);
	if (err == OG_OK) {
		change_audit(c, name);
		change_tidy(c);
		return true;
	}
	if (err == OG_ERR_UNKNOWN) {
		change_is_unknown(c, name, known);
		return false;
	}
	if (text[0] == '\0') {
		if (err == OG_ERR_NOTFOUND)
			text = c->shown.done ? GONE : "no such user";
		else if (err == OG_ERR_DAMAGED)
			text = CONTEXT_DAMAGED;
		else if (err == OG_ERR_EXISTS)
			text = "another user has that name";
		else
			text = context_explain(c, err);
	}
	output_complain(name, "%s", text);
	if (c->shown.done)
		output_complain(
		    name, "what was printed was not stored, and is useless");
	if (err == OG_ERR_NOTFOUND)
		known = false;
	audit_write(c, known ? name : NULL, "failed", text);
	return false;
}

enum og_err
change_show(struct context *c, const struct og_user *u, uint32_t id,
    change_print *print, void *arg)
{
	enum og_err err;

	if (c->shown.done) {
		if (c->shown.user != 0 && c->shown.user != u->id)
			return og_why_set(&c->why, OG_ERR_ARG, "%s", GONE);
		if (!c->json || c->shown.id == id)
			return OG_OK;
		return og_why_set(&c->why, OG_ERR_ARG,
		    "somebody else has just added something to this user under "
		    "the same number: run it again");
	}
	err = og_store_ready(c->store);
	if (err != OG_OK)
		return err;
	progress_pause(&waiting);
	print(arg);
	err = output_reached(&c->why);
	progress_resume(&waiting);
	if (err != OG_OK)
		return err;
	/* of one who is not stored yet each try makes another id */
	c->shown =
	    (struct context_shown){true, id, u->version != 0 ? u->id : 0};
	return OG_OK;
}

bool
change_user(struct context *c, const char *name, og_store_edit *edit, void *arg)
{
	enum og_err err;

	if (!change_begin(c))
		return false;
	err = og_store_update(c->store, name, edit, arg, OG_SYNCED);
	return change_end(c, name, true, err);
}

/* Makes the record of a user who does not exist yet. */
static enum og_err
create(struct context *c, const char *name, og_store_edit *edit, void *arg)
{
	static struct og_user u;
	const struct og_change change = {.user = &u};
	enum og_err err;

	err = og_user_init(&u, name, og_clock_wall());
	if (err == OG_OK)
		err = edit(&u, arg);
	if (err == OG_OK)
		err = og_store_put(c->store, &change, 1, OG_SYNCED);
	og_user_clear(&u);
	return err;
}

bool
change_or_create(struct context *c, const char *name, og_store_edit *edit,
    void *arg, bool *is_new)
{
	struct og_store_race race = {0};
	enum og_err err;

	*is_new = false;
	if (!change_begin(c))
		return false;
	do {
		*is_new = false;
		err = og_store_update(c->store, name, edit, arg, OG_SYNCED);
		if (err != OG_ERR_NOTFOUND)
			break;
		*is_new = true;
		err = create(c, name, edit, arg);
		/* Somebody else may have made the same user meanwhile. */
	} while ((err == OG_ERR_EXISTS || err == OG_ERR_CONFLICT) &&
		 og_store_try_again(c->store, &race));
	return change_end(c, name, !*is_new, err);
}

bool
change_remove(struct context *c, const char *name, uint64_t *id)
{
	struct og_store_race race = {0};
	const uint64_t asked = *id;
	struct og_change change = {.remove = true};
	struct og_user *u;
	enum og_err err = OG_ERR_NOMEM;

	*id = 0;
	if (!change_begin(c))
		return false;
	u = malloc(sizeof(*u));
	if (u == NULL)
		return change_end(c, name, true, err);
	change.user = u;
	do {
		err = og_store_get_name(c->store, name, u);
		if (err != OG_OK)
			break;
		if (asked != 0 && asked != u->id) {
			err = og_why_set(&c->why, OG_ERR_ARG, "%s", GONE);
			break;
		}
		change.expected = u->version;
		*id = u->id;
		(void)snprintf(c->detail, sizeof(c->detail),
		    "removed, %zu session%s ended", u->n_sessions,
		    OUTPUT_S(u->n_sessions));
		err = og_store_put(c->store, &change, 1, OG_SYNCED);
	} while (err == OG_ERR_CONFLICT && og_store_try_again(c->store, &race));
	og_user_clear(u);
	free(u);
	return change_end(c, name, true, err);
}
