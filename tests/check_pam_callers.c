/* SPDX-License-Identifier: ISC */
/* Tests of pam/: programs of every kind that load it. */
#include "check_pam.h"

#include <sys/resource.h>
#include <sys/time.h>
#include <dirent.h>
#include <malloc.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>

/* libpam itself loses what it has when it cannot open a file: not ours. */
__attribute__((visibility("default"))) const char *
__lsan_default_suppressions(void);
const char *
__lsan_default_suppressions(void)
{
	return "leak:libpam.so";
}

#define THREADS 8
#define ROUNDS 50 /* fewer with CHECK_PAM_ROUNDS: see tests/proofs/tsan.py */

/* --- many threads --- */

static pthread_barrier_t barrier;
static atomic_uint successes, others;
static unsigned rounds; /* of each thread */

struct racer {
	char name[16];
	bool own; /* a code of one's own, or alice's, the same for all */
};

static void *
race(void *arg)
{
	const struct racer *r = arg;
	const char *name = r->own ? r->name : "alice";
	int result;

	for (uint64_t round = 0; round < rounds; round++) {
		(void)pthread_barrier_wait(&barrier);
		result = login("otp", name, code_of(name, round));
		if (result == PAM_SUCCESS)
			atomic_fetch_add(&successes, 1);
		else if (result != PAM_AUTH_ERR && result != PAM_MAXTRIES)
			atomic_fetch_add(&others, 1);
	}
	return NULL;
}

static void
run(bool own)
{
	const char *fewer = getenv("CHECK_PAM_ROUNDS");
	struct racer racers[THREADS];
	pthread_t threads[THREADS];

	rounds = fewer != NULL ? (unsigned)atoi(fewer) : ROUNDS;
	ck_assert_uint_gt(rounds, 0);
	ck_assert_int_eq(pthread_barrier_init(&barrier, NULL, THREADS), 0);
	for (int i = 0; i < THREADS; i++) {
		(void)snprintf(
		    racers[i].name, sizeof(racers[i].name), "user%d", i);
		racers[i].own = own;
		if (own)
			add_user(racers[i].name);
	}
	for (int i = 0; i < THREADS; i++)
		ck_assert_int_eq(
		    pthread_create(&threads[i], NULL, race, &racers[i]), 0);
	for (int i = 0; i < THREADS; i++)
		(void)pthread_join(threads[i], NULL);
	(void)pthread_barrier_destroy(&barrier);
	ck_assert_uint_eq(others, 0);
}

START_TEST(threads_with_codes_of_their_own_all_get_in)
{
	run(true);
	ck_assert_uint_eq(successes, THREADS * rounds);
}
END_TEST

START_TEST(one_code_lets_one_thread_in)
{
	run(false);
	ck_assert_uint_eq(successes, rounds);
}
END_TEST

/* --- what is left behind --- */

static unsigned
count_fds(void)
{
	DIR *d = opendir("/proc/self/fd");
	unsigned n = 0;

	ck_assert_ptr_nonnull(d);
	while (readdir(d) != NULL)
		n++;
	(void)closedir(d);
	return n;
}

/* The program's heap may settle for a while; what leaks, were it the smallest
 * piece (24 bytes), grows with each. */
START_TEST(many_loads_leave_nothing_behind)
{
	size_t heap[3] = {0};
	unsigned fds[3] = {0};

	for (unsigned i = 0; i <= 250; i++) {
		ck_assert_int_eq(login("otp", "alice", code_of("alice", i)), 0);
		if (i % 100 == 50) {
			heap[i / 100] = mallinfo2().uordblks;
			fds[i / 100] = count_fds();
		}
	}
	ck_assert_uint_eq(fds[1], fds[0]);
	ck_assert_uint_eq(fds[2], fds[0]);
	printf("heap %zu %zu %zu\n", heap[0], heap[1], heap[2]);
	ck_assert_msg(heap[2] < heap[1] + 100 * 16, "%zu, %zu, %zu bytes",
	    heap[0], heap[1], heap[2]);
}
END_TEST

/* --- descriptors 0 to 2 --- */

static void
print_everywhere(pam_handle_t *pamh)
{
	(void)pamh;
	for (int fd = 0; fd <= 2; fd++)
		(void)!write(fd, "garbage from somebody\n", 22);
}

