// SPDX-License-Identifier: ISC
/*
 * A library client for proofs in Python: one command on a line, one answer on
 * a line.  It is there to be killed, and to look at what is left.
 *
 *	client CONFIG
 *
 *	enroll NAME SEEDHEX   a new user with a HOTP authenticator: ok
 *	login NAME CODE       ok, or no REASON
 *	probe NAME CODE       whether it could be spent: yes, or no REASON;
 *	                      waits do not count, and nothing is stored
 *	compact               ok
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "crew.h"
#include "lib/base/clock.h"
#include "lib/crypto/hex.h"
#include "stage.h"

static struct stage stage;
static struct og_store *store;

static void
enroll(const char *name, const char *hex)
{
	static struct og_user u;
	struct og_change change = {.user = &u};
	uint8_t seed[OG_SEED_NEW];
	unsigned byte;
	enum og_err err;

	for (size_t i = 0; i < sizeof(seed); i++) {
		if (sscanf(hex + 2 * i, "%2x", &byte) != 1)
			crew_die("%s: no seed", hex);
		seed[i] = (uint8_t)byte;
	}
	stage_user_with(
	    &stage, &u, name, OG_FACTOR_HOTP, og_clock_wall(), seed);
	err = og_store_put(store, &change, 1, OG_SYNCED);
	printf("%s\n", err == OG_OK ? "ok" : og_strerror(err));
}

static bool
find(const char *name, struct og_user *u)
{
	enum og_err err = og_store_get_name(store, name, u);

	if (err != OG_OK)
		printf("no %s\n", og_strerror(err));
	return err == OG_OK;
}

static void
login(const char *name, const char *code)
{
	static struct og_user u;
	enum og_reason reason;

	if (!find(name, &u))
		return;
	if (stage_login(&stage, store, u.id, code, NULL, OG_LANE_OPEN,
		og_clock_wall(), NULL, NULL, &reason))
		printf("ok\n");
	else
		printf("no %s\n", og_reason_name(reason));
}

static void
probe(const char *name, const char *code)
{
	static struct og_user u, next;
	struct og_attempt a = {.first = OG_FIRST_NONE};
	struct og_decision d;

	if (!find(name, &u))
		return;
	og_throttle_unlock(&u);
	snprintf(a.code, sizeof(a.code), "%s", code);
	og_policy_login(
	    &stage.policy, &stage.ring, &u, &a, og_clock_wall(), &next, &d);
	if (d.verdict == OG_ALLOW)
		printf("yes\n");
	else
		printf("no %s\n", og_reason_name(d.reason));
}

static void
compact(void)
{
	enum og_err err = og_filestore_compact(store, NULL, NULL, NULL);

	printf("%s\n", err == OG_OK ? "ok" : og_strerror(err));
}

int
main(int argc, char **argv)
{
	char line[256], *word[3], *rest;
	size_t n;

	if (argc != 2)
		return 2;
	stage_set(&stage, argv[1]);
	store = stage_open(&stage);
	setvbuf(stdout, NULL, _IOLBF, 0);
	while (fgets(line, sizeof(line), stdin) != NULL) {
		rest = line;
		for (n = 0; n < 3; n++) {
			word[n] = strtok_r(rest, " \n", &rest);
			if (word[n] == NULL)
				break;
		}
		if (n == 3 && strcmp(word[0], "enroll") == 0 &&
		    strlen(word[2]) == 2 * (size_t)OG_SEED_NEW)
			enroll(word[1], word[2]);
		else if (n == 3 && strcmp(word[0], "login") == 0)
			login(word[1], word[2]);
		else if (n == 3 && strcmp(word[0], "probe") == 0)
			probe(word[1], word[2]);
		else if (n == 1 && strcmp(word[0], "compact") == 0)
			compact();
		else
			printf("what?\n");
	}
	og_store_free(&store);
	stage_strike(&stage);
	return 0;
}
