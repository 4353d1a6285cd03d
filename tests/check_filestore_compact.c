/* SPDX-License-Identifier: ISC */
/* Tests of those who use the file store while others compact it. */
#include <sys/stat.h>
#include <pthread.h>

#include "check_many.h"

/* A reader and another process; the other has compacted after a change that
 * the reader has not seen. */
static void
compact_behind(struct og_store **reader, struct og_store **other)
{
	make_many();
	*reader = again();
	*other = again();
	change_email(*other, "user3", "before@example.org");
	ck_assert_ok(og_filestore_compact(*other, NULL, NULL, NULL));
}

START_TEST(goes_on_at_once_after_a_compaction)
{
	struct og_store *s, *other;
	struct og_user u, v;

	compact_behind(&s, &other);
	ck_assert_ok(og_store_get_id(s, id_of(3), true, &u));
	ck_assert_ptr_nonnull(view_of(s)->old);
	ck_assert_str_eq(u.email, "before@example.org");
	get(other, "user3", &v);
	ck_assert_uint_eq(u.version, v.version);
	ck_assert_ok(og_store_get_id(s, id_of(400), true, &u));
	ck_assert_err(og_store_get_id(s, 7, true, &u), OG_ERR_NOTFOUND);
	ck_assert_ok(og_filestore_tidy(s));
	ck_assert_ptr_null(view_of(s)->old);
	ck_assert_ok(og_store_get_id(s, id_of(3), true, &u));
	ck_assert_uint_eq(u.version, v.version);
	og_store_free(&s);
	og_store_free(&other);
}
END_TEST

START_TEST(sees_at_once_what_was_committed_after_the_compaction)
{
	struct og_store *s, *other;
	struct og_user u;

	compact_behind(&s, &other);
	get(other, "user9", &u);
	u.disabled = true;
	ck_assert_ok(store_user(other, &u, OG_VISIBLE));
	remove_user(other, "user10");
	add(other, "newcomer");
	ck_assert_ok(og_store_get_id(s, id_of(9), true, &u));
	ck_assert_ptr_nonnull(view_of(s)->old);
	ck_assert(u.disabled);
	ck_assert_err(og_store_get_id(s, id_of(10), true, &u), OG_ERR_NOTFOUND);
	get(s, "newcomer", &u);
	get(other, "user11", &u);
	u.disabled = true;
	ck_assert_ok(store_user(other, &u, OG_VISIBLE));
	ck_assert_ok(og_store_get_id(s, id_of(11), true, &u));
	ck_assert(u.disabled);
	/* and the other way round */
	change_email(s, "user12", "s@example.org");
	get(other, "user12", &u);
	ck_assert_str_eq(u.email, "s@example.org");
	get(s, "user13", &u);
	change_email(other, "user13", "o@example.org");
	ck_assert_err(store_user(s, &u, OG_SYNCED), OG_ERR_CONFLICT);
	ck_assert_ptr_nonnull(view_of(s)->old);
	ck_assert_ok(og_filestore_tidy(s));
	ck_assert_ptr_null(view_of(s)->old);
	ck_assert_ok(og_store_get_id(s, id_of(11), true, &u));
	ck_assert(u.disabled);
	get(s, "user13", &u);
	ck_assert_str_eq(u.email, "o@example.org");
	og_store_free(&s);
	og_store_free(&other);
	s = again();
	get(s, "user12", &u);
	ck_assert_str_eq(u.email, "s@example.org");
	og_store_free(&s);
}
END_TEST

START_TEST(damage_behind_the_compacted_part_denies_all_before)
{
	struct og_store *s, *other;
	struct og_user u;
	off_t at;

	compact_behind(&s, &other);
	at = size_of("users");
	overwrite("users", at, "nothing of ours\n", 16);
	ck_assert_err(og_store_get_id(s, id_of(9), true, &u), OG_ERR_DAMAGED);
	ck_assert_ptr_nonnull(view_of(s)->old);
	ck_assert_err(og_store_get_id(s, 7, true, &u), OG_ERR_DAMAGED);
	ck_assert_ok(og_filestore_tidy(s));
	ck_assert_err(og_store_get_id(s, id_of(9), true, &u), OG_ERR_DAMAGED);
	og_store_free(&s);
	og_store_free(&other);
}
END_TEST

START_TEST(reads_anew_what_is_no_compaction_of_its_file)
{
	static const struct og_restore how = {
	    .now = NOW, .window = 1, .look_ahead = 5, .keep_codes = true};
	struct og_store *s, *other;
	struct og_filestore_restored back;
	struct og_user u;

	/* two compactions, of which it has seen none */
	compact_behind(&s, &other);
	ck_assert_ok(og_filestore_compact(other, NULL, NULL, NULL));
	ck_assert_err(og_store_get_id(s, id_of(9), true, &u), OG_ERR_AGAIN);
	ck_assert_ok(og_store_get_id(s, id_of(9), false, &u));
	ck_assert_ptr_null(view_of(s)->old);
	/* a restored copy of itself */
	ck_assert_ok(og_filestore_restore(in_folder("users"),
	    in_folder("users"), &how, &back, NULL, NULL, NULL));
	ck_assert_err(og_store_get_id(s, id_of(9), true, &u), OG_ERR_AGAIN);
	ck_assert_ok(og_store_get_id(s, id_of(9), false, &u));
	ck_assert_ptr_null(view_of(s)->old);
	og_store_free(&s);
	og_store_free(&other);
}
END_TEST

static void
nobody_told(
    uint64_t id, const char *name, enum og_filestore_fate fate, void *arg)
{
	(void)id;
	(void)name;
	(void)fate;
	(void)arg;
}

