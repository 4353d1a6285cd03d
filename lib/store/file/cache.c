// SPDX-License-Identifier: ISC
/*
 * users.index: the index of a prefix of the database, so that a process that
 * looks up one user need not read the whole file.  A pure cache, written by
 * who has read every line of that prefix without finding damage.
 *
 * Why it cannot take anybody back.  What stands before a complete line never
 * changes again, so "the newest line of this user in the first N bytes of file
 * F is at offset X" stays true for ever; N bytes are on the disk before the
 * index is.  It is bound to F (the random number in the header) and to the
 * bytes in front of N.  Everything behind N is read line by line, as ever, and
 * the line at X is verified by its CRCs and ids when it is used.  A line of
 * the first N bytes that is damaged later changes nothing about X: it was
 * older than X when it was whole.
 *
 * The index may belong to another account than the reader (root reads what the
 * responder has written): nothing in it may lead outside the memory.  What
 * does not fit is as good as none.
 */
#include "lib/store/file/impl.h"

#include <sys/stat.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/base/pacer.h"
#include "lib/crypto/crc.h"
#include "lib/files/safefile.h"

#define MAGIC "otpgate-index 1"
#define MARK_SIZE 4096
#define CHUNK 65536 /* bytes between two rests */

/* The form is that of the memory: of this machine, and no exchange format. */
struct head {
	char magic[16];
	uint32_t layout; /* order of bytes, and size of an entry */
	uint32_t n;
	uint32_t buckets;
	uint32_t mark; /* CRC of the bytes in front of "covered" */
	uint64_t file; /* these are of the database */
	uint64_t generation;
	uint64_t covered;
	uint64_t sequence;
	uint64_t lines;
	uint32_t crc[3]; /* of entries, by_id, by_name */
	uint32_t crc_head;
};

#define LAYOUT (0x01020300u + (uint32_t)sizeof(struct fs_entry))

static enum og_err
path_of(const char *database, char out[FS_PATH_SIZE])
{
	int n = snprintf(out, FS_PATH_SIZE, "%s.index", database);

	return n < 0 || n >= FS_PATH_SIZE ? OG_ERR_RANGE : OG_OK;
}

static uint32_t
head_crc(const struct head *h)
{
	return og_crc32(h, offsetof(struct head, crc_head));
}

/* The CRC of the last bytes that the index covers. */
static enum og_err
mark_of(int fd, uint64_t covered, uint32_t *mark)
{
	char buf[MARK_SIZE];
	size_t want = covered < sizeof(buf) ? (size_t)covered : sizeof(buf);
	enum og_err err;
	size_t got;

	err = fs_pread(fd, buf, want, covered - want, &got);
	if (err == OG_OK && (got != want || buf[got - 1] != '\n'))
		err = OG_ERR_DAMAGED;
	if (err == OG_OK)
		*mark = og_crc32(buf, want);
	explicit_bzero(buf, sizeof(buf));
	return err;
}

/* --- reading --- */

/* Reads the head and sees whether it is about the file of "v". */
static enum og_err
read_head(int fd, const struct fs_view *v, uint64_t size, struct head *h)
{
	uint32_t mark;
	enum og_err err;
	size_t got;

	err = fs_pread(fd, (char *)h, sizeof(*h), 0, &got);
	if (err != OG_OK)
		return err;
	if (got != sizeof(*h) || memcmp(h->magic, MAGIC, sizeof(MAGIC)) != 0 ||
	    h->layout != LAYOUT || h->crc_head != head_crc(h))
		return OG_ERR_FORMAT;
	if (h->file != v->header.file ||
	    h->generation != v->header.generation ||
	    h->covered < v->header.compacted || h->covered <= v->first ||
	    h->covered > size || h->sequence < v->header.sequence)
		return OG_ERR_NOTFOUND;
	err = mark_of(v->file->fd, h->covered, &mark);
	if (err == OG_OK && mark != h->mark)
		err = OG_ERR_NOTFOUND;
	return err;
}

static enum og_err
read_array(int fd, void **out, size_t len, uint64_t *at, uint32_t crc)
{
	enum og_err err;
	size_t got;

	*out = malloc(len);
	if (*out == NULL)
		return OG_ERR_NOMEM;
	err = fs_pread(fd, *out, len, *at, &got);
	if (err == OG_OK && (got != len || og_crc32(*out, len) != crc))
		err = OG_ERR_DAMAGED;
	*at += len;
	return err;
}

