/* SPDX-License-Identifier: ISC */
/* Tests of lib/files/keyfile.c: which key files are read, made and rotated. */
#include <sys/resource.h>
#include <errno.h>
#include <signal.h>

#include "check_folder.h"
#include "check_main.h"
#include "lib/files/keyfile.h"

#define KEY_A "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"
#define KEY_B "_wECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"
#define KEY_EQUAL "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
#define HEADER "otpgate-keys 1\n"
#define GOOD HEADER "key 1 1700000000 " KEY_A "\nkey 7 1800000000 " KEY_B "\n"

/* Asserts that "text" is refused, saying "reason", and the ring is empty. */
static void
refuses(const char *text, enum og_err expected, const char *reason)
{
	struct og_keyring ring;
	struct og_why why = {""};

	file_puts(in_folder("keys"), 0640, text);
	memset(&ring, 0xff, sizeof(ring));
	ck_assert_int_eq(
	    og_keyfile_load(in_folder("keys"), &ring, &why), expected);
	ck_assert_uint_eq(ring.n, 0);
	ck_assert_msg(strstr(why.text, reason) != NULL, "\"%s\" in: %s", reason,
	    why.text);
	ck_assert_ptr_nonnull(strstr(why.text, "/keys"));
	ck_assert_ptr_null(strstr(why.text, "AQFBgcI"));
}

START_TEST(reads_keys_in_order)
{
	struct og_keyring ring;

	file_puts(in_folder("keys"), 0640, GOOD);
	ck_assert_int_eq(
	    og_keyfile_load(in_folder("keys"), &ring, NULL), OG_OK);
	ck_assert_uint_eq(ring.n, 2);
	ck_assert_uint_eq(ring.keys[0].id, 1);
	ck_assert_int_eq(ring.keys[0].created, 1700000000);
	ck_assert_uint_eq(ring.keys[0].master[31], 31);
	ck_assert_uint_eq(og_keyring_newest(&ring)->id, 7);
	ck_assert_uint_eq(ring.keys[1].master[0], 0xff);
	og_keyring_clear(&ring);
}
END_TEST

START_TEST(misses_a_file_that_is_not_there)
{
	struct og_keyring ring;
	struct og_why why;

	ck_assert_int_eq(
	    og_keyfile_load(in_folder("keys"), &ring, &why), OG_ERR_NOTFOUND);
	ck_assert_uint_eq(ring.n, 0);
	ck_assert_ptr_nonnull(strstr(why.text, "otpadm init"));
}
END_TEST

START_TEST(refuses_modes_that_show_or_give_the_keys)
{
	static const mode_t bad[] = {0644, 0660, 0641, 0642};
	struct og_keyring ring;
	size_t i;

	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		file_puts(in_folder("keys"), bad[i], GOOD);
		ck_assert_int_eq(
		    og_keyfile_load(in_folder("keys"), &ring, NULL),
		    OG_ERR_UNSAFE);
		ck_assert_uint_eq(ring.n, 0);
	}
	file_puts(in_folder("keys"), 0600, GOOD);
	ck_assert_int_eq(
	    og_keyfile_load(in_folder("keys"), &ring, NULL), OG_OK);
	file_puts(in_folder("keys"), 0440, GOOD);
	ck_assert_int_eq(
	    og_keyfile_load(in_folder("keys"), &ring, NULL), OG_OK);
	og_keyring_clear(&ring);
}
END_TEST

START_TEST(refuses_files_of_no_known_version)
{
	refuses("", OG_ERR_FORMAT, "no key");
	refuses("otpgate-keys 2\nkey 1 1 " KEY_A "\n", OG_ERR_FORMAT, ":1:");
	refuses("otpgate-keys 1 \nkey 1 1 " KEY_A "\n", OG_ERR_FORMAT, ":1:");
	refuses("key 1 1 " KEY_A "\n", OG_ERR_FORMAT, ":1:");
	refuses("\n" GOOD, OG_ERR_FORMAT, ":1:");
}
END_TEST

START_TEST(refuses_files_cut_short_at_every_byte)
{
	char text[sizeof(GOOD)];
	size_t len, one;

	/* Cut behind the first key nothing can be seen. */
	one = strlen(HEADER "key 1 1700000000 " KEY_A "\n");
	memcpy(text, GOOD, sizeof(text));
	for (len = strlen(GOOD) - 1; len > 0; len--) {
		text[len] = '\0';
		if (len != one)
			refuses(text, OG_ERR_FORMAT, "restore");
	}
}
END_TEST

