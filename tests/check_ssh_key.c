/* SPDX-License-Identifier: ISC */
/* Tests of ssh/pubkey.c and ssh/ask.c: what is taken for a public key, and for
 * a question. */
#include <string.h>

#include "check_main.h"
#include "ssh/ask.h"
#include "ssh/pubkey.h"

#define ED                                                                     \
	"AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhsc"     \
	"HR4f"
#define GOOD "ssh-ed25519 " ED
#define SAME 17
#define BOM "\xef\xbb\xbf"

static struct pubkey key;
static const char *reason;

static enum og_err
parse(const char *s)
{
	reason = NULL;
	return pubkey_parse(s, strlen(s), &key, &reason);
}

START_TEST(key_is_spelled_anew_without_its_comment)
{
	static const char *const same[SAME] = {GOOD, GOOD "\n", GOOD "\r\n",
	    GOOD " me@host\n", GOOD "  two  blanks \n", GOOD "\n\n",
	    GOOD "\r\n\r\n \t\n\r\n", "\n\r\n" GOOD, BOM GOOD "\n",
	    BOM "\r\n" BOM GOOD " me\r\n", GOOD "\n" BOM, GOOD "\n" BOM "\n\n",
	    GOOD "\n  ", " " GOOD, "\t  " GOOD "\n", "\n \t" GOOD " me\r\n",
	    BOM "  " GOOD "\n"};

	ck_assert_ok(parse(same[_i]));
	ck_assert_str_eq(key.type, "ssh-ed25519");
	ck_assert_str_eq(key.line, GOOD "\n");
	/* printf BASE64 | base64 -d | sha256sum, in base64. */
	ck_assert_uint_eq(strlen(key.fingerprint), OG_CERT_KEY_MAX);
	ck_assert_int_eq(strncmp(key.fingerprint, "SHA256:", 7), 0);
}
END_TEST

static const struct {
	const char *text;
	const char *says;
} bad[] = {
    {"", "one line"},
    {"\n", "one line"},
    {BOM, "one line"},
    {" \n\t\r\n", "one line"},
    {GOOD "\n\nx", "one line"},
    {GOOD "\n\n" GOOD, "one line"},
    {GOOD "\n#\n", "one line"},
    {GOOD "\n" BOM BOM "\n", "one line"},
    {BOM BOM GOOD, "known type"},
    {GOOD BOM, "base64"},
    {GOOD "\n" GOOD "\n", "one line"},
    {GOOD "\rx", "one line"},
    {ED, "known type"},
    {"\v" GOOD, "known type"},
    {"\xc2\xa0" GOOD, "known type"},
    {"no-pty " GOOD, "known type"},
    {"ssh-ed25519", "known type"},
    {"ssh-ed25519-cert-v01@openssh.com " ED, "known type"},
    {"ssh-ed25519\t" ED, "known type"},
    {"ssh-dss " ED, "known type"},
    {"-----BEGIN OPENSSH PRIVATE KEY-----", "private key"},
    {"-----BEGIN RSA PRIVATE KEY-----\nMII", "private key"},
    {"-----BEGIN PUBLIC KEY-----\nMII", "-m PKCS8"},
    {"---- BEGIN SSH2 PUBLIC KEY ----\nComment: x\nAAAA\n", "PuTTYgen"},
    {BOM "---- BEGIN SSH2 PUBLIC KEY ----\r\n", "PuTTYgen"},
    {"PuTTY-User-Key-File-3: ssh-ed25519\n", "PuTTYgen"},
    {"\xff\xfes", "UTF-16"},
    {"ssh-ed25519 ", "its inside"},
    {"ssh-ed25519  " ED, "its inside"},
    {"ssh-ed25519 " ED "=", "base64"},
    {"ssh-ed25519 " ED "A", "base64"},
    {"ssh-ed25519 " ED "====", "base64"},
    {"ssh-ed25519 AAAA_A==", "base64"},
    {"ssh-ed25519 AAAAAB==", "base64"}, /* bits that mean nothing */
    {"ssh-ed25519 AAAA", "its inside"},
    {"ssh-ed25519 " ED "AAAA", "its inside"},
    {"ssh-rsa " ED, "its inside"},
    {"sk-ssh-ed25519@openssh.com " ED, "its inside"},
};

