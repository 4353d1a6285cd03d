// SPDX-License-Identifier: ISC
/*
 * A repaired copy of a damaged file.  Nothing that comes from the past is used
 * as it is.
 */
#include "lib/store/file/impl.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/crypto/hex.h"

struct bringing {
	struct fs_view from;
	struct fs_rewrite mended; /* what "from" reads, without a header */
	bool unknown;		  /* which lines are newest */
	struct fs_rewrite new;
	const struct og_restore *how;
	og_filestore_told *told;
	og_store_progress *progress;
	void *arg;
	struct og_buf text;
	struct og_user user;
};

static void
show(const struct bringing *b, uint32_t done)
{
	if (b->progress != NULL)
		b->progress(done, b->from.index.n, b->arg);
}

/* Writes b->user as a record of its own, of the time it had: a restore sees by
 * that what is newer in the file that was repaired. */
static enum og_err
write_user(struct bringing *b)
{
	enum og_err err;

	og_buf_reset(&b->text);
	err = og_user_format(&b->user, &b->text);
	if (err != OG_OK)
		return err;
	return fs_rewrite_record(
	    &b->new, b->user.id, b->user.version, b->text.data, b->text.len);
}

bool
fs_has_to_yield(struct fs_view *v, const struct fs_entry *e)
{
	size_t whole, damaged;

	fs_namesakes(v, e, &whole, &damaged);
	return whole > 0 || (e->damaged && damaged > 0);
}

void
fs_rename_user(struct og_user *u)
{
	const size_t digits = 16, len = strlen(u->name);
	size_t keep = OG_NAME_MAX - 1 - digits;

	if (len < keep)
		keep = len;
	u->name[keep] = '-';
	og_hex_format(u->id, (int)digits, u->name + keep + 1);
}

static enum og_filestore_fate
fate_of(struct bringing *b, const struct fs_entry *e)
{
	if (fs_has_to_yield(&b->from, e))
		return OG_FATE_RENAMED;
	if (e->damaged)
		return OG_FATE_OLDER;
	if (b->unknown || fs_index_is_denied(&b->from.index, e))
		return OG_FATE_UNSURE;
	return OG_FATE_KEPT;
}

/*
 * What becomes of one user: as he is, or, where something newer is lost, as he
 * last was, made safe.  Whom a damaged line names is disabled as well: it may
 * have been the line that disabled him.
 */
static enum og_err
repair_user(struct bringing *b, const struct fs_entry *e)
{
	enum og_filestore_fate fate;
	char name[OG_NAME_SIZE];
	enum og_err err;

	err = fs_view_last_user(&b->from, e, &b->user);
	if (err == OG_ERR_DAMAGED) {
		b->told(e->id,
		    fs_view_last_name(&b->from, e, name) ? name : NULL,
		    OG_FATE_LOST, b->arg);
		return OG_OK;
	}
	if (err != OG_OK)
		return err;
	fate = fate_of(b, e);
	if (fate == OG_FATE_RENAMED)
		fs_rename_user(&b->user);
	if (fate == OG_FATE_RENAMED || fate == OG_FATE_OLDER)
		b->user.disabled = true;
	if (fate != OG_FATE_KEPT)
		og_restore_user(&b->user, b->how);
	b->told(e->id, b->user.name, fate, b->arg);
	return write_user(b);
}

static enum og_err
repair_all(struct bringing *b)
{
	const struct fs_index *x = &b->from.index;
	enum og_err err = OG_OK;

	for (uint32_t i = 0; i < x->n && err == OG_OK; i++) {
		if (x->entries[i].len > 0)
			err = repair_user(b, &x->entries[i]);
		else if (x->entries[i].damaged)
			b->told(x->entries[i].id, NULL, OG_FATE_LOST, b->arg);
		show(b, i + 1);
	}
	return err;
}

static struct bringing *
bringing_new(const struct og_restore *how)
{
	struct bringing *b = calloc(1, sizeof(*b));

	if (b == NULL)
		return NULL;
	og_replace_init(&b->new.temp);
	og_replace_init(&b->mended.temp);
	b->how = how;
	og_buf_init(&b->text, OG_RECORD_MAX);
	return b;
}

static void
bringing_free(struct bringing *b)
{
	if (b == NULL)
		return;
	fs_rewrite_end(&b->new);
	fs_view_close(&b->from);
	fs_rewrite_end(&b->mended);
	og_buf_clear(&b->text);
	og_user_clear(&b->user);
	free(b);
}

enum og_err
fs_view_open_mended(struct fs_view *v, const char *path, const char *out,
    struct fs_rewrite *mended, bool *unknown, struct og_why *why)
{
	struct og_why other = {""};
	enum og_err err;
	bool known;
	char *buf;

	*unknown = false;
	err = fs_view_open(v, path, false, why);
	if (err != OG_ERR_FORMAT && err != OG_ERR_DAMAGED)
		return err;
	buf = malloc(FS_BUF_SIZE);
	if (buf == NULL)
		return og_why_set(why, OG_ERR_NOMEM, "out of memory");
	err = fs_header_rescue(path, out, mended, buf, &known, &other);
	explicit_bzero(buf, FS_BUF_SIZE);
	free(buf);
	*unknown = !known;
	/* when it cannot be, the reason stands that the file is refused for */
	if (err == OG_ERR_FORMAT || err == OG_ERR_DAMAGED)
		return err;
	if (err == OG_OK)
		return fs_view_open(v, mended->temp.path, false, why);
	return og_why_set(why, err, "%s: %s", path,
	    other.text[0] != '\0' ? other.text : og_strerror_errno(err));
}

enum og_err
og_filestore_repair(const char *path, const char *out,
    const struct og_restore *how, og_filestore_told *told,
    og_store_progress *progress, void *arg, struct og_why *why)
{
	struct bringing *b = bringing_new(how);
	enum og_err err = OG_ERR_NOMEM;
	struct fs_header h;

	if (b == NULL)
		return og_why_set(why, err, "out of memory");
	b->told = told;
	b->progress = progress;
	b->arg = arg;
	if (access(out, F_OK) == 0) {
		err = og_why_set(why, OG_ERR_EXISTS,
		    "%s: is there already: remove it or put it in place", out);
		goto out;
	}
	err = fs_view_open_mended(
	    &b->from, path, out, &b->mended, &b->unknown, why);
	if (err != OG_OK)
		goto out;
	h = b->from.header;
	h.generation++;
	h.from = 0; /* no compaction: no reader may go on with its index */
	h.sequence = b->from.sequence;
	err = fs_rewrite_begin(&b->new, out, b->from.file->fd, &h, why);
	if (err == OG_OK)
		err = repair_all(b);
	if (err == OG_OK)
		err = fs_rewrite_finish(&b->new);
	if (err != OG_OK)
		err = og_why_set(why, err, "%s: cannot write it: %s", out,
		    og_strerror_errno(err));
out:
	bringing_free(b);
	return err;
}
