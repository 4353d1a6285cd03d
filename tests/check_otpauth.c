/* SPDX-License-Identifier: ISC */
/* Tests of otpauth:// URIs. */
#include <string.h>

#include "check_main.h"
#include "lib/codes/otpauth.h"

/* "12345678901234567890" and its first 16 and 9 bytes */
#define SEED_20 "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
#define SEED_16 "GEZDGNBVGY3TQOJQGEZDGNBVGY"
#define SEED_9 "GEZDGNBVGY3TQOI"

static const struct og_otpauth typical = {
    .issuer = "ACME Co",
    .account = "alice@example.org",
    .seed = "12345678901234567890",
    .seed_len = 20,
    .hash = OG_SHA1,
    .digits = 6,
    .period = 30,
};

/* The URI of "p" is "wanted". */
static void
assert_uri(const struct og_otpauth *p, const char *wanted)
{
	struct og_buf b;

	og_buf_init(&b, 1000);
	ck_assert_ok(og_otpauth_format(p, &b));
	ck_assert_str_eq(og_buf_str(&b), wanted);
	og_buf_clear(&b);
}

/* "p" cannot be written. */
static void
assert_unwritable(const struct og_otpauth *p)
{
	struct og_buf b;

	og_buf_init(&b, 1000);
	ck_assert_err(og_otpauth_format(p, &b), OG_ERR_RANGE);
	ck_assert_uint_eq(b.len, 0);
	og_buf_clear(&b);
}

START_TEST(totp_is_written_in_full)
{
	assert_uri(&typical,
	    "otpauth://totp/ACME%20Co:alice%40example.org?secret=" SEED_20
	    "&issuer=ACME%20Co&algorithm=SHA1&digits=6&period=30");
}
END_TEST

START_TEST(hotp_is_written_with_its_counter)
{
	struct og_otpauth p = typical;

	p.hotp = true;
	p.hash = OG_SHA512;
	p.digits = 8;
	p.counter = UINT64_MAX;
	p.issuer[0] = '\0';
	assert_uri(&p,
	    "otpauth://hotp/alice%40example.org?secret=" SEED_20
	    "&algorithm=SHA512&digits=8&counter=18446744073709551615");
}
END_TEST

START_TEST(text_is_percent_encoded)
{
	struct og_otpauth p = typical;

	strcpy(p.issuer, "\xc3\x84&=?#%/");
	strcpy(p.account, "a-b_c.d~e+f");
	assert_uri(&p, "otpauth://totp/"
		       "%C3%84%26%3D%3F%23%25%2F:a-b_c.d~e%2Bf?secret=" SEED_20
		       "&issuer=%C3%84%26%3D%3F%23%25%2F"
		       "&algorithm=SHA1&digits=6&period=30");
}
END_TEST

START_TEST(fields_out_of_range_are_not_written)
{
	struct og_otpauth p = typical;

	p.digits = 5;
	assert_unwritable(&p);
	p.digits = 9;
	assert_unwritable(&p);
	p = typical;
	p.period = 14;
	assert_unwritable(&p);
	p.period = 301;
	assert_unwritable(&p);
	p = typical;
	p.hash = (enum og_hash)0;
	assert_unwritable(&p);
	p = typical;
	p.seed_len = 9;
	assert_unwritable(&p);
	p.seed_len = 65;
	assert_unwritable(&p);
	p = typical;
	memset(p.seed, 'x', sizeof(p.seed));
	assert_unwritable(&p);
}
END_TEST

START_TEST(names_out_of_range_are_not_written)
{
	struct og_otpauth p = typical;

	p.account[0] = '\0';
	assert_unwritable(&p);
	strcpy(p.account, "a:b");
	assert_unwritable(&p);
	strcpy(p.account, "a\nb");
	assert_unwritable(&p);
	p = typical;
	strcpy(p.issuer, "a:b");
	assert_unwritable(&p);
	strcpy(p.issuer, "\xff");
	assert_unwritable(&p);
	memset(p.issuer, 'a', sizeof(p.issuer));
	assert_unwritable(&p);
	p.issuer[OG_ISSUER_MAX] = '\0';
	memset(p.account, 'a', sizeof(p.account));
	assert_unwritable(&p);
}
END_TEST

START_TEST(full_buffer_is_reported)
{
	struct og_buf b;

	og_buf_init(&b, 50);
	ck_assert_err(og_otpauth_format(&typical, &b), OG_ERR_RANGE);
	og_buf_clear(&b);
}
END_TEST

/* --- reading --- */

