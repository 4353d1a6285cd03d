// SPDX-License-Identifier: ISC
/*
 * Proof: damage takes nobody back, lets nobody in, and costs only those whose
 * line it hit.
 *
 *	damage [-n FLIPS] [-t TIMES] [-s SEED]
 *
 * Spoils a database in every way of issue 3 and asks the judge each time:
 * single bits, every truncation, NUL, line ends, long lines, lines that are
 * moved, doubled or gone, and records that nobody may have.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "crew.h"
#include "damage.h"
#include "lib/crypto/random.h"

#define DEEP 100 /* of so many flips one is judged deeply */
#define MEGABYTE 1048576
#define END_LEN 40 /* of a line, with the number or checksum beside it */

static struct base town, hamlet;
static uint64_t seed;
static char *scratch;

/* SplitMix64: anybody can have the same again. */
static uint64_t
chance(uint64_t below)
{
	uint64_t z = (seed += 0x9e3779b97f4a7c15u);

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return (z ^ (z >> 31)) % below;
}

/* --- one bit --- */

/* Whom a change of byte "at" may cost, and what check must say. */
static void
expect_at(struct mutation *m, const struct base *b, size_t at)
{
	size_t i = base_line(b, at);
	const struct line *l = &b->lines[i];
	bool end = at + 1 == l->at + l->len;

	mutation_hits(m, b, i, true);
	if (end && i + 1 < b->n_lines)
		mutation_hits(m, b, i + 1, true);
	m->refused = m->repairable = i == 0;
	if (l->good && i > 0) {
		m->says = "checksum";
		m->line = i + 1;
	}
	/* the first byte of a hole: nothing else says that it is one */
	m->floor = at > 0 && b->text[at] == '\0' && b->text[at - 1] == '\n';
}

static void
flip(struct base *b, uint64_t bit, bool deep)
{
	struct mutation m;
	size_t at = (size_t)(bit / 8);

	mutation_set(&m, "one bit", at);
	expect_at(&m, b, at);
	judge_poke(b, at, (char)(b->text[at] ^ 1 << bit % 8));
	if (deep)
		judge_deeply(b, &m);
	else
		judge(b, &m);
}

/* A line end that is none any more, with a cut-off write behind it. */
static void
end_before_torn(struct base *b, size_t i)
{
	static const char torn[] = "=0123456789abcdef/01234567 9";
	const size_t end = b->lines[i].at + b->lines[i].len;
	struct mutation m;

	mutation_set(&m, "a line end before a torn write", end - 1);
	base_as_of(b, end);
	mutation_hits(&m, b, i, true);
	m.says = "checksum";
	m.line = i + 1;
	memcpy(scratch, b->text, end);
	memcpy(scratch + end, torn, sizeof(torn) - 1);
	scratch[end - 1] = (char)(scratch[end - 1] ^ 1 << chance(8));
	judge_put(b, scratch, end + sizeof(torn) - 1);
	judge(b, &m);
	base_as_of(b, b->len);
}

/* Every line end with every bit of it. */
static void
line_ends(struct base *b)
{
	for (size_t i = 0; i < b->n_lines; i++) {
		for (size_t bit = 0; bit < 8; bit++)
			flip(b,
			    (b->lines[i].at + b->lines[i].len - 1) * 8 + bit,
			    false);
	}
	for (size_t i = 0; i < b->n_lines; i++) {
		if (b->lines[i].good && b->lines[i].at >= b->compacted)
			end_before_torn(b, i);
	}
}

/* --- the file is cut --- */

static void
truncations(struct base *b)
{
	struct mutation m;

	for (size_t len = 0; len < b->len; len++) {
		mutation_set(&m, "truncation", len);
		base_as_of(b, len);
		m.refused = m.floor = len < b->compacted;
		if (b->text[len] == '\n' && !m.refused) {
			/* the line end alone is missing: neither is wrong */
			mutation_hits(&m, b, base_line(b, len), false);
		}
		judge_put(b, b->text, len);
		if (len % 50 == 0)
			judge_deeply(b, &m);
		else
			judge(b, &m);
	}
	base_as_of(b, b->len);
}

/* --- bytes put over others, between them, or taken away --- */

/* "cut" bytes at "at" become the "len" bytes at "in". */
static size_t
splice(const struct base *b, size_t at, size_t cut, const char *in, size_t len)
{
	memcpy(scratch, b->text, at);
	if (len > 0)
		memcpy(scratch + at, in, len);
	memcpy(scratch + at + len, b->text + at + cut, b->len - at - cut);
	return b->len - cut + len;
}

/* No line follows that has a sequence. */
static bool
is_last(const struct base *b, size_t i)
{
	while (++i < b->n_lines) {
		if (b->lines[i].good)
			return false;
	}
	return true;
}

