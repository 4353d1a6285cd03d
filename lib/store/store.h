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

/*
 * Until when one call may take, by og_clock_ms.  What waits looks at it; a disk
 * that takes a sync late cannot be left, and what it says then is true.
 */
struct og_deadline {
	int64_t begin; /* a commit that has not begun by then: OG_ERR_BUSY */
	int64_t end;   /* a read: OG_ERR_BUSY; a commit of which nobody knows
			  what has become: OG_ERR_UNKNOWN */
	bool crowd;    /* of many threads that wait for what nobody gives back,
			  one waits for all */
};

/*
 * What an implementation provides; the functions below forward to it, and say
 * what each must do.  Here the deadline is an argument, so that none is
 * forgotten; it has not passed when the call begins.  A caller has it in his
 * handle: what reads and commits for him (og_store_update, lib/login) hands on
 * nothing but that, and all of it together ends in time.  What has no deadline
 * here takes the time it needs.  Several threads call get, put, ready and
 * explain of one handle at once, with a turn each.
 */
struct og_store_ops {
	enum og_err (*get_name)(struct og_store *s, const char *name,
	    int64_t end, struct og_user *out);
	/* "local": "end" is 0, and no clock is looked at */
	enum og_err (*get_id)(struct og_store *s, uint64_t id, bool local,
	    int64_t end, struct og_user *out);
	enum og_err (*put)(struct og_store *s, const struct og_change *changes,
	    size_t n, enum og_durability durability,
	    const struct og_deadline *by);
	enum og_err (*ready)(struct og_store *s, const struct og_deadline *by);
	enum og_err (*iterate)(
	    struct og_store *s, og_store_visit *visit, void *arg);
	enum og_err (*refresh)(struct og_store *s, int64_t end);
	enum og_err (*handle)(
	    struct og_store *s, struct og_store **out, struct og_why *why);
	bool (*is_work_due)(struct og_store *s);
	enum og_err (*work)(struct og_store *s, og_store_progress *progress,
	    void *arg, struct og_why *why);
	enum og_err (*tidy)(struct og_store *s);
	void (*stats)(struct og_store *s, struct og_store_stats *out);
	/* says nothing where it knows no more than "err" does; "ms": how long
	 * a commit may wait until it begins */
	void (*explain)(
	    struct og_store *s, enum og_err err, int ms, struct og_why *why);
	void (*free)(struct og_store *s);
};

/* The head of every implementation's own structure, which sets "ops", and the
 * whole of a turn; the rest is private to lib/store/store.c. */
struct og_store {
	const struct og_store_ops *ops;
	struct og_store *of; /* the handle that a turn is of; NULL: it is one */
	int64_t until;	     /* og_store_turn, og_store_until */
	bool hurry;	     /* og_store_hurry */
};

/* How long each call may take where nothing else is said, and how long a commit
 * may wait until it begins, in a hurry. */
#define OG_STORE_PATIENCE_MS 5000
#define OG_STORE_HURRY_MS 200

/*
 * Nothing that is asked of this handle from now on takes longer than "until"
 * (og_clock_ms): what is asked later than that begins nothing, and answers
 * OG_ERR_BUSY.  0, as at first: each call may take 5 s, and so may all the
 * tries of one that others are faster than.  For a handle of one thread, and
 * for tests: programs take a turn.
 */
void og_store_until(struct og_store *s, int64_t until);

/*
 * The handle "s" with another deadline, for one thread that shares "s" with
 * others: a worker makes one for each request.  Costs nothing; good as long as
 * "s" is, and may be used for "s" everywhere.  og_store_free of one does
 * nothing.
 */
struct og_store og_store_turn(struct og_store *s, int64_t until);

/* The handle itself: what an implementation may take for its own structure. */
struct og_store *og_store_self(struct og_store *s);

/*
 * Reads the newest record of the user called "name" (valid, folded).  OG_OK
 * with *out and out->version set; OG_ERR_NOTFOUND only after a good read that
 * showed that there is none; OG_ERR_BUSY (not answered by the deadline);
 * OG_ERR_DAMAGED (deny; see check), OG_ERR_UNSAFE, OG_ERR_IO,
 * OG_ERR_UNREACHABLE, OG_ERR_NOMEM.  *out is undefined on failure.
 */
enum og_err og_store_get_name(
    struct og_store *s, const char *name, struct og_user *out) OG_MUST_CHECK;

/*
 * The same by immutable id.  "local": answer from what can be had without
 * waiting, whatever the deadline, or OG_ERR_AGAIN: ask again without "local"
 * where blocking is allowed.
 */
enum og_err og_store_get_id(struct og_store *s, uint64_t id, bool local,
    struct og_user *out) OG_MUST_CHECK;

/*
 * Commits "n" (1 to OG_CHANGES_MAX) changes together or not at all, each only
 * if the stored version is the expected one.  OG_OK; OG_ERR_CONFLICT (read
 * again and decide again), OG_ERR_EXISTS (another user has the name),
 * OG_ERR_NOTFOUND (to be changed, but gone), OG_ERR_BUSY (others were in
 * the way until the deadline; in a hurry: 200 ms; lazy: at once),
 * OG_ERR_NOSPACE, OG_ERR_RANGE (record too long), OG_ERR_DAMAGED,
 * OG_ERR_UNSAFE, OG_ERR_IO, OG_ERR_UNREACHABLE: nothing has changed.
 * OG_ERR_UNKNOWN: the change may have taken effect, now or after a crash, or
 * the deadline came while it was under way.  Whoever lets somebody in treats
 * that as not made, and denies; an administrator is told to look.
 */
enum og_err og_store_put(struct og_store *s, const struct og_change *changes,
    size_t n, enum og_durability durability) OG_MUST_CHECK;

/*
 * Asks whether a commit could begin now, and waits for it as long as one would.
 * For what must look the same whether it ends in a commit or not: a caller that
 * has nothing to store asks this where another would call og_store_put, and
 * while nobody can begin a commit, all fail alike.  OG_OK promises nothing: a
 * disk that is full, or a damaged record, is met by a put alone.  OG_ERR_BUSY,
 * OG_ERR_UNSAFE, OG_ERR_IO, OG_ERR_UNREACHABLE: og_store_put would have failed.
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
 * After the error "err" of this handle: says in "why" for an administrator what
 * it was about.  OG_ERR_BUSY: what is in the way still, who has it if that can
 * be known, and how long was waited.  OG_ERR_IO, OG_ERR_NOSPACE, OG_ERR_UNSAFE,
 * OG_ERR_UNKNOWN: which file, and what the system says of it; another thread
 * may have met something else since.  Any other: og_strerror.  Returns "err".
 */
enum og_err
og_store_explain(struct og_store *s, enum og_err err, struct og_why *why);

/* How often others have been faster; begins as {0}. */
struct og_store_race {
	int64_t until;
	unsigned lost;
};

/*
 * After OG_ERR_CONFLICT: true when there is time for another try on this
 * handle; then it has waited a little, longer from try to try and for a time
 * that nobody can foresee, so that many who want the same come one by one.
 */
bool og_store_try_again(struct og_store *s, struct og_store_race *race);

/* A change of a record: edits *u, or returns an error to leave it. */
typedef enum og_err og_store_edit(struct og_user *u, void *arg);

/*
 * Reads the record of "name", lets "edit" change it, and commits; from the
 * start again on a conflict, as long as there is time.  For administration.
 * OG_OK, an error of "edit", get or put.
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
