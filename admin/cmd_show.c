/* SPDX-License-Identifier: ISC */
/*
 * otpadm show: what is known of one user, as text.  Must not print a secret:
 * no seed, no hash, no recovery code.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "clock.h"
#include "command.h"
#include "hex.h"
#include "output.h"
#include "pick.h"
#include "show.h"
#include "users.h"

static const char *const lane_names[OG_LANES] = {
    [OG_LANE_OPEN] = "open",
    [OG_LANE_FIRST] = "first",
    [OG_LANE_KEY] = "key",
};

void
show_lane(const struct context *c, const struct og_user *u, enum og_lane lane,
    int64_t now, struct show_lane *out)
{
	const struct og_limits *l = &c->settings.policy.limits;
	const struct og_counter *n = &u->lanes[lane];

	out->name = lane_names[lane];
	out->failures = n->failures;
	out->until = og_throttle_until(l, n->failures, n->failed_at, now);
	out->closed = og_throttle_is_closed(l, u, lane, now);
	out->password_failures = n->password_failures;
	out->password_until = og_throttle_until(
	    l, n->password_failures, n->password_failed_at, now);
}

static void
line_text(const char *key, const char *value)
{
	printf("%-15s", key);
	output_text(value);
	printf("\n");
}

static void
line_time(const char *key, int64_t when)
{
	printf("%-15s", key);
	output_time(when);
	printf("\n");
}

static void
print_authenticator(const struct og_authenticator *a, int64_t now)
{
	printf("authenticator  %" PRIu32 ": %s, %s %s %u digits", a->id,
	    pick_state(a, now), og_factor_name(a->type), og_hash_name(a->hash),
	    a->digits);
	if (a->type == OG_FACTOR_TOTP)
		printf(" %u s", a->period);
	if (a->label[0] != '\0') {
		printf(", label ");
		output_text(a->label);
	}
	printf(", created ");
	output_time(a->created);
	if (a->state == OG_AUTH_PENDING && a->expires != 0) {
		printf(", until ");
		output_time(a->expires);
	}
	if (a->replaces != 0)
		printf(", replaces %" PRIu32, a->replaces);
	if (a->type == OG_FACTOR_TOTP && a->moving != 0) {
		printf(", last code of ");
		output_time((int64_t)(a->moving * a->period));
	}
	if (a->drift != 0)
		printf(", clock %+d steps", a->drift);
	if (a->failures != 0)
		printf(", %" PRIu32 " wrong codes", a->failures);
	printf("\n");
}

static void
print_lane(const struct show_lane *lane)
{
	if (lane->failures == 0 && lane->password_failures == 0 &&
	    !lane->closed)
		return;
	printf("lane           %s: %" PRIu32 " wrong codes", lane->name,
	    lane->failures);
	if (lane->until != 0) {
		printf(", wait until ");
		output_time(lane->until);
	}
	if (lane->closed)
		printf(", closed");
	if (lane->password_failures != 0)
		printf(
		    ", %" PRIu32 " wrong passwords", lane->password_failures);
	if (lane->password_until != 0) {
		printf(", wait until ");
		output_time(lane->password_until);
	}
	printf("\n");
}

static void
print_user(const struct context *c, const struct og_user *u, int64_t now)
{
	struct show_lane lane;
	char id[17];

	og_hex_format(u->id, 16, id);
	line_text("user", u->name);
	line_text("id", id);
	line_text("state", u->disabled ? "disabled" : "enabled");
	line_time("created", u->created);
	line_text("name", u->fullname);
	line_text("email", u->email);
	line_text("phone", u->phone);
	line_text("groups", u->groups);
	line_text("password", u->pwhash[0] != '\0' ? "set" : "none");
	for (size_t i = 0; i < u->n_authenticators; i++)
		print_authenticator(&u->authenticators[i], now);
	printf("recovery       %zu of %u left\n", u->recovery.n,
	    u->recovery.issued);
	for (int i = 0; i < OG_LANES; i++) {
		show_lane(c, u, (enum og_lane)i, now, &lane);
		print_lane(&lane);
	}
	printf("guesses        %" PRIu32 " wrong codes in a year\n",
	    og_throttle_year(u, now));
	printf("sessions       %zu\n", users_sessions(c, u, now));
}

static int
show_run(struct context *c, const struct args *a)
{
	static struct og_user u;
	int64_t now = og_clock_wall();

	if (!context_user(c, a->arg[0], &u))
		return STATUS_FAILED;
	if (c->json)
		show_json(c, &u, now);
	else
		print_user(c, &u, now);
	og_user_clear(&u);
	return STATUS_DONE;
}

const struct command command_show = {
    .name = "show",
    .synopsis = "USER",
    .help = "print what is known of a user, but no secret",
    .min_args = 1,
    .max_args = 1,
    .flags = COMMAND_JSON,
    .run = show_run,
};
