// SPDX-License-Identifier: ISC
/*
 * The keys of a running responder: otpadm changes the key file, this notices,
 * reads it, and retires keys that are too old to have signed anything that
 * still counts.  Never changes the file.
 */
#include <stdlib.h>
#include <string.h>

#include "fcgi/gate/gate_impl.h"
#include "fcgi/gate/session_clock.h"
#include "lib/base/clock.h"
#include "lib/base/wipe.h"
#include "lib/files/keyfile.h"

static bool
is_same_mark(const struct key_mark *a, const struct key_mark *b)
{
	return a->ino == b->ino && a->modified.tv_sec == b->modified.tv_sec &&
	       a->modified.tv_nsec == b->modified.tv_nsec &&
	       a->changed.tv_sec == b->changed.tv_sec &&
	       a->changed.tv_nsec == b->changed.tv_nsec;
}

/* True for a file that is neither the one that "conf" was made from nor one
 * that was rejected. */
static bool
is_news(struct gate *g, const struct gate_conf *conf, struct key_mark *mark)
{
	bool refused;

	gate_keys_look(conf->settings.keys, mark);
	if (is_same_mark(mark, &conf->mark))
		return false;
	pthread_mutex_lock(&g->mutex);
	refused = g->keys_refused && is_same_mark(mark, &g->bad_mark);
	pthread_mutex_unlock(&g->mutex);
	return !refused;
}

bool
gate_keys_have_changed(struct gate *g, const struct gate_conf *conf)
{
	struct key_mark mark;

	return is_news(g, conf, &mark);
}

/* --- another ring --- */

/* Cookies outlive the key that signed them for as long as a session can live
 * and be idle; by the sessions' clock, which takes no steps. */
static size_t
retire(struct og_keyring *ring, const struct og_policy *p)
{
	return og_keyring_retire(
	    ring, session_clock_now(), p->absolute + p->idle);
}

void
gate_keys_retire(struct gate_conf *conf)
{
	(void)retire(&conf->ring, &conf->settings.policy);
}

/* True when gate_keys_retire would change "conf". */
static bool
is_retirement_due(const struct gate_conf *conf)
{
	struct og_keyring ring;
	size_t n = 0, later;

	if (conf->ring.n < 2)
		return false;
	for (size_t i = 0; i < conf->ring.n; i++)
		n += conf->ring.keys[i].retired;
	ring = conf->ring;
	later = retire(&ring, &conf->settings.policy);
	OG_WIPE_OBJECT(&ring);
	/* in time the set only grows, or shrinks: a count tells */
	return later != n;
}

static bool
copy_frame(const struct gate_frame *from, struct gate_frame *to)
{
	to->csp = strdup(from->csp);
	to->style = strdup(from->style);
	to->script = strdup(from->script);
	to->script_address = strdup(from->script_address);
	to->brand = strdup(from->brand);
	to->support = strdup(from->support);
	return to->csp != NULL && to->style != NULL && to->script != NULL &&
	       to->script_address != NULL && to->brand != NULL &&
	       to->support != NULL;
}

/* The settings of "old" with the ring that is in the file now, or with its own
 * when "mark" is NULL.  NULL with "why" set on failure. */
static struct gate_conf *
with_keys(const struct gate_conf *old, const struct key_mark *mark,
    struct og_why *why)
{
	struct gate_conf *fresh = calloc(1, sizeof(*fresh));

	if (fresh == NULL)
		goto out;
	fresh->refs = 1;
	fresh->settings = old->settings;
	fresh->mark = mark != NULL ? *mark : old->mark;
	memcpy(fresh->peers, old->peers, sizeof(fresh->peers));
	fresh->make_frame = old->make_frame;
	if (!copy_frame(&old->frame, &fresh->frame))
		goto out;
	if (mark == NULL)
		fresh->ring = old->ring;
	else if (og_keyfile_load(old->settings.keys, &fresh->ring, why) !=
		 OG_OK)
		goto fail;
	gate_keys_retire(fresh);
	return fresh;
out:
	(void)og_why_set(why, OG_ERR_NOMEM, "out of memory");
fail:
	gate_conf_free(fresh);
	return NULL;
}

/* Complains about a file once, until it changes again. */
static void
refuse(struct gate *g, const struct key_mark *mark, const char *why)
{
	bool known;

	pthread_mutex_lock(&g->mutex);
	known = g->keys_refused && is_same_mark(mark, &g->bad_mark);
	g->keys_refused = true;
	g->bad_mark = *mark;
	pthread_mutex_unlock(&g->mutex);
	if (known)
		return;
	og_audit_note(g->audit, og_clock_wall(), "error",
	    "keys not taken, the old ones stay: %s", why);
}

static void
take(struct gate *g, struct gate_conf *fresh, const char *what)
{
	gate_conf_replace(g, fresh);
	pthread_mutex_lock(&g->mutex);
	g->keys_refused = false; /* who waits for it need not any more */
	pthread_mutex_unlock(&g->mutex);
	og_audit_note(g->audit, og_clock_wall(), "keys", "%s", what);
}

void
gate_keys_follow(struct gate *g)
{
	struct gate_conf *now, *fresh;
	struct og_why why = {""};
	struct key_mark mark;

	pthread_mutex_lock(&g->change);
	now = gate_conf_get(g);
	gate_keys_look(now->settings.keys, &mark);
	/* one that was refused is tried again every time: it may have been
	 * memory or a descriptor that was missing */
	if (!is_same_mark(&mark, &now->mark)) {
		fresh = with_keys(now, &mark, &why);
		if (fresh == NULL)
			refuse(g, &mark, why.text);
		else
			take(g, fresh, "the key file was read again");
	} else if (is_retirement_due(now)) {
		fresh = with_keys(now, NULL, &why);
		if (fresh != NULL)
			take(g, fresh,
			    "the age of a key was looked at again: "
			    "see otpadm keys list");
	}
	gate_conf_drop(g, now);
	pthread_mutex_unlock(&g->change);
}

bool
gate_take_new_keys(struct gate *g, struct gate_conf **conf)
{
	struct gate_conf *old = *conf;

	if (!gate_keys_have_changed(g, old))
		return false;
	gate_keys_follow(g);
	*conf = gate_conf_get(g);
	gate_conf_drop(g, old);
	return *conf != old;
}
