/* SPDX-License-Identifier: ISC */
/* Tests of pam/: the slow work of a failure is the same for what somebody has
 * typed and for what sshd puts in its place when it keeps him out; and what it
 * says to the system's log holds nothing of what was typed. */
#include "check_pam.h"

#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>
#include <unistd.h>

#include "lib/base/clock.h"
#include "pam_shim.h"

#define DUMMY "\b\n\r\177INCORRECT"

static char shim_path[PATH_MAX], real_helper[PATH_MAX];
static char said[1 << 14]; /* to the system's log, a line each */
static int debugs;	   /* lines of LOG_DEBUG */

/* The two stand before the library's for the module, too: syslog is there, and
 * takes everything. */
__attribute__((visibility("default"))) int
connect(int fd, const struct sockaddr *to, socklen_t len)
{
	struct sockaddr_un un;

	memset(&un, 0, sizeof(un));
	memcpy(&un, to, len < sizeof(un) ? len : sizeof(un));
	if (un.sun_family == AF_UNIX && strcmp(un.sun_path, "/dev/log") == 0)
		return 0;
	return (int)syscall(SYS_connect, fd, to, len);
}

/* "<38>Nov 23 09:00:00 name[1]: pam_otpgate(otp:auth): text" */
__attribute__((visibility("default"))) ssize_t
send(int fd, const void *bytes, size_t len, int flags)
{
	static const char mark[] = ":auth): ";
	const char *text = len > 0 && *(const char *)bytes == '<'
			       ? memmem(bytes, len, mark, sizeof(mark) - 1)
			       : NULL;

	if (text == NULL)
		return (ssize_t)syscall(
		    SYS_sendto, fd, bytes, len, flags, NULL, 0);
	text += sizeof(mark) - 1;
	debugs += (atoi((const char *)bytes + 1) & 7) == LOG_DEBUG;
	(void)snprintf(said + strlen(said), sizeof(said) - strlen(said),
	    "%.*s\n", (int)((const char *)bytes + len - text), text);
	return (ssize_t)len;
}

/* A helper that is the real one with a shim, which keeps what it does. */
static void
use_shim(void)
{
	char text[4 * PATH_MAX];

	(void)snprintf(text, sizeof(text),
	    "#!/bin/sh\nPAM_SHIM='%s' LD_PRELOAD='%s' "
	    "ASAN_OPTIONS=verify_asan_link_order=0 exec '%s' 2>>'%s/errors'\n",
	    folder, shim_path, real_helper, folder);
	file_puts(in_folder("verify"), 0755, text);
	(void)snprintf(helper_path, sizeof(helper_path), "%s/verify", folder);
	add_service("otp", "");
}

static char *
kept(const char *name)
{
	static char all[1 << 13];
	ssize_t n = 0;
	int fd = open(in_folder(name), O_RDONLY);

	if (fd != -1) {
		n = read(fd, all, sizeof(all) - 1);
		(void)close(fd);
	}
	all[n < 0 ? 0 : n] = '\0';
	return all;
}

/* What module and helper have said since forget(). */
static const char *
heard(const char *text)
{
	const char *at = strstr(said, text);

	return at != NULL ? at : strstr(kept("said"), text);
}

static void
forget(void)
{
	said[0] = '\0';
	debugs = 0;
	(void)unlink(in_folder("said"));
	(void)unlink(in_folder("hashes"));
}

/* How often "text" stands in what was kept. */
static unsigned
count(const char *name, const char *text)
{
	unsigned n = 0;

	for (const char *s = kept(name); (s = strstr(s, text)) != NULL; s++)
		n++;
	return n;
}

/* The settings, with another log. */
static void
replace_log(const char *target)
{
	static char old[2048], new[2560];
	const char *path = in_folder("otpgate.conf"), *at;

	(void)snprintf(old, sizeof(old), "%s", kept("otpgate.conf"));
	at = strstr(old, "log = '");
	ck_assert_ptr_nonnull(at);
	(void)snprintf(new, sizeof(new), "%.*slog = '%s'%s", (int)(at - old),
	    old, target, strchr(at, '\n'));
	ck_assert_int_eq(unlink(path), 0);
	file_puts(path, 0644, new);
}

/* As sshd makes it. */
static const char *
spoilt(const char *text)
{
	static char out[2][64];
	static unsigned next;
	char *to = out[next++ % 2];
	size_t len = strlen(text);

	for (size_t i = 0; i < len; i++)
		to[i] = DUMMY[i % (sizeof(DUMMY) - 1)];
	to[len] = '\0';
	return to;
}

