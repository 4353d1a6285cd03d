/* SPDX-License-Identifier: ISC */
/* What every store owes to lib/store/store.h: each case runs on each store. */
#include <pthread.h>

#include "check_stores.h"

/* --- reading --- */

START_TEST(finds_by_name_and_by_id)
{
	struct og_store *s = fresh(_i);
	struct og_user u, v;

	add(s, "alice");
	get(s, "alice", &u);
	ck_assert_uint_gt(u.version, 0);
	ck_assert_ok(og_store_get_id(s, u.id, false, &v));
	ck_assert_str_eq(v.name, "alice");
	ck_assert_uint_eq(v.version, u.version);
	ck_assert_ok(og_store_get_id(s, u.id, true, &v));
	og_store_free(&s);
}
END_TEST

START_TEST(says_that_there_is_none)
{
	struct og_store *s = fresh(_i);
	struct og_user u;

	ck_assert_err(og_store_get_name(s, "alice", &u), OG_ERR_NOTFOUND);
	ck_assert_err(og_store_get_id(s, 1, false, &u), OG_ERR_NOTFOUND);
	ck_assert_err(og_store_get_id(s, 1, true, &u), OG_ERR_NOTFOUND);
	add(s, "alice");
	ck_assert_err(og_store_get_name(s, "bob", &u), OG_ERR_NOTFOUND);
	og_store_free(&s);
}
END_TEST

START_TEST(keeps_all_that_a_record_says)
{
	struct og_store *s = fresh(_i);
	struct og_user u, v;

	ck_assert_ok(og_user_init(&u, "alice", NOW));
	ck_assert_ok(og_user_set_email(&u, "alice@example.org"));
	ck_assert_ok(og_user_set_phone(&u, "+491234"));
	u.disabled = true;
	u.lanes[OG_LANE_FIRST].failures = 3;
	u.lanes[OG_LANE_FIRST].failed_at = NOW + 7;
	ck_assert_ok(store_user(s, &u, OG_SYNCED));
	get(s, "alice", &v);
	ck_assert_str_eq(v.email, "alice@example.org");
	ck_assert_str_eq(v.phone, "+491234");
	ck_assert(v.disabled);
	ck_assert_uint_eq(v.lanes[OG_LANE_FIRST].failures, 3);
	ck_assert_int_eq(v.lanes[OG_LANE_FIRST].failed_at, NOW + 7);
	ck_assert_int_eq(v.created, NOW);
	og_store_free(&s);
}
END_TEST

/* --- compare and set --- */

START_TEST(refuses_a_change_of_an_older_version)
{
	struct og_store *s = fresh(_i);
	struct og_user one, two;

	add(s, "alice");
	get(s, "alice", &one);
	two = one;
	ck_assert_ok(og_user_set_email(&one, "one@example.org"));
	ck_assert_ok(store_user(s, &one, OG_SYNCED));
	ck_assert_ok(og_user_set_email(&two, "two@example.org"));
	ck_assert_err(store_user(s, &two, OG_SYNCED), OG_ERR_CONFLICT);
	ck_assert_err(store_user(s, &two, OG_VISIBLE), OG_ERR_CONFLICT);
	ck_assert_err(store_user(s, &two, OG_LAZY), OG_ERR_CONFLICT);
	ck_assert_err(remove_user(s, &two), OG_ERR_CONFLICT);
	get(s, "alice", &two);
	ck_assert_str_eq(two.email, "one@example.org");
	og_store_free(&s);
}
END_TEST

START_TEST(refuses_a_new_user_who_is_there)
{
	struct og_store *s = fresh(_i);
	struct og_user u;

	add(s, "alice");
	get(s, "alice", &u);
	u.version = 0;
	ck_assert_err(store_user(s, &u, OG_SYNCED), OG_ERR_CONFLICT);
	og_store_free(&s);
}
END_TEST

START_TEST(refuses_a_second_user_of_one_name)
{
	struct og_store *s = fresh(_i);
	struct og_user u;

	add(s, "alice");
	ck_assert_ok(og_user_init(&u, "alice", NOW));
	ck_assert_err(store_user(s, &u, OG_SYNCED), OG_ERR_EXISTS);
	add(s, "bob");
	get(s, "bob", &u);
	strcpy(u.name, "alice");
	ck_assert_err(store_user(s, &u, OG_SYNCED), OG_ERR_EXISTS);
	og_store_free(&s);
}
END_TEST

