/* SPDX-License-Identifier: ISC */
/*
 * The store interface: records by name or id, changed by compare-and-set.
 * What is above it does not know which implementation it talks to.
 */
#ifndef OTPGATE_STORE_STORE_H
#define OTPGATE_STORE_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/err.h"
#include "lib/record/user.h"

#define OG_CHANGES_MAX 8

/* What must hold before og_store_put returns OG_OK. */
enum og_durability {
	OG_SYNCED = 0, /* survives a power loss: spends, administration */
	OG_VISIBLE,    /* every process sees it: charges */
	OG_LAZY	       /* housekeeping: given up when anything is in the way */
};

/* One record to store or to remove. */
struct og_change {
	const struct og_user *user; /* id, name, and all else when stored */
	uint64_t expected;	    /* version read; 0: there must be none */
	bool remove;
};

/* Called for each record; a result other than OG_OK ends the iteration. */
typedef enum og_err og_store_visit(const struct og_user *u, void *arg);

/* Progress of long work: "done" of "total", whatever is counted. */
typedef void og_store_progress(uint64_t done, uint64_t total, void *arg);

/* Figures of a store as of its last look; 0 where a store has no such thing. */
struct og_store_stats {
	uint64_t users;	     /* readable or not */
	uint64_t damaged;    /* of these, denied because of damage */
	uint64_t size;	     /* bytes */
	uint64_t dead;	     /* of these, superseded */
	uint64_t generation; /* counts compactions, from 1 */
	uint64_t sequence;   /* the newest version: counts commits */
};

struct og_store;

/* What an implementation provides; the functions below forward to it, and say
 * what each must do. */
struct og_store_ops {
	enum og_err (*get_name)(
	    struct og_store *s, const char *name, struct og_user *out);
	enum og_err (*get_id)(
	    struct og_store *s, uint64_t id, bool local, struct og_user *out);
	enum og_err (*put)(struct og_store *s, const struct og_change *changes,
	    size_t n, enum og_durability durability);
	enum og_err (*ready)(struct og_store *s);
	enum og_err (*iterate)(
	    struct og_store *s, og_store_visit *visit, void *arg);
	enum og_err (*refresh)(struct og_store *s);
	enum og_err (*handle)(
	    struct og_store *s, struct og_store **out, struct og_why *why);
	bool (*is_work_due)(struct og_store *s);
	enum og_err (*work)(struct og_store *s, og_store_progress *progress,
	    void *arg, struct og_why *why);
	enum og_err (*tidy)(struct og_store *s);
	void (*stats)(struct og_store *s, struct og_store_stats *out);
	enum og_err (*explain_busy)(struct og_store *s, struct og_why *why);
	void (*free)(struct og_store *s);
};

/* The head of every implementation's own structure. */
struct og_store {
	const struct og_store_ops *ops;
	bool hurry; /* og_store_hurry */
};

/*
 * Reads the newest record of the user called "name" (valid, folded).  OG_OK
 * with *out and out->version set; OG_ERR_NOTFOUND only after a good read that
 * showed that there is none; OG_ERR_DAMAGED (deny; see check), OG_ERR_UNSAFE,
 * OG_ERR_IO, OG_ERR_UNREACHABLE, OG_ERR_NOMEM.  *out is undefined on failure.
 */
enum og_err og_store_get_name(
    struct og_store *s, const char *name, struct og_user *out) OG_MUST_CHECK;

/*
 * The same by immutable id.  "local": answer from what can be had without
 * waiting, or OG_ERR_AGAIN: ask again without "local" where blocking is
 * allowed.
 */
enum og_err og_store_get_id(struct og_store *s, uint64_t id, bool local,
    struct og_user *out) OG_MUST_CHECK;

/*
 * Commits "n" (1 to OG_CHANGES_MAX) changes together or not at all, each only
 * if the stored version is the expected one.  OG_OK; OG_ERR_CONFLICT (read
 * again and decide again), OG_ERR_EXISTS (another user has the name),
 * OG_ERR_NOTFOUND (to be changed, but gone), OG_ERR_BUSY (others were in
 * the way for 5 s; in a hurry: 200 ms; lazy: at once), OG_ERR_NOSPACE,
 * OG_ERR_RANGE (record too long), OG_ERR_DAMAGED, OG_ERR_UNSAFE, OG_ERR_IO,
 * OG_ERR_UNREACHABLE: nothing has changed.  OG_ERR_UNKNOWN: the change may have
 * taken effect, now or after a crash.  Whoever lets somebody in treats that as
 * not made, and denies; an administrator is told to look.
 */
