/* SPDX-License-Identifier: ISC */
/* Tests of lib/files/folder.c: which way leads to a folder, and that what is
 * done there is done there, whatever its name means by then. */
#include <sys/syscall.h>
#include <dirent.h>
#include <errno.h>

#include "check_folder.h"
#include "check_main.h"
#include "lib/files/folder.h"
#include "lib/files/safefile.h"

#define STRANGER 12345

static const enum og_folder_rule rules[] = {OG_FOLDER_ANY, OG_FOLDER_TRUSTED};

/* Opens the folder of "path", which must work by both rules, and sees that it
 * is the one called "real". */
static void
leads_to(const char *path, const char *real)
{
	const struct stat st = file_stat(real);
	struct og_why why = {""};
	struct og_folder f;

	for (size_t i = 0; i < 2; i++) {
		ck_assert_msg(og_folder_open(&f, path, rules[i], &why) == OG_OK,
		    "%s", why.text);
		ck_assert_uint_eq(f.st.st_ino, st.st_ino);
		ck_assert_str_eq(f.base, "f");
		og_folder_close(&f);
		ck_assert_int_eq(f.fd, -1);
	}
}

static void
refuses(const char *path, enum og_folder_rule rule, enum og_err expected,
    const char *text)
{
	struct og_why why = {""};
	struct og_folder f;

	ck_assert_int_eq(og_folder_open(&f, path, rule, &why), expected);
	ck_assert_int_eq(f.fd, -1);
	ck_assert_msg(
	    strstr(why.text, text) != NULL, "\"%s\" in: %s", text, why.text);
	og_folder_close(&f);
}

static void
refuses_always(const char *path, enum og_err expected, const char *text)
{
	refuses(path, OG_FOLDER_ANY, expected, text);
	refuses(path, OG_FOLDER_TRUSTED, expected, text);
}

static void
make_dir(const char *path, mode_t mode)
{
	ck_assert_int_eq(mkdir(path, 0700), 0);
	ck_assert_int_eq(chmod(path, mode), 0);
}

START_TEST(finds_a_folder_in_every_spelling)
{
	make_dir(in_folder("a"), 0755);
	make_dir(in_folder("a/b"), 0755);
	leads_to(in_folder("a/b/f"), in_folder("a/b"));
	leads_to(in_folder("a//b/./f"), in_folder("a/b"));
	leads_to(in_folder("a/b/../f"), in_folder("a"));
	ck_assert_int_eq(chdir(in_folder("a")), 0);
	leads_to("f", in_folder("a"));
	leads_to("b/f", in_folder("a/b"));
	leads_to("../f", folder);
	leads_to("/f", "/");
	leads_to("/../f", "/");
}
END_TEST

START_TEST(misses_what_is_not_there)
{
	file_puts(in_folder("x"), 0600, "");
	refuses_always(in_folder("no/f"), OG_ERR_NOTFOUND, "/no: ");
	refuses_always(in_folder("x/f"), OG_ERR_NOTFOUND, "/x: ");
	refuses_always(in_folder("."), OG_ERR_UNSAFE, "name the file");
	refuses_always(in_folder(""), OG_ERR_UNSAFE, "name the file");
}
END_TEST

START_TEST(follows_a_symlink_of_ours)
{
	make_dir(in_folder("a"), 0755);
	make_dir(in_folder("a/b"), 0755);
	ck_assert_int_eq(symlink("a", in_folder("one")), 0);
	ck_assert_int_eq(symlink("one/b", in_folder("two")), 0);
	ck_assert_int_eq(symlink(in_folder("two"), in_folder("three")), 0);
	leads_to(in_folder("one/f"), in_folder("a"));
	leads_to(in_folder("three/f"), in_folder("a/b"));
	leads_to(in_folder("three/../f"), in_folder("a"));
}
END_TEST

START_TEST(ends_in_a_circle_of_symlinks)
{
	ck_assert_int_eq(symlink("two", in_folder("one")), 0);
	ck_assert_int_eq(symlink("one", in_folder("two")), 0);
	refuses_always(in_folder("one/f"), OG_ERR_UNSAFE, "symbolic links");
}
END_TEST

START_TEST(follows_no_symlink_that_others_could_have_made)
{
	make_dir(in_folder("a"), 0755);
	make_dir(in_folder("all"), 01777);
	ck_assert_int_eq(symlink("../a", in_folder("all/link")), 0);
	refuses_always(in_folder("all/link/f"), OG_ERR_UNSAFE, "link in /tmp/");
	ck_assert_int_eq(chmod(in_folder("all"), 0755), 0);
	leads_to(in_folder("all/link/f"), in_folder("a"));
}
END_TEST

