/* SPDX-License-Identifier: ISC */
/* The file implementation of the store: otpgate-users(5). */
#ifndef OTPGATE_STORE_FILE_FILESTORE_H
#define OTPGATE_STORE_FILE_FILESTORE_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/rules/restore.h"
#include "lib/store/store.h"

/* Creates an empty database at "path" (mode 0600) and its lock file beside
 * it.  OG_OK, OG_ERR_EXISTS, OG_ERR_UNSAFE, OG_ERR_NOSPACE, OG_ERR_IO. */
enum og_err
og_filestore_create(const char *path, struct og_why *why) OG_MUST_CHECK;

/*
 * Opens the database at "path" and reads its index.  The store may be used by
 * several threads at once.  OG_OK with *s (og_store_free); OG_ERR_NOTFOUND,
 * OG_ERR_UNSAFE, OG_ERR_FORMAT (no database of a known version), OG_ERR_IO,
 * OG_ERR_NOMEM with "why" naming file and remedy.
 */
enum og_err og_filestore_open(
    struct og_store **s, const char *path, struct og_why *why) OG_MUST_CHECK;

/*
 * The same for short-lived processes that look up a few users: begins from
 * users.index beside the database where that fits, and otherwise reads every
 * line.  Its answers are as reliable; only damage to users it is not asked for
 * goes unnoticed (and is not in the figures).
 */
enum og_err og_filestore_open_cached(
    struct og_store **s, const char *path, struct og_why *why) OG_MUST_CHECK;

/*
 * Housekeeping that takes its time, beside everything else: reads a compacted
 * file anew, so that the space of the one before it becomes free, and writes
 * users.index when the one that is there covers too little of a database that
 * is larger than 1 MiB and has no damage.  A failure costs time and nothing
 * else.  OG_OK, or an error as for get or put.
 */
enum og_err og_filestore_tidy(struct og_store *s) OG_MUST_CHECK;

struct og_filestore_stats {
	uint64_t users;	     /* readable or not */
	uint64_t damaged;    /* denied because of damage */
	uint64_t lines;	     /* since the last compaction, all kinds */
	uint64_t size;	     /* bytes */
	uint64_t dead;	     /* bytes of superseded lines */
	uint64_t generation; /* counts compactions */
	uint64_t sequence;   /* the newest version */
	/* by og_filestore_check only: */
	uint64_t reserve; /* bytes allocated behind the end of the file */
	uint64_t commit;  /* bytes of a commit, on average */
};

/* Figures of a file store, as of its last look at the file. */
void og_filestore_stats(struct og_store *s, struct og_filestore_stats *out);

/* True when dead bytes outweigh the live ones (and are worth the work). */
bool og_filestore_wants_compaction(struct og_store *s);

/*
 * Writes the live records to a new file and puts it in the old one's place,
 * with its owner and mode.  Reads go on; commits wait only for the tail.
 * "progress" may be NULL.  OG_OK; OG_ERR_DAMAGED (refused: run check),
 * OG_ERR_BUSY, OG_ERR_NOSPACE, OG_ERR_IO: the old file stands.
 */
enum og_err og_filestore_compact(struct og_store *s,
    og_store_progress *progress, void *arg, struct og_why *why) OG_MUST_CHECK;

/* What is wrong with one line. */
struct og_filestore_problem {
	uint64_t line;	  /* 1 is the header */
	uint64_t offset;  /* bytes from the start of the file */
	const char *kind; /* "checksum", "sequence", "record", "duplicate",
			     "missing", "torn", "hole" */
	const char *name; /* user, when it can be told, else NULL */
	uint64_t id;	  /* user id, when it can be told, else 0 */
	bool denies;	  /* somebody is denied because of it */
	bool harmless;	  /* it is what a crash leaves, and no damage */
};

typedef void
og_filestore_report(const struct og_filestore_problem *problem, void *arg);

/*
 * Reads the whole file at "path" and reports each problem, with "arg", as it
 * does its progress; both, and "stats", may be NULL.  Changes nothing and takes
 * no lock.  OG_OK when there was nothing that denies, OG_ERR_DAMAGED, or an
 * error as for open.
 */
enum og_err og_filestore_check(const char *path, og_filestore_report *report,
    og_store_progress *progress, void *arg, struct og_filestore_stats *stats,
    struct og_why *why) OG_MUST_CHECK;

