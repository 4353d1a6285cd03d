/* SPDX-License-Identifier: ISC */
/* Tests of fcgi/web/person.c: who is here, by a cookie and the record, and
 * when there is nobody. */
#include <stdio.h>

#include "check_main.h"
#include "check_people.h"
#include "fcgi/gate/last_seen.h"
#include "fcgi/gate/session_clock.h"
#include "fcgi/web/browser.h"
#include "fcgi/web/person.h"
#include "lib/store/memory/memory.h"

#define HOST "app.example"
#define IDLE 1800
#define ABSOLUTE 43200

static struct gate gate;
static struct gate_conf conf;
static struct exchange x;
static struct person p;
static struct og_session_token token;
static char cookie[2 * OG_TOKEN_SIZE + 80];
static int64_t now;

/* The part of the gate that nothing here may need: no line is written. */
bool
gate_may_tell(struct gate *g, enum lines_kind kind)
{
	(void)g;
	(void)kind;
	return false;
}

static void
bring(const struct og_session_token *t)
{
	char value[OG_TOKEN_SIZE];

	ck_assert_ok(og_token_session_new(&conf.ring, HOST, t, value));
	(void)snprintf(cookie, sizeof(cookie), "a=1; %s=%s; b=2",
	    BROWSER_SESSION_COOKIE, value);
	x.request.value[PARAM_COOKIE] = cookie;
}

static void
setup(void)
{
	static const struct og_proof proof = {.factor = OG_FACTOR_TOTP};
	static struct og_user u;
	const struct og_change c = {&u, 0, false};
	uint8_t id[OG_DIGEST_LEN];

	session_clock_init("/nonexistent/users");
	now = session_clock_now();
	people_ring(&conf.ring, 1);
	conf.settings.policy.idle = IDLE;
	conf.settings.policy.absolute = ABSOLUTE;
	ck_assert_ok(og_memory_new(&gate.store));
	gate.last_seen = last_seen_new();
	ck_assert_ptr_nonnull(gate.last_seen);
	x.gate = &gate;
	x.store = og_store_turn(gate.store, 0);
	x.conf = &conf;
	x.request.value[PARAM_HOST] = HOST;
	people_user(&u);
	memset(token.secret, 7, sizeof(token.secret));
	token.user = u.id;
	ck_assert_ok(og_session_id(token.secret, id));
	og_session_add(&u, id, &proof, "192.0.2.1", "Browser", now);
	ck_assert_ok(og_store_put(gate.store, &c, 1, OG_SYNCED));
	bring(&token);
}

static void
teardown(void)
{
	person_clear(&p);
	last_seen_free(gate.last_seen);
	og_store_free(&gate.store);
	og_keyring_clear(&conf.ring);
}

static enum og_err
change_it(struct og_user *u, void *arg)
{
	void (*how)(struct og_user *) = *(void (**)(struct og_user *))arg;

	how(u);
	return OG_OK;
}

static void
change(void (*how)(struct og_user *u))
{
	ck_assert_ok(og_store_update(
	    gate.store, "alice", change_it, (void *)&how, OG_SYNCED));
}

static void
assert_nobody(enum og_err wanted)
{
	static const struct person nobody;

	memset(&p, 0xee, sizeof(p));
	ck_assert_err(person_read(&x, &p), wanted);
	ck_assert_mem_eq(&p, &nobody, sizeof(p));
}

static void
assert_alice(void)
{
	memset(&p, 0xee, sizeof(p));
	ck_assert_ok(person_read(&x, &p));
	ck_assert_str_eq(p.user->name, "alice");
	ck_assert_mem_eq(p.session->id, p.id, sizeof(p.id));
	ck_assert_mem_eq(p.token.secret, token.secret, sizeof(token.secret));
}

START_TEST(a_session_that_is_alive_is_a_person)
{
	assert_alice();
	ck_assert_int_eq(p.session->seen, now);
	person_clear(&p);
	ck_assert_ptr_null(p.session);
	ck_assert_ptr_null(p.user);
	person_clear(&p);
}
END_TEST

