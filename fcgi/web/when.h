/* SPDX-License-Identifier: ISC */
/* A moment as people write it in their language. */
#ifndef OTPGATE_FCGI_WEB_WHEN_H
#define OTPGATE_FCGI_WEB_WHEN_H

#include <stdint.h>
#include <time.h>

#include "fcgi/words/words.h"
#include "lib/base/buf.h"

/*
 * Appends "t" (seconds since 1970), for HTML: the date, the time to the minute
 * and the zone, which is that of this host since no browser tells its own; and
 * the moment by UTC for programs, in the tag.  Nothing for what is no date.
 */
void when_put(struct og_buf *out, const struct words *language, int64_t t);

/* The same without a tag, for a moment that is broken down already; "tm_gmtoff"
 * says the zone. */
void
when_say(struct og_buf *out, const struct words *language, const struct tm *tm);

#endif
