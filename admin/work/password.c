/* SPDX-License-Identifier: ISC */
/*
 * Judges new passwords: length, UTF-8, and a list of those that are tried
 * first.  Must not demand character classes, and must not keep or print any.
 */
#include "admin/work/password.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include "lib/base/text.h"

/* The most common ones that are long enough, in lower case. */
static const char *const common[] = {
    "00000000",
    "0000000000",
    "0123456789",
    "0987654321",
    "10203040",
    "11111111",
    "1111111111",
    "11223344",
    "12121212",
    "12131415",
    "123123123",
    "12341234",
    "12344321",
    "123454321",
    "12345678",
    "123456789",
    "1234567890",
    "123456789a",
    "12345678a",
    "1234abcd",
    "123qweasd",
    "1234qwer",
    "147258369",
    "147852369",
    "1q2w3e4r",
    "1q2w3e4r5t",
    "1q2w3e4r5t6y",
    "1qaz2wsx",
    "1qaz2wsx3edc",
    "1qazxsw2",
    "22222222",
    "55555555",
    "66666666",
    "77777777",
    "87654321",
    "88888888",
    "987654321",
    "9876543210",
    "99999999",
    "a1234567",
    "a12345678",
    "a123456789",
    "aa123456",
    "aa12345678",
    "aaaaaaaa",
    "abc12345",
    "abc123456",
    "abcd1234",
    "abcdefgh",
    "abcdefghi",
    "administrator",
    "alexander",
    "anonymous",
    "arsenal1",
    "asdasdasd",
    "asdf1234",
    "asdfasdf",
    "asdfghjk",
    "asdfghjkl",
    "baseball",
    "basketball",
    "benjamin",
    "blink182",
    "butterfly",
    "caroline",
    "changeme",
    "changeme1",
    "charlie1",
    "chocolate",
    "christian",
    "computer",
    "consumer",
    "corvette",
    "danielle",
    "december",
    "default1",
    "drowssap",
    "einstein",
    "elephant",
    "elizabeth",
    "facebook",
    "february",
    "firebird",
    "football",
    "football1",
    "gfhjkm123",
    "godzilla",
    "gwerty123",
    "hello123",
    "helloworld",
    "iloveyou",
    "iloveyou1",
    "internet",
    "isabella",
    "jennifer",
    "jessica1",
    "jonathan",
    "letmein1",
    "letmein123",
    "liverpool",
    "liverpool1",
    "lovelove",
    "manchester",
    "marlboro",
    "maverick",
    "metallica",
    "michael1",
    "michelle",
    "minecraft",
    "minecraft1",
    "monkey123",
    "myspace1",
    "nicholas",
    "november",
    "p@ssw0rd",
    "p@ssword",
    "pass1234",
    "passpass",
    "passw0rd",
    "password",
    "password1",
    "password12",
    "password123",
    "password1234",
    "password2",
    "patricia",
    "pokemon1",
    "princess",
    "princess1",
    "q1w2e3r4",
    "q1w2e3r4t5",
    "qazwsx123",
    "qazwsxedc",
    "qwaszx12",
    "qwe12345",
    "qwer1234",
    "qwerasdf",
    "qwerty12",
    "qwerty123",
    "qwerty1234",
    "qwertyui",
    "qwertyuiop",
    "rush2112",
    "samantha",
    "scorpion",
    "september",
    "slipknot",
    "spiderman",
    "starwars",
    "startrek",
    "steelers",
    "summer2024",
    "summer2025",
    "summer2026",
    "sunshine",
    "sunshine1",
    "superman",
    "superman1",
    "swordfish",
    "trustno1",
    "unknown1",
    "victoria",
    "welcome1",
    "welcome123",
    "westside",
    "whatever",
    "william1",
    "winter2024",
    "winter2025",
    "winter2026",
    "yankees1",
    "zaq12wsx",
    "zaq1zaq1",
    "zxcvbnm1",
    "zxcvbnm123",
};

static bool
is_repeated(const char *text, size_t len)
{
	for (size_t i = 1; i < len; i++) {
		if (text[i] != text[0])
			return false;
	}
	return true;
}

const char *
password_refusal(
    const char *text, size_t len, const char *user, const char *issuer)
{
	long length = og_text_length(text, len);

	if (length < 0)
		return "the password is not UTF-8";
	if (length < PASSWORD_LENGTH_MIN)
		return "the password is shorter than 8 characters";
	for (size_t i = 0; i < len; i++) {
		if ((unsigned char)text[i] < 0x20 || text[i] == 0x7f)
			return "the password contains a control character";
	}
	if (strcasecmp(text, user) == 0 || strcasecmp(text, issuer) == 0)
		return "the password is the name of the user or of this "
		       "service";
	if (is_repeated(text, len))
		return "the password repeats a single character";
	for (size_t i = 0; i < sizeof(common) / sizeof(common[0]); i++) {
		if (strcasecmp(text, common[i]) == 0)
			return "the password is one of the most common ones";
	}
	return NULL;
}
