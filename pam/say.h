/* SPDX-License-Identifier: ISC */
/* What the module has to say to syslog, without waiting for it: pam_syslog()
 * waits for a reader that stands still, and the program with it. */
#ifndef PAM_SAY_H
#define PAM_SAY_H

#include "lib/base/err.h"

/* One line in the name of the program, as pam_syslog() would spell it;
 * "priority" in syslog's terms.  What syslog does not take is lost. */
void
say(const char *service, int priority, const char *fmt, ...) OG_PRINTF(3, 4);

#endif
