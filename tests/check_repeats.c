/* SPDX-License-Identifier: ISC */
/* Tests of fcgi/gate/repeats.c: a form that comes twice is decided once, and
 * nobody else learns of it. */
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "check_main.h"
#include "fcgi/gate/repeats.h"

#define NOW ((int64_t)1000000)
#define TEXT "in, as number 7"

static struct repeats *r;
static atomic_int woken;

static void
setup(void)
{
	r = repeats_new();
	ck_assert_ptr_nonnull(r);
	atomic_store(&woken, 0);
}

static void
teardown(void)
{
	repeats_free(r);
}

static void
wake(struct repeat_place *p)
{
	atomic_fetch_add(&woken, 1);
	if (p->arg != NULL)
		atomic_store((atomic_bool *)p->arg, true);
}

static struct repeat_key
key_of(const char *browser, const char *code)
{
	const struct og_part parts[] = {
	    {browser, strlen(browser)}, {code, strlen(code)}};
	struct repeat_key key;

	ck_assert_int_eq(repeats_key(r, parts, 2, &key), OG_OK);
	return key;
}

/* One request; on REPEAT_KNOWN it must be TEXT. */
static enum repeat_state
enter(
    const char *browser, const char *code, struct repeat_place *p, int64_t now)
{
	struct repeat_key key = key_of(browser, code);
	uint8_t out[REPEATS_DATA_MAX];
	enum repeat_state state;
	size_t len;

	p->wake = wake;
	state = repeats_enter(r, &key, p, now, out, &len);
	if (state == REPEAT_KNOWN) {
		ck_assert_uint_eq(len, sizeof(TEXT));
		ck_assert_mem_eq(out, TEXT, sizeof(TEXT));
	} else {
		ck_assert_uint_eq(len, 0);
	}
	return state;
}

static void
tell(const char *browser, const char *code, struct repeat_place *p, int64_t now)
{
	struct repeat_key key = key_of(browser, code);

	repeats_tell(r, &key, p, TEXT, sizeof(TEXT), now + REPEATS_LIFE_MS);
}

START_TEST(the_same_form_has_the_same_outcome_for_a_minute)
{
	struct repeat_place p = {0}, q = {0};

	ck_assert_int_eq(enter("b", "123456", &p, NOW), REPEAT_FIRST);
	tell("b", "123456", &p, NOW);
	ck_assert_int_eq(enter("b", "123456", &q, NOW), REPEAT_KNOWN);
	ck_assert_int_eq(
	    enter("b", "123456", &q, NOW + REPEATS_LIFE_MS - 1), REPEAT_KNOWN);
	ck_assert_int_eq(
	    enter("b", "123456", &q, NOW + REPEATS_LIFE_MS), REPEAT_FIRST);
}
END_TEST

START_TEST(being_asked_makes_it_no_longer)
{
	struct repeat_place p = {0}, q = {0};

	ck_assert_int_eq(enter("b", "1", &p, NOW), REPEAT_FIRST);
	tell("b", "1", &p, NOW);
	for (int64_t t = 0; t < REPEATS_LIFE_MS; t += 5000)
		ck_assert_int_eq(enter("b", "1", &q, NOW + t), REPEAT_KNOWN);
	ck_assert_int_eq(
	    enter("b", "1", &q, NOW + REPEATS_LIFE_MS), REPEAT_FIRST);
}
END_TEST

START_TEST(an_outcome_may_have_a_shorter_life)
{
	struct repeat_key key = key_of("b", "1");
	struct repeat_place p = {0}, q = {0};

	ck_assert_int_eq(enter("b", "1", &p, NOW), REPEAT_FIRST);
	repeats_tell(r, &key, &p, TEXT, sizeof(TEXT), NOW + 1000);
	ck_assert_int_eq(enter("b", "1", &q, NOW + 999), REPEAT_KNOWN);
	ck_assert_int_eq(enter("b", "1", &p, NOW + 1000), REPEAT_FIRST);
	/* or none at all */
	repeats_tell(r, &key, &p, TEXT, sizeof(TEXT), NOW + 1000);
	ck_assert_int_eq(enter("b", "1", &p, NOW + 1000), REPEAT_FIRST);
}
END_TEST

