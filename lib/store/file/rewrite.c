// SPDX-License-Identifier: ISC
/*
 * Writing a whole new database file beside the old one and putting it in its
 * place: a temporary file with the old one's owner and mode, synced, renamed,
 * folder synced.  A crash at any moment leaves the old file or the new one.
 * What the lines say is the business of those who call this.
 */
#include "lib/store/file/impl.h"

#include <sys/stat.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "lib/crypto/random.h"
#include "lib/files/safefile.h"

#define FLUSH_AT 1048576

/* Gives the new file the owner and mode of the open file "like". */
static enum og_err
take_after(const struct og_replace *r, int like, struct og_why *why)
{
	struct stat old, new;

	if (fstat(like, &old) != 0 || fstat(r->fd, &new) != 0)
		return og_why_errno(why, r->path, errno);
	if ((old.st_mode & 0777) != (new.st_mode & 0777) &&
	    fchmod(r->fd, old.st_mode & 0700) != 0)
		return og_why_errno(why, r->path, errno);
	/* a group has no rights in it: one that we are not in may change */
	if ((old.st_uid != new.st_uid || old.st_gid != new.st_gid) &&
	    fchown(r->fd, old.st_uid, old.st_gid) != 0 &&
	    old.st_uid != new.st_uid)
		return og_why_set(why, OG_ERR_IO,
		    "%s: cannot give it the owner of the old file: %s", r->path,
		    strerror(errno));
	return OG_OK;
}

enum og_err
fs_replace_begin(
    struct og_replace *r, const char *target, int like, struct og_why *why)
{
	enum og_err err = og_replace_begin(r, target, 0600, why);

	return err == OG_OK && like >= 0 ? take_after(r, like, why) : err;
}

enum og_err
fs_rewrite_begin(struct fs_rewrite *rw, const char *path, int like,
    const struct fs_header *h, struct og_why *why)
{
	enum og_err err;

	memset(rw, 0, sizeof(*rw));
	og_replace_init(&rw->temp);
	rw->header = *h;
	og_buf_init(&rw->out, FLUSH_AT + FS_LINE_MAX);
	err = og_random(&rw->header.file, sizeof(rw->header.file));
	if (err == OG_OK)
		err = fs_replace_begin(&rw->temp, path, like, why);
	if (err != OG_OK)
		return err;
	/* holds the place; the same length whatever the numbers are */
	fs_header_format(&rw->out, &rw->header);
	return fs_rewrite_flush(rw);
}

enum og_err
fs_rewrite_flush(struct fs_rewrite *rw)
{
	enum og_err err = og_buf_err(&rw->out);

	if (err != OG_OK || rw->out.len == 0)
		return err;
	err = og_safefile_write(rw->temp.fd, rw->out.data, rw->out.len);
	rw->written += rw->out.len;
	og_buf_reset(&rw->out);
	return err;
}

enum og_err
fs_rewrite_sync(struct fs_rewrite *rw)
{
	enum og_err err = fs_rewrite_flush(rw);

	return err == OG_OK ? og_replace_sync(&rw->temp, NULL) : err;
}

enum og_err
fs_rewrite_record(struct fs_rewrite *rw, uint64_t id, uint64_t sequence,
    const char *text, size_t len)
{
	fs_line_format(&rw->out, &id, 1, sequence, text, len);
	if (sequence > rw->header.sequence)
		rw->header.sequence = sequence;
	return rw->out.len >= FLUSH_AT ? fs_rewrite_flush(rw)
				       : og_buf_err(&rw->out);
}

enum og_err
fs_rewrite_line(
    struct fs_rewrite *rw, uint64_t sequence, const char *text, size_t len)
{
	og_buf_put(&rw->out, text, len);
	if (sequence > rw->header.sequence)
		rw->header.sequence = sequence;
	return rw->out.len >= FLUSH_AT ? fs_rewrite_flush(rw)
				       : og_buf_err(&rw->out);
}

enum og_err
fs_header_write(int fd, const struct fs_header *h)
{
	struct og_buf b;
	enum og_err err;

	og_buf_init(&b, FS_HEADER_MAX);
	fs_header_format(&b, h);
	err = og_buf_err(&b);
	if (err != OG_OK)
		goto out;
	if (lseek(fd, 0, SEEK_SET) < 0)
		err = OG_ERR_IO;
	else
		err = og_safefile_write(fd, b.data, b.len);
out:
	og_buf_clear(&b);
	return err;
}

enum og_err
fs_rewrite_finish(struct fs_rewrite *rw)
{
	enum og_err err = fs_rewrite_flush(rw);

	rw->header.compacted = rw->written;
	if (err == OG_OK)
		err = fs_header_write(rw->temp.fd, &rw->header);
	return err == OG_OK ? og_replace_place(&rw->temp, NULL) : err;
}

void
fs_rewrite_end(struct fs_rewrite *rw)
{
	og_replace_end(&rw->temp);
	og_buf_clear(&rw->out);
}
