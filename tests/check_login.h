/* SPDX-License-Identifier: ISC */
/* A store on which commits lose races, fail, or may have taken effect; with one
 * person in it, who has a right code. */
#ifndef CHECK_LOGIN_H
#define CHECK_LOGIN_H

#include "check_policy.h"
#include "lib/login/commit.h"
#include "lib/store/memory/memory.h"

static struct og_store *s, *rival;
static uint32_t phone;

/* What the next commits meet, and how many there were. */
static struct {
	int races; /* lost against a rival, who does "how" */
	enum og_err (*how)(struct og_user *u);
	enum og_err err; /* of all after these */
	int puts;
} world;

static inline enum og_err
disturb(struct og_store *store, void *arg)
{
	const struct og_change c = {&next, 0, false};
	struct og_change change = c;
	struct og_user v;

	(void)store;
	(void)arg;
	world.puts++;
	if (world.races <= 0)
		return world.err;
	world.races--;
	ck_assert_ok(og_store_get_id(rival, u.id, false, &v));
	change.user = &v;
	change.expected = v.version;
	if (world.how == NULL)
		change.remove = true;
	else
		ck_assert_ok(world.how(&v));
	ck_assert_ok(og_store_put(rival, &change, 1, OG_SYNCED));
	return OG_OK;
}

static inline void
stage(void)
{
	const struct og_change c = {&u, 0, false};

	setup();
	memset(&world, 0, sizeof(world));
	phone = people_active(&u, &ring, OG_FACTOR_TOTP);
	ck_assert_ok(og_memory_new(&s));
	ck_assert_ok(og_store_handle(s, &rival, NULL));
	ck_assert_ok(og_store_put(s, &c, 1, OG_SYNCED));
	ck_assert_ok(og_store_get_id(s, u.id, false, &u));
	og_memory_disturb(s, disturb, NULL, false);
	code(phone, STEP);
}

/* The record as the store has it. */
static inline void
stored(struct og_user *out)
{
	ck_assert_ok(og_store_get_id(rival, u.id, false, out));
}

static inline void
assert_refused(const char *reason)
{
	ck_assert_int_eq(d.verdict, OG_DENY);
	ck_assert_str_eq(og_reason_name(d.reason), reason);
	ck_assert(!d.commit);
	ck_assert(!d.spend);
}

static struct og_login_session session = {
    .id = {1}, .now = NOW, .address = "192.0.2.1", .agent = "Browser"};

/* What may happen to a password meanwhile. */
static inline enum og_err
change_password(struct og_user *v)
{
	return og_pwhash_new(&people_cost, "another", 7, v->pwhash);
}

static const enum og_err failures[] = {OG_ERR_IO, OG_ERR_NOSPACE,
    OG_ERR_DAMAGED, OG_ERR_UNSAFE, OG_ERR_NOMEM, OG_ERR_UNREACHABLE,
    OG_ERR_UNKNOWN};

#endif
