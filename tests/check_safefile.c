/* SPDX-License-Identifier: ISC */
/* Tests of lib/files/safefile.c: what is opened, what is refused and why. */
#include <sys/socket.h>
#include <sys/un.h>
#include <dirent.h>

#include "check_folder.h"
#include "check_main.h"
#include "lib/files/safefile.h"

#define STRANGER 12345

static void
opens(const char *path, mode_t forbidden)
{
	struct og_why why = {""};
	int fd = -1;

	ck_assert_msg(
	    og_safefile_open(path, O_RDONLY, forbidden, &fd, &why) == OG_OK,
	    "%s", why.text);
	ck_assert_int_ge(fd, 0);
	(void)close(fd);
}

/* Asserts the refusal and that the reason says "text". */
static void
refuses(const char *path, int flags, mode_t forbidden, enum og_err expected,
    const char *text)
{
	struct og_why why = {""};
	int fd = 7;

	ck_assert_int_eq(
	    og_safefile_open(path, flags, forbidden, &fd, &why), expected);
	ck_assert_int_eq(fd, -1);
	ck_assert_msg(
	    strstr(why.text, text) != NULL, "\"%s\" in: %s", text, why.text);
	ck_assert_int_eq(
	    og_safefile_open(path, flags, forbidden, &fd, NULL), expected);
}

/* Number of entries in the test's folder. */
static int
count_files(void)
{
	DIR *d = opendir(folder);
	int n = 0;

	ck_assert_ptr_nonnull(d);
	while (readdir(d) != NULL)
		n++;
	(void)closedir(d);
	return n - 2;
}

START_TEST(opens_a_regular_file)
{
	const char *path = in_folder("f");

	file_puts(path, 0640, "x");
	opens(path, 0027);
}
END_TEST

START_TEST(opens_by_a_relative_path)
{
	file_puts(in_folder("f"), 0600, "x");
	ck_assert_int_eq(chdir(folder), 0);
	opens("f", 0077);
	opens("./f", 0077);
}
END_TEST

START_TEST(opens_through_a_symlinked_folder)
{
	ck_assert_int_eq(mkdir(in_folder("real"), 0755), 0);
	file_puts(in_folder("real/f"), 0600, "x");
	ck_assert_int_eq(symlink("real", in_folder("link")), 0);
	opens(in_folder("link/f"), 0077);
}
END_TEST

START_TEST(misses_a_file_that_is_not_there)
{
	refuses(in_folder("f"), O_RDONLY, 0, OG_ERR_NOTFOUND, "/f: ");
	refuses(in_folder("no/f"), O_RDONLY, 0, OG_ERR_NOTFOUND, "/no");
}
END_TEST

START_TEST(refuses_mode_bits_and_names_the_remedy)
{
	const char *path = in_folder("f");
	char remedy[300];

	file_puts(path, 0644, "x");
	(void)snprintf(remedy, sizeof(remedy),
	    "%s: readable by everyone (mode 0644): chmod 0640 %s", path, path);
	refuses(path, O_RDONLY, 0027, OG_ERR_UNSAFE, remedy);
	opens(path, 0022);
}
END_TEST

START_TEST(names_the_worst_bit)
{
	static const struct {
		mode_t mode;
		const char *text;
	} bad[] = {
	    {0666, "writable by everyone"},
	    {0664, "writable by its group"},
	    {0644, "readable by everyone"},
	    {0640, "readable by its group"},
	    {0611, "of a wrong mode"},
	};
	const char *path = in_folder("f");
	size_t i;

	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		file_puts(path, bad[i].mode, "x");
		refuses(path, O_RDONLY, 0077, OG_ERR_UNSAFE, bad[i].text);
		refuses(
		    path, O_RDONLY, 0077, OG_ERR_UNSAFE, "): chmod 0600 /tmp");
	}
}
END_TEST

