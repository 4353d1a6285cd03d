/* SPDX-License-Identifier: ISC */
/* Tests of the file store on files that are damaged, cut, swapped or gone. */
#include "check_store.h"

static size_t
read_file(char *buf, size_t size)
{
	int fd = open(in_folder("users"), O_RDONLY);
	ssize_t n = read(fd, buf, size);

	ck_assert_int_ge(n, 0);
	close(fd);
	return (size_t)n;
}

struct seen {
	int n;
	int denying;
	int damage; /* what a crash does not leave */
	uint64_t line;
	char kind[32];
};

static void
note(const struct og_filestore_problem *p, void *arg)
{
	struct seen *s = arg;

	s->n++;
	s->denying += p->denies;
	s->damage += !p->harmless;
	s->line = p->line;
	snprintf(s->kind, sizeof(s->kind), "%s", p->kind);
}

START_TEST(ignores_and_repairs_a_torn_last_line)
{
	struct og_store *s = fresh();
	char buf[8192];
	struct og_user u;
	struct seen seen = {0};
	size_t n;

	add(s, "alice");
	og_store_free(&s);
	n = read_file(buf, sizeof(buf));
	file_put(in_folder("users"), 0600, buf, n);
	{
		int fd = open(in_folder("users"), O_WRONLY | O_APPEND);

		ck_assert_int_eq(write(fd, "=00112233445566", 15), 15);
		close(fd);
	}
	s = again();
	get(s, "alice", &u);
	ck_assert_ok(og_user_set_email(&u, "a@example.org"));
	ck_assert_ok(store_user(s, &u, OG_SYNCED));
	og_store_free(&s);
	s = again();
	get(s, "alice", &u);
	ck_assert_str_eq(u.email, "a@example.org");
	ck_assert_ok(og_filestore_check(
	    in_folder("users"), note, NULL, &seen, NULL, NULL));
	ck_assert_int_eq(seen.n, 1);
	ck_assert_str_eq(seen.kind, "torn");
	ck_assert_uint_eq(seen.line, 3);
	og_store_free(&s);
}
END_TEST

START_TEST(denies_only_the_users_of_a_damaged_line)
{
	struct og_store *s = fresh();
	char buf[16384];
	struct og_user u;
	struct seen seen = {0};
	char *hit;
	size_t n;

	add(s, "alice");
	add(s, "bob");
	add(s, "carol");
	og_store_free(&s);
	n = read_file(buf, sizeof(buf));
	hit = memmem(buf, n, "name=bob", 8);
	hit[6] ^= 1;
	file_put(in_folder("users"), 0600, buf, n);
	s = again();
	get(s, "alice", &u);
	get(s, "carol", &u);
	ck_assert_err(og_store_get_name(s, "bob", &u), OG_ERR_DAMAGED);
	ck_assert_err(og_filestore_check(
			  in_folder("users"), note, NULL, &seen, NULL, NULL),
	    OG_ERR_DAMAGED);
	ck_assert_int_eq(seen.denying, 1);
	ck_assert_uint_eq(seen.line, 3);
	ck_assert_err(
	    og_filestore_compact(s, NULL, NULL, NULL), OG_ERR_DAMAGED);
	og_store_free(&s);
}
END_TEST

/* Every single bit: nobody rolls back, nobody becomes somebody else. */
START_TEST(never_shows_an_older_record_whatever_bit_flips)
{
	struct og_store *s = fresh();
	char buf[8192];
	struct og_user u;
	enum og_err err;
	size_t n, end;

	add(s, "alice");
	add(s, "bob");
	get(s, "bob", &u);
	ck_assert_ok(og_user_set_email(&u, "new@example.org"));
	ck_assert_ok(store_user(s, &u, OG_SYNCED));
	og_store_free(&s);
	n = read_file(buf, sizeof(buf));
	end = n;
	for (size_t bit = 0; bit < end * 8; bit++) {
		buf[bit / 8] = (char)(buf[bit / 8] ^ (1 << bit % 8));
		file_put(in_folder("users"), 0600, buf, n);
		buf[bit / 8] = (char)(buf[bit / 8] ^ (1 << bit % 8));
		if (og_filestore_open(&s, in_folder("users"), NULL) != OG_OK)
			continue;
		err = og_store_get_name(s, "bob", &u);
		if (err == OG_OK) {
			ck_assert_str_eq(u.name, "bob");
			ck_assert_str_eq(u.email, "new@example.org");
		} else {
			ck_assert_err(err, OG_ERR_DAMAGED);
		}
		err = og_store_get_name(s, "alice", &u);
		if (err == OG_OK)
			ck_assert_str_eq(u.name, "alice");
		else
			ck_assert_err(err, OG_ERR_DAMAGED);
		og_store_free(&s);
	}
}
END_TEST

