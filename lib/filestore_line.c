// SPDX-License-Identifier: ISC
/*
 * One line of the database as text:
 *
 *   =ID[,ID]/CHECK SEQUENCE PAYLOAD CRC =ID[,ID]/CHECK
 *
 * The ids and their check stand at both ends, so that a damaged line still
 * names whom it would have spoken of.  Pure text: no files here.
 */
#include "filestore_impl.h"

#include <inttypes.h>
#include <string.h>

#include "crc.h"
#include "hex.h"
#include "num.h"
#include "text.h"

#define VOID_MARK " !torn!"
#define ID_DIGITS 16
#define CRC_DIGITS 8
#define MAGIC "otpgate-users 1 "

static void
format_end(struct og_buf *out, const uint64_t *ids, size_t n)
{
	char hex[ID_DIGITS + 1];
	size_t start = out->len;

	for (size_t i = 0; i < n; i++) {
		og_hex_format(ids[i], ID_DIGITS, hex);
		og_buf_putc(out, i == 0 ? '=' : ',');
		og_buf_puts(out, hex);
	}
	if (og_buf_err(out) != OG_OK)
		return;
	og_hex_format(
	    og_crc32(out->data + start, out->len - start), CRC_DIGITS, hex);
	og_buf_putc(out, '/');
	og_buf_puts(out, hex);
}

void
fs_line_format(struct og_buf *out, const uint64_t *ids, size_t n,
    uint64_t sequence, const char *payload, size_t payload_len)
{
	char hex[CRC_DIGITS + 1];
	size_t start = out->len;

	format_end(out, ids, n);
	og_buf_printf(out, " %" PRIu64 " ", sequence);
	og_buf_put(out, payload, payload_len);
	if (og_buf_err(out) != OG_OK)
		return;
	og_hex_format(
	    og_crc32(out->data + start, out->len - start), CRC_DIGITS, hex);
	og_buf_printf(out, " %s ", hex);
	format_end(out, ids, n);
	og_buf_putc(out, '\n');
}

/*
 * Reads one end ("=ID,ID/CHECK") of exactly "len" bytes and adds its ids to
 * "line".  False when it cannot be trusted.
 */
static bool
parse_end(const char *text, size_t len, struct fs_line *line)
{
	uint64_t ids[OG_CHANGES_MAX], check;
	size_t n = 0, at = 0;

	while (n < OG_CHANGES_MAX && len - at > ID_DIGITS &&
	       text[at] == (n == 0 ? '=' : ',')) {
		if (og_hex_parse(text + at + 1, ID_DIGITS, &ids[n]) != OG_OK)
			return false;
		at += 1 + ID_DIGITS;
		n++;
	}
	if (n == 0 || len - at != 1 + CRC_DIGITS || text[at] != '/')
		return false;
	if (og_hex_parse(text + at + 1, CRC_DIGITS, &check) != OG_OK ||
	    check != og_crc32(text, at))
		return false;
	for (size_t i = 0; i < n; i++)
		line->ids[line->n_ids++] = ids[i];
	return true;
}

/* Length of the end at the head: up to the first blank. */
static size_t
head_len(const char *text, size_t len)
{
	const char *blank = memchr(text, ' ', len);

	return blank == NULL ? len : (size_t)(blank - text);
}

/* Length of the end at the tail: back to the last blank. */
static size_t
tail_len(const char *text, size_t len)
{
	const char *blank = memrchr(text, ' ', len);

	return blank == NULL ? 0 : len - (size_t)(blank + 1 - text);
}

/* What stands between the two ends. */
static bool
parse_middle(const char *text, size_t len, size_t head, size_t tail,
    struct fs_line *line)
{
	const size_t fixed = CRC_DIGITS + 2; /* " CRC " */
	const char *start = text + head + 1, *blank, *crc;
	uint64_t value;
	size_t covered;

	if (len < head + 1 + fixed + tail)
		return false;
	covered = len - tail - fixed;
	crc = text + covered + 1;
	if (text[covered] != ' ' || crc[CRC_DIGITS] != ' ' ||
	    og_hex_parse(crc, CRC_DIGITS, &value) != OG_OK ||
	    value != og_crc32(text, covered))
		return false;
	if (covered <= head + 1)
		return false;
	blank = memchr(start, ' ', covered - head - 1);
	if (blank == NULL || og_num_parse(start, (size_t)(blank - start), 1,
				 UINT64_MAX - 1, &line->sequence) != OG_OK)
		return false;
	line->payload = blank + 1;
	line->payload_len = (size_t)(text + covered - line->payload);
	return true;
}

