/* SPDX-License-Identifier: ISC */
/*
 * How every unit test program ends:
 *
 *	int
 *	main(void)
 *	{
 *		TCase *tc = tcase_create("base32");
 *		Suite *s = suite_create("encoding");
 *
 *		tcase_add_test(tc, rejects_trailing_bits);
 *		suite_add_tcase(s, tc);
 *		return check_main(s);
 *	}
 *
 * Each test runs in a process of its own, unless CK_FORK=no.  CK_VERBOSITY,
 * CK_DEFAULT_TIMEOUT, CK_TIMEOUT_MULTIPLIER, CK_RUN_CASE and Check's log files
 * work as its manual says.
 */
#ifndef CHECK_MAIN_H
#define CHECK_MAIN_H

#include <check.h>
#include <stdlib.h>

/* Whether every access to memory is looked at: a million of anything takes half
 * a minute then, and shows nothing that a thousand do not. */
#if defined(__SANITIZE_ADDRESS__)
#define CHECK_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define CHECK_SANITIZED 1
#endif
#endif
#ifndef CHECK_SANITIZED
#define CHECK_SANITIZED 0
#endif

/*
 * Runs the suite and frees it.  Returns what "main" must: EXIT_FAILURE when a
 * test failed or, unless some were deselected, when there was none at all.
 */
static inline int
check_main(Suite *suite)
{
	SRunner *runner = srunner_create(suite);
	int failed, ran;

	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	ran = srunner_ntests_run(runner);
	srunner_free(runner);
	if (failed != 0)
		return EXIT_FAILURE;
	if (ran == 0 && getenv("CK_RUN_CASE") == NULL &&
	    getenv("CK_RUN_SUITE") == NULL)
		return EXIT_FAILURE;
	return EXIT_SUCCESS;
}

/* How many elements an array has: the end of a loop test. */
#define CHECK_COUNT(a) ((int)(sizeof(a) / sizeof((a)[0])))

/* The usual question of a test: did it answer as it must? */
#define ck_assert_err(call, wanted) ck_assert_int_eq((call), (wanted))
#define ck_assert_ok(call) ck_assert_int_eq((call), OG_OK)

#endif
