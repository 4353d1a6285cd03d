/* SPDX-License-Identifier: ISC */
/* Tests of lib/audit/target.c: whether lines get where the log is. */
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "check_folder.h"
#include "check_main.h"
#include "lib/audit/target.h"

static struct og_why why;

static enum og_err
try(const char *name)
{
	why.text[0] = '\0';
	return og_audit_try(in_folder(name), &why);
}

START_TEST(a_file_that_can_be_opened_or_made_is_good)
{
	struct stat st;

	ck_assert_ok(try("log"));
	ck_assert_int_ne(stat(in_folder("log"), &st), 0); /* nor is it made */
	file_puts(in_folder("log"), 0600, "x\n");
	ck_assert_ok(try("log"));
	ck_assert_int_eq(stat(in_folder("log"), &st), 0);
	ck_assert_int_eq(st.st_size, 2); /* nor written to */
}
END_TEST

START_TEST(what_is_no_file_of_ours_is_refused_with_its_name)
{
	static const char *const names[] = {"link", "folder", "fifo", "twice"};

	file_puts(in_folder("twice"), 0600, "");
	ck_assert_int_eq(link(in_folder("twice"), in_folder("other")), 0);
	ck_assert_int_eq(symlink("twice", in_folder("link")), 0);
	ck_assert_int_eq(mkdir(in_folder("folder"), 0700), 0);
	ck_assert_int_eq(mkfifo(in_folder("fifo"), 0600), 0);
	for (size_t i = 0; i < CHECK_COUNT(names); i++) {
		ck_assert_err(try(names[i]), OG_ERR_UNSAFE);
		ck_assert_ptr_nonnull(strstr(why.text, names[i]));
	}
	ck_assert_int_ne(try("none/log"), OG_OK);
	ck_assert_ptr_nonnull(strstr(why.text, "none"));
}
END_TEST

START_TEST(what_the_account_may_not_is_refused)
{
	const uid_t user = geteuid();

	if (user == 0) /* who may everything */
		ck_assert_int_eq(seteuid(12345), 0);
	ck_assert_err(og_audit_try("/log", &why), OG_ERR_IO);
	ck_assert_ptr_nonnull(strstr(why.text, "cannot be made"));
	ck_assert_err(og_audit_try("/etc/passwd", &why), OG_ERR_IO);
	ck_assert_ptr_nonnull(strstr(why.text, "/etc/passwd: "));
	og_audit_make("/otpgate-log", "daemon");
	ck_assert_int_ne(access("/otpgate-log", F_OK), 0);
	/* a sanitizer looks for leaks at the end, by ptrace */
	ck_assert_int_eq(seteuid(user), 0);
	ck_assert_int_eq(prctl(PR_SET_DUMPABLE, 1L, 0L, 0L, 0L), 0);
}
END_TEST

START_TEST(standard_error_is_believed)
{
	ck_assert_ok(og_audit_try("stderr", &why));
	ck_assert_ok(og_audit_try("journal", &why));
}
END_TEST

START_TEST(a_file_that_is_there_is_left_alone)
{
	struct stat st;

	file_puts(in_folder("log"), 0600, "x\n");
	og_audit_make(in_folder("log"), "daemon");
	og_audit_make(in_folder("none/log"), "daemon");
	og_audit_make(in_folder("new"), "no-such-account");
	og_audit_make("syslog", "daemon");
	ck_assert_int_eq(stat(in_folder("log"), &st), 0);
	ck_assert_uint_eq(st.st_uid, geteuid());
	ck_assert_uint_eq(st.st_mode & 07777, 0600);
	ck_assert_int_ne(stat(in_folder("new"), &st), 0);
}
END_TEST

int
main(void)
{
	TCase *tc = tcase_create("target");
	Suite *s = suite_create("audit_target");

	folder_use(tc);
	tcase_add_test(tc, a_file_that_can_be_opened_or_made_is_good);
	tcase_add_test(tc, what_is_no_file_of_ours_is_refused_with_its_name);
	tcase_add_test(tc, what_the_account_may_not_is_refused);
	tcase_add_test(tc, standard_error_is_believed);
	tcase_add_test(tc, a_file_that_is_there_is_left_alone);
	suite_add_tcase(s, tc);
	return check_main(s);
}
