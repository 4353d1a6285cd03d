/* SPDX-License-Identifier: ISC */
/*
 * otpauth:// URIs, written and read.  The URI holds the seed in clear, so every
 * copy made here is wiped, and nothing of it goes into an error.
 */
#include <inttypes.h>
#include <string.h>
#include <strings.h>

#include "base32.h"
#include "num.h"
#include "otpauth.h"
#include "text.h"
#include "wipe.h"

#define SCHEME "otpauth://"
#define VALUE_MAX 512 /* bytes of one decoded label or value */
#define DEFAULT_DIGITS 6
#define DEFAULT_PERIOD 30

/* Bits of the parameters that a URI has given. */
enum param {
	PARAM_NONE = 0,
	PARAM_SECRET = 1,
	PARAM_ISSUER = 2,
	PARAM_ALGORITHM = 4,
	PARAM_DIGITS = 8,
	PARAM_PERIOD = 16,
	PARAM_COUNTER = 32
};

static const struct {
	const char *name;
	enum param param;
} params[] = {
    {"secret", PARAM_SECRET},
    {"issuer", PARAM_ISSUER},
    {"algorithm", PARAM_ALGORITHM},
    {"digits", PARAM_DIGITS},
    {"period", PARAM_PERIOD},
    {"counter", PARAM_COUNTER},
};

#define N_PARAMS (sizeof(params) / sizeof(params[0]))

/* Names are shown to people, and a colon ends the issuer in a label. */
static bool
is_name(const char *s, size_t len)
{
	return og_text_is_clean(s, len) && memchr(s, ':', len) == NULL;
}

/* True for a seed of allowed length that is not one byte over and over. */
static bool
is_seed(const uint8_t *seed, size_t len)
{
	uint8_t differ = 0;
	size_t i;

	if (len < OG_SEED_MIN || len > OG_SEED_MAX)
		return false;
	for (i = 1; i < len; i++)
		differ |= seed[i] ^ seed[0];
	return differ != 0;
}

/* True when every field is within its range. */
static bool
is_in_range(const struct og_otpauth *p)
{
	size_t issuer = strnlen(p->issuer, sizeof(p->issuer));
	size_t account = strnlen(p->account, sizeof(p->account));

	return issuer <= OG_ISSUER_MAX && is_name(p->issuer, issuer) &&
	       account >= 1 && account <= OG_ACCOUNT_MAX &&
	       is_name(p->account, account) && is_seed(p->seed, p->seed_len) &&
	       og_hash_name(p->hash) != NULL && p->digits >= OG_DIGITS_MIN &&
	       p->digits <= OG_DIGITS_MAX &&
	       (p->hotp ||
		   (p->period >= OG_PERIOD_MIN && p->period <= OG_PERIOD_MAX));
}

/* Percent-encodes all but the unreserved characters of RFC 3986. */
static void
put_encoded(struct og_buf *b, const char *s)
{
	for (; *s != '\0'; s++) {
		if ((*s >= 'A' && *s <= 'Z') || (*s >= 'a' && *s <= 'z') ||
		    (*s >= '0' && *s <= '9') || *s == '-' || *s == '.' ||
		    *s == '_' || *s == '~')
			og_buf_putc(b, *s);
		else
			og_buf_printf(b, "%%%02X", (unsigned)(unsigned char)*s);
	}
}

enum og_err
og_otpauth_format(const struct og_otpauth *p, struct og_buf *out)
{
	char secret[OG_BASE32_SIZE(OG_SEED_MAX)];

	if (!is_in_range(p))
		return OG_ERR_RANGE;
	og_buf_printf(out, SCHEME "%s/", p->hotp ? "hotp" : "totp");
	if (p->issuer[0] != '\0') {
		put_encoded(out, p->issuer);
		og_buf_putc(out, ':');
	}
	put_encoded(out, p->account);
	og_base32_encode(p->seed, p->seed_len, secret);
	og_buf_puts(out, "?secret=");
	og_buf_puts(out, secret);
	OG_WIPE_ARRAY(secret);
	if (p->issuer[0] != '\0') {
		og_buf_puts(out, "&issuer=");
		put_encoded(out, p->issuer);
	}
	og_buf_printf(
	    out, "&algorithm=%s&digits=%u", og_hash_name(p->hash), p->digits);
	if (p->hotp)
		og_buf_printf(out, "&counter=%" PRIu64, p->counter);
	else
		og_buf_printf(out, "&period=%u", p->period);
	return og_buf_err(out);
}

/* 0 to 15, or -1. */
static int
hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

/*
 * Undoes percent-encoding of "len" bytes into a string of clean text.  "+" is
 * a plus here: the format takes %20 for a blank.
 */
static enum og_err
decode(const char *in, size_t len, char out[VALUE_MAX])
{
	size_t i, n = 0;

	for (i = 0; i < len; i++) {
		if (n == VALUE_MAX - 1)
			return OG_ERR_RANGE;
		if (in[i] == '%') {
			int high = i + 2 < len ? hex_value(in[i + 1]) : -1;
			int low = i + 2 < len ? hex_value(in[i + 2]) : -1;

			if (high < 0 || low < 0)
				return OG_ERR_FORMAT;
			out[n++] = (char)(high << 4 | low);
			i += 2;
		} else {
			out[n++] = in[i];
		}
	}
	out[n] = '\0';
	/* a NUL is not clean: "out" ends where it seems to */
	return og_text_is_clean(out, n) ? OG_OK : OG_ERR_FORMAT;
}

/* Stores a name of at most "max" bytes. */
static enum og_err
set_name(const char *s, size_t len, size_t max, char *out)
{
	if (!is_name(s, len))
		return OG_ERR_FORMAT;
	if (len > max)
		return OG_ERR_RANGE;
	memcpy(out, s, len);
	out[len] = '\0';
	return OG_OK;
}

