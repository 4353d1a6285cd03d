/* SPDX-License-Identifier: ISC */
/*
 * Random bytes, straight from the kernel: no generator of our own, no state to
 * be shared by a fork.  It never returns fewer bytes than were asked for.
 */
#include <sys/random.h>
#include <errno.h>
#include <stdint.h>

#include "lib/base/wipe.h"
#include "lib/crypto/random.h"

enum og_err
og_random(void *out, size_t len)
{
	uint8_t *p = out;
	size_t done = 0;

	while (done < len) {
		ssize_t n = getrandom(p + done, len - done, 0);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0) {
			og_wipe(out, len);
			return OG_ERR_IO;
		}
		done += (size_t)n;
	}
	return OG_OK;
}
