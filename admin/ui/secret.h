/* SPDX-License-Identifier: ISC */
/* Reading secrets: from the terminal without echo, or from standard input. */
#ifndef OTPGATE_ADMIN_UI_SECRET_H
#define OTPGATE_ADMIN_UI_SECRET_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/crypto/pwhash.h"

#define SECRET_SIZE (OG_PASSWORD_MAX + 1)

/* A line as read; "text" has a NUL after its "len" bytes and none within. */
struct secret {
	size_t len;
	char text[SECRET_SIZE];
};

/*
 * Prompts with "prompt" at the terminal, with echo off, and reads one line;
 * with "from_stdin" reads the first line of standard input instead.  "who" is
 * for complaints.  False after a complaint (no terminal, empty, too long, a NUL
 * in it), with *s wiped.
 */
bool secret_read(
    struct secret *s, const char *who, const char *prompt, bool from_stdin);

/*
 * Reads standard input to its end.  False after a complaint when it has more
 * than empty lines: perhaps another secret than the first was meant, and none
 * may be dropped silently.
 */
bool secret_is_alone(const char *who);

/* Wipes *s. */
void secret_clear(struct secret *s);

#endif
