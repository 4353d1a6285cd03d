// SPDX-License-Identifier: ISC
/*
 * A backup in the place of the database.  Nothing that comes from the past is
 * used as it is: every record is made safe, and what was taken away since stays
 * away, as far as the present database tells.
 */
#include "lib/store/file/impl.h"

#include <sys/stat.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/files/folder.h"
#include "lib/files/safefile.h"

#define CHUNK 65536
#define MAGIC "otpgate-users "
#define PARTS 1000 /* that reading is for the progress, and comparing */

struct restoring {
	struct fs_view from; /* the backup */
	struct fs_view now;  /* the present database, when it can be read */
	struct fs_rewrite mended; /* what "now" reads, without its header */
	bool have_now;
	bool unknown; /* which lines of "now" are newest */
	bool later;   /* "now" has seen all that "from" has */
	const struct og_restore *how;
	og_filestore_weighed *told;
	og_store_progress *progress;
	void *arg;
	struct og_filestore_restored *out;
	bool dry; /* nothing is written */
	struct fs_rewrite new;
	struct fs_lock lock;
	bool locked;
	uint64_t sequence; /* of the next record */
	uint64_t done;
	char chunk[CHUNK];
	struct og_buf text;
	struct og_filestore_coming coming; /* points into the next: */
	struct og_user then, today, next;
};

static void
show(struct restoring *r)
{
	const uint64_t all =
	    (uint64_t)r->from.index.n + (r->have_now ? r->now.index.n : 0);

	r->done++;
	if (r->progress != NULL)
		r->progress(PARTS + r->done * PARTS / all, 2 * PARTS, r->arg);
}

/* --- the backup, before anything is made of it --- */

/* NUL bytes at the end of "r->chunk", after "run" that were before it; *most
 * is the longest run up to here. */
static uint64_t
count_nuls(const struct restoring *r, size_t len, uint64_t run, uint64_t *most)
{
	for (size_t i = 0; i < len; i++) {
		run = r->chunk[i] == '\0' ? run + 1 : 0;
		if (run > *most)
			*most = run;
	}
	return run;
}

static enum og_err
read_nuls(struct restoring *r, int fd, uint64_t size, uint64_t *most)
{
	uint64_t at = 0, run = 0;
	enum og_err err = OG_OK;
	size_t got = 1;

	*most = 0;
	while (err == OG_OK && got > 0 && *most <= OG_NULS_MAX) {
		err = fs_pread(fd, r->chunk, sizeof(r->chunk), at, &got);
		run = count_nuls(r, got, run, most);
		at += got;
		if (r->progress != NULL && at <= size)
			r->progress(at / (size / PARTS + 1), 2 * PARTS, r->arg);
	}
	return err;
}

/* Then its mode is right as it is: nobody shall be told to change that of
 * another file.  Nothing else is done with what is read here. */
static bool
is_something_else(const char *path)
{
	char head[sizeof(MAGIC) - 1];
	struct og_folder f;
	size_t got = 0;
	bool other;
	int fd;

	if (og_folder_open(&f, path, OG_FOLDER_ANY, NULL) != OG_OK)
		return false;
	fd = og_folder_reach(&f, f.base, O_RDONLY);
	og_folder_close(&f);
	if (fd == -1)
		return false;
	other = fs_pread(fd, head, sizeof(head), 0, &got) == OG_OK &&
		(got < sizeof(head) || memcmp(head, MAGIC, sizeof(head)) != 0);
	(void)close(fd);
	return other;
}

/*
 * What a copy that went wrong is full of: it could be larger than any disk, and
 * there is no line end at which reading would stop.
 */
static enum og_err
look_through(struct restoring *r, const char *backup, struct og_why *why)
{
	enum og_err err;
	struct stat st;
	uint64_t most;
	int fd;

	err = og_safefile_open(backup, O_RDONLY, FS_FORBIDDEN, &fd, why);
	if (err == OG_ERR_UNSAFE && is_something_else(backup))
		return og_why_set(why, OG_ERR_FORMAT,
		    "%s: is no copy of the database", backup);
	if (err != OG_OK)
		return err;
	err = fstat(fd, &st) == 0
		  ? read_nuls(r, fd, (uint64_t)st.st_size, &most)
		  : OG_ERR_IO;
	(void)close(fd);
	if (err != OG_OK)
		return og_why_set(
		    why, err, "%s: %s", backup, og_strerror_errno(err));
	if (most > OG_NULS_MAX)
		return og_why_set(why, OG_ERR_DAMAGED,
		    "%s: is damaged: more than %d MiB of NUL bytes in a row, "
		    "as of a copy that was broken off: take another",
		    backup, OG_NULS_MAX / 1024 / 1024);
	return OG_OK;
}

