/* SPDX-License-Identifier: ISC */
/* Issuing a new authenticator: what enroll and rotate have in common. */
#ifndef OTPGATE_ADMIN_WORK_AUTHENTICATOR_ISSUE_H
#define OTPGATE_ADMIN_WORK_AUTHENTICATOR_ISSUE_H

#include <stdbool.h>

#include "admin/work/advice.h"
#include "admin/work/context.h"
#include "admin/work/options.h"
#include "admin/work/secret_output.h"
#include "lib/rules/enroll.h"

/* Puts a fresh random seed into *p.  False after a complaint. */
bool authenticator_issue_seed(struct og_otpauth *p);

/* Puts account "name" and the issuer (--issuer, otherwise that of a given URI,
 * otherwise the setting) into *p.  False after a complaint. */
bool authenticator_issue_name(const struct context *c, const struct args *a,
    const char *name, struct og_otpauth *p);

/* Fills *spec with what *p says; the seed stays in *p. */
void authenticator_issue_spec(const struct context *c,
    const struct og_otpauth *p, struct og_enroll *spec);

/* og_enroll_add, with an explanation in "why" of what was refused. */
enum og_err authenticator_issue_add(struct og_user *u,
    const struct og_enroll *spec, const struct og_keyring *ring, uint32_t *id,
    struct og_why *why) OG_MUST_CHECK;

/* What the owner of a new authenticator needs to see. */
struct authenticator_issue {
	struct context *c;
	const struct args *a;
	const char *name;
	uint32_t id;
	struct og_enroll spec;
	bool is_new; /* the user, too */
	const struct secret_output *h;
	const struct advice *advice; /* for the administrator, or NULL */
};

/* Prints JSON, or the URI and its QR code, by change_show: it is the last
 * step of the edit that makes the authenticator. */
enum og_err authenticator_issue_show(
    struct authenticator_issue *i, const struct og_user *u) OG_MUST_CHECK;

/* Says what to do now with what was stored, and the advice. */
void authenticator_issue_tell(const struct authenticator_issue *i);

#endif
