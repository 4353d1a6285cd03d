/* SPDX-License-Identifier: ISC */
/*
 * Inside the file store; included by the files of this folder only.
 *
 *   line      one line as text: format, verify, name the users of a damaged one
 *   sequence  whether commits are missing between lines
 *   file      the open file: counted, synced for several threads at once
 *   scan      the lines between two offsets of a file
 *   index     id and name -> newest line
 *   view      an open file with its index (reads)
 *   follow    keeping a view up to date
 *   cache     users.index: the index of a prefix of the file, kept beside it
 *   shared    the view that all handles of a process share
 *   lock      users.lock: one writer at a time, over threads and processes
 *   commit    compare-and-set, append (writes)
 *   rewrite   a whole new file in the place of the old one
 *   compact, repair, restore, check
 *   header_rescue  a file whose header cannot be read
 */
#ifndef OTPGATE_STORE_FILE_IMPL_H
#define OTPGATE_STORE_FILE_IMPL_H

#include <sys/types.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/buf.h"
#include "lib/base/pacer.h"
#include "lib/files/replace.h"
#include "lib/store/file/filestore.h"
#include "lib/store/store.h"

struct filestore;

#define FS_LINE_MAX (OG_CHANGES_MAX * (OG_RECORD_MAX + 32) + 1024)
#define FS_BUF_SIZE (2 * FS_LINE_MAX)
#define FS_HEADER_MAX 256
#define FS_RESERVE 65536     /* bytes preallocated past the end of file */
#define FS_LOCAL_MAX 1048576 /* more to read than this is not "local" */
#define FS_PATH_SIZE 512
#define FS_FORBIDDEN 077 /* nobody else may read or write the files */
/* over what a file may have held that is gone, and a running gate has seen */
#define FS_SEQUENCE_JUMP 1000000

/* --- line --- */

enum fs_kind {
	FS_GOOD = 0,
	FS_VOID, /* a torn write that the next writer has closed */
	FS_HOLE, /* nothing but NUL bytes: lost by a power failure */
	FS_BAD	 /* damaged: denies the users in "ids", or everybody before */
};

/* One line, taken apart.  Pointers go into the text that was parsed. */
struct fs_line {
	enum fs_kind kind;
	uint64_t sequence;
	size_t n_ids;
	uint64_t ids[2 * OG_CHANGES_MAX];
	const char *payload; /* records and removals, separated by " ; " */
	size_t payload_len;
	size_t holes; /* NUL bytes in front of it, or of what is in it */
	/* of a damaged one, which may be several that ran together: */
	size_t parts;	/* how many there are, void ones not counted */
	size_t commits; /* how many it speaks of */
	size_t tails;	/* how many of them were whole once */
	bool open;	/* it is one that has no end at its tail */
	bool closes;	/* it is one that has none at its head */
	bool unnamed;	/* others may be in it of whom nothing is left */
	bool gap;	/* NUL bytes are where these would be */
};

/* One part of a payload. */
struct fs_item {
	uint64_t id;
	bool removed;
	const char *text; /* the record, or the removal */
	size_t text_len;
	const char *name; /* record only; not terminated */
	size_t name_len;
};

struct fs_header {
	uint64_t generation;
	uint64_t sequence;
	uint64_t compacted; /* offset behind the compacted part */
	uint64_t file;	    /* random id of this file */
	uint64_t from;	    /* id of the file it was compacted from, or 0 */
};

/* Takes the "len" bytes at "text" (without the newline) apart.  Of a damaged
 * line only "ids", which may have the same twice, and what is about damage. */
void fs_line_parse(const char *text, size_t len, struct fs_line *out);

/* Whether the "len" bytes at "text", a void line without its newline, end with
 * the mark as it was written. */
bool fs_line_is_marked(const char *text, size_t len);

/* Appends a whole line with its newline. */
void fs_line_format(struct og_buf *out, const uint64_t *ids, size_t n,
    uint64_t sequence, const char *payload, size_t payload_len);

/* Steps through a payload: false at its end.  *at starts as 0.  *ok becomes
 * false when an item is malformed. */
bool fs_line_next(
    const struct fs_line *line, size_t *at, struct fs_item *item, bool *ok);

/* The first line.  fs_header_parse wants the text up to the newline. */
void fs_header_format(struct og_buf *out, const struct fs_header *h);
enum og_err fs_header_parse(
    const char *text, size_t len, struct fs_header *h) OG_MUST_CHECK;

/*
 * Where a function of this folder answers OG_ERR_IO or OG_ERR_NOSPACE, errno is
 * that of the system call that has failed: an administrator must read why.
 */

