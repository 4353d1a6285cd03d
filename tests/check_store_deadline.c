/* SPDX-License-Identifier: ISC */
/* How long a store may take: each case runs on each store. */
#include <time.h>

#include "check_stores.h"
#include "lib/base/clock.h"

START_TEST(begins_nothing_after_its_deadline)
{
	static const enum og_durability all[] = {
	    OG_SYNCED, OG_VISIBLE, OG_LAZY};
	struct og_store *s = fresh(_i);
	struct og_user u, v;
	struct edit e = {0};

	add(s, "alice");
	get(s, "alice", &u);
	og_store_until(s, og_clock_ms() - 1);
	for (int i = 0; i < CHECK_COUNT(all); i++)
		ck_assert_err(store_user(s, &u, all[i]), OG_ERR_BUSY);
	ck_assert_err(remove_user(s, &u), OG_ERR_BUSY);
	ck_assert_err(og_store_ready(s), OG_ERR_BUSY);
	ck_assert_err(
	    og_store_update(s, "alice", edit_user, &e, OG_SYNCED), OG_ERR_BUSY);
	ck_assert_int_eq(e.calls, 0);
	og_store_until(s, 0);
	get(s, "alice", &v);
	ck_assert_uint_eq(u.version, v.version);
	ck_assert_ok(store_user(s, &u, OG_SYNCED));
	og_store_free(&s);
}
END_TEST

START_TEST(reads_nothing_after_its_deadline_that_could_wait)
{
	struct og_store *s = fresh(_i);
	struct og_user u, v;

	add(s, "alice");
	get(s, "alice", &u);
	og_store_until(s, og_clock_ms() - 1);
	ck_assert_err(og_store_get_name(s, "alice", &v), OG_ERR_BUSY);
	ck_assert_err(og_store_get_name(s, "bob", &v), OG_ERR_BUSY);
	ck_assert_err(og_store_get_id(s, u.id, false, &v), OG_ERR_BUSY);
	ck_assert_err(og_store_refresh(s), OG_ERR_BUSY);
	/* what does not wait has no deadline */
	ck_assert_ok(og_store_get_id(s, u.id, true, &v));
	og_store_until(s, og_clock_ms() + 60000);
	get(s, "alice", &v);
	ck_assert_ok(og_store_refresh(s));
	og_store_free(&s);
}
END_TEST

#define SHORT_MS 150 /* less than any deadline that is built in */
#define LATE_MS 3000 /* a busy machine is not that late */

/* How long a commit is waited for that cannot begin. */
static int64_t
waited(struct og_store *s, enum og_durability durability)
{
	const int64_t begun = og_clock_ms();
	struct og_user u;

	get(s, "alice", &u);
	ck_assert_err(store_user(s, &u, durability), OG_ERR_BUSY);
	return og_clock_ms() - begun;
}

START_TEST(waits_for_a_commit_until_its_deadline)
{
	struct og_store *s = fresh(_i), *o;
	struct og_user u, v;
	int64_t took;

	add(s, "alice");
	get(s, "alice", &u);
	kinds[_i].hold(s, true);
	og_store_until(s, og_clock_ms() + SHORT_MS);
	took = waited(s, OG_SYNCED);
	ck_assert_int_ge(took, SHORT_MS - 1);
	ck_assert_int_lt(took, SHORT_MS + LATE_MS);
	og_store_until(s, og_clock_ms() + SHORT_MS);
	ck_assert_err(og_store_ready(s), OG_ERR_BUSY);
	ck_assert_int_ge(og_clock_ms(), s->until);
	/* housekeeping waits for nobody, and who is in a hurry not for long */
	og_store_until(s, og_clock_ms() + 60000);
	ck_assert_int_lt(waited(s, OG_LAZY), LATE_MS);
	o = other(s);
	og_store_hurry(o);
	og_store_until(o, og_clock_ms() + 60000);
	took = waited(o, OG_VISIBLE);
	ck_assert_int_ge(took, OG_STORE_HURRY_MS - 1);
	ck_assert_int_lt(took, OG_STORE_HURRY_MS + LATE_MS);
	kinds[_i].hold(s, false);
	get(s, "alice", &v);
	ck_assert_uint_eq(u.version, v.version);
	ck_assert_ok(store_user(o, &v, OG_SYNCED));
	og_store_free(&o);
	og_store_free(&s);
}
END_TEST

