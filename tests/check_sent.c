/* SPDX-License-Identifier: ISC */
/* Tests of fcgi/gate/sent_forms.c: a form goes on once, and so does every other
 * one. */
#include <stdio.h>
#include <string.h>

#include "check_main.h"
#include "fcgi/gate/sent_forms.h"

#define NOW ((int64_t)1000000)
#define FROM " https://app.test/otp/login"

static const uint8_t mine[OG_DIGEST_LEN] = {1};
static const uint8_t theirs[OG_DIGEST_LEN] = {2};
static const char *const pages[] = {"/otp/login", "/otp/resume", NULL};
static struct sent_forms *t;
static uint64_t mark; /* of what has come last */

static void
setup(void)
{
	t = sent_forms_new();
	ck_assert_ptr_nonnull(t);
}

static void
teardown(void)
{
	sent_forms_free(t);
}

static bool
again(const uint8_t *id, const char *host, const char *uri, const char *text,
    int64_t now)
{
	return sent_forms_again(t, id, host, uri, text, now, &mark);
}

START_TEST(the_second_of_a_minute_is_stopped)
{
	ck_assert(!again(mine, "app.test", "/x", "a 10" FROM, NOW));
	ck_assert(again(mine, "app.test", "/x", "b 10" FROM, NOW));
	ck_assert(again(
	    mine, "app.test", "/x", "c 10" FROM, NOW + SENT_FORMS_LIFE_MS - 1));
	ck_assert(!again(
	    mine, "app.test", "/x", "d 10" FROM, NOW + SENT_FORMS_LIFE_MS));
}
END_TEST

START_TEST(one_request_may_be_asked_about_twice)
{
	ck_assert(!again(mine, "app.test", "/x", "a 10" FROM, NOW));
	ck_assert(!again(mine, "app.test", "/x", "a 10" FROM, NOW));
	ck_assert(again(mine, "app.test", "/x", "b 10" FROM, NOW));
	ck_assert(!again(mine, "app.test", "/x", "a 10" FROM, NOW));
}
END_TEST

START_TEST(any_other_form_goes_on)
{
	ck_assert(!again(mine, "app.test", "/x", "a 10" FROM, NOW));
	ck_assert(!again(theirs, "app.test", "/x", "b 10" FROM, NOW));
	ck_assert(!again(mine, "other.test", "/x", "c 10" FROM, NOW));
	ck_assert(!again(mine, "app.test", "/x?y", "d 10" FROM, NOW));
	ck_assert(!again(mine, "app.test", "/x", "e 11" FROM, NOW));
	ck_assert(!again(mine, "app.test", "/x", "f 1" FROM, NOW));
	ck_assert(!again(mine, "app.test", "/x", "", NOW));
	ck_assert(!again(mine, "app.test", "/x", "", NOW));
}
END_TEST

/* The address of the page that offers a form is that of no other. */
START_TEST(two_of_one_length_are_two)
{
	ck_assert(!again(mine, "app.test", "/x", "a 10" FROM "?form=A", NOW));
	ck_assert(!again(mine, "app.test", "/x", "b 10" FROM "?form=B", NOW));
	ck_assert(!again(mine, "app.test", "/x", "c 10" FROM, NOW));
	ck_assert(again(mine, "app.test", "/x", "d 10" FROM "?form=A", NOW));
	ck_assert(again(mine, "app.test", "/x", "e 10" FROM "?form=B", NOW));
	ck_assert(again(mine, "app.test", "/x", "f 10" FROM, NOW));
}
END_TEST

