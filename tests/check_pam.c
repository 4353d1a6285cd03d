/* SPDX-License-Identifier: ISC */
/* Tests of pam/: whom the module lets in, and what it says to all others. */
#include "check_pam.h"

#include "lib/base/clock.h"

#define DUMMY "\b\n\r\177INC"
#define KEY "SSH_AUTH_INFO_0=publickey ssh-ed25519 AAAA\n"

START_TEST(lets_in_by_a_code_once)
{
	ck_assert_int_eq(login("otp", "alice", code_of("alice", 0)), 0);
	ck_assert_int_eq(
	    login("otp", "alice", code_of("alice", 0)), PAM_AUTH_ERR);
	ck_assert_int_eq(login("otp", "alice", code_of("alice", 1)), 0);
	ck_assert_uint_eq(logged("verdict=allow reason=ok factor=hotp"), 2);
	ck_assert_uint_eq(logged("addr=192.0.2.7"), 3);
	ck_assert_uint_eq(logged("service otp"), 3);
}
END_TEST

START_TEST(keeps_out_what_is_no_code)
{
	static const char *const answers[] = {"", "000", "1234567", "x",
	    "99-00000-00000-000", "12345\n", "000000\n000000"};
	/* what is neither code nor recovery code is no guess */
	static const unsigned counted[] = {0, 0, 1, 0, 1, 0, 0};
	struct og_user u;

	ck_assert_int_eq(login("otp", "alice", answers[_i]), PAM_AUTH_ERR);
	get_user("alice", &u);
	ck_assert_uint_eq(u.lanes[OG_LANE_OPEN].failures, counted[_i]);
	ck_assert_uint_eq(u.lanes[OG_LANE_KEY].failures, 0);
	ck_assert_int_eq(login("otp", "alice", code_of("alice", 0)), 0);
}
END_TEST

START_TEST(counts_a_wrong_code)
{
	struct og_user u;

	ck_assert_int_eq(
	    login("otp", "alice", wrong_code("alice")), PAM_AUTH_ERR);
	get_user("alice", &u);
	ck_assert_uint_eq(u.lanes[OG_LANE_OPEN].failures, 1);
	ck_assert_uint_eq(u.lanes[OG_LANE_KEY].failures, 0);
	ck_assert_uint_eq(logged("reason=code"), 1);
}
END_TEST

START_TEST(a_failure_takes_until_the_floor_whatever_it_is)
{
	const char *const users[] = {
	    "alice", "nobody", "ALICE", "alice", "alice", "alice"};
	static char huge[5000];
	const char *const answers[] = {
	    wrong_code("alice"), "123456", "123456", DUMMY, "", huge};
	int64_t begun;

	memset(huge, '1', sizeof(huge) - 1);
	begun = og_clock_ms();
	ck_assert_int_ne(login("otp", users[_i], answers[_i]), PAM_SUCCESS);
	ck_assert_int_ge(og_clock_ms() - begun, 100);
}
END_TEST

/* Nor may it tell that nothing was evaluated, or why. */
START_TEST(a_right_code_that_is_refused_takes_as_long)
{
	static const char *const reasons[] = {"reason=throttled",
	    "reason=locked", "reason=disabled", "reason=replay"};
	const char *code = code_of("alice", 0);
	struct og_user u;
	int64_t begun;

	get_user("alice", &u);
	if (_i == 0) {
		u.lanes[OG_LANE_OPEN].failures = 10;
		u.lanes[OG_LANE_OPEN].failed_at = og_clock_wall();
	} else if (_i == 1) { /* no wait is left, but the lane is closed */
		u.lanes[OG_LANE_OPEN].failures = 10000;
		u.lanes[OG_LANE_OPEN].failed_at = PEOPLE_NOW;
	} else {
		u.disabled = _i == 2;
	}
	put_user(&u);
	if (_i == 3)
		ck_assert_int_eq(login("otp", "alice", code), PAM_SUCCESS);
	begun = og_clock_ms();
	ck_assert_int_eq(login("otp", "alice", code), PAM_AUTH_ERR);
	ck_assert_int_ge(og_clock_ms() - begun, 100);
	ck_assert_uint_eq(logged(reasons[_i]), 1);
}
END_TEST

