// SPDX-License-Identifier: ISC
/*
 * Ending the session of a browser.  Every way in which a page ends one comes
 * here, so that the log knows of each.
 */
#include "fcgi/web/session_end.h"

#include <string.h>

#include "fcgi/web/change_log.h"
#include "lib/base/clock.h"
#include "lib/record/session.h"

struct ending {
	uint8_t id[OG_DIGEST_LEN];
	char user[OG_NAME_SIZE]; /* "" when it is not known */
};

static enum og_err
end(struct og_user *u, void *arg)
{
	struct ending *e = arg;

	memcpy(e->user, u->name, sizeof(e->user));
	return og_session_end(u, e->id) ? OG_OK : OG_ERR_NOTFOUND;
}

enum og_err
session_end(struct exchange *x, const struct og_session_token *t,
    enum og_durability durability, const char *reason)
{
	struct ending ending = {.user = ""};
	struct og_event e = {.when = og_clock_wall(),
	    .event = "logout",
	    .verdict = "done",
	    .reason = reason,
	    .address = request_get(&x->request, PARAM_ADDR),
	    .user = ending.user};
	enum og_err err;

	err = og_session_id(t->secret, ending.id);
	if (err == OG_OK)
		err = og_store_update_id(
		    &x->store, t->user, end, &ending, durability);
	if (err == OG_ERR_NOTFOUND)
		return err;
	change_log(x, &e, err);
	return err;
}