/* --- one user --- */

/* Whether lines may be gone of which nobody can tell whose they were. */
static bool
may_miss(const struct restoring *r)
{
	return r->unknown || r->now.index.floor > 0;
}

/* Whether another user who is there now has the name. */
static bool
is_taken(struct restoring *r, const struct og_user *u)
{
	uint32_t hash = fs_index_hash(u->name, strlen(u->name));
	const struct fs_entry *e = NULL;
	char name[OG_NAME_SIZE];

	while (
	    r->have_now && (e = fs_index_named(&r->now.index, hash, e)) != NULL)
		if (e->id != u->id && fs_view_last_name(&r->now, e, name) &&
		    strcmp(name, u->name) == 0)
			return true;
	return false;
}

static void
yield_name(struct restoring *r)
{
	fs_rename_user(&r->next);
	r->next.disabled = true;
	r->coming.renamed = true;
}

/*
 * Begins r->next with what the present database says of "e", the newest that
 * can be read.  OG_OK; OG_ERR_DAMAGED when nothing can; or an error.
 */
static enum og_err
begin_with_now(struct restoring *r, const struct fs_entry *e)
{
	enum og_err err;

	if (e == NULL || e->len == 0)
		return OG_ERR_DAMAGED;
	err = fs_view_last_user(&r->now, e, &r->today);
	if (err != OG_OK)
		return err;
	r->coming.now = &r->today;
	r->coming.doubted = r->unknown || fs_index_is_denied(&r->now.index, e);
	og_user_copy(&r->next, &r->today);
	/* the damaged line may have been the one that disabled him */
	if (e->damaged) {
		r->coming.fate = OG_BACK_UNSURE;
		r->next.disabled = true;
	}
	if (fs_has_to_yield(&r->now, e))
		yield_name(r);
	return OG_OK;
}

/* In the backup and, readable, in the present database. */
static void
weigh_both(struct restoring *r)
{
	const bool disabled = r->next.disabled;
	char name[OG_NAME_SIZE];

	memcpy(name, r->next.name, sizeof(name));
	if (r->today.version >= r->then.version)
		og_restore_merge(&r->next, &r->then, &r->today);
	else /* an older copy was put in place by hand */
		og_user_copy(&r->next, &r->then);
	/* whoever disabled him in the older copy wants him out */
	r->next.disabled = r->next.disabled || disabled || r->today.disabled;
	if (r->coming.renamed || is_taken(r, &r->next))
		memcpy(r->next.name, name, sizeof(name));
}

/* In the backup, and nothing of it can be read in the present database. */
static void
weigh_absent(struct restoring *r, const struct fs_entry *e)
{
	og_user_copy(&r->next, &r->then);
	if (!r->have_now)
		r->coming.fate = OG_BACK_NEW;
	else if (e != NULL || may_miss(r))
		r->coming.fate = OG_BACK_UNSURE;
	else if (!r->later)
		r->coming.fate = OG_BACK_NEW;
	else
		r->coming.fate =
		    r->how->removed ? OG_BACK_RETURNED : OG_BACK_OUT;
	if (r->coming.fate != OG_BACK_NEW)
		r->next.disabled = true;
	if (r->coming.fate != OG_BACK_OUT && is_taken(r, &r->next))
		yield_name(r);
}

/* Writes r->next, or only tells of it. */
static enum og_err
conclude(struct restoring *r, bool stays)
{
	enum og_err err;

	r->coming.next = stays ? &r->next : NULL;
	if (r->told != NULL)
		r->told(&r->coming, r->arg);
	if (!stays || r->dry)
		return OG_OK;
	og_buf_reset(&r->text);
	err = og_user_format(&r->next, &r->text);
	if (err != OG_OK)
		return err;
	return fs_rewrite_record(
	    &r->new, r->next.id, r->sequence++, r->text.data, r->text.len);
}

