/* SPDX-License-Identifier: ISC */
/*
 * Large tables and buffers that are seldom used in full.  The programs have
 * malloc write to what it hands out and takes back (mallopt(3), M_PERTURB), so
 * calloc of a large block costs all of its memory at once; pages cost it when
 * they are first written to.
 */
#ifndef OTPGATE_BASE_PAGES_H
#define OTPGATE_BASE_PAGES_H

#include <stddef.h>

/* "size" bytes (more than 0), all zero; the caller frees them with
 * og_pages_free and the same size.  NULL: no memory. */
void *og_pages_new(size_t size);

/* Gives "size" bytes at "p" (may be NULL) back; the system wipes them before
 * anybody else gets them. */
void og_pages_free(void *p, size_t size);

#endif
