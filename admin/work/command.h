/* SPDX-License-Identifier: ISC */
/* What a command of otpadm is: one const descriptor, at the end of the file
 * that implements it.  Usage and help are printed from these and nothing else.
 */
#ifndef OTPGATE_ADMIN_WORK_COMMAND_H
#define OTPGATE_ADMIN_WORK_COMMAND_H

#include <stddef.h>

#include "admin/work/context.h"
#include "admin/work/options.h"

/* Exit codes of otpadm. */
enum {
	STATUS_DONE = 0,
	STATUS_FAILED = 1, /* refused or failed */
	STATUS_USAGE = 2
};

#define COMMAND_JSON 1u	  /* prints data, so --json means something */
#define COMMAND_SECRET 2u /* reads a secret, which is never an argument */

struct command {
	const char *name;
	const char *synopsis; /* of the arguments, "" for none */
	const char *help;     /* part of a sentence */
	int min_args;
	int max_args;
	unsigned flags;
	const struct option_spec
	    *options; /* ends with a NULL name; may be NULL */
	int (*run)(struct context *c, const struct args *a);
};

extern const struct command command_certs;
extern const struct command command_check;
extern const struct command command_codes;
extern const struct command command_compact;
extern const struct command command_confirm;
extern const struct command command_devices;
extern const struct command command_disable;
extern const struct command command_drop;
extern const struct command command_enable;
extern const struct command command_enroll;
extern const struct command command_init;
extern const struct command command_invite;
extern const struct command command_keys;
extern const struct command command_list;
extern const struct command command_log;
extern const struct command command_logout;
extern const struct command command_passwd;
extern const struct command command_policy;
extern const struct command command_qr;
extern const struct command command_remove;
extern const struct command command_rename;
extern const struct command command_restore;
extern const struct command command_rotate;
extern const struct command command_sessions;
extern const struct command command_set;
extern const struct command command_show;
extern const struct command command_token;
extern const struct command command_unlock;
extern const struct command command_uri;
extern const struct command command_verify;

#endif
