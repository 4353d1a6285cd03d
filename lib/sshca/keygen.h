/* SPDX-License-Identifier: ISC */
/*
 * Running ssh-keygen(1): a private folder that it works in, and the program
 * itself, without a shell, with its own environment, session and deadline.
 */
#ifndef OTPGATE_SSHCA_KEYGEN_H
#define OTPGATE_SSHCA_KEYGEN_H

#include <stddef.h>

#include "lib/base/buf.h"
#include "lib/base/err.h"

#ifndef OG_SSH_KEYGEN
#define OG_SSH_KEYGEN "/usr/bin/ssh-keygen"
#endif
#define OG_KEYGEN_ARGS_MAX 48
#define OG_KEYGEN_SECONDS 5

/* One piece of work.  The fields are private to the module. */
struct og_keygen {
	char path[32]; /* of the folder */
	int dir;       /* -1: none */
	char *argv[OG_KEYGEN_ARGS_MAX + 1];
	size_t argc;
	enum og_err err; /* of an argument that was rejected */
};

/* Makes the folder, which only its maker can enter.  OG_OK or OG_ERR_IO;
 * call og_keygen_end in either case. */
enum og_err
og_keygen_begin(struct og_keygen *k, struct og_why *why) OG_MUST_CHECK;

/* Writes a file "name" into the folder.  OG_OK or an error of writing. */
enum og_err og_keygen_put(struct og_keygen *k, const char *name,
    const void *data, size_t len) OG_MUST_CHECK;

/* Adds one argument, copied.  og_keygen_run returns the error, if any. */
void og_keygen_arg(struct og_keygen *k, const char *arg);

/*
 * Runs ssh-keygen in the folder with the arguments so far, and forgets those.
 * "agent" is the socket of an ssh-agent, or NULL.  It reads nothing, and shares
 * our error stream.  OG_OK when it succeeded; OG_ERR_BUSY when it had to be
 * stopped after OG_KEYGEN_SECONDS; OG_ERR_IO; OG_ERR_NOMEM or OG_ERR_RANGE for
 * the arguments.
 */
enum og_err og_keygen_run(
    struct og_keygen *k, const char *agent, struct og_why *why) OG_MUST_CHECK;

/* Appends the file "name" of the folder to "out": "max" bytes at most. */
enum og_err og_keygen_get(struct og_keygen *k, const char *name, size_t max,
    struct og_buf *out) OG_MUST_CHECK;

/* Removes the folder and everything in it. */
void og_keygen_end(struct og_keygen *k);

#endif
