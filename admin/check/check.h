/* SPDX-License-Identifier: ISC */
/* What "otpadm check" checks, and where it reports what it finds. */
#ifndef OTPGATE_ADMIN_CHECK_CHECK_H
#define OTPGATE_ADMIN_CHECK_CHECK_H

#include <stdbool.h>
#include <stdint.h>

#include "admin/ui/json.h"
#include "admin/ui/progress.h"
#include "admin/work/context.h"

struct check {
	struct context *c;
	struct json json;
	struct progress progress; /* paused while anything is printed */
	unsigned problems;	  /* somebody is shut out, or could get in */
	unsigned warnings;
};

enum check_kind { CHECK_PROBLEM, CHECK_WARNING };

/*
 * Prints one finding by printf rules.  "where" is a file, or a user, or NULL;
 * "line" a line of that file, or 0.
 */
void check_tell(struct check *k, enum check_kind kind, const char *where,
    uint64_t line, const char *fmt, ...) OG_PRINTF(5, 6);

/* Owner and mode of the files, where the library does not insist on them, and
 * room on the disk. */
void check_files(struct check *k);

/* What the responder's account is to try: false with *why set when it cannot.
 */
typedef bool check_trial(const struct check *k, struct og_why *why);

/*
 * Runs "trial" as "uid" and "gid" in a process of its own.  False: it failed,
 * and *why says how.  True also when nothing could be tried, because somebody
 * else runs this.
 */
bool check_as(struct check *k, uid_t uid, gid_t gid, check_trial *trial,
    struct og_why *why);

/* Whether the responder, as "uid" and "gid", can log, and who else can. */
void check_log(struct check *k, uid_t uid, gid_t gid);

/* Whether the systemd units let the programs write where they have to. */
void check_units(struct check *k);

/* The files of the SSH certificates, if there are any. */
void check_ssh(struct check *k);

/* What the PAM module needs, if it is installed or "lines" of PAM files name it
 * (check_pam). */
void check_verifier(struct check *k, unsigned lines);

/* A line of a PAM file. */
struct check_line {
	const char *file;
	uint64_t line;
};

/* Finds the lines of PAM files that name the module; returns how many. */
unsigned check_pam(struct check *k);

/* What such a line names: the module itself, and what it asks ("helper="). */
void
check_module(struct check *k, const struct check_line *l, const char *path);
void
check_helper(struct check *k, const struct check_line *l, const char *path);

/* Every record, about "users" of them: seeds that do not open, steps from the
 * future; and places whose groups have no members. */
void check_records(struct check *k, uint64_t users);

/* Writes a repaired copy beside the database and says what became of each user.
 * False after a complaint. */
bool check_repair(struct check *k);

#endif
