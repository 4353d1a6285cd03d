/* SPDX-License-Identifier: ISC */
/*
 * otpadm policy: what guessing is worth with these settings, for a user with
 * one usual authenticator, or for a real one.  Must not flatter: it counts with
 * the functions that decide.  The figures of networks are arithmetic;
 * tests/check_networks.c ensures that the responder agrees.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "admin/ui/json.h"
#include "admin/ui/output.h"
#include "admin/work/command.h"
#include "admin/work/guesswork.h"
#include "admin/work/show.h"
#include "admin/work/users.h"
#include "lib/base/clock.h"

#define MONTH_DAYS 30
#define HOUR 3600.0
#define DAY_HOURS 24
#define N_NETWORKS (sizeof(networks) / sizeof(networks[0]))
#define YEAR_DAYS 365
#define N_SPANS 3
#define N_ATTACKS (sizeof(attacks) / sizeof(attacks[0]))

static const struct {
	const char *name;
	int days;
} spans[N_SPANS] = {
    {"day", 1},
    {"month", MONTH_DAYS},
    {"year", YEAR_DAYS},
};

static const struct {
	const char *attacker;
	enum og_lane lane;
	const char *owner;
	int64_t every; /* seconds between two logins of the owner; 0: none */
	const char *text;
} attacks[] = {
    {"stranger", OG_LANE_OPEN, "absent", 0, "a stranger"},
    {"stranger", OG_LANE_OPEN, "daily", GUESSWORK_DAY,
	"a stranger, while the owner logs in once a day by the same way"},
    {"first", OG_LANE_FIRST, "absent", 0, "somebody who has the first factor"},
    {"first", OG_LANE_FIRST, "daily", GUESSWORK_DAY,
	"the same, while the owner logs in once a day"},
    {"key", OG_LANE_KEY, "absent", 0, "somebody who has the owner's SSH key"},
    {"device", OG_LANE_DEVICE, "absent", 0,
	"somebody who has a browser of the owner"},
    {"device", OG_LANE_DEVICE, "daily", GUESSWORK_DAY,
	"the same, while the owner logs in once a day with it"},
};

/* Whose figures are printed, and which of all users is easiest to guess. */
struct subject {
	const struct og_settings *set;
	const struct og_limits *l; /* of "set" */
	const struct og_user *u;
	double chance;
	char worst[OG_NAME_SIZE]; /* "" when that was not looked for */
	double worst_chance;
	uint32_t worst_caps[OG_SHARES];
};

/* Networks whose failures are counted, with the next narrower ones in them. */
static const struct {
	const char *name, *text;
	unsigned share, inner;
} networks[] = {
    {"address", "an IPv4 address or an IPv6 /64", 1, 0},
    {"ipv4/24", "an IPv4 /24, of 256 addresses", OG_SHARE_IPV4_24, 256},
    {"ipv6/56", "an IPv6 /56, of 256 /64", OG_SHARE_IPV6_56, 256},
    {"ipv6/48", "an IPv6 /48, of 256 /56", OG_SHARE_IPV6_48, 256},
};

/*
 * Failures that the responder takes from one network for all names together:
 * its share at once, then one each N-th part of the interval; and beyond them
 * one from each narrower network, in the time in which all of it is forgotten.
 */
static void
network_failures(
    const struct og_settings *set, size_t i, double *at_once, double *an_hour)
{
	const double burst = set->address_failures;
	const double interval = set->address_interval;

	*at_once = networks[i].share * burst + networks[i].inner;
	*an_hour = networks[i].share * HOUR / interval +
		   networks[i].inner * HOUR / (burst * interval);
}

/* An upper bound of the chance that one of "n" guesses is right. */
static double
bound(uint32_t n, double chance)
{
	double total = n * chance;

	return total < 1 ? total : 1;
}

static void
print_chance(double chance)
{
	if (chance > 0)
		printf("%.3g (1 in %.0f)\n", chance, 1 / chance);
	else
		printf("0\n");
}

