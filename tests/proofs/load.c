// SPDX-License-Identifier: ISC
/*
 * Proof: while other processes write and read,
 *
 *	load copy     a copy of the file taken at any instant is a valid
 *	              database that holds everything acknowledged before it
 *	load compact  compaction disturbs nobody, two at once do no harm, and
 *	              dead bytes stay bounded when it is done as wanted
 *
 * with -t SECONDS.  Writers count in the records of their own users and note
 * in shared memory what was acknowledged.
 */
#include <sys/stat.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "crew.h"
#include "stage.h"

#define USERS 200
#define WRITERS 3
#define READERS 2
#define OTHERS 2 /* they copy, or compact */
#define MEMBERS (WRITERS + READERS + OTHERS)
#define COMPACT_MIN                                                            \
	262144 /* as lib/store/file/filestore.c: dead bytes worth the work */

enum mode {
	COPY,	/* one copies, one compacts now and then */
	TIGHT,	/* two compact all the time */
	WANTED, /* one compacts when it is wanted, one looks */
	MODES
};

static const char *const mode_names[MODES] = {
    "copies under load", "two compact at once", "compacts when wanted"};

struct shared {
	enum mode mode;
	_Atomic bool over;
	_Atomic uint64_t acknowledged[USERS];
	_Atomic long writes, reads, copies, compactions;
	_Atomic long busy;  /* compactions that gave up and left the old file */
	_Atomic long wrong; /* anything that must not be */
	_Atomic uint64_t most_dead, most_live;
	_Atomic uint64_t slowest_write, slowest_read; /* microseconds */
};

static struct stage stage;
static struct shared *shared;
static uint64_t ids[USERS];

static void
wrong(const char *what, size_t i, enum og_err err)
{
	if (shared->wrong++ < 5)
		fprintf(stderr, "WRONG: %s, user %zu: %s\n", what, i,
		    og_strerror(err));
}

static void
note_most(_Atomic uint64_t *most, uint64_t value)
{
	uint64_t seen = *most;

	while (
	    value > seen && !atomic_compare_exchange_weak(most, &seen, value))
		;
}

static void
write_some(struct og_store *store, size_t self)
{
	static struct og_user u;
	struct og_change c = {.user = &u};
	int64_t begun;
	enum og_err err;

	for (size_t i = self; !shared->over; i = (i + WRITERS) % USERS) {
		if (i % WRITERS != self)
			i = self;
		err = og_store_get_id(store, ids[i], false, &u);
		if (err == OG_OK && u.authenticators[0].moving_factor !=
					shared->acknowledged[i])
			wrong("a writer finds another count", i, OG_OK);
		if (err == OG_OK) {
			u.authenticators[0].moving_factor++;
			c.expected = u.version;
			begun = crew_us();
			err = og_store_put(
			    store, &c, 1, i % 2 == 0 ? OG_SYNCED : OG_VISIBLE);
			note_most(&shared->slowest_write,
			    (uint64_t)(crew_us() - begun));
		}
		if (err != OG_OK) {
			wrong("write", i, err);
			return;
		}
		shared->acknowledged[i]++;
		shared->writes++;
	}
}

static void
read_some(struct og_store *store)
{
	static struct og_user u;
	static uint64_t newest[USERS];
	char name[OG_NAME_SIZE];
	uint64_t least;
	int64_t begun;
	enum og_err err;

	for (size_t i = 0; !shared->over; i = (i + 7) % USERS) {
		snprintf(name, sizeof(name), "user%zu", i);
		least = shared->acknowledged[i];
		begun = crew_us();
		err = og_store_get_name(store, name, &u);
		note_most(&shared->slowest_read, (uint64_t)(crew_us() - begun));
		if (err != OG_OK)
			wrong("read", i, err);
		else if (u.authenticators[0].moving_factor < least ||
			 u.version < newest[i])
			wrong("an older record is read", i, OG_OK);
		else
			newest[i] = u.version;
		shared->reads++;
	}
}

static void
compact_once(struct og_store *store)
{
	enum og_err err = og_filestore_compact(store, NULL, NULL, NULL);

	if (err == OG_OK)
		shared->compactions++;
	else if (err == OG_ERR_DAMAGED || err == OG_ERR_UNSAFE)
		wrong("compact", 0, err);
	else
		shared->busy++;
}

static void
look(struct og_store *store)
{
	struct og_filestore_stats st;

	(void)!og_store_refresh(store);
	og_filestore_stats(store, &st);
	note_most(&shared->most_dead, st.dead);
	note_most(&shared->most_live, st.size - st.dead);
}