START_TEST(prints_of_others_land_in_no_file_of_ours)
{
	struct try t = {.user = "alice", .meanwhile = print_everywhere};
	int result, again;

	t.answers[0] = code_of("alice", 0);
	ck_assert_int_eq(unlink(in_folder("users.lock")), 0);
	for (int fd = 0; fd <= 2; fd++)
		(void)close(fd);
	result = authenticate("otp", &t);
	again = login("otp", "alice", code_of("alice", 1));
	ck_assert_int_eq(open("/dev/null", O_RDWR), 0);
	ck_assert_int_eq(dup(0), 1);
	ck_assert_int_eq(dup(0), 2);
	ck_assert_int_eq(result, PAM_SUCCESS);
	ck_assert_int_eq(again, PAM_SUCCESS);
	ck_assert_uint_eq(logged("garbage"), 0);
	ck_assert_uint_eq(logged("verdict=allow"), 2);
	ck_assert_int_eq(file_stat(in_folder("users.lock")).st_size, 0);
}
END_TEST

/* --- surroundings --- */

START_TEST(files_have_their_modes_whatever_the_mask)
{
	static const mode_t masks[] = {0, 0777, 022};

	ck_assert_int_eq(unlink(in_folder("users.lock")), 0);
	(void)umask(masks[_i]);
	ck_assert_int_eq(login("otp", "alice", code_of("alice", 0)), 0);
	ck_assert_uint_eq(umask(022), masks[_i]);
	ck_assert_uint_eq(
	    file_stat(in_folder("users.lock")).st_mode & 07777, 0600);
	ck_assert_uint_eq(file_stat(in_folder("log")).st_mode & 07777, 0640);
	ck_assert_uint_eq(file_stat(in_folder("users")).st_mode & 07777, 0600);
}
END_TEST

START_TEST(needs_no_working_directory)
{
	ck_assert_int_eq(mkdir(in_folder("gone"), 0700), 0);
	ck_assert_int_eq(chdir(in_folder("gone")), 0);
	ck_assert_int_eq(rmdir(in_folder("gone")), 0);
	ck_assert_int_eq(login("otp", "alice", code_of("alice", 0)), 0);
	ck_assert_int_eq(
	    login("otp", "alice", code_of("alice", 0)), PAM_AUTH_ERR);
}
END_TEST

static atomic_uint alarms;

static void
on_alarm(int number)
{
	(void)number;
	atomic_fetch_add(&alarms, 1);
}

START_TEST(signals_interrupt_nothing_for_good)
{
	const struct sigaction act = {.sa_handler = on_alarm};
	const struct itimerval soon = {{0, 500}, {0, 500}}, never = {{0}, {0}};
	struct timespec begun, end;
	struct sigaction after;

	ck_assert_ptr_ne(signal(SIGCHLD, SIG_IGN), SIG_ERR);
	ck_assert_int_eq(sigaction(SIGALRM, &act, NULL), 0);
	ck_assert_int_eq(setitimer(ITIMER_REAL, &soon, NULL), 0);
	for (uint64_t i = 0; i < 100; i++)
		ck_assert_int_eq(login("otp", "alice", code_of("alice", i)), 0);
	(void)clock_gettime(CLOCK_MONOTONIC, &begun);
	ck_assert_int_eq(
	    login("otp", "alice", wrong_code("alice")), PAM_AUTH_ERR);
	(void)clock_gettime(CLOCK_MONOTONIC, &end);
	ck_assert_int_eq(setitimer(ITIMER_REAL, &never, NULL), 0);
	ck_assert_uint_gt(alarms, 100);
	ck_assert_int_ge((end.tv_sec - begun.tv_sec) * 1000 +
			     (end.tv_nsec - begun.tv_nsec) / 1000000,
	    99);
	ck_assert_int_eq(sigaction(SIGCHLD, NULL, &after), 0);
	ck_assert(after.sa_handler == SIG_IGN);
	ck_assert_int_eq(sigaction(SIGALRM, NULL, &after), 0);
	ck_assert(after.sa_handler == on_alarm);
}
END_TEST

/* Check itself writes at every assertion: none of them under the limit. */
static int
limited_login(__rlimit_resource_t resource, rlim_t n, const char *code)
{
	struct try t = {.user = "alice", .answers = {code}};
	struct rlimit limit, old;
	int result;

	if (getrlimit(resource, &old) != 0)
		return -1;
	limit = old;
	limit.rlim_cur = n;
	if (setrlimit(resource, &limit) != 0)
		return -1;
	result = authenticate("otp", &t);
	return setrlimit(resource, &old) == 0 ? result : -1;
}

