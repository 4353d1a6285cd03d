/* SPDX-License-Identifier: ISC */
/* otpgate-pam-verify: from a question to a reply. */
#ifndef PAM_VERIFY_H
#define PAM_VERIFY_H

#include <stdbool.h>
#include <stdint.h>

#include "pam/question.h"

/*
 * Opens what the question's settings name, decides, commits and logs.  *r is
 * complete, whatever happens: "unavailable" when something failed.  Somebody
 * is let in only after the commit is on the disk.  True when a failure is owed
 * that could not be counted: verify_settle is for when the reply is sent.
 */
bool verify_reply(const struct question *q, struct reply *r);

/* Counts what the last reply owes, trying for "ms" milliseconds. */
void verify_settle(int64_t ms);

/* At the end of everything: gives the log what it has not taken yet, and waits
 * a moment for it, but not longer.  How many lines are lost. */
unsigned verify_end(void);

#endif
