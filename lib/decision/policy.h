/* SPDX-License-Identifier: ISC */
/*
 * The one decision: may this person in?  Pure functions of the record, the
 * credential, the context, the time and the settings.  Zero is deny.
 */
#ifndef OTPGATE_DECISION_POLICY_H
#define OTPGATE_DECISION_POLICY_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/codes/requirement.h"
#include "lib/crypto/keyring.h"
#include "lib/record/user.h"
#include "lib/rules/place.h"
#include "lib/rules/throttle.h"

#define OG_CLOCK_SLACK 90 /* seconds a clock may be behind what is recorded */

enum og_verdict { OG_DENY = 0, OG_ALLOW };

/* Why.  For the audit log; of these only those of a check ever reach a
 * browser (in Otpgate-Reason). */
enum og_reason {
	OG_REASON_NONE = 0, /* check: no session */
	OG_REASON_OK,
	OG_REASON_EXPIRED,    /* check: ended, idle or too old */
	OG_REASON_STALE,      /* check: last code longer ago than max-age */
	OG_REASON_GROUP,      /* check: not in any demanded group */
	OG_REASON_FACTOR,     /* check: not proven by a demanded factor */
	OG_REASON_SCOPE,      /* check: a token for other paths or networks */
	OG_REASON_PATH,	      /* check: the path can be read in two ways */
	OG_REASON_AGAIN,      /* check: a kept form that has been sent */
	OG_REASON_UNKNOWN,    /* no such user */
	OG_REASON_DISABLED,   /* user disabled by the administrator */
	OG_REASON_PASSWORD,   /* wrong password */
	OG_REASON_CODE,	      /* wrong code */
	OG_REASON_REPLAY,     /* right once, but spent */
	OG_REASON_RECOVERY,   /* wrong recovery code */
	OG_REASON_THROTTLED,  /* within a wait */
	OG_REASON_LOCKED,     /* lane closed or authenticators disabled */
	OG_REASON_CLOCK,      /* the host clock went back */
	OG_REASON_UNENROLLED, /* nothing that could accept a code */
	OG_REASON_MISSING,    /* an expected field was empty */
	OG_REASON_KEY,	      /* a seed could not be opened */
	OG_REASON_ERROR	      /* the machinery failed */
};

/* "ok", "expired", "throttled", ...: one lower-case word. */
const char *og_reason_name(enum og_reason reason);

enum og_first_factor {
	OG_FIRST_PASSWORD = 0,
	OG_FIRST_NONE,
	OG_FIRST_PROXY /* the web server has authenticated the user */
};

/* The settings that decide. */
struct og_policy {
	enum og_first_factor first_factor;
	struct og_limits limits;
	struct og_argon2 argon2;
	int64_t idle;	  /* seconds */
	int64_t absolute; /* seconds */
	int64_t pending;  /* seconds an unproven authenticator lives */
};

/*
 * What was offered, after the slow part (og_attempt_prepare).  Strings are
 * canonical; everything zero is "not given".
 */
struct og_attempt {
	enum og_first_factor first; /* what stood before the code */
	enum og_lane lane;	    /* where the attempt came in */
	bool device_given; /* an authentic cookie of a known browser: its lane
			      is used if the record has it */
	uint8_t device[OG_DIGEST_LEN]; /* digest of its secret */
	bool trial;  /* by an administrator: a right code is spent, and no login
			is proven by it */
	bool spoilt; /* sshd has put a text of its own in the place of what was
			typed: nobody's guess */
	bool step_up; /* a code only, on a session that is alive: it stands
			 for the first factor */
	uint8_t session[OG_DIGEST_LEN];
	int64_t session_now;  /* the sessions' clock; with step_up only */
	int64_t session_seen; /* a use that may not be in the record yet; 0 */
	bool password_given;
	bool password_right;	     /* against "pwhash" below */
	bool password_formed;	     /* it was typed as og_opaque_prepare gives
					it */
	char pwhash[OG_PWHASH_SIZE]; /* the hash it was checked against */
	char code[OG_CODE_SIZE];     /* digits, or "" */
	bool recovery_given;
	bool recovery_work; /* the slow part is that of a recovery code, also
			       where none was given */
	struct og_recovery_code recovery;
	uint32_t recovery_set; /* id of the set digested under */
	uint8_t digest[OG_RECOVERY_DIGEST];
};

/* Wipes *a. */
void og_attempt_clear(struct og_attempt *a);

/*
 * Does the slow part (argon2id; tens of milliseconds, no locks): checks
 * "password" (NULL: not given) against the record's hash and digests
 * a->recovery under the record's set.  "u" NULL or without a hash does the
 * same work against a dummy.  It is one hash for whatever was typed: of the
 * form that og_opaque_prepare gives where the record has u->pwform, of the
 * bytes as they came elsewhere, so that passwords of earlier versions last.
 * first, lane, code and recovery were set by the caller before.  OG_OK, or
 * OG_ERR_NOMEM, OG_ERR_FORMAT, OG_ERR_RANGE (a damaged or absurd hash): deny.
 */