static void
print_row(const char *left, uint32_t n, double chance)
{
	if (n == GUESSWORK_MAX)
		printf("  %-12s  no limit  ", left);
	else
		printf("  %-12s  %8" PRIu32 "  ", left, n);
	print_chance(bound(n, chance));
}

static void
print_limits(const struct og_limits *l)
{
	printf(
	    "waits          none before %" PRIu32 " wrong code%s in a row, "
	    "then 1 s, doubling up to %" PRIu32 " s\n"
	    "lane           closed at %" PRIu32 " wrong code%s in a row, "
	    "until unlock\n"
	    "authenticator  disabled at %" PRIu32 " in a row in ways that "
	    "strangers do not have\n"
	    "guess budget   %g a year: %g for strangers and those with the "
	    "first factor,\n"
	    "               %g for the owner's SSH keys and known browsers\n",
	    l->free_tries, OUTPUT_S(l->free_tries), l->wait_max, l->lane_limit,
	    OUTPUT_S(l->lane_limit), l->disable_at, l->guess_budget,
	    l->guess_budget / OG_SHARES, l->guess_budget / OG_SHARES);
}

static void
print_attacks(const struct subject *s)
{
	char left[32];

	for (size_t i = 0; i < N_ATTACKS; i++) {
		printf("\n%s: guesses, and the chance that one hits\n",
		    attacks[i].text);
		for (size_t k = 0; k < N_SPANS; k++) {
			(void)snprintf(
			    left, sizeof(left), "in a %s", spans[k].name);
			print_row(left,
			    guesswork_count(s->l, s->u, attacks[i].lane,
				(int64_t)spans[k].days * GUESSWORK_DAY,
				attacks[i].every),
			    s->chance);
		}
	}
}

static void
print_networks(const struct og_settings *set)
{
	double at_once, an_hour;

	printf("\nfailed logins that one network may cause, for all names "
	       "together");
	if (set->address_failures == 0) {
		printf(": no limit\n");
		return;
	}
	printf("\n  %-32s %10s %12s %14s\n", "", "at once", "then an hour",
	    "the first day");
	for (size_t i = 0; i < N_NETWORKS; i++) {
		network_failures(set, i, &at_once, &an_hour);
		printf("  %-32s %10.0f %12.0f %14.0f\n", networks[i].text,
		    at_once, an_hour, at_once + DAY_HOURS * an_hour);
	}
}

static void
print_text(const struct subject *s)
{
	printf("one guess      ");
	print_chance(s->chance);
	print_limits(s->l);
	print_attacks(s);
	printf("\nhard caps for a year, whatever the ways in and however often "
	       "the owner logs in\n");
	for (int i = 0; i < OG_SHARES; i++)
		print_row(show_share((enum og_share)i),
		    guesswork_cap(s->l, s->u, (enum og_share)i), s->chance);
	print_networks(s->set);
	if (s->worst[0] == '\0')
		return;
	printf("\nthe user whose codes are easiest to guess is ");
	output_text(s->worst);
	printf("\n  one guess     ");
	print_chance(s->worst_chance);
	for (int i = 0; i < OG_SHARES; i++)
		print_row(show_share((enum og_share)i), s->worst_caps[i],
		    s->worst_chance);
}

static void
put_count(struct json *j, const char *key, uint32_t n, double chance)
{
	json_open(j, key, '{');
	if (n == GUESSWORK_MAX)
		json_null(j, "guesses");
	else
		json_int(j, "guesses", n);
	json_real(j, "chance", bound(n, chance));
	json_close(j, '}');
}

static void
put_attacks(struct json *j, const struct subject *s)
{
	json_open(j, "attacks", '[');
	for (size_t i = 0; i < N_ATTACKS; i++) {
		json_open(j, NULL, '{');
		json_string(j, "attacker", attacks[i].attacker);
		json_string(j, "owner", attacks[i].owner);
		for (size_t k = 0; k < N_SPANS; k++)
			put_count(j, spans[k].name,
			    guesswork_count(s->l, s->u, attacks[i].lane,
				(int64_t)spans[k].days * GUESSWORK_DAY,
				attacks[i].every),
			    s->chance);
		json_close(j, '}');
	}
	json_close(j, ']');
}

