/* SPDX-License-Identifier: ISC */
/* Fuzz target: the path of a request, strictly read and folded. */
#include <string.h>

#include "fuzz.h"
#include "lib/base/path.h"

#define ROOM 4096

static void
look_at(const struct og_path *p)
{
	const char *name;
	size_t len, at = 0, before = 0;

	if (p->name != 0) {
		MUST(p->name < p->done && p->text[p->name - 1] == '/');
		MUST(memchr(p->text + p->name, '/', p->done - p->name) == NULL);
	}
	for (; og_path_glued(p, &at, &name, &len); before = at) {
		MUST(at > before && at < p->len);
		MUST(p->tail + p->tail_len <= p->len);
		MUST(memchr(name, '/', len) == NULL);
	}
}

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
		look_at(p);
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
	/* and not at all when it is plain, too: no dots, no empty segments */
	if (strcspn(uri, "?") <= ROOM &&
	    og_path_is_clean(uri, strcspn(uri, "?")) &&
	    og_path_is_plain(uri, strcspn(uri, "?"), false)) {
		MUST(p.odd == 0 && !p.dotted && !p.scripted);
		MUST(!p.empty);
	}
	free(once);
	free(uri);
	return 0;
}
