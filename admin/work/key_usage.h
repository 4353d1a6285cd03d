/* SPDX-License-Identifier: ISC */
/* What the keys of the ring are in use for, by looking at every record; and
 * bringing all seeds under the newest one. */
#ifndef OTPGATE_ADMIN_WORK_KEY_USAGE_H
#define OTPGATE_ADMIN_WORK_KEY_USAGE_H

#include "admin/work/context.h"

/* Seeds that are sealed under each key, in the order of the ring. */
struct keyring_use {
	bool known; /* there is a database, and all of it could be read */
	size_t seeds[OG_KEYS_MAX];
};

/*
 * Counts.  The ring of "c" has been read.  False after a complaint, for a
 * database that is there and could not be read to its end.
 */
bool keyring_count(struct context *c, struct keyring_use *use);

/* Waits until what is in the database is on the disk.  False after a
 * complaint. */
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
 * be broken off at any moment and begun again.  False after a complaint: not
 * all records could be changed.
 */
bool keyring_reseal(struct context *c, struct keyring_reseal *done);

#endif
