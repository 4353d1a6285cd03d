// SPDX-License-Identifier: ISC
/*
 * What the screens of the sections have in common, and the thread for what is
 * slow on purpose.
 */
#include "fcgi/pages/account/impl.h"
#include "fcgi/pages/login/guard.h"
#include "fcgi/web/addresses.h"
#include "fcgi/web/page.h"

#define ADDRESS_MAX 1024

void
account_put_needs_code(struct exchange *x, const char *back)
{
	struct og_buf address;

	page_sentence(x, WORD_ACCOUNT_NEEDS_CODE, NULL);
	og_buf_init(&address, ADDRESS_MAX);
	guard_put_address(x, back, ACCOUNT_FRESH, &address);
	page_button(x, og_buf_str(&address), WORD_ENTER_CODE);
	og_buf_clear(&address);
}

void
account_put_back(struct exchange *x)
{
	struct og_buf *b = &x->response.body;

	og_buf_puts(b, "<p class=\"ways\"><a href=\"" ROUTE_ACCOUNT "\">");
	page_words(x, WORD_GO_TO_ACCOUNT, NULL);
	og_buf_puts(b, "</a></p>\n");
}

void
account_hash_leave(struct account_hash *h)
{
	seats_leave(&h->seat);
}

void
account_hash_run(struct exchange *x, struct account_hash *h,
    void (*step)(struct exchange *x))
{
	limiter_address(
	    x->gate->limiter, request_get(&x->request, PARAM_ADDR), &h->who);
	if (!seats_take(x->gate->hashes, &h->who, false, &h->seat)) {
		page_busy(x);
		exchange_finish(x);
	} else if (!exchange_hash(x, step)) {
		exchange_finish(x);
	}
}