START_TEST(a_success_does_not_wait_for_the_floor)
{
	int64_t begun;

	failure_floor = 5000;
	put_settings("");
	begun = og_clock_ms();
	for (uint64_t c = 0; c < 5; c++)
		ck_assert_int_eq(login("otp", "alice", code_of("alice", c)), 0);
	/* five of them in less than five floors */
	ck_assert_int_lt(og_clock_ms() - begun, 25000);
}
END_TEST

START_TEST(knows_nobody_it_does_not_know)
{
	static const char *const users[] = {"bob", "Alice", "ALICE", "alice ",
	    "", "alice\n", "../alice", "a:b"};

	add_service("nullok", "nullok");
	ck_assert_int_ne(login("otp", users[_i], code_of("alice", 0)), 0);
	/* only a name that could be enrolled is "not enrolled" */
	if (_i == 0) {
		ck_assert_int_eq(
		    login("otp", "bob", "123456"), PAM_USER_UNKNOWN);
		ck_assert_int_eq(login("nullok", "bob", "123456"), IGNORED);
	} else {
		ck_assert_int_ne(login("nullok", users[_i], "1"), IGNORED);
		ck_assert_int_ne(login("nullok", users[_i], "1"), PAM_SUCCESS);
	}
	ck_assert_uint_eq(logged("alice"), 0);
}
END_TEST

/* What makes a user enrolled, and the database unreadable. */
START_TEST(nullok_passes_over_nobody_else)
{
	struct og_recovery_code codes[10];
	struct og_user u;

	add_service("nullok", "nullok");
	ck_assert_ok(og_user_init(&u, "empty", PEOPLE_NOW));
	put_user(&u);
	ck_assert_int_eq(login("nullok", "empty", "1"), IGNORED);
	ck_assert_int_ne(login("otp", "empty", "1"), PAM_SUCCESS);

	get_user("empty", &u);
	u.disabled = true;
	put_user(&u);
	ck_assert_int_eq(login("nullok", "empty", "1"), PAM_AUTH_ERR);

	ck_assert_ok(og_user_init(&u, "codes", PEOPLE_NOW));
	ck_assert_ok(
	    og_enroll_recovery(&u, &people_cost, 10, PEOPLE_NOW, codes));
	put_user(&u);
	ck_assert_int_eq(login("nullok", "codes", "123456"), PAM_USER_UNKNOWN);

	ck_assert_ok(og_user_init(&u, "password", PEOPLE_NOW));
	ck_assert_ok(og_pwhash_new(&people_cost, "x", 1, u.pwhash));
	put_user(&u);
	ck_assert_int_ne(login("nullok", "password", "123456"), IGNORED);

	ck_assert_int_eq(login("nullok", "alice", "000"), PAM_AUTH_ERR);
}
END_TEST

static void
spoil(int how)
{
	struct stat st;
	int fd;

	switch (how) {
	case 0:
		ck_assert_int_eq(unlink(in_folder("users")), 0);
		break;
	case 1:
		ck_assert_int_eq(chmod(in_folder("users"), 0666), 0);
		break;
	case 2:
		file_puts(in_folder("users"), 0600, "nonsense\n");
		break;
	case 3: /* within the newest line, which is alice's */
		st = file_stat(in_folder("users"));
		fd = open(in_folder("users"), O_WRONLY);
		ck_assert_int_eq(pwrite(fd, "#########################", 25,
				     st.st_size - 150),
		    25);
		(void)close(fd);
		break;
	case 4:
		ck_assert_int_eq(unlink(in_folder("keys")), 0);
		break;
	case 5:
		ck_assert_int_eq(chmod(in_folder("keys"), 0644), 0);
		break;
	case 6:
		put_settings("nonsense = 1\n");
		break;
	case 7:
		put_settings("issuer = '${HOME}'\n");
		break;
	case 8:
		ck_assert_int_eq(unlink(in_folder("otpgate.conf")), 0);
		break;
	case 9:
		ck_assert_int_eq(chmod(in_folder("otpgate.conf"), 0666), 0);
		break;
	default:
		ck_assert_int_eq(unlink(in_folder("users.lock")), 0);
		ck_assert_int_eq(mkdir(in_folder("users.lock"), 0700), 0);
	}
}

