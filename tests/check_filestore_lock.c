/* SPDX-License-Identifier: ISC */
/* Tests of users.lock: how long who waits, and who waits for whom. */
#include <sys/resource.h>
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <time.h>

#include "check_store.h"
#include "lib/base/clock.h"
#include "lib/store/file/impl.h"

#define CROWD 8

static struct fs_lock ours, theirs;

static void
open_locks(void)
{
	struct og_store *s = fresh();

	og_store_free(&s);
	ck_assert_ok(fs_lock_open(&ours, in_folder("users"), -1, NULL));
	ck_assert_ok(fs_lock_open(&theirs, in_folder("users"), -1, NULL));
}

static void
close_locks(void)
{
	fs_lock_close(&ours);
	fs_lock_close(&theirs);
}

static void
rest(int ms)
{
	struct timespec t = {ms / 1000, (long)(ms % 1000) * 1000000};

	nanosleep(&t, NULL);
}

struct holder {
	struct fs_lock *lock;
	_Atomic bool has;
	int ms;
};

static void *
hold(void *arg)
{
	struct holder *h = arg;

	ck_assert_ok(fs_lock_take(h->lock, 0));
	atomic_store(&h->has, true);
	rest(h->ms);
	fs_lock_release(h->lock);
	return NULL;
}

static pthread_t
held_by_a_thread(struct holder *h)
{
	pthread_t t;

	ck_assert_int_eq(pthread_create(&t, NULL, hold, h), 0);
	while (!atomic_load(&h->has))
		rest(1);
	return t;
}

/* A wait that is no whole number of seconds is not cut to one: neither for
 * another thread nor for another process. */
START_TEST(waits_milliseconds)
{
	struct holder h = {.ms = 100};
	pthread_t t;

	open_locks();
	h.lock = _i == 0 ? &ours : &theirs;
	t = held_by_a_thread(&h);
	ck_assert_ok(fs_lock_take(&ours, 999));
	fs_lock_release(&ours);
	ck_assert_int_eq(pthread_join(t, NULL), 0);
	close_locks();
}
END_TEST

START_TEST(gives_up_when_the_time_is_over)
{
	static const int waits[] = {0, 150};
	struct holder h = {.ms = 1000};
	int64_t begun;
	pthread_t t;

	open_locks();
	h.lock = _i < 2 ? &ours : &theirs;
	t = held_by_a_thread(&h);
	begun = og_clock_ms();
	ck_assert_err(fs_lock_take(&ours, waits[_i % 2]), OG_ERR_BUSY);
	ck_assert_int_ge(og_clock_ms() - begun, waits[_i % 2]);
	ck_assert_int_eq(pthread_join(t, NULL), 0);
	ck_assert_ok(fs_lock_take(&ours, 0));
	fs_lock_release(&ours);
	close_locks();
}
END_TEST

static void *
ask(void *arg)
{
	int64_t begun = og_clock_ms();

	ck_assert_err(
	    fs_lock_take_in_crowd(&ours, OG_STORE_HURRY_MS), OG_ERR_BUSY);
	*(int64_t *)arg = og_clock_ms() - begun;
	return NULL;
}

START_TEST(of_a_crowd_one_waits_for_all)
{
	int64_t took[CROWD];
	pthread_t t[CROWD];
	int waited = 0;

	open_locks();
	ck_assert_ok(fs_lock_take(&theirs, 0));
	ask(&took[0]);
	ck_assert_int_ge(took[0], OG_STORE_HURRY_MS);
	for (int i = 0; i < CROWD; i++)
		ck_assert_int_eq(pthread_create(&t[i], NULL, ask, &took[i]), 0);
	for (int i = 0; i < CROWD; i++) {
		ck_assert_int_eq(pthread_join(t[i], NULL), 0);
		waited += took[i] >= OG_STORE_HURRY_MS;
	}
	ck_assert_int_ge(waited, 1);
	ck_assert_int_le(waited, CROWD / 2);
	/* and when it comes back, everybody has it again */
	fs_lock_release(&theirs);
	for (int i = 0; i < 3; i++) {
		ck_assert_ok(fs_lock_take_in_crowd(&ours, OG_STORE_HURRY_MS));
		fs_lock_release(&ours);
	}
	close_locks();
}
END_TEST

/* The last milliseconds of a deadline say nothing of a lock that is held for
 * longer than that: the others wait for it as ever. */
START_TEST(who_has_no_time_left_speaks_for_nobody)
{
	struct holder h = {.lock = &theirs, .ms = 60};
	pthread_t t;

	open_locks();
	t = held_by_a_thread(&h);
	ck_assert_err(fs_lock_take_in_crowd(&ours, 1), OG_ERR_BUSY);
	ck_assert(!atomic_load(&ours.stuck));
	ck_assert_ok(fs_lock_take_in_crowd(&ours, OG_STORE_PATIENCE_MS));
	fs_lock_release(&ours);
	ck_assert_int_eq(pthread_join(t, NULL), 0);
	close_locks();
}
END_TEST

