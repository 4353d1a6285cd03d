// SPDX-License-Identifier: ISC
/*
 * Proof: the flat file carries a million users.
 *
 *	scale [-l] [-r]
 *
 * Measures databases of 1 thousand and 100 thousand users (-l: and 1 million),
 * with -r of records that also hold a password hash, recovery codes and a
 * session.  Records are written in bulk by the library's own formatting.
 *
 * What is judged is counted: bytes of memory, bytes that are read and written,
 * syncs.  Seconds are printed beside what they should be and judge nothing,
 * since they depend on the machine and on what else it does.
 */
#include <sys/syscall.h>
#include <sys/wait.h>
#include <fcntl.h>
#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "crew.h"
#include "lib/base/clock.h"
#include "lib/login/commit.h"
#include "lib/record/session.h"
#include "lib/store/file/impl.h"
#include "stage.h"

#define TURNS 201 /* each a commit and a block of lookups */
#define BLOCK 100
#define PHONES 32 /* people who log in, and threads that do it */
#define GROUP_SECONDS 2

struct figures {
	uint64_t users, bytes;
	double made;	  /* s: formatting and writing all lines */
	double load;	  /* s: og_filestore_open, file in memory */
	double resident;  /* bytes, over a process without it */
	double lookup;	  /* us: by name */
	double commit;	  /* ms: compare, append, sync; median */
	double compact;	  /* s */
	double cold;	  /* s: open and look up one, file not in memory */
	double login;	  /* ms: the same, and a durable commit; in memory */
	double unindexed; /* s: as cold, without users.index */

	/* bytes that were read and written */
	double lookup_io, commit_io, cold_io;
};

static struct stage stages[3];
static struct stage stage; /* the one that is measured */
static struct figures *first, spare = {.users = 1000};
static bool rich;
static _Atomic long syncs;

/* In place of libc's: counts. */
int
fdatasync(int fd)
{
	syncs++;
	return (int)syscall(SYS_fdatasync, fd);
}

/* --- making --- */

static void
enrich(struct og_user *u)
{
	static const uint8_t id[OG_DIGEST_LEN] = {1};
	struct og_recovery_code codes[OG_RECOVERY_DEFAULT];
	struct og_proof proof = {OG_FACTOR_TOTP, 1, 1700000000};

	stage_need(
	    og_pwhash_new(&stage_cost, "password", 8, u->pwhash), "hash");
	stage_need(
	    og_enroll_recovery(u, &stage_cost, OG_RECOVERY_DEFAULT, 1, codes),
	    "codes");
	stage_need(og_user_set_groups(u, "staff,wheel"), "groups");
	og_session_add(
	    u, id, &proof, "192.0.2.1", "Mozilla/5.0 (X11; Linux)", 1700000000);
}

static uint64_t
id_of(uint64_t i)
{
	return (i + 1) * 0x9e3779b97f4a7c15U;
}

static void
name_of(uint64_t i, char name[OG_NAME_SIZE])
{
	snprintf(name, OG_NAME_SIZE, "user%07" PRIu64, i);
}

static void
make(struct figures *f)
{
	static struct og_user u;
	uint8_t seed[OG_SEED_NEW];
	struct og_buf payload, line;
	int64_t begun = crew_us();
	FILE *out = fopen(stage.database, "a");

	if (out == NULL)
		crew_die("%s: cannot write", stage.database);
	stage_user(&stage, &u, "template", OG_FACTOR_TOTP, 1, seed);
	if (rich)
		enrich(&u);
	og_buf_init(&payload, FS_LINE_MAX);
	og_buf_init(&line, FS_LINE_MAX);
	for (uint64_t i = 0; i < f->users; i++) {
		og_buf_reset(&payload);
		og_buf_reset(&line);
		u.id = id_of(i);
		name_of(i, u.name);
		stage_need(og_user_format(&u, &payload), "format");
		fs_line_format(
		    &line, &u.id, 1, i + 1, payload.data, payload.len);
		stage_need(og_buf_err(&line), "format");
		fwrite(line.data, line.len, 1, out);
		f->bytes += line.len;
	}
	if (fflush(out) != 0 || fdatasync(fileno(out)) != 0)
		crew_die("%s: cannot write", stage.database);
	fclose(out);
	og_buf_clear(&payload);
	og_buf_clear(&line);
	f->made = (double)(crew_us() - begun) / 1e6;
}

