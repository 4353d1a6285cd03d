// SPDX-License-Identifier: ISC
/*
 * The proof of damage, where the checksums are right: the record's own rules
 * have to refuse what stands there.  And what later versions write survives.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "crew.h"
#include "damage.h"

#define MEGABYTE 1048576
#define LINE_ROOM 20000

static char *scratch;

static uint64_t
last_sequence(const struct base *b)
{
	size_t i = b->n_lines - 1;

	while (!b->lines[i].good)
		i--;
	return b->lines[i].sequence;
}

/* The record of person "i" with the first "from" in it replaced. */
static size_t
changed(
    const struct base *b, size_t i, const char *from, const char *to, char *out)
{
	const struct person *p = &b->people[i];
	const struct line *l = &b->lines[p->newest];
	const char *text = l->text[p->item], *hit;
	size_t len = l->text_len[p->item], front;

	hit = from[0] == '\0' ? text + len
			      : memmem(text, len, from, strlen(from));
	if (hit == NULL)
		crew_die("%s is not in the record of %s", from, p->name);
	front = (size_t)(hit - text);
	memcpy(out, text, front);
	memcpy(out + front, to, strlen(to));
	memcpy(out + front + strlen(to), hit + strlen(from),
	    len - front - strlen(from));
	return len - strlen(from) + strlen(to);
}

/* At the end of the file: as the newest line of that person. */
static void
append_changed(struct base *b, size_t i, const char *from, const char *to)
{
	static char record[MEGABYTE];
	size_t len = changed(b, i, from, to, record);

	memcpy(scratch, b->text, b->len);
	len = base_format(scratch + b->len, 2 * MEGABYTE, b->people[i].id,
	    last_sequence(b) + 1, record, len);
	judge_put(b, scratch, b->len + len);
}

static void
absurd(struct base *b, size_t i, const char *from, const char *to)
{
	struct mutation m;

	mutation_set(&m, to, b->len - 1);
	m.may[i] = m.must[i] = true;
	m.says = "record";
	m.line = b->n_lines + 1;
	append_changed(b, i, from, to);
	judge_deeply(b, &m);
}

/* Person 8 has everything: a password, codes, a session. */
static void
absurd_numbers(struct base *b)
{
	static const char *const fields[][2] = {
	    {",SHA1,6,30,", ",SHA1,11,30,"},
	    {",SHA1,6,30,", ",SHA1,5,30,"},
	    {",SHA1,6,30,", ",SHA1,-6,30,"},
	    {",SHA1,6,30,", ",SHA1,6,0,"},
	    {",SHA1,6,30,", ",SHA1,6,14,"},
	    {",SHA1,6,30,", ",SHA1,6,301,"},
	    {",SHA1,6,30,", ",SHA1,6,-30,"},
	    {",SHA1,6,30,", ",SHA1,6,3e1,"},
	    {",SHA1,6,30,", ",SHA1,06,30,"},
	    {",SHA1,6,30,", ",MD5,6,30,"},
	    {",SHA1,6,30,", ",SHA1,6,30,9223372036854775808,"},
	    {",SHA1,6,30,", ",SHA1,6,30,18446744073709551616,"},
	    {",SHA1,6,30,", ",SHA1,6,30,-1,"},
	    {",SHA1,6,30,", ",SHA1,6,30,1e3,"},
	    {"a=1,", "a=0,"},
	    {"a=1,", "a=18446744073709551617,"},
	    {"a=1,", "a=-1,"},
	    {"a=1,", "a=1e3,"},
	    {"a=1,totp", "a=1,none"},
	    {"m=8,t=1", "m=4194304,t=1"},
	    {"m=8,t=1", "m=8,t=4294967295"},
	    {"m=8,t=1", "m=-8,t=1"},
	    {"m=8,t=1", "m=0,t=0"},
	    {",8/1/1,", ",4194304/1/1,"},
	    {",8/1/1,", ",8/11/1,"},
	    {",8/1/1,", ",8/1/255,"},
	    {"next=", "next=-"},
	    {"next=", "next=18446744073709551616"},
	    {"next=", "next=1e3"},
	    {"created=", "created=-"},
	    {"created=", "created=1e3"},
	    {"created=", "created=9223372036854775808"},
	    {"created=", "created=18446744073709551616"},
	    {"created=", "created= created="},
	    {" s=", " s=,"},
	    {" r=", " r=4294967296,"},
	    {"name=", "name=-"},
	    {"name=", "name=U"},
	    {"", " disabled=0"},
	    {"", " l=open,-1,0,0,0"},
	    {"", " g=0/1.2.3"},
	    {"", " \x01=1"},
	    {"", " a"},
	};

	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
		absurd(b, 8, fields[i][0], fields[i][1]);
}

/* A record of a megabyte, and a line that is one between good ends. */
static void
long_lines(struct base *b)
{
	static char blanks[MEGABYTE + 2];
	size_t i = 10;

	memset(blanks, 'x', MEGABYTE);
	memcpy(blanks, " zz=", 4);
	for (size_t len = 5000; len < MEGABYTE; len *= 3) {
		struct mutation m;

		blanks[len] = '\0';
		mutation_set(&m, "a long line", b->len - 1);
		m.may[i] = m.must[i] = true;
		m.says = len < 100000 ? "record" : "checksum";
		m.line = b->n_lines + 1;
		append_changed(b, i, "", blanks);
		judge_deeply(b, &m);
		blanks[len] = 'x';
	}
}

