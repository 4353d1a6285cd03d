/* SPDX-License-Identifier: ISC */
/* The public key that a user wants to have signed, as a line of text. */
#ifndef SSH_PUBKEY_H
#define SSH_PUBKEY_H

#include <stddef.h>

#include "lib/base/err.h"
#include "lib/sshca/register.h"

#define PUBKEY_MAX 16384 /* bytes of the line, including its end */
#define PUBKEY_RSA_BITS_MIN 3072
#define PUBKEY_RSA_BITS_MAX 16384

struct pubkey {
	const char *type; /* "ssh-ed25519"; static storage */
	char fingerprint[OG_CERT_KEY_MAX + 1];
	char line[PUBKEY_MAX + 1]; /* "TYPE BASE64\n", without the comment */
};

/*
 * Reads "len" bytes as one line of id_TYPE.pub (RFC 4253 section 6.6, RFC
 * 5656, RFC 8709, PROTOCOL.u2f): type, base64, and perhaps a comment, which is
 * dropped, as are leading blanks, empty lines, and byte order marks.  Types:
 * ed25519 and ecdsa, both also of a security key, and RSA of 3072 bits and
 * more.  Everything in the key is checked, as far as possible without
 * arithmetic.  OG_OK; OG_ERR_FORMAT or OG_ERR_RANGE with *reason a sentence for
 * the sender, which repeats nothing of it.
 */
enum og_err pubkey_parse(const char *s, size_t len, struct pubkey *k,
    const char **reason) OG_MUST_CHECK;

#endif
