/* SPDX-License-Identifier: ISC */
/*
 * The file has one line, "otpgate-clock 1 OFFSET BOOT WALL".  If it does not
 * match both present clocks it is ignored: then it is unknown how much time has
 * passed for a session, and the wall clock is as good as any.
 */
#include "lib/files/shift.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "lib/base/buf.h"
#include "lib/base/num.h"
#include "lib/files/folder.h"
#include "lib/files/safefile.h"

#define SUFFIX ".clock"
#define HEAD "otpgate-clock 1 "
#define LINE_MAX_LEN 128
#define PATH_SIZE 300
#define FORBIDDEN 0022
/* An adjusted clock may be off by up to 500 ppm. */
#define APART_MS 2000
#define APART_IN 1000

static void
set(struct og_shift *s, int64_t offset, int64_t wall, int64_t boot)
{
	s->offset = offset;
	s->wall = wall;
	s->boot = boot;
}

bool
og_shift_move(struct og_shift *s, int64_t wall, int64_t boot)
{
	const int64_t passed = boot - s->boot;
	const int64_t apart = wall - s->wall - passed;
	const int64_t may = APART_MS + passed / APART_IN;
	const int64_t most = passed / OG_SHIFT_SLOWNESS;
	int64_t move = wall - boot - s->offset;

	if (passed < 0 || apart > may || apart < -may) {
		set(s, wall - boot, wall, boot);
		return false;
	}
	if (move > most)
		move = most;
	if (move < -most)
		move = -most;
	set(s, s->offset + move, wall, boot);
	return true;
}

static bool
path_of(const char *database, char out[PATH_SIZE])
{
	const int n = snprintf(out, PATH_SIZE, "%s" SUFFIX, database);

	return n > 0 && n < PATH_SIZE;
}

/* The next number of the line, up to a blank or its end. */
static bool
number(const char **at, char end, int64_t *out)
{
	const char *s = *at, *stop = strchr(s, end);

	if (stop == NULL || og_num_parse_signed(s, (size_t)(stop - s),
				-(INT64_MAX / 4), INT64_MAX / 4, out) != OG_OK)
		return false;
	*at = stop + 1;
	return true;
}

static bool
parse(const char *s, struct og_shift *out)
{
	if (strncmp(s, HEAD, sizeof(HEAD) - 1) != 0)
		return false;
	s += sizeof(HEAD) - 1;
	return number(&s, ' ', &out->offset) && number(&s, ' ', &out->boot) &&
	       number(&s, '\n', &out->wall) && *s == '\0';
}

bool
og_shift_read(
    const char *database, int64_t wall, int64_t boot, struct og_shift *out)
{
	char path[PATH_SIZE];
	struct og_buf b;
	bool good = false;
	int fd;

	og_buf_init(&b, LINE_MAX_LEN);
	if (path_of(database, path) &&
	    og_safefile_open(path, O_RDONLY, FORBIDDEN, &fd, NULL) == OG_OK) {
		good = og_safefile_read(fd, LINE_MAX_LEN - 1, &b) == OG_OK &&
		       parse(og_buf_str(&b), out) &&
		       og_shift_move(out, wall, boot);
		(void)close(fd);
	}
	og_buf_clear(&b);
	if (!good)
		set(out, wall - boot, wall, boot);
	return good;
}

enum og_err
og_shift_write(
    const char *database, const struct og_shift *s, struct og_why *why)
{
	char path[PATH_SIZE], line[LINE_MAX_LEN];
	int n;

	if (!path_of(database, path))
		return og_why_set(why, OG_ERR_RANGE,
		    "%s" SUFFIX ": the name is too long", database);
	n = snprintf(line, sizeof(line),
	    HEAD "%" PRId64 " %" PRId64 " %" PRId64 "\n", s->offset, s->boot,
	    s->wall);
	return og_safefile_replace(path, 0600, line, (size_t)n, why);
}

void
og_shift_remove(const char *database)
{
	char path[PATH_SIZE];
	struct og_folder f;

	if (!path_of(database, path) ||
	    og_folder_open(&f, path, OG_FOLDER_TRUSTED, NULL) != OG_OK)
		return;
	(void)og_folder_remove(&f, f.base);
	og_folder_close(&f);
}