/* Somebody else of the same name. */
static void
same_name(struct base *b)
{
	struct person *p = &b->people[4], other = *p;
	struct mutation m;
	char record[LINE_ROOM], id[40];
	size_t len;

	other.id ^= 1;
	snprintf(id, sizeof(id), "id=%016" PRIx64, other.id);
	len = changed(b, 4, "id=", "id=", record);
	memcpy(record, id, 19);
	memcpy(scratch, b->text, b->len);
	len = base_format(scratch + b->len, LINE_ROOM, other.id,
	    last_sequence(b) + 1, record, len);
	mutation_set(&m, "a name twice", b->len - 1);
	m.may[4] = m.must[4] = true;
	m.says = "duplicate";
	m.line = b->n_lines + 1;
	judge_put(b, scratch, b->len + len);
	judge_deeply(b, &m);
}

static size_t
with_header(const struct base *b, const char *header, size_t len)
{
	const size_t old = b->lines[0].len;

	memcpy(scratch, header, len);
	memcpy(scratch + len, b->text + old, b->len - old);
	return b->len - old + len;
}

/* A header of another version, its checksum right. */
static void
other_version(struct base *b)
{
	static const char *const versions[] = {"2", "0", "10", "-1", "1e3",
	    "one", "9223372036854775808", "18446744073709551617"};
	const size_t front = strlen("otpgate-users 1");
	char header[400];
	struct mutation m;
	size_t len;

	for (size_t i = 0; i < sizeof(versions) / sizeof(versions[0]); i++) {
		len = (size_t)snprintf(header, sizeof(header),
		    "otpgate-users %s%.*s", versions[i],
		    (int)(b->lines[0].len - front - 10), b->text + front);
		len += (size_t)snprintf(header + len, sizeof(header) - len,
		    " %08" PRIx32 "\n", base_crc(header, len));
		mutation_set(&m, "another version", 0);
		m.refused = true;
		judge_put(b, scratch, with_header(b, header, len));
		judge_deeply(b, &m);
	}
}

/* --- words of later versions --- */

/* Everybody with such words still has them, and all of them. */
static void
judge_words(const struct base *b, const char *path, const char *after)
{
	static struct og_user u;
	static const char later[] = "zeta=1,2 zeta=3 y-2=%20x";
	struct stage stage = b->stage;
	struct og_store *store;
	struct mutation m;

	mutation_set(&m, after, 0);
	memcpy(stage.database, path, strlen(path) + 1);
	store = stage_open(&stage);
	for (size_t i = 0; i < b->n_people; i += 5) {
		if (b->people[i].newest == 0)
			continue;
		stage_get(store, b->people[i].id, &u);
		if (u.unknown_len != sizeof(later) - 1 ||
		    memcmp(u.unknown, later, u.unknown_len) != 0)
			judge_broken(b, &m,
			    "%s has lost words of later "
			    "versions",
			    u.name);
	}
	og_store_free(&store);
}

static void
hear_nothing(
    uint64_t id, const char *name, enum og_filestore_fate fate, void *arg)
{
	(void)id;
	(void)name;
	(void)fate;
	(void)arg;
}

static void
later_words(struct base *b)
{
	struct og_restore how = {.now = b->now, .window = 1, .look_ahead = 5};
	char copy[OG_PATH_SIZE + 16];
	const char *path = b->stage.database;
	struct og_why why = {""};
	struct og_store *store;
	struct og_user *u = malloc(sizeof(*u));
	struct og_filestore_restored back;

	if (u == NULL)
		crew_die("out of memory");
	snprintf(copy, sizeof(copy), "%s.repaired", path);
	judge_put(b, b->text, b->len);
	store = stage_open(&b->stage);
	stage_get(store, b->people[5].id, u);
	stage_need(og_user_set_email(u, "five@example.org"), "email");
	stage_put(store, u, OG_SYNCED);
	judge_words(b, path, "a commit");
	if (og_filestore_compact(store, NULL, NULL, &why) != OG_OK)
		crew_die("%s", why.text);
	og_store_free(&store);
	judge_words(b, path, "compaction");
	if (og_filestore_repair(
		path, copy, &how, hear_nothing, NULL, NULL, &why) != OG_OK)
		crew_die("%s", why.text);
	judge_words(b, copy, "repair");
	if (og_filestore_restore(path, copy, &how, &back, NULL, NULL, &why) !=
	    OG_OK)
		crew_die("%s", why.text);
	judge_words(b, path, "restore");
	unlink(copy);
	snprintf(copy, sizeof(copy), "%s.repaired.lock", path);
	unlink(copy);
	free(u);
}

void
damage_records(struct base *b)
{
	scratch = malloc(b->len + 4 * MEGABYTE);
	if (scratch == NULL)
		crew_die("out of memory");
	absurd_numbers(b);
	long_lines(b);
	same_name(b);
	other_version(b);
	later_words(b);
	free(scratch);
}
