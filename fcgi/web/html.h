/* SPDX-License-Identifier: ISC */
/* Escaping, named by the place where the text will stand. */
#ifndef OTPGATE_FCGI_WEB_HTML_H
#define OTPGATE_FCGI_WEB_HTML_H

#include "fcgi/words/words.h"
#include "lib/base/buf.h"

/*
 * Append "s" so that a browser shows exactly it.  Control characters and what
 * is not UTF-8 become U+FFFD in both.
 */

/* Between tags; tab and line feed stay as they are. */
void html_text(struct og_buf *out, const char *s);

/* Inside a double-quoted attribute; tab, line feed and carriage return come
 * back unchanged when the form is sent. */
void html_attr(struct og_buf *out, const char *s);

/* A sentence of the table, between tags, with "args" in its places (NULL:
 * nothing).  The user's name has emphasis.  Moments are as in when.h. */
void html_words(struct og_buf *out, const struct words *language,
    enum word word, const struct words_args *args);

#endif