START_TEST(a_race_that_is_lost_is_not_blamed_on_the_lock)
{
	struct og_store *s = fresh();
	struct og_why why = {""};

	(void)og_store_explain(s, OG_ERR_BUSY, &why);
	ck_assert_str_eq(why.text, og_strerror(OG_ERR_BUSY));
	ck_assert_ok(fs_lock_open(&theirs, in_folder("users"), -1, NULL));
	ck_assert_ok(fs_lock_take(&theirs, 0));
	(void)og_store_explain(s, OG_ERR_BUSY, &why);
	ck_assert_ptr_nonnull(strstr(why.text, in_folder("users.lock")));
	fs_lock_release(&theirs);
	fs_lock_close(&theirs);
	og_store_free(&s);
}
END_TEST

START_TEST(an_error_of_the_lock_file_names_that_file)
{
	struct og_store *s = fresh();
	struct og_why why = {""};
	struct rlimit all, none;

	add(s, "alice");
	/* another one has to be opened, and no descriptor is left for it */
	ck_assert_int_eq(unlink(in_folder("users.lock")), 0);
	ck_assert_int_eq(getrlimit(RLIMIT_NOFILE, &all), 0);
	none = all;
	none.rlim_cur = 3;
	ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &none), 0);
	ck_assert_err(og_store_ready(s), OG_ERR_IO);
	ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &all), 0);
	(void)og_store_explain(s, OG_ERR_IO, &why);
	ck_assert_ptr_nonnull(strstr(why.text, in_folder("users.lock: ")));
	ck_assert_ptr_nonnull(strstr(why.text, strerror(EMFILE)));
	og_store_free(&s);
}
END_TEST

START_TEST(a_handle_in_a_hurry_commits_nothing_while_it_is_held)
{
	struct og_store *s = fresh();
	struct og_user u;

	add(s, "alice");
	get(s, "alice", &u);
	og_store_hurry(s);
	ck_assert_ok(og_store_ready(s));
	ck_assert_ok(fs_lock_open(&theirs, in_folder("users"), -1, NULL));
	ck_assert_ok(fs_lock_take(&theirs, 0));
	ck_assert_err(og_store_ready(s), OG_ERR_BUSY);
	ck_assert_err(store_user(s, &u, OG_SYNCED), OG_ERR_BUSY);
	ck_assert_err(store_user(s, &u, OG_VISIBLE), OG_ERR_BUSY);
	ck_assert_err(store_user(s, &u, OG_LAZY), OG_ERR_BUSY);
	get(s, "alice", &u); /* nobody who reads notices */
	fs_lock_release(&theirs);
	ck_assert_ok(og_store_ready(s));
	ck_assert_ok(store_user(s, &u, OG_SYNCED));
	fs_lock_close(&theirs);
	og_store_free(&s);
}
END_TEST

START_TEST(a_handle_without_hurry_outwaits_a_short_one)
{
	struct og_store *s = fresh();
	struct holder h = {.lock = &theirs, .ms = 2 * OG_STORE_HURRY_MS};
	struct og_user u;
	pthread_t t;

	add(s, "alice");
	get(s, "alice", &u);
	ck_assert_ok(fs_lock_open(&theirs, in_folder("users"), -1, NULL));
	t = held_by_a_thread(&h);
	ck_assert_ok(store_user(s, &u, OG_SYNCED));
	ck_assert_int_eq(pthread_join(t, NULL), 0);
	fs_lock_close(&theirs);
	og_store_free(&s);
}
END_TEST

int
main(void)
{
	TCase *tc = tcase_create("lock");
	Suite *s = suite_create("filestore_lock");

	folder_use(tc);
	tcase_add_loop_test(tc, waits_milliseconds, 0, 2);
	tcase_add_loop_test(tc, gives_up_when_the_time_is_over, 0, 4);
	tcase_add_test(tc, of_a_crowd_one_waits_for_all);
	tcase_add_test(tc, who_has_no_time_left_speaks_for_nobody);
	tcase_add_test(tc, a_race_that_is_lost_is_not_blamed_on_the_lock);
	tcase_add_test(tc, an_error_of_the_lock_file_names_that_file);
	tcase_add_test(
	    tc, a_handle_in_a_hurry_commits_nothing_while_it_is_held);
	tcase_add_test(tc, a_handle_without_hurry_outwaits_a_short_one);
	suite_add_tcase(s, tc);
	return check_main(s);
}
