// SPDX-License-Identifier: ISC
/*
 * Reading a file whose first line cannot be read, for repair only: a copy with
 * a header that can, and everything else as it is.  Where the right header can
 * be found out it is that one; otherwise nothing is known of what is newest,
 * and who asked for the copy has to be told.
 */
#include "lib/store/file/impl.h"

#include <sys/stat.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "lib/crypto/crc.h"
#include "lib/crypto/hex.h"
#include "lib/files/safefile.h"

#define HEADER_LEN 162
#define HEAD_MAX 240 /* shorter than a header and a line that run together */
#define BOM "\xef\xbb\xbf"
#define CHUNK 65536

struct mending {
	int fd;
	uint64_t size;
	char head[HEAD_MAX];
	size_t head_len; /* with its line end, as it is in the file */
	bool crlf;	 /* line ends were changed in the whole file */
	struct fs_header header;
	bool known;
	bool any; /* a good line was met */
	uint64_t highest;
};

static enum og_err
read_head(struct mending *m)
{
	enum og_err err;
	size_t got;
	char *nl;

	err = fs_pread(m->fd, m->head, sizeof(m->head), 0, &got);
	if (err != OG_OK)
		return err;
	nl = memchr(m->head, '\n', got);
	m->head_len = nl != NULL ? (size_t)(nl - m->head) + 1 : HEADER_LEN;
	return got < m->head_len ? OG_ERR_FORMAT : OG_OK;
}

/* A whole header of another version: nothing of ours, and nothing damaged. */
static bool
is_other_version(const char *text, size_t len)
{
	static const char magic[] = "otpgate-users ";
	uint64_t crc;

	return len > sizeof(magic) + 9 &&
	       memcmp(text, magic, sizeof(magic) - 1) == 0 &&
	       text[len - 9] == ' ' &&
	       og_hex_parse(text + len - 8, 8, &crc) == OG_OK &&
	       crc == og_crc32(text, len - 9);
}

/* The header as it was, when a mark, line ends or one bit were changed. */
static enum og_err
find_header(struct mending *m)
{
	char *text = m->head;
	size_t len = m->head_len - 1;

	if (len > 3 && memcmp(text, BOM, 3) == 0) {
		text += 3;
		len -= 3;
	}
	m->crlf = len > 0 && text[len - 1] == '\r';
	if (m->crlf)
		len--;
	m->known = fs_header_parse(text, len, &m->header) == OG_OK;
	if (!m->known && is_other_version(text, len))
		return OG_ERR_FORMAT;
	for (size_t bit = 0; !m->known && bit < 8 * len; bit++) {
		text[bit / 8] = (char)(text[bit / 8] ^ 1 << bit % 8);
		m->known = fs_header_parse(text, len, &m->header) == OG_OK;
		text[bit / 8] = (char)(text[bit / 8] ^ 1 << bit % 8);
	}
	return OG_OK;
}

/* All behind the header, with the line ends that belong there. */
static enum og_err
copy_lines(struct mending *m, struct fs_rewrite *rw, char *buf)
{
	uint64_t at = m->head_len;
	enum og_err err = OG_OK;
	size_t got, out;

	while (err == OG_OK && at < m->size) {
		err = fs_pread(m->fd, buf, CHUNK, at, &got);
		if (err != OG_OK || got == 0)
			return err;
		/* the byte behind a last CR decides */
		if (got == CHUNK && buf[got - 1] == '\r')
			got--;
		at += got;
		out = 0;
		for (size_t i = 0; i < got; i++) {
			if (!m->crlf || buf[i] != '\r' || i + 1 == got ||
			    buf[i + 1] != '\n')
				buf[out++] = buf[i];
		}
		err = fs_rewrite_line(rw, 0, buf, out);
	}
	return err == OG_OK ? fs_rewrite_flush(rw) : err;
}

static enum og_err
see_line(const struct fs_line *line, const char *text, uint64_t offset,
    size_t len, void *arg)
{
	struct mending *m = arg;

	(void)text;
	(void)offset;
	(void)len;
	if (line->kind == FS_GOOD && line->sequence > m->highest)
		m->highest = line->sequence;
	m->any = m->any || line->kind == FS_GOOD;
	return OG_OK;
}

/* A header under which every line is believed, in whatever order. */
static enum og_err
make_header(struct mending *m, struct fs_rewrite *rw, char *buf)
{
	enum og_err err;
	uint64_t end;

	err = fs_scan(
	    rw->temp.fd, HEADER_LEN, rw->written, buf, see_line, m, &end);
	if (err == OG_OK && !m->any)
		err = OG_ERR_FORMAT;
	m->header = (struct fs_header){.generation = 1,
	    .sequence = m->highest + FS_SEQUENCE_JUMP,
	    .compacted = rw->written};
	return err;
}

static enum og_err
mend(struct mending *m, const char *out, struct fs_rewrite *rw, char *buf,
    struct og_why *why)
{
	enum og_err err = read_head(m);

	if (err == OG_OK)
		err = find_header(m);
	if (err == OG_OK)
		err = fs_rewrite_begin(rw, out, m->fd, &m->header, why);
	if (err == OG_OK)
		err = copy_lines(m, rw, buf);
	if (err != OG_OK)
		return err;
	/* what was compacted is not there in full */
	if (m->header.compacted > rw->written)
		m->known = false;
	if (!m->known)
		err = make_header(m, rw, buf);
	return err == OG_OK ? fs_header_write(rw->temp.fd, &m->header) : err;
}

enum og_err
fs_header_rescue(const char *path, const char *out, struct fs_rewrite *rw,
    char *buf, bool *known, struct og_why *why)
{
	struct mending m = {.fd = -1};
	enum og_err err;
	struct stat st;

	*known = false;
	err = og_safefile_open(path, O_RDONLY, 077, &m.fd, why);
	if (err != OG_OK)
		return err;
	if (fstat(m.fd, &st) != 0)
		err = OG_ERR_IO;
	m.size = err == OG_OK ? (uint64_t)st.st_size : 0;
	if (err == OG_OK)
		err = mend(&m, out, rw, buf, why);
	close(m.fd);
	*known = m.known;
	return err;
}