START_TEST(another_browser_or_code_learns_nothing)
{
	struct repeat_place p = {0}, q = {0}, s = {0}, t = {0};

	ck_assert_int_eq(enter("b", "123456", &p, NOW), REPEAT_FIRST);
	tell("b", "123456", &p, NOW);
	ck_assert_int_eq(enter("c", "123456", &q, NOW), REPEAT_FIRST);
	ck_assert_int_eq(enter("b", "123457", &s, NOW), REPEAT_FIRST);
	/* the same bytes, divided otherwise */
	ck_assert_int_eq(enter("b1", "23456", &t, NOW), REPEAT_FIRST);
}
END_TEST

START_TEST(the_outcome_opens_for_the_whole_key_alone)
{
	struct repeat_key key = key_of("b", "1"), odd;
	struct repeat_place p = {0}, q = {.wake = wake};
	uint8_t out[REPEATS_DATA_MAX];
	size_t len;

	ck_assert_int_eq(enter("b", "1", &p, NOW), REPEAT_FIRST);
	tell("b", "1", &p, NOW);
	odd = key;
	odd.seal[31] ^= 1;
	memset(out, 0, sizeof(out));
	ck_assert_int_eq(
	    repeats_enter(r, &odd, &q, NOW, out, &len), REPEAT_FIRST);
	ck_assert_uint_eq(len, 0);
	for (size_t i = 0; i < sizeof(out); i++)
		ck_assert_uint_eq(out[i], 0);
}
END_TEST

START_TEST(another_process_makes_other_keys)
{
	struct repeats *mine = r;
	struct repeat_key a = key_of("b", "1"), b;

	ck_assert_mem_ne(a.tag, a.seal, sizeof(a.tag));
	r = repeats_new();
	b = key_of("b", "1");
	repeats_free(r);
	r = mine;
	ck_assert_mem_ne(a.tag, b.tag, sizeof(a.tag));
	ck_assert_mem_ne(a.seal, b.seal, sizeof(a.seal));
}
END_TEST

START_TEST(who_comes_meanwhile_waits_and_is_woken)
{
	struct repeat_place p = {0}, q = {0}, s = {0};

	ck_assert_int_eq(enter("b", "1", &p, NOW), REPEAT_FIRST);
	ck_assert_int_eq(enter("b", "1", &q, NOW), REPEAT_WAIT);
	/* however long it takes */
	ck_assert_int_eq(
	    enter("b", "1", &s, NOW + 10 * REPEATS_LIFE_MS), REPEAT_WAIT);
	repeats_sweep(r, NOW + 10 * REPEATS_LIFE_MS);
	ck_assert_int_eq(atomic_load(&woken), 0);
	tell("b", "1", &p, NOW + 10 * REPEATS_LIFE_MS);
	ck_assert_int_eq(atomic_load(&woken), 2);
	ck_assert(!q.displaced && !s.displaced);
	ck_assert_int_eq(
	    enter("b", "1", &q, NOW + 10 * REPEATS_LIFE_MS), REPEAT_KNOWN);
	ck_assert_int_eq(
	    enter("b", "1", &s, NOW + 10 * REPEATS_LIFE_MS), REPEAT_KNOWN);
}
END_TEST

START_TEST(after_no_decision_the_next_one_decides)
{
	struct repeat_place p = {0}, q = {0};

	ck_assert_int_eq(enter("b", "1", &p, NOW), REPEAT_FIRST);
	ck_assert_int_eq(enter("b", "1", &q, NOW), REPEAT_WAIT);
	repeats_leave(r, &p);
	ck_assert_int_eq(atomic_load(&woken), 1);
	ck_assert_int_eq(enter("b", "1", &q, NOW), REPEAT_FIRST);
	/* too late to tell */
	tell("b", "1", &p, NOW);
	ck_assert_int_eq(enter("b", "1", &p, NOW), REPEAT_WAIT);
}
END_TEST