static enum og_err
restore_user(struct restoring *r, const struct fs_entry *e)
{
	const struct fs_entry *now =
	    r->have_now ? fs_index_find(&r->now.index, e->id) : NULL;
	enum og_err err;

	memset(&r->coming, 0, sizeof(r->coming));
	r->coming.id = e->id;
	err = fs_has_to_yield(&r->from, e)
		  ? OG_ERR_DAMAGED
		  : fs_view_user(&r->from, e, &r->then);
	if (err != OG_OK)
		return err;
	r->coming.then = &r->then;
	err = begin_with_now(r, now);
	if (err == OG_OK)
		weigh_both(r);
	else if (err == OG_ERR_DAMAGED)
		weigh_absent(r, now);
	else
		return err;
	if (r->coming.fate == OG_BACK_OUT) {
		r->out->out++;
		return conclude(r, false);
	}
	r->out->restored++;
	og_restore_user(&r->next, r->how);
	return conclude(r, true);
}

/* Who is in the present database only. */
static enum og_err
keep_user(struct restoring *r, const struct fs_entry *e)
{
	enum og_err err;

	memset(&r->coming, 0, sizeof(r->coming));
	r->coming.id = e->id;
	r->coming.fate = OG_BACK_KEPT;
	err = begin_with_now(r, e);
	if (err == OG_ERR_DAMAGED) {
		r->coming.fate = OG_BACK_LOST;
		r->out->lost++;
		return conclude(r, false);
	}
	if (err != OG_OK)
		return err;
	/* as a repair would: what may be old is made safe */
	if (r->coming.doubted || r->coming.renamed)
		og_restore_user(&r->next, r->how);
	r->out->kept++;
	return conclude(r, true);
}

/* --- all of them --- */

static enum og_err
restore_all(struct restoring *r)
{
	const struct fs_index *x = &r->from.index;
	enum og_err err = OG_OK;

	if (x->damaged > 0 || x->floor > 0)
		return OG_ERR_DAMAGED;
	for (uint32_t i = 0; i < x->n && err == OG_OK; i++) {
		show(r);
		if (x->entries[i].len > 0)
			err = restore_user(r, &x->entries[i]);
	}
	return err;
}

static enum og_err
keep_all(struct restoring *r)
{
	const struct fs_index *x = &r->now.index;
	enum og_err err = OG_OK;

	for (uint32_t i = 0; r->have_now && i < x->n && err == OG_OK; i++) {
		const struct fs_entry *e = &x->entries[i];

		show(r);
		if ((e->len > 0 || e->damaged) &&
		    fs_index_find(&r->from.index, e->id) == NULL)
			err = keep_user(r, e);
	}
	return err;
}

/* What is damaged or gone keeps no backup out of its place.  What only has the
 * wrong mode could be compared, and says how. */
static enum og_err
open_now(struct restoring *r, const char *path, struct og_why *refused)
{
	struct og_why *why = &r->out->why;
	enum og_err err;

	err = fs_view_open_mended(
	    &r->now, path, path, &r->mended, &r->unknown, why);
	if (err == OG_ERR_NOMEM || err == OG_ERR_UNSAFE)
		return og_why_set(refused, err, "%s",
		    why->text[0] != '\0' ? why->text : og_strerror_errno(err));
	if (err != OG_OK && why->text[0] == '\0')
		(void)og_why_set(
		    why, err, "%s: %s", path, og_strerror_errno(err));
	r->have_now = r->out->compared = err == OG_OK;
	if (err != OG_OK && r->how->compare)
		return og_why_set(refused, OG_ERR_DAMAGED,
		    "the present database could be read before and cannot any "
		    "more (%.300s): nothing is changed; look at it, then run "
		    "this again",
		    why->text);
	r->later = r->have_now && r->now.sequence >= r->from.sequence;
	return OG_OK;
}

