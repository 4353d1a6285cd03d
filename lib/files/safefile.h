/* SPDX-License-Identifier: ISC */
/* Opening files that decide who gets in: open first, then check what was
 * opened, and say why it is refused. */
#ifndef OTPGATE_FILES_SAFEFILE_H
#define OTPGATE_FILES_SAFEFILE_H

#include <sys/types.h>
#include <stdbool.h>
#include <stddef.h>

#include "lib/base/buf.h"
#include "lib/base/err.h"

/*
 * Opens "path" with O_NOFOLLOW, O_CLOEXEC, O_NONBLOCK and "flags" (O_RDONLY or
 * O_RDWR), then demands: a regular file with one link; owned by root, by the
 * caller, or (caller root) by the owner of its folder; no mode bit of
 * "forbidden" set; every folder above it owned by root, the caller or that
 * owner and not writable by group or others unless sticky.  OG_OK with *fd;
 * OG_ERR_NOTFOUND, OG_ERR_UNSAFE, OG_ERR_IO with *fd -1 and "why" naming the
 * file and the remedy.
 */
enum og_err og_safefile_open(const char *path, int flags, mode_t forbidden,
    int *fd, struct og_why *why) OG_MUST_CHECK;

/*
 * Creates "path" with O_EXCL and exactly "mode", after the same check of the
 * folders above it.  A file made by root gets the owner and group of its
 * folder.  OG_OK with *fd open for reading and writing; OG_ERR_EXISTS,
 * OG_ERR_UNSAFE, OG_ERR_NOTFOUND (folder), OG_ERR_NOSPACE, OG_ERR_IO.
 */
enum og_err og_safefile_create(
    const char *path, mode_t mode, int *fd, struct og_why *why) OG_MUST_CHECK;

/* Removes "path" again, if it is still the file that was created as "fd": a
 * file that could not be filled must not stay. */
void og_safefile_discard(const char *path, int fd);

/* Appends the whole file (at most "max" bytes) to "out".  OG_OK, OG_ERR_RANGE,
 * OG_ERR_IO, OG_ERR_NOMEM. */
enum og_err
og_safefile_read(int fd, size_t max, struct og_buf *out) OG_MUST_CHECK;

/* Writes all "len" bytes, retrying short and interrupted writes.  OG_OK, or
 * OG_ERR_NOSPACE, OG_ERR_IO with errno. */
enum og_err
og_safefile_write(int fd, const void *data, size_t len) OG_MUST_CHECK;

/*
 * Replaces "path" by "len" bytes at "data": as lib/files/replace.h, with the
 * old one's owner and mode (if there is none: as og_safefile_create).  OG_OK;
 * after a failure the old file is in place and no temporary is left, but if
 * only the sync of the folder failed, the new one is in place.
 */
enum og_err og_safefile_replace(const char *path, mode_t mode, const void *data,
    size_t len, struct og_why *why) OG_MUST_CHECK;

#endif
