// SPDX-License-Identifier: ISC
/*
 * Proof: a guess and its charge are one step.  A hundred processes guess at
 * the same instant at every limit there is, and no more codes are evaluated
 * than the limit leaves.
 *
 *	throttle [-n RACES]
 *
 * An attempt was evaluated when its reason speaks of the code (code, ok,
 * replay); throttled and locked mean that nobody looked at it.
 */
#include <sys/wait.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "crew.h"
#include "lib/base/clock.h"
#include "stage.h"

#define GUESSERS 100

/* A limit, how the record stands before it, and what it leaves. */
struct limit {
	const char *name;
	enum og_lane lane;
	uint32_t failures;	/* in the lane, long ago */
	uint32_t auth_failures; /* of the authenticator */
	uint32_t year;		/* guesses in the rolling year */
	bool one_right;		/* one of the hundred has the right code */
	uint32_t allowed;
	enum og_reason afterwards; /* why the others were not evaluated */
};

/* 3 free tries; a lane closes at 50; authenticators at 100; the half of
 * the budget of 0.001 at 3 chances in 10^6 is spent with 166 guesses. */
static const struct limit limits[] = {
    {"free tries", OG_LANE_OPEN, 0, 0, 0, false, 3, OG_REASON_THROTTLED},
    {"free tries", OG_LANE_FIRST, 0, 0, 0, false, 3, OG_REASON_THROTTLED},
    {"one after a wait", OG_LANE_OPEN, 10, 0, 0, false, 1, OG_REASON_THROTTLED},
    {"one after a wait", OG_LANE_FIRST, 10, 0, 0, false, 1,
	OG_REASON_THROTTLED},
    {"lane about to close", OG_LANE_OPEN, 49, 0, 0, false, 1, OG_REASON_LOCKED},
    {"lane about to close", OG_LANE_FIRST, 49, 0, 0, false, 1,
	OG_REASON_LOCKED},
    {"authenticator's last", OG_LANE_FIRST, 0, 99, 0, false, 1,
	OG_REASON_LOCKED},
    {"year's budget", OG_LANE_OPEN, 0, 0, 164, false, 2, OG_REASON_LOCKED},
    {"a right code among them", OG_LANE_OPEN, 49, 0, 0, true, 5,
	OG_REASON_NONE},
};

struct plan {
	bool over;
	uint64_t id;
	enum og_lane lane;
	int64_t now;
	char code[GUESSERS][OG_CODE_SIZE];
	bool won[GUESSERS];
	enum og_reason reason[GUESSERS];
};

static struct stage stage;
static struct plan *plan;

/* All have read the record before the first one is charged. */
static void
meet(void *crew)
{
	crew_start_together(crew);
}

static void
member(struct crew *crew, size_t self)
{
	struct og_store *mine = stage_open(&stage);

	for (;;) {
		crew_meet(crew);
		if (plan->over)
			break;
		plan->won[self] =
		    stage_login(&stage, mine, plan->id, plan->code[self], NULL,
			plan->lane, plan->now, meet, crew, &plan->reason[self]);
		crew_meet(crew);
	}
	og_store_free(&mine);
}

/* Codes that are wrong in every step near now. */
static void
wrong_code(const uint8_t *seed, uint64_t step, uint32_t guess, char *out)
{
	char near[OG_CODE_SIZE];

	do {
		og_code_format(guess % 1000000, 6, out);
		for (uint64_t s = step - 2; s <= step + 2; s++) {
			stage_code(seed, s, near);
			if (strcmp(near, out) == 0)
				out[0] = '\0';
		}
		guess += 1013;
	} while (out[0] == '\0');
}

static void
set_record(struct og_store *store, struct og_user *u, const struct limit *l)
{
	const int64_t long_ago = plan->now - stage.policy.limits.wait_max - 60;

	stage_get(store, u->id, u);
	og_throttle_unlock(u);
	u->authenticators[0].moving_factor = 0;
	u->authenticators[0].failures = l->auth_failures;
	u->lanes[l->lane].failures = l->failures;
	u->lanes[l->lane].failed_at = long_ago;
	if (l->year > 0) {
		u->years[OG_SHARE_STRANGERS].month =
		    (uint32_t)(plan->now / (30 * 86400));
		u->years[OG_SHARE_STRANGERS].guesses[0] = l->year;
	}
	stage_put(store, u, OG_VISIBLE);
}

