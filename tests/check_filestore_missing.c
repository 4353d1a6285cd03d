/* SPDX-License-Identifier: ISC */
/*
 * Tests of the file store on damage that swallows whole lines, that only looks
 * as if it did, or that stands in the header; and of what repair makes of it.
 */
#include "check_store.h"

static const struct og_restore how = {
    .now = NOW, .window = 1, .look_ahead = 5, .keep_codes = false};

static const char *const NAMES[] = {"alice", "bob", "carol"};

/* The file, to be spoilt. */
static char text[65536];
static size_t len;

static void
read_text(void)
{
	int fd = open(in_folder("users"), O_RDONLY);
	ssize_t n = read(fd, text, sizeof(text));

	ck_assert_int_ge(n, 0);
	close(fd);
	len = (size_t)n;
}

static void
write_text(void)
{
	file_put(in_folder("users"), 0600, text, len);
}

/* Where line "number" begins; 1 is the header. */
static size_t
line_at(unsigned number)
{
	const char *p = text;

	while (number-- > 1)
		p = (const char *)memchr(p, '\n', len) + 1;
	return (size_t)(p - text);
}

/* "cut" bytes at "at" become "in". */
static void
replace(size_t at, size_t cut, const char *in, size_t n)
{
	memmove(text + at + n, text + at + cut, len - at - cut);
	memcpy(text + at, in, n);
	len = len - cut + n;
}

static void
set_email(struct og_store *s, const char *name, const char *email)
{
	struct og_user u;

	get(s, name, &u);
	ck_assert_ok(og_user_set_email(&u, email));
	ck_assert_ok(store_user(s, &u, OG_SYNCED));
}

/* Lines 2 to 4 make three users, lines 5 to 7 change them. */
static void
village(void)
{
	struct og_store *s = fresh();

	for (int i = 0; i < 3; i++)
		add(s, NAMES[i]);
	for (int i = 0; i < 3; i++)
		set_email(s, NAMES[i], "new@example.org");
	og_store_free(&s);
	read_text();
}

/* Those named are denied, the others are as they newly were. */
static void
expect_denied(const char *names)
{
	struct og_store *s = again();
	struct og_user u;

	for (int i = 0; i < 3; i++) {
		if (strstr(names, NAMES[i]) != NULL) {
			ck_assert_err(
			    og_store_get_name(s, NAMES[i], &u), OG_ERR_DAMAGED);
			continue;
		}
		get(s, NAMES[i], &u);
		ck_assert_str_eq(u.email, "new@example.org");
	}
	og_store_free(&s);
}

struct finding {
	const char *kind;
	uint64_t line;
	int times;
};

static void
look_for(const struct og_filestore_problem *p, void *arg)
{
	struct finding *f = arg;

	f->times += p->line == f->line && strcmp(p->kind, f->kind) == 0;
}

static void
expect_told(const char *kind, uint64_t line, int times)
{
	struct finding f = {kind, line, 0};
	enum og_err err;

	err = og_filestore_check(
	    in_folder("users"), look_for, NULL, &f, NULL, NULL);
	ck_assert(err == OG_OK || err == OG_ERR_DAMAGED);
	ck_assert_int_eq(f.times, times);
}

static int fates[OG_FATE_LOST + 1];

static void
count(uint64_t id, const char *name, enum og_filestore_fate fate, void *arg)
{
	(void)id;
	(void)name;
	(void)arg;
	fates[fate]++;
}

/* Puts the repaired copy in place, which is clean. */
static void
repair(void)
{
	memset(fates, 0, sizeof(fates));
	ck_assert_ok(og_filestore_repair(in_folder("users"), in_folder("copy"),
	    &how, count, NULL, NULL, NULL));
	ck_assert_int_eq(rename(in_folder("copy"), in_folder("users")), 0);
	ck_assert_ok(og_filestore_check(
	    in_folder("users"), NULL, NULL, NULL, NULL, NULL));
}

/* --- lines that run together --- */

START_TEST(a_lost_line_end_before_a_void_line_takes_nobody_back)
{
	village();
	memcpy(text + len, "=0123 !torn!\n", 13);
	text[len - 1] ^= 4;
	len += 13;
	write_text();
	expect_denied("carol");
	expect_told("checksum", 7, 1);
}
END_TEST