/* How many hashes a failure costs. */
static int
work_of(const char *service, const char *user, const char *first,
    const char *second)
{
	struct try t = {.user = user, .answers = {first, second}};
	int result;

	forget();
	result = authenticate(service, &t);
	ck_assert(result == PAM_AUTH_ERR || result == PAM_USER_UNKNOWN);
	return (int)strlen(kept("hashes"));
}

/* Bob has a password and recovery codes of that cost, too. */
static void
setup(void)
{
	static const struct og_argon2 cost = {PAM_SHIM_MEMORY, 1, 1};
	struct og_recovery_code codes[10];
	struct og_user u;

	put_settings_cost(&cost, "");
	add_service("both", "key_or_password");
	add_service("code", "want=code");
	add_service("cut", "forward_pass");
	make_user(&u, "bob");
	ck_assert_ok(
	    og_pwhash_new(&cost, PASSWORD, strlen(PASSWORD), u.pwhash));
	ck_assert_ok(og_enroll_recovery(&u, &cost, 10, PEOPLE_NOW, codes));
	put_user(&u);
}

static const struct {
	const char *service, *first, *second;
	int hashes;
} cases[] = {
    {"both", "wrong", "000000", 1},
    {"both", "", "", 1},
    {"both", "cafe\xcc\x81", "000000", 1},	/* as long as a plain one */
    {"both", "wrong", "99-00000-00000-000", 2}, /* a recovery code */
    {"both", "wrong", "99-00000-00000-00!", 2}, /* none, as long */
    {"otp", "000000", NULL, 0},
    {"otp", "99-00000-00000-000", NULL, 1},
    {"otp", "990000000000000", NULL, 1}, /* the shortest */
    {"otp", "99000000000000", NULL, 0},
    {"otp", "0 0 0 0 0 0      ", NULL, 1}, /* a code, as long */
    {"code", "99-00000-00000-000", NULL, 0},
    {"cut", "a password and 000000", NULL, 1},
};

START_TEST(what_sshd_has_spoilt_costs_as_much)
{
	const char *const first = cases[_i].first;
	const char *const second = cases[_i].second;
	const char *const users[] = {"bob", "nobody"};

	setup();
	for (int n = 0; n < 2; n++) {
		ck_assert_int_eq(
		    work_of(cases[_i].service, users[n], first, second),
		    cases[_i].hashes);
		ck_assert_int_eq(
		    work_of(cases[_i].service, users[n], spoilt(first),
			second == NULL ? NULL : spoilt(second)),
		    cases[_i].hashes);
	}
}
END_TEST

/* Or a quick answer, on a busy machine, would say that this is somebody. */
START_TEST(a_wait_costs_as_much)
{
	struct og_user u;

	setup();
	get_user("bob", &u);
	u.lanes[OG_LANE_OPEN].failures = 20;
	u.lanes[OG_LANE_OPEN].failed_at = og_clock_wall();
	u.lanes[OG_LANE_OPEN].password_failures = 20;
	u.lanes[OG_LANE_OPEN].password_failed_at = og_clock_wall();
	put_user(&u);
	ck_assert_int_eq(work_of(cases[_i].service, "bob", cases[_i].first,
			     cases[_i].second),
	    cases[_i].hashes);
	ck_assert_uint_eq(logged("reason=throttled"), 1);
	get_user("bob", &u);
	u.disabled = true;
	put_user(&u);
	ck_assert_int_eq(work_of(cases[_i].service, "bob", cases[_i].first,
			     cases[_i].second),
	    cases[_i].hashes);
	ck_assert_uint_eq(logged("reason=disabled"), 1);
}
END_TEST

/*
 * The floor is not slept behind the work, which would tell how long that was,
 * but counts from the answer.  A busy machine may be late at any single time.
 */
START_TEST(the_floor_counts_from_the_answer)
{
	static const struct og_argon2 cost = {16384, 2, 1};
	const int64_t floor = 100;
	int64_t begun, took, work = floor;
	char pwhash[OG_PWHASH_SIZE];
	bool early = false;

	put_settings_cost(&cost, "");
	add_service("both", "key_or_password");
	for (int i = 0; i < 5; i++) {
		begun = og_clock_ms();
		ck_assert_ok(og_pwhash_new(&cost, "x", 1, pwhash));
		took = og_clock_ms() - begun;
		work = took < work ? took : work;
	}
	for (int i = 0; i < 50 && !early; i++) {
		begun = og_clock_ms();
		(void)work_of("both", "nobody", "wrong", "000000");
		took = og_clock_ms() - begun;
		ck_assert_int_ge(took, floor);
		early = took % floor < work / 2;
	}
	ck_assert_msg(early, "never within %d ms of it", (int)work / 2);
}
END_TEST

