/* SPDX-License-Identifier: ISC */
/* Tests of lib/audit/audit.c: one event, one line, whatever is in it. */
#include <pthread.h>

#include "check_folder.h"
#include "check_main.h"
#include "lib/audit/audit.h"

#define WHEN 1795424400 /* 2026-11-23T09:00:00Z */
#define AT "2026-11-23T09:00:00Z"

static struct og_audit *
open_log(void)
{
	struct og_audit *a;
	struct og_why why = {""};

	ck_assert_msg(og_audit_open(&a, in_folder("log"), "t", &why) == OG_OK,
	    "%s", why.text);
	return a;
}

/* Writes one event and asserts what stands in the log. */
static void
writes(const struct og_event *e, const char *expected)
{
	struct og_audit *a = open_log();

	og_audit_write(a, e);
	og_audit_free(&a);
	ck_assert_ptr_null(a);
	file_holds(in_folder("log"), expected);
}

START_TEST(writes_fields_in_order)
{
	struct og_event e = {.when = WHEN,
	    .event = "login",
	    .verdict = "deny",
	    .reason = "code",
	    .factor = "totp",
	    .address = "192.0.2.1",
	    .detail = "lane open",
	    .user = "alice"};

	writes(&e, AT " event=login verdict=deny reason=code factor=totp "
		      "addr=192.0.2.1 detail=\"lane open\" user=\"alice\"\n");
}
END_TEST

START_TEST(writes_a_dash_for_what_is_missing)
{
	struct og_event e = {.when = WHEN, .event = "logout", .reason = ""};

	writes(&e,
	    AT " event=logout verdict=- reason=- factor=- addr=- detail=- "
	       "user=-\n");
}
END_TEST

START_TEST(tells_a_dash_from_nothing)
{
	struct og_event e = {.when = WHEN, .event = "login", .user = "-"};

	writes(&e,
	    AT " event=login verdict=- reason=- factor=- addr=- detail=- "
	       "user=\"-\"\n");
}
END_TEST

START_TEST(escapes_line_ends_and_quotes)
{
	struct og_event e = {.when = WHEN,
	    .event = "login",
	    .detail = "a\r\nb\" user=\"root\\",
	    .user = "x\"\n" AT " event=login verdict=allow"};

	writes(&e, AT " event=login verdict=- reason=- factor=- addr=- "
		      "detail=\"a\\x0d\\x0ab\\x22 user=\\x22root\\x5c\" "
		      "user=\"x\\x22\\x0a" AT " event=login verdict=allow\"\n");
}
END_TEST

START_TEST(keeps_words_one_word)
{
	struct og_event e = {.when = WHEN,
	    .event = "a b",
	    .reason = "x=\"y\"",
	    .address = "1.2.3.4 user=root\n\xc3\xbc\xff"};

	writes(&e,
	    AT " event=a\\x20b verdict=- reason=x\\x3d\\x22y\\x22 factor=- "
	       "addr=1.2.3.4\\x20user\\x3droot\\x0a\\xc3\\xbc\\xff detail=- "
	       "user=-\n");
}
END_TEST

START_TEST(cuts_long_fields)
{
	char longer[1000];
	char expected[1000];
	struct og_event e = {.when = WHEN,
	    .event = "login",
	    .address = longer,
	    .detail = longer,
	    .user = longer};

	memset(longer, 'x', sizeof(longer) - 1);
	longer[sizeof(longer) - 1] = '\0';
	(void)snprintf(expected, sizeof(expected),
	    AT " event=login verdict=- reason=- factor=- addr=%.64s... "
	       "detail=\"%.128s...\" user=\"%.128s...\"\n",
	    longer, longer, longer);
	writes(&e, expected);
}
END_TEST

