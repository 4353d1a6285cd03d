/* SPDX-License-Identifier: ISC */
/*
 * The signed texts that browsers carry.  Fixed layouts, one purpose each, the
 * key id inside, the audience under the MAC; no algorithm can be chosen.
 */
#ifndef OTPGATE_RULES_TOKEN_H
#define OTPGATE_RULES_TOKEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/err.h"
#include "lib/crypto/keyring.h"
#include "lib/record/session.h"

#define OG_TOKEN_SIZE 128   /* any token and its NUL */
#define OG_PRE_LIFETIME 600 /* seconds a login form stays valid */
#define OG_PRE_LEN 16

/* What a session cookie says; the rest is in the user record. */
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
 * authentic, or another host's) or OG_ERR_NOMEM (undecided), with *t wiped.
 */
enum og_err
og_token_session_open(const struct og_keyring *ring, const char *host,
    const char *text, size_t len, struct og_session_token *t) OG_MUST_CHECK;

/*
 * For a thread that opens many session cookies: the keys of one ring, ready
 * for use.  It is optional; what is missing is made for each cookie.
 */
struct og_token_reader {
	struct evp_mac_ctx_st *session[OG_KEYS_MAX]; /* by place in the ring */
};

/* Fills it, as far as there is memory, for "ring", which must not change until
 * og_token_reader_clear. */
void
og_token_reader_init(struct og_token_reader *r, const struct og_keyring *ring);
void og_token_reader_clear(struct og_token_reader *r);

/* As og_token_session_open, with a reader of "ring" or NULL. */
enum og_err og_token_session_read(const struct og_keyring *ring,
    struct og_token_reader *r, const char *host, const char *text, size_t len,
    struct og_session_token *t) OG_MUST_CHECK;

/* What a device cookie says.  The layout is the same, label and purpose are its
 * own.  It also opens when the key that signed it is gone from the ring,
 * because it outlives keys: then *authentic is false, and only the digest in
 * the record proves it. */
struct og_device_token {
	uint64_t user; /* immutable id */
	uint8_t secret[OG_SECRET_LEN];
};

enum og_err og_token_device_new(const struct og_keyring *ring, const char *host,
    const struct og_device_token *t, char out[OG_TOKEN_SIZE]) OG_MUST_CHECK;
enum og_err og_token_device_open(const struct og_keyring *ring,
    const char *host, const char *text, size_t len, struct og_device_token *t,
    bool *authentic) OG_MUST_CHECK;

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

/* OG_OK when "text" is that form's token; otherwise as og_token_session_open.
 */
enum og_err og_token_form_check(const struct og_keyring *ring, const char *form,
    const void *bound, size_t len, const char *text,
    size_t text_len) OG_MUST_CHECK;

/*
 * The hop of a browser that was sent from "host" to the login host and is to
 * come back with a ticket: as a pre-session, but of a kind of its own.  "renew"
 * refreshes a valid one and keeps its random bytes.
 */
enum og_err og_token_hop_new(const struct og_keyring *ring, const char *host,
    int64_t now, struct og_pre *hop, char out[OG_TOKEN_SIZE]) OG_MUST_CHECK;
enum og_err og_token_hop_renew(const struct og_keyring *ring, const char *host,
    int64_t now, struct og_pre *hop, char out[OG_TOKEN_SIZE]) OG_MUST_CHECK;
enum og_err og_token_hop_open(const struct og_keyring *ring, const char *host,
    const char *text, size_t len, int64_t now,
    struct og_pre *hop) OG_MUST_CHECK;

/* --- tickets (token_ticket.c) --- */

#define OG_BIND_LEN 43	      /* base64url of SHA-256 */
#define OG_TICKET_LIFETIME 30 /* seconds */
#define OG_TICKET_SLACK 2     /* seconds it may be from the future */

/* What a ticket carries from the login host to another one. */
struct og_ticket {
	struct og_session_token session;
	int64_t issued;
	uint64_t serial; /* rising; the session remembers the last one spent */
};

/* What the login host learns about the browser's hop: enough to make a ticket
 * for it, but not to use one.  OG_OK or OG_ERR_CRYPTO. */
enum og_err og_token_bind(
    const struct og_pre *hop, char out[OG_BIND_LEN + 1]) OG_MUST_CHECK;

/* True for OG_BIND_LEN characters that could be one. */
bool og_token_bind_is_valid(const char *bind);

/*
 * Seals a ticket for "host" (lower case) and the browser of "bind", under the
 * newest key.  OG_OK; OG_ERR_FORMAT (no bind), OG_ERR_KEY, OG_ERR_CRYPTO or
 * OG_ERR_IO with "out" empty.
 */
enum og_err og_token_ticket_new(const struct og_keyring *ring, const char *host,
    const char *bind, const struct og_ticket *t,
    char out[OG_TOKEN_SIZE]) OG_MUST_CHECK;

/*
 * Opens one at "now".  OG_OK; OG_ERR_FORMAT, OG_ERR_KEY, OG_ERR_CRYPTO (not
 * authentic, or another host's or browser's), or OG_ERR_RANGE when it is too
 * old or from the future, with *t wiped.
 */
enum og_err og_token_ticket_open(const struct og_keyring *ring,
    const char *host, const char *bind, const char *text, size_t len,
    int64_t now, struct og_ticket *t) OG_MUST_CHECK;

#endif