void
fs_line_parse(const char *text, size_t len, struct fs_line *out)
{
	const size_t mark = sizeof(VOID_MARK) - 1;
	size_t head, tail;
	bool head_ok;

	memset(out, 0, sizeof(*out));
	while (len > 0 && text[0] == '\0') {
		text++;
		len--;
		out->holes++;
	}
	if (len == 0) {
		out->kind = FS_HOLE;
		return;
	}
	if (len >= mark && memcmp(text + len - mark, VOID_MARK, mark) == 0) {
		out->kind = FS_VOID;
		return;
	}
	out->kind = FS_BAD;
	head = head_len(text, len);
	tail = tail_len(text, len);
	head_ok = parse_end(text, head, out);
	if (head_ok && head == tail &&
	    memcmp(text, text + len - tail, head) == 0) {
		/* both ends say the same */
		if (parse_middle(text, len, head, tail, out))
			out->kind = FS_GOOD;
		return;
	}
	(void)parse_end(text + len - tail, tail, out);
}

/* Reads one item: "id=HEX removed" or "id=HEX name=NAME ...". */
static bool
parse_item(const char *text, size_t len, struct fs_item *item)
{
	static const char removed[] = " removed", name[] = " name=";
	const size_t front = 3 + ID_DIGITS;
	const char *end;

	memset(item, 0, sizeof(*item));
	item->text = text;
	item->text_len = len;
	if (len <= front || memcmp(text, "id=", 3) != 0 ||
	    og_hex_parse(text + 3, ID_DIGITS, &item->id) != OG_OK)
		return false;
	text += front;
	len -= front;
	if (len == sizeof(removed) - 1 && memcmp(text, removed, len) == 0) {
		item->removed = true;
		return true;
	}
	if (len < sizeof(name) || memcmp(text, name, sizeof(name) - 1) != 0)
		return false;
	item->name = text + sizeof(name) - 1;
	len -= sizeof(name) - 1;
	end = memchr(item->name, ' ', len);
	item->name_len = end == NULL ? len : (size_t)(end - item->name);
	return item->name_len > 0 && item->name_len <= OG_NAME_MAX;
}

bool
fs_line_next(
    const struct fs_line *line, size_t *at, struct fs_item *item, bool *ok)
{
	const char *start = line->payload + *at, *end;
	size_t left = line->payload_len - *at;

	*ok = true;
	if (*at >= line->payload_len)
		return false;
	end = memmem(start, left, " ; ", 3);
	if (end != NULL)
		left = (size_t)(end - start);
	*at += left + (end == NULL ? 0 : 3);
	*ok = parse_item(start, left, item);
	return *ok;
}

void
fs_header_format(struct og_buf *out, const struct fs_header *h)
{
	char crc[CRC_DIGITS + 1];
	size_t start = out->len;

	og_buf_printf(out,
	    MAGIC "generation=%020" PRIu64 " sequence=%020" PRIu64
		  " compacted=%020" PRIu64 " file=%016" PRIx64
		  " from=%016" PRIx64,
	    h->generation, h->sequence, h->compacted, h->file, h->from);
	if (og_buf_err(out) != OG_OK)
		return;
	og_hex_format(
	    og_crc32(out->data + start, out->len - start), CRC_DIGITS, crc);
	og_buf_printf(out, " %s\n", crc);
}

/* Reads "WORD=" and 20 decimal digits with their leading zeros. */
static bool
header_number(const char **p, const char *end, const char *word, uint64_t *out)
{
	const size_t n = strlen(word);
	const char *digits = *p + n;

	if ((size_t)(end - *p) < n + 21 || memcmp(*p, word, n) != 0 ||
	    digits[20] != ' ')
		return false;
	*p = digits + 21;
	while (digits < *p - 2 && *digits == '0')
		digits++;
	return og_num_parse(digits, (size_t)(*p - 1 - digits), 0,
		   UINT64_MAX - 1, out) == OG_OK;
}

static bool
header_id(const char **p, const char *end, const char *word, uint64_t *out)
{
	const size_t n = strlen(word);

	if ((size_t)(end - *p) < n + ID_DIGITS + 1 ||
	    memcmp(*p, word, n) != 0 || (*p)[n + ID_DIGITS] != ' ' ||
	    og_hex_parse(*p + n, ID_DIGITS, out) != OG_OK)
		return false;
	*p += n + ID_DIGITS + 1;
	return true;
}

enum og_err
fs_header_parse(const char *text, size_t len, struct fs_header *h)
{
	const size_t magic = sizeof(MAGIC) - 1;
	const char *p = text + magic, *end = text + len;
	uint64_t crc;

	if (len < magic + CRC_DIGITS + 1 || memcmp(text, MAGIC, magic) != 0)
		return OG_ERR_FORMAT;
	if (!header_number(&p, end, "generation=", &h->generation) ||
	    !header_number(&p, end, "sequence=", &h->sequence) ||
	    !header_number(&p, end, "compacted=", &h->compacted) ||
	    !header_id(&p, end, "file=", &h->file) ||
	    !header_id(&p, end, "from=", &h->from))
		return OG_ERR_DAMAGED;
	if ((size_t)(end - p) != CRC_DIGITS ||
	    og_hex_parse(p, CRC_DIGITS, &crc) != OG_OK ||
	    crc != og_crc32(text, (size_t)(p - 1 - text)))
		return OG_ERR_DAMAGED;
	return OG_OK;
}
