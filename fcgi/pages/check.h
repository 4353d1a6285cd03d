/* SPDX-License-Identifier: ISC */
/* The oracle of auth_request. */
#ifndef OTPGATE_FCGI_PAGES_CHECK_H
#define OTPGATE_FCGI_PAGES_CHECK_H

#include <stdbool.h>

#include "fcgi/server/server.h"

/*
 * Answers a check from "store", into x->response.  With "local" it never waits:
 * false means that it would have to, and nothing has been answered.
 */
bool check_answer(struct exchange *x, struct og_store *store, bool local);

#endif