START_TEST(refuses_an_old_line_pasted_to_the_end)
{
	struct og_store *s = fresh();
	char buf[8192], *line;
	struct og_user u;
	size_t n, len;

	add(s, "alice");
	og_store_free(&s);
	n = read_file(buf, sizeof(buf));
	line = (char *)memchr(buf, '\n', n) + 1;
	len = n - (size_t)(line - buf);
	s = again();
	get(s, "alice", &u);
	u.disabled = true;
	ck_assert_ok(store_user(s, &u, OG_SYNCED));
	og_store_free(&s);
	{
		int fd = open(in_folder("users"), O_WRONLY | O_APPEND);

		ck_assert_int_eq(write(fd, line, len), (ssize_t)len);
		close(fd);
	}
	s = again();
	ck_assert_err(og_store_get_name(s, "alice", &u), OG_ERR_DAMAGED);
	og_store_free(&s);
}
END_TEST

START_TEST(believes_nothing_after_the_file_shrank)
{
	struct og_store *s = fresh();
	struct og_user u;
	struct stat st;

	add(s, "alice");
	st = file_stat(in_folder("users"));
	add(s, "bob");
	get(s, "alice", &u);
	ck_assert_int_eq(truncate(in_folder("users"), st.st_size), 0);
	ck_assert_err(og_store_get_name(s, "alice", &u), OG_ERR_DAMAGED);
	og_store_free(&s);
}
END_TEST

START_TEST(refuses_an_older_copy_put_in_its_place)
{
	struct og_store *s = fresh();
	char buf[8192];
	struct og_user u;
	size_t n;

	add(s, "alice");
	n = read_file(buf, sizeof(buf));
	get(s, "alice", &u);
	u.disabled = true;
	ck_assert_ok(store_user(s, &u, OG_SYNCED));
	file_put(in_folder("copy"), 0600, buf, n);
	ck_assert_int_eq(rename(in_folder("copy"), in_folder("users")), 0);
	ck_assert_err(og_store_get_name(s, "alice", &u), OG_ERR_DAMAGED);
	og_store_free(&s);
}
END_TEST

START_TEST(says_error_and_not_unknown_when_the_file_is_gone)
{
	struct og_store *s = fresh();
	struct og_user u;

	add(s, "alice");
	ck_assert_int_eq(rename(in_folder("users"), in_folder("away")), 0);
	ck_assert_err(og_store_get_name(s, "bob", &u), OG_ERR_IO);
	ck_assert_int_eq(rename(in_folder("away"), in_folder("users")), 0);
	get(s, "alice", &u);
	og_store_free(&s);
}
END_TEST

START_TEST(refuses_a_file_that_others_can_read)
{
	struct og_store *s = fresh();
	struct og_why why = {""};

	og_store_free(&s);
	ck_assert_int_eq(chmod(in_folder("users"), 0644), 0);
	ck_assert_err(
	    og_filestore_open(&s, in_folder("users"), &why), OG_ERR_UNSAFE);
	ck_assert_ptr_nonnull(strstr(why.text, "users"));
	ck_assert_ptr_nonnull(strstr(why.text, "chmod"));
}
END_TEST

START_TEST(survives_every_truncation)
{
	struct og_store *s = fresh();
	char buf[8192];
	struct og_user u;
	size_t n;

	add(s, "alice");
	add(s, "bob");
	og_store_free(&s);
	n = read_file(buf, sizeof(buf));
	for (size_t i = 0; i <= n; i++) {
		file_put(in_folder("users"), 0600, buf, i);
		if (og_filestore_open(&s, in_folder("users"), NULL) != OG_OK)
			continue;
		if (og_store_get_name(s, "alice", &u) == OG_OK)
			ck_assert_str_eq(u.name, "alice");
		og_store_free(&s);
	}
}
END_TEST

/* A file with two superseded lines of alice and the newest one; and the offset
 * of each line, and of the end. */
static size_t
superseded(char *buf, size_t size, size_t at[5])
{
	struct og_store *s = fresh();
	struct og_user u;
	size_t n, lines = 0;

	add(s, "alice");
	for (int i = 0; i < 2; i++) {
		get(s, "alice", &u);
		u.disabled = i == 0;
		ck_assert_ok(store_user(s, &u, OG_SYNCED));
	}
	og_store_free(&s);
	n = read_file(buf, size);
	while (n > 0 && buf[n - 1] == '\0')
		n--;
	at[lines++] = 0;
	for (size_t i = 0; i < n; i++)
		if (buf[i] == '\n')
			at[lines++] = i + 1;
	ck_assert_uint_eq(lines, 5);
	ck_assert_uint_eq(at[4], n);
	return n;
}

static struct seen
look_at(const char *buf, size_t n)
{
	struct seen seen = {0};
	enum og_err err;

	file_put(in_folder("users"), 0600, buf, n);
	err = og_filestore_check(
	    in_folder("users"), note, NULL, &seen, NULL, NULL);
	ck_assert(err == OG_OK || err == OG_ERR_DAMAGED);
	return seen;
}

