/* SPDX-License-Identifier: ISC */
/* Who gets a certificate.  Pure: record, settings and time in, answer out. */
#include <stdio.h>
#include <string.h>

#include "ssh/grant.h"

/*
 * Whether what proved the last login could still do so: a code of an
 * authenticator counts as long as that one exists and is active.  A recovery
 * code is gone with its use, and the last one takes its set along.
 */
static bool
still_counts(const struct og_user *u)
{
	const struct og_authenticator *a;

	if (u->last.factor == OG_FACTOR_RECOVERY)
		return true;
	for (size_t i = 0; i < u->n_authenticators; i++) {
		a = &u->authenticators[i];
		if (a->id == u->last.authenticator)
			return a->type == u->last.factor &&
			       a->state == OG_AUTH_ACTIVE;
	}
	return false;
}

/* Whether the last login is at most "fresh" seconds old.  One in the future was
 * made before the clock was set back, at an unknown time. */
static bool
is_fresh(const struct og_user *u, int64_t fresh, int64_t now)
{
	return u->last.when > 0 && u->last.when <= now &&
	       now - u->last.when <= fresh && still_counts(u);
}

enum grant
grant_judge(const struct og_user *u, const struct og_settings *s, int64_t now)
{
	struct og_requirement need = {.n_groups = 0};

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
	return is_fresh(u, s->ssh.fresh, now) ? GRANT_GIVEN : GRANT_STALE;
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
