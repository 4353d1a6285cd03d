/* SPDX-License-Identifier: ISC */
/*
 * otpadm check, the PAM files: what lines that name pam_otpgate.so say about
 * where it is, whom it asks and with which settings.  Reads them as libpam
 * does, as far as that matters here.  Must not judge stacks.
 */
#include <sys/stat.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "admin/check/check.h"
#include "lib/files/folder.h"
#include "lib/files/safefile.h"

/* A test has another. */
#ifndef PAM_FILES
#define PAM_FILES "/etc/pam.d"
#endif

#define MODULE "pam_otpgate.so"
#define FILE_MAX ((size_t)256 * 1024)
#define WORD_SIZE (PATH_MAX + 16)
#define BLANKS " \t"

/* Takes the next word from *at, one in brackets without them; false when there
 * is none. */
static bool
next_word(const char **at, char out[WORD_SIZE])
{
	const char *s = *at + strspn(*at, BLANKS);
	const bool whole = *s == '[';
	size_t len = 0;

	if (*s == '\0')
		return false;
	for (s += whole;
	     *s != '\0' && (whole ? *s != ']' : !strchr(BLANKS, *s)); s++) {
		if (whole && s[0] == '\\' && s[1] == ']')
			s++;
		if (len < WORD_SIZE - 1)
			out[len++] = *s;
	}
	out[len] = '\0';
	*at = whole && *s == ']' ? s + 1 : s;
	return true;
}

/* True for a line that uses the module, with *at after its name. */
static bool
names_module(const char **at, char word[WORD_SIZE])
{
	const char *slash;

	if (!next_word(at, word) ||
	    strcasecmp(word + (word[0] == '-'), "auth") != 0 ||
	    !next_word(at, word) || !next_word(at, word))
		return false;
	slash = strrchr(word, '/');
	return strcmp(slash == NULL ? word : slash + 1, MODULE) == 0;
}

/* Only root can read all that the module could be told to use. */
static void
check_config(struct check *k, const struct check_line *l, const char *path)
{
	static struct og_settings settings;
	struct og_why why = {.text = ""};

	if (geteuid() == 0 && og_settings_load(path, &settings, &why) != OG_OK)
		check_tell(k, CHECK_PROBLEM, l->file, l->line,
		    "config=: %s; it lets nobody in", why.text);
}

static void
check_line(struct check *k, const struct check_line *l, const char *at,
    char word[WORD_SIZE])
{
	if (word[0] == '/')
		check_module(k, l, word);
	while (next_word(&at, word)) {
		if (strncmp(word, "helper=", 7) == 0)
			check_helper(k, l, word + 7);
		if (strncmp(word, "config=", 7) == 0)
			check_config(k, l, word + 7);
	}
}

/* Cuts the first line from "text", which ends there, with its continuation
 * lines and without its comment.  Returns what follows it. */
static char *
cut_line(char *text, uint64_t *lines)
{
	char *s = text;

	for (; *s != '\0' && *s != '\n'; s++) {
		if (s[0] == '\\' && s[1] == '\n') {
			s[0] = s[1] = ' ';
			s++;
			++*lines;
		}
	}
	if (*s == '\n') {
		*s++ = '\0';
		++*lines;
	}
	text[strcspn(text, "#")] = '\0';
	return s;
}

static unsigned
check_text(struct check *k, const char *file, char *text)
{
	struct check_line l = {.file = file};
	char word[WORD_SIZE], *next;
	unsigned found = 0;
	uint64_t lines = 0;
	const char *at;

	for (; *text != '\0'; text = next) {
		l.line = lines + 1;
		next = cut_line(text, &lines);
		at = text;
		if (!names_module(&at, word))
			continue;
		found++;
		check_line(k, &l, at, word);
	}
	return found;
}

/* Links are followed: whoever may put one there may do more than that. */
static unsigned
check_file(struct check *k, const char *path)
{
	char real[PATH_MAX], *text = NULL;
	struct og_folder f;
	struct stat st;
	struct og_buf b;
	unsigned found = 0;
	int fd;

	if (realpath(path, real) == NULL ||
	    og_folder_open(&f, real, OG_FOLDER_ANY, NULL) != OG_OK)
		return 0;
	fd = og_folder_reach(&f, f.base, O_RDONLY);
	og_folder_close(&f);
	if (fd == -1)
		return 0;
	og_buf_init(&b, FILE_MAX);
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) &&
	    og_safefile_read(fd, FILE_MAX, &b) == OG_OK)
		text = strdup(og_buf_str(&b));
	if (text != NULL)
		found = check_text(k, path, text);
	free(text);
	og_buf_clear(&b);
	(void)close(fd);
	return found;
}

unsigned
check_pam(struct check *k)
{
	char path[PATH_MAX];
	struct og_folder f;
	const struct dirent *entry;
	unsigned found = 0;
	DIR *d;

	if (og_folder_open_self(&f, PAM_FILES, OG_FOLDER_ANY, NULL) != OG_OK)
		return 0;
	d = og_folder_list(&f);
	og_folder_close(&f);
	if (d == NULL)
		return 0;
	while ((entry = readdir(d)) != NULL) {
		if (entry->d_name[0] == '.')
			continue;
		(void)snprintf(
		    path, sizeof(path), "%s/%s", PAM_FILES, entry->d_name);
		found += check_file(k, path);
	}
	(void)closedir(d);
	return found;
}
