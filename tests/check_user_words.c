/* SPDX-License-Identifier: ISC */
/* Tests of lib/record/codec.c and lib/record/cursor.c: each word of a record.
 */
#include "check_user_codec.h"

START_TEST(refuses_bad_simple_words)
{
	assert_refused("id=0123456789ABCDEF name=alice created=1");
	assert_refused("id=0123456789abcde name=alice created=1");
	assert_refused("id=0123456789abcdef0 name=alice created=1");
	assert_refused("id=0000000000000000 name=alice created=1");
	assert_refused("id=0123456789abcdef name=Alice created=1");
	assert_refused("id=0123456789abcdef name= created=1");
	assert_refused("id=0123456789abcdef name=alice created=-1");
	assert_refused("id=0123456789abcdef name=alice created=01");
	assert_refused("id=0123456789abcdef name=alice created=");
	assert_refused("id=0123456789abcdef name=alice created=253402300800");
	assert_refused(MINIMAL " next=0");
	assert_refused(MINIMAL " next=4294967296");
	assert_refused(MINIMAL " disabled=0");
	assert_refused(MINIMAL " pwform=0");
	assert_refused(MINIMAL " pwform=");
	assert_refused(MINIMAL " disabled=");
}
END_TEST

START_TEST(refuses_words_that_say_the_default)
{
	assert_refused(MINIMAL " next=1");
	assert_refused(MINIMAL " groups=");
	assert_refused(MINIMAL " email=");
	assert_refused(MINIMAL " full=");
	assert_refused(MINIMAL " pw=");
	assert_refused(MINIMAL " l=open,0,0,0,0");
	assert_refused(MINIMAL " g=655/0.0.0.0.0.0.0.0.0.0.0.0.0");
}
END_TEST

START_TEST(refuses_texts_that_could_not_have_been_set)
{
	assert_no_word("groups=a,,b");
	assert_no_word("groups=a,a");
	assert_no_word("groups=a%20");
	assert_no_word("email=a");
	assert_no_word("email=a@b%0D%0AX");
	assert_no_word("phone=+49-30");
	assert_no_word("full=\xff");
	assert_no_word("full=a%1Bb");
	assert_no_word("pw=plain");
	assert_no_word("pw=$argon2id$v=19$m=4000000,t=2,p=1$" SALT "$" SALT);
	assert_word("pw=$argon2id$v=19$m=4096,t=2,p=1$" SALT "$" SALT);
}
END_TEST

START_TEST(knows_one_spelling_of_each_text)
{
	assert_word("full=a%25b,c");
	assert_word("full=a%25");
	assert_word("full=!~");
	assert_no_word("full=a%G5");
	assert_no_word("full=a%41b");
	assert_no_word("full=a%2Cb"); /* no commas around it */
	assert_no_word("full=a%2");
	assert_no_word("full=a%");
	assert_no_word("full=a%2g");
	assert_no_word("full=a%7f");
	assert_no_word("full=a%00b");
	assert_no_word("full=a\x7f"
		       "b");
	assert_no_word("full=a\x01"
		       "b");
}
END_TEST

