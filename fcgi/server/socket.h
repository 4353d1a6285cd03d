/* SPDX-License-Identifier: ISC */
/* The listening socket: from systemd, or our own. */
#ifndef OTPGATE_FCGI_SERVER_SOCKET_H
#define OTPGATE_FCGI_SERVER_SOCKET_H

#include <sys/types.h>
#include <pwd.h>
#include <stdbool.h>

#include "lib/base/err.h"
#include "lib/conf/settings.h"

struct listening {
	int fd;	   /* non-blocking and close-on-exec; -1: none yet */
	gid_t gid; /* its group; (gid_t)-1: our own */
	bool ours; /* the file has to be removed at the end: */
	dev_t dev;
	ino_t ino;
};

/*
 * What needs the rights of the start: takes the socket that systemd passed
 * (LISTEN_FDS), or finds the group of the settings, and makes the folder of
 * set->socket for "pw" (NULL: this process's account) and the socket's group if
 * it is missing and we are root.
 * False with "why" set.
 */
bool socket_prepare(struct listening *l, const struct og_settings *set,
    const struct passwd *pw, struct og_why *why);

/*
 * The rest, as the account that serves; root makes no file in a folder of
 * somebody else.  If systemd has passed none: a new socket at set->socket, mode
 * 0660, with the group l->gid.  That must be its saved group, or one of its
 * others.  A socket on which nobody listens is replaced; anything else at that
 * path is refused.  False with "why" set, and nothing is left.
 */
bool socket_listen(
    struct listening *l, const struct og_settings *set, struct og_why *why);

/* Closes it, and removes the file if it still is the one that was made here. */
void socket_close(struct listening *l, const struct og_settings *set);

/* Whether any of set->peers except root can enter the folder of the socket, as
 * far as its owner, group and mode show.  False with "why" set. */
bool socket_is_reachable(const struct og_settings *set, struct og_why *why);

/* True when the group of the settings exists; otherwise "why" is set. */
bool socket_check(const struct og_settings *set, struct og_why *why);

#endif
