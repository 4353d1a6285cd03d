/* SPDX-License-Identifier: ISC */
/*
 * Why a user cannot log in, in words, for "otpadm show".  Must not decide
 * anything: it asks the rules that the decision uses.
 */
#include "admin/work/obstacles.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "admin/ui/output.h"
#include "lib/base/wipe.h"
#include "lib/decision/policy.h"
#include "lib/files/keyfile.h"
#include "lib/record/device.h"
#include "lib/rules/enroll.h"

/* What is wrong with the authenticators of a user. */
struct survey {
	size_t usable;
	uint32_t lapsed; /* id of one that was not proven in time */
	int64_t lapsed_at;
	size_t disabled;
	int64_t ahead; /* a code of that time has been used */
	size_t sealed; /* whose seeds do not open */
};

static void add(struct obstacles *o, const char *word, const char *fmt, ...)
    OG_PRINTF(3, 4);

static void
add(struct obstacles *o, const char *word, const char *fmt, ...)
{
	struct obstacle *it = &o->list[o->n];
	va_list ap;

	if (o->n == OBSTACLES_MAX)
		return;
	o->n++;
	it->word = word;
	va_start(ap, fmt);
	(void)vsnprintf(it->text, sizeof(it->text), fmt, ap);
	va_end(ap);
}

/* --- authenticators --- */

static bool
opens(const struct og_user *u, const struct og_authenticator *a,
    const struct og_keyring *ring)
{
	uint8_t seed[OG_SEED_MAX];
	size_t len;
	bool ok = og_enroll_seed(u, a, ring, seed, &len) == OG_OK;

	OG_WIPE_ARRAY(seed);
	return ok;
}

static void
look_at(const struct context *c, const struct og_user *u,
    const struct og_authenticator *a, int64_t now, struct survey *s)
{
	const int64_t reached = og_policy_reached(&c->settings.policy, a);

	if (a->state == OG_AUTH_DISABLED) {
		s->disabled++;
	} else if (!og_user_may_accept(a, now)) {
		s->lapsed = a->id;
		s->lapsed_at = a->expires;
	} else if (!opens(u, a, &c->ring)) {
		s->sealed++;
	} else if (reached > now + OG_CLOCK_SLACK) {
		s->ahead = reached;
	} else {
		s->usable++;
	}
}

/* Says why no code would be accepted: for the one nearest to working. */
static void
explain(struct obstacles *o, const struct og_user *u, const struct survey *s,
    bool ring)
{
	char when[OUTPUT_TIME_SIZE];

	if (s->ahead != 0) {
		output_time_format(s->ahead, when);
		add(o, "clock",
		    "codes are spent until %s, which this host's clock has not "
		    "reached (otpadm(8), THE CLOCK)",
		    when);
	} else if (s->sealed > 0 && !ring) {
		add(o, "key", "the key file cannot be read (otpadm check)");
	} else if (s->sealed > 0) {
		add(o, "key",
		    "the secret does not open with the key file (otpadm "
		    "check)");
	} else if (s->disabled > 0) {
		add(o, "locked",
		    "wrong codes have disabled the authenticator (otpadm "
		    "unlock %s)",
		    u->name);
	} else if (s->lapsed != 0) {
		output_time_format(s->lapsed_at, when);
		add(o, "authenticator",
		    "authenticator %" PRIu32
		    " was not confirmed by %s (otpadm enroll %s)",
		    s->lapsed, when, u->name);
	} else {
		add(o, "authenticator",
		    "there is no authenticator (otpadm enroll %s)", u->name);
	}
}

/* False: no code and no recovery code could be accepted. */
static bool
codes(struct context *c, const struct og_user *u, int64_t now,
    struct obstacles *o)
{
	struct survey s = {0};
	struct og_why why = {""};
	bool ring = c->ring.n > 0 ||
		    og_keyfile_load(c->settings.keys, &c->ring, &why) == OG_OK;

	for (size_t i = 0; i < u->n_authenticators; i++)
		look_at(c, u, &u->authenticators[i], now, &s);
	if (s.usable > 0)
		return true;
	explain(o, u, &s, ring);
	o->how = "with a recovery code only";
	return u->recovery.n > 0;
}

/* --- ways in --- */

/* The ways that a login takes: where the password counts, and the code. */
struct way {
	enum og_lane password;
	enum og_lane code;
	uint32_t device;
};