START_TEST(what_cannot_be_read_lets_nobody_in)
{
	add_service("nullok", "nullok");
	ck_assert_int_eq(login("otp", "alice", code_of("alice", 0)), 0);
	spoil(_i);
	ck_assert_int_eq(
	    login("otp", "alice", code_of("alice", 1)), PAM_AUTHINFO_UNAVAIL);
	ck_assert_int_eq(login("nullok", "alice", code_of("alice", 1)),
	    PAM_AUTHINFO_UNAVAIL);
	if (_i != 3) /* there, the ids at both ends name alice alone */
		ck_assert_int_eq(
		    login("nullok", "bob", "1"), PAM_AUTHINFO_UNAVAIL);
}
END_TEST

START_TEST(a_log_that_cannot_be_had_keeps_nobody_out)
{
	ck_assert_int_eq(mkdir(in_folder("log"), 0700), 0);
	ck_assert_int_eq(login("otp", "alice", code_of("alice", 0)), 0);
	ck_assert_int_eq(
	    login("otp", "alice", code_of("alice", 0)), PAM_AUTH_ERR);
}
END_TEST

START_TEST(a_word_that_is_not_understood_lets_nobody_in)
{
	static const char *const words[] = {"nulok", "nullok nullok",
	    "want=all", "use_first_pass key_or_password", "config=/etc/x"};

	add_service("bad", words[_i]);
	ck_assert_int_eq(
	    login("bad", "alice", code_of("alice", 0)), PAM_AUTHINFO_UNAVAIL);
	ck_assert_int_eq(login("bad", "bob", "1"), PAM_AUTHINFO_UNAVAIL);
	ck_assert_int_eq(login("otp", "alice", code_of("alice", 0)), 0);
}
END_TEST

START_TEST(a_disabled_user_stays_out)
{
	struct og_user u;

	get_user("alice", &u);
	u.disabled = true;
	put_user(&u);
	ck_assert_int_eq(
	    login("otp", "alice", code_of("alice", 0)), PAM_AUTH_ERR);
	get_user("alice", &u);
	u.disabled = false;
	put_user(&u);
	ck_assert_int_eq(login("otp", "alice", code_of("alice", 0)), 0);
}
END_TEST

/* Behind a key only, where nobody learns from it that there is such a user. */
START_TEST(tells_of_a_wait_behind_a_key_alone)
{
	struct try t = {.user = "alice", .environment = KEY};
	struct og_user u;

	add_service("ssh", "services=ssh");
	get_user("alice", &u);
	for (int lane = 0; lane <= OG_LANE_KEY; lane++) {
		u.lanes[lane].failures = 10;
		u.lanes[lane].failed_at = og_clock_wall();
	}
	put_user(&u);
	t.answers[0] = code_of("alice", 0);
	ck_assert_int_eq(authenticate("ssh", &t), PAM_MAXTRIES);
	ck_assert_int_eq(
	    login("ssh", "alice", code_of("alice", 0)), PAM_AUTH_ERR);
	t.asked = 0;
	ck_assert_int_eq(authenticate("otp", &t), PAM_AUTH_ERR);
	ck_assert_uint_eq(logged("reason=throttled"), 3);
}
END_TEST

START_TEST(believes_pam_and_not_the_process_about_a_key)
{
	static const struct {
		const char *service, *variable;
		bool key;
	} cases[] = {
	    {"ssh", KEY, true},
	    {"ssh", "SSH_AUTH_INFO_0=password\npublickey ssh-rsa A\n", true},
	    {"ssh", "SSH_AUTH_INFO_0=password\n", false},
	    {"ssh", "SSH_AUTH_INFO_0=xpublickey ssh-rsa A\n", false},
	    {"ssh", "SSH_AUTH_INFO_0=publickey", false},
	    {"ssh", "SSH_AUTH_INFO_0=", false},
	    {"ssh", NULL, false},
	    {"otp", KEY, false},
	};
	struct try t = {.user = "alice", .answers = {wrong_code("alice")}};
	struct og_user u;

	add_service("ssh", "services=sshd,ssh");
	ck_assert_int_eq(setenv("SSH_AUTH_INFO_0", &KEY[16], 1), 0);
	t.environment = cases[_i].variable;
	ck_assert_int_eq(authenticate(cases[_i].service, &t), PAM_AUTH_ERR);
	get_user("alice", &u);
	ck_assert_uint_eq(u.lanes[OG_LANE_KEY].failures, cases[_i].key);
	ck_assert_uint_eq(u.lanes[OG_LANE_OPEN].failures, !cases[_i].key);
}
END_TEST