static void
put_networks(struct json *j, const struct og_settings *set)
{
	double at_once, an_hour;

	json_open(j, "networks", '[');
	for (size_t i = 0; i < N_NETWORKS && set->address_failures > 0; i++) {
		network_failures(set, i, &at_once, &an_hour);
		json_open(j, NULL, '{');
		json_string(j, "network", networks[i].name);
		json_int(j, "at_once", (int64_t)at_once);
		json_int(j, "hour", (int64_t)an_hour);
		json_int(j, "day", (int64_t)(at_once + DAY_HOURS * an_hour));
		json_close(j, '}');
	}
	json_close(j, ']');
}

static void
print_json(const struct subject *s)
{
	struct json j;

	json_init(&j);
	json_open(&j, NULL, '{');
	json_real(&j, "chance", s->chance);
	json_int(&j, "free_tries", s->l->free_tries);
	json_int(&j, "wait_max", s->l->wait_max);
	json_int(&j, "lane_limit", s->l->lane_limit);
	json_int(&j, "disable_at", s->l->disable_at);
	json_real(&j, "guess_budget", s->l->guess_budget);
	put_attacks(&j, s);
	json_open(&j, "caps", '{');
	for (int i = 0; i < OG_SHARES; i++)
		put_count(&j, show_share((enum og_share)i),
		    guesswork_cap(s->l, s->u, (enum og_share)i), s->chance);
	json_close(&j, '}');
	put_networks(&j, s->set);
	if (s->worst[0] != '\0') {
		json_open(&j, "worst", '{');
		json_string(&j, "user", s->worst);
		json_real(&j, "chance", s->worst_chance);
		for (int i = 0; i < OG_SHARES; i++)
			put_count(&j, show_share((enum og_share)i),
			    s->worst_caps[i], s->worst_chance);
		json_close(&j, '}');
	}
	json_close(&j, '}');
	(void)json_finish(&j);
}

/* Keeps the user with the largest chance, the first of equals by name. */
static void
compare(struct og_user *u, size_t width, void *arg)
{
	struct subject *s = arg;
	double chance = og_throttle_chance(s->l, u, og_clock_wall());

	(void)width;
	if (u->disabled || chance <= s->worst_chance)
		return;
	s->worst_chance = chance;
	memcpy(s->worst, u->name, sizeof(s->worst));
	for (int i = 0; i < OG_SHARES; i++)
		s->worst_caps[i] = guesswork_cap(s->l, u, (enum og_share)i);
}

/* A user as enroll makes one by default. */
static void
usual_user(struct og_user *u)
{
	memset(u, 0, sizeof(*u));
	u->n_authenticators = 1;
	u->authenticators[0].id = 1;
	u->authenticators[0].type = OG_FACTOR_TOTP;
	u->authenticators[0].state = OG_AUTH_ACTIVE;
	u->authenticators[0].hash = OG_SHA1;
	u->authenticators[0].digits = 6;
	u->authenticators[0].period = 30;
}

static int
policy_run(struct context *c, const struct args *a)
{
	static struct og_user u;
	struct subject s = {
	    .set = &c->settings, .l = &c->settings.policy.limits, .u = &u};
	bool ok = true;

	/* settings that the budget does not hold are refused here, with the
	 * figures */
	if (!context_settings(c))
		return STATUS_FAILED;
	if (a->n == 1 && !context_user(c, a->arg[0], &u))
		return STATUS_FAILED;
	if (a->n == 0) {
		usual_user(&u);
		if (access(c->settings.database, F_OK) == 0)
			ok = users_each(c, compare, &s);
	}
	s.chance = og_throttle_chance(s.l, &u, og_clock_wall());
	if (c->json)
		print_json(&s);
	else
		print_text(&s);
	og_user_clear(&u);
	return ok ? STATUS_DONE : STATUS_FAILED;
}

const struct command command_policy = {
    .name = "policy",
    .synopsis = "[USER]",
    .help = "print what guessing is worth with these settings",
    .max_args = 1,
    .flags = COMMAND_JSON,
    .run = policy_run,
};
