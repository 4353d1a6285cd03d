/* SPDX-License-Identifier: ISC */
/*
 * What the fuzz targets share.  Each is one file with LLVMFuzzerTestOneInput,
 * for "clang -fsanitize=fuzzer"; linked with standalone.c instead it replays
 * files.
 */
#ifndef FUZZ_H
#define FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Stops the run, so that the fuzzer keeps the input. */
#define MUST(what)                                                             \
	do {                                                                   \
		if (!(what)) {                                                 \
			fprintf(stderr, "%s:%d: not true: %s\n", __FILE__,     \
			    __LINE__, #what);                                  \
			abort();                                               \
		}                                                              \
	} while (0)

/* A copy of the input with a NUL behind it; the caller frees it. */
static inline char *
fuzz_string(const uint8_t *data, size_t size)
{
	char *s = malloc(size + 1);

	if (s == NULL)
		abort();
	for (size_t i = 0; i < size; i++)
		s[i] = (char)data[i];
	s[size] = '\0';
	return s;
}

#endif
