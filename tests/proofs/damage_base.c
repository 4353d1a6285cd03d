// SPDX-License-Identifier: ISC
/*
 * The database that the proof of damage spoils: made through the library's own
 * interface, then taken apart by the letter of otpgate-users(5), with a
 * checksum of its own.
 */
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "crew.h"
#include "damage.h"
#include "lib/crypto/random.h"
#include "lib/record/session.h"

#define START 1700000010 /* the beginning of a step */

/* --- the checksum, bit by bit --- */

uint32_t
base_crc(const char *s, size_t len)
{
	uint32_t c = 0xffffffff;

	while (len-- > 0) {
		c ^= (unsigned char)*s++;
		for (int i = 0; i < 8; i++)
			c = (c >> 1) ^ ((c & 1) != 0 ? 0xedb88320 : 0);
	}
	return ~c;
}

size_t
base_format(char *out, size_t size, uint64_t id, uint64_t sequence,
    const char *record, size_t len)
{
	char end[40];
	int n;

	n = snprintf(end, sizeof(end), "=%016" PRIx64, id);
	snprintf(end + n, sizeof(end) - (size_t)n, "/%08" PRIx32,
	    base_crc(end, (size_t)n));
	n = snprintf(out, size, "%s %" PRIu64 " ", end, sequence);
	if (n < 0 || (size_t)n + len + 64 > size)
		crew_die("no room for a line");
	memcpy(out + n, record, len);
	len += (size_t)n;
	n = snprintf(out + len, size - len, " %08" PRIx32 " %s\n",
	    base_crc(out, len), end);
	return len + (size_t)n;
}

/* --- making --- */

static void
enrich(struct base *b, struct og_user *u, size_t i)
{
	struct og_recovery_code codes[OG_RECOVERY_DEFAULT];
	struct og_proof proof = {b->people[i].type, 1, START};
	uint8_t id[OG_DIGEST_LEN] = {1};

	if (i % 8 == 0) {
		stage_need(og_pwhash_new(&stage_cost, "password", 8, u->pwhash),
		    "password");
		stage_need(og_enroll_recovery(u, &stage_cost,
			       OG_RECOVERY_DEFAULT, START, codes),
		    "codes");
		id[1] = (uint8_t)i;
		og_session_add(
		    u, id, &proof, "192.0.2.1", "Browser 1.0", START);
	}
	if (i % 3 == 0)
		stage_need(og_user_set_groups(u, "staff,ops"), "groups");
	if (i % 5 == 0) {
		static const char later[] = "zeta=1,2 zeta=3 y-2=%20x";

		memcpy(u->unknown, later, sizeof(later) - 1);
		u->unknown_len = sizeof(later) - 1;
	}
}

static void
enrol(struct base *b, struct og_store *store, size_t i)
{
	static struct og_user u;
	struct person *p = &b->people[i];
	char name[OG_NAME_SIZE];

	snprintf(name, sizeof(name), "user%03zu", i);
	p->type = i % 7 == 6 ? OG_FACTOR_HOTP : OG_FACTOR_TOTP;
	stage_user(&b->stage, &u, name, p->type, START, p->seed);
	enrich(b, &u, i);
	p->id = u.id;
	memcpy(p->name, name, sizeof(name));
	stage_put(store, &u, i % 16 == 0 ? OG_SYNCED : OG_VISIBLE);
}

static void
login(struct base *b, struct og_store *store, size_t i)
{
	struct person *p = &b->people[i];
	enum og_reason reason;
	char code[OG_CODE_SIZE];
	uint64_t moving;

	b->now += 30;
	moving =
	    p->type == OG_FACTOR_HOTP ? p->spent : og_totp_step(b->now, 30);
	stage_code(p->seed, moving, code);
	if (!stage_login(&b->stage, store, p->id, code, NULL, OG_LANE_OPEN,
		b->now, NULL, NULL, &reason))
		crew_die("%s: %s", p->name, og_reason_name(reason));
	p->spent = p->type == OG_FACTOR_HOTP ? moving + 1 : moving;
}

