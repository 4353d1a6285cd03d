/* SPDX-License-Identifier: ISC */
/* Tests of the file store: what it owes to its file, over those of
 * check_store.c that every store has to pass. */
#include <sys/resource.h>
#include <sys/wait.h>
#include <errno.h>
#include <signal.h>

#include "check_store.h"

START_TEST(commits_several_records_together_or_not_at_all)
{
	struct og_store *s = fresh();
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
	c[0].expected = a.version;
	ck_assert_ok(og_store_put(s, c, 2, OG_SYNCED));
	get(s, "anna", &a);
	get(s, "bob", &b);
	ck_assert_uint_eq(a.version, b.version);
	og_store_free(&s);
	s = again();
	get(s, "anna", &a);
	get(s, "bob", &b);
	og_store_free(&s);
}
END_TEST

START_TEST(shows_commits_to_other_stores_at_once)
{
	struct og_store *a = fresh(), *b = again();
	struct og_user u;

	add(a, "alice");
	get(b, "alice", &u);
	ck_assert_ok(og_user_set_phone(&u, "+491234"));
	ck_assert_ok(store_user(b, &u, OG_VISIBLE));
	get(a, "alice", &u);
	ck_assert_str_eq(u.phone, "+491234");
	og_store_free(&a);
	og_store_free(&b);
}
END_TEST

static enum og_err
count(const struct og_user *u, void *arg)
{
	(void)u;
	++*(int *)arg;
	return OG_OK;
}

START_TEST(compacts_and_keeps_every_record_and_version)
{
	struct og_store *s = fresh(), *other = again();
	struct og_filestore_stats st;
	struct og_user u, v;
	char name[16];
	int n = 0;

	for (int i = 0; i < 50; i++) {
		snprintf(name, sizeof(name), "user%d", i);
		add(s, name);
	}
	for (int i = 0; i < 200; i++) {
		get(s, "user7", &u);
		ck_assert_ok(store_user(s, &u, OG_VISIBLE));
	}
	get(s, "user7", &u);
	ck_assert_ok(og_filestore_compact(s, NULL, NULL, NULL));
	get(s, "user7", &v);
	ck_assert_uint_eq(u.version, v.version);
	get(other, "user7", &v);
	ck_assert_uint_eq(u.version, v.version);
	ck_assert_ok(store_user(other, &v, OG_SYNCED));
	ck_assert_ok(og_store_iterate(s, count, &n));
	ck_assert_int_eq(n, 50);
	og_filestore_stats(other, &st);
	ck_assert_uint_eq(st.generation, 2);
	ck_assert_uint_eq(st.users, 50);
	ck_assert_uint_eq(st.damaged, 0);
	ck_assert_ok(og_filestore_check(
	    in_folder("users"), NULL, NULL, NULL, &st, NULL));
	og_store_free(&s);
	og_store_free(&other);
}
END_TEST

START_TEST(keeps_versions_rising_over_removal_and_compaction)
{
	struct og_store *s = fresh();
	struct og_change c = {NULL, 0, true};
	struct og_user u, v;

	add(s, "alice");
	add(s, "bob");
	get(s, "bob", &u);
	c.user = &u;
	c.expected = u.version;
	ck_assert_ok(og_store_put(s, &c, 1, OG_SYNCED));
	ck_assert_ok(og_filestore_compact(s, NULL, NULL, NULL));
	og_store_free(&s);
	s = again();
	add(s, "carol");
	get(s, "carol", &v);
	ck_assert_uint_gt(v.version, u.version + 1);
	og_store_free(&s);
}
END_TEST

/* --- races --- */

#define RACERS 8
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