START_TEST(nor_does_one_before_a_write_that_was_cut_off)
{
	village();
	memcpy(text + len, "=0123456", 8);
	text[len - 1] ^= 4;
	len += 8;
	write_text();
	expect_denied("carol");
	expect_told("checksum", 7, 1);
}
END_TEST

START_TEST(denies_everybody_in_lines_that_ran_together)
{
	size_t sixth, seventh;

	village();
	sixth = line_at(6);
	seventh = line_at(7);
	text[sixth - 1] ^= 4;
	text[seventh - 1] ^= 4;
	write_text();
	expect_denied("alice bob carol");
	expect_told("checksum", 5, 3);
}
END_TEST

START_TEST(a_line_cut_in_two_costs_its_user_only)
{
	village();
	text[line_at(6) + 60] = '\n';
	write_text();
	expect_denied("bob");
}
END_TEST

START_TEST(also_the_last_line_with_no_sequence_behind_it)
{
	village();
	text[line_at(7) + 60] = '\n';
	write_text();
	expect_denied("carol");
}
END_TEST

/* --- lines that are gone --- */

START_TEST(denies_all_who_are_older_than_a_gap)
{
	village();
	replace(line_at(6), line_at(7) - line_at(6), "", 0);
	write_text();
	expect_denied("alice bob");
	expect_told("missing", 6, 1);
	repair();
	ck_assert_int_eq(fates[OG_FATE_UNSURE], 2);
	ck_assert_int_eq(fates[OG_FATE_KEPT], 1);
}
END_TEST

START_TEST(denies_whom_a_lost_block_has_swallowed)
{
	struct og_store *s;

	village();
	s = again();
	set_email(s, "alice", "new@example.org"); /* line 8 */
	og_store_free(&s);
	read_text();
	/* of alice and carol an end is left, of bob nothing */
	memset(text + line_at(5) + 60, '\0', line_at(7) + 40 - line_at(5) - 60);
	write_text();
	expect_denied("bob carol");
}
END_TEST

START_TEST(nobody_in_a_compacted_part_becomes_unknown)
{
	struct og_store *s;
	struct og_user u;

	village();
	s = again();
	ck_assert_ok(og_filestore_compact(s, NULL, NULL, NULL));
	og_store_free(&s);
	read_text();
	memset(text + line_at(2), '\0', line_at(3) - line_at(2));
	write_text();
	s = again();
	ck_assert_err(og_store_get_name(s, "alice", &u), OG_ERR_DAMAGED);
	get(s, "carol", &u);
	og_store_free(&s);
}
END_TEST

/* --- what only looks bad --- */

START_TEST(a_strange_line_between_others_costs_nobody_anything)
{
	village();
	replace(line_at(6), 0, "hello\n", 6);
	write_text();
	expect_denied("");
	expect_told("checksum", 6, 1);
}
END_TEST

START_TEST(nor_does_one_of_a_megabyte)
{
	char *more = malloc(1048576 + sizeof(text));
	size_t at;

	village();
	at = line_at(6);
	memcpy(more, text, at);
	memset(more + at, 'x', 1048575);
	more[at + 1048575] = '\n';
	memcpy(more + at + 1048576, text + at, len - at);
	file_put(in_folder("users"), 0600, more, len + 1048576);
	free(more);
	expect_denied("");
	expect_told("checksum", 6, 1);
}
END_TEST

START_TEST(nul_bytes_between_lines_cost_nobody_anything)
{
	static const char nul[1000];

	village();
	replace(line_at(6), 0, nul, sizeof(nul));
	write_text();
	expect_denied("");
	expect_told("hole", 6, 1);
}
END_TEST

START_TEST(what_a_power_failure_took_is_not_missing)
{
	struct og_store *s;
	struct og_user u;

	village();
	/* nobody was told that bob's change is stored */
	memset(text + line_at(6), '\0', line_at(7) - line_at(6));
	write_text();
	s = again();
	get(s, "alice", &u);
	get(s, "bob", &u);
	ck_assert_str_eq(u.email, "");
	get(s, "carol", &u);
	og_store_free(&s);
	expect_told("hole", 6, 1);
}
END_TEST

