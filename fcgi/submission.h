/* SPDX-License-Identifier: ISC */
/* The login form and what was sent with it; shared by login*.c only. */
#ifndef OTPGATE_SUBMISSION_H
#define OTPGATE_SUBMISSION_H

#include "form.h"
#include "policy.h"
#include "server.h"
#include "session.h"

#define LOGIN_BODY_MAX 98304 /* bytes of a form */
#define LOGIN_FORM_NAME "login"

enum login_field {
	LOGIN_USER,
	LOGIN_PASSWORD,
	LOGIN_CODE,
	LOGIN_RECOVERY,
	LOGIN_RD,
	LOGIN_CSRF,
	LOGIN_FIELDS
};

/* One submission on its way through the threads. */
struct login {
	struct gate *gate; /* that counts it */
	char *body;
	size_t body_len;
	struct form_field field[LOGIN_FIELDS];
	char name[OG_NAME_SIZE]; /* folded; "" when it is no name */
	bool known;		 /* "user" was read */
	bool waiting;		 /* within the wait after wrong passwords */
	int rounds;		 /* of hashing, after the hash changed */
	enum og_err err;	 /* of the machinery */
	struct og_attempt attempt;
	struct og_user user;
	struct og_decision decision;
	uint8_t secret[OG_SESSION_SECRET_LEN]; /* of the new session */
};

/*
 * Shows the form with "status" and "message" (NULL: none), carrying the
 * target "rd" when that is acceptable.
 */
void
login_show(struct exchange *x, int status, const char *message, const char *rd);

/* Decides the submission in x->state and finishes the exchange. */
void login_attempt(struct exchange *x);

/* Wipes and frees a struct login. */
void login_free(void *l);

#endif
