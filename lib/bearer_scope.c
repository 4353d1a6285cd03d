/* SPDX-License-Identifier: ISC */
/*
 * What a bearer token is good for: paths, networks, time.  The web server, the
 * application and this file each read the same request target.  Where they
 * could read it in different ways a token is refused, for then a prefix says
 * nothing about what is asked for.  Nothing is normalised here.
 */
#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

#include "bearer.h"
#include "num.h"
#include "text.h"

#define OWN_PAGES "/otp" /* the gate's: no token works there */

/* What may stand in a path as it is: RFC 3986, section 3.3, without the
 * semicolon, behind which some applications see parameters. */
static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
			    "abcdefghijklmnopqrstuvwxyz"
			    "0123456789-._~!$&'()*+,=:@";

/* Escaped, these are read as what they mean by whoever decodes twice. */
static const char structural[] = "/\\%;?#";

/* --- paths --- */

/* True for "prefix" itself and what follows it behind a slash. */
static bool
is_below(const char *path, size_t len, const char *prefix)
{
	const size_t n = strlen(prefix);

	if (n == 1) /* "/" */
		return len >= 1 && path[0] == '/';
	return len >= n && memcmp(path, prefix, n) == 0 &&
	       (len == n || path[n] == '/');
}

/* -1 for what is no hexadecimal digit. */
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
 * Reads the character at s[*i], escaped or not, and steps over it.  -1 for one
 * that has no place in a path which everybody reads alike.
 */
static int
next_char(const char *s, size_t len, size_t *i)
{
	int high, low, c;

	if (s[*i] != '%') {
		c = (unsigned char)s[(*i)++];
		return c != 0 && strchr(plain, c) != NULL ? c : -1;
	}
	if (len - *i < 3)
		return -1;
	high = hex_value(s[*i + 1]);
	low = hex_value(s[*i + 2]);
	if (high < 0 || low < 0)
		return -1;
	*i += 3;
	c = high * 16 + low;
	if (c < ' ' || c == 0x7f || strchr(structural, c) != NULL)
		return -1;
	return c;
}

/*
 * True for one segment that names something.  Dots alone do not, nor with
 * blanks among them (or what form decoding makes blanks of): there are systems
 * where ".. " is "..".  Escaped bytes must be UTF-8 in its shortest form.
 */
static bool
is_clean_segment(const char *s, size_t len)
{
	char text[256];
	size_t i = 0, n = 0;
	bool names = false;
	int c;

	while (i < len) {
		c = next_char(s, len, &i);
		if (c < 0 || n == sizeof(text))
			return false;
		names = names || strchr(". +", c) == NULL;
		text[n++] = (char)c;
	}
	return names && og_text_is_clean(text, n);
}

/* True for an absolute path in canonical form; the last segment may be empty.
 */
static bool
is_clean_path(const char *s, size_t len)
{
	size_t i, end;

	if (len == 0 || s[0] != '/')
		return false;
	for (i = 1; i < len; i = end + 1) {
		for (end = i; end < len && s[end] != '/'; end++)
			;
		if (!is_clean_segment(s + i, end - i))
			return false;
	}
	return true;
}

bool
og_bearer_prefix_is_valid(const char *s)
{
	const size_t len = strlen(s);

	if (len > OG_PREFIX_MAX || !is_clean_path(s, len) ||
	    strchr(s, '%') != NULL || is_below(s, len, OWN_PAGES))
		return false;
	return len == 1 || s[len - 1] != '/';
}

/* Nothing that ends a target early for one reader and not for another. */
static bool
is_clean_query(const char *s)
{
	for (; *s != '\0'; s++)
		if (*s < '!' || *s > '~' || *s == '#')
			return false;
	return true;
}

static bool
is_target_below(const char *uri, const char *prefix)
{
	const size_t len = strcspn(uri, "?");

	return is_clean_path(uri, len) && is_clean_query(uri + len) &&
	       is_below(uri, len, prefix) && !is_below(uri, len, OWN_PAGES);
}

/* --- networks --- */

struct network {
	int family;
	unsigned bits; /* of the prefix */
	uint8_t bytes[16];
};

static unsigned
width(int family)
{
	return family == AF_INET ? 32 : 128;
}

/* IPv4 addresses inside IPv6 (RFC 4291, section 2.5.5.2) are IPv4 ones. */
static void
unmap(struct network *n)
{
	static const uint8_t mapped[12] = {[10] = 0xff, [11] = 0xff};

	if (n->family != AF_INET6 || n->bits < 96 ||
	    memcmp(n->bytes, mapped, sizeof(mapped)) != 0)
		return;
	n->family = AF_INET;
	n->bits -= 96;
	memmove(n->bytes, n->bytes + 12, 4);
	memset(n->bytes + 4, 0, 12);
}

/* An address, or a network behind whose mask bits may be set. */
static bool
read_network(const char *s, struct network *n)
{
	char address[OG_ADDRESS_MAX + 1];
	const char *slash = strchr(s, '/');
	const size_t len = slash != NULL ? (size_t)(slash - s) : strlen(s);
	uint64_t bits;

	memset(n, 0, sizeof(*n));
	if (len >= sizeof(address))
		return false;
	memcpy(address, s, len);
	address[len] = '\0';
	if (inet_pton(AF_INET, address, n->bytes) == 1)
		n->family = AF_INET;
	else if (inet_pton(AF_INET6, address, n->bytes) == 1)
		n->family = AF_INET6;
	else
		return false;
	bits = width(n->family);
	if (slash != NULL &&
	    og_num_parse(slash + 1, strlen(slash + 1), 0, bits, &bits) != OG_OK)
		return false;
	n->bits = (unsigned)bits;
	unmap(n);
	return true;
}

/* True when the first "bits" bits are the same. */
static bool
is_same_start(const uint8_t *a, const uint8_t *b, unsigned bits)
{
	const unsigned whole = bits / 8, rest = bits % 8;

	if (memcmp(a, b, whole) != 0)
		return false;
	return rest == 0 || (a[whole] ^ b[whole]) >> (8 - rest) == 0;
}

enum og_err
og_bearer_network_parse(const char *s, char out[OG_NETWORK_MAX + 1])
{
	char address[INET6_ADDRSTRLEN];
	struct network n;
	unsigned bit;

	out[0] = '\0';
	if (!read_network(s, &n))
		return OG_ERR_FORMAT;
	for (bit = n.bits; bit < width(n.family); bit++)
		if ((n.bytes[bit / 8] & 0x80 >> bit % 8) != 0)
			return OG_ERR_RANGE;
	if (inet_ntop(n.family, n.bytes, address, sizeof(address)) == NULL)
		return OG_ERR_FORMAT;
	if (snprintf(out, OG_NETWORK_MAX + 1, "%s/%u", address, n.bits) >
	    OG_NETWORK_MAX) {
		out[0] = '\0';
		return OG_ERR_FORMAT;
	}
	return OG_OK;
}

static bool
is_in_network(const char *address, const char *network)
{
	struct network a, n;

	if (network[0] == '\0')
		return true;
	return strchr(address, '/') == NULL && read_network(address, &a) &&
	       read_network(network, &n) && a.family == n.family &&
	       is_same_start(a.bytes, n.bytes, n.bits);
}

/* --- all of it --- */

bool
og_bearer_is_good(const struct og_bearer *b, const char *uri,
    const char *address, int64_t now)
{
	return now < b->expires && og_bearer_prefix_is_valid(b->prefix) &&
	       is_target_below(uri, b->prefix) &&
	       is_in_network(address, b->network);
}
