/* SPDX-License-Identifier: ISC */
/*
 * The redirect policy: an allow-list by construction.  It must not repair or
 * normalise a target: what is accepted is sent as it came, everything else is
 * dropped.
 */
#include <string.h>
#include <strings.h>

#include "fcgi/web/form.h"
#include "fcgi/web/redirect.h"
#include "lib/base/percent.h"

/* Up to the query, or the fragment: all that says where an address leads. */
static size_t
place_len(const char *s, size_t len)
{
	size_t n = 0;

	while (n < len && s[n] != '?' && s[n] != '#')
		n++;
	return n;
}

/*
 * Visible ASCII.  In front of the query also no backslash, and whole percent
 * escapes only; what stands behind is the application's, which may want
 * "%0A", or a "%" that is no escape at all.
 */
static bool
bytes_are_clean(const char *s, size_t len)
{
	const size_t place = place_len(s, len);

	for (size_t i = 0; i < len; i++) {
		if (s[i] < 0x21 || s[i] > 0x7e)
			return false;
		if (i >= place)
			continue;
		if (s[i] == '\\')
			return false;
		if (s[i] != '%')
			continue;
		if (og_percent_byte(s + i, place - i) < 0)
			return false;
	}
	return true;
}

/* Undoes the percent escapes of clean bytes; "out" has room for "len". */
static size_t
decode(const char *s, size_t len, char *out)
{
	size_t n = 0;

	for (size_t i = 0; i < len; i++) {
		if (s[i] != '%') {
			out[n++] = s[i];
			continue;
		}
		out[n++] = (char)og_percent_byte(s + i, len - i);
		i += 2;
	}
	return n;
}

static bool
decoded_is_clean(const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if ((unsigned char)s[i] < 0x20 || s[i] == 0x7f || s[i] == '\\')
			return false;
	return true;
}

/* How many bytes the segment at "s", with its leading "/", has. */
static size_t
segment_len(const char *s, size_t len)
{
	const char *next = memchr(s + 1, '/', len - 1);

	return next == NULL ? len : (size_t)(next - s);
}

/*
 * Removes the dot segments of a path that starts with "/", in place (RFC 3986
 * section 5.2.4), and returns what is left of its length.
 */
static size_t
remove_dots(char *path, size_t len)
{
	size_t in = 0, out = 0, n;

	while (in < len) {
		n = segment_len(path + in, len - in);
		if (n == 2 && path[in + 1] == '.') {
			/* "/." goes, but a last one leaves its slash. */
			if (in + n == len)
				path[out++] = '/';
		} else if (n == 3 && memcmp(path + in, "/..", 3) == 0) {
			while (out > 0 && path[--out] != '/')
				continue;
			if (in + n == len)
				path[out++] = '/';
		} else {
			memmove(path + out, path + in, n);
			out += n;
		}
		in += n;
	}
	return out;
}

/* Judges what stands behind the authority: "" or "/path?query#fragment". */
static bool
path_is_safe(const char *s, size_t len)
{
	char decoded[REDIRECT_MAX];
	size_t n;

	if (len == 0)
		return true;
	/* Before the dots go, too: "//evil/../.." would end as "/". */
	if (s[0] != '/' || (len > 1 && s[1] == '/'))
		return false;
	n = decode(s, place_len(s, len), decoded);
	if (!decoded_is_clean(decoded, n))
		return false;
	n = remove_dots(decoded, n);
	return n < 2 || decoded[1] != '/';
}

/* The length of "https://host" or "https://host:443" at "s", or 0. */
static size_t
authority_len(const char *s, size_t len, const char *host)
{
	static const char scheme[] = "https://", port[] = ":443";
	size_t n = sizeof(scheme) - 1, host_len = strlen(host);

	if (host_len == 0 || len < n + host_len || memcmp(s, scheme, n) != 0 ||
	    strncasecmp(s + n, host, host_len) != 0)
		return 0;
	n += host_len;
	if (len - n >= sizeof(port) - 1 &&
	    memcmp(s + n, port, sizeof(port) - 1) == 0)
		n += sizeof(port) - 1;
	return n;
}

size_t
redirect_host(const char *rd, size_t len, const char hosts[][OG_HOST_MAX + 1],
    size_t n_hosts, const char **path)
{
	size_t n;

	*path = NULL;
	if (len == 0 || len > REDIRECT_MAX || !bytes_are_clean(rd, len))
		return n_hosts;
	for (size_t i = 0; i < n_hosts; i++) {
		n = authority_len(rd, len, hosts[i]);
		/* The path check makes sure that the host ends here. */
		if (n == 0 || !path_is_safe(rd + n, len - n))
			continue;
		*path = rd + n;
		return i;
	}
	return n_hosts;
}

bool
redirect_is_safe(const char *rd, size_t len,
    const char hosts[][OG_HOST_MAX + 1], size_t n_hosts)
{
	const char *path;

	if (len == 0 || len > REDIRECT_MAX || !bytes_are_clean(rd, len))
		return false;
	if (rd[0] == '/')
		return path_is_safe(rd, len);
	return redirect_host(rd, len, hosts, n_hosts, &path) < n_hosts;
}

void
redirect_encode(struct og_buf *out, const char *uri)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyz"
				    "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "0123456789-._~/";
	size_t n;

	while (*uri != '\0') {
		n = strspn(uri, plain);
		og_buf_put(out, uri, n);
		uri += n;
		if (*uri != '\0')
			og_buf_printf(out, "%%%02X", (unsigned char)*uri++);
	}
}
