/* SPDX-License-Identifier: ISC */
/* Tests of pam/: what is the same password. */
#include "check_pam.h"

/* One keyboard sends one code point, the other two. */
START_TEST(takes_a_password_in_every_spelling)
{
	static const char *const typed[] = {
	    "caf\xc3\xa9 au lait", "cafe\xcc\x81 au\xe3\x80\x80lait"};
	struct og_user u;

	add_service("ssh", "services=ssh key_or_password");
	get_user("alice", &u);
	ck_assert_ok(
	    og_pwhash_new(&people_cost, typed[0], strlen(typed[0]), u.pwhash));
	u.pwform = true;
	put_user(&u);
	for (int i = 0; i < CHECK_COUNT(typed); i++) {
		struct try t = {.user = "alice", .answers = {typed[i]}};

		t.answers[1] = code_of("alice", (uint64_t)i);
		ck_assert_int_eq(authenticate("ssh", &t), PAM_SUCCESS);
	}
	/* without the word only as it was set */
	get_user("alice", &u);
	u.pwform = false;
	put_user(&u);
	for (int i = 0; i < CHECK_COUNT(typed); i++) {
		struct try t = {.user = "alice", .answers = {typed[1 - i]}};

		t.answers[1] = code_of("alice", 2);
		ck_assert_int_eq(authenticate("ssh", &t),
		    i == 0 ? PAM_AUTH_ERR : PAM_SUCCESS);
	}
}
END_TEST

int
main(void)
{
	TCase *tc = tcase_create("module");
	Suite *s = suite_create("pam");

	pam_find_module();
	folder_use(tc);
	tcase_add_checked_fixture(tc, pam_setup, NULL);
	tcase_add_test(tc, takes_a_password_in_every_spelling);
	suite_add_tcase(s, tc);
	return check_main(s);
}
