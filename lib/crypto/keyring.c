/* SPDX-License-Identifier: ISC */
/*
 * The key ring in memory.  Master keys only ever derive the subkeys, one for
 * each purpose; nothing is sealed or signed with a master key itself.
 */
#include <string.h>

#include "lib/base/wipe.h"
#include "lib/crypto/keyring.h"

static const char *const labels[OG_PURPOSES] = {
    [OG_PURPOSE_SEAL] = "otpgate seal v1",
    [OG_PURPOSE_SESSION] = "otpgate session v1",
    [OG_PURPOSE_FORM] = "otpgate form v1",
    [OG_PURPOSE_DEVICE] = "otpgate device v1",
    [OG_PURPOSE_TICKET] = "otpgate ticket v1",
    [OG_PURPOSE_KEPT] = "otpgate kept v1",
    [OG_PURPOSE_INVITE] = "otpgate invite v1",
    [OG_PURPOSE_WAY] = "otpgate way v1",
    [OG_PURPOSE_NEWS] = "otpgate news v1",
};

void
og_keyring_init(struct og_keyring *ring)
{
	memset(ring, 0, sizeof(*ring));
}

/* True for the contents of a zeroed or half-written file. */
static bool
is_uniform(const uint8_t master[OG_KEY_LEN])
{
	uint8_t differ = 0;
	size_t i;

	for (i = 1; i < OG_KEY_LEN; i++)
		differ |= master[i] ^ master[0];
	return differ == 0;
}

enum og_err
og_keyring_add(struct og_keyring *ring, uint32_t id, int64_t created,
    const uint8_t master[OG_KEY_LEN])
{
	const struct og_key *newest = og_keyring_newest(ring);
	struct og_key key;
	enum og_err err = OG_ERR_RANGE;
	size_t i;

	memset(&key, 0, sizeof(key));
	if (ring->n == OG_KEYS_MAX || is_uniform(master) ||
	    id <= (newest != NULL ? newest->id : 0))
		goto out;
	key.id = id;
	key.created = created;
	memcpy(key.master, master, OG_KEY_LEN);
	for (i = 0; i < OG_PURPOSES; i++) {
		err = og_mac(master, labels[i], NULL, 0, key.sub[i]);
		if (err != OG_OK)
			goto out;
	}
	ring->keys[ring->n++] = key;
	err = OG_OK;
out:
	OG_WIPE_OBJECT(&key);
	return err;
}

const struct og_key *
og_keyring_newest(const struct og_keyring *ring)
{
	return ring->n > 0 ? &ring->keys[ring->n - 1] : NULL;
}

size_t
og_keyring_retire(struct og_keyring *ring, int64_t now, int64_t lifetime)
{
	size_t i, n = 0;

	for (i = 0; i + 1 < ring->n; i++) {
		ring->keys[i].retired =
		    ring->keys[i + 1].created < now - lifetime;
		n += ring->keys[i].retired;
	}
	return n;
}

const struct og_key *
og_keyring_signer(const struct og_keyring *ring, uint32_t id)
{
	const struct og_key *key = og_keyring_find(ring, id);

	return key != NULL && !key->retired ? key : NULL;
}

const struct og_key *
og_keyring_find(const struct og_keyring *ring, uint32_t id)
{
	size_t i;

	for (i = 0; i < ring->n; i++) {
		if (ring->keys[i].id == id)
			return &ring->keys[i];
	}
	return NULL;
}

void
og_keyring_clear(struct og_keyring *ring)
{
	OG_WIPE_OBJECT(ring);
}
