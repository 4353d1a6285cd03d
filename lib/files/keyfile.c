/* SPDX-License-Identifier: ISC */
/*
 * The key file: reading, making and rotating it.  A file with anything unknown
 * in it is refused as a whole: half a ring would lock people out one by one.
 * Must not keep key bytes anywhere except in the caller's ring.
 */
#include <sys/stat.h>
#include <fcntl.h>
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include "lib/base/buf.h"
#include "lib/base/num.h"
#include "lib/base/wipe.h"
#include "lib/crypto/base64url.h"
#include "lib/crypto/random.h"
#include "lib/files/folder.h"
#include "lib/files/keyfile.h"
#include "lib/files/lock.h"
#include "lib/files/safefile.h"

#define HEADER "otpgate-keys 1"
#define FILE_MAX 8192
#define FILE_MODE 0640
#define FORBIDDEN 0027 /* write by the group, anything by others */

/* Takes the next word (up to "stop") from "*s"; false when there is none. */
static bool
take(const char **s, const char *end, char stop, const char **word, size_t *len)
{
	const char *p;

	p = memchr(*s, stop, (size_t)(end - *s));
	if (p == NULL)
		return false;
	*word = *s;
	*len = (size_t)(p - *s);
	*s = p + 1;
	return true;
}

/* "key ID CREATED BASE64URL", without its line end. */
static enum og_err
parse_key(const char *s, size_t len, struct og_keyring *ring)
{
	const char *end = s + len;
	const char *word;
	uint8_t master[OG_KEY_LEN];
	uint64_t id, created;
	size_t n;
	enum og_err err = OG_ERR_FORMAT;

	if (!take(&s, end, ' ', &word, &n) || n != 3 ||
	    memcmp(word, "key", 3) != 0)
		goto out;
	if (!take(&s, end, ' ', &word, &n) ||
	    og_num_parse(word, n, 1, UINT32_MAX, &id) != OG_OK)
		goto out;
	if (!take(&s, end, ' ', &word, &n) ||
	    og_num_parse(word, n, 0, INT64_MAX, &created) != OG_OK)
		goto out;
	if (og_base64url_decode(
		s, (size_t)(end - s), master, sizeof(master), &n) != OG_OK ||
	    n != sizeof(master))
		goto out;
	err = og_keyring_add(ring, (uint32_t)id, (int64_t)created, master);
out:
	OG_WIPE_ARRAY(master);
	return err;
}

/* True when the newest key has the bytes of an older one. */
static bool
is_repeated(const struct og_keyring *ring)
{
	size_t i;

	for (i = 0; i + 1 < ring->n; i++)
		if (og_equal_ct(ring->keys[i].master,
			ring->keys[ring->n - 1].master, OG_KEY_LEN))
			return true;
	return false;
}

static enum og_err
parse_line(const char *path, unsigned long line, const char *s, size_t len,
    struct og_keyring *ring, struct og_why *why)
{
	enum og_err err;

	if (line == 1) {
		if (len == strlen(HEADER) && memcmp(s, HEADER, len) == 0)
			return OG_OK;
		return og_why_set(why, OG_ERR_FORMAT,
		    "%s:1: not a key file of a known version: restore it, or "
		    "make one with otpadm init",
		    path);
	}
	err = parse_key(s, len, ring);
	if (err == OG_ERR_RANGE)
		return og_why_set(why, OG_ERR_FORMAT,
		    "%s:%lu: more than %d keys, an id that does not rise, or "
		    "a key of equal bytes: restore the file",
		    path, line, OG_KEYS_MAX);
	if (err == OG_ERR_FORMAT)
		return og_why_set(why, err,
		    "%s:%lu: damaged or cut short: restore the file", path,
		    line);
	if (err != OG_OK)
		return og_why_set(
		    why, err, "%s:%lu: %s", path, line, og_strerror(err));
	if (is_repeated(ring))
		return og_why_set(why, OG_ERR_FORMAT,
		    "%s:%lu: the bytes of an older key again: restore the "
		    "file",
		    path, line);
	return OG_OK;
}

static enum og_err
parse_file(const char *path, const struct og_buf *text, struct og_keyring *ring,
    struct og_why *why)
{
	const char *s = og_buf_str(text);
	const char *end = s + text->len;
	const char *word;
	unsigned long line;
	enum og_err err;
	size_t len;

