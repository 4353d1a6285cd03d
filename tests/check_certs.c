/* SPDX-License-Identifier: ISC */
/* Tests of lib/sshca/register.c, the register, and of lib/sshca/keygen.c, which
 * runs a program that stands in for ssh-keygen here. */
#include <string.h>
#include <time.h>

#include "check_folder.h"
#include "check_main.h"
#include "lib/sshca/keygen.h"
#include "lib/sshca/register.h"

#define NOW 1795424400
#define PRINT "SHA256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

#define HEAD "issue serial=1 issued=1 until=9 key=a addr=- user=a "

static struct og_why why;
static struct og_certs certs;

static void
issue(uint64_t serial, const char *user, int64_t until)
{
	struct og_cert c = {.serial = serial,
	    .issued = NOW,
	    .until = until,
	    .id = 0xc8355e5da58ba500 + serial % 256};

	memcpy(c.key, PRINT, sizeof(PRINT));
	(void)snprintf(c.user, sizeof(c.user), "%s", user);
	ck_assert_msg(
	    og_certs_issue(in_folder("certs"), &c, user, &why) == OG_OK, "%s",
	    why.text);
}

static void
note_revoked(const uint64_t *serials, size_t n)
{
	ck_assert_ok(
	    og_certs_revoke(in_folder("certs"), serials, n, NOW + 1, &why));
}

static void
load(int64_t since, size_t n, size_t damaged)
{
	og_certs_clear(&certs);
	ck_assert_msg(
	    og_certs_load(in_folder("certs"), since, &certs, &why) == OG_OK,
	    "%s", why.text);
	ck_assert_uint_eq(certs.n, n);
	ck_assert_uint_eq(certs.bad, damaged);
}

START_TEST(what_is_written_is_read)
{
	load(0, 0, 0); /* no file yet */
	issue(INT64_MAX, "alice", NOW + 60);
	issue(7, "bob", NOW + 10);
	load(NOW, 2, 0);
	ck_assert_uint_eq(certs.certs[0].serial, INT64_MAX);
	ck_assert_int_eq(certs.certs[0].issued, NOW);
	ck_assert_int_eq(certs.certs[0].until, NOW + 60);
	ck_assert_str_eq(certs.certs[0].key, PRINT);
	ck_assert_str_eq(certs.certs[0].address, "");
	ck_assert_str_eq(certs.certs[0].user, "alice");
	ck_assert_uint_eq(certs.certs[0].id, 0xc8355e5da58ba5ff);
	ck_assert(!certs.certs[0].revoked);
	ck_assert_str_eq(certs.certs[1].user, "bob");
	file_holds(in_folder("certs"),
	    "issue serial=9223372036854775807 issued=1795424400 "
	    "until=1795424460 key=" PRINT " addr=- user=alice "
	    "principals=alice id=c8355e5da58ba5ff\n"
	    "issue serial=7 issued=1795424400 until=1795424410 key=" PRINT
	    " addr=- user=bob principals=bob id=c8355e5da58ba507\n");
}
END_TEST

START_TEST(those_that_have_ended_are_left_out)
{
	issue(1, "alice", NOW + 60);
	load(NOW + 60, 1, 0);
	load(NOW + 61, 0, 0);
}
END_TEST

START_TEST(only_the_named_are_revoked)
{
	const uint64_t some[] = {2, 3, 999};

	for (uint64_t i = 1; i <= 200; i++)
		issue(i, "alice", NOW + 60);
	note_revoked(some, 0);
	load(NOW, 200, 0);
	note_revoked(some, 3);
	load(NOW, 200, 0);
	for (size_t i = 0; i < certs.n; i++)
		ck_assert_int_eq(certs.certs[i].revoked, (i == 1 || i == 2));
}
END_TEST

START_TEST(a_torn_line_spoils_no_other)
{
	issue(1, "alice", NOW + 60);
	file_puts(in_folder("certs"), 0600, "issue serial=5 issu");
	issue(2, "bob", NOW + 60);
	load(NOW, 1, 1);
	ck_assert_uint_eq(certs.certs[0].serial, 2);
}
END_TEST

START_TEST(lines_of_earlier_versions_have_no_id)
{
	file_puts(in_folder("certs"), 0600, HEAD "principals=a,group:b\n");
	issue(5, "bob", NOW + 60);
	load(0, 2, 0);
	ck_assert_uint_eq(certs.certs[0].id, 0);
	ck_assert_str_eq(certs.certs[0].user, "a");
	ck_assert_uint_eq(certs.certs[1].id, 0xc8355e5da58ba505);
}
END_TEST

START_TEST(lines_have_one_spelling)
{
	static const char *const lines[] = {"", " ", "issue", "revoke serial=1",
	    "revoke serial=1 when=5 ", "revoke serial=01 when=5",
	    "revoke serial=0 when=5", "revoke serial=-1 when=5",
	    "revoke serial=9223372036854775808 when=5",
	    "issue serial=1 issued=1 until=9 key=a addr=- user=Alice "
	    "principals=a",
	    "issue serial=1 issued=1 until=9 key=a addr=- user=a",
	    "issue serial=1 issued=1 until=9 key=a addr= user=a principals=a",
	    "issue serial=1  issued=1 until=9 key=a addr=- user=a "
	    "principals=a",
	    HEAD "principals=", HEAD "principals=a ",
	    HEAD "principals=a id=", HEAD "principals=a id=c8355e5da58ba5f",
	    HEAD "principals=a id=c8355e5da58ba5fff",
	    HEAD "principals=a id=C8355E5DA58BA5FF",
	    HEAD "principals=a id=0000000000000000",
	    HEAD "principals=a id=c8355e5da58ba5ff ",
	    HEAD "principals=a id=c8355e5da58ba5ff x=1",
	    HEAD "principals=a ID=c8355e5da58ba5ff"};
	char text[512];

	(void)snprintf(text, sizeof(text), "%s\n", lines[_i]);
	file_puts(in_folder("certs"), 0600, text);
	load(0, 0, 1);
}
END_TEST

