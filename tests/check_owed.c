/* SPDX-License-Identifier: ISC */
/* Tests of what is charged later: nothing is lost, and nothing invented. */
#include "check_store.h"
#include "lib/login/owed.h"
#include "lib/record/session.h"
#include "lib/rules/throttle.h"
#include "lib/store/file/impl.h"
#include "lib/store/memory/memory.h"

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

struct told {
	unsigned n, closed, disabled;
	struct og_decision last;
	char user[OG_NAME_SIZE];
};

static void
hear(const char *user, const struct og_decision *d, void *arg)
{
	struct told *t = arg;

	t->n++;
	t->closed += d->closed;
	t->disabled += d->disabled;
	t->last = *d;
	(void)snprintf(t->user, sizeof(t->user), "%s", user);
}

static struct told told;

static enum og_err
settle(int64_t now, unsigned *charged)
{
	memset(&told, 0, sizeof(told));
	return og_owed_settle(o, s, &limits, now, hear, &told, charged);
}

static void
settles_at(int64_t now, unsigned wanted)
{
	unsigned charged;

	ck_assert_ok(settle(now, &charged));
	ck_assert_uint_eq(charged, wanted);
}

static void
settles(unsigned wanted)
{
	settles_at(NOW, wanted);
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
		ck_assert_err(settle(NOW, &charged), OG_ERR_BUSY);
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

static enum og_err
lose_the_answer(struct og_store *store, void *arg)
{
	(void)store;
	(void)arg;
	return OG_ERR_UNKNOWN;
}

/* Made or not: charging it again and again would lock out by one failure. */
START_TEST(is_charged_once_when_nobody_knows_whether_it_was)
{
	struct og_store *memory, *well, *file = s;
	struct og_user u;

	ck_assert_ok(og_memory_new(&memory));
	ck_assert_ok(og_store_handle(memory, &well, NULL));
	s = well;
	add(s, "alice");
	ck_assert(owe("alice", OG_CHARGE_CODE, OG_LANE_OPEN));
	og_memory_disturb(memory, lose_the_answer, NULL, _i == 1);
	s = memory;
	settles(1);
	ck_assert_uint_eq(told.n, 0);
	for (int i = 0; i < 3; i++)
		settles(0);
	get(s, "alice", &u);
	ck_assert_uint_eq(u.lanes[OG_LANE_OPEN].failures, (unsigned)_i);
	/* and what comes after it is charged as ever */
	og_memory_disturb(memory, NULL, NULL, false);
	ck_assert(owe("alice", OG_CHARGE_CODE, OG_LANE_OPEN));
	settles(1);
	get(s, "alice", &u);
	ck_assert_uint_eq(u.lanes[OG_LANE_OPEN].failures, (unsigned)_i + 1);
	s = file;
	og_store_free(&well);
	og_store_free(&memory);
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

/* Charged at once, of a record that somebody has changed meanwhile. */
static void
fails_at(struct og_user *u, bool password, int64_t when)
{
	if (password)
		og_throttle_charge_password(u, OG_LANE_FIRST, 0, when);
	else
		og_throttle_charge(&limits, u, OG_LANE_FIRST, 0, when);
	ck_assert_ok(store_user(s, u, OG_SYNCED));
}

START_TEST(makes_no_wait_shorter_that_began_later)
{
	const int64_t later = NOW + 3600;
	struct og_user u;

	ck_assert(owe("alice", OG_CHARGE_CODE, OG_LANE_FIRST));
	ck_assert(owe("alice", OG_CHARGE_PASSWORD, OG_LANE_FIRST));
	get(s, "alice", &u);
	fails_at(&u, false, later);
	get(s, "alice", &u);
	fails_at(&u, true, later);
	settles_at(later, 2);
	get(s, "alice", &u);
	ck_assert_uint_eq(u.lanes[OG_LANE_FIRST].failures, 2);
	ck_assert_int_eq(u.lanes[OG_LANE_FIRST].failed_at, later);
	ck_assert_uint_eq(u.lanes[OG_LANE_FIRST].password_failures, 2);
	ck_assert_int_eq(u.lanes[OG_LANE_FIRST].password_failed_at, later);
}
END_TEST

START_TEST(a_time_in_the_future_is_none)
{
	struct og_user u;

	ck_assert(owe("alice", OG_CHARGE_CODE, OG_LANE_FIRST));
	get(s, "alice", &u);
	fails_at(&u, false, NOW + 3600);
	settles_at(NOW + 10, 1);
	get(s, "alice", &u);
	ck_assert_int_eq(u.lanes[OG_LANE_FIRST].failed_at, NOW);
}
END_TEST

START_TEST(tells_of_the_charge_that_closes_a_lane)
{
	struct og_user u;

	get(s, "alice", &u);
	u.lanes[OG_LANE_OPEN].failures = limits.lane_limit - 2;
	ck_assert_ok(store_user(s, &u, OG_SYNCED));
	for (int i = 0; i < 3; i++)
		ck_assert(owe("alice", OG_CHARGE_CODE, OG_LANE_OPEN));
	ck_assert(owe("bob", OG_CHARGE_PASSWORD, OG_LANE_FIRST));
	settles(4);
	ck_assert_uint_eq(told.n, 1);
	ck_assert_uint_eq(told.closed, 1);
	ck_assert_str_eq(told.user, "alice");
	ck_assert(told.last.commit);
	ck_assert(told.last.verdict == OG_DENY);
	ck_assert_int_eq(told.last.lane, OG_LANE_OPEN);
	ck_assert_uint_eq(told.last.failures, limits.lane_limit - 1);
}
END_TEST

START_TEST(tells_of_the_charge_that_disables_an_authenticator)
{
	struct og_user u;

	get(s, "alice", &u);
	u.n_authenticators = 1;
	u.authenticators[0] = (struct og_authenticator){.id = 1,
	    .type = OG_FACTOR_HOTP,
	    .state = OG_AUTH_ACTIVE,
	    .digits = 6,
	    .failures = limits.disable_at - 1,
	    .created = NOW,
	    .key_id = 1,
	    .period = 30,
	    .hash = OG_SHA1,
	    .sealed_len = 20 + OG_SEAL_EXTRA};
	u.next_id = 2;
	ck_assert_ok(store_user(s, &u, OG_SYNCED));
	ck_assert(owe("alice", OG_CHARGE_CODE, OG_LANE_FIRST));
	ck_assert(owe("alice", OG_CHARGE_CODE, OG_LANE_FIRST));
	settles(2);
	ck_assert_uint_eq(told.n, 1);
	ck_assert_uint_eq(told.disabled, 1);
}
END_TEST

static size_t
length(const struct og_user *u)
{
	struct og_buf text;
	size_t len;

	og_buf_init(&text, 2 * (size_t)OG_RECORD_MAX);
	ck_assert_ok(og_user_format(u, &text));
	len = text.len;
	og_buf_clear(&text);
	return len;
}

/* As long as a record may be, with that many sessions. */
static void
fill(struct og_user *u, uint8_t sessions)
{
	const struct og_proof proof = {.when = NOW, .factor = OG_FACTOR_TOTP};
	const char filler[] = "zz=";
	uint8_t id[OG_DIGEST_LEN] = {0};

	for (id[0] = 1; id[0] <= sessions; id[0]++)
		og_session_add(u, id, &proof, "192.0.2.1", "a", NOW + id[0]);
	for (size_t i = 0; i < OG_BEARERS_MAX; i++) {
		struct og_bearer *b = &u->bearers[u->n_bearers++];

		memset(b, 0, sizeof(*b));
		b->id = u->next_id++;
		b->created = NOW;
		b->expires = NOW + 1;
		memset(b->label, ',', OG_LABEL_MAX);
		memset(b->prefix, ',', OG_PREFIX_MAX); /* escaped */
		b->prefix[0] = '/';
	}
	for (size_t i = 0; i < OG_DEVICES_MAX; i++) {
		struct og_device *d = &u->devices[u->n_devices++];

		memset(d, 0, sizeof(*d));
		d->id = u->next_id++;
		d->created = d->seen = NOW;
		memset(d->agent, ',', OG_DEVICE_AGENT_MAX);
	}
	memset(u->unknown, 'a', sizeof(u->unknown));
	memcpy(u->unknown, filler, strlen(filler));
	u->unknown_len = strlen(filler) + 1;
	u->unknown_len += OG_RECORD_MAX - length(u);
	ck_assert_uint_le(u->unknown_len, OG_UNKNOWN_MAX);
}

START_TEST(a_record_that_is_full_loses_the_oldest_session)
{
	struct og_user u;

	get(s, "alice", &u);
	fill(&u, 3);
	ck_assert_ok(store_user(s, &u, OG_SYNCED));
	ck_assert(owe("alice", OG_CHARGE_CODE, OG_LANE_FIRST));
	settles(1);
	get(s, "alice", &u);
	ck_assert_uint_eq(u.lanes[OG_LANE_FIRST].failures, 1);
	ck_assert_uint_eq(u.n_sessions, 2);
	ck_assert_uint_eq(u.sessions[0].id[0], 2);
}
END_TEST

START_TEST(a_record_that_is_full_of_else_holds_up_nobody)
{
	struct og_user u;

	get(s, "alice", &u);
	fill(&u, 1);
	ck_assert_ok(store_user(s, &u, OG_SYNCED));
	ck_assert(owe("alice", OG_CHARGE_CODE, OG_LANE_FIRST));
	ck_assert(owe("bob", OG_CHARGE_CODE, OG_LANE_FIRST));
	settles(1);
	get(s, "alice", &u);
	ck_assert_uint_eq(u.n_sessions, 1);
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
	tcase_add_loop_test(
	    tc, is_charged_once_when_nobody_knows_whether_it_was, 0, 2);
	tcase_add_test(tc, who_is_gone_owes_nothing_and_holds_up_nobody);
	tcase_add_test(tc, a_full_list_takes_no_more_and_loses_none);
	tcase_add_test(tc, makes_no_wait_shorter_that_began_later);
	tcase_add_test(tc, a_time_in_the_future_is_none);
	tcase_add_test(tc, tells_of_the_charge_that_closes_a_lane);
	tcase_add_test(tc, tells_of_the_charge_that_disables_an_authenticator);
	tcase_add_test(tc, a_record_that_is_full_loses_the_oldest_session);
	tcase_add_test(tc, a_record_that_is_full_of_else_holds_up_nobody);
	suite_add_tcase(suite, tc);
	return check_main(suite);
}
