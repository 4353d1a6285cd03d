/* SPDX-License-Identifier: ISC */
/* Tests of the shell around the decision: what happens when the commit loses a
 * race, fails, or may have taken effect. */
#include "check_login.h"
#include "lib/base/clock.h"

static enum og_err
log_in(const struct og_login_session *begins)
{
	memset(&d, 0xff, sizeof(d));
	return og_login_commit(s, &ring, &policy, &u, &a, begins, NOW, &d);
}

START_TEST(a_right_code_is_stored_before_it_counts)
{
	struct og_user v;

	ck_assert_ok(log_in(&session));
	ck_assert_int_eq(d.verdict, OG_ALLOW);
	stored(&v);
	ck_assert_uint_eq(v.n_sessions, 1);
	ck_assert_uint_eq(v.authenticators[0].moving_factor, STEP);
	ck_assert_int_eq(world.puts, 1);
	/* and counts once */
	ck_assert_ok(log_in(&session));
	assert_refused("replay");
}
END_TEST

static enum og_err
spend_it(struct og_user *v)
{
	v->authenticators[0].moving_factor = STEP;
	return OG_OK;
}

START_TEST(who_comes_second_with_a_code_is_denied)
{
	struct og_user v;

	world.races = 1;
	world.how = spend_it;
	ck_assert_ok(log_in(&session));
	assert_refused("replay");
	stored(&v);
	ck_assert_uint_eq(v.n_sessions, 0);
}
END_TEST

static enum og_err
disable(struct og_user *v)
{
	v->disabled = true;
	return OG_OK;
}

START_TEST(who_is_disabled_meanwhile_is_denied)
{
	world.races = 1;
	world.how = disable;
	ck_assert_ok(log_in(&session));
	assert_refused("disabled");
}
END_TEST

START_TEST(who_is_removed_meanwhile_is_as_unknown_as_any_name)
{
	world.races = 1;
	ck_assert_ok(log_in(&session));
	assert_refused("unknown");
}
END_TEST

static enum og_err
touch(struct og_user *v)
{
	v->next_id++;
	return OG_OK;
}

START_TEST(decides_again_as_often_as_others_are_faster)
{
	struct og_user v;

	world.races = 20;
	world.how = touch;
	ck_assert_ok(log_in(&session));
	ck_assert_int_eq(d.verdict, OG_ALLOW);
	ck_assert_int_eq(world.puts, 21);
	stored(&v);
	ck_assert_uint_eq(v.n_sessions, 1);
}
END_TEST

START_TEST(gives_up_a_race_that_never_ends)
{
	const int64_t begun = og_clock_ms();

	world.races = 1000000;
	world.how = touch;
	og_store_until(s, begun + 300);
	ck_assert_err(log_in(&session), OG_ERR_BUSY);
	ck_assert_int_ge(og_clock_ms() - begun, 300);
	ck_assert_int_gt(world.puts, 2);
	assert_refused("error");
	ck_assert_int_eq(d.owed, OG_CHARGE_NONE); /* the code was right */
}
END_TEST

START_TEST(asks_for_another_hash_when_the_password_has_changed)
{
	struct og_user v;
	const struct og_change c = {&u, 0, false};
	struct og_change change = c;

	policy.first_factor = OG_FIRST_PASSWORD;
	password("right", "right");
	change.expected = u.version;
	ck_assert_ok(og_store_put(rival, &change, 1, OG_SYNCED));
	stored(&u);
	world.races = 1;
	world.how = change_password;
	ck_assert_err(log_in(&session), OG_ERR_CONFLICT);
	assert_refused("error");
	stored(&v);
	ck_assert_uint_eq(v.n_sessions, 0);
}
END_TEST

START_TEST(nobody_gets_in_by_a_failed_commit)
{
	struct og_user v;

	world.err = failures[_i];
	ck_assert_err(log_in(&session), failures[_i]);
	assert_refused("error");
	ck_assert_int_eq(d.owed, OG_CHARGE_NONE);
	ck_assert_int_eq(world.puts, 1); /* and it is not tried again */
	stored(&v);
	ck_assert_uint_eq(v.n_sessions, 0);
}
END_TEST

