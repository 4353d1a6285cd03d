// SPDX-License-Identifier: ISC
/*
 * The account page: which section is asked for, and whether what was sent came
 * from it.  Changes nothing by itself, and shows nothing of anybody but the
 * person whose session it is.
 */
#include "fcgi/pages/account/account.h"

#include <stdlib.h>
#include <string.h>

#include "fcgi/pages/account/impl.h"
#include "fcgi/pages/login/guard.h"
#include "fcgi/web/addresses.h"
#include "fcgi/web/page.h"
#include "lib/base/clock.h"
#include "lib/base/wipe.h"

#define BODY_MAX 8192
#define FORM_NAME "account"
#define NEWS_LIFETIME (30 * 86400) /* seconds that a change is told */
#define CHANGED "changed"	   /* in the query after a change */

/* In the order of the page. */
static const struct account_section *const sections[] = {
    &account_authenticators, &account_recovery, &account_password,
    &account_sessions, &account_browsers, &account_logins, &account_profile};
#define N_SECTIONS (sizeof(sections) / sizeof(sections[0]))

static void
account_free(void *arg)
{
	struct account *a = arg;

	if (a->own_free != NULL)
		a->own_free(a->own);
	form_request_clear(&a->form);
	person_clear(&a->who);
	OG_WIPE_OBJECT(a);
	free(a);
}

/* Finds what the path below ROUTE_ACCOUNT names.  False: nothing. */
static bool
find_section(const struct exchange *x, struct account *a)
{
	const char *path =
	    request_get(&x->request, PARAM_URI) + sizeof(ROUTE_ACCOUNT) - 1;
	size_t len;

	a->rest = "";
	if (*path != '/')
		return true;
	path++;
	len = strcspn(path, "/?");
	for (size_t i = 0; i < N_SECTIONS; i++)
		if (strlen(sections[i]->name) == len &&
		    memcmp(sections[i]->name, path, len) == 0)
			a->section = sections[i];
	a->rest = path + len;
	return a->section != NULL;
}

/* Makes x->state; NULL: it has answered, and finished the exchange. */
static struct account *
account_new(struct exchange *x, struct person *p)
{
	static const char *const names[ACCOUNT_FIELDS] = {"do", "id", "label",
	    "code", "current", "password", "again", FORM_TOKEN};
	struct account *a = calloc(1, sizeof(*a));

	if (a == NULL) {
		exchange_finish(x); /* not filled in, it denies */
		return NULL;
	}
	x->state = a;
	x->state_free = account_free;
	a->who = *p;
	OG_WIPE_OBJECT(p);
	a->now = og_clock_wall();
	a->is_fresh = guard_is_fresh(x, &a->who, ACCOUNT_FRESH);
	for (int i = 0; i < ACCOUNT_FIELDS; i++)
		a->field[i].name = names[i];
	a->form.fields = a->field;
	a->form.n = ACCOUNT_FIELDS;
	a->form.max = BODY_MAX;
	if (!find_section(x, a)) {
		page_error(x, 404, WORD_NOT_FOUND_TITLE, WORD_NOT_FOUND_TEXT);
		exchange_finish(x);
		return NULL;
	}
	if (og_token_form_new(&x->conf->ring, FORM_NAME, a->who.token.secret,
		sizeof(a->who.token.secret), a->token) != OG_OK) {
		exchange_finish(x);
		return NULL;
	}
	return a;
}

/* --- GET --- */

static bool
query_has(const struct exchange *x, const char *name)
{
	const char *query = strchr(request_get(&x->request, PARAM_URI), '?');
	char value[8];
	size_t len;

	return query != NULL && form_query_find(query + 1, strlen(query + 1),
				    name, value, sizeof(value), &len) == OG_OK;
}