START_TEST(only_our_pages_offer_forms)
{
	static const struct {
		const char *text;
		bool ours;
	} cases[] = {
	    {"a 1 https://app.test/otp/login", true},
	    {"a 1 https://APP.test/otp/login?rd=/x", true},
	    {"a 1 https://app.test:8443/otp/resume", true},
	    {"a  https://app.test/otp/login", true},
	    {"a 1 https://app.test/otp/login2", false},
	    {"a 1 https://app.test/otp/login/x", false},
	    {"a 1 https://app.test/x?/otp/login", false},
	    {"a 1 https://app.test.evil.test/otp/login", false},
	    {"a 1 https://app.test@evil.test/otp/login", false},
	    {"a 1 http://app.test/otp/login", false},
	    {"a 1 https://app.test/", false},
	    {"a 1 https://app.test", false},
	    {"a 1 ", false},
	    {"a 1", false},
	    {"a", false},
	    {"", false},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		ck_assert_msg(sent_forms_is_from(cases[i].text, "app.test",
				  pages) == cases[i].ours,
		    "%s", cases[i].text);
}
END_TEST

/* The oldest gives way, and the newest are known. */
START_TEST(memory_has_a_bound)
{
	uint8_t id[OG_DIGEST_LEN] = {0};

	for (int i = 0; i < SENT_FORMS_MAX * 3; i++) {
		id[0] = (uint8_t)(i & 0xff);
		id[1] = (uint8_t)(i >> 8);
		ck_assert(!again(id, "app.test", "/x", "a 1" FROM, NOW + i));
	}
	ck_assert(again(id, "app.test", "/x", "b 1" FROM, NOW + 1000));
	id[0] = id[1] = 0;
	ck_assert(!again(id, "app.test", "/x", "b 1" FROM, NOW + 1000));
}
END_TEST

START_TEST(one_session_pushes_out_its_own)
{
	char uri[20];

	ck_assert(!again(theirs, "app.test", "/x", "a 1" FROM, NOW));
	for (int i = 0; i < SENT_FORMS_MAX * 3; i++) {
		(void)snprintf(uri, sizeof(uri), "/%d", i);
		ck_assert(!again(mine, "app.test", uri, "a 1" FROM, NOW + i));
	}
	ck_assert(again(mine, "app.test", uri, "b 1" FROM, NOW + 1000));
	ck_assert(!again(mine, "app.test", "/0", "b 1" FROM, NOW + 1000));
	ck_assert(again(theirs, "app.test", "/x", "b 1" FROM, NOW + 1000));
}
END_TEST

START_TEST(what_was_not_read_may_come_again)
{
	uint64_t first;

	ck_assert(!again(mine, "app.test", "/x", "a 10" FROM, NOW));
	first = mark;
	ck_assert_uint_ne(first, 0);
	sent_forms_forget(t, first);
	ck_assert(!again(mine, "app.test", "/x", "b 10" FROM, NOW));
	ck_assert(again(mine, "app.test", "/x", "c 10" FROM, NOW));
	/* the second goes on: the first has nothing to say about it */
	sent_forms_forget(t, first);
	ck_assert(again(mine, "app.test", "/x", "d 10" FROM, NOW));
}
END_TEST

START_TEST(nobody_forgets_the_mark_of_another)
{
	uint64_t first;

	/* one request id, as of a web server that has none */
	ck_assert(!again(mine, "app.test", "/x", " 10" FROM "?form=A", NOW));
	first = mark;
	ck_assert(!again(mine, "app.test", "/x", " 10" FROM "?form=B", NOW));
	ck_assert(!again(theirs, "app.test", "/x", " 10" FROM "?form=A", NOW));
	sent_forms_forget(t, 0);
	sent_forms_forget(t, first);
	sent_forms_forget(t, UINT64_MAX);
	ck_assert(again(mine, "app.test", "/x", "b 10" FROM "?form=B", NOW));
	ck_assert(again(theirs, "app.test", "/x", "b 10" FROM "?form=A", NOW));
	ck_assert(!again(mine, "app.test", "/x", "b 10" FROM "?form=A", NOW));
	/* what is refused has no mark */
	ck_assert(again(mine, "app.test", "/x", "c 10" FROM "?form=A", NOW));
	ck_assert_uint_eq(mark, 0);
}
END_TEST

/* A minute later the same request, or an entry that was another's. */
START_TEST(an_old_mark_is_nobodys)
{
	uint64_t first;
	char uri[20];

	ck_assert(!again(mine, "app.test", "/x", "a 10" FROM, NOW));
	first = mark;
	ck_assert(!again(
	    mine, "app.test", "/x", "a 10" FROM, NOW + SENT_FORMS_LIFE_MS));
	sent_forms_forget(t, first);
	ck_assert(again(
	    mine, "app.test", "/x", "b 10" FROM, NOW + SENT_FORMS_LIFE_MS));
	for (int i = 0; i < SENT_FORMS_MAX; i++) {
		(void)snprintf(uri, sizeof(uri), "/%d", i);
		ck_assert(!again(mine, "app.test", uri, "a 1" FROM,
		    NOW + SENT_FORMS_LIFE_MS + i));
		if (i == 0)
			first = mark;
	}
	sent_forms_forget(t, first);
	ck_assert(again(mine, "app.test", uri, "b 1" FROM,
	    NOW + SENT_FORMS_LIFE_MS + SENT_FORMS_MAX));
}
END_TEST

START_TEST(what_was_asked_twice_is_not_forgotten)
{
	uint64_t first;

	ck_assert(!again(mine, "app.test", "/x", "a 10" FROM, NOW));
	first = mark;
	ck_assert(!again(mine, "app.test", "/x", "a 10" FROM, NOW));
	ck_assert_uint_eq(mark, 0);
	sent_forms_forget(t, first);
	ck_assert(again(mine, "app.test", "/x", "b 10" FROM, NOW));
}
END_TEST

int
main(void)
{
	TCase *tc = tcase_create("sent");
	Suite *suite = suite_create("sent");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, the_second_of_a_minute_is_stopped);
	tcase_add_test(tc, one_request_may_be_asked_about_twice);
	tcase_add_test(tc, any_other_form_goes_on);
	tcase_add_test(tc, two_of_one_length_are_two);
	tcase_add_test(tc, only_our_pages_offer_forms);
	tcase_add_test(tc, memory_has_a_bound);
	tcase_add_test(tc, one_session_pushes_out_its_own);
	tcase_add_test(tc, what_was_not_read_may_come_again);
	tcase_add_test(tc, nobody_forgets_the_mark_of_another);
	tcase_add_test(tc, an_old_mark_is_nobodys);
	tcase_add_test(tc, what_was_asked_twice_is_not_forgotten);
	suite_add_tcase(suite, tc);
	return check_main(suite);
}
