// SPDX-License-Identifier: ISC
/*
 * Asks for a new password and says what is wrong with it.  Must not repeat any
 * of it.
 */
#include "fcgi/web/newpassword.h"

#include "fcgi/web/html.h"
#include "fcgi/web/page.h"
#include "lib/base/wipe.h"
#include "lib/conf/own_words.h"

#define NEW                                                                    \
	"type=\"password\" autocomplete=\"new-password\" minlength=\"8\" "     \
	"maxlength=\"1024\" required"
#define WRONG " aria-invalid=\"true\" aria-describedby=\"wrong\""

void
newpassword_put(struct exchange *x, const char *name, bool focus, bool wrong)
{
	struct og_buf *b = &x->response.body;

	/* for password managers: whose it is */
	og_buf_puts(b, "<input type=\"hidden\" autocomplete=\"username\" "
		       "value=\"");
	html_attr(b, name);
	og_buf_puts(b, "\">\n");
	if (focus)
		page_input(x, WORD_ENROLL_PASSWORD, "password",
		    wrong ? NEW " autofocus" WRONG : NEW " autofocus");
	else
		page_input(x, WORD_ENROLL_PASSWORD, "password",
		    wrong ? NEW WRONG : NEW);
	page_input(x, WORD_ENROLL_PASSWORD_AGAIN, "again",
	    "type=\"password\" autocomplete=\"new-password\" "
	    "maxlength=\"1024\" required");
}

static enum word
sentence(enum og_newpassword result)
{
	switch (result) {
	case OG_NEWPASSWORD_GOOD:
		return WORD_NONE;
	case OG_NEWPASSWORD_SHORT:
		return WORD_ENROLL_PASSWORD_SHORT;
	case OG_NEWPASSWORD_LONG:
		return WORD_ENROLL_PASSWORD_LONG;
	case OG_NEWPASSWORD_OWN:
		return WORD_ENROLL_PASSWORD_OWN;
	case OG_NEWPASSWORD_EASY:
		return WORD_ENROLL_PASSWORD_EASY;
	case OG_NEWPASSWORD_NOT_UTF8:
	case OG_NEWPASSWORD_FORBIDDEN:
		break;
	}
	return WORD_ENROLL_PASSWORD_FORBIDDEN;
}

enum word
newpassword_judge(const struct exchange *x, const struct og_user *u,
    const struct form_field *password, const struct form_field *again,
    struct og_opaque *prepared)
{
	struct og_words words;
	enum word wrong;

	og_own_words(&x->conf->settings, u, &words);
	wrong = sentence(og_newpassword_judge(
	    password->value, password->len, &words, false, prepared));
	if (wrong != WORD_NONE)
		return wrong;
	return password->len == again->len &&
		       og_equal_ct(password->value, again->value, again->len)
		   ? WORD_NONE
		   : WORD_ENROLL_PASSWORD_DIFFERS;
}
