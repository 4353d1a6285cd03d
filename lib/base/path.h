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

/* What servers read in different ways. */
enum og_path_odd {
	OG_PATH_ODD_SLASH = 1, /* an escaped slash, or any backslash */
	OG_PATH_ODD_BYTES = 2, /* control bytes, not UTF-8, "%uXXXX" */
	OG_PATH_ODD_DOTS = 4,  /* segments, most of them dots, that only some
				  resolve */
	OG_PATH_ODD_FORM = 8   /* no path, a NUL byte, or longer than the room
				  for it */
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
	bool dotted, empty, cut;
	bool script, scripted; /* the last segment, one so far, runs a script */
};

/*
 * Begins the walk along the path of the raw request target "uri" (what stands
 * behind a "?" is not looked at), with "size" bytes at "text" to work in.
 *
 * The fold: percent escapes are decoded until there is none left; characters
 * that some readers take for an ASCII one (the full-width forms, blanks, dots,
 * and the few letters whose other case is ASCII) become that; backslashes are
 * slashes; of each segment goes what follows ";", "?", "#", "::" or ":$",
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

#endif
