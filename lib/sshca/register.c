/* SPDX-License-Identifier: ISC */
/*
 * The register of certificates.  A line is in it before the certificate is
 * made, so that a revocation sees all certificates that can exist.  Must not
 * decide anything.
 */
#include <sys/stat.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "lib/base/buf.h"
#include "lib/base/num.h"
#include "lib/base/stops.h"
#include "lib/crypto/hex.h"
#include "lib/files/folder.h"
#include "lib/files/holder.h"
#include "lib/files/lock.h"
#include "lib/files/safefile.h"
#include "lib/sshca/register.h"

#define FILE_MAX ((size_t)64 << 20)
#define FORBIDDEN 0077
#define LINE_MAX_LEN 4096
#define ID_DIGITS 16
#define LOCK_TRIES 500
#define LOCK_PAUSE 10000000 /* nanoseconds */

/* --- writing --- */

static enum og_err
busy(const char *path, struct og_why *why)
{
	const long pid = og_lock_holder(path);

	if (pid == 0)
		return og_why_set(why, OG_ERR_BUSY,
		    "%s: another program holds its lock, and has not given it "
		    "back within 5 seconds",
		    path);
	return og_why_set(why, OG_ERR_BUSY,
	    "%s: process %ld holds its lock, and has not given it back within "
	    "5 seconds",
	    path, pid);
}

static enum og_err
lock(const char *path, int fd, struct og_why *why)
{
	const struct timespec pause = {.tv_nsec = LOCK_PAUSE};
	enum og_err err;

	for (int i = 0; i < LOCK_TRIES; i++) {
		err = og_lock_try(fd);
		if (err == OG_OK)
			return OG_OK;
		if (err != OG_ERR_BUSY)
			return og_why_set(
			    why, OG_ERR_IO, "%s: %s", path, strerror(errno));
		(void)nanosleep(&pause, NULL);
	}
	return busy(path, why);
}

static enum og_err
open_locked(const char *path, int *fd, struct og_why *why)
{
	enum og_err err;

	err = og_safefile_open(path, O_RDWR | O_APPEND, FORBIDDEN, fd, why);
	if (err == OG_ERR_NOTFOUND) {
		err = og_safefile_create(path, 0600, fd, why);
		if (err == OG_OK) {
			(void)close(*fd);
			err = og_folder_sync_of(path, why);
		}
		if (err == OG_OK || err == OG_ERR_EXISTS)
			err = og_safefile_open(
			    path, O_RDWR | O_APPEND, FORBIDDEN, fd, why);
	}
	if (err == OG_OK)
		err = lock(path, *fd, why);
	return err;
}

/* Writes at the end; removes again what a full disk has cut. */
static enum og_err
append(const char *path, int fd, const struct og_buf *text, struct og_why *why)
{
	enum og_err err;
	char last = '\n';
	off_t end;

	end = lseek(fd, 0, SEEK_END);
	if (end == -1 || (end > 0 && pread(fd, &last, 1, end - 1) != 1))
		return og_why_set(
		    why, OG_ERR_IO, "%s: %s", path, strerror(errno));
	/* A line that was cut by a crash shall spoil no other. */
	err = last == '\n' ? OG_OK : og_safefile_write(fd, "\n", 1);
	if (err == OG_OK)
		err = og_safefile_write(fd, text->data, text->len);
	if (err == OG_OK && fdatasync(fd) == -1)
		err = OG_ERR_IO;
	if (err == OG_OK)
		return OG_OK;
	if (ftruncate(fd, end) == -1)
		return og_why_set(why, err,
		    "%s: cannot be written, and may hold half a line: %s", path,
		    og_strerror(err));
	return og_why_set(
	    why, err, "%s: cannot be written: %s", path, og_strerror(err));
}

static enum og_err
commit(const char *path, const struct og_buf *text, struct og_why *why)
{
	sigset_t before;
	enum og_err err;
	int fd = -1;

	err = og_buf_err(text);
	if (err != OG_OK)
		return og_why_set(why, err, "%s: %s", path, og_strerror(err));
	og_stops_hold(&before);
	err = open_locked(path, &fd, why);
	if (err == OG_OK)
		err = append(path, fd, text, why);
	if (fd != -1)
		(void)close(fd);
	og_stops_let(&before);
	return err;
}

enum og_err
og_certs_issue(const char *path, const struct og_cert *c,
    const char *principals, struct og_why *why)
{
	struct og_buf text;
	enum og_err err;
	char id[ID_DIGITS + 1];

	og_hex_format(c->id, ID_DIGITS, id);
	og_buf_init(&text, LINE_MAX_LEN);
	og_buf_printf(&text,
	    "issue serial=%" PRIu64 " issued=%" PRId64 " until=%" PRId64
	    " key=%s addr=%s user=%s principals=%s%s%s\n",
	    c->serial, c->issued, c->until, c->key,
	    c->address[0] != '\0' ? c->address : "-", c->user, principals,
	    c->id != 0 ? " id=" : "", c->id != 0 ? id : "");
	err = commit(path, &text, why);
	og_buf_clear(&text);
	return err;
}

enum og_err
og_certs_revoke(const char *path, const uint64_t *serials, size_t n,
    int64_t now, struct og_why *why)
{
	struct og_buf text;
	enum og_err err;

	og_buf_init(&text, FILE_MAX);
	for (size_t i = 0; i < n; i++)
		og_buf_printf(&text,
		    "revoke serial=%" PRIu64 " when=%" PRId64 "\n", serials[i],
		    now);
	err = n == 0 ? OG_OK : commit(path, &text, why);
	og_buf_clear(&text);
	return err;
}

