/* SPDX-License-Identifier: ISC */
/*
 * Lines of the audit log as text.  What is read must be exactly what would be
 * written: a line that was edited or cut is not guessed at.  Must not know
 * where lines go or come from.
 */
#include <inttypes.h>
#include <string.h>

#include "lib/audit/line.h"
#include "lib/base/clock.h"
#include "lib/base/text.h"

#define WORD_MAX 64
#define TEXT_MAX 128 /* of what came from outside, before escaping */

/* --- writing --- */

/* One line on its way. */
struct writer {
	struct og_buf *b;
	bool json;
	bool cut;
};

static size_t
cap(const struct writer *w, size_t max, size_t len)
{
	return w->cut ? max : len;
}

/* One word, whatever it contains. */
static void
put_word(const struct writer *w, const char *s)
{
	size_t len = strlen(s), max = cap(w, WORD_MAX, len);
	size_t i;

	for (i = 0; i < len && i < max; i++) {
		if (s[i] == ' ' || s[i] == '=')
			og_buf_printf(w->b, "\\x%02x", (unsigned)s[i]);
		else
			og_text_escape(w->b, s + i, 1, 1);
	}
	if (i < len)
		og_buf_puts(w->b, "...");
}

/* The name of a field and the separator before its value. */
static void
put_name(const struct writer *w, const char *name)
{
	if (w->json)
		og_buf_printf(w->b, ",\"%s\":", name);
	else
		og_buf_printf(w->b, " %s=", name);
}

static void
put_quoted(const struct writer *w, const char *s, size_t max)
{
	size_t len = strlen(s);

	og_buf_putc(w->b, '"');
	if (w->json)
		og_text_json(w->b, s, len, cap(w, max, len));
	else
		og_text_escape(w->b, s, len, cap(w, max, len));
	og_buf_putc(w->b, '"');
}

/* A field; a dash without quotes, or null, when it is empty. */
static void
put_field(const struct writer *w, const char *name, const char *s, bool word)
{
	put_name(w, name);
	if (s == NULL || s[0] == '\0')
		og_buf_puts(w->b, w->json ? "null" : "-");
	else if (word && !w->json)
		put_word(w, s);
	else
		put_quoted(w, s, word ? WORD_MAX : TEXT_MAX);
}

static void
put_time(const struct writer *w, int64_t when)
{
	char time[OG_TIME_SIZE];

	og_clock_format(when, time);
	if (!w->json)
		og_buf_puts(w->b, time);
	else if (time[0] == '-')
		og_buf_puts(w->b, "{\"time\":null");
	else
		og_buf_printf(w->b, "{\"time\":\"%s\"", time);
}

void
og_audit_line_event(struct og_buf *b, const struct og_event *e,
    enum og_audit_format format, bool cut)
{
	const struct writer w = {b, format == OG_AUDIT_JSON, cut};

	put_time(&w, e->when);
	put_field(&w, "event", e->event, true);
	put_field(&w, "verdict", e->verdict, true);
	put_field(&w, "reason", e->reason, true);
	put_field(&w, "factor", e->factor, true);
	put_field(&w, "addr", e->address, true);
	put_field(&w, "detail", e->detail, false);
	put_field(&w, "user", e->user, false);
	if (w.json)
		og_buf_putc(b, '}');
}

void
og_audit_line_note(struct og_buf *b, int64_t when, const char *event,
    const char *detail, enum og_audit_format format)
{
	const struct writer w = {b, format == OG_AUDIT_JSON, false};

	put_time(&w, when);
	put_field(&w, "event", event, true);
	put_field(&w, "detail", detail, false);
	if (w.json)
		og_buf_putc(b, '}');
}

/* --- reading --- */

/* One line being read; "to" is where the next value goes. */
struct reader {
	const char *at;
	const char *end;
	char *to;
	bool json;
};

/* Takes "s" from the front. */
static bool
take(struct reader *r, const char *s)
{
	size_t len = strlen(s);

	if ((size_t)(r->end - r->at) < len || memcmp(r->at, s, len) != 0)
		return false;
	r->at += len;
	return true;
}

/* "n" lower-case hexadecimal digits. */
static bool
take_hex(struct reader *r, size_t n, uint32_t *out)
{
	static const char digits[] = "0123456789abcdef";
	const char *p;

	*out = 0;
	if ((size_t)(r->end - r->at) < n)
		return false;
	for (; n > 0; n--, r->at++) {
		p = *r->at == '\0' ? NULL : strchr(digits, *r->at);
		if (p == NULL)
			return false;
		*out = *out << 4 | (uint32_t)(p - digits);
	}
	return true;
}

/* After a backslash in text: "xNN", never a NUL. */
static bool
take_byte(struct reader *r)
{
	uint32_t value;

	if (!take(r, "x") || !take_hex(r, 2, &value) || value == 0)
		return false;
	*r->to++ = (char)value;
	return true;
}

