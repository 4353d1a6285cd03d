/* SPDX-License-Identifier: ISC */
/*
 * Adding, naming and removing authenticators.  Stores nothing and asks no
 * clock.  Must not leave a user without one that lets him in, nor put the
 * secret of a new one into the record before a code has proven it.
 */
#include "lib/rules/ways.h"

#include <stdio.h>
#include <string.h>

#include "lib/base/be.h"
#include "lib/base/text.h"
#include "lib/base/wipe.h"
#include "lib/crypto/mac.h"
#include "lib/crypto/random.h"
#include "lib/record/session.h"
#include "lib/rules/enroll.h"
#include "lib/rules/firstcode.h"

#define SEED_LABEL "seed"
#define USER_LEN 8

_Static_assert(OG_SEED_NEW <= OG_MAC_LEN, "a seed is a part of a MAC");
_Static_assert(OG_WAYS_BASE_MAX + sizeof(" 12") <= OG_LABEL_MAX + 1,
    "a suggestion is a label");

/* --- one that was begun --- */

bool
og_ways_is_begun(const struct og_user *u, const uint8_t session[OG_DIGEST_LEN],
    const struct og_keyring *ring, int64_t now)
{
	const struct og_adding *a = &u->adding;

	return a->created != 0 && now - a->created < OG_WAYS_LIFE &&
	       a->created - now < OG_WAYS_LIFE &&
	       og_equal_ct(a->session, session, OG_DIGEST_LEN) &&
	       og_keyring_find(ring, a->key_id) != NULL;
}

enum og_err
og_ways_begin(struct og_user *u, const uint8_t session[OG_DIGEST_LEN],
    const struct og_keyring *ring, bool replace, int64_t now)
{
	const struct og_key *key = og_keyring_newest(ring);
	struct og_adding a = {.created = now > 0 ? now : 1};
	enum og_err err;

	if (!replace && u->n_authenticators >= OG_AUTHENTICATORS_MAX)
		return OG_ERR_RANGE;
	/* a page that was shown for one kind proves nothing of the other */
	if (og_ways_is_begun(u, session, ring, now) &&
	    u->adding.replace == replace)
		return OG_OK;
	if (key == NULL)
		return OG_ERR_KEY;
	err = og_random(a.salt, sizeof(a.salt));
	if (err != OG_OK)
		return err;
	memcpy(a.session, session, OG_DIGEST_LEN);
	a.key_id = key->id;
	a.replace = replace;
	u->adding = a;
	return OG_OK;
}

void
og_ways_stop(struct og_user *u)
{
	OG_WIPE_OBJECT(&u->adding);
}

/* The seed of the one that was begun, of OG_SEED_NEW bytes. */
static enum og_err
make_seed(const struct og_user *u, const struct og_keyring *ring,
    uint8_t seed[OG_SEED_NEW])
{
	const struct og_key *key = og_keyring_find(ring, u->adding.key_id);
	uint8_t id[USER_LEN], mac[OG_MAC_LEN];
	const struct og_part parts[] = {
	    {id, sizeof(id)},
	    {u->adding.salt, sizeof(u->adding.salt)},
	};
	enum og_err err;

	if (key == NULL)
		return OG_ERR_KEY;
	og_put_be(id, u->id, USER_LEN);
	err = og_mac(key->sub[OG_PURPOSE_WAY], SEED_LABEL, parts, 2, mac);
	if (err == OG_OK)
		memcpy(seed, mac, OG_SEED_NEW);
	OG_WIPE_ARRAY(mac);
	return err;
}

enum og_err
og_ways_otpauth(const struct og_user *u, const struct og_keyring *ring,
    const char *issuer, struct og_otpauth *p)
{
	uint8_t seed[OG_SEED_NEW];
	enum og_err err;

	memset(p, 0, sizeof(*p));
	err = make_seed(u, ring, seed);
	if (err == OG_OK)
		err = og_firstcode_otpauth(u, seed, issuer, p);
	OG_WIPE_ARRAY(seed);
	return err;
}

/* --- its proof --- */

