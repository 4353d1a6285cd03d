/* SPDX-License-Identifier: ISC */
/*
 * Known browsers inside the user record: pure changes of a record in memory.
 * Whoever holds the secret of a device has a separate lane for guesses.
 */
#ifndef OTPGATE_RECORD_DEVICE_H
#define OTPGATE_RECORD_DEVICE_H

#include "lib/record/user.h"

#define OG_DEVICE_LIFETIME (90 * 86400) /* seconds after the last login */

/* The digest under which a device with "secret" is stored. */
enum og_err og_device_digest(const uint8_t secret[OG_SECRET_LEN],
    uint8_t digest[OG_DIGEST_LEN]) OG_MUST_CHECK;

/* The device with "digest" that is not forgotten at "now", or NULL. */
struct og_device *og_device_find(
    struct og_user *u, const uint8_t digest[OG_DIGEST_LEN], int64_t now);

/* The device with "id", or NULL. */
struct og_device *og_device_get(struct og_user *u, uint32_t id);

/*
 * Records a login at "now" from the device with "digest", which is added when
 * it is new; forgotten ones are removed, and if there are OG_DEVICES_MAX, the
 * one last seen longest ago makes room.  "agent" (may be NULL) is put into
 * words (agent.h) and cut.
 */
void og_device_note(struct og_user *u, const uint8_t digest[OG_DIGEST_LEN],
    const char *agent, int64_t now);

/* Removes one, or all (returns how many there were). */
bool og_device_drop(struct og_user *u, uint32_t id);
size_t og_device_drop_all(struct og_user *u);

#endif
