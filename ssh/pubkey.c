/* SPDX-License-Identifier: ISC */
/*
 * Reading a public key.  ssh-keygen only gets what was understood here, spelled
 * anew: no options, no comment, no second line.  Pure.
 */
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "lib/crypto/base64url.h"
#include "lib/crypto/mac.h"
#include "ssh/pubkey.h"

#define APPLICATION_MAX 255
#define EXPONENT_MAX 8 /* bytes */

enum kind { ED25519, ECDSA, RSA };

struct type {
	const char *name;
	enum kind kind;
	bool card;	   /* a security key: an application follows */
	const char *curve; /* ECDSA */
	size_t point;	   /* bytes of an uncompressed point */
};

static const struct type types[] = {
    {"ssh-ed25519", ED25519, false, NULL, 0},
    {"ecdsa-sha2-nistp256", ECDSA, false, "nistp256", 65},
    {"ecdsa-sha2-nistp384", ECDSA, false, "nistp384", 97},
    {"ecdsa-sha2-nistp521", ECDSA, false, "nistp521", 133},
    {"ssh-rsa", RSA, false, NULL, 0},
    {"sk-ssh-ed25519@openssh.com", ED25519, true, NULL, 0},
    {"sk-ecdsa-sha2-nistp256@openssh.com", ECDSA, true, "nistp256", 65},
};

/* What is left of the bytes of a key. */
struct wire {
	const uint8_t *at;
	size_t len;
	bool bad;
};

/* A string of RFC 4251 section 5. */
static const uint8_t *
take(struct wire *w, size_t *len)
{
	const uint8_t *s;
	uint32_t n;

	*len = 0;
	if (w->bad || w->len < 4) {
		w->bad = true;
		return NULL;
	}
	n = (uint32_t)w->at[0] << 24 | (uint32_t)w->at[1] << 16 |
	    (uint32_t)w->at[2] << 8 | w->at[3];
	if (n > w->len - 4) {
		w->bad = true;
		return NULL;
	}
	s = w->at + 4;
	w->at += 4 + (size_t)n;
	w->len -= 4 + (size_t)n;
	*len = n;
	return s;
}

static bool
take_text(struct wire *w, const char *text)
{
	size_t len;
	const uint8_t *s = take(w, &len);

	return s != NULL && len == strlen(text) && memcmp(s, text, len) == 0;
}

/* A positive odd number in its one spelling; its length in bits, 0 if it is not
 * one. */
static size_t
take_odd(struct wire *w)
{
	size_t len;
	size_t bits;
	const uint8_t *s = take(w, &len);

	if (s == NULL || len == 0 || (s[0] & 0x80) != 0 ||
	    (s[len - 1] & 1) == 0)
		return 0;
	if (s[0] == 0) {
		if (len == 1 || (s[1] & 0x80) == 0)
			return 0;
		s++;
		len--;
	}
	bits = 8 * len;
	for (int mask = 0x80; (s[0] & mask) == 0; mask >>= 1)
		bits--;
	return bits;
}

static bool
take_application(struct wire *w)
{
	size_t len;
	const uint8_t *s = take(w, &len);

	if (s == NULL || len == 0 || len > APPLICATION_MAX)
		return false;
	for (size_t i = 0; i < len; i++)
		if (s[i] < 0x21 || s[i] > 0x7e)
			return false;
	return true;
}

static bool
take_point(struct wire *w, const struct type *t)
{
	size_t len;
	const uint8_t *s;

	if (!take_text(w, t->curve))
		return false;
	s = take(w, &len);
	return s != NULL && len == t->point && s[0] == 4;
}

static enum og_err
check_rsa(struct wire *w, const char **reason)
{
	size_t exponent = take_odd(w);
	size_t bits = take_odd(w);

	if (exponent < 2 || exponent > 8 * EXPONENT_MAX || bits == 0) {
		*reason = "its numbers are not those of an RSA key";
		return OG_ERR_FORMAT;
	}
	if (bits < PUBKEY_RSA_BITS_MIN || bits > PUBKEY_RSA_BITS_MAX) {
		*reason = "an RSA key must have 3072 to 16384 bits";
		return OG_ERR_RANGE;
	}
	return OG_OK;
}

static enum og_err
check_blob(const struct type *t, const uint8_t *blob, size_t blob_len,
    const char **reason)
{
	struct wire w = {blob, blob_len, false};
	enum og_err err = OG_OK;
	bool ok = take_text(&w, t->name);
	size_t len;

	if (ok && t->kind == RSA)
		err = check_rsa(&w, reason);
	else if (ok && t->kind == ECDSA)
		ok = take_point(&w, t);
	else if (ok)
		ok = take(&w, &len) != NULL && len == 32;
	if (err != OG_OK)
		return err;
	if (ok && t->card)
		ok = take_application(&w);
	if (ok && !w.bad && w.len == 0)
		return OG_OK;
	*reason = "its inside is not that of such a key";
	return OG_ERR_FORMAT;
}

static bool
is_base64(char c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
	       (c >= '0' && c <= '9') || c == '+' || c == '/';
}

/* Reads base64 in its one spelling, with padding (RFC 4648 section 4). */
static enum og_err
decode(const char *s, size_t len, uint8_t *out, size_t size, size_t *out_len)
{
	char url[PUBKEY_MAX];
	size_t n = len;

	while (n > 0 && len - n < 2 && s[n - 1] == '=')
		n--;
	if (n > sizeof(url) || len % 4 != 0 || len - n != (4 - n % 4) % 4)
		return OG_ERR_FORMAT;
	for (size_t i = 0; i < n; i++) {
		if (!is_base64(s[i]))
			return OG_ERR_FORMAT;
		url[i] = s[i];
		if (s[i] == '+')
			url[i] = '-';
		else if (s[i] == '/')
			url[i] = '_';
	}
	return og_base64url_decode(url, n, out, size, out_len);
}

