/* SPDX-License-Identifier: ISC */
/*
 * Giving a user authenticators and recovery codes.  Changes a record in
 * memory, all or nothing; a seed is sealed before it enters the record and is
 * wiped wherever else it was.  Stores nothing and asks no clock.
 */
#include "lib/rules/enroll.h"

#include <string.h>

#include "lib/base/be.h"
#include "lib/base/text.h"
#include "lib/base/wipe.h"
#include "lib/crypto/random.h"

#define AAD_TEXT "otpgate seed"
#define AAD_TEXT_LEN (sizeof(AAD_TEXT) - 1)
#define AAD_LEN (AAD_TEXT_LEN + 8 + 4)
#define HOTP_PERIOD 30 /* never used, kept so that records are uniform */

/* What a seed is bound to: it opens for no other user, in no other place. */
static void
associate(uint64_t user, uint32_t authenticator, uint8_t aad[AAD_LEN])
{
	memcpy(aad, AAD_TEXT, AAD_TEXT_LEN);
	og_put_be(aad + AAD_TEXT_LEN, user, 8);
	og_put_be(aad + AAD_TEXT_LEN + 8, authenticator, 4);
}

static bool
seed_is_weak(const uint8_t *seed, size_t len, size_t least)
{
	size_t i;
	uint8_t differ = 0;

	if (len < least || len > OG_SEED_MAX)
		return true;
	for (i = 1; i < len; i++)
		differ |= seed[i] ^ seed[0];
	return differ == 0;
}

static enum og_err
check_spec(struct og_user *u, const struct og_enroll *spec)
{
	const char *label = spec->label != NULL ? spec->label : "";

	if (spec->type != OG_FACTOR_TOTP && spec->type != OG_FACTOR_HOTP)
		return OG_ERR_RANGE;
	if (og_hash_name(spec->hash) == NULL)
		return OG_ERR_RANGE;
	if (spec->digits < OG_DIGITS_MIN || spec->digits > OG_DIGITS_MAX)
		return OG_ERR_RANGE;
	if (spec->type == OG_FACTOR_TOTP &&
	    (spec->period < OG_PERIOD_MIN || spec->period > OG_PERIOD_MAX))
		return OG_ERR_RANGE;
	if (strlen(label) > OG_LABEL_MAX ||
	    !og_text_is_clean(label, strlen(label)))
		return OG_ERR_RANGE;
	if (spec->expires < 0)
		return OG_ERR_RANGE;
	if (spec->replaces != 0 &&
	    og_user_authenticator(u, spec->replaces) == NULL)
		return OG_ERR_RANGE;
	if (spec->seed != NULL && seed_is_weak(spec->seed, spec->seed_len,
				      spec->weak ? OG_SEED_LEAST : OG_SEED_MIN))
		return OG_ERR_RANGE;
	return OG_OK;
}

/* True for an unproven authenticator that the new one displaces. */
static bool
makes_room(
    const struct og_authenticator *a, const struct og_enroll *spec, int64_t now)
{
	if (a->state != OG_AUTH_PENDING)
		return false;
	if (spec->replaces != 0 && a->replaces == spec->replaces)
		return true;
	return !og_user_may_accept(a, now);
}

static size_t
count_kept(const struct og_user *u, const struct og_enroll *spec, int64_t now)
{
	size_t i, kept = 0;

	for (i = 0; i < u->n_authenticators; i++)
		if (!makes_room(&u->authenticators[i], spec, now))
			kept++;
	return kept;
}

/* Seals the given seed, or a random one, into "a" (which has its id). */
static enum og_err
seal_seed(const struct og_user *u, const struct og_enroll *spec,
    const struct og_keyring *ring, struct og_authenticator *a)
{
	const struct og_key *key = og_keyring_newest(ring);
	uint8_t aad[AAD_LEN], seed[OG_SEED_MAX];
	size_t len = OG_SEED_NEW;
	enum og_err err;

	if (key == NULL)
		return OG_ERR_KEY;
	if (spec->seed != NULL) {
		len = spec->seed_len;
		memcpy(seed, spec->seed, len);
	} else {
		err = og_random(seed, len);
		if (err != OG_OK)
			goto out;
	}
	associate(u->id, a->id, aad);
	err = og_seal(
	    key->sub[OG_PURPOSE_SEAL], aad, sizeof(aad), seed, len, a->sealed);
	a->sealed_len = len + OG_SEAL_EXTRA;
	a->key_id = key->id;
out:
	OG_WIPE_ARRAY(seed);
	return err;
}

static void
append(struct og_user *u, const struct og_enroll *spec,
    const struct og_authenticator *a, int64_t now)
{
	size_t i = u->n_authenticators;

	while (i-- > 0)
		if (makes_room(&u->authenticators[i], spec, now))
			og_user_drop_authenticator(u, u->authenticators[i].id);
	u->authenticators[u->n_authenticators++] = *a;
	u->next_id = a->id + 1;
}