START_TEST(a_repaired_copy_is_no_compaction)
{
	static const struct og_restore how = {
	    .now = NOW, .window = 1, .look_ahead = 5, .keep_codes = true};
	struct og_store *s;
	struct og_user u;

	make_many();
	s = again();
	ck_assert_ok(og_filestore_repair(in_folder("users"),
	    in_folder("repaired"), &how, nobody_told, NULL, NULL, NULL));
	ck_assert_int_eq(rename(in_folder("repaired"), in_folder("users")), 0);
	ck_assert_err(og_store_get_id(s, id_of(9), true, &u), OG_ERR_AGAIN);
	ck_assert_ok(og_store_get_id(s, id_of(9), false, &u));
	ck_assert_ptr_null(view_of(s)->old);
	og_store_free(&s);
}
END_TEST

START_TEST(shared_handles_see_the_same_and_outlive_each_other)
{
	struct og_store *s, *local;
	struct og_user u;

	make_many();
	s = again();
	ck_assert_ok(og_store_handle(s, &local, NULL));
	ck_assert_ptr_eq(view_of(s), view_of(local));
	change_email(s, "user3", "one@example.org");
	ck_assert_ok(og_store_get_id(local, id_of(3), true, &u));
	ck_assert_str_eq(u.email, "one@example.org");
	og_store_free(&s);
	change_email(local, "user3", "two@example.org");
	ck_assert_ok(og_store_get_id(local, id_of(3), true, &u));
	ck_assert_str_eq(u.email, "two@example.org");
	og_store_free(&local);
}
END_TEST

#define READERS 3

static _Atomic bool over;

/* Reads user5, whose next_id only rises; versions must not fall either. */
static void *
read_on(void *arg)
{
	struct og_user *u = malloc(sizeof(*u));
	uint64_t version = 0;
	enum og_err err;

	while (!over) {
		err = og_store_get_id(arg, id_of(5), true, u);
		if (err == OG_ERR_AGAIN)
			err = og_store_get_id(arg, id_of(5), false, u);
		ck_assert_ok(err);
		ck_assert_uint_ge(u->version, version);
		version = u->version;
	}
	free(u);
	return NULL;
}

START_TEST(readers_stay_right_during_compactions_and_commits)
{
	struct og_store *s, *handle[READERS], *other;
	pthread_t t[READERS];
	struct og_user u;

	make_many();
	s = again();
	other = again();
	for (int i = 0; i < READERS; i++) {
		ck_assert_ok(og_store_handle(s, &handle[i], NULL));
		pthread_create(&t[i], NULL, read_on, handle[i]);
	}
	for (int i = 0; i < 60; i++) {
		get(i % 2 == 0 ? s : other, "user5", &u);
		u.next_id++;
		ck_assert_ok(
		    store_user(i % 2 == 0 ? s : other, &u, OG_VISIBLE));
		if (i % 5 == 0)
			ck_assert_ok(og_filestore_compact(
			    i % 2 == 0 ? other : s, NULL, NULL, NULL));
		if (i % 7 == 0)
			ck_assert_ok(og_filestore_tidy(s));
	}
	over = true;
	for (int i = 0; i < READERS; i++) {
		pthread_join(t[i], NULL);
		og_store_free(&handle[i]);
	}
	get(s, "user5", &u);
	ck_assert_uint_eq(u.next_id, 61);
	og_store_free(&s);
	og_store_free(&other);
}
END_TEST

/* An empty file in the folder. */
static void
leave(const char *name)
{
	FILE *f = fopen(in_folder(name), "w");

	ck_assert_ptr_nonnull(f);
	ck_assert_int_eq(fclose(f), 0);
}

START_TEST(removes_what_others_left_and_not_what_they_work_on)
{
	struct og_replace theirs, ours;
	struct stat st;

	make_many();
	ck_assert_ok(fs_replace_begin(&theirs, in_folder("users"), -1, NULL));
	leave("users.new-0123456789abcdef");
	leave("users.index.new-0123456789abcdef");
	leave("users.news");
	ck_assert_ok(fs_replace_begin(&ours, in_folder("users"), -1, NULL));
	ck_assert_int_ne(stat(in_folder("users.new-0123456789abcdef"), &st), 0);
	ck_assert_int_eq(stat(theirs.path, &st), 0);
	ck_assert_int_eq(stat(ours.path, &st), 0);
	ck_assert_int_eq(
	    stat(in_folder("users.index.new-0123456789abcdef"), &st), 0);
	ck_assert_int_eq(stat(in_folder("users.news"), &st), 0);
	ck_assert_int_eq(stat(in_folder("users"), &st), 0);
	og_replace_end(&theirs);
	og_replace_end(&ours);
	ck_assert_str_eq(ours.path, "");
}
END_TEST

int
main(void)
{
	TCase *compaction = tcase_create("compaction");
	Suite *s = suite_create("filestore_compact");

	folder_use(compaction);
	tcase_add_test(compaction, goes_on_at_once_after_a_compaction);
	tcase_add_test(
	    compaction, sees_at_once_what_was_committed_after_the_compaction);
	tcase_add_test(
	    compaction, damage_behind_the_compacted_part_denies_all_before);
	tcase_add_test(
	    compaction, reads_anew_what_is_no_compaction_of_its_file);
	tcase_add_test(compaction, a_repaired_copy_is_no_compaction);
	tcase_add_test(
	    compaction, shared_handles_see_the_same_and_outlive_each_other);
	tcase_add_test(
	    compaction, readers_stay_right_during_compactions_and_commits);
	tcase_add_test(
	    compaction, removes_what_others_left_and_not_what_they_work_on);
	suite_add_tcase(s, compaction);
	return check_main(s);
}
