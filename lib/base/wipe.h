/* SPDX-License-Identifier: ISC */
/* Wiping secrets from memory, and comparing them in constant time. */
#ifndef OTPGATE_BASE_WIPE_H
#define OTPGATE_BASE_WIPE_H

#include <stdbool.h>
#include <stddef.h>

/* Overwrites "len" bytes at "p" (may be NULL) in a way that the compiler cannot
 * optimise away. */
void og_wipe(void *p, size_t len);

/*
 * Wipes a whole array variable.  A pointer where an array is meant does not
 * compile.
 */
#define OG_WIPE_ARRAY(a)                                                       \
	og_wipe((a),                                                           \
	    sizeof(a) + 0 * sizeof(char[1 - 2 * __builtin_types_compatible_p(  \
						    __typeof__(a),             \
						    __typeof__(&(a)[0]))]))

/* Wipes the object that the typed pointer "p" points to. */
#define OG_WIPE_OBJECT(p) og_wipe((p), sizeof(*(p)))

/*
 * True when "len" bytes at "a" and "b" are equal.  The time depends only on
 * "len".  The only way to compare codes, MACs and tokens.
 */
bool og_equal_ct(const void *a, const void *b, size_t len);

#endif
