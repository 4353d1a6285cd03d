/* SPDX-License-Identifier: ISC */
/*
 * otpadm check --repair: a repaired copy beside the database.  Says what became
 * of each user; must not change the database itself.
 */
#include <inttypes.h>
#include <stdio.h>

#include "admin/check/check.h"
#include "admin/ui/output.h"
#include "lib/base/clock.h"
#include "lib/crypto/hex.h"
#include "lib/store/file/filestore.h"

struct repair {
	struct check *k;
	uint64_t kept, changed, lost;
};

static const char *
fate_text(enum og_filestore_fate fate)
{
	switch (fate) {
	case OG_FATE_KEPT:
		return "kept";
	case OG_FATE_UNSURE:
		return "kept; an unreadable line may have been about this "
		       "user: spent codes stay spent, recovery codes and "
		       "sessions are dropped; if it had disabled or removed "
		       "this user, do so again";
	case OG_FATE_OLDER:
		return "as before the damaged line, and disabled: check the "
		       "record, then otpadm enable; recovery codes and "
		       "sessions are dropped";
	case OG_FATE_RENAMED:
		return "renamed to this, and disabled, because somebody else "
		       "has the name: check both, then otpadm rename and "
		       "otpadm enable; recovery codes and sessions are dropped";
	case OG_FATE_LOST:
		return "dropped: the record cannot be read";
	}
	return "unknown";
}

static void
tell_fate(uint64_t id, const char *name, enum og_filestore_fate fate, void *arg)
{
	struct repair *r = arg;
	char hex[17];

	if (fate == OG_FATE_KEPT) {
		r->kept++;
		return;
	}
	if (fate == OG_FATE_LOST)
		r->lost++;
	else
		r->changed++;
	og_hex_format(id, 16, hex);
	progress_pause(&r->k->progress);
	output_say(name != NULL ? name : hex, "%s", fate_text(fate));
	progress_resume(&r->k->progress);
}

static void
show_users(uint64_t done, uint64_t total, void *arg)
{
	const struct repair *r = arg;

	progress_set(done, total, &r->k->progress);
}

bool
check_repair(struct check *k)
{
	struct context *c = k->c;
	const struct og_limits *limits = &c->settings.policy.limits;
	struct og_restore how = {.now = og_clock_wall(),
	    .window = limits->window,
	    .look_ahead = limits->look_ahead};
	struct repair r = {.k = k};
	char out[OG_PATH_SIZE + 16];
	enum og_err err;

	(void)snprintf(out, sizeof(out), "%s.repaired", c->settings.database);
	c->why.text[0] = '\0';
	progress_begin(&k->progress, "repairing");
	err = og_filestore_repair(c->settings.database, out, &how, tell_fate,
	    show_users, &r, &c->why);
	progress_end(&k->progress);
	if (err != OG_OK) {
		output_complain(NULL, "%s",
		    c->why.text[0] != '\0' ? c->why.text : og_strerror(err));
		return false;
	}
	output_say(out,
	    "%" PRIu64 " user%s as before, %" PRIu64 " made safe, %" PRIu64
	    " dropped",
	    r.kept, OUTPUT_S(r.kept), r.changed, r.lost);
	/* by hand, codes that are used meanwhile would be good again */
	output_say(out,
	    "check it, then put it in place of %s: otpadm restore %s",
	    c->settings.database, out);
	return true;
}
