/* SPDX-License-Identifier: ISC */
/*
 * The real module under the real libpam, as whoever runs the test: a database,
 * keys and settings of its own, service files in a folder of its own
 * (pam_start_confdir), people with HOTP authenticators whose codes the test
 * computes.  Only for tests.
 */
#ifndef CHECK_PAM_H
#define CHECK_PAM_H

#include <limits.h>
#include <security/pam_appl.h>

#include "check_folder.h"
#include "check_main.h"
#include "check_people.h"
#include "lib/crypto/pwhash.h"
#include "lib/files/keyfile.h"
#include "lib/store/file/filestore.h"
#include "lib/store/store.h"

#define PASSWORD "correct horse"
/* What a stack ends with when the module said PAM_IGNORE. */
#define IGNORED PAM_CRED_EXPIRED

static char module_path[PATH_MAX]; /* set by main: the folder may go away */
static char helper_path[PATH_MAX]; /* otpgate-pam-verify */

static inline void
pam_find(const char *variable, const char *usual, char out[PATH_MAX])
{
	const char *path = getenv(variable);

	if (path == NULL)
		path = usual;
	if (realpath(path, out) == NULL) {
		fprintf(stderr, "%s: not built\n", path);
		exit(EXIT_FAILURE);
	}
}

static inline void
pam_find_module(void)
{
	pam_find("OTPGATE_PAM_MODULE", "pam/.libs/pam_otpgate.so", module_path);
	pam_find("OTPGATE_PAM_VERIFY", "otpgate-pam-verify", helper_path);
}

/* Seed and counter of a person's phone: the seed is the name, repeated. */
static inline void
phone_seed(const char *name, uint8_t seed[OG_SEED_NEW])
{
	for (size_t i = 0; i < OG_SEED_NEW; i++)
		seed[i] = (uint8_t)(name[i % strlen(name)] + (int)i);
}

static inline const char *
code_of(const char *name, uint64_t counter)
{
	static _Thread_local char codes[4][OG_CODE_SIZE];
	static _Thread_local unsigned next;
	char *out = codes[next++ % 4];
	uint8_t seed[OG_SEED_NEW];
	uint32_t value = 0;

	phone_seed(name, seed);
	ck_assert_ok(og_hotp(OG_SHA1, seed, sizeof(seed), counter, 6, &value));
	og_code_format(value, 6, out);
	return out;
}

/* Six digits that are none of the next hundred codes. */
static inline const char *
wrong_code(const char *name)
{
	static char out[16];
	unsigned n = 0;
	bool hit;

	do {
		(void)snprintf(out, sizeof(out), "%06u", n++);
		hit = false;
		for (uint64_t c = 0; c < 100; c++)
			hit = hit || strcmp(code_of(name, c), out) == 0;
	} while (hit);
	return out;
}

static inline void
put_user(struct og_user *u)
{
	struct og_change c = {u, u->version, false};
	struct og_store *s;

	ck_assert_ok(og_filestore_open(&s, in_folder("users"), NULL));
	ck_assert_ok(og_store_put(s, &c, 1, OG_SYNCED));
	og_store_free(&s);
}

static inline void
get_user(const char *name, struct og_user *u)
{
	struct og_store *s;

	ck_assert_ok(og_filestore_open(&s, in_folder("users"), NULL));
	ck_assert_ok(og_store_get_name(s, name, u));
	og_store_free(&s);
}

/* A person with a password and a phone, who is not stored yet. */
static inline void
make_user(struct og_user *u, const char *name)
{
	struct og_enroll spec = {.type = OG_FACTOR_HOTP,
	    .hash = OG_SHA1,
	    .digits = 6,
	    .period = 30,
	    .seed_len = OG_SEED_NEW};
	struct og_keyring ring;
	uint8_t seed[OG_SEED_NEW];
	uint32_t id;

	phone_seed(name, seed);
	spec.seed = seed;
	ck_assert_ok(og_keyfile_load(in_folder("keys"), &ring, NULL));
	ck_assert_ok(og_user_init(u, name, PEOPLE_NOW));
	ck_assert_ok(og_enroll_add(u, &spec, &ring, PEOPLE_NOW, &id));
	u->authenticators[0].state = OG_AUTH_ACTIVE;
	ck_assert_ok(
	    og_pwhash_new(&people_cost, PASSWORD, strlen(PASSWORD), u->pwhash));
}

static inline void
add_user(const char *name)
{
	struct og_user u;

	make_user(&u, name);
	put_user(&u);
}

/* Gives a person recovery codes, and one of them in "text". */
static inline void
give_recovery(const char *name, char text[OG_RECOVERY_SIZE])
{
	struct og_recovery_code codes[10];
	struct og_user u;

	get_user(name, &u);
	ck_assert_ok(
	    og_enroll_recovery(&u, &people_cost, 10, PEOPLE_NOW, codes));
	put_user(&u);
	og_recovery_format(&codes[3], text);
}

