/* SPDX-License-Identifier: ISC */
/*
 * The path of a request target (RFC 3986, section 3.3).  The web server, the
 * application and the gate each read it by themselves: here is the strict
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
 * segment is empty (but the last), longer than 256 bytes, or of dots and blanks
 * alone; no semicolon; no slash, backslash, percent sign, "?", "#" or control
 * byte that is escaped; nothing but UTF-8.
 */
bool og_path_is_clean(const char *s, size_t len);

/* True for "prefix" itself and what follows it behind a slash, byte for byte;
 * "/" has all paths below it. */
bool og_path_is_below(const char *s, size_t len, const char *prefix);

#define OG_PATH_FORKS_MAX 64 /* more are no honest path */

/* What servers read in different ways. */
enum og_path_odd {
	OG_PATH_ODD_SLASH = 1, /* an escaped slash, or any backslash */
	OG_PATH_ODD_BYTES = 2, /* control bytes, not UTF-8, "%uXXXX" */
	OG_PATH_ODD_DOTS = 4,  /* segments, most of them dots, that only some
				  resolve */
	OG_PATH_ODD_FORM = 8   /* no path, a NUL byte, longer than the room for
				  it, or of more empty segments and scripts than
				  can be followed */
};

/* A walk along a path.  "text" is the caller's and holds as many bytes as the
 * path: the folded path so far are its first "done" bytes, without a slash at
 * the end, so that the root is none at all. */
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
	bool host;   /* it may be no part of the path */
	bool script; /* it may run a script, and a slash stands behind it */
	bool leaves; /* it does, and the folded path goes on without it */
	bool glued;  /* see og_path_glued */
	size_t tail, tail_len; /* what was cut off */
	/* so far */
	bool dotted, empty, cut, scripted;
	bool gap;     /* nothing stands behind the last name */
	size_t forks; /* where others may go on with other segments */
};

/*
 * Begins the walk along the path of the raw request target "uri" (what stands
 * behind a "?" is not looked at), with "size" bytes at "text" to work in.
 *
 * The fold: percent escapes are decoded until there is none left; characters
 * that some readers take for ASCII, or skip, become that (alike.h); backslashes
 * are slashes; of each segment goes what follows ";", "?", "#", "::" or ":$",
 * and blanks, and dots and colons at its end; empty and dot segments are
 * resolved; letters are lower case, ASCII ones alone.  A script with something
 * behind it ("/index.php/x") is a step of its own, and then "/x" is what it
 * shows.
 */
void og_path_begin(struct og_path *p, const char *uri, char *text, size_t size);

/*
 * Walks one segment on.  False at the end.  Every place that a path touches is
 * a step of the walk: "/a/../b" is at "/a", at the root, and at "/b".  Whoever
 * does not resolve the dots is in "/a", and that counts, too.
 */
bool og_path_next(struct og_path *p);

/*
 * What is glued to a script in the last step: "index.phpx" is "/x" for whoever
 * takes the name of his script off.  From *at = 0 on, one after the other;
 * false when there are no more.  "*name" is folded but for its case, and cut
 * behind 256 bytes.
 */
bool og_path_glued(
    const struct og_path *p, size_t *at, const char **name, size_t *len);

/*
 * True when no segment of a clean path (above) is taken for dots, for slashes
 * or for nothing by whoever folds it; and, unless "scripts" may be, when none
 * runs a script that shows what stands behind it.  "s" begins with a slash, or
 * is "".
 */
bool og_path_is_plain(const char *s, size_t len, bool scripts);

#endif
