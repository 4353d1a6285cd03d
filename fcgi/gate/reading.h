/* SPDX-License-Identifier: ISC */
/* Reading settings where a crash does no harm. */
#ifndef OTPGATE_FCGI_GATE_READING_H
#define OTPGATE_FCGI_GATE_READING_H

#include <sys/types.h>

#include "lib/conf/settings.h"

/*
 * As og_settings_load, and finds the accounts of "peers", but in a child of
 * this process: libconfuse's scanner and the lookup of accounts end their
 * process when memory runs out.  Also OG_ERR_NOTFOUND (no such account),
 * OG_ERR_NOMEM (it ended that way), OG_ERR_BUSY (no answer within 10 seconds);
 * after a failure *s is as after og_settings_init.  One call at a time.
 */
enum og_err reading_load(const char *path, struct og_settings *s,
    uid_t peers[OG_PEERS_MAX], struct og_why *why) OG_MUST_CHECK;

/* The program ends: whoever waits for such a child ends it and gets
 * OG_ERR_BUSY, within a moment, and so does every later call. */
void reading_give_up(void);

#endif
