/* SPDX-License-Identifier: ISC */
/* The key file: "otpgate-keys 1", then one line for each key, oldest first:
 * "key ID CREATED BASE64URL". */
#ifndef OTPGATE_FILES_KEYFILE_H
#define OTPGATE_FILES_KEYFILE_H

#include <sys/types.h>

#include "lib/crypto/keyring.h"

/*
 * Reads the ring from "path".  Refused: missing, unsafe (any bit for others,
 * writable by the group), short, truncated, keys of equal bytes, ids that do
 * not rise.  OG_OK; OG_ERR_NOTFOUND, OG_ERR_UNSAFE, OG_ERR_FORMAT, OG_ERR_IO
 * with "ring" empty and "why" naming file and remedy.
 */
enum og_err og_keyfile_load(const char *path, struct og_keyring *ring,
    struct og_why *why) OG_MUST_CHECK;

/* Creates "path" (mode 0640) with one fresh key, for "gid" to read; (gid_t)-1:
 * the group stays that of its folder.  OG_ERR_EXISTS if it exists; otherwise as
 * og_safefile_create. */
enum og_err og_keyfile_create(
    const char *path, gid_t gid, int64_t now, struct og_why *why) OG_MUST_CHECK;

/* Adds a fresh newest key, replacing the file safely.  *id is its id.  As
 * og_keyfile_load, and OG_ERR_RANGE when the ring is full, OG_ERR_BUSY while
 * another rotation is under way. */
enum og_err og_keyfile_rotate(const char *path, int64_t now, uint32_t *id,
    struct og_why *why) OG_MUST_CHECK;

/*
 * Removes the keys with these "n" ids, replacing the file safely; unknown ids
 * are skipped.  What they have sealed never opens again, and this does not
 * check whether anything is left: the caller has.  As og_keyfile_rotate;
 * OG_ERR_RANGE when the newest key is among them.
 */
enum og_err og_keyfile_prune(const char *path, const uint32_t *ids, size_t n,
    struct og_why *why) OG_MUST_CHECK;

#endif
