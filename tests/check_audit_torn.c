/* SPDX-License-Identifier: ISC */
/* Tests of lib/audit/audit.c: a line that was cut, by whomever, costs no other.
 */
#include <sys/resource.h>
#include <sys/wait.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>

#include "check_folder.h"
#include "check_main.h"
#include "lib/audit/audit.h"
#include "lib/audit/line.h"

#define WHEN 1795424400 /* 2026-11-23T09:00:00Z */
#define AT "2026-11-23T09:00:00Z"
#define HALF AT " event=login verdict=al"
#define LINE AT " event=a detail=\"1\"\n"

static struct og_audit *
open_log(void)
{
	struct og_audit *a;
	struct og_why why = {""};

	ck_assert_msg(og_audit_open(&a, in_folder("log"), "t", &why) == OG_OK,
	    "%s", why.text);
	return a;
}

/* What another program leaves that was stopped within a line. */
static void
append_half(void)
{
	int fd = open(in_folder("log"), O_WRONLY | O_APPEND);

	ck_assert_int_eq(write(fd, HALF, strlen(HALF)), strlen(HALF));
	(void)close(fd);
}

START_TEST(ends_the_line_that_it_finds_cut)
{
	struct og_audit *a;

	file_puts(in_folder("log"), 0640, HALF);
	a = open_log();
	og_audit_note(a, WHEN, "a", "1");
	og_audit_note(a, WHEN, "a", "1");
	file_holds(in_folder("log"), HALF "\n" LINE LINE);
	og_audit_free(&a);
}
END_TEST

START_TEST(ends_a_line_that_another_cut_while_it_was_open)
{
	struct og_audit *a = open_log();

	og_audit_note(a, WHEN, "a", "1");
	append_half();
	og_audit_note(a, WHEN, "a", "1");
	og_audit_free(&a);
	file_holds(in_folder("log"), LINE HALF "\n" LINE);
}
END_TEST

START_TEST(puts_no_empty_line_into_a_whole_log)
{
	struct og_audit *a = open_log();

	og_audit_note(a, WHEN, "a", "1");
	ck_assert_int_eq(og_audit_reopen(a, NULL), OG_OK);
	og_audit_note(a, WHEN, "a", "1");
	/* emptied by somebody who keeps the file */
	ck_assert_int_eq(truncate(in_folder("log"), 0), 0);
	og_audit_note(a, WHEN, "a", "1");
	og_audit_free(&a);
	file_holds(in_folder("log"), LINE);
}
END_TEST

/* Writes a note in a process whose files end at "limit" bytes. */
static void
limited_note(rlim_t limit)
{
	struct og_audit *a = open_log();
	struct rlimit rl = {limit, RLIM_INFINITY};
	pid_t pid = fork();
	int status;

	ck_assert_int_ne(pid, -1);
	if (pid == 0) {
		(void)signal(SIGXFSZ, SIG_IGN);
		if (setrlimit(RLIMIT_FSIZE, &rl) != 0)
			_exit(1);
		og_audit_note(a, WHEN, "a", "1");
		rl.rlim_cur = RLIM_INFINITY;
		if (setrlimit(RLIMIT_FSIZE, &rl) != 0)
			_exit(1);
		og_audit_note(a, WHEN, "a", "1");
		_exit(0);
	}
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_int_eq(status, 0);
	og_audit_free(&a);
}

START_TEST(keeps_no_end_of_a_line_without_its_beginning)
{
	const rlim_t len = sizeof(LINE) - 1;
	char expected[8 * sizeof(LINE)];

	/* the limit is so many bytes into the line */
	for (rlim_t cut = 0; cut < len; cut++) {
		file_puts(in_folder("log"), 0640, LINE);
		limited_note(len + cut);
		/* the cut one comes again, whole, before the next */
		(void)snprintf(expected, sizeof(expected), "%s%.*s%s%s%s", LINE,
		    (int)cut, LINE, cut > 0 ? "\n" : "", LINE, LINE);
		file_holds(in_folder("log"), expected);
	}
}
END_TEST

START_TEST(writes_where_it_may_not_read)
{
	struct og_audit *a;

	file_puts(in_folder("log"), 0200, HALF);
	if (geteuid() == 0) {
		ck_assert_int_eq(chown(in_folder("log"), 12345, 12345), 0);
		ck_assert_int_eq(chmod(folder_base, 0755), 0);
		ck_assert_int_eq(chmod(folder, 0755), 0);
		ck_assert_int_eq(seteuid(12345), 0);
	}
	a = open_log();
	og_audit_note(a, WHEN, "a", "1");
	og_audit_note(a, WHEN, "a", "1");
	og_audit_free(&a);
	if (geteuid() == 12345)
		ck_assert_int_eq(seteuid(0), 0);
	ck_assert_int_eq(chmod(in_folder("log"), 0640), 0);
	file_holds(in_folder("log"), HALF "\n" LINE "\n" LINE);
}
END_TEST

#define WRITERS 3
#define ROUNDS 5000

/* Numbered lines, from a process and a handle of its own. */
static void
write_numbers(int writer)
{
	struct og_audit *a = open_log();

	while (file_stat(in_folder("log")).st_size == 0)
		(void)sched_yield();
	for (int i = 0; i < ROUNDS; i++)
		og_audit_note(a, WHEN, "n", "%d-%d", writer, i);
	og_audit_free(&a);
}