/* One commit of two users; the second is renamed, or removed. */
static void
together(
    struct base *b, struct og_store *store, size_t i, size_t k, bool remove)
{
	static struct og_user u[2];
	struct og_change c[2] = {{.user = &u[0]}, {.user = &u[1]}};

	stage_get(store, b->people[i].id, &u[0]);
	stage_get(store, b->people[k].id, &u[1]);
	c[0].expected = u[0].version;
	c[1].expected = u[1].version;
	c[1].remove = remove;
	if (!remove) {
		snprintf(u[1].name, sizeof(u[1].name), "renamed%03zu", k);
		memcpy(b->people[k].name, u[1].name, sizeof(u[1].name));
	}
	stage_need(og_store_put(store, c, 2, OG_VISIBLE), "two users");
}

static void
append_raw(const struct base *b, const char *text, size_t len)
{
	int fd = open(b->stage.database, O_WRONLY | O_APPEND | O_CLOEXEC);

	if (fd < 0 || write(fd, text, len) != (ssize_t)len)
		crew_die("cannot append");
	close(fd);
}

/* What a life leaves in the journal: torn writes among other things. */
static void
live(struct base *b, struct og_store *store)
{
	static const char torn[] = "=0123456789abcdef/01234567 99 id=01";
	char end[256];
	size_t n = b->n_people;

	for (size_t i = 0; i < n; i += 2)
		login(b, store, i);
	append_raw(b, torn, sizeof(torn) - 1);
	login(b, store, n - 1);
	append_raw(b, torn, 9); /* shorter than an end */
	login(b, store, n - 2);
	/* of somebody who is there, cut off behind its first word */
	base_format(end, sizeof(end), b->people[1].id, 1, "", 0);
	append_raw(b, end, 29);
	login(b, store, n - 3);
	append_raw(b, "\0\0\0\0\0\0\0\0", 8);
	together(b, store, 0, n - 1, false);
	together(b, store, 2, 3, true);
	for (size_t i = 0; i < n / 4; i++)
		login(b, store, i == 3 ? 1 : i);
}

/* A writer who comes too late closes the tail and writes nothing. */
static void
end_torn(struct base *b, struct og_store *store)
{
	static struct og_user u;
	struct og_change c = {.user = &u};

	append_raw(b, "=01234567", 9);
	login(b, store, 0);
	append_raw(b, "=012345678", 10);
	stage_get(store, b->people[1].id, &u);
	c.expected = u.version - 1;
	if (og_store_put(store, &c, 1, OG_VISIBLE) != OG_ERR_CONFLICT)
		crew_die("an old version was replaced");
}

/* --- taking apart --- */

static size_t
whose(const struct base *b, uint64_t id)
{
	for (size_t i = 0; i < b->n_people; i++) {
		if (b->people[i].id == id)
			return i;
	}
	crew_die("a line of nobody");
}

/* Records are separated by " ; ", and have the CRC and an end behind them. */
static void
take_apart(const struct base *b, struct line *l)
{
	const char *at = b->text + l->at, *end = at + l->len, *stop, *blank;
	uint64_t id;

	while (*at == '\0') /* a hole; the line is its own */
		at++;
	l->good =
	    *at == '=' && memmem(at, (size_t)(end - at), "!torn!", 6) == 0;
	if (!l->good)
		return;
	stop = memchr(at, ' ', (size_t)(end - at));
	l->sequence = strtoull(stop, NULL, 10);
	end -= (stop - at) + 1 + 1 + 8 + 1;
	blank = memchr(stop + 1, ' ', (size_t)(end - stop));
	for (at = blank + 1; at < end; at = stop + 3) {
		stop = memmem(at, (size_t)(end - at), " ; ", 3);
		if (stop == NULL)
			stop = end;
		if (sscanf(at, "id=%16" SCNx64, &id) != 1)
			crew_die("cannot read a line");
		l->who[l->n] = whose(b, id);
		l->text[l->n] = at;
		l->text_len[l->n] = (size_t)(stop - at);
		if (l->text_len[l->n] == 27) /* "id=... removed" */
			l->text[l->n] = NULL;
		l->n++;
	}
}

