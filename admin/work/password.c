/* SPDX-License-Identifier: ISC */
/*
 * Says why a new password is refused.  Must not judge itself, and must not
 * repeat any part of the password.
 */
#include "admin/work/password.h"

#include "admin/ui/output.h"
#include "lib/conf/own_words.h"

/* The text is for a password with a code, since otpgate lets nobody in by a
 * password alone. */
static const char *
sentence(enum og_newpassword result)
{
	switch (result) {
	case OG_NEWPASSWORD_NOT_UTF8:
		return "the password is not UTF-8: type it at a terminal that "
		       "sends UTF-8";
	case OG_NEWPASSWORD_FORBIDDEN:
		return "the password contains a control character, or one that "
		       "cannot be seen: leave it out";
	case OG_NEWPASSWORD_SHORT:
		return "the password is shorter than 8 characters: choose a "
		       "longer one";
	case OG_NEWPASSWORD_LONG:
		return "the password is more than 1024 bytes long: choose a "
		       "shorter one";
	case OG_NEWPASSWORD_OWN:
		return "the password is little more than the name of the user "
		       "or of this service: choose one with at least 8 "
		       "characters besides";
	case OG_NEWPASSWORD_EASY:
		return "the password is too easy to guess: choose a longer one "
		       "or several words that have nothing to do with each "
		       "other";
	case OG_NEWPASSWORD_GOOD:
		break;
	}
	return NULL;
}

bool
password_prepare(const struct og_settings *set, const struct og_user *u,
    const struct secret *typed, struct og_opaque *prepared)
{
	enum og_newpassword result;
	struct og_words words;

	og_own_words(set, u, &words);
	result = og_newpassword_judge(
	    typed->text, typed->len, &words, false, prepared);
	if (result != OG_NEWPASSWORD_GOOD)
		output_complain(u->name, "%s", sentence(result));
	return result == OG_NEWPASSWORD_GOOD;
}
