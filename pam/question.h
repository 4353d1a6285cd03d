/* SPDX-License-Identifier: ISC */
/*
 * What the module asks otpgate-pam-verify, and what it is told.  Knows nothing
 * of PAM, and nothing of files.
 *
 *	otpgate-pam 1 LF FIELD ... end-of-file
 *	FIELD is LENGTH ":" BYTES LF
 *
 * Each message has all its fields, in one order.  None holds a NUL.
 */
#ifndef PAM_QUESTION_H
#define PAM_QUESTION_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/base/buf.h"
#include "lib/base/name.h"
#include "lib/conf/settings.h"
#include "pam/arguments.h"

#define QUESTION_MAX 4096 /* bytes of a question */
#define REPLY_MAX 2048	  /* bytes of a reply */
#define ANSWER_MAX 1024	  /* bytes of what somebody typed */
#define SERVICE_MAX 64
#define ADDRESS_MAX 255
#define REASON_MAX 15
#define NOTE_MAX 1024
#define FLOOR_MAX 60000 /* milliseconds */

enum step {
	STEP_LOOK = 0, /* is this user one to be passed over? */
	STEP_DECIDE    /* may this person in? */
};

struct question {
	enum step step;
	enum want want;
	bool key; /* sshd has accepted a public key */
	bool key_or_password;
	bool forward;
	char config[OG_PATH_SIZE];
	char service[SERVICE_MAX + 1];
	char address[ADDRESS_MAX + 1]; /* PAM_RHOST, whatever it is */
	char user[OG_NAME_SIZE];       /* "" when it is no name of ours */
	char password[ANSWER_MAX + 1];
	char answer[ANSWER_MAX + 1];
};

/* Zero is what a forgotten assignment leaves: nobody gets in. */
enum outcome {
	OUTCOME_UNAVAILABLE = 0, /* something has to be mended */
	OUTCOME_PASSED,		 /* a look: not enrolled */
	OUTCOME_READY,		 /* a look: to be asked */
	OUTCOME_DENIED,
	OUTCOME_UNKNOWN, /* no such user, or none who could have a code */
	OUTCOME_WAIT,	 /* in a wait or a closed lane, behind a key */
	OUTCOME_LET_IN	 /* and the code is spent, on the disk */
};

struct reply {
	enum outcome outcome;
	char reason[REASON_MAX + 1]; /* for debugging; "": not to be told */
	char lane[REASON_MAX + 1];
	unsigned failures; /* since the last login */
	bool recovery;	   /* let in by a recovery code, and */
	unsigned left;	   /* so many are left */
	unsigned floor;	   /* failure_floor in milliseconds; 0: not known */
	bool cut;	   /* the answer ended in a code, and */
	size_t password;   /* so many bytes were before it */
	char note[NOTE_MAX + 1]; /* for the administrator, printable; or "" */
};

/* Appends "q" as a message.  The caller asks og_buf_err. */
void question_format(const struct question *q, struct og_buf *out);

/* Takes a question apart.  OG_OK; OG_ERR_FORMAT or OG_ERR_RANGE with *q
 * wiped. */
enum og_err
question_parse(const char *s, size_t len, struct question *q) OG_MUST_CHECK;

/* The same for a reply.  One that does not fit "q", such as a look that lets
 * somebody in, is OG_ERR_FORMAT, too. */
void reply_format(const struct reply *r, struct og_buf *out);
enum og_err reply_parse(const char *s, size_t len, const struct question *q,
    struct reply *r) OG_MUST_CHECK;

#endif
