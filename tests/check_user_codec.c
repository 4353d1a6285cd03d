/* SPDX-License-Identifier: ISC */
/* Tests of lib/record/codec.c: the record as text. */
#include "check_user_codec.h"

START_TEST(reads_and_writes_a_minimal_record)
{
	struct og_user u;

	assert_written_as(MINIMAL, MINIMAL);
	ck_assert_int_eq(parse(MINIMAL, &u), OG_OK);
	ck_assert_uint_eq(u.id, 0x0123456789abcdef);
	ck_assert_uint_eq(u.version, 0);
	ck_assert_str_eq(u.name, "alice");
	ck_assert_uint_eq(u.next_id, 1);
	ck_assert_uint_eq(u.n_authenticators, 0);
	ck_assert_uint_eq(u.recovery.n, 0);
	ck_assert_uint_eq(u.n_sessions, 0);
	ck_assert_uint_eq(u.unknown_len, 0);
	ck_assert_str_eq(u.pwhash, "");
	ck_assert(!u.pwform);
	ck_assert_uint_eq(u.years[OG_SHARE_STRANGERS].month, 0);
}
END_TEST

START_TEST(reads_and_writes_a_full_record)
{
	struct og_user u;

	assert_written_as(FULL, FULL);
	ck_assert_int_eq(parse(FULL, &u), OG_OK);
	ck_assert(u.disabled);
	ck_assert(u.pwform);
	ck_assert_str_eq(u.fullname, "Alice \xc3\x84ngstr\xc3\xb6m");
	ck_assert_uint_eq(u.n_authenticators, 2);
	ck_assert_int_eq(u.authenticators[0].drift, -1);
	ck_assert_uint_eq(u.authenticators[0].moving_factor, 56666667);
	ck_assert_str_eq(u.authenticators[0].label, "my phone");
	ck_assert_uint_eq(u.authenticators[0].sealed_len, 48);
	ck_assert_int_eq(u.authenticators[1].type, OG_FACTOR_HOTP);
	ck_assert_int_eq(u.authenticators[1].state, OG_AUTH_PENDING);
	ck_assert_uint_eq(u.authenticators[1].replaces, 1);
	ck_assert_uint_eq(u.recovery.n, 2);
	ck_assert_uint_eq(u.recovery.codes[1].number, 10);
	ck_assert_int_eq(u.last.factor, OG_FACTOR_HOTP);
	ck_assert_uint_eq(u.last.authenticator, 2);
	ck_assert_int_eq(u.last.when, 1700000009);
	ck_assert_uint_eq(u.lanes[OG_LANE_OPEN].failures, 3);
	ck_assert_uint_eq(u.lanes[OG_LANE_KEY].password_failures, 1);
	ck_assert_uint_eq(u.years[OG_SHARE_STRANGERS].month, 655);
	ck_assert_uint_eq(u.years[OG_SHARE_STRANGERS].guesses[12], 2);
	ck_assert_uint_eq(u.n_sessions, 1);
	ck_assert_str_eq(u.sessions[0].address, "2001:db8::1");
	ck_assert_str_eq(u.sessions[0].agent, "A ,%b");
	ck_assert_uint_eq(u.sessions[0].n_proofs, 2);
	ck_assert_int_eq(u.sessions[0].proofs[1].factor, OG_FACTOR_RECOVERY);
}
END_TEST

/* As an earlier version leaves it that has cleared the password. */
START_TEST(bears_the_form_of_no_password)
{
	struct og_user u;

	assert_written_as(MINIMAL " pwform=1", MINIMAL " pwform=1");
	ck_assert_int_eq(parse(MINIMAL " pwform=1", &u), OG_OK);
	ck_assert_str_eq(u.pwhash, "");
}
END_TEST

START_TEST(reads_words_in_any_order)
{
	assert_written_as("created=1700000000 " AUTH " next=4 name=alice "
			  "id=0123456789abcdef",
	    MINIMAL " next=4 " AUTH);
}
END_TEST

START_TEST(refuses_a_record_without_a_required_word)
{
	assert_refused("");
	assert_refused("name=alice created=1700000000");
	assert_refused("id=0123456789abcdef created=1700000000");
	assert_refused("id=0123456789abcdef name=alice");
}
END_TEST

START_TEST(refuses_anything_but_single_blanks)
{
	assert_refused(" " MINIMAL);
	assert_refused(MINIMAL " ");
	assert_refused(MINIMAL "  next=4");
	assert_refused(MINIMAL "\tnext=4");
	assert_refused(MINIMAL "\n");
	assert_refused(MINIMAL " x");
	assert_refused(MINIMAL " =x");
}
END_TEST