	for (line = 1; s < end; line++) {
		if (!take(&s, end, '\n', &word, &len))
			return og_why_set(why, OG_ERR_FORMAT,
			    "%s:%lu: cut short: restore the file", path, line);
		err = parse_line(path, line, word, len, ring, why);
		if (err != OG_OK)
			return err;
	}
	if (ring->n == 0)
		return og_why_set(why, OG_ERR_FORMAT,
		    "%s: holds no key: restore it, or make one with otpadm "
		    "init",
		    path);
	return OG_OK;
}

/* Reads the ring from an open file. */
static enum og_err
load_fd(const char *path, int fd, struct og_keyring *ring, struct og_why *why)
{
	struct og_buf text;
	enum og_err err;

	og_buf_init(&text, FILE_MAX);
	err = og_safefile_read(fd, FILE_MAX, &text);
	if (err == OG_ERR_RANGE)
		err = og_why_set(why, OG_ERR_FORMAT,
		    "%s: too long for a key file: restore it", path);
	else if (err != OG_OK)
		err = og_why_set(
		    why, err, "%s: cannot be read: %s", path, og_strerror(err));
	else
		err = parse_file(path, &text, ring, why);
	og_buf_clear(&text);
	if (err != OG_OK)
		og_keyring_clear(ring);
	return err;
}

enum og_err
og_keyfile_load(const char *path, struct og_keyring *ring, struct og_why *why)
{
	enum og_err err;
	int fd;

	og_keyring_init(ring);
	err = og_safefile_open(path, O_RDONLY, FORBIDDEN, &fd, why);
	if (err == OG_ERR_NOTFOUND)
		return og_why_set(why, err,
		    "%s: missing: restore it, or make one with otpadm init "
		    "if there are no users yet",
		    path);
	if (err != OG_OK)
		return err;
	err = load_fd(path, fd, ring, why);
	(void)close(fd);
	return err;
}

/* Appends a fresh random key to the ring. */
static enum og_err
add_fresh(struct og_keyring *ring, int64_t now, uint32_t *id)
{
	const struct og_key *newest = og_keyring_newest(ring);
	uint8_t master[OG_KEY_LEN];
	uint32_t next = 1;
	enum og_err err;

	if (newest != NULL) {
		if (newest->id == UINT32_MAX)
			return OG_ERR_RANGE;
		next = newest->id + 1;
	}
	err = og_random(master, sizeof(master));
	if (err == OG_OK)
		err = og_keyring_add(ring, next, now, master);
	if (err == OG_OK)
		*id = next;
	OG_WIPE_ARRAY(master);
	return err;
}

static enum og_err
format_file(const struct og_keyring *ring, struct og_buf *out)
{
	char text[OG_BASE64URL_SIZE(OG_KEY_LEN)];
	size_t i;

	og_buf_puts(out, HEADER "\n");
	for (i = 0; i < ring->n; i++) {
		og_base64url_encode(ring->keys[i].master, OG_KEY_LEN, text);
		og_buf_printf(out, "key %" PRIu32 " %" PRId64 " %s\n",
		    ring->keys[i].id, ring->keys[i].created, text);
	}
	OG_WIPE_ARRAY(text);
	return og_buf_err(out);
}

enum og_err
og_keyfile_create(const char *path, gid_t gid, int64_t now, struct og_why *why)
{
	struct og_keyring ring;
	struct og_buf text;
	enum og_err err;
	uint32_t id;
	int fd = -1;

	og_keyring_init(&ring);
	og_buf_init(&text, FILE_MAX);
	err = add_fresh(&ring, now, &id);
	if (err == OG_OK)
		err = format_file(&ring, &text);
	if (err != OG_OK) {
		(void)og_why_set(why, err, "%s: no key can be made: %s", path,
		    og_strerror(err));
		goto out;
	}
	err = og_safefile_create(path, FILE_MODE, &fd, why);
	if (err != OG_OK)
		goto out;

	err = og_safefile_write(fd, text.data, text.len);
	if (err == OG_OK && gid != (gid_t)-1 &&
	    fchown(fd, (uid_t)-1, gid) == -1)
		err = OG_ERR_IO;
	if (err == OG_OK && fsync(fd) == -1)
		err = OG_ERR_IO;
	if (err != OG_OK) {
		(void)og_why_set(why, err, "%s: cannot be written: %s", path,
		    og_strerror_errno(err));
		/* A key file that may be cut short must not stay. */
		og_safefile_discard(path, fd);
		goto out;
	}
	err = og_folder_sync_of(path, why);
out:
	if (fd != -1)
		(void)close(fd);
	og_buf_clear(&text);
	og_keyring_clear(&ring);
	return err;
}

