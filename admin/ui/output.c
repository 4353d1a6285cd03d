/* SPDX-License-Identifier: ISC */
/*
 * Printing for people: the one place where text from outside (file names,
 * labels, names in a damaged database) reaches a terminal.  Must not write a
 * byte of such text that og_text_escape has not seen.
 */
#include "admin/ui/output.h"

#include <sys/stat.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdio_ext.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "lib/base/clock.h"
#include "lib/base/text.h"

#define LINE_MAX_BYTES 2048

static bool lost; /* there was no memory for a text: not all was said */
static bool told; /* that output was lost has been said */

/* As og_text_escape, but a double quote, harmless on a terminal, stays. */
void
output_escape(struct og_buf *b, const char *s)
{
	size_t left = strnlen(s, LINE_MAX_BYTES);

	while (left > 0) {
		const char *quote = memchr(s, '"', left);
		size_t len = quote != NULL ? (size_t)(quote - s) : left;

		og_text_escape(b, s, len, len);
		s += len;
		left -= len;
		if (quote != NULL) {
			og_buf_putc(b, '"');
			s++;
			left--;
		}
	}
}

static void
line_put(FILE *f, const char *before, const char *who, const char *text)
{
	struct og_buf b;

	og_buf_init(&b, LINE_MAX_BYTES * 8);
	og_buf_puts(&b, before);
	if (who != NULL) {
		output_escape(&b, who);
		og_buf_puts(&b, ": ");
	}
	output_escape(&b, text);
	og_buf_putc(&b, '\n');
	lost = lost || og_buf_err(&b) != OG_OK;
	(void)fputs(og_buf_str(&b), f);
	og_buf_clear(&b);
}

void
output_complain(const char *who, const char *fmt, ...)
{
	char text[LINE_MAX_BYTES];
	va_list ap;

	va_start(ap, fmt);
	(void)vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	(void)fflush(stdout);
	line_put(stderr, "otpadm: ", who, text);
}

void
output_say(const char *who, const char *fmt, ...)
{
	char text[LINE_MAX_BYTES];
	va_list ap;

	va_start(ap, fmt);
	(void)vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	line_put(stdout, "", who, text);
}

void
output_text(const char *s)
{
	struct og_buf b;

	og_buf_init(&b, LINE_MAX_BYTES * 8);
	output_escape(&b, s);
	lost = lost || og_buf_err(&b) != OG_OK;
	(void)fputs(b.len > 0 ? og_buf_str(&b) : "-", stdout);
	og_buf_clear(&b);
}

void
output_time_format(int64_t when, char out[OUTPUT_TIME_SIZE])
{
	char utc[OG_TIME_SIZE], zone[8] = "";
	time_t t = (time_t)when;
	struct tm tm;
	size_t n;

	og_clock_format(when, utc);
	(void)snprintf(out, OUTPUT_TIME_SIZE, "%s", utc);
	if (utc[0] == '-' || localtime_r(&t, &tm) == NULL || tm.tm_gmtoff == 0)
		return;
	n = strftime(out, OUTPUT_TIME_SIZE, "%Y-%m-%dT%H:%M:%S", &tm);
	if (n == 0 || strftime(zone, sizeof(zone), "%z", &tm) != 5)
		(void)snprintf(out, OUTPUT_TIME_SIZE, "%s", utc);
	else
		(void)snprintf(
		    out + n, OUTPUT_TIME_SIZE - n, "%.3s:%.2s", zone, zone + 3);
}

void
output_time(int64_t when)
{
	char text[OUTPUT_TIME_SIZE];

	output_time_format(when, text);
	(void)fputs(text, stdout);
}

void
output_lose(void)
{
	lost = true;
}

/* Whether everything is written.  What a failed write has left is discarded: it
 * would come out at the exit, when nobody checks errors any more. */
static bool
flush(int *error)
{
	errno = 0;
	if (fflush(stdout) == 0 && !ferror(stdout))
		return true;
	*error = errno; /* 0: an earlier write failed */
	__fpurge(stdout);
	return false;
}

static const char *
describe(int error)
{
	if (error == EBADF)
		return "it is closed, or not open for writing";
	return error != 0 ? strerror(error) : "not everything could be written";
}

enum og_err
output_reached(struct og_why *why)
{
	struct stat st;
	int error = 0;
	bool ok = !lost && flush(&error);

	/* Some file systems find out about a full disk no sooner. */
	if (ok && fstat(STDOUT_FILENO, &st) == 0 && S_ISREG(st.st_mode) &&
	    fsync(STDOUT_FILENO) != 0 && errno != EINVAL && errno != EROFS) {
		ok = false;
		error = errno;
	}
	if (ok)
		return OG_OK;
	told = true;
	if (lost)
		return og_why_set(
		    why, OG_ERR_NOMEM, "out of memory: nothing is changed");
	return og_why_set(why, OG_ERR_IO,
	    "standard output: %s: nothing is changed", describe(error));
}

bool
output_finish(void)
{
	int error = 0;
	bool ok = flush(&error);

	if (told || (ok && !lost))
		return !told;
	if (ok)
		(void)fputs("otpadm: out of memory\n", stderr);
	else
		output_complain(NULL, "standard output: %s", describe(error));
	return false;
}