START_TEST(the_last_ones_wait_and_the_oldest_gives_way)
{
	struct repeat_place p = {0}, q[REPEATS_WAITING_MAX + 1] = {{0}};

	ck_assert_int_eq(enter("b", "1", &p, NOW), REPEAT_FIRST);
	for (int i = 0; i < REPEATS_WAITING_MAX; i++)
		ck_assert_int_eq(enter("b", "1", &q[i], NOW), REPEAT_WAIT);
	ck_assert_int_eq(atomic_load(&woken), 0);
	ck_assert_int_eq(
	    enter("b", "1", &q[REPEATS_WAITING_MAX], NOW), REPEAT_WAIT);
	ck_assert_int_eq(atomic_load(&woken), 1);
	ck_assert(q[0].displaced && !q[1].displaced);
	tell("b", "1", &p, NOW);
	ck_assert_int_eq(atomic_load(&woken), 1 + REPEATS_WAITING_MAX);
}
END_TEST

START_TEST(one_that_waits_may_leave)
{
	struct repeat_place p = {0}, q = {0}, s = {0};

	ck_assert_int_eq(enter("b", "1", &p, NOW), REPEAT_FIRST);
	ck_assert_int_eq(enter("b", "1", &q, NOW), REPEAT_WAIT);
	ck_assert_int_eq(enter("b", "1", &s, NOW), REPEAT_WAIT);
	repeats_leave(r, &q);
	repeats_leave(r, &q);
	tell("b", "1", &p, NOW);
	ck_assert_int_eq(atomic_load(&woken), 1);
}
END_TEST

START_TEST(what_is_too_large_is_forgotten)
{
	struct repeat_key key = key_of("b", "1");
	uint8_t large[REPEATS_DATA_MAX + 1] = {1};
	struct repeat_place p = {0}, q = {0};

	ck_assert_int_eq(enter("b", "1", &p, NOW), REPEAT_FIRST);
	ck_assert_int_eq(enter("b", "1", &q, NOW), REPEAT_WAIT);
	repeats_tell(r, &key, &p, large, sizeof(large), NOW + 1000);
	ck_assert_int_eq(atomic_load(&woken), 1);
	ck_assert_int_eq(enter("b", "1", &q, NOW), REPEAT_FIRST);
}
END_TEST

/* Memory has a bound: what is being decided stays, and of the rest the newest;
 * when all is being decided, the others go without. */
START_TEST(a_flood_takes_no_more_room)
{
	static struct repeat_place places[REPEATS_ENTRIES * 4];
	struct repeat_place p = {0}, q = {0};
	unsigned first = 0, alone = 0;
	enum repeat_state state;
	char code[20];

	ck_assert_int_eq(enter("me", "1", &p, NOW), REPEAT_FIRST);
	for (unsigned i = 0; i < REPEATS_ENTRIES * 4; i++) {
		(void)snprintf(code, sizeof(code), "%u", i);
		state = enter("flood", code, &places[i], NOW);
		ck_assert(state == REPEAT_FIRST || state == REPEAT_ALONE);
		first += state == REPEAT_FIRST;
		alone += state == REPEAT_ALONE;
	}
	ck_assert_uint_le(first, REPEATS_ENTRIES);
	ck_assert_uint_ge(alone, REPEATS_ENTRIES * 3);
	/* who decides alone has nobody to tell */
	for (unsigned i = 0; i < REPEATS_ENTRIES * 4; i++) {
		(void)snprintf(code, sizeof(code), "%u", i);
		tell("flood", code, &places[i], NOW);
	}
	ck_assert_int_eq(enter("me", "1", &q, NOW), REPEAT_WAIT);
	tell("me", "1", &p, NOW + 1);
	ck_assert_int_eq(enter("me", "1", &q, NOW + 1), REPEAT_KNOWN);
	/* decided ones make room for what is new */
	ck_assert_int_eq(enter("new", "1", &q, NOW + 2), REPEAT_FIRST);
}
END_TEST

