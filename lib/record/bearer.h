/* SPDX-License-Identifier: ISC */
/*
 * Bearer tokens for programs (RFC 6750): what they look like, and what one in a
 * record permits.  Pure; a token opens nothing but the paths below its prefix,
 * from its network, until it expires.
 */
#ifndef OTPGATE_RECORD_BEARER_H
#define OTPGATE_RECORD_BEARER_H

#include "lib/record/user.h"

#define OG_BEARER_SIZE 64 /* a token as text and its NUL */
#define OG_BEARER_MARK "otpgate_"

/* What a token says: whose it is, and the secret. */
struct og_bearer_token {
	uint64_t user; /* immutable id */
	uint8_t secret[OG_SECRET_LEN];
};

/* Writes the token: OG_BEARER_MARK and base64url of both. */
void
og_bearer_format(const struct og_bearer_token *t, char out[OG_BEARER_SIZE]);

/*
 * Reads the "len" bytes of an Authorization header's value: "Bearer", one or
 * more blanks, a token.  OG_OK; OG_ERR_NOTFOUND when it is of another scheme or
 * another program's token, OG_ERR_FORMAT when it is ours but not well-formed.
 * After a failure *t is wiped.
 */
enum og_err og_bearer_parse(
    const char *header, size_t len, struct og_bearer_token *t) OG_MUST_CHECK;

/* The digest under which a token with "secret" is stored. */
enum og_err og_bearer_digest(const uint8_t secret[OG_SECRET_LEN],
    uint8_t digest[OG_DIGEST_LEN]) OG_MUST_CHECK;

/* The bearer with "digest", expired or not, or NULL. */
struct og_bearer *
og_bearer_find(struct og_user *u, const uint8_t digest[OG_DIGEST_LEN]);

/* Finds the bearer with "id" (or NULL); removes it (true when it was there). */
struct og_bearer *og_bearer_get(struct og_user *u, uint32_t id);
bool og_bearer_drop(struct og_user *u, uint32_t id);

/*
 * True when "s" can be a prefix: an absolute path in canonical form (no segment
 * that is empty or of dots alone, no percent escape, no query, only the plain
 * characters of a path, and no semicolon), at most OG_PREFIX_MAX bytes,
 * "/" or without a slash at its end, and not among the gate's own pages.
 */
bool og_bearer_prefix_is_valid(const char *s);

/*
 * Checks and canonicalises a network, "192.0.2.0/24", "2001:db8::/32" or one
 * address.  OG_OK, OG_ERR_FORMAT, OG_ERR_RANGE (bits set beyond the mask).
 */
enum og_err og_bearer_network_parse(
    const char *s, char out[OG_NETWORK_MAX + 1]) OG_MUST_CHECK;

/* True when "address" is in "network", as og_bearer_network_parse wrote it; ""
 * is every network.  False for an invalid address. */
bool og_bearer_network_has(const char *network, const char *address);

/*
 * True when "b" permits, at "now", the request target "uri" (raw, as the client
 * sent it) from "address".  The path itself must be in canonical form: a target
 * that the web server, the application and the gate could read in two ways
 * (segments that are empty, or dots and blanks alone, or longer than 256 bytes;
 * semicolons; an escaped slash, backslash, percent sign, "?", "#" or control
 * byte; bytes that are not UTF-8) is refused, and so are the gate's own pages.
 * A prefix covers itself and what follows it after a slash.
 */
bool og_bearer_is_good(const struct og_bearer *b, const char *uri,
    const char *address, int64_t now);

#endif
