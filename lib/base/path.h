/* SPDX-License-Identifier: ISC */
/*
 * The path of a request target (RFC 3986, section 3.3).  The web server, the
 * application and the gate each read it in their own way.  Here are the strict
 * reading, which refuses what can be read in two ways, and the folded one,
 * which is the reading of whoever sees the most in it.  Pure, no allocation.
 */
#ifndef OTPGATE_BASE_PATH_H
#define OTPGATE_BASE_PATH_H

#include <stdbool.h>
#include <stddef.h>

#define OG_PATH_OWN_PAGES "/otp" /* the gate's */

/*
 * True for an absolute path in canonical form, which everybody reads alike: no
 * segment is empty (except the last), longer than 256 bytes, or of dots and
 * blanks alone; no semicolon; no escaped slash, backslash, percent sign, "?",
 * "#" or control byte; nothing but UTF-8.
 */
bool og_path_is_clean(const char *s, size_t len);

/* True for "prefix" itself and for what follows it after a slash, byte for
 * byte; all paths are below "/". */
bool og_path_is_below(const char *s, size_t len, const char *prefix);

#define OG_PATH_FORKS_MAX 64 /* no honest path has more */

/* What servers read in different ways. */
enum og_path_odd {
	OG_PATH_ODD_SLASH = 1, /* an escaped slash, or any backslash */
	OG_PATH_ODD_BYTES = 2, /* control bytes, not UTF-8, "%uXXXX" */
	OG_PATH_ODD_DOTS = 4,  /* segments, most of them dots, that only some
				  resolve */
	OG_PATH_ODD_FORM = 8 /* not a path, a NUL byte, longer than the room for
				it, or more empty segments and scripts than
				can be followed */
};

/* A walk along a path.  "text" belongs to the caller and holds as many bytes as
 * the path: its first "done" bytes are the folded path so far, without a slash
 * at the end, so that the root is empty. */
struct og_path {
	char *text;
	size_t size;
	size_t len;   /* decoded */
	size_t at;    /* of these have been walked */
	size_t done;  /* folded */
	size_t dots;  /* segments that are plainly "." or ".." */
	unsigned odd; /* OG_PATH_ODD_..., complete at the end of the walk */
	/* of the last step */
	size_t name; /* where its name begins in "text"; 0: it has none */
	bool host;   /* it may not be part of the path */
	bool script; /* it may run a script, and a slash follows it */
	bool leaves; /* it does, and the folded path goes on without it */
	bool glued;  /* see og_path_glued */
	size_t tail, tail_len; /* what was cut off */
	/* so far */
	bool dotted, empty, cut, scripted;
	bool gap;     /* nothing follows the last name */
	size_t forks; /* where others may go on with other segments */
};

/*
 * Begins the walk along the path of the raw request target "uri" (anything
 * after a "?" is ignored), with "size" bytes at "text" to work in.
 *
 * The fold: percent escapes are decoded until none is left; characters that
 * some readers take for ASCII, or skip, become that (alike.h); backslashes
 * become slashes; each segment loses what follows ";", "?", "#", "::" or ":$",
 * and blanks, and dots and colons at its end; empty and dot segments are
 * resolved; ASCII letters become lower case.  A script with something after it
 * ("/index.php/x") is a step of its own, and "/x" is then the path that it
 * shows.
 */
void og_path_begin(struct og_path *p, const char *uri, char *text, size_t size);

/*
 * Walks on by one segment.  False at the end.  Every place that a path touches
 * is a step of the walk: "/a/../b" is at "/a", at the root, and at "/b".  A
 * reader that does not resolve the dots is in "/a", and that counts, too.
 */
bool og_path_next(struct og_path *p);

/*
 * What is glued to a script in the last step: "index.phpx" is "/x" for a reader
 * that removes the name of its script.  Starting with *at = 0, one after the
 * other; false when there are no more.  "*name" is folded except for its case,
 * and cut after 256 bytes.
 */
bool og_path_glued(
    const struct og_path *p, size_t *at, const char **name, size_t *len);

/*
 * True when folding turns no segment of a clean path (above) into dots, slashes
 * or nothing; and, unless "scripts" are allowed, when none runs a script that
 * shows what follows it.  "s" begins with a slash, or is "".
 */
bool og_path_is_plain(const char *s, size_t len, bool scripts);

#endif
