/* SPDX-License-Identifier: ISC */
/* What the two halves of the shim share: shim.c has the calls, shim_core.c
 * decides which fails and writes down what was done. */
#ifndef SHIM_H
#define SHIM_H

#include <sys/types.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

#define PATH_SIZE 1024

enum kind {
	K_OPEN,
	K_READ,
	K_PREAD,
	K_WRITE,
	K_PWRITE,
	K_FDATASYNC,
	K_FSYNC,
	K_CLOSE,
	K_RENAME,
	K_STAT,
	K_LOCK,
	K_FALLOCATE,
	K_FTRUNCATE,
	K_UNLINK,
	K_ATTR,
	K_MALLOC,
	KINDS
};

/* door.py knows this layout. */
struct control {
	atomic_int armed;
	atomic_int kind; /* of the call that fails; KINDS: none */
	atomic_int at;	 /* which one */
	atomic_int error;
	atomic_int fired;
	atomic_int counts[KINDS];
	atomic_int wakes; /* a thread of the responder told the loop */
	atomic_llong wall_ms, steady_ms; /* how far the clocks are ahead */
	/* the library that called malloc, or the file that the call was about
	 */
	char who[128];
};

/* Instead of an errno: what happens to the call.  faults.py knows these. */
#define DO_SHORT (-1) /* one byte is transferred */
#define DO_FULL (-2)  /* half is written, and then there is no space */
#define DO_KILL (-3)  /* kill -9 before it, in the middle of a write */

#pragma GCC visibility push(hidden)

/* Never NULL; of the program alone, or shared with who runs it. */
extern struct control *shim_control;

/* True, with errno set, when this call has to fail; *cut: has to be short.
 * "caller" is where malloc was called from, or NULL. */
bool shim_fails(enum kind kind, bool *cut, const void *caller);

/* True when the descriptor's file is in the folder; errno stays. */
bool shim_fd_inside(int fd);

/* Its path, or "". */
void shim_fd_path(int fd, char out[PATH_SIZE]);

bool shim_is_inside(const char *path);

/* How many of the "n" bytes of a call that is cut are transferred. */
size_t shim_part(size_t n);

/* Ends the program if that is what the cut was for. */
void shim_cut_done(void);

/* Counts a write to an event descriptor. */
void shim_count_wake(int fd);

/* Sets "out" to the whole path of "name" at "at".  True when it is inside. */
bool shim_at_inside(int at, const char *name, char out[PATH_SIZE]);

/* The part of an inside path that the log has. */
const char *shim_in_dir(const char *path);

/* Writes a line to the log, by printf rules; errno stays. */
void shim_note(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Logs a write of "len" bytes at "at". */
void shim_note_data(int fd, off_t at, const void *data, size_t len);

unsigned long shim_inode(int fd);

#pragma GCC visibility pop

#endif