START_TEST(refuses_doubled_words)
{
	assert_refused(MINIMAL " name=alice");
	assert_refused(MINIMAL " id=0123456789abcdef");
	assert_refused(MINIMAL " email=a@b email=a@b");
	assert_refused(MINIMAL " next=4 " RECOVERY " " RECOVERY);
	assert_refused(MINIMAL " l=open,1,2,0,0 l=open,1,2,0,0");
	assert_refused(MINIMAL " created=1700000000");
	assert_refused(MINIMAL " next=4 next=4");
	assert_refused(MINIMAL " disabled=1 disabled=1");
	assert_refused(MINIMAL " groups=a groups=a");
	assert_refused(MINIMAL " phone=112 phone=112");
	assert_refused(MINIMAL " full=a full=a");
	assert_refused(MINIMAL " " PW " " PW);
	assert_refused(MINIMAL " g=1/1.0.0.0.0.0.0.0.0.0.0.0.0"
			       " g=1/1.0.0.0.0.0.0.0.0.0.0.0.0");
}
END_TEST

START_TEST(holds_no_more_than_its_room)
{
	char text[OG_RECORD_MAX + 1], word[100];
	struct og_user u;
	int i;

	snprintf(text, sizeof(text), MINIMAL " next=99");
	for (i = 1; i <= OG_AUTHENTICATORS_MAX; i++) {
		snprintf(word, sizeof(word), " a=%d,", i);
		strcat(text, word);
		strcat(text, strchr(AUTH, ',') + 1);
	}
	for (i = 0; i < OG_SESSIONS_MAX; i++) {
		snprintf(word, sizeof(word), " s=%c%s,1,2,::1,x,totp:1:3",
		    'A' + i, strchr(SALT, 'A') + 1);
		strcat(text, word);
	}
	ck_assert_int_eq(parse(text, &u), OG_OK);
	ck_assert_uint_eq(u.n_authenticators, OG_AUTHENTICATORS_MAX);
	ck_assert_uint_eq(u.n_sessions, OG_SESSIONS_MAX);
	assert_written_as(text, text);
	i = (int)strlen(text);
	strcat(text, " a=9,");
	strcat(text, strchr(AUTH, ',') + 1);
	assert_refused(text);
	text[i] = '\0';
	strcat(text, " s=_AECAwQFBgcICQoLDA0ODw,1,2,::1,x,totp:1:3");
	assert_refused(text);
}
END_TEST

START_TEST(keeps_words_of_later_versions)
{
	assert_written_as("x=1 " MINIMAL " web_authn-2=a,b%41\xc3\xa4 next=4"
			  " x=1 empty=",
	    MINIMAL " next=4 x=1 web_authn-2=a,b%41\xc3\xa4 x=1 empty=");
}
END_TEST

START_TEST(keeps_no_more_unknown_words_than_fit)
{
	char text[OG_RECORD_MAX + 1];
	size_t at;
	struct og_user u;

	snprintf(text, sizeof(text), "%s x=", MINIMAL);
	at = strlen(text);
	memset(text + at, 'y', OG_UNKNOWN_MAX - 2);
	text[at + OG_UNKNOWN_MAX - 3] = '\0';
	ck_assert_int_eq(parse(text, &u), OG_OK);
	assert_written_as(text, text);
	text[at + OG_UNKNOWN_MAX - 3] = 'y';
	text[at + OG_UNKNOWN_MAX - 2] = 'y';
	text[at + OG_UNKNOWN_MAX - 1] = '\0';
	ck_assert_int_eq(parse(text, &u), OG_ERR_RANGE);
}
END_TEST

START_TEST(refuses_records_that_are_too_long)
{
	char text[OG_RECORD_MAX + 2];
	struct og_user u;

	memset(text, 'x', sizeof(text));
	memcpy(text, MINIMAL " x=", strlen(MINIMAL " x="));
	ck_assert_int_eq(
	    og_user_parse(text, sizeof(text) - 1, &u), OG_ERR_RANGE);
}
END_TEST

START_TEST(refuses_a_nul)
{
	static const char text[] = MINIMAL " x=a\0b";
	struct og_user u;

	ck_assert_int_eq(
	    og_user_parse(text, sizeof(text) - 1, &u), OG_ERR_FORMAT);
	ck_assert_int_eq(og_user_parse(NULL, 0, &u), OG_ERR_FORMAT);
}
END_TEST

