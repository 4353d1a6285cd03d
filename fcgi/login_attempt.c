// SPDX-License-Identifier: ISC
/*
 * One login attempt on its way: password hash on a hash thread, decision and
 * commit on a worker, the answer to a failure at the next multiple of the
 * floor.  Every failure looks the same from outside.
 */
#include <stdatomic.h>
#include <string.h>

#include "audit.h"
#include "browser.h"
#include "clock.h"
#include "html.h"
#include "login.h"
#include "page.h"
#include "random.h"
#include "redirect.h"
#include "route.h"
#include "submission.h"
#include "wipe.h"

#define ROUNDS_MAX 3

static void decide(struct exchange *x);

/* --- answers --- */

static void
audit(struct exchange *x, const struct login *l)
{
	const struct og_decision *d = &l->decision;
	struct og_event e = {.when = og_clock_wall(),
	    .event = "login",
	    .verdict = d->verdict == OG_ALLOW ? "allow" : "deny",
	    .reason = og_reason_name(d->reason),
	    .address = request_get(&x->request, PARAM_ADDR),
	    .user = l->known ? l->name : NULL};

	if (d->verdict == OG_ALLOW)
		e.factor = og_factor_name(d->proof.factor);
	if (d->reason == OG_REASON_ERROR)
		e.detail = og_strerror(l->err);
	else if (d->reason == OG_REASON_CLOCK)
		e.detail = "the clock of this host went back";
	og_audit_write(x->gate->audit, &e);
}

/* The next whole multiple of the floor after the request came. */
static int64_t
floor_time(const struct exchange *x)
{
	int64_t unit = (int64_t)x->conf->settings.failure_floor;
	int64_t spent = og_clock_ms() - x->arrived;

	return x->arrived + (spent / unit + 1) * unit;
}

static void
answer_failure(struct exchange *x, const struct login *l)
{
	login_show(x, 401,
	    "That did not work. Check what you typed and use a code that you "
	    "have not used yet.",
	    l->field[LOGIN_RD].value);
	server_finish_at(x, floor_time(x));
}

static void
recovery_page(struct exchange *x, unsigned left, const char *rd)
{
	struct og_buf *b = &x->response.body;

	page_begin(x, 200, "Recovery code used", false);
	og_buf_printf(b,
	    "<p>You are logged in. That code is spent; you have <strong>%u"
	    "</strong> left.</p>\n<p>",
	    left);
	if (left <= 3)
		og_buf_puts(b, "Ask your administrator for new ones. ");
	og_buf_puts(b, "<a class=\"button\" href=\"");
	html_attr(b, rd);
	og_buf_puts(b, "\">Continue</a></p>\n");
	page_end(x);
}

static void
answer_success(struct exchange *x, const struct login *l)
{
	const struct og_settings *set = &x->conf->settings;
	const struct form_field *field = &l->field[LOGIN_RD];
	const char *rd = set->default_page;
	struct og_session_token t = {.user = l->user.id};
	char cookie[OG_TOKEN_SIZE];

	memcpy(t.secret, l->secret, sizeof(t.secret));
	if (og_token_session_new(&x->conf->ring,
		request_get(&x->request, PARAM_HOST), &t, cookie) != OG_OK) {
		answer_failure(x, l);
		return;
	}
	if (redirect_is_safe(field->value, field->len,
		(const char(*)[OG_HOST_MAX + 1]) set->hosts, set->n_hosts))
		rd = field->value;
	browser_set_session(x, cookie);
	browser_end_pre(x);
	if (l->decision.proof.factor == OG_FACTOR_RECOVERY)
		recovery_page(x, l->decision.recovery_left, rd);
	else
		page_redirect(x, 303, rd);
	OG_WIPE_ARRAY(cookie);
	OG_WIPE_OBJECT(&t);
	server_finish(x);
}

static void
answer(struct exchange *x, const struct login *l)
{
	audit(x, l);
	if (l->decision.verdict == OG_ALLOW)
		answer_success(x, l);
	else
		answer_failure(x, l);
}

/* --- the decision --- */

/* Somebody else's session in this browser ends with the login, too. */
static enum og_err
end_other(struct og_user *u, void *arg)
{
	return og_session_end(u, arg) ? OG_OK : OG_ERR_NOTFOUND;
}