static void
read_back(struct base *b)
{
	int fd = open(b->stage.database, O_RDONLY | O_CLOEXEC);
	char *nl;
	size_t at;
	off_t size;

	size = fd < 0 ? -1 : lseek(fd, 0, SEEK_END);
	if (size <= 0)
		crew_die("no database");
	b->len = (size_t)size;
	b->text = malloc(b->len);
	if (b->text == NULL || pread(fd, b->text, b->len, 0) != size)
		crew_die("cannot read it");
	close(fd);
	b->compacted = strtoull(strstr(b->text, "compacted=") + 10, NULL, 10);
	for (at = 0; at < b->len; at += b->lines[b->n_lines++].len) {
		if (b->n_lines == LINES_MAX)
			crew_die("too many lines");
		nl = memchr(b->text + at, '\n', b->len - at);
		b->lines[b->n_lines].at = at;
		b->lines[b->n_lines].len = (size_t)(nl + 1 - b->text) - at;
		take_apart(b, &b->lines[b->n_lines]);
	}
	base_as_of(b, b->len);
}

/* A line that the disk never got, and nobody was promised. */
static void
make_hole(struct base *b)
{
	struct line *l;
	int fd = open(b->stage.database, O_WRONLY | O_CLOEXEC);
	char *nul;

	for (size_t i = base_line(b, b->compacted) + 2;; i++) {
		if (i == b->n_lines)
			crew_die("everybody's line is the newest");
		l = &b->lines[i];
		if (l->good && l->n == 1 && b->people[l->who[0]].newest != i)
			break;
	}
	nul = calloc(1, l->len);
	if (nul == NULL ||
	    pwrite(fd, nul, l->len, (off_t)l->at) != (ssize_t)l->len)
		crew_die("cannot make a hole");
	free(nul);
	close(fd);
}

/* Name and last step of a record. */
static void
read_person(struct person *p, const char *text)
{
	const char *a = strstr(text, " a=");

	if (a == NULL || sscanf(text, "%*s name=%64s", p->name) != 1 ||
	    sscanf(a, " a=1,%*[^,],%*[^,],%*[^,],%*u,%*u,%" SCNu64,
		&p->spent) != 1)
		crew_die("cannot read a record");
}

void
base_as_of(struct base *b, size_t len)
{
	struct person *p;
	struct line *l;

	for (size_t i = 0; i < b->n_people; i++)
		b->people[i].newest = 0;
	for (size_t i = 0; i < b->n_lines; i++) {
		l = &b->lines[i];
		if (l->at + l->len > len)
			break;
		for (size_t k = 0; l->good && k < l->n; k++) {
			p = &b->people[l->who[k]];
			p->newest = l->text[k] != NULL ? i : 0;
			p->item = k;
			if (l->text[k] != NULL)
				read_person(p, l->text[k]);
		}
	}
}

size_t
base_line(const struct base *b, size_t at)
{
	size_t i = 0;

	while (i + 1 < b->n_lines && b->lines[i + 1].at <= at)
		i++;
	return i;
}

void
base_make(struct base *b, size_t n)
{
	struct og_store *store;
	struct og_why why = {""};

	memset(b, 0, sizeof(*b));
	stage_set(&b->stage, NULL);
	b->n_people = n;
	b->now = START;
	store = stage_open(&b->stage);
	for (size_t i = 0; i < n; i++) {
		enrol(b, store, i);
		login(b, store, i);
	}
	if (og_filestore_compact(store, NULL, NULL, &why) != OG_OK)
		crew_die("%s", why.text);
	live(b, store);
	end_torn(b, store);
	og_store_free(&store);
	read_back(b);
	make_hole(b);
	free(b->text);
	memset(b->lines, 0, sizeof(b->lines));
	b->n_lines = 0;
	read_back(b);
}

void
base_end(struct base *b)
{
	stage_strike(&b->stage);
	free(b->text);
	b->text = NULL;
}
