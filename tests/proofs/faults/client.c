// SPDX-License-Identifier: ISC
/*
 * A client of the library for the proofs: reads commands, one a line, and
 * answers each with one line as soon as, and only when, the library has
 * answered.  Makes the codes it spends itself.  Must not decide anything.
 *
 *   client DATABASE KEYS [later]
 *
 *   keys                loads the key ring, if "later" has put that off
 *   create | open | close | compact | watch | arm | disarm | quit
 *   cached              opens, beginning from users.index
 *   tidy                writes users.index if that is due
 *   enrol NAME          a user with a proven TOTP authenticator
 *   login NAME STEP     the code of that step, at the time of that step
 *   early NAME STEP     the same, one step before its time
 *   wrong NAME STEP     a code that no step near has
 *   step NAME           last step spent
 *   all                 "user NAME STEP enabled|disabled" for each, then "ok N"
 *   use PATH            another database from now on
 *
 * Answers: "ok ...", "denied REASON", "error CODE TEXT".
 */
#include <dlfcn.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/decision/policy.h"
#include "lib/files/keyfile.h"
#include "lib/login/commit.h"
#include "lib/rules/enroll.h"
#include "lib/store/file/filestore.h"

#define PERIOD 30

static const struct og_policy policy = {
    .first_factor = OG_FIRST_NONE,
    .limits = {.free_tries = 3,
	.wait_max = 3600,
	.lane_limit = 50,
	.disable_at = 100,
	.guess_budget = 0.001,
	.window = 1,
	.look_ahead = 5},
    .argon2 = {8, 1, 1},
    .idle = 3600,
    .absolute = 86400,
    .pending = 604800,
};

static struct og_keyring ring;
static struct og_store *store;
static char path[512];
static const char *keys;
static void (*arm)(int on);
static void (*mark)(const char *text);

static void __attribute__((format(printf, 1, 2)))
answer(const char *format, ...)
{
	char line[512];
	va_list ap;

	va_start(ap, format);
	(void)vsnprintf(line, sizeof(line), format, ap);
	va_end(ap);
	if (mark != NULL)
		mark(line);
	(void)printf("%s\n", line);
	(void)fflush(stdout);
}

static void
answer_err(enum og_err err, const struct og_why *why)
{
	if (err == OG_OK)
		answer("ok");
	else
		answer("error %d %s", (int)err,
		    why != NULL && why->text[0] != '\0' ? why->text
							: og_strerror(err));
}

static struct og_authenticator *
totp(struct og_user *u)
{
	for (size_t i = 0; i < u->n_authenticators; i++) {
		if (u->authenticators[i].type == OG_FACTOR_TOTP)
			return &u->authenticators[i];
	}
	return NULL;
}

/* The code of "step", or with "wrong" one that differs from those around. */
static enum og_err
make_code(struct og_user *u, uint64_t step, bool wrong, char code[OG_CODE_SIZE])
{
	const struct og_authenticator *a = totp(u);
	uint8_t seed[OG_SEED_MAX];
	uint32_t value = 0, near;
	enum og_err err;
	size_t len;

	if (a == NULL)
		return OG_ERR_NOTFOUND;
	err = og_enroll_seed(u, a, &ring, seed, &len);
	if (err != OG_OK)
		return err;
	if (!wrong) {
		err = og_hotp(a->hash, seed, len, step, a->digits, &value);
	} else {
		for (uint64_t s = step - 3; err == OG_OK && s < step + 4; s++) {
			err = og_hotp(a->hash, seed, len, s, a->digits, &near);
			if (near == value) {
				value++;
				s = step - 3;
			}
		}
	}
	og_code_format(value, a->digits, code);
	return err;
}

static void
login(const char *name, uint64_t step, bool wrong, unsigned early)
{
	struct og_attempt a = {.first = OG_FIRST_NONE};
	int64_t now = (int64_t)(step - early) * PERIOD;
	struct og_decision d;
	struct og_user u;
	enum og_err err;

	err = og_store_get_name(store, name, &u);
	if (err == OG_OK)
		err = make_code(&u, step, wrong, a.code);
	if (err == OG_OK)
		err = og_attempt_prepare(&policy, &u, NULL, 0, &a);
	if (err == OG_OK)
		err = og_login_commit(
		    store, &ring, &policy, &u, &a, NULL, now, &d);
	if (err != OG_OK)
		answer_err(err, NULL);
	else if (d.verdict == OG_ALLOW)
		answer("ok %s %" PRIu64, name, step);
	else
		answer("denied %s", og_reason_name(d.reason));
}

static void
enrol(const char *name)
{
	struct og_enroll spec = {.type = OG_FACTOR_TOTP,
	    .hash = OG_SHA1,
	    .digits = 6,
	    .period = PERIOD};
	struct og_change change = {.expected = 0};
	struct og_user u;
	enum og_err err;
	uint32_t id;

	err = og_user_init(&u, name, 1);
	if (err == OG_OK)
		err = og_enroll_add(&u, &spec, &ring, 1, &id);
	if (err == OG_OK) {
		og_user_authenticator(&u, id)->state = OG_AUTH_ACTIVE;
		change.user = &u;
		err = og_store_put(store, &change, 1, OG_SYNCED);
	}
	if (err == OG_OK)
		answer("ok enrolled %s", name);
	else
		answer_err(err, NULL);
}