START_TEST(says_what_was_in_the_way)
{
	struct og_store *s = fresh(_i);
	struct og_why why = {.text = ""};

	add(s, "alice");
	og_store_hurry(s);
	kinds[_i].hold(s, true);
	ck_assert_err(og_store_ready(s), OG_ERR_BUSY);
	ck_assert_err(og_store_explain(s, OG_ERR_BUSY, &why), OG_ERR_BUSY);
	ck_assert_ptr_nonnull(strstr(why.text, "200 ms"));
	kinds[_i].hold(s, false);
	og_store_free(&s);
}
END_TEST

START_TEST(a_turn_has_a_deadline_of_its_own)
{
	struct og_store *s = fresh(_i), *t, *o, turn, later;
	struct og_user u;

	add(s, "alice");
	turn = og_store_turn(s, og_clock_ms() - 1);
	t = &turn;
	ck_assert_err(og_store_get_name(t, "alice", &u), OG_ERR_BUSY);
	get(s, "alice", &u); /* nobody else has it */
	later = og_store_turn(t, og_clock_ms() + 60000);
	get(&later, "alice", &u);
	ck_assert_ok(store_user(&later, &u, OG_SYNCED));
	ck_assert(!og_store_is_work_due(t));
	ck_assert_ok(og_store_work(t, NULL, NULL, NULL));
	ck_assert_ok(og_store_tidy(t));
	o = other(t);
	get(o, "alice", &u);
	og_store_free(&o);
	og_store_free(&t);
	ck_assert_ptr_null(t);
	get(s, "alice", &u);
	og_store_free(&s);
}
END_TEST

/* Others are faster as long as it goes on. */
START_TEST(gives_up_a_race_at_its_deadline)
{
	struct og_store *s = fresh(_i), *o = other(s);
	struct edit e = {.other = o, .races = 1000000};
	struct og_user u;
	int64_t begun;

	add(s, "alice");
	begun = og_clock_ms();
	og_store_until(s, begun + SHORT_MS);
	ck_assert_int_ne(
	    og_store_update(s, "alice", edit_user, &e, OG_SYNCED), OG_OK);
	ck_assert_int_ge(og_clock_ms() - begun, SHORT_MS);
	ck_assert_int_gt(e.calls, 1);
	get(o, "alice", &u);
	ck_assert_str_eq(u.email, "");
	og_store_free(&s);
	og_store_free(&o);
}
END_TEST

static double
milliseconds(const struct timespec *from, const struct timespec *to)
{
	return (double)(to->tv_sec - from->tv_sec) * 1e3 +
	       (double)(to->tv_nsec - from->tv_nsec) / 1e6;
}

/* A store that costs nothing would otherwise be asked as fast as can be. */
START_TEST(waits_between_tries)
{
	struct og_store *s = fresh(_i), turn;
	struct og_store_race race = {0};
	struct timespec from, to;
	int tries = 0;

	turn = og_store_turn(s, og_clock_ms() + 500);
	ck_assert_int_eq(clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &from), 0);
	while (og_store_try_again(&turn, &race))
		tries++;
	ck_assert_int_eq(clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &to), 0);
	ck_assert_int_ge(og_clock_ms(), turn.until);
	ck_assert_int_gt(tries, 3);
	ck_assert_int_lt(tries, 2000);
	ck_assert(milliseconds(&from, &to) < 250);
	og_store_free(&s);
}
END_TEST

int
main(void)
{
	TCase *each = tcase_create("each");
	Suite *s = suite_create("store_deadline");
	const int n = CHECK_COUNT(kinds);

	folder_use(each);
	tcase_add_loop_test(each, begins_nothing_after_its_deadline, 0, n);
	tcase_add_loop_test(
	    each, reads_nothing_after_its_deadline_that_could_wait, 0, n);
	tcase_add_loop_test(each, waits_for_a_commit_until_its_deadline, 0, n);
	tcase_add_loop_test(each, says_what_was_in_the_way, 0, n);
	tcase_add_loop_test(each, a_turn_has_a_deadline_of_its_own, 0, n);
	tcase_add_loop_test(each, gives_up_a_race_at_its_deadline, 0, n);
	tcase_add_loop_test(each, waits_between_tries, 0, n);
	suite_add_tcase(s, each);
	return check_main(s);
}
