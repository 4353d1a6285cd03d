/* SPDX-License-Identifier: ISC */
/* What a command works with, opened on first use. */
#ifndef OTPGATE_ADMIN_WORK_CONTEXT_H
#define OTPGATE_ADMIN_WORK_CONTEXT_H

#include <sys/types.h>
#include <stdbool.h>
#include <stdint.h>

#include "lib/audit/audit.h"
#include "lib/base/err.h"
#include "lib/base/name.h"
#include "lib/conf/settings.h"
#include "lib/crypto/keyring.h"
#include "lib/store/store.h"

struct command;

/* What a change has printed before it was stored. */
struct context_shown {
	bool done;
	uint32_t id;   /* printed with it; 0: none */
	uint64_t user; /* whose it is; 0: was not stored yet */
};

/* What an administrator has to know about OG_ERR_DAMAGED. */
#define CONTEXT_DAMAGED                                                        \
	"is on a damaged line, or may be: otpadm check says which, and "       \
	"otpadm check --repair writes a copy of the database without damage"

/* What to do when neither key file nor database exists. */
#define CONTEXT_EMPTY "nothing is set up yet: run otpadm init"

/* One in the program, at first all zero except for "conf". */
struct context {
	const char *conf; /* path of the settings file */
	bool json;
	const struct command *command; /* the one that runs */
	bool have_settings;
	struct og_settings settings;
	struct og_keyring ring;	    /* empty: not read yet */
	struct og_store *store;	    /* NULL: not opened yet */
	struct og_audit *audit;	    /* NULL: not opened, or not possible */
	struct og_why why;	    /* room for explanations */
	int64_t shift;		    /* with the store: see context_shift */
	char detail[256];	    /* for the audit line of a change */
	struct context_shown shown; /* by the change that runs */
	bool unknown; /* the last change may have taken effect, or not */
};

/*
 * Each makes sure that one thing is ready: the settings; the key ring; the
 * database; the audit log.  They open what that needs in turn.  False after a
 * complaint.
 */
bool context_settings(struct context *c);
bool context_ring(struct context *c);
bool context_store(struct context *c);
bool context_audit(struct context *c);

/* Where otpadm's lines go: the setting "log", or "syslog" instead of a journal.
 * The settings are loaded. */
const char *context_log(const struct context *c);

/* True when the log has taken every line that was written to it; waits up to a
 * second for a log that is stuck.  For what must not happen without its line;
 * prints nothing. */
bool context_audit_has_all(struct context *c);

/* By how many seconds the sessions' clock is ahead of the wall clock, according
 * to the file that a responder left (shift.h); mostly 0.  The settings are
 * loaded. */
int64_t context_shift(const struct context *c);

/* True when a caller who is not root needs a file of another account, or cannot
 * even see whose it is: changing its owner is not the remedy. */
bool context_is_foreign(const char *path);

/* True when "path" is where a caller who is not root may not read. */
bool context_is_closed(const char *path);

/* Complains that only root can do this, because "path" belongs to another. */
void context_want_root(const char *path);

/* False: key file and database are both missing.  The settings are loaded. */
bool context_is_set_up(const struct context *c);

/* The user account in the settings; false when it does not exist. */
bool context_account(const struct context *c, uid_t *uid, gid_t *gid);

/* Folds "text" to a user name.  False after a complaint. */
bool context_name(const char *text, char name[OG_NAME_SIZE]);

/* Folds "text" and reads that user's record.  False after a complaint. */
bool context_user(struct context *c, const char *text, struct og_user *u);

/* Complains "otpadm: COMMAND: text" with a hint; returns STATUS_USAGE. */
int
context_usage(const struct context *c, const char *fmt, ...) OG_PRINTF(2, 3);

/* Why nothing could be committed within the time that a change waits, and which
 * process is in the way; in c->why. */
const char *context_busy(struct context *c);

/* What the error "err" of the database is about, for any error; in c->why. */
const char *context_explain(struct context *c, enum og_err err);

/* Closes and wipes everything. */
void context_clear(struct context *c);

#endif
