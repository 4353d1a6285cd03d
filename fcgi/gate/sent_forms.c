// SPDX-License-Identifier: ISC
/*
 * Which forms of our Continue buttons have gone on within the last minute.
 * Knows where a form went, its length and the address of the page that offered
 * it, which no other form has; but nothing of its contents.  Sees no browser:
 * one that hides where a form is from has it taken for another one.
 */
#include "fcgi/gate/sent_forms.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define REQUEST_ID_MAX 32 /* characters of nginx's $request_id */

struct entry {
	int64_t until; /* ms; 0: free */
	uint64_t mark; /* of no other; 0: not to be forgotten any more */
	uint64_t where;
	uint8_t id[OG_DIGEST_LEN];
	char request[REQUEST_ID_MAX];
};

struct sent_forms {
	pthread_mutex_t mutex;
	uint64_t last_mark;
	struct entry entries[SENT_FORMS_MAX];
};

struct sent_forms *
sent_forms_new(void)
{
	struct sent_forms *t = calloc(1, sizeof(*t));

	if (t != NULL)
		pthread_mutex_init(&t->mutex, NULL);
	return t;
}

void
sent_forms_free(struct sent_forms *t)
{
	if (t == NULL)
		return;
	pthread_mutex_destroy(&t->mutex);
	free(t);
}

/* True for this page, with a query or without. */
static bool
is_page(const char *path, const char *page)
{
	const size_t len = strlen(page);

	return strncmp(path, page, len) == 0 &&
	       (path[len] == '\0' || path[len] == '?');
}

/* The rest after the first blank, or NULL. */
static const char *
behind_blank(const char *s)
{
	s = s != NULL ? strchr(s, ' ') : NULL;
	return s != NULL ? s + 1 : NULL;
}

bool
sent_forms_is_from(
    const char *text, const char *host, const char *const pages[])
{
	const char *from = behind_blank(behind_blank(text));
	const size_t len = strlen(host);

	if (from == NULL || strncmp(from, "https://", 8) != 0 ||
	    strncasecmp(from + 8, host, len) != 0)
		return false;
	from += 8 + len;
	if (*from == ':')
		from += 1 + strspn(from + 1, "0123456789");
	while (*pages != NULL && !is_page(from, *pages))
		pages++;
	return *pages != NULL;
}

/* FNV-1a.  Somebody who aims at a collision, within their own session, has
 * their own form refused. */
static uint64_t
hash(uint64_t h, const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++)
		h = (h ^ (unsigned char)s[i]) * UINT64_C(0x100000001b3);
	return (h ^ 0x100) * UINT64_C(0x100000001b3);
}

static uint64_t
hash_form(const char *host, const char *uri, const char *length)
{
	const char *from = behind_blank(length), *query;
	uint64_t h = UINT64_C(0xcbf29ce484222325);

	h = hash(h, host, strlen(host));
	h = hash(h, uri, strlen(uri));
	h = hash(h, length, strcspn(length, " "));
	/* kept_put_id, or all that foreign.c says of one */
	query = from != NULL ? strchr(from, '?') : NULL;
	return query != NULL ? hash(h, query, strlen(query)) : h;
}

/* The entry of this form, or the one to use for it: the oldest, of this session
 * if it has many, so that nobody displaces only those of others. */
static struct entry *
find(struct sent_forms *t, const uint8_t id[OG_DIGEST_LEN], uint64_t where,
    bool *found)
{
	struct entry *e, *oldest = t->entries, *own = NULL;
	size_t n_own = 0;

	*found = false;
	for (size_t i = 0; i < SENT_FORMS_MAX; i++) {
		e = &t->entries[i];
		if (e->until < oldest->until)
			oldest = e;
		if (e->until == 0 || memcmp(e->id, id, sizeof(e->id)) != 0)
			continue;
		if (e->where == where) {
			*found = true;
			return e;
		}
		if (own == NULL || e->until < own->until)
			own = e;
		n_own++;
	}
	return n_own >= SENT_OWN_MAX ? own : oldest;
}

/* Makes it the entry of a form that goes on. */
static uint64_t
put(struct sent_forms *t, struct entry *e, const uint8_t id[OG_DIGEST_LEN],
    uint64_t where, const char request[REQUEST_ID_MAX], int64_t now_ms)
{
	e->until = now_ms + SENT_FORMS_LIFE_MS;
	e->mark = ++t->last_mark;
	e->where = where;
	memcpy(e->id, id, sizeof(e->id));
	memcpy(e->request, request, sizeof(e->request));
	return e->mark;
}

bool
sent_forms_again(struct sent_forms *t, const uint8_t id[OG_DIGEST_LEN],
    const char *host, const char *uri, const char *text, int64_t now_ms,
    uint64_t *mark)
{
	const char *length = behind_blank(text);
	char request[REQUEST_ID_MAX] = {0};
	bool found, again = false;
	struct entry *e;
	uint64_t where;
	size_t len;

	*mark = 0;
	if (length == NULL)
		return false;
	len = (size_t)(length - 1 - text);
	memcpy(request, text, len < sizeof(request) ? len : sizeof(request));
	where = hash_form(host, uri, length);
	pthread_mutex_lock(&t->mutex);
	e = find(t, id, where, &found);
	if (found && now_ms < e->until) {
		again = memcmp(e->request, request, sizeof(request)) != 0;
		if (!again)
			e->mark = 0;
	} else {
		*mark = put(t, e, id, where, request, now_ms);
	}
	pthread_mutex_unlock(&t->mutex);
	return again;
}

void
sent_forms_forget(struct sent_forms *t, uint64_t mark)
{
	pthread_mutex_lock(&t->mutex);
	for (size_t i = 0; mark != 0 && i < SENT_FORMS_MAX; i++) {
		if (t->entries[i].mark == mark)
			t->entries[i].until = 0;
	}
	pthread_mutex_unlock(&t->mutex);
}
