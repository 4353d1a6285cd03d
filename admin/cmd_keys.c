/* SPDX-License-Identifier: ISC */
/*
 * otpadm keys: which keys there are, and a new one.  Must not print a byte of
 * any key.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "change.h"
#include "clock.h"
#include "command.h"
#include "json.h"
#include "keyfile.h"
#include "output.h"

static int
keys_list(struct context *c)
{
	struct json j;

	if (!context_ring(c))
		return STATUS_FAILED;
	json_init(&j);
	json_open(&j, NULL, '[');
	for (size_t i = 0; i < c->ring.n; i++) {
		const struct og_key *key = &c->ring.keys[i];
		const bool newest = i + 1 == c->ring.n;

		if (!c->json) {
			printf("%5" PRIu32 "  ", key->id);
			output_time(key->created);
			printf("  %s\n", newest ? "seals and signs" : "opens");
			continue;
		}
		json_open(&j, NULL, '{');
		json_int(&j, "id", key->id);
		json_time(&j, "created", key->created);
		json_bool(&j, "newest", newest);
		json_close(&j, '}');
	}
	json_close(&j, ']');
	if (c->json)
		(void)json_finish(&j);
	else
		og_buf_clear(&j.out);
	return STATUS_DONE;
}

static int
keys_rotate(struct context *c)
{
	const char *path;
	uint32_t id = 0;

	if (!context_settings(c))
		return STATUS_FAILED;
	(void)context_audit(c);
	path = c->settings.keys;
	c->why.text[0] = '\0';
	if (og_keyfile_rotate(path, og_clock_wall(), &id, &c->why) != OG_OK) {
		output_complain(NULL, "%s", c->why.text);
		return STATUS_FAILED;
	}
	(void)snprintf(
	    c->detail, sizeof(c->detail), "key %" PRIu32 " is the newest", id);
	change_audit(c, NULL);
	if (c->json) {
		c->ring.n = 0;
		return keys_list(c);
	}
	output_say(path,
	    "%s; a running responder notices by itself; keep a "
	    "copy in a safe place",
	    c->detail);
	return STATUS_DONE;
}

static int
keys_run(struct context *c, const struct args *a)
{
	if (strcmp(a->arg[0], "list") == 0)
		return keys_list(c);
	if (strcmp(a->arg[0], "rotate") == 0)
		return keys_rotate(c);
	return context_usage(c, "wants list or rotate");
}

const struct command command_keys = {
    .name = "keys",
    .synopsis = "list|rotate",
    .help = "print the ids of the keys; add a new one",
    .min_args = 1,
    .max_args = 1,
    .flags = COMMAND_JSON,
    .run = keys_run,
};