START_TEST(refuses_authenticators_out_of_range)
{
	static const char *const bad[] = {
	    "a=0,totp,active,SHA1,6,30,0,0,0,1,0,0,1,x," SEALED,
	    "a=9,totp,active,SHA1,6,30,0,0,0,1,0,0,1,x," SEALED,
	    "a=1,recovery,active,SHA1,6,30,0,0,0,1,0,0,1,x," SEALED,
	    "a=1,totp,Active,SHA1,6,30,0,0,0,1,0,0,1,x," SEALED,
	    "a=1,totp,active,sha1,6,30,0,0,0,1,0,0,1,x," SEALED,
	    "a=1,totp,active,SHA1,5,30,0,0,0,1,0,0,1,x," SEALED,
	    "a=1,totp,active,SHA1,9,30,0,0,0,1,0,0,1,x," SEALED,
	    "a=1,totp,active,SHA1,6,14,0,0,0,1,0,0,1,x," SEALED,
	    "a=1,totp,active,SHA1,6,301,0,0,0,1,0,0,1,x," SEALED,
	    "a=1,totp,active,SHA1,6,30,9007199254740993,0,0,1,0,0,1,x," SEALED,
	    "a=1,totp,active,SHA1,6,30,0,11,0,1,0,0,1,x," SEALED,
	    "a=1,totp,active,SHA1,6,30,0,-11,0,1,0,0,1,x," SEALED,
	    "a=1,totp,active,SHA1,6,30,0,-0,0,1,0,0,1,x," SEALED,
	    "a=1,totp,active,SHA1,6,30,0,0,-1,1,0,0,1,x," SEALED,
	    "a=1,totp,active,SHA1,6,30,0,0,0,,0,0,1,x," SEALED,
	    "a=1,totp,active,SHA1,6,30,0,0,0,1,0,9,1,x," SEALED,
	    "a=1,totp,active,SHA1,6,30,0,0,0,1,0,0,0,x," SEALED,
	    "a=1,totp,active,SHA1,6,30,0,0,0,1,0,0,1,x%0A," SEALED,
	    "a=1,totp,active,SHA1,6,30,0,0,0,1,0,0,1,x,AAECAw",
	    "a=1,totp,active,SHA1,6,30,0,0,0,1,0,0,1,x," SEALED SEALED SEALED,
	    "a=1,totp,active,SHA1,6,30,0,0,0,1,0,0,1,x," SEALED "=",
	    "a=1,totp,active,SHA1,6,30,0,0,0,1,0,0,1,x," SEALED ",",
	    "a=1,totp,active,SHA1,6,30,0,0,0,1,0,0,1,x",
	    "a=1,totp,active,SHA1,6,30,0,0,0,1,0,0,1,"
	    "123456789012345678901234567890123," SEALED,
	    "a=",
	};
	size_t i;

	assert_word("a=1,totp,active,SHA1,6,30,0,0,0,1,0,0,1,x," SEALED);
	assert_word("a=8,hotp,disabled,SHA512,8,300,9007199254740992,-10,"
		    "4294967295,1,2,7,3,," SEALED);
	assert_word("a=1,totp,active,SHA1,6,15,0,10,0,1,0,0,1,"
		    "1234567890123456789012345678901%2C," SEALED);
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_no_word(bad[i]);
}
END_TEST

START_TEST(refuses_ids_that_are_not_unique)
{
	assert_no_word(AUTH " " AUTH);
	assert_no_word(
	    RECOVERY " a=3,totp,active,SHA1,6,30,0,0,0,1,0,0,1,x," SEALED);
	assert_no_word(SESSION " " SESSION);
	assert_refused(MINIMAL " next=3 " RECOVERY);
	assert_word(RECOVERY);
}
END_TEST

START_TEST(refuses_recovery_sets_out_of_range)
{
	assert_word("r=1,2,8/1/1," SALT ",2,02:" SALT);
	assert_no_word("r=1,2,8/1/1," SALT ",2,03:" SALT);
	assert_no_word("r=1,2,8/1/1," SALT ",2,00:" SALT);
	assert_no_word("r=1,2,8/1/1," SALT ",2,2:" SALT);
	assert_no_word("r=1,2,8/1/1," SALT ",9,/9:" SALT);
	assert_no_word("r=1,2,8/1/1," SALT ",9,0A:" SALT);
	assert_no_word("r=1,2,8/1/1," SALT ",20,:0:" SALT);
	assert_no_word("r=1,2,8/1/1," SALT ",9,0/:" SALT);
	assert_word("r=1,2,8/1/1," SALT ",20,09:" SALT ".19:" SALT);
	assert_no_word("r=1,2,8/1/1," SALT ",2,02:" SALT ".01:" SALT);
	assert_no_word("r=1,2,8/1/1," SALT ",2,02:" SALT ".02:" SALT);
	assert_no_word("r=1,2,8/1/1," SALT ",2,02:" SALT ".");
	assert_no_word("r=1,2,8/1/1," SALT ",2,02:AAAA");
	assert_no_word("r=1,2,8/1/1," SALT ",2,");
	assert_no_word("r=1,2,8/1/1," SALT ",2");
	assert_no_word("r=1,2,8/1/1," SALT ",21,02:" SALT);
	assert_no_word("r=1,2,8/1/1,AAAA,2,02:" SALT);
	assert_no_word("r=1,2,7/1/1," SALT ",2,02:" SALT);
	assert_no_word("r=1,2,262145/1/1," SALT ",2,02:" SALT);
	assert_no_word("r=1,2,8/11/1," SALT ",2,02:" SALT);
	assert_no_word("r=1,2,64/1/5," SALT ",2,02:" SALT);
	assert_no_word("r=0,2,8/1/1," SALT ",2,02:" SALT);
}
END_TEST

