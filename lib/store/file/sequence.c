// SPDX-License-Identifier: ISC
/*
 * Whether commits are missing.  In the journal every commit has the number
 * behind that of the newest good line, so the numbers tell what damage has
 * swallowed, and that it has swallowed nothing.  No files here; the text of
 * lines is the business of store/file/line.c.
 */
#include "lib/store/file/impl.h"

#include <string.h>

/* The rest of a line that was begun right before: it was one line, and another
 * byte became its line end. */
static bool
is_other_half(const struct fs_sequence *r, const struct fs_line *line)
{
	return r->half && line->closes && line->n_ids == r->n_half &&
	       memcmp(line->ids, r->half_ids,
		   r->n_half * sizeof(r->half_ids[0])) == 0;
}

static void
keep_half(struct fs_sequence *r, const struct fs_line *line, uint64_t floor)
{
	r->half = line->open && line->n_ids <= OG_CHANGES_MAX;
	if (!r->half)
		return;
	r->half_unnamed = r->unnamed;
	r->half_floor = floor;
	r->n_half = line->n_ids;
	memcpy(r->half_ids, line->ids, line->n_ids * sizeof(line->ids[0]));
}

/* A damaged line.  Until the next good one says how many commits are missing,
 * all that it does not name may have been in it. */
static void
step_bad(struct fs_sequence *r, const struct fs_line *line, bool journal,
    uint64_t offset, uint64_t *floor)
{
	if (is_other_half(r, line)) {
		r->half = false;
		r->unnamed = r->half_unnamed;
		*floor = r->half_floor;
		return;
	}
	keep_half(r, line, *floor);
	r->commits += line->commits;
	r->blind = r->blind || line->commits == 0;
	/* At the end of the file NUL bytes are what a power failure has left of
	 * writes that nobody was told of; where more follows, the sequences
	 * tell. */
	if (!line->unnamed || (journal && line->gap && line->commits > 0))
		return;
	if (!r->unnamed)
		r->floor = *floor;
	r->unnamed = journal;
	*floor = offset;
}

/* A good line of the journal, which follows the newest one. */
static void
step_good(struct fs_sequence *r, const struct fs_line *line, uint64_t offset,
    uint64_t *floor)
{
	uint64_t lost = line->sequence - r->sequence - 1;
	/* Any number may be missing where a power failure has left NUL bytes:
	 * nobody was told that these were stored. */
	bool all_named = lost <= r->commits || r->hole;

	if (!all_named)
		*floor = offset;
	else if (r->unnamed && (lost == 0 || !r->blind))
		*floor = r->floor;
	*r = (struct fs_sequence){.sequence = line->sequence};
}

enum fs_step
fs_sequence_step(struct fs_sequence *r, const struct fs_header *h,
    const struct fs_line *line, uint64_t offset, uint64_t *floor)
{
	bool journal = offset >= h->compacted;

	/* Compaction writes neither holes nor void lines. */
	if (!journal &&
	    (line->holes > 0 || line->kind == FS_VOID || line->kind == FS_HOLE))
		*floor = offset;
	/* who closed a void line knew all that is before it */
	if (line->kind != FS_VOID && journal && line->holes > 0)
		r->hole = true;
	if (line->kind == FS_BAD) {
		step_bad(r, line, journal, offset, floor);
		return FS_STEP_BAD;
	}
	r->half = false;
	if (line->kind != FS_GOOD)
		return FS_STEP_SKIP;
	if (!journal) {
		/* the last damaged one may reach into the journal */
		r->commits = 0;
		r->blind = false;
		return line->sequence > h->sequence ? FS_STEP_BAD
						    : FS_STEP_GOOD;
	}
	/* An older line pasted behind newer ones must not roll back. */
	if (line->sequence <= r->sequence)
		return FS_STEP_BAD;
	step_good(r, line, offset, floor);
	return FS_STEP_GOOD;
}
