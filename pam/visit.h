/* SPDX-License-Identifier: ISC */
/*
 * One authentication from the first word to the last, as far as PAM is
 * concerned: what is asked, what is said, how long it takes.  Everything else
 * is done by otpgate-pam-verify.  All of it is in one heap object: no globals,
 * no environment, no directory of the caller is touched, no file of the gate's
 * opened, and nothing is held while somebody types.
 */
#ifndef OTPGATE_VISIT_H
#define OTPGATE_VISIT_H

#include <security/pam_modules.h>
#include <stdint.h>

#include "pam/arguments.h"
#include "pam/question.h"

struct visit {
	pam_handle_t *pamh;
	struct pam_conv conv; /* a copy: nobody may change it meanwhile */
	struct arguments args;
	bool silent;
	int64_t answered; /* og_clock_ns */
	struct question question;
	struct reply reply;
};

/* Reads words, name, service and who is asking.  PAM_SUCCESS, or why not. */
int visit_begin(struct visit *v, pam_handle_t *pamh, int flags, int argc,
    const char **argv);

/* Where there is "nullok": PAM_IGNORE for a user who is provably not enrolled.
 * Else PAM_SUCCESS, or why not. */
int visit_look(struct visit *v);

/* Asks what has to be asked. */
int visit_ask(struct visit *v);

/* Has it decided; a failure takes until the next multiple of the floor.
 * PAM_SUCCESS only after the commit is on the disk. */
int visit_decide(struct visit *v);

/* Wipes and frees; v may be NULL. */
void visit_free(struct visit *v);

#endif