/* What decides has limits of its own. */
START_TEST(no_limit_of_the_caller_counts)
{
	static const struct {
		__rlimit_resource_t resource;
		rlim_t n;
	} limits[] = {{RLIMIT_FSIZE, 0}, {RLIMIT_FSIZE, 100},
	    {RLIMIT_FSIZE, 500}, {RLIMIT_STACK, 1 << 17}, {RLIMIT_NOFILE, 12}};
	const char *code = code_of("alice", 0);
	sigset_t mask;

	ck_assert_int_eq(limited_login(limits[_i].resource, limits[_i].n, code),
	    PAM_SUCCESS);
	ck_assert_int_eq(limited_login(limits[_i].resource, limits[_i].n, code),
	    PAM_AUTH_ERR);
	ck_assert_uint_eq(logged("event=pam"), 2);
	/* nothing is waiting for the program, nothing is blocked */
	ck_assert_int_eq(sigpending(&mask), 0);
	ck_assert_int_eq(sigismember(&mask, SIGXFSZ), 0);
	ck_assert_int_eq(pthread_sigmask(SIG_SETMASK, NULL, &mask), 0);
	for (int n = 1; n < NSIG; n++)
		ck_assert_int_ne(sigismember(&mask, n), 1);
}
END_TEST

/* When only the folder could not be synced, a code is spent for nothing: each
 * try takes the next one. */
START_TEST(without_descriptors_nobody_gets_in)
{
	int result, good = 0, bad = 0;
	struct og_user u;
	const char *code;

	for (rlim_t n = 3; n < 40; n++) {
		get_user("alice", &u);
		code = code_of("alice", u.authenticators[0].moving_factor);
		result = limited_login(RLIMIT_NOFILE, n, code);
		ck_assert_int_ne(result, IGNORED);
		good += result == PAM_SUCCESS;
		bad += result != PAM_SUCCESS;
		if (result == PAM_SUCCESS)
			ck_assert_int_eq(
			    login("otp", "alice", code), PAM_AUTH_ERR);
	}
	ck_assert_int_gt(good, 0);
	ck_assert_int_gt(bad, 0);
}
END_TEST

/* Everything in it would change how the module works, were it looked at. */
START_TEST(the_environment_of_the_process_means_nothing)
{
	char conf[192];

	file_puts(in_folder("openssl.cnf"), 0644,
	    "openssl_conf = init\n[init]\nproviders = all\n"
	    "[all]\nnull = null\n[null]\nactivate = 1\n");
	(void)snprintf(conf, sizeof(conf), "%s/openssl.cnf", folder);
	ck_assert_int_eq(setenv("OPENSSL_CONF", conf, 1), 0);
	ck_assert_int_eq(setenv("OPENSSL_MODULES", folder, 1), 0);
	ck_assert_int_eq(setenv("TZ", "/dev/zero", 1), 0);
	ck_assert_int_eq(setenv("LC_ALL", "tr_TR.UTF-8", 1), 0);
	ck_assert_int_eq(setenv("TMPDIR", "/nowhere", 1), 0);
	ck_assert_int_eq(setenv("OTPGATE_CONF", "/dev/null", 1), 0);
	ck_assert_int_eq(login("otp", "alice", "000"), PAM_AUTH_ERR);
	ck_assert_int_eq(login("otp", "alice", code_of("alice", 0)), 0);
}
END_TEST

static void *
small_login(void *arg)
{
	int *result = arg;

	*result = login("otp", "alice", code_of("alice", 0));
	return NULL;
}

START_TEST(a_small_stack_is_enough)
{
	pthread_attr_t attr;
	pthread_t thread;
	int result = -1;

	ck_assert_int_eq(pthread_attr_init(&attr), 0);
	ck_assert_int_eq(pthread_attr_setstacksize(&attr, 131072), 0);
	ck_assert_int_eq(
	    pthread_create(&thread, &attr, small_login, &result), 0);
	(void)pthread_join(thread, NULL);
	(void)pthread_attr_destroy(&attr);
	ck_assert_int_eq(result, PAM_SUCCESS);
}
END_TEST

int
main(void)
{
	TCase *threads = tcase_create("threads");
	TCase *tc = tcase_create("callers");
	Suite *s = suite_create("pam_callers");

	pam_find_module();
	folder_use(threads);
	tcase_add_checked_fixture(threads, pam_setup, NULL);
	tcase_add_test(threads, threads_with_codes_of_their_own_all_get_in);
	tcase_add_test(threads, one_code_lets_one_thread_in);
	suite_add_tcase(s, threads);

	folder_use(tc);
	tcase_add_checked_fixture(tc, pam_setup, NULL);
	tcase_add_test(tc, many_loads_leave_nothing_behind);
	tcase_add_test(tc, prints_of_others_land_in_no_file_of_ours);
	tcase_add_loop_test(tc, files_have_their_modes_whatever_the_mask, 0, 3);
	tcase_add_test(tc, needs_no_working_directory);
	tcase_add_test(tc, signals_interrupt_nothing_for_good);
	tcase_add_loop_test(tc, no_limit_of_the_caller_counts, 0, 5);
	tcase_add_test(tc, without_descriptors_nobody_gets_in);
	tcase_add_test(tc, the_environment_of_the_process_means_nothing);
	tcase_add_test(tc, a_small_stack_is_enough);
	suite_add_tcase(s, tc);
	return check_main(s);
}