/* --- sequence --- */

/* How the sequences of the journal go on.  All 0 but "sequence" at first,
 * which is the header's. */
struct fs_sequence {
	uint64_t sequence; /* of the newest good line */
	uint64_t commits;  /* that damaged lines since then speak of */
	uint64_t floor;	   /* as it was before "unnamed" */
	bool blind;	   /* a damaged line since then speaks of nobody */
	bool unnamed;	   /* one of them raised the floor, for now */
	bool hole;	   /* NUL bytes since then */
	bool half;	   /* the last line had its head only; before it: */
	bool half_unnamed;
	uint64_t half_floor;
	size_t n_half;
	uint64_t half_ids[OG_CHANGES_MAX]; /* whom it speaks of */
};

enum fs_step {
	FS_STEP_SKIP = 0, /* there is nothing in it */
	FS_STEP_GOOD,	  /* its records count now */
	FS_STEP_BAD	  /* its users are denied */
};

/*
 * Takes the next line, which is at "offset".  *floor is the offset below which
 * everybody is denied: it becomes that of the line where somebody unknown is
 * missing, and goes back when a later line shows that nobody is.
 */
enum fs_step fs_sequence_step(struct fs_sequence *r, const struct fs_header *h,
    const struct fs_line *line, uint64_t offset, uint64_t *floor);

/* --- scan --- */

/* Called for each complete line at "offset" with "len" bytes, newline
 * included. */
typedef enum og_err fs_visit(const struct fs_line *line, const char *text,
    uint64_t offset, size_t len, void *arg);

/*
 * Visits the complete lines of "fd" from "from" (the start of a line) up to
 * "to" bytes, through "buf" (FS_BUF_SIZE).  *end becomes the offset behind the
 * last complete line.  OG_OK; OG_ERR_AGAIN when a line is being written or
 * taken back at this moment; OG_ERR_IO; or the visitor's error.
 */
enum og_err fs_scan(int fd, uint64_t from, uint64_t to, char *buf,
    fs_visit *visit, void *arg, uint64_t *end) OG_MUST_CHECK;

/* pread until "len" bytes or the end of file; *got is the number of bytes read.
 */
enum og_err fs_pread(
    int fd, char *buf, size_t len, uint64_t offset, size_t *got) OG_MUST_CHECK;

/* --- index --- */

#define FS_NONE UINT32_MAX

/* 32 bytes a user, and 8 in the two tables of chain heads. */
struct fs_entry {
	uint64_t id;
	uint64_t offset;
	uint32_t len : 30;
	uint32_t side : 1; /* in which file "offset" is: see fs_index.side */
	uint32_t damaged : 1;
	uint32_t name_hash;
	uint32_t next_id;
	uint32_t next_name;
};

struct fs_index {
	struct fs_entry *entries;
	uint32_t n; /* used slots, free ones included */
	uint32_t cap;
	uint32_t live; /* entries in use */
	uint32_t free; /* chain of unused slots */
	uint32_t *by_id;
	uint32_t *by_name;
	uint32_t buckets; /* a power of two, or 0 */
	uint64_t live_bytes;
	uint64_t floor;	  /* entries before this offset are denied */
	unsigned side;	  /* of entries in the current file; those of the
			     other side are in the one it was compacted from */
	uint32_t damaged; /* entries that are marked so: they may have any
			     name by now */
};

void fs_index_init(struct fs_index *x);
void fs_index_clear(struct fs_index *x);

uint32_t fs_index_hash(const char *name, size_t len);

/* The entry of "id", or NULL. */
struct fs_entry *fs_index_find(const struct fs_index *x, uint64_t id);

/* The first or next entry with that name hash; start with prev NULL. */
struct fs_entry *fs_index_named(
    const struct fs_index *x, uint32_t name_hash, const struct fs_entry *prev);

/* Adds or replaces.  OG_OK or OG_ERR_NOMEM. */
enum og_err fs_index_set(struct fs_index *x, uint64_t id, uint32_t name_hash,
    uint64_t offset, uint32_t len) OG_MUST_CHECK;
void fs_index_remove(struct fs_index *x, uint64_t id);

/* Fills by_id and by_name anew, each chain from later entries to earlier ones.
 * There are "buckets" of them, and all "n" entries are in use. */
void fs_index_link(struct fs_index *x, struct og_pacer *rest);

/* Marks the users of a damaged line, or everybody before it. */
enum og_err fs_index_damage(struct fs_index *x, const struct fs_line *line,
    uint64_t offset) OG_MUST_CHECK;

bool fs_index_is_denied(const struct fs_index *x, const struct fs_entry *e);

