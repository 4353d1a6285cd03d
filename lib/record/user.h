/* SPDX-License-Identifier: ISC */
/*
 * The user record: everything otpgate knows about a person, in one value.  A
 * record is changed by copying it, changing the copy and handing that to
 * og_store_put with the version that was read.
 */
#ifndef OTPGATE_RECORD_USER_H
#define OTPGATE_RECORD_USER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/buf.h"
#include "lib/base/err.h"
#include "lib/base/name.h"
#include "lib/codes/otp.h"
#include "lib/codes/recovery.h"
#include "lib/codes/requirement.h"
#include "lib/crypto/mac.h"
#include "lib/crypto/pwhash.h"
#include "lib/crypto/seal.h"

#define OG_RECORD_MAX 16384 /* bytes of one record as text */
#define OG_UNKNOWN_MAX 4096 /* bytes of unknown fields, which are kept */
#define OG_AUTHENTICATORS_MAX 8
#define OG_SESSIONS_MAX 16
#define OG_DEVICES_MAX 16
#define OG_BEARERS_MAX 16
#define OG_PROOFS_MAX 4
#define OG_LABEL_MAX 32
#define OG_EMAIL_MAX 254
#define OG_PHONE_MAX 20
#define OG_FULLNAME_MAX 128
#define OG_GROUPS_MAX 512 /* bytes of the comma-separated list */
#define OG_ADDRESS_MAX 45 /* longest text of an IPv6 address */
#define OG_AGENT_MAX 128
#define OG_DEVICE_AGENT_MAX 64
#define OG_PREFIX_MAX 128 /* of the path that a bearer may request */
#define OG_NETWORK_MAX 43 /* longest text of an address and "/128" */
#define OG_SECRET_LEN 16  /* 128 random bits, in cookies and tokens only */
#define OG_DIGEST_LEN 16
#define OG_MONTHS 13 /* 30-day buckets of the rolling year */

enum og_auth_state {
	OG_AUTH_PENDING = 1, /* not proven yet */
	OG_AUTH_ACTIVE = 2,
	OG_AUTH_DISABLED = 3 /* by too many failures, until unlock */
};

struct og_authenticator {
	uint32_t id;	     /* 1 and up, never reused within the user */
	enum og_factor type; /* OG_FACTOR_TOTP or OG_FACTOR_HOTP */
	enum og_auth_state state;
	enum og_hash hash;
	unsigned digits;
	unsigned period;	/* seconds; TOTP */
	uint64_t moving_factor; /* TOTP: last step spent; HOTP: next counter. It
			      moves without a code, too: no time, no proof */
	int drift;		/* TOTP: steps the other clock is ahead */
	uint32_t failures;	/* consecutive, over the proven lanes */
	int64_t created;
	int64_t used;	   /* when a code of it was right last; 0: unknown */
	int64_t expires;   /* pending only; 0: never */
	uint32_t replaces; /* id dropped when this one is proven; 0: none */
	uint32_t key_id;   /* the key that sealed the seed */
	char label[OG_LABEL_MAX + 1];
	size_t sealed_len;
	uint8_t sealed[OG_SEED_MAX + OG_SEAL_EXTRA];
};

/* One recovery set; "n" is 0 when the user has none. */
struct og_recovery_set {
	uint32_t id; /* 1 and up, never reused within the user */
	int64_t created;
	struct og_argon2 cost;
	uint8_t salt[OG_SALT_LEN];
	unsigned issued; /* how many codes the set had originally */
	size_t n;	 /* how many are left */
	struct {
		unsigned number;
		uint8_t digest[OG_RECOVERY_DIGEST];
	} codes[OG_RECOVERY_MAX];
};

/*
 * Guess counters, one set for each way in.  Closing one lane does not close the
 * others.
 */
enum og_lane {
	OG_LANE_OPEN = 0,	  /* a stranger could be here */
	OG_LANE_FIRST,		  /* the first factor has been right */
	OG_LANE_KEY,		  /* an SSH key has been accepted */
	OG_LANES,		  /* the above belong to the user; then: */
	OG_LANE_DEVICE = OG_LANES /* a known browser, each its own */
};

struct og_counter {
	uint32_t failures;	    /* consecutive wrong codes */
	int64_t failed_at;	    /* when the last one was */
	uint32_t password_failures; /* consecutive wrong passwords */
	int64_t password_failed_at;
};

/*
 * Wrong codes evaluated in a rolling year, which success does not clear.  The
 * lanes where a stranger could be and the owner's own (key, device) each have a
 * share of the budget.
 */
