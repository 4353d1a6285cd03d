/* SPDX-License-Identifier: ISC */
/*
 * Sessions inside the user record.  Pure changes of a record in memory: the
 * decision judges whether a session is valid or too old, and nothing here
 * stores, signs or asks the time.
 */
#include "lib/record/session.h"

#include <stdlib.h>
#include <string.h>

#include "lib/base/wipe.h"
#include "lib/crypto/hex.h"
#include "lib/crypto/mac.h"

#define CLOCKS_APART 60 /* seconds that a login may be apart by two clocks */

enum og_err
og_session_id(
    const uint8_t secret[OG_SESSION_SECRET_LEN], uint8_t id[OG_DIGEST_LEN])
{
	uint8_t digest[OG_MAC_LEN];
	enum og_err err;

	err = og_sha256(secret, OG_SESSION_SECRET_LEN, digest);
	memcpy(id, digest, OG_DIGEST_LEN);
	OG_WIPE_ARRAY(digest);
	return err;
}

enum og_err
og_secret_digest(const char *label, const uint8_t secret[OG_SECRET_LEN],
    uint8_t digest[OG_DIGEST_LEN])
{
	uint8_t text[OG_SECRET_LABEL_SIZE + OG_SECRET_LEN], full[OG_MAC_LEN];
	const size_t len = strnlen(label, OG_SECRET_LABEL_SIZE - 1) + 1;
	enum og_err err;

	memcpy(text, label, len - 1);
	text[len - 1] = '\0';
	memcpy(text + len, secret, OG_SECRET_LEN);
	err = og_sha256(text, len + OG_SECRET_LEN, full);
	memcpy(digest, full, OG_DIGEST_LEN);
	OG_WIPE_ARRAY(text);
	OG_WIPE_ARRAY(full);
	return err;
}

/* Copies what the other side said, as printable ASCII, "max" bytes at most. */
static void
copy_clean(char *to, const char *from, size_t max, char lowest)
{
	size_t i;

	for (i = 0; from != NULL && i < max && from[i] != '\0'; i++)
		to[i] = from[i] >= lowest && from[i] <= '~' ? from[i] : '?';
	to[i] = '\0';
}

/* The index of the session that makes room: last seen longest ago. */
static size_t
oldest(const struct og_user *u)
{
	size_t i, old = 0;

	for (i = 1; i < u->n_sessions; i++)
		if (u->sessions[i].seen < u->sessions[old].seen)
			old = i;
	return old;
}

static void
drop(struct og_user *u, size_t i)
{
	u->n_sessions--;
	memmove(&u->sessions[i], &u->sessions[i + 1],
	    (u->n_sessions - i) * sizeof(u->sessions[0]));
}

void
og_session_add(struct og_user *u, const uint8_t id[OG_DIGEST_LEN],
    const struct og_proof *proof, const char *address, const char *agent,
    int64_t now)
{
	struct og_session *s;

	og_session_end(u, id); /* an id stands once in a record */
	if (u->n_sessions >= OG_SESSIONS_MAX)
		drop(u, oldest(u));
	s = &u->sessions[u->n_sessions++];
	memset(s, 0, sizeof(*s));
	memcpy(s->id, id, OG_DIGEST_LEN);
	s->created = now;
	s->seen = now;
	s->n_proofs = 1;
	s->proofs[0] = *proof;
	copy_clean(s->address, address, OG_ADDRESS_MAX, '!');
	copy_clean(s->agent, agent, OG_AGENT_MAX, ' ');
}

void
og_session_drop_oldest(struct og_user *u)
{
	if (u->n_sessions > 0)
		drop(u, oldest(u));
}

/* Where "proof" goes: replacing the same one, at the end, or replacing the
 * oldest. */
static struct og_proof *
place_for(struct og_session *s, const struct og_proof *proof)
{
	struct og_proof *oldest_proof = &s->proofs[0];
	size_t i;

	for (i = 0; i < s->n_proofs; i++) {
		if (s->proofs[i].factor == proof->factor &&
		    s->proofs[i].authenticator == proof->authenticator)
			return &s->proofs[i];
		if (s->proofs[i].when < oldest_proof->when)
			oldest_proof = &s->proofs[i];
	}
	return s->n_proofs < OG_PROOFS_MAX ? &s->proofs[s->n_proofs++]
					   : oldest_proof;
}

