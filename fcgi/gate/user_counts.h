/* SPDX-License-Identifier: ISC */
/*
 * How many users have to wait, are locked, and have sessions: from a walk
 * through all records, which housekeeping makes now and then and only while
 * somebody asks for it.
 */
#ifndef OTPGATE_FCGI_GATE_USER_COUNTS_H
#define OTPGATE_FCGI_GATE_USER_COUNTS_H

#include <stdbool.h>
#include <stdint.h>

#define USER_COUNTS_USERS_MAX 100000 /* with more there is no walk */
#define USER_COUNTS_EVERY_MS 60000
#define USER_COUNTS_WANTED_MS 300000 /* after a scrape */

struct user_counts;
struct gate;

struct user_counts_result {
	int64_t took_ms; /* for the walk */
	unsigned disabled;
	unsigned throttled; /* a wait is running in some lane */
	unsigned locked;    /* a lane is closed or an authenticator disabled */
	unsigned sessions;  /* alive */
	unsigned devices;
	unsigned bearers; /* not expired */
};

/* NULL when memory is exhausted. */
struct user_counts *user_counts_new(void);
void user_counts_free(struct user_counts *c);

/* For housekeeping: walks when it is time. */
void user_counts_follow(struct user_counts *c, struct gate *g);

/* The last result.  False when there is none less than three rounds old. */
bool user_counts_get(struct user_counts *c, struct user_counts_result *out);

#endif