START_TEST(refuses_bad_lanes_and_guesses)
{
	assert_word("l=open,1,2,3,4 l=first,1,2,0,0 l=key,0,0,1,2");
	assert_no_word("l=closed,1,2,3,4");
	assert_no_word("l=open,1,2,3");
	assert_no_word("l=open,1,2,3,4,5");
	assert_no_word("l=open,4294967296,2,3,4");
	assert_word("g=1/1.2.3.4.5.6.7.8.9.10.11.12.13");
	assert_word("g=1/5.0.0.0.0.0.0.0.0.0.0.0.0");
	assert_word("g=1/0.0.0.0.0.0.0.0.0.0.0.0.5");
	assert_no_word("g=1/1.2.3.4.5.6.7.8.9.10.11.12");
	assert_no_word("g=1/1.2.3.4.5.6.7.8.9.10.11.12.13.14");
	assert_no_word("g=1/1.2.3.4.5.6.7.8.9.10.11.12.");
	assert_no_word("g=1");
}
END_TEST

START_TEST(refuses_bad_sessions)
{
	assert_word("s=" SALT ",1,2,,,totp:1:3");
	assert_word("s=" SALT ",1,2,!~,%20~,totp:1:3");
	assert_word("s=" SALT ",1,2,::1,x,totp:1:3.hotp:2:3.sent:0:4.passkey:"
		    "3:5");
	assert_no_word("s=" SALT ",1,2,::1,x,totp:1:3.hotp:2:3.sent:0:4."
		       "passkey:3:5.totp:1:6");
	assert_no_word("s=" SALT ",1,2,::1,x,");
	assert_no_word("s=" SALT ",1,2,::1,x");
	assert_no_word("s=" SALT ",1,2,::1,x,totp:1");
	assert_no_word("s=" SALT ",1,2,::1,x,totp:1:3.");
	assert_no_word("s=" SALT ",1,2,::1,x,toto:1:3");
	assert_no_word("s=" SALT ",1,2,::%201,x,totp:1:3");
	assert_no_word("s=" SALT ",1,2,::1,\xc3\xa4,totp:1:3");
	assert_no_word("s=" SALT ",1,2,::1,x%0A,totp:1:3");
	assert_no_word("s=AAAA,1,2,::1,x,totp:1:3");
}
END_TEST

START_TEST(refuses_a_bad_last_login)
{
	assert_word("p=totp:1:3");
	assert_word("p=recovery:4294967295:253402300799");
	assert_no_word("p=totp:1:3 p=totp:1:4");
	assert_no_word("p=totp:1:0");
	assert_no_word("p=totp:1");
	assert_no_word("p=totp:1:");
	assert_no_word("p=totp:1:3:4");
	assert_no_word("p=totp:1:3.totp:1:4");
	assert_no_word("p=password:1:3");
	assert_no_word("p=totp:-1:3");
	assert_no_word("p=totp:1:253402300800");
	assert_no_word("p=");
}
END_TEST

START_TEST(refuses_bad_owners_years)
{
	assert_word("o=1/1.2.3.4.5.6.7.8.9.10.11.12.13");
	assert_no_word("o=1/0.0.0.0.0.0.0.0.0.0.0.0.0");
	assert_no_word("o=1/1.0.0.0.0.0.0.0.0.0.0.0.0 "
		       "o=1/1.0.0.0.0.0.0.0.0.0.0.0.0");
}
END_TEST

START_TEST(refuses_bad_devices)
{
	assert_word("d=1," SALT ",2,3,4,5,6,7,Firefox%20~");
	assert_word("d=1," SALT ",0,0,0,0,0,0, d=2," SALT ",0,0,0,0,0,0,");
	assert_no_word("d=1," SALT ",0,0,0,0,0,0, d=1," SALT ",0,0,0,0,0,0,");
	assert_no_word("d=0," SALT ",2,3,4,5,6,7,x");
	assert_no_word("d=9," SALT ",2,3,4,5,6,7,x");
	assert_no_word("d=1,AAAA,2,3,4,5,6,7,x");
	assert_no_word("d=1," SALT ",2,3,4,5,6,x");
	assert_no_word("d=1," SALT ",2,3,4,5,6,7,x,8");
	assert_no_word("d=1," SALT ",-2,3,4,5,6,7,x");
	assert_no_word("d=1," SALT ",2,3,4,5,6,7,x%0A");
	assert_no_word("d=1," SALT ",2,3,4,5,6,7," SALT SALT SALT "x");
}
END_TEST