#define THREADS 4
#define ROUNDS 2000

static struct racer {
	pthread_t thread;
	unsigned first, known;
} racers[THREADS];
static atomic_uint decided[ROUNDS];

/* Each form is decided once, by whoever is first. */
static void *
race(void *arg)
{
	struct racer *me = arg;
	struct repeat_place p;
	enum repeat_state state;
	atomic_bool done;
	char code[20];

	for (unsigned i = 0; i < ROUNDS; i++) {
		(void)snprintf(code, sizeof(code), "%u", i);
		memset(&p, 0, sizeof(p));
		p.arg = &done;
		do {
			atomic_store(&done, false);
			state = enter("b", code, &p, NOW + i);
			while (state == REPEAT_WAIT && !atomic_load(&done))
				usleep(1);
		} while (state == REPEAT_WAIT);
		if (state == REPEAT_FIRST) {
			atomic_fetch_add(&decided[i], 1);
			tell("b", code, &p, NOW + i);
		}
		me->first += state == REPEAT_FIRST;
		me->known += state == REPEAT_KNOWN;
	}
	return NULL;
}

START_TEST(of_those_at_once_one_decides)
{
	unsigned first = 0, known = 0;

	for (int i = 0; i < THREADS; i++)
		ck_assert_int_eq(
		    pthread_create(&racers[i].thread, NULL, race, &racers[i]),
		    0);
	for (int i = 0; i < THREADS; i++) {
		pthread_join(racers[i].thread, NULL);
		first += racers[i].first;
		known += racers[i].known;
	}
	ck_assert_uint_eq(first + known, THREADS * ROUNDS);
	ck_assert_uint_ge(first, ROUNDS);
	/* nothing has come later, so this one was never pushed out */
	ck_assert_uint_eq(atomic_load(&decided[ROUNDS - 1]), 1);
}
END_TEST

START_TEST(what_is_over_is_wiped)
{
	struct repeat_place p = {0};

	ck_assert_int_eq(enter("b", "1", &p, NOW), REPEAT_FIRST);
	tell("b", "1", &p, NOW);
	repeats_sweep(r, NOW + REPEATS_LIFE_MS);
	/* also for a clock that would find it young again */
	ck_assert_int_eq(enter("b", "1", &p, NOW), REPEAT_FIRST);
}
END_TEST

int
main(void)
{
	TCase *tc = tcase_create("repeats");
	Suite *suite = suite_create("repeats");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, the_same_form_has_the_same_outcome_for_a_minute);
	tcase_add_test(tc, being_asked_makes_it_no_longer);
	tcase_add_test(tc, an_outcome_may_have_a_shorter_life);
	tcase_add_test(tc, another_browser_or_code_learns_nothing);
	tcase_add_test(tc, the_outcome_opens_for_the_whole_key_alone);
	tcase_add_test(tc, another_process_makes_other_keys);
	tcase_add_test(tc, who_comes_meanwhile_waits_and_is_woken);
	tcase_add_test(tc, after_no_decision_the_next_one_decides);
	tcase_add_test(tc, the_last_ones_wait_and_the_oldest_gives_way);
	tcase_add_test(tc, one_that_waits_may_leave);
	tcase_add_test(tc, what_is_too_large_is_forgotten);
	tcase_add_test(tc, a_flood_takes_no_more_room);
	tcase_add_test(tc, of_those_at_once_one_decides);
	tcase_add_test(tc, what_is_over_is_wiped);
	suite_add_tcase(suite, tc);
	return check_main(suite);
}
