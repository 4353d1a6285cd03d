/* SPDX-License-Identifier: ISC */
/* Tests of lib/record/session.c: sessions inside the record. */
#include "check_main.h"
#include "check_people.h"
#include "lib/record/session.h"

static const struct og_proof totp = {OG_FACTOR_TOTP, 1, PEOPLE_NOW};

/* Makes the id of session number "n". */
static void
make_id(unsigned n, uint8_t id[OG_DIGEST_LEN])
{
	memset(id, 0, OG_DIGEST_LEN);
	id[0] = (uint8_t)n;
	id[OG_DIGEST_LEN - 1] = 1;
}

/* Adds session number "n", seen at PEOPLE_NOW + "n". */
static void
add(struct og_user *u, unsigned n)
{
	uint8_t id[OG_DIGEST_LEN];

	make_id(n, id);
	og_session_add(u, id, &totp, "192.0.2.1", "Tester", PEOPLE_NOW + n);
}

static struct og_session *
find(struct og_user *u, unsigned n)
{
	uint8_t id[OG_DIGEST_LEN];

	make_id(n, id);
	return og_session_find(u, id);
}

START_TEST(derives_the_same_id_from_the_same_secret)
{
	uint8_t secret[OG_SESSION_SECRET_LEN] = {1}, a[OG_DIGEST_LEN],
		b[OG_DIGEST_LEN];

	ck_assert_int_eq(og_session_id(secret, a), OG_OK);
	ck_assert_int_eq(og_session_id(secret, b), OG_OK);
	ck_assert_mem_eq(a, b, sizeof(a));
	ck_assert_mem_ne(a, secret, sizeof(a));
}
END_TEST

START_TEST(derives_another_id_from_another_secret)
{
	uint8_t secret[OG_SESSION_SECRET_LEN] = {1}, a[OG_DIGEST_LEN],
		b[OG_DIGEST_LEN];

	ck_assert_int_eq(og_session_id(secret, a), OG_OK);
	secret[OG_SESSION_SECRET_LEN - 1] ^= 1;
	ck_assert_int_eq(og_session_id(secret, b), OG_OK);
	ck_assert_mem_ne(a, b, sizeof(a));
}
END_TEST

START_TEST(adds_a_session_with_one_proof)
{
	struct og_user u;
	struct og_session *s;

	people_user(&u);
	add(&u, 5);
	ck_assert_uint_eq(u.n_sessions, 1);
	s = find(&u, 5);
	ck_assert_ptr_nonnull(s);
	ck_assert_int_eq(s->created, PEOPLE_NOW + 5);
	ck_assert_int_eq(s->seen, PEOPLE_NOW + 5);
	ck_assert_uint_eq(s->n_proofs, 1);
	ck_assert_int_eq(s->proofs[0].factor, OG_FACTOR_TOTP);
	ck_assert_str_eq(s->address, "192.0.2.1");
	ck_assert_str_eq(s->agent, "Tester");
}
END_TEST

START_TEST(finds_no_session_with_a_similar_id)
{
	struct og_user u;
	uint8_t id[OG_DIGEST_LEN];

	people_user(&u);
	add(&u, 5);
	make_id(5, id);
	id[OG_DIGEST_LEN - 1] ^= 0x80;
	ck_assert_ptr_null(og_session_find(&u, id));
	ck_assert_ptr_null(find(&u, 6));
}
END_TEST

START_TEST(keeps_an_id_once)
{
	struct og_user u;

	people_user(&u);
	add(&u, 5);
	add(&u, 5);
	ck_assert_uint_eq(u.n_sessions, 1);
}
END_TEST

START_TEST(cleans_and_cuts_address_and_agent)
{
	struct og_user u;
	uint8_t id[OG_DIGEST_LEN];
	char agent[500];

	people_user(&u);
	make_id(1, id);
	memset(agent, 'x', sizeof(agent) - 1);
	agent[sizeof(agent) - 1] = '\0';
	memcpy(agent, "a b\n\x7f\xc3\xa4", 7);
	og_session_add(&u, id, &totp, "192.0.2.1 \r\n", agent, PEOPLE_NOW);
	ck_assert_str_eq(u.sessions[0].address, "192.0.2.1???");
	ck_assert_uint_eq(strlen(u.sessions[0].agent), OG_AGENT_MAX);
	ck_assert_mem_eq(u.sessions[0].agent, "a b????x", 8);
}
END_TEST

START_TEST(takes_no_address_and_no_agent)
{
	struct og_user u;
	uint8_t id[OG_DIGEST_LEN];

	people_user(&u);
	make_id(1, id);
	og_session_add(&u, id, &totp, NULL, NULL, PEOPLE_NOW);
	ck_assert_str_eq(u.sessions[0].address, "");
	ck_assert_str_eq(u.sessions[0].agent, "");
}
END_TEST