START_TEST(refuses_bad_bearers)
{
	assert_word("b=1," SALT ",2,3,4,/api,192.0.2.0/24,a%20probe");
	assert_word("b=1," SALT ",2,3,0,/,,");
	assert_no_word("b=1," SALT ",2,3,4,api,,");
	assert_no_word("b=1," SALT ",2,3,4,/api/../x,,");
	assert_no_word("b=1," SALT ",2,3,4,,,");
	assert_no_word("b=1," SALT ",2,3,4,/api,192.0.2.1/24,");
	assert_no_word("b=1," SALT ",2,3,4,/api,everywhere,");
	assert_no_word("b=1," SALT ",2,3,4,/api,,x%0A");
	assert_no_word("b=1," SALT ",2,3,4,/api,");
	assert_no_word("b=9," SALT ",2,3,4,/api,,");
	assert_no_word("d=1," SALT ",0,0,0,0,0,0, b=1," SALT ",2,3,4,/api,,");
}
END_TEST

START_TEST(a_use_belongs_to_an_authenticator)
{
	const char *a = "a=1,totp,active,SHA1,6,30,0,0,0,1,0,0,1,x," SEALED;
	char text[256];

	(void)snprintf(text, sizeof(text), "%s u=1,1700000000", a);
	assert_word(text);
	(void)snprintf(text, sizeof(text), "%s u=1,2 u=1,3", a);
	assert_no_word(text); /* doubled */
	assert_no_word("u=1,0");
	assert_no_word("u=1");
	assert_no_word("u=0,5");
	assert_no_word("u=1,5,");
}
END_TEST

START_TEST(refuses_bad_additions)
{
	assert_word("n=" SALT "," SALT ",1,2,0");
	assert_word("n=" SALT "," SALT ",4294967295,2,1");
	assert_no_word("n=" SALT "," SALT ",1,0,0"); /* that is none */
	assert_no_word("n=" SALT "," SALT ",0,2,0");
	assert_no_word("n=" SALT "," SALT ",1,2,2");
	assert_no_word("n=" SALT "," SALT ",1,2");
	assert_no_word("n=" SALT "," SALT ",1,2,0,");
	assert_no_word("n=" SALT ",AAAA,1,2,0");
	assert_no_word("n=AAAA," SALT ",1,2,0");
}
END_TEST

START_TEST(refuses_bad_invitations)
{
	assert_word("i=" SALT "," SALT ",1,2,3,0,0");
	assert_word("i=" SALT "," SALT ",1,2,3,4294967295,1");
	assert_no_word("i=" SALT "," SALT ",1,0,3,0,0"); /* that is none */
	assert_no_word("i=" SALT "," SALT ",0,2,3,0,0");
	assert_no_word("i=" SALT "," SALT ",1,2,3,0,2");
	assert_no_word("i=" SALT "," SALT ",1,2,3,-1,0");
	assert_no_word("i=" SALT "," SALT ",1,2,3,0");
	assert_no_word("i=" SALT "," SALT ",1,2,3,0,0,");
	assert_no_word("i=" SALT ",AAAA,1,2,3,0,0");
	assert_no_word("i=AAAA," SALT ",1,2,3,0,0");
	assert_no_word("i=," SALT ",1,2,3,0,0");
	assert_no_word(
	    "i=" SALT "," SALT ",1,2,3,0,0 i=" SALT "," SALT ",1,2,3,0,0");
}
END_TEST

START_TEST(knows_what_a_user_can_change)
{
	assert_word("c=session,0,0,");
	assert_word("c=sessions,2,0,192.0.2.1");
	assert_word("c=browser,2,3,2001:db8::1");
	assert_word("c=browsers,2,4294967295,-");
	assert_word("c=added,2,0,");
	assert_word("c=removed,2,0,");
	assert_word("c=renamed,2,0,");
	assert_word("c=codes,2,0,");
	assert_word("c=password,2,0,");
	assert_no_word("c=,2,0,");
	assert_no_word("c=nothing,2,0,");
	assert_no_word("c=session,-1,0,");
	assert_no_word("c=session,2,-1,");
	assert_no_word("c=session,2,0");
	assert_no_word("c=session,2,0,,");
	assert_no_word("c=session,2,0,192.0.2.1%20");
	assert_no_word("c=session,2,0, c=session,2,0,");
	ck_assert_str_eq(og_changed_name(OG_CHANGED_PASSWORD), "password");
	ck_assert_str_eq(og_changed_name(OG_CHANGED_NOTHING), "-");
	ck_assert_str_eq(og_changed_name(OG_CHANGED_KINDS), "-");
}
END_TEST

