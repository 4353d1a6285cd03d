/* SPDX-License-Identifier: ISC */
/*
 * Fuzz target: the body of a form that is kept.  What a browser makes of the
 * hidden inputs, read back here by rules of its own, must be the fields of the
 * body.  The same bytes are no sealed form, either.
 */
#include <string.h>

#include "fcgi/web/form.h"
#include "fcgi/web/kept_form.h"
#include "fuzz.h"

static const char head[] = "<input type=\"hidden\" name=\"";
static const char middle[] = "\" value=\"";
static const char tail[] = "\">\n";

static void
skip(const char **p, const char *expected)
{
	const size_t len = strlen(expected);

	MUST(strncmp(*p, expected, len) == 0);
	*p += len;
}

/* The character that the reference at *p means. */
static char
reference(const char **p)
{
	static const struct {
		const char *text;
		char c;
	} known[] = {{"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'},
	    {"&quot;", '"'}, {"&#39;", '\''}, {"&#9;", '\t'}, {"&#10;", '\n'},
	    {"&#13;", '\r'}};

	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++) {
		if (strncmp(*p, known[i].text, strlen(known[i].text)) == 0) {
			*p += strlen(known[i].text);
			return known[i].c;
		}
	}
	MUST(*p == NULL); /* a reference that is not known */
	return 0;
}

/* Reads an attribute's value, which must be the decoded bytes at "piece". */
static void
compare(const char **p, const char *piece, size_t len)
{
	char *decoded = malloc(len + 1);
	size_t n = 0;

	MUST(decoded != NULL);
	MUST(form_decode(piece, len, decoded, len, &n) == OG_OK);
	for (size_t i = 0; i < n; i++) {
		char c = **p;

		MUST(c != '"' && c != '<' && c != '>' && c != '\0');
		if (c == '&')
			c = reference(p);
		else
			(*p)++;
		MUST(c == decoded[i]);
		/* a line end that is not CR LF would be sent as one */
		MUST(c != '\n' || (i > 0 && decoded[i - 1] == '\r'));
		MUST(c != '\r' || (i + 1 < n && decoded[i + 1] == '\n'));
	}
	free(decoded);
}

static void
read_back(const char *html, const char *body, size_t size, size_t fields)
{
	const char *p = html, *at = body, *end = body + size;

	for (size_t i = 0; i < fields; i++) {
		const char *stop = memchr(at, '&', (size_t)(end - at));
		const char *equals;

		stop = stop == NULL ? end : stop;
		equals = memchr(at, '=', (size_t)(stop - at));
		MUST(equals != NULL && equals > at);
		skip(&p, head);
		compare(&p, at, (size_t)(equals - at));
		skip(&p, middle);
		compare(&p, equals + 1, (size_t)(stop - equals - 1));
		skip(&p, tail);
		MUST((stop == end) == (i + 1 == fields));
		at = stop + 1;
	}
	MUST(*p == '\0');
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const uint8_t master[OG_KEY_LEN] = {1};
	char *body = fuzz_string(data, size);
	struct og_keyring ring;
	struct kept_form f;
	struct og_buf b;
	size_t fields;

	og_buf_init(&b, KEPT_INPUTS_MAX);
	if (kept_form_inputs(body, size, &b, &fields) == OG_OK) {
		MUST(fields <= KEPT_FIELDS_MAX && (fields > 0) == (size > 0));
		read_back(og_buf_str(&b), body, size, fields);
	} else {
		MUST(b.len == 0 && fields == 0);
	}
	og_buf_clear(&b);

	og_keyring_init(&ring);
	MUST(og_keyring_add(&ring, 1, 0, master) == OG_OK);
	MUST(kept_form_open(&ring, "app.test", body, size, 32768, &f) != OG_OK);
	MUST(f.opened == NULL && f.body == NULL);
	og_keyring_clear(&ring);
	free(body);
	return 0;
}
