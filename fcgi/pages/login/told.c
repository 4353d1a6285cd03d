// SPDX-License-Identifier: ISC
/*
 * The page between a login and where it leads, when there is something to say
 * (news.c).  It holds nobody up for longer than one click, changes nothing, and
 * leads everybody on who comes back later.
 */
#include "fcgi/pages/login/login.h"
#include "fcgi/pages/login/submission.h"
#include "fcgi/web/addresses.h"
#include "fcgi/web/browser.h"
#include "fcgi/web/page.h"
#include "lib/base/clock.h"

#define ADDRESS_MAX 32768

static void
put_page(struct exchange *x, const struct news *n, const struct login_page *p,
    const char *way)
{
	struct login_news told = {.n = 0};

	login_say_news(&told, n, x->conf->settings.account_page);
	page_begin(x, 200, WORD_LOGGED_IN_TITLE, false);
	login_put_news(x, &told);
	login_put_ways_on(x, n, way);
	login_put_languages(x, p, ROUTE_NEWS);
	page_end(x);
}

/* What the cookie has for the session of this browser. */
static bool
read_news(const struct exchange *x, const struct person *h, struct news *n)
{
	const char *text;
	size_t len;

	return browser_news(x, &text, &len) == OG_OK &&
	       news_open(&x->conf->ring, request_get(&x->request, PARAM_HOST),
		   h->id, text, len, og_clock_wall(), n) == OG_OK;
}

/* There is nothing to tell any more: on, as after any login. */
static void
show(struct exchange *x, const struct person *h, const struct login_page *p)
{
	struct og_buf now, later;
	struct news n;

	og_buf_init(&now, ADDRESS_MAX);
	og_buf_init(&later, ADDRESS_MAX);
	login_find_way(x, &h->token, p, &now, &later);
	if (read_news(x, h, &n))
		put_page(x, &n, p, og_buf_str(&later));
	else
		page_redirect(x, 302,
		    og_buf_err(&now) == OG_OK ? og_buf_str(&now)
					      : x->conf->settings.default_page);
	og_buf_clear(&now);
	og_buf_clear(&later);
}

static void
send_to_login(struct exchange *x, const struct login_page *p)
{
	struct og_buf address;

	og_buf_init(&address, ADDRESS_MAX);
	login_page_address(x, p, false, &address);
	if (og_buf_err(&address) == OG_OK)
		page_redirect(x, 302, og_buf_str(&address));
	og_buf_clear(&address);
}

void
login_told(struct exchange *x)
{
	struct person h = {.session = NULL};
	struct og_requirement need;
	struct login_query q;
	const struct login_page p = login_query_read(x, &q, &need);

	if (ticket_is_elsewhere(x))
		ticket_send_to_login(x, q.rd, q.need);
	else if (person_read(x, &h) == OG_OK && login_is_enough(x, &h, &need))
		show(x, &h, &p);
	else
		send_to_login(x, &p);
	person_clear(&h);
	exchange_finish(x);
}