/* --- file --- */

/* An open database file; shared by the threads that read or sync it. */
struct fs_file {
	_Atomic unsigned refs;
	int fd;
	dev_t dev;
	ino_t ino;
	uid_t uid;
	pthread_mutex_t mutex; /* of what follows */
	pthread_cond_t cond;
	bool syncing;
	bool failed; /* a sync failed: nothing here is durable */
	int error;   /* then: errno of that */
	bool folder_synced;
	uint64_t written; /* commits appended by this process */
	uint64_t synced;  /* of these, known durable */
};

/* Opens the file at "path"; one reference is the caller's. */
enum og_err fs_file_open(const char *path, bool writable, struct fs_file **out,
    struct og_why *why) OG_MUST_CHECK;

/* Gives a reference back; the last one closes the file.  NULL is allowed. */
void fs_file_unref(struct fs_file *f);

/* Waits until the first "ticket" of the commits that this process appended to
 * "f" are on the disk.  After a failed sync nothing on this file counts as
 * durable any more: the kernel forgets the error. */
enum og_err fs_file_sync_until(
    struct fs_file *f, uint64_t ticket, const char *path) OG_MUST_CHECK;

/* Waits until all that was appended to "f" by anybody is on the disk. */
enum og_err fs_file_sync(struct fs_file *f, const char *path) OG_MUST_CHECK;

/* --- view --- */

struct fs_view {
	char path[FS_PATH_SIZE];
	bool writable;
	struct fs_file *file;
	struct fs_file *old; /* what "file" was compacted from, or NULL when
				the index is of "file" alone */
	struct fs_header header;
	struct fs_index index;
	uint64_t first;	   /* behind the header line */
	uint64_t scanned;  /* behind the last complete line that was read */
	uint64_t size;	   /* of the file when it was last looked at */
	uint64_t sequence; /* newest version */
	struct fs_sequence run;
	uint64_t lines;
	uint64_t saved; /* of it, what users.index is known to cover */
	bool shrunk;	/* it became shorter: nothing is believed */
	bool cached;	/* began from users.index: not every line was read */
	char *buf;	/* FS_BUF_SIZE */
	struct og_pacer *rest; /* while it is opened, or NULL */
};

enum og_err fs_view_open(struct fs_view *v, const char *path, bool writable,
    struct og_why *why) OG_MUST_CHECK;
void fs_view_close(struct fs_view *v);

/* The same for writing, and gently: takes twice as long. */
enum og_err fs_view_open_gently(
    struct fs_view *v, const char *path, struct og_why *why) OG_MUST_CHECK;

/* The same, but begins from users.index where that fits. */
enum og_err fs_view_open_cached(struct fs_view *v, const char *path,
    bool writable, struct og_why *why) OG_MUST_CHECK;

/*
 * Puts "fresh", just opened, in the place of "v" when it is of the same file;
 * "fresh" becomes what "v" was, or stays.  OG_OK; OG_ERR_AGAIN when the file
 * has been replaced meanwhile; OG_ERR_DAMAGED; OG_ERR_IO.
 */
enum og_err
fs_view_renew(struct fs_view *v, struct fs_view *fresh) OG_MUST_CHECK;

/* Reads every line after all.  On failure the view stays as it was. */
enum og_err fs_view_read_all(struct fs_view *v) OG_MUST_CHECK;

/* Parts of opening, which following needs, too: the first line; the lines up to
 * "size" that are new; all of it. */
enum og_err fs_view_header(struct fs_view *v, struct og_why *why) OG_MUST_CHECK;
enum og_err fs_view_take_in(struct fs_view *v, uint64_t size) OG_MUST_CHECK;
enum og_err fs_view_open_as(struct fs_view *v, const char *path, bool writable,
    bool cached, struct og_why *why) OG_MUST_CHECK;

/* --- follow --- */

/*
 * Takes in growth or replacement of the file.  "local": OG_ERR_AGAIN rather
 * than reading more than FS_LOCAL_MAX.  A file that was compacted from the one
 * that is open says the same: the index goes on, v->old holds what it points
 * into, and fs_view_renew is due.
 */
enum og_err fs_view_refresh(struct fs_view *v, bool local) OG_MUST_CHECK;

/* True when fs_view_refresh would find nothing new. */
bool fs_view_is_current(const struct fs_view *v);

/* Reads the line of "e" again and finds its record; the item points into
 * v->buf.  *sequence is the version. */
enum og_err fs_view_item(struct fs_view *v, const struct fs_entry *e,
    struct fs_item *item, uint64_t *sequence) OG_MUST_CHECK;

