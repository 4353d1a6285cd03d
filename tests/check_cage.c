/* SPDX-License-Identifier: ISC */
/* Tests of fcgi/server/cage.c, each in a process of its own. */
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "check_main.h"
#include "fcgi/server/cage.h"

static const char *const words[] = {"true", NULL};

static int
by_execve(void)
{
	return (int)syscall(SYS_execve, "/bin/true", words, NULL);
}

static int
by_execveat(void)
{
	int fd = open("/bin/true", O_PATH | O_CLOEXEC);

	return (int)syscall(SYS_execveat, fd, "", words, NULL, AT_EMPTY_PATH);
}

static int (*const ways[])(void) = {by_execve, by_execveat};

/* The status: 0 ran, 1 refused, 2 anything else. */
static int
status_of(int (*way)(void), bool caged)
{
	pid_t pid = fork();
	int status;

	ck_assert_int_ne(pid, -1);
	if (pid == 0) {
		if (caged && (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
				 !cage_no_exec()))
			_exit(2);
		(void)way();
		_exit(errno == EPERM ? 1 : 2);
	}
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert(WIFEXITED(status));
	return WEXITSTATUS(status);
}

START_TEST(no_program_can_be_run)
{
	ck_assert_int_eq(status_of(ways[_i], true), 1);
}
END_TEST

START_TEST(without_it_one_can)
{
	ck_assert_int_eq(status_of(ways[_i], false), 0);
}
END_TEST

int
main(void)
{
	TCase *tc = tcase_create("cage");
	Suite *s = suite_create("cage");

	tcase_add_loop_test(tc, no_program_can_be_run, 0, 2);
	tcase_add_loop_test(tc, without_it_one_can, 0, 2);
	suite_add_tcase(s, tc);
	return check_main(s);
}