START_TEST(reads_tickets_of_sessions)
{
	assert_word("s=" SALT ",1,2,,,totp:1:3 t=" SALT ",5");
	assert_no_word("s=" SALT ",1,2,,,totp:1:3 t=" SALT ",0");
	assert_no_word("s=" SALT ",1,2,,,totp:1:3 t=" SALT);
	assert_no_word("s=" SALT ",1,2,,,totp:1:3 t=AAAA,5");
	assert_no_word("s=" SALT ",1,2,,,totp:1:3 t=" SALT ",5 t=" SALT ",6");
	/* a program that knows of no tickets has ended the session */
	assert_written_as(MINIMAL " next=9 t=" SALT ",5", MINIMAL " next=9");
}
END_TEST

START_TEST(takes_fields_of_the_greatest_length)
{
	char text[OG_RECORD_MAX + 1];
	size_t at;

	snprintf(text, sizeof(text), "%s groups=", MINIMAL);
	at = strlen(text);
	memset(text + at, 'z', OG_GROUPS_MAX);
	text[at + OG_GROUPS_MAX] = '\0';
	/* 15 groups of 32 bytes and one of 17, with commas between */
	for (size_t i = 1; i < 16; i++) {
		text[at + i * 33 - 1] = ',';
		text[at + i * 33] = (char)('a' + i % 26);
	}
	assert_written_as(text, text);
	snprintf(text, sizeof(text), "%s full=", MINIMAL);
	at = strlen(text);
	memset(text + at, 'n', OG_FULLNAME_MAX);
	text[at + OG_FULLNAME_MAX] = '\0';
	assert_written_as(text, text);
	text[at + OG_FULLNAME_MAX] = 'n';
	text[at + OG_FULLNAME_MAX + 1] = '\0';
	assert_refused(text);
}
END_TEST

START_TEST(refuses_words_that_no_version_writes)
{
	assert_word("az09-_=1");
	assert_word("z=!~");
	assert_no_word("`=1");
	assert_no_word("{=1");
	assert_no_word("a`=1");
	assert_no_word("a{=1");
	assert_no_word("a/=1");
	assert_no_word("a:=1");
	assert_no_word("X=1");
	assert_no_word("2x=1");
	assert_no_word("_x=1");
	assert_no_word("x.y=1");
	assert_no_word("x");
	assert_no_word("x=a\x7f");
	assert_no_word("x=a\tb");
}
END_TEST

int
main(void)
{
	TCase *tc = tcase_create("words of the user record");
	Suite *s = suite_create("words of the user record");

	tcase_add_test(tc, refuses_bad_simple_words);
	tcase_add_test(tc, refuses_words_that_say_the_default);
	tcase_add_test(tc, refuses_texts_that_could_not_have_been_set);
	tcase_add_test(tc, knows_one_spelling_of_each_text);
	tcase_add_test(tc, refuses_authenticators_out_of_range);
	tcase_add_test(tc, refuses_ids_that_are_not_unique);
	tcase_add_test(tc, refuses_recovery_sets_out_of_range);
	tcase_add_test(tc, refuses_bad_lanes_and_guesses);
	tcase_add_test(tc, refuses_bad_sessions);
	tcase_add_test(tc, refuses_a_bad_last_login);
	tcase_add_test(tc, refuses_bad_owners_years);
	tcase_add_test(tc, refuses_bad_devices);
	tcase_add_test(tc, refuses_bad_bearers);
	tcase_add_test(tc, refuses_bad_invitations);
	tcase_add_test(tc, refuses_bad_additions);
	tcase_add_test(tc, a_use_belongs_to_an_authenticator);
	tcase_add_test(tc, knows_what_a_user_can_change);
	tcase_add_test(tc, reads_tickets_of_sessions);
	tcase_add_test(tc, takes_fields_of_the_greatest_length);
	tcase_add_test(tc, refuses_words_that_no_version_writes);
	suite_add_tcase(s, tc);
	return check_main(s);
}
