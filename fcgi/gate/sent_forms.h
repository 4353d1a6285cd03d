/* SPDX-License-Identifier: ISC */
/*
 * Forms that a Continue button has sent on to the application (kept.h,
 * foreign.h), so that pressing it twice does not send one twice.  A table of a
 * fixed size, used by checks only; its lock is held for a lookup, and never by
 * a login.
 */
#ifndef OTPGATE_FCGI_GATE_SENT_FORMS_H
#define OTPGATE_FCGI_GATE_SENT_FORMS_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/record/user.h"

#define SENT_FORMS_LIFE_MS 60000
#define SENT_FORMS_MAX 256
#define SENT_OWN_MAX 8 /* of one session */

struct sent_forms; /* opaque; may be used by several threads */

/* NULL when memory is exhausted. */
struct sent_forms *sent_forms_new(void);
void sent_forms_free(struct sent_forms *t);

/*
 * True when "text" (OTPGATE_SENT: the web server's id of the request, a blank,
 * the length of its body, a blank, the address of the page it is sent from)
 * names one of "pages" (paths, NULL after the last) on "host".
 */
bool sent_forms_is_from(
    const char *text, const char *host, const char *const pages[]);

/*
 * A form for which that is true arrives in the session "id" at "now_ms"
 * (og_clock_ms) for "uri" on "host".  True when it has already come for this
 * address within a minute, as another request; a web server may ask about one
 * request several times.  The query of the page distinguishes forms.  *mark is
 * for sent_forms_forget, or 0 when nothing may be forgotten: of several answers
 * about one request the web server may have read another.
 */
bool sent_forms_again(struct sent_forms *t, const uint8_t id[OG_DIGEST_LEN],
    const char *host, const char *uri, const char *text, int64_t now_ms,
    uint64_t *mark);

/*
 * The web server has not read that this form may go on, so it does not: it may
 * come again at once.  Only when that is certain: forgetting a form that has
 * gone on lets it go on twice.
 */
void sent_forms_forget(struct sent_forms *t, uint64_t mark);

#endif
