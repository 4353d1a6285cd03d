/* SPDX-License-Identifier: ISC */
/* Tests of users.index, which spares reading the whole file. */
#include "check_many.h"
#include "lib/crypto/crc.h"

/* Makes the database and its index. */
static void
make_indexed(void)
{
	struct og_store *s;

	make_many();
	s = again();
	ck_assert_ok(og_filestore_tidy(s));
	og_store_free(&s);
	ck_assert_int_eq(access(in_folder("users.index"), R_OK), 0);
}

/* What everybody must see, whether the index is used or not. */
static void
all_is_well(bool cached)
{
	struct og_store *s = open_cached();
	struct og_user u;

	ck_assert_int_eq(view_of(s)->cached, cached);
	get(s, "user0", &u);
	get(s, "user499", &u);
	ck_assert_uint_eq(u.id, id_of(499));
	ck_assert_ok(og_store_get_id(s, id_of(250), true, &u));
	ck_assert_str_eq(u.name, "user250");
	ck_assert_err(og_store_get_name(s, "nobody", &u), OG_ERR_NOTFOUND);
	ck_assert_err(og_store_get_id(s, 7, true, &u), OG_ERR_NOTFOUND);
	og_store_free(&s);
}

START_TEST(finds_users_and_their_absence_by_the_index)
{
	make_many();
	all_is_well(false);
	unlink(in_folder("users"));
	unlink(in_folder("users.lock"));
	make_indexed();
	all_is_well(true);
}
END_TEST

START_TEST(sees_everything_behind_the_indexed_part)
{
	struct og_store *s, *cold;
	struct og_user u;

	make_indexed();
	s = again();
	change_email(s, "user3", "new@example.org");
	remove_user(s, "user4");
	get(s, "user5", &u);
	strcpy(u.name, "renamed");
	u.disabled = true;
	ck_assert_ok(store_user(s, &u, OG_SYNCED));
	add(s, "newcomer");
	cold = open_cached();
	ck_assert(view_of(cold)->cached);
	get(cold, "user3", &u);
	ck_assert_str_eq(u.email, "new@example.org");
	ck_assert_err(og_store_get_name(cold, "user4", &u), OG_ERR_NOTFOUND);
	ck_assert_err(
	    og_store_get_id(cold, id_of(4), true, &u), OG_ERR_NOTFOUND);
	ck_assert_err(og_store_get_name(cold, "user5", &u), OG_ERR_NOTFOUND);
	get(cold, "renamed", &u);
	ck_assert(u.disabled);
	get(cold, "newcomer", &u);
	og_store_free(&s);
	og_store_free(&cold);
}
END_TEST

START_TEST(commits_against_the_newest_version)
{
	struct og_store *s, *cold;
	struct og_user u, v;

	make_indexed();
	s = again();
	cold = open_cached();
	get(cold, "user3", &u);
	v = u;
	change_email(s, "user3", "first@example.org");
	ck_assert_err(store_user(cold, &u, OG_SYNCED), OG_ERR_CONFLICT);
	get(cold, "user3", &u);
	ck_assert_uint_gt(u.version, v.version);
	ck_assert_ok(og_user_set_email(&u, "second@example.org"));
	ck_assert_ok(store_user(cold, &u, OG_SYNCED));
	ck_assert(view_of(cold)->cached);
	get(s, "user3", &u);
	ck_assert_str_eq(u.email, "second@example.org");
	ck_assert_ok(og_user_init(&u, "user9", NOW));
	ck_assert_err(store_user(cold, &u, OG_SYNCED), OG_ERR_EXISTS);
	og_store_free(&s);
	og_store_free(&cold);
}
END_TEST

START_TEST(believes_no_index_of_another_file)
{
	struct og_store *s;
	struct og_user u;

	make_indexed();
	s = again();
	change_email(s, "user3", "new@example.org");
	ck_assert_int_eq(
	    rename(in_folder("users.index"), in_folder("kept")), 0);
	ck_assert_ok(og_filestore_compact(s, NULL, NULL, NULL));
	all_is_well(true); /* compaction has written its own */
	ck_assert_int_eq(
	    rename(in_folder("kept"), in_folder("users.index")), 0);
	og_store_free(&s);
	all_is_well(false);
	s = open_cached();
	get(s, "user3", &u);
	ck_assert_str_eq(u.email, "new@example.org");
	og_store_free(&s);
}
END_TEST

/* As after a power failure or a copy by hand: the same file, cut, and written
 * again beyond where it was. */
