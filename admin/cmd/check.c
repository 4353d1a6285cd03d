/* SPDX-License-Identifier: ISC */
/*
 * otpadm check: settings, key file, permissions and every line of the
 * database.  Goes on after a problem as far as it can.  Must not change
 * anything (a repaired copy is a file of its own), nor take a lock.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "admin/check/check.h"
#include "admin/ui/output.h"
#include "admin/work/command.h"
#include "lib/crypto/hex.h"
#include "lib/files/keyfile.h"
#include "lib/store/file/filestore.h"

#define FIRST_LOGIN 32 /* bytes of the word that it adds */

/* What a line that denies nobody means. */
static const char *
moral(const struct og_filestore_problem *p)
{
	if (!p->harmless)
		return ": damaged, though nobody is denied, since newer lines "
		       "say all that counts; look after the disk, then otpadm "
		       "compact leaves it out";
	if (strcmp(p->kind, "hole") == 0)
		return ": no harm: NUL bytes in the place of what a power "
		       "failure took, which nobody was told is stored";
	return ": no harm: a write that was cut off, which nobody was told is "
	       "stored";
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

/* Every line of the database; then every record in it. */
static void
check_database(struct check *k, struct og_filestore_stats *stats)
{
	struct context *c = k->c;
	enum og_err err;

	c->why.text[0] = '\0';
	err = og_filestore_check(
	    c->settings.database, report_line, show_lines, k, stats, &c->why);
	if (err != OG_OK && err != OG_ERR_DAMAGED) {
		check_tell(k, CHECK_PROBLEM, NULL, 0, "%s",
		    c->why.text[0] != '\0' ? c->why.text : og_strerror(err));
		return;
	}
	c->why.text[0] = '\0';
	progress_next(&k->progress, "checking records");
	err = og_filestore_open(&c->store, c->settings.database, &c->why);
	if (err != OG_OK)
		check_tell(k, CHECK_PROBLEM, NULL, 0, "%s", c->why.text);
	else
		check_records(k, stats->users);
}

/* Whose files, and whether there are any: false when that is all there is to
 * say. */
static bool
check_first(struct check *k)
{
	const struct og_settings *s = &k->c->settings;

	if (context_is_foreign(s->keys) || context_is_foreign(s->database))
		check_tell(k, CHECK_PROBLEM, NULL, 0,
		    "run it as root: the files belong to another account");
	else if (!context_is_set_up(k->c))
		check_tell(k, CHECK_PROBLEM, NULL, 0, CONTEXT_EMPTY);
	else
		return true;
	return false;
}

/* False: without settings there is nothing more to look at. */
static bool
check_settings(struct check *k)
{
	struct context *c = k->c;

	c->why.text[0] = '\0';
	if (og_settings_load(c->conf, &c->settings, &c->why) != OG_OK) {
		check_tell(k, CHECK_PROBLEM, NULL, 0, "%s", c->why.text);
		return false;
	}
	c->have_settings = true;
	if (!check_first(k))
		return false;
	if (og_keyfile_load(c->settings.keys, &c->ring, &c->why) != OG_OK)
		check_tell(k, CHECK_PROBLEM, NULL, 0, "%s", c->why.text);
	return true;
}

/* How many logins the file has room for on a full disk.  The first of a user
 * makes the record longer. */
static uint64_t
reserved_commits(const struct og_filestore_stats *stats)
{
	return stats->commit > 0
		   ? stats->reserve / (stats->commit + FIRST_LOGIN)
		   : 0;
}

static void
check_end(struct check *k, const struct og_filestore_stats *stats)
{
	progress_end(&k->progress);
	if (!k->c->json) {
		if (stats->size > 0)
			output_say(k->c->settings.database,
			    "%" PRIu64 " bytes are reserved on the disk: about "
			    "%" PRIu64 " more login%s when it is full",
			    stats->reserve, reserved_commits(stats),
			    OUTPUT_S(reserved_commits(stats)));
		printf("%" PRIu64 " user%s, %" PRIu64 " line%s, %" PRIu64
		       " bytes; %u problem%s, %u warning%s\n",
		    stats->users, OUTPUT_S(stats->users), stats->lines,
		    OUTPUT_S(stats->lines), stats->size, k->problems,
		    OUTPUT_S(k->problems), k->warnings, OUTPUT_S(k->warnings));
		return;
	}
	json_close(&k->json, ']');
	json_int(&k->json, "users", (int64_t)stats->users);
	json_int(&k->json, "denied", (int64_t)stats->damaged);
	json_int(&k->json, "lines", (int64_t)stats->lines);
	json_int(&k->json, "bytes", (int64_t)stats->size);
	json_int(&k->json, "reserve_bytes", (int64_t)stats->reserve);
	json_int(&k->json, "reserve_commits", (int64_t)reserved_commits(stats));
	json_int(&k->json, "problems", k->problems);
	json_int(&k->json, "warnings", k->warnings);
	json_close(&k->json, '}');
	(void)json_finish(&k->json);
}

static int
check_run(struct context *c, const struct args *a)
{
	struct og_filestore_stats stats = {0};
	struct check k = {.c = c};
	bool repair = a->opt[OPT_REPAIR] != NULL, readable;

	if (repair && c->json)
		return context_usage(c, "--repair does not print JSON");
	json_init(&k.json);
	json_open(&k.json, NULL, '{');
	json_open(&k.json, "findings", '[');
	readable = check_settings(&k);
	check_verifier(&k);
	if (readable) {
		check_files(&k);
		check_units(&k);
		check_ssh(&k);
		progress_begin(&k.progress, "checking lines");
		check_database(&k, &stats);
	}
	check_end(&k, &stats);
	og_buf_clear(&k.json.out);
	if (repair && (!c->have_settings || !check_repair(&k)))
		return STATUS_FAILED;
	return k.problems == 0 ? STATUS_DONE : STATUS_FAILED;
}

static const struct option_spec check_options[] = {
    {OPT_REPAIR, 0, "repair", NULL, "write a repaired copy beside"},
    OPTIONS_END,
};

const struct command command_check = {
    .name = "check",
    .synopsis = "",
    .help = "look at settings, keys, permissions and the whole database",
    .flags = COMMAND_JSON,
    .options = check_options,
    .run = check_run,
};
