/* SPDX-License-Identifier: ISC */
/* Tests of lib/record/device.c: known browsers in the record. */
#include "check_main.h"
#include "check_people.h"
#include "lib/record/device.h"
#include "lib/record/session.h"

#define NOW PEOPLE_NOW

/* Notes a login from the device with digest "n". */
static void
note(struct og_user *u, uint8_t n, int64_t now)
{
	const uint8_t digest[OG_DIGEST_LEN] = {n};

	og_device_note(u, digest, "agent", now);
}

static struct og_device *
find(struct og_user *u, uint8_t n, int64_t now)
{
	const uint8_t digest[OG_DIGEST_LEN] = {n};

	return og_device_find(u, digest, now);
}

START_TEST(notes_a_browser_once)
{
	struct og_user u;
	uint32_t id;

	people_user(&u);
	note(&u, 7, NOW);
	ck_assert_uint_eq(u.n_devices, 1);
	id = u.devices[0].id;
	u.devices[0].counter.failures = 5;
	note(&u, 7, NOW + 10);
	ck_assert_uint_eq(u.n_devices, 1);
	ck_assert_uint_eq(u.devices[0].id, id);
	ck_assert_int_eq(u.devices[0].created, NOW);
	ck_assert_int_eq(u.devices[0].seen, NOW + 10);
	ck_assert_uint_eq(u.devices[0].counter.failures, 5);
	ck_assert(og_user_ids_are_sound(&u));
}
END_TEST

START_TEST(forgets_after_ninety_days)
{
	struct og_user u;
	int64_t last = NOW + OG_DEVICE_LIFETIME - 1;

	people_user(&u);
	note(&u, 7, NOW);
	ck_assert_ptr_nonnull(find(&u, 7, last));
	ck_assert_ptr_null(find(&u, 7, last + 1));
	note(&u, 8, last + 1);
	ck_assert_uint_eq(u.n_devices, 1);
}
END_TEST

START_TEST(makes_room_where_it_was_seen_longest_ago)
{
	struct og_user u;

	people_user(&u);
	for (uint8_t i = 0; i < OG_DEVICES_MAX; i++)
		note(&u, i, NOW + i);
	note(&u, 0, NOW + 50);
	note(&u, 100, NOW + 60);
	ck_assert_uint_eq(u.n_devices, OG_DEVICES_MAX);
	ck_assert_ptr_nonnull(find(&u, 0, NOW + 60));
	ck_assert_ptr_null(find(&u, 1, NOW + 60));
	ck_assert_ptr_nonnull(find(&u, 100, NOW + 60));
}
END_TEST

START_TEST(finds_no_device_with_a_similar_digest)
{
	struct og_user u;

	people_user(&u);
	note(&u, 7, NOW);
	ck_assert_ptr_null(find(&u, 6, NOW));
	ck_assert_ptr_null(og_device_get(&u, u.devices[0].id + 1));
	ck_assert_ptr_eq(og_device_get(&u, u.devices[0].id), &u.devices[0]);
}
END_TEST

START_TEST(drops_one_and_all)
{
	struct og_user u;

	people_user(&u);
	note(&u, 1, NOW);
	note(&u, 2, NOW);
	note(&u, 3, NOW);
	ck_assert(og_device_drop(&u, u.devices[1].id));
	ck_assert(!og_device_drop(&u, 99));
	ck_assert_ptr_null(find(&u, 2, NOW));
	ck_assert_ptr_nonnull(find(&u, 3, NOW));
	ck_assert_uint_eq(og_device_drop_all(&u), 2);
	ck_assert_uint_eq(u.n_devices, 0);
}
END_TEST

START_TEST(cleans_and_cuts_the_agent)
{
	const uint8_t digest[OG_DIGEST_LEN] = {1};
	char agent[200];
	struct og_user u;

	people_user(&u);
	memset(agent, 'a', sizeof(agent) - 1);
	agent[sizeof(agent) - 1] = '\0';
	agent[1] = '\n';
	og_device_note(&u, digest, agent, NOW);
	ck_assert_uint_eq(strlen(u.devices[0].agent), OG_DEVICE_AGENT_MAX);
	ck_assert_int_eq(u.devices[0].agent[1], '?');
	og_device_note(&u, digest, NULL, NOW);
	ck_assert_str_eq(u.devices[0].agent, "");
}
END_TEST

START_TEST(digests_unlike_a_session)
{
	const uint8_t secret[OG_SECRET_LEN] = {1, 2, 3};
	uint8_t device[OG_DIGEST_LEN], session[OG_DIGEST_LEN];

	ck_assert_int_eq(og_device_digest(secret, device), OG_OK);
	ck_assert_int_eq(og_session_id(secret, session), OG_OK);
	ck_assert_mem_ne(device, session, sizeof(device));
}
END_TEST

int
main(void)
{
	TCase *tc = tcase_create("device");
	Suite *s = suite_create("device");

	tcase_add_test(tc, notes_a_browser_once);
	tcase_add_test(tc, forgets_after_ninety_days);
	tcase_add_test(tc, makes_room_where_it_was_seen_longest_ago);
	tcase_add_test(tc, finds_no_device_with_a_similar_digest);
	tcase_add_test(tc, drops_one_and_all);
	tcase_add_test(tc, cleans_and_cuts_the_agent);
	tcase_add_test(tc, digests_unlike_a_session);
	suite_add_tcase(s, tc);
	return check_main(s);
}
