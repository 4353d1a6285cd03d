/* SPDX-License-Identifier: ISC */
/* Places of admin/check/verifier.c and check/pam.c as their test wants them:
 * included before anything else. */
#ifndef TESTS_VERIFIER_PATHS_H
#define TESTS_VERIFIER_PATHS_H

extern char verifier_module[128], verifier_program[128], verifier_socket[108],
    verifier_unit[128], verifier_pam[128];

#define PAM_MODULE verifier_module
#define VERIFIER verifier_program
#define VERIFIER_SOCKET verifier_socket
#define VERIFIER_UNIT verifier_unit
#define PAM_FILES verifier_pam

#endif
