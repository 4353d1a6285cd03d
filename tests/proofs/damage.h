/* SPDX-License-Identifier: ISC */
/*
 * The proof of damage: a database with a past, taken apart without the
 * library's help, and a judge of what a spoilt copy of it does.
 */
#ifndef PROOFS_DAMAGE_H
#define PROOFS_DAMAGE_H

#include "stage.h"

#define PEOPLE_MAX 220
#define LINES_MAX 2048
#define NOBODY PEOPLE_MAX

/* One line, as the format's description has it. */
struct line {
	size_t at, len; /* newline included */
	bool good;	/* else header, void or a hole */
	uint64_t sequence;
	size_t n;
	size_t who[OG_CHANGES_MAX];
	const char *text[OG_CHANGES_MAX]; /* records; NULL: removed */
	size_t text_len[OG_CHANGES_MAX];
};

struct person {
	uint64_t id;
	char name[OG_NAME_SIZE];
	uint8_t seed[OG_SEED_NEW];
	enum og_factor type;
	uint64_t spent; /* last step or counter that was acknowledged */
	size_t newest;	/* line */
	size_t item;	/* and which record in it */
};

struct base {
	struct stage stage;
	char *text;
	size_t len;
	size_t compacted; /* offset */
	size_t n_lines;
	struct line lines[LINES_MAX]; /* the first is the header */
	size_t n_people;
	struct person people[PEOPLE_MAX];
	int64_t now;
};

/* A database of "n" people, each with some logins behind them, on a stage of
 * its own: a compacted part, commits of several users, somebody removed and
 * somebody renamed, a void line, a hole, words of later versions. */
void base_make(struct base *b, size_t n);
void base_end(struct base *b);

/* Who newly counts as of the first "len" bytes: newest and item of everybody;
 * newest is 0 for those who are not there. */
void base_as_of(struct base *b, size_t len);

/* The line that holds byte "at". */
size_t base_line(const struct base *b, size_t at);

/* CRC-32, computed here. */
uint32_t base_crc(const char *s, size_t len);

/* Formats a line of one record: independent of the library. */
size_t base_format(char *out, size_t size, uint64_t id, uint64_t sequence,
    const char *record, size_t len);

/* What was done to the file, and what may come of it. */
struct mutation {
	const char *kind;
	size_t at;	  /* where, for messages */
	const char *says; /* what check must call it, or NULL */
	uint64_t line;	  /* and where, or 0: on any line */
	bool refused;	  /* as a whole */
	bool floor;	  /* all who are older than some line may be denied */
	bool clean;	  /* nobody may be denied */
	bool repairable;  /* a file that is refused can be repaired */
	bool may[PEOPLE_MAX];  /* who may be denied */
	bool must[PEOPLE_MAX]; /* who must */
};

struct tally {
	uint64_t files, refused, denied, others, kept, trials, repairs;
	uint64_t broken, told;
};

extern struct tally tally;

/* A new mutation, and one more person who may be denied by it. */
void mutation_set(struct mutation *m, const char *kind, size_t at);
void
mutation_hits(struct mutation *m, const struct base *b, size_t line, bool must);

/* Writes the file; then judges what is there: who is read, what check says. */
void judge_put(struct base *b, const char *text, size_t len);
void judge_poke(struct base *b, size_t at, char with);
void judge(struct base *b, const struct mutation *m);

/* The same, and then logins, repair and the repaired copy.  Changes the
 * file. */
void judge_deeply(struct base *b, const struct mutation *m);

/* Counts and tells of a claim that does not hold. */
void judge_broken(const struct base *b, const struct mutation *m,
    const char *fmt, ...) OG_PRINTF(3, 4);

/* Lines with right checksums that no writer writes, and words of later
 * versions. */
void damage_records(struct base *b);

#endif
