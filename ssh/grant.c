/* SPDX-License-Identifier: ISC */
/* Who gets a certificate.  Pure: record, settings and time in, answer out. */
#include <stdio.h>
#include <string.h>

#include "grant.h"

/*
 * Whether "a" has spent a step so lately.  The step is one of the phone's
 * clock, which is "drift" steps ahead; a step that lies further ahead than a
 * code could have been accepted is none that was used just now.
 */
static bool
is_fresh(const struct og_authenticator *a, unsigned window, int64_t fresh,
    int64_t now)
{
	int64_t period = (int64_t)a->period;
	int64_t ago;

	if (a->type != OG_FACTOR_TOTP || a->state != OG_AUTH_ACTIVE ||
	    a->moving == 0 || period == 0)
		return false;
	ago = now + a->drift * period - ((int64_t)a->moving + 1) * period;
	return ago <= fresh && ago >= -(2 * (int64_t)window + 2) * period;
}

enum grant
grant_judge(const struct og_user *u, const struct og_settings *s, int64_t now)
{
	struct og_need need = {.n_groups = 0};

	if (u->disabled)
		return GRANT_DISABLED;
	if (s->ssh.group[0] != '\0') {
		need.n_groups = 1;
		(void)snprintf(
		    need.groups[0], sizeof(need.groups[0]), "%s", s->ssh.group);
		if (!og_user_in_groups(u, &need))
			return GRANT_GROUP;
	}
	if (s->ssh.fresh == 0)
		return GRANT_GIVEN;
	for (size_t i = 0; i < u->n_authenticators; i++)
		if (is_fresh(&u->authenticators[i], s->policy.limits.window,
			s->ssh.fresh, now))
			return GRANT_GIVEN;
	return GRANT_STALE;
}

const char *
grant_name(enum grant g)
{
	switch (g) {
	case GRANT_REFUSED:
		break;
	case GRANT_DISABLED:
		return "disabled";
	case GRANT_GROUP:
		return "group";
	case GRANT_STALE:
		return "stale";
	case GRANT_GIVEN:
		return "issued";
	}
	return "refused";
}

void
grant_principals(
    const struct og_user *u, const struct og_settings *s, struct og_buf *out)
{
	const char *g = u->groups;

	og_buf_puts(out, u->name);
	while (s->ssh.group_principals && *g != '\0') {
		size_t len = strcspn(g, ",");

		og_buf_puts(out, ",group:");
		og_buf_put(out, g, len);
		g += len + (g[len] == ',');
	}
}