START_TEST(refuses_a_symlink)
{
	file_puts(in_folder("real"), 0600, "x");
	ck_assert_int_eq(symlink("real", in_folder("f")), 0);
	refuses(in_folder("f"), O_RDONLY, 0, OG_ERR_UNSAFE, "a symlink");
	ck_assert_int_eq(symlink("nothing", in_folder("g")), 0);
	refuses(in_folder("g"), O_RDONLY, 0, OG_ERR_UNSAFE, "a symlink");
}
END_TEST

START_TEST(refuses_a_folder_in_place_of_a_file)
{
	ck_assert_int_eq(mkdir(in_folder("f"), 0755), 0);
	refuses(in_folder("f"), O_RDONLY, 0, OG_ERR_UNSAFE, "no regular file");
	refuses(in_folder("f"), O_RDWR, 0, OG_ERR_UNSAFE, "no regular file");
	refuses(in_folder("f/"), O_RDONLY, 0, OG_ERR_UNSAFE, "name the file");
	refuses(in_folder("f/.."), O_RDONLY, 0, OG_ERR_UNSAFE, "name the file");
	refuses("/", O_RDONLY, 0, OG_ERR_UNSAFE, "name the file");
	refuses("", O_RDONLY, 0, OG_ERR_UNSAFE, "name the file");
}
END_TEST

START_TEST(refuses_a_fifo_without_waiting)
{
	ck_assert_int_eq(mkfifo(in_folder("f"), 0600), 0);
	refuses(in_folder("f"), O_RDONLY, 0, OG_ERR_UNSAFE, "no regular file");
	refuses(in_folder("f"), O_RDWR, 0, OG_ERR_UNSAFE, "no regular file");
}
END_TEST

START_TEST(refuses_devices_and_sockets)
{
	struct sockaddr_un sun = {.sun_family = AF_UNIX};
	int fd;

	(void)snprintf(sun.sun_path, sizeof(sun.sun_path), "%s/f", folder);
	fd = socket(AF_UNIX, SOCK_STREAM, 0);
	ck_assert_int_ne(fd, -1);
	ck_assert_int_eq(bind(fd, (struct sockaddr *)&sun, sizeof(sun)), 0);
	refuses(in_folder("f"), O_RDONLY, 0, OG_ERR_UNSAFE, "no regular file");
	(void)close(fd);
	refuses("/dev/null", O_RDONLY, 0, OG_ERR_UNSAFE, "no regular file");
}
END_TEST

START_TEST(refuses_a_second_name)
{
	file_puts(in_folder("f"), 0600, "x");
	ck_assert_int_eq(link(in_folder("f"), in_folder("g")), 0);
	refuses(in_folder("f"), O_RDONLY, 0, OG_ERR_UNSAFE, "hard links");
	ck_assert_int_eq(unlink(in_folder("g")), 0);
	opens(in_folder("f"), 0);
}
END_TEST

START_TEST(refuses_a_folder_that_others_may_write)
{
	file_puts(in_folder("f"), 0600, "x");
	ck_assert_int_eq(chmod(folder, 0777), 0);
	refuses(in_folder("f"), O_RDONLY, 0, OG_ERR_UNSAFE,
	    "is writable by everyone (mode 0777): chmod go-w /tmp");
	ck_assert_int_eq(chmod(folder, 0775), 0);
	refuses(in_folder("f"), O_RDONLY, 0, OG_ERR_UNSAFE,
	    "is writable by its group (mode 0775): chmod go-w /tmp");
	ck_assert_int_eq(chmod(folder, 0755), 0);
	opens(in_folder("f"), 0);
}
END_TEST

START_TEST(refuses_a_writable_folder_further_up)
{
	ck_assert_int_eq(mkdir(in_folder("a"), 0755), 0);
	ck_assert_int_eq(mkdir(in_folder("a/b"), 0755), 0);
	file_puts(in_folder("a/b/f"), 0600, "x");
	opens(in_folder("a/b/f"), 0);
	ck_assert_int_eq(chmod(in_folder("a"), 0777), 0);
	refuses(in_folder("a/b/f"), O_RDONLY, 0, OG_ERR_UNSAFE,
	    "/a is writable by everyone");
}
END_TEST