START_TEST(loses_no_update_between_processes_while_one_compacts)
{
	struct og_store *s = fresh();
	struct og_user u;
	uint32_t before;
	int status;

	add(s, "alice");
	get(s, "alice", &u);
	before = u.next_id;
	og_store_free(&s);
	for (int i = 0; i < RACERS; i++) {
		if (fork() != 0)
			continue;
		s = again();
		if (i == 0) {
			for (int k = 0; k < 20; k++)
				ck_assert_ok(
				    og_filestore_compact(s, NULL, NULL, NULL));
		} else {
			count_up(s);
		}
		og_store_free(&s);
		_exit(0);
	}
	for (int i = 0; i < RACERS; i++) {
		ck_assert_int_gt(wait(&status), 0);
		ck_assert_int_eq(status, 0);
	}
	s = again();
	get(s, "alice", &u);
	ck_assert_uint_eq(u.next_id, before + (RACERS - 1) * ROUNDS);
	og_store_free(&s);
}
END_TEST

/* --- what an administrator reads --- */

static void
limit_files(rlim_t size)
{
	const struct rlimit small = {size, RLIM_INFINITY};

	ck_assert_ptr_ne(signal(SIGXFSZ, SIG_IGN), SIG_ERR);
	ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &small), 0);
}

static void
assert_says(const struct og_why *why, const char *file, const char *what)
{
	ck_assert_msg(strstr(why->text, in_folder(file)) != NULL &&
			  strstr(why->text, what) != NULL,
	    "\"%s\" of %s in: %s", what, file, why->text);
}

START_TEST(says_which_file_cannot_be_written_and_why)
{
	struct og_store *s = fresh();
	struct og_why why = {""};
	struct og_user u;
	enum og_err err;

	add(s, "alice");
	get(s, "alice", &u);
	limit_files(100);
	err = store_user(s, &u, OG_SYNCED);
	ck_assert_int_ne(err, OG_OK);
	ck_assert_err(og_store_explain(s, err, &why), err);
	assert_says(&why, "users: ", strerror(EFBIG));
	/* and of another error it is not said */
	ck_assert_err(
	    og_store_explain(s, OG_ERR_CONFLICT, &why), OG_ERR_CONFLICT);
	ck_assert_str_eq(why.text, og_strerror(OG_ERR_CONFLICT));
	err = og_store_work(s, NULL, NULL, &why);
	ck_assert_int_ne(err, OG_OK);
	assert_says(&why, "users: ", strerror(EFBIG));
	og_store_free(&s);
}
END_TEST

START_TEST(says_which_file_was_put_in_the_place_of_the_lock)
{
	struct og_store *s = fresh();
	struct og_why why = {""};
	struct og_user u;

	add(s, "alice");
	get(s, "alice", &u);
	ck_assert_int_eq(unlink(in_folder("users.lock")), 0);
	ck_assert_int_eq(symlink("elsewhere", in_folder("users.lock")), 0);
	ck_assert_err(store_user(s, &u, OG_SYNCED), OG_ERR_UNSAFE);
	ck_assert_err(og_store_explain(s, OG_ERR_UNSAFE, &why), OG_ERR_UNSAFE);
	assert_says(&why, "users.lock: ", "symlink");
	og_store_free(&s);
}
END_TEST

START_TEST(says_why_a_database_cannot_be_made)
{
	struct og_why why = {""};

	limit_files(5);
	ck_assert_int_ne(og_filestore_create(in_folder("users"), &why), OG_OK);
	assert_says(&why, "users: ", strerror(EFBIG));
}
END_TEST

int
main(void)
{
	TCase *commits = tcase_create("commits");
	TCase *races = tcase_create("races");
	Suite *s = suite_create("filestore");

	folder_use(commits);
	tcase_add_test(commits, commits_several_records_together_or_not_at_all);
	tcase_add_test(commits, shows_commits_to_other_stores_at_once);
	tcase_add_test(commits, compacts_and_keeps_every_record_and_version);
	tcase_add_test(
	    commits, keeps_versions_rising_over_removal_and_compaction);
	tcase_add_test(commits, says_which_file_cannot_be_written_and_why);
	tcase_add_test(
	    commits, says_which_file_was_put_in_the_place_of_the_lock);
	tcase_add_test(commits, says_why_a_database_cannot_be_made);
	suite_add_tcase(s, commits);
	folder_use(races);
	tcase_add_test(
	    races, loses_no_update_between_processes_while_one_compacts);
	suite_add_tcase(s, races);
	return check_main(s);
}
