/* SPDX-License-Identifier: ISC */
/* Tests of lib/login/run.c: the whole way from a name to a verdict, and its
 * parts, whatever happens in between. */
#include "check_login.h"
#include "lib/login/run.h"
#include "lib/record/session.h"

static struct og_login_run r;
static struct og_user read_user;
static int hashes; /* that the attempt was prepared with, changed by "how" */

/* Somebody at a door that asks for this password first; NULL: for none. */
static void
stage_run(const char *typed)
{
	memset(&r, 0, sizeof(r));
	r.store = s;
	r.policy = &policy;
	r.ring = &ring;
	r.name = "alice";
	r.attempt = &a;
	r.user = &read_user;
	r.decision = &d;
	hashes = 0;
	if (typed == NULL)
		return;
	r.password = typed;
	r.password_len = strlen(typed);
	a.first = OG_FIRST_PASSWORD;
}

/* Stores "u", changed, as its newest record. */
static void
store_it(void)
{
	struct og_change change = {&u, 0, false};

	change.expected = u.version;
	ck_assert_ok(og_store_put(rival, &change, 1, OG_SYNCED));
	stored(&u);
}

static void
give_password(const char *real)
{
	ck_assert_ok(og_pwhash_new(&people_cost, real, strlen(real), u.pwhash));
	store_it();
}

static enum og_err
run_it(void)
{
	memset(&d, 0xff, sizeof(d));
	return og_login_run(&r, NOW);
}

/* The same password with another salt: the attempt must be prepared anew. */
static enum og_err
hash_again(struct og_user *v)
{
	hashes++;
	return og_pwhash_new(&people_cost, "right", 5, v->pwhash);
}

START_TEST(the_whole_way_lets_in_who_is_right)
{
	give_password("right");
	stage_run("right");
	ck_assert_ok(run_it());
	ck_assert_int_eq(d.verdict, OG_ALLOW);
	ck_assert(r.known);
	ck_assert_uint_eq(r.rounds, 0);
	/* *user is the record as committed */
	stored(&u);
	ck_assert_uint_eq(u.authenticators[0].moving_factor, STEP);
	ck_assert_uint_eq(read_user.authenticators[0].moving_factor, STEP);
	/* and the same by id, once */
	stage_run("right");
	r.id = u.id;
	r.name = NULL;
	ck_assert_ok(run_it());
	assert_refused("replay");
}
END_TEST

START_TEST(another_hash_of_the_password_means_another_round)
{
	give_password("right");
	stage_run("right");
	world.races = 1;
	world.how = hash_again;
	ck_assert_ok(run_it());
	ck_assert_int_eq(d.verdict, OG_ALLOW);
	ck_assert_int_eq(hashes, 1);
	ck_assert_uint_eq(r.rounds, 1);
}
END_TEST

START_TEST(the_password_of_before_lets_nobody_in)
{
	give_password("right");
	stage_run("right");
	world.races = 1;
	world.how = change_password;
	ck_assert_ok(run_it());
	ck_assert_int_eq(d.verdict, OG_DENY);
	ck_assert_str_eq(og_reason_name(d.reason), "password");
	ck_assert_uint_eq(r.rounds, 1);
	stored(&u);
	ck_assert_uint_eq(u.authenticators[0].moving_factor, 0);
}
END_TEST

START_TEST(other_recovery_codes_mean_another_round)
{
	struct og_recovery_code codes[OG_RECOVERY_MAX];

	ck_assert_ok(og_enroll_recovery(&u, &people_cost, 2, NOW, codes));
	store_it();
	stage_run(NULL);
	a.code[0] = '\0';
	a.recovery_given = true;
	a.recovery = codes[0];
	ck_assert_ok(og_login_read(&r));
	og_login_preview(&r, NOW);
	og_login_hash(&r);
	ck_assert_ok(og_enroll_recovery(&u, &people_cost, 2, NOW, codes));
	store_it();
	ck_assert_err(og_login_conclude(&r, NULL, NOW), OG_ERR_CONFLICT);
	assert_refused("error");
	ck_assert(og_login_again(&r));
	ck_assert_ok(run_it());
	ck_assert_str_eq(og_reason_name(d.reason), "recovery");
	/* its twin: those of now */
	stage_run(NULL);
	a.recovery = codes[0];
	ck_assert_ok(run_it());
	ck_assert_int_eq(d.verdict, OG_ALLOW);
}
END_TEST

START_TEST(rounds_have_an_end)
{
	give_password("right");
	stage_run("right");
	world.races = 1000;
	world.how = hash_again;
	ck_assert_err(run_it(), OG_ERR_CONFLICT);
	assert_refused("error");
	ck_assert_int_eq(hashes, OG_LOGIN_ROUNDS);
	/* its twin: the last round counts */
	stage_run("right");
	world.races = OG_LOGIN_ROUNDS - 1;
	ck_assert_ok(run_it());
	ck_assert_int_eq(d.verdict, OG_ALLOW);
}
END_TEST

