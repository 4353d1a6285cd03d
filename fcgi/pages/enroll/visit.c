// SPDX-License-Identifier: ISC
/*
 * Whose invitation this is, if it is one.  Changes nothing, and tells nobody
 * why a link is not good.
 */
#include <stdlib.h>
#include <string.h>

#include "fcgi/pages/enroll/impl.h"
#include "fcgi/web/addresses.h"
#include "fcgi/web/browser.h"
#include "fcgi/web/page.h"
#include "lib/base/clock.h"
#include "lib/base/wipe.h"

static void
enroll_free(void *arg)
{
	struct enroll *e = arg;

	if (e == NULL)
		return;
	seats_leave(&e->seat);
	if (e->repeats != NULL)
		repeats_leave(e->repeats, &e->place);
	form_request_clear(&e->form);
	OG_WIPE_OBJECT(e);
	free(e);
}

struct enroll *
enroll_new(struct exchange *x)
{
	static const char *const names[ENROLL_FIELDS] = {
	    "password", "again", "code", "once", FORM_TOKEN};
	struct enroll *e = calloc(1, sizeof(*e));

	if (e == NULL) {
		exchange_finish(x);
		return NULL;
	}
	for (int i = 0; i < ENROLL_FIELDS; i++)
		e->field[i].name = names[i];
	e->form.fields = e->field;
	e->form.n = ENROLL_FIELDS;
	e->now = og_clock_wall();
	x->state = e;
	x->state_free = enroll_free;
	return e;
}

/* The next whole multiple of the floor after the request came. */
static int64_t
floor_time(const struct exchange *x)
{
	int64_t unit = (int64_t)x->conf->settings.failure_floor;
	int64_t spent = og_clock_ms() - x->arrived;

	return x->arrived + (spent / unit + 1) * unit;
}

void
enroll_answer_over(struct exchange *x)
{
	const struct enroll *e = x->state;
	const struct og_event event = {.when = og_clock_wall(),
	    .event = "invite",
	    .verdict = "deny",
	    .reason = "unknown",
	    .address = request_get(&x->request, PARAM_ADDR)};

	if (gate_may_tell(x->gate, LINES_FORM))
		og_audit_write(x->gate->audit, &event);
	metrics_count(&x->gate->metrics, METRICS_INVITATIONS_OVER);
	/* a bad link, which any site can send people to, ends no invitation
	 * that this browser has under way */
	if (!e->by_link)
		browser_end_enroll(x);
	page_error(x, 403, WORD_ENROLL_OVER_TITLE, WORD_ENROLL_OVER);
	exchange_finish_at(x, floor_time(x));
}

const char *
enroll_way_back(const struct enroll *e)
{
	return e->field[ENROLL_CODE].present ? ROUTE_ENROLL "?s=code"
					     : ROUTE_ENROLL;
}

/* What may be tried again soon; whoever comes by the link has no page yet. */
static void
show_later(struct exchange *x, enum word title, enum word text)
{
	const struct enroll *e = x->state;

	page_retry_after(x, PAGE_SOON);
	if (e->by_link)
		page_error(x, 503, title, text);
	else
		page_error_way(
		    x, 503, title, text, enroll_way_back(e), WORD_TRY_AGAIN);
}

void
enroll_answer_broken(struct exchange *x, enum og_err err)
{
	if (gate_may_tell(x->gate, LINES_FAULT))
		og_audit_note(x->gate->audit, og_clock_wall(), "error",
		    "invitation: %s", og_strerror(err));
	show_later(x, WORD_UNAVAILABLE_TITLE, WORD_ENROLL_UNAVAILABLE);
	exchange_finish_at(x, floor_time(x));
}

bool
enroll_look(struct exchange *x, struct enroll *e, const char *text, size_t len)
{
	enum og_err err;

	err = og_invite_parse(text, len, &e->token);
	if (err == OG_OK)
		err =
		    og_store_get_id(&x->store, e->token.user, false, &e->user);
	if (err == OG_OK && !og_invite_is_for(&e->user, &e->token, e->now))
		err = OG_ERR_NOTFOUND;
	if (err == OG_OK)
		return true;
	if (err == OG_ERR_NOTFOUND || err == OG_ERR_FORMAT)
		enroll_answer_over(x);
	else
		enroll_answer_broken(x, err);
	return false;
}

bool
enroll_needs_password(const struct exchange *x, const struct og_user *u)
{
	return x->conf->settings.policy.first_factor == OG_FIRST_PASSWORD &&
	       u->pwhash[0] == '\0';
}

void
enroll_answer_busy(struct exchange *x, struct enroll *e)
{
	limiter_give_back(x->gate->limiter, &e->debt);
	metrics_count(&x->gate->metrics, METRICS_BUSY);
	show_later(x, WORD_BUSY_TITLE, WORD_BUSY_PAGES);
	exchange_finish(x);
}

bool
enroll_sit(struct exchange *x, struct enroll *e)
{
	if (seats_take(x->gate->hashes, &e->who, false, &e->seat))
		return true;
	enroll_answer_busy(x, e);
	return false;
}

bool
enroll_is_ready(struct exchange *x, struct enroll *e)
{
	enum og_err err = og_store_ready(&x->store);

	if (err == OG_OK && x->conf->settings.log_required &&
	    !og_audit_is_ready(x->gate->audit))
		err = OG_ERR_AGAIN;
	if (err == OG_OK)
		return true;
	limiter_give_back(x->gate->limiter, &e->debt);
	enroll_answer_broken(x, err);
	return false;
}

void
enroll_tell(struct exchange *x, const struct enroll *e, const char *verdict,
    const char *reason, const char *detail)
{
	const struct og_event event = {.when = og_clock_wall(),
	    .event = "invite",
	    .verdict = verdict,
	    .reason = reason,
	    .address = request_get(&x->request, PARAM_ADDR),
	    .detail = detail,
	    .user = e->user.name};

	og_audit_write(x->gate->audit, &event);
}