/* Copies as cp does, with a pause now and then. */
static void
copy_file(const char *to, unsigned turn)
{
	char block[16384];
	size_t some = 512 + turn * 977 % (sizeof(block) - 512);
	int in = open(stage.database, O_RDONLY | O_CLOEXEC);
	int out = open(to, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	ssize_t n;

	if (in < 0 || out < 0)
		crew_die("%s: cannot copy: %s", to, strerror(errno));
	while ((n = read(in, block, some)) > 0) {
		if (write(out, block, (size_t)n) != n)
			crew_die("%s: cannot write", to);
		if (turn % 3 == 0)
			usleep(50);
	}
	close(in);
	close(out);
}

static void
check_copy(const char *path, const uint64_t *before)
{
	static struct og_user u;
	struct og_store *store;
	enum og_err err;

	err = og_filestore_check(path, NULL, NULL, NULL, NULL, NULL);
	if (err != OG_OK)
		wrong("check of a copy", 0, err);
	err = og_filestore_open(&store, path, NULL);
	if (err != OG_OK) {
		wrong("a copy does not open", 0, err);
		return;
	}
	for (size_t i = 0; i < USERS; i++) {
		err = og_store_get_id(store, ids[i], false, &u);
		if (err != OG_OK)
			wrong("a user is not in the copy", i, err);
		else if (u.authenticators[0].moving_factor < before[i])
			wrong("a copy is older than it may be", i, OG_OK);
	}
	og_store_free(&store);
}

static void
copy_some(void)
{
	static uint64_t before[USERS];
	char path[OG_PATH_SIZE + 8], lock[OG_PATH_SIZE + 16];

	snprintf(path, sizeof(path), "%s.copy", stage.database);
	snprintf(lock, sizeof(lock), "%s.lock", path);
	for (unsigned turn = 0; !shared->over; turn++) {
		for (size_t i = 0; i < USERS; i++)
			before[i] = shared->acknowledged[i];
		copy_file(path, turn);
		check_copy(path, before);
		shared->copies++;
	}
	(void)unlink(path);
	(void)unlink(lock);
}

static void
do_other(struct og_store *store, bool first)
{
	if (shared->mode == COPY && first) {
		copy_some();
		return;
	}
	while (!shared->over) {
		if (shared->mode == COPY)
			usleep(150000);
		else if (shared->mode == WANTED)
			usleep(first ? 50000 : 5000);
		if (shared->mode == WANTED && !first)
			look(store);
		else if (shared->mode != WANTED ||
			 (og_store_refresh(store) == OG_OK &&
			     og_filestore_wants_compaction(store)))
			compact_once(store);
	}
}

static void
member(struct crew *crew, size_t self)
{
	struct og_store *store = stage_open(&stage);

	crew_meet(crew);
	if (self < WRITERS)
		write_some(store, self);
	else if (self < WRITERS + READERS)
		read_some(store);
	else
		do_other(store, self == WRITERS + READERS);
	crew_meet(crew);
	og_store_free(&store);
}

static void
make_users(void)
{
	static struct og_user u;
	struct og_store *store = stage_open(&stage);
	uint8_t seed[OG_SEED_NEW];
	char name[OG_NAME_SIZE];

	for (size_t i = 0; i < USERS; i++) {
		snprintf(name, sizeof(name), "user%zu", i);
		stage_user(&stage, &u, name, OG_FACTOR_HOTP, 1, seed);
		stage_put(store, &u, OG_VISIBLE);
		ids[i] = u.id;
	}
	og_store_free(&store);
}

/* Everything that was acknowledged, and nothing else, is there. */
static void
check_all(void)
{
	static struct og_user u;
	struct og_store *store = stage_open(&stage);

	for (size_t i = 0; i < USERS; i++) {
		stage_get(store, ids[i], &u);
		if (u.authenticators[0].moving_factor !=
		    shared->acknowledged[i])
			wrong("at the end: another count", i, OG_OK);
	}
	og_store_free(&store);
	if (og_filestore_check(stage.database, NULL, NULL, NULL, NULL, NULL) !=
	    OG_OK)
		wrong("check", 0, OG_ERR_DAMAGED);
}

static bool
run(enum mode mode, unsigned seconds)
{
	struct crew *crew;
	uint64_t bound;

	memset(shared, 0, sizeof(*shared));
	shared->mode = mode;
	stage_set(&stage, NULL);
	make_users();
	crew = crew_start(MEMBERS, member);
	crew_meet(crew);
	for (unsigned i = 0; i < seconds * 10 && shared->wrong == 0; i++)
		usleep(100000);
	shared->over = true;
	crew_meet(crew);
	crew_end(crew);
	check_all();
	stage_strike(&stage);
	printf("%-20s %8ld writes (slowest %" PRIu64 " ms) %8ld reads (%" PRIu64
	       " ms) %6ld copies %6ld compactions, %ld gave up; %ld wrong\n",
	    mode_names[mode], shared->writes, shared->slowest_write / 1000,
	    shared->reads, shared->slowest_read / 1000, shared->copies,
	    shared->compactions, shared->busy, shared->wrong);
	if (mode == WANTED) {
		bound = 4 * (shared->most_live + COMPACT_MIN);
		printf("%-20s at most %" PRIu64 " bytes dead beside %" PRIu64
		       " live; wanted at %" PRIu64 ", allowed %" PRIu64 "\n",
		    "", shared->most_dead, shared->most_live,
		    shared->most_live + COMPACT_MIN, bound);
		if (shared->most_dead > bound || shared->compactions == 0)
			return false;
	}
	return shared->wrong == 0 && shared->writes > 0 && shared->reads > 0;
}

int
main(int argc, char **argv)
{
	unsigned seconds = 5;
	bool good;
	int c;

	while ((c = getopt(argc, argv, "t:")) != -1) {
		if (c != 't')
			return 2;
		seconds = (unsigned)strtoul(optarg, NULL, 10);
	}
	if (optind + 1 != argc)
		return 2;
	shared = crew_share(sizeof(*shared));
	if (strcmp(argv[optind], "copy") == 0) {
		good = run(COPY, seconds) && shared->copies > 0;
	} else if (strcmp(argv[optind], "compact") == 0) {
		good = run(TIGHT, seconds) && shared->compactions > 0;
		good = run(WANTED, seconds) && good;
	} else {
		return 2;
	}
	printf("%s\n", good ? "nothing was lost or refused" : "FAILED");
	return good ? 0 : 1;
}