START_TEST(survives_every_byte)
{
	char all[256];
	char got[65536];
	struct og_event e = {.when = WHEN, .event = all, .reason = all};
	struct og_audit *a = open_log();
	size_t i, lines = 0;
	ssize_t n;
	int fd;

	for (i = 0; i < 255; i++)
		all[i] = (char)(i + 1);
	all[255] = '\0';
	for (i = 0; i < 255; i += 32) {
		e.detail = e.user = e.address = e.verdict = all + i;
		og_audit_write(a, &e);
	}
	og_audit_free(&a);
	fd = open(in_folder("log"), O_RDONLY);
	n = read(fd, got, sizeof(got));
	(void)close(fd);
	for (i = 0; i < (size_t)n; i++) {
		lines += got[i] == '\n';
		ck_assert(got[i] == '\n' ||
			  ((unsigned char)got[i] >= ' ' && got[i] != 0x7f));
	}
	ck_assert_uint_eq(lines, 8);
}
END_TEST

START_TEST(notes_what_happened)
{
	struct og_audit *a = open_log();

	og_audit_note(a, WHEN, "error", "%s: %d \"%s\"", "users", 12, "a\nb");
	og_audit_note(a, WHEN, "start", "%s", "");
	og_audit_free(&a);
	file_holds(in_folder("log"),
	    AT " event=error detail=\"users: 12 \\x22a\\x0ab\\x22\"\n" AT
	       " event=start detail=-\n");
}
END_TEST

START_TEST(does_nothing_without_a_log)
{
	struct og_event e = {.when = WHEN, .event = "login"};
	struct og_audit *a = NULL;

	og_audit_write(NULL, &e);
	og_audit_note(NULL, WHEN, "error", "x");
	og_audit_free(&a);
}
END_TEST

START_TEST(makes_the_file_0640_and_appends)
{
	struct og_event e = {.when = WHEN, .event = "login"};
	struct og_audit *a;
	off_t size;

	(void)umask(0077);
	a = open_log();
	og_audit_write(a, &e);
	og_audit_free(&a);
	ck_assert_uint_eq(file_stat(in_folder("log")).st_mode & 07777, 0640);
	size = file_stat(in_folder("log")).st_size;
	a = open_log();
	og_audit_write(a, &e);
	og_audit_free(&a);
	ck_assert_int_eq(file_stat(in_folder("log")).st_size, 2 * size);
}
END_TEST

START_TEST(gives_a_new_file_to_the_owner_of_the_folder)
{
	struct og_audit *a;

	if (geteuid() != 0)
		return;
	ck_assert_int_eq(chown(folder, 12345, 12346), 0);
	a = open_log();
	og_audit_free(&a);
	ck_assert_uint_eq(file_stat(in_folder("log")).st_uid, 12345);
	ck_assert_uint_eq(file_stat(in_folder("log")).st_gid, 12346);
}
END_TEST

START_TEST(refuses_what_is_no_regular_file)
{
	struct og_audit *a;
	struct og_why why = {""};

	file_puts(in_folder("real"), 0640, "x");
	ck_assert_int_eq(symlink("real", in_folder("link")), 0);
	ck_assert_int_eq(
	    og_audit_open(&a, in_folder("link"), "t", &why), OG_ERR_UNSAFE);
	ck_assert_ptr_null(a);
	ck_assert_ptr_nonnull(strstr(why.text, "symlink"));
	ck_assert_int_eq(mkfifo(in_folder("fifo"), 0600), 0);
	ck_assert_int_eq(
	    og_audit_open(&a, in_folder("fifo"), "t", NULL), OG_ERR_UNSAFE);
	ck_assert_int_eq(og_audit_open(&a, folder, "t", NULL), OG_ERR_UNSAFE);
	ck_assert_int_eq(
	    og_audit_open(&a, "/dev/null", "t", NULL), OG_ERR_UNSAFE);
	ck_assert_int_eq(link(in_folder("real"), in_folder("two")), 0);
	ck_assert_int_eq(
	    og_audit_open(&a, in_folder("two"), "t", NULL), OG_ERR_UNSAFE);
	ck_assert_int_eq(
	    og_audit_open(&a, in_folder("no/log"), "t", NULL), OG_ERR_IO);
	ck_assert_ptr_null(a);
	file_holds(in_folder("real"), "x");
}
END_TEST