static void
last_step(const char *name)
{
	const struct og_authenticator *a = NULL;
	struct og_user u;
	enum og_err err;

	err = og_store_get_name(store, name, &u);
	if (err == OG_OK)
		a = totp(&u);
	if (a != NULL)
		answer("ok %" PRIu64, a->moving_factor);
	else
		answer_err(err == OG_OK ? OG_ERR_NOTFOUND : err, NULL);
}

static enum og_err
show(const struct og_user *u, void *arg)
{
	struct og_user copy = *u;
	const struct og_authenticator *a = totp(&copy);
	unsigned *n = arg;

	++*n;
	(void)printf("user %s %" PRIu64 " %s\n", u->name,
	    a == NULL ? 0 : a->moving_factor,
	    u->disabled ? "disabled" : "enabled");
	return OG_OK;
}

static void
all(void)
{
	unsigned n = 0;
	enum og_err err;

	err = og_store_iterate(store, show, &n);
	if (err == OG_OK)
		answer("ok %u", n);
	else
		answer_err(err, NULL);
}

/* What needs no open store; false when it is none of these. */
static bool
outside(const char *verb, const char *word)
{
	struct og_why why = {""};
	enum og_err err;

	if (strcmp(verb, "arm") == 0 || strcmp(verb, "disarm") == 0) {
		if (arm != NULL)
			arm(verb[0] == 'a');
		(void)printf("ok\n");
		(void)fflush(stdout);
	} else if (strcmp(verb, "keys") == 0) {
		og_keyring_clear(&ring);
		err = og_keyfile_load(keys, &ring, &why);
		answer_err(err, &why);
	} else if (strcmp(verb, "create") == 0) {
		err = og_filestore_create(path, &why);
		answer_err(err, &why);
	} else if (strcmp(verb, "open") == 0) {
		err = og_filestore_open(&store, path, &why);
		answer_err(err, &why);
	} else if (strcmp(verb, "cached") == 0) {
		err = og_filestore_open_cached(&store, path, &why);
		answer_err(err, &why);
	} else if (strcmp(verb, "use") == 0) {
		(void)snprintf(path, sizeof(path), "%s", word);
		answer("ok");
	} else if (strcmp(verb, "close") == 0) {
		og_store_free(&store);
		answer("ok");
	} else {
		return false;
	}
	return true;
}

static void
inside(const char *verb, const char *word, uint64_t step)
{
	struct og_why why = {""};
	enum og_err err;

	if (store == NULL) {
		answer("error 0 not open");
	} else if (strcmp(verb, "login") == 0) {
		login(word, step, false, 0);
	} else if (strcmp(verb, "early") == 0) {
		login(word, step, false, 1);
	} else if (strcmp(verb, "wrong") == 0) {
		login(word, step, true, 0);
	} else if (strcmp(verb, "enrol") == 0) {
		enrol(word);
	} else if (strcmp(verb, "step") == 0) {
		last_step(word);
	} else if (strcmp(verb, "all") == 0) {
		all();
	} else if (strcmp(verb, "watch") == 0) {
		answer_err(og_store_refresh(store), NULL);
	} else if (strcmp(verb, "tidy") == 0) {
		answer_err(og_filestore_tidy(store), NULL);
	} else if (strcmp(verb, "compact") == 0) {
		err = og_filestore_compact(store, NULL, NULL, &why);
		answer_err(err, &why);
	} else {
		answer("error 0 what?");
	}
}

int
main(int argc, char **argv)
{
	static char in_buf[4096], out_buf[4096];
	char line[640], verb[16], word[560];
	struct og_why why;
	uint64_t step;

	if (argc != 3 && (argc != 4 || strcmp(argv[3], "later") != 0)) {
		(void)fprintf(stderr, "usage: client DATABASE KEYS [later]\n");
		return 2;
	}
	/* no memory of our own where each allocation is made to fail */
	(void)setvbuf(stdin, in_buf, _IOFBF, sizeof(in_buf));
	(void)setvbuf(stdout, out_buf, _IOFBF, sizeof(out_buf));
	(void)snprintf(path, sizeof(path), "%s", argv[1]);
	keys = argv[2];
	if (argc == 3 && og_keyfile_load(keys, &ring, &why) != OG_OK) {
		(void)fprintf(stderr, "client: %s\n", why.text);
		return 2;
	}
	arm = (void (*)(int))dlsym(RTLD_DEFAULT, "ogshim_arm");
	mark = (void (*)(const char *))dlsym(RTLD_DEFAULT, "ogshim_mark");
	while (fgets(line, sizeof(line), stdin) != NULL) {
		verb[0] = word[0] = '\0';
		step = 0;
		(void)sscanf(line, "%15s %559s %" SCNu64, verb, word, &step);
		if (strcmp(verb, "quit") == 0)
			break;
		if (!outside(verb, word))
			inside(verb, word, step);
	}
	og_store_free(&store);
	og_keyring_clear(&ring);
	return 0;
}
