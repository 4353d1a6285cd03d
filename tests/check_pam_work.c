/* SPDX-License-Identifier: ISC */
/* Tests of pam/: the slow work of a failure is the same for what somebody has
 * typed and for what sshd puts in its place when it keeps him out. */
#include "check_pam.h"

#include <argon2.h>
#include <dlfcn.h>

#define DUMMY "\b\n\r\177INCORRECT"
#define MEMORY 4096 /* KiB, and nothing else is hashed so */

static int hashes;

/* Stands before the library's for the module, too. */
__attribute__((visibility("default"))) int
argon2_ctx(argon2_context *c, argon2_type type)
{
	int (*real)(argon2_context *, argon2_type);

	*(void **)&real =
	    dlsym(dlopen("libargon2.so.1", RTLD_NOW), "argon2_ctx");
	ck_assert(real != NULL);
	hashes += c->m_cost == MEMORY;
	return real(c, type);
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

	hashes = 0;
	result = authenticate(service, &t);
	ck_assert(result == PAM_AUTH_ERR || result == PAM_USER_UNKNOWN);
	return hashes;
}

/* Bob has a password and recovery codes of that cost, too. */
static void
setup(void)
{
	static const struct og_argon2 cost = {MEMORY, 1, 1};
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

int
main(void)
{
	TCase *tc = tcase_create("work");
	Suite *s = suite_create("pam_work");

	pam_find_module();
	folder_use(tc);
	tcase_add_checked_fixture(tc, pam_setup, NULL);
	tcase_add_loop_test(tc, what_sshd_has_spoilt_costs_as_much, 0,
	    sizeof(cases) / sizeof(cases[0]));
	suite_add_tcase(s, tc);
	return check_main(s);
}