enum og_share { OG_SHARE_STRANGERS = 0, OG_SHARE_OWNER, OG_SHARES };

struct og_year {
	uint32_t month;		     /* 30-day bucket of guesses[0] */
	uint32_t guesses[OG_MONTHS]; /* newest first */
};

/* A browser that has logged in before, with a lane of its own. */
struct og_device {
	uint32_t id; /* from the same counter as authenticators */
	uint8_t digest[OG_DIGEST_LEN]; /* of the secret in the cookie */
	int64_t created;
	int64_t seen; /* last login; it is forgotten 90 days later */
	struct og_counter counter;
	char agent[OG_DEVICE_AGENT_MAX + 1]; /* printable ASCII */
};

/* A bearer token for programs. */
struct og_bearer {
	uint32_t id; /* from the same counter as authenticators */
	uint8_t digest[OG_DIGEST_LEN]; /* of the secret in the token */
	int64_t created;
	int64_t expires;
	int64_t used; /* lazily; 0: never */
	char label[OG_LABEL_MAX + 1];
	char prefix[OG_PREFIX_MAX + 1];	  /* canonical path */
	char network[OG_NETWORK_MAX + 1]; /* "" anywhere */
};

/* One factor that was proven in a session. */
struct og_proof {
	enum og_factor factor;
	uint32_t authenticator; /* id; recovery: id of the set */
	int64_t when;
};

struct og_session {
	uint8_t id[OG_DIGEST_LEN]; /* hash of the secret in the cookie */
	int64_t created;
	int64_t seen;
	size_t n_proofs;
	struct og_proof proofs[OG_PROOFS_MAX];
	uint64_t ticket; /* serial of the last ticket redeemed; 0: none */
	char address[OG_ADDRESS_MAX + 1];
	char agent[OG_AGENT_MAX + 1]; /* printable ASCII */
};

/* A link by which the user gets an authenticator, once.  What it shows is made
 * of the secret in it, of "salt", and of a key of the ring: a copy of the
 * record has no part of the link, and a link that was used has nothing to show.
 */
struct og_invite {
	int64_t created; /* 0: there is none */
	int64_t expires;
	uint8_t digest[OG_DIGEST_LEN]; /* of the secret in the link */
	uint8_t salt[OG_SALT_LEN];
	uint32_t key_id;
	uint32_t failures; /* wrong codes */
	bool replace;	   /* the new authenticator takes the place of all */
};

/* An authenticator that the user is adding, not proven yet.  What it shows is
 * made of "salt" and of a key of the ring. */
struct og_adding {
	int64_t created;		/* 0: there is none */
	uint8_t session[OG_DIGEST_LEN]; /* id of the one that may go on */
	uint8_t salt[OG_SALT_LEN];
	uint32_t key_id;
	bool replace; /* it takes the place of all others */
};

/* What a user can change on the page of the account. */
enum og_changed {
	OG_CHANGED_NOTHING = 0,
	OG_CHANGED_SESSION,  /* one was ended */
	OG_CHANGED_SESSIONS, /* all others were ended */
	OG_CHANGED_BROWSER,  /* one was forgotten */
	OG_CHANGED_BROWSERS, /* all were forgotten */
	OG_CHANGED_ADDED,    /* an authenticator was proven */
	OG_CHANGED_REMOVED,
	OG_CHANGED_RENAMED,
	OG_CHANGED_CODES, /* there are new recovery codes */
	OG_CHANGED_PASSWORD,
	OG_CHANGED_KINDS
};

/* The last such change, kept so that it can be told to whoever comes next. */
struct og_own_change {
	enum og_changed what; /* OG_CHANGED_NOTHING: there was none */
	int64_t when;
	char address[OG_ADDRESS_MAX + 1]; /* from where */
	uint32_t device; /* id of the known browser; 0: of none */
};