/* Else who brings nothing at all would be let in by what follows. */
START_TEST(passes_over_the_unenrolled_behind_a_key_alone)
{
	struct try t = {.user = "bob", .answers = {"", ""}};

	add_service("ssh", "services=ssh key_or_password nullok");
	ck_assert_int_eq(authenticate("ssh", &t), PAM_USER_UNKNOWN);
	ck_assert_uint_eq(t.asked, 2);
	t.environment = KEY;
	ck_assert_int_eq(authenticate("ssh", &t), IGNORED);
}
END_TEST

START_TEST(asks_for_the_password_where_there_was_no_key)
{
	struct try t = {.user = "alice", .answers = {"no", "000000"}};

	add_service("ssh", "services=ssh key_or_password");
	t.answers[1] = code_of("alice", 0);
	ck_assert_int_eq(authenticate("ssh", &t), PAM_AUTH_ERR);
	ck_assert_uint_eq(t.asked, 2);
	t.asked = 0;
	t.answers[0] = "";
	ck_assert_int_eq(authenticate("ssh", &t), PAM_AUTH_ERR);
	t.asked = 0;
	t.answers[0] = PASSWORD;
	ck_assert_int_eq(authenticate("ssh", &t), PAM_SUCCESS);
	ck_assert_uint_eq(t.asked, 2);
	t.asked = 0;
	t.answers[0] = code_of("alice", 1);
	t.environment = KEY;
	ck_assert_int_eq(authenticate("ssh", &t), PAM_SUCCESS);
	ck_assert_uint_eq(t.asked, 1);
}
END_TEST

START_TEST(takes_a_recovery_code_and_tells_what_is_left)
{
	struct og_recovery_code codes[10];
	char text[OG_RECOVERY_SIZE];
	struct try t = {.user = "alice", .answers = {text}};
	struct og_user u;

	add_service("code", "want=code");
	get_user("alice", &u);
	ck_assert_ok(
	    og_enroll_recovery(&u, &people_cost, 10, PEOPLE_NOW, codes));
	put_user(&u);
	og_recovery_format(&codes[3], text);
	ck_assert_int_eq(authenticate("code", &t), PAM_AUTH_ERR);
	t.asked = 0;
	ck_assert_int_eq(authenticate("otp", &t), PAM_SUCCESS);
	ck_assert_uint_eq(t.told, 1);
	ck_assert_ptr_nonnull(strstr(t.text, "You have 9 recovery codes left"));
	t.asked = t.told = 0;
	ck_assert_int_eq(authenticate("otp", &t), PAM_AUTH_ERR);
	ck_assert_uint_eq(t.told, 0);
	og_recovery_format(&codes[4], text);
	t.asked = 0;
	t.flags = PAM_SILENT;
	ck_assert_int_eq(authenticate("otp", &t), PAM_SUCCESS);
	ck_assert_uint_eq(t.told, 0);
}
END_TEST

START_TEST(tells_the_owner_about_failures)
{
	struct try t = {.user = "alice"};

	ck_assert_int_ne(login("otp", "alice", wrong_code("alice")), 0);
	ck_assert_int_ne(login("otp", "alice", wrong_code("alice")), 0);
	t.answers[0] = code_of("alice", 0);
	ck_assert_int_eq(authenticate("otp", &t), PAM_SUCCESS);
	ck_assert_ptr_nonnull(strstr(t.text, "2 failed attempts"));
	t.asked = t.told = 0;
	t.answers[0] = code_of("alice", 1);
	ck_assert_int_eq(authenticate("otp", &t), PAM_SUCCESS);
	ck_assert_uint_eq(t.told, 0);
}
END_TEST

START_TEST(neither_counts_nor_logs_what_sshd_has_spoilt)
{
	struct og_user u;

	ck_assert_int_eq(login("otp", "alice", DUMMY), PAM_AUTH_ERR);
	ck_assert_int_eq(login("otp", "nobody", DUMMY), PAM_AUTH_ERR);
	get_user("alice", &u);
	ck_assert_uint_eq(u.lanes[OG_LANE_OPEN].failures, 0);
	ck_assert_uint_eq(logged("event"), 0);
	ck_assert_int_eq(login("otp", "nobody", "123456"), PAM_USER_UNKNOWN);
	ck_assert_uint_eq(logged("event"), 1);
	ck_assert_uint_eq(logged("nobody"), 0);
}
END_TEST