/* Decides and commits; l->decision is deny unless all of it worked. */
static enum og_err
commit(struct exchange *x, struct login *l)
{
	struct og_login_session s = {
	    .address = request_get(&x->request, PARAM_ADDR),
	    .agent = request_get(&x->request, PARAM_AGENT)};
	struct og_session_token old;
	bool other = false;
	enum og_err err;

	err = og_random(l->secret, sizeof(l->secret));
	if (err == OG_OK)
		err = og_session_id(l->secret, s.id);
	if (err == OG_OK && browser_session(x, &old)) {
		err = og_session_id(old.secret, s.old_id);
		s.has_old = err == OG_OK && old.user == l->user.id;
		other = err == OG_OK && !s.has_old;
	}
	if (err != OG_OK)
		return err;
	err = og_login_commit(x->gate->store, &x->conf->ring,
	    &x->conf->settings.policy, &l->user, &l->attempt, &s,
	    og_clock_wall(), &l->decision);
	if (err == OG_OK && l->decision.verdict == OG_ALLOW && other)
		(void)!og_store_update_id(
		    x->gate->store, old.user, end_other, s.old_id, OG_VISIBLE);
	OG_WIPE_OBJECT(&old);
	return err;
}

/* Reads the record.  False when the machinery failed. */
static bool
read_user(struct exchange *x, struct login *l)
{
	enum og_err err = OG_ERR_NOTFOUND;

	if (l->name[0] != '\0')
		err = og_store_get_name(x->gate->store, l->name, &l->user);
	l->known = err == OG_OK;
	if (err == OG_OK || err == OG_ERR_NOTFOUND)
		return true;
	l->err = err;
	return false;
}

/* True within the wait after wrong passwords: then none is evaluated. */
static bool
is_waiting(const struct og_policy *p, const struct login *l)
{
	const struct og_counter *c = &l->user.lanes[l->attempt.lane];

	return l->known && l->attempt.first == OG_FIRST_PASSWORD &&
	       !l->user.disabled &&
	       og_throttle_until(&p->limits, c->password_failures,
		   c->password_failed_at, og_clock_wall()) != 0;
}

/* On a hash thread: the slow part. */
static void
hash(struct exchange *x)
{
	const struct og_policy *p = &x->conf->settings.policy;
	struct login *l = x->state;
	const struct form_field *pw = &l->field[LOGIN_PASSWORD];

	if (read_user(x, l)) {
		l->waiting = is_waiting(p, l);
		if (!l->waiting)
			l->err =
			    og_attempt_prepare(p, l->known ? &l->user : NULL,
				pw->value, pw->len, &l->attempt);
	}
	if (!server_work(x, decide))
		server_finish(x);
}

/* On a worker: the decision and its commit. */
static void
decide(struct exchange *x)
{
	struct login *l = x->state;

	l->decision.reason = OG_REASON_ERROR;
	if (l->err == OG_OK && !l->known)
		l->decision.reason = OG_REASON_UNKNOWN;
	else if (l->err == OG_OK && l->waiting)
		l->decision.reason = OG_REASON_THROTTLED;
	else if (l->err == OG_OK)
		l->err = commit(x, l);
	if (l->err == OG_ERR_CONFLICT && l->rounds++ < ROUNDS_MAX) {
		/* password or recovery codes were changed meanwhile */
		l->err = OG_OK;
		if (server_hash(x, hash))
			return;
		l->err = OG_ERR_BUSY;
	}
	answer(x, l);
}

/* What was typed, in canonical form. */
static void
fill_attempt(struct exchange *x, struct login *l)
{
	struct og_attempt *a = &l->attempt;
	const struct form_field *code = &l->field[LOGIN_CODE];
	const struct form_field *recovery = &l->field[LOGIN_RECOVERY];
	const char *name = l->field[LOGIN_USER].value;

	a->first = x->conf->settings.policy.first_factor;
	a->lane = OG_LANE_OPEN;
	if (a->first == OG_FIRST_PROXY)
		name = request_get(&x->request, PARAM_USER);
	if (og_name_fold(name, strlen(name), l->name) != OG_OK)
		l->name[0] = '\0';
	if (og_code_parse(code->value, code->len, a->code) != OG_OK)
		a->code[0] = '\0';
	a->recovery_given =
	    recovery->len > 0 && og_recovery_parse(recovery->value,
				     recovery->len, &a->recovery) == OG_OK;
}

static void
answer_busy(struct exchange *x)
{
	response_header(&x->response, "Retry-After", "2");
	page_error(x, 503, "Very busy",
	    "Too many people log in at this moment. Please try again in a few "
	    "seconds.");
	server_finish(x);
}

/* Answers to failures wait for their time with the connection open: they may
 * not take more than a part of the connections, for checks need some too. */
static bool
is_crowded(const struct exchange *x)
{
	return atomic_load(&x->gate->logins) >
	       x->conf->settings.connections / 4;
}

void
login_attempt(struct exchange *x)
{
	struct login *l = x->state;

	/* a place is had or not before the user is looked up */
	if (is_crowded(x)) {
		answer_busy(x);
		return;
	}
	fill_attempt(x, l);
	if (l->attempt.first == OG_FIRST_PASSWORD ||
	    l->attempt.recovery_given) {
		if (!server_hash(x, hash))
			answer_busy(x);
		return;
	}
	if (!read_user(x, l))
		l->known = false;
	decide(x);
}
