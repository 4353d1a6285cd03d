// SPDX-License-Identifier: ISC
/*
 * Fills the database of a configuration with people whose HOTP codes anybody
 * can compute: pam_fill CONFIG NAME COUNT makes NAME0, NAME1, ...  The seed is
 * the name, over and over, each byte increased by its place.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "crew.h"
#include "stage.h"

#define TOGETHER 8
#define WHEN 1700000000

static struct og_user people[TOGETHER];

static void
make(const struct stage *s, struct og_user *u, const char *prefix, long n)
{
	uint8_t seed[OG_SEED_NEW];
	char name[OG_NAME_SIZE];
	size_t len;

	(void)snprintf(name, sizeof(name), "%s%ld", prefix, n);
	len = strlen(name);
	for (size_t i = 0; i < sizeof(seed); i++)
		seed[i] = (uint8_t)(name[i % len] + (int)i);
	stage_user_with(s, u, name, OG_FACTOR_HOTP, WHEN, seed);
}

int
main(int argc, char **argv)
{
	struct og_change changes[TOGETHER];
	struct og_store *store;
	struct stage s;
	long count, n = 0;
	size_t k;

	if (argc != 4 || (count = strtol(argv[3], NULL, 10)) <= 0)
		crew_die("usage: pam_fill CONFIG NAME COUNT");
	stage_set(&s, argv[1]);
	store = stage_open(&s);
	while (n < count) {
		for (k = 0; k < TOGETHER && n < count; k++, n++) {
			make(&s, &people[k], argv[2], n);
			changes[k] = (struct og_change){.user = &people[k]};
		}
		stage_need(og_store_put(store, changes, k,
			       n < count ? OG_VISIBLE : OG_SYNCED),
		    "store");
	}
	/* as housekeeping leaves it, with what makes cold reads quick */
	stage_need(og_filestore_compact(store, NULL, NULL, NULL), "compact");
	og_store_free(&store);
	og_keyring_clear(&s.ring);
	return 0;
}
