/* SPDX-License-Identifier: ISC */
/* Tests of pam/arguments.c: what stands behind pam_otpgate.so. */
#include <string.h>

#include "check_main.h"
#include "pam/arguments.h"

#define WORDS_MAX 8

/* Reads up to eight words, ended by NULL. */
static bool
parse(struct arguments *a, const char **bad, const char *const *words)
{
	const char *argv[WORDS_MAX];
	int argc = 0;

	while (argc < WORDS_MAX && words[argc] != NULL) {
		argv[argc] = words[argc];
		argc++;
	}
	return arguments_parse(argc, argv, a, bad);
}

#define TAKES(a, ...)                                                          \
	ck_assert(parse((a), &(const char *){NULL},                            \
	    (const char *const[]){__VA_ARGS__, NULL}))

START_TEST(has_a_default_for_everything)
{
	struct arguments a;
	const char *bad = "?";

	ck_assert(arguments_parse(0, NULL, &a, &bad));
	ck_assert_ptr_null(bad);
	ck_assert_str_eq(a.config, "/etc/otpgate/otpgate.conf");
	ck_assert_str_eq(a.prompt, "One-time code: ");
	ck_assert_str_eq(a.services, "sshd");
	ck_assert_int_eq(a.want, WANT_EITHER);
	ck_assert_int_eq(a.pass, PASS_ASK);
	ck_assert(!a.nullok && !a.key_or_password && !a.forward && !a.debug);
}
END_TEST

START_TEST(takes_every_word)
{
	struct arguments a;

	TAKES(&a, "config=/etc/x", "nullok", "prompt=Your code> ", "debug",
	    "want=code", "services=sshd,otp-ssh.2", "try_first_pass",
	    "forward_pass");
	ck_assert_str_eq(a.config, "/etc/x");
	ck_assert_str_eq(a.prompt, "Your code> ");
	ck_assert_int_eq(a.want, WANT_CODE);
	ck_assert_int_eq(a.pass, PASS_TRY);
	ck_assert(a.nullok && a.forward && a.debug && !a.key_or_password);
	TAKES(&a, "key_or_password", "want=either");
	ck_assert(a.key_or_password);
	TAKES(&a, "use_first_pass", "want=recovery");
	ck_assert_int_eq(a.pass, PASS_USE);
	ck_assert_int_eq(a.want, WANT_RECOVERY);
}
END_TEST

/* Each is refused, and the second string named as the culprit. */
static const struct {
	const char *words[4];
	const char *bad;
} wrong[] = {
    {{"nulok"}, "nulok"},
    {{""}, ""},
    {{"NULLOK"}, "NULLOK"},
    {{"nullok=1"}, "nullok=1"},
    {{"nullok "}, "nullok "},
    {{"config"}, "config"},
    {{"config="}, "config="},
    {{"config=otpgate.conf"}, "config=otpgate.conf"},
    {{"conf=/etc/x"}, "conf=/etc/x"},
    {{"cinfig=/etc/x"}, "cinfig=/etc/x"},
    {{"prompt="}, "prompt="},
    {{"prompt=a\nb"}, "prompt=a\nb"},
    {{"prompt=\033[2J"}, "prompt=\033[2J"},
    {{"prompt=\303\244"}, "prompt=\303\244"},
    {{"prompt=a\177"}, "prompt=a\177"},
    {{"prampt=a"}, "prampt=a"},
    {{"want=codes"}, "want=codes"},
    {{"want="}, "want="},
    {{"want=Code"}, "want=Code"},
    {{"services="}, "services="},
    {{"services=,sshd"}, "services=,sshd"},
    {{"services=sshd,"}, "services=sshd,"},
    {{"services=a,,b"}, "services=a,,b"},
    {{"services=a b"}, "services=a b"},
    {{"services=*"}, "services=*"},
    {{"nullok", "nullok"}, "nullok"},
    {{"debug", "debug"}, "debug"},
    {{"config=/a", "config=/a"}, "config=/a"},
    {{"want=code", "want=either"}, "want=either"},
    {{"want=either", "want=code"}, "want=code"},
    {{"try_first_pass", "use_first_pass"}, "use_first_pass"},
    {{"use_first_pass", "use_first_pass"}, "use_first_pass"},
    {{"key_or_password", "forward_pass"}, "key_or_password"},
    {{"key_or_password", "try_first_pass"}, "key_or_password"},
    {{"key_or_password", "use_first_pass"}, "key_or_password"},
    {{"want=recovery", "forward_pass"}, "forward_pass"},
    {{"debug", "nullok", "nonsense"}, "nonsense"},
};

START_TEST(refuses_what_it_does_not_understand)
{
	struct arguments a;
	const char *bad = NULL;

	ck_assert_msg(
	    !parse(&a, &bad, wrong[_i].words), "took \"%s\"", wrong[_i].bad);
	ck_assert_str_eq(bad, wrong[_i].bad);
}
END_TEST

START_TEST(bounds_lengths)
{
	char path[400] = "config=/", prompt[100] = "prompt=";
	const char *bad = NULL, *words[2] = {NULL, NULL};
	struct arguments a;

	memset(prompt + 7, 'x', ARGUMENT_PROMPT_MAX);
	words[0] = prompt;
	ck_assert(parse(&a, &bad, words));
	prompt[7 + ARGUMENT_PROMPT_MAX] = 'x';
	ck_assert(!parse(&a, &bad, words));

	memset(path + 8, 'x', 254);
	words[0] = path;
	ck_assert(parse(&a, &bad, words)); /* 255 bytes: OG_PATH_SIZE - 1 */
	path[8 + 254] = 'x';
	ck_assert(!parse(&a, &bad, words));
}
END_TEST

START_TEST(trusts_whole_names_of_services_only)
{
	struct arguments a;

	TAKES(&a, "debug");
	ck_assert(arguments_trust(&a, "sshd"));
	ck_assert(!arguments_trust(&a, "ssh"));
	ck_assert(!arguments_trust(&a, "sshd2"));
	ck_assert(!arguments_trust(&a, "SSHD"));
	ck_assert(!arguments_trust(&a, ""));
	ck_assert(!arguments_trust(&a, "sudo"));
	TAKES(&a, "services=one,two");
	ck_assert(arguments_trust(&a, "one"));
	ck_assert(arguments_trust(&a, "two"));
	ck_assert(!arguments_trust(&a, "one,two"));
	ck_assert(!arguments_trust(&a, "sshd"));
	ck_assert(!arguments_trust(&a, "on"));
}
END_TEST

int
main(void)
{
	TCase *tc = tcase_create("arguments");
	Suite *s = suite_create("pam_arguments");

	tcase_add_test(tc, has_a_default_for_everything);
	tcase_add_test(tc, takes_every_word);
	tcase_add_loop_test(
	    tc, refuses_what_it_does_not_understand, 0, CHECK_COUNT(wrong));
	tcase_add_test(tc, bounds_lengths);
	tcase_add_test(tc, trusts_whole_names_of_services_only);
	suite_add_tcase(s, tc);
	return check_main(s);
}
