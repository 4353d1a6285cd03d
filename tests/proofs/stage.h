/* SPDX-License-Identifier: ISC */
/*
 * The stage of a proof: a database and a ring of keys, either in a temporary
 * folder or those of a configuration file, and people on it whose codes can be
 * computed.  What goes wrong here ends the process.
 */
#ifndef PROOFS_STAGE_H
#define PROOFS_STAGE_H

#include "lib/conf/settings.h"
#include "lib/crypto/keyring.h"
#include "lib/decision/policy.h"
#include "lib/rules/enroll.h"
#include "lib/store/file/filestore.h"
#include "lib/store/store.h"

struct stage {
	char folder[64]; /* "" with a configuration file */
	char database[OG_PATH_SIZE];
	char socket[OG_PATH_SIZE]; /* of the responder, or "" */
	char host[OG_HOST_MAX + 1];
	struct og_keyring ring;
	struct og_policy policy;
};

/* Costs that take no time; the proofs are about order, not about hashing. */
extern const struct og_argon2 stage_cost;

/* With "config" NULL: makes a folder with an empty database. */
void stage_set(struct stage *s, const char *config);

/* Removes what stage_set has made. */
void stage_strike(struct stage *s);

/* A handle of its own. */
struct og_store *stage_open(const struct stage *s);

/* Ends the process when "err" is a failure. */
void stage_need(enum og_err err, const char *what);

/* Makes *u a user called "name" with one active authenticator of six digits;
 * the seed is returned. */
void stage_user(const struct stage *s, struct og_user *u, const char *name,
    enum og_factor type, int64_t now, uint8_t seed[OG_SEED_NEW]);

/* The same with that seed. */
void stage_user_with(const struct stage *s, struct og_user *u, const char *name,
    enum og_factor type, int64_t now, const uint8_t seed[OG_SEED_NEW]);

/* Stores *u, which was read or is new, and sets its version. */
void stage_put(
    struct og_store *store, struct og_user *u, enum og_durability durability);

/* Reads the user with "id", which is there. */
void stage_get(struct og_store *store, uint64_t id, struct og_user *u);

/* The six digits for a step or counter. */
void stage_code(
    const uint8_t seed[OG_SEED_NEW], uint64_t counter, char out[OG_CODE_SIZE]);

/*
 * Decides and commits one attempt as the programs do: true when allowed.
 * *reason says why.  "between" (may be NULL) is called once between reading
 * the record and deciding: a crew that meets there decides from one state.
 */
bool stage_login(const struct stage *s, struct og_store *store, uint64_t id,
    const char *code, const struct og_recovery_code *recovery,
    enum og_lane lane, int64_t now, void (*between)(void *), void *arg,
    enum og_reason *reason);

#endif