/* As ssh-keygen -l prints it: base64 without padding. */
static enum og_err
fingerprint(const uint8_t *blob, size_t len, char out[OG_CERT_KEY_MAX + 1])
{
	static const char front[] = "SHA256:";
	uint8_t digest[OG_MAC_LEN];
	char *s = out + sizeof(front) - 1;
	enum og_err err;

	err = og_sha256(blob, len, digest);
	if (err != OG_OK)
		return err;
	memcpy(out, front, sizeof(front));
	og_base64url_encode(digest, sizeof(digest), s);
	for (; *s != '\0'; s++) {
		if (*s == '-')
			*s = '+';
		else if (*s == '_')
			*s = '/';
	}
	return OG_OK;
}

/* Finds the type that the line begins with. */
static const struct type *
find_type(const char *s, size_t len)
{
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		size_t n = strlen(types[i].name);

		if (len > n && memcmp(s, types[i].name, n) == 0 && s[n] == ' ')
			return &types[i];
	}
	return NULL;
}

/* The length of what editors put at the start of a line: a byte order mark of
 * UTF-8. */
static size_t
mark_len(const char *s, size_t len)
{
	return len >= 3 && memcmp(s, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
}

/* The length of the line at "s" with its end if it is empty, otherwise 0. */
static size_t
empty_line(const char *s, size_t len)
{
	size_t n = mark_len(s, len);

	while (n < len && (s[n] == ' ' || s[n] == '\t' || s[n] == '\r'))
		n++;
	if (n < len && s[n] == '\n')
		return n + 1;
	return n == len ? n : 0;
}

/* One line, with only blanks and empty lines before and after it, as editors,
 * mail and Windows add them; *s and *len become those of its text. */
static bool
is_one_line(const char **s, size_t *len)
{
	const char *text = *s, *stop = *s + *len, *end;
	size_t n;

	while (text < stop && (n = empty_line(text, (size_t)(stop - text))) > 0)
		text += n;
	text += mark_len(text, (size_t)(stop - text));
	while (text < stop && (*text == ' ' || *text == '\t'))
		text++;
	end = memchr(text, '\n', (size_t)(stop - text));
	if (end == NULL)
		end = stop;
	*s = text;
	*len = (size_t)(end - text);
	while (end < stop && (n = empty_line(end, (size_t)(stop - end))) > 0)
		end += n;
	if (*len > 0 && text[*len - 1] == '\r')
		--*len;
	for (size_t i = 0; i < *len; i++)
		if (text[i] == '\r' || text[i] == '\0')
			return false;
	return end == stop && *len > 0;
}

/* What users send instead of what is wanted, by how it begins, and where they
 * get the right one; NULL: unknown. */
static const char *
find_hint(const char *s, size_t len)
{
	static const struct {
		const char *begin;
		const char *hint;
	} hints[] = {
	    {"PuTTY-User-Key-File-",
		"PuTTY's private key, which nobody must see: the upper field "
		"of PuTTYgen shows the public one to copy"},
	    {"---- BEGIN SSH2 PUBLIC KEY",
		"the format of PuTTY and SSH2: copy the upper field of "
		"PuTTYgen, or convert it: ssh-keygen -i -f FILE"},
	    {"-----BEGIN PUBLIC KEY",
		"the format PKCS8: convert it: ssh-keygen -i -m PKCS8 -f FILE"},
	    {"-----BEGIN",
		"a private key, which nobody must see: send the file that ends "
		"in .pub"},
	    {"\xff\xfe",
		"UTF-16, as PowerShell writes it: send the file itself, or "
		"save it as UTF-8"},
	};

	const size_t mark = mark_len(s, len);

	s += mark;
	len -= mark;
	for (size_t i = 0; i < sizeof(hints) / sizeof(hints[0]); i++) {
		size_t n = strlen(hints[i].begin);

		if (len >= n && memcmp(s, hints[i].begin, n) == 0)
			return hints[i].hint;
	}
	return NULL;
}

enum og_err
pubkey_parse(const char *s, size_t len, struct pubkey *k, const char **reason)
{
	uint8_t blob[PUBKEY_MAX];
	size_t front, n, blob_len;
	const struct type *t;
	const char *end;
	enum og_err err;
	bool one;

	memset(k, 0, sizeof(*k));
	*reason = "longer than 16 KiB";
	if (len > PUBKEY_MAX)
		return OG_ERR_RANGE;
	one = is_one_line(&s, &len);
	*reason = find_hint(s, len);
	if (*reason != NULL)
		return OG_ERR_FORMAT;
	*reason = "not exactly one line";
	if (!one)
		return OG_ERR_FORMAT;
	*reason = "not a public key of a known type (ssh-ed25519, "
		  "ecdsa-sha2-*, ssh-rsa, sk-*), without options";
	t = find_type(s, len);
	if (t == NULL)
		return OG_ERR_FORMAT;
	front = strlen(t->name) + 1;
	end = memchr(s + front, ' ', len - front);
	n = end == NULL ? len - front : (size_t)(end - s) - front;
	*reason = "its base64 is damaged";
	if (decode(s + front, n, blob, sizeof(blob), &blob_len) != OG_OK)
		return OG_ERR_FORMAT;
	err = check_blob(t, blob, blob_len, reason);
	if (err != OG_OK)
		return err;
	*reason = "no fingerprint";
	err = fingerprint(blob, blob_len, k->fingerprint);
	if (err != OG_OK)
		return err;
	k->type = t->name;
	memcpy(k->line, s, front + n);
	k->line[front + n] = '\n';
	return OG_OK;
}
