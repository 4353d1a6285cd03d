/* SPDX-License-Identifier: ISC */
/* Reading settings where an end hurts nobody. */
#ifndef OTPGATE_FCGI_GATE_READING_H
#define OTPGATE_FCGI_GATE_READING_H

#include <sys/types.h>

#include "lib/conf/settings.h"

/*
 * As og_settings_load, and finds the accounts of "peers", but a child of this
 * process does it: libconfuse's scanner and the look for accounts end their
 * process when memory runs out.  Also OG_ERR_NOTFOUND (no such account),
 * OG_ERR_NOMEM (it has come to that end), OG_ERR_BUSY (no answer within 10
 * seconds); *s is after a failure as after og_settings_init.  One call at a
 * time.
 */
enum og_err reading_load(const char *path, struct og_settings *s,
    uid_t peers[OG_PEERS_MAX], struct og_why *why) OG_MUST_CHECK;

/* All ends: whoever waits for such a child ends it and has OG_ERR_BUSY, within
 * a moment, and so has everybody from now on. */
void reading_give_up(void);

#endif
