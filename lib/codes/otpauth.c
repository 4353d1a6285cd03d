/* SPDX-License-Identifier: ISC */
/*
 * otpauth:// URIs, written and read.  The URI holds the seed in clear, so every
 * copy made here is wiped, and nothing of it goes into an error.
 */
#include <inttypes.h>
#include <string.h>
#include <strings.h>

#include "lib/base/num.h"
#include "lib/base/percent.h"
#include "lib/base/text.h"
#include "lib/base/typed.h"
#include "lib/base/wipe.h"
#include "lib/codes/otpauth.h"
#include "lib/crypto/base32.h"

#define SCHEME "otpauth://"
#define VALUE_MAX 512 /* bytes of one decoded label or value */
#define MISSING                                                                \
	"is missing: copy the whole URI, and put it in single quotes, since "  \
	"a "                                                                   \
	"shell cuts it off at an &"
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
	PARAM_COUNTER = 32,
	PARAM_ENCODER = 64
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
    {"encoder", PARAM_ENCODER},
};

#define N_PARAMS (sizeof(params) / sizeof(params[0]))

/* Names are shown to people, and a colon ends the issuer in a label. */
static bool
is_name(const char *s, size_t len)
{
	return og_text_is_clean(s, len) && memchr(s, ':', len) == NULL;
}

