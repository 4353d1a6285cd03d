/* SPDX-License-Identifier: ISC */
/*
 * A folder of its own for each test case: made before, removed after, whatever
 * the outcome.  Only for tests.
 */
#ifndef CHECK_FOLDER_H
#define CHECK_FOLDER_H

#include <sys/stat.h>
#include <check.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char folder_base[64];
static char folder[96]; /* the running test's own */

/* Unchecked fixtures: they run outside of the forked test. */
static void
folder_setup_all(void)
{
	(void)umask(022);
	(void)snprintf(
	    folder_base, sizeof(folder_base), "/tmp/otpgate-check-XXXXXX");
	if (mkdtemp(folder_base) == NULL)
		abort();
}

static int
folder_remove_one(
    const char *path, const struct stat *st, int type, struct FTW *at)
{
	(void)st;
	(void)type;
	(void)at;
	(void)remove(path);
	return 0;
}

static void
folder_teardown_all(void)
{
	(void)nftw(folder_base, folder_remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

/* Checked fixture. */
static void
folder_setup(void)
{
	static int count;

	(void)snprintf(folder, sizeof(folder), "%s/%ld.%d", folder_base,
	    (long)getpid(), count++);
	ck_assert_int_eq(mkdir(folder, 0755), 0);
}

/* Adds the fixtures to a case. */
static inline void
folder_use(TCase *tc)
{
	tcase_add_unchecked_fixture(tc, folder_setup_all, folder_teardown_all);
	tcase_add_checked_fixture(tc, folder_setup, NULL);
}

/* The path of "name" in the folder; eight results are valid at a time. */
static inline const char *
in_folder(const char *name)
{
	static char paths[8][192];
	static unsigned next;
	char *out = paths[next++ % 8];

	(void)snprintf(out, sizeof(paths[0]), "%s/%s", folder, name);
	return out;
}

/* Makes "path" with exactly "mode" and "len" bytes in it. */
static inline void
file_put(const char *path, mode_t mode, const void *data, size_t len)
{
	int fd;

	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	ck_assert_int_ne(fd, -1);
	ck_assert_int_eq(write(fd, data, len), (ssize_t)len);
	ck_assert_int_eq(fchmod(fd, mode), 0);
	ck_assert_int_eq(close(fd), 0);
}

static inline void
file_puts(const char *path, mode_t mode, const char *text)
{
	file_put(path, mode, text, strlen(text));
}

/* Asserts that "path" holds exactly "text". */
static inline void
file_holds(const char *path, const char *text)
{
	char got[4096];
	ssize_t n;
	int fd;

	fd = open(path, O_RDONLY);
	ck_assert_int_ne(fd, -1);
	n = read(fd, got, sizeof(got) - 1);
	ck_assert_int_ge(n, 0);
	got[n] = '\0';
	(void)close(fd);
	ck_assert_str_eq(got, text);
}

static inline struct stat
file_stat(const char *path)
{
	struct stat st;

	ck_assert_int_eq(lstat(path, &st), 0);
	return st;
}

#endif
