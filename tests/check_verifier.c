/* SPDX-License-Identifier: ISC */
/* Tests of admin/check/verifier.c and check/pam.c: what an administrator is
 * told when the PAM module would let nobody in. */
#include <sys/socket.h>
#include <sys/un.h>
#include <stdarg.h>

#include "admin/check/check.h"
#include "check_folder.h"
#include "check_main.h"

char verifier_module[128], verifier_program[128], verifier_socket[108],
    verifier_unit[128], verifier_pam[128];

static char said[4096];

/* In the place of the one that prints. */
void
check_tell(struct check *k, enum check_kind kind, const char *where,
    uint64_t line, const char *fmt, ...)
{
	size_t len = strlen(said);
	va_list ap;

	(void)(kind == CHECK_PROBLEM ? k->problems++ : k->warnings++);
	(void)snprintf(said + len, sizeof(said) - len,
	    "%s:%u: ", where == NULL ? "-" : where, (unsigned)line);
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
	(void)snprintf(verifier_pam, sizeof(verifier_pam), "%s/pam.d", folder);
	ck_assert_int_eq(mkdir(verifier_pam, 0755), 0);
	file_puts(verifier_module, 0644, "");
	file_puts(verifier_program, 0755, "");
}

static void
look(unsigned problems, unsigned warnings, const char *text)
{
	static struct context c;
	struct check k = {.c = &c};

	said[0] = '\0';
	check_verifier(&k, check_pam(&k));
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

/* --- PAM files --- */

/* A file of them, in which "%s" is the folder. */
static void
service(const char *name, const char *form)
{
	char path[256], text[2048];
	size_t len = 0;

	(void)snprintf(path, sizeof(path), "%s/%s", verifier_pam, name);
	for (; *form != '\0' && len < sizeof(text) - 256; form++) {
		if (strncmp(form, "%s", 2) == 0) {
			len += (size_t)snprintf(
			    text + len, sizeof(text) - len, "%s", folder);
			form++;
		} else {
			text[len++] = *form;
		}
	}
	text[len] = '\0';
	(void)unlink(path);
	file_puts(path, 0644, text);
}

/* Lines that are none of ours, or all right. */
static const char *const good[] = {
    "auth required pam_otpgate.so\n",
    "auth required pam_otpgate.so helper=%s/program\n",
    "-auth [success=1 default=die] %s/module/pam_otpgate.so nullok\n",
    "#auth required pam_otpgate.so helper=/nowhere\n",
    "auth required pam_otpgate.so # helper=/nowhere\n",
    "auth required pam_unix.so helper=/nowhere\n",
    "account required pam_otpgate.so helper=/nowhere\n",
    "auth required pam_otpgate.so [prompt=a helper=/nowhere]\n",
    "auth required my_pam_otpgate.so helper=/nowhere\n",
    "@include otpgate-code\n\n   \nauth\nauth required\n",
    "auth required pam_otpgate.so helper=%s/program", /* no line end */
};

START_TEST(says_nothing_of_lines_that_are_right)
{
	ck_assert_int_eq(unlink(verifier_module), 0);
	ck_assert_int_eq(mkdir(verifier_module, 0755), 0);
	file_puts(in_folder("module/pam_otpgate.so"), 0644, "");
	service("su", good[_i]);
	look(0, 0, "");
}
END_TEST

static const struct {
	const char *text, *said;
} bad[] = {
    {"auth required pam_otpgate.so helper=/nowhere\n", "pam.d/su:1: /nowhere"},
    {"auth required pam_otpgate.so helper=program\n", "pam.d/su:1: program"},
    {"\n# x\nauth required pam_otpgate.so debug \\\n helper=/nowhere\n",
	"pam.d/su:3: /nowhere"},
    {"a \\\n b\nAUTH [default=die] pam_otpgate.so [helper=/no where\\]]",
	"pam.d/su:3: /no where]"},
    {"auth required /nowhere/pam_otpgate.so\n", "pam.d/su:1: /nowhere"},
    {"auth required pam_otpgate.so helper=%s/plain\n", "mode 0644"},
    {"auth required pam_otpgate.so helper=%s/open/program\n",
	"open: is writable by everyone"},
    {"auth required pam_otpgate.so helper=%s/link\n",
	"open: is writable by everyone"},
    {"auth required %s/open/pam_otpgate.so\n", "open: is writable by everyone"},
};

START_TEST(tells_of_a_line_that_lets_nobody_in)
{
	file_puts(in_folder("plain"), 0644, "");
	ck_assert_int_eq(mkdir(in_folder("open"), 0755), 0);
	ck_assert_int_eq(chmod(in_folder("open"), 0777), 0);
	file_puts(in_folder("open/program"), 0755, "");
	file_puts(in_folder("open/pam_otpgate.so"), 0644, "");
	ck_assert_int_eq(symlink("open/program", in_folder("link")), 0);
	service("su", bad[_i].text);
	look(1, 0, bad[_i].said);
	service("su", "auth required pam_otpgate.so\n");
	look(0, 0, "");
}
END_TEST

START_TEST(looks_at_each_file_and_behind_links)
{
	service("su", "auth required pam_otpgate.so helper=/nowhere\n");
	service("sudo", "auth required pam_otpgate.so helper=/nowhere\n"
			"auth required pam_otpgate.so helper=/nowhere\n");
	look(3, 0, "pam.d/sudo:2: /nowhere");
	ck_assert_int_eq(rename(in_folder("pam.d/su"), in_folder("su")), 0);
	ck_assert_int_eq(symlink("../su", in_folder("pam.d/su")), 0);
	look(3, 0, "pam.d/su:1: /nowhere");
	ck_assert_int_eq(symlink("/nowhere", in_folder("pam.d/x")), 0);
	ck_assert_int_eq(mkdir(in_folder("pam.d/y"), 0755), 0);
	look(3, 0, "");
}
END_TEST

/* As after a copy to where libpam looks. */
START_TEST(a_line_is_enough_where_the_module_is_elsewhere)
{
	ck_assert_int_eq(unlink(verifier_module), 0);
	ck_assert_int_eq(unlink(verifier_program), 0);
	look(0, 0, "");
	service("su", "auth required pam_otpgate.so\n");
	look(1, 0, "install it");
}
END_TEST

START_TEST(tells_of_a_named_socket_where_nobody_listens)
{
	struct sockaddr_un a = {.sun_family = AF_UNIX};
	int fd;

	if (geteuid() != 0)
		return;
	service("su", "auth required pam_otpgate.so helper=%s/named\n");
	(void)snprintf(
	    a.sun_path, sizeof(a.sun_path), "%s", in_folder("named"));
	fd = socket(AF_UNIX, SOCK_STREAM, 0);
	ck_assert_int_eq(bind(fd, (const struct sockaddr *)&a, sizeof(a)), 0);
	look(1, 0, "start what listens there");
	ck_assert_int_eq(listen(fd, 4), 0);
	look(0, 0, "");
	(void)close(fd);
}
END_TEST

START_TEST(tells_of_settings_that_a_line_names)
{
	if (geteuid() != 0)
		return;
	service("su", "auth required pam_otpgate.so config=%s/conf\n");
	look(1, 0, "pam.d/su:1: config=: ");
	file_puts(in_folder("conf"), 0644, "hosts = { 'www.example.org' }\n");
	look(0, 0, "");
	file_puts(in_folder("conf"), 0644, "nonsense = 1\n");
	look(1, 0, "nonsense");
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
	tcase_add_loop_test(tc, says_nothing_of_lines_that_are_right, 0,
	    sizeof(good) / sizeof(good[0]));
	tcase_add_loop_test(tc, tells_of_a_line_that_lets_nobody_in, 0,
	    sizeof(bad) / sizeof(bad[0]));
	tcase_add_test(tc, looks_at_each_file_and_behind_links);
	tcase_add_test(tc, a_line_is_enough_where_the_module_is_elsewhere);
	tcase_add_test(tc, tells_of_a_named_socket_where_nobody_listens);
	tcase_add_test(tc, tells_of_settings_that_a_line_names);
	suite_add_tcase(s, tc);
	return check_main(s);
}
