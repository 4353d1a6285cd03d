/* SPDX-License-Identifier: ISC */
/*
 * Known browsers inside the user record.  Pure changes of a record in memory:
 * nothing here stores, signs or asks the time.
 */
#include "lib/record/device.h"

#include <string.h>

#include "lib/base/agent.h"
#include "lib/base/wipe.h"
#include "lib/record/session.h"

enum og_err
og_device_digest(
    const uint8_t secret[OG_SECRET_LEN], uint8_t digest[OG_DIGEST_LEN])
{
	return og_secret_digest("otpgate device", secret, digest);
}

static bool
is_forgotten(const struct og_device *d, int64_t now)
{
	return now - d->seen >= OG_DEVICE_LIFETIME;
}

struct og_device *
og_device_find(
    struct og_user *u, const uint8_t digest[OG_DIGEST_LEN], int64_t now)
{
	struct og_device *found = NULL;
	size_t i;

	for (i = 0; i < u->n_devices; i++)
		if (og_equal_ct(u->devices[i].digest, digest, OG_DIGEST_LEN))
			found = &u->devices[i];
	return found != NULL && !is_forgotten(found, now) ? found : NULL;
}

struct og_device *
og_device_get(struct og_user *u, uint32_t id)
{
	size_t i;

	for (i = 0; i < u->n_devices; i++)
		if (u->devices[i].id == id)
			return &u->devices[i];
	return NULL;
}

static void
drop(struct og_user *u, size_t i)
{
	u->n_devices--;
	memmove(&u->devices[i], &u->devices[i + 1],
	    (u->n_devices - i) * sizeof(u->devices[0]));
}

/* Drops browsers away for too long, and another one if there is no place left.
 */
static void
make_room(struct og_user *u, int64_t now)
{
	size_t i = 0, old = 0;

	while (i < u->n_devices) {
		if (is_forgotten(&u->devices[i], now))
			drop(u, i);
		else
			i++;
	}
	if (u->n_devices < OG_DEVICES_MAX)
		return;
	for (i = 1; i < u->n_devices; i++)
		if (u->devices[i].seen < u->devices[old].seen)
			old = i;
	drop(u, old);
}

/* In words, which are shorter than what browsers call themselves. */
static void
describe(char out[OG_DEVICE_AGENT_MAX + 1], const char *agent)
{
	char words[OG_AGENT_WORDS_SIZE];
	size_t len;

	words[0] = '\0';
	if (agent != NULL && agent[0] != '\0')
		og_agent_describe(agent, words);
	len = strnlen(words, OG_DEVICE_AGENT_MAX);
	memcpy(out, words, len);
	out[len] = '\0';
}

void
og_device_note(struct og_user *u, const uint8_t digest[OG_DIGEST_LEN],
    const char *agent, int64_t now)
{
	struct og_device *d = og_device_find(u, digest, now);

	if (d == NULL) {
		make_room(u, now);
		d = &u->devices[u->n_devices++];
		memset(d, 0, sizeof(*d));
		d->id = u->next_id++;
		d->created = now;
		memcpy(d->digest, digest, OG_DIGEST_LEN);
	}
	d->seen = now;
	describe(d->agent, agent);
}

bool
og_device_drop(struct og_user *u, uint32_t id)
{
	struct og_device *d = og_device_get(u, id);

	if (d == NULL)
		return false;
	drop(u, (size_t)(d - u->devices));
	return true;
}

size_t
og_device_drop_all(struct og_user *u)
{
	size_t n = u->n_devices;

	u->n_devices = 0;
	return n;
}