/* --- measuring --- */

static uint64_t
resident(void)
{
	unsigned long size, pages = 0;
	FILE *f = fopen("/proc/self/statm", "r");

	if (f == NULL || fscanf(f, "%lu %lu", &size, &pages) != 2)
		crew_die("no /proc/self/statm");
	fclose(f);
	return (uint64_t)pages * (uint64_t)sysconf(_SC_PAGESIZE);
}

/* Bytes that this process has read and written so far. */
static double
moved(void)
{
	unsigned long long in, out;
	FILE *f = fopen("/proc/self/io", "r");

	if (f == NULL || fscanf(f, "rchar: %llu wchar: %llu", &in, &out) != 2)
		crew_die("no /proc/self/io");
	fclose(f);
	return (double)(in + out);
}

static int
by_value(const void *a, const void *b)
{
	const double *x = a, *y = b;

	return *x < *y ? -1 : *x > *y;
}

/* One durable commit, in milliseconds. */
static double
commit_once(struct og_store *store, uint64_t users, size_t turn)
{
	static struct og_user u;
	struct og_change c = {.user = &u};
	int64_t begun;

	stage_get(store, id_of((turn * 7919 + 13) % users), &u);
	u.authenticators[0].moving_factor++;
	c.expected = u.version;
	begun = crew_us();
	stage_need(og_store_put(store, &c, 1, OG_SYNCED), "commit");
	return (double)(crew_us() - begun) / 1e3;
}

/* A block of lookups by name, in microseconds for one. */
static double
look_up_block(struct og_store *store, uint64_t users, size_t turn)
{
	static struct og_user u;
	char name[OG_NAME_SIZE];
	int64_t begun = crew_us();

	for (size_t i = 0; i < BLOCK; i++) {
		name_of(((turn * BLOCK + i) * 7919 + 5) % users, name);
		stage_need(og_store_get_name(store, name, &u), "look up");
	}
	return (double)(crew_us() - begun) / BLOCK;
}

/* Two stores in turn, so that what else the host does meets both: medians of
 * commits and lookups go to the figures. */
static void
measure_turns(struct og_store **store, struct figures *f[2])
{
	static double ms[2][TURNS], us[2][TURNS];
	double io[3];

	for (size_t k = 0; k < 2; k++)
		f[k]->lookup_io = f[k]->commit_io = 0;
	for (size_t turn = 0; turn < TURNS; turn++) {
		for (size_t k = 0; k < 2; k++) {
			io[0] = moved();
			us[k][turn] =
			    look_up_block(store[k], f[k]->users, turn);
			io[1] = moved();
			ms[k][turn] = commit_once(store[k], f[k]->users, turn);
			io[2] = moved();
			f[k]->lookup_io += io[1] - io[0];
			f[k]->commit_io += io[2] - io[1];
		}
	}
	for (size_t k = 0; k < 2; k++) {
		qsort(ms[k], TURNS, sizeof(ms[k][0]), by_value);
		qsort(us[k], TURNS, sizeof(us[k][0]), by_value);
		f[k]->commit = ms[k][TURNS / 2];
		f[k]->lookup = us[k][TURNS / 2];
	}
}

static void
measure_warm(struct figures *f)
{
	const uint64_t before = resident();
	int64_t begun = crew_us();
	struct og_store *store = stage_open(&stage);

	f->load = (double)(crew_us() - begun) / 1e6;
	f->resident = (double)(resident() - before);
	begun = crew_us();
	stage_need(og_filestore_compact(store, NULL, NULL, NULL), "compact");
	f->compact = (double)(crew_us() - begun) / 1e6;
	og_store_free(&store);
}

static void
drop_from_memory(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0 || fsync(fd) != 0 ||
	    posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED) != 0)
		crew_die("cannot drop %s from memory", path);
	close(fd);
}

/* As a PAM module would: open, look up one, perhaps spend a code, and go.
 * Seconds. */
