/* SPDX-License-Identifier: ISC */
/* Tests of fcgi/gate/reading.c: whatever memory runs out while settings are
 * read, who asked for them goes on. */
#include <sys/mman.h>
#include <sys/wait.h>
#include <pwd.h>
#include <signal.h>
#include <unistd.h>

#include "check_settings.h"
#include "fcgi/gate/reading.h"

#ifdef __SANITIZE_ADDRESS__
#define OURS 0
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define OURS 0
#endif
#endif
#ifndef OURS
#define OURS 1 /* malloc is */
#endif

#define MOST 5000 /* allocations: more than there are */

static struct og_settings s2;
static uid_t peers[OG_PEERS_MAX];

/* --- a malloc that fails --- */

static long until;    /* so many succeed; 0: all */
static bool once;     /* one fails, and none behind it */
static bool *has_hit; /* shared with the children */
static pid_t tests;

#if OURS
void *__libc_malloc(size_t n);
void *__libc_calloc(size_t n, size_t size);
void *__libc_realloc(void *p, size_t n);

#define SEEN __attribute__((visibility("default"))) /* by libraries */

/* In children of the tests this one may fail. */
static bool
fails(void)
{
	if (until == 0 || getpid() == tests)
		return false;
	if (until > 1 && --until > 1)
		return false;
	until = once ? 0 : 1;
	*has_hit = true;
	return true;
}

SEEN void *
malloc(size_t n)
{
	return fails() ? NULL : __libc_malloc(n);
}

SEEN void *
calloc(size_t n, size_t size)
{
	return fails() ? NULL : __libc_calloc(n, size);
}

SEEN void *
realloc(void *p, size_t n)
{
	return fails() ? NULL : __libc_realloc(p, n);
}
#endif

static void
write_settings(void)
{
	const char *me = getpwuid(geteuid())->pw_name;
	char text[1000];

	(void)snprintf(text, sizeof(text),
	    "# a comment\n" HOSTS
	    "peers = {'%s'}\nworkers = 3\nplace '/admin' {\n\tgroups = "
	    "{'staff', 'ops'}\n}\n",
	    me);
	file_puts(in_folder("conf"), 0644, text);
	tests = getpid();
	has_hit = mmap(NULL, sizeof(*has_hit), PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	ck_assert_ptr_ne(has_hit, MAP_FAILED);
	*has_hit = true;
}

START_TEST(brings_settings_and_accounts)
{
	struct og_why why = {""};

	write_settings();
	ck_assert_msg(
	    reading_load(in_folder("conf"), &s2, peers, &why) == OG_OK, "%s",
	    why.text);
	ck_assert_uint_eq(s2.workers, 3);
	ck_assert_uint_eq(s2.places.n, 1);
	ck_assert_uint_eq(peers[0], geteuid());
}
END_TEST

START_TEST(brings_the_reason_of_a_refusal)
{
	struct og_settings defaults;
	struct og_why why = {""};

	og_settings_init(&defaults);
	file_puts(in_folder("conf"), 0644, HOSTS "nonsense = 1\n");
	ck_assert_int_eq(
	    reading_load(in_folder("conf"), &s2, peers, &why), OG_ERR_FORMAT);
	ck_assert_ptr_nonnull(strstr(why.text, "conf:2: "));
	ck_assert_mem_eq(&s2, &defaults, sizeof(s2));
	file_puts(in_folder("conf"), 0644, HOSTS "peers = {'nobody-such'}\n");
	ck_assert_int_eq(
	    reading_load(in_folder("conf"), &s2, peers, &why), OG_ERR_NOTFOUND);
	ck_assert_ptr_nonnull(strstr(why.text, "no account \"nobody-such\""));
	ck_assert_mem_eq(&s2, &defaults, sizeof(s2));
	ck_assert_int_eq(
	    reading_load(in_folder("none"), &s2, peers, NULL), OG_ERR_NOTFOUND);
}
END_TEST

START_TEST(no_memory_ends_nobody_but_the_child)
{
	static struct og_settings defaults, whole;
	unsigned ended = 0, refused = 0;
	enum og_err err = OG_ERR_NOMEM;
	struct og_why why;

	og_settings_init(&defaults);
	write_settings();
	ck_assert_int_eq(
	    reading_load(in_folder("conf"), &whole, peers, NULL), OG_OK);
	once = _i == 1;
	for (long n = 2; n < MOST && *has_hit; n++) {
		why.text[0] = '\0';
		*has_hit = false;
		until = n;
		err = reading_load(in_folder("conf"), &s2, peers, &why);
		until = 0;
		/* one that libconfuse can do without changes nothing */
		if (err == OG_OK) {
			ck_assert_mem_eq(&s2, &whole, sizeof(s2));
			continue;
		}
		ck_assert_mem_eq(&s2, &defaults, sizeof(s2));
		ck_assert_str_ne(why.text, "");
		ended += strstr(why.text, "memory ran out, or") != NULL;
		refused += strstr(why.text, "memory ran out, or") == NULL;
	}
	ck_assert(!*has_hit);
	ck_assert_int_eq(err, OG_OK);
	/* both kinds have been met */
	ck_assert_uint_gt(ended, 0);
	ck_assert_uint_gt(refused, 0);
}
END_TEST

/* The twin: without it, the process is gone. */
START_TEST(what_is_read_here_can_end_its_process)
{
	unsigned ended = 0;
	int status = -1;

	write_settings();
	for (long n = 2; n < MOST && status != 0; n++) {
		pid_t pid = fork();

		ck_assert_int_ne(pid, -1);
		if (pid == 0) {
			(void)close(STDERR_FILENO);
			until = n;
			_exit(og_settings_load(in_folder("conf"), &s, NULL) ==
				      OG_OK
				  ? 0
				  : 77);
		}
		ck_assert_int_eq(waitpid(pid, &status, 0), pid);
		ended += status != 0 &&
			 (!WIFEXITED(status) || WEXITSTATUS(status) != 77);
	}
	ck_assert_int_eq(status, 0);
	ck_assert_uint_gt(ended, 0);
}
END_TEST

START_TEST(a_child_that_nobody_may_wait_for_is_no_obstacle)
{
	write_settings();
	(void)signal(SIGCHLD, SIG_IGN);
	ck_assert_int_eq(
	    reading_load(in_folder("conf"), &s2, peers, NULL), OG_OK);
}
END_TEST

int
main(void)
{
	TCase *tc = tcase_create("reading");
	Suite *suite = suite_create("reading");

	folder_use(tc);
	tcase_add_test(tc, brings_settings_and_accounts);
	tcase_add_test(tc, brings_the_reason_of_a_refusal);
	if (OURS) {
		tcase_add_loop_test(
		    tc, no_memory_ends_nobody_but_the_child, 0, 2);
		tcase_add_test(tc, what_is_read_here_can_end_its_process);
	}
	tcase_add_test(tc, a_child_that_nobody_may_wait_for_is_no_obstacle);
	suite_add_tcase(suite, tc);
	return check_main(suite);
}
