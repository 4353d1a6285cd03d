/* SPDX-License-Identifier: ISC */
/*
 * The register of SSH certificates: an append-only text file, with one line for
 * each certificate that was issued and one for each that was revoked.
 * otpgate-ssh-cert(1) describes the lines.
 */
#ifndef OTPGATE_SSHCA_REGISTER_H
#define OTPGATE_SSHCA_REGISTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/err.h"
#include "lib/base/name.h"
#include "lib/record/user.h"

#define OG_CERT_KEY_MAX 50 /* "SHA256:" and 43 digits of base64 */
/* The name, and each group with "group:" before it. */
#define OG_PRINCIPALS_MAX (OG_NAME_MAX + 1 + 4 * OG_GROUPS_MAX)

struct og_cert {
	uint64_t serial; /* 1 to INT64_MAX */
	int64_t issued;
	int64_t until; /* the last second for which it is valid */
	bool revoked;  /* og_certs_load sets it */
	char key[OG_CERT_KEY_MAX + 1];	  /* fingerprint */
	char address[OG_ADDRESS_MAX + 1]; /* of the client; "" unknown */
	char user[OG_NAME_SIZE];	  /* the name at that time */
	uint64_t id; /* of the user; 0 in lines of earlier versions */
};

/* Certificates in the order in which they were issued. */
struct og_certs {
	size_t n;
	struct og_cert *certs;
	size_t bad;	 /* lines that could not be parsed, and were skipped */
	size_t bad_line; /* the first of them; 1 is the first of the file */
};

/*
 * Appends the line of "c" and the names it is valid for, "principals"; synced.
 * Makes the file, 0600, when it is missing.  OG_OK; OG_ERR_BUSY (another
 * process has held its lock for 5 s), OG_ERR_UNSAFE, OG_ERR_NOSPACE, OG_ERR_IO:
 * then there is no such line.
 */
enum og_err og_certs_issue(const char *path, const struct og_cert *c,
    const char *principals, struct og_why *why) OG_MUST_CHECK;

/* Appends that "n" certificates were revoked at "now".  As og_certs_issue;
 * after a failure none of them is. */
enum og_err og_certs_revoke(const char *path, const uint64_t *serials, size_t n,
    int64_t now, struct og_why *why) OG_MUST_CHECK;

/* Reads those that are valid at "since" or later.  A missing file counts as
 * empty.  OG_OK with *out, to be freed by og_certs_clear;
 * OG_ERR_UNSAFE, OG_ERR_IO, OG_ERR_RANGE (over 64 MiB), OG_ERR_NOMEM. */
enum og_err og_certs_load(const char *path, int64_t since, struct og_certs *out,
    struct og_why *why) OG_MUST_CHECK;

void og_certs_clear(struct og_certs *c);

#endif
