// SPDX-License-Identifier: ISC
/*
 * Who may see a page for people who are logged in.  It does not decide what a
 * session or a fresh code is: that is og_policy_check, as for every location.
 */
#include "fcgi/pages/login/guard.h"

#include <stdio.h>
#include <string.h>

#include "fcgi/pages/login/submission.h"
#include "fcgi/web/page.h"

#define ADDRESS_MAX 32768
#define WAY_MAX 128 /* an address of ours and a word */

void
guard_put_address(
    struct exchange *x, const char *rd, int64_t fresh, struct og_buf *out)
{
	const struct og_requirement need = {.max_age = fresh};
	char words[OG_REQUIREMENT_MAX];
	const struct login_page p = {.rd = rd, .need = words};

	og_requirement_format(&need, words);
	login_page_address(x, &p, false, out);
}

void
guard_send(struct exchange *x, const char *rd, int64_t fresh)
{
	struct og_buf address;

	og_buf_init(&address, ADDRESS_MAX);
	guard_put_address(x, rd, fresh, &address);
	if (og_buf_err(&address) == OG_OK)
		page_redirect(x, 303, og_buf_str(&address));
	/* an answer that was not filled in denies */
	og_buf_clear(&address);
}

bool
guard_is_fresh(struct exchange *x, const struct person *p, int64_t fresh)
{
	const struct og_requirement need = {.max_age = fresh};

	return login_is_enough(x, p, &need);
}

bool
guard_let(struct exchange *x, const char *path, int64_t fresh, struct person *p)
{
	const char *method = request_get(&x->request, PARAM_METHOD);
	enum og_err err = person_read(x, p);
	char way[WAY_MAX];

	if (err == OG_OK && (fresh == 0 || guard_is_fresh(x, p, fresh)))
		return true;
	if (err == OG_OK) {
		(void)snprintf(way, sizeof(way), "%s?" GUARD_LATE "=1", path);
		guard_send(x, way, fresh);
	} else if (err == OG_ERR_NOTFOUND) {
		guard_send(x,
		    strcmp(method, "POST") == 0
			? path
			: request_get(&x->request, PARAM_URI),
		    0);
	} else {
		page_retry_after(x, PAGE_SOON);
		page_error(
		    x, 503, WORD_UNAVAILABLE_TITLE, WORD_ENROLL_UNAVAILABLE);
	}
	person_clear(p);
	exchange_finish(x);
	return false;
}
