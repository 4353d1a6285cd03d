/* SPDX-License-Identifier: ISC */
/*
 * What functions return.  "Did it work" (enum og_err, here) and "may this
 * person in" (enum og_verdict, policy.h) are two types, and callers test both.
 */
#ifndef OTPGATE_BASE_ERR_H
#define OTPGATE_BASE_ERR_H

#include <stddef.h>

#if defined(__GNUC__)
#define OG_MUST_CHECK __attribute__((warn_unused_result))
#define OG_PRINTF(fmt, args) __attribute__((format(printf, fmt, args)))
#else
#define OG_MUST_CHECK
#define OG_PRINTF(fmt, args)
#endif

/* Results of the library.  Zero is success, every failure is negative. */
enum og_err {
	OG_OK = 0,
	OG_ERR_ARG = -1,      /* the caller broke the function's contract */
	OG_ERR_NOMEM = -2,    /* memory exhausted */
	OG_ERR_FORMAT = -3,   /* input does not have the form it must have */
	OG_ERR_RANGE = -4,    /* well formed, but too small, large or long */
	OG_ERR_NOTFOUND = -5, /* no such user, file, key, setting */
	OG_ERR_EXISTS = -6,   /* the name, file or item already exists */
	OG_ERR_CONFLICT = -7, /* the record changed since it was read */
	OG_ERR_BUSY =
	    -8, /* timed out waiting for a lock or a place in a queue */
	OG_ERR_AGAIN = -9,    /* cannot answer without blocking: ask a worker */
	OG_ERR_DAMAGED = -10, /* the stored record or file is damaged */
	OG_ERR_UNSAFE = -11,  /* owner, mode, links or kind of a file */
	OG_ERR_IO = -12,      /* the operating system refused */
	OG_ERR_NOSPACE = -13, /* disk or quota full */
	OG_ERR_CRYPTO = -14,  /* a MAC or seal did not verify */
	OG_ERR_KEY = -15,     /* the named key is not in the ring */
	OG_ERR_UNREACHABLE = -16, /* the store cannot be reached now */
	OG_ERR_UNKNOWN = -17	  /* a change may have taken effect, or not */
};

/*
 * A sentence for the person who has to repair something: which file, what is
 * wrong with it, what to do.  Functions that take a "why" accept NULL.  After
 * success its text is undefined.
 */
struct og_why {
	char text[512];
};

/* The text for "err": short, lower case, static storage, never NULL. */
const char *og_strerror(enum og_err err);

/*
 * Sets the text of "why" (may be NULL) by printf rules, cut at its size, and
 * returns "err", so that an error can be explained and returned in one line.
 */
enum og_err og_why_set(
    struct og_why *why, enum og_err err, const char *fmt, ...) OG_PRINTF(3, 4);

/*
 * The same, but for what a system call has refused (OG_ERR_IO, OG_ERR_NOSPACE)
 * what strerror says of errno, which must be of that call.
 */
const char *og_strerror_errno(enum og_err err);

/* "path: what strerror says of error", and returns the og_err that fits. */
enum og_err og_why_errno(struct og_why *why, const char *path, int error);

/* The og_err that fits the "errno_value" of a failed system call. */
enum og_err og_err_from_errno(int errno_value);

#endif