START_TEST(makes_room_where_it_was_seen_longest_ago)
{
	struct og_user u;
	unsigned n;

	people_user(&u);
	for (n = 0; n < OG_SESSIONS_MAX; n++)
		add(&u, n);
	ck_assert_uint_eq(u.n_sessions, OG_SESSIONS_MAX);
	find(&u, 0)->seen = PEOPLE_NOW + 1000; /* 1 is the oldest now */
	add(&u, 100);
	ck_assert_uint_eq(u.n_sessions, OG_SESSIONS_MAX);
	ck_assert_ptr_null(find(&u, 1));
	ck_assert_ptr_nonnull(find(&u, 0));
	ck_assert_ptr_nonnull(find(&u, 2));
	ck_assert_ptr_nonnull(find(&u, 100));
}
END_TEST

START_TEST(ends_one_session_and_no_other)
{
	struct og_user u;
	uint8_t id[OG_DIGEST_LEN];
	unsigned n;

	people_user(&u);
	for (n = 0; n < 3; n++)
		add(&u, n);
	make_id(1, id);
	ck_assert(og_session_end(&u, id));
	ck_assert_ptr_null(find(&u, 1));
	ck_assert_ptr_nonnull(find(&u, 0));
	ck_assert_ptr_nonnull(find(&u, 2));
	ck_assert(!og_session_end(&u, id));
	ck_assert_uint_eq(u.n_sessions, 2);
}
END_TEST

START_TEST(ends_all_sessions)
{
	struct og_user u;

	people_user(&u);
	ck_assert_uint_eq(og_session_end_all(&u), 0);
	add(&u, 1);
	add(&u, 2);
	u.last = (struct og_proof){OG_FACTOR_TOTP, 1, PEOPLE_NOW};
	ck_assert_uint_eq(og_session_end_all(&u), 2);
	ck_assert_uint_eq(u.n_sessions, 0);
	ck_assert_int_eq(u.last.when, 0);
	ck_assert_ptr_null(find(&u, 1));
}
END_TEST

START_TEST(ends_all_sessions_but_one)
{
	uint8_t id[OG_DIGEST_LEN];
	struct og_user u;

	people_user(&u);
	add(&u, 1);
	add(&u, 2);
	add(&u, 3);
	u.last = totp;
	make_id(2, id);
	ck_assert_uint_eq(og_session_end_others(&u, id), 2);
	ck_assert_uint_eq(u.n_sessions, 1);
	ck_assert_ptr_nonnull(find(&u, 2));
	ck_assert_int_eq(u.last.when, PEOPLE_NOW); /* it was here */
	ck_assert_uint_eq(og_session_end_others(&u, id), 0);
}
END_TEST

START_TEST(takes_the_proof_of_a_login_elsewhere_back)
{
	uint8_t id[OG_DIGEST_LEN];
	struct og_user u;

	people_user(&u);
	add(&u, 1);
	add(&u, 2);
	u.last = totp;
	u.last.when += 3600;
	make_id(2, id);
	ck_assert(!og_session_is_last(&u, find(&u, 2)));
	ck_assert_uint_eq(og_session_end_others(&u, id), 1);
	ck_assert_int_eq(u.last.when, 0);
	ck_assert(!og_session_is_last(&u, find(&u, 2)));
	add(&u, 1);
	make_id(9, id); /* nobody's */
	u.last = totp;
	ck_assert_uint_eq(og_session_end_others(&u, id), 2);
	ck_assert_int_eq(u.last.when, 0);
}
END_TEST

START_TEST(knows_the_session_of_the_last_login)
{
	struct og_user u;

	people_user(&u);
	add(&u, 1);
	u.last = totp;
	u.last.when += 60; /* by another clock */
	ck_assert(og_session_is_last(&u, find(&u, 1)));
	u.last.when++;
	ck_assert(!og_session_is_last(&u, find(&u, 1)));
	u.last = totp;
	u.last.authenticator++;
	ck_assert(!og_session_is_last(&u, find(&u, 1)));
	u.last = totp;
	u.last.factor = OG_FACTOR_RECOVERY;
	ck_assert(!og_session_is_last(&u, find(&u, 1)));
}
END_TEST

START_TEST(calls_a_session_by_the_head_of_its_id)
{
	char name[OG_SESSION_NAME_SIZE];
	struct og_user u;

	people_user(&u);
	add(&u, 0xa1);
	og_session_name(find(&u, 0xa1), name);
	ck_assert_str_eq(name, "a100000000000000");
}
END_TEST