/* Two secrets that are typed at most, none of which may be in a line. */
static void
debug_login(const char *service, const char *first, const char *second,
    const char *hidden, int result)
{
	struct try t = {.user = "alice", .answers = {first, second}};

	forget();
	ck_assert_int_eq(authenticate(service, &t), result);
	ck_assert_int_eq(debugs, 1);
	ck_assert_ptr_nonnull(heard("reason "));
	ck_assert_ptr_null(heard(first));
	if (second != NULL)
		ck_assert_ptr_null(heard(second));
	ck_assert_ptr_null(heard(hidden));
}

START_TEST(debug_tells_no_secret)
{
	char recovery[OG_RECOVERY_SIZE], both[64];
	const char *wrong = wrong_code("alice"), *code = code_of("alice", 0);

	add_service("debug", "debug");
	add_service("both", "debug key_or_password");
	add_service("cut", "debug forward_pass");
	give_recovery("alice", recovery);
	debug_login("debug", wrong, NULL, wrong, PAM_AUTH_ERR);
	ck_assert_ptr_nonnull(heard("reason code, lane open"));
	debug_login("debug", code, NULL, code, PAM_SUCCESS);
	debug_login("debug", recovery, NULL, recovery, PAM_SUCCESS);
	debug_login("debug", "hush-hush", NULL, "hush", PAM_AUTH_ERR);
	code = code_of("alice", 1);
	debug_login("both", "no horse", code, "horse", PAM_AUTH_ERR);
	debug_login("both", PASSWORD, code, "horse", PAM_SUCCESS);
	code = code_of("alice", 2);
	(void)snprintf(both, sizeof(both), "secret%s", code);
	debug_login("cut", both, NULL, "secret", PAM_SUCCESS);
	ck_assert_ptr_null(heard(code));
	/* without the word, not even that; nor of what sshd has spoilt */
	debugs = 0;
	ck_assert_int_eq(login("debug", "alice", spoilt(code)), PAM_AUTH_ERR);
	ck_assert_int_eq(login("otp", "alice", code_of("alice", 3)), 0);
	ck_assert_int_eq(debugs, 0);
}
END_TEST

START_TEST(tells_the_administrator_what_he_has_to_know)
{
	add_service("nullok", "nullok");
	ck_assert_int_eq(login("nullok", "bob", "123456"), IGNORED);
	ck_assert_ptr_nonnull(
	    heard("user \"bob\" is not enrolled: passed over (nullok)\n"));
	forget();
	add_service("bad", "debug nulok");
	ck_assert_int_eq(login("bad", "bob", "123456"), PAM_AUTHINFO_UNAVAIL);
	ck_assert_ptr_nonnull(heard("not understood: \"nulok\": unknown, "));
}
END_TEST

START_TEST(tells_syslog_what_its_log_cannot_take)
{
	char more[256];

	ck_assert_int_eq(login("otp", "alice", code_of("alice", 0)), 0);
	ck_assert_ptr_null(heard("verdict="));
	ck_assert_uint_eq(logged("verdict=allow"), 1);
	(void)snprintf(more, sizeof(more), "%s/log", folder);
	ck_assert_int_eq(unlink(more), 0);
	ck_assert_int_eq(mkdir(more, 0700), 0);
	ck_assert_int_eq(
	    login("otp", "alice", wrong_code("alice")), PAM_AUTH_ERR);
	ck_assert_ptr_nonnull(heard("log: "));
	ck_assert_ptr_nonnull(heard("verdict=deny reason=code"));
	ck_assert_int_eq(login("otp", "alice", code_of("alice", 1)), 0);
	ck_assert_ptr_nonnull(heard("verdict=allow reason=ok"));
	ck_assert_ptr_null(heard(wrong_code("alice")));
}
END_TEST

/*
 * Nobody waits for it: what cannot be counted when it happens is counted by a
 * process that stays behind.
 */
START_TEST(a_failure_is_counted_when_the_lock_is_free_again)
{
	const int64_t begun = og_clock_ms();
	struct og_user u;

	setup();
	ck_assert_int_eq(
	    symlink(in_folder("users.lock"), in_folder("lock")), 0);
	ck_assert_int_eq(
	    login("otp", "bob", "99-00000-00000-000"), PAM_AUTHINFO_UNAVAIL);
	ck_assert_int_lt(og_clock_ms() - begun, PAM_SHIM_LOCKED);
	ck_assert_uint_eq(logged("reason=late"), 0);
	for (int i = 0; i < 1000 && logged("reason=late") == 0; i++)
		(void)usleep(10000);
	ck_assert_uint_eq(logged("event=limit verdict=done reason=late"), 1);
	ck_assert_int_gt(og_clock_ms() - begun, PAM_SHIM_LOCKED);
	get_user("bob", &u);
	ck_assert_uint_eq(u.lanes[OG_LANE_OPEN].failures, 1);
	og_user_clear(&u);
}
END_TEST

