/* SPDX-License-Identifier: ISC */
/* Strict decimal numbers. */
#ifndef OTPGATE_BASE_NUM_H
#define OTPGATE_BASE_NUM_H

#include <stddef.h>
#include <stdint.h>

#include "lib/base/err.h"

/* The ending of a plural: "%zu session%s", n, OG_S(n). */
#define OG_S(n) ((n) == 1 ? "" : "s")

/* The same with the verb: "%zu session%s lost", n, OG_S_ARE(n). */
#define OG_S_ARE(n) ((n) == 1 ? " is" : "s are")

/*
 * Reads the "len" bytes at "s" as one decimal number: digits only, no sign,
 * no blank, no leading zero (except "0" itself).  Returns OG_OK with *out set,
 * OG_ERR_FORMAT, or OG_ERR_RANGE when outside "min".."max"; *out is not
 * changed on failure.
 */
enum og_err og_num_parse(const char *s, size_t len, uint64_t min, uint64_t max,
    uint64_t *out) OG_MUST_CHECK;

/* As og_num_parse, with an optional "-" in front. */
enum og_err og_num_parse_signed(const char *s, size_t len, int64_t min,
    int64_t max, int64_t *out) OG_MUST_CHECK;

/*
 * Reads a span of time: a number, optionally followed by one of s, m, h, d
 * (seconds, minutes, hours, days).  *out is in seconds, at most "max".
 */
enum og_err og_num_parse_span(
    const char *s, size_t len, uint64_t max, uint64_t *out) OG_MUST_CHECK;

#endif
