/* SPDX-License-Identifier: ISC */
/* What check_pam_work and its shim agree on: see the top of the shim. */
#ifndef PAM_SHIM_H
#define PAM_SHIM_H

#define PAM_SHIM_MEMORY 4096 /* KiB, and nothing else is hashed so */
#define PAM_SHIM_LOCKED 2000 /* ms: longer than anybody waits for the lock */

#endif
