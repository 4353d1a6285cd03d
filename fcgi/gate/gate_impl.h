/* SPDX-License-Identifier: ISC */
/* Shared by gate.c, conf.c and keys.c only. */
#ifndef OTPGATE_FCGI_GATE_GATE_IMPL_H
#define OTPGATE_FCGI_GATE_GATE_IMPL_H

#include "fcgi/gate/gate.h"

/* Wipes and frees; NULL is allowed. */
void gate_conf_free(struct gate_conf *conf);

/* Replaces the current one by "conf"; gate.change is held. */
void gate_conf_replace(struct gate *g, struct gate_conf *conf);

/* The mark of the key file at "path" now; all zero when it does not exist. */
void gate_keys_look(const char *path, struct key_mark *mark);

/* Marks the keys of "conf" whose signatures are too old. */
void gate_keys_retire(struct gate_conf *conf);

/*
 * Takes a changed key file and keeps the settings, or retires keys whose time
 * has come.  Complains about a rejected file once, until it changes again.  On
 * a worker.
 */
void gate_keys_follow(struct gate *g);

#endif