START_TEST(renames_and_frees_the_old_name)
{
	struct og_store *s = fresh(_i);
	struct og_user u, v;

	add(s, "alice");
	get(s, "alice", &u);
	strcpy(u.name, "anna");
	ck_assert_ok(store_user(s, &u, OG_SYNCED));
	ck_assert_err(og_store_get_name(s, "alice", &v), OG_ERR_NOTFOUND);
	get(s, "anna", &v);
	ck_assert_uint_eq(u.id, v.id);
	add(s, "alice");
	og_store_free(&s);
}
END_TEST

START_TEST(removes_and_never_mistakes_the_next_of_that_name)
{
	struct og_store *s = fresh(_i);
	struct og_user old, u;

	add(s, "alice");
	get(s, "alice", &old);
	ck_assert_ok(remove_user(s, &old));
	ck_assert_err(og_store_get_name(s, "alice", &u), OG_ERR_NOTFOUND);
	ck_assert_err(og_store_get_id(s, old.id, false, &u), OG_ERR_NOTFOUND);
	add(s, "alice");
	get(s, "alice", &u);
	ck_assert_uint_ne(u.id, old.id);
	ck_assert_uint_gt(u.version, old.version);
	ck_assert_err(store_user(s, &old, OG_SYNCED), OG_ERR_NOTFOUND);
	ck_assert_err(remove_user(s, &old), OG_ERR_NOTFOUND);
	og_store_free(&s);
}
END_TEST

START_TEST(commits_several_records_together_or_not_at_all)
{
	struct og_store *s = fresh(_i);
	struct og_change c[2] = {{NULL, 0, false}, {NULL, 0, false}};
	struct og_user a, b, u;

	add(s, "alice");
	get(s, "alice", &a);
	ck_assert_ok(og_user_init(&b, "bob", NOW));
	strcpy(a.name, "anna");
	c[0].user = &a;
	c[0].expected = a.version + 1; /* wrong */
	c[1].user = &b;
	ck_assert_err(og_store_put(s, c, 2, OG_SYNCED), OG_ERR_CONFLICT);
	ck_assert_err(og_store_get_name(s, "bob", &u), OG_ERR_NOTFOUND);
	get(s, "alice", &u);
	c[0].expected = a.version;
	ck_assert_ok(og_store_put(s, c, 2, OG_SYNCED));
	get(s, "anna", &a);
	get(s, "bob", &b);
	ck_assert_uint_eq(a.version, b.version);
	og_store_free(&s);
}
END_TEST

START_TEST(lets_two_users_change_names_in_one_commit)
{
	struct og_store *s = fresh(_i);
	struct og_user a, b;

	add(s, "alice");
	add(s, "bob");
	get(s, "alice", &a);
	get(s, "bob", &b);
	strcpy(a.name, "bob");
	ck_assert_err(store_user(s, &a, OG_SYNCED), OG_ERR_EXISTS);
	strcpy(b.name, "alice");
	{
		const struct og_change c[2] = {
		    {&a, a.version, false}, {&b, b.version, false}};
		const uint64_t id = a.id;

		ck_assert_ok(og_store_put(s, c, 2, OG_SYNCED));
		get(s, "bob", &a);
		ck_assert_uint_eq(a.id, id);
	}
	og_store_free(&s);
}
END_TEST

START_TEST(refuses_what_is_no_commit)
{
	struct og_store *s = fresh(_i);
	struct og_change c[OG_CHANGES_MAX + 1];
	struct og_user u;

	ck_assert_ok(og_user_init(&u, "alice", NOW));
	for (int i = 0; i < CHECK_COUNT(c); i++)
		c[i] = (struct og_change){&u, 0, false};
	ck_assert_err(og_store_put(s, c, 0, OG_SYNCED), OG_ERR_ARG);
	ck_assert_err(
	    og_store_put(s, c, OG_CHANGES_MAX + 1, OG_SYNCED), OG_ERR_ARG);
	ck_assert_err(og_store_put(s, c, 2, OG_SYNCED), OG_ERR_ARG);
	ck_assert_err(og_store_get_name(s, "alice", &u), OG_ERR_NOTFOUND);
	og_store_free(&s);
}
END_TEST

/* --- handles --- */

START_TEST(shows_commits_to_other_handles_at_once)
{
	struct og_store *a = fresh(_i), *b = other(a);
	struct og_user u;

	add(a, "alice");
	get(b, "alice", &u);
	ck_assert_ok(og_user_set_phone(&u, "+491234"));
	ck_assert_ok(store_user(b, &u, OG_VISIBLE));
	get(a, "alice", &u);
	ck_assert_str_eq(u.phone, "+491234");
	og_store_free(&a);
	ck_assert_ptr_null(a);
	get(b, "alice", &u); /* either may be freed first */
	ck_assert_ok(og_store_refresh(b));
	ck_assert_ok(og_store_ready(b));
	og_store_free(&b);
	og_store_free(&b);
}
END_TEST

