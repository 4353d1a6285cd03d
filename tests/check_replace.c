/* SPDX-License-Identifier: ISC */
/* Tests of lib/files/replace.c: the old file or the new one, and nothing else
 * that stays. */
#include <sys/resource.h>
#include <dirent.h>
#include <errno.h>
#include <signal.h>

#include "check_folder.h"
#include "check_main.h"
#include "lib/files/replace.h"
#include "lib/files/safefile.h"

static int
count_files(void)
{
	DIR *d = opendir(folder);
	int n = 0;

	ck_assert_ptr_nonnull(d);
	while (readdir(d) != NULL)
		n++;
	(void)closedir(d);
	return n - 2;
}

static void
begin(struct og_replace *r, mode_t mode)
{
	struct og_why why = {""};

	ck_assert_msg(og_replace_begin(r, in_folder("f"), mode, &why) == OG_OK,
	    "%s", why.text);
	ck_assert_ok(og_safefile_write(r->fd, "new", 3));
}

START_TEST(is_beside_the_old_file_until_it_is_placed)
{
	struct og_replace r;

	file_puts(in_folder("f"), 0600, "old");
	begin(&r, 0640);
	ck_assert_int_eq(strncmp(r.name, "f.new-", 6), 0);
	ck_assert_uint_eq(file_stat(r.path).st_mode & 07777, 0640);
	file_holds(in_folder("f"), "old");
	ck_assert_ok(og_replace_sync(&r, NULL));
	ck_assert_ok(og_replace_place(&r, NULL));
	file_holds(in_folder("f"), "new");
	og_replace_end(&r);
	file_holds(in_folder("f"), "new");
	ck_assert_int_eq(count_files(), 1);
}
END_TEST

START_TEST(is_gone_when_it_was_not_placed)
{
	struct og_replace r;

	file_puts(in_folder("f"), 0600, "old");
	begin(&r, 0600);
	ck_assert_int_eq(count_files(), 2);
	og_replace_end(&r);
	file_holds(in_folder("f"), "old");
	ck_assert_int_eq(count_files(), 1);
	og_replace_end(&r);
	ck_assert_int_eq(r.fd, -1);
}
END_TEST

/* Whoever was at work on them is gone; also what a replaced key file left. */
START_TEST(takes_away_what_a_crash_has_left)
{
	struct og_replace r, other;

	file_puts(in_folder("f"), 0600, "old");
	file_puts(in_folder("f.new-0123456789abcdef"), 0600, "half");
	file_puts(in_folder("g.new-0123456789abcdef"), 0600, "of another");
	begin(&other, 0600);
	begin(&r, 0600);
	ck_assert_int_eq(count_files(), 4);
	ck_assert_ok(og_replace_place(&other, NULL));
	ck_assert_ok(og_replace_place(&r, NULL));
	og_replace_end(&other);
	og_replace_end(&r);
	ck_assert_int_eq(count_files(), 2);
	file_puts(in_folder("f.new-0123456789abcdef"), 0600, "half");
	ck_assert_ok(
	    og_safefile_replace(in_folder("f"), 0600, "newer", 5, NULL));
	file_holds(in_folder("f"), "newer");
	ck_assert_int_eq(count_files(), 2);
}
END_TEST

/* An administrator's copies, and what is no name of ours. */
START_TEST(leaves_what_only_begins_like_a_temporary_file)
{
	static const char *const names[] = {"f.new-before-the-move",
	    "f.new-0123456789abcde", "f.new-0123456789abcdef0",
	    "f.new-0123456789ABCDEF", "f.new-0123456789abcdef.old", "f.new-",
	    "f.new", "f.new-0123456789abcdeg"};
	struct og_replace r;

	file_puts(in_folder("f.new-fedcba9876543210"), 0600, "half");
	for (size_t i = 0; i < CHECK_COUNT(names); i++)
		file_puts(in_folder(names[i]), 0600, "kept");
	begin(&r, 0600);
	ck_assert_ok(og_replace_place(&r, NULL));
	og_replace_end(&r);
	for (size_t i = 0; i < CHECK_COUNT(names); i++)
		file_holds(in_folder(names[i]), "kept");
	ck_assert_int_eq(count_files(), (int)CHECK_COUNT(names) + 1);
}
END_TEST

START_TEST(says_which_file_and_why_none_can_be_made)
{
	struct og_replace r;
	struct og_why why = {""};
	struct rlimit all, none;

	/* no more descriptors than these */
	ck_assert_int_eq(getrlimit(RLIMIT_NOFILE, &all), 0);
	none = all;
	none.rlim_cur = 3;
	ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &none), 0);
	ck_assert_int_ne(
	    og_replace_begin(&r, in_folder("f"), 0600, &why), OG_OK);
	og_replace_end(&r);
	ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &all), 0);
	ck_assert_ptr_nonnull(strstr(why.text, strerror(EMFILE)));
}
END_TEST

START_TEST(says_which_file_and_why_it_cannot_be_written)
{
	const struct rlimit small = {2, RLIM_INFINITY};
	struct og_why why = {""};

	ck_assert_ptr_ne(signal(SIGXFSZ, SIG_IGN), SIG_ERR);
	file_puts(in_folder("f"), 0600, "old");
	ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &small), 0);
	ck_assert_err(og_safefile_replace(in_folder("f"), 0600, "new", 3, &why),
	    OG_ERR_NOSPACE);
	ck_assert_ptr_nonnull(strstr(why.text, in_folder("f")));
	ck_assert_ptr_nonnull(strstr(why.text, strerror(EFBIG)));
	file_holds(in_folder("f"), "old");
	ck_assert_int_eq(count_files(), 1);
}
END_TEST

START_TEST(says_which_file_and_why_it_cannot_be_placed)
{
	struct og_replace r;
	struct og_why why = {""};

	ck_assert_int_eq(mkdir(in_folder("f"), 0755), 0);
	begin(&r, 0600);
	ck_assert_err(og_replace_place(&r, &why), OG_ERR_IO);
	ck_assert_ptr_nonnull(strstr(why.text, strerror(EISDIR)));
	ck_assert_ptr_nonnull(strstr(why.text, in_folder("f: ")));
	og_replace_end(&r);
	ck_assert_int_eq(count_files(), 1);
}
END_TEST

int
main(void)
{
	TCase *tc = tcase_create("replace");
	Suite *s = suite_create("replace");

	folder_use(tc);
	tcase_add_test(tc, is_beside_the_old_file_until_it_is_placed);
	tcase_add_test(tc, is_gone_when_it_was_not_placed);
	tcase_add_test(tc, takes_away_what_a_crash_has_left);
	tcase_add_test(tc, leaves_what_only_begins_like_a_temporary_file);
	tcase_add_test(tc, says_which_file_and_why_none_can_be_made);
	tcase_add_test(tc, says_which_file_and_why_it_cannot_be_written);
	tcase_add_test(tc, says_which_file_and_why_it_cannot_be_placed);
	suite_add_tcase(s, tc);
	return check_main(s);
}
