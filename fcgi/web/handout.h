/* SPDX-License-Identifier: ISC */
/*
 * What people are handed out once, as pieces of a page: the secret of a new
 * authenticator, and recovery codes.  They need no script, and nothing of them
 * is loaded from elsewhere: they leave this program in the page alone.
 */
#ifndef OTPGATE_FCGI_WEB_HANDOUT_H
#define OTPGATE_FCGI_WEB_HANDOUT_H

#include "fcgi/server/server.h"
#include "lib/codes/otpauth.h"
#include "lib/codes/recovery.h"
#include "lib/crypto/base32.h"
#include "lib/render/qr.h"

/* A secret in all its forms, each of them as secret. */
struct handout {
	struct og_buf uri;
	struct og_qr qr;
	char text[OG_BASE32_SIZE(OG_SEED_MAX)];
};

/* Makes them before a page is begun.  OG_OK, or what og_otpauth_format and
 * og_qr_make say; handout_clear in any case. */
enum og_err
handout_make(struct handout *h, const struct og_otpauth *p) OG_MUST_CHECK;

/* Appends them: a QR code, a link for an app on this phone, the text in groups
 * of four and once more to be copied. */
void handout_put(struct exchange *x, const struct handout *h);

/* Wipes them. */
void handout_clear(struct handout *h);

/* Appends the field for the first code that the app shows; "focus": the page
 * begins here; "wrong": an alert in an element "wrong" is about it. */
void handout_put_code(struct exchange *x, bool focus, bool wrong);

/* Appends "n" recovery codes: to read and print, as a file of text, and to be
 * copied. */
void handout_put_recovery(
    struct exchange *x, const struct og_recovery_code *codes, size_t n);

#endif