#define RACERS 4
#define ROUNDS 50

static void *
count_up(void *arg)
{
	struct og_store *s = arg;
	struct og_user *u = malloc(sizeof(*u));
	enum og_err err;

	for (int i = 0; i < ROUNDS;) {
		ck_assert_ok(og_store_get_name(s, "alice", u));
		u->next_id++;
		err = store_user(s, u, i % 8 == 0 ? OG_SYNCED : OG_VISIBLE);
		if (err == OG_OK)
			i++;
		else
			ck_assert_err(err, OG_ERR_CONFLICT);
	}
	free(u);
	return NULL;
}

START_TEST(loses_no_update_between_threads_and_handles)
{
	struct og_store *s = fresh(_i), *o = other(s);
	pthread_t t[RACERS];
	struct og_user u;
	uint32_t before;

	add(s, "alice");
	get(s, "alice", &u);
	before = u.next_id;
	for (int i = 0; i < RACERS; i++)
		pthread_create(&t[i], NULL, count_up, i % 2 == 0 ? s : o);
	for (int i = 0; i < RACERS; i++)
		pthread_join(t[i], NULL);
	get(s, "alice", &u);
	ck_assert_uint_eq(u.next_id, before + RACERS * ROUNDS);
	og_store_free(&s);
	og_store_free(&o);
}
END_TEST

/* --- read, edit, commit --- */

START_TEST(edits_anew_what_others_have_changed)
{
	struct og_store *s = fresh(_i), *o = other(s);
	struct edit e = {.other = o, .races = 3};
	struct og_user before, u;

	add(s, "alice");
	get(s, "alice", &before);
	ck_assert_ok(og_store_update(s, "alice", edit_user, &e, OG_SYNCED));
	ck_assert_int_eq(e.calls, 4);
	get(s, "alice", &u);
	ck_assert_str_eq(u.email, "new@example.org");
	ck_assert_uint_eq(u.next_id, before.next_id + 3);
	e = (struct edit){.other = o, .races = 1};
	ck_assert_ok(og_store_update_id(s, u.id, edit_user, &e, OG_VISIBLE));
	ck_assert_int_eq(e.calls, 2);
	/* housekeeping gives up at once */
	e = (struct edit){.other = o, .races = 1};
	ck_assert_err(og_store_update_id(s, u.id, edit_user, &e, OG_LAZY),
	    OG_ERR_CONFLICT);
	ck_assert_int_eq(e.calls, 1);
	og_store_free(&s);
	og_store_free(&o);
}
END_TEST

START_TEST(leaves_what_an_edit_refuses)
{
	struct og_store *s = fresh(_i);
	struct edit e = {.err = OG_ERR_RANGE};
	struct og_user u, v;

	add(s, "alice");
	get(s, "alice", &u);
	ck_assert_err(og_store_update(s, "alice", edit_user, &e, OG_SYNCED),
	    OG_ERR_RANGE);
	get(s, "alice", &v);
	ck_assert_uint_eq(u.version, v.version);
	ck_assert_err(og_store_update(s, "bob", edit_user, &e, OG_SYNCED),
	    OG_ERR_NOTFOUND);
	ck_assert_int_eq(e.calls, 1);
	og_store_free(&s);
}
END_TEST

/* --- all of them --- */

struct seen {
	int n;
	int alices;
	int stop_at;
	struct og_store *change; /* changes them meanwhile, or NULL */
};

static enum og_err
see(const struct og_user *u, void *arg)
{
	struct seen *seen = arg;
	struct og_user v = *u;

	seen->n++;
	seen->alices += strcmp(u->name, "alice") == 0;
	if (seen->change != NULL) {
		v.next_id++;
		ck_assert_ok(store_user(seen->change, &v, OG_VISIBLE));
	}
	return seen->n == seen->stop_at ? OG_ERR_RANGE : OG_OK;
}

