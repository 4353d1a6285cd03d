/* SPDX-License-Identifier: ISC */
/*
 * systemd units, as far as they say which files a service may write: the file
 * of the unit and its drop-ins, in the order in which systemd reads them
 * (systemd.unit(5), systemd.exec(5)).  Must not run anything nor ask systemd:
 * check also has to work where it is not running yet.
 */
#include "admin/check/unit_file.h"

#include <ctype.h>
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/base/buf.h"
#include "lib/files/folder.h"
#include "lib/files/safefile.h"

/* A test has others. */
#ifndef UNIT_ROOT
#define UNIT_ROOT ""
#endif

#define FILE_MAX 65536
#define DROPINS_MAX 64
#define UNIT_PATH_SIZE (OG_PATH_SIZE + NAME_MAX + 64)

/* The first that has a file of some name hides those of the others. */
static const char *const FOLDERS[] = {"/etc/systemd/system.control",
    "/run/systemd/system.control", "/etc/systemd/system", "/run/systemd/system",
    "/usr/local/lib/systemd/system", "/usr/lib/systemd/system",
    "/lib/systemd/system"};

#define N_FOLDERS (sizeof(FOLDERS) / sizeof(FOLDERS[0]))

/* --- rules --- */

static void
add(struct unit *u, const char *key, enum unit_access access, const char *path)
{
	struct unit_rule *r = &u->rules[u->n];

	if (path[0] != '/' || strlen(path) >= sizeof(r->path) ||
	    u->n == UNIT_RULES_MAX) {
		u->unsure = true;
		return;
	}
	(void)snprintf(r->path, sizeof(r->path), "%s", path);
	for (size_t len = strlen(r->path); len > 1 && r->path[len - 1] == '/';)
		r->path[--len] = '\0';
	r->access = access;
	r->key = key;
	u->n++;
}

/* An empty value revokes what the same setting said before. */
static void
forget(struct unit *u, const char *key)
{
	size_t n = 0;

	for (size_t i = 0; i < u->n; i++)
		if (u->rules[i].key != key)
			u->rules[n++] = u->rules[i];
	u->n = n;
}

static bool
is_true(const char *s)
{
	return strcmp(s, "yes") == 0 || strcmp(s, "true") == 0 ||
	       strcmp(s, "on") == 0 || strcmp(s, "1") == 0;
}

static void
set_system(struct unit *u, const char *key, const char *value)
{
	static const char *const own[] = {"/usr", "/boot", "/efi"};
	static const char *const free_of_it[] = {
	    "/proc", "/sys", "/dev", "/home", "/root", "/run/user"};
	const bool strict = strcmp(value, "strict") == 0;
	const bool full = strcmp(value, "full") == 0;

	forget(u, key);
	if (strict)
		add(u, key, UNIT_READS, "/");
	for (size_t i = 0; strict && i < 6; i++)
		add(u, key, UNIT_WRITES, free_of_it[i]);
	for (size_t i = 0; (full || is_true(value)) && i < 3; i++)
		add(u, key, UNIT_READS, own[i]);
	if (full)
		add(u, key, UNIT_READS, "/etc");
}

static void
set_home(struct unit *u, const char *key, const char *value)
{
	static const char *const homes[] = {"/home", "/root", "/run/user"};
	const bool hidden = is_true(value) || strcmp(value, "tmpfs") == 0;

	forget(u, key);
	for (size_t i = 0; i < 3; i++) {
		if (hidden || strcmp(value, "read-only") == 0)
			add(u, key, hidden ? UNIT_HIDDEN : UNIT_READS,
			    homes[i]);
	}
}

static void
set_tmp(struct unit *u, const char *key, const char *value)
{
	forget(u, key);
	if (is_true(value) || strcmp(value, "disconnected") == 0) {
		add(u, key, UNIT_HIDDEN, "/tmp");
		add(u, key, UNIT_HIDDEN, "/var/tmp");
	}
}

/* --- settings --- */

struct list {
	const char *key;
	const char *below; /* a folder that is made there; NULL: a path */
	enum unit_access access;
};

static const struct list LISTS[] = {
    {"ReadWritePaths", NULL, UNIT_WRITES},
    {"ReadOnlyPaths", NULL, UNIT_READS},
    {"InaccessiblePaths", NULL, UNIT_HIDDEN},
    {"StateDirectory", "/var/lib", UNIT_WRITES},
    {"LogsDirectory", "/var/log", UNIT_WRITES},
    {"CacheDirectory", "/var/cache", UNIT_WRITES},
    {"RuntimeDirectory", "/run", UNIT_WRITES},
};