/* Two modules in a row, each with its words. */
static void
add_two(const char *first, const char *second, const char *third)
{
	char path[192], stack[5 * PATH_MAX];

	(void)snprintf(path, sizeof(path), "%s/pam.d/two", folder);
	(void)snprintf(stack, sizeof(stack),
	    "auth required %s helper=%s config=%s/otpgate.conf %s\n"
	    "auth required %s helper=%s config=%s/otpgate.conf %s\n%s\n",
	    module_path, helper_path, folder, first, module_path, helper_path,
	    folder, second, third);
	file_puts(path, 0644, stack);
}

/* The password goes on to the next module, which here is the same one. */
START_TEST(hands_on_the_password_before_the_code)
{
	char text[64];

	add_two("forward_pass", "use_first_pass", "");
	(void)snprintf(text, sizeof(text), "%s%s", code_of("alice", 1),
	    code_of("alice", 0));
	ck_assert_int_eq(login("two", "alice", text), PAM_SUCCESS);
	(void)snprintf(
	    text, sizeof(text), "%s%s", "secret", code_of("alice", 2));
	ck_assert_int_eq(login("two", "alice", text), PAM_AUTH_ERR);
	ck_assert_int_eq(login("two", "alice", "secret"), PAM_AUTH_ERR);
	add_service("first", "use_first_pass");
	ck_assert_int_eq(
	    login("first", "alice", code_of("alice", 3)), PAM_AUTH_ERR);
}
END_TEST

START_TEST(asks_with_the_words_of_the_administrator)
{
	struct try t = {.user = "alice", .answers = {wrong_code("alice")}};

	add_service("own", "[prompt=X: ]");
	ck_assert_int_eq(authenticate("own", &t), PAM_AUTH_ERR);
	ck_assert_str_eq(t.prompt, "X: ");
	t.asked = 0;
	ck_assert_int_eq(authenticate("otp", &t), PAM_AUTH_ERR);
	ck_assert_str_eq(t.prompt, "One-time code: ");
}
END_TEST

START_TEST(wants_a_recovery_code_and_no_other)
{
	char text[OG_RECOVERY_SIZE];

	add_service("recovery", "want=recovery");
	give_recovery("alice", text);
	ck_assert_int_eq(
	    login("recovery", "alice", code_of("alice", 0)), PAM_AUTH_ERR);
	ck_assert_int_eq(login("recovery", "alice", text), PAM_SUCCESS);
	ck_assert_int_eq(login("recovery", "alice", text), PAM_AUTH_ERR);
	/* the code was not spent by it */
	ck_assert_int_eq(login("otp", "alice", code_of("alice", 0)), 0);
}
END_TEST

START_TEST(tries_the_first_password_before_it_asks)
{
	char text[64];
	struct try t = {.user = "alice"};

	add_service("try", "try_first_pass");
	t.answers[0] = code_of("alice", 0);
	ck_assert_int_eq(authenticate("try", &t), PAM_SUCCESS);
	ck_assert_uint_eq(t.asked, 1);
	add_two("forward_pass", "try_first_pass", "");
	(void)snprintf(text, sizeof(text), "%s%s", code_of("alice", 2),
	    code_of("alice", 1));
	t.asked = 0;
	t.answers[0] = text;
	ck_assert_int_eq(authenticate("two", &t), PAM_SUCCESS);
	ck_assert_uint_eq(t.asked, 1);
}
END_TEST

/* What is left behind the code goes to a third module, pam_exec. */
START_TEST(splits_the_first_password_and_hands_on_the_rest)
{
	char text[64], tee[256], left[64] = "";
	struct try t = {.user = "alice", .answers = {text}};
	int fd;

	(void)snprintf(tee, sizeof(tee),
	    "auth required pam_exec.so quiet expose_authtok "
	    "/usr/bin/tee %s/left",
	    folder);
	add_two("forward_pass", "use_first_pass forward_pass", tee);
	(void)snprintf(text, sizeof(text), "secret%s%s", code_of("alice", 1),
	    code_of("alice", 0));
	ck_assert_int_eq(authenticate("two", &t), PAM_SUCCESS);
	ck_assert_uint_eq(t.asked, 1);
	fd = open(in_folder("left"), O_RDONLY);
	ck_assert_int_gt(read(fd, left, sizeof(left) - 1), 0);
	(void)close(fd);
	ck_assert_str_eq(left, "secret");
}
END_TEST

