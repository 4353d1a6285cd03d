/* SPDX-License-Identifier: ISC */
/* Tests of locks of open files: one at a time, also within a process. */
#include <sys/wait.h>

#include "check_folder.h"
#include "check_main.h"
#include "lib/files/lock.h"

static int
opened(int flags)
{
	const int fd = open(in_folder("lock"), flags | O_CREAT, 0600);

	ck_assert_int_ge(fd, 0);
	return fd;
}

START_TEST(one_has_it_at_a_time)
{
	const int a = opened(O_RDWR), b = opened(O_RDWR);

	ck_assert_ok(og_lock_try(a));
	ck_assert_ok(og_lock_try(a)); /* and may ask again */
	ck_assert_err(og_lock_try(b), OG_ERR_BUSY);
	og_lock_release(a);
	ck_assert_ok(og_lock_try(b));
	ck_assert_err(og_lock_try(a), OG_ERR_BUSY);
	close(b); /* it ends with the last descriptor */
	ck_assert_ok(og_lock_try(a));
	close(a);
}
END_TEST

START_TEST(it_lives_as_long_as_a_descriptor_in_any_process)
{
	const int a = opened(O_RDWR), b = opened(O_RDWR);
	int end[2], status;
	pid_t pid;
	char c;

	ck_assert_int_eq(pipe(end), 0);
	ck_assert_ok(og_lock_try(a));
	pid = fork();
	ck_assert_int_ge(pid, 0);
	if (pid == 0) {
		close(end[1]);
		(void)!read(end[0], &c, 1);
		_exit(0);
	}
	close(a);
	ck_assert_err(og_lock_try(b), OG_ERR_BUSY);
	close(end[1]);
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_ok(og_lock_try(b));
	close(b);
}
END_TEST

START_TEST(a_file_that_cannot_be_locked_is_no_lock)
{
	const int fd = opened(O_RDONLY);

	ck_assert_err(og_lock_try(fd), OG_ERR_IO);
	close(fd);
	ck_assert_err(og_lock_try(-1), OG_ERR_IO);
}
END_TEST

int
main(void)
{
	TCase *tc = tcase_create("lock");
	Suite *s = suite_create("lock");

	folder_use(tc);
	tcase_add_test(tc, one_has_it_at_a_time);
	tcase_add_test(tc, it_lives_as_long_as_a_descriptor_in_any_process);
	tcase_add_test(tc, a_file_that_cannot_be_locked_is_no_lock);
	suite_add_tcase(s, tc);
	return check_main(s);
}