START_TEST(nobody_gets_in_by_a_commit_that_fails_on_the_way)
{
	stage_run(NULL);
	world.err = failures[_i];
	ck_assert_err(run_it(), failures[_i]);
	assert_refused("error");
	ck_assert_int_eq(world.puts, 1);
	ck_assert_uint_eq(r.rounds, 0);
	ck_assert(!og_login_again(&r));
}
END_TEST

START_TEST(a_way_with_an_unknown_end_lets_nobody_in)
{
	stage_run(NULL);
	world.err = OG_ERR_UNKNOWN;
	og_memory_disturb(s, disturb, NULL, true);
	ck_assert_err(run_it(), OG_ERR_UNKNOWN);
	assert_refused("error");
	/* the code is spent */
	og_memory_disturb(s, NULL, NULL, false);
	stage_run(NULL);
	ck_assert_ok(run_it());
	assert_refused("replay");
}
END_TEST

START_TEST(a_name_that_nobody_has_goes_the_whole_way)
{
	stage_run("right");
	r.name = "nobody";
	ck_assert_ok(run_it());
	assert_refused("unknown");
	ck_assert(!r.known);
	ck_assert(a.password_given); /* it was prepared */
	ck_assert_int_eq(world.puts, 0);
	/* and so does what is no name */
	stage_run("right");
	r.name = "";
	ck_assert_ok(run_it());
	assert_refused("unknown");
	stage_run("right");
	r.id = 12345;
	ck_assert_ok(run_it());
	assert_refused("unknown");
}
END_TEST

START_TEST(who_is_removed_on_the_way_is_unknown)
{
	struct og_change change = {&u, 0, true};

	stage_run(NULL);
	ck_assert_ok(og_login_read(&r));
	og_login_preview(&r, NOW);
	og_login_hash(&r);
	stored(&u);
	change.expected = u.version;
	ck_assert_ok(og_store_put(rival, &change, 1, OG_SYNCED));
	ck_assert_ok(og_login_conclude(&r, &session, NOW));
	assert_refused("unknown");
	ck_assert(!og_login_again(&r));
}
END_TEST

START_TEST(who_is_removed_between_rounds_is_unknown)
{
	struct og_change change = {&u, 0, true};

	give_password("right");
	stage_run("right");
	world.races = 1;
	world.how = hash_again;
	ck_assert_ok(og_login_read(&r));
	og_login_preview(&r, NOW);
	og_login_hash(&r);
	ck_assert_err(og_login_conclude(&r, &session, NOW), OG_ERR_CONFLICT);
	ck_assert(og_login_again(&r));
	stored(&u);
	change.expected = u.version;
	ck_assert_ok(og_store_put(rival, &change, 1, OG_SYNCED));
	ck_assert_ok(run_it());
	assert_refused("unknown");
	ck_assert(!r.known);
}
END_TEST

START_TEST(a_disabled_user_is_prepared_and_denied)
{
	u.disabled = true;
	give_password("right");
	stage_run("right");
	ck_assert_ok(run_it());
	assert_refused("disabled");
	ck_assert(r.known);
	ck_assert(a.password_right);
	ck_assert_int_eq(world.puts, 0);
	u.disabled = false;
	store_it();
	stage_run("right");
	ck_assert_ok(run_it());
	ck_assert_int_eq(d.verdict, OG_ALLOW);
}
END_TEST

START_TEST(within_a_wait_all_is_prepared_and_nothing_evaluated)
{
	u.lanes[OG_LANE_OPEN].password_failures = 4; /* 2 s */
	u.lanes[OG_LANE_OPEN].password_failed_at = NOW - 1;
	give_password("right");
	stage_run("right");
	ck_assert_ok(run_it());
	assert_refused("throttled");
	ck_assert_int_eq(d.retry, NOW + 1);
	ck_assert(a.password_right);
	ck_assert_int_eq(world.puts, 0);
	stored(&u);
	ck_assert_uint_eq(u.authenticators[0].moving_factor, 0);
	ck_assert_uint_eq(u.lanes[OG_LANE_OPEN].password_failures, 4);
	/* behind it, the same lets in */
	stage_run("right");
	ck_assert_ok(og_login_run(&r, NOW + 1));
	ck_assert_int_eq(d.verdict, OG_ALLOW);
}
END_TEST

START_TEST(a_wait_that_begins_on_the_way_counts)
{
	give_password("right");
	stage_run("right");
	ck_assert_ok(og_login_read(&r));
	og_login_preview(&r, NOW);
	ck_assert_int_eq(r.preview, OG_PREVIEW_EVALUATE);
	og_login_hash(&r);
	u.lanes[OG_LANE_OPEN].password_failures = 4;
	u.lanes[OG_LANE_OPEN].password_failed_at = NOW;
	store_it();
	ck_assert_ok(og_login_conclude(&r, &session, NOW));
	assert_refused("throttled");
}
END_TEST