/* "issuer:account" or "account". */
static enum og_err
parse_label(const char *in, size_t len, struct og_otpauth *p)
{
	char label[VALUE_MAX];
	const char *account = label, *colon;
	enum og_err err;

	err = decode(in, len, label);
	if (err != OG_OK)
		return err;
	colon = strchr(label, ':');
	if (colon != NULL) {
		err = set_name(
		    label, (size_t)(colon - label), OG_ISSUER_MAX, p->issuer);
		if (err != OG_OK)
			return err;
		if (p->issuer[0] == '\0')
			return OG_ERR_FORMAT;
		account = colon + 1;
	}
	account += strspn(account, " ");
	if (*account == '\0')
		return OG_ERR_FORMAT;
	return set_name(account, strlen(account), OG_ACCOUNT_MAX, p->account);
}

static enum og_err
set_secret(const char *value, struct og_otpauth *p)
{
	enum og_err err;

	err = og_base32_decode(
	    value, strlen(value), p->seed, sizeof(p->seed), &p->seed_len);
	if (err != OG_OK)
		return err;
	return is_seed(p->seed, p->seed_len) ? OG_OK : OG_ERR_RANGE;
}

/* The label, which came first, may have named the issuer. */
static enum og_err
set_issuer(const char *value, struct og_otpauth *p)
{
	if (p->issuer[0] != '\0')
		return strcmp(p->issuer, value) == 0 ? OG_OK : OG_ERR_FORMAT;
	return set_name(value, strlen(value), OG_ISSUER_MAX, p->issuer);
}

static enum og_err
set_unsigned(const char *value, unsigned min, unsigned max, unsigned *out)
{
	uint64_t number;
	enum og_err err;

	err = og_num_parse(value, strlen(value), min, max, &number);
	if (err == OG_OK)
		*out = (unsigned)number;
	return err;
}

static enum og_err
set_param(enum param param, const char *value, struct og_otpauth *p)
{
	switch (param) {
	case PARAM_NONE:
		break;
	case PARAM_SECRET:
		return set_secret(value, p);
	case PARAM_ISSUER:
		return set_issuer(value, p);
	case PARAM_ALGORITHM:
		return og_hash_parse(value, strlen(value), &p->hash);
	case PARAM_DIGITS:
		return set_unsigned(
		    value, OG_DIGITS_MIN, OG_DIGITS_MAX, &p->digits);
	case PARAM_PERIOD:
		return set_unsigned(
		    value, OG_PERIOD_MIN, OG_PERIOD_MAX, &p->period);
	case PARAM_COUNTER:
		return og_num_parse(
		    value, strlen(value), 0, UINT64_MAX, &p->counter);
	}
	return OG_ERR_ARG;
}

/* One "name=value"; adds its bit to *seen. */
static enum og_err
parse_param(const char *in, size_t len, unsigned *seen, struct og_otpauth *p)
{
	const char *equals = memchr(in, '=', len);
	size_t i, n = equals != NULL ? (size_t)(equals - in) : len;
	size_t skip = equals != NULL ? n + 1 : n;
	char value[VALUE_MAX];
	enum og_err err;

	for (i = 0; i < N_PARAMS; i++) {
		if (strlen(params[i].name) == n &&
		    memcmp(params[i].name, in, n) == 0)
			break;
	}
	if (i == N_PARAMS)
		return OG_OK;
	if ((*seen & params[i].param) != 0)
		return OG_ERR_FORMAT;
	*seen |= params[i].param;
	err = decode(in + skip, len - skip, value);
	if (err == OG_OK)
		err = set_param(params[i].param, value, p);
	OG_WIPE_ARRAY(value);
	return err;
}

/* All parameters of the query; the secret must be there, and for HOTP the
 * counter, which has no default. */
static enum og_err
parse_query(const char *s, struct og_otpauth *p)
{
	unsigned seen = 0, must = PARAM_SECRET;
	enum og_err err;

	for (;;) {
		size_t n = strcspn(s, "&");

		err = parse_param(s, n, &seen, p);
		if (err != OG_OK)
			return err;
		if (s[n] == '\0')
			break;
		s += n + 1;
	}
	if (p->hotp)
		must |= PARAM_COUNTER;
	else
		p->counter = 0;
	return (seen & must) == must ? OG_OK : OG_ERR_FORMAT;
}

enum og_err
og_otpauth_parse(const char *uri, struct og_otpauth *p)
{
	const char *s = uri, *query;
	enum og_err err = OG_ERR_FORMAT;

	og_otpauth_clear(p);
	p->hash = OG_SHA1;
	p->digits = DEFAULT_DIGITS;
	p->period = DEFAULT_PERIOD;
	if (strncasecmp(s, SCHEME, strlen(SCHEME)) != 0 ||
	    strchr(s, '#') != NULL)
		goto out;
	s += strlen(SCHEME);
	if (strncasecmp(s, "hotp/", 5) == 0)
		p->hotp = true;
	else if (strncasecmp(s, "totp/", 5) != 0)
		goto out;
	s += 5;
	query = strchr(s, '?');
	if (query == NULL)
		goto out;
	err = parse_label(s, (size_t)(query - s), p);
	if (err == OG_OK)
		err = parse_query(query + 1, p);
	if (err == OG_OK && !is_in_range(p))
		err = OG_ERR_RANGE;
out:
	if (err != OG_OK)
		og_otpauth_clear(p);
	return err;
}

void
og_otpauth_clear(struct og_otpauth *p)
{
	OG_WIPE_OBJECT(p);
}
