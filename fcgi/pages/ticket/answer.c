// SPDX-License-Identifier: ISC
/*
 * A browser comes back with a ticket.  Whether it is still good is decided by
 * the ledger: the session in the record keeps the serial of the last ticket
 * that was spent, by compare-and-set, and no cookie is set before that is on
 * the disk.  Tells nobody why a ticket was refused, and never logs one.
 */
#include <stdio.h>
#include <string.h>

#include "fcgi/gate/limiter.h"
#include "fcgi/pages/ticket/ticket.h"
#include "fcgi/web/browser.h"
#include "fcgi/web/form.h"
#include "fcgi/web/page.h"
#include "fcgi/web/person.h"
#include "fcgi/web/redirect.h"
#include "fcgi/web/session_end.h"
#include "lib/base/clock.h"
#include "lib/base/wipe.h"
#include "lib/decision/policy.h"
#include "lib/record/session.h"

/* Of one session: so many at once, and one more in so many seconds.  Each is a
 * commit and a line in the log, and takes no code. */
#define TICKETS_BURST 60
#define TICKETS_INTERVAL 2

/* One redemption. */
struct arrival {
	struct exchange *x;
	char rd[REDIRECT_MAX + 1]; /* path on this host */
	struct og_ticket ticket;
	uint8_t id[OG_DIGEST_LEN]; /* of its session */
	struct limiter_debt debt;  /* of that session */
	enum og_reason reason;	   /* why not */
	char user[OG_NAME_SIZE];
};

/* Takes the address apart; the ticket must be for this host and browser. */
static bool
read_ticket(struct arrival *a)
{
	struct exchange *x = a->x;
	const char *query = strchr(request_get(&x->request, PARAM_URI), '?');
	char text[OG_TOKEN_SIZE], bind[OG_BIND_LEN + 1];
	int64_t now = og_clock_wall();
	struct og_pre hop;
	size_t len;
	bool ok;

	query = query != NULL ? query + 1 : "";
	if (form_query_find(query, strlen(query), "rd", a->rd, sizeof(a->rd),
		&len) != OG_OK ||
	    !redirect_is_safe(a->rd, len, NULL, 0))
		(void)snprintf(
		    a->rd, sizeof(a->rd), "%s", x->conf->settings.default_page);
	ok = form_query_find(query, strlen(query), "t", text, sizeof(text),
		 &len) == OG_OK &&
	     ticket_hop(x, now, &hop) && og_token_bind(&hop, bind) == OG_OK &&
	     og_token_ticket_open(&x->conf->ring,
		 request_get(&x->request, PARAM_HOST), bind, text, len, now,
		 &a->ticket) == OG_OK &&
	     og_session_id(a->ticket.session.secret, a->id) == OG_OK;
	OG_WIPE_ARRAY(text);
	OG_WIPE_OBJECT(&hop);
	return ok;
}

/* Spends the ticket in the record. */
static enum og_err
spend(struct og_user *u, void *arg)
{
	struct arrival *a = arg;
	struct og_session *s = person_session(a->x, u, a->id);

	a->reason = OG_REASON_EXPIRED;
	(void)snprintf(a->user, sizeof(a->user), "%s", u->name);
	if (s == NULL)
		return OG_ERR_NOTFOUND;
	if (a->ticket.serial <= s->ticket) {
		a->reason = OG_REASON_REPLAY;
		return OG_ERR_EXISTS;
	}
	s->ticket = a->ticket.serial;
	a->reason = OG_REASON_OK;
	return OG_OK;
}

static void
audit(const struct arrival *a, enum og_err err)
{
	struct og_event e = {.when = og_clock_wall(),
	    .event = "ticket",
	    .verdict = err == OG_OK ? "allow" : "deny",
	    .reason = og_reason_name(a->reason),
	    .address = request_get(&a->x->request, PARAM_ADDR),
	    .user = a->user};
	struct og_why why;

	if (a->reason == OG_REASON_ERROR) {
		if (!gate_may_tell(a->x->gate, LINES_FAULT))
			return;
		(void)og_store_explain(&a->x->store, err, &why);
		e.detail = why.text;
	}
	og_audit_write(a->x->gate->audit, &e);
}

/* Another session that this browser had here before ends, as with a login.
 * True when there was one. */
static bool
end_former(const struct arrival *a)
{
	struct exchange *x = a->x;
	uint8_t id[OG_DIGEST_LEN];
	struct og_session_token old;
	bool other;

	other = browser_session(x, &old) &&
		og_session_id(old.secret, id) == OG_OK &&
		memcmp(id, a->id, sizeof(id)) != 0;
	if (other)
		(void)!session_end(x, &old, OG_VISIBLE, "ticket");
	OG_WIPE_OBJECT(&old);
	return other;
}

