/* SPDX-License-Identifier: ISC */
/* What a browser says of the languages that its user reads. */
#ifndef OTPGATE_FCGI_WEB_ACCEPT_LANGUAGE_H
#define OTPGATE_FCGI_WEB_ACCEPT_LANGUAGE_H

#include <stddef.h>

#include "fcgi/words/words.h"

#define ACCEPT_LANGUAGE_MAX 1024 /* bytes; a longer header says nothing */
#define ACCEPT_LANGUAGE_OFFERED 16

/*
 * Which of the "n" languages "offered" (16 at most) the value of an
 * Accept-Language header wants most.  A range asks for its first subtag: to
 * whom Swiss German is welcome, German is.  Of equals, the one named first;
 * what "*" stands for is the first that is not named.  NULL when it wants none
 * of them, or is not spelled as RFC 9110 section 12.5.4 demands, be it in one
 * place.  Time is linear, and nothing is kept.
 */
const struct words *accept_language(
    const char *header, const struct words *const *offered, size_t n);

#endif
