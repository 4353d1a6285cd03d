/* SPDX-License-Identifier: ISC */
/* A database of its own for each test of the file store.  Only for tests. */
#ifndef CHECK_STORE_H
#define CHECK_STORE_H

#include "check_folder.h"
#include "check_main.h"
#include "lib/store/file/filestore.h"
#include "lib/store/store.h"

#define NOW 1700000000

static inline struct og_store *
fresh(void)
{
	struct og_store *s;

	ck_assert_ok(og_filestore_create(in_folder("users"), NULL));
	ck_assert_ok(og_filestore_open(&s, in_folder("users"), NULL));
	return s;
}

static inline struct og_store *
again(void)
{
	struct og_store *s;

	ck_assert_ok(og_filestore_open(&s, in_folder("users"), NULL));
	return s;
}

static inline enum og_err
store_user(
    struct og_store *s, const struct og_user *u, enum og_durability durability)
{
	struct og_change c = {u, u->version, false};

	return og_store_put(s, &c, 1, durability);
}

static inline void
add(struct og_store *s, const char *name)
{
	struct og_user u;

	ck_assert_ok(og_user_init(&u, name, NOW));
	ck_assert_ok(store_user(s, &u, OG_SYNCED));
}

static inline void
get(struct og_store *s, const char *name, struct og_user *u)
{
	ck_assert_ok(og_store_get_name(s, name, u));
}

#endif
