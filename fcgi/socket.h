/* SPDX-License-Identifier: ISC */
/* The listening socket: from systemd, or our own. */
#ifndef OTPGATE_SOCKET_H
#define OTPGATE_SOCKET_H

#include <sys/types.h>
#include <stdbool.h>

#include "err.h"
#include "settings.h"

/*
 * The socket that systemd passed (LISTEN_FDS), else a new one at set->socket,
 * mode 0660, owned by "uid" and the group of the settings.  A socket that
 * nobody listens on is replaced; anything else at that path is refused.  The
 * descriptor, non-blocking and close-on-exec, or -1 with "why" set.  *ours is
 * true when the file has to be removed at the end.
 */
int socket_listen(
    const struct og_settings *set, uid_t uid, bool *ours, struct og_why *why);

/* True when the group of the settings exists; else "why" is set. */
bool socket_check(const struct og_settings *set, struct og_why *why);

#endif
