// SPDX-License-Identifier: ISC
/*
 * Preloaded into the responder: which locks a loop waits for, and how long
 * anybody else holds them.  Written at the end to the file that OTPGATE_LOCKS
 * names, a line for each lock that a loop takes:
 *
 *	kind  takes  longest wait of a loop  longest hold of others (ns)  where
 *
 * "where" is object+offset of the first taking.  Locks that are only tried are
 * no waiting, and are left out.
 */
#include <sys/prctl.h>
#include <dlfcn.h>
#include <inttypes.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define SLOTS 8192

struct lock {
	_Atomic(void *) address;
	_Atomic(const void *) where;
	const char *kind;
	_Atomic uint64_t takes, waited, held;
	_Atomic uint64_t since; /* when somebody else took it */
};

static struct lock locks[SLOTS];
static _Thread_local int loop = -1; /* unknown */
static int (*mutex_lock)(pthread_mutex_t *);
static int (*mutex_unlock)(pthread_mutex_t *);
static int (*cond_wait)(pthread_cond_t *, pthread_mutex_t *);
static int (*read_lock)(pthread_rwlock_t *);
static int (*write_lock)(pthread_rwlock_t *);
static int (*rw_unlock)(pthread_rwlock_t *);

static void *
find(const char *name)
{
	void *p = dlsym(RTLD_NEXT, name);

	if (p == NULL)
		abort();
	return p;
}

__attribute__((constructor)) static void
begin(void)
{
	*(void **)&mutex_unlock = find("pthread_mutex_unlock");
	*(void **)&cond_wait = find("pthread_cond_wait");
	*(void **)&read_lock = find("pthread_rwlock_rdlock");
	*(void **)&write_lock = find("pthread_rwlock_wrlock");
	*(void **)&rw_unlock = find("pthread_rwlock_unlock");
	*(void **)&mutex_lock = find("pthread_mutex_lock");
}

static uint64_t
now(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

/* The thread gets its name when it has begun. */
static bool
is_loop(void)
{
	char name[16] = "";

	if (loop != 1) {
		(void)prctl(PR_GET_NAME, name);
		loop = strcmp(name, "loop") == 0;
	}
	return loop == 1;
}

static struct lock *
slot(void *address, const char *kind)
{
	size_t h = (uintptr_t)address / 8 % SLOTS;
	struct lock *l;
	void *none;

	for (size_t i = 0; i < SLOTS; i++) {
		l = &locks[(h + i) % SLOTS];
		none = NULL;
		if (atomic_compare_exchange_strong(&l->address, &none, address))
			l->kind = kind;
		if (none == NULL || none == address)
			return l;
	}
	abort();
}

static void
keep_largest(_Atomic uint64_t *to, uint64_t n)
{
	uint64_t old = *to;

	while (old < n && !atomic_compare_exchange_weak(to, &old, n))
		;
}

static void
taken(struct lock *l, uint64_t began, const void *caller)
{
	const uint64_t at = now();
	const void *none = NULL;

	if (!is_loop()) {
		l->since = at;
		return;
	}
	l->since = 0;
	l->takes++;
	keep_largest(&l->waited, at - began);
	(void)atomic_compare_exchange_strong(&l->where, &none, caller);
}

static void
given_back(struct lock *l)
{
	const uint64_t since = atomic_exchange(&l->since, 0);

	if (since != 0 && !is_loop())
		keep_largest(&l->held, now() - since);
}

int
pthread_mutex_lock(pthread_mutex_t *m)
{
	const uint64_t began = now();
	int r = mutex_lock != NULL ? mutex_lock(m) : 0;

	if (mutex_lock != NULL)
		taken(slot(m, "mutex"), began, __builtin_return_address(0));
	return r;
}

int
pthread_mutex_unlock(pthread_mutex_t *m)
{
	if (mutex_lock == NULL)
		return 0;
	given_back(slot(m, "mutex"));
	return mutex_unlock(m);
}

/* Who waits for a condition does not hold the mutex meanwhile. */
int
pthread_cond_wait(pthread_cond_t *c, pthread_mutex_t *m)
{
	int r;

	given_back(slot(m, "mutex"));
	r = cond_wait(c, m);
	taken(slot(m, "mutex"), now(), __builtin_return_address(0));
	return r;
}

int
pthread_rwlock_rdlock(pthread_rwlock_t *m)
{
	const uint64_t began = now();
	int r = read_lock(m);

	/* of readers, only the waiting of a loop counts */
	if (is_loop())
		taken(slot(m, "read"), began, __builtin_return_address(0));
	return r;
}

int
pthread_rwlock_wrlock(pthread_rwlock_t *m)
{
	const uint64_t began = now();
	int r = write_lock(m);

	taken(slot(m, "write"), began, __builtin_return_address(0));
	return r;
}

int
pthread_rwlock_unlock(pthread_rwlock_t *m)
{
	given_back(slot(m, "write"));
	return rw_unlock(m);
}

__attribute__((destructor)) static void
end(void)
{
	FILE *f = fopen(getenv("OTPGATE_LOCKS"), "w");
	const char *name;
	Dl_info info;

	for (size_t i = 0; f != NULL && i < SLOTS; i++) {
		const struct lock *l = &locks[i];

		if (l->takes == 0 || dladdr(l->where, &info) == 0)
			continue;
		name = strrchr(info.dli_fname, '/');
		fprintf(f, "%s %" PRIu64 " %" PRIu64 " %" PRIu64 " %s+0x%tx\n",
		    l->kind, l->takes, l->waited, l->held,
		    name != NULL ? name + 1 : info.dli_fname,
		    (const char *)l->where - (const char *)info.dli_fbase);
	}
	if (f != NULL)
		fclose(f);
}
