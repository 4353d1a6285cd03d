// SPDX-License-Identifier: ISC
/*
 * Proof: a code spends once, and nobody's good code is refused, whoever comes
 * at the same instant by whatever way.  liboath runs the same races beside it.
 *
 *	races [-n RACES] [-c CONFIG -a OTPADM]
 *
 * With -c, CONFIG's responder is running: half of the processes go through
 * the library, others through the responder, the last through OTPADM.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "crew.h"
#include "lib/base/clock.h"
#include "lib/crypto/hex.h"
#include "races.h"

#define MEMBERS 8 /* in the largest crew */
#define COMPACT_EVERY 64

enum race { SAME_TOTP, OWN_TOTP, SAME_RECOVERY, HOTP_PAIR, RACES };

static const char *const race_names[RACES] = {
    "one TOTP code",
    "everybody's own TOTP code",
    "one recovery code",
    "HOTP codes c and c+1",
};

enum way { BY_LIBRARY, BY_GATE, BY_ADMIN, BY_OATH };

/* What parent and members share. */
struct plan {
	bool over;
	bool late; /* the members meet behind reading the record */
	enum way way[CREW_MAX];
	struct offer offer[CREW_MAX];
	bool won[CREW_MAX];
	enum og_reason reason[CREW_MAX];
};

struct person {
	struct og_user u;
	uint8_t seed[OG_SEED_NEW];
};

struct tally {
	long trials;
	long codes;    /* good ones that were offered */
	long doubles;  /* accepted more often than once */
	long refused;  /* good, and accepted by nobody's process */
	long troubles; /* denied because of the machinery */
};

static struct stage stage;
static struct plan *plan;
static char *config, *otpadm;
static char oath_file[128];
static struct og_store *store;
static struct person people[MEMBERS], hotp, recovery;
static struct og_recovery_set full_set;
static struct og_recovery_code codes[OG_RECOVERY_DEFAULT];

/* --- members --- */

/* Half of the races start behind reading the record, so that all decide from
 * the same state; half before it. */
static void
meet_late(void *crew)
{
	if (plan->late)
		crew_start_together(crew);
}

static bool
by_library(struct crew *crew, struct og_store *mine, const struct offer *o,
    enum og_reason *why)
{
	struct og_recovery_code code;

	if (!plan->late)
		crew_start_together(crew);
	if (o->recovery)
		stage_need(
		    og_recovery_parse(o->code, strlen(o->code), &code), "code");
	return stage_login(&stage, mine, o->id, o->recovery ? NULL : o->code,
	    o->recovery ? &code : NULL, OG_LANE_OPEN, og_clock_wall(),
	    meet_late, crew, why);
}

static bool
by_gate(struct crew *crew, const struct offer *o)
{
	struct gate_login gate;

	gate_prepare(&stage, o, &gate);
	crew_start_together(crew);
	return gate_finish(&gate);
}

static bool
by_admin(struct crew *crew, struct offer *o)
{
	struct admin_login admin;

	admin_prepare(otpadm, config, o, &admin);
	crew_start_together(crew);
	return admin_finish(o, &admin);
}

static bool
by_oath(struct crew *crew, const struct offer *o)
{
	crew_start_together(crew);
	return oath_login(oath_file, o->name, o->code);
}

static bool
spend(struct crew *crew, size_t self, struct og_store *mine)
{
	struct offer *o = &plan->offer[self];

	plan->reason[self] = OG_REASON_NONE;
	switch (plan->way[self]) {
	case BY_GATE:
		return by_gate(crew, o);
	case BY_ADMIN:
		return by_admin(crew, o);
	case BY_OATH:
		return by_oath(crew, o);
	case BY_LIBRARY:
		break;
	}
	return by_library(crew, mine, o, &plan->reason[self]);
}

static void
member(struct crew *crew, size_t self)
{
	struct og_store *mine = stage_open(&stage);

	for (;;) {
		crew_meet(crew); /* the plan is made */
		if (plan->over)
			break;
		plan->won[self] = spend(crew, self, mine); /* meets once */
		crew_meet(crew);			   /* all is done */
	}
	og_store_free(&mine);
}

/* --- before a race --- */

/* As if nothing had been spent or charged yet. */
static void
renew(struct person *p)
{
	stage_get(store, p->u.id, &p->u);
	og_throttle_unlock(&p->u);
	p->u.n_sessions = 0;
	p->u.authenticators[0].drift = 0;
	if (p->u.authenticators[0].type == OG_FACTOR_TOTP)
		p->u.authenticators[0].moving_factor = 0;
	if (p == &recovery)
		p->u.recovery = full_set;
	stage_put(store, &p->u, OG_VISIBLE);
}

