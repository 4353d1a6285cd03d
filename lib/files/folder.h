/* SPDX-License-Identifier: ISC */
/*
 * Folders as descriptors.  Programs that run as root work in folders that
 * belong to the gate's account, or to any other: there a name may mean
 * something else at each look, and so may the folders above.  Everything that
 * makes, gives away, renames or removes files goes through here.
 */
#ifndef OTPGATE_FILES_FOLDER_H
#define OTPGATE_FILES_FOLDER_H

#include <sys/stat.h>
#include <sys/types.h>
#include <dirent.h>
#include <limits.h>
#include <stdbool.h>

#include "lib/base/err.h"

/* Whom the folders above may belong to, and who may write to them. */
enum og_folder_rule {
	/* anybody: for what nobody trusts because of where it is */
	OG_FOLDER_ANY = 0,
	/* root, the caller, or (caller root) the owner of the last one; and
	 * only that owner may write, unless sticky */
	OG_FOLDER_TRUSTED
};

/* The folder that a file is in, checked and open. */
struct og_folder {
	int fd; /* O_PATH; -1: none is open */
	struct stat st;
	char base[NAME_MAX + 1]; /* the file's name in it */
};

/* Nothing is open; may be closed. */
void og_folder_init(struct og_folder *f);

/*
 * Opens the folder that "path" is in, step by step from "/", each step by the
 * descriptor of the last.  A symlink on the way is followed only where none but
 * root or the caller can have put it, whatever the rule.  OG_OK;
 * OG_ERR_NOTFOUND; OG_ERR_UNSAFE with "why" naming the folder and the remedy;
 * OG_ERR_IO.  On failure f->fd is -1.
 */
enum og_err og_folder_open(struct og_folder *f, const char *path,
    enum og_folder_rule rule, struct og_why *why) OG_MUST_CHECK;

/* The folder "path" itself: f->base is "". */
enum og_err og_folder_open_self(struct og_folder *f, const char *path,
    enum og_folder_rule rule, struct og_why *why) OG_MUST_CHECK;

void og_folder_close(struct og_folder *f);

/* What "name" is, without following symlinks.  False with errno. */
bool
og_folder_look(const struct og_folder *f, const char *name, struct stat *st);

/* Opens "name" with O_NOFOLLOW, O_NONBLOCK and "flags", above standard error.
 * -1 with errno. */
int og_folder_reach(const struct og_folder *f, const char *name, int flags);

/*
 * Makes the file "name", which must not exist, with exactly "mode", and opens
 * it for reading and writing.  With "give", a file made by root belongs to the
 * owner of the folder, so that the responder can use it.  OG_OK with *fd, or
 * -1, errno and OG_ERR_EXISTS, OG_ERR_NOSPACE, OG_ERR_IO.
 */
enum og_err og_folder_create(const struct og_folder *f, const char *name,
    mode_t mode, bool give, int *fd) OG_MUST_CHECK;

/*
 * Makes the folder "path", with exactly "mode", and gives it to "uid" and "gid"
 * ((uid_t)-1, (gid_t)-1: unchanged).  No other folder is given to them,
 * whatever the owner of the one above does meanwhile.  OG_OK; OG_ERR_EXISTS;
 * OG_ERR_UNSAFE: the folders above; OG_ERR_NOTFOUND; OG_ERR_IO.  After a
 * failure it does not exist.
 */
enum og_err og_folder_make(const char *path, mode_t mode, uid_t uid, gid_t gid,
    struct og_why *why) OG_MUST_CHECK;

/* Gives "name", which belongs to the caller, to one of the caller's groups; for
 * what cannot be opened.  Never for root.  False with errno. */
bool og_folder_regroup(const struct og_folder *f, const char *name, gid_t gid);

/* Within one folder.  False with errno. */
bool
og_folder_rename(const struct og_folder *f, const char *from, const char *to);
bool og_folder_remove(const struct og_folder *f, const char *name);

/* Its names, for readdir and closedir.  NULL with errno. */
DIR *og_folder_list(const struct og_folder *f);

/* Makes a new name in it durable.  OG_OK, or OG_ERR_IO with errno. */
enum og_err og_folder_sync(const struct og_folder *f) OG_MUST_CHECK;

/* The same for the folder that "path" is in, whichever it is: it changes
 * nothing, and so checks nothing. */
enum og_err
og_folder_sync_of(const char *path, struct og_why *why) OG_MUST_CHECK;

/*
 * Takes over "fd", which may be -1, and returns the same file as a descriptor
 * above those of standard input, output and error: if a program has closed
 * these, output must not end up in a file of ours.  -1 with errno when "fd" was
 * -1 (errno stays) or there is none left; "fd" is closed then.
 */
int og_folder_raise(int fd);

#endif