bool
og_session_renew(struct og_user *u, const uint8_t old[OG_DIGEST_LEN],
    const uint8_t id[OG_DIGEST_LEN], const struct og_proof *proof, int64_t now)
{
	struct og_session *s;

	if (!og_equal_ct(old, id, OG_DIGEST_LEN))
		og_session_end(u, id); /* an id stands once in a record */
	s = og_session_find(u, old);
	if (s == NULL)
		return false;
	memcpy(s->id, id, OG_DIGEST_LEN);
	if (og_equal_ct(u->adding.session, old, OG_DIGEST_LEN))
		memcpy(u->adding.session, id, OG_DIGEST_LEN);
	*place_for(s, proof) = *proof;
	s->seen = now;
	return true;
}

struct og_session *
og_session_find(struct og_user *u, const uint8_t id[OG_DIGEST_LEN])
{
	struct og_session *found = NULL;
	size_t i;

	for (i = 0; i < u->n_sessions; i++)
		if (og_equal_ct(u->sessions[i].id, id, OG_DIGEST_LEN))
			found = &u->sessions[i];
	return found;
}

bool
og_session_end(struct og_user *u, const uint8_t id[OG_DIGEST_LEN])
{
	struct og_session *s = og_session_find(u, id);

	if (s == NULL)
		return false;
	drop(u, (size_t)(s - u->sessions));
	return true;
}

size_t
og_session_end_all(struct og_user *u)
{
	size_t n = u->n_sessions;

	u->n_sessions = 0;
	memset(&u->last, 0, sizeof(u->last));
	return n;
}

/* Authenticators and recovery sets take their ids from one counter, so an id
 * is enough. */
static bool
has_proof_by(const struct og_session *s, uint32_t authenticator)
{
	size_t i;

	for (i = 0; i < s->n_proofs; i++)
		if (s->proofs[i].authenticator == authenticator)
			return true;
	return false;
}

size_t
og_session_end_by_authenticator(struct og_user *u, uint32_t id)
{
	size_t i = 0, ended = 0;

	if (u->last.authenticator == id)
		memset(&u->last, 0, sizeof(u->last));
	while (i < u->n_sessions) {
		if (has_proof_by(&u->sessions[i], id)) {
			drop(u, i);
			ended++;
		} else {
			i++;
		}
	}
	return ended;
}

void
og_session_forget_proof(
    struct og_user *u, const uint8_t id[OG_DIGEST_LEN], uint32_t authenticator)
{
	struct og_session *s = og_session_find(u, id);
	size_t n = 0;

	if (s == NULL)
		return;
	for (size_t i = 0; i < s->n_proofs; i++)
		n += s->proofs[i].authenticator != authenticator;
	if (n == 0)
		return;
	n = 0;
	for (size_t i = 0; i < s->n_proofs; i++)
		if (s->proofs[i].authenticator != authenticator)
			s->proofs[n++] = s->proofs[i];
	s->n_proofs = n;
}

bool
og_session_is_last(const struct og_user *u, const struct og_session *s)
{
	const struct og_proof *last = &u->last, *p;

	for (size_t i = 0; i < s->n_proofs; i++) {
		p = &s->proofs[i];
		if (last->when != 0 && p->factor == last->factor &&
		    p->authenticator == last->authenticator &&
		    llabs(p->when - last->when) <= CLOCKS_APART)
			return true;
	}
	return false;
}

size_t
og_session_end_others(struct og_user *u, const uint8_t id[OG_DIGEST_LEN])
{
	const size_t before = u->n_sessions;
	const struct og_session *own = og_session_find(u, id);

	if (own == NULL || !og_session_is_last(u, own))
		memset(&u->last, 0, sizeof(u->last));
	for (size_t i = u->n_sessions; i > 0; i--)
		if (!og_equal_ct(u->sessions[i - 1].id, id, OG_DIGEST_LEN))
			drop(u, i - 1);
	return before - u->n_sessions;
}

void
og_session_name(const struct og_session *s, char out[OG_SESSION_NAME_SIZE])
{
	uint64_t head = 0;

	for (size_t i = 0; i < sizeof(head); i++)
		head = head << 8 | s->id[i];
	og_hex_format(head, OG_SESSION_NAME_SIZE - 1, out);
}

void
og_session_note_change(struct og_user *u, enum og_changed what,
    const char *address, uint32_t device, int64_t now)
{
	u->changed.what = what;
	u->changed.device = device;
	u->changed.when = now;
	copy_clean(u->changed.address, address, OG_ADDRESS_MAX, '!');
}

int64_t
og_session_proven_at(const struct og_session *s, unsigned factors)
{
	int64_t newest = -1;
	size_t i;

	for (i = 0; i < s->n_proofs; i++) {
		if (factors != 0 &&
		    ((unsigned)s->proofs[i].factor & factors) == 0)
			continue;
		if (s->proofs[i].when > newest)
			newest = s->proofs[i].when;
	}
	return newest;
}