/* Until it is killed. */
static void
write_halves(void)
{
	for (;;) {
		append_half();
		(void)sched_yield();
	}
}

START_TEST(no_line_is_lost_to_others_that_are_cut_at_the_same_time)
{
	static bool seen[WRITERS][ROUNDS];
	static struct og_audit_line l;
	pid_t pids[WRITERS + 1];
	char *line = NULL;
	size_t room = 0;
	ssize_t len;
	int status, writer, i;
	FILE *f;

	file_puts(in_folder("log"), 0640, "");
	for (i = 0; i <= WRITERS; i++) {
		pids[i] = fork();
		ck_assert_int_ne(pids[i], -1);
		if (pids[i] == 0) {
			if (i < WRITERS)
				write_numbers(i);
			else
				write_halves();
			_exit(0);
		}
	}
	for (i = 0; i < WRITERS; i++) {
		ck_assert_int_eq(waitpid(pids[i], &status, 0), pids[i]);
		ck_assert_int_eq(status, 0);
	}
	ck_assert_int_eq(kill(pids[WRITERS], SIGKILL), 0);
	ck_assert_int_eq(waitpid(pids[WRITERS], &status, 0), pids[WRITERS]);
	ck_assert(WIFSIGNALED(status));
	f = fopen(in_folder("log"), "r");
	ck_assert_ptr_nonnull(f);
	while ((len = getline(&line, &room, f)) > 0) {
		if (og_audit_line_parse(line, (size_t)len - 1, &l) != OG_OK)
			continue;
		ck_assert_int_eq(
		    sscanf(l.event.detail, "%d-%d", &writer, &i), 2);
		seen[writer][i] = true;
	}
	free(line);
	(void)fclose(f);
	for (writer = 0; writer < WRITERS; writer++)
		for (i = 0; i < ROUNDS; i++)
			ck_assert_msg(seen[writer][i], "%d-%d", writer, i);
}
END_TEST

/* The lines that can stand next to each other. */
static size_t
whole_lines(char out[][900], size_t max)
{
	static const char *const hostile[] = {NULL, "-", "x", " user=-",
	    " user=\"root\"",
	    AT " event=login verdict=allow reason=ok "
	       "factor=totp addr=9.9.9.9 detail=- user=-",
	    "\",\"user\":\"root\"}", "\\", "{"};
	struct og_event e = {.when = WHEN, .event = "login", .verdict = "deny"};
	struct og_buf b;
	size_t n = 0;

	for (size_t i = 0; i < sizeof(hostile) / sizeof(hostile[0]); i++) {
		for (int form = 0; form < 4 && n < max; form++) {
			og_buf_init(&b, OG_AUDIT_LINE_MAX);
			e.detail = e.address = hostile[i];
			e.user = hostile[i];
			if (form < 2)
				og_audit_line_event(
				    &b, &e, (enum og_audit_format)form, true);
			else
				og_audit_line_note(&b, i == 1 ? -1 : WHEN,
				    "error", hostile[i] ? hostile[i] : "",
				    (enum og_audit_format)(form - 2));
			(void)snprintf(out[n++], 900, "%s", og_buf_str(&b));
			og_buf_clear(&b);
		}
	}
	return n;
}

START_TEST(a_cut_line_with_another_behind_it_is_no_line)
{
	static char whole[40][900];
	static char text[2048];
	static struct og_audit_line l;
	size_t n = whole_lines(whole, 40), glued = 0;

	for (size_t i = 0; i < n; i++) {
		ck_assert_int_eq(
		    og_audit_line_parse(whole[i], strlen(whole[i]), &l), OG_OK);
		for (size_t cut = 1; cut < strlen(whole[i]); cut++) {
			ck_assert_int_eq(og_audit_line_parse(whole[i], cut, &l),
			    OG_ERR_FORMAT);
			for (size_t k = 0; k < n; k++, glued++) {
				memcpy(text, whole[i], cut);
				memcpy(
				    text + cut, whole[k], strlen(whole[k]) + 1);
				ck_assert_msg(
				    og_audit_line_parse(text, strlen(text),
					&l) == OG_ERR_FORMAT,
				    "%s", text);
			}
		}
	}
	ck_assert_uint_gt(glued, 10000);
}
END_TEST

int
main(void)
{
	TCase *tc = tcase_create("torn");
	Suite *s = suite_create("audit_torn");

	folder_use(tc);
	tcase_add_test(tc, ends_the_line_that_it_finds_cut);
	tcase_add_test(tc, ends_a_line_that_another_cut_while_it_was_open);
	tcase_add_test(tc, puts_no_empty_line_into_a_whole_log);
	tcase_add_test(tc, keeps_no_end_of_a_line_without_its_beginning);
	tcase_add_test(tc, writes_where_it_may_not_read);
	tcase_add_test(
	    tc, no_line_is_lost_to_others_that_are_cut_at_the_same_time);
	tcase_add_test(tc, a_cut_line_with_another_behind_it_is_no_line);
	suite_add_tcase(s, tc);
	return check_main(s);
}
