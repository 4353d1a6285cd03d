/* SPDX-License-Identifier: ISC */
/* Tests of fcgi/gate/session_clock.c: what steps of the wall clock do to
 * sessions. */
#include "check_main.h"
#include "fcgi/gate/session_clock.h"

#define SECOND ((int64_t)1000)
#define HOUR (3600 * SECOND)
#define WALL (1790000000 * SECOND)
#define BOOT (5000 * SECOND)

static struct session_clock s;

/* "seconds" pass, with housekeeping every two of them; the wall clock is
 * ahead by "ahead" (ms).  Returns what was told last. */
static int64_t
pass(int64_t *ms, int64_t seconds, int64_t ahead)
{
	int64_t end = *ms + seconds * SECOND, told = 0, step;

	while (*ms < end) {
		*ms += 2 * SECOND;
		step = session_clock_move(&s, WALL + (*ms - BOOT) + ahead, *ms);
		if (step != 0)
			told = step;
	}
	return told;
}

static int64_t
error_of(int64_t ms)
{
	return session_clock_read(&s, ms) - (WALL + (ms - BOOT)) / SECOND;
}

START_TEST(shows_the_wall_clock_at_the_start_and_goes_on)
{
	int64_t ms = BOOT;

	session_clock_start(&s, WALL + 999, BOOT);
	ck_assert_int_eq(session_clock_read(&s, BOOT), WALL / SECOND);
	ck_assert_int_eq(session_clock_read(&s, BOOT + 1), WALL / SECOND + 1);
	session_clock_start(&s, WALL, BOOT);
	ck_assert_int_eq(pass(&ms, 7200, 0), 0);
	ck_assert_int_eq(error_of(ms), 0);
}
END_TEST

START_TEST(does_not_follow_a_step_at_once)
{
	static const int64_t steps[] = {HOUR, -HOUR, 100 * HOUR, -100 * HOUR};
	int64_t ms = BOOT, told;

	session_clock_start(&s, WALL, BOOT);
	told = pass(&ms, 2, steps[_i]);
	ck_assert_int_eq(told, steps[_i] / SECOND);
	ck_assert_int_le(error_of(ms), 1);
	ck_assert_int_ge(error_of(ms), -1);
	/* told once */
	ck_assert_int_eq(pass(&ms, 60, steps[_i]), 0);
	ck_assert_int_le(error_of(ms), 7);
	ck_assert_int_ge(error_of(ms), -7);
}
END_TEST

START_TEST(takes_a_step_in_within_ten_times_its_length)
{
	int64_t ms = BOOT;

	session_clock_start(&s, WALL, BOOT);
	(void)pass(&ms, 18000, HOUR);
	ck_assert_int_eq(error_of(ms), 1800);
	(void)pass(&ms, 18000 + 10, HOUR);
	ck_assert_int_eq(error_of(ms), 3600);
	/* and stays there */
	(void)pass(&ms, 600, HOUR);
	ck_assert_int_eq(error_of(ms), 3600);
}
END_TEST

START_TEST(forgets_a_step_that_is_taken_back)
{
	int64_t ms = BOOT;

	session_clock_start(&s, WALL, BOOT);
	ck_assert_int_eq(pass(&ms, 100, HOUR), 3600);
	ck_assert_int_eq(error_of(ms), 10);
	ck_assert_int_eq(pass(&ms, 100, 0), -3600);
	ck_assert_int_eq(error_of(ms), 0);
}
END_TEST

START_TEST(follows_an_adjusted_clock_without_a_word)
{
	int64_t ms = BOOT;

	session_clock_start(&s, WALL, BOOT);
	ck_assert_int_eq(pass(&ms, 60, 1999), 0);
	ck_assert_int_ge(error_of(ms), 1);
	ck_assert_int_eq(pass(&ms, 60, 1999 + 2000), 0);
	ck_assert_int_eq(pass(&ms, 60, 1999 + 2000 + 2001), 2);
}
END_TEST

START_TEST(does_not_go_wild_when_time_stands_or_goes_back)
{
	session_clock_start(&s, WALL, BOOT);
	ck_assert_int_eq(session_clock_move(&s, WALL + HOUR, BOOT), 3600);
	ck_assert_int_eq(session_clock_read(&s, BOOT), WALL / SECOND);
	ck_assert_int_eq(session_clock_move(&s, WALL + HOUR, BOOT - SECOND), 0);
	ck_assert_int_eq(session_clock_read(&s, BOOT), WALL / SECOND);
}
END_TEST

START_TEST(runs_as_the_wall_clock_does)
{
	int64_t before, now;

	session_clock_init("/nonexistent/users");
	before = session_clock_now();
	ck_assert_int_eq(session_clock_follow(), 0);
	now = session_clock_now();
	ck_assert_int_ge(now, before);
	ck_assert_int_le(now, before + 5);
}
END_TEST

int
main(void)
{
	TCase *tc = tcase_create("steady");
	Suite *suite = suite_create("steady");

	tcase_add_test(tc, shows_the_wall_clock_at_the_start_and_goes_on);
	tcase_add_loop_test(tc, does_not_follow_a_step_at_once, 0, 4);
	tcase_add_test(tc, takes_a_step_in_within_ten_times_its_length);
	tcase_add_test(tc, forgets_a_step_that_is_taken_back);
	tcase_add_test(tc, follows_an_adjusted_clock_without_a_word);
	tcase_add_test(tc, does_not_go_wild_when_time_stands_or_goes_back);
	tcase_add_test(tc, runs_as_the_wall_clock_does);
	suite_add_tcase(suite, tc);
	return check_main(suite);
}
