/* SPDX-License-Identifier: ISC */
/* Where a login may lead: the judge of "rd", and its encoder. */
#ifndef OTPGATE_FCGI_WEB_REDIRECT_H
#define OTPGATE_FCGI_WEB_REDIRECT_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/base/buf.h"
#include "lib/conf/settings.h"

#define REDIRECT_MAX 8192 /* bytes of an acceptable target */

/*
 * Bytes of an address that carries one in its query: a web server takes 8 KiB
 * with the method and the version, and a ticket may be added on the way.
 */
#define REDIRECT_CARRIER_MAX 7168

/*
 * True when the "len" bytes at "rd", form-decoded once, are a place this gate
 * may send a browser to: an absolute path, or "https://" with one of "hosts"
 * (lower case, "n_hosts" of them; compared exactly but for ASCII case), an
 * optional ":443", then the end or a path.  All bytes are 0x21-0x7e.  In front
 * of the first "?" or "#" there is no backslash, each "%" has two hex digits,
 * nothing decodes to a control byte or backslash, and the path starts with
 * "//" neither as it is nor when decoded and without its dot segments.  What
 * stands behind is nobody's but the application's.  Whoever gets false uses
 * the default page and never shows the text.
 */
bool redirect_is_safe(const char *rd, size_t len,
    const char hosts[][OG_HOST_MAX + 1], size_t n_hosts);

/*
 * For an acceptable target that names a host: the index of that host, and
 * *path behind the authority ("" or from its slash on).  "n_hosts" when "rd" is
 * a path or not acceptable; *path is then NULL.
 */
size_t redirect_host(const char *rd, size_t len,
    const char hosts[][OG_HOST_MAX + 1], size_t n_hosts, const char **path);

/*
 * Appends "uri" (raw, as the browser asked for it) to "out" as the value of
 * one query parameter: everything but letters, digits and "-._~/" becomes a
 * percent escape, so that one form-decoding gives "uri" again.
 */
void redirect_encode(struct og_buf *out, const char *uri);

#endif