/* --- names --- */

START_TEST(whoever_was_renamed_by_a_damaged_line_is_not_unknown)
{
	struct og_store *s = fresh();
	struct og_user u;

	add(s, "alice");
	get(s, "alice", &u);
	memcpy(u.name, "anna", 5);
	ck_assert_ok(store_user(s, &u, OG_SYNCED));
	og_store_free(&s);
	read_text();
	text[line_at(3) + 60] ^= 1;
	write_text();
	s = again();
	ck_assert_err(og_store_get_name(s, "anna", &u), OG_ERR_DAMAGED);
	ck_assert_ok(og_user_init(&u, "anna", NOW));
	ck_assert_err(store_user(s, &u, OG_SYNCED), OG_ERR_DAMAGED);
	og_store_free(&s);
}
END_TEST

/* Two of one name can only come from two files that were put together. */
static void
two_of_one_name(void)
{
	static const char *const others[] = {
	    "carol", "dora", "emil", "fred", "gina"};
	static char line[4096];
	struct og_store *s;
	size_t n;

	village();
	n = len - line_at(7);
	memcpy(line, text + line_at(7), n);
	ck_assert_int_eq(unlink(in_folder("users")), 0);
	s = fresh();
	for (int i = 0; i < 5; i++)
		add(s, others[i]);
	og_store_free(&s);
	read_text();
	memcpy(text + len, line, n);
	len += n;
	write_text();
}

START_TEST(names_both_lines_of_a_name_that_stands_twice)
{
	struct og_store *s;
	struct og_user u;
	struct og_filestore_restored back;

	two_of_one_name();
	s = again();
	ck_assert_err(og_store_get_name(s, "carol", &u), OG_ERR_DAMAGED);
	og_store_free(&s);
	expect_told("duplicate", 2, 1);
	expect_told("duplicate", 7, 1);
	ck_assert_err(og_filestore_restore(in_folder("other"),
			  in_folder("users"), &how, &back, NULL, NULL, NULL),
	    OG_ERR_DAMAGED);
}
END_TEST

START_TEST(gives_users_of_one_name_other_names_and_disables_them)
{
	struct og_store *s;
	struct og_user u;

	two_of_one_name();
	repair();
	ck_assert_int_eq(fates[OG_FATE_RENAMED], 2);
	ck_assert_int_eq(fates[OG_FATE_KEPT], 4);
	s = again();
	ck_assert_err(og_store_get_name(s, "carol", &u), OG_ERR_NOTFOUND);
	og_store_free(&s);
	read_text();
	text[len] = '\0';
	ck_assert_ptr_nonnull(strstr(text, " name=carol-"));
	ck_assert_ptr_nonnull(strstr(text, " disabled=1"));
}
END_TEST

/* --- the header --- */

START_TEST(mends_each_bit_of_the_header)
{
	struct og_store *s;
	size_t n;

	village();
	n = line_at(2) * 8;
	for (size_t bit = 0; bit < n; bit += 7) {
		text[bit / 8] = (char)(text[bit / 8] ^ 1 << bit % 8);
		write_text();
		text[bit / 8] = (char)(text[bit / 8] ^ 1 << bit % 8);
		ck_assert_int_ne(
		    og_filestore_open(&s, in_folder("users"), NULL), OG_OK);
		repair();
		ck_assert_int_eq(fates[OG_FATE_KEPT], 3);
		expect_denied("");
	}
}
END_TEST

START_TEST(mends_a_mark_in_front_and_changed_line_ends)
{
	village();
	replace(0, 0, "\xef\xbb\xbf", 3);
	for (size_t i = 0; i < len; i++) {
		if (text[i] == '\n')
			replace(i++, 0, "\r", 1);
	}
	write_text();
	repair();
	ck_assert_int_eq(fates[OG_FATE_KEPT], 3);
	expect_denied("");
}
END_TEST

