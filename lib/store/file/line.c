// SPDX-License-Identifier: ISC
/*
 * One line of the database as text:
 *
 *   =ID[,ID]/CHECK SEQUENCE PAYLOAD CRC =ID[,ID]/CHECK
 *
 * The ids and their check stand at both ends, so that a damaged line still
 * names whom it would have spoken of.  Pure text: no files here.
 */
#include "lib/store/file/impl.h"

#include <inttypes.h>
#include <string.h>

#include "lib/base/num.h"
#include "lib/base/text.h"
#include "lib/crypto/crc.h"
#include "lib/crypto/hex.h"

#define VOID_MARK " !torn!"
#define MARK_LEN (sizeof(VOID_MARK) - 1)
#define LINE_MIN 93 /* of a removal, with its line end */
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
 * The length of the end ("=ID,ID/CHECK") at the start of the "len" bytes at
 * "text", with its ids in "ids" and their number in *n; 0 when there is none
 * that can be trusted.
 */
static size_t
parse_end(const char *text, size_t len, uint64_t ids[OG_CHANGES_MAX], size_t *n)
{
	uint64_t check;
	size_t at = 0;

	*n = 0;
	while (*n < OG_CHANGES_MAX && len - at > ID_DIGITS &&
	       text[at] == (*n == 0 ? '=' : ',')) {
		if (og_hex_parse(text + at + 1, ID_DIGITS, &ids[*n]) != OG_OK)
			return 0;
		at += 1 + ID_DIGITS;
		++*n;
	}
	if (*n == 0 || len - at < 1 + CRC_DIGITS || text[at] != '/' ||
	    og_hex_parse(text + at + 1, CRC_DIGITS, &check) != OG_OK ||
	    check != og_crc32(text, at))
		return 0;
	return at + 1 + CRC_DIGITS;
}

/* What stands between the two ends, which are "end" bytes long. */
static bool
parse_middle(const char *text, size_t len, size_t end, struct fs_line *line)
{
	const size_t fixed = CRC_DIGITS + 2; /* " CRC " */
	const char *start = text + end + 1, *blank, *crc;
	uint64_t value;
	size_t covered;

	if (len < end + 1 + fixed + end)
		return false;
	covered = len - end - fixed;
	crc = text + covered + 1;
	if (text[covered] != ' ' || crc[CRC_DIGITS] != ' ' ||
	    og_hex_parse(crc, CRC_DIGITS, &value) != OG_OK ||
	    value != og_crc32(text, covered))
		return false;
	if (covered <= end + 1)
		return false;
	blank = memchr(start, ' ', covered - end - 1);
	if (blank == NULL || og_num_parse(start, (size_t)(blank - start), 1,
				 UINT64_MAX - 1, &line->sequence) != OG_OK)
		return false;
	line->payload = blank + 1;
	line->payload_len = (size_t)(text + covered - line->payload);
	return true;
}

/* A line without any fault. */
static bool
parse_good(const char *text, size_t len, struct fs_line *line)
{
	size_t end = parse_end(text, len, line->ids, &line->n_ids);

	if (end == 0 || len < 2 * end || len >= FS_LINE_MAX ||
	    text[end] != ' ' || memcmp(text, text + len - end, end) != 0)
		return false;
	for (size_t i = 1; i < line->n_ids; i++) {
		for (size_t k = 0; k < i; k++) {
			if (line->ids[k] == line->ids[i])
				return false;
		}
	}
	return parse_middle(text, len, end, line);
}

static void
add_ids(struct fs_line *line, const uint64_t *ids, size_t n)
{
	if (n > sizeof(line->ids) / sizeof(line->ids[0]) - line->n_ids) {
		line->unnamed = true;
		return;
	}
	memcpy(line->ids + line->n_ids, ids, n * sizeof(*ids));
	line->n_ids += n;
}

/* One line among several that ran together; lengths of 0: there is no such
 * end. */
struct part {
	const char *text;
	size_t len;
	size_t head, tail;
	uint64_t head_ids[OG_CHANGES_MAX], tail_ids[OG_CHANGES_MAX];
	size_t n_head, n_tail;
};

/*
 * Finds the part that begins at "text": up to the first end behind a blank,
 * for no record has a blank before an equals sign.
 */
static void
find_part(const char *text, size_t len, struct part *p)
{
	const char *at = text, *stop = text + len;

	memset(p, 0, sizeof(*p));
	p->text = text;
	p->len = len;
	p->head = parse_end(text, len, p->head_ids, &p->n_head);
	while ((at = memmem(at, (size_t)(stop - at), " =", 2)) != NULL) {
		at++;
		p->tail =
		    parse_end(at, (size_t)(stop - at), p->tail_ids, &p->n_tail);
		if (p->tail > 0) {
			p->len = (size_t)(at - text) + p->tail;
			return;
		}
	}
}

