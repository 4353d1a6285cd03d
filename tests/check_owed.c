/* SPDX-License-Identifier: ISC */
/* Tests of what is charged later: nothing is lost, and nothing invented. */
#include "../lib/filestore_impl.h"
#include "../lib/owed.h"
#include "check_store.h"

static const struct og_limits limits = {.free_tries = 3,
    .wait_max = 60,
    .lane_limit = 50,
    .disable_at = 100,
    .window = 1};
static struct og_owed *o;
static struct og_store *s;
static struct fs_lock theirs;

static void
setup(void)
{
	o = og_owed_new();
	ck_assert_ptr_nonnull(o);
	s = fresh();
	og_store_hurry(s);
	add(s, "alice");
	add(s, "bob");
	ck_assert_ok(fs_lock_open(&theirs, in_folder("users"), -1, NULL));
}

static void
teardown(void)
{
	fs_lock_close(&theirs);
	og_store_free(&s);
	og_owed_free(o);
}

static uint64_t
id_of(const char *name)
{
	struct og_user u;

	get(s, name, &u);
	return u.id;
}

static bool
owe(const char *name, enum og_charge charge, enum og_lane lane)
{
	const struct og_decision d = {.owed = charge, .lane = lane};

	return og_owed_add(o, id_of(name), &d, NOW);
}

static void
settles(unsigned wanted)
{
	unsigned charged;

	ck_assert_ok(og_owed_settle(o, s, &limits, &charged));
	ck_assert_uint_eq(charged, wanted);
}

START_TEST(charges_what_it_was_told)
{
	struct og_user u;

	ck_assert(owe("alice", OG_CHARGE_CODE, OG_LANE_FIRST));
	ck_assert(owe("alice", OG_CHARGE_PASSWORD, OG_LANE_OPEN));
	ck_assert(owe("alice", OG_CHARGE_CODE, OG_LANE_FIRST));
	settles(3);
	get(s, "alice", &u);
	ck_assert_uint_eq(u.lanes[OG_LANE_FIRST].failures, 2);
	ck_assert_int_eq(u.lanes[OG_LANE_FIRST].failed_at, NOW);
	ck_assert_uint_eq(u.lanes[OG_LANE_FIRST].password_failures, 0);
	ck_assert_uint_eq(u.lanes[OG_LANE_OPEN].password_failures, 1);
	ck_assert_uint_eq(u.lanes[OG_LANE_OPEN].failures, 0);
	ck_assert_uint_eq(og_throttle_year(&u, OG_SHARE_STRANGERS, NOW), 2);
	get(s, "bob", &u);
	ck_assert_uint_eq(u.lanes[OG_LANE_FIRST].failures, 0);
	/* once */
	settles(0);
}
END_TEST

START_TEST(owes_nothing_for_what_was_no_failure)
{
	ck_assert(!owe("alice", OG_CHARGE_NONE, OG_LANE_OPEN));
	settles(0);
}
END_TEST

START_TEST(stays_owed_until_it_can_be_committed)
{
	struct og_user u;
	unsigned charged;

	ck_assert(owe("alice", OG_CHARGE_CODE, OG_LANE_OPEN));
	ck_assert_ok(fs_lock_take(&theirs, 0));
	for (int i = 0; i < 2; i++) {
		ck_assert_err(
		    og_owed_settle(o, s, &limits, &charged), OG_ERR_BUSY);
		ck_assert_uint_eq(charged, 0);
	}
	ck_assert(owe("bob", OG_CHARGE_CODE, OG_LANE_OPEN));
	fs_lock_release(&theirs);
	settles(2);
	get(s, "alice", &u);
	ck_assert_uint_eq(u.lanes[OG_LANE_OPEN].failures, 1);
	get(s, "bob", &u);
	ck_assert_uint_eq(u.lanes[OG_LANE_OPEN].failures, 1);
}
END_TEST

START_TEST(who_is_gone_owes_nothing_and_holds_up_nobody)
{
	struct og_user u;
	struct og_change gone = {.user = &u, .remove = true};

	ck_assert(owe("alice", OG_CHARGE_CODE, OG_LANE_OPEN));
	ck_assert(owe("bob", OG_CHARGE_CODE, OG_LANE_OPEN));
	get(s, "alice", &u);
	gone.expected = u.version;
	ck_assert_ok(og_store_put(s, &gone, 1, OG_SYNCED));
	settles(1);
	get(s, "bob", &u);
	ck_assert_uint_eq(u.lanes[OG_LANE_OPEN].failures, 1);
}
END_TEST

START_TEST(a_full_list_takes_no_more_and_loses_none)
{
	struct og_user u;

	for (int i = 0; i < OG_OWED_MAX; i++)
		ck_assert(owe("alice", OG_CHARGE_PASSWORD, OG_LANE_OPEN));
	ck_assert(!owe("bob", OG_CHARGE_CODE, OG_LANE_OPEN));
	settles(OG_OWED_MAX);
	get(s, "alice", &u);
	ck_assert_uint_eq(u.lanes[OG_LANE_OPEN].password_failures, OG_OWED_MAX);
	ck_assert(owe("bob", OG_CHARGE_CODE, OG_LANE_OPEN));
	settles(1);
}
END_TEST

int
main(void)
{
	TCase *tc = tcase_create("owed");
	Suite *suite = suite_create("owed");

	folder_use(tc);
	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, charges_what_it_was_told);
	tcase_add_test(tc, owes_nothing_for_what_was_no_failure);
	tcase_add_test(tc, stays_owed_until_it_can_be_committed);
	tcase_add_test(tc, who_is_gone_owes_nothing_and_holds_up_nobody);
	tcase_add_test(tc, a_full_list_takes_no_more_and_loses_none);
	suite_add_tcase(suite, tc);
	return check_main(suite);
}
