/* SPDX-License-Identifier: ISC */
/* Tests of admin/check_verifier.c: what an administrator is told when the PAM
 * module would let nobody in. */
#include <sys/socket.h>
#include <sys/un.h>
#include <stdarg.h>

#include "../admin/check.h"
#include "check_folder.h"
#include "check_main.h"

char verifier_module[128], verifier_program[128], verifier_socket[108],
    verifier_unit[128];

static char said[4096];

/* In the place of the one that prints. */
void
check_tell(struct check *k, enum check_kind kind, const char *where,
    uint64_t line, const char *fmt, ...)
{
	size_t len = strlen(said);
	va_list ap;

	(void)line;
	(void)(kind == CHECK_PROBLEM ? k->problems++ : k->warnings++);
	(void)snprintf(said + len, sizeof(said) - len,
	    "%s: ", where == NULL ? "-" : where);
	len = strlen(said);
	va_start(ap, fmt);
	(void)vsnprintf(said + len, sizeof(said) - len, fmt, ap);
	va_end(ap);
}

/* All is well: module and program are there, and no socket. */
static void
setup(void)
{
	(void)snprintf(
	    verifier_module, sizeof(verifier_module), "%s/module", folder);
	(void)snprintf(
	    verifier_program, sizeof(verifier_program), "%s/program", folder);
	(void)snprintf(
	    verifier_socket, sizeof(verifier_socket), "%s/socket", folder);
	(void)snprintf(verifier_unit, sizeof(verifier_unit), "%s/unit", folder);
	file_puts(verifier_module, 0644, "");
	file_puts(verifier_program, 0755, "");
}

static void
look(unsigned problems, unsigned warnings, const char *text)
{
	static struct context c;
	struct check k = {.c = &c};

	said[0] = '\0';
	check_verifier(&k);
	ck_assert_msg(k.problems == problems && k.warnings == warnings &&
			  strstr(said, text) != NULL,
	    "%u problems, %u warnings: %s", k.problems, k.warnings, said);
}

START_TEST(says_nothing_where_all_is_well_or_no_module_is)
{
	look(0, 0, "");
	ck_assert_int_eq(unlink(verifier_program), 0);
	ck_assert_int_eq(unlink(verifier_module), 0);
	look(0, 0, "");
}
END_TEST

START_TEST(tells_of_a_program_that_cannot_be_run)
{
	ck_assert_int_eq(chmod(verifier_program, 0644), 0);
	look(1, 0, "mode 0644");
	ck_assert_int_eq(chmod(verifier_program, 04755), 0);
	look(1, 0, "mode 4755");
	ck_assert_int_eq(unlink(verifier_program), 0);
	look(1, 0, "install it");
	ck_assert_int_eq(mkdir(verifier_program, 0755), 0);
	look(1, 0, verifier_program);
}
END_TEST

START_TEST(tells_of_a_program_that_others_could_change)
{
	ck_assert_int_eq(chmod(verifier_program, 0775), 0);
	look(1, 0, "mode 0775");
	ck_assert_int_eq(chmod(verifier_program, 0755), 0);
	ck_assert_int_eq(chmod(folder, 0777), 0);
	look(1, 0, "writable by everyone");
	ck_assert_int_eq(chmod(folder, 0755), 0);
	look(0, 0, "");
	if (geteuid() != 0)
		return;
	ck_assert_int_eq(chown(verifier_program, 1, 1), 0);
	look(1, 0, "must belong to root");
	ck_assert_int_eq(chown(verifier_program, 0, 0), 0);
	ck_assert_int_eq(chown(folder, 1, 1), 0);
	look(1, 0, "must belong to root");
}
END_TEST

/* Where the socket is, the module goes nowhere else. */
START_TEST(tells_of_a_socket_where_nobody_listens)
{
	struct sockaddr_un a = {.sun_family = AF_UNIX};
	int fd;

	if (geteuid() != 0)
		return;
	(void)snprintf(a.sun_path, sizeof(a.sun_path), "%s", verifier_socket);
	fd = socket(AF_UNIX, SOCK_STREAM, 0);
	ck_assert_int_eq(bind(fd, (const struct sockaddr *)&a, sizeof(a)), 0);
	ck_assert_int_eq(chmod(verifier_socket, 0600), 0);
	look(1, 0, "systemctl restart otpgate-pam.socket");
	ck_assert_int_eq(listen(fd, 4), 0);
	look(0, 0, "");
	ck_assert_int_eq(chown(verifier_socket, 1, 1), 0);
	look(1, 0, "must belong to root");
	(void)close(fd);
	ck_assert_int_eq(unlink(verifier_socket), 0);
	file_puts(verifier_unit, 0644, "");
	look(0, 1, "systemctl start otpgate-pam.socket");
}
END_TEST

int
main(void)
{
	TCase *tc = tcase_create("verifier");
	Suite *s = suite_create("verifier");

	folder_use(tc);
	tcase_add_checked_fixture(tc, setup, NULL);
	tcase_add_test(tc, says_nothing_where_all_is_well_or_no_module_is);
	tcase_add_test(tc, tells_of_a_program_that_cannot_be_run);
	tcase_add_test(tc, tells_of_a_program_that_others_could_change);
	tcase_add_test(tc, tells_of_a_socket_where_nobody_listens);
	suite_add_tcase(s, tc);
	return check_main(s);
}