START_TEST(makes_everybody_safe_when_the_header_is_gone)
{
	village();
	memset(text, 'x', line_at(2) - 1);
	write_text();
	repair();
	ck_assert_int_eq(fates[OG_FATE_UNSURE], 3);
	expect_denied("");
}
END_TEST

START_TEST(makes_who_is_left_safe_when_the_compacted_part_is_cut)
{
	struct og_store *s;

	village();
	s = again();
	ck_assert_ok(og_filestore_compact(s, NULL, NULL, NULL));
	og_store_free(&s);
	read_text();
	len = line_at(4);
	write_text();
	ck_assert_err(
	    og_filestore_open(&s, in_folder("users"), NULL), OG_ERR_DAMAGED);
	repair();
	ck_assert_int_eq(fates[OG_FATE_UNSURE], 2);
}
END_TEST

START_TEST(leaves_other_files_and_versions_alone)
{
	struct og_why why = {""};

	file_puts(in_folder("users"), 0600,
	    "otpgate-users 2 of things to come 38c8d1f3\nx\n");
	ck_assert_err(og_filestore_repair(in_folder("users"), in_folder("copy"),
			  &how, count, NULL, NULL, &why),
	    OG_ERR_FORMAT);
	ck_assert_ptr_nonnull(strstr(why.text, "version"));
	file_puts(in_folder("users"), 0600, "root:x:0:0:root:/root:/bin/sh\n");
	ck_assert_err(og_filestore_repair(in_folder("users"), in_folder("copy"),
			  &how, count, NULL, NULL, &why),
	    OG_ERR_FORMAT);
	ck_assert_int_ne(access(in_folder("copy"), F_OK), 0);
}
END_TEST

/* --- figures --- */

START_TEST(tells_what_a_full_disk_leaves_room_for)
{
	struct og_filestore_stats st = {0};

	village();
	ck_assert_ok(og_filestore_check(
	    in_folder("users"), NULL, NULL, NULL, &st, NULL));
	ck_assert_uint_eq(st.commit, (len - line_at(2)) / 6);
	ck_assert_uint_eq(st.reserve,
	    (size_t)file_stat(in_folder("users")).st_blocks * 512 - len);
}
END_TEST

int
main(void)
{
	TCase *tc = tcase_create("missing");
	Suite *s = suite_create("filestore_missing");

	folder_use(tc);
	tcase_add_test(
	    tc, a_lost_line_end_before_a_void_line_takes_nobody_back);
	tcase_add_test(tc, nor_does_one_before_a_write_that_was_cut_off);
	tcase_add_test(tc, denies_everybody_in_lines_that_ran_together);
	tcase_add_test(tc, a_line_cut_in_two_costs_its_user_only);
	tcase_add_test(tc, also_the_last_line_with_no_sequence_behind_it);
	tcase_add_test(tc, denies_all_who_are_older_than_a_gap);
	tcase_add_test(tc, denies_whom_a_lost_block_has_swallowed);
	tcase_add_test(tc, nobody_in_a_compacted_part_becomes_unknown);
	tcase_add_test(tc, a_strange_line_between_others_costs_nobody_anything);
	tcase_add_test(tc, nor_does_one_of_a_megabyte);
	tcase_add_test(tc, nul_bytes_between_lines_cost_nobody_anything);
	tcase_add_test(tc, what_a_power_failure_took_is_not_missing);
	tcase_add_test(
	    tc, whoever_was_renamed_by_a_damaged_line_is_not_unknown);
	tcase_add_test(tc, names_both_lines_of_a_name_that_stands_twice);
	tcase_add_test(
	    tc, gives_users_of_one_name_other_names_and_disables_them);
	tcase_add_test(tc, mends_each_bit_of_the_header);
	tcase_add_test(tc, mends_a_mark_in_front_and_changed_line_ends);
	tcase_add_test(tc, makes_everybody_safe_when_the_header_is_gone);
	tcase_add_test(
	    tc, makes_who_is_left_safe_when_the_compacted_part_is_cut);
	tcase_add_test(tc, leaves_other_files_and_versions_alone);
	tcase_add_test(tc, tells_what_a_full_disk_leaves_room_for);
	suite_add_tcase(s, tc);
	return check_main(s);
}