START_TEST(accepts_a_sticky_folder)
{
	file_puts(in_folder("f"), 0600, "x");
	ck_assert_int_eq(chmod(folder, 01777), 0);
	opens(in_folder("f"), 0);
}
END_TEST

START_TEST(refuses_what_belongs_to_a_stranger)
{
	if (geteuid() != 0)
		return; /* cannot give files away */
	file_puts(in_folder("f"), 0600, "x");
	ck_assert_int_eq(chown(in_folder("f"), STRANGER, 0), 0);
	refuses(in_folder("f"), O_RDONLY, 0, OG_ERR_UNSAFE,
	    "belongs to another user (uid 12345): chown root");
}
END_TEST

START_TEST(accepts_as_root_what_belongs_to_the_owner_of_the_folder)
{
	if (geteuid() != 0)
		return;
	file_puts(in_folder("f"), 0600, "x");
	ck_assert_int_eq(chown(in_folder("f"), STRANGER, 0), 0);
	ck_assert_int_eq(chown(folder, STRANGER, 0), 0);
	opens(in_folder("f"), 0);
	ck_assert_int_eq(chown(in_folder("f"), STRANGER + 1, 0), 0);
	refuses(in_folder("f"), O_RDONLY, 0, OG_ERR_UNSAFE, "another user");
}
END_TEST

START_TEST(refuses_a_strangers_folder_further_up)
{
	if (geteuid() != 0)
		return;
	ck_assert_int_eq(mkdir(in_folder("a"), 0755), 0);
	ck_assert_int_eq(mkdir(in_folder("a/b"), 0755), 0);
	file_puts(in_folder("a/b/f"), 0600, "x");
	ck_assert_int_eq(chown(in_folder("a"), STRANGER, 0), 0);
	refuses(in_folder("a/b/f"), O_RDONLY, 0, OG_ERR_UNSAFE,
	    "belongs to another user (uid 12345)");
}
END_TEST

START_TEST(does_not_leak_descriptors_to_children)
{
	int fd;

	file_puts(in_folder("f"), 0600, "x");
	ck_assert_int_eq(
	    og_safefile_open(in_folder("f"), O_RDWR, 0, &fd, NULL), OG_OK);
	ck_assert_int_ne(fcntl(fd, F_GETFD) & FD_CLOEXEC, 0);
	(void)close(fd);
}
END_TEST

START_TEST(creates_with_exactly_the_mode)
{
	int fd;

	(void)umask(0077);
	ck_assert_int_eq(
	    og_safefile_create(in_folder("f"), 0640, &fd, NULL), OG_OK);
	ck_assert_int_eq(og_safefile_write(fd, "abc", 3), OG_OK);
	(void)close(fd);
	ck_assert_uint_eq(file_stat(in_folder("f")).st_mode & 07777, 0640);
	file_holds(in_folder("f"), "abc");
}
END_TEST

START_TEST(creates_for_the_owner_of_the_folder)
{
	int fd;

	if (geteuid() != 0)
		return;
	ck_assert_int_eq(chown(folder, STRANGER, STRANGER + 1), 0);
	ck_assert_int_eq(
	    og_safefile_create(in_folder("f"), 0600, &fd, NULL), OG_OK);
	(void)close(fd);
	ck_assert_uint_eq(file_stat(in_folder("f")).st_uid, STRANGER);
	ck_assert_uint_eq(file_stat(in_folder("f")).st_gid, STRANGER + 1);
}
END_TEST

START_TEST(does_not_create_over_anything)
{
	struct og_why why;
	int fd;

	file_puts(in_folder("f"), 0600, "old");
	ck_assert_int_eq(
	    og_safefile_create(in_folder("f"), 0600, &fd, &why), OG_ERR_EXISTS);
	ck_assert_int_eq(fd, -1);
	ck_assert_ptr_nonnull(strstr(why.text, "exists already"));
	file_holds(in_folder("f"), "old");

	ck_assert_int_eq(symlink("target", in_folder("l")), 0);
	ck_assert_int_eq(
	    og_safefile_create(in_folder("l"), 0600, &fd, NULL), OG_ERR_EXISTS);
	ck_assert_int_eq(access(in_folder("target"), F_OK), -1);
}
END_TEST