START_TEST(unsafe_registers_are_refused)
{
	struct og_cert c = {.serial = 1, .issued = 1, .until = 2};

	file_puts(in_folder("certs"), 0640, "");
	ck_assert_err(
	    og_certs_load(in_folder("certs"), 0, &certs, &why), OG_ERR_UNSAFE);
	ck_assert_err(
	    og_certs_issue(in_folder("certs"), &c, "a", &why), OG_ERR_UNSAFE);
	file_holds(in_folder("certs"), "");
}
END_TEST

/* --- a program that stands in for ssh-keygen: /bin/sh --- */

static struct og_keygen k;

static enum og_err
script(const char *text)
{
	ck_assert_ok(og_keygen_begin(&k, &why));
	og_keygen_arg(&k, "-c");
	og_keygen_arg(&k, text);
	return og_keygen_run(&k, NULL, &why);
}

START_TEST(it_works_in_a_folder_of_its_own_which_goes)
{
	struct og_buf b;
	struct stat st;
	char path[sizeof(k.path)];

	ck_assert_int_eq(setenv("OTPGATE_TEST", "leak", 1), 0);
	ck_assert_ok(script("env | sort > out; ls /proc/self/fd >> out; "
			    "read x || echo eof >> out; mkfifo more"));
	ck_assert_int_eq(stat(k.path, &st), 0);
	ck_assert_uint_eq(st.st_mode & 0777, 0700);
	og_buf_init(&b, 4096);
	ck_assert_ok(og_keygen_get(&k, "out", 4096, &b));
	ck_assert_ptr_nonnull(strstr(og_buf_str(&b), "HOME=/nonexistent\n"
						     "LC_ALL=C\n"));
	ck_assert_ptr_null(strstr(og_buf_str(&b), "leak"));
	ck_assert_ptr_null(strstr(og_buf_str(&b), "SSH_AUTH_SOCK"));
	ck_assert_ptr_nonnull(strstr(og_buf_str(&b), "\neof\n"));
	og_buf_clear(&b);
	memcpy(path, k.path, sizeof(path));
	og_keygen_end(&k);
	ck_assert_int_eq(stat(path, &st), -1);
}
END_TEST

START_TEST(its_failure_is_told)
{
	ck_assert_err(script("exit 3"), OG_ERR_IO);
	ck_assert_ptr_nonnull(strstr(why.text, "status 3"));
	og_keygen_end(&k);
	ck_assert_err(script("kill -9 $$"), OG_ERR_IO);
	og_keygen_end(&k);
}
END_TEST

START_TEST(it_and_its_children_are_ended_after_the_deadline)
{
	struct timespec before, after;
	char path[sizeof(k.path)];
	struct stat st;

	(void)clock_gettime(CLOCK_MONOTONIC, &before);
	ck_assert_err(script("sleep 60 & sleep 60"), OG_ERR_BUSY);
	(void)clock_gettime(CLOCK_MONOTONIC, &after);
	ck_assert_int_ge(after.tv_sec - before.tv_sec, OG_KEYGEN_SECONDS - 1);
	ck_assert_int_lt(after.tv_sec - before.tv_sec, 50);
	memcpy(path, k.path, sizeof(path));
	og_keygen_end(&k);
	ck_assert_int_eq(stat(path, &st), -1);
}
END_TEST

START_TEST(an_agent_is_named_only_if_there_is_one)
{
	ck_assert_ok(og_keygen_begin(&k, &why));
	og_keygen_arg(&k, "-c");
	og_keygen_arg(&k, "test \"$SSH_AUTH_SOCK\" = /agent");
	ck_assert_ok(og_keygen_run(&k, "/agent", &why));
	og_keygen_end(&k);
}
END_TEST

START_TEST(too_many_arguments_are_not_cut)
{
	ck_assert_ok(og_keygen_begin(&k, &why));
	for (int i = 0; i <= OG_KEYGEN_ARGS_MAX; i++)
		og_keygen_arg(&k, "x");
	ck_assert_err(og_keygen_run(&k, NULL, &why), OG_ERR_RANGE);
	og_keygen_end(&k);
}
END_TEST

static void
teardown(void)
{
	og_certs_clear(&certs);
}

int
main(void)
{
	Suite *s = suite_create("certs");
	TCase *tc = tcase_create("register");
	TCase *run = tcase_create("keygen");

	folder_use(tc);
	tcase_add_checked_fixture(tc, NULL, teardown);
	tcase_add_test(tc, what_is_written_is_read);
	tcase_add_test(tc, those_that_have_ended_are_left_out);
	tcase_add_test(tc, only_the_named_are_revoked);
	tcase_add_test(tc, a_torn_line_spoils_no_other);
	tcase_add_test(tc, lines_of_earlier_versions_have_no_id);
	tcase_add_loop_test(tc, lines_have_one_spelling, 0, 23);
	tcase_add_test(tc, unsafe_registers_are_refused);
	suite_add_tcase(s, tc);
	tcase_add_test(run, it_works_in_a_folder_of_its_own_which_goes);
	tcase_add_test(run, its_failure_is_told);
	tcase_add_test(run, it_and_its_children_are_ended_after_the_deadline);
	tcase_add_test(run, an_agent_is_named_only_if_there_is_one);
	tcase_add_test(run, too_many_arguments_are_not_cut);
	suite_add_tcase(s, run);
	return check_main(s);
}
