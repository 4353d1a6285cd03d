/* SPDX-License-Identifier: ISC */
/*
 * What otpgate-ssh-cert and otpgate-ssh-signer say to each other on a socket:
 * one question, one answer.
 *
 *	otpgate-ssh-cert 1 ADDRESS LF KEY end-of-file
 *	"ok" LF CERTIFICATE LF end-of-file, or "no" TEXT LF end-of-file
 */
#ifndef SSH_ASK_H
#define SSH_ASK_H

#include <stddef.h>

#include "lib/base/err.h"
#include "lib/record/user.h"
#include "ssh/pubkey.h"

#define ASK_SOCKET "/run/otpgate-ssh/sign.sock"
#define ASK_HEAD "otpgate-ssh-cert 1 "
#define ASK_MAX (sizeof(ASK_HEAD) + OG_ADDRESS_MAX + 1 + PUBKEY_MAX)
#define ASK_OK "ok\n"
#define ASK_NO "no "
#define ASK_CERT_MAX 65536 /* bytes of a certificate */

/*
 * Writes "text" as a numeric address in its one spelling: IPv4 of an IPv6
 * socket as IPv4, no zone.  OG_OK, or OG_ERR_FORMAT with "out" "".
 */
enum og_err
ask_address(const char *text, char out[OG_ADDRESS_MAX + 1]) OG_MUST_CHECK;

/*
 * Parses a question; *key points into it.  "address" is "" for a client without
 * one.  OG_OK, OG_ERR_FORMAT.
 */
enum og_err
ask_parse(const char *s, size_t len, char address[OG_ADDRESS_MAX + 1],
    const char **key, size_t *key_len) OG_MUST_CHECK;

#endif
