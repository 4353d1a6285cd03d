/* SPDX-License-Identifier: ISC */
/*
 * The ways in that a user has in hand: authenticators that he adds, names and
 * removes himself.  Pure changes of a record.
 *
 * A new one is not among the authenticators before its first code has proven
 * it, so that nobody logs in by it.  Until then it belongs to the session that
 * began it, and shows the same secret there for a while: in another tab, after
 * "Back" and "Reload".  Another session begins another one, so that nobody
 * knows the secret of what its owner adds later.  The secret is made of the
 * record and of a key, and is stored nowhere before it is proven.
 */
#ifndef OTPGATE_RULES_WAYS_H
#define OTPGATE_RULES_WAYS_H

#include "lib/codes/otpauth.h"
#include "lib/crypto/keyring.h"
#include "lib/record/user.h"

#define OG_WAYS_LIFE 900 /* seconds for which one that was begun is shown */

/*
 * Begins one for the session "session" of "u", or goes on with the one that it
 * has begun; "replace": the authenticators that "u" has give way to it.  That
 * is a matter of the secret: with another "replace" another one is begun, and
 * no code of the first proves it.  OG_OK; OG_ERR_RANGE (no room for another),
 * OG_ERR_KEY, OG_ERR_IO with *u unchanged.
 */
enum og_err
og_ways_begin(struct og_user *u, const uint8_t session[OG_DIGEST_LEN],
    const struct og_keyring *ring, bool replace, int64_t now) OG_MUST_CHECK;

/* True while "session" has one that it has begun, and its key is there. */
bool
og_ways_is_begun(const struct og_user *u, const uint8_t session[OG_DIGEST_LEN],
    const struct og_keyring *ring, int64_t now);

/*
 * Fills *p for showing the one that was begun; the caller clears *p.  OG_OK;
 * OG_ERR_RANGE ("issuer"), OG_ERR_KEY, OG_ERR_NOMEM with *p wiped.
 */
enum og_err
og_ways_otpauth(const struct og_user *u, const struct og_keyring *ring,
    const char *issuer, struct og_otpauth *p) OG_MUST_CHECK;

/* Forgets the one that was begun, if any. */
void og_ways_stop(struct og_user *u);

/* What became of a change. */
enum og_ways_result {
	OG_WAYS_OVER = 0, /* there is nothing (any more) to be changed */
	OG_WAYS_WRONG,	  /* the code; it is nobody's guess, and not charged:
			     whoever sends it has been shown the secret */
	OG_WAYS_FULL,	  /* no room for another authenticator */
	OG_WAYS_NAMELESS, /* the name is no good, see *err */
	OG_WAYS_LAST,	  /* nothing else would let this user in */
	OG_WAYS_FAILED,	  /* see *err: nothing was judged */
	OG_WAYS_DONE
};

/* The proof of the one that "session" has begun. */
struct og_ways_proof {
	const uint8_t *session;
	const char *code;    /* canonical */
	const char *name;    /* as typed; "" takes "base" */
	const char *base;    /* see og_ways_suggest */
	unsigned window;     /* steps around "now" */
	int64_t now;	     /* wall clock */
	int64_t session_now; /* the sessions' clock */
};

/*
 * OG_WAYS_DONE: "u" has an active authenticator with *id, past that code, and
 * "session" has proven it.  Where it replaces, all others are gone, and with
 * them the other sessions that they proved; *ended says how many.  Only then
 * does *u change.  Nobody is told before that is stored.
 */
enum og_ways_result og_ways_prove(struct og_user *u,
    const struct og_ways_proof *proof, const struct og_keyring *ring,
    uint32_t *id, size_t *ended, enum og_err *err) OG_MUST_CHECK;

/*
 * Makes "typed" a name for the authenticator "id" (0: a new one) of "u":
 * without blanks at its ends.  OG_OK; OG_ERR_FORMAT (not UTF-8, with a harmful
 * character, or with nothing that is seen), OG_ERR_RANGE (more than
 * OG_LABEL_MAX bytes), OG_ERR_EXISTS (another has it) with "out" empty.
 */
enum og_err og_ways_name(const struct og_user *u, uint32_t id,
    const char *typed, char out[OG_LABEL_MAX + 1]) OG_MUST_CHECK;

/* A name that no authenticator of "u" has that stays (those that give way to
 * the one that is being added do not): "base", or "base 2" and so on; cut,
 * where it is too long, behind a letter. "base" is clean and has at most 24
 * bytes. */
#define OG_WAYS_BASE_MAX 24
void og_ways_suggest(
    const struct og_user *u, const char *base, char out[OG_LABEL_MAX + 1]);

/* Renames one.  OVER, NAMELESS with *err, or DONE; only then *u changes. */
enum og_ways_result og_ways_rename(struct og_user *u, uint32_t id,
    const char *typed, enum og_err *err) OG_MUST_CHECK;

/* True when "a" lets "u" in: it is active and can be opened.  One that waits
 * for its first code or was disabled does not, nor do recovery codes count. */
bool og_ways_is_in(const struct og_user *u, const struct og_authenticator *a,
    const struct og_keyring *ring);

/* True when one besides "id" lets "u" in: "id" may go. */
bool og_ways_has_other(
    const struct og_user *u, uint32_t id, const struct og_keyring *ring);

/* Removes one as og_ways_drop, unless it is the last: OVER, LAST, or DONE with
 * *ended; only then *u changes. */
enum og_ways_result og_ways_remove(struct og_user *u, uint32_t id,
    const uint8_t session[OG_DIGEST_LEN], const struct og_keyring *ring,
    size_t *ended) OG_MUST_CHECK;

/*
 * Removes the authenticator "id" and ends the sessions that it has proven;
 * returns how many.  "kept" (NULL: none) only loses that proof where it has
 * another.  What was to take its place stands for itself.
 */
size_t
og_ways_drop(struct og_user *u, uint32_t id, const uint8_t kept[OG_DIGEST_LEN]);

/* The same with all that "u" has. */
size_t og_ways_clear(struct og_user *u, const uint8_t kept[OG_DIGEST_LEN]);

#endif