START_TEST(visits_each_user_once)
{
	struct og_store *s = fresh(_i);
	struct seen seen = {0};
	struct og_store_stats st;

	ck_assert_ok(og_store_iterate(s, see, &seen));
	ck_assert_int_eq(seen.n, 0);
	add(s, "alice");
	add(s, "bob");
	add(s, "carol");
	ck_assert_ok(og_store_iterate(s, see, &seen));
	ck_assert_int_eq(seen.n, 3);
	ck_assert_int_eq(seen.alices, 1);
	/* the visitor may use the store */
	seen = (struct seen){.change = s};
	ck_assert_ok(og_store_iterate(s, see, &seen));
	ck_assert_int_eq(seen.n, 3);
	seen = (struct seen){.stop_at = 2};
	ck_assert_err(og_store_iterate(s, see, &seen), OG_ERR_RANGE);
	ck_assert_int_eq(seen.n, 2);
	og_store_stats(s, &st);
	ck_assert_uint_eq(st.users, 3);
	ck_assert_uint_eq(st.damaged, 0);
	ck_assert_uint_ge(st.sequence, 6);
	og_store_free(&s);
}
END_TEST

START_TEST(housekeeping_changes_no_record)
{
	struct og_store *s = fresh(_i);
	struct og_user u, v;

	add(s, "alice");
	add(s, "bob");
	get(s, "bob", &u);
	ck_assert_ok(remove_user(s, &u));
	get(s, "alice", &u);
	ck_assert(!og_store_is_work_due(s));
	ck_assert_ok(og_store_work(s, NULL, NULL, NULL));
	ck_assert_ok(og_store_tidy(s));
	get(s, "alice", &v);
	ck_assert_uint_eq(u.version, v.version);
	ck_assert_err(og_store_get_name(s, "bob", &v), OG_ERR_NOTFOUND);
	/* versions go on rising */
	add(s, "carol");
	get(s, "carol", &v);
	ck_assert_uint_gt(v.version, u.version + 2);
	og_store_free(&s);
}
END_TEST

/* --- what only the store in memory can be made to do --- */

static enum og_err
unsure(struct og_store *s, void *arg)
{
	(void)s;
	++*(int *)arg;
	return OG_ERR_UNKNOWN;
}

START_TEST(an_unknown_change_is_not_made_again)
{
	struct og_store *s = NULL;
	struct edit e = {0};
	struct og_user u;
	int puts = 0;

	ck_assert_ok(og_memory_new(&s));
	add(s, "alice");
	og_memory_disturb(s, unsure, &puts, false);
	ck_assert_err(og_store_update(s, "alice", edit_user, &e, OG_SYNCED),
	    OG_ERR_UNKNOWN);
	get(s, "alice", &u);
	ck_assert_str_eq(u.email, "");
	og_memory_disturb(s, unsure, &puts, true);
	ck_assert_err(og_store_update(s, "alice", edit_user, &e, OG_SYNCED),
	    OG_ERR_UNKNOWN);
	get(s, "alice", &u);
	ck_assert_str_eq(u.email, "new@example.org");
	ck_assert_int_eq(e.calls, 2);
	ck_assert_int_eq(puts, 2);
	og_store_free(&s);
}
END_TEST

int
main(void)
{
	TCase *each = tcase_create("each");
	TCase *memory = tcase_create("memory");
	Suite *s = suite_create("store");
	const int n = CHECK_COUNT(kinds);

	folder_use(each);
	tcase_add_loop_test(each, finds_by_name_and_by_id, 0, n);
	tcase_add_loop_test(each, says_that_there_is_none, 0, n);
	tcase_add_loop_test(each, keeps_all_that_a_record_says, 0, n);
	tcase_add_loop_test(each, refuses_a_change_of_an_older_version, 0, n);
	tcase_add_loop_test(each, refuses_a_new_user_who_is_there, 0, n);
	tcase_add_loop_test(each, refuses_a_second_user_of_one_name, 0, n);
	tcase_add_loop_test(each, renames_and_frees_the_old_name, 0, n);
	tcase_add_loop_test(
	    each, removes_and_never_mistakes_the_next_of_that_name, 0, n);
	tcase_add_loop_test(
	    each, commits_several_records_together_or_not_at_all, 0, n);
	tcase_add_loop_test(
	    each, lets_two_users_change_names_in_one_commit, 0, n);
	tcase_add_loop_test(each, refuses_what_is_no_commit, 0, n);
	tcase_add_loop_test(each, shows_commits_to_other_handles_at_once, 0, n);
	tcase_add_loop_test(
	    each, loses_no_update_between_threads_and_handles, 0, n);
	tcase_add_loop_test(each, edits_anew_what_others_have_changed, 0, n);
	tcase_add_loop_test(each, leaves_what_an_edit_refuses, 0, n);
	tcase_add_loop_test(each, visits_each_user_once, 0, n);
	tcase_add_loop_test(each, housekeeping_changes_no_record, 0, n);
	suite_add_tcase(s, each);
	tcase_add_test(memory, an_unknown_change_is_not_made_again);
	suite_add_tcase(s, memory);
	return check_main(s);
}
