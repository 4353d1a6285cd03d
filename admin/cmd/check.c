/* SPDX-License-Identifier: ISC */
/*
 * otpadm check: settings, key file, permissions and every line of the
 * database.  Continues after a problem as far as it can.  Must not change
 * anything (a repaired copy is a separate file), nor take a lock.
 */
#include <inttypes.h>
#include <stdio.h>

#include "admin/check/check.h"
#include "admin/file/lines.h"
#include "admin/ui/output.h"
#include "admin/work/command.h"
#include "lib/files/keyfile.h"
#include "lib/stores/open.h"

/* Every line of the database; then every record in it. */
static void
check_database(struct check *k, struct lines_figures *stats)
{
	struct context *c = k->c;

	if (!lines_check(k, stats))
		return;
	c->why.text[0] = '\0';
	progress_next(&k->progress, "checking records");
	if (og_store_open(&c->store, &c->settings, OG_STORE_SERVE, &c->why) !=
	    OG_OK)
		check_tell(k, CHECK_PROBLEM, NULL, 0, "%s", c->why.text);
	else
		check_records(k, stats->users);
}

/* Who owns the files, and whether there are any: false when nothing more can be
 * said. */
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

/* False: without settings there is nothing more to check. */
static bool
check_settings(struct check *k)
{
	struct context *c = k->c;

	c->why.text[0] = '\0';
	if (og_settings_load(c->conf, &c->settings, &c->why) != OG_OK) {
		if (context_is_closed(c->conf))
			(void)og_why_set(&c->why, OG_ERR_UNSAFE,
			    "run it as root: %s belongs to another account",
			    c->conf);
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

static void
check_end(struct check *k, const struct lines_figures *stats)
{
	progress_end(&k->progress);
	if (!k->c->json) {
		/* before the first commit nobody knows what one takes */
		if (stats->size > 0 && stats->commit > 0)
			output_say(k->c->settings.database,
			    "%" PRIu64 " bytes are reserved on the disk: about "
			    "%" PRIu64 " more login%s when it is full",
			    stats->reserve, stats->commits,
			    OUTPUT_S(stats->commits));
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
	json_int(&k->json, "reserve_commits", (int64_t)stats->commits);
	json_int(&k->json, "problems", k->problems);
	json_int(&k->json, "warnings", k->warnings);
	json_close(&k->json, '}');
	(void)json_finish(&k->json);
}

static int
check_run(struct context *c, const struct args *a)
{
	struct lines_figures stats = {0};
	struct check k = {.c = c};
	bool repair = a->opt[OPT_REPAIR] != NULL, readable;

	if (repair && c->json)
		return context_usage(c, "--repair does not print JSON");
	json_init(&k.json);
	json_open(&k.json, NULL, '{');
	json_open(&k.json, "findings", '[');
	readable = check_settings(&k);
	check_verifier(&k, check_pam(&k));
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
    {OPT_REPAIR, 0, "repair", NULL,
	"write a repaired copy beside the database"},
    OPTIONS_END,
};

const struct command command_check = {
    .name = "check",
    .synopsis = "",
    .help = "check settings, keys, permissions and the whole database",
    .flags = COMMAND_JSON,
    .options = check_options,
    .run = check_run,
};
