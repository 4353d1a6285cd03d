/* SPDX-License-Identifier: ISC */
/*
 * The account page is a row of sections.  Each draws itself on the page and
 * takes its own forms; what all changes have in common is in account.c and
 * change.c, so that no section can forget it:
 *
 *	a session that is alive, and a fresh code	route.c, login/guard.c
 *	a form of this site, for this session		account.c
 *	one compare-and-set, in which both are asked
 *	for again; a line of the log			account_commit
 *	back to the page, which tells what was changed	account_answer
 *
 * To add a section: a file with its row, the row's name in "sections" of
 * account.c, its declaration at the end of this header.
 */
#ifndef OTPGATE_FCGI_PAGES_ACCOUNT_IMPL_H
#define OTPGATE_FCGI_PAGES_ACCOUNT_IMPL_H

#include "fcgi/gate/limiter.h"
#include "fcgi/gate/seats.h"
#include "fcgi/pages/account/account.h"
#include "fcgi/server/server.h"
#include "fcgi/web/form_request.h"
#include "fcgi/web/person.h"
#include "fcgi/words/words.h"
#include "lib/rules/token.h"

/* The fields that a form of the page may have. */
enum account_field {
	ACCOUNT_DO, /* what is to be done: a word of the section */
	ACCOUNT_ID, /* to which of several things */
	ACCOUNT_LABEL,
	ACCOUNT_CODE,
	ACCOUNT_CURRENT, /* the password that there is */
	ACCOUNT_PASSWORD,
	ACCOUNT_AGAIN,
	ACCOUNT_TOKEN,
	ACCOUNT_FIELDS
};

/* One request; x->state. */
struct account {
	struct person who; /* the record as it was read for this request */
	int64_t now;	   /* wall clock, of the whole request */
	bool is_fresh;	   /* a change could be made now: draw the forms */
	const struct account_section *section; /* of the address, or NULL */
	const char *rest; /* of the path, behind the section: "" or "/..." */
	struct form_field field[ACCOUNT_FIELDS];
	struct form_request form;
	char token[OG_TOKEN_SIZE]; /* for the forms of this answer */
	enum word refusal;	   /* why an edit did not want to: see below */
	bool ended;		   /* account_commit: the session is no more */
	bool late;		   /* and: its code is too old by now */
	void *own;		   /* of the section, for another thread */
	void (*own_free)(void *own); /* wipes and frees it */
};

struct account_section {
	const char *name; /* below ROUTE_ACCOUNT, and an id on the page */
	enum word title;
	bool folded; /* only the title is seen until it is opened */
	/* False: the page has no such section for this person.  NULL: it
	 * always has. */
	bool (*is_there)(const struct exchange *x, const struct account *a);
	/* Appends what stands below the title on the page. */
	void (*draw)(struct exchange *x, struct account *a);
	/* GET of its own address or below it; answers with a page of its own
	 * and finishes the exchange.  NULL: it has none. */
	void (*show)(struct exchange *x, struct account *a);
	/* POST to it: the form is of this session and the code is fresh.
	 * Finishes the exchange, now or on another thread. */
	void (*take)(struct exchange *x, struct account *a);
};

/* --- visit.c --- */

/* True when the field "do" of the form that was sent is "word". */
bool account_is(const struct account *a, const char *word);

/* The known browser that sends this, in a->who.user; NULL: it is not known. */
const struct og_device *
account_browser(const struct exchange *x, const struct account *a);

/* --- change.c --- */

struct account_change {
	enum og_changed what; /* for the record and the log; the record keeps
				 the last one where it is nothing */
	/*
	 * Changes *u, the newest record, and nothing else that cannot be done
	 * twice: it is called again after a conflict.  OG_OK; or, to leave all
	 * as it is, an error: OG_ERR_ARG with a->refusal set for a sentence
	 * that is told.  Never OG_ERR_NOTFOUND: then there is no such user.
	 */
	enum og_err (*edit)(struct og_user *u, struct account *a);
	const char *detail; /* for the log, without secrets; may be NULL */
};

/*
 * Makes the change: one compare-and-set of the record, synced, in which the
 * session has to be alive and its code fresh still; then a line of the log,
 * "event=account" with the name of the change as reason.  Nothing is answered.
 * OG_OK: it is made.  OG_ERR_ARG: see a->refusal, a->ended and a->late, nothing
 * is changed.  OG_ERR_UNKNOWN: it may have taken effect.  Any other: nothing is
 * changed.
 */
enum og_err account_commit(struct exchange *x, struct account *a,
    const struct account_change *c) OG_MUST_CHECK;

/* Whether the session may change anything, as the newest record *u says; if
 * not, a->ended or a->late is set.  account_commit asks it itself. */
bool
account_may_change(struct exchange *x, struct account *a, struct og_user *u);

/*
 * Answers what account_commit has returned, and finishes the exchange: back to
 * the section on the page, which tells what was changed; to the login; or a
 * page that says why it was not changed.
 */
void account_answer(struct exchange *x, struct account *a, enum og_err err);

/* Both. */
void account_make(
    struct exchange *x, struct account *a, const struct account_change *c);

/* Answers that nothing was changed, and why, with the way back to the page;
 * finishes the exchange. */
void account_refuse(struct exchange *x, int status, enum word why);

/* --- parts.c: pieces of the page; all append to it --- */

/* "<form ...>" to the address of "s", with the token; and its end is the
 * caller's.  For pages begun with page_begin(..., true). */
void account_put_form(struct exchange *x, const struct account *a,
    const struct account_section *s);

/* A form that is one button: "what" is done to "id" (NULL: to none).  "about"
 * is the id of the element that says to what (NULL: the button says all).
 * Nothing where the code is not fresh. */
void account_put_button(struct exchange *x, const struct account *a,
    const struct account_section *s, const char *what, const char *id,
    enum word label, const char *about);

/* "<ul>" of things and "<li>" of one, whose heading has the id "NAME-ID": the
 * caller ends both.  "heading" is any text; it is escaped; "nameless" stands
 * there when it is "". */
void account_put_list(struct exchange *x);
void account_put_item(struct exchange *x, const struct account_section *s,
    const char *id, const char *heading, enum word nameless);

/* Lines of an item or a section: what, and its value; between account_put_facts
 * and account_put_facts_end.  "value" is any text; it is escaped. */
void account_put_facts(struct exchange *x);
void account_put_text(struct exchange *x, enum word what, const char *value);
void
account_put_time(struct exchange *x, enum word what, int64_t when, int64_t now);
void account_put_facts_end(struct exchange *x);

/* How long ago "when" is, in words. */
struct sentence account_ago(int64_t when, int64_t now);

/* --- screens.c --- */

/* Append to a screen: that a new code is needed, and the way to it and then to
 * "back"; the way to the page. */
void account_put_needs_code(struct exchange *x, const char *back);
void account_put_back(struct exchange *x);

/* A place in the queue for a hash. */
struct account_hash {
	struct limiter_who who;
	struct seat seat;
};

/* Runs "step" on a thread for hashes, which does nothing else, and leaves the
 * place; or answers that the gate is busy, and finishes the exchange. */
void account_hash_run(struct exchange *x, struct account_hash *h,
    void (*step)(struct exchange *x));
void account_hash_leave(struct account_hash *h);

/* --- the sections --- */

extern const struct account_section account_authenticators, account_recovery,
    account_password, account_sessions, account_browsers, account_logins,
    account_profile;

#endif