/* The name in the newest line of "e" that can be read, also when "e" is
 * denied because of a later one: for messages only. */
bool fs_view_last_name(
    struct fs_view *v, const struct fs_entry *e, char name[OG_NAME_SIZE]);

/* The same, parsed; and as fs_view_last_name, for repair only. */
enum og_err fs_view_last_user(struct fs_view *v, const struct fs_entry *e,
    struct og_user *out) OG_MUST_CHECK;

enum og_err fs_view_user(struct fs_view *v, const struct fs_entry *e,
    struct og_user *out) OG_MUST_CHECK;

/* The entry of the user called so: OG_OK; OG_ERR_NOTFOUND; OG_ERR_DAMAGED when
 * damage could hide it, or two users claim the name; OG_ERR_IO. */
enum og_err fs_view_named(
    struct fs_view *v, const char *name, struct fs_entry **out) OG_MUST_CHECK;

/* Figures of what the view has seen. */
void fs_view_stats(const struct fs_view *v, struct og_filestore_stats *out);

/* What stands behind the last complete line. */
enum fs_tail {
	FS_TAIL_NONE = 0,
	FS_TAIL_WHOLE,	/* a good line that lacks only its newline */
	FS_TAIL_SPOILT, /* a line that was good, and its newline, are damaged */
	FS_TAIL_TORN	/* a write that was cut off */
};

enum og_err fs_view_tail(
    struct fs_view *v, enum fs_tail *tail, struct fs_line *line) OG_MUST_CHECK;

/* --- cache --- */

/* Fills the index of "v" (its header is read, nothing else) from users.index,
 * up to v->scanned.  False, and nothing has changed, when that is missing or
 * does not fit the file of "size" bytes. */
bool fs_cache_load(struct fs_view *v, uint64_t size);

/* Writes users.index when the one that is there covers too little, the file
 * is worth it, and there is no damage; else nothing.  Takes its time, and no
 * two threads at once may do it. */
enum og_err fs_cache_save(struct filestore *fs) OG_MUST_CHECK;

/* --- lock --- */

struct fs_lock {
	char path[FS_PATH_SIZE];
	pthread_mutex_t mutex;
	int fd;
	_Atomic bool stuck;	 /* a crowd has waited in vain */
	_Atomic bool waited_for; /* by one of the crowd, since then */
	sigset_t before;	 /* the mask of the thread that has it */
};

/* "like": an open file whose owner and mode a new lock file takes. */
enum og_err fs_lock_open(struct fs_lock *l, const char *database, int like,
    struct og_why *why) OG_MUST_CHECK;
void fs_lock_close(struct fs_lock *l);

/* Waits at most "ms"; who has it is not stopped by a terminal until it is
 * released, by the same thread.  OG_OK, OG_ERR_BUSY, OG_ERR_UNSAFE, OG_ERR_IO.
 */
enum og_err fs_lock_take(struct fs_lock *l, int ms) OG_MUST_CHECK;

/*
 * The same for threads that come in crowds: once one of them has waited in
 * vain, one at a time waits for all and the others only try, so that a lock
 * which nobody gives back does not hold every thread that asks for it.  Who has
 * but a few "ms" left says nothing for the others.
 */
enum og_err fs_lock_take_in_crowd(struct fs_lock *l, int ms) OG_MUST_CHECK;
void fs_lock_release(struct fs_lock *l);

/* Either of these, for a commit that has to begin by then. */
enum og_err
fs_lock_take_by(struct fs_lock *l, const struct og_deadline *by) OG_MUST_CHECK;

/* Says in "why" who holds the lock for which "ms" were waited in vain, if that
 * can be known.  Returns OG_ERR_BUSY. */
enum og_err
fs_lock_explain(const struct fs_lock *l, int ms, struct og_why *why);

/* --- rewrite --- */

/* og_replace_begin, with the owner and mode of the open file "like", or our own
 * for -1. */
enum og_err fs_replace_begin(struct og_replace *r, const char *target, int like,
    struct og_why *why) OG_MUST_CHECK;

/* A new file on its way into the place of the old one. */
struct fs_rewrite {
	struct og_replace temp;
	struct og_buf out; /* not written yet */
	uint64_t written;
	struct fs_header header; /* sequence follows the lines */
};

/* "like": an open file whose owner and mode it takes, or -1.  Whatever the
 * result, fs_rewrite_end must follow. */
enum og_err fs_rewrite_begin(struct fs_rewrite *rw, const char *path, int like,
    const struct fs_header *h, struct og_why *why) OG_MUST_CHECK;

