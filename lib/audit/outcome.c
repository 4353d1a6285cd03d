/* SPDX-License-Identifier: ISC */
/*
 * The lines after the line of an attempt.  Web, PAM and otpadm all come here,
 * so that the log says the same wherever the attempt came from.  Must not
 * name a user whom the caller does not name.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "lib/audit/outcome.h"

#include "lib/base/num.h"

#define DETAIL_SIZE 96

/* One line about the user of "e", done. */
static void
tell(struct og_audit *a, const struct og_event *e, const char *event,
    const char *reason, const char *detail)
{
	const struct og_event line = {.when = e->when,
	    .event = event,
	    .verdict = "done",
	    .reason = reason,
	    .address = e->address,
	    .detail = detail,
	    .user = e->user};

	og_audit_write(a, &line);
}

static void
tell_lane(
    struct og_audit *a, const struct og_event *e, const struct og_decision *d)
{
	char text[DETAIL_SIZE];
	int n;

	n = snprintf(text, sizeof(text), "lane %s", og_lane_name(d->lane));
	if (d->lane == OG_LANE_DEVICE)
		n += snprintf(
		    text + n, sizeof(text) - (size_t)n, " %" PRIu32, d->device);
	(void)snprintf(text + n, sizeof(text) - (size_t)n,
	    ", %" PRIu32 " wrong code%s in a row", d->failures + 1,
	    OG_S(d->failures + 1));
	tell(a, e, "locked", "lane", text);
}

/* One line with a number in it, unless that is 0. */
static void
tell_number(struct og_audit *a, const struct og_event *e, const char *event,
    const char *reason, const char *what, uint32_t n)
{
	char text[DETAIL_SIZE];

	if (n == 0)
		return;
	(void)snprintf(text, sizeof(text), "%s %" PRIu32, what, n);
	tell(a, e, event, reason, text);
}

void
og_audit_outcome(
    struct og_audit *a, const struct og_event *e, const struct og_decision *d)
{
	if (!d->commit)
		return;
	if (d->closed)
		tell_lane(a, e, d);
	tell_number(a, e, "locked", "authenticator",
	    "authenticators disabled:", d->disabled);
	if (d->verdict != OG_ALLOW)
		return;
	if (d->activated)
		tell_number(a, e, "activate", "code", "authenticator",
		    d->proof.authenticator);
	tell_number(a, e, "device", "added", "device", d->device_added);
	tell_number(
	    a, e, "device", "forgotten", "devices forgotten:", d->devices_gone);
	tell_number(
	    a, e, "logout", "login", "sessions ended:", d->sessions_gone);
}