enum og_err og_store_put(struct og_store *s, const struct og_change *changes,
    size_t n, enum og_durability durability) OG_MUST_CHECK;

/*
 * Asks whether a commit could begin now, and waits for it as long as one would.
 * For what must look the same whether it ends in a commit or not: a caller that
 * has nothing to store asks this where another would call og_store_put, and all
 * fail alike.  OG_OK promises nothing for later; OG_ERR_BUSY, OG_ERR_UNSAFE,
 * OG_ERR_IO, OG_ERR_UNREACHABLE: og_store_put would have failed.
 */
enum og_err og_store_ready(struct og_store *s) OG_MUST_CHECK;

/*
 * From now on nothing of this handle waits longer than 200 ms to begin a
 * commit, and when many threads ask at once while nobody can, one of them waits
 * for all.  For those whom people wait for; an administrator rather waits.
 */
void og_store_hurry(struct og_store *s);

/*
 * Calls "visit" for each readable record, in no special order, as of some
 * moment during the call.  Returns the first result of "visit" that is not
 * OG_OK, OG_ERR_DAMAGED when some user had to be passed over, or an error as
 * for get.
 */
enum og_err og_store_iterate(
    struct og_store *s, og_store_visit *visit, void *arg) OG_MUST_CHECK;

/* Takes in what others have committed since; OG_OK or an error as for get.
 * For housekeeping and health: get does this by itself. */
enum og_err og_store_refresh(struct og_store *s) OG_MUST_CHECK;

/*
 * A second handle on the same data, for a thread that must not wait for those
 * that use "s".  Either may be freed first.  OG_OK with *out (og_store_free);
 * OG_ERR_UNSAFE, OG_ERR_IO, OG_ERR_NOMEM with "why" set.
 */
enum og_err og_store_handle(struct og_store *s, struct og_store **out,
    struct og_why *why) OG_MUST_CHECK;

/*
 * Long work that keeps a store small and fast, such as compaction: is it due,
 * and do it.  Reads and commits go on meanwhile.  "progress" may be NULL.
 * OG_OK; OG_ERR_DAMAGED, OG_ERR_BUSY, OG_ERR_NOSPACE, OG_ERR_IO with "why" set:
 * all is as before, and another try costs time and nothing else.
 */
bool og_store_is_work_due(struct og_store *s);
enum og_err og_store_work(struct og_store *s, og_store_progress *progress,
    void *arg, struct og_why *why) OG_MUST_CHECK;

/* Short housekeeping, which may read the whole store but waits for nobody and
 * makes nobody wait.  A failure costs time and nothing else. */
enum og_err og_store_tidy(struct og_store *s) OG_MUST_CHECK;

void og_store_stats(struct og_store *s, struct og_store_stats *out);

/*
 * After OG_ERR_BUSY of this handle: says in "why" what was in the way, who has
 * it if that can be known, and how long was waited.  Returns OG_ERR_BUSY.
 */
enum og_err og_store_explain_busy(struct og_store *s, struct og_why *why);

/* A change of a record: edits *u, or returns an error to leave it. */
typedef enum og_err og_store_edit(struct og_user *u, void *arg);

/*
 * Reads the record of "name", lets "edit" change it, and commits; from the
 * start again on a conflict.  For administration.  OG_OK, an error of "edit",
 * get or put.
 */
enum og_err
og_store_update(struct og_store *store, const char *name, og_store_edit *edit,
    void *arg, enum og_durability durability) OG_MUST_CHECK;

/* The same by immutable id, for sessions. */
enum og_err
og_store_update_id(struct og_store *store, uint64_t id, og_store_edit *edit,
    void *arg, enum og_durability durability) OG_MUST_CHECK;

/* Frees; *s becomes NULL (which is allowed before, too). */
void og_store_free(struct og_store **s);

#endif
