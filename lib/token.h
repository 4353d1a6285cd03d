/* SPDX-License-Identifier: ISC */
/*
 * The signed texts that browsers carry.  Fixed layouts, one purpose each, the
 * key id inside, the audience under the MAC; no algorithm can be chosen.
 */
#ifndef OG_TOKEN_H
#define OG_TOKEN_H

#include <stddef.h>
#include <stdint.h>

#include "err.h"
#include "keyring.h"
#include "session.h"

#define OG_TOKEN_SIZE 128   /* any token and its NUL */
#define OG_PRE_LIFETIME 600 /* seconds a login form stays good */
#define OG_PRE_LEN 16

/* What a session cookie says; the rest stands in the user record. */
struct og_session_token {
	uint64_t user; /* immutable id */
	uint8_t secret[OG_SESSION_SECRET_LEN];
};

/*
 * Writes the session cookie's value for audience "host" (lower case), signed
 * with the newest key.  OG_OK, OG_ERR_KEY (empty ring), OG_ERR_CRYPTO.
 */
enum og_err
og_token_session_new(const struct og_keyring *ring, const char *host,
    const struct og_session_token *t, char out[OG_TOKEN_SIZE]) OG_MUST_CHECK;

/*
 * Opens such a value.  OG_OK; OG_ERR_FORMAT, OG_ERR_KEY, OG_ERR_CRYPTO (not
 * authentic, or another host's) or OG_ERR_NOMEM (not known) with *t wiped.
 */
enum og_err
og_token_session_open(const struct og_keyring *ring, const char *host,
    const char *text, size_t len, struct og_session_token *t) OG_MUST_CHECK;

/* The pre-session of a login form. */
struct og_pre {
	int64_t issued;
	uint8_t random[OG_PRE_LEN];
};

/* Makes a fresh pre-session and the value of its cookie for "host". */
enum og_err og_token_pre_new(const struct og_keyring *ring, const char *host,
    int64_t now, struct og_pre *pre, char out[OG_TOKEN_SIZE]) OG_MUST_CHECK;

/* Opens one.  OG_OK; OG_ERR_FORMAT, OG_ERR_KEY, OG_ERR_CRYPTO, or
 * OG_ERR_RANGE when it is older than OG_PRE_LIFETIME or from the future. */
enum og_err og_token_pre_open(const struct og_keyring *ring, const char *host,
    const char *text, size_t len, int64_t now,
    struct og_pre *pre) OG_MUST_CHECK;

/*
 * The form token for "form" ("login", "logout") bound to "len" secret bytes
 * of the browser's cookie.
 */
enum og_err og_token_form_new(const struct og_keyring *ring, const char *form,
    const void *bound, size_t len, char out[OG_TOKEN_SIZE]) OG_MUST_CHECK;

/* OG_OK when "text" is that form's token; else as og_token_session_open. */
enum og_err og_token_form_check(const struct og_keyring *ring, const char *form,
    const void *bound, size_t len, const char *text,
    size_t text_len) OG_MUST_CHECK;

#endif
