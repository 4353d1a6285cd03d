// SPDX-License-Identifier: ISC
/*
 * People and a database for the proofs, through the library's own interface:
 * nothing here knows how the file looks.
 */
#include "stage.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "crew.h"
#include "lib/crypto/random.h"
#include "lib/files/keyfile.h"
#include "lib/login/run.h"

const struct og_argon2 stage_cost = {8, 1, 1};

static const struct og_policy default_policy = {
    .first_factor = OG_FIRST_NONE,
    .limits =
	{
	    .free_tries = 3,
	    .wait_max = 3600,
	    .lane_limit = 50,
	    .disable_at = 100,
	    .guess_budget = 0.001,
	    .window = 1,
	    .look_ahead = 5,
	},
    .argon2 = {8, 1, 1},
    .idle = 1800,
    .absolute = 43200,
    .pending = 604800,
};

void
stage_need(enum og_err err, const char *what)
{
	if (err != OG_OK)
		crew_die("%s: %s", what, og_strerror(err));
}

static void
set_folder(struct stage *s)
{
	const char *base = getenv("TMPDIR");
	uint8_t master[OG_KEY_LEN];
	int n;

	n = snprintf(s->folder, sizeof(s->folder), "%s/otpgate-proof-XXXXXX",
	    base != NULL ? base : "/tmp");
	if (n < 0 || (size_t)n >= sizeof(s->folder) ||
	    mkdtemp(s->folder) == NULL)
		crew_die("cannot make a folder");
	snprintf(s->database, sizeof(s->database), "%s/users", s->folder);
	stage_need(og_filestore_create(s->database, NULL), "create");
	stage_need(og_random(master, sizeof(master)), "random");
	og_keyring_init(&s->ring);
	stage_need(og_keyring_add(&s->ring, 1, 1, master), "key");
	s->policy = default_policy;
}

void
stage_set(struct stage *s, const char *config)
{
	struct og_settings set;
	struct og_why why = {""};

	memset(s, 0, sizeof(*s));
	if (config == NULL) {
		set_folder(s);
		return;
	}
	if (og_settings_load(config, &set, &why) != OG_OK ||
	    og_keyfile_load(set.keys, &s->ring, &why) != OG_OK)
		crew_die("%s", why.text);
	memcpy(s->database, set.database, sizeof(s->database));
	memcpy(s->socket, set.socket, sizeof(s->socket));
	memcpy(s->host, set.hosts[0], sizeof(s->host));
	s->policy = set.policy;
}

void
stage_strike(struct stage *s)
{
	char lock[OG_PATH_SIZE + 8];

	if (s->folder[0] != '\0') {
		snprintf(lock, sizeof(lock), "%s.lock", s->database);
		if (unlink(s->database) != 0 || unlink(lock) != 0 ||
		    rmdir(s->folder) != 0)
			crew_die("%s: something was left behind", s->folder);
	}
	og_keyring_clear(&s->ring);
}

struct og_store *
stage_open(const struct stage *s)
{
	struct og_why why = {""};
	struct og_store *store;

	if (og_filestore_open(&store, s->database, &why) != OG_OK)
		crew_die("%s", why.text);
	return store;
}

void
stage_user_with(const struct stage *s, struct og_user *u, const char *name,
    enum og_factor type, int64_t now, const uint8_t seed[OG_SEED_NEW])
{
	struct og_enroll spec = {
	    .type = type,
	    .hash = OG_SHA1,
	    .digits = 6,
	    .period = 30,
	    .seed = seed,
	    .seed_len = OG_SEED_NEW,
	};
	uint32_t id;

	stage_need(og_user_init(u, name, now), "user");
	stage_need(og_enroll_add(u, &spec, &s->ring, now, &id), "enroll");
	u->authenticators[0].state = OG_AUTH_ACTIVE;
}

void
stage_user(const struct stage *s, struct og_user *u, const char *name,
    enum og_factor type, int64_t now, uint8_t seed[OG_SEED_NEW])
{
	stage_need(og_random(seed, OG_SEED_NEW), "random");
	stage_user_with(s, u, name, type, now, seed);
}

void
stage_get(struct og_store *store, uint64_t id, struct og_user *u)
{
	stage_need(og_store_get_id(store, id, false, u), "read a user");
}

void
stage_put(
    struct og_store *store, struct og_user *u, enum og_durability durability)
{
	struct og_change c = {.user = u, .expected = u->version};

	stage_need(og_store_put(store, &c, 1, durability), "store a user");
	stage_get(store, u->id, u);
}

void
stage_code(
    const uint8_t seed[OG_SEED_NEW], uint64_t counter, char out[OG_CODE_SIZE])
{
	uint32_t value;

	stage_need(
	    og_hotp(OG_SHA1, seed, OG_SEED_NEW, counter, 6, &value), "code");
	og_code_format(value, 6, out);
}

bool
stage_login(const struct stage *s, struct og_store *store, uint64_t id,
    const char *code, const struct og_recovery_code *recovery,
    enum og_lane lane, int64_t now, void (*between)(void *), void *arg,
    enum og_reason *reason)
{
	static struct og_user u;
	struct og_attempt a = {.first = OG_FIRST_NONE, .lane = lane};
	struct og_decision d = {.verdict = OG_DENY};
	struct og_login_run r = {.store = store,
	    .policy = &s->policy,
	    .ring = &s->ring,
	    .id = id,
	    .attempt = &a,
	    .user = &u,
	    .decision = &d};
	enum og_err err;

	if (recovery != NULL) {
		a.recovery_given = true;
		a.recovery = *recovery;
	} else {
		memcpy(a.code, code, strlen(code) + 1);
	}
	/* as the responder goes, whose threads have others in between */
	do {
		(void)!og_login_read(&r);
		og_login_preview(&r, now);
		og_login_hash(&r);
		if (r.rounds == 0 && between != NULL)
			between(arg);
		err = og_login_conclude(&r, NULL, now);
	} while (og_login_again(&r));
	*reason = err == OG_OK ? d.reason : OG_REASON_ERROR;
	return err == OG_OK && d.verdict == OG_ALLOW;
}