START_TEST(follows_no_symlink_of_a_stranger)
{
	if (geteuid() != 0)
		return;
	make_dir(in_folder("a"), 0755);
	make_dir(in_folder("his"), 0755);
	ck_assert_int_eq(symlink("../a", in_folder("his/link")), 0);
	ck_assert_int_eq(symlink("a", in_folder("link")), 0);
	ck_assert_int_eq(lchown(in_folder("link"), STRANGER, 0), 0);
	refuses_always(in_folder("link/f"), OG_ERR_UNSAFE, "a symlink");
	leads_to(in_folder("his/link/f"), in_folder("a"));
	ck_assert_int_eq(chown(in_folder("his"), STRANGER, 0), 0);
	refuses_always(in_folder("his/link/f"), OG_ERR_UNSAFE, "a symlink");
}
END_TEST

START_TEST(goes_not_up_from_a_strangers_folder)
{
	if (geteuid() != 0)
		return;
	make_dir(in_folder("his"), 0755);
	make_dir(in_folder("his/a"), 0755);
	ck_assert_int_eq(chown(in_folder("his/a"), STRANGER, 0), 0);
	refuses_always(in_folder("his/a/../f"), OG_ERR_UNSAFE, "\"..\"");
}
END_TEST

START_TEST(goes_through_one_stranger_to_his_own_folder_only)
{
	if (geteuid() != 0)
		return;
	make_dir(in_folder("his"), 0755);
	make_dir(in_folder("his/a"), 0755);
	ck_assert_int_eq(chown(in_folder("his"), STRANGER, 0), 0);
	refuses(in_folder("his/a/f"), OG_FOLDER_TRUSTED, OG_ERR_UNSAFE,
	    "belongs to another user (uid 12345)");
	ck_assert_int_eq(chown(in_folder("his/a"), STRANGER + 1, 0), 0);
	refuses(in_folder("his/a/f"), OG_FOLDER_TRUSTED, OG_ERR_UNSAFE,
	    "belongs to another user (uid 12346)");
	ck_assert_int_eq(chown(in_folder("his/a"), STRANGER, 0), 0);
	leads_to(in_folder("his/a/f"), in_folder("his/a"));
}
END_TEST

/* Opens the folder "a", and puts a symlink to "b" in its place. */
static void
open_and_swap(struct og_folder *f)
{
	make_dir(in_folder("a"), 0755);
	make_dir(in_folder("b"), 0755);
	ck_assert_int_eq(
	    og_folder_open(f, in_folder("a/f"), OG_FOLDER_TRUSTED, NULL),
	    OG_OK);
	ck_assert_int_eq(rename(in_folder("a"), in_folder("away")), 0);
	ck_assert_int_eq(symlink("b", in_folder("a")), 0);
}

static bool
is_there(const char *path)
{
	struct stat st;

	return lstat(path, &st) == 0;
}

START_TEST(syncs_the_folder_of_a_file)
{
	struct og_why why = {""};

	ck_assert_ok(og_folder_sync_of(in_folder("f"), NULL));
	ck_assert_err(og_folder_sync_of(in_folder("no/f"), &why), OG_ERR_IO);
	ck_assert_ptr_nonnull(strstr(why.text, in_folder("no/f: ")));
	ck_assert_ptr_nonnull(strstr(why.text, strerror(ENOENT)));
}
END_TEST

START_TEST(stays_where_it_is_when_its_name_does_not)
{
	struct og_folder f;
	struct stat st;
	DIR *d;
	int fd;

	open_and_swap(&f);
	file_puts(in_folder("b/g"), 0600, "");
	ck_assert_int_eq(og_folder_create(&f, "f", 0640, true, &fd), OG_OK);
	(void)close(fd);
	ck_assert(is_there(in_folder("away/f")));
	ck_assert(!is_there(in_folder("b/f")));
	ck_assert(og_folder_look(&f, "f", &st));
	ck_assert_uint_eq(st.st_mode & 07777, 0640);
	ck_assert(og_folder_rename(&f, "f", "g"));
	fd = og_folder_reach(&f, "g", O_RDONLY);
	ck_assert_int_gt(fd, 2);
	(void)close(fd);
	d = og_folder_list(&f);
	ck_assert_ptr_nonnull(d);
	(void)closedir(d);
	ck_assert_int_eq(og_folder_sync(&f), OG_OK);
	ck_assert(og_folder_remove(&f, "g"));
	ck_assert(!is_there(in_folder("away/g")));
	ck_assert(is_there(in_folder("b/g")));
	og_folder_close(&f);
}
END_TEST

