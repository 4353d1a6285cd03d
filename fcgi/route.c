// SPDX-License-Identifier: ISC
/*
 * The table of endpoints with their preconditions.  Finds the handler and does
 * nothing else; what is not in the table is 404.
 */
#include "fcgi/route.h"

#include <string.h>

#include "fcgi/pages/check.h"
#include "fcgi/pages/denied.h"
#include "fcgi/pages/enroll/enroll.h"
#include "fcgi/pages/form/foreign.h"
#include "fcgi/pages/health.h"
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
};

static const struct route pages[] = {
    {ROUTE_LOGIN, login_form, login_submit},
    {ROUTE_LOGOUT, logout_form, logout_submit},
    {ROUTE_ENROLL, enroll_form, enroll_submit},
    {ROUTE_RESUME, resume_form, resume_submit},
    {ROUTE_FORM, foreign_form, foreign_submit},
    {ROUTE_HEALTH, health_answer, NULL},
    {ROUTE_METRICS, metrics_answer, NULL},
    {ROUTE_TICKET, ticket_answer, NULL},
    {ROUTE_SCRIPT, script_answer, NULL},
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
		if (strlen(pages[i].path) == len &&
		    memcmp(pages[i].path, uri, len) == 0)
			return &pages[i];
	}
	return NULL;
}

/* What every page needs to be told. */
static const enum param required[] = {PARAM_COOKIE, PARAM_URI, PARAM_METHOD,
    PARAM_ADDR, PARAM_SCHEME, PARAM_HOST, PARAMS};

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
		r->get(x);
	} else if (strcmp(method, "POST") == 0 && r->post != NULL) {
		r->post(x);
	} else {
		response_header(&x->response, "Allow",
		    r->post != NULL ? "GET, HEAD, POST" : "GET, HEAD");
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
	response_header(&x->response, "Retry-After", "2");
	page_error(x, 503, WORD_BUSY_TITLE, WORD_BUSY_PAGES);
	exchange_finish(x);
}

const struct server_routes routes = {
    .on_loop = on_loop,
    .on_worker = on_worker,
    .crowded = crowded,
};