/* Writes a file of a PAM service that is the module with "args" alone; with
 * PAM_IGNORE from it the stack ends with IGNORED. */
static inline void
add_service(const char *name, const char *args)
{
	char text[3 * PATH_MAX], path[192];

	(void)snprintf(path, sizeof(path), "%s/pam.d/%s", folder, name);
	(void)snprintf(text, sizeof(text),
	    "auth [success=done ignore=ignore default=die] %s "
	    "helper=%s config=%s/otpgate.conf %s\n"
	    "auth required pam_debug.so auth=cred_expired\n"
	    "account required pam_permit.so\n",
	    module_path, helper_path, folder, args);
	file_puts(path, 0644, text);
}

static unsigned failure_floor = 100; /* milliseconds, in the settings */

/* Settings with hashes of this cost, and "more" behind them. */
static inline void
put_settings_cost(const struct og_argon2 *cost, const char *more)
{
	char text[2048];

	(void)snprintf(text, sizeof(text),
	    "database = '%s/users'\nkeys = '%s/keys'\nhosts = {'app.test'}\n"
	    "log = '%s/log'\nfailure_floor = %u\nargon2_memory = %u\n"
	    "argon2_time = %u\nargon2_lanes = %u\n%s",
	    folder, folder, folder, failure_floor, cost->memory, cost->time,
	    cost->lanes, more);
	file_puts(in_folder("otpgate.conf"), 0644, text);
}

/* The same with cheap ones. */
static inline void
put_settings(const char *more)
{
	put_settings_cost(&people_cost, more);
}

/* Checked fixture, after folder_setup: database, keys, alice, "otp". */
static void
pam_setup(void)
{
	ck_assert_int_eq(mkdir(in_folder("pam.d"), 0755), 0);
	ck_assert_ok(og_filestore_create(in_folder("users"), NULL));
	ck_assert_ok(
	    og_keyfile_create(in_folder("keys"), (gid_t)-1, PEOPLE_NOW, NULL));
	put_settings("");
	add_user("alice");
	add_service("otp", "");
}

/* One authentication: what is offered, and what was seen. */
struct
try {
	const char *user;
	const char *answers[2];	 /* to the prompts, in order */
	const char *environment; /* of PAM: NAME=VALUE */
	int flags;
	void (*meanwhile)(pam_handle_t * pamh); /* called while asked */
	unsigned asked;
	unsigned told;
	char text[256];	 /* that was told last */
	char prompt[80]; /* that was asked last */
	pam_handle_t *pamh;
};

static int
try_talk(
    int n, const struct pam_message **m, struct pam_response **out, void *arg)
{
	struct try *t = arg;
	struct pam_response *r;
	const char *answer = NULL;

	if (n != 1)
		return PAM_CONV_ERR;
	if (m[0]->msg_style == PAM_TEXT_INFO) {
		t->told++;
		(void)snprintf(t->text, sizeof(t->text), "%s", m[0]->msg);
	} else {
		answer = t->asked < 2 ? t->answers[t->asked] : NULL;
		t->asked++;
		(void)snprintf(t->prompt, sizeof(t->prompt), "%s", m[0]->msg);
		if (answer == NULL)
			return PAM_CONV_ERR;
	}
	if (t->meanwhile != NULL && answer != NULL)
		t->meanwhile(t->pamh);
	r = calloc(1, sizeof(*r));
	if (r == NULL)
		return PAM_BUF_ERR;
	r->resp = answer == NULL ? NULL : strdup(answer);
	*out = r;
	return PAM_SUCCESS;
}

/* What pam_authenticate says. */
static inline int
authenticate(const char *service, struct try *t)
{
	const struct pam_conv conv = {try_talk, t};
	char path[192];
	int result;

	(void)snprintf(path, sizeof(path), "%s/pam.d", folder);
	result = pam_start_confdir(service, t->user, &conv, path, &t->pamh);
	if (result != PAM_SUCCESS)
		return result;
	(void)pam_set_item(t->pamh, PAM_RHOST, "192.0.2.7");
	if (t->environment != NULL)
		(void)pam_putenv(t->pamh, t->environment);
	result = pam_authenticate(t->pamh, t->flags);
	(void)pam_end(t->pamh, result);
	return result;
}

/* The same with one answer. */
static inline int
login(const char *service, const char *user, const char *answer)
{
	struct try t = {.user = user, .answers = {answer}};

	return authenticate(service, &t);
}

/* How often "text" stands in the log. */
static inline unsigned
logged(const char *text)
{
	static char all[1 << 16];
	const char *at = all;
	unsigned n = 0;
	ssize_t got;
	int fd;

	fd = open(in_folder("log"), O_RDONLY);
	if (fd == -1)
		return 0;
	got = read(fd, all, sizeof(all) - 1);
	(void)close(fd);
	all[got < 0 ? 0 : got] = '\0';
	for (; (at = strstr(at, text)) != NULL; at++)
		n++;
	return n;
}

#endif