/* Writes a code point as UTF-8. */
static void
put_point(struct reader *r, uint32_t cp)
{
	if (cp < 0x80) {
		*r->to++ = (char)cp;
		return;
	}
	if (cp < 0x800) {
		*r->to++ = (char)(0xc0 | cp >> 6);
	} else {
		if (cp < 0x10000) {
			*r->to++ = (char)(0xe0 | cp >> 12);
		} else {
			*r->to++ = (char)(0xf0 | cp >> 18);
			*r->to++ = (char)(0x80 | (cp >> 12 & 0x3f));
		}
		*r->to++ = (char)(0x80 | (cp >> 6 & 0x3f));
	}
	*r->to++ = (char)(0x80 | (cp & 0x3f));
}

/* After a backslash in JSON: a quote, a backslash, or "uXXXX". */
static bool
take_point(struct reader *r)
{
	uint32_t cp, low;

	if (take(r, "\"") || take(r, "\\")) {
		*r->to++ = r->at[-1];
		return true;
	}
	if (!take(r, "u") || !take_hex(r, 4, &cp) || cp == 0 ||
	    (cp >= 0xdc00 && cp <= 0xdfff))
		return false;
	if (cp >= 0xd800 && cp <= 0xdbff) {
		if (!take(r, "\\u") || !take_hex(r, 4, &low) || low < 0xdc00 ||
		    low > 0xdfff)
			return false;
		cp = 0x10000 + ((cp - 0xd800) << 10) + (low - 0xdc00);
	}
	put_point(r, cp);
	return true;
}

/* Bytes up to "stop" (which stays), escapes undone. */
static bool
take_until(struct reader *r, char stop)
{
	unsigned char c;

	while (r->at < r->end && *r->at != stop) {
		c = (unsigned char)*r->at++;
		if (c == '\\') {
			if (!(r->json ? take_point(r) : take_byte(r)))
				return false;
			continue;
		}
		if (c < 0x20 || c == '"' || c == 0x7f ||
		    (c == '=' && stop == ' ') || (c > 0x7f && r->json))
			return false;
		*r->to++ = (char)c;
	}
	return true;
}

/* The value of a field.  *out is NULL for none. */
static bool
take_value(struct reader *r, bool word, const char **out)
{
	const bool quoted = r->json || !word;

	*out = r->to;
	if (quoted && take(r, r->json ? "null" : "-")) {
		*out = NULL;
		return true;
	}
	if ((quoted && !take(r, "\"")) || !take_until(r, quoted ? '"' : ' ') ||
	    r->to == *out || (quoted && !take(r, "\"")))
		return false;
	*r->to++ = '\0';
	if (!quoted && strcmp(*out, "-") == 0)
		*out = NULL;
	return true;
}

static bool
take_field(struct reader *r, const char *name, bool word, const char **out)
{
	return take(r, r->json ? ",\"" : " ") && take(r, name) &&
	       take(r, r->json ? "\":" : "=") && take_value(r, word, out);
}

/* "2026-11-23T09:00:00Z" or, where it could not be written, nothing. */
static bool
take_time(struct reader *r, int64_t *when)
{
	const size_t len = sizeof("2026-11-23T09:00:00Z") - 1;

	*when = -1;
	if (take(r, r->json ? "{\"time\":null" : "-"))
		return true;
	if ((r->json && !take(r, "{\"time\":\"")) ||
	    (size_t)(r->end - r->at) < len || r->at[len - 1] != 'Z' ||
	    og_clock_parse(r->at, len, when) != OG_OK)
		return false;
	r->at += len;
	return !r->json || take(r, "\"");
}

enum og_err
og_audit_line_parse(const char *line, size_t len, struct og_audit_line *out)
{
	struct reader r = {line, line + len, out->text, false};
	struct og_event *e = &out->event;
	bool ok;

	memset(e, 0, sizeof(*e));
	/* what is read is never longer than what it was read from, but each
	 * value gets a NUL in the place of its name */
	if (len == 0 || len >= sizeof(out->text))
		return OG_ERR_FORMAT;
	r.json = line[0] == '{';
	if (!take_time(&r, &e->when) ||
	    !take_field(&r, "event", true, &e->event))
		return OG_ERR_FORMAT;
	out->note = take(&r, r.json ? ",\"detail" : " detail");
	if (out->note) {
		ok = take(&r, r.json ? "\":" : "=") &&
		     take_value(&r, false, &e->detail);
	} else {
		ok = take_field(&r, "verdict", true, &e->verdict) &&
		     take_field(&r, "reason", true, &e->reason) &&
		     take_field(&r, "factor", true, &e->factor) &&
		     take_field(&r, "addr", true, &e->address) &&
		     take_field(&r, "detail", false, &e->detail) &&
		     take_field(&r, "user", false, &e->user);
	}
	if (!ok || (r.json && !take(&r, "}")) || r.at != r.end)
		return OG_ERR_FORMAT;
	return OG_OK;
}