struct og_user {
	uint64_t id;	  /* immutable; seals, cookies and tokens bind to it */
	uint64_t version; /* set by the store; 0: not stored yet */
	char name[OG_NAME_SIZE];
	bool disabled;
	int64_t created;
	uint32_t next_id; /* for the next authenticator, recovery set, device
			     or bearer token */
	char groups[OG_GROUPS_MAX + 1]; /* "a,b", no blanks, no doubles */
	char email[OG_EMAIL_MAX + 1];
	char phone[OG_PHONE_MAX + 1];
	char fullname[OG_FULLNAME_MAX + 1];
	char pwhash[OG_PWHASH_SIZE]; /* "" when there is no password */
	bool pwform; /* it is of the form that og_opaque_prepare gives; else of
			what was typed when it was set */
	size_t n_authenticators;
	struct og_authenticator authenticators[OG_AUTHENTICATORS_MAX];
	struct og_recovery_set recovery;
	struct og_proof last; /* of the last login, by the wall clock; needs no
				 session.  "when" 0: unknown, or taken
				 back */
	struct og_counter lanes[OG_LANES];
	struct og_year years[OG_SHARES];
	size_t n_devices;
	struct og_device devices[OG_DEVICES_MAX];
	size_t n_sessions;
	struct og_session sessions[OG_SESSIONS_MAX];
	size_t n_bearers;
	struct og_bearer bearers[OG_BEARERS_MAX];
	struct og_invite invite;
	struct og_adding adding;
	struct og_own_change changed;
	size_t unknown_len; /* fields of later versions, preserved */
	char unknown[OG_UNKNOWN_MAX];
};

/*
 * Makes *u a user with nothing but "name" (valid) and a random id, created at
 * "now".  OG_OK, OG_ERR_FORMAT (name), OG_ERR_IO.
 */
enum og_err
og_user_init(struct og_user *u, const char *name, int64_t now) OG_MUST_CHECK;

/* Makes *u an empty record; room that the counts mark as unused is left as it
 * is, because every check of every request begins here. */
void og_user_reset(struct og_user *u);

/* Copies *from to *to, skipping unused room. */
void og_user_copy(struct og_user *to, const struct og_user *from);

/* Wipes *u. */
void og_user_clear(struct og_user *u);

/*
 * Set one field after checking it.  "" clears it (never the name).  Groups
 * are separated by commas, blanks around them are dropped, doubles too.
 * OG_OK; OG_ERR_FORMAT or OG_ERR_RANGE with *u unchanged.
 */
enum og_err og_user_set_groups(struct og_user *u, const char *s) OG_MUST_CHECK;
enum og_err og_user_set_email(struct og_user *u, const char *s) OG_MUST_CHECK;
enum og_err og_user_set_phone(struct og_user *u, const char *s) OG_MUST_CHECK;
enum og_err
og_user_set_fullname(struct og_user *u, const char *s) OG_MUST_CHECK;

/* True when the user is in any of the groups of "need", or it names none. */
bool
og_user_in_groups(const struct og_user *u, const struct og_requirement *need);

/* The authenticator with "id", or NULL. */
struct og_authenticator *og_user_authenticator(struct og_user *u, uint32_t id);

/* Removes the authenticator with "id", if there. */
void og_user_drop_authenticator(struct og_user *u, uint32_t id);

/* The counter of "lane"; for OG_LANE_DEVICE that of the device with id
 * "device", or NULL when there is none. */
struct og_counter *
og_user_counter(struct og_user *u, enum og_lane lane, uint32_t device);

/* "open", "first", "key", "device": one word. */
const char *og_lane_name(enum og_lane lane);

/* "session", "sessions", "browser", "browsers", "added", "removed", "renamed",
 * "codes", "password": one word; "-" for nothing. */
const char *og_changed_name(enum og_changed what);

/* True when a code could be accepted by "a" at all: it is active, or pending
 * and not lapsed.  The guess arithmetic and the decision share this rule. */
bool og_user_may_accept(const struct og_authenticator *a, int64_t now);

/* True when every id of an authenticator, recovery set, device, bearer or
 * session occurs once and all except the last were assigned by the user's
 * counter. */
bool og_user_ids_are_sound(const struct og_user *u);

/* --- codec (record/codec.c): one record as "word=value" words --- */

/*
 * Appends the record without its version: "id=... name=... ..." with single
 * blanks and no line end; otpgate-users(5) describes the words.  OG_OK;
 * OG_ERR_RANGE when it would be longer than OG_RECORD_MAX; the error of
 * og_user_parse when that would refuse the result (such a record must never be
 * stored); the buffer's error.  On failure "out" may hold a part of it.
 */
enum og_err
og_user_format(const struct og_user *u, struct og_buf *out) OG_MUST_CHECK;

/*
 * Reads such a record.  Unknown words are kept in "unknown".  OG_OK, or
 * OG_ERR_FORMAT / OG_ERR_RANGE with *u wiped when any known word is missing,
 * doubled or out of its range.  "version" is left 0.
 */
enum og_err
og_user_parse(const char *s, size_t len, struct og_user *u) OG_MUST_CHECK;

#endif
