/* SPDX-License-Identifier: ISC */
/*
 * otpadm check: every line of the database file, and what each problem means
 * for the users.  Must not change anything, nor take a lock.
 */
#include <stdio.h>
#include <string.h>

#include "admin/file/lines.h"
#include "lib/crypto/hex.h"
#include "lib/store/file/filestore.h"

#define FIRST_LOGIN 32 /* bytes of the word that it adds */

/* The meaning of a line that denies nobody. */
static const char *
moral(const struct og_filestore_problem *p)
{
	if (!p->harmless)
		return ": damaged, but nobody is denied, because newer lines "
		       "say all that counts; check the disk, then otpadm "
		       "compact drops it";
	if (strcmp(p->kind, "hole") == 0)
		return ": harmless: NUL bytes in place of what a power failure "
		       "took, which was never confirmed as stored";
	return ": harmless: a write that was cut off, and was never confirmed "
	       "as stored";
}

static void
report_line(const struct og_filestore_problem *p, void *arg)
{
	struct check *k = arg;
	char id[17] = "", who[OG_NAME_SIZE + 64] = "";
	const char *cost = moral(p);

	if (p->name != NULL) {
		(void)snprintf(who, sizeof(who), " of %s", p->name);
	} else if (p->id != 0) {
		og_hex_format(p->id, 16, id);
		(void)snprintf(who, sizeof(who), " of the user with id %s", id);
	}
	if (p->denies)
		cost = who[0] != '\0' ? ", who is denied"
				      : ", which denies everybody whose newest "
					"line is before it";
	check_tell(k, p->harmless ? CHECK_WARNING : CHECK_PROBLEM,
	    k->c->settings.database, p->line, "%s%s%s", p->kind, who, cost);
}

static void
show_lines(uint64_t done, uint64_t total, void *arg)
{
	struct check *k = arg;

	progress_set(done, total, &k->progress);
}

/* How many logins the file has room for on a full disk.  The first one of a
 * user makes the record longer. */
static uint64_t
reserved_commits(const struct og_filestore_stats *stats)
{
	return stats->commit > 0
		   ? stats->reserve / (stats->commit + FIRST_LOGIN)
		   : 0;
}

bool
lines_check(struct check *k, struct lines_figures *out)
{
	struct context *c = k->c;
	struct og_filestore_stats stats = {0};
	enum og_err err;

	memset(out, 0, sizeof(*out));
	c->why.text[0] = '\0';
	err = og_filestore_check(
	    c->settings.database, report_line, show_lines, k, &stats, &c->why);
	if (err != OG_OK && err != OG_ERR_DAMAGED) {
		check_tell(k, CHECK_PROBLEM, NULL, 0, "%s",
		    c->why.text[0] != '\0' ? c->why.text : og_strerror(err));
		return false;
	}
	out->users = stats.users;
	out->damaged = stats.damaged;
	out->lines = stats.lines;
	out->size = stats.size;
	out->reserve = stats.reserve;
	out->commit = stats.commit;
	out->commits = reserved_commits(&stats);
	return true;
}