/* Links lead backwards only, so no chain leaves the table or has no end. */
static bool
is_sound(const struct fs_index *x, uint64_t first, uint64_t covered)
{
	const struct fs_entry *e;

	for (uint32_t i = 0; i < x->n; i++) {
		e = &x->entries[i];
		if ((e->next_id >= i && e->next_id != FS_NONE) ||
		    (e->next_name >= i && e->next_name != FS_NONE) ||
		    e->side != 0)
			return false;
		if (e->len == 0 || e->len > FS_LINE_MAX || e->damaged ||
		    e->offset < first || e->offset > covered ||
		    e->len > covered - e->offset)
			return false;
	}
	for (uint32_t b = 0; b < x->buckets; b++) {
		if ((x->by_id[b] >= x->n && x->by_id[b] != FS_NONE) ||
		    (x->by_name[b] >= x->n && x->by_name[b] != FS_NONE))
			return false;
	}
	return true;
}

/* Reads the three tables that "h" announces. */
static enum og_err
read_index(int fd, const struct head *h, uint64_t first, struct fs_index *x)
{
	const size_t table = h->buckets * sizeof(uint32_t);
	void *entries = NULL, *by_id = NULL, *by_name = NULL;
	uint64_t at = sizeof(*h);
	enum og_err err;

	if (h->n == 0 || h->n >= FS_NONE || h->buckets < h->n ||
	    (h->buckets & (h->buckets - 1)) != 0)
		return OG_ERR_FORMAT;
	err = read_array(
	    fd, &entries, h->n * sizeof(struct fs_entry), &at, h->crc[0]);
	if (err == OG_OK)
		err = read_array(fd, &by_id, table, &at, h->crc[1]);
	if (err == OG_OK)
		err = read_array(fd, &by_name, table, &at, h->crc[2]);
	x->entries = entries;
	x->by_id = by_id;
	x->by_name = by_name;
	x->n = x->cap = x->live = h->n;
	x->buckets = h->buckets;
	if (err == OG_OK && !is_sound(x, first, h->covered))
		err = OG_ERR_DAMAGED;
	for (uint32_t i = 0; err == OG_OK && i < x->n; i++)
		x->live_bytes += x->entries[i].len;
	return err;
}

/* Opens the index beside the database of "v" and reads its head. */
static enum og_err
open_index(const struct fs_view *v, uint64_t size, struct head *h, int *fd)
{
	char path[FS_PATH_SIZE];
	enum og_err err;
	struct stat st;

	*fd = -1;
	err = path_of(v->path, path);
	if (err == OG_OK)
		err = og_safefile_open(path, O_RDONLY, FS_FORBIDDEN, fd, NULL);
	if (err == OG_OK)
		err = read_head(*fd, v, size, h);
	/* before memory is taken for what it announces */
	if (err == OG_OK &&
	    (fstat(*fd, &st) != 0 ||
		(uint64_t)st.st_size !=
		    sizeof(*h) + (uint64_t)h->n * sizeof(struct fs_entry) +
			(uint64_t)h->buckets * 2 * sizeof(uint32_t)))
		err = OG_ERR_FORMAT;
	if (err != OG_OK && *fd >= 0) {
		close(*fd);
		*fd = -1;
	}
	return err;
}

bool
fs_cache_load(struct fs_view *v, uint64_t size)
{
	struct fs_index x;
	enum og_err err;
	struct head h;
	int fd;

	err = open_index(v, size, &h, &fd);
	if (err != OG_OK)
		return false;
	fs_index_init(&x);
	err = read_index(fd, &h, v->first, &x);
	close(fd);
	if (err != OG_OK) {
		fs_index_clear(&x);
		return false;
	}
	fs_index_clear(&v->index);
	v->index = x;
	v->scanned = h.covered;
	v->sequence = h.sequence;
	v->run = (struct fs_sequence){.sequence = h.sequence};
	v->lines = h.lines;
	v->cached = true;
	v->saved = h.covered;
	return true;
}

/* --- writing --- */

/* What the index file will hold, in one piece of memory. */
struct image {
	struct head *head; /* entries and tables follow */
	struct fs_index x; /* points behind the head */
	size_t len;
};

/* *saved is what the index file covers of this file. */
static bool
is_due(const struct fs_view *v, uint64_t *saved)
{
	struct head h;
	int fd;

	if (v->index.floor > 0 || v->index.damaged > 0 || v->shrunk ||
	    v->old != NULL || v->index.live == 0 || v->scanned <= FS_LOCAL_MAX)
		return false;
	*saved = v->saved;
	if (*saved == 0 && open_index(v, v->scanned, &h, &fd) == OG_OK) {
		*saved = h.covered;
		close(fd);
	}
	return v->scanned - *saved > FS_LOCAL_MAX + *saved / 8;
}

