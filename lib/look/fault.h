/* SPDX-License-Identifier: ISC */
/* What is wrong with a file that pages show, and where. */
#ifndef OTPGATE_LOOK_FAULT_H
#define OTPGATE_LOOK_FAULT_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/base/err.h"

struct og_fault {
	int line; /* from 1; 0: of the whole file */
	char text[200];
};

/* Says what is wrong at byte "at" of "s", and returns OG_ERR_FORMAT.  What of
 * the file is in the text must be printable. */
enum og_err og_fault_at(struct og_fault *fault, const char *s, size_t at,
    const char *fmt, ...) OG_PRINTF(4, 5);

/* The same of the whole file. */
enum og_err
og_fault_all(struct og_fault *fault, const char *fmt, ...) OG_PRINTF(2, 3);

/*
 * OG_OK when "len" bytes of "s" are text: UTF-8 without control characters but
 * tab and the ends of lines, and without what turns the order of letters
 * around; otherwise OG_ERR_FORMAT with the line.
 */
enum og_err
og_fault_text(struct og_fault *fault, const char *s, size_t len) OG_MUST_CHECK;

#endif
