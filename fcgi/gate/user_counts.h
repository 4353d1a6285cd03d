/* SPDX-License-Identifier: ISC */
/*
 * How many users have to wait, are locked, and have sessions: from a walk
 * through all records, which is made now and then by housekeeping and only
 * while somebody asks for it.
 */
#ifndef OTPGATE_FCGI_GATE_USER_COUNTS_H
#define OTPGATE_FCGI_GATE_USER_COUNTS_H

#include <stdbool.h>
#include <stdint.h>

#define CENSUS_USERS_MAX 100000 /* with more there is none */
#define CENSUS_EVERY_MS 60000
#define CENSUS_WANTED_MS 300000 /* after a scrape */

struct census;
struct gate;

struct census_result {
	int64_t took_ms; /* for the walk */
	unsigned disabled;
	unsigned throttled; /* a wait is running in some lane */
	unsigned locked;    /* a lane is closed or an authenticator disabled */
	unsigned sessions;  /* alive */
	unsigned devices;
	unsigned bearers; /* not expired */
};

/* NULL when memory is exhausted. */
struct census *census_new(void);
void census_free(struct census *c);

/* For housekeeping: walks when it is time. */
void census_follow(struct census *c, struct gate *g);

/* The last result.  False when there is none that is less than three rounds
 * old. */
bool census_get(struct census *c, struct census_result *out);

#endif
