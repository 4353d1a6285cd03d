/* SPDX-License-Identifier: ISC */
/* The way to otpgate-pam-verify and back. */
#ifndef PAM_REACH_H
#define PAM_REACH_H

#include "err.h"
#include "question.h"

/* A test has others. */
#ifndef REACH_SOCKET
#define REACH_SOCKET "/run/otpgate-pam/verify.sock"
#define REACH_PATIENCE 30 /* seconds for the reply */
#endif

/*
 * Asks "q" and waits for *r.  "helper" is a program to start or a socket to
 * ask.  NULL is what is installed: for root REACH_SOCKET where that exists,
 * and nothing else then; else the program.  Program, socket and the folders
 * above them must be root's, or the caller's own, and nobody else may write
 * there.  OG_OK; any other error means that nobody gets in: *r is wiped, and
 * "why" says what is wrong.
 */
enum og_err reach_verifier(const char *helper, const struct question *q,
    struct reply *r, struct og_why *why) OG_MUST_CHECK;

#endif
