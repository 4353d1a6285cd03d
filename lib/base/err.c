/* SPDX-License-Identifier: ISC */
/*
 * Error codes as text, and the errno of a system call as an error code.  Texts
 * here are constant: they never contain anything from a file or a request.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "lib/base/err.h"

/* No "default:", so that the compiler finds a code without a text. */
const char *
og_strerror(enum og_err err)
{
	switch (err) {
	case OG_OK:
		return "success";
	case OG_ERR_ARG:
		return "invalid argument";
	case OG_ERR_NOMEM:
		return "out of memory";
	case OG_ERR_FORMAT:
		return "malformed input";
	case OG_ERR_RANGE:
		return "value out of range";
	case OG_ERR_NOTFOUND:
		return "not found";
	case OG_ERR_EXISTS:
		return "already exists";
	case OG_ERR_CONFLICT:
		return "changed by somebody else meanwhile";
	case OG_ERR_BUSY:
		return "busy";
	case OG_ERR_AGAIN:
		return "not possible without waiting";
	case OG_ERR_DAMAGED:
		return "stored data is damaged";
	case OG_ERR_UNSAFE:
		return "unsafe owner, mode or kind of file";
	case OG_ERR_IO:
		return "input or output failed";
	case OG_ERR_NOSPACE:
		return "no space left";
	case OG_ERR_CRYPTO:
		return "cryptographic check failed";
	case OG_ERR_KEY:
		return "key is not in the key ring";
	case OG_ERR_UNREACHABLE:
		return "the database cannot be reached";
	case OG_ERR_UNKNOWN:
		return "it is not known whether the change was stored";
	}
	return "unknown error";
}

const char *
og_strerror_errno(enum og_err err)
{
	if ((err == OG_ERR_IO || err == OG_ERR_NOSPACE) && errno != 0)
		return strerror(errno);
	return og_strerror(err);
}

enum og_err
og_why_set(struct og_why *why, enum og_err err, const char *fmt, ...)
{
	va_list ap;

	if (why == NULL)
		return err;
	va_start(ap, fmt);
	if (vsnprintf(why->text, sizeof(why->text), fmt, ap) < 0)
		why->text[0] = '\0';
	va_end(ap);
	return err;
}

enum og_err
og_why_errno(struct og_why *why, const char *path, int error)
{
	return og_why_set(
	    why, og_err_from_errno(error), "%s: %s", path, strerror(error));
}

enum og_err
og_err_from_errno(int errno_value)
{
	switch (errno_value) {
	case ENOMEM:
		return OG_ERR_NOMEM;
	case ENOENT:
	case ENOTDIR:
		return OG_ERR_NOTFOUND;
	case EEXIST:
		return OG_ERR_EXISTS;
	case ENOSPC:
	case EDQUOT:
		return OG_ERR_NOSPACE;
	case EAGAIN:
	case EBUSY:
		return OG_ERR_BUSY;
	case ELOOP: /* what O_NOFOLLOW says of a symbolic link */
		return OG_ERR_UNSAFE;
	default:
		return OG_ERR_IO;
	}
}
