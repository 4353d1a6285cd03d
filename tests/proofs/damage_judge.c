// SPDX-License-Identifier: ISC
/*
 * The judge of the proof of damage: whatever was done to the file, everybody
 * is read as they newly were, or is denied for good reason.
 */
#include <fcntl.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "crew.h"
#include "damage.h"

#define TOLD_MAX 512

struct tally tally;

/* What check said. */
static struct {
	size_t n;
	struct {
		uint64_t line;
		char kind[16];
		bool denies;
	} told[TOLD_MAX];
} findings;

static enum og_filestore_fate fates[PEOPLE_MAX];

/* The base whose file is as it was but for one byte, and which. */
static const struct base *poked;
static size_t poked_at;

void
judge_broken(
    const struct base *b, const struct mutation *m, const char *fmt, ...)
{
	char text[256];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	/* one claim for each file is enough to read */
	if (tally.broken++ == 0 || tally.told != tally.files)
		printf("%s at byte %zu, line %zu: %s\n", m->kind, m->at,
		    base_line(b, m->at) + 1, text);
	tally.told = tally.files;
}

void
mutation_set(struct mutation *m, const char *kind, size_t at)
{
	memset(m, 0, sizeof(*m));
	m->kind = kind;
	m->at = at;
}

void
mutation_hits(struct mutation *m, const struct base *b, size_t line, bool must)
{
	const struct line *l = &b->lines[line];

	for (size_t i = 0; l->good && i < l->n; i++) {
		m->may[l->who[i]] = true;
		if (must && b->people[l->who[i]].newest == line)
			m->must[l->who[i]] = true;
	}
	/* the cut off line of a user who is there */
	if (!l->good && l->len > 29)
		m->may[1] = true;
}

void
judge_put(struct base *b, const char *text, size_t len)
{
	int fd = open(b->stage.database, O_WRONLY | O_TRUNC | O_CLOEXEC);

	if (fd < 0 || write(fd, text, len) != (ssize_t)len)
		crew_die("cannot write the file");
	close(fd);
	poked = NULL;
}

/* One byte of it; what was poked before is as it was again. */
void
judge_poke(struct base *b, size_t at, char with)
{
	int fd;

	if (poked != b)
		judge_put(b, b->text, b->len);
	fd = open(b->stage.database, O_WRONLY | O_CLOEXEC);
	if (fd < 0 ||
	    (poked == b &&
		pwrite(fd, b->text + poked_at, 1, (off_t)poked_at) != 1) ||
	    pwrite(fd, &with, 1, (off_t)at) != 1)
		crew_die("cannot write the file");
	close(fd);
	poked = b;
	poked_at = at;
}

/* --- who is read --- */

static bool
is_as_was(const struct base *b, const struct person *p, const struct og_user *u)
{
	static struct og_buf text;
	const struct line *l = &b->lines[p->newest];
	bool same;

	og_buf_init(&text, OG_RECORD_MAX);
	stage_need(og_user_format(u, &text), "format");
	same = p->newest != 0 && text.len == l->text_len[p->item] &&
	       memcmp(text.data, l->text[p->item], text.len) == 0;
	og_buf_clear(&text);
	return same;
}

/* What reading this person gave. */
static void
judge_person(const struct base *b, const struct mutation *m, size_t i,
    enum og_err err, const struct og_user *u)
{
	const struct person *p = &b->people[i];

	if (err == OG_ERR_DAMAGED && p->newest == 0 && !m->clean) {
		return; /* whoever is not there may be hidden by damage */
	} else if (err == OG_ERR_DAMAGED) {
		tally.denied++;
		if (!m->may[i])
			tally.others++;
		if (m->clean || (!m->may[i] && !m->floor))
			judge_broken(b, m, "denies %s", p->name);
	} else if (m->must[i]) {
		judge_broken(
		    b, m, "does not deny %s: %s", p->name, og_strerror(err));
	} else if (err == OG_ERR_NOTFOUND) {
		if (p->newest != 0)
			judge_broken(b, m, "%s is unknown", p->name);
	} else if (err != OG_OK) {
		judge_broken(b, m, "%s: %s", p->name, og_strerror(err));
	} else if (p->newest == 0 || !is_as_was(b, p, u) ||
		   u->version != b->lines[p->newest].sequence) {
		judge_broken(b, m, "%s is not as he was: version %" PRIu64,
		    p->name, u->version);
	} else {
		tally.kept++;
	}
}

