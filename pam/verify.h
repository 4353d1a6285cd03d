/* SPDX-License-Identifier: ISC */
/* otpgate-pam-verify: from a question to a reply. */
#ifndef PAM_VERIFY_H
#define PAM_VERIFY_H

#include "question.h"

/*
 * Opens what the question's settings name, decides, commits and logs.  *r is
 * complete, whatever happens: "unavailable" when something failed.  Somebody
 * is let in only after the commit is on the disk.
 */
void verify_reply(const struct question *q, struct reply *r);

/* Once the reply is on its way: gives the log what it has not taken yet, and
 * waits a moment for it, but not longer. */
void verify_end(void);

#endif
