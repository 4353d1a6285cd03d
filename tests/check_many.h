/* SPDX-License-Identifier: ISC */
/* A database of more than 1 MiB, which is not read in passing.  Only for tests
 * of the file store. */
#ifndef CHECK_MANY_H
#define CHECK_MANY_H

#include "check_store.h"
#include "lib/store/file/impl.h"

#define USERS 500
#define PADDING 2400 /* of each record: together more than 1 MiB */

static inline uint64_t
id_of(unsigned i)
{
	return (i + 1) * 0x9e3779b97f4a7c15U;
}

/* A database of USERS users, whom nobody has read yet: user0, user1, ... */
static inline void
make_many(void)
{
	struct og_buf payload, line;
	FILE *out;
	char pad[PADDING + 1];
	uint64_t id;

	ck_assert_ok(og_filestore_create(in_folder("users"), NULL));
	out = fopen(in_folder("users"), "a");
	ck_assert_ptr_nonnull(out);
	memset(pad, 'x', PADDING);
	pad[PADDING] = '\0';
	og_buf_init(&payload, FS_LINE_MAX);
	og_buf_init(&line, FS_LINE_MAX);
	for (unsigned i = 0; i < USERS; i++) {
		og_buf_reset(&payload);
		og_buf_reset(&line);
		id = id_of(i);
		og_buf_printf(&payload,
		    "id=%016llx name=user%u created=%d zz=%s",
		    (unsigned long long)id, i, NOW, pad);
		fs_line_format(&line, &id, 1, i + 1, payload.data, payload.len);
		ck_assert_ok(og_buf_err(&line));
		ck_assert_uint_eq(fwrite(line.data, line.len, 1, out), 1);
	}
	ck_assert_int_eq(fclose(out), 0);
	og_buf_clear(&payload);
	og_buf_clear(&line);
}

static inline struct og_store *
open_cached(void)
{
	struct og_store *s;

	ck_assert_ok(og_filestore_open_cached(&s, in_folder("users"), NULL));
	return s;
}

static inline const struct fs_view *
view_of(struct og_store *s)
{
	return &((struct filestore *)s)->shared->view;
}

static inline void
change_email(struct og_store *s, const char *name, const char *email)
{
	struct og_user u;

	get(s, name, &u);
	ck_assert_ok(og_user_set_email(&u, email));
	ck_assert_ok(store_user(s, &u, OG_SYNCED));
}

static inline void
remove_user(struct og_store *s, const char *name)
{
	struct og_change c = {NULL, 0, true};
	struct og_user u;

	get(s, name, &u);
	c.user = &u;
	c.expected = u.version;
	ck_assert_ok(og_store_put(s, &c, 1, OG_SYNCED));
}

/* Writes "len" bytes over what stands at "offset" of a file. */
static inline void
overwrite(const char *name, off_t offset, const void *data, size_t len)
{
	int fd = open(in_folder(name), O_WRONLY);

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(pwrite(fd, data, len, offset), (ssize_t)len);
	close(fd);
}

static inline off_t
size_of(const char *name)
{
	struct stat st;

	ck_assert_int_eq(stat(in_folder(name), &st), 0);
	return st.st_size;
}

#endif
