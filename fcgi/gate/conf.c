// SPDX-License-Identifier: ISC
/*
 * Settings and keys as they are at one moment: read together, shared by the
 * requests that began with them, replaced as a whole and never changed.
 */
#include <sys/stat.h>
#include <stdlib.h>
#include <string.h>

#include "fcgi/gate/gate_impl.h"
#include "fcgi/gate/reading.h"
#include "lib/files/keyfile.h"

void
gate_keys_look(const char *path, struct key_mark *mark)
{
	struct stat st;

	memset(mark, 0, sizeof(*mark));
	if (stat(path, &st) != 0)
		return;
	mark->ino = st.st_ino;
	mark->modified = st.st_mtim;
	mark->changed = st.st_ctim;
}

void
gate_conf_free(struct gate_conf *conf)
{
	if (conf == NULL)
		return;
	og_keyring_clear(&conf->ring);
	free(conf->frame.csp);
	free(conf->frame.style);
	free(conf->frame.script);
	free(conf->frame.script_address);
	free(conf->frame.brand);
	free(conf->frame.support);
	free(conf);
}

/* What pages show, from the files that are there now. */
static bool
load_frame(struct gate_conf *conf, struct og_why *why)
{
	struct og_look look;
	bool ok;

	if (og_look_load(&conf->settings.look, &look, why) != OG_OK)
		return false;
	ok = conf->make_frame(&conf->settings, &look, &conf->frame);
	if (!ok)
		(void)og_why_set(why, OG_ERR_NOMEM, "out of memory");
	og_look_clear(&look);
	return ok;
}

struct gate_conf *
gate_conf_load(
    const char *path, gate_frame_maker *make_frame, struct og_why *why)
{
	struct gate_conf *conf = calloc(1, sizeof(*conf));

	if (conf == NULL) {
		(void)og_why_set(why, OG_ERR_NOMEM, "out of memory");
		return NULL;
	}
	conf->refs = 1;
	conf->make_frame = make_frame;
	if (reading_load(path, &conf->settings, conf->peers, why) != OG_OK)
		goto fail;
	gate_keys_look(conf->settings.keys, &conf->mark);
	if (og_keyfile_load(conf->settings.keys, &conf->ring, why) != OG_OK)
		goto fail;
	if (!load_frame(conf, why))
		goto fail;
	return conf;
fail:
	gate_conf_free(conf);
	return NULL;
}

struct gate_conf *
gate_conf_get(struct gate *g)
{
	struct gate_conf *conf;

	pthread_mutex_lock(&g->mutex);
	conf = g->conf;
	conf->refs++;
	pthread_mutex_unlock(&g->mutex);
	return conf;
}

void
gate_conf_drop(struct gate *g, struct gate_conf *conf)
{
	bool last;

	pthread_mutex_lock(&g->mutex);
	last = --conf->refs == 0;
	pthread_mutex_unlock(&g->mutex);
	if (last)
		gate_conf_free(conf);
}

void
gate_conf_replace(struct gate *g, struct gate_conf *conf)
{
	struct gate_conf *old;

	pthread_mutex_lock(&g->mutex);
	old = g->conf;
	g->conf = conf;
	atomic_fetch_add(&g->conf_serial, 1);
	pthread_mutex_unlock(&g->mutex);
	gate_conf_drop(g, old);
}