/* Another has the lines by then, or has still to write some. */
START_TEST(lines_that_come_late_are_not_called_lost)
{
	setup();
	replace_log("syslog");
	ck_assert_int_eq(
	    symlink(in_folder("users.lock"), in_folder("lock")), 0);
	file_puts(in_folder("full"), 0644, "");
	ck_assert_int_eq(
	    login("otp", "bob", "99-00000-00000-000"), PAM_AUTHINFO_UNAVAIL);
	ck_assert_ptr_null(strstr(kept("said"), "event="));
	ck_assert_int_eq(unlink(in_folder("full")), 0);
	for (int i = 0; i < 1000 && !heard("reason=late"); i++)
		(void)usleep(10000);
	ck_assert_ptr_nonnull(heard("reason=late"));
	ck_assert_uint_eq(count("said", "event=pam"), 1);
	ck_assert_str_eq(kept("errors"), "");
}
END_TEST

/* But those that nothing has taken in the end are. */
START_TEST(lines_that_are_lost_are_told_once)
{
	setup();
	replace_log("syslog");
	file_puts(in_folder("full"), 0644, "");
	ck_assert_int_eq(login("otp", "bob", "000000"), PAM_AUTH_ERR);
	ck_assert_uint_eq(count("errors", "1 line is lost"), 1);
	forget();
	ck_assert_int_eq(unlink(in_folder("errors")), 0);
	ck_assert_int_eq(
	    symlink(in_folder("users.lock"), in_folder("lock")), 0);
	ck_assert_int_eq(
	    login("otp", "bob", "99-00000-00000-000"), PAM_AUTHINFO_UNAVAIL);
	for (int i = 0; i < 1000 && count("errors", "lost") == 0; i++)
		(void)usleep(10000);
	ck_assert_uint_eq(count("errors", "2 lines are lost"), 1);
	ck_assert_uint_eq(count("errors", "lost"), 1);
}
END_TEST

/* What the verifier says of itself when the module has started it, which gives
 * it no standard error. */
static void
start_it(const char *question, const char *argument)
{
	int ends[2], status = 0;
	pid_t pid;

	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
	ck_assert_int_eq(write(ends[0], question, strlen(question)),
	    (ssize_t)strlen(question));
	(void)close(ends[0]);
	pid = fork();
	if (pid == 0) {
		(void)setenv("PAM_SHIM", folder, 1);
		(void)setenv("LD_PRELOAD", shim_path, 1);
		(void)setenv("ASAN_OPTIONS", "verify_asan_link_order=0", 1);
		(void)dup2(ends[1], 0);
		(void)dup2(open("/dev/null", O_RDWR), 2);
		(void)execl(real_helper, real_helper, argument, (char *)NULL);
		_exit(127);
	}
	(void)close(ends[1]);
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_int_eq(WEXITSTATUS(status), EXIT_FAILURE);
}

START_TEST(a_start_that_fails_is_told_to_syslog)
{
	start_it("nonsense", NULL);
	ck_assert_uint_eq(count("said", "otpgate-pam-verify["), 1);
	ck_assert_uint_eq(count("said", "the question was not understood"), 1);
	start_it("", "argument");
	ck_assert_uint_eq(count("said", "takes no arguments"), 1);
}
END_TEST

int
main(void)
{
	TCase *tc = tcase_create("work");
	Suite *s = suite_create("pam_work");

	pam_find_module();
	pam_find("OTPGATE_PAM_SHIM", "tests/pam_shim.so", shim_path);
	memcpy(real_helper, helper_path, sizeof(real_helper));
	folder_use(tc);
	tcase_add_checked_fixture(tc, pam_setup, NULL);
	tcase_add_checked_fixture(tc, use_shim, NULL);
	tcase_add_loop_test(tc, what_sshd_has_spoilt_costs_as_much, 0,
	    sizeof(cases) / sizeof(cases[0]));
	tcase_add_loop_test(
	    tc, a_wait_costs_as_much, 0, sizeof(cases) / sizeof(cases[0]));
	tcase_add_test(tc, the_floor_counts_from_the_answer);
	tcase_add_test(tc, debug_tells_no_secret);
	tcase_add_test(tc, tells_syslog_what_its_log_cannot_take);
	tcase_add_test(tc, tells_the_administrator_what_he_has_to_know);
	tcase_add_test(tc, a_failure_is_counted_when_the_lock_is_free_again);
	tcase_add_test(tc, lines_that_come_late_are_not_called_lost);
	tcase_add_test(tc, lines_that_are_lost_are_told_once);
	tcase_add_test(tc, a_start_that_fails_is_told_to_syslog);
	suite_add_tcase(s, tc);
	return check_main(s);
}
