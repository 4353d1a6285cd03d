/* SPDX-License-Identifier: ISC */
/* Tests of fcgi/gate/log_sampler.c: once, and then once an hour. */
#include "check_main.h"
#include "fcgi/gate/log_sampler.h"

#define NOW ((int64_t)5000000)
#define HOUR ((int64_t)LOG_SAMPLER_EVERY_MS)

static struct log_sampler *s;

static void
setup(void)
{
	s = log_sampler_new();
	ck_assert_ptr_nonnull(s);
}

static void
teardown(void)
{
	log_sampler_free(s);
}

START_TEST(tells_the_first_use_and_one_an_hour)
{
	ck_assert(log_sampler_is_due(s, 7, 1, false, NOW));
	for (int64_t ms = 0; ms < HOUR; ms += 1000)
		ck_assert(!log_sampler_is_due(s, 7, 1, false, NOW + ms));
	ck_assert(!log_sampler_is_due(s, 7, 1, false, NOW + HOUR - 1));
	ck_assert(log_sampler_is_due(s, 7, 1, false, NOW + HOUR));
	ck_assert(!log_sampler_is_due(s, 7, 1, false, NOW + HOUR + 1));
}
END_TEST

START_TEST(tells_tokens_users_and_refusals_apart)
{
	ck_assert(log_sampler_is_due(s, 7, 1, false, NOW));
	ck_assert(log_sampler_is_due(s, 7, 1, true, NOW));
	ck_assert(log_sampler_is_due(s, 7, 2, false, NOW));
	ck_assert(log_sampler_is_due(s, 8, 1, false, NOW));
	ck_assert(!log_sampler_is_due(s, 7, 1, false, NOW));
	ck_assert(!log_sampler_is_due(s, 7, 1, true, NOW));
	ck_assert(!log_sampler_is_due(s, 7, 2, false, NOW));
	ck_assert(!log_sampler_is_due(s, 8, 1, false, NOW));
}
END_TEST

START_TEST(a_full_table_tells_less_and_never_more)
{
	unsigned told = 0, again = 0, later = 0;

	for (uint32_t id = 1; id <= 4 * LOG_SAMPLER_SLOTS; id++)
		told += log_sampler_is_due(s, id * 77u, id, true, NOW);
	ck_assert_uint_gt(told, LOG_SAMPLER_SLOTS / 2);
	ck_assert_uint_le(told, LOG_SAMPLER_SLOTS);
	for (uint32_t id = 1; id <= 4 * LOG_SAMPLER_SLOTS; id++)
		again += log_sampler_is_due(s, id * 77u, id, true, NOW + 1);
	ck_assert_uint_le(told + again, LOG_SAMPLER_SLOTS);
	for (uint32_t id = 1; id <= 4 * LOG_SAMPLER_SLOTS; id++)
		later +=
		    log_sampler_is_due(s, id * 77u, id, true, NOW + HOUR + 1);
	ck_assert_uint_gt(later, LOG_SAMPLER_SLOTS / 2);
}
END_TEST

int
main(void)
{
	TCase *tc = tcase_create("sampler");
	Suite *suite = suite_create("sampler");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, tells_the_first_use_and_one_an_hour);
	tcase_add_test(tc, tells_tokens_users_and_refusals_apart);
	tcase_add_test(tc, a_full_table_tells_less_and_never_more);
	suite_add_tcase(suite, tc);
	return check_main(suite);
}