START_TEST(what_may_not_be_evaluated_fails_as_what_may)
{
	static const char *const names[] = {"alice", "nobody", ""};

	/* before anything, and once more at the end */
	stage_run(NULL);
	r.name = names[_i];
	og_memory_set_ready(s, OG_ERR_BUSY);
	ck_assert_err(run_it(), OG_ERR_BUSY);
	assert_refused("error");
	ck_assert(!r.is_read);
	og_memory_set_ready(s, OG_OK);
	stage_run(NULL);
	r.name = names[_i];
	ck_assert_ok(og_login_read(&r));
	og_login_preview(&r, NOW);
	og_login_hash(&r);
	og_memory_set_ready(s, OG_ERR_BUSY);
	world.err = OG_ERR_BUSY;
	ck_assert_err(og_login_conclude(&r, NULL, NOW), OG_ERR_BUSY);
	assert_refused("error");
	ck_assert_int_eq(d.owed, OG_CHARGE_NONE);
	ck_assert_int_eq(d.lane, OG_LANE_OPEN);
}
END_TEST

START_TEST(what_cannot_be_hashed_is_denied)
{
	static const char *const names[] = {"alice", "nobody"};

	policy.argon2.memory = UINT32_MAX;
	stage_run("right");
	r.name = names[_i];
	ck_assert_err(run_it(), OG_ERR_RANGE);
	assert_refused("error");
	ck_assert_int_eq(world.puts, 0);
}
END_TEST

START_TEST(what_sshd_has_spoilt_costs_the_same_and_nothing_else)
{
	give_password("right");
	stage_run("right");
	a.spoilt = true;
	ck_assert_ok(run_it());
	assert_refused("code");
	ck_assert(a.password_right);
	ck_assert_int_eq(world.puts, 0);
	stage_run("right");
	a.spoilt = false;
	ck_assert_ok(run_it());
	ck_assert_int_eq(d.verdict, OG_ALLOW);
}
END_TEST

static enum og_err
change_something(struct og_user *v)
{
	v->next_id++;
	return OG_OK;
}

/* Uses of a session are written a while after they were made. */
START_TEST(a_use_that_is_not_written_yet_counts_after_a_lost_race_as_well)
{
	const struct og_proof proof = {.factor = OG_FACTOR_TOTP, .when = NOW};
	const uint8_t id[OG_DIGEST_LEN] = {7};

	og_session_add(
	    &u, id, &proof, "192.0.2.1", "Browser", NOW - 2 * policy.idle);
	store_it();
	stage_run(NULL);
	r.id = u.id;
	a.step_up = true;
	memcpy(a.session, id, sizeof(id));
	a.session_now = NOW;
	a.session_seen = _i == 0 ? NOW - 10 : 0;
	policy.absolute = 4 * policy.idle;
	world.races = 1;
	world.how = change_something;
	ck_assert_ok(run_it());
	if (_i == 0) {
		ck_assert_int_eq(d.verdict, OG_ALLOW);
		ck_assert_int_eq(world.puts, 2);
	} else {
		assert_refused("expired");
	}
}
END_TEST

START_TEST(a_record_that_was_read_before_is_that_of_the_first_round)
{
	stage_run(NULL);
	ck_assert_ok(og_login_read(&r));
	og_user_reset(&u);
	r.name = "nobody"; /* would not be found any more */
	ck_assert_ok(run_it());
	ck_assert_int_eq(d.verdict, OG_ALLOW);
}
END_TEST

static void
all(TCase *tc)
{
	tcase_add_test(tc, the_whole_way_lets_in_who_is_right);
	tcase_add_test(tc, another_hash_of_the_password_means_another_round);
	tcase_add_test(tc, the_password_of_before_lets_nobody_in);
	tcase_add_test(tc, other_recovery_codes_mean_another_round);
	tcase_add_test(tc, rounds_have_an_end);
	tcase_add_loop_test(tc,
	    nobody_gets_in_by_a_commit_that_fails_on_the_way, 0,
	    CHECK_COUNT(failures));
	tcase_add_test(tc, a_way_with_an_unknown_end_lets_nobody_in);
	tcase_add_test(tc, a_name_that_nobody_has_goes_the_whole_way);
	tcase_add_test(tc, who_is_removed_on_the_way_is_unknown);
	tcase_add_test(tc, who_is_removed_between_rounds_is_unknown);
	tcase_add_test(tc, a_disabled_user_is_prepared_and_denied);
	tcase_add_test(tc, within_a_wait_all_is_prepared_and_nothing_evaluated);
	tcase_add_test(tc, a_wait_that_begins_on_the_way_counts);
	tcase_add_loop_test(
	    tc, what_may_not_be_evaluated_fails_as_what_may, 0, 3);
	tcase_add_loop_test(tc, what_cannot_be_hashed_is_denied, 0, 2);
	tcase_add_test(
	    tc, what_sshd_has_spoilt_costs_the_same_and_nothing_else);
	tcase_add_test(
	    tc, a_record_that_was_read_before_is_that_of_the_first_round);
	tcase_add_loop_test(tc,
	    a_use_that_is_not_written_yet_counts_after_a_lost_race_as_well, 0,
	    2);
}

int
main(void)
{
	return run("login_run", all, stage);
}