START_TEST(notes_what_was_changed)
{
	struct og_user u, copy;

	people_user(&u);
	ck_assert_int_eq(u.changed.what, OG_CHANGED_NOTHING);
	og_session_note_change(
	    &u, OG_CHANGED_CODES, "192.0.2.1 x\n", 7, PEOPLE_NOW);
	og_user_copy(&copy, &u);
	ck_assert_int_eq(copy.changed.what, OG_CHANGED_CODES);
	ck_assert_int_eq(copy.changed.when, PEOPLE_NOW);
	ck_assert_uint_eq(copy.changed.device, 7);
	ck_assert_str_eq(copy.changed.address, "192.0.2.1?x?");
	og_session_note_change(&u, OG_CHANGED_ADDED, NULL, 0, PEOPLE_NOW);
	ck_assert_str_eq(u.changed.address, "");
	og_user_reset(&u);
	ck_assert_int_eq(u.changed.what, OG_CHANGED_NOTHING);
}
END_TEST

START_TEST(ends_the_sessions_of_one_authenticator)
{
	struct og_user u;
	struct og_session *s;
	unsigned n;

	people_user(&u);
	for (n = 0; n < 4; n++)
		add(&u, n);
	find(&u, 0)->proofs[0].authenticator = 7;
	s = find(&u, 3);
	s->proofs[s->n_proofs++] =
	    (struct og_proof){OG_FACTOR_HOTP, 7, PEOPLE_NOW};
	u.last = (struct og_proof){OG_FACTOR_HOTP, 7, PEOPLE_NOW};
	ck_assert_uint_eq(og_session_end_by_authenticator(&u, 8), 0);
	ck_assert_int_eq(u.last.when, PEOPLE_NOW);
	ck_assert_uint_eq(og_session_end_by_authenticator(&u, 7), 2);
	ck_assert_int_eq(u.last.when, 0);
	ck_assert_ptr_null(find(&u, 0));
	ck_assert_ptr_null(find(&u, 3));
	ck_assert_ptr_nonnull(find(&u, 1));
	ck_assert_ptr_nonnull(find(&u, 2));
	ck_assert_uint_eq(og_session_end_by_authenticator(&u, 8), 0);
}
END_TEST

/* A session that has proven a TOTP code, under id 1. */
static void
proven_once(struct og_user *u)
{
	const struct og_proof proof = {OG_FACTOR_TOTP, 1, 100};
	const uint8_t id[OG_DIGEST_LEN] = {1};

	people_user(u);
	og_session_add(u, id, &proof, "192.0.2.1", "agent", 100);
}

START_TEST(renews_under_another_id_with_what_was_proven)
{
	const struct og_proof again = {OG_FACTOR_TOTP, 1, 200};
	const struct og_proof recovery = {OG_FACTOR_RECOVERY, 2, 300};
	const uint8_t id[3][OG_DIGEST_LEN] = {{1}, {2}, {3}};
	struct og_user u;

	proven_once(&u);
	ck_assert(og_session_renew(&u, id[0], id[1], &again, 200));
	ck_assert(og_session_renew(&u, id[1], id[2], &recovery, 300));
	ck_assert_uint_eq(u.n_sessions, 1);
	ck_assert_ptr_null(og_session_find(&u, id[0]));
	ck_assert_ptr_null(og_session_find(&u, id[1]));
	ck_assert_ptr_eq(og_session_find(&u, id[2]), &u.sessions[0]);
	ck_assert_int_eq(u.sessions[0].created, 100);
	ck_assert_int_eq(u.sessions[0].seen, 300);
	ck_assert_str_eq(u.sessions[0].address, "192.0.2.1");
	ck_assert_uint_eq(u.sessions[0].n_proofs, 2);
	ck_assert_int_eq(
	    og_session_proven_at(&u.sessions[0], OG_FACTOR_TOTP), 200);
	ck_assert_int_eq(
	    og_session_proven_at(&u.sessions[0], OG_FACTOR_RECOVERY), 300);
}
END_TEST

START_TEST(renews_nothing_that_is_not_there)
{
	const struct og_proof proof = {OG_FACTOR_TOTP, 1, 200};
	const uint8_t id[3][OG_DIGEST_LEN] = {{1}, {2}, {3}};
	struct og_user u;

	proven_once(&u);
	ck_assert(!og_session_renew(&u, id[1], id[2], &proof, 200));
	ck_assert_uint_eq(u.n_sessions, 1);
	ck_assert_ptr_nonnull(og_session_find(&u, id[0]));
}
END_TEST

