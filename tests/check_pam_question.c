/* SPDX-License-Identifier: ISC */
/* Tests of pam/question.c: one spelling, and nothing else. */
#include <string.h>

#include "check_main.h"
#include "pam/question.h"

static struct question
make_question(void)
{
	struct question q = {.step = STEP_DECIDE,
	    .want = WANT_RECOVERY,
	    .key = true,
	    .config = "/etc/otpgate/otpgate.conf",
	    .service = "sshd",
	    .address = "192.0.2.7",
	    .user = "alice",
	    .password = "p\nq",
	    .answer = "12:\n3456"};

	return q;
}

static struct reply
make_reply(void)
{
	struct reply r = {.outcome = OUTCOME_LET_IN,
	    .reason = "ok",
	    .lane = "open",
	    .failures = 3,
	    .recovery = true,
	    .left = 9,
	    .floor = 400,
	    .note = "log: cannot be opened"};

	return r;
}

static void
text_of(const struct question *q, const struct reply *r, struct og_buf *b)
{
	og_buf_init(b, 1 << 16);
	if (q != NULL)
		question_format(q, b);
	else
		reply_format(r, b);
	ck_assert_ok(og_buf_err(b));
}

START_TEST(reads_the_question_that_was_written)
{
	struct question q = make_question(), out;
	struct og_buf b;

	text_of(&q, NULL, &b);
	ck_assert_ok(question_parse(b.data, b.len, &out));
	ck_assert_int_eq(out.step, STEP_DECIDE);
	ck_assert_int_eq(out.want, WANT_RECOVERY);
	ck_assert(out.key && !out.key_or_password && !out.forward);
	ck_assert_str_eq(out.config, q.config);
	ck_assert_str_eq(out.service, q.service);
	ck_assert_str_eq(out.address, q.address);
	ck_assert_str_eq(out.user, q.user);
	ck_assert_str_eq(out.password, q.password);
	ck_assert_str_eq(out.answer, q.answer);
	og_buf_clear(&b);
}
END_TEST

/* The longest that the module can send, and one byte more. */
START_TEST(has_room_for_the_longest)
{
	struct question q = make_question(), out;
	struct og_buf b;
	char *cut;

	memset(q.password, 'p', ANSWER_MAX);
	memset(q.answer, 'a', ANSWER_MAX);
	memset(q.address, 'b', ADDRESS_MAX);
	memset(q.service, 's', SERVICE_MAX);
	memset(q.config + 1, 'c', OG_PATH_SIZE - 2);
	memset(q.user, 'u', OG_NAME_MAX);
	text_of(&q, NULL, &b);
	ck_assert_uint_le(b.len, QUESTION_MAX);
	ck_assert_ok(question_parse(b.data, b.len, &out));
	ck_assert_str_eq(out.answer, q.answer);
	cut = strstr(b.data, "1024:a");
	ck_assert_ptr_nonnull(cut);
	og_buf_puts(&b, "x\n");
	cut = strstr(b.data, "1024:a");
	cut[3] = '5';
	b.data[b.len - 3] = 'a';
	ck_assert_int_eq(
	    question_parse(b.data, b.len - 1, &out), OG_ERR_FORMAT);
	og_buf_clear(&b);
}
END_TEST

/* Nothing that is left off, put behind, or changed in its frame. */
START_TEST(refuses_every_other_length)
{
	struct question q = make_question(), out;
	struct reply r = make_reply(), back;
	const struct question *ask = &q;
	struct og_buf b;

	text_of(&q, NULL, &b);
	for (size_t n = 0; n < b.len; n++) {
		ck_assert_int_ne(question_parse(b.data, n, &out), OG_OK);
		ck_assert_str_eq(out.answer, "");
	}
	og_buf_puts(&b, "0:\n");
	ck_assert_int_ne(question_parse(b.data, b.len, &out), OG_OK);
	og_buf_clear(&b);
	text_of(NULL, &r, &b);
	ck_assert_ok(reply_parse(b.data, b.len, ask, &back));
	for (size_t n = 0; n < b.len; n++) {
		ck_assert_int_ne(reply_parse(b.data, n, ask, &back), OG_OK);
		ck_assert_int_eq(back.outcome, OUTCOME_UNAVAILABLE);
	}
	og_buf_puts(&b, "0:\n");
	ck_assert_int_ne(reply_parse(b.data, b.len, ask, &back), OG_OK);
	og_buf_clear(&b);
}
END_TEST

/* "old" in a good message becomes "new". */
static enum og_err
spoilt(bool reply, const char *old, const char *new)
{
	struct question q = make_question(), out;
	struct reply r = make_reply(), back;
	struct og_buf b, bad;
	const char *at;
	enum og_err err;

	text_of(reply ? NULL : &q, &r, &b);
	at = strstr(b.data, old);
	ck_assert_msg(at != NULL, "%s", old);
	og_buf_init(&bad, 1 << 16);
	og_buf_put(&bad, b.data, (size_t)(at - b.data));
	og_buf_puts(&bad, new);
	og_buf_puts(&bad, at + strlen(old));
	err = reply ? reply_parse(bad.data, bad.len, &q, &back)
		    : question_parse(bad.data, bad.len, &out);
	og_buf_clear(&b);
	og_buf_clear(&bad);
	return err;
}

