/* SPDX-License-Identifier: ISC */
/* The language in which somebody is answered. */
#ifndef OTPGATE_FCGI_WEB_LANGUAGE_H
#define OTPGATE_FCGI_WEB_LANGUAGE_H

#include "fcgi/server/server.h"
#include "fcgi/words/words.h"

/* The language of whoever reads the answer to "x".  English is the only one
 * so far. */
const struct words *language_of(const struct exchange *x);

#endif