START_TEST(what_was_written_is_read_back)
{
	struct og_otpauth p = typical, q;
	struct og_buf b;

	p.hotp = _i == 1;
	p.counter = _i == 1 ? 12345 : 0;
	p.hash = OG_SHA256;
	p.digits = 7;
	p.seed_len = OG_SEED_MAX;
	memset(p.issuer, 'i', OG_ISSUER_MAX);
	memset(p.account, '/', OG_ACCOUNT_MAX);
	og_buf_init(&b, 2000);
	ck_assert_ok(og_otpauth_format(&p, &b));
	ck_assert_ok(og_otpauth_parse(og_buf_str(&b), &q, NULL));
	ck_assert_int_eq(q.hotp, p.hotp);
	ck_assert_str_eq(q.issuer, p.issuer);
	ck_assert_str_eq(q.account, p.account);
	ck_assert_uint_eq(q.seed_len, p.seed_len);
	ck_assert_mem_eq(q.seed, p.seed, p.seed_len);
	ck_assert_int_eq(q.hash, p.hash);
	ck_assert_uint_eq(q.digits, p.digits);
	ck_assert_uint_eq(q.period, p.period);
	ck_assert_uint_eq(q.counter, p.counter);
	og_buf_clear(&b);
}
END_TEST

START_TEST(missing_parameters_take_defaults)
{
	struct og_otpauth p;

	ck_assert_ok(
	    og_otpauth_parse("otpauth://totp/alice?secret=" SEED_20, &p, NULL));
	ck_assert(!p.hotp);
	ck_assert_str_eq(p.issuer, "");
	ck_assert_str_eq(p.account, "alice");
	ck_assert_uint_eq(p.seed_len, 20);
	ck_assert_mem_eq(p.seed, "12345678901234567890", 20);
	ck_assert_int_eq(p.hash, OG_SHA1);
	ck_assert_uint_eq(p.digits, 6);
	ck_assert_uint_eq(p.period, 30);
	ck_assert_uint_eq(p.counter, 0);
	og_otpauth_clear(&p);
	ck_assert_uint_eq(p.seed_len, 0);
}
END_TEST

static const char *const same[] = {
    "otpauth://totp/ACME:alice?secret=" SEED_20,
    "otpauth://totp/ACME%3Aalice?secret=" SEED_20,
    "otpauth://totp/ACME%3a%20alice?secret=" SEED_20,
    "otpauth://totp/alice?secret=" SEED_20 "&issuer=ACME",
    "otpauth://totp/alice?issuer=ACME&secret=" SEED_20,
    "otpauth://totp/ACME:alice?secret=" SEED_20 "&issuer=ACME",
    "otpauth://totp/ACME:alice?secret=" SEED_20 "&issuer=%41CME",
    "OTPAUTH://TOTP/ACME:alice?secret=" SEED_20,
};

START_TEST(issuer_comes_from_label_or_parameter)
{
	struct og_otpauth p;

	ck_assert_ok(og_otpauth_parse(same[_i], &p, NULL));
	ck_assert_str_eq(p.issuer, "ACME");
	ck_assert_str_eq(p.account, "alice");
}
END_TEST

static const char *const odd[] = {
    "otpauth://totp/a?secret=gezdgnbvgy3tqojqgezdgnbvgy3tqojq",
    "otpauth://totp/a?secret=" SEED_16 "======",
    "otpauth://totp/a?secret=" SEED_16 "%3D%3D%3D%3D%3D%3D",
    "otpauth://totp/a?secret=GEZD%20GNBV%20GY3T%20QOJQ" SEED_20,
    "otpauth://totp/a?secret=" SEED_20 "&image=https%3A%2F%2Fx&foo",
    "otpauth://totp/a?secret=" SEED_20 "&unknown=1&unknown=2",
    "otpauth://totp/a?secret=" SEED_20 "&",
    "otpauth://totp/a?&secret=" SEED_20,
    "otpauth://totp/a?secret=" SEED_20 "&algorithm=sha256",
    "otpauth://totp/a?secret=" SEED_20 "&counter=5",
    "otpauth://totp/a?secret=" SEED_20 "&issuer=",
    "otpauth://totp/a+b?secret=" SEED_20,
    "otpauth://totp/a?secret=" SEED_20 "#x",
    "otpauth://totp?secret=" SEED_20,
    "otpauth://totp/?secret=" SEED_20,
    "otpauth://totp/ACME:?secret=" SEED_20,
    "otpauth://totp/:a?secret=" SEED_20,
    "otpauth://totp/a:b:c?secret=" SEED_20,
    "otpauth://totp/a%?secret=" SEED_20,
    "otpauth://totp/a%4?secret=" SEED_20,
    "otpauth://totp/a%4g?secret=" SEED_20,
    "otpauth://totp/a%00?secret=" SEED_20,
    "otpauth://totp/a%0a?secret=" SEED_20,
    "otpauth://totp/a%ff?secret=" SEED_20,
    "otpauth://totp/a%E2%80%AEb?secret=" SEED_20,
    "otpauth://totp/a?Secret=" SEED_20,
    "otpauth://totp/a?secret=" SEED_20 "&issuer=a%3Ab",
    "otpauth://totp/ACME:a?secret=" SEED_20 "&issuer=Other",
    "otpauth://totp/ACME:a?secret=" SEED_20 "&issuer=acme",
    "otpauth://totp/a?secret=" SEED_20 "&issuer=a%zz",
    "otpauth://totp/a?secret=" SEED_20 "&ALGORITHM=SHA-256&Digits=8",
    "otpauth://totp/a?secret=" SEED_20 "Z",
    "otpauth://totp/a?secret=" SEED_16,
};