static double
look_up_cold(const struct figures *f, bool spend)
{
	static struct og_user u;
	int64_t begun = crew_us();
	struct og_store *store;
	char name[OG_NAME_SIZE];

	stage_need(
	    og_filestore_open_cached(&store, stage.database, NULL), "open");
	name_of(f->users / 2, name);
	stage_need(og_store_get_name(store, name, &u), "look up");
	if (spend)
		stage_put(store, &u, OG_SYNCED);
	og_store_free(&store);
	return (double)(crew_us() - begun) / 1e6;
}

/* The compaction before this has left an index, but not of a small file. */
static void
measure_cold(struct figures *f)
{
	char path[OG_PATH_SIZE + 8];
	double before;

	snprintf(path, sizeof(path), "%s.index", stage.database);
	drop_from_memory(stage.database);
	if (access(path, F_OK) == 0)
		drop_from_memory(path);
	before = moved();
	f->cold = look_up_cold(f, false);
	f->cold_io = moved() - before;
	f->login = look_up_cold(f, true) * 1e3;
	(void)unlink(path);
	drop_from_memory(stage.database);
	f->unindexed = look_up_cold(f, false);
}

/* In a process of its own, whose memory nobody has used before. */
static void
apart(void (*what)(struct figures *), struct figures *f)
{
	int status = -1;
	pid_t pid;

	fflush(stdout);
	pid = fork();
	if (pid == 0) {
		what(f);
		_exit(0);
	}
	if (pid < 0 || waitpid(pid, &status, 0) != pid || status != 0)
		crew_die("a measurement failed");
}

/* Against the database of 1 thousand, which is the first. */
static void
measure_beside(struct figures *f)
{
	struct og_store *store[2] = {
	    stage_open(&stages[0]), stage_open(&stage)};
	struct figures *both[2] = {f == first ? &spare : first, f};

	measure_turns(store, both);
	og_store_free(&store[0]);
	og_store_free(&store[1]);
}

static void
measure(struct figures *f)
{
	const size_t i = (size_t)(f - first);

	stage_set(&stages[i], NULL);
	stage = stages[i];
	make(f);
	apart(measure_warm, f);
	apart(measure_cold, f);
	apart(measure_beside, f);
	printf("%8" PRIu64 " %6" PRIu64 " %8.3f %8.3f %9.1f %9.2f %9.3f %9.3f "
	       "%8.3f %8.2f %8.3f\n",
	    f->users, f->bytes / f->users, f->made, f->load, f->resident / 1e6,
	    f->lookup, f->commit, f->compact, f->cold, f->login, f->unindexed);
	fflush(stdout);
}

/* --- group commit --- */

struct phone {
	struct og_store *store;
	uint64_t id;
	uint8_t seed[OG_SEED_NEW];
	uint64_t counter;
	pthread_mutex_t *alone; /* held over a login: one sync each */
	_Atomic bool *over;
	long logins;
};

static void *
use_phone(void *arg)
{
	struct phone *p = arg;
	struct og_user *u = malloc(sizeof(*u));
	struct og_attempt a = {.first = OG_FIRST_NONE};
	struct og_decision d;
	enum og_err err;

	while (u != NULL && !*p->over) {
		stage_code(p->seed, p->counter, a.code);
		if (p->alone != NULL)
			pthread_mutex_lock(p->alone);
		stage_get(p->store, p->id, u);
		err = og_login_commit(p->store, &stage.ring, &stage.policy, u,
		    &a, NULL, og_clock_wall(), &d);
		if (p->alone != NULL)
			pthread_mutex_unlock(p->alone);
		if (err != OG_OK || d.verdict != OG_ALLOW)
			crew_die(
			    "a login failed: %s", og_reason_name(d.reason));
		p->counter = u->authenticators[0].moving_factor;
		p->logins++;
	}
	free(u);
	return NULL;
}

/* "shared": logins for one sync. */
static double
logins_a_second(struct phone *phones, pthread_mutex_t *alone, double *shared)
{
	_Atomic bool over = false;
	pthread_t threads[PHONES];
	int64_t begun = crew_us();
	const long synced = syncs;
	long sum = 0;

	for (size_t i = 0; i < PHONES; i++) {
		phones[i].alone = alone;
		phones[i].over = &over;
		phones[i].logins = 0;
		if (pthread_create(&threads[i], NULL, use_phone, &phones[i]) !=
		    0)
			crew_die("no thread");
	}
	sleep(GROUP_SECONDS);
	over = true;
	for (size_t i = 0; i < PHONES; i++) {
		pthread_join(threads[i], NULL);
		sum += phones[i].logins;
	}
	*shared = (double)sum / (double)(syncs - synced);
	return (double)sum * 1e6 / (double)(crew_us() - begun);
}

