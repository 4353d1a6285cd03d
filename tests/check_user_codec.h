/* SPDX-License-Identifier: ISC */
/* Records as text, for the tests of the codec, and what must come of them. */
#ifndef CHECK_USER_CODEC_H
#define CHECK_USER_CODEC_H

#include <stdio.h>

#include "check_main.h"
#include "check_people.h"
#include "lib/record/user.h"

#define MINIMAL "id=0123456789abcdef name=alice created=1700000000"
#define SEALED                                                                 \
	"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJygpKissLS4v"
#define AUTH                                                                   \
	"a=1,totp,active,SHA1,6,30,56666667,-1,2,1700000001,0,0,1,my%"         \
	"20phone," SEALED
#define SALT "AAECAwQFBgcICQoLDA0ODw"
#define RECOVERY "r=3,1700000003,19456/2/1," SALT ",10,01:" SALT ".10:" SALT
#define SESSION                                                                \
	"s=" SALT ",1700000004,1700000005,2001:db8::1,A%20%2C%25b,"            \
	"totp:1:1700000004.recovery:3:1700000005"
#define PW                                                                     \
	"pw=$argon2id$v=19$m=19456,t=2,p=1$AAECAwQFBgcICQoLDA0ODw"             \
	"$AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"
#define FULL                                                                   \
	MINIMAL " next=4 disabled=1 groups=ops,admins email=a@example.org"     \
		" phone=+4930123456 full=Alice%20\xc3\x84ngstr\xc3\xb6m " PW   \
		" pwform=1 " AUTH                                              \
		" a=2,hotp,pending,SHA512,8,30,7,0,0,1700000002,1700600000,1," \
		"2,," SEALED " " RECOVERY " p=hotp:2:1700000009"               \
		" l=open,3,1700000006,0,0 l=key,0,0,1,1700000007"              \
		" g=655/1.0.0.0.0.0.0.0.0.0.0.0.2 " SESSION

static const struct og_user zero;

static inline enum og_err
parse(const char *text, struct og_user *u)
{
	memset(u, 0xa5, sizeof(*u)); /* what storage may hold before */
	return og_user_parse(text, strlen(text), u);
}

/* Asserts that "text" is refused with nothing left. */
static inline void
assert_refused(const char *text)
{
	struct og_user u;
	enum og_err err = parse(text, &u);

	ck_assert_msg(err == OG_ERR_FORMAT || err == OG_ERR_RANGE, "%d for: %s",
	    (int)err, text);
	ck_assert_mem_eq(&u, &zero, sizeof(u));
}

/* Asserts that "text" is read, and written as "expected". */
static inline void
assert_written_as(const char *text, const char *expected)
{
	struct og_buf b;
	struct og_user u;

	ck_assert_msg(parse(text, &u) == OG_OK, "refused: %s", text);
	og_buf_init(&b, OG_RECORD_MAX);
	ck_assert_int_eq(og_user_format(&u, &b), OG_OK);
	ck_assert_str_eq(og_buf_str(&b), expected);
	og_buf_clear(&b);
}

/* Asserts that "word" alone is good behind a minimal record, and comes back. */
static inline void
assert_word(const char *word)
{
	char text[OG_RECORD_MAX + 1];

	snprintf(text, sizeof(text), MINIMAL " next=9 %s", word);
	assert_written_as(text, text);
}

static inline void
assert_no_word(const char *word)
{
	char text[OG_RECORD_MAX + 1];

	snprintf(text, sizeof(text), MINIMAL " next=9 %s", word);
	assert_refused(text);
}

#endif