/* Copies the live entries; false when one is denied, or without memory. */
static bool
take_image(const struct fs_view *v, struct image *im)
{
	const struct fs_index *x = &v->index;
	const struct fs_entry *e;
	struct fs_index *y = &im->x;
	uint32_t i;

	y->buckets = 64;
	while (y->buckets < x->live)
		y->buckets *= 2;
	im->len = sizeof(*im->head) + x->live * sizeof(*e) +
		  (size_t)y->buckets * 2 * sizeof(uint32_t);
	im->head = calloc(1, im->len);
	if (im->head == NULL)
		return false;
	y->entries = (struct fs_entry *)(im->head + 1);
	y->by_id = (uint32_t *)(y->entries + x->live);
	y->by_name = y->by_id + y->buckets;
	for (i = 0; i < x->n; i++) {
		e = &x->entries[i];
		if (e->damaged || (e->len > 0 && y->n == x->live))
			return false;
		if (e->len > 0)
			y->entries[y->n++] = *e;
		/* all of one side: there is no older file */
		if (e->len > 0)
			y->entries[y->n - 1].side = 0;
	}
	memcpy(im->head->magic, MAGIC, sizeof(MAGIC));
	im->head->layout = LAYOUT;
	im->head->n = y->n;
	im->head->buckets = y->buckets;
	im->head->file = v->header.file;
	im->head->generation = v->header.generation;
	im->head->covered = v->scanned;
	im->head->sequence = v->sequence;
	im->head->lines = v->lines;
	return true;
}

/* The CRC of "len" bytes at "data". */
static uint32_t
paced_crc(const void *data, size_t len, struct og_pacer *rest)
{
	const char *p = data;
	uint32_t crc = og_crc32(p, 0);

	for (size_t n; len > 0; p += n, len -= n) {
		og_pacer_rest(rest);
		n = len < CHUNK ? len : CHUNK;
		crc = og_crc32_add(crc, p, n);
	}
	return crc;
}

static enum og_err
paced_write(int fd, const void *data, size_t len, struct og_pacer *rest)
{
	const char *p = data;
	enum og_err err = OG_OK;

	for (size_t n; err == OG_OK && len > 0; p += n, len -= n) {
		og_pacer_rest(rest);
		n = len < CHUNK ? len : CHUNK;
		err = og_safefile_write(fd, p, n);
	}
	return err;
}

/* A new file with the image in it takes the place of the old one. */
static enum og_err
place_image(const struct image *im, const char *database, int like,
    struct og_pacer *rest)
{
	char path[FS_PATH_SIZE];
	struct og_replace temp;
	enum og_err err;

	err = path_of(database, path);
	if (err != OG_OK)
		return err;
	err = fs_replace_begin(&temp, path, like, NULL);
	if (err == OG_OK)
		err = paced_write(temp.fd, im->head, im->len, rest);
	if (err == OG_OK)
		err = og_replace_place(&temp, NULL);
	og_replace_end(&temp);
	return err;
}

/* The rest of it, which takes its time: no lock is held. */
static enum og_err
write_image(struct image *im, const char *database, int fd)
{
	const size_t table = im->x.buckets * sizeof(uint32_t);
	struct head *h = im->head;
	struct og_pacer rest;
	enum og_err err;

	og_pacer_begin(&rest);
	fs_index_link(&im->x, &rest);
	err = mark_of(fd, h->covered, &h->mark);
	if (err != OG_OK)
		return err;
	h->crc[0] =
	    paced_crc(im->x.entries, im->x.n * sizeof(*im->x.entries), &rest);
	h->crc[1] = paced_crc(im->x.by_id, table, &rest);
	h->crc[2] = paced_crc(im->x.by_name, table, &rest);
	h->crc_head = head_crc(h);
	return place_image(im, database, fd, &rest);
}

enum og_err
fs_cache_save(struct filestore *fs)
{
	struct fs_view *v = &fs->shared->view;
	struct fs_file *file = NULL;
	struct image im = {.head = NULL};
	enum og_err err = OG_OK;
	uint64_t id, saved = 0;

	pthread_rwlock_rdlock(&fs->shared->lock);
	id = v->header.file;
	if (is_due(v, &saved) && take_image(v, &im)) {
		file = v->file;
		atomic_fetch_add(&file->refs, 1);
	}
	pthread_rwlock_unlock(&fs->shared->lock);
	if (file != NULL) {
		/* what it covers must not be lost when it is kept */
		err = fs_file_sync(file, fs->path);
		if (err == OG_OK)
			err = write_image(&im, fs->path, file->fd);
		saved = im.head->covered; /* or was tried */
	}
	pthread_rwlock_wrlock(&fs->shared->lock);
	if (saved > 0 && v->header.file == id)
		v->saved = saved;
	pthread_rwlock_unlock(&fs->shared->lock);
	fs_file_unref(file);
	free(im.head);
	return err;
}