/* All of it in "u", a copy of the record. */
static enum og_err
add_proven(struct og_user *u, const struct og_ways_proof *proof,
    const struct og_keyring *ring, const uint8_t *seed, const char *label,
    uint64_t step, uint32_t *id, size_t *ended)
{
	const struct og_proof proven = {
	    OG_FACTOR_TOTP, u->next_id, proof->session_now};

	/* first what keeps this session alive */
	if (!og_session_renew(
		u, proof->session, proof->session, &proven, proof->session_now))
		return OG_ERR_NOTFOUND;
	if (u->adding.replace)
		*ended = og_ways_clear(u, proof->session);
	og_ways_stop(u);
	return og_firstcode_add(u, seed, label, ring, step, proof->now, id);
}

/* Only a record that has all of it takes the place of *u. */
static enum og_err
take_over(struct og_user *u, const struct og_ways_proof *proof,
    const struct og_keyring *ring, const uint8_t *seed, const char *label,
    uint64_t step, uint32_t *id, size_t *ended)
{
	struct og_user next;
	enum og_err err;

	og_user_reset(&next);
	og_user_copy(&next, u);
	err = add_proven(&next, proof, ring, seed, label, step, id, ended);
	if (err == OG_OK)
		og_user_copy(u, &next);
	og_user_clear(&next);
	return err;
}

/* "replace" frees all names. */
static enum og_err
choose_name(const struct og_user *u, const struct og_ways_proof *proof,
    char label[OG_LABEL_MAX + 1])
{
	const struct og_user *among = u;
	struct og_user nothing;

	if (u->adding.replace) {
		og_user_reset(&nothing);
		among = &nothing;
	}
	if (proof->name[strspn(proof->name, " ")] != '\0')
		return og_ways_name(among, 0, proof->name, label);
	og_ways_suggest(among, proof->base, label);
	return OG_OK;
}

enum og_ways_result
og_ways_prove(struct og_user *u, const struct og_ways_proof *proof,
    const struct og_keyring *ring, uint32_t *id, size_t *ended,
    enum og_err *err)
{
	enum og_ways_result result = OG_WAYS_FAILED;
	char label[OG_LABEL_MAX + 1];
	uint8_t seed[OG_SEED_NEW];
	uint64_t step = 0;

	*id = 0;
	*ended = 0;
	*err = OG_OK;
	if (!og_ways_is_begun(u, proof->session, ring, proof->now))
		return OG_WAYS_OVER;
	if (!u->adding.replace && u->n_authenticators >= OG_AUTHENTICATORS_MAX)
		return OG_WAYS_FULL;
	*err = choose_name(u, proof, label);
	if (*err != OG_OK)
		return OG_WAYS_NAMELESS;
	*err = make_seed(u, ring, seed);
	if (*err != OG_OK)
		goto out;
	*err = og_firstcode_find(
	    seed, proof->code, proof->window, proof->now, &step);
	if (*err == OG_ERR_NOTFOUND) {
		*err = OG_OK;
		result = OG_WAYS_WRONG;
		goto out;
	}
	if (*err == OG_OK)
		*err = take_over(u, proof, ring, seed, label, step, id, ended);
	if (*err == OG_OK)
		result = OG_WAYS_DONE;
out:
	OG_WIPE_ARRAY(seed);
	return result;
}

/* --- names --- */

static bool
is_taken(const struct og_user *u, uint32_t id, const char *name)
{
	for (size_t i = 0; i < u->n_authenticators; i++)
		if (u->authenticators[i].id != id &&
		    strcmp(u->authenticators[i].label, name) == 0)
			return true;
	return false;
}

enum og_err
og_ways_name(const struct og_user *u, uint32_t id, const char *typed,
    char out[OG_LABEL_MAX + 1])
{
	size_t len;

	out[0] = '\0';
	typed += strspn(typed, " ");
	len = strlen(typed);
	while (len > 0 && typed[len - 1] == ' ')
		len--;
	if (!og_text_is_clean(typed, len) || !og_text_is_seen(typed, len))
		return OG_ERR_FORMAT;
	if (len > OG_LABEL_MAX)
		return OG_ERR_RANGE;
	memcpy(out, typed, len);
	out[len] = '\0';
	if (!is_taken(u, id, out))
		return OG_OK;
	out[0] = '\0';
	return OG_ERR_EXISTS;
}

