// SPDX-License-Identifier: ISC
/*
 * From the cookie to the record, and whether the session there is alive.
 * Demands nothing further of it, shows nothing and changes nothing.
 */
#include "fcgi/web/person.h"

#include <stdlib.h>
#include <string.h>

#include "fcgi/gate/last_seen.h"
#include "fcgi/gate/session_clock.h"
#include "fcgi/web/browser.h"
#include "lib/base/wipe.h"
#include "lib/decision/policy.h"

void
person_clear(struct person *p)
{
	if (p->user != NULL)
		og_user_clear(p->user);
	free(p->user);
	OG_WIPE_OBJECT(p);
}

struct og_session *
person_session(const struct exchange *x, struct og_user *u,
    const uint8_t id[OG_DIGEST_LEN])
{
	struct og_session *s = og_session_find(u, id);
	int64_t noted;

	if (s == NULL || u->disabled)
		return NULL;
	noted = last_seen_last(x->gate->last_seen, id);
	if (noted > s->seen)
		s->seen = noted;
	return og_policy_is_over(
		   &x->conf->settings.policy, s, session_clock_now())
		   ? NULL
		   : s;
}

enum og_err
person_of(
    struct exchange *x, const struct og_session_token *t, struct person *p)
{
	enum og_err err;

	memset(p, 0, sizeof(*p));
	p->token = *t;
	err = og_session_id(t->secret, p->id);
	if (err != OG_OK)
		goto out;
	err = OG_ERR_NOMEM;
	p->user = calloc(1, sizeof(*p->user));
	if (p->user == NULL)
		goto out;
	err = og_store_get_id(&x->store, t->user, false, p->user);
	if (err != OG_OK)
		goto out;
	p->session = person_session(x, p->user, p->id);
	err = p->session != NULL ? OG_OK : OG_ERR_NOTFOUND;
out:
	if (err != OG_OK)
		person_clear(p);
	return err;
}

enum og_err
person_read(struct exchange *x, struct person *p)
{
	struct og_session_token t;
	enum og_err err;

	memset(p, 0, sizeof(*p));
	err = browser_session_read(x, &t);
	if (err == OG_ERR_NOMEM)
		return err;
	if (err != OG_OK)
		return OG_ERR_NOTFOUND; /* none, two, or none of ours */
	err = person_of(x, &t, p);
	OG_WIPE_OBJECT(&t);
	return err;
}
