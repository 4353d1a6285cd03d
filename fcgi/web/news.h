/* SPDX-License-Identifier: ISC */
/*
 * What somebody is to be told after a login, on its way from the answer to the
 * form to the page that shows it: in a cookie, sealed for one session and one
 * host, so that whoever finds it reads nothing, and nobody else's is shown.
 */
#ifndef OTPGATE_FCGI_WEB_NEWS_H
#define OTPGATE_FCGI_WEB_NEWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/err.h"
#include "lib/crypto/base64url.h"
#include "lib/crypto/keyring.h"
#include "lib/crypto/seal.h"
#include "lib/record/user.h"

#define NEWS_LIFE 600 /* seconds that it is told */

/* In which browser the last login was. */
enum news_place { NEWS_UNKNOWN = 0, NEWS_HERE, NEWS_IN, NEWS_PLACES };

struct news {
	int64_t when;	    /* the login that it is told after */
	uint32_t elsewhere; /* failures of strangers */
	uint32_t own;	    /* failures where the login came in */
	int64_t failed_at;  /* the newest of them; 0: there is none */
	bool changed;	    /* the account, in another browser */
	bool recovery;	    /* the login took a recovery code */
	bool few;	    /* "left" is told, whatever the login took */
	uint8_t left;	    /* recovery codes */
	int64_t before;	    /* when the last login was; 0: unknown */
	enum news_place place;
	char browser[OG_DEVICE_AGENT_MAX + 1]; /* with NEWS_IN, in words */
};

/* Key id, sealed: version, the fields above; as base64url with its NUL. */
#define NEWS_PLAIN_LEN (1 + 8 + 4 + 4 + 8 + 1 + 1 + 8 + 1 + OG_DEVICE_AGENT_MAX)
#define NEWS_RAW_LEN (4 + NEWS_PLAIN_LEN + OG_SEAL_EXTRA)
#define NEWS_TEXT_SIZE OG_BASE64URL_SIZE(NEWS_RAW_LEN)

/*
 * Seals "n" for the session "id" on "host" (lower case) under the newest key.
 * OG_OK; OG_ERR_KEY (empty ring), OG_ERR_CRYPTO, OG_ERR_IO or OG_ERR_NOMEM with
 * "out" empty.
 */
enum og_err news_seal(const struct og_keyring *ring, const char *host,
    const uint8_t id[OG_DIGEST_LEN], const struct news *n,
    char out[NEWS_TEXT_SIZE]) OG_MUST_CHECK;

/*
 * Opens one at "now".  OG_OK; OG_ERR_FORMAT, OG_ERR_KEY, OG_ERR_CRYPTO (not
 * authentic, or another session's or host's), OG_ERR_NOMEM, or OG_ERR_RANGE
 * when it is older than NEWS_LIFE or from the future, with *n wiped.
 */
enum og_err news_open(const struct og_keyring *ring, const char *host,
    const uint8_t id[OG_DIGEST_LEN], const char *text, size_t len, int64_t now,
    struct news *n) OG_MUST_CHECK;

#endif
