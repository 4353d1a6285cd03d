/* SPDX-License-Identifier: ISC */
/* Lines of the module in syslog.  Knows nothing of PAM, and keeps nothing. */
#include "pam/say.h"

#include <stdarg.h>
#include <stdio.h>
#include <syslog.h>

#include "lib/base/clock.h"
#include "lib/base/outlet.h"

#define LINE_SIZE 2048

void
say(const char *service, int priority, const char *fmt, ...)
{
	char text[LINE_SIZE];
	va_list ap;
	int n;

	n = snprintf(text, sizeof(text), "pam_otpgate(%.64s:auth): ", service);
	va_start(ap, fmt);
	(void)vsnprintf(text + n, sizeof(text) - (size_t)n, fmt, ap);
	va_end(ap);
	(void)og_outlet_say(
	    LOG_AUTHPRIV | priority, og_clock_wall(), NULL, text);
}