/* The folders that systemd names by a letter. */
static bool
expand(const char *word, char out[OG_PATH_SIZE])
{
	static const char letters[] = "SLCtE";
	static const char *const folders[] = {
	    "/var/lib", "/var/log", "/var/cache", "/run", "/etc"};
	const char *folder = "", *letter;

	if (word[0] == '%' && word[1] != '\0') {
		letter = strchr(letters, word[1]);
		if (letter == NULL)
			return false;
		folder = folders[letter - letters];
		word += 2;
	}
	if (strpbrk(word, "%\"'\\") != NULL)
		return false;
	return snprintf(out, OG_PATH_SIZE, "%s%s", folder, word) < OG_PATH_SIZE;
}

static void
add_word(struct unit *u, const struct list *list, char *word)
{
	char path[OG_PATH_SIZE], whole[OG_PATH_SIZE + 16];

	if (list->below == NULL)
		word += strspn(word, "-+");
	else /* another name of it may follow */
		word[strcspn(word, ":")] = '\0';
	if (!expand(word, path)) {
		u->unsure = true;
		return;
	}
	if (list->below == NULL)
		(void)snprintf(whole, sizeof(whole), "%s", path);
	else
		(void)snprintf(
		    whole, sizeof(whole), "%s/%s", list->below, path);
	add(u, list->key, list->access, whole);
}

static void
set_list(struct unit *u, const struct list *list, char *value)
{
	char *save, *word = strtok_r(value, " \t", &save);

	if (word == NULL)
		forget(u, list->key);
	for (; word != NULL; word = strtok_r(NULL, " \t", &save))
		add_word(u, list, word);
}

static void
set_command(struct unit *u, char *value)
{
	char *save, *word = strtok_r(value, " \t", &save);

	for (; word != NULL; word = strtok_r(NULL, " \t", &save)) {
		if (strcmp(word, "-c") != 0 && strcmp(word, "--config") != 0)
			continue;
		word = strtok_r(NULL, " \t", &save);
		if (word == NULL)
			return;
		(void)snprintf(u->conf, sizeof(u->conf), "%s", word);
	}
}

static void
set(struct unit *u, const char *key, char *value)
{
	static const char *const beyond[] = {"RootDirectory", "RootImage",
	    "BindPaths", "TemporaryFileSystem", "ExecPaths"};

	for (size_t i = 0; i < sizeof(LISTS) / sizeof(LISTS[0]); i++)
		if (strcmp(key, LISTS[i].key) == 0)
			set_list(u, &LISTS[i], value);
	for (size_t i = 0; i < sizeof(beyond) / sizeof(beyond[0]); i++)
		if (strcmp(key, beyond[i]) == 0)
			u->unsure = u->unsure || value[0] != '\0';
	if (strcmp(key, "ProtectSystem") == 0)
		set_system(u, "ProtectSystem", value);
	else if (strcmp(key, "ProtectHome") == 0)
		set_home(u, "ProtectHome", value);
	else if (strcmp(key, "PrivateTmp") == 0)
		set_tmp(u, "PrivateTmp", value);
	else if (strcmp(key, "User") == 0)
		(void)snprintf(u->user, sizeof(u->user), "%s", value);
	else if (strcmp(key, "ExecStart") == 0)
		set_command(u, value);
}

/* --- files --- */

static char *
trim(char *s)
{
	char *end = s + strlen(s);

	while (end > s && isspace((unsigned char)end[-1]))
		*--end = '\0';
	return s + strspn(s, " \t");
}

static void
read_line(struct unit *u, char *line, bool *ours)
{
	char *text = trim(line), *value = strchr(text, '=');

	if (text[0] == '#' || text[0] == ';')
		return;
	if (text[0] == '[')
		*ours = strcmp(text, "[Service]") == 0;
	if (!*ours || value == NULL)
		return;
	*value++ = '\0';
	set(u, trim(text), trim(value));
}

/* A backslash at the end joins a line and the next, with a blank. */
static void
read_text(struct unit *u, char *text)
{
	bool ours = false;
	char *nl;

	while ((nl = strstr(text, "\\\n")) != NULL)
		nl[0] = nl[1] = ' ';
	for (; text != NULL; text = nl) {
		nl = strchr(text, '\n');
		if (nl != NULL)
			*nl++ = '\0';
		read_line(u, text, &ours);
	}
}

/* Where "folder/name" leads to; false: it does not exist. */
static bool
find(const char *folder, const char *name, char out[PATH_MAX])
{
	char path[UNIT_PATH_SIZE];

	(void)snprintf(path, sizeof(path), "%s%s/%s", UNIT_ROOT, folder, name);
	return realpath(path, out) != NULL;
}

