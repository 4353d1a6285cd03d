/* SPDX-License-Identifier: ISC */
/*
 * One authentication from the first word to the last.  Everything it needs is
 * in one heap object: no globals, no environment, no directory of the
 * caller is touched, no signal but in shield.c, and no lock is held while
 * somebody types.
 */
#ifndef OTPGATE_VISIT_H
#define OTPGATE_VISIT_H

#include <security/pam_modules.h>

#include "answer.h"
#include "arguments.h"
#include "audit.h"
#include "keyring.h"
#include "login.h"
#include "settings.h"
#include "store.h"

struct visit {
	pam_handle_t *pamh;
	struct pam_conv conv; /* a copy: nobody may change it meanwhile */
	struct arguments args;
	bool silent;
	bool key;		 /* sshd has accepted a public key */
	char name[OG_NAME_SIZE]; /* "" when it is no name of ours */
	struct og_settings settings;
	struct og_keyring ring;
	struct og_store *store;
	struct og_audit *audit;
	bool known;	  /* "user" was read */
	bool dummy;	  /* sshd has spoiled the answer */
	size_t typed;	  /* length of the answer, before it was split */
	int64_t answered; /* og_clock_ns */
	char password[ANSWER_MAX + 1];
	char answer[ANSWER_MAX + 1];
	struct og_attempt attempt;
	struct og_user user;
	struct og_decision decision;
};

/* An item of PAM that is a string; "" when there is none.  Good until the
 * conversation function is called the next time, which might set it. */
const char *visit_item(const struct visit *v, int type);

/* Reads words, name, service and who is asking.  PAM_SUCCESS, or why not. */
int visit_begin(struct visit *v, pam_handle_t *pamh, int flags, int argc,
    const char **argv);

/* Opens settings, keys and database and reads the user.  PAM_IGNORE only for
 * "nullok" and a user who is provably not enrolled. */
int visit_open(struct visit *v);

/* Reads the record of v->name as it is now; v->known tells whether there is
 * one.  OG_OK also when there is none. */
enum og_err visit_read_user(struct visit *v) OG_MUST_CHECK;

/* Asks what has to be asked. */
int visit_ask(struct visit *v);

/* Decides, commits, logs; a failure takes until the next multiple of the
 * floor.  PAM_SUCCESS only after the commit is on the disk. */
int visit_decide(struct visit *v);

/* Wipes and frees; v may be NULL. */
void visit_free(struct visit *v);

/* The one place where errors become PAM's: everything that is not listed is
 * PAM_AUTHINFO_UNAVAIL. */
int visit_result(const struct og_decision *d);

#endif