/* True when sharing a sync is worth it. */
static bool
group(void)
{
	static struct phone phones[PHONES];
	static struct og_user u;
	pthread_mutex_t alone = PTHREAD_MUTEX_INITIALIZER;
	struct og_store *store;
	char name[OG_NAME_SIZE];
	double one, many, shared_one, shared;

	stage_set(&stage, NULL);
	store = stage_open(&stage);
	for (uint64_t i = 0; i < PHONES; i++) {
		name_of(i, name);
		stage_user(&stage, &u, name, OG_FACTOR_HOTP, 1, phones[i].seed);
		stage_put(store, &u, OG_VISIBLE);
		phones[i].id = u.id;
		phones[i].store = store;
	}
	one = logins_a_second(phones, &alone, &shared_one);
	many = logins_a_second(phones, NULL, &shared);
	og_store_free(&store);
	stage_strike(&stage);
	printf("logins a second, %d threads: %.0f with one sync each, %.0f "
	       "with group commit (%.1f times)\n",
	    PHONES, one, many, many / one);
	printf("logins for one sync: %.2f, with group commit %.2f: %s\n",
	    shared_one, shared, shared > shared_one ? "yes" : "NO");
	return shared > shared_one;
}

/* --- promises --- */

static bool
promise(const char *what, double value, double most)
{
	const bool good = value <= most;

	printf("%-48s %8.3f, at most %.3f: %s\n", what, value, most,
	    good ? "yes" : "NO");
	return good;
}

static void
aim(const char *what, double value, double most)
{
	printf("%-48s %8.3f, wanted %.3f\n", what, value, most);
}

/* "f" against 1 thousand users. */
static bool
promises(const struct figures *f)
{
	bool good = promise("bytes of memory for one more user",
	    (f->resident - first->resident) / (double)(f->users - first->users),
	    48);

	good &= promise("bytes moved by a commit, to those at 1 thousand",
	    f->commit_io / first->commit_io, 1.2);
	good &= promise("bytes moved by a lookup, to those at 1 thousand",
	    f->lookup_io / first->lookup_io, 1.2);
	good &= promise("cold lookup, part of the database that it reads",
	    f->cold_io / (double)f->bytes, 0.25);
	aim("commit, to that at 1 thousand", f->commit / first->commit, 1.2);
	aim("lookup, to that at 1 thousand", f->lookup / first->lookup, 1.2);
	aim("cold lookup of one user, seconds", f->cold, 0.5);
	aim("cold login, 100 thousand users, milliseconds", first[1].login, 20);
	aim("loading, seconds", f->load, 2);
	return good;
}

int
main(int argc, char **argv)
{
	static const uint64_t sizes[] = {1000, 100000, 1000000};
	struct figures *f = crew_share(3 * sizeof(*f));
	size_t n = 2;
	bool good;
	int c;

	first = f;
	while ((c = getopt(argc, argv, "lr")) != -1) {
		if (c == 'l')
			n = 3;
		else if (c == 'r')
			rich = true;
		else
			return 2;
	}
	printf("%8s %6s %8s %8s %9s %9s %9s %9s %8s %8s %8s\n"
	       "%8s %6s %8s %8s %9s %9s %9s %9s %8s %8s %8s\n",
	    "users", "bytes", "made", "load", "resident", "lookup", "commit",
	    "compact", "cold", "login", "no index", "", "each", "s", "s", "MB",
	    "us", "ms", "s", "s", "ms", "s");
	for (size_t i = 0; i < n; i++) {
		f[i].users = sizes[i];
		measure(&f[i]);
	}
	for (size_t i = 0; i < n; i++)
		stage_strike(&stages[i]);
	good = promises(&f[n - 1]);
	good &= group();
	printf("%s\n", good ? "all promises are kept" : "FAILED");
	return good ? 0 : 1;
}