START_TEST(reaches_no_symlink_and_waits_for_no_fifo)
{
	struct og_folder f;

	ck_assert_int_eq(
	    og_folder_open(&f, in_folder("f"), OG_FOLDER_ANY, NULL), OG_OK);
	file_puts(in_folder("g"), 0600, "");
	ck_assert_int_eq(symlink("g", in_folder("f")), 0);
	ck_assert_int_eq(og_folder_reach(&f, "f", O_RDONLY), -1);
	ck_assert_int_eq(errno, ELOOP);
	ck_assert_int_eq(mkfifo(in_folder("h"), 0600), 0);
	ck_assert_int_eq(og_folder_reach(&f, "h", O_WRONLY), -1);
	ck_assert_int_eq(errno, ENXIO);
	og_folder_close(&f);
}
END_TEST

START_TEST(creates_over_nothing)
{
	struct og_folder f;
	int fd;

	ck_assert_int_eq(
	    og_folder_open(&f, in_folder("f"), OG_FOLDER_ANY, NULL), OG_OK);
	ck_assert_int_eq(symlink("new", in_folder("f")), 0);
	ck_assert_int_eq(
	    og_folder_create(&f, "f", 0600, true, &fd), OG_ERR_EXISTS);
	ck_assert_int_eq(fd, -1);
	ck_assert(!is_there(in_folder("new")));
	og_folder_close(&f);
}
END_TEST

START_TEST(gives_away_only_when_asked)
{
	struct og_folder f;
	int fd;

	if (geteuid() != 0)
		return;
	ck_assert_int_eq(chown(folder, STRANGER, STRANGER), 0);
	ck_assert_int_eq(
	    og_folder_open(&f, in_folder("f"), OG_FOLDER_ANY, NULL), OG_OK);
	ck_assert_int_eq(og_folder_create(&f, "f", 0600, true, &fd), OG_OK);
	(void)close(fd);
	ck_assert_int_eq(og_folder_create(&f, "g", 0600, false, &fd), OG_OK);
	(void)close(fd);
	ck_assert_uint_eq(file_stat(in_folder("f")).st_uid, STRANGER);
	ck_assert_uint_eq(file_stat(in_folder("g")).st_uid, 0);
	og_folder_close(&f);
}
END_TEST

START_TEST(makes_a_folder_with_exactly_the_mode)
{
	const bool root = geteuid() == 0;

	(void)umask(0077);
	ck_assert_int_eq(
	    og_folder_make(in_folder("d"), 0750, root ? STRANGER : (uid_t)-1,
		root ? STRANGER : (gid_t)-1, NULL),
	    OG_OK);
	ck_assert_uint_eq(file_stat(in_folder("d")).st_mode, S_IFDIR | 0750);
	ck_assert_uint_eq(
	    file_stat(in_folder("d")).st_uid, root ? STRANGER : geteuid());
	ck_assert_int_eq(
	    og_folder_make(in_folder("d"), 0755, (uid_t)-1, (gid_t)-1, NULL),
	    OG_ERR_EXISTS);
	ck_assert_int_eq(symlink("new", in_folder("e")), 0);
	ck_assert_int_eq(
	    og_folder_make(in_folder("e"), 0755, (uid_t)-1, (gid_t)-1, NULL),
	    OG_ERR_EXISTS);
	ck_assert(!is_there(in_folder("new")));
}
END_TEST

/* The name in "dir" of what has this number. */
static bool
find_inode(const char *dir, ino_t inode, char name[64])
{
	DIR *d = opendir(dir);
	const struct dirent *entry;
	bool found = false;

	while (!found && (entry = readdir(d)) != NULL) {
		(void)snprintf(name, 64, "%.63s", entry->d_name);
		found = entry->d_ino == inode;
	}
	(void)closedir(d);
	return found;
}

/* In the place of the library's own: what somebody does to each folder at the
 * moment when it is made, who is the master of the one above. */
static const char *put_there; /* NULL: nobody does anything */

__attribute__((visibility("default"))) int
mkdirat(int at, const char *name, mode_t mode)
{
	static int n;
	char away[64];
	const int result = (int)syscall(SYS_mkdirat, at, name, mode);

	if (result != 0 || put_there == NULL)
		return result;
	/* in a folder of root's he can do nothing */
	(void)snprintf(away, sizeof(away), "away%d", n++);
	if (faccessat(at, put_there, F_OK, 0) == 0) {
		ck_assert_int_eq(renameat(at, name, at, away), 0);
		ck_assert_int_eq(renameat(at, put_there, at, name), 0);
	}
	return result;
}

/* Such as lost+found, which is at the top of a disk that was given to him: it
 * is root's, with the very mode of one that was just made. */