START_TEST(follows_rotation)
{
	struct og_audit *a = open_log();

	og_audit_note(a, WHEN, "a", "1");
	ck_assert_int_eq(rename(in_folder("log"), in_folder("log.1")), 0);
	og_audit_note(a, WHEN, "b", "2");
	ck_assert_int_eq(og_audit_reopen(a, NULL), OG_OK);
	og_audit_note(a, WHEN, "c", "3");
	og_audit_free(&a);
	file_holds(in_folder("log.1"),
	    AT " event=a detail=\"1\"\n" AT " event=b detail=\"2\"\n");
	file_holds(in_folder("log"), AT " event=c detail=\"3\"\n");
}
END_TEST

START_TEST(keeps_the_old_log_when_the_new_one_fails)
{
	struct og_audit *a = open_log();

	ck_assert_int_eq(rename(in_folder("log"), in_folder("log.1")), 0);
	ck_assert_int_eq(mkdir(in_folder("log"), 0755), 0);
	ck_assert_int_eq(og_audit_reopen(a, NULL), OG_ERR_UNSAFE);
	og_audit_note(a, WHEN, "a", "1");
	og_audit_free(&a);
	file_holds(in_folder("log.1"), AT " event=a detail=\"1\"\n");
}
END_TEST

START_TEST(writes_to_stderr_and_leaves_it_open)
{
	struct og_audit *a;
	int saved = dup(STDERR_FILENO);
	int fd = open(in_folder("err"), O_RDWR | O_CREAT, 0600);

	ck_assert_int_ne(fd, -1);
	ck_assert_int_ne(dup2(fd, STDERR_FILENO), -1);
	ck_assert_int_eq(og_audit_open(&a, "stderr", "t", NULL), OG_OK);
	og_audit_note(a, WHEN, "a", "1");
	ck_assert_int_eq(og_audit_reopen(a, NULL), OG_OK);
	og_audit_free(&a);
	ck_assert_int_ne(fcntl(STDERR_FILENO, F_GETFD), -1);
	ck_assert_int_ne(dup2(saved, STDERR_FILENO), -1);
	file_holds(in_folder("err"), AT " event=a detail=\"1\"\n");
}
END_TEST

/* Writes to standard error by "target"; asserts what arrives. */
static void
stderr_gets(const char *target, const char *expected)
{
	struct og_event e = {.when = WHEN, .event = "login", .verdict = "deny"};
	struct og_audit *a;
	int saved = dup(STDERR_FILENO);
	int fd = open(in_folder("err"), O_RDWR | O_CREAT | O_TRUNC, 0600);

	ck_assert_int_ne(fd, -1);
	ck_assert_int_ne(dup2(fd, STDERR_FILENO), -1);
	ck_assert_int_eq(og_audit_open(&a, target, "t", NULL), OG_OK);
	og_audit_note(a, WHEN, "start", "%s", "x\n<0>y");
	og_audit_note(a, WHEN, "error", "%s", "");
	og_audit_write(a, &e);
	e.verdict = "allow";
	og_audit_set_format(a, OG_AUDIT_JSON);
	og_audit_write(a, &e);
	og_audit_free(&a);
	ck_assert_int_ne(dup2(saved, STDERR_FILENO), -1);
	(void)close(saved);
	(void)close(fd);
	file_holds(in_folder("err"), expected);
}

#define NOTHING " reason=- factor=- addr=- detail=- user=-\n"
#define NOTHING_JSON                                                           \
	",\"reason\":null,\"factor\":null,\"addr\":null,\"detail\":null,"      \
	"\"user\":null}\n"

START_TEST(gives_the_journal_priorities_and_stderr_none)
{
	stderr_gets("journal",
	    "<5>" AT " event=start detail=\"x\\x0a<0>y\"\n<3>" AT
	    " event=error detail=-\n<4>" AT " event=login verdict=deny" NOTHING
	    "<5>{\"time\":\"" AT
	    "\",\"event\":\"login\",\"verdict\":\"allow\"" NOTHING_JSON);
	stderr_gets("stderr",
	    AT " event=start detail=\"x\\x0a<0>y\"\n" AT
	       " event=error detail=-\n" AT " event=login verdict=deny" NOTHING
	       "{\"time\":\"" AT
	       "\",\"event\":\"login\",\"verdict\":\"allow\"" NOTHING_JSON);
}
END_TEST