/* --- reading --- */

struct line {
	const char *at; /* what is left of it */
	size_t len;
	bool bad;
};

/* Takes the word "name=value" from the front; the value, and its length. */
static const char *
take(struct line *l, const char *name, size_t *len)
{
	const char *blank;
	const char *value;
	size_t n = strlen(name);

	*len = 0;
	if (l->bad || l->len <= n || memcmp(l->at, name, n) != 0) {
		l->bad = true;
		return "";
	}
	value = l->at + n;
	blank = memchr(value, ' ', l->len - n);
	*len = blank == NULL ? l->len - n : (size_t)(blank - value);
	n += *len + (blank != NULL);
	l->at += n;
	l->len -= n;
	if (blank != NULL && l->len == 0)
		l->bad = true;
	return value;
}

static uint64_t
take_number(struct line *l, const char *name)
{
	uint64_t n = 0;
	size_t len;
	const char *s = take(l, name, &len);

	if (og_num_parse(s, len, 1, INT64_MAX, &n) != OG_OK)
		l->bad = true;
	return n;
}

static void
take_text(struct line *l, const char *name, char *out, size_t size)
{
	size_t len;
	const char *s = take(l, name, &len);

	if (len == 0 || len >= size) {
		l->bad = true;
		return;
	}
	memcpy(out, s, len);
	out[len] = '\0';
	if (len == 1 && s[0] == '-')
		out[0] = '\0';
}

/* The user's id comes after what earlier versions read; these wrote none. */
static void
take_id(struct line *l, uint64_t *id)
{
	size_t len;
	const char *s;

	*id = 0;
	if (l->len == 0)
		return;
	s = take(l, "id=", &len);
	if (len != ID_DIGITS || og_hex_parse(s, ID_DIGITS, id) != OG_OK ||
	    *id == 0)
		l->bad = true;
}

static bool
parse_issue(struct line l, struct og_cert *c)
{
	size_t len;

	memset(c, 0, sizeof(*c));
	c->serial = take_number(&l, "issue serial=");
	c->issued = (int64_t)take_number(&l, "issued=");
	c->until = (int64_t)take_number(&l, "until=");
	take_text(&l, "key=", c->key, sizeof(c->key));
	take_text(&l, "addr=", c->address, sizeof(c->address));
	take_text(&l, "user=", c->user, sizeof(c->user));
	(void)take(&l, "principals=", &len);
	take_id(&l, &c->id);
	return !l.bad && len > 0 && l.len == 0 && og_name_is_valid(c->user);
}

static bool
parse_revoke(struct line l, uint64_t *serial)
{
	*serial = take_number(&l, "revoke serial=");
	(void)take_number(&l, "when=");
	return !l.bad && l.len == 0;
}

static void
mark(struct og_certs *out, uint64_t serial)
{
	for (size_t i = out->n; i > 0; i--)
		if (out->certs[i - 1].serial == serial)
			out->certs[i - 1].revoked = true;
}

static enum og_err
add(struct og_certs *out, size_t *room, const struct og_cert *c)
{
	struct og_cert *more;

	if (out->n == *room) {
		*room = *room == 0 ? 64 : *room * 2;
		more = reallocarray(out->certs, *room, sizeof(*more));
		if (more == NULL)
			return OG_ERR_NOMEM;
		out->certs = more;
	}
	out->certs[out->n++] = *c;
	return OG_OK;
}

static enum og_err
read_lines(const char *s, size_t len, int64_t since, struct og_certs *out)
{
	enum og_err err = OG_OK;
	struct og_cert c;
	uint64_t serial;
	size_t room = 0, n = 0;

	while (len > 0 && err == OG_OK) {
		const char *end = memchr(s, '\n', len);
		struct line l = {
		    s, end == NULL ? len : (size_t)(end - s), false};

		n++;
		len -= l.len + (end != NULL);
		s += l.len + (end != NULL);
		if (end != NULL && parse_issue(l, &c)) {
			if (c.until >= since)
				err = add(out, &room, &c);
		} else if (end != NULL && parse_revoke(l, &serial)) {
			mark(out, serial);
		} else {
			if (out->bad++ == 0)
				out->bad_line = n;
		}
	}
	return err;
}

enum og_err
og_certs_load(
    const char *path, int64_t since, struct og_certs *out, struct og_why *why)
{
	struct og_buf text;
	enum og_err err;
	int fd = -1;

	memset(out, 0, sizeof(*out));
	og_buf_init(&text, FILE_MAX);
	err = og_safefile_open(path, O_RDONLY, FORBIDDEN, &fd, why);
	if (err == OG_ERR_NOTFOUND)
		return OG_OK;
	if (err != OG_OK)
		return err;
	err = og_safefile_read(fd, FILE_MAX, &text);
	(void)close(fd);
	if (err == OG_OK)
		err = read_lines(og_buf_str(&text), text.len, since, out);
	if (err != OG_OK) {
		(void)og_why_set(
		    why, err, "%s: cannot be read: %s", path, og_strerror(err));
		og_certs_clear(out);
	}
	og_buf_clear(&text);
	return err;
}

void
og_certs_clear(struct og_certs *c)
{
	free(c->certs);
	memset(c, 0, sizeof(*c));
}
