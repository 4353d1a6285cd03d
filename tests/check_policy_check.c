/* SPDX-License-Identifier: ISC */
/* Tests of lib/decision/policy.c: which sessions pass a check. */
#include "check_policy.h"
#include "lib/record/bearer.h"

/* --- the check --- */

static struct og_session session;
static struct og_requirement need;

static void
check_setup(void)
{
	setup();
	memset(&need, 0, sizeof(need));
	session = (struct og_session){
	    .created = NOW - 1000,
	    .seen = NOW - 100,
	    .n_proofs = 1,
	    .proofs = {{OG_FACTOR_TOTP, 1, NOW - 1000}},
	};
}

static void
assert_check(const struct og_session *s, const char *reason)
{
	memset(&d, 0xff, sizeof(d));
	og_policy_check(&policy, &u, s, &need, NOW, &d);
	ck_assert_str_eq(og_reason_name(d.reason), reason);
	ck_assert_int_eq(
	    d.verdict, strcmp(reason, "ok") == 0 ? OG_ALLOW : OG_DENY);
	ck_assert(!d.commit);
}

START_TEST(lets_a_good_session_pass)
{
	assert_check(&session, "ok");
}
END_TEST

START_TEST(lets_nobody_pass_without_a_session)
{
	assert_check(NULL, "none");
	u.disabled = true;
	assert_check(NULL, "none");
}
END_TEST

START_TEST(ends_the_sessions_of_a_disabled_user)
{
	u.disabled = true;
	assert_check(&session, "expired");
}
END_TEST

START_TEST(ends_a_session_that_was_idle)
{
	session.created = NOW - 3000;
	session.seen = NOW - 1979; /* a tenth may be unwritten */
	assert_check(&session, "ok");
	session.seen = NOW - 1980;
	assert_check(&session, "expired");
}
END_TEST

START_TEST(ends_a_session_at_its_absolute_age)
{
	session.created = NOW - 43199;
	session.seen = NOW;
	assert_check(&session, "ok");
	session.created = NOW - 43200;
	assert_check(&session, "expired");
}
END_TEST

START_TEST(bears_a_clock_that_went_back)
{
	session.created = NOW + 3600;
	session.seen = NOW + 3600;
	assert_check(&session, "ok");
	session.created = NOW + 43200; /* it would never end */
	assert_check(&session, "expired");
}
END_TEST

START_TEST(wants_one_of_the_groups)
{
	need.n_groups = 1;
	strcpy(need.groups[0], "admins");
	assert_check(&session, "group");
	ck_assert_int_eq(og_user_set_groups(&u, "ops,admins"), OG_OK);
	assert_check(&session, "ok");
}
END_TEST

START_TEST(wants_one_of_the_factors)
{
	need.factors = OG_FACTOR_HOTP | OG_FACTOR_PASSKEY;
	assert_check(&session, "factor");
	need.factors |= OG_FACTOR_TOTP;
	assert_check(&session, "ok");
}
END_TEST

START_TEST(wants_a_fresh_code)
{
	need.max_age = 1000;
	assert_check(&session, "ok");
	need.max_age = 999;
	assert_check(&session, "stale");
}
END_TEST

START_TEST(wants_the_fresh_code_of_a_demanded_factor)
{
	session.n_proofs = 2;
	session.proofs[1] = (struct og_proof){OG_FACTOR_RECOVERY, 2, NOW};
	need.max_age = 300;
	assert_check(&session, "ok");
	need.factors = OG_FACTOR_TOTP;
	assert_check(&session, "stale");
	session.proofs[0].when = NOW - 300;
	assert_check(&session, "ok");
}
END_TEST

START_TEST(believes_no_proof_from_the_future)
{
	need.max_age = 300;
	session.proofs[0].when = NOW + 90;
	assert_check(&session, "ok");
	session.proofs[0].when = NOW + 91;
	assert_check(&session, "stale");
	need.max_age = 0;
	assert_check(&session, "ok");
}
END_TEST

START_TEST(touches_a_session_after_a_tenth_of_the_idle_time)
{
	session.seen = NOW - 181;
	ck_assert(og_policy_should_touch(&policy, &session, NOW));
	session.seen = NOW - 180;
	ck_assert(!og_policy_should_touch(&policy, &session, NOW));
	session.seen = NOW + 1000;
	ck_assert(!og_policy_should_touch(&policy, &session, NOW));
}
END_TEST

/* --- tokens of programs --- */

static struct og_bearer bearer;

static void
assert_bearer(const struct og_bearer *b, const char *uri, const char *reason)
{
	const struct og_demand demand = {.need = need};

	memset(&d, 0xff, sizeof(d));
	og_policy_check_bearer(&u, b, &demand, uri, "192.0.2.1", NOW, &d);
	ck_assert_str_eq(og_reason_name(d.reason), reason);
	ck_assert_int_eq(
	    d.verdict, strcmp(reason, "ok") == 0 ? OG_ALLOW : OG_DENY);
	ck_assert(!d.commit);
}

static void
bearer_setup(void)
{
	bearer = (struct og_bearer){
	    .expires = NOW + 1, .prefix = "/api", .network = "192.0.2.0/24"};
}

START_TEST(a_token_opens_what_is_below_its_prefix)
{
	bearer_setup();
	assert_bearer(&bearer, "/api/x", "ok");
	assert_bearer(&bearer, "/admin", "scope");
	assert_bearer(&bearer, "/api/../admin", "scope");
	assert_bearer(NULL, "/api/x", "none");
	memcpy(bearer.network, "192.0.3.0/24", 13);
	assert_bearer(&bearer, "/api/x", "scope");
}
END_TEST

