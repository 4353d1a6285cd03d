// SPDX-License-Identifier: ISC
/*
 * Fills the database of a configuration with people, for tools/bench.  Nobody
 * may use the database meanwhile: lines are written in bulk, past the store.
 *
 *	fill CONFIG HOST USERS SESSIONS [LINES]
 *
 * The first user, "bench", is in the group staff and has SESSIONS sessions
 * that have just begun; the cookie of one of them is printed.  The others have
 * a password hash, an authenticator, recovery codes and a session each.  With
 * more LINES than users they are written again, and so superseded, in turn.
 */
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "lib/conf/settings.h"
#include "lib/crypto/random.h"
#include "lib/files/keyfile.h"
#include "lib/record/session.h"
#include "lib/rules/enroll.h"
#include "lib/rules/token.h"
#include "lib/store/file/impl.h"

static struct og_settings settings;
static struct og_keyring ring;
static const struct og_argon2 cost = {8, 1, 1};

static void
need(int good, const char *what)
{
	if (good)
		return;
	fprintf(stderr, "fill: %s\n", what);
	exit(1);
}

/* Somebody with everything that people have. */
static void
person(struct og_user *u, const char *name, int64_t now)
{
	struct og_enroll spec = {
	    .type = OG_FACTOR_TOTP, .hash = OG_SHA1, .digits = 6, .period = 30};
	struct og_recovery_code codes[OG_RECOVERY_DEFAULT];
	uint32_t id;

	need(og_user_init(u, name, now) == OG_OK, "user");
	need(og_enroll_add(u, &spec, &ring, now, &id) == OG_OK, "seed");
	u->authenticators[0].state = OG_AUTH_ACTIVE;
	need(og_pwhash_new(&cost, "password", 8, u->pwhash) == OG_OK, "hash");
	need(og_enroll_recovery(u, &cost, OG_RECOVERY_DEFAULT, now, codes) ==
		 OG_OK,
	    "recovery codes");
	need(og_user_set_groups(u, "staff,wheel") == OG_OK, "groups");
}

static void
session(struct og_user *u, int64_t now, struct og_session_token *t)
{
	const struct og_proof proof = {OG_FACTOR_TOTP, 1, now};
	uint8_t id[OG_DIGEST_LEN];

	t->user = u->id;
	need(og_random(t->secret, sizeof(t->secret)) == OG_OK, "random");
	need(og_session_id(t->secret, id) == OG_OK, "session");
	og_session_add(u, id, &proof, "192.0.2.1",
	    "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 "
	    "Firefox/128.0",
	    now);
}

static void
append(FILE *out, const struct og_user *u)
{
	static uint64_t sequence;
	static struct og_buf payload, line;
	static int begun;

	if (!begun) {
		og_buf_init(&payload, FS_LINE_MAX);
		og_buf_init(&line, FS_LINE_MAX);
		begun = 1;
	}
	og_buf_reset(&payload);
	og_buf_reset(&line);
	need(og_user_format(u, &payload) == OG_OK, "format");
	fs_line_format(&line, &u->id, 1, ++sequence, payload.data, payload.len);
	need(og_buf_err(&line) == OG_OK &&
		 fwrite(line.data, line.len, 1, out) == 1,
	    "write");
}

/* Everybody but the first, in turn. */
static void
others(FILE *out, struct og_user *u, uint64_t users, uint64_t lines)
{
	char name[OG_NAME_SIZE];
	uint64_t n;

	for (uint64_t i = 1; i < lines; i++) {
		n = 1 + (i - 1) % (users - 1);
		snprintf(name, sizeof(name), "user%07" PRIu64, n);
		memcpy(u->name, name, strlen(name) + 1);
		u->id = (n + 1) * 0x9e3779b97f4a7c15U;
		append(out, u);
	}
}

int
main(int argc, char **argv)
{
	static struct og_user u;
	struct og_session_token t, other;
	char cookie[OG_TOKEN_SIZE];
	struct og_why why = {.text = ""};
	int64_t now = (int64_t)time(NULL);
	uint64_t users, lines;
	int sessions;
	FILE *out;

	need(argc == 5 || argc == 6,
	    "usage: fill CONFIG HOST USERS SESSIONS [LINES]");
	users = strtoull(argv[3], NULL, 10);
	lines = argc == 6 ? strtoull(argv[5], NULL, 10) : users;
	sessions = atoi(argv[4]);
	need(og_settings_load(argv[1], &settings, &why) == OG_OK, why.text);
	need(og_keyfile_load(settings.keys, &ring, &why) == OG_OK, why.text);
	out = fopen(settings.database, "a");
	need(out != NULL, "cannot append to the database");
	person(&u, "bench", now);
	for (int i = 0; i < sessions; i++)
		session(&u, now, &t);
	append(out, &u);
	need(og_token_session_new(&ring, argv[2], &t, cookie) == OG_OK,
	    "cookie");
	person(&u, "template", now);
	session(&u, now, &other);
	others(out, &u, users, lines);
	need(
	    fflush(out) == 0 && fdatasync(fileno(out)) == 0 && fclose(out) == 0,
	    "cannot write the database");
	printf("%s\n", cookie);
	return 0;
}