START_TEST(believes_no_index_of_lines_that_were_lost)
{
	struct og_store *s;
	struct og_user u;
	off_t size;

	make_many();
	size = size_of("users");
	s = again();
	change_email(s, "user3", "lost@example.org");
	ck_assert_ok(og_filestore_tidy(s));
	og_store_free(&s);
	all_is_well(true);
	ck_assert_int_eq(truncate(in_folder("users"), size), 0);
	all_is_well(false);
	s = again();
	change_email(s, "user3", "also@example.org");
	change_email(s, "user3", "then@example.org");
	og_store_free(&s);
	all_is_well(false);
	s = open_cached();
	get(s, "user3", &u);
	ck_assert_str_eq(u.email, "then@example.org");
	og_store_free(&s);
}
END_TEST

START_TEST(believes_no_damaged_index)
{
	off_t size;
	char was, now;
	int fd;

	make_indexed();
	size = size_of("users.index");
	for (off_t at = 0; at < size; at += at < 128 ? 1 : 997) {
		fd = open(in_folder("users.index"), O_RDONLY);
		ck_assert_int_eq(pread(fd, &was, 1, at), 1);
		close(fd);
		now = (char)(was ^ 0x40);
		overwrite("users.index", at, &now, 1);
		all_is_well(false);
		overwrite("users.index", at, &was, 1);
	}
	for (off_t cut = size - 1; cut > 0; cut -= 4999) {
		ck_assert_int_eq(truncate(in_folder("users.index"), cut), 0);
		all_is_well(false);
	}
}
END_TEST

/* --- an index whose checksums are right and which is wrong --- */

#define HEAD 88 /* bytes */
#define CRCS 72 /* where they are in it; its own is the last of four */
#define ENTRIES (HEAD + USERS * sizeof(struct fs_entry))
#define BUCKETS 512
#define ENTRY(i, field)                                                        \
	(HEAD + (i) * sizeof(struct fs_entry) +                                \
	    offsetof(struct fs_entry, field))
#define LENGTH(i) (ENTRY(i, name_hash) - 4)
#define BY_ID(b) (ENTRIES + 4 * (b))
#define BY_NAME(b) (ENTRIES + 4 * (BUCKETS + (b)))

static char image[1 << 16], forged[1 << 16];
static size_t image_size;

/* Makes the database and its index, and takes that into "image". */
static void
make_image(void)
{
	uint32_t crc;
	int fd;

	make_indexed();
	fd = open(in_folder("users.index"), O_RDONLY);
	image_size = (size_t)read(fd, image, sizeof(image));
	close(fd);
	/* the layout is as thought */
	ck_assert_uint_eq(image_size, ENTRIES + 2 * 4 * BUCKETS);
	memcpy(&crc, image + CRCS, sizeof(crc));
	ck_assert_uint_eq(crc, og_crc32(image + HEAD, ENTRIES - HEAD));
	memcpy(forged, image, image_size);
}

static uint32_t
word(size_t at)
{
	uint32_t value;

	memcpy(&value, image + at, sizeof(value));
	return value;
}

static void
forge(size_t at, uint32_t value)
{
	memcpy(forged + at, &value, sizeof(value));
}

/* Puts "forged" in the place of the index, with the checksums that fit. */
static void
put_forged(void)
{
	forge(CRCS, og_crc32(forged + HEAD, ENTRIES - HEAD));
	forge(CRCS + 4, og_crc32(forged + ENTRIES, 4 * BUCKETS));
	forge(CRCS + 8, og_crc32(forged + BY_NAME(0), 4 * BUCKETS));
	forge(CRCS + 12, og_crc32(forged, CRCS + 12));
	overwrite("users.index", 0, forged, image_size);
	memcpy(forged, image, image_size);
}

/* The index may belong to an account that the reader must not trust. */
START_TEST(is_not_led_astray_by_a_forged_index)
{
	static const struct {
		size_t at;
		uint32_t value;
	} bad[] = {
	    {ENTRY(499, next_id), 499}, /* a circle of one */
	    {ENTRY(499, next_id), 500}, /* outside */
	    {ENTRY(498, next_id), 499}, /* a circle, perhaps */
	    {ENTRY(499, next_name), 1U << 31}, {ENTRY(3, next_name), 3},
	    {ENTRY(499, offset) + 4, 1}, /* behind the end */
	    {ENTRY(250, offset), 0},	 /* in the header line */
	    {LENGTH(499), 0}, {LENGTH(0), FS_LINE_MAX + 1},
	    {LENGTH(499), 3000},	    /* beyond what is covered */
	    {LENGTH(250), 2500 | 1U << 30}, /* in an older file */
	    {LENGTH(250), 2500 | 1U << 31}, /* damaged */
	    {BY_ID(7), 500}, {BY_NAME(BUCKETS - 1), 1U << 31},
	    {20, 0},				   /* entries */
	    {20, USERS + 1}, {24, 0},		   /* buckets */
	    {24, 500}, {24, BUCKETS / 2}, {40, 2}, /* generation */
	    {48, 1},	 /* covers less than the header line */
	    {48 + 4, 1}, /* covers more than there is */
	};

	make_image();
	all_is_well(true);
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		ck_assert_uint_ne(word(bad[i].at), bad[i].value);
		forge(bad[i].at, bad[i].value);
		put_forged();
		all_is_well(false);
	}
	forge(48, word(48) - 1); /* covers half a line */
	put_forged();
	all_is_well(false);
	put_forged();
	all_is_well(true);
}
END_TEST

