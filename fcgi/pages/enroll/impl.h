/* SPDX-License-Identifier: ISC */
/*
 * One request with an invitation.  What there is to remember is in the record:
 * whoever comes again, from another tab or by "Back", sees the same.
 */
#ifndef OTPGATE_FCGI_PAGES_ENROLL_IMPL_H
#define OTPGATE_FCGI_PAGES_ENROLL_IMPL_H

#include "fcgi/gate/limiter.h"
#include "fcgi/gate/repeats.h"
#include "fcgi/gate/seats.h"
#include "fcgi/server/server.h"
#include "fcgi/web/form_request.h"
#include "fcgi/words/words.h"
#include "lib/codes/recovery.h"
#include "lib/crypto/opaque.h"
#include "lib/rules/invite.h"

#define ENROLL_FORM "enroll" /* of the token of its forms */

enum {
	ENROLL_PASSWORD,
	ENROLL_AGAIN,
	ENROLL_CODE,
	ENROLL_ONCE, /* what tells one page with a form from another */
	ENROLL_TOKEN,
	ENROLL_FIELDS
};

struct enroll {
	struct og_invite_token token;
	struct og_user user; /* as it was read */
	int64_t now;	     /* of the whole request */
	bool by_link; /* the token is in the address, not in the cookie */
	struct form_field field[ENROLL_FIELDS];
	struct form_request form;
	struct limiter_who who;
	struct limiter_debt debt;  /* what a failure costs the address */
	struct seat seat;	   /* in the queue for a hash */
	enum og_err err;	   /* of the slow part */
	struct og_opaque prepared; /* the new password */
	char pwhash[OG_PWHASH_SIZE];
	char code[OG_CODE_SIZE];
	enum og_invite_result result;
	uint32_t id;	   /* of the new authenticator */
	uint32_t recovery; /* and of the set of recovery codes: */
	struct og_recovery_code codes[OG_RECOVERY_DEFAULT];
	struct repeats *repeats;  /* of the gate, with a place in it */
	struct repeat_key repeat; /* this form, if it comes again */
	struct repeat_place place;
	void (*again)(struct exchange *x); /* when it is its turn */
};

/* --- visit.c --- */

/* Makes x->state; NULL without memory: an answer that was not filled in
 * denies. */
struct enroll *enroll_new(struct exchange *x);

/*
 * Reads the record for the "len" bytes of a token.  False: it has answered and
 * finished the exchange.  Whatever is wrong with a link, the answer is the
 * same, at the same time.
 */
bool
enroll_look(struct exchange *x, struct enroll *e, const char *text, size_t len);

/* Where somebody goes on when something has passed that was in the way. */
const char *enroll_way_back(const struct enroll *e);

/* Answers that the link is not good, or that nothing can be done now; finishes
 * the exchange. */
void enroll_answer_over(struct exchange *x);
void enroll_answer_broken(struct exchange *x, enum og_err err);

/* True when the user has to choose a password first. */
bool enroll_needs_password(const struct exchange *x, const struct og_user *u);

/* Answers that the gate is busy; finishes the exchange. */
void enroll_answer_busy(struct exchange *x, struct enroll *e);

/* Nothing is begun that could not be stored, or not be told to a log that is
 * required.  False: it has answered so. */
bool enroll_is_ready(struct exchange *x, struct enroll *e);

/* A seat for a hash; false: it has answered that the gate is busy. */
bool enroll_sit(struct exchange *x, struct enroll *e);

/* A line of the log about this user. */
void enroll_tell(struct exchange *x, const struct enroll *e,
    const char *verdict, const char *reason, const char *detail);

/* --- screens.c --- */

/* The four screens.  "alert" is what was wrong, or WORD_NONE. */
void enroll_show_welcome(
    struct exchange *x, const struct enroll *e, enum word alert);
void enroll_show_app(struct exchange *x, const struct enroll *e);
void
enroll_show_code(struct exchange *x, const struct enroll *e, enum word alert);
void enroll_show_recovery(struct exchange *x, const struct enroll *e);

/* --- repeat.c --- */

/*
 * False when this form has come before: then it was answered as the first one
 * was, or will go on with "again".  True: it is to be
 * decided; without enroll_repeat_tell the next one is, too.  Its form token was
 * checked.
 */
bool enroll_repeat_is_first(
    struct exchange *x, struct enroll *e, void (*again)(struct exchange *x));

/* The authenticator is there, and the recovery codes are shown. */
void enroll_repeat_tell(struct enroll *e);

/* --- newpassword.c, confirm.c --- */

/* Take what was sent and finish the exchange. */
void enroll_password(struct exchange *x, struct enroll *e);
void enroll_confirm(struct exchange *x, struct enroll *e);

#endif
