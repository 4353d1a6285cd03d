// SPDX-License-Identifier: ISC
/*
 * The auth_request oracle.  Answers 204, 401 or 403 and nothing else, whatever
 * it is fed; reads the index and one line of the database, writes nothing and
 * hashes no password.  Decides by a program's token or by a session, never by
 * both.
 */
#include <inttypes.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

#include "fcgi/gate/last_seen.h"
#include "fcgi/gate/log_sampler.h"
#include "fcgi/gate/sent_forms.h"
#include "fcgi/gate/session_clock.h"
#include "fcgi/pages/check.h"
#include "fcgi/web/addresses.h"
#include "fcgi/web/browser.h"
#include "lib/base/clock.h"
#include "lib/base/wipe.h"
#include "lib/decision/policy.h"
#include "lib/record/bearer.h"

#define BEARER_USED_EVERY 3600 /* seconds between two writings of last use */

/* The record that is being looked at: too large for a stack, and one check at
 * a time is all that a thread does. */
static _Thread_local struct og_user user;

/* The path that is being folded. */
static _Thread_local char path[OG_PLACE_TEXT_MAX];

static const enum param required[] = {PARAM_COOKIE, PARAM_URI, PARAM_METHOD,
    PARAM_ADDR, PARAM_SCHEME, PARAM_HOST, PARAM_POLICY, PARAMS};

static bool
deny(struct exchange *x, int status, const char *reason)
{
	response_reset(&x->response);
	x->response.status = status;
	response_header(&x->response, "Otpgate-Reason", reason);
	response_header(&x->response, "Cache-Control", "no-store");
	return true;
}

/* The same, and what the location demands, for the login page. */
static bool
refuse(struct exchange *x, int status, enum og_reason reason,
    const struct og_requirement *need)
{
	char words[OG_REQUIREMENT_MAX];

	(void)deny(x, status, og_reason_name(reason));
	og_requirement_format(need, words);
	response_header(&x->response, "Otpgate-Need", words);
	return true;
}

/* What the administrator has to mend; said once a second at most, since a
 * check must not fill a disk. */
static bool
broken(struct exchange *x, const char *what, const char *detail)
{
	static _Atomic int64_t last;
	int64_t now = og_clock_wall();

	if (atomic_exchange(&last, now) != now)
		gate_note(
		    x->gate, "error", "check refused: %s%s", what, detail);
	x->undecided = true;
	return deny(x, 403, og_reason_name(OG_REASON_ERROR));
}

static bool
allow(struct exchange *x, const struct og_user *u)
{
	struct response *rs = &x->response;

	response_reset(rs);
	response_header(rs, "Remote-User", u->name);
	response_header(rs, "Remote-Groups", u->groups);
	response_header(rs, "Remote-Email", u->email);
	response_header(rs, "Remote-Name", u->fullname);
	response_header(rs, "Cache-Control", "no-store");
	/* good for its own path only: otpgate-microcache.conf */
	if (og_places_are_on(&x->conf->settings.places, browser_host(x)))
		response_header(rs, "Otpgate-By-Path", "1");
	rs->status = 204;
	return true;
}

/* The refusals that another login would not change. */
static int
status_of(enum og_reason reason)
{
	return reason == OG_REASON_GROUP || reason == OG_REASON_PATH ? 403
								     : 401;
}

/* A form whose Continue button was pressed twice: the application gets one.
 * From our own pages alone, since nobody knows what others send twice and mean.
 */
static bool
is_sent_again(struct exchange *x, const struct og_session *s)
{
	static const char *const pages[] = {
	    ROUTE_LOGIN, ROUTE_RESUME, ROUTE_FORM, NULL};
	const struct request *rq = &x->request;
	const char *host = request_get(rq, PARAM_HOST);
	const char *sent = request_get(rq, PARAM_SENT);

	return strcmp(request_get(rq, PARAM_METHOD), "POST") == 0 &&
	       sent_forms_is_from(sent, host, pages) &&
	       sent_forms_again(x->gate->sent_forms, s->id, host,
		   request_get(rq, PARAM_URI), sent, og_clock_ms(), &x->mark);
}

/* The record and its session for an authentic cookie.  It is alive as for
 * person_session; what is not written yet is asked for only where it matters,
 * since that takes a lock. */
static bool
decide(struct exchange *x, const struct og_user *u, struct og_session *s,
    const struct og_session_token *t, const struct og_demand *demand)
{
	const struct og_policy *p = &x->conf->settings.policy;
	int64_t now = session_clock_now();
	struct og_decision d;
	int64_t noted;

	og_policy_check_all(p, u, s, demand, now, &d);
	if (d.reason == OG_REASON_EXPIRED) {
		noted = last_seen_last(x->gate->last_seen, s->id);
		if (noted > s->seen) {
			s->seen = noted;
			og_policy_check_all(p, u, s, demand, now, &d);
		}
	}
	if (d.verdict == OG_ALLOW) {
		if (is_sent_again(x, s))
			return refuse(x, 403, OG_REASON_AGAIN, &demand->need);
		if (og_policy_should_touch(p, s, now))
			last_seen_add(x->gate->last_seen, t->user, s->id, now);
		return allow(x, u);
	}
	return refuse(x, status_of(d.reason), d.reason, &demand->need);
}

