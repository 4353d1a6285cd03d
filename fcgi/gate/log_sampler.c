// SPDX-License-Identifier: ISC
/*
 * Which tokens were reported to the log.  Must forget nothing within the hour:
 * a slot is given to another token only when its own hour is over.
 */
#include "fcgi/gate/log_sampler.h"

#include <pthread.h>
#include <stdlib.h>

#define PROBES 16

struct slot {
	uint64_t user; /* 0: free */
	int64_t told;  /* og_clock_ms */
	uint32_t id;
	bool refused;
};

struct log_sampler {
	pthread_mutex_t mutex; /* held for a look at a few slots */
	struct slot slots[LOG_SAMPLER_SLOTS];
};

struct log_sampler *
log_sampler_new(void)
{
	struct log_sampler *s = calloc(1, sizeof(*s));

	if (s != NULL)
		pthread_mutex_init(&s->mutex, NULL);
	return s;
}

void
log_sampler_free(struct log_sampler *s)
{
	if (s == NULL)
		return;
	pthread_mutex_destroy(&s->mutex);
	free(s);
}

static bool
is_over(const struct slot *slot, int64_t now_ms)
{
	return slot->user == 0 || now_ms - slot->told >= LOG_SAMPLER_EVERY_MS;
}

/* The slot of the token, or one that it may have, or NULL. */
static struct slot *
find(struct log_sampler *s, const struct slot *like, int64_t now_ms)
{
	struct slot *slot, *room = NULL;
	uint64_t h = like->user ^ (uint64_t)like->id * 2 ^ like->refused;

	h *= 0x9e3779b97f4a7c15u;
	h >>= 32;
	for (uint64_t i = 0; i < PROBES; i++) {
		slot = &s->slots[(h + i) & (LOG_SAMPLER_SLOTS - 1)];
		if (slot->user == like->user && slot->id == like->id &&
		    slot->refused == like->refused)
			return slot;
		if (room == NULL && is_over(slot, now_ms))
			room = slot;
	}
	return room;
}

bool
log_sampler_is_due(struct log_sampler *s, uint64_t user, uint32_t id,
    bool refused, int64_t now_ms)
{
	const struct slot like = {
	    .user = user, .told = now_ms, .id = id, .refused = refused};
	struct slot *slot;
	bool due = false;

	pthread_mutex_lock(&s->mutex);
	slot = find(s, &like, now_ms);
	if (slot != NULL && is_over(slot, now_ms)) {
		*slot = like;
		due = true;
	}
	pthread_mutex_unlock(&s->mutex);
	return due;
}