/* False when "w" lets nothing through; says why into *o, if not NULL. */
static bool
way_is_open(const struct context *c, struct og_user *u, const struct way *w,
    int64_t now, struct obstacles *o)
{
	const struct og_limits *l = &c->settings.policy.limits;
	const struct og_counter *n = og_user_counter(u, w->code, w->device);
	const struct og_counter *p = og_user_counter(u, w->password, w->device);
	const bool asks = c->settings.policy.first_factor == OG_FIRST_PASSWORD;
	struct obstacles none = {0};
	char when[OUTPUT_TIME_SIZE];
	int64_t until;

	if (o == NULL)
		o = &none;
	if (n == NULL || p == NULL)
		return false;
	until = og_throttle_opens(l, u, w->code, w->device, now);
	output_time_format(until, when);
	if (!og_throttle_is_closed(l, u, w->code, w->device, now))
		;
	else if (n->failures >= l->lane_limit)
		add(o, "locked",
		    "%" PRIu32 " wrong code%s closed the way in (otpadm "
		    "unlock %s)",
		    n->failures, n->failures == 1 ? " has" : "s have", u->name);
	else
		add(o, "locked",
		    "the guess budget of the year is used up%s%s (otpadm "
		    "unlock %s)",
		    until != 0 ? " until " : "", until != 0 ? when : "",
		    u->name);
	until = og_throttle_until(l, n->failures, n->failed_at, now);
	output_time_format(until, when);
	if (until != 0 && o->n == 0)
		add(o, "throttled",
		    "after %" PRIu32 " wrong code%s there is a wait until %s",
		    n->failures, OUTPUT_S(n->failures), when);
	until = asks ? og_throttle_until(
			   l, p->password_failures, p->password_failed_at, now)
		     : 0;
	output_time_format(until, when);
	if (until != 0)
		add(o, "throttled",
		    "after %" PRIu32
		    " wrong password%s there is a wait until %s",
		    p->password_failures, OUTPUT_S(p->password_failures), when);
	return o->n == 0;
}

/* False: no way is open, not even that of a known browser. */
static bool
ways(struct context *c, struct og_user *u, int64_t now, struct obstacles *o)
{
	struct way w = {
	    .code = c->settings.policy.first_factor == OG_FIRST_NONE
			? OG_LANE_OPEN
			: OG_LANE_FIRST,
	};
	struct obstacles shut = {0};

	if (way_is_open(c, u, &w, now, &shut))
		return true;
	for (size_t i = 0; i < shut.n; i++)
		add(o, shut.list[i].word, "%s", shut.list[i].text);
	w.password = w.code = OG_LANE_DEVICE;
	for (size_t i = 0; i < u->n_devices; i++) {
		if (og_device_find(u, u->devices[i].digest, now) == NULL)
			continue;
		w.device = u->devices[i].id;
		if (!way_is_open(c, u, &w, now, NULL))
			continue;
		o->how = u->recovery.n > 0 && o->how[0] == 'w'
			     ? "with a recovery code from a known browser only"
			     : "from a known browser only";
		return true;
	}
	return false;
}

void
obstacles_find(
    struct context *c, struct og_user *u, int64_t now, struct obstacles *o)
{
	const bool asks = c->settings.policy.first_factor == OG_FIRST_PASSWORD;
	const bool bare = asks && u->pwhash[0] == '\0';

	memset(o, 0, sizeof(*o));
	o->how = "yes";
	if (u->disabled)
		add(o, "disabled", "the user is disabled (otpadm enable %s)",
		    u->name);
	if (bare)
		add(o, "password", "no password is set (otpadm passwd %s)",
		    u->name);
	o->can = !u->disabled && !bare;
	if (!codes(c, u, now, o))
		o->can = false;
	if (!ways(c, u, now, o))
		o->can = false;
	if (!o->can)
		o->how = "no";
}

void
obstacles_print(const struct obstacles *o)
{
	printf("can log in: %s", o->how);
	for (size_t i = 0; i < o->n; i++) {
		printf(i == 0 ? ", because " : "\n  and because ");
		output_text(o->list[i].text);
	}
	printf("\n");
}

void
obstacles_json(struct json *j, const struct obstacles *o)
{
	json_bool(j, "can_log_in", o->can);
	json_open(j, "obstacles", '[');
	for (size_t i = 0; i < o->n; i++)
		json_string(j, NULL, o->list[i].word);
	json_close(j, ']');
}
