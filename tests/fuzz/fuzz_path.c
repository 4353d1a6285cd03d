/* SPDX-License-Identifier: ISC */
/* Fuzz target: the path of a request, strictly read and folded. */
#include <string.h>

#include "fuzz.h"
#include "lib/base/path.h"

#define ROOM 4096

/* Walks to the end; the folded path, which the caller frees. */
static char *
fold(struct og_path *p, const char *uri, char *text)
{
	size_t before, steps = 0;
	char *out;

	og_path_begin(p, uri, text, ROOM);
	MUST(p->len <= ROOM);
	do {
		before = p->at;
		MUST(p->done <= p->at || p->len == 0);
		MUST(p->done == 0 || text[0] == '/');
		MUST(p->done == 0 || text[p->done - 1] != '/');
	} while (og_path_next(p) && p->at > before && ++steps <= ROOM);
	MUST(steps <= ROOM);
	out = fuzz_string((const uint8_t *)text, p->done);
	return out;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *uri = fuzz_string(data, size);
	char text[ROOM];
	char *once, *twice;
	struct og_path p;

	once = fold(&p, uri, text);
	if (p.odd == 0) {
		MUST(uri[0] == '/');
		for (size_t i = 0; once[i] != '\0'; i++)
			MUST(once[i] < 'A' || once[i] > 'Z');
		twice = fold(&p, *once != '\0' ? once : "/", text);
		MUST(p.odd == 0 && strcmp(once, twice) == 0);
		free(twice);
	}
	free(once);
	/* what is strictly canonical can be odd by wide characters only */
	once = fold(&p, uri, text);
	if (strcspn(uri, "?") <= ROOM &&
	    og_path_is_clean(uri, strcspn(uri, "?")))
		MUST((p.odd & (OG_PATH_ODD_BYTES | OG_PATH_ODD_FORM)) == 0);
	free(once);
	free(uri);
	return 0;
}
