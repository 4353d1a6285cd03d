// SPDX-License-Identifier: ISC
/*
 * Takes a form in that was sent to a page of ours, or refuses it.  What its
 * fields say is judged by the page.
 */
#include "fcgi/web/form_request.h"

#include <stdlib.h>
#include <string.h>

#include "fcgi/web/browser.h"
#include "fcgi/web/page.h"
#include "lib/base/wipe.h"
#include "lib/rules/token.h"

void
form_request_clear(struct form_request *f)
{
	if (f->body != NULL)
		og_wipe(f->body, f->len);
	free(f->body);
	f->body = NULL;
	f->len = 0;
}

static enum form_state
take(struct exchange *x, struct form_request *f)
{
	if (!browser_is_same_origin(x))
		return FORM_FOREIGN;
	if (!form_is_type(request_get(&x->request, PARAM_CONTENT_TYPE)))
		return FORM_OTHER;
	f->err = exchange_body(x, f->max, &f->body, &f->len);
	exchange_body_done(x);
	if (f->err == OG_ERR_RANGE)
		return FORM_TOO_LARGE;
	if (f->err == OG_ERR_FORMAT)
		return FORM_ENDLESS;
	if (f->err == OG_OK)
		f->err = form_parse(f->body, f->len, f->fields, f->n);
	return f->err == OG_OK ? FORM_TAKEN : FORM_BROKEN;
}

bool
form_request_read(struct exchange *x, struct form_request *f)
{
	f->body = NULL;
	f->len = 0;
	f->err = OG_OK;
	f->state = take(x, f);
	return f->state == FORM_TAKEN;
}

/* What was typed is not repeated: people type passwords into any field. */
static void
tell_broken(struct exchange *x, enum og_err err)
{
	if (err == OG_ERR_FORMAT)
		browser_tell_form(
		    x, "format", "a field holds a NUL byte or a broken escape");
	else if (err == OG_ERR_EXISTS)
		browser_tell_form(x, "format", "a field is given twice");
	else
		browser_tell_form(x, "format", og_strerror(err));
}

void
form_request_refuse(struct exchange *x, const struct form_request *f)
{
	switch (f->state) {
	case FORM_TAKEN:
	case FORM_FOREIGN:
		page_error(x, 403, WORD_BLOCKED_TITLE, WORD_BLOCKED_FORM);
		break;
	case FORM_OTHER:
		page_error(x, 415, WORD_FORM_BAD_TITLE, WORD_FORM_OTHER_TYPE);
		break;
	case FORM_TOO_LARGE:
		page_error(x, 413, WORD_FORM_BAD_TITLE, WORD_FORM_TOO_LARGE);
		break;
	case FORM_ENDLESS:
		page_error(x, 411, WORD_FORM_BAD_TITLE, WORD_FORM_NO_LENGTH);
		break;
	case FORM_BROKEN:
		tell_broken(x, f->err);
		page_error(x, 400, WORD_FORM_BAD_TITLE, WORD_FORM_BAD);
		break;
	}
}

bool
form_request_has_token(const struct exchange *x, const struct form_request *f,
    const char *form, const void *bound, size_t len)
{
	if (f->state != FORM_TAKEN)
		return false;
	for (size_t i = 0; i < f->n; i++)
		if (strcmp(f->fields[i].name, FORM_TOKEN) == 0)
			return og_token_form_check(&x->conf->ring, form, bound,
				   len, f->fields[i].value,
				   f->fields[i].len) == OG_OK;
	return false;
}
