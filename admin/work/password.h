/* SPDX-License-Identifier: ISC */
/* Which passwords are refused (SP 800-63B-4 section 3.1.1.2). */
#ifndef OTPGATE_ADMIN_WORK_PASSWORD_H
#define OTPGATE_ADMIN_WORK_PASSWORD_H

#include <stddef.h>

#define PASSWORD_LENGTH_MIN 8 /* code points */

/* Why "text" of "len" bytes is no password for "user" of "issuer"; NULL if it
 * is acceptable. */
const char *password_refusal(
    const char *text, size_t len, const char *user, const char *issuer);

#endif
