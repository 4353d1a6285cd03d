/* SPDX-License-Identifier: ISC */
/*
 * The outcomes of forms in the last minute, so that one that comes twice (a
 * double tap, a slow network) is decided once.  The table has a fixed size, and
 * is useless to anybody who reads it: a form is identified by a keyed digest of
 * everything that came with it, and its outcome is sealed under another, so
 * only the same form opens it.  Decides nothing itself.
 */
#ifndef OTPGATE_FCGI_GATE_REPEATS_H
#define OTPGATE_FCGI_GATE_REPEATS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/err.h"
#include "lib/crypto/mac.h"

#define REPEATS_LIFE_MS 60000 /* after it was decided, at most */
#define REPEATS_WAITING_MAX 2 /* at one form, while it is being decided */
#define REPEATS_DATA_MAX 256  /* bytes of an outcome */
#define REPEATS_ENTRIES 1024

struct repeats; /* opaque; may be used by several threads */

/* NULL when memory or random numbers are not available. */
struct repeats *repeats_new(void);
void repeats_free(struct repeats *r);

/* A form: how to find it, and what opens its outcome.  Secret: the holder wipes
 * it. */
struct repeat_key {
	uint8_t tag[OG_MAC_LEN];
	uint8_t seal[OG_MAC_LEN];
};

/*
 * The key for the "n" fields at "parts": another field, order or length gives
 * another key.  OG_OK, or the error of og_mac with *key wiped.
 */
enum og_err repeats_key(const struct repeats *r, const struct og_part *parts,
    size_t n, struct repeat_key *key) OG_MUST_CHECK;

/*
 * The place of one request at its form; all zero: at none.  Owned by the
 * caller, and must not move or end before repeats_tell or repeats_leave.
 * "wake" is called without a lock, by whichever thread ends the wait; the place
 * is then at no form.  "displaced": not because there is an outcome, but
 * because others came later; a browser shows the answer to the last one only.
 */
struct repeat_place {
	void (*wake)(struct repeat_place *p);
	void *arg;
	struct repeat_entry *entry;
	struct repeat_place *next; /* of those that wait, oldest first */
	bool deciding;
	bool displaced;
};

enum repeat_state {
	REPEAT_ALONE = 0, /* there is no room: decide, and tell nobody */
	REPEAT_FIRST,	  /* decide, then tell or leave */
	REPEAT_WAIT,	  /* being decided: "wake" will be called */
	REPEAT_KNOWN	  /* the outcome is in "out" */
};

/*
 * A form with "key" arrives at "now_ms" (og_clock_ms).  With REPEAT_KNOWN, *len
 * bytes are in "out"; with REPEAT_WAIT the caller must not touch the request
 * any more, because another thread may continue with it.
 */
enum repeat_state repeats_enter(struct repeats *r, const struct repeat_key *key,
    struct repeat_place *p, int64_t now_ms, uint8_t out[REPEATS_DATA_MAX],
    size_t *len);

/*
 * The first one was decided: keeps "len" bytes (REPEATS_DATA_MAX at most) for
 * the same form until "until_ms", and wakes all that wait for it.  If they
 * cannot be kept, they are forgotten.  Does nothing for a place at no form.
 */
void repeats_tell(struct repeats *r, const struct repeat_key *key,
    struct repeat_place *p, const void *data, size_t len, int64_t until_ms);

/* It leaves without a decision: forgets the form, so that the next one that
 * waits decides.  A waiting place leaves the queue, which is only for the end
 * of the program: no other thread may be about to wake it. */
void repeats_leave(struct repeats *r, struct repeat_place *p);

/* Wipes what is older than its life. */
void repeats_sweep(struct repeats *r, int64_t now_ms);

#endif
