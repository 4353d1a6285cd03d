/* SPDX-License-Identifier: ISC */
/* Talking to a person through the application's conversation function, which
 * may misbehave in every way. */
#ifndef OTPGATE_DIALOG_H
#define OTPGATE_DIALOG_H

#include <stddef.h>

#include <security/pam_appl.h>

/*
 * Asks "prompt" with echo off and writes the answer to "out" of "size" bytes
 * with a NUL.  The application's copy is wiped and freed.  PAM_SUCCESS;
 * PAM_CONV_ERR when there is no conversation, it fails, or gives no answer;
 * PAM_AUTH_ERR for one that does not fit.  "out" is "" then.
 */
int dialog_ask(
    const struct pam_conv *conv, const char *prompt, char *out, size_t size);

/* Says "text"; nobody cares whether it arrives. */
void dialog_tell(const struct pam_conv *conv, const char *text);

#endif