/* Versions go on from those of the file that is replaced. */
static enum og_err
begin(struct restoring *r, const char *path, struct og_why *why)
{
	struct fs_header h = r->from.header;

	h.from = 0;
	if (r->have_now && r->now.sequence > h.sequence)
		h.sequence = r->now.sequence;
	if (r->have_now && r->now.header.generation > h.generation)
		h.generation = r->now.header.generation;
	if (!r->have_now || r->unknown)
		h.sequence += FS_SEQUENCE_JUMP;
	h.generation++;
	if (r->from.sequence > h.sequence)
		h.sequence = r->from.sequence;
	r->sequence = h.sequence + 1;
	/* whose the backup is says nothing: without an old file the new one
	 * belongs to whom the folder belongs to */
	return fs_rewrite_begin(
	    &r->new, path, r->have_now ? r->now.file->fd : -1, &h, why);
}

static enum og_err
take_lock(struct restoring *r, const char *path, struct og_why *why)
{
	enum og_err err;

	err = fs_lock_open(&r->lock, path, -1, why);
	if (err == OG_OK)
		err = fs_lock_take(&r->lock, OG_STORE_PATIENCE_MS);
	if (err == OG_ERR_BUSY)
		(void)fs_lock_explain(&r->lock, OG_STORE_PATIENCE_MS, why);
	r->locked = err == OG_OK;
	return err;
}

static struct restoring *
restoring_new(const struct og_restore *how, struct og_filestore_restored *out)
{
	struct restoring *r = calloc(1, sizeof(*r));

	memset(out, 0, sizeof(*out));
	if (r == NULL)
		return NULL;
	og_replace_init(&r->new.temp);
	og_replace_init(&r->mended.temp);
	r->lock.fd = -1;
	r->how = how;
	r->out = out;
	og_buf_init(&r->text, OG_RECORD_MAX);
	return r;
}

static void
restoring_free(struct restoring *r)
{
	if (r->locked)
		fs_lock_release(&r->lock);
	if (r->lock.fd >= 0)
		fs_lock_close(&r->lock);
	fs_rewrite_end(&r->new);
	fs_view_close(&r->from);
	fs_view_close(&r->now);
	fs_rewrite_end(&r->mended);
	og_buf_clear(&r->text);
	og_user_clear(&r->then);
	og_user_clear(&r->today);
	og_user_clear(&r->next);
	free(r);
}

static enum og_err
restore(struct restoring *r, const char *path, const char *backup,
    struct og_why *why)
{
	enum og_err err;

	err = look_through(r, backup, why);
	if (err == OG_OK)
		err = fs_view_open(&r->from, backup, false, why);
	if (err == OG_OK && !r->dry)
		err = take_lock(r, path, why);
	if (err != OG_OK)
		return err;
	err = open_now(r, path, why);
	if (err != OG_OK)
		return err;
	if (!r->dry)
		err = begin(r, path, why);
	if (err == OG_OK)
		err = restore_all(r);
	if (err == OG_ERR_DAMAGED)
		return og_why_set(why, err,
		    "%s: has damaged lines: take another copy, or repair this "
		    "one (otpadm -c FILE check --repair, with its path as "
		    "database in FILE)",
		    backup);
	if (err == OG_OK)
		err = keep_all(r);
	if (err == OG_OK && !r->dry)
		err = fs_rewrite_finish(&r->new);
	if (err != OG_OK)
		return og_why_set(why, err, "%s: cannot be replaced: %s", path,
		    og_strerror_errno(err));
	return OG_OK;
}

enum og_err
og_filestore_weigh(const char *path, const char *backup,
    const struct og_restore *how, og_filestore_weighed *told,
    og_store_progress *progress, void *arg, struct og_filestore_restored *out,
    struct og_why *why)
{
	struct restoring *r = restoring_new(how, out);
	enum og_err err;

	if (r == NULL)
		return og_why_set(why, OG_ERR_NOMEM, "out of memory");
	r->dry = true;
	r->told = told;
	r->progress = progress;
	r->arg = arg;
	err = restore(r, path, backup, why);
	restoring_free(r);
	return err;
}

enum og_err
og_filestore_restore(const char *path, const char *backup,
    const struct og_restore *how, struct og_filestore_restored *out,
    og_store_progress *progress, void *arg, struct og_why *why)
{
	struct restoring *r = restoring_new(how, out);
	enum og_err err;

	if (r == NULL)
		return og_why_set(why, OG_ERR_NOMEM, "out of memory");
	r->progress = progress;
	r->arg = arg;
	err = restore(r, path, backup, why);
	restoring_free(r);
	return err;
}
