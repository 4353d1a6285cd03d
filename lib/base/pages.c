// SPDX-License-Identifier: ISC
#include "lib/base/pages.h"

#include <sys/mman.h>
#include <stdlib.h>

#ifdef __has_feature /* clang */
#define SANITIZED __has_feature(address_sanitizer)
#elif defined(__SANITIZE_ADDRESS__)
#define SANITIZED 1
#else
#define SANITIZED 0
#endif

/* AddressSanitizer knows where a block of malloc ends, and nothing of pages. */
#if SANITIZED

void *
og_pages_new(size_t size)
{
	return calloc(1, size);
}

void
og_pages_free(void *p, size_t size)
{
	(void)size;
	free(p);
}

#else

void *
og_pages_new(size_t size)
{
	void *p = mmap(NULL, size, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	return p == MAP_FAILED ? NULL : p;
}

void
og_pages_free(void *p, size_t size)
{
	if (p != NULL)
		(void)munmap(p, size);
}

#endif