/* False when the file is refused. */
static bool
judge_reading(const struct base *b, const struct mutation *m)
{
	static struct og_user u;
	struct og_store *store;
	struct og_why why = {""};
	enum og_err err;

	err = og_filestore_open(&store, b->stage.database, &why);
	if (err != OG_OK) {
		tally.refused++;
		if (!m->refused)
			judge_broken(b, m, "is refused: %s", why.text);
		else if (why.text[0] == '\0')
			judge_broken(b, m, "is refused without a reason");
		return false;
	}
	if (m->refused)
		judge_broken(b, m, "is taken for a database");
	for (size_t i = 0; i < b->n_people && !m->refused; i++) {
		err = og_store_get_name(store, b->people[i].name, &u);
		judge_person(b, m, i, err, &u);
	}
	err = og_store_get_name(store, "nobody", &u);
	if (err != OG_ERR_NOTFOUND && err != OG_ERR_DAMAGED)
		judge_broken(b, m, "nobody: %s", og_strerror(err));
	og_store_free(&store);
	return true;
}

/* --- what check says --- */

static void
note(const struct og_filestore_problem *p, void *arg)
{
	(void)arg;
	if (findings.n == TOLD_MAX)
		return;
	findings.told[findings.n].line = p->line;
	findings.told[findings.n].denies = p->denies;
	snprintf(findings.told[findings.n].kind, sizeof(findings.told[0].kind),
	    "%s", p->kind);
	findings.n++;
}

static bool
was_told(const struct mutation *m)
{
	for (size_t i = 0; i < findings.n; i++) {
		if (strcmp(findings.told[i].kind, m->says) == 0 &&
		    (m->line == 0 || m->line == findings.told[i].line))
			return true;
	}
	return false;
}

static void
judge_check(const struct base *b, const struct mutation *m)
{
	struct og_why why = {""};
	bool denies = false;
	enum og_err err;

	findings.n = 0;
	err =
	    og_filestore_check(b->stage.database, note, NULL, NULL, NULL, &why);
	if (m->refused) {
		if (err == OG_OK || why.text[0] == '\0')
			judge_broken(b, m, "check gives no reason");
		return;
	}
	for (size_t i = 0; i < findings.n; i++)
		denies = denies || findings.told[i].denies;
	if (err != OG_OK && err != OG_ERR_DAMAGED)
		judge_broken(b, m, "check fails: %s", why.text);
	else if (denies != (err == OG_ERR_DAMAGED))
		judge_broken(b, m, "check does not say who is denied");
	if (m->says != NULL && !was_told(m))
		judge_broken(b, m, "check does not say \"%s\" of line %" PRIu64,
		    m->says, m->line);
}

void
judge(struct base *b, const struct mutation *m)
{
	uint64_t denied = tally.denied;
	bool denies;

	tally.files++;
	if (judge_reading(b, m)) {
		denied = tally.denied - denied;
		judge_check(b, m);
		denies = false;
		for (size_t i = 0; i < findings.n; i++)
			denies = denies || findings.told[i].denies;
		if (denied > 0 && !denies)
			judge_broken(b, m, "check does not notice");
	} else {
		judge_check(b, m);
	}
}

/* --- logins, and the repaired copy --- */

/* Whether a code lets in: the one that was spent last, or a fresh one. */
static bool
lets_in(const struct base *b, const char *path, size_t i, bool fresh)
{
	const struct person *p = &b->people[i];
	struct stage stage = b->stage;
	struct og_store *store;
	enum og_reason reason;
	char code[OG_CODE_SIZE];
	uint64_t moving = p->spent;
	int64_t when = b->now;
	bool in;

	if (p->type == OG_FACTOR_HOTP && !fresh)
		moving--; /* "spent" is the counter behind it */
	if (p->type == OG_FACTOR_TOTP && fresh)
		moving = og_totp_step(b->now, 30) + 2;
	if (p->type == OG_FACTOR_TOTP && (int64_t)moving * 30 > when)
		when = (int64_t)moving * 30;
	memcpy(stage.database, path, strlen(path) + 1);
	if (og_filestore_open(&store, path, NULL) != OG_OK)
		return false;
	stage_code(p->seed, moving, code);
	in = stage_login(&stage, store, p->id, code, NULL, OG_LANE_OPEN, when,
	    NULL, NULL, &reason);
	og_store_free(&store);
	tally.trials++;
	return in;
}

/* Spent codes stay spent; those who were not hit log in. */
static void
judge_logins(const struct base *b, const struct mutation *m)
{
	const char *path = b->stage.database;
	bool one = m->floor;

	for (size_t i = 0; i < b->n_people; i++) {
		if (b->people[i].newest == 0)
			continue;
		if (m->may[i] && lets_in(b, path, i, false))
			judge_broken(b, m, "a spent code of %s is good again",
			    b->people[i].name);
		if (!m->may[i] && !one && i > m->at % b->n_people) {
			one = true;
			if (!lets_in(b, path, i, true))
				judge_broken(b, m, "%s cannot log in",
				    b->people[i].name);
		}
	}
}

