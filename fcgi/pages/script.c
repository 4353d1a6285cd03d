// SPDX-License-Identifier: ISC
/*
 * Hands out the script of the pages.  It is the same for everybody, and asks
 * neither who it is nor the store.
 */
#include "fcgi/pages/script.h"

#include <string.h>

#include "fcgi/web/page.h"
#include "fcgi/web/script.h"

void
script_answer(struct exchange *x)
{
	const char *type = "text/javascript; charset=utf-8";
	const char *address = x->conf->frame.script_address;

	x->response.status = 200;
	/* a page of another version may ask for another script */
	if (strcmp(request_get(&x->request, PARAM_URI), address) == 0)
		page_lasting_headers(x, type);
	else
		page_plain_headers(x, type);
	og_buf_puts(&x->response.body, script_text);
	exchange_finish(x);
}
