/* SPDX-License-Identifier: ISC */
/*
 * The slow part of an attempt: the password hash and the digest of a recovery
 * code, computed before the decision and outside every lock.  Does the same
 * work for users that do not exist, and decides nothing.
 */
#include <string.h>

#include "lib/base/wipe.h"
#include "lib/crypto/opaque.h"
#include "lib/decision/impl.h"

static const uint8_t dummy_salt[OG_SALT_LEN];

void
og_attempt_clear(struct og_attempt *a)
{
	OG_WIPE_OBJECT(a);
}

/* Work that takes as long as a check would; its result is thrown away. */
static enum og_err
dummy_work(const struct og_argon2 *cost, const char *password, size_t len)
{
	struct og_opaque form;
	uint8_t out[32];
	enum og_err err;

	if (password == NULL)
		len = 0;
	else if (len > OG_PASSWORD_MAX)
		len = OG_PASSWORD_MAX;
	(void)og_opaque_prepare(password, len, &form);
	err = og_argon2id(cost, dummy_salt, password != NULL ? password : "",
	    len, out, sizeof(out));
	OG_WIPE_ARRAY(out);
	og_opaque_clear(&form);
	return err;
}

/*
 * What is hashed: the form in which passwords are set, or what was typed, for a
 * record that is older than that form.  Either is one hash, for everybody: two
 * where they differ would tell by their time what sshd did with what was typed.
 */
static enum og_err
try_password(const struct og_user *u, const char *password, size_t len,
    struct og_attempt *a)
{
	struct og_opaque form;
	const bool has_form =
	    og_opaque_prepare(password, len, &form) == OG_OPAQUE_OK;
	enum og_err err;
	bool match = false;

	a->password_formed = has_form && form.len == len &&
			     memcmp(form.text, password, len) == 0;
	if (has_form && u->pwform)
		err = og_pwhash_check(a->pwhash, form.text, form.len, &match);
	else
		err = og_pwhash_check(a->pwhash, password, len, &match);
	a->password_right = err == OG_OK && match;
	og_opaque_clear(&form);
	return err;
}

static enum og_err
prepare_password(const struct og_policy *p, const struct og_user *u,
    const char *password, size_t len, struct og_attempt *a)
{
	a->password_given = password != NULL && len > 0;
	if (u != NULL)
		memcpy(a->pwhash, u->pwhash, strlen(u->pwhash) + 1);
	if (!a->password_given || len > OG_PASSWORD_MAX || a->pwhash[0] == '\0')
		return dummy_work(&p->argon2, password, len);
	return try_password(u, password, len, a);
}

/* The id that og_attempt_is_current compares: 0 when there is no set. */
static uint32_t
set_id(const struct og_user *u)
{
	return u != NULL && u->recovery.n > 0 ? u->recovery.id : 0;
}

static enum og_err
prepare_recovery(
    const struct og_policy *p, const struct og_user *u, struct og_attempt *a)
{
	const struct og_argon2 *cost = &p->argon2;
	const uint8_t *salt = dummy_salt;

	a->recovery_set = set_id(u);
	if (u != NULL && a->recovery_set != 0) {
		cost = &u->recovery.cost;
		salt = u->recovery.salt;
	}
	return og_recovery_digest(cost, salt, &a->recovery, a->digest);
}

enum og_err
og_attempt_prepare(const struct og_policy *p, const struct og_user *u,
    const char *password, size_t password_len, struct og_attempt *a)
{
	enum og_err err = OG_OK;

	a->password_given = false;
	a->password_right = false;
	a->password_formed = false;
	a->pwhash[0] = '\0';
	a->recovery_set = 0;
	OG_WIPE_ARRAY(a->digest);
	if (decide_wants_password(a))
		err = prepare_password(p, u, password, password_len, a);
	if (err == OG_OK && (a->recovery_given || a->recovery_work))
		err = prepare_recovery(p, u, a);
	if (err != OG_OK)
		a->password_right = false;
	return err;
}

bool
og_attempt_is_current(const struct og_attempt *a, const struct og_user *u)
{
	if (decide_wants_password(a) && strcmp(a->pwhash, u->pwhash) != 0)
		return false;
	return !a->recovery_given || a->recovery_set == set_id(u);
}