/* What the record says was changed last.  A link cannot make it say more. */
static void
put_change(struct exchange *x, const struct account *a)
{
	static const enum word told[OG_CHANGED_KINDS] = {
	    [OG_CHANGED_SESSION] = WORD_CHANGED_SESSION,
	    [OG_CHANGED_SESSIONS] = WORD_CHANGED_SESSIONS,
	    [OG_CHANGED_BROWSER] = WORD_CHANGED_BROWSER,
	    [OG_CHANGED_BROWSERS] = WORD_CHANGED_BROWSERS,
	    [OG_CHANGED_ADDED] = WORD_CHANGED_ADDED,
	    [OG_CHANGED_REMOVED] = WORD_CHANGED_REMOVED,
	    [OG_CHANGED_RENAMED] = WORD_CHANGED_RENAMED,
	    [OG_CHANGED_CODES] = WORD_CHANGED_CODES,
	    [OG_CHANGED_PASSWORD] = WORD_CHANGED_PASSWORD};
	const struct og_own_change *c = &a->who.user->changed;

	if (c->what == OG_CHANGED_NOTHING || a->now - c->when >= NEWS_LIFETIME)
		return;
	og_buf_puts(
	    &x->response.body, "<div class=\"news\" role=\"status\">\n");
	page_sentence(x, told[c->what], NULL);
	account_put_facts(x);
	account_put_time(x, WORD_ACCOUNT_WHEN, c->when, a->now);
	account_put_text(x, WORD_ACCOUNT_ADDRESS, c->address);
	account_put_facts_end(x);
	if (!query_has(x, CHANGED))
		page_sentence(x, WORD_NEWS_NOT_YOU, NULL);
	og_buf_puts(&x->response.body, "</div>\n");
}

static void
put_fresh(struct exchange *x, const struct account *a)
{
	if (a->is_fresh) {
		if (query_has(x, GUARD_LATE))
			page_sentence(x, WORD_ACCOUNT_LATE, NULL);
		return;
	}
	account_put_needs_code(x, ROUTE_ACCOUNT);
}

static void
put_section(
    struct exchange *x, struct account *a, const struct account_section *s)
{
	struct og_buf *b = &x->response.body;

	if (s->is_there != NULL && !s->is_there(x, a))
		return;
	/* tidy of today knows no heading element in a summary */
	og_buf_printf(b, "<section aria-labelledby=\"%s\">\n", s->name);
	og_buf_puts(b, s->folded ? "<details><summary><span role=\"heading\" "
				   "aria-level=\"2\""
				 : "<h2");
	og_buf_printf(b, " id=\"%s\">", s->name);
	page_words(x, s->title, NULL);
	og_buf_puts(b, s->folded ? "</span></summary>\n" : "</h2>\n");
	s->draw(x, a);
	og_buf_printf(b, "%s</section>\n", s->folded ? "</details>\n" : "");
}

static void
show_page(struct exchange *x, struct account *a)
{
	const struct words_args args = {.user = a->who.user->name};

	page_begin(x, 200, WORD_ACCOUNT_TITLE, true);
	page_sentence(x, WORD_LOGGED_IN_AS, &args);
	put_change(x, a);
	put_fresh(x, a);
	for (size_t i = 0; i < N_SECTIONS; i++)
		put_section(x, a, sections[i]);
	page_button(x, ROUTE_LOGOUT, WORD_LOG_OUT);
	page_languages(x, ROUTE_ACCOUNT, NULL, 0);
	page_end(x);
	exchange_finish(x);
}

void
account_show(struct exchange *x, struct person *p)
{
	struct account *a = account_new(x, p);

	if (a == NULL)
		return;
	if (a->section == NULL) {
		show_page(x, a);
	} else if (a->section->show != NULL) {
		a->section->show(x, a);
	} else {
		/* such as "Back" after a form was refused */
		page_redirect(x, 303, ROUTE_ACCOUNT);
		exchange_finish(x);
	}
}

/* --- POST --- */

void
account_take(struct exchange *x, struct person *p)
{
	struct account *a = account_new(x, p);

	if (a == NULL)
		return;
	if (!form_request_read(x, &a->form)) {
		form_request_refuse(x, &a->form);
		exchange_finish(x);
	} else if (!form_request_has_token(x, &a->form, FORM_NAME,
		       a->who.token.secret, sizeof(a->who.token.secret))) {
		account_refuse(x, 403, WORD_ACCOUNT_STALE);
	} else if (a->section == NULL || a->section->take == NULL) {
		account_refuse(x, 405, WORD_METHOD_TEXT);
	} else {
		a->section->take(x, a);
	}
}