START_TEST(tells_every_damage_in_superseded_lines)
{
	char buf[8192], spoilt[8192];
	size_t at[5], n = superseded(buf, sizeof(buf), at);

	ck_assert_int_eq(look_at(buf, n).n, 0);
	for (size_t i = at[1]; i < at[3]; i++) {
		memcpy(spoilt, buf, n);
		spoilt[i] ^= 0x02;
		ck_assert_msg(look_at(spoilt, n).damage > 0, "bit at %zu", i);
		for (size_t len = 1; len <= 64; len *= 8) {
			memcpy(spoilt, buf, n);
			memset(spoilt + i, 0, i + len < at[3] ? len : 1);
			ck_assert_msg(look_at(spoilt, n).damage > 0,
			    "%zu NUL bytes at %zu", len, i);
		}
	}
	for (size_t line = 1; line < 3; line++) { /* a whole one */
		size_t len = at[line + 1] - at[line];

		memcpy(spoilt, buf, n);
		memset(spoilt + at[line], 0, len);
		ck_assert_int_gt(look_at(spoilt, n).damage, 0);
		spoilt[at[line] + len - 1] = '\n';
		ck_assert_int_gt(look_at(spoilt, n).damage, 0);
		memset(spoilt + at[line], 'x', len - 1);
		ck_assert_int_gt(look_at(spoilt, n).damage, 0);
		memcpy(spoilt, buf, at[line]);
		memcpy(spoilt + at[line], "xyz\n", 4);
		memcpy(spoilt + at[line] + 4, buf + at[line], n - at[line]);
		ck_assert_int_gt(look_at(spoilt, n + 4).damage, 0);
	}
}
END_TEST

START_TEST(what_a_crash_leaves_is_no_damage)
{
	char buf[8192], spoilt[8192];
	size_t at[5], n = superseded(buf, sizeof(buf), at);
	static const char torn[] = "=0011 !torn!\n";
	struct seen seen;

	/* before the last line, as the next writer leaves it */
	memcpy(spoilt, buf, at[3]);
	memcpy(spoilt + at[3], torn, sizeof(torn) - 1);
	memcpy(spoilt + at[3] + sizeof(torn) - 1, buf + at[3], n - at[3]);
	seen = look_at(spoilt, n + sizeof(torn) - 1);
	ck_assert_int_eq(seen.n, 1);
	ck_assert_int_eq(seen.damage, 0);
	ck_assert_str_eq(seen.kind, "torn");
	/* and its mark is not as it was written */
	spoilt[at[3] + 8] ^= 1;
	ck_assert_int_gt(look_at(spoilt, n + sizeof(torn) - 1).damage, 0);

	memset(spoilt + at[3], 0, 100);
	memcpy(spoilt + at[3] + 100, buf + at[3], n - at[3]);
	seen = look_at(spoilt, n + 100);
	ck_assert_int_eq(seen.n, 1);
	ck_assert_int_eq(seen.damage, 0);
	ck_assert_str_eq(seen.kind, "hole");

	/* the newest line cut off at any place */
	for (size_t i = at[3] + 1; i < n; i++)
		ck_assert_int_eq(look_at(buf, i).damage, 0);
}
END_TEST

START_TEST(compaction_leaves_superseded_damage_out)
{
	char buf[8192];
	size_t at[5], n = superseded(buf, sizeof(buf), at);
	struct seen seen = {0};
	struct og_store *s;

	buf[at[1] + 60] ^= 1;
	ck_assert_int_gt(look_at(buf, n).damage, 0);
	s = again();
	ck_assert_ok(og_filestore_compact(s, NULL, NULL, NULL));
	og_store_free(&s);
	ck_assert_ok(og_filestore_check(
	    in_folder("users"), note, NULL, &seen, NULL, NULL));
	ck_assert_int_eq(seen.n, 0);
}
END_TEST

int
main(void)
{
	TCase *damage = tcase_create("damage");
	Suite *s = suite_create("filestore_damage");

	folder_use(damage);
	tcase_add_test(damage, ignores_and_repairs_a_torn_last_line);
	tcase_add_test(damage, denies_only_the_users_of_a_damaged_line);
	tcase_add_test(damage, never_shows_an_older_record_whatever_bit_flips);
	tcase_add_test(damage, refuses_an_old_line_pasted_to_the_end);
	tcase_add_test(damage, believes_nothing_after_the_file_shrank);
	tcase_add_test(damage, refuses_an_older_copy_put_in_its_place);
	tcase_add_test(
	    damage, says_error_and_not_unknown_when_the_file_is_gone);
	tcase_add_test(damage, refuses_a_file_that_others_can_read);
	tcase_add_test(damage, survives_every_truncation);
	tcase_add_test(damage, tells_every_damage_in_superseded_lines);
	tcase_add_test(damage, what_a_crash_leaves_is_no_damage);
	tcase_add_test(damage, compaction_leaves_superseded_damage_out);
	suite_add_tcase(s, damage);
	return check_main(s);
}