enum og_err
og_enroll_add(struct og_user *u, const struct og_enroll *spec,
    const struct og_keyring *ring, int64_t now, uint32_t *id)
{
	struct og_authenticator a;
	enum og_err err;

	err = check_spec(u, spec);
	if (err != OG_OK)
		return err;
	if (count_kept(u, spec, now) >= OG_AUTHENTICATORS_MAX ||
	    u->next_id == UINT32_MAX)
		return OG_ERR_RANGE;
	memset(&a, 0, sizeof(a));
	a.id = u->next_id;
	a.type = spec->type;
	a.state = OG_AUTH_PENDING;
	a.hash = spec->hash;
	a.digits = spec->digits;
	a.period = spec->type == OG_FACTOR_HOTP ? HOTP_PERIOD : spec->period;
	a.created = now;
	a.expires = spec->expires;
	a.replaces = spec->replaces;
	if (spec->label != NULL)
		memcpy(a.label, spec->label, strlen(spec->label));
	err = seal_seed(u, spec, ring, &a);
	if (err != OG_OK)
		return err;
	append(u, spec, &a, now);
	*id = a.id;
	return OG_OK;
}

enum og_err
og_enroll_seed(const struct og_user *u, const struct og_authenticator *a,
    const struct og_keyring *ring, uint8_t seed[OG_SEED_MAX], size_t *len)
{
	const struct og_key *key = og_keyring_find(ring, a->key_id);
	uint8_t aad[AAD_LEN];
	enum og_err err = OG_ERR_CRYPTO;

	*len = 0;
	if (key == NULL) {
		err = OG_ERR_KEY;
		goto out;
	}
	if (a->sealed_len < OG_SEED_LEAST + OG_SEAL_EXTRA ||
	    a->sealed_len > OG_SEED_MAX + OG_SEAL_EXTRA)
		goto out;
	associate(u->id, a->id, aad);
	if (og_unseal(key->sub[OG_PURPOSE_SEAL], aad, sizeof(aad), a->sealed,
		a->sealed_len, seed) != OG_OK)
		goto out;
	*len = a->sealed_len - OG_SEAL_EXTRA;
	err = OG_OK;
out:
	if (err != OG_OK)
		og_wipe(seed, OG_SEED_MAX);
	return err;
}

/* Seals the seed of "a" again; the old form is unchanged on failure. */
static bool
reseal(const struct og_user *u, const struct og_keyring *ring,
    const struct og_key *key, struct og_authenticator *a)
{
	uint8_t seed[OG_SEED_MAX], aad[AAD_LEN];
	uint8_t sealed[OG_SEED_MAX + OG_SEAL_EXTRA];
	bool done = false;
	size_t len;

	if (og_enroll_seed(u, a, ring, seed, &len) != OG_OK)
		goto out;
	associate(u->id, a->id, aad);
	if (og_seal(key->sub[OG_PURPOSE_SEAL], aad, sizeof(aad), seed, len,
		sealed) != OG_OK)
		goto out;
	memcpy(a->sealed, sealed, len + OG_SEAL_EXTRA);
	a->key_id = key->id;
	done = true;
out:
	OG_WIPE_ARRAY(seed);
	return done;
}

size_t
og_enroll_reseal(
    struct og_user *u, const struct og_keyring *ring, size_t *stuck)
{
	const struct og_key *key = og_keyring_newest(ring);
	struct og_authenticator *a;
	size_t i, n = 0;

	*stuck = 0;
	for (i = 0; i < u->n_authenticators; i++) {
		a = &u->authenticators[i];
		if (key != NULL && a->key_id == key->id)
			continue;
		if (key != NULL && reseal(u, ring, key, a))
			n++;
		else
			(*stuck)++;
	}
	return n;
}

enum og_err
og_enroll_otpauth(const struct og_user *u, const struct og_authenticator *a,
    const struct og_keyring *ring, const char *issuer, struct og_otpauth *p)
{
	memset(p, 0, sizeof(*p));
	if (strlen(issuer) > OG_ISSUER_MAX)
		return OG_ERR_RANGE;
	memcpy(p->issuer, issuer, strlen(issuer));
	memcpy(p->account, u->name, strlen(u->name));
	p->hotp = a->type == OG_FACTOR_HOTP;
	p->hash = a->hash;
	p->digits = a->digits;
	p->period = a->period;
	if (p->hotp)
		p->counter = a->moving_factor;
	return og_enroll_seed(u, a, ring, p->seed, &p->seed_len);
}

enum og_err
og_enroll_recovery(struct og_user *u, const struct og_argon2 *cost, size_t n,
    int64_t now, struct og_recovery_code *codes)
{
	struct og_recovery_set set;
	enum og_err err = OG_ERR_RANGE;
	size_t i;

	if (n < 1 || n > OG_RECOVERY_MAX || !og_argon2_is_valid(cost) ||
	    u->next_id == UINT32_MAX)
		return OG_ERR_RANGE;
	memset(&set, 0, sizeof(set));
	set.id = u->next_id;
	set.created = now;
	set.cost = *cost;
	set.issued = (unsigned)n;
	set.n = n;
	err = og_random(set.salt, sizeof(set.salt));
	for (i = 0; err == OG_OK && i < n; i++) {
		set.codes[i].number = (unsigned)i + 1;
		err = og_recovery_new(set.codes[i].number, &codes[i]);
		if (err == OG_OK)
			err = og_recovery_digest(
			    cost, set.salt, &codes[i], set.codes[i].digest);
	}
	if (err != OG_OK) {
		og_wipe(codes, n * sizeof(codes[0]));
		return err;
	}
	u->recovery = set;
	u->next_id++;
	return OG_OK;
}

enum og_err
og_enroll_recovery_put(struct og_user *u, const struct og_recovery_set *set)
{
	if (set->n == 0 || u->next_id == UINT32_MAX)
		return OG_ERR_RANGE;
	u->recovery = *set;
	u->recovery.id = u->next_id++;
	return OG_OK;
}