START_TEST(without_one_good_cookie_there_is_nobody)
{
	char twice[2 * sizeof(cookie) + 2];

	x.request.value[PARAM_COOKIE] = NULL;
	assert_nobody(OG_ERR_NOTFOUND);
	x.request.value[PARAM_COOKIE] = BROWSER_SESSION_COOKIE "=nonsense";
	assert_nobody(OG_ERR_NOTFOUND);
	(void)snprintf(twice, sizeof(twice), "%s; %s", cookie, cookie);
	x.request.value[PARAM_COOKIE] = twice;
	assert_nobody(OG_ERR_NOTFOUND);
	x.request.value[PARAM_COOKIE] = cookie;
	x.request.value[PARAM_HOST] = "other.example";
	assert_nobody(OG_ERR_NOTFOUND);
}
END_TEST

START_TEST(a_session_that_is_not_in_the_record_is_nobody)
{
	token.secret[0] ^= 1;
	bring(&token);
	assert_nobody(OG_ERR_NOTFOUND);
	ck_assert_err(person_of(&x, &token, &p), OG_ERR_NOTFOUND);
	token.secret[0] ^= 1;
	ck_assert_ok(person_of(&x, &token, &p));
	person_clear(&p);
	token.user ^= 1;
	bring(&token);
	assert_nobody(OG_ERR_NOTFOUND);
}
END_TEST

static void
disable(struct og_user *u)
{
	u->disabled = true;
}

START_TEST(a_disabled_user_is_nobody)
{
	change(disable);
	assert_nobody(OG_ERR_NOTFOUND);
	ck_assert_err(person_of(&x, &token, &p), OG_ERR_NOTFOUND);
}
END_TEST

static void
make_old(struct og_user *u)
{
	u->sessions[0].created -= ABSOLUTE;
}

START_TEST(a_session_that_is_too_old_is_nobody)
{
	change(make_old);
	assert_nobody(OG_ERR_NOTFOUND);
	/* and no use of it makes that good */
	ck_assert_ok(og_session_id(token.secret, p.id));
	last_seen_add(gate.last_seen, token.user, p.id, now);
	assert_nobody(OG_ERR_NOTFOUND);
}
END_TEST

static void
make_idle(struct og_user *u)
{
	u->sessions[0].created -= 2 * IDLE;
	u->sessions[0].seen -= 2 * IDLE;
}

START_TEST(a_session_that_nobody_uses_is_nobody)
{
	change(make_idle);
	assert_nobody(OG_ERR_NOTFOUND);
}
END_TEST

/* On a full disk nobody can write down that it is in use: a check lets it pass
 * all the same, and so the pages must not call it over. */
START_TEST(a_use_that_is_not_written_yet_counts)
{
	uint8_t id[OG_DIGEST_LEN];

	change(make_idle);
	ck_assert_ok(og_session_id(token.secret, id));
	last_seen_add(gate.last_seen, token.user, id, now - 1);
	assert_alice();
	ck_assert_int_eq(p.session->seen, now - 1);
}
END_TEST

static enum og_err
fail_get(struct og_store *s, uint64_t id, bool local, int64_t end,
    struct og_user *out)
{
	(void)s;
	(void)id;
	(void)local;
	(void)end;
	memset(out, 0xee, sizeof(*out));
	return OG_ERR_IO;
}

START_TEST(a_store_that_fails_is_no_answer)
{
	static const struct og_store_ops ops = {.get_id = fail_get};
	struct og_store broken = {.ops = &ops};

	x.store = og_store_turn(&broken, 0);
	assert_nobody(OG_ERR_IO);
	x.store = og_store_turn(gate.store, 0);
	assert_alice();
}
END_TEST

int
main(void)
{
	TCase *tc = tcase_create("person");
	Suite *s = suite_create("person");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, a_session_that_is_alive_is_a_person);
	tcase_add_test(tc, without_one_good_cookie_there_is_nobody);
	tcase_add_test(tc, a_session_that_is_not_in_the_record_is_nobody);
	tcase_add_test(tc, a_disabled_user_is_nobody);
	tcase_add_test(tc, a_session_that_is_too_old_is_nobody);
	tcase_add_test(tc, a_session_that_nobody_uses_is_nobody);
	tcase_add_test(tc, a_use_that_is_not_written_yet_counts);
	tcase_add_test(tc, a_store_that_fails_is_no_answer);
	suite_add_tcase(s, tc);
	return check_main(s);
}