/* What becomes of a user in a repaired copy. */
enum og_filestore_fate {
	OG_FATE_KEPT = 0, /* nothing was wrong */
	OG_FATE_UNSURE,	  /* a later line is unreadable and could have been
			     anybody's: made safe by og_restore_user */
	OG_FATE_OLDER,	  /* newest record damaged: restored from the previous
			     one, made safe, disabled until it is reviewed */
	OG_FATE_RENAMED,  /* another user has the name: renamed, made safe,
			     disabled until it is reviewed */
	OG_FATE_LOST	  /* his record cannot be read: not in the copy */
};

/* "name" is that in the copy; NULL when it cannot be told. */
typedef void og_filestore_told(
    uint64_t id, const char *name, enum og_filestore_fate fate, void *arg);

/*
 * Writes a repaired copy of the database at "path" to "out" (which must not be
 * there) and tells of each user.  "path" is not changed; its owner and mode
 * are those of the copy.  "progress" may be NULL.  OG_OK, OG_ERR_EXISTS, or as
 * for open.
 */
enum og_err og_filestore_repair(const char *path, const char *out,
    const struct og_restore *how, og_filestore_told *told,
    og_store_progress *progress, void *arg, struct og_why *why) OG_MUST_CHECK;

/* What becomes of a user when a backup is put in the place of a database. */
enum og_filestore_back {
	OG_BACK_BOTH = 0, /* in both: og_restore_merge, and made safe */
	OG_BACK_KEPT,	  /* only in the present one, and stays as he is */
	OG_BACK_OUT,	  /* removed since: stays out */
	OG_BACK_RETURNED, /* removed since, and wanted back: disabled */
	OG_BACK_NEW,	/* the present one is no later state of the backup, and
			   does not have him: comes back */
	OG_BACK_UNSURE, /* the newest record may be damaged or lost: as the
			   newest that can be read, and disabled */
	OG_BACK_LOST	/* only in the present one, and cannot be read */
};

struct og_filestore_coming {
	enum og_filestore_back fate;
	uint64_t id;
	bool renamed; /* somebody else has the name: has another, disabled */
	bool doubted; /* a line that nobody can read may have been about him */
	/* as in the backup; as now, as far as it can be read; as he will be.
	 * NULL: not there */
	const struct og_user *then, *now, *next;
};

/* "coming" and what it points to lives until this returns. */
typedef void
og_filestore_weighed(const struct og_filestore_coming *coming, void *arg);

/* More NUL bytes in a row no power failure leaves. */
#define OG_NULS_MAX (16 * 1024 * 1024)

struct og_filestore_restored {
	bool compared;	   /* the present database could be read */
	uint64_t restored; /* users of the backup */
	uint64_t kept;	   /* users of the present database alone */
	uint64_t out;	   /* removed since */
	uint64_t lost;	   /* in neither any more */
	struct og_why why; /* not compared: why */
};

/*
 * Tells of each user what og_filestore_restore would do; changes nothing and
 * takes no lock.  "told" and "progress" may be NULL.  As og_filestore_restore.
 */
enum og_err og_filestore_weigh(const char *path, const char *backup,
    const struct og_restore *how, og_filestore_weighed *told,
    og_store_progress *progress, void *arg, struct og_filestore_restored *out,
    struct og_why *why) OG_MUST_CHECK;

/*
 * Puts the users of "backup" in the place of those at "path", each made safe by
 * og_restore_user, with versions beyond all that were used.  Who is in the
 * present database, or is not there any more, decides what of the past may come
 * back, as enum og_filestore_back tells; when it is missing or unreadable,
 * nothing is compared, and all is as in the backup; or, with how->compare,
 * OG_ERR_DAMAGED: whoever was told of a comparison has not agreed to less.  A
 * running gate takes the new file in by itself.  "progress" may be NULL. OG_OK;
 * OG_ERR_DAMAGED (the backup; also when it has more than OG_NULS_MAX bytes of
 * NUL in a row), OG_ERR_BUSY, OG_ERR_UNSAFE (either), or as for open: then
 * nothing has changed.
 */
enum og_err og_filestore_restore(const char *path, const char *backup,
    const struct og_restore *how, struct og_filestore_restored *out,
    og_store_progress *progress, void *arg, struct og_why *why) OG_MUST_CHECK;

#endif
