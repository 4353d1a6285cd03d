// SPDX-License-Identifier: ISC
/*
 * What is demanded of a person who comes to the login, whether that can be
 * met, and where it may lead.  Shows nothing and changes nothing.
 */
#include <string.h>

#include "fcgi/pages/login/submission.h"

void
login_need_read(const char *words, struct og_requirement *need,
    char out[OG_REQUIREMENT_MAX])
{
	if (words == NULL || og_requirement_parse_words(words, need) != OG_OK)
		memset(need, 0, sizeof(*need));
	og_requirement_format(need, out);
}

bool
login_need_is_possible(
    const struct og_user *u, const struct og_requirement *need, int64_t now)
{
	const struct og_authenticator *a;

	if (u->recovery.n > 0 &&
	    (need->factors == 0 || (need->factors & OG_FACTOR_RECOVERY) != 0))
		return true;
	for (size_t i = 0; i < u->n_authenticators; i++) {
		a = &u->authenticators[i];
		if (og_user_may_accept(a, now) &&
		    (need->factors == 0 ||
			(need->factors & (unsigned)a->type) != 0))
			return true;
	}
	return false;
}

size_t
login_bound(const struct og_pre *pre, const uint8_t session[OG_DIGEST_LEN],
    const char *need, uint8_t out[LOGIN_BOUND_MAX])
{
	size_t len = 0, need_len = strnlen(need, OG_REQUIREMENT_MAX);

	memcpy(out, pre->random, OG_PRE_LEN);
	len += OG_PRE_LEN;
	if (session != NULL) {
		memcpy(out + len, session, OG_DIGEST_LEN);
		len += OG_DIGEST_LEN;
	}
	memcpy(out + len, need, need_len);
	return len + need_len;
}

bool
login_may_lead_to(const struct exchange *x, const char *rd)
{
	return rd != NULL &&
	       redirect_is_safe(rd, strlen(rd),
		   (const char(*)[OG_HOST_MAX + 1]) x->conf->settings.hosts,
		   x->conf->settings.n_hosts);
}
