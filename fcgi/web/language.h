/* SPDX-License-Identifier: ISC */
/*
 * The language in which somebody is answered: the one chosen on a page of the
 * gate, which a cookie keeps; or what the browser asks for; or the first of the
 * setting.  It depends on nothing that is known of a person, so that no answer
 * tells who somebody is.
 */
#ifndef OTPGATE_FCGI_WEB_LANGUAGE_H
#define OTPGATE_FCGI_WEB_LANGUAGE_H

#include "fcgi/server/server.h"
#include "fcgi/words/words.h"

#define LANGUAGE_FIELD "lang" /* of a query */

/* The language of whoever reads the answer to "x". */
const struct words *language_of(struct exchange *x);

/*
 * Takes the language that the query of a page of the gate names, if it is one
 * of the setting, for this answer; and for later ones, by a cookie, unless the
 * link comes from another site.
 */
void language_take(struct exchange *x);

/* Writes the languages of the setting to "offered", which has room for
 * OG_LANGUAGES, and returns how many there are: at least one. */
size_t language_offered(
    const struct exchange *x, const struct words *offered[OG_LANGUAGES]);

#endif