/*
 * Two rotations at once would give one id to two keys, and what the loser's
 * key has sealed would never open again.
 */
static enum og_err
lock(const char *path, int fd, struct og_why *why)
{
	struct stat mine, now;

	if (og_lock_try(fd) != OG_OK || fstat(fd, &mine) == -1 ||
	    stat(path, &now) == -1 || mine.st_dev != now.st_dev ||
	    mine.st_ino != now.st_ino)
		return og_why_set(why, OG_ERR_BUSY,
		    "%s: another process is changing it: "
		    "try again",
		    path);
	return OG_OK;
}

/* What a change does to the ring. */
struct change {
	const uint32_t *drop; /* ids that go */
	size_t n_drop;
	bool add; /* a fresh key, */
	int64_t now;
	uint32_t *id; /* which gets this id */
};

static bool
is_dropped(const struct change *c, uint32_t id)
{
	size_t i;

	for (i = 0; i < c->n_drop; i++)
		if (c->drop[i] == id)
			return true;
	return false;
}

/* The ring without the keys to be removed; the newest never is. */
static enum og_err
copy_kept(const struct og_keyring *from, const struct change *c,
    struct og_keyring *to, struct og_why *why, const char *path)
{
	const struct og_key *key;
	enum og_err err;
	size_t i;

	og_keyring_init(to);
	for (i = 0; i < from->n; i++) {
		key = &from->keys[i];
		if (!is_dropped(c, key->id))
			err = og_keyring_add(
			    to, key->id, key->created, key->master);
		else if (i + 1 < from->n)
			err = OG_OK;
		else
			return og_why_set(why, OG_ERR_RANGE,
			    "%s: the newest key cannot be removed", path);
		if (err != OG_OK)
			return og_why_set(
			    why, err, "%s: %s", path, og_strerror(err));
	}
	return OG_OK;
}

/* The new ring, as text. */
static enum og_err
make_text(const char *path, const struct og_keyring *ring,
    const struct change *c, struct og_buf *text, struct og_why *why)
{
	struct og_keyring fresh;
	enum og_err err;

	err = copy_kept(ring, c, &fresh, why, path);
	if (err != OG_OK)
		goto out;
	if (c->add)
		err = add_fresh(&fresh, c->now, c->id);
	if (err == OG_OK)
		err = format_file(&fresh, text);
	if (err != OG_OK)
		(void)og_why_set(why, err, "%s: no key can be made: %s", path,
		    err == OG_ERR_RANGE
			? "the ring is full, prune old keys first"
			: og_strerror(err));
out:
	og_keyring_clear(&fresh);
	return err;
}

static enum og_err
change_file(const char *path, const struct change *c, struct og_why *why)
{
	struct og_keyring ring;
	struct og_buf text;
	enum og_err err;
	int fd = -1;

	og_keyring_init(&ring);
	og_buf_init(&text, FILE_MAX);
	err = og_safefile_open(path, O_RDWR, FORBIDDEN, &fd, why);
	if (err == OG_OK)
		err = lock(path, fd, why);
	if (err == OG_OK)
		err = load_fd(path, fd, &ring, why);
	if (err == OG_OK)
		err = make_text(path, &ring, c, &text, why);
	if (err == OG_OK)
		err = og_safefile_replace(
		    path, FILE_MODE, text.data, text.len, why);
	if (fd != -1)
		(void)close(fd);
	og_buf_clear(&text);
	og_keyring_clear(&ring);
	return err;
}

enum og_err
og_keyfile_rotate(
    const char *path, int64_t now, uint32_t *id, struct og_why *why)
{
	const struct change c = {.add = true, .now = now, .id = id};

	return change_file(path, &c, why);
}

enum og_err
og_keyfile_prune(
    const char *path, const uint32_t *ids, size_t n, struct og_why *why)
{
	const struct change c = {.drop = ids, .n_drop = n};

	return change_file(path, &c, why);
}