START_TEST(a_code_that_may_be_spent_lets_nobody_in)
{
	struct og_user v;

	world.err = OG_ERR_UNKNOWN;
	og_memory_disturb(s, disturb, NULL, true);
	ck_assert_err(log_in(&session), OG_ERR_UNKNOWN);
	assert_refused("error");
	stored(&v);
	ck_assert_uint_eq(v.authenticators[0].moving_factor, STEP);
	/* nor does it when the disk is well again */
	og_memory_disturb(s, NULL, NULL, false);
	ck_assert_ok(log_in(&session));
	ck_assert_int_eq(d.verdict, OG_DENY);
	stored(&u);
	ck_assert_ok(log_in(&session));
	assert_refused("replay");
}
END_TEST

START_TEST(a_failure_that_cannot_be_counted_is_owed)
{
	wrong_code(phone, STEP);
	world.err = OG_ERR_BUSY;
	ck_assert_err(log_in(&session), OG_ERR_BUSY);
	assert_refused("error");
	ck_assert_int_eq(d.owed, OG_CHARGE_CODE);
	ck_assert_int_eq(d.lane, OG_LANE_OPEN);
}
END_TEST

/* Reads of "s" fail from now on, and leave nothing of the record. */
static enum og_err
lose_the_record(struct og_store *store, uint64_t id, bool local, int64_t end,
    struct og_user *out)
{
	(void)store;
	(void)id;
	(void)local;
	(void)end;
	memset(out, 0, sizeof(*out));
	return OG_ERR_BUSY;
}

START_TEST(what_is_owed_is_owed_by_the_one_who_was_tried)
{
	const struct og_store_ops *ops = s->ops;
	struct og_store_ops broken = *ops;
	const uint64_t id = u.id;

	broken.get_id = lose_the_record;
	wrong_code(phone, STEP);
	world.races = 1;
	world.how = touch;
	s->ops = &broken;
	ck_assert_err(log_in(&session), OG_ERR_BUSY);
	s->ops = ops;
	ck_assert_int_eq(d.owed, OG_CHARGE_CODE);
	ck_assert_uint_eq(u.id, id);
}
END_TEST

START_TEST(what_stores_nothing_fails_as_what_does)
{
	a.code[0] = '\0'; /* missing: nothing to commit */
	og_memory_set_ready(s, OG_ERR_BUSY);
	ck_assert_err(log_in(&session), OG_ERR_BUSY);
	assert_refused("error");
	ck_assert_int_eq(d.owed, OG_CHARGE_NONE);
	ck_assert_int_eq(world.puts, 0);
	og_memory_set_ready(s, OG_OK);
	ck_assert_ok(log_in(&session));
	assert_refused("missing");
}
END_TEST

START_TEST(a_wrong_code_starts_no_session)
{
	struct og_user v;

	wrong_code(phone, STEP);
	ck_assert_ok(log_in(&session));
	ck_assert_int_eq(d.verdict, OG_DENY);
	ck_assert_str_eq(og_reason_name(d.reason), "code");
	stored(&v);
	ck_assert_uint_eq(v.n_sessions, 0);
	ck_assert_uint_eq(v.lanes[OG_LANE_OPEN].failures, 1);
}
END_TEST

static void
all(TCase *tc)
{
	tcase_add_test(tc, a_right_code_is_stored_before_it_counts);
	tcase_add_test(tc, who_comes_second_with_a_code_is_denied);
	tcase_add_test(tc, who_is_disabled_meanwhile_is_denied);
	tcase_add_test(tc, who_is_removed_meanwhile_is_as_unknown_as_any_name);
	tcase_add_test(tc, decides_again_as_often_as_others_are_faster);
	tcase_add_test(tc, gives_up_a_race_that_never_ends);
	tcase_add_test(tc, asks_for_another_hash_when_the_password_has_changed);
	tcase_add_loop_test(
	    tc, nobody_gets_in_by_a_failed_commit, 0, CHECK_COUNT(failures));
	tcase_add_test(tc, a_code_that_may_be_spent_lets_nobody_in);
	tcase_add_test(tc, a_failure_that_cannot_be_counted_is_owed);
	tcase_add_test(tc, what_is_owed_is_owed_by_the_one_who_was_tried);
	tcase_add_test(tc, what_stores_nothing_fails_as_what_does);
	tcase_add_test(tc, a_wrong_code_starts_no_session);
}

int
main(void)
{
	return run("login", all, stage);
}