/* A request with a session cookie, or without anything. */
static bool
check_session(struct exchange *x, struct og_store *store, bool local,
    const struct og_demand *demand)
{
	const struct og_requirement *need = &demand->need;
	uint8_t id[OG_DIGEST_LEN];
	struct og_session_token t;
	struct og_session *s;
	enum og_err err;

	err = browser_session_read(x, &t);
	/* a worker asks again with the keys as they are now */
	if (err == OG_ERR_KEY && local &&
	    gate_keys_have_changed(x->gate, x->conf))
		return false;
	if (err != OG_OK || og_session_id(t.secret, id) != OG_OK)
		return refuse(x, 401, OG_REASON_NONE, need);
	x->credential = METRICS_COOKIE;
	err = og_store_get_id(store, t.user, local, &user);
	if (err == OG_ERR_AGAIN && local)
		return false;
	if (err == OG_ERR_NOTFOUND)
		return refuse(x, 401, OG_REASON_EXPIRED, need);
	if (err != OG_OK)
		return broken(x, "database: ", og_strerror(err));
	/* an authentic cookie without a session: one that has ended */
	s = og_session_find(&user, id);
	if (s == NULL)
		return refuse(x, 401, OG_REASON_EXPIRED, need);
	return decide(x, &user, s, &t, demand);
}

/* Tells the log now and then.  A token that never was is noise; one in the
 * wrong place, or that has ended, may be in the wrong hands. */
static void
tell(struct exchange *x, const struct og_user *u, const struct og_bearer *b,
    const struct og_decision *d)
{
	const bool refused = d->verdict != OG_ALLOW;
	char detail[24];
	const struct og_event e = {.when = og_clock_wall(),
	    .event = "token",
	    .verdict = refused ? "deny" : "allow",
	    .reason = og_reason_name(d->reason),
	    .address = request_get(&x->request, PARAM_ADDR),
	    .detail = detail,
	    .user = u->name};

	if (!log_sampler_is_due(
		x->gate->tokens, u->id, b->id, refused, og_clock_ms()))
		return;
	(void)snprintf(detail, sizeof(detail), "token %" PRIu32, b->id);
	gate_event(x->gate, &e);
}

/* A request that brings a token of ours: it decides alone, and a session that
 * comes with it is not looked at. */
static bool
check_bearer(struct exchange *x, struct og_store *store, bool local,
    const struct og_bearer_token *t, const struct og_demand *demand)
{
	const struct og_requirement *need = &demand->need;
	int64_t now = og_clock_wall();
	uint8_t digest[OG_DIGEST_LEN];
	struct og_bearer *b;
	struct og_decision d;
	enum og_err err;

	if (og_bearer_digest(t->secret, digest) != OG_OK)
		return refuse(x, 401, OG_REASON_NONE, need);
	err = og_store_get_id(store, t->user, local, &user);
	if (err == OG_ERR_AGAIN && local)
		return false;
	if (err == OG_ERR_NOTFOUND)
		return refuse(x, 401, OG_REASON_NONE, need);
	if (err != OG_OK)
		return broken(x, "database: ", og_strerror(err));
	b = og_bearer_find(&user, digest);
	if (b != NULL)
		x->credential = METRICS_BEARER;
	og_policy_check_bearer(&user, b, demand,
	    request_get(&x->request, PARAM_URI),
	    request_get(&x->request, PARAM_ADDR), now, &d);
	if (b != NULL)
		tell(x, &user, b, &d);
	if (d.verdict != OG_ALLOW)
		return refuse(x, status_of(d.reason), d.reason, need);
	if (now - b->used > BEARER_USED_EVERY)
		last_seen_add_bearer(x->gate->last_seen, t->user, digest, now);
	return allow(x, &user);
}

/* OG_ERR_NOTFOUND: the request brings no token of ours. */
static enum og_err
find_bearer(const struct exchange *x, struct og_bearer_token *t)
{
	const char *header = request_get(&x->request, PARAM_AUTHORIZATION);

	return header[0] == '\0' ? OG_ERR_NOTFOUND
				 : og_bearer_parse(header, strlen(header), t);
}

/* Who asks, once it is known what is demanded. */
static bool
check_who(struct exchange *x, struct og_store *store, bool local,
    const struct og_demand *demand)
{
	struct og_bearer_token t;
	enum og_err err;
	bool done;

	err = find_bearer(x, &t);
	if (err == OG_ERR_NOTFOUND)
		return check_session(x, store, local, demand);
	if (err != OG_OK)
		return refuse(x, 401, OG_REASON_NONE, &demand->need);
	done = check_bearer(x, store, local, &t, demand);
	OG_WIPE_OBJECT(&t);
	return done;
}

bool
check_answer(struct exchange *x, struct og_store *store, bool local)
{
	struct og_demand demand;
	char why[BROWSER_WHY_SIZE];
	struct og_requirement need;
	const char *missing;

	if (x->request.ambiguous)
		return broken(
		    x, "a param is given twice or holds a NUL byte", "");
	missing = request_missing(&x->request, required);
	if (missing != NULL)
		return broken(x, "missing param ", missing);
	if (!browser_is_expected(x, why))
		return broken(x, why, "");
	if (og_requirement_parse(
		request_get(&x->request, PARAM_POLICY), &need) != OG_OK)
		return broken(x,
		    "not understood: ", request_get(&x->request, PARAM_POLICY));
	if (og_places_meet(&x->conf->settings.places, browser_host(x),
		request_get(&x->request, PARAM_URI), &need, path,
		&demand) != OG_OK)
		return broken(x,
		    "the location and a place demand factors that exclude each "
		    "other: ",
		    request_get(&x->request, PARAM_POLICY));
	return check_who(x, store, local, &demand);
}