START_TEST(does_not_create_in_an_unsafe_folder)
{
	int fd;

	ck_assert_int_eq(chmod(folder, 0777), 0);
	ck_assert_int_eq(
	    og_safefile_create(in_folder("f"), 0600, &fd, NULL), OG_ERR_UNSAFE);
	ck_assert_int_eq(og_safefile_create(in_folder("no/f"), 0600, &fd, NULL),
	    OG_ERR_NOTFOUND);
	ck_assert_int_eq(count_files(), 0);
}
END_TEST

START_TEST(reads_up_to_the_maximum)
{
	static char data[10000];
	struct og_buf b;
	int fd;

	memset(data, 'x', sizeof(data));
	file_put(in_folder("f"), 0600, data, sizeof(data));
	og_buf_init(&b, 20000);
	fd = open(in_folder("f"), O_RDONLY);
	ck_assert_int_eq(og_safefile_read(fd, sizeof(data), &b), OG_OK);
	ck_assert_uint_eq(b.len, sizeof(data));
	ck_assert_mem_eq(b.data, data, sizeof(data));

	og_buf_reset(&b);
	ck_assert_int_eq(lseek(fd, 0, SEEK_SET), 0);
	ck_assert_int_eq(
	    og_safefile_read(fd, sizeof(data) - 1, &b), OG_ERR_RANGE);
	(void)close(fd);
	og_buf_clear(&b);
}
END_TEST

START_TEST(tells_a_full_buffer)
{
	struct og_buf b;
	int fd;

	file_puts(in_folder("f"), 0600, "12345678");
	og_buf_init(&b, 7);
	fd = open(in_folder("f"), O_RDONLY);
	ck_assert_int_eq(og_safefile_read(fd, 100, &b), OG_ERR_RANGE);
	(void)close(fd);
	og_buf_clear(&b);
	ck_assert_int_eq(og_safefile_read(-1, 100, &b), OG_ERR_IO);
}
END_TEST

START_TEST(tells_a_full_disk)
{
	int fd;

	fd = open("/dev/full", O_WRONLY);
	if (fd != -1)
		ck_assert_int_eq(og_safefile_write(fd, "x", 1), OG_ERR_NOSPACE);
	(void)close(fd);
	ck_assert_int_eq(og_safefile_write(-1, "x", 1), OG_ERR_IO);
	ck_assert_int_eq(og_safefile_write(-1, "x", 0), OG_OK);
}
END_TEST

START_TEST(replaces_and_keeps_the_mode)
{
	file_puts(in_folder("f"), 0604, "old");
	ck_assert_int_eq(
	    og_safefile_replace(in_folder("f"), 0600, "new", 3, NULL), OG_OK);
	file_holds(in_folder("f"), "new");
	ck_assert_uint_eq(file_stat(in_folder("f")).st_mode & 07777, 0604);
	ck_assert_int_eq(count_files(), 1);
}
END_TEST

START_TEST(replaces_and_keeps_the_owner)
{
	if (geteuid() != 0)
		return;
	file_puts(in_folder("f"), 0640, "old");
	ck_assert_int_eq(chown(folder, STRANGER, 0), 0);
	ck_assert_int_eq(chown(in_folder("f"), 0, STRANGER), 0);
	ck_assert_int_eq(
	    og_safefile_replace(in_folder("f"), 0600, "new", 3, NULL), OG_OK);
	ck_assert_uint_eq(file_stat(in_folder("f")).st_uid, 0);
	ck_assert_uint_eq(file_stat(in_folder("f")).st_gid, STRANGER);
	ck_assert_uint_eq(file_stat(in_folder("f")).st_mode & 07777, 0640);
}
END_TEST