START_TEST(harmless_oddities_are_taken)
{
	struct og_otpauth p;

	ck_assert_ok(og_otpauth_parse(odd[_i], &p, NULL));
	ck_assert_uint_eq(p.counter, 0);
	ck_assert(strchr(p.issuer, ':') == NULL && strlen(p.account) <= 10);
}
END_TEST

START_TEST(names_that_are_none_are_left_out)
{
	struct og_otpauth p;

	ck_assert_ok(og_otpauth_parse(
	    "otpauth://totp/ACME:a%0ab?secret=" SEED_20 "&issuer=x%1by", &p,
	    NULL));
	ck_assert_str_eq(p.account, "");
	ck_assert_ok(og_otpauth_parse(
	    "otpauth://totp/ACME:a:b?secret=" SEED_20, &p, NULL));
	ck_assert_str_eq(p.issuer, "ACME");
	ck_assert_str_eq(p.account, "");
	ck_assert_ok(og_otpauth_parse(
	    "otpauth://totp/ACME:a?issuer=Other&secret=" SEED_20, &p, NULL));
	ck_assert_str_eq(p.issuer, "Other");
	ck_assert_str_eq(p.account, "a");
}
END_TEST

/* What is said of a refusal must not hold the secret. */
START_TEST(a_refusal_says_the_field_and_no_value)
{
	struct og_why why = {""};
	struct og_otpauth p;

	ck_assert_err(
	    og_otpauth_parse(
		"otpauth://totp/a?secret=" SEED_20 "&digits=" SEED_9, &p, &why),
	    OG_ERR_FORMAT);
	ck_assert(strncmp(why.text, "digits: ", 8) == 0);
	ck_assert(strstr(why.text, "GEZDG") == NULL);
	ck_assert_err(
	    og_otpauth_parse("otpauth://totp/a?secret=" SEED_9, &p, &why),
	    OG_ERR_RANGE);
	ck_assert(strncmp(why.text, "secret: ", 8) == 0);
	ck_assert(strstr(why.text, "72 bits") != NULL);
	ck_assert(strstr(why.text, "GEZDG") == NULL);
}
END_TEST

/* *p is as after a wipe. */
static void
assert_wiped(const struct og_otpauth *p)
{
	const unsigned char *bytes = (const unsigned char *)p;
	size_t i;

	for (i = 0; i < sizeof(*p); i++)
		ck_assert_int_eq(bytes[i], 0);
}

static const char *const malformed[] = {
    "",
    "otpauth://",
    "otpauth://totp/",
    "otpauth://totp/a",
    "otpauth://totp/a?",
    "http://totp/a?secret=" SEED_20,
    "otpauth:totp/a?secret=" SEED_20,
    "otpauth://motp/a?secret=" SEED_20,
    " otpauth://totp/a?secret=" SEED_20,
    "otpauth://totp/a?secret=",
    "otpauth://totp/a?secret",
    "otpauth://totp/a?secret=" SEED_20 "1",
    "otpauth://totp/a?secret=" SEED_20 "%00",
    "otpauth://totp/a?secret=" SEED_20 "&secret=" SEED_20,
    "otpauth://totp/a?secret=" SEED_20 "&digits=6&digits=6",
    "otpauth://totp/a?secret=" SEED_20 "&digits=",
    "otpauth://totp/a?secret=" SEED_20 "&digits=06",
    "otpauth://totp/a?secret=" SEED_20 "&digits=six",
    "otpauth://totp/a?secret=" SEED_20 "&period=30s",
    "otpauth://totp/a?secret=" SEED_20 "&algorithm=MD5",
    "otpauth://totp/a?secret=" SEED_20 "&algorithm=",
    "otpauth://totp/a?secret=" SEED_20 "&issuer=a&issuer=a",
    "otpauth://hotp/a?secret=" SEED_20,
    "otpauth://hotp/a?secret=" SEED_20 "&counter=",
    "otpauth://hotp/a?secret=" SEED_20 "&counter=-1",
};