/* True when nothing but one end is wrong: no other line was lost in it. */
static bool
is_whole_but_one_end(const struct part *p)
{
	const size_t end = p->head > 0 ? p->head : p->tail;
	const char *first, *crc;
	uint64_t value;
	size_t covered;

	if (p->len < 2 * end + CRC_DIGITS + 3)
		return false;
	covered = p->len - end - CRC_DIGITS - 2;
	crc = p->text + covered + 1;
	first = p->head > 0 ? p->text : p->text + p->len - end;
	return og_hex_parse(crc, CRC_DIGITS, &value) == OG_OK &&
	       value == og_crc32_add(
			    og_crc32(first, end), p->text + end, covered - end);
}

/* Whom a part speaks of, and whether it was one line. */
static void
name_part(const struct part *p, struct fs_line *line)
{
	bool own = p->head > 0 && p->head == p->tail &&
		   memcmp(p->text, p->text + p->len - p->tail, p->head) == 0;

	if (p->head > 0 && !own)
		add_ids(line, p->head_ids, p->n_head);
	if (p->tail > 0)
		add_ids(line, p->tail_ids, p->n_tail);
	line->parts++;
	line->open = line->parts == 1 && p->head > 0 && p->tail == 0;
	line->closes = line->parts == 1 && p->head == 0 && p->tail > 0;
	line->tails += p->tail > 0;
	line->commits += p->tail > 0;
	line->commits += p->head > 0 && !own;
	if (!own &&
	    ((p->head > 0 && p->tail > 0) || (p->head == 0 && p->tail == 0) ||
		!is_whole_but_one_end(p)))
		line->unnamed = true;
}

/* True when the mark of a void line ends the text, with one wrong byte in it at
 * most: nothing else ends so. */
static bool
ends_void(const char *text, size_t len)
{
	int wrong = 0;

	if (len < MARK_LEN)
		return false;
	for (size_t i = 0; i < MARK_LEN; i++)
		wrong += text[len - MARK_LEN + i] != VOID_MARK[i];
	return wrong <= 1;
}

bool
fs_line_is_marked(const char *text, size_t len)
{
	return len >= MARK_LEN &&
	       memcmp(text + len - MARK_LEN, VOID_MARK, MARK_LEN) == 0;
}

static void
skip_hole(const char **text, size_t *len, struct fs_line *line)
{
	while (*len > 0 && (*text)[0] == '\0') {
		++*text;
		--*len;
		line->holes++;
	}
}

/* Where the marks that begin at "mark" end: one may have been cut off, too. */
static size_t
skip_marks(const char *mark, const char *stop, const char *text)
{
	do {
		mark += MARK_LEN;
	} while ((size_t)(stop - mark) >= MARK_LEN &&
		 memcmp(mark, VOID_MARK, MARK_LEN) == 0);
	return (size_t)(mark - text);
}

/* True when so many NUL bytes follow each other that a line fits in. */
static bool
has_gap(const char *text, size_t len)
{
	size_t run = 0;

	for (size_t i = 0; i < len && run < LINE_MIN; i++)
		run = text[i] == '\0' ? run + 1 : 0;
	return run == LINE_MIN;
}

/*
 * Whom a damaged line speaks of.  It may be several by now, whose line ends
 * became something else.  Each good one had its end, behind a blank, as the
 * last thing that was written; a void one has its mark and never had an end.
 */
static void
name_users(const char *text, size_t len, struct fs_line *line)
{
	const char *mark;
	struct part p;
	size_t n;

	line->n_ids = 0;
	while (len > 0) {
		find_part(text, len, &p);
		n = p.len;
		mark = memmem(text, n, VOID_MARK, MARK_LEN);
		if (mark != NULL)
			n = skip_marks(mark, text + len, text);
		else if (p.tail > 0 || !ends_void(text, n))
			name_part(&p, line);
		if (n < len)
			n++; /* what was a line end */
		text += n;
		len -= n;
		skip_hole(&text, &len, line);
	}
}

void
fs_line_parse(const char *text, size_t len, struct fs_line *out)
{
	memset(out, 0, sizeof(*out));
	skip_hole(&text, &len, out);
	if (len == 0) {
		out->kind = FS_HOLE;
	} else if (parse_good(text, len, out)) {
		out->kind = FS_GOOD;
	} else {
		name_users(text, len, out);
		out->gap = out->holes > 0 || has_gap(text, len);
		out->kind = out->parts == 0 ? FS_VOID : FS_BAD;
	}
}

/* As og_name_is_valid, without a NUL behind it. */
static bool
name_is_valid(const char *text, size_t len)
{
	char name[OG_NAME_SIZE];

	if (len > OG_NAME_MAX || memchr(text, '\0', len) != NULL)
		return false;
	memcpy(name, text, len);
	name[len] = '\0';
	return og_name_is_valid(name);
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
	return name_is_valid(item->name, item->name_len);
}

/* The next " ; ", or NULL.  Every check comes by: memmem would look at each
 * byte, and only browsers' names have semicolons. */
static const char *
find_separator(const char *start, size_t len)
{
	const char *at = start, *stop = start + len;

	while ((at = memchr(at, ';', (size_t)(stop - at))) != NULL) {
		if (at > start && at + 1 < stop && at[-1] == ' ' &&
		    at[1] == ' ')
			return at - 1;
		at++;
	}
	return NULL;
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
	end = find_separator(start, left);
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
