/* SPDX-License-Identifier: ISC */
/* Which handler answers a request, and what the request must be first. */
#ifndef OTPGATE_FCGI_ROUTE_H
#define OTPGATE_FCGI_ROUTE_H

#include <stdbool.h>

#include "fcgi/server/server.h"

#define ROUTE_CHECK "/otp/check"
#define ROUTE_LOGIN "/otp/login"
#define ROUTE_LOGOUT "/otp/logout"
#define ROUTE_HEALTH "/otp/health"
#define ROUTE_FORM "/otp/form"
#define ROUTE_RESUME "/otp/resume"
#define ROUTE_TICKET "/otp/ticket"
#define ROUTE_METRICS "/otp/metrics"

/* On the loop: true when "x" is a check and x->response holds its answer. */
bool route_on_loop(struct exchange *x);

/* On a worker: everything else, and checks that would have waited. */
void route_on_worker(struct exchange *x);

/* --- the handlers --- */

/* Answers a check from "store".  False: it would have to wait ("local"). */
bool check_answer(struct exchange *x, struct og_store *store, bool local);

/* These finish the exchange, now or later. */
void login_form(struct exchange *x);
void login_submit(struct exchange *x);
void logout_form(struct exchange *x);
void logout_submit(struct exchange *x);
void resume_form(struct exchange *x);
void resume_submit(struct exchange *x);
void foreign_form(struct exchange *x);
void foreign_submit(struct exchange *x);
void health_answer(struct exchange *x);
void metrics_answer(struct exchange *x);

/* What a protected location shows instead of its content: the way to the
 * login (status 401) or a page that says no (403). */
void access_answer(struct exchange *x);

#endif
