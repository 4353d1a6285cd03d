// SPDX-License-Identifier: ISC
/*
 * The table of endpoints with their preconditions.  Finds the handler and does
 * nothing else; what is not in the table is 404.
 */
#include "fcgi/route.h"

#include <string.h>

#include "fcgi/pages/account/account.h"
#include "fcgi/pages/check.h"
#include "fcgi/pages/denied.h"
#include "fcgi/pages/enroll/enroll.h"
#include "fcgi/pages/form/foreign.h"
#include "fcgi/pages/health.h"
#include "fcgi/pages/login/guard.h"
#include "fcgi/pages/login/login.h"
#include "fcgi/pages/logout.h"
#include "fcgi/pages/metrics_page.h"
#include "fcgi/pages/resume.h"
#include "fcgi/pages/script.h"
#include "fcgi/pages/ticket/ticket.h"
#include "fcgi/server/measure.h"
#include "fcgi/web/addresses.h"
#include "fcgi/web/browser.h"
#include "fcgi/web/language.h"
#include "fcgi/web/page.h"
#include "lib/base/clock.h"

struct route {
	const char *path;
	void (*get)(struct exchange *x);
	void (*post)(struct exchange *x); /* NULL: no such method */
	/* Instead of them, where a session is needed.  They take over what is
	 * in "p" and leave nobody there, or leave it as it is. */
	void (*show)(struct exchange *x, struct person *p);
	void (*take)(struct exchange *x, struct person *p);
	int64_t fresh; /* "take": no older code than that, in seconds */
	bool below;    /* and all addresses below it */
};

static const struct route pages[] = {
    {ROUTE_LOGIN, .get = login_form, .post = login_submit},
    {ROUTE_NEWS, .get = login_told},
    {ROUTE_LOGOUT, .get = logout_form, .post = logout_submit},
    {ROUTE_ENROLL, .get = enroll_form, .post = enroll_submit},
    {ROUTE_ACCOUNT, .show = account_show, .take = account_take,
	.fresh = ACCOUNT_FRESH, .below = true},
    {ROUTE_RESUME, .get = resume_form, .post = resume_submit},
    {ROUTE_FORM, .get = foreign_form, .post = foreign_submit},
    {ROUTE_HEALTH, .get = health_answer},
    {ROUTE_METRICS, .get = metrics_answer},
    {ROUTE_TICKET, .get = ticket_answer},
    {ROUTE_SCRIPT, .get = script_answer},
};

/* "/otp/check" or something below it. */
static bool
is_check(const struct request *rq)
{
	const size_t len = sizeof(ROUTE_CHECK) - 1;
	const char *address = request_get(rq, PARAM_POLICY);

	return strncmp(address, ROUTE_CHECK, len) == 0 &&
	       (address[len] == '\0' || address[len] == '/');
}

static bool
on_loop(struct exchange *x)
{
	/* any request that speaks of a policy is a check, and nothing that is
	 * wrong with it makes it something else */
	if (!request_has(&x->request, PARAM_POLICY))
		return false;
	if (!is_check(&x->request)) {
		x->response.status = 403;
		x->undecided = true;
		return true;
	}
	return check_answer(x, x->local, true);
}

static const struct route *
find_route(const char *uri)
{
	const size_t len = strcspn(uri, "?");

	for (size_t i = 0; i < sizeof(pages) / sizeof(pages[0]); i++) {
		const size_t own = strlen(pages[i].path);

		if (own <= len && memcmp(pages[i].path, uri, own) == 0 &&
		    (own == len || (pages[i].below && uri[own] == '/')))
			return &pages[i];
	}
	return NULL;
}

/* What every page needs to be told. */
static const enum param required[] = {PARAM_COOKIE, PARAM_URI, PARAM_METHOD,
    PARAM_ADDR, PARAM_SCHEME, PARAM_HOST, PARAMS};

/* For somebody who is logged in; everybody else is led to the login. */
static void
person_route(struct exchange *x, const struct route *r, bool post)
{
	struct person p;

	if (!x->conf->settings.account_page) {
		page_error(x, 404, WORD_NOT_FOUND_TITLE, WORD_NOT_FOUND_TEXT);
		exchange_finish(x);
		return;
	}
	if (!guard_let(x, r->path, post ? r->fresh : 0, &p))
		return;
	if (post)
		r->take(x, &p);
	else
		r->show(x, &p);
	person_clear(&p);
}

static void
page_route(struct exchange *x)
{
	const struct route *r = find_route(request_get(&x->request, PARAM_URI));
	const char *method = request_get(&x->request, PARAM_METHOD);

	if (r == NULL) {
		page_error(x, 404, WORD_NOT_FOUND_TITLE, WORD_NOT_FOUND_TEXT);
		exchange_finish(x);
	} else if (strcmp(method, "GET") == 0 || strcmp(method, "HEAD") == 0) {
		language_take(x);
		if (r->get != NULL)
			r->get(x);
		else
			person_route(x, r, false);
	} else if (strcmp(method, "POST") == 0 && r->post != NULL) {
		r->post(x);
	} else if (strcmp(method, "POST") == 0 && r->take != NULL) {
		person_route(x, r, true);
	} else {
		response_header(&x->response, "Allow",
		    r->post != NULL || r->take != NULL ? "GET, HEAD, POST"
						       : "GET, HEAD");
		page_error(x, 405, WORD_METHOD_TITLE, WORD_METHOD_TEXT);
		exchange_finish(x);
	}
}

/* Before anything else is known of a request. */
static void
tell(const struct exchange *x, const char *why)
{
	if (gate_may_tell(x->gate, LINES_FORM))
		og_audit_note(x->gate->audit, og_clock_wall(), "error",
		    "page refused: %s", why);
}

static void
on_worker(struct exchange *x)
{
	char why[BROWSER_WHY_SIZE];

	/* what this request brings may be signed by a key that another process
	 * has just made */
	(void)gate_take_new_keys(x->gate, &x->conf);
	if (request_has(&x->request, PARAM_POLICY)) {
		(void)check_answer(x, x->gate->check_store, false);
		measure_check(x);
		(void)!og_store_refresh(x->local);
		exchange_finish(x);
	} else if (x->request.ambiguous ||
		   request_missing(&x->request, required) != NULL) {
		/* such as a NUL in the name that auth_basic was given */
		tell(
		    x, x->request.ambiguous
			   ? "a param is given twice or holds a NUL byte"
			   : "a param is missing: otpgate-server.conf has all");
		x->response.status = 400;
		exchange_finish(x);
	} else if (!browser_is_expected(x, why)) {
		tell(x, why);
		page_error(x, 403, WORD_NOT_HERE_TITLE, WORD_NOT_HERE_TEXT);
		exchange_finish(x);
	} else if (request_has(&x->request, PARAM_STATUS)) {
		denied_answer(x);
	} else {
		page_route(x);
	}
}

static void
crowded(struct exchange *x)
{
	metrics_count(&x->gate->metrics, METRICS_CROWDED);
	page_retry_after(x, PAGE_SOON);
	page_error(x, 503, WORD_BUSY_TITLE, WORD_BUSY_PAGES);
	exchange_finish(x);
}

const struct server_routes routes = {
    .on_loop = on_loop,
    .on_worker = on_worker,
    .crowded = crowded,
};