START_TEST(anything_else_is_refused_with_a_reason)
{
	ck_assert_int_ne(parse(bad[_i].text), OG_OK);
	ck_assert_msg(strstr(reason, bad[_i].says) != NULL, "%s: %s",
	    bad[_i].text, reason);
}
END_TEST

START_TEST(a_line_has_an_end)
{
	char line[PUBKEY_MAX + 2];

	memset(line, 'x', sizeof(line));
	memcpy(line, GOOD " ", strlen(GOOD " "));
	ck_assert_ok(pubkey_parse(line, PUBKEY_MAX, &key, &reason));
	ck_assert_err(
	    pubkey_parse(line, PUBKEY_MAX + 1, &key, &reason), OG_ERR_RANGE);
	line[100] = '\0';
	ck_assert_err(
	    pubkey_parse(line, PUBKEY_MAX, &key, &reason), OG_ERR_FORMAT);
}
END_TEST

START_TEST(addresses_have_one_spelling)
{
	static const char *const pairs[][2] = {{"192.0.2.1", "192.0.2.1"},
	    {"2001:DB8:0:0::1", "2001:db8::1"},
	    {"::ffff:192.0.2.1", "192.0.2.1"}, {"", NULL}, {"UNKNOWN", NULL},
	    {"192.0.2.1/0", NULL}, {"192.0.2.1,::/0", NULL},
	    {"fe80::1%eth0", NULL}, {"192.0.2.01", NULL}, {" ::1", NULL}};
	char out[OG_ADDRESS_MAX + 1];

	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		ck_assert_err(ask_address(pairs[i][0], out),
		    pairs[i][1] != NULL ? OG_OK : OG_ERR_FORMAT);
		ck_assert_str_eq(out, pairs[i][1] != NULL ? pairs[i][1] : "");
	}
}
END_TEST

static enum og_err
question(const char *s, char address[OG_ADDRESS_MAX + 1], const char **rest)
{
	size_t len;
	enum og_err err = ask_parse(s, strlen(s), address, rest, &len);

	if (err == OG_OK)
		ck_assert_uint_eq(len, strlen(*rest));
	return err;
}

START_TEST(a_question_is_taken_apart)
{
	char address[OG_ADDRESS_MAX + 1];
	const char *rest;

	ck_assert_ok(question(ASK_HEAD "::1\nkey\n", address, &rest));
	ck_assert_str_eq(address, "::1");
	ck_assert_str_eq(rest, "key\n");
	ck_assert_ok(question(ASK_HEAD "-\n", address, &rest));
	ck_assert_str_eq(address, "");
	ck_assert_str_eq(rest, "");
}
END_TEST

START_TEST(what_is_no_question_is_refused)
{
	static const char *const none[] = {"", "key\n", ASK_HEAD, ASK_HEAD "\n",
	    ASK_HEAD "-", ASK_HEAD "- \n", ASK_HEAD "::1 root\n",
	    "otpgate-ssh-cert 2 -\n", "x" ASK_HEAD "-\n",
	    ASK_HEAD "1111111111111111111111111111111111111111111111111\n"};
	char address[OG_ADDRESS_MAX + 1];
	const char *rest;

	for (size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++)
		ck_assert_err(question(none[i], address, &rest), OG_ERR_FORMAT);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("ssh key");
	TCase *tc = tcase_create("key");

	tcase_add_loop_test(
	    tc, key_is_spelled_anew_without_its_comment, 0, SAME);
	tcase_add_loop_test(
	    tc, anything_else_is_refused_with_a_reason, 0, CHECK_COUNT(bad));
	tcase_add_test(tc, a_line_has_an_end);
	tcase_add_test(tc, addresses_have_one_spelling);
	tcase_add_test(tc, a_question_is_taken_apart);
	tcase_add_test(tc, what_is_no_question_is_refused);
	suite_add_tcase(s, tc);
	return check_main(s);
}