static void
offer(size_t i, const struct person *p, uint64_t counter)
{
	struct offer *o = &plan->offer[i];

	memset(o, 0, sizeof(*o));
	o->id = p->u.id;
	memcpy(o->name, p->u.name, sizeof(o->name));
	if (p == &recovery) {
		o->recovery = true;
		og_recovery_format(&codes[0], o->code);
	} else {
		stage_code(p->seed, counter, o->code);
	}
}

static void
prepare(enum race race, size_t n, uint64_t counter)
{
	const uint64_t step = og_totp_step(og_clock_wall(), 30);

	for (size_t i = 0; i < n; i++) {
		if (race == SAME_TOTP)
			offer(i, &people[0], step);
		else if (race == OWN_TOTP)
			offer(i, &people[i], step);
		else if (race == SAME_RECOVERY)
			offer(i, &recovery, 0);
		else
			offer(i, &hotp, counter + i % 2);
	}
}

static uint64_t
renew_for(enum race race, size_t n)
{
	if (race == SAME_RECOVERY)
		renew(&recovery);
	else if (race == HOTP_PAIR)
		renew(&hotp);
	for (size_t i = 0; i < n; i++) {
		if (race == OWN_TOTP || (race == SAME_TOTP && i == 0))
			renew(&people[i]);
	}
	return hotp.u.authenticators[0].moving_factor;
}

/* The same people in liboath's file. */
static void
write_oath(uint64_t counter)
{
	char hex[2 * OG_SEED_NEW + 1];
	const struct person *p;
	FILE *f = fopen(oath_file, "w");

	if (f == NULL)
		crew_die("%s: cannot write", oath_file);
	for (size_t i = 0; i <= MEMBERS; i++) {
		p = i < MEMBERS ? &people[i] : &hotp;
		for (size_t k = 0; k < OG_SEED_NEW; k++)
			snprintf(hex + 2 * k, 3, "%02x", p->seed[k]);
		if (p == &hotp)
			fprintf(f, "HOTP %s - %s %" PRIu64 "\n", p->u.name, hex,
			    counter);
		else
			fprintf(f, "HOTP/T30/6 %s - %s\n", p->u.name, hex);
	}
	if (fclose(f) != 0)
		crew_die("%s: cannot write", oath_file);
}

/* --- after a race --- */

static void
count(enum race race, size_t n, struct tally *t)
{
	long wins[2] = {0, 0}, won = 0;

	t->trials++;
	for (size_t i = 0; i < n; i++) {
		won += plan->won[i];
		wins[i % 2] += plan->won[i];
		if (plan->reason[i] == OG_REASON_ERROR)
			t->troubles++;
	}
	if (race == OWN_TOTP) {
		t->codes += (long)n;
		t->refused += (long)n - won;
		return;
	}
	/* c is no good any more once c+1 has been spent */
	t->codes++;
	if (race == HOTP_PAIR) {
		t->doubles += (wins[0] > 1) + (wins[1] > 1);
		t->refused += wins[1] == 0;
		return;
	}
	t->doubles += won > 1;
	t->refused += won == 0;
}

static void
compact_sometimes(long trial)
{
	if (trial % COMPACT_EVERY == 0 && og_filestore_wants_compaction(store))
		stage_need(
		    og_filestore_compact(store, NULL, NULL, NULL), "compact");
}

static void
set_ways(size_t n, bool oath)
{
	for (size_t i = 0; i < n; i++) {
		plan->way[i] = oath ? BY_OATH : BY_LIBRARY;
		if (!oath && config != NULL && i >= n / 2)
			plan->way[i] = i == n - 1 ? BY_ADMIN : BY_GATE;
	}
}

static void
run(struct crew *crew, enum race race, size_t n, bool oath, long trials,
    struct tally *t)
{
	uint64_t counter = 0;

	memset(t, 0, sizeof(*t));
	set_ways(n, oath);
	for (long i = 0; i < trials; i++) {
		if (oath)
			write_oath(counter);
		else
			counter = renew_for(race, n);
		prepare(race, n, counter);
		plan->late = i % 2 == 1;
		crew_meet(crew);
		crew_start_together(crew);
		crew_meet(crew);
		count(race, n, t);
		compact_sometimes(i);
	}
}

