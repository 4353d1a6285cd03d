/* SPDX-License-Identifier: ISC */
/* What the keys of the ring are used for, found by reading every record; and
 * sealing all seeds under the newest one. */
#ifndef OTPGATE_ADMIN_WORK_KEY_USAGE_H
#define OTPGATE_ADMIN_WORK_KEY_USAGE_H

#include "admin/work/context.h"

/* What needs each key, in the order of the ring: seeds that are sealed under
 * it, and invitations that are open, whose secret is made with it. */
struct keyring_use {
	bool known; /* the database exists and was read completely */
	size_t seeds[OG_KEYS_MAX];
	size_t invitations[OG_KEYS_MAX];
};

/*
 * Counts, at "now".  The ring of "c" is loaded.  False after a complaint, if
 * the database exists and could not be read to its end.
 */
bool keyring_count(struct context *c, int64_t now, struct keyring_use *use);

/* Waits until the database is on the disk.  False after a complaint. */
bool keyring_sync(struct context *c);

/* What keyring_reseal has done. */
struct keyring_reseal {
	size_t users;
	size_t seeds;
	size_t stuck; /* seeds that did not open, and stay as they are */
};

/*
 * Seals every seed of every user under the newest key, with progress on
 * standard error when that is a terminal; it is on the disk afterwards.  May
 * be interrupted at any moment and started again.  False after a complaint: not
 * all records could be changed.
 */
bool keyring_reseal(struct context *c, struct keyring_reseal *done);

#endif