START_TEST(refuses_short_and_long_keys)
{
	refuses(HEADER "key 1 1 AAECAwQF\n", OG_ERR_FORMAT, ":2:");
	refuses(HEADER "key 1 1 " KEY_A "AAAA\n", OG_ERR_FORMAT, ":2:");
	refuses(HEADER "key 1 1 \n", OG_ERR_FORMAT, ":2:");
}
END_TEST

START_TEST(refuses_keys_of_equal_bytes)
{
	refuses(HEADER "key 1 1 " KEY_EQUAL "\n", OG_ERR_FORMAT, "equal bytes");
}
END_TEST

START_TEST(refuses_the_same_bytes_twice)
{
	refuses(HEADER "key 1 1 " KEY_A "\nkey 2 1 " KEY_A "\n", OG_ERR_FORMAT,
	    ":3: the bytes of an older key");
}
END_TEST

START_TEST(refuses_ids_that_do_not_rise)
{
	refuses(HEADER "key 2 1 " KEY_A "\nkey 2 1 " KEY_B "\n", OG_ERR_FORMAT,
	    ":3:");
	refuses(HEADER "key 2 1 " KEY_A "\nkey 1 1 " KEY_B "\n", OG_ERR_FORMAT,
	    ":3:");
	refuses(HEADER "key 0 1 " KEY_A "\n", OG_ERR_FORMAT, ":2:");
	refuses(HEADER "key 4294967296 1 " KEY_A "\n", OG_ERR_FORMAT, ":2:");
}
END_TEST

START_TEST(refuses_lines_it_does_not_understand)
{
	refuses(GOOD "# comment\n", OG_ERR_FORMAT, ":4:");
	refuses(GOOD "\n", OG_ERR_FORMAT, ":4:");
	refuses(HEADER "kex 1 1 " KEY_A "\n", OG_ERR_FORMAT, ":2:");
	refuses(HEADER "key  1 1 " KEY_A "\n", OG_ERR_FORMAT, ":2:");
	refuses(HEADER "key 1 -1 " KEY_A "\n", OG_ERR_FORMAT, ":2:");
	refuses(HEADER "key 1 1 " KEY_A " \n", OG_ERR_FORMAT, ":2:");
	refuses(HEADER "key 1 1 " KEY_A "\r\n", OG_ERR_FORMAT, ":2:");
}
END_TEST

START_TEST(refuses_a_file_that_is_too_long)
{
	static char text[10000];

	memset(text, 'x', sizeof(text) - 1);
	refuses(text, OG_ERR_FORMAT, "too long");
}
END_TEST

START_TEST(creates_a_ring_of_one_key)
{
	struct og_keyring ring;

	(void)umask(0077);
	ck_assert_int_eq(
	    og_keyfile_create(in_folder("keys"), (gid_t)-1, 1700000000, NULL),
	    OG_OK);
	ck_assert_uint_eq(file_stat(in_folder("keys")).st_mode & 07777, 0640);
	ck_assert_int_eq(
	    og_keyfile_load(in_folder("keys"), &ring, NULL), OG_OK);
	ck_assert_uint_eq(ring.n, 1);
	ck_assert_uint_eq(ring.keys[0].id, 1);
	ck_assert_int_eq(ring.keys[0].created, 1700000000);
	og_keyring_clear(&ring);
}
END_TEST

START_TEST(says_why_a_ring_cannot_be_written_and_leaves_none)
{
	const struct rlimit small = {2, RLIM_INFINITY};
	struct og_why why = {""};

	ck_assert_ptr_ne(signal(SIGXFSZ, SIG_IGN), SIG_ERR);
	ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &small), 0);
	ck_assert_err(og_keyfile_create(in_folder("keys"), (gid_t)-1, 1, &why),
	    OG_ERR_NOSPACE);
	ck_assert_ptr_nonnull(strstr(why.text, in_folder("keys: ")));
	ck_assert_ptr_nonnull(strstr(why.text, strerror(EFBIG)));
	ck_assert_int_ne(access(in_folder("keys"), F_OK), 0);
}
END_TEST

