/* SPDX-License-Identifier: ISC */
/*
 * What somebody typed at the prompt.  Tells kinds apart and nothing else: what
 * is right is decided in lib/decision/policy.c.
 */
#include "pam/answer.h"

#include <string.h>

#include "lib/base/wipe.h"
#include "lib/codes/otp.h"
#include "lib/codes/recovery.h"

bool
answer_is_dummy(const char *text)
{
	static const char dummy[] = "\b\n\r\177INCORRECT";
	size_t i;

	for (i = 0; text[i] != '\0'; i++)
		if (text[i] != dummy[i % (sizeof(dummy) - 1)])
			return false;
	return i > 0;
}

bool
answer_read(const char *text, enum want want, struct og_attempt *a)
{
	const size_t len = strlen(text);

	OG_WIPE_ARRAY(a->code);
	a->recovery_given = false;
	if (want != WANT_RECOVERY && og_code_parse(text, len, a->code) == OG_OK)
		return true;
	if (want != WANT_CODE)
		a->recovery_given =
		    og_recovery_parse(text, len, &a->recovery) == OG_OK;
	return a->recovery_given;
}

bool
answer_split(const char *text, unsigned digits, size_t *password_len)
{
	const size_t len = strlen(text);

	*password_len = 0;
	if (len < digits)
		return false;
	for (size_t i = len - digits; i < len; i++)
		if (text[i] < '0' || text[i] > '9')
			return false;
	*password_len = len - digits;
	return true;
}
