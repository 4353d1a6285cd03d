// SPDX-License-Identifier: ISC
/*
 * The store interface: forwards to the implementation, and the read, edit and
 * commit loop that administration and sessions share.
 */
#include "lib/store/store.h"

#include <stdlib.h>

#define TRIES 100 /* lost races before giving up */

enum og_err
og_store_get_name(struct og_store *s, const char *name, struct og_user *out)
{
	return s->ops->get_name(s, name, out);
}

enum og_err
og_store_get_id(
    struct og_store *s, uint64_t id, bool local, struct og_user *out)
{
	return s->ops->get_id(s, id, local, out);
}

enum og_err
og_store_put(struct og_store *s, const struct og_change *changes, size_t n,
    enum og_durability durability)
{
	if (n == 0 || n > OG_CHANGES_MAX)
		return OG_ERR_ARG;
	return s->ops->put(s, changes, n, durability);
}

enum og_err
og_store_ready(struct og_store *s)
{
	return s->ops->ready(s);
}

void
og_store_hurry(struct og_store *s)
{
	s->hurry = true;
}

enum og_err
og_store_iterate(struct og_store *s, og_store_visit *visit, void *arg)
{
	return s->ops->iterate(s, visit, arg);
}

enum og_err
og_store_refresh(struct og_store *s)
{
	return s->ops->refresh(s);
}

enum og_err
og_store_handle(struct og_store *s, struct og_store **out, struct og_why *why)
{
	*out = NULL;
	return s->ops->handle(s, out, why);
}

bool
og_store_is_work_due(struct og_store *s)
{
	return s->ops->is_work_due(s);
}

enum og_err
og_store_work(struct og_store *s, og_store_progress *progress, void *arg,
    struct og_why *why)
{
	return s->ops->work(s, progress, arg, why);
}

enum og_err
og_store_tidy(struct og_store *s)
{
	return s->ops->tidy(s);
}

void
og_store_stats(struct og_store *s, struct og_store_stats *out)
{
	s->ops->stats(s, out);
}

enum og_err
og_store_explain_busy(struct og_store *s, struct og_why *why)
{
	return s->ops->explain_busy(s, why);
}

/* "name" or, when that is NULL, "id". */
static enum og_err
update(struct og_store *s, const char *name, uint64_t id, og_store_edit *edit,
    void *arg, enum og_durability durability)
{
	struct og_change change = {0};
	enum og_err err = OG_ERR_CONFLICT;
	struct og_user *u;

	u = malloc(sizeof(*u));
	if (u == NULL)
		return OG_ERR_NOMEM;
	for (int i = 0; i < TRIES && err == OG_ERR_CONFLICT; i++) {
		err = name != NULL ? og_store_get_name(s, name, u)
				   : og_store_get_id(s, id, false, u);
		if (err != OG_OK)
			break;
		change.user = u;
		change.expected = u->version;
		err = edit(u, arg);
		if (err != OG_OK)
			break;
		err = og_store_put(s, &change, 1, durability);
		if (durability == OG_LAZY)
			break;
	}
	og_user_clear(u);
	free(u);
	return err;
}

enum og_err
og_store_update(struct og_store *s, const char *name, og_store_edit *edit,
    void *arg, enum og_durability durability)
{
	return update(s, name, 0, edit, arg, durability);
}

enum og_err
og_store_update_id(struct og_store *s, uint64_t id, og_store_edit *edit,
    void *arg, enum og_durability durability)
{
	return update(s, NULL, id, edit, arg, durability);
}

void
og_store_free(struct og_store **s)
{
	if (*s != NULL)
		(*s)->ops->free(*s);
	*s = NULL;
}