/* Whom it finds is who was asked for, whatever the index says. */
static void
finds_nobody_else(void)
{
	static const unsigned some[] = {0, 3, 250, 251, 499};
	struct og_store *s = open_cached();
	struct og_user u;
	char name[32];
	enum og_err err;

	for (size_t i = 0; i < sizeof(some) / sizeof(*some); i++) {
		snprintf(name, sizeof(name), "user%u", some[i]);
		err = og_store_get_name(s, name, &u);
		if (err == OG_OK) {
			ck_assert_uint_eq(u.id, id_of(some[i]));
			ck_assert_str_eq(u.name, name);
		} else {
			ck_assert_err(err, OG_ERR_NOTFOUND);
		}
		err = og_store_get_id(s, id_of(some[i]), false, &u);
		if (err == OG_OK)
			ck_assert_str_eq(u.name, name);
		else
			ck_assert_err(err, OG_ERR_NOTFOUND);
	}
	ck_assert_err(og_store_get_name(s, "nobody", &u), OG_ERR_NOTFOUND);
	og_store_free(&s);
}

/* It leads to a line inside the file; only the line says whose that is. */
START_TEST(verifies_the_line_that_the_index_leads_to)
{
	const size_t at = ENTRY(0, offset), len = LENGTH(0);
	const uint32_t hash = fs_index_hash("user499", 7);

	make_image();
	forge(at, word(ENTRY(3, offset))); /* somebody else's */
	forge(len, word(LENGTH(3)));
	put_forged();
	all_is_well(true);
	forge(at, word(at) + 1);
	put_forged();
	all_is_well(true);
	forge(len, word(len) - 1);
	put_forged();
	all_is_well(true);
	forge(len, 1);
	put_forged();
	all_is_well(true);
	forge(len, word(len) + word(LENGTH(1))); /* two lines */
	put_forged();
	all_is_well(true);
	/* who asks for user499 is led to user0 */
	forge(ENTRY(0, name_hash), hash);
	forge(ENTRY(499, name_hash), 0);
	forge(BY_NAME(hash & (BUCKETS - 1)), 0);
	put_forged();
	finds_nobody_else();
	/* and by the id */
	forge(ENTRY(0, id), word(ENTRY(250, id)));
	forge(ENTRY(0, id) + 4, word(ENTRY(250, id) + 4));
	forge(BY_ID((word(ENTRY(250, id)) ^ word(ENTRY(250, id) + 4)) &
		    (BUCKETS - 1)),
	    0);
	put_forged();
	finds_nobody_else();
}
END_TEST

/* Any bits, checksums repaired: under the sanitizers, too. */
START_TEST(any_bits_with_right_checksums_lead_to_nobody_else)
{
	static const size_t dear[] = {ENTRY(0, id), ENTRY(3, id),
	    ENTRY(250, id), ENTRY(251, id), ENTRY(499, id)};
	uint64_t r = 20291;
	size_t at;
	unsigned taken = 0;

	make_image();
	for (unsigned i = 0; i < 300; i++) {
		for (unsigned bits = 0; bits <= i % 3; bits++) {
			r = r * 6364136223846793005U + 1442695040888963407U;
			at = (size_t)(r >> 33) % (image_size - 16) + 16;
			if (i % 2 == 0) /* of those who are asked for */
				at = dear[(r >> 40) % 5] + at % 32;
			forged[at] ^= (char)(1 << (r >> 61));
		}
		put_forged();
		struct og_store *s = open_cached();
		taken += view_of(s)->cached;
		og_store_free(&s);
		finds_nobody_else();
	}
	ck_assert_uint_gt(taken, 30); /* is_sound() is not all that helps */
	ck_assert_uint_lt(taken, 270);
}
END_TEST