/* --- all of it --- */

static void
make_person(struct person *p, const char *name, enum og_factor type)
{
	char full[OG_NAME_SIZE];

	snprintf(full, sizeof(full), "%s-%ld", name, (long)getpid());
	stage_user(&stage, &p->u, full, type, og_clock_wall(), p->seed);
	stage_put(store, &p->u, OG_SYNCED);
}

static void
make_people(void)
{
	char name[16];

	for (size_t i = 0; i < MEMBERS; i++) {
		snprintf(name, sizeof(name), "totp%zu", i);
		make_person(&people[i], name, OG_FACTOR_TOTP);
	}
	make_person(&hotp, "hotp", OG_FACTOR_HOTP);
	make_person(&recovery, "recovery", OG_FACTOR_TOTP);
	stage_need(og_enroll_recovery(&recovery.u, &stage_cost,
		       OG_RECOVERY_DEFAULT, og_clock_wall(), codes),
	    "recovery codes");
	full_set = recovery.u.recovery;
	stage_put(store, &recovery.u, OG_SYNCED);
}

static void
print_row(enum race race, size_t n, const struct tally *ours,
    const struct tally *theirs)
{
	printf("%-26s %5zu %8ld %8ld %8ld", race_names[race], n, ours->trials,
	    ours->doubles, ours->refused);
	if (theirs->trials > 0)
		printf("   %8ld %8ld %8ld", theirs->trials, theirs->doubles,
		    theirs->refused);
	else
		printf("   %8s %8s %8s", "-", "-", "-");
	printf("\n");
	if (ours->troubles > 0)
		printf("  (%ld denials by an error)\n", ours->troubles);
}

/* All races with one crew; returns how often otpgate was wrong. */
static long
run_crew(size_t n, long trials, long *races)
{
	struct tally ours, theirs;
	struct crew *crew;
	long wrong = 0;

	plan->over = false;
	crew = crew_start(n, member);
	for (unsigned r = 0; r < RACES; r++) {
		enum race race = (enum race)r;

		memset(&theirs, 0, sizeof(theirs));
		run(crew, race, n, false, trials, &ours);
		if (oath_file[0] != '\0' && race != SAME_RECOVERY)
			run(crew, race, n, true, trials < 2000 ? trials : 2000,
			    &theirs);
		print_row(race, n, &ours, &theirs);
		wrong += ours.doubles + ours.refused + ours.troubles;
		*races += ours.trials;
	}
	plan->over = true;
	crew_meet(crew);
	crew_end(crew);
	return wrong;
}

static void
use_oath(void)
{
	if (config != NULL)
		return;
	if (!oath_is_there()) {
		printf("liboath is not there: its columns stay empty\n");
		return;
	}
	snprintf(oath_file, sizeof(oath_file), "%s/oath", stage.folder);
}

int
main(int argc, char **argv)
{
	long races = 1000, done = 0, wrong;
	int64_t begun = crew_us();
	int c;

	while ((c = getopt(argc, argv, "n:c:a:")) != -1) {
		if (c == 'n')
			races = strtol(optarg, NULL, 10);
		else if (c == 'c')
			config = optarg;
		else if (c == 'a')
			otpadm = optarg;
		else
			return 2;
	}
	if (races < 1 || (config == NULL) != (otpadm == NULL))
		return 2;
	stage_set(&stage, config);
	store = stage_open(&stage);
	plan = crew_share(sizeof(*plan));
	make_people();
	use_oath();
	printf("%-32s %8s %8s %8s   %8s %8s %8s\n%-26s %5s "
	       "%8s %8s %8s   %8s %8s %8s\n",
	    "", "otpgate", "double", "valid", "liboath", "double", "valid",
	    "race", "procs", "trials", "spends", "refused", "trials", "spends",
	    "refused");
	wrong = run_crew(4, (races + 7) / 8, &done);
	wrong += run_crew(MEMBERS, (races + 7) / 8, &done);
	if (oath_file[0] != '\0')
		(void)unlink(oath_file);
	og_store_free(&store);
	stage_strike(&stage);
	printf("%ld races %s in %.1f s: %s\n", done,
	    config == NULL ? "by the library" : "by all ways",
	    (double)(crew_us() - begun) / 1e6,
	    wrong == 0 ? "0 double spends, 0 valid codes refused" : "FAILED");
	return wrong == 0 ? 0 : 1;
}
