/* SPDX-License-Identifier: ISC */
/*
 * Outputs for lines that never wait for their reader: the socket of syslog, for
 * which libc's syslog() would wait, and standard error.
 */
#ifndef OTPGATE_BASE_OUTLET_H
#define OTPGATE_BASE_OUTLET_H

#include <sys/types.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/buf.h"

enum og_outlet_kind { OG_OUTLET_SYSLOG, OG_OUTLET_STDERR };

struct og_outlet {
	enum og_outlet_kind kind;
	int fd;	       /* our own, or standard error; -1: not open */
	int through;   /* to read what our own pipe holds back, or -1 */
	int into;      /* our own pipe, before somebody else's */
	bool messages; /* each is taken whole or not at all */
	bool packed;   /* a stream of messages that end with a NUL */
	bool socket;   /* send() may be told not to wait */
	dev_t device;  /* what standard error was when it was opened */
	ino_t inode;
};

/* Opens nothing yet. */
void og_outlet_init(struct og_outlet *o, enum og_outlet_kind kind);

/*
 * Opens it unless it is open, and again when standard error is no longer what
 * it was.  *fresh when it was opened now: an unfinished line must be sent
 * again.  False when there is no reader (no /dev/log, no standard error).
 */
bool og_outlet_open(struct og_outlet *o, bool *fresh);

/*
 * Writes "len" bytes to the open outlet.  Returns how many it took: all, or
 * fewer (a stream; continue with the rest), or 0 when it would have to wait; -1
 * when there is no reader, and then it is closed.
 */
ssize_t og_outlet_put(struct og_outlet *o, const char *s, size_t len);

/* True when it takes something now, or within "ms" milliseconds. */
bool og_outlet_wait(const struct og_outlet *o, int ms);

void og_outlet_close(struct og_outlet *o);

/*
 * Starts a syslog message: "<N>Nov 23 09:00:00 name[1]: ".  "priority" is
 * facility and level, "when" in seconds since 1970, shown as local time;
 * "ident" NULL means the name of the program.
 */
void
og_outlet_head(struct og_buf *b, int priority, int64_t when, const char *ident);

/* One message to syslog, whole or not at all; for callers with few messages.
 * True when it was taken. */
bool
og_outlet_say(int priority, int64_t when, const char *ident, const char *text);

/* The same to standard error, followed by a line end. */
bool og_outlet_complain(const char *text);

#endif
