/* SPDX-License-Identifier: ISC */
/* The page that asks: who are you, and what is your code now? */
#ifndef OTPGATE_FCGI_PAGES_LOGIN_PAGE_H
#define OTPGATE_FCGI_PAGES_LOGIN_PAGE_H

#include "fcgi/server/server.h"
#include "fcgi/words/words.h"

/* What a person should know after a login, in paragraphs: each sentence begins
 * one unless it goes "on". */
#define LOGIN_NEWS_MAX 10
struct login_news {
	struct login_said {
		struct sentence sentence;
		bool on;
	} said[LOGIN_NEWS_MAX];
	size_t n;
};

/* What the page says and carries; any may be NULL or WORD_NONE. */
struct login_page {
	enum word message; /* a failure, shown as one */
	int64_t wait;	   /* seconds that it says to wait; 0: none */
	enum word note;	   /* above the form */
	const struct login_news *news;
	const char *rd; /* target, dropped unless acceptable */
	const char
	    *need; /* canonical demands of that place, og_requirement_format */
	const char *bind; /* browser that waits on another host, ticket.h */
	const char *kept; /* sealed form, kept.h */
	const char *user; /* name that was typed, folded, or "" */
	bool recovery;	  /* a recovery code was typed: ask for one openly */
	bool fresh;	  /* ask for everything, whoever is logged in */
};

/*
 * Shows the form.  With a session of this browser that is alive it asks for
 * the code only, unless "fresh"; otherwise for everything.  When nothing that
 * the person has could meet the need, it says so instead, with status 403.
 * Sets the pre-session cookie.  The caller finishes the exchange.
 */
void
login_page_show(struct exchange *x, int status, const struct login_page *p);

#endif