enum og_err og_attempt_prepare(const struct og_policy *p,
    const struct og_user *u, const char *password, size_t password_len,
    struct og_attempt *a) OG_MUST_CHECK;

/* False when the record's hash or recovery set is another than the one that
 * the attempt was prepared with: prepare again. */
bool og_attempt_is_current(const struct og_attempt *a, const struct og_user *u);

/* What a failure is charged as. */
enum og_charge { OG_CHARGE_NONE = 0, OG_CHARGE_CODE, OG_CHARGE_PASSWORD };

struct og_decision {
	enum og_verdict verdict;
	enum og_reason reason;
	bool commit;	       /* "next" differs: nothing counts before it is
				  stored */
	bool spend;	       /* and it must be synced first */
	struct og_proof proof; /* on allow */
	enum og_lane lane;     /* that was charged or cleared */
	uint32_t device;       /* id of the known browser, with its lane */
	uint32_t failures;     /* wrong codes in that lane before */
	uint32_t password_failures; /* and wrong passwords where it came in */
	uint32_t elsewhere;	/* known browser: failures of strangers since it
				   logged in last; else 0 */
	bool changed;		/* on allow: the user has changed the account in
				   another browser; this one was not told */
	int64_t failed_at;	/* when the newest of all these was; 0: none */
	struct og_proof before; /* on allow: the last login before this one;
				   "when" 0: the record has none */
	uint32_t before_device; /* the known browser where it was; 0: unknown */
	int offset;		/* TOTP: steps the other clock is ahead */
	unsigned recovery_left; /* after a recovery code */
	int64_t retry;		/* throttled: when again */
	bool activated;		/* a pending authenticator was proven */
	/* what else the commit has done, for the log (og_login_commit) */
	bool closed;		/* the lane takes no more codes */
	unsigned disabled;	/* authenticators that failures disabled */
	uint32_t device_added;	/* id of a browser that was not known; 0 */
	unsigned devices_gone;	/* forgotten to make room for it */
	unsigned sessions_gone; /* that ended with it */
	/* or what it has not done, because no commit could be made */
	enum og_charge owed; /* to "lane" and "device" */
};

/*
 * Decides one attempt.  *next becomes the record as it must be stored when
 * d->commit is set.  Never fails: what cannot be decided is denied.  Order:
 * what og_decision_preview says (evaluate nothing), password, code; all
 * authenticators and all steps of the window are always computed.  RFC 6238
 * section 5.2, RFC 4226 section 7, SP 800-63B-4 section 3.2.2.
 */
void og_policy_login(const struct og_policy *p, const struct og_keyring *ring,
    const struct og_user *u, const struct og_attempt *a, int64_t now,
    struct og_user *next, struct og_decision *d);

/*
 * The time that the clock of this host has reached at least, as the last code
 * of "a" proves; 0 for one that is not time-based or has none.  When "now" is
 * more than OG_CLOCK_SLACK before it, no code of "a" is evaluated.
 */
int64_t
og_policy_reached(const struct og_policy *p, const struct og_authenticator *a);

/*
 * Decides a check: "s" is the record's session for an authentic cookie (NULL:
 * there is none).  d->verdict and d->reason only.
 */
void og_policy_check(const struct og_policy *p, const struct og_user *u,
    const struct og_session *s, const struct og_requirement *need, int64_t now,
    struct og_decision *d);

/* The same for all that a request has to meet.  Who it is comes first, then
 * the path, then groups, which no other login changes. */
void og_policy_check_all(const struct og_policy *p, const struct og_user *u,
    const struct og_session *s, const struct og_demand *demand, int64_t now,
    struct og_decision *d);

/*
 * Decides a check by a bearer token alone: "b" is the record's token for what
 * the request brought (NULL: there is none), "uri" the raw request target,
 * "address" the client's, "now" the wall clock.  A demand for a recent code or
 * a factor is never met by one.  d->verdict and d->reason only.
 */
void og_policy_check_bearer(const struct og_user *u, const struct og_bearer *b,
    const struct og_demand *demand, const char *uri, const char *address,
    int64_t now, struct og_decision *d);

/* True when "s" has ended by age or idleness at "now". */
bool og_policy_is_over(
    const struct og_policy *p, const struct og_session *s, int64_t now);

/*
 * The settings against themselves: true when the guess budget holds what the
 * consecutive limits allow an authenticator of 6 digits, so that no lane is
 * closed by the year before it is closed by its limit.  *worst: the chance in
 * the larger of these limits.
 */
bool og_policy_is_within_budget(const struct og_policy *p, double *worst);

/* True when the session's "seen" is old enough to be written anew. */
bool og_policy_should_touch(
    const struct og_policy *p, const struct og_session *s, int64_t now);

#endif
