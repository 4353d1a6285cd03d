/* SPDX-License-Identifier: ISC */
/* Tests of lib/base/trust.c: whose a path is, to its end. */
#include "lib/base/trust.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <limits.h>

#include "check_folder.h"
#include "check_main.h"

static struct og_why why;
static struct stat st;

static enum og_err
look(const char *name)
{
	why.text[0] = '\0';
	return og_trust_look(in_folder(name), &st, &why);
}

/* a/b/file, with links to it. */
static void
setup(void)
{
	ck_assert_int_eq(mkdir(in_folder("a"), 0755), 0);
	ck_assert_int_eq(mkdir(in_folder("a/b"), 0755), 0);
	ck_assert_int_eq(mkdir(in_folder("c"), 0755), 0);
	file_puts(in_folder("a/b/file"), 0755, "");
	ck_assert_int_eq(symlink("a/b/file", in_folder("relative")), 0);
	ck_assert_int_eq(
	    symlink(in_folder("a/b/file"), in_folder("absolute")), 0);
	ck_assert_int_eq(symlink("../a/b", in_folder("c/way")), 0);
	ck_assert_int_eq(symlink("c/way/file", in_folder("chain")), 0);
	ck_assert_int_eq(symlink("loop", in_folder("loop")), 0);
	ck_assert_int_eq(symlink("nowhere", in_folder("lost")), 0);
}

static const char *const ways[] = {"a/b/file", "relative", "absolute", "chain",
    "c/way/file", "c//way/../b/./file", "c/../a/b/file"};
#define WAYS (int)(sizeof(ways) / sizeof(ways[0]))

START_TEST(goes_to_the_end_of_a_path)
{
	struct stat file;

	ck_assert_int_eq(stat(in_folder("a/b/file"), &file), 0);
	ck_assert_msg(look(ways[_i]) == OG_OK, "%s", why.text);
	ck_assert(S_ISREG(st.st_mode));
	ck_assert_uint_eq(st.st_ino, file.st_ino);
}
END_TEST

START_TEST(nobody_else_may_write_on_any_way)
{
	static const char *const places[] = {"a", "a/b", "a/b/file"};

	for (size_t i = 0; i < 3; i++) {
		ck_assert_int_eq(chmod(in_folder(places[i]), 0775), 0);
		ck_assert_int_eq(look(ways[_i]), OG_ERR_UNSAFE);
		ck_assert_ptr_nonnull(strstr(why.text, "by its group"));
		ck_assert_int_eq(chmod(in_folder(places[i]), 0757), 0);
		ck_assert_int_eq(look(ways[_i]), OG_ERR_UNSAFE);
		ck_assert_ptr_nonnull(strstr(why.text, "by everyone"));
		ck_assert_ptr_nonnull(strstr(why.text, "chmod go-w "));
		ck_assert_int_eq(chmod(in_folder(places[i]), 0755), 0);
	}
	/* others cannot replace what is root's in there */
	ck_assert_int_eq(chmod(in_folder("a/b"), 01777), 0);
	ck_assert_ok(look(ways[_i]));
}
END_TEST

START_TEST(nobody_else_may_own_a_part_of_any_way)
{
	static const char *const places[] = {"a", "a/b", "a/b/file"};

	if (geteuid() != 0)
		return;
	for (size_t i = 0; i < 3; i++) {
		ck_assert_int_eq(chown(in_folder(places[i]), 1, 0), 0);
		ck_assert_int_eq(look(ways[_i]), OG_ERR_UNSAFE);
		ck_assert_ptr_nonnull(strstr(why.text, "must belong to root"));
		ck_assert_int_eq(chown(in_folder(places[i]), 0, 0), 0);
	}
	ck_assert_int_eq(lchown(in_folder("relative"), 1, 0), 0);
	ck_assert_int_eq(look("relative"), OG_ERR_UNSAFE);
	ck_assert_int_eq(lchown(in_folder("c/way"), 1, 0), 0);
	ck_assert_int_eq(look("chain"), OG_ERR_UNSAFE);
	ck_assert_int_eq(look("c/way/file"), OG_ERR_UNSAFE);
}
END_TEST

START_TEST(a_socket_may_be_asked_by_others)
{
	struct sockaddr_un a = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	(void)snprintf(
	    a.sun_path, sizeof(a.sun_path), "%s", in_folder("c/socket"));
	ck_assert_int_eq(bind(fd, (const struct sockaddr *)&a, sizeof(a)), 0);
	ck_assert_int_eq(chmod(a.sun_path, 0666), 0);
	ck_assert_ok(look("c/socket"));
	ck_assert(S_ISSOCK(st.st_mode));
	ck_assert_int_eq(chmod(in_folder("c"), 0777), 0);
	ck_assert_int_eq(look("c/socket"), OG_ERR_UNSAFE);
	(void)close(fd);
}
END_TEST

START_TEST(says_what_is_not_there)
{
	char path[PATH_MAX + 8];

	ck_assert_int_eq(look("nothing"), OG_ERR_NOTFOUND);
	ck_assert_ptr_nonnull(strstr(why.text, "nothing"));
	ck_assert_int_eq(look("lost"), OG_ERR_NOTFOUND);
	ck_assert_ptr_nonnull(strstr(why.text, "nowhere"));
	ck_assert_int_ne(look("loop"), OG_OK);
	ck_assert_int_ne(look("a/b/file/below"), OG_OK);
	ck_assert_int_eq(og_trust_look("a/b", &st, &why), OG_ERR_RANGE);
	ck_assert_int_eq(og_trust_look("", &st, &why), OG_ERR_RANGE);
	memset(path, 'x', sizeof(path));
	path[0] = '/';
	path[sizeof(path) - 1] = '\0';
	ck_assert_int_eq(og_trust_look(path, &st, &why), OG_ERR_RANGE);
	ck_assert_ok(og_trust_look("/", &st, &why));
}
END_TEST

/* The target with what is behind it must fit, too. */
START_TEST(a_path_that_grows_too_long_is_refused)
{
	char path[PATH_MAX];
	size_t len;

	ck_assert_int_eq(
	    symlink("././././././././././././././././././././././.",
		in_folder("long")),
	    0);
	len = (size_t)snprintf(path, sizeof(path), "%s", in_folder("long"));
	while (len + 2 < sizeof(path) - 1)
		len += (size_t)snprintf(path + len, sizeof(path) - len, "/.");
	ck_assert_int_ne(og_trust_look(path, &st, &why), OG_OK);
}
END_TEST

int
main(void)
{
	TCase *tc = tcase_create("trust");
	Suite *s = suite_create("trust");

	folder_use(tc);
	tcase_add_checked_fixture(tc, setup, NULL);
	tcase_add_loop_test(tc, goes_to_the_end_of_a_path, 0, WAYS);
	tcase_add_loop_test(tc, nobody_else_may_write_on_any_way, 0, WAYS);
	tcase_add_loop_test(tc, nobody_else_may_own_a_part_of_any_way, 0, WAYS);
	tcase_add_test(tc, a_socket_may_be_asked_by_others);
	tcase_add_test(tc, says_what_is_not_there);
	tcase_add_test(tc, a_path_that_grows_too_long_is_refused);
	suite_add_tcase(s, tc);
	return check_main(s);
}