START_TEST(gives_away_no_folder_but_the_one_it_has_made)
{
	struct stat private;
	struct og_why why = {""};
	uid_t uid = geteuid() == 0 ? STRANGER : (uid_t)-1;
	char found[64];
	enum og_err err;

	if (geteuid() == 0)
		ck_assert_int_eq(chown(folder, STRANGER, STRANGER), 0);
	make_dir(in_folder("lost+found"), 0700);
	file_puts(in_folder("lost+found/secret"), 0644, "");
	private = file_stat(in_folder("lost+found"));
	put_there = "lost+found";
	err = og_folder_make(in_folder("d"), 0755, uid, (gid_t)-1, &why);
	put_there = NULL;
	/* wherever it is now, and whatever was made */
	ck_assert_msg(find_inode(folder, private.st_ino, found), "gone");
	ck_assert_uint_eq(file_stat(in_folder(found)).st_uid, geteuid());
	ck_assert_uint_eq(file_stat(in_folder(found)).st_mode, S_IFDIR | 0700);
	ck_assert_msg(err == OG_OK, "%s", why.text);
	ck_assert_uint_eq(file_stat(in_folder("d")).st_mode, S_IFDIR | 0755);
	ck_assert_uint_ne(file_stat(in_folder("d")).st_ino, private.st_ino);
	ck_assert(!is_there(in_folder("d/secret")));
}
END_TEST

START_TEST(leaves_nothing_beside_the_folder_it_makes)
{
	DIR *d;
	int n = 0;

	ck_assert_ok(
	    og_folder_make(in_folder("d"), 0750, (uid_t)-1, (gid_t)-1, NULL));
	ck_assert_int_eq(
	    og_folder_make(in_folder("d"), 0750, (uid_t)-1, (gid_t)-1, NULL),
	    OG_ERR_EXISTS);
	d = opendir(folder);
	ck_assert_ptr_nonnull(d);
	while (readdir(d) != NULL)
		n++;
	(void)closedir(d);
	ck_assert_int_eq(n, 3); /* with "." and ".." */
}
END_TEST

START_TEST(takes_back_only_what_it_has_made)
{
	int fd, other;

	ck_assert_int_eq(
	    og_safefile_create(in_folder("f"), 0600, &fd, NULL), OG_OK);
	og_safefile_discard(in_folder("f"), fd);
	ck_assert(!is_there(in_folder("f")));
	ck_assert_int_eq(
	    og_safefile_create(in_folder("f"), 0600, &other, NULL), OG_OK);
	og_safefile_discard(in_folder("f"), fd);
	ck_assert(is_there(in_folder("f")));
	(void)close(other);
	(void)close(fd);
}
END_TEST

static int
count_descriptors(void)
{
	DIR *d = opendir("/proc/self/fd");
	int n = 0;

	ck_assert_ptr_nonnull(d);
	while (readdir(d) != NULL)
		n++;
	(void)closedir(d);
	return n;
}

START_TEST(leaves_no_descriptor_open)
{
	const int before = count_descriptors();

	make_dir(in_folder("a"), 0777);
	ck_assert_int_eq(symlink("/tmp", in_folder("link")), 0);
	ck_assert_int_eq(symlink("b", in_folder("a/link")), 0);
	ck_assert_int_eq(symlink("loop", in_folder("loop")), 0);
	refuses_always(in_folder("no/f"), OG_ERR_NOTFOUND, "");
	refuses_always(in_folder("loop/f"), OG_ERR_UNSAFE, "");
	refuses_always(in_folder("a/link/f"), OG_ERR_UNSAFE, "");
	refuses(in_folder("a/f"), OG_FOLDER_TRUSTED, OG_ERR_UNSAFE, "");
	leads_to(in_folder("link/f"), "/tmp");
	ck_assert_int_eq(count_descriptors(), before);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("folder");
	TCase *tc = tcase_create("folder");

	folder_use(tc);
	tcase_add_test(tc, finds_a_folder_in_every_spelling);
	tcase_add_test(tc, misses_what_is_not_there);
	tcase_add_test(tc, follows_a_symlink_of_ours);
	tcase_add_test(tc, ends_in_a_circle_of_symlinks);
	tcase_add_test(tc, follows_no_symlink_that_others_could_have_made);
	tcase_add_test(tc, follows_no_symlink_of_a_stranger);
	tcase_add_test(tc, goes_not_up_from_a_strangers_folder);
	tcase_add_test(tc, goes_through_one_stranger_to_his_own_folder_only);
	tcase_add_test(tc, syncs_the_folder_of_a_file);
	tcase_add_test(tc, stays_where_it_is_when_its_name_does_not);
	tcase_add_test(tc, reaches_no_symlink_and_waits_for_no_fifo);
	tcase_add_test(tc, creates_over_nothing);
	tcase_add_test(tc, gives_away_only_when_asked);
	tcase_add_test(tc, makes_a_folder_with_exactly_the_mode);
	tcase_add_test(tc, gives_away_no_folder_but_the_one_it_has_made);
	tcase_add_test(tc, leaves_nothing_beside_the_folder_it_makes);
	tcase_add_test(tc, takes_back_only_what_it_has_made);
	tcase_add_test(tc, leaves_no_descriptor_open);
	suite_add_tcase(suite, tc);
	return check_main(suite);
}
