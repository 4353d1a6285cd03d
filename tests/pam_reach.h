/* SPDX-License-Identifier: ISC */
/* Places and patience of pam/reach.c as check_pam_reach wants them: included
 * before anything else. */
#ifndef TESTS_PAM_REACH_H
#define TESTS_PAM_REACH_H

extern char reach_socket[108], reach_program[128];

#define REACH_SOCKET reach_socket
#define VERIFIER reach_program
#define REACH_PATIENCE 2
#define REACH_CROWD 1500

#endif