START_TEST(does_not_create_over_a_ring)
{
	file_puts(in_folder("keys"), 0640, GOOD);
	ck_assert_int_eq(
	    og_keyfile_create(in_folder("keys"), (gid_t)-1, 1, NULL),
	    OG_ERR_EXISTS);
	file_holds(in_folder("keys"), GOOD);
}
END_TEST

START_TEST(makes_a_different_key_each_time)
{
	struct og_keyring a, b;

	ck_assert_int_eq(
	    og_keyfile_create(in_folder("a"), (gid_t)-1, 1, NULL), OG_OK);
	ck_assert_int_eq(
	    og_keyfile_create(in_folder("b"), (gid_t)-1, 1, NULL), OG_OK);
	ck_assert_int_eq(og_keyfile_load(in_folder("a"), &a, NULL), OG_OK);
	ck_assert_int_eq(og_keyfile_load(in_folder("b"), &b, NULL), OG_OK);
	ck_assert_mem_ne(a.keys[0].master, b.keys[0].master, OG_KEY_LEN);
	og_keyring_clear(&a);
	og_keyring_clear(&b);
}
END_TEST

START_TEST(rotation_adds_the_newest_and_keeps_the_rest)
{
	struct og_keyring ring;
	uint32_t id = 0;

	file_puts(in_folder("keys"), 0640, GOOD);
	ck_assert_int_eq(
	    og_keyfile_rotate(in_folder("keys"), 1900000000, &id, NULL), OG_OK);
	ck_assert_uint_eq(id, 8);
	ck_assert_int_eq(
	    og_keyfile_load(in_folder("keys"), &ring, NULL), OG_OK);
	ck_assert_uint_eq(ring.n, 3);
	ck_assert_uint_eq(ring.keys[0].master[31], 31);
	ck_assert_uint_eq(ring.keys[2].id, 8);
	ck_assert_int_eq(ring.keys[2].created, 1900000000);
	ck_assert_uint_eq(file_stat(in_folder("keys")).st_mode & 07777, 0640);
	og_keyring_clear(&ring);
}
END_TEST

START_TEST(rotation_stops_at_a_full_ring)
{
	struct og_why why;
	uint32_t id;
	int i;

	ck_assert_int_eq(
	    og_keyfile_create(in_folder("keys"), (gid_t)-1, 1, NULL), OG_OK);
	for (i = 1; i < OG_KEYS_MAX; i++)
		ck_assert_int_eq(
		    og_keyfile_rotate(in_folder("keys"), i, &id, NULL), OG_OK);
	ck_assert_uint_eq(id, OG_KEYS_MAX);
	ck_assert_int_eq(
	    og_keyfile_rotate(in_folder("keys"), 1, &id, &why), OG_ERR_RANGE);
	ck_assert_ptr_nonnull(strstr(why.text, "full"));
}
END_TEST

START_TEST(rotation_refuses_a_damaged_ring)
{
	uint32_t id;

	file_puts(in_folder("keys"), 0640, HEADER "key 1 1 AAEC\n");
	ck_assert_int_eq(
	    og_keyfile_rotate(in_folder("keys"), 1, &id, NULL), OG_ERR_FORMAT);
	file_holds(in_folder("keys"), HEADER "key 1 1 AAEC\n");
	ck_assert_int_eq(unlink(in_folder("keys")), 0);
	ck_assert_int_eq(og_keyfile_rotate(in_folder("keys"), 1, &id, NULL),
	    OG_ERR_NOTFOUND);
}
END_TEST

START_TEST(rotation_gives_way_to_another)
{
	struct flock want = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
	uint32_t id;
	int fd;

	file_puts(in_folder("keys"), 0640, GOOD);
	fd = open(in_folder("keys"), O_RDWR);
	ck_assert_int_ne(fcntl(fd, F_OFD_SETLK, &want), -1);
	ck_assert_int_eq(
	    og_keyfile_rotate(in_folder("keys"), 1, &id, NULL), OG_ERR_BUSY);
	file_holds(in_folder("keys"), GOOD);
	(void)close(fd);
	ck_assert_int_eq(
	    og_keyfile_rotate(in_folder("keys"), 1, &id, NULL), OG_OK);
}
END_TEST