START_TEST(malformed_uri_is_refused)
{
	struct og_otpauth p = typical;
	enum og_err err = og_otpauth_parse(malformed[_i], &p, NULL);

	/* no seed at all counts as one that is too short */
	ck_assert_msg(
	    err == OG_ERR_FORMAT ||
		(err == OG_ERR_RANGE && strstr(malformed[_i], SEED_20) == NULL),
	    "%s: %s", malformed[_i], og_strerror(err));
	assert_wiped(&p);
}
END_TEST

static const char *const out_of_range[] = {
    "otpauth://totp/a?secret=" SEED_9,
    "otpauth://totp/a?secret=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
    "otpauth://totp/a?secret=77777777777777777777777777777777",
    "otpauth://totp/a?secret=" SEED_20 SEED_20 SEED_20 "GEZDGNBV",
    "otpauth://totp/a?secret=" SEED_20 "&digits=5",
    "otpauth://totp/a?secret=" SEED_20 "&digits=9",
    "otpauth://totp/a?secret=" SEED_20 "&period=14",
    "otpauth://totp/a?secret=" SEED_20 "&period=301",
    "otpauth://totp/a?secret=" SEED_20 "&period=0",
    "otpauth://hotp/a?secret=" SEED_20 "&counter=18446744073709551616",
};

START_TEST(values_out_of_range_are_refused)
{
	struct og_otpauth p = typical;

	ck_assert_err(
	    og_otpauth_parse(out_of_range[_i], &p, NULL), OG_ERR_RANGE);
	assert_wiped(&p);
}
END_TEST

/* Reads a URI with "issuer" and "account" of so many bytes. */
static enum og_err
parse_lengths(size_t issuer, size_t account, struct og_otpauth *p)
{
	struct og_buf b;
	enum og_err err;

	og_buf_init(&b, 10000);
	og_buf_puts(&b, "otpauth://totp/");
	while (issuer-- > 0)
		og_buf_putc(&b, 'i');
	og_buf_putc(&b, ':');
	while (account-- > 0)
		og_buf_putc(&b, 'a');
	og_buf_puts(&b, "?secret=" SEED_20);
	err = og_otpauth_parse(og_buf_str(&b), p, NULL);
	og_buf_clear(&b);
	return err;
}

START_TEST(names_have_a_longest)
{
	struct og_otpauth p;

	ck_assert_ok(parse_lengths(OG_ISSUER_MAX, OG_ACCOUNT_MAX, &p));
	ck_assert_uint_eq(strlen(p.issuer), OG_ISSUER_MAX);
	ck_assert_uint_eq(strlen(p.account), OG_ACCOUNT_MAX);
	ck_assert_ok(parse_lengths(OG_ISSUER_MAX + 1, 1, &p));
	ck_assert_str_eq(p.issuer, "");
	ck_assert_ok(parse_lengths(1, OG_ACCOUNT_MAX + 1, &p));
	ck_assert_str_eq(p.issuer, "i");
	ck_assert_str_eq(p.account, "");
	ck_assert_ok(parse_lengths(OG_ISSUER_MAX, 5000, &p));
	ck_assert_str_eq(p.issuer, "");
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("otpauth");
	TCase *tc = tcase_create("otpauth");

	tcase_add_test(tc, totp_is_written_in_full);
	tcase_add_test(tc, hotp_is_written_with_its_counter);
	tcase_add_test(tc, text_is_percent_encoded);
	tcase_add_test(tc, fields_out_of_range_are_not_written);
	tcase_add_test(tc, names_out_of_range_are_not_written);
	tcase_add_test(tc, full_buffer_is_reported);
	tcase_add_loop_test(tc, what_was_written_is_read_back, 0, 2);
	tcase_add_test(tc, missing_parameters_take_defaults);
	tcase_add_loop_test(
	    tc, issuer_comes_from_label_or_parameter, 0, CHECK_COUNT(same));
	tcase_add_loop_test(
	    tc, harmless_oddities_are_taken, 0, CHECK_COUNT(odd));
	tcase_add_loop_test(
	    tc, malformed_uri_is_refused, 0, CHECK_COUNT(malformed));
	tcase_add_loop_test(
	    tc, values_out_of_range_are_refused, 0, CHECK_COUNT(out_of_range));
	tcase_add_test(tc, names_have_a_longest);
	tcase_add_test(tc, names_that_are_none_are_left_out);
	tcase_add_test(tc, a_refusal_says_the_field_and_no_value);
	suite_add_tcase(s, tc);
	return check_main(s);
}