/* True when this browser has a session here already, which is alive; with
 * "wanted", when it is that one. */
static bool
is_logged_in(struct exchange *x, const uint8_t *wanted)
{
	struct person p;
	bool is;

	is = person_read(x, &p) == OG_OK &&
	     (wanted == NULL || memcmp(p.id, wanted, sizeof(p.id)) == 0);
	person_clear(&p);
	return is;
}

/* Says so and leaves the next step to the person: what has failed once would
 * fail again and again. */
static void
refused_page(const struct arrival *a)
{
	page_error_way(a->x, 403, WORD_TICKET_TITLE, WORD_TICKET_REFUSED, a->rd,
	    WORD_TRY_AGAIN);
}

/* The session has been brought to a host too often. */
static void
too_many_page(struct arrival *a, unsigned seconds)
{
	metrics_count(&a->x->gate->metrics, METRICS_TICKETS_LIMITED);
	page_error_wait(a->x, WORD_TICKET_TOO_MANY_TITLE, WORD_TICKET_TOO_MANY,
	    seconds, NULL, WORD_NONE);
}

/* Where the browser was going, by the session that it has here already. */
static void
lead_on(struct arrival *a)
{
	ticket_count(a->x, false);
	page_redirect(a->x, 303, a->rd);
}

/* The session of this browser is now the ticket's. */
static void
enter(struct arrival *a)
{
	struct exchange *x = a->x;
	char cookie[OG_TOKEN_SIZE];

	if (og_token_session_new(&x->conf->ring,
		request_get(&x->request, PARAM_HOST), &a->ticket.session,
		cookie) != OG_OK) {
		refused_page(a);
		return;
	}
	browser_set_session(x, cookie);
	metrics_count(&x->gate->metrics, METRICS_TICKETS_REDEEMED);
	ticket_count(x, end_former(a));
	page_redirect(x, 303, a->rd);
	OG_WIPE_ARRAY(cookie);
}

/* Not by this ticket. */
static void
stay_out(struct arrival *a)
{
	struct exchange *x = a->x;

	metrics_count(&x->gate->metrics, METRICS_TICKETS_REFUSED);
	if (a->reason == OG_REASON_ERROR) {
		page_retry_after(x, PAGE_SOON);
		page_error_way(x, 503, WORD_UNAVAILABLE_TITLE,
		    WORD_TICKET_BROKEN, a->rd, WORD_TRY_AGAIN);
	} else if (ticket_is_looping(x)) {
		refused_page(a);
	} else if (is_logged_in(x, NULL)) {
		/* another tab was faster, or the page was loaded again */
		lead_on(a);
	} else if (a->reason == OG_REASON_REPLAY) {
		/* tickets for two hosts that have overtaken each other: the
		 * browser is the right one, and gets a newer one */
		ticket_count(x, false);
		ticket_send_to_login(x, a->rd, NULL);
	} else {
		refused_page(a);
	}
}

/* Seconds that the session of the ticket has to wait; 0: it may be spent. */
static unsigned
must_wait(struct arrival *a)
{
	struct limiter *l = a->x->gate->limiter;
	struct limiter_who who;

	limiter_session(l, a->id, &who);
	return limiter_take(
	    l, &who, TICKETS_BURST, TICKETS_INTERVAL, og_clock_ms(), &a->debt);
}

/* A ticket that is this host's and this browser's. */
static void
redeem(struct arrival *a)
{
	struct exchange *x = a->x;
	enum og_err err;
	unsigned seconds;

	/* nothing to be done is done without a commit */
	if (is_logged_in(x, a->id)) {
		lead_on(a);
		return;
	}
	seconds = must_wait(a);
	if (seconds > 0) {
		too_many_page(a, seconds);
		return;
	}
	a->reason = OG_REASON_EXPIRED; /* of a user that is gone */
	err = og_store_update_id(
	    &x->store, a->ticket.session.user, spend, a, OG_SYNCED);
	if (err != OG_OK && err != OG_ERR_NOTFOUND && err != OG_ERR_EXISTS) {
		a->reason = OG_REASON_ERROR;
		limiter_give_back(x->gate->limiter, &a->debt);
	}
	audit(a, err);
	if (err == OG_OK)
		enter(a);
	else
		stay_out(a);
}

void
ticket_answer(struct exchange *x)
{
	struct arrival a = {.x = x};

	if (!ticket_is_elsewhere(x)) {
		page_error(x, 404, WORD_NOT_FOUND_TITLE, WORD_NOT_FOUND_TEXT);
	} else if (!read_ticket(&a) ||
		   strcmp(request_get(&x->request, PARAM_METHOD), "GET") != 0) {
		stay_out(&a);
	} else {
		redeem(&a);
	}
	OG_WIPE_OBJECT(&a.ticket);
	exchange_finish(x);
}