/* A good line of the journal, or of the compacted part. */
static size_t
some_line(const struct base *b, bool journal)
{
	size_t i;

	do {
		i = 1 + (size_t)chance(b->n_lines - 1);
	} while (!b->lines[i].good || b->text[b->lines[i].at] == '\0' ||
		 (b->lines[i].at >= b->compacted) != journal);
	return i;
}

static void
nul_inside(struct base *b, bool journal)
{
	static const char nul[64];
	size_t i = some_line(b, journal), len = 1 + (size_t)chance(60);
	const struct line *l = &b->lines[i];
	size_t at = l->at + 1 + (size_t)chance(l->len - len - 2);
	struct mutation m;

	mutation_set(&m, "NUL inside a line", at);
	mutation_hits(&m, b, i, true);
	m.says = "checksum";
	m.line = i + 1;
	/* where no sequence follows and an end is gone, so may be others */
	m.floor = (!journal || is_last(b, i)) &&
		  (at < l->at + END_LEN || at + len > l->at + l->len - END_LEN);
	judge_put(b, scratch, splice(b, at, len, nul, len));
	judge_deeply(b, &m);
}

static void
nul_between(struct base *b)
{
	static const char nul[5000];
	size_t i = some_line(b, true);
	struct mutation m;

	mutation_set(&m, "NUL between lines", b->lines[i].at);
	m.clean = true;
	m.says = "hole";
	m.line = i + 1;
	judge_put(b, scratch,
	    splice(b, b->lines[i].at, 0, nul, 1 + (size_t)chance(5000)));
	judge_deeply(b, &m);
}

/* NUL bytes that begin with a line, or that have nothing good behind them, are
 * what a power failure leaves of writes that nobody was told of: nothing can
 * tell. */
static bool
is_power_failure(const struct base *b, size_t at, size_t size)
{
	if (is_last(b, base_line(b, at + size - 1)))
		return true;
	while (b->text[at - 1] == '\0')
		at--;
	return b->text[at - 1] == '\n' && at >= b->compacted;
}

/* A medium that gives back nothing: whole lines may be in it. */
static void
lost_block(struct base *b, size_t size, char with)
{
	size_t at = (1 + (size_t)chance(b->len / size - 1)) * size;
	struct mutation m;
	char *in;

	if (with == '\0' && is_power_failure(b, at, size))
		return;
	in = malloc(size);
	if (in == NULL)
		crew_die("out of memory");
	memset(in, with, size);
	mutation_set(
	    &m, with == '\0' ? "a lost block" : "a block of garbage", at);
	m.floor = true;
	for (size_t i = base_line(b, at);
	     i < b->n_lines && b->lines[i].at < at + size; i++)
		mutation_hits(&m, b, i, true);
	judge_put(b, scratch, splice(b, at, size, in, size));
	judge_deeply(b, &m);
	free(in);
}

static void
carriage_return(struct base *b, bool journal)
{
	size_t i = some_line(b, journal);
	struct mutation m;

	mutation_set(&m, "CR LF", b->lines[i].at);
	mutation_hits(&m, b, i, true);
	m.says = "checksum";
	m.line = i + 1;
	judge_put(b, scratch,
	    splice(b, b->lines[i].at + b->lines[i].len - 1, 0, "\r", 1));
	judge_deeply(b, &m);
}

/* The whole file, as some programs carry it over. */
static void
carriage_returns(struct base *b)
{
	struct mutation m;
	size_t len = 0;

	mutation_set(&m, "CR LF everywhere", 0);
	m.refused = m.repairable = true;
	for (size_t i = 0; i < b->len; i++) {
		if (b->text[i] == '\n')
			scratch[len++] = '\r';
		scratch[len++] = b->text[i];
	}
	judge_put(b, scratch, len);
	judge_deeply(b, &m);
}

static void
byte_order_mark(struct base *b)
{
	struct mutation m;

	mutation_set(&m, "BOM", 0);
	m.refused = m.repairable = true;
	judge_put(b, scratch, splice(b, 0, 0, "\xef\xbb\xbf", 3));
	judge_deeply(b, &m);
	mutation_set(&m, "BOM inside", b->lines[b->n_lines - 5].at);
	mutation_hits(&m, b, b->n_lines - 5, true);
	m.says = "checksum";
	m.line = b->n_lines - 4;
	judge_put(b, scratch, splice(b, m.at, 0, "\xef\xbb\xbf", 3));
	judge_deeply(b, &m);
}

/* Lines that nobody wrote, between lines that follow each other. */
static void
strange_line(struct base *b, size_t len)
{
	size_t i = some_line(b, true);
	struct mutation m;
	char *in = malloc(len);

	if (in == NULL)
		crew_die("out of memory");
	memset(in, 'x', len);
	in[len - 1] = '\n';
	mutation_set(&m, "a strange line", b->lines[i].at);
	m.clean = true;
	m.says = len == 1 ? "hole" : "checksum";
	m.line = i + 1;
	judge_put(b, scratch, splice(b, b->lines[i].at, 0, in, len));
	judge_deeply(b, &m);
	free(in);
}

/* --- lines that are somewhere else --- */

