/* SPDX-License-Identifier: ISC */
/*
 * The words of a decision, and the one line that allows.
 */
#include "lib/decision/impl.h"

void
og_policy_conclude(struct og_decision *d, enum og_reason reason)
{
	d->reason = reason;
	if (reason == OG_REASON_OK)
		d->verdict = OG_ALLOW;
}

const char *
og_reason_name(enum og_reason reason)
{
	switch (reason) {
	case OG_REASON_NONE:
		return "none";
	case OG_REASON_OK:
		return "ok";
	case OG_REASON_EXPIRED:
		return "expired";
	case OG_REASON_STALE:
		return "stale";
	case OG_REASON_GROUP:
		return "group";
	case OG_REASON_FACTOR:
		return "factor";
	case OG_REASON_SCOPE:
		return "scope";
	case OG_REASON_PATH:
		return "path";
	case OG_REASON_AGAIN:
		return "again";
	case OG_REASON_UNKNOWN:
		return "unknown";
	case OG_REASON_DISABLED:
		return "disabled";
	case OG_REASON_PASSWORD:
		return "password";
	case OG_REASON_CODE:
		return "code";
	case OG_REASON_REPLAY:
		return "replay";
	case OG_REASON_RECOVERY:
		return "recovery";
	case OG_REASON_THROTTLED:
		return "throttled";
	case OG_REASON_LOCKED:
		return "locked";
	case OG_REASON_CLOCK:
		return "clock";
	case OG_REASON_UNENROLLED:
		return "unenrolled";
	case OG_REASON_MISSING:
		return "missing";
	case OG_REASON_KEY:
		return "key";
	case OG_REASON_ERROR:
		return "error";
	}
	return "error";
}