static void
hear(uint64_t id, const char *name, enum og_filestore_fate fate, void *arg)
{
	const struct base *b = arg;

	(void)name;
	for (size_t i = 0; i < b->n_people; i++) {
		if (b->people[i].id == id)
			fates[i] = fate;
	}
}

/* No code that may have been spent is good in this record. */
static bool
is_safe(const struct base *b, const struct person *p, const struct og_user *u)
{
	for (size_t i = 0; i < u->n_authenticators; i++) {
		const struct og_authenticator *a = &u->authenticators[i];

		if (a->type == OG_FACTOR_TOTP
			? a->moving_factor < og_totp_step(b->now, a->period)
			: a->moving_factor < p->spent)
			return false;
	}
	return u->recovery.n == 0 && u->n_sessions == 0;
}

static void
judge_copy_of(const struct base *b, const struct mutation *m, size_t i,
    enum og_err err, const struct og_user *u)
{
	const struct person *p = &b->people[i];

	if (err != OG_OK && err != OG_ERR_NOTFOUND)
		judge_broken(b, m, "the copy denies %s", p->name);
	else if (err == OG_ERR_NOTFOUND &&
		 (p->newest != 0 && fates[i] != OG_FATE_LOST))
		judge_broken(b, m, "the copy has lost %s", p->name);
	else if (err == OG_ERR_NOTFOUND && !m->may[i] && !m->floor &&
		 p->newest != 0)
		judge_broken(b, m, "the copy has dropped %s", p->name);
	else if (err == OG_OK && fates[i] == OG_FATE_KEPT &&
		 !is_as_was(b, p, u))
		judge_broken(b, m, "the copy has changed %s", p->name);
	else if (err == OG_OK && fates[i] != OG_FATE_KEPT &&
		 (!is_safe(b, p, u) || (!m->may[i] && !m->floor)))
		judge_broken(b, m, "the copy has an unsafe %s", p->name);
	else if (err == OG_OK && m->must[i] && !u->disabled &&
		 !(m->floor && fates[i] == OG_FATE_UNSURE))
		judge_broken(b, m, "the copy lets %s in", p->name);
}

static void
judge_copy(const struct base *b, const struct mutation *m, const char *path)
{
	static struct og_user u;
	struct og_store *store;
	struct og_why why = {""};
	enum og_err err;

	findings.n = 0;
	err = og_filestore_check(path, note, NULL, NULL, NULL, &why);
	if (err != OG_OK || findings.n > 0)
		judge_broken(b, m, "the copy is not clean: %s, %s", why.text,
		    findings.n > 0 ? findings.told[0].kind : "");
	if (og_filestore_open(&store, path, &why) != OG_OK) {
		judge_broken(b, m, "the copy: %s", why.text);
		return;
	}
	for (size_t i = 0; i < b->n_people; i++) {
		err = og_store_get_id(store, b->people[i].id, false, &u);
		judge_copy_of(b, m, i, err, &u);
	}
	og_store_free(&store);
	for (size_t i = 0; i < b->n_people; i++) {
		if (m->may[i] && b->people[i].newest != 0 &&
		    lets_in(b, path, i, false))
			judge_broken(b, m,
			    "a spent code of %s is good in the "
			    "copy",
			    b->people[i].name);
	}
}

void
judge_deeply(struct base *b, const struct mutation *m)
{
	struct og_restore how = {.now = b->now, .window = 1, .look_ahead = 5};
	char copy[OG_PATH_SIZE + 16], lock[OG_PATH_SIZE + 32];
	struct og_why why = {""};
	enum og_err err;

	judge(b, m);
	snprintf(copy, sizeof(copy), "%s.repaired", b->stage.database);
	snprintf(lock, sizeof(lock), "%s.lock", copy);
	memset(fates, 0, sizeof(fates));
	for (size_t i = 0; i < b->n_people; i++)
		fates[i] = OG_FATE_LOST;
	err = og_filestore_repair(
	    b->stage.database, copy, &how, hear, NULL, b, &why);
	tally.repairs++;
	if (err == OG_OK)
		judge_copy(b, m, copy);
	else if (!m->refused || m->repairable || why.text[0] == '\0')
		judge_broken(b, m, "cannot be repaired: %s", why.text);
	unlink(copy);
	unlink(lock);
	poked = NULL; /* logins change the file */
	if (!m->refused)
		judge_logins(b, m);
}