struct tally {
	uint32_t evaluated;
	uint32_t wins;
	uint32_t wrong; /* evaluated and charged */
	uint32_t other; /* not evaluated for another reason than expected */
};

static void
count(const struct limit *l, struct tally *t)
{
	memset(t, 0, sizeof(*t));
	for (size_t i = 0; i < GUESSERS; i++) {
		t->wins += plan->won[i];
		switch ((int)plan->reason[i]) {
		case OG_REASON_CODE:
			t->wrong++;
			t->evaluated++;
			break;
		case OG_REASON_OK:
		case OG_REASON_REPLAY:
			t->evaluated++;
			break;
		default:
			/* behind a last guess the lane is closed, or waits */
			if (l->afterwards != OG_REASON_NONE &&
			    plan->reason[i] != l->afterwards &&
			    plan->reason[i] != OG_REASON_THROTTLED)
				t->other++;
		}
	}
}

/* One race; true when it went as it must. */
static bool
race(struct crew *crew, struct og_store *store, struct og_user *u,
    const uint8_t *seed, const struct limit *l, uint32_t *most)
{
	const int64_t now = og_clock_wall();
	const uint64_t step = og_totp_step(now, 30);
	uint32_t charged;
	struct tally t;

	plan->now = now;
	plan->id = u->id;
	plan->lane = l->lane;
	set_record(store, u, l);
	for (uint32_t i = 0; i < GUESSERS; i++)
		wrong_code(seed, step, i * 9973 + 17, plan->code[i]);
	if (l->one_right)
		stage_code(seed, step, plan->code[GUESSERS / 2]);
	crew_meet(crew);
	crew_start_together(crew);
	crew_meet(crew);
	count(l, &t);
	stage_get(store, u->id, u);
	charged = u->lanes[l->lane].failures - l->failures;
	if (t.evaluated > *most)
		*most = t.evaluated;
	if (t.evaluated > l->allowed || t.other > 0)
		return false;
	if (l->one_right)
		return t.wins <= 1;
	return t.wins == 0 && t.evaluated == l->allowed && charged == t.wrong;
}

static long
run(struct crew *crew, struct og_store *store, const struct limit *l, long n)
{
	static struct og_user u;
	uint8_t seed[OG_SEED_NEW];
	char name[OG_NAME_SIZE];
	uint32_t most = 0;
	long wrong = 0;

	snprintf(name, sizeof(name), "guessed%td", l - limits);
	stage_user(&stage, &u, name, OG_FACTOR_TOTP, og_clock_wall(), seed);
	stage_put(store, &u, OG_SYNCED);
	for (long i = 0; i < n; i++)
		wrong += !race(crew, store, &u, seed, l, &most);
	printf("%-24s %-6s %8ld %9" PRIu32 " %9" PRIu32 " %7ld\n", l->name,
	    l->lane == OG_LANE_OPEN ? "open" : "first", n, l->allowed, most,
	    wrong);
	fflush(stdout);
	return wrong;
}

int
main(int argc, char **argv)
{
	struct og_store *store;
	struct crew *crew;
	long n = 10, wrong = 0;
	int c;

	while ((c = getopt(argc, argv, "n:")) != -1) {
		if (c != 'n')
			return 2;
		n = strtol(optarg, NULL, 10);
	}
	stage_set(&stage, NULL);
	store = stage_open(&stage);
	plan = crew_share(sizeof(*plan));
	printf("%d guesses at once\n%-24s %-6s %8s %9s %9s %7s\n", GUESSERS,
	    "limit", "lane", "races", "allowed", "evaluated", "wrong");
	crew = crew_start(GUESSERS, member);
	for (size_t i = 0; i < sizeof(limits) / sizeof(limits[0]); i++)
		wrong += run(crew, store, &limits[i], n);
	plan->over = true;
	crew_meet(crew);
	crew_end(crew);
	og_store_free(&store);
	stage_strike(&stage);
	printf("%s\n", wrong == 0 ? "never more than allowed" : "FAILED");
	return wrong == 0 ? 0 : 1;
}