static void
become_bob(pam_handle_t *pamh)
{
	(void)pam_set_item(pamh, PAM_USER, "bob");
}

static void
change_items(pam_handle_t *pamh)
{
	const struct pam_conv other = {NULL, NULL};

	(void)pam_set_item(pamh, PAM_RHOST, "203.0.113.200");
	(void)pam_set_item(pamh, PAM_SERVICE, "another");
	(void)pam_set_item(pamh, PAM_CONV, &other);
}

START_TEST(survives_a_conversation_that_changes_things)
{
	struct try t = {.user = "alice", .meanwhile = become_bob};

	t.answers[0] = code_of("alice", 0);
	ck_assert_int_eq(authenticate("otp", &t), PAM_AUTHINFO_UNAVAIL);
	t.asked = 0;
	t.meanwhile = change_items;
	ck_assert_int_eq(authenticate("otp", &t), PAM_SUCCESS);
	ck_assert_uint_eq(logged("203.0.113.200"), 1);
}
END_TEST

START_TEST(nobody_answers)
{
	struct try t = {.user = "alice"};
	const struct pam_conv none = {NULL, NULL};
	pam_handle_t *pamh;
	char path[192];

	ck_assert_int_eq(authenticate("otp", &t), PAM_CONV_ERR);
	(void)snprintf(path, sizeof(path), "%s/pam.d", folder);
	if (pam_start_confdir("otp", "alice", &none, path, &pamh) != 0)
		return; /* a libpam that does not even begin */
	ck_assert_int_ne(pam_authenticate(pamh, 0), PAM_SUCCESS);
	(void)pam_end(pamh, 0);
}
END_TEST

int
main(void)
{
	TCase *tc = tcase_create("module");
	Suite *s = suite_create("pam");

	pam_find_module();
	folder_use(tc);
	tcase_add_checked_fixture(tc, pam_setup, NULL);
	tcase_add_test(tc, lets_in_by_a_code_once);
	tcase_add_loop_test(tc, keeps_out_what_is_no_code, 0, 7);
	tcase_add_test(tc, counts_a_wrong_code);
	tcase_add_loop_test(
	    tc, a_failure_takes_until_the_floor_whatever_it_is, 0, 6);
	tcase_add_loop_test(
	    tc, a_right_code_that_is_refused_takes_as_long, 0, 4);
	tcase_add_test(tc, a_success_does_not_wait_for_the_floor);
	tcase_add_loop_test(tc, knows_nobody_it_does_not_know, 0, 8);
	tcase_add_test(tc, nullok_passes_over_nobody_else);
	tcase_add_test(tc, passes_over_the_unenrolled_behind_a_key_alone);
	tcase_add_loop_test(tc, what_cannot_be_read_lets_nobody_in, 0, 11);
	tcase_add_test(tc, a_log_that_cannot_be_had_keeps_nobody_out);
	tcase_add_loop_test(
	    tc, a_word_that_is_not_understood_lets_nobody_in, 0, 5);
	tcase_add_test(tc, a_disabled_user_stays_out);
	tcase_add_test(tc, tells_of_a_wait_behind_a_key_alone);
	tcase_add_loop_test(
	    tc, believes_pam_and_not_the_process_about_a_key, 0, 8);
	tcase_add_test(tc, asks_for_the_password_where_there_was_no_key);
	tcase_add_test(tc, takes_a_recovery_code_and_tells_what_is_left);
	tcase_add_test(tc, tells_the_owner_about_failures);
	tcase_add_test(tc, neither_counts_nor_logs_what_sshd_has_spoilt);
	tcase_add_test(tc, hands_on_the_password_before_the_code);
	tcase_add_test(tc, asks_with_the_words_of_the_administrator);
	tcase_add_test(tc, wants_a_recovery_code_and_no_other);
	tcase_add_test(tc, tries_the_first_password_before_it_asks);
	tcase_add_test(tc, splits_the_first_password_and_hands_on_the_rest);
	tcase_add_test(tc, survives_a_conversation_that_changes_things);
	tcase_add_test(tc, nobody_answers);
	suite_add_tcase(s, tc);
	return check_main(s);
}
