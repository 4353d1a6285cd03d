/* SPDX-License-Identifier: ISC */
/*
 * otpadm show: what is known about one user, as text.  Must not print a secret:
 * no seed, no hash, no recovery code.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "admin/ui/output.h"
#include "admin/work/authenticator_pick.h"
#include "admin/work/command.h"
#include "admin/work/obstacles.h"
#include "admin/work/show.h"
#include "admin/work/users.h"
#include "lib/base/clock.h"
#include "lib/crypto/hex.h"
#include "lib/rules/invite.h"

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
	    authenticator_state(a, now), og_factor_name(a->type),
	    og_hash_name(a->hash), a->digits);
	if (a->type == OG_FACTOR_TOTP)
		printf(" %u s", a->period);
	if (a->label[0] != '\0') {
		printf(", label ");
		output_text(a->label);
	}
	printf("\n%-15screated ", "");
	output_time(a->created);
	if (a->state == OG_AUTH_PENDING && a->expires != 0) {
		printf(", until ");
		output_time(a->expires);
	}
	if (a->replaces != 0)
		printf(", replaces %" PRIu32, a->replaces);
	if (a->type == OG_FACTOR_TOTP && a->moving_factor != 0) {
		/* not when the last one was used: see the last login */
		printf("\n%-15scodes are spent until ", "");
		output_time((int64_t)((a->moving_factor + 1) * a->period));
	}
	if (a->drift != 0)
		printf(", clock %+d step%s", a->drift,
		    OUTPUT_S(a->drift < 0 ? -a->drift : a->drift));
	if (a->failures != 0)
		printf(", %" PRIu32 " wrong code%s", a->failures,
		    OUTPUT_S(a->failures));
	printf("\n");
}

static void
print_closed(const struct show_lane *lane)
{
	if (!lane->closed)
		return;
	if (strcmp(lane->closed_by, "budget") == 0)
		printf(", closed by the guess budget of the year until ");
	else
		printf(", closed after %" PRIu32 " wrong code%s until ",
		    lane->failures, OUTPUT_S(lane->failures));
	if (lane->opens != 0)
		output_time(lane->opens);
	else
		printf("otpadm unlock");
}

static void
print_lane(const struct show_lane *lane)
{
	if (lane->failures == 0 && lane->password_failures == 0 &&
	    !lane->closed)
		return;
	printf("lane           %s", lane->name);
	if (lane->device != 0)
		printf(" %" PRIu32, lane->device);
	printf(": %" PRIu32 " wrong code%s", lane->failures,
	    OUTPUT_S(lane->failures));
	if (lane->until != 0) {
		printf(", wait until ");
		output_time(lane->until);
	}
	print_closed(lane);
	if (lane->password_failures != 0)
		printf(", %" PRIu32 " wrong password%s",
		    lane->password_failures, OUTPUT_S(lane->password_failures));
	if (lane->password_until != 0) {
		printf(", wait until ");
		output_time(lane->password_until);
	}
	printf("\n");
}

static void
print_devices(const struct og_user *u)
{
	for (size_t i = 0; i < u->n_devices; i++) {
		const struct og_device *d = &u->devices[i];

		printf("browser        %" PRIu32 ": ", d->id);
		output_text(d->agent);
		printf("\n%-15sfirst login ", "");
		output_time(d->created);
		printf(", last ");
		output_time(d->seen);
		printf("\n");
	}
}

static void
print_bearers(const struct og_user *u, int64_t now)
{
	for (size_t i = 0; i < u->n_bearers; i++) {
		const struct og_bearer *b = &u->bearers[i];

		printf("token          %" PRIu32 ": ", b->id);
		output_text(b->prefix);
		if (b->network[0] != '\0') {
			printf(" from ");
			output_text(b->network);
		}
		if (b->label[0] != '\0') {
			printf(", label ");
			output_text(b->label);
		}
		printf("\n%-15s%s ", "", b->expires > now ? "until" : "ended");
		output_time(b->expires);
		printf(", used ");
		if (b->used != 0)
			output_time(b->used);
		else
			printf("never");
		printf("\n");
	}
}

static void
print_guessing(const struct context *c, struct og_user *u, int64_t now)
{
	const uint32_t room =
	    og_throttle_room(&c->settings.policy.limits, u, now);
	struct show_lane lane;

	for (size_t i = 0; show_lane(c, u, i, now, &lane); i++)
		print_lane(&lane);
	for (int i = 0; i < OG_SHARES; i++) {
		const uint32_t year =
		    og_throttle_year(u, (enum og_share)i, now);

		printf("guesses        %s: %" PRIu32 " wrong code%s in a year",
		    show_share((enum og_share)i), year, OUTPUT_S(year));
		if (room != UINT32_MAX)
			printf(" (the budget has room for %" PRIu32 ")", room);
		printf("\n");
	}
}

static void
print_invite(const struct og_user *u, int64_t now)
{
	const struct og_invite *i = &u->invite;

	if (i->created == 0)
		return;
	printf("invitation     %s ",
	    og_invite_is_open(u, now) ? "until" : "ended, was until");
	output_time(i->expires);
	if (i->replace)
		printf(", replaces all authenticators");
	if (i->failures != 0)
		printf(", %" PRIu32 " wrong code%s", i->failures,
		    OUTPUT_S(i->failures));
	printf("\n");
}

static void
print_user(struct context *c, struct og_user *u, int64_t now)
{
	struct obstacles o;
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
	if (u->last.when != 0) {
		printf("last login     ");
		output_time(u->last.when);
		printf(" by %s\n", og_factor_name(u->last.factor));
	}
	print_devices(u);
	print_bearers(u, now);
	print_invite(u, now);
	print_guessing(c, u, now);
	printf("sessions       %zu\n", users_sessions(c, u, now));
	obstacles_find(c, u, now, &o);
	obstacles_print(&o);
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
    .help = "print what is known about a user, but no secrets",
    .min_args = 1,
    .max_args = 1,
    .flags = COMMAND_JSON,
    .run = show_run,
};
