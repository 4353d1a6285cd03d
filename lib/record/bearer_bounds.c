/* SPDX-License-Identifier: ISC */
/*
 * The bounds of a token in its record: a prefix of paths, and a network.
 * Judges how they are written, and whether an address is in a network;
 * lib/rules/bearer_scope.c says which requests a token permits.
 */
#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

#include "lib/base/num.h"
#include "lib/base/path.h"
#include "lib/record/bearer.h"

/* --- paths --- */

bool
og_bearer_prefix_is_valid(const char *s)
{
	const size_t len = strlen(s);

	if (len > OG_PREFIX_MAX || !og_path_is_clean(s, len) ||
	    strchr(s, '%') != NULL ||
	    og_path_is_below(s, len, OG_PATH_OWN_PAGES))
		return false;
	return len == 1 || s[len - 1] != '/';
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

/* An address, or a network with possible bits beyond its mask. */
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

bool
og_bearer_network_has(const char *network, const char *address)
{
	struct network a, n;

	if (network[0] == '\0')
		return true;
	return strchr(address, '/') == NULL && read_network(address, &a) &&
	       read_network(network, &n) && a.family == n.family &&
	       is_same_start(a.bytes, n.bytes, n.bits);
}