START_TEST(changes_its_format_while_it_is_open)
{
	struct og_audit *a = open_log();

	og_audit_note(a, WHEN, "a", "1");
	og_audit_set_format(a, OG_AUDIT_JSON);
	og_audit_note(a, WHEN, "b", "\"2\n");
	og_audit_set_format(a, OG_AUDIT_TEXT);
	og_audit_note(a, WHEN, "c", "3");
	og_audit_free(&a);
	og_audit_set_format(NULL, OG_AUDIT_JSON);
	file_holds(in_folder("log"),
	    AT " event=a detail=\"1\"\n{\"time\":\"" AT
	       "\",\"event\":\"b\",\"detail\":\"\\\"2\\u000a\"}\n" AT
	       " event=c detail=\"3\"\n");
}
END_TEST

START_TEST(opens_and_closes_syslog)
{
	struct og_event e = {.when = WHEN, .event = "test", .user = "%s%n"};
	struct og_audit *a;

	ck_assert_int_eq(og_audit_open(&a, "syslog", "t", NULL), OG_OK);
	og_audit_write(a, &e);
	ck_assert_int_eq(og_audit_reopen(a, NULL), OG_OK);
	og_audit_free(&a);
	ck_assert_int_eq(og_audit_open(&a, "syslog", NULL, NULL), OG_OK);
	og_audit_free(&a);
}
END_TEST

#define THREADS 8
#define LINES 500

static void *
write_many(void *arg)
{
	struct og_audit *a = arg;
	struct og_event e = {.when = WHEN, .event = "login", .user = "alice"};
	int i;

	for (i = 0; i < LINES; i++) {
		og_audit_write(a, &e);
		if (i % 100 == 0)
			(void)!og_audit_reopen(a, NULL);
	}
	return NULL;
}

START_TEST(keeps_lines_of_threads_apart)
{
	static const char line[] =
	    AT " event=login verdict=- reason=- factor=- addr=- detail=- "
	       "user=\"alice\"\n";
	struct og_audit *a = open_log();
	pthread_t threads[THREADS];
	char got[sizeof(line)];
	FILE *f;
	int i, n = 0;

	for (i = 0; i < THREADS; i++)
		ck_assert_int_eq(
		    pthread_create(&threads[i], NULL, write_many, a), 0);
	for (i = 0; i < THREADS; i++)
		ck_assert_int_eq(pthread_join(threads[i], NULL), 0);
	og_audit_free(&a);
	f = fopen(in_folder("log"), "r");
	ck_assert_ptr_nonnull(f);
	for (; fgets(got, sizeof(got), f) != NULL; n++)
		ck_assert_str_eq(got, line);
	(void)fclose(f);
	ck_assert_int_eq(n, THREADS * LINES);
}
END_TEST

int
main(void)
{
	TCase *tc = tcase_create("audit");
	Suite *s = suite_create("audit");

	folder_use(tc);
	tcase_add_test(tc, writes_fields_in_order);
	tcase_add_test(tc, writes_a_dash_for_what_is_missing);
	tcase_add_test(tc, tells_a_dash_from_nothing);
	tcase_add_test(tc, escapes_line_ends_and_quotes);
	tcase_add_test(tc, keeps_words_one_word);
	tcase_add_test(tc, cuts_long_fields);
	tcase_add_test(tc, survives_every_byte);
	tcase_add_test(tc, notes_what_happened);
	tcase_add_test(tc, does_nothing_without_a_log);
	tcase_add_test(tc, makes_the_file_0640_and_appends);
	tcase_add_test(tc, gives_a_new_file_to_the_owner_of_the_folder);
	tcase_add_test(tc, refuses_what_is_no_regular_file);
	tcase_add_test(tc, follows_rotation);
	tcase_add_test(tc, keeps_the_old_log_when_the_new_one_fails);
	tcase_add_test(tc, writes_to_stderr_and_leaves_it_open);
	tcase_add_test(tc, gives_the_journal_priorities_and_stderr_none);
	tcase_add_test(tc, changes_its_format_while_it_is_open);
	tcase_add_test(tc, opens_and_closes_syslog);
	tcase_add_test(tc, keeps_lines_of_threads_apart);
	suite_add_tcase(s, tc);
	return check_main(s);
}