START_TEST(pruning_removes_what_is_named_and_nothing_else)
{
	const uint32_t ids[] = {1, 3, 99};
	struct og_keyring ring;
	uint32_t id;

	ck_assert_int_eq(
	    og_keyfile_create(in_folder("keys"), (gid_t)-1, 1, NULL), OG_OK);
	for (int i = 2; i <= 4; i++)
		ck_assert_int_eq(
		    og_keyfile_rotate(in_folder("keys"), i, &id, NULL), OG_OK);
	ck_assert_int_eq(
	    og_keyfile_prune(in_folder("keys"), ids, 3, NULL), OG_OK);
	ck_assert_int_eq(
	    og_keyfile_load(in_folder("keys"), &ring, NULL), OG_OK);
	ck_assert_uint_eq(ring.n, 2);
	ck_assert_uint_eq(ring.keys[0].id, 2);
	ck_assert_int_eq(ring.keys[0].created, 2);
	ck_assert_uint_eq(ring.keys[1].id, 4);
	ck_assert_uint_eq(file_stat(in_folder("keys")).st_mode & 07777, 0640);
	og_keyring_clear(&ring);
	/* an id is never given out again */
	ck_assert_int_eq(
	    og_keyfile_rotate(in_folder("keys"), 9, &id, NULL), OG_OK);
	ck_assert_uint_eq(id, 5);
}
END_TEST

START_TEST(pruning_never_removes_the_newest)
{
	const uint32_t ids[] = {3, 7};
	struct og_why why;

	file_puts(in_folder("keys"), 0640, GOOD);
	ck_assert_int_eq(
	    og_keyfile_prune(in_folder("keys"), ids, 2, &why), OG_ERR_RANGE);
	ck_assert_ptr_nonnull(strstr(why.text, "newest"));
	file_holds(in_folder("keys"), GOOD);
}
END_TEST

START_TEST(pruning_gives_way_to_a_rotation)
{
	struct flock want = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
	const uint32_t old = 3;
	int fd;

	file_puts(in_folder("keys"), 0640, GOOD);
	fd = open(in_folder("keys"), O_RDWR);
	ck_assert_int_ne(fcntl(fd, F_OFD_SETLK, &want), -1);
	ck_assert_int_eq(
	    og_keyfile_prune(in_folder("keys"), &old, 1, NULL), OG_ERR_BUSY);
	file_holds(in_folder("keys"), GOOD);
	(void)close(fd);
}
END_TEST

int
main(void)
{
	TCase *tc = tcase_create("keyfile");
	Suite *s = suite_create("keyfile");

	folder_use(tc);
	tcase_add_test(tc, reads_keys_in_order);
	tcase_add_test(tc, misses_a_file_that_is_not_there);
	tcase_add_test(tc, refuses_modes_that_show_or_give_the_keys);
	tcase_add_test(tc, refuses_files_of_no_known_version);
	tcase_add_test(tc, refuses_files_cut_short_at_every_byte);
	tcase_add_test(tc, refuses_short_and_long_keys);
	tcase_add_test(tc, refuses_keys_of_equal_bytes);
	tcase_add_test(tc, refuses_the_same_bytes_twice);
	tcase_add_test(tc, refuses_ids_that_do_not_rise);
	tcase_add_test(tc, refuses_lines_it_does_not_understand);
	tcase_add_test(tc, refuses_a_file_that_is_too_long);
	tcase_add_test(tc, creates_a_ring_of_one_key);
	tcase_add_test(tc, says_why_a_ring_cannot_be_written_and_leaves_none);
	tcase_add_test(tc, does_not_create_over_a_ring);
	tcase_add_test(tc, makes_a_different_key_each_time);
	tcase_add_test(tc, rotation_adds_the_newest_and_keeps_the_rest);
	tcase_add_test(tc, rotation_stops_at_a_full_ring);
	tcase_add_test(tc, rotation_refuses_a_damaged_ring);
	tcase_add_test(tc, rotation_gives_way_to_another);
	tcase_add_test(tc, pruning_removes_what_is_named_and_nothing_else);
	tcase_add_test(tc, pruning_never_removes_the_newest);
	tcase_add_test(tc, pruning_gives_way_to_a_rotation);
	suite_add_tcase(s, tc);
	return check_main(s);
}
