// SPDX-License-Identifier: ISC
/*
 * Where a login leads: out of the address of its pages, and on.  Judges every
 * target, and knows nobody.
 */
#include <string.h>

#include "fcgi/pages/login/submission.h"

static void
query_find(const char *query, const char *name, char *out, size_t size)
{
	size_t len;

	/* on failure it is "", as intended */
	(void)!form_query_find(query, strlen(query), name, out, size, &len);
}

struct login_page
login_query_read(const struct exchange *x, struct login_query *q,
    struct og_requirement *need)
{
	const char *query = strchr(request_get(&x->request, PARAM_URI), '?');
	char words[OG_REQUIREMENT_MAX];

	query = query != NULL ? query + 1 : "";
	query_find(query, "rd", q->rd, sizeof(q->rd));
	query_find(query, "need", words, sizeof(words));
	query_find(query, "bind", q->bind, sizeof(q->bind));
	query_find(query, "fresh", q->fresh, sizeof(q->fresh));
	if (!login_may_lead_to(x, q->rd))
		q->rd[0] = '\0';
	login_need_read(words, need, q->need);
	return (struct login_page){.rd = q->rd,
	    .need = q->need,
	    .bind = q->bind,
	    .fresh = strcmp(q->fresh, "1") == 0};
}

void
login_find_way(struct exchange *x, const struct og_session_token *t,
    const struct login_page *p, struct og_buf *now, struct og_buf *later)
{
	if (!login_may_lead_to(x, p->rd)) {
		og_buf_puts(now, x->conf->settings.default_page);
		og_buf_puts(later, x->conf->settings.default_page);
		return;
	}
	if (ticket_is_wanted(x, p->rd, p->bind) &&
	    ticket_address(x, t, p->rd, p->bind, now)) {
		/* a ticket is good for moments only: get one when needed */
		login_page_address(x, p, false, later);
		return;
	}
	og_buf_reset(now);
	ticket_put_way(x, p->rd, now);
	ticket_put_way(x, p->rd, later);
}
