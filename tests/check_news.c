/* SPDX-License-Identifier: ISC */
/* Tests of fcgi/web/news.c: what opens, and what does not. */
#include "check_main.h"
#include "check_people.h"
#include "fcgi/web/news.h"

#define HOST "app.example.org"

static const struct news good = {.when = PEOPLE_NOW,
    .elsewhere = UINT32_MAX,
    .own = 7,
    .failed_at = PEOPLE_NOW - 60,
    .recovery = true,
    .few = true,
    .left = 2,
    .before = PEOPLE_NOW - 86400,
    .place = NEWS_IN,
    .browser =
	"Firefox on a machine with a name of sixty-four bytes, exactly!!!"};
static const uint8_t mine[OG_DIGEST_LEN] = {1}, other[OG_DIGEST_LEN] = {2};

static struct og_keyring ring;
static char text[NEWS_TEXT_SIZE];

static void
setup(void)
{
	people_ring(&ring, 2);
	ck_assert_int_eq(news_seal(&ring, HOST, mine, &good, text), OG_OK);
	ck_assert_uint_eq(strlen(text), NEWS_TEXT_SIZE - 1);
}

static void
assert_closed(const char *host, const uint8_t *id, const char *s, size_t len,
    int64_t now, enum og_err expected)
{
	static const struct news nothing;
	struct news n = good;

	ck_assert_int_eq(news_open(&ring, host, id, s, len, now, &n), expected);
	ck_assert_mem_eq(&n, &nothing, sizeof(n));
}

START_TEST(opens_its_own)
{
	struct news n;

	ck_assert_int_eq(news_open(&ring, HOST, mine, text, strlen(text),
			     PEOPLE_NOW + NEWS_LIFE - 1, &n),
	    OG_OK);
	ck_assert_int_eq(n.when, good.when);
	ck_assert_uint_eq(n.elsewhere, good.elsewhere);
	ck_assert_uint_eq(n.own, good.own);
	ck_assert_int_eq(n.failed_at, good.failed_at);
	ck_assert(n.recovery && n.few);
	ck_assert_uint_eq(n.left, good.left);
	ck_assert_int_eq(n.before, good.before);
	ck_assert_int_eq(n.place, good.place);
	ck_assert_str_eq(n.browser, good.browser);
}
END_TEST

START_TEST(opens_for_nobody_else)
{
	const size_t len = strlen(text);

	assert_closed(HOST, other, text, len, PEOPLE_NOW, OG_ERR_CRYPTO);
	assert_closed("b" HOST, mine, text, len, PEOPLE_NOW, OG_ERR_CRYPTO);
	people_ring(&ring, 0);
	assert_closed(HOST, mine, text, len, PEOPLE_NOW, OG_ERR_KEY);
	ck_assert_int_eq(news_seal(&ring, HOST, mine, &good, text), OG_ERR_KEY);
	ck_assert_str_eq(text, "");
}
END_TEST

START_TEST(opens_for_ten_minutes)
{
	const size_t len = strlen(text);

	assert_closed(
	    HOST, mine, text, len, PEOPLE_NOW + NEWS_LIFE, OG_ERR_RANGE);
	assert_closed(HOST, mine, text, len, PEOPLE_NOW - 3, OG_ERR_RANGE);
}
END_TEST

START_TEST(opens_only_as_it_was_made)
{
	const size_t len = strlen(text);
	char changed[NEWS_TEXT_SIZE];
	struct news n;

	for (size_t i = 0; i < len; i++) {
		memcpy(changed, text, sizeof(changed));
		changed[i] = changed[i] == 'A' ? 'B' : 'A';
		ck_assert_int_ne(
		    news_open(&ring, HOST, mine, changed, len, PEOPLE_NOW, &n),
		    OG_OK);
	}
	assert_closed(HOST, mine, text, len - 1, PEOPLE_NOW, OG_ERR_FORMAT);
	assert_closed(HOST, mine, "", 0, PEOPLE_NOW, OG_ERR_FORMAT);
}
END_TEST

int
main(void)
{
	TCase *tc = tcase_create("news");
	Suite *s = suite_create("news");

	tcase_add_checked_fixture(tc, setup, NULL);
	tcase_add_test(tc, opens_its_own);
	tcase_add_test(tc, opens_for_nobody_else);
	tcase_add_test(tc, opens_for_ten_minutes);
	tcase_add_test(tc, opens_only_as_it_was_made);
	suite_add_tcase(s, tc);
	return check_main(s);
}