START_TEST(refuses_what_is_not_its_spelling)
{
	static const struct {
		bool reply;
		const char *old, *new;
	} cases[] = {
	    {false, "otpgate-pam 1\n", "otpgate-pam 2\n"},
	    {false, "6:decide\n", "06:decide\n"},
	    {false, "6:decide\n", "+6:decide\n"},
	    {false, "6:decide\n", "6:Decide\n"},
	    {false, "6:decide\n", "6:decide"},
	    {false, "6:decide\n", "0:\n"},
	    {false, "8:recovery\n", "3:any\n"},
	    {false, "3:key\n", "3:kez\n"},
	    {false, "3:key\n", "1:1\n"},
	    {false, "25:/etc", "26:/etc"},
	    {false, "25:/etc", "24:/etc"},
	    {false, "25:/etc/otpgate/otpgate.conf", "12:otpgate.conf"},
	    {false, "5:alice\n", "5:Alice\n"},
	    {false, "5:alice\n", "5:al/ce\n"},
	    {false, "5:alice\n", "99999999:alice\n"},
	    {true, "6:let-in\n", "6:LET-IN\n"},
	    {true, "6:let-in\n", "7:allowed\n"},
	    {true, "6:let-in\n", "0:\n"},
	    {true, "2:ok\n", "16:oooooooooooooooo\n"},
	    {true, "1:3\n", "2:-3\n"},
	    {true, "1:3\n", "2:03\n"},
	    {true, "1:3\n", "1:-\n"},
	    {true, "1:3\n", "0:\n"},
	    {true, "3:400\n", "6:100000\n"},
	    {true, "21:log:", "21:lo\n:"},
	};

	ck_assert_ok(spoilt(false, "6:decide\n", "6:decide\n"));
	ck_assert_ok(spoilt(true, "6:let-in\n", "6:let-in\n"));
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		ck_assert_msg(
		    spoilt(cases[i].reply, cases[i].old, cases[i].new) != OG_OK,
		    "%s", cases[i].new);
	}
}
END_TEST

START_TEST(refuses_a_nul)
{
	struct question q = make_question(), out;
	struct og_buf b;
	char *at;

	text_of(&q, NULL, &b);
	at = strstr(b.data, "alice");
	at[2] = '\0';
	ck_assert_int_eq(question_parse(b.data, b.len, &out), OG_ERR_FORMAT);
	og_buf_clear(&b);
}
END_TEST

/* An answer to something else lets nobody in. */
START_TEST(refuses_a_reply_that_does_not_fit_the_question)
{
	static const enum outcome looks[] = {OUTCOME_PASSED, OUTCOME_READY};
	static const enum outcome verdicts[] = {OUTCOME_DENIED, OUTCOME_UNKNOWN,
	    OUTCOME_WAIT, OUTCOME_LET_IN, OUTCOME_LET_IN};
	struct question q = make_question();
	struct reply r = {.outcome = OUTCOME_UNAVAILABLE}, back;
	struct og_buf b;

	for (int step = STEP_LOOK; step <= STEP_DECIDE; step++)
		for (size_t i = 0; i < 7; i++) {
			q.step = (enum step)step;
			r.outcome = i < 2 ? looks[i] : verdicts[i - 2];
			text_of(NULL, &r, &b);
			ck_assert_int_eq(
			    reply_parse(b.data, b.len, &q, &back) == OG_OK,
			    (i < 2) == (step == STEP_LOOK));
			og_buf_clear(&b);
		}
	/* nothing is cut off where nothing was to be, or more than there is */
	for (int i = 0; i < 3; i++) {
		r.outcome = OUTCOME_DENIED;
		q.step = STEP_DECIDE;
		q.forward = i > 0;
		r.cut = true;
		r.password = i < 2 ? strlen(q.answer) : strlen(q.answer) + 1;
		text_of(NULL, &r, &b);
		ck_assert_int_eq(
		    reply_parse(b.data, b.len, &q, &back) == OG_OK, i == 1);
		og_buf_clear(&b);
	}
}
END_TEST

int
main(void)
{
	TCase *tc = tcase_create("question");
	Suite *s = suite_create("pam_question");

	tcase_add_test(tc, reads_the_question_that_was_written);
	tcase_add_test(tc, has_room_for_the_longest);
	tcase_add_test(tc, refuses_every_other_length);
	tcase_add_test(tc, refuses_what_is_not_its_spelling);
	tcase_add_test(tc, refuses_a_nul);
	tcase_add_test(tc, refuses_a_reply_that_does_not_fit_the_question);
	suite_add_tcase(s, tc);
	return check_main(s);
}