/* One record as a line of its own, or a whole line as it is. */
enum og_err fs_rewrite_record(struct fs_rewrite *rw, uint64_t id,
    uint64_t sequence, const char *text, size_t len) OG_MUST_CHECK;
enum og_err fs_rewrite_line(struct fs_rewrite *rw, uint64_t sequence,
    const char *text, size_t len) OG_MUST_CHECK;
enum og_err fs_rewrite_flush(struct fs_rewrite *rw) OG_MUST_CHECK;

/* The same, and on the disk: so that fs_rewrite_finish, for which others wait,
 * has little left to sync. */
enum og_err fs_rewrite_sync(struct fs_rewrite *rw) OG_MUST_CHECK;

/* Header, sync, rename over "path", sync of the folder. */
enum og_err fs_rewrite_finish(struct fs_rewrite *rw) OG_MUST_CHECK;

/* Cleans up; removes the temporary file of one that was not finished. */
void fs_rewrite_end(struct fs_rewrite *rw);

/* --- header_rescue --- */

/*
 * Copies the file at "path", whose header cannot be read or speaks of more
 * than there is, to a temporary file beside "out": rw->temp, until
 * fs_rewrite_end, which must follow whatever the result is.  "buf" is of
 * FS_BUF_SIZE.  *known: its header is the one that it had; else any line may
 * be older than one that is gone.  OG_OK; OG_ERR_FORMAT: it is no database, or
 * one of another version; or an error as for open.
 */
enum og_err
fs_header_rescue(const char *path, const char *out, struct fs_rewrite *rw,
    char *buf, bool *known, struct og_why *why) OG_MUST_CHECK;

/* --- check --- */

/* How many other users have the name that "e" has in its newest line that can
 * be read: those that are not damaged, and those that are. */
void fs_namesakes(struct fs_view *v, const struct fs_entry *e, size_t *whole,
    size_t *damaged);

/* --- repair --- */

/* True when another user has a better claim to the name of "e". */
bool fs_has_to_yield(struct fs_view *v, const struct fs_entry *e);

/* Gives *u a name that nobody else has: the old one and the id. */
void fs_rename_user(struct og_user *u);

/*
 * Opens the file at "path", or a copy of it whose header can be read, made
 * beside "out": then "mended" holds it, and *unknown is as fs_header_rescue's.
 * Both the view must be closed and "mended" ended, in this order, whatever the
 * result.
 */
enum og_err
fs_view_open_mended(struct fs_view *v, const char *path, const char *out,
    struct fs_rewrite *mended, bool *unknown, struct og_why *why) OG_MUST_CHECK;

/* --- shared, filestore --- */

/*
 * A view that several stores of one process share.  "lock" is held for writing
 * only while what is new is entered, and for reading while one looks: never
 * over a sync, nor while anybody waits for users.lock.
 */
struct fs_shared {
	pthread_rwlock_t lock;
	_Atomic unsigned refs;
	_Atomic bool tidying;
	struct fs_view view;
};

struct filestore {
	struct og_store store; /* first: the interface points here */
	char path[FS_PATH_SIZE];
	struct fs_shared *shared;
	pthread_mutex_t mutex; /* of "buf" */
	char *buf;	       /* FS_BUF_SIZE: lines that are looked up */
	_Atomic int error;     /* errno of the last failure; for messages */
	_Atomic bool of_lock;  /* which the lock file has met */
	struct fs_lock lock;
};

/*
 * Begins a look at the view as it is now: *mine is a copy to read through,
 * with the buffer of "fs", good until fs_read_end.  fs->mutex is held, too.
 * With "local", OG_ERR_AGAIN rather than waiting; else OG_ERR_BUSY at "end". On
 * failure nothing is held.
 */
enum og_err fs_read_begin(struct filestore *fs, bool local, int64_t end,
    struct fs_view *mine) OG_MUST_CHECK;
void fs_read_end(struct filestore *fs);

/* After "err": keeps errno for whoever asks why; the second for what the lock
 * file has met. */
void fs_note_errno(struct filestore *fs, enum og_err err);
void fs_note_lock_errno(struct filestore *fs, enum og_err err);

enum og_err
fs_commit(struct filestore *fs, const struct og_change *changes, size_t n,
    enum og_durability durability, const struct og_deadline *by) OG_MUST_CHECK;

/* Takes users.lock as a commit would, and gives it back. */
enum og_err
fs_ready(struct filestore *fs, const struct og_deadline *by) OG_MUST_CHECK;

/* Writes the first line of a file. */
enum og_err fs_header_write(int fd, const struct fs_header *h) OG_MUST_CHECK;

#endif
