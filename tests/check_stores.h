/* SPDX-License-Identifier: ISC */
/* The stores that there are, for tests that run on each of them. */
#ifndef CHECK_STORES_H
#define CHECK_STORES_H

#include <fcntl.h>
#include <unistd.h>

#include "check_folder.h"
#include "check_main.h"
#include "lib/files/lock.h"
#include "lib/store/file/filestore.h"
#include "lib/store/memory/memory.h"
#include "lib/store/store.h"

#define NOW 1700000000

static inline void
open_file(struct og_store **s)
{
	ck_assert_ok(og_filestore_create(in_folder("users"), NULL));
	ck_assert_ok(og_filestore_open(s, in_folder("users"), NULL));
}

static inline void
open_memory(struct og_store **s)
{
	ck_assert_ok(og_memory_new(s));
}

/* As another process would have it. */
static inline void
hold_file(struct og_store *s, bool held)
{
	static int fd = -1;

	(void)s;
	if (held) {
		fd = open(in_folder("users.lock"), O_RDWR | O_CLOEXEC);
		ck_assert_int_ge(fd, 0);
		ck_assert_ok(og_lock_try(fd));
	} else {
		close(fd);
	}
}

static const struct kind {
	const char *name;
	void (*open)(struct og_store **s); /* an empty one */
	/* no commit can begin meanwhile */
	void (*hold)(struct og_store *s, bool held);
} kinds[] = {
    {"file", open_file, hold_file},
    {"memory", open_memory, og_memory_hold},
};

static inline struct og_store *
fresh(int kind)
{
	struct og_store *s = NULL;

	kinds[kind].open(&s);
	ck_assert_ptr_nonnull(s);
	return s;
}

static inline struct og_store *
other(struct og_store *s)
{
	struct og_store *o;

	ck_assert_ok(og_store_handle(s, &o, NULL));
	return o;
}

static inline enum og_err
store_user(
    struct og_store *s, const struct og_user *u, enum og_durability durability)
{
	const struct og_change c = {u, u->version, false};

	return og_store_put(s, &c, 1, durability);
}

static inline enum og_err
remove_user(struct og_store *s, const struct og_user *u)
{
	const struct og_change c = {u, u->version, true};

	return og_store_put(s, &c, 1, OG_SYNCED);
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

struct edit {
	struct og_store *other; /* that is faster, "races" times */
	int races;
	int calls;
	enum og_err err;
};

static inline enum og_err
edit_user(struct og_user *u, void *arg)
{
	struct edit *e = arg;
	struct og_user v;

	e->calls++;
	if (e->err != OG_OK)
		return e->err;
	if (e->races-- > 0) {
		get(e->other, "alice", &v);
		v.next_id++;
		ck_assert_ok(store_user(e->other, &v, OG_VISIBLE));
	}
	return og_user_set_email(u, "new@example.org");
}

#endif