/* True for a seed of allowed length that is not a single repeated byte. */
static bool
is_seed(const uint8_t *seed, size_t len)
{
	uint8_t differ = 0;
	size_t i;

	if (len < OG_SEED_LEAST || len > OG_SEED_MAX)
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

/*
 * Undoes percent-encoding of "len" bytes into a string of clean text.  "+" is
 * a plus here: the format uses %20 for a blank.
 */
static enum og_err
decode(const char *in, size_t len, char out[VALUE_MAX])
{
	size_t i, n = 0;

	for (i = 0; i < len; i++) {
		if (n == VALUE_MAX - 1)
			return OG_ERR_RANGE;
		if (in[i] == '%') {
			const int byte = og_percent_byte(in + i, len - i);

			if (byte < 0)
				return OG_ERR_FORMAT;
			out[n++] = (char)byte;
			i += 2;
		} else {
			out[n++] = in[i];
		}
	}
	out[n] = '\0';
	/* a NUL is not clean: "out" ends where it seems to */
	return og_text_is_clean(out, n) ? OG_OK : OG_ERR_FORMAT;
}

/* Stores a name of at most "max" bytes; an invalid one is dropped: names only
 * say what the app shows, and we have our own. */
static void
set_name(const char *s, size_t max, char *out)
{
	size_t len = strlen(s);

	if (len > max || !is_name(s, len))
		len = 0;
	memcpy(out, s, len);
	out[len] = '\0';
}

/* "issuer:account" or "account", or nothing. */
static void
parse_label(const char *in, size_t len, struct og_otpauth *p)
{
	char label[VALUE_MAX];
	char *account = label, *colon;

	if (decode(in, len, label) != OG_OK)
		return;
	colon = strchr(label, ':');
	if (colon != NULL) {
		*colon = '\0';
		set_name(label, OG_ISSUER_MAX, p->issuer);
		account = colon + 1;
	}
	set_name(account + strspn(account, " "), OG_ACCOUNT_MAX, p->account);
}

/* Skips what only groups the letters for people; "+" is a blank to some. */
static enum og_err
decode_secret(const char *value, struct og_otpauth *p)
{
	const size_t len = strlen(value);
	enum og_err err = OG_ERR_FORMAT;
	char plain[VALUE_MAX];
	size_t pos = 0, n = 0;
	int c;

	p->seed_len = 0;
	while ((c = og_typed_next(value, len, &pos)) > 0)
		if (c != '+')
			plain[n++] = (char)c;
	if (c == 0)
		err = og_base32_decode(
		    plain, n, p->seed, sizeof(p->seed), &p->seed_len);
	OG_WIPE_ARRAY(plain);
	return err;
}

static enum og_err
set_secret(const char *value, struct og_otpauth *p, struct og_why *why)
{
	enum og_err err;

	err = decode_secret(value, p);
	if (err == OG_ERR_RANGE)
		return og_why_set(why, err,
		    "secret: must be %d bytes at most (%d characters of "
		    "base32): have a shorter one issued",
		    OG_SEED_MAX, (OG_SEED_MAX * 8 + 4) / 5);
	if (err != OG_OK)
		return og_why_set(why, err,
		    "secret: must be base32, A to Z and 2 to 7 (0, 1, 8 and 9 "
		    "do not occur): look whether it was copied in full");
	if (p->seed_len == 0)
		return og_why_set(why, OG_ERR_FORMAT, "secret: " MISSING);
	if (p->seed_len < OG_SEED_LEAST)
		return og_why_set(why, OG_ERR_RANGE,
		    "secret: has %zu bits, and must have %d at least: look "
		    "whether it was copied in full",
		    p->seed_len * 8, OG_SEED_LEAST * 8);
	if (!is_seed(p->seed, p->seed_len))
		return og_why_set(why, OG_ERR_RANGE,
		    "secret: is one byte over and over, which is none: have "
		    "another one issued");
	return OG_OK;
}

static enum og_err
set_unsigned(const char *name, const char *value, unsigned min, unsigned max,
    unsigned *out, struct og_why *why)
{
	uint64_t number;
	enum og_err err;

	err = og_num_parse(value, strlen(value), min, max, &number);
	if (err != OG_OK)
		return og_why_set(why, err,
		    "%s: must be a number, %u to %u: other ones do not work "
		    "here, have another secret issued",
		    name, min, max);
	*out = (unsigned)number;
	return OG_OK;
}

static enum og_err
set_param(enum param param, const char *name, const char *value,
    struct og_otpauth *p, struct og_why *why)
{
	enum og_err err;

	switch (param) {
	case PARAM_NONE:
		break;
	case PARAM_SECRET:
		return set_secret(value, p, why);
	case PARAM_ISSUER: /* goes before that of the label */
		if (*value != '\0')
			set_name(value, OG_ISSUER_MAX, p->issuer);
		return OG_OK;
	case PARAM_ALGORITHM:
		if (og_hash_parse(value, strlen(value), &p->hash) == OG_OK)
			return OG_OK;
		return og_why_set(why, OG_ERR_FORMAT,
		    "%s: must be SHA1, SHA256 or SHA512: other ones do not "
		    "work here, have another secret issued",
		    name);
	case PARAM_DIGITS:
		return set_unsigned(
		    name, value, OG_DIGITS_MIN, OG_DIGITS_MAX, &p->digits, why);
	case PARAM_PERIOD:
		return set_unsigned(
		    name, value, OG_PERIOD_MIN, OG_PERIOD_MAX, &p->period, why);
	case PARAM_COUNTER:
		err = og_num_parse(
		    value, strlen(value), 0, OG_COUNTER_MAX, &p->counter);
		if (err == OG_OK)
			return OG_OK;
		return og_why_set(why, err,
		    "%s: must be a number, the counter of the next code, "
		    "%" PRIu64 " at most",
		    name, OG_COUNTER_MAX);
	case PARAM_ENCODER: /* KeePassXC's word for it */
		if (strcasecmp(value, "steam") != 0)
			return OG_OK;
		return og_why_set(why, OG_ERR_FORMAT,
		    "%s: codes of steam are letters, and here they are digits: "
		    "have another secret issued",
		    name);
	}
	return OG_ERR_ARG;
}

/* One "name=value"; adds its bit to *seen. */
static enum og_err
parse_param(const char *in, size_t len, unsigned *seen, struct og_otpauth *p,
    struct og_why *why)
{
	const char *equals = memchr(in, '=', len);
	size_t i, n = equals != NULL ? (size_t)(equals - in) : len;
	size_t skip = equals != NULL ? n + 1 : n;
	char value[VALUE_MAX];
	enum og_err err;

	for (i = 0; i < N_PARAMS; i++) {
		if (strlen(params[i].name) == n &&
		    strncasecmp(params[i].name, in, n) == 0)
			break;
	}
	if (i == N_PARAMS)
		return OG_OK;
	if ((*seen & params[i].param) != 0)
		return og_why_set(why, OG_ERR_FORMAT,
		    "%s: is given twice: take out the wrong one",
		    params[i].name);
	*seen |= params[i].param;
	err = decode(in + skip, len - skip, value);
	if (err == OG_OK)
		err = set_param(params[i].param, params[i].name, value, p, why);
	else if (params[i].param == PARAM_ISSUER ||
		 params[i].param == PARAM_ENCODER)
		err = OG_OK;
	else
		(void)og_why_set(why, err,
		    "%s: must be text with %%XX for special characters, %d "
		    "bytes at most: look whether it was copied in full",
		    params[i].name, VALUE_MAX - 1);
	OG_WIPE_ARRAY(value);
	return err;
}

/* A # that was not written as %23 hides what follows it, which would be missed,
 * or replaced by the default. */
static enum og_err
check_fragment(const char *s, struct og_why *why)
{
	for (; (s = strchr(s, '&')) != NULL; s++)
		for (size_t i = 0; i < N_PARAMS; i++) {
			const size_t n = strlen(params[i].name);

			if (strncasecmp(s + 1, params[i].name, n) == 0 &&
			    s[1 + n] == '=')
				return og_why_set(why, OG_ERR_FORMAT,
				    "%s: stands behind a #, which ends a URI: "
				    "write %%23 in the place of the #",
				    params[i].name);
		}
	return OG_OK;
}

/* All parameters of the query; the secret must be there, and for HOTP the
 * counter, which has no default. */
static enum og_err
parse_query(const char *s, struct og_otpauth *p, struct og_why *why)
{
	unsigned seen = 0;
	enum og_err err;

	for (;;) {
		size_t n = strcspn(s, "&#");

		err = parse_param(s, n, &seen, p, why);
		if (err != OG_OK)
			return err;
		s += n;
		if (*s != '&')
			break;
		s++;
	}
	err = check_fragment(s, why);
	if (err != OG_OK)
		return err;
	if ((seen & PARAM_SECRET) == 0)
		return og_why_set(why, OG_ERR_FORMAT, "secret: " MISSING);
	if (p->hotp && (seen & PARAM_COUNTER) == 0)
		return og_why_set(why, OG_ERR_FORMAT,
		    "counter: is missing, and a counter-based one has no "
		    "default: put &counter= and the counter of the next code "
		    "behind it");
	if (!p->hotp)
		p->counter = 0;
	return OG_OK;
}

/* After the scheme: type, label, query. */
static enum og_err
parse_rest(const char *s, struct og_otpauth *p, struct og_why *why)
{
	size_t n = strcspn(s, "/?#");

	if (n == 4 && strncasecmp(s, "hotp", n) == 0)
		p->hotp = true;
	else if (n != 4 || strncasecmp(s, "totp", n) != 0)
		return og_why_set(why, OG_ERR_FORMAT,
		    "the type behind otpauth:// must be totp or hotp: other "
		    "ones do not work here");
	s += n;
	if (*s == '/')
		s++;
	n = strcspn(s, "?");
	parse_label(s, n, p);
	s += n;
	return parse_query(*s == '?' ? s + 1 : "", p, why);
}

enum og_err
og_otpauth_parse(const char *uri, struct og_otpauth *p, struct og_why *why)
{
	enum og_err err = OG_ERR_FORMAT;

	og_otpauth_clear(p);
	p->hash = OG_SHA1;
	p->digits = DEFAULT_DIGITS;
	p->period = DEFAULT_PERIOD;
	if (strncasecmp(uri, SCHEME, strlen(SCHEME)) == 0)
		err = parse_rest(uri + strlen(SCHEME), p, why);
	else
		(void)og_why_set(why, err,
		    "the URI must begin with otpauth://totp/ or "
		    "otpauth://hotp/");
	if (err != OG_OK)
		og_otpauth_clear(p);
	return err;
}

void
og_otpauth_clear(struct og_otpauth *p)
{
	OG_WIPE_OBJECT(p);
}
