/* SPDX-License-Identifier: ISC */
/* What people type or paste for names, codes and recovery codes, in its plain
 * spelling.  Not for passwords: they are taken as they are. */
#ifndef OTPGATE_BASE_TYPED_H
#define OTPGATE_BASE_TYPED_H

#include <stddef.h>

/*
 * The next character that counts of the "len" bytes at "in": *pos is where to
 * start and moves past it.  Decimal digits of any script become '0' to '9',
 * full-width letters ASCII ones; blanks of any width, invisible marks, line
 * ends and dashes of any kind are skipped; other ASCII stays as it is.
 * 0 at the end; -1 for anything else, including NUL and invalid UTF-8.
 */
int og_typed_next(const char *in, size_t len, size_t *pos);

/* Skips the blanks, and what has no width, around the "len" bytes at "in":
 * *start is where the rest begins, and its length is returned. */
size_t og_typed_trim(const char *in, size_t len, size_t *start);

#endif