START_TEST(forgets_the_oldest_proof_when_there_are_too_many)
{
	const uint8_t id[2][OG_DIGEST_LEN] = {{1}, {2}};
	struct og_proof proof = {OG_FACTOR_HOTP, 0, 0};
	struct og_user u;
	int i;

	proven_once(&u);
	for (i = 1; i <= OG_PROOFS_MAX; i++) {
		proof.authenticator = (uint32_t)(10 + i);
		proof.when = 100 + i;
		ck_assert(og_session_renew(
		    &u, id[(i + 1) % 2], id[i % 2], &proof, proof.when));
	}
	ck_assert_uint_eq(u.sessions[0].n_proofs, OG_PROOFS_MAX);
	ck_assert_int_eq(
	    og_session_proven_at(&u.sessions[0], OG_FACTOR_TOTP), -1);
	ck_assert_int_eq(og_session_proven_at(&u.sessions[0], OG_FACTOR_HOTP),
	    100 + OG_PROOFS_MAX);
}
END_TEST

START_TEST(drops_the_oldest_when_asked)
{
	const struct og_proof proof = {OG_FACTOR_TOTP, 1, 200};
	const uint8_t id[2][OG_DIGEST_LEN] = {{1}, {2}};
	struct og_user u;

	proven_once(&u);
	og_session_add(&u, id[1], &proof, NULL, NULL, 200);
	og_session_drop_oldest(&u);
	ck_assert_uint_eq(u.n_sessions, 1);
	ck_assert_ptr_nonnull(og_session_find(&u, id[1]));
	og_session_drop_oldest(&u);
	og_session_drop_oldest(&u);
	ck_assert_uint_eq(u.n_sessions, 0);
}
END_TEST

START_TEST(tells_the_newest_proof_of_the_factors)
{
	struct og_session s = {
	    .n_proofs = 3,
	    .proofs =
		{
		    {OG_FACTOR_TOTP, 1, 100},
		    {OG_FACTOR_RECOVERY, 2, 300},
		    {OG_FACTOR_TOTP, 1, 200},
		},
	};

	ck_assert_int_eq(og_session_proven_at(&s, 0), 300);
	ck_assert_int_eq(og_session_proven_at(&s, OG_FACTOR_TOTP), 200);
	ck_assert_int_eq(
	    og_session_proven_at(&s, OG_FACTOR_TOTP | OG_FACTOR_RECOVERY), 300);
}
END_TEST

START_TEST(tells_that_a_factor_was_not_proven)
{
	struct og_session s = {
	    .n_proofs = 1, .proofs = {{OG_FACTOR_TOTP, 1, 100}}};

	ck_assert_int_eq(og_session_proven_at(&s, OG_FACTOR_HOTP), -1);
	s.n_proofs = 0;
	ck_assert_int_eq(og_session_proven_at(&s, 0), -1);
}
END_TEST

int
main(void)
{
	TCase *tc = tcase_create("session");
	Suite *s = suite_create("session");

	tcase_add_test(tc, derives_the_same_id_from_the_same_secret);
	tcase_add_test(tc, derives_another_id_from_another_secret);
	tcase_add_test(tc, adds_a_session_with_one_proof);
	tcase_add_test(tc, finds_no_session_with_a_similar_id);
	tcase_add_test(tc, keeps_an_id_once);
	tcase_add_test(tc, cleans_and_cuts_address_and_agent);
	tcase_add_test(tc, takes_no_address_and_no_agent);
	tcase_add_test(tc, makes_room_where_it_was_seen_longest_ago);
	tcase_add_test(tc, ends_one_session_and_no_other);
	tcase_add_test(tc, ends_all_sessions);
	tcase_add_test(tc, ends_all_sessions_but_one);
	tcase_add_test(tc, takes_the_proof_of_a_login_elsewhere_back);
	tcase_add_test(tc, knows_the_session_of_the_last_login);
	tcase_add_test(tc, calls_a_session_by_the_head_of_its_id);
	tcase_add_test(tc, notes_what_was_changed);
	tcase_add_test(tc, ends_the_sessions_of_one_authenticator);
	tcase_add_test(tc, renews_under_another_id_with_what_was_proven);
	tcase_add_test(tc, renews_nothing_that_is_not_there);
	tcase_add_test(tc, forgets_the_oldest_proof_when_there_are_too_many);
	tcase_add_test(tc, drops_the_oldest_when_asked);
	tcase_add_test(tc, tells_the_newest_proof_of_the_factors);
	tcase_add_test(tc, tells_that_a_factor_was_not_proven);
	suite_add_tcase(s, tc);
	return check_main(s);
}
