/* SPDX-License-Identifier: ISC */
/* The way to otpgate-pam-verify and back. */
#ifndef PAM_REACH_H
#define PAM_REACH_H

#include <stdint.h>

#include "lib/base/err.h"
#include "pam/question.h"

/* A test has others. */
#ifndef REACH_SOCKET
#define REACH_SOCKET "/run/otpgate-pam/verify.sock"
#define REACH_PATIENCE 30 /* seconds for the reply */
#define REACH_CROWD 3000  /* ms, for a place in a crowd */
#endif

/*
 * Asks "q" for "asker" and waits for *r.  "helper" is a program to start or a
 * socket to ask.  NULL is what is installed: for root REACH_SOCKET where that
 * exists, and nothing else then; else the program.  Program, socket and the
 * folders above them must be root's, or the caller's own, and nobody else may
 * write there.  Who has started a program of root's, which a socket is asked
 * for, has a share of its places: a number for each, below 2^40, or 0 for root
 * itself. OG_OK; any other error means that nobody gets in: *r is wiped, and
 * "why" says what is wrong.
 */
enum og_err
reach_verifier(const char *helper, uint64_t asker, const struct question *q,
    struct reply *r, struct og_why *why) OG_MUST_CHECK;

#endif