/* How many bytes of UTF-8 are at most "max" and end where a letter does. */
static int
whole_letters(const char *s, size_t max)
{
	size_t len = strnlen(s, max + 1);

	if (len <= max)
		return (int)len;
	while (max > 0 && ((unsigned char)s[max] & 0xc0) == 0x80)
		max--;
	return (int)max;
}

void
og_ways_suggest(
    const struct og_user *u, const char *base, char out[OG_LABEL_MAX + 1])
{
	/* what gives way to it leaves its name */
	const bool alone = u->adding.replace;
	size_t n = alone ? 1 : u->n_authenticators + 1;
	/* the others may have no name: it is the second app nevertheless */
	bool numbered = n > 1;

	(void)snprintf(out, OG_LABEL_MAX + 1, "%.*s",
	    whole_letters(base, OG_LABEL_MAX), base);
	for (; numbered || (!alone && is_taken(u, 0, out)); n++) {
		(void)snprintf(out, OG_LABEL_MAX + 1, "%.*s %zu",
		    whole_letters(base, OG_WAYS_BASE_MAX), base, n);
		numbered = false;
	}
}

enum og_ways_result
og_ways_rename(
    struct og_user *u, uint32_t id, const char *typed, enum og_err *err)
{
	struct og_authenticator *a = og_user_authenticator(u, id);
	char label[OG_LABEL_MAX + 1];

	*err = OG_OK;
	if (a == NULL)
		return OG_WAYS_OVER;
	*err = og_ways_name(u, id, typed, label);
	if (*err != OG_OK)
		return OG_WAYS_NAMELESS;
	memcpy(a->label, label, sizeof(a->label));
	return OG_WAYS_DONE;
}

/* --- removing --- */

bool
og_ways_is_in(const struct og_user *u, const struct og_authenticator *a,
    const struct og_keyring *ring)
{
	uint8_t seed[OG_SEED_MAX];
	bool opens;
	size_t len;

	if (a->state != OG_AUTH_ACTIVE)
		return false;
	opens = og_enroll_seed(u, a, ring, seed, &len) == OG_OK;
	OG_WIPE_ARRAY(seed);
	return opens;
}

bool
og_ways_has_other(
    const struct og_user *u, uint32_t id, const struct og_keyring *ring)
{
	for (size_t i = 0; i < u->n_authenticators; i++)
		if (u->authenticators[i].id != id &&
		    og_ways_is_in(u, &u->authenticators[i], ring))
			return true;
	return false;
}

size_t
og_ways_drop(struct og_user *u, uint32_t id, const uint8_t kept[OG_DIGEST_LEN])
{
	size_t ended;

	if (kept != NULL)
		og_session_forget_proof(u, kept, id);
	ended = og_session_end_by_authenticator(u, id);
	og_user_drop_authenticator(u, id);
	for (size_t i = 0; i < u->n_authenticators; i++)
		if (u->authenticators[i].replaces == id)
			u->authenticators[i].replaces = 0;
	return ended;
}

size_t
og_ways_clear(struct og_user *u, const uint8_t kept[OG_DIGEST_LEN])
{
	size_t ended = 0;

	while (u->n_authenticators > 0)
		ended += og_ways_drop(u, u->authenticators[0].id, kept);
	return ended;
}

enum og_ways_result
og_ways_remove(struct og_user *u, uint32_t id,
    const uint8_t session[OG_DIGEST_LEN], const struct og_keyring *ring,
    size_t *ended)
{
	*ended = 0;
	if (og_user_authenticator(u, id) == NULL)
		return OG_WAYS_OVER;
	if (!og_ways_has_other(u, id, ring))
		return OG_WAYS_LAST;
	*ended = og_ways_drop(u, id, session);
	return OG_WAYS_DONE;
}
