// SPDX-License-Identifier: ISC
/* What is known of one request for the account page.  Answers nothing. */
#include <string.h>

#include "fcgi/pages/account/impl.h"
#include "fcgi/web/browser.h"
#include "lib/base/wipe.h"
#include "lib/record/device.h"

bool
account_is(const struct account *a, const char *word)
{
	return strcmp(a->field[ACCOUNT_DO].value, word) == 0;
}

const struct og_device *
account_browser(const struct exchange *x, const struct account *a)
{
	const struct og_device *found = NULL;
	uint8_t digest[OG_DIGEST_LEN];
	struct og_device_token t;
	bool authentic;

	if (browser_device(x, &t, &authentic) &&
	    og_device_digest(t.secret, digest) == OG_OK)
		found = og_device_find(a->who.user, digest, a->now);
	OG_WIPE_OBJECT(&t);
	return found;
}