START_TEST(writes_nothing_that_it_would_not_read)
{
	struct og_buf b;
	struct og_user u;

	og_buf_init(&b, 2 * OG_RECORD_MAX);
	ck_assert_int_eq(parse(FULL, &u), OG_OK);
	u.authenticators[0].digits = 9;
	ck_assert_int_ne(og_user_format(&u, &b), OG_OK);
	ck_assert_int_eq(parse(FULL, &u), OG_OK);
	u.authenticators[0].state = (enum og_auth_state)0;
	ck_assert_int_ne(og_user_format(&u, &b), OG_OK);
	ck_assert_int_eq(parse(FULL, &u), OG_OK);
	u.sessions[0].proofs[0].factor = OG_FACTOR_NONE;
	ck_assert_int_ne(og_user_format(&u, &b), OG_OK);
	ck_assert_int_eq(parse(FULL, &u), OG_OK);
	u.created = -1;
	ck_assert_int_ne(og_user_format(&u, &b), OG_OK);
	ck_assert_int_eq(parse(FULL, &u), OG_OK);
	u.next_id = 2;
	ck_assert_int_ne(og_user_format(&u, &b), OG_OK);
	og_buf_clear(&b);
}
END_TEST

START_TEST(appends_to_what_a_buffer_holds)
{
	struct og_buf b;
	struct og_user u;

	og_buf_init(&b, OG_RECORD_MAX);
	og_buf_puts(&b, "12 ");
	ck_assert_int_eq(parse(MINIMAL, &u), OG_OK);
	ck_assert_int_eq(og_user_format(&u, &b), OG_OK);
	ck_assert_str_eq(og_buf_str(&b), "12 " MINIMAL);
	og_buf_clear(&b);
	og_buf_init(&b, 20);
	ck_assert_int_eq(og_user_format(&u, &b), OG_ERR_RANGE);
	og_buf_clear(&b);
}
END_TEST

/* What was read can always be written, and read again. */
static void
assert_stable(const char *text, size_t len)
{
	struct og_buf b;
	struct og_user u;

	memset(&u, 0xa5, sizeof(u));
	if (og_user_parse(text, len, &u) != OG_OK) {
		ck_assert_mem_eq(&u, &zero, sizeof(u));
		return;
	}
	og_buf_init(&b, OG_RECORD_MAX);
	ck_assert_int_eq(og_user_format(&u, &b), OG_OK);
	ck_assert_uint_eq(b.len, len);
	og_buf_clear(&b);
}

START_TEST(survives_every_cut_and_every_changed_byte)
{
	static const char bytes[] = " ,=%./:0A\x01\xff";
	char text[] = FULL " x=1";
	size_t i, k, len = sizeof(text) - 1;

	for (i = 0; i <= len; i++)
		assert_stable(text, i);
	for (i = 0; i < len; i++) {
		char good = text[i];

		for (k = 0; k < sizeof(bytes); k++) {
			text[i] = bytes[k];
			assert_stable(text, len);
		}
		text[i] = good;
	}
}
END_TEST

START_TEST(copies_all_that_a_record_holds)
{
	struct og_user u, copy;
	struct og_buf b;

	ck_assert_int_eq(parse(FULL " x=1", &u), OG_OK);
	u.version = 7;
	memset(&copy, 0x5a, sizeof(copy));
	og_user_copy(&copy, &u);
	og_user_copy(&copy, &copy);
	ck_assert_uint_eq(copy.version, 7);
	og_buf_init(&b, OG_RECORD_MAX);
	ck_assert_int_eq(og_user_format(&copy, &b), OG_OK);
	ck_assert_str_eq(og_buf_str(&b), FULL " x=1");
	og_buf_clear(&b);
	og_user_clear(&copy);
	ck_assert_mem_eq(&copy, &zero, sizeof(copy));
}
END_TEST

int
main(void)
{
	TCase *tc = tcase_create("user record");
	Suite *s = suite_create("user record");

	tcase_add_test(tc, reads_and_writes_a_minimal_record);
	tcase_add_test(tc, reads_and_writes_a_full_record);
	tcase_add_test(tc, bears_the_form_of_no_password);
	tcase_add_test(tc, reads_words_in_any_order);
	tcase_add_test(tc, refuses_a_record_without_a_required_word);
	tcase_add_test(tc, refuses_anything_but_single_blanks);
	tcase_add_test(tc, refuses_doubled_words);
	tcase_add_test(tc, holds_no_more_than_its_room);
	tcase_add_test(tc, keeps_words_of_later_versions);
	tcase_add_test(tc, keeps_no_more_unknown_words_than_fit);
	tcase_add_test(tc, refuses_records_that_are_too_long);
	tcase_add_test(tc, refuses_a_nul);
	tcase_add_test(tc, writes_nothing_that_it_would_not_read);
	tcase_add_test(tc, appends_to_what_a_buffer_holds);
	tcase_add_test(tc, survives_every_cut_and_every_changed_byte);
	tcase_add_test(tc, copies_all_that_a_record_holds);
	suite_add_tcase(s, tc);
	return check_main(s);
}