/* A masked one, which is /dev/null, is not read. */
static bool
read_file(struct unit *u, const char *path)
{
	enum og_err err = OG_ERR_IO;
	struct og_folder f;
	struct og_buf text;
	int fd;

	if (og_folder_open(&f, path, OG_FOLDER_ANY, NULL) != OG_OK)
		return false;
	fd = og_folder_reach(&f, f.base, O_RDONLY);
	og_folder_close(&f);
	if (fd == -1)
		return false;
	og_buf_init(&text, FILE_MAX);
	err = og_safefile_read(fd, FILE_MAX, &text);
	(void)close(fd);
	og_buf_putc(&text, '\0');
	if (err == OG_OK && og_buf_err(&text) == OG_OK)
		read_text(u, text.data);
	og_buf_clear(&text);
	return err == OG_OK;
}

/* --- what is dropped in --- */

struct dropins {
	char name[DROPINS_MAX][NAME_MAX + 1];
	char folder[DROPINS_MAX][UNIT_PATH_SIZE];
	size_t n;
	bool more;
};

static void
drop_in(struct dropins *d, const char *folder, const char *name)
{
	const size_t len = strlen(name);
	size_t i;

	if (len < 5 || strcmp(name + len - 5, ".conf") != 0)
		return;
	for (i = 0; i < d->n; i++)
		if (strcmp(d->name[i], name) == 0)
			return; /* hidden by the one of a folder before */
	d->more = d->more || d->n == DROPINS_MAX;
	if (d->more)
		return;
	for (i = d->n; i > 0 && strcmp(d->name[i - 1], name) > 0; i--) {
		memcpy(d->name[i], d->name[i - 1], sizeof(d->name[i]));
		memcpy(d->folder[i], d->folder[i - 1], sizeof(d->folder[i]));
	}
	(void)snprintf(d->name[i], sizeof(d->name[i]), "%s", name);
	(void)snprintf(d->folder[i], sizeof(d->folder[i]), "%s", folder);
	d->n++;
}

/* Those of all folders called "name", sorted by name. */
static void
find_dropins(struct dropins *d, const char *name)
{
	char inner[UNIT_PATH_SIZE], path[PATH_MAX];
	const struct dirent *e;
	struct og_folder f;
	DIR *dir;

	for (size_t i = 0; i < N_FOLDERS; i++) {
		if (!find(FOLDERS[i], name, path) ||
		    og_folder_open_self(&f, path, OG_FOLDER_ANY, NULL) != OG_OK)
			continue;
		(void)snprintf(inner, sizeof(inner), "%s/%s", FOLDERS[i], name);
		dir = og_folder_list(&f);
		og_folder_close(&f);
		while (dir != NULL && (e = readdir(dir)) != NULL)
			drop_in(d, inner, e->d_name);
		if (dir != NULL)
			(void)closedir(dir);
	}
}

static void
read_dropins(struct unit *u, const char *name)
{
	struct dropins *d = calloc(1, sizeof(*d));
	char own[NAME_MAX + 1], path[PATH_MAX];

	u->unsure = u->unsure || d == NULL;
	if (d == NULL)
		return;
	(void)snprintf(own, sizeof(own), "%s.d", name);
	find_dropins(d, own);
	find_dropins(d, "service.d"); /* those of all services */
	u->unsure = u->unsure || d->more;
	for (size_t i = 0; i < d->n; i++)
		if (!find(d->folder[i], d->name[i], path) ||
		    (strcmp(path, "/dev/null") != 0 && !read_file(u, path)))
			u->unsure = true;
	free(d);
}

static bool
find_unit(const char *name, char out[PATH_MAX])
{
	for (size_t i = 0; i < N_FOLDERS; i++)
		if (find(FOLDERS[i], name, out))
			return strcmp(out, "/dev/null") != 0;
	return false;
}

bool
unit_is_there(const char *name)
{
	char path[PATH_MAX];

	return find_unit(name, path);
}

bool
unit_read(struct unit *u, const char *name)
{
	char path[PATH_MAX];

	memset(u, 0, sizeof(*u));
	if (!find_unit(name, path) || !read_file(u, path))
		return false;
	(void)snprintf(u->file, sizeof(u->file), "%s", path);
	read_dropins(u, name);
	return true;
}

/* --- the answer --- */

static bool
is_below(const char *path, const char *folder)
{
	const size_t len = strlen(folder);

	return strcmp(folder, "/") == 0 ||
	       (strncmp(path, folder, len) == 0 &&
		   (path[len] == '\0' || path[len] == '/'));
}

enum unit_access
unit_access(const struct unit *u, const char *path, const char **key)
{
	const struct unit_rule *best = NULL;

	*key = NULL;
	for (size_t i = 0; i < u->n; i++) {
		const struct unit_rule *r = &u->rules[i];

		if (!is_below(path, r->path))
			continue;
		/* nothing below what is hidden can be had back */
		if (best != NULL && best->access == UNIT_HIDDEN)
			break;
		if (best == NULL || r->access == UNIT_HIDDEN ||
		    strlen(r->path) >= strlen(best->path))
			best = r;
	}
	if (best == NULL || best->access == UNIT_WRITES)
		return UNIT_WRITES;
	*key = best->key;
	return best->access;
}