START_TEST(replaces_what_is_not_there)
{
	(void)umask(0077);
	ck_assert_int_eq(
	    og_safefile_replace(in_folder("f"), 0644, "new", 3, NULL), OG_OK);
	file_holds(in_folder("f"), "new");
	ck_assert_uint_eq(file_stat(in_folder("f")).st_mode & 07777, 0644);
	ck_assert_int_eq(count_files(), 1);
}
END_TEST

START_TEST(replaces_neither_a_symlink_nor_a_folder)
{
	file_puts(in_folder("real"), 0600, "old");
	ck_assert_int_eq(symlink("real", in_folder("l")), 0);
	ck_assert_int_eq(
	    og_safefile_replace(in_folder("l"), 0600, "new", 3, NULL),
	    OG_ERR_UNSAFE);
	file_holds(in_folder("real"), "old");
	ck_assert_int_eq(mkdir(in_folder("d"), 0755), 0);
	ck_assert_int_eq(
	    og_safefile_replace(in_folder("d"), 0600, "new", 3, NULL),
	    OG_ERR_UNSAFE);
	ck_assert_int_eq(count_files(), 3);
}
END_TEST

START_TEST(leaves_no_temporary_when_it_fails)
{
	struct og_why why;

	file_puts(in_folder("f"), 0600, "old");
	ck_assert_int_eq(link(in_folder("f"), in_folder("g")), 0);
	ck_assert_int_eq(
	    og_safefile_replace(in_folder("f"), 0600, "new", 3, &why),
	    OG_ERR_UNSAFE);
	ck_assert_ptr_nonnull(strstr(why.text, "hard links"));
	file_holds(in_folder("f"), "old");
	ck_assert_int_eq(count_files(), 2);
}
END_TEST

int
main(void)
{
	TCase *tc = tcase_create("safefile");
	Suite *s = suite_create("safefile");

	folder_use(tc);
	tcase_add_test(tc, opens_a_regular_file);
	tcase_add_test(tc, opens_by_a_relative_path);
	tcase_add_test(tc, opens_through_a_symlinked_folder);
	tcase_add_test(tc, misses_a_file_that_is_not_there);
	tcase_add_test(tc, refuses_mode_bits_and_names_the_remedy);
	tcase_add_test(tc, names_the_worst_bit);
	tcase_add_test(tc, refuses_a_symlink);
	tcase_add_test(tc, refuses_a_folder_in_place_of_a_file);
	tcase_add_test(tc, refuses_a_fifo_without_waiting);
	tcase_add_test(tc, refuses_devices_and_sockets);
	tcase_add_test(tc, refuses_a_second_name);
	tcase_add_test(tc, refuses_a_folder_that_others_may_write);
	tcase_add_test(tc, refuses_a_writable_folder_further_up);
	tcase_add_test(tc, accepts_a_sticky_folder);
	tcase_add_test(tc, refuses_what_belongs_to_a_stranger);
	tcase_add_test(
	    tc, accepts_as_root_what_belongs_to_the_owner_of_the_folder);
	tcase_add_test(tc, refuses_a_strangers_folder_further_up);
	tcase_add_test(tc, does_not_leak_descriptors_to_children);
	tcase_add_test(tc, creates_with_exactly_the_mode);
	tcase_add_test(tc, creates_for_the_owner_of_the_folder);
	tcase_add_test(tc, does_not_create_over_anything);
	tcase_add_test(tc, does_not_create_in_an_unsafe_folder);
	tcase_add_test(tc, reads_up_to_the_maximum);
	tcase_add_test(tc, tells_a_full_buffer);
	tcase_add_test(tc, tells_a_full_disk);
	tcase_add_test(tc, replaces_and_keeps_the_mode);
	tcase_add_test(tc, replaces_and_keeps_the_owner);
	tcase_add_test(tc, replaces_what_is_not_there);
	tcase_add_test(tc, replaces_neither_a_symlink_nor_a_folder);
	tcase_add_test(tc, leaves_no_temporary_when_it_fails);
	suite_add_tcase(s, tc);
	return check_main(s);
}