static void
line_gone(struct base *b)
{
	size_t i = some_line(b, true);
	struct mutation m;

	mutation_set(&m, "a line gone", b->lines[i].at);
	mutation_hits(&m, b, i, false);
	m.floor = true;
	mutation_hits(&m, b, i, true);
	m.says = "missing";
	/* an older copy, or one more that the power failure took */
	if (is_last(b, i) || b->text[b->lines[i + 1].at] == '\0')
		return;
	judge_put(
	    b, scratch, splice(b, b->lines[i].at, b->lines[i].len, NULL, 0));
	judge_deeply(b, &m);
}

static void
line_again(struct base *b)
{
	size_t i = some_line(b, true), k = some_line(b, true);
	const struct line *l = &b->lines[i];
	struct mutation m;

	if (k <= i)
		return;
	mutation_set(&m, "an old line again", b->lines[k].at);
	m.says = "sequence";
	m.line = k + 1;
	for (size_t n = 0; n < l->n; n++)
		m.may[l->who[n]] = true;
	judge_put(
	    b, scratch, splice(b, b->lines[k].at, 0, b->text + l->at, l->len));
	judge_deeply(b, &m);
}

static void
lines_swapped(struct base *b)
{
	size_t i = some_line(b, true), n;
	const struct line *l = &b->lines[i];
	struct mutation m;

	if (i + 1 >= b->n_lines || !l[1].good || b->text[l[1].at] == '\0')
		return;
	mutation_set(&m, "lines swapped", l->at);
	m.floor = true;
	mutation_hits(&m, b, i, false);
	mutation_hits(&m, b, i + 1, false);
	memcpy(scratch, b->text, b->len);
	n = l->at;
	memcpy(scratch + n, b->text + l[1].at, l[1].len);
	memcpy(scratch + n + l[1].len, b->text + l->at, l->len);
	judge_put(b, scratch, b->len);
	judge_deeply(b, &m);
}

static int
run(uint64_t flips, uint64_t times)
{
	uint64_t began = (uint64_t)crew_us();

	printf("%zu people, %zu lines, %zu bytes (%zu compacted); seed %" PRIu64
	       "\n",
	    town.n_people, town.n_lines, town.len, town.compacted, seed);
	for (uint64_t i = 0; i < flips; i++)
		flip(&town, chance(town.len * 8), i % DEEP == 0);
	printf("%" PRIu64 " single bits: %" PRIu64 " files refused, %" PRIu64
	       " denials (%" PRIu64 " of people who were not hit), %" PRIu64
	       " read as they were; %" PRIu64 " s\n",
	    flips, tally.refused, tally.denied, tally.others, tally.kept,
	    ((uint64_t)crew_us() - began) / 1000000);
	for (uint64_t i = 0; i < flips / 2; i++)
		flip(&hamlet, chance(hamlet.len * 8), i % DEEP == 0);
	line_ends(&hamlet);
	truncations(&hamlet);
	printf("truncated at each of %zu bytes\n", hamlet.len);
	for (uint64_t i = 0; i < times; i++) {
		nul_inside(&town, i % 2 == 0);
		nul_between(&town);
		lost_block(&town, 512, '\0');
		lost_block(&town, 4096, '\0');
		lost_block(&town, 512, 'x');
		lost_block(&town, 4096, 'x');
		carriage_return(&town, i % 2 == 0);
		strange_line(&town, 1 + (size_t)chance(300));
		line_gone(&town);
		line_again(&town);
		lines_swapped(&town);
		flip(&town, chance(town.lines[0].len * 8), true);
	}
	strange_line(&town, MEGABYTE);
	carriage_returns(&town);
	byte_order_mark(&town);
	damage_records(&town);
	printf("%" PRIu64 " files, %" PRIu64 " repaired, %" PRIu64
	       " logins tried; %" PRIu64 " claims broken; %" PRIu64 " s\n",
	    tally.files, tally.repairs, tally.trials, tally.broken,
	    ((uint64_t)crew_us() - began) / 1000000);
	return tally.broken > 0 ? 1 : 0;
}

int
main(int argc, char **argv)
{
	uint64_t flips = 3000, times = 12;
	int c, status;

	stage_need(og_random(&seed, sizeof(seed)), "random");
	while ((c = getopt(argc, argv, "n:t:s:")) != -1) {
		if (c == 'n')
			flips = strtoull(optarg, NULL, 10);
		else if (c == 't')
			times = strtoull(optarg, NULL, 10);
		else if (c == 's')
			seed = strtoull(optarg, NULL, 10);
		else
			crew_die("damage [-n FLIPS] [-t TIMES] [-s SEED]");
	}
	base_make(&town, 200);
	base_make(&hamlet, 11);
	scratch = malloc(town.len + 4 * MEGABYTE);
	if (scratch == NULL)
		crew_die("out of memory");
	status = run(flips, times);
	base_end(&town);
	base_end(&hamlet);
	free(scratch);
	return status;
}
