/* SPDX-License-Identifier: ISC */
/* The words behind pam_otpgate.so in a PAM file.  Knows nothing of PAM. */
#ifndef OTPGATE_ARGUMENTS_H
#define OTPGATE_ARGUMENTS_H

#include <stdbool.h>

#define ARGUMENT_PROMPT_MAX 64 /* bytes */

/* What may be typed at the prompt for the code. */
enum want { WANT_EITHER = 0, WANT_CODE, WANT_RECOVERY };

/* Where the answer comes from. */
enum pass {
	PASS_ASK = 0, /* always from a prompt of ours */
	PASS_TRY,     /* what a module before us has asked, else a prompt */
	PASS_USE      /* that, or nobody gets in */
};

/* Strings belong to the caller of arguments_parse. */
struct arguments {
	const char *config;   /* config=FILE, absolute */
	const char *prompt;   /* prompt=TEXT */
	const char *services; /* services=A,B: whose SSH_AUTH_INFO_0 counts */
	const char *helper; /* helper=PATH, absolute; NULL: the one installed */
	enum want want;	    /* want=code|recovery|either */
	enum pass pass;	    /* try_first_pass, use_first_pass */
	bool nullok;
	bool key_or_password;
	bool forward; /* forward_pass: password and code in one string */
	bool debug;
};

/*
 * Reads "argc" words.  True with every default filled in; false with *bad the
 * word that is unknown, doubled, out of range or contradicts another: the
 * caller must then let nobody in.
 */
bool arguments_parse(
    int argc, const char **argv, struct arguments *out, const char **bad);

/* True when "service" is one of the names in out->services. */
bool arguments_trust(const struct arguments *a, const char *service);

#endif
