/* SPDX-License-Identifier: ISC */
/* The options of a command: read by getopt_long from the command's own table,
 * from which its help is printed, too. */
#ifndef OTPGATE_ADMIN_WORK_OPTIONS_H
#define OTPGATE_ADMIN_WORK_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define OPTION_MANY_MAX 32 /* values of the one option that may be repeated */

/* Every option that any command takes has one place in struct args. */
enum option_id {
	OPT_ALGORITHM,
	OPT_ALL,
	OPT_CLEAR,
	OPT_COUNT,
	OPT_DIGITS,
	OPT_EMAIL,
	OPT_EXPIRES,
	OPT_FORCE,
	OPT_GROUP, /* repeatable */
	OPT_HOTP,
	OPT_ID,
	OPT_ISSUER,
	OPT_KEEP_CODES,
	OPT_LABEL,
	OPT_LIST,
	OPT_NAME,
	OPT_NETWORK,
	OPT_NOW,
	OPT_NUMBER,
	OPT_PATH,
	OPT_PERIOD,
	OPT_PHONE,
	OPT_PNG,
	OPT_RECOVERY,
	OPT_REMOVED,
	OPT_REPAIR,
	OPT_REPLACE,
	OPT_REVEAL,
	OPT_REVOKE,
	OPT_SECRET_STDIN,
	OPT_SESSION,
	OPT_SINCE,
	OPT_STDIN,
	OPT_SVG,
	OPT_WEAK,
	OPT_YES,
	OPTIONS
};

struct option_spec {
	enum option_id id;
	char letter;	  /* 0: only the long name */
	const char *name; /* NULL ends a table */
	const char *arg;  /* what its value is called; NULL: it takes none */
	const char *help;
};

/* Options that several commands share are defined once, here.  (Formatting
 * would break each over four lines.) */
/* clang-format off */
#define OPTION_ID \
	{OPT_ID, 0, "id", "N", "the authenticator with this number"}
#define OPTION_STDIN \
	{OPT_STDIN, 0, "stdin", NULL, "read it from standard input, one line"}
#define OPTION_ISSUER \
	{OPT_ISSUER, 0, "issuer", "TEXT", "shown by the app, not the setting"}
#define OPTION_SVG \
	{OPT_SVG, 0, "svg", "FILE", "write the QR code to a new SVG file"}
#define OPTION_PNG \
	{OPT_PNG, 0, "png", "FILE", "write the QR code to a new PNG file"}
#define OPTION_FORCE \
	{OPT_FORCE, 0, "force", NULL, "draw the QR code even into a pipe"}
#define OPTIONS_END {OPTIONS, 0, NULL, NULL, NULL}
/* clang-format on */

/* What followed the command.  Strings belong to argv. */
struct args {
	const char
	    *opt[OPTIONS]; /* NULL: not given; "": given, takes no value */
	size_t n_groups;
	const char *groups[OPTION_MANY_MAX];
	int n; /* how many arguments */
	char **arg;
};

struct command;
struct context;

enum options_result { OPTIONS_RUN, OPTIONS_HELP, OPTIONS_BAD };

/*
 * Reads what follows the command: argv[0] is its name.  Sets *a, and c->json
 * when --json was given.  OPTIONS_HELP when help was requested, OPTIONS_BAD
 * after a complaint.
 */
enum options_result options_read(const struct command *cmd, struct context *c,
    int argc, char **argv, struct args *a);

/* Prints usage and options of "cmd" on standard output. */
void options_help(const struct command *cmd);

/*
 * Sets *out to the number given for "id", within "min".."max"; untouched when
 * the option was not given.  False after a complaint: the caller returns
 * STATUS_USAGE.
 */
bool options_number(const struct context *c, const struct args *a,
    enum option_id id, unsigned min, unsigned max, unsigned *out);

#endif