START_TEST(a_token_ends_with_its_time_and_its_user)
{
	bearer_setup();
	bearer.expires = NOW;
	assert_bearer(&bearer, "/api/x", "expired");
	bearer.expires = NOW + 1;
	u.disabled = true;
	assert_bearer(&bearer, "/api/x", "expired");
}
END_TEST

START_TEST(a_token_stands_for_the_groups_of_its_user)
{
	bearer_setup();
	need.n_groups = 1;
	memcpy(need.groups[0], "admins", 7);
	assert_bearer(&bearer, "/api/x", "group");
	ck_assert_int_eq(og_user_set_groups(&u, "staff,admins"), OG_OK);
	assert_bearer(&bearer, "/api/x", "ok");
}
END_TEST

START_TEST(a_token_proves_no_factor_and_no_recent_code)
{
	bearer_setup();
	need.max_age = 86400;
	assert_bearer(&bearer, "/api/x", "stale");
	need.max_age = 0;
	need.factors = OG_FACTOR_TOTP | OG_FACTOR_HOTP | OG_FACTOR_RECOVERY;
	assert_bearer(&bearer, "/api/x", "factor");
}
END_TEST

/* --- places --- */

static struct og_demand demand;
static struct og_requirement also;

static void
assert_all(const struct og_session *s, const char *reason)
{
	memset(&d, 0xff, sizeof(d));
	og_policy_check_all(&policy, &u, s, &demand, NOW, &d);
	ck_assert_str_eq(og_reason_name(d.reason), reason);
	ck_assert_int_eq(
	    d.verdict, strcmp(reason, "ok") == 0 ? OG_ALLOW : OG_DENY);
}

START_TEST(wants_a_group_of_each_list)
{
	memset(&demand, 0, sizeof(demand));
	memset(&also, 0, sizeof(also));
	also.n_groups = 1;
	memcpy(also.groups[0], "root", 5);
	demand.also[demand.n_also++] = &also;
	assert_all(&session, "group");
	demand.need.n_groups = 1;
	memcpy(demand.need.groups[0], "ops", 4);
	ck_assert_int_eq(og_user_set_groups(&u, "root"), OG_OK);
	assert_all(&session, "group");
	ck_assert_int_eq(og_user_set_groups(&u, "ops"), OG_OK);
	assert_all(&session, "group");
	ck_assert_int_eq(og_user_set_groups(&u, "ops,root"), OG_OK);
	assert_all(&session, "ok");
	/* who lacks a group is not asked for a code first */
	demand.need.max_age = 10;
	assert_all(&session, "stale");
	ck_assert_int_eq(og_user_set_groups(&u, "ops"), OG_OK);
	assert_all(&session, "group");
}
END_TEST

START_TEST(an_unclear_path_is_for_nobody)
{
	memset(&demand, 0, sizeof(demand));
	bearer_setup();
	assert_all(&session, "ok");
	demand.unclear = true;
	assert_all(&session, "path");
	assert_all(NULL, "none");
	og_policy_check_bearer(
	    &u, &bearer, &demand, "/api/x", "192.0.2.1", NOW, &d);
	ck_assert(d.verdict == OG_DENY && d.reason == OG_REASON_PATH);
	u.disabled = true;
	assert_all(&session, "expired");
}
END_TEST

START_TEST(has_a_word_for_every_reason)
{
	int reason, other;

	for (reason = OG_REASON_NONE; reason <= OG_REASON_ERROR; reason++)
		for (other = OG_REASON_NONE; other < reason; other++)
			ck_assert_str_ne(og_reason_name((enum og_reason)reason),
			    og_reason_name((enum og_reason)other));
	ck_assert_str_eq(og_reason_name((enum og_reason)99), "error");
}
END_TEST

static void
add_check_tests(TCase *tc)
{
	tcase_add_test(tc, lets_a_good_session_pass);
	tcase_add_test(tc, lets_nobody_pass_without_a_session);
	tcase_add_test(tc, ends_the_sessions_of_a_disabled_user);
	tcase_add_test(tc, ends_a_session_that_was_idle);
	tcase_add_test(tc, ends_a_session_at_its_absolute_age);
	tcase_add_test(tc, bears_a_clock_that_went_back);
	tcase_add_test(tc, wants_one_of_the_groups);
	tcase_add_test(tc, wants_one_of_the_factors);
	tcase_add_test(tc, wants_a_fresh_code);
	tcase_add_test(tc, wants_the_fresh_code_of_a_demanded_factor);
	tcase_add_test(tc, believes_no_proof_from_the_future);
	tcase_add_test(tc, touches_a_session_after_a_tenth_of_the_idle_time);
	tcase_add_test(tc, a_token_opens_what_is_below_its_prefix);
	tcase_add_test(tc, a_token_ends_with_its_time_and_its_user);
	tcase_add_test(tc, a_token_stands_for_the_groups_of_its_user);
	tcase_add_test(tc, a_token_proves_no_factor_and_no_recent_code);
	tcase_add_test(tc, wants_a_group_of_each_list);
	tcase_add_test(tc, an_unclear_path_is_for_nobody);
	tcase_add_test(tc, has_a_word_for_every_reason);
}

int
main(void)
{
	return run("policy: check", add_check_tests, check_setup);
}
