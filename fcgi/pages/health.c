// SPDX-License-Identifier: ISC
/*
 * For the host: is the gate able to decide?  Says nothing about users; the
 * shipped snippet lets only the loopback addresses ask.
 */
#include "fcgi/pages/health.h"
#include "fcgi/web/page.h"

void
health_answer(struct exchange *x)
{
	enum og_err err = og_store_refresh(&x->store);

	x->response.status = err == OG_OK ? 200 : 503;
	page_plain_headers(x, "text/plain; charset=utf-8");
	og_buf_puts(&x->response.body, err == OG_OK ? "ok\n" : "failing\n");
	exchange_finish(x);
}