START_TEST(takes_no_index_from_others)
{
	make_indexed();
	ck_assert_int_eq(chmod(in_folder("users.index"), 0644), 0);
	all_is_well(false);
	ck_assert_int_eq(chmod(in_folder("users.index"), 0600), 0);
	all_is_well(true);
	ck_assert_int_eq(
	    rename(in_folder("users.index"), in_folder("kept")), 0);
	ck_assert_int_eq(symlink("kept", in_folder("users.index")), 0);
	all_is_well(false);
	unlink(in_folder("users.index"));
	ck_assert_int_eq(link(in_folder("kept"), in_folder("users.index")), 0);
	all_is_well(false);
	unlink(in_folder("users.index"));
	ck_assert_int_eq(mkfifo(in_folder("users.index"), 0600), 0);
	all_is_well(false);
}
END_TEST

/* Offset of a line of user "i" as it was made. */
static off_t
line_of(unsigned i)
{
	struct og_store *s = again();
	off_t at;

	at = (off_t)fs_index_find(&view_of(s)->index, id_of(i))->offset;
	og_store_free(&s);
	return at;
}

START_TEST(denies_whose_own_line_is_damaged)
{
	struct og_store *s;
	struct og_user u;

	make_indexed();
	overwrite("users", line_of(7) + 200, "!", 1);
	s = open_cached();
	ck_assert(view_of(s)->cached);
	get(s, "user8", &u);
	ck_assert(view_of(s)->cached);
	ck_assert_err(og_store_get_id(s, id_of(7), true, &u), OG_ERR_AGAIN);
	ck_assert_err(og_store_get_name(s, "user7", &u), OG_ERR_DAMAGED);
	ck_assert(!view_of(s)->cached); /* it has read everything */
	ck_assert_err(og_store_get_id(s, id_of(7), true, &u), OG_ERR_DAMAGED);
	get(s, "user8", &u);
	og_store_free(&s);
}
END_TEST

START_TEST(denies_all_before_damage_behind_the_indexed_part)
{
	struct og_store *s;
	struct og_user u;
	off_t at;

	make_indexed();
	s = again();
	at = size_of("users");
	change_email(s, "user3", "new@example.org");
	add(s, "later");
	og_store_free(&s);
	/* neither end of the line of user3 can be read */
	s = again();
	overwrite("users", at + 2, "!", 1);
	overwrite("users",
	    (off_t)fs_index_find(&view_of(s)->index, id_of(3))->offset +
		(off_t)fs_index_find(&view_of(s)->index, id_of(3))->len - 3,
	    "!", 1);
	og_store_free(&s);
	s = open_cached();
	ck_assert_err(og_store_get_name(s, "user8", &u), OG_ERR_DAMAGED);
	ck_assert_err(og_store_get_name(s, "user3", &u), OG_ERR_DAMAGED);
	ck_assert_err(og_store_get_name(s, "nobody", &u), OG_ERR_DAMAGED);
	get(s, "later", &u);
	og_store_free(&s);
}
END_TEST

START_TEST(writes_no_index_of_a_damaged_or_a_small_file)
{
	struct og_store *s;

	make_many();
	overwrite("users", line_of(7) + 200, "!", 1);
	s = again();
	ck_assert_ok(og_filestore_tidy(s));
	og_store_free(&s);
	ck_assert_int_ne(access(in_folder("users.index"), F_OK), 0);
	unlink(in_folder("users"));
	unlink(in_folder("users.lock"));
	s = fresh();
	add(s, "alice");
	ck_assert_ok(og_filestore_tidy(s));
	ck_assert_ok(og_filestore_compact(s, NULL, NULL, NULL));
	og_store_free(&s);
	ck_assert_int_ne(access(in_folder("users.index"), F_OK), 0);
}
END_TEST

int
main(void)
{
	TCase *index = tcase_create("index");
	Suite *s = suite_create("filestore_index");

	folder_use(index);
	tcase_add_test(index, finds_users_and_their_absence_by_the_index);
	tcase_add_test(index, sees_everything_behind_the_indexed_part);
	tcase_add_test(index, commits_against_the_newest_version);
	tcase_add_test(index, believes_no_index_of_another_file);
	tcase_add_test(index, believes_no_index_of_lines_that_were_lost);
	tcase_add_test(index, believes_no_damaged_index);
	tcase_add_test(index, is_not_led_astray_by_a_forged_index);
	tcase_add_test(index, verifies_the_line_that_the_index_leads_to);
	tcase_add_test(
	    index, any_bits_with_right_checksums_lead_to_nobody_else);
	tcase_add_test(index, takes_no_index_from_others);
	tcase_add_test(index, denies_whose_own_line_is_damaged);
	tcase_add_test(index, denies_all_before_damage_behind_the_indexed_part);
	tcase_add_test(index, writes_no_index_of_a_damaged_or_a_small_file);
	suite_add_tcase(s, index);
	return check_main(s);
}
