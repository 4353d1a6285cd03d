/* SPDX-License-Identifier: ISC */
/* Tests of lib/files/shift.c: where the sessions' clock is, for others. */
#include "check_folder.h"
#include "check_main.h"
#include "lib/files/shift.h"

#define SECOND ((int64_t)1000)
#define HOUR (3600 * SECOND)
#define WALL (1790000000 * SECOND)
#define BOOT (5000 * SECOND)

/* The wall clock has been set forward by so much, right before BOOT. */
static struct og_shift
stepped(int64_t step)
{
	return (struct og_shift){
	    .offset = WALL - BOOT - step, .boot = BOOT, .wall = WALL};
}

/* Of the wall clock. */
static int64_t
behind(const struct og_shift *s)
{
	return s->wall - s->boot - s->offset;
}

START_TEST(goes_on_and_is_drawn_to_the_wall_clock)
{
	struct og_shift s = stepped(HOUR);

	ck_assert(og_shift_move(&s, WALL, BOOT));
	ck_assert_int_eq(behind(&s), HOUR);
	ck_assert(og_shift_move(&s, WALL + HOUR, BOOT + HOUR));
	ck_assert_int_eq(behind(&s), HOUR - HOUR / 10);
	ck_assert(og_shift_move(&s, WALL + 12 * HOUR, BOOT + 12 * HOUR));
	ck_assert_int_eq(behind(&s), 0);
	s = stepped(-HOUR);
	ck_assert(og_shift_move(&s, WALL + HOUR, BOOT + HOUR));
	ck_assert_int_eq(behind(&s), -HOUR + HOUR / 10);
}
END_TEST

START_TEST(a_machine_that_was_started_anew_has_the_wall_clock)
{
	static const struct {
		int64_t wall, boot; /* that have passed */
	} cases[] = {
	    {600 * SECOND, 60 * SECOND - BOOT}, /* the other clock is behind */
	    {HOUR + 5000 * SECOND, HOUR},	/* or has come further */
	    {2 * HOUR, HOUR},			/* set while nobody served */
	    {-2 * HOUR, HOUR},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct og_shift s = stepped(5 * HOUR);

		ck_assert(!og_shift_move(
		    &s, WALL + cases[i].wall, BOOT + cases[i].boot));
		ck_assert_int_eq(behind(&s), 0);
	}
}
END_TEST

START_TEST(a_clock_that_is_adjusted_is_no_other)
{
	struct og_shift s = stepped(100 * HOUR);

	/* 500 ppm, for a day */
	ck_assert(og_shift_move(
	    &s, WALL + 24 * HOUR + 43 * SECOND, BOOT + 24 * HOUR));
	ck_assert_int_gt(behind(&s), 90 * HOUR);
}
END_TEST

START_TEST(is_read_as_it_was_written)
{
	const struct og_shift s = stepped(5 * HOUR), old = stepped(-HOUR);
	struct og_shift got;
	char path[300];

	(void)snprintf(path, sizeof(path), "%s", in_folder("users"));
	ck_assert(!og_shift_read(path, WALL, BOOT, &got));
	ck_assert_int_eq(behind(&got), 0);
	ck_assert_int_eq(og_shift_write(path, &old, NULL), OG_OK);
	ck_assert(og_shift_read(path, WALL, BOOT, &got));
	ck_assert_int_eq(behind(&got), -HOUR);
	ck_assert_int_eq(og_shift_write(path, &s, NULL), OG_OK);
	ck_assert(og_shift_read(path, WALL + SECOND, BOOT + SECOND, &got));
	ck_assert_int_eq(behind(&got), 5 * HOUR - 100);
	og_shift_remove(path);
	og_shift_remove(path);
	ck_assert(!og_shift_read(path, WALL, BOOT, &got));
}
END_TEST

START_TEST(what_is_no_such_file_is_not_believed)
{
	static const char *const bad[] = {"", "\n", "otpgate-clock 1 1 2\n",
	    "otpgate-clock 2 1789980000000 5000000 1790000000000\n",
	    "otpgate-clock 1 1789980000000 5000000 1790000000000",
	    "otpgate-clock 1 1789980000000 5000000 1790000000000\nx",
	    "otpgate-clock 1 1789980000000 5000000 1790000000000 \n",
	    "otpgate-clock 1 99999999999999999999 5000000 1790000000000\n",
	    "otpgate-clock 1 x 5000000 1790000000000\n"};
	static const char good[] =
	    "otpgate-clock 1 1789980000000 5000000 1790000000000\n";
	struct og_shift got;
	char path[300];

	(void)snprintf(path, sizeof(path), "%s", in_folder("users"));
	file_puts(in_folder("users.clock"), 0600, good);
	ck_assert(og_shift_read(path, WALL, BOOT, &got));
	ck_assert_int_eq(got.offset, 1789980000000);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		file_puts(in_folder("users.clock"), 0600, bad[i]);
		ck_assert_msg(
		    !og_shift_read(path, WALL, BOOT, &got), "%s", bad[i]);
		ck_assert_int_eq(behind(&got), 0);
	}
	/* others could write it */
	file_puts(in_folder("users.clock"), 0666, good);
	ck_assert_int_eq(chmod(in_folder("users.clock"), 0666), 0);
	ck_assert(!og_shift_read(path, WALL, BOOT, &got));
}
END_TEST

int
main(void)
{
	TCase *tc = tcase_create("shift");
	Suite *s = suite_create("shift");

	folder_use(tc);
	tcase_add_test(tc, goes_on_and_is_drawn_to_the_wall_clock);
	tcase_add_test(tc, a_machine_that_was_started_anew_has_the_wall_clock);
	tcase_add_test(tc, a_clock_that_is_adjusted_is_no_other);
	tcase_add_test(tc, is_read_as_it_was_written);
	tcase_add_test(tc, what_is_no_such_file_is_not_believed);
	suite_add_tcase(s, tc);
	return check_main(s);
}
