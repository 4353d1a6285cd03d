/* SPDX-License-Identifier: ISC */
/* Tests of lib/conf/settings.c: the form of the file, and which one is read. */
#include "check_settings.h"

START_TEST(refuses_unknown_settings)
{
	refuses(HOSTS "\nuserdb = '/x'\n", 3, "userdb");
	refuses(HOSTS "Workers = 4\n", 2, "Workers");
	refuses(HOSTS "include('/etc/passwd')\n", 2, "include");
	refuses(HOSTS "section { workers = 4 }\n", 2, "section");
}
END_TEST

/* With what to do instead, in whatever form it is given. */
START_TEST(refuses_a_cookie_for_a_domain_with_a_reason)
{
	static const char *const values[] = {
	    "'example.org'", "''", "{'example.org', 'x'}", "{'a'}", "1"};

	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++)
		refuses(with("cookie_domain", values[i]), 2,
		    "there is no cookie_domain: a cookie for a whole domain "
		    "would be sent to every host in it");
	refuses(with("cookie_domain", "'example.org'"), 2, "set login_host");
	refuses(with("cookie_domains", "'example.org'"), 2, "no such option");
}
END_TEST

START_TEST(refuses_doubled_settings)
{
	refuses(HOSTS "workers = 4\n\nworkers = 4\n", 4,
	    "workers is set again, it was in line 2");
	refuses(HOSTS "workers = 4 workers = 5\n", 2, "set again");
	refuses(HOSTS HOSTS, 2, "hosts is set again");
	refuses("hosts = 'a.example'\nhosts = 'b.example'\n", 2, "set again");
	refuses("hosts = {'a.example', 'b.example'}\nhosts = 'c.example'\n", 2,
	    "set again");
	refuses(HOSTS "peers = 'a'\npeers = {'b', 'c'}\n", 3, "set again");
}
END_TEST

START_TEST(refuses_appending_and_empty_lists)
{
	refuses(HOSTS "hosts += {'b.example'}\n", 2, "cannot be added to");
	refuses(HOSTS "peers += 'nginx'\n", 2, "cannot be added to");
	refuses("hosts = {}\n" HOSTS, 1, "empty list");
	refuses(HOSTS "hosts = {\n}\n", 3, "empty list");
	refuses(HOSTS "peers = { # none\n }\n", 2, "comment within a list");
	accepts("hosts = {'a.example'} # one\n# none\n");
}
END_TEST

START_TEST(refuses_the_environment)
{
	ck_assert_int_eq(setenv("EVIL", "/evil", 1), 0);
	refuses(HOSTS "database = \"${EVIL}\"\n", 2, "environment");
	refuses(HOSTS "database = ${EVIL}\n", 2, "environment");
	refuses(HOSTS "\nissuer = '${EVIL}'\n", 3, "environment");
	refuses(HOSTS "# ${EVIL}\n", 2, "environment");
	refuses(HOSTS "issuer = \"\\${EVIL}\"\n", 2, "environment");
	accepts(HOSTS "issuer = '$EVIL {x}'\n");
	ck_assert_str_eq(s.issuer, "$EVIL {x}");
	accepts(HOSTS "issuer = \"$\\x7bEVIL}\"\n");
	ck_assert_str_eq(s.issuer, "${EVIL}");
}
END_TEST

START_TEST(refuses_control_bytes)
{
	static const char nul[] = HOSTS "workers = 4\n\0workers = 5\n";

	file_put(in_folder("conf"), 0644, nul, sizeof(nul) - 1);
	ck_assert_int_eq(
	    og_settings_load(in_folder("conf"), &s, NULL), OG_ERR_FORMAT);
	refuses(HOSTS "issuer = 'a\033b'\n", 2, "control byte");
	refuses(HOSTS "issuer = \"a\\eb\"\n", 2, "issuer contains a control");
	refuses(HOSTS "issuer = 'a\nb'\n", 3, "issuer contains a control");
	refuses(HOSTS "issuer = 'a\xff'\n", 2, "not UTF-8");
	accepts(HOSTS "issuer = 'B\xc3\xbc"
		      "cher'\r\n");
}
END_TEST

/* What some editors put in front. */
START_TEST(passes_over_a_byte_order_mark)
{
	accepts("\xef\xbb\xbf" HOSTS);
	accepts("\xef\xbb\xbf# a comment\n" HOSTS);
	refuses_as(
	    "\xef\xbb\xbf" HOSTS "workers = x\n", OG_ERR_FORMAT, 2, "workers");
	refuses(HOSTS "\xef\xbb\xbfworkers = 4\n", 2, "");
	refuses_as("\xef\xbb" HOSTS, OG_ERR_FORMAT, 1, "");
}
END_TEST

START_TEST(says_what_to_do_without_a_file)
{
	static const char *const names[] = {"no/conf", "conf"};
	struct og_why why;
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		why.text[0] = '\0';
		ck_assert_int_eq(
		    og_settings_load(in_folder(names[i]), &s, &why),
		    OG_ERR_NOTFOUND);
		ck_assert_msg(strstr(why.text, in_folder(names[i])) != NULL &&
				  strstr(why.text, "copy the sample") != NULL,
		    "%s", why.text);
	}
}
END_TEST

START_TEST(escapes_what_it_repeats)
{
	refuses(HOSTS "\"\\e[2J\" = 4\n", 2, "\\x1b[2J");
}
END_TEST

START_TEST(refuses_broken_syntax)
{
	refuses(HOSTS "workers\n", 2, "");
	refuses(HOSTS "workers 4\n", 2, "workers");
	refuses(HOSTS "workers =\n", 2, "");
	refuses(HOSTS "workers =\n\n \t\n", 2, "");
	refuses(HOSTS "workers = {4}\n", 2, "");
	refuses(HOSTS "workers = *4\n", 2, "*");
	refuses(HOSTS "= 4\n", 2, "");
	refuses(HOSTS "}\n", 2, "");
	refuses(HOSTS "issuer = 'open\n", 2, "a ' that is never closed");
	refuses(HOSTS "issuer = \"open\n\n\n", 2, "a \" that is never closed");
	refuses("hosts = {'a.example' 'b.example'}\n", 1, "");
	refuses("hosts = {'a.example'\n", 1, "a { that is never closed");
	refuses(HOSTS "workers = 4 // four\n", 2, "comment begins with #");
	refuses(HOSTS "/* none */\n", 2, "comment begins with #");
	accepts(HOSTS "workers = 4 # four /* */ // +=\n");
}
END_TEST

START_TEST(stays_usable_after_an_error)
{
	refuses(HOSTS "issuer = \"open\n", 2, "");
	accepts(HOSTS);
	refuses(HOSTS "/x", 2, "");
	accepts(HOSTS);
}
END_TEST

START_TEST(refuses_an_unsafe_file)
{
	struct og_why why;

	ck_assert_int_eq(
	    og_settings_load(in_folder("conf"), &s, &why), OG_ERR_NOTFOUND);
	ck_assert_ptr_nonnull(strstr(why.text, "/conf: "));
	file_puts(in_folder("conf"), 0664, HOSTS);
	ck_assert_int_eq(
	    og_settings_load(in_folder("conf"), &s, &why), OG_ERR_UNSAFE);
	ck_assert_ptr_nonnull(strstr(why.text, "chmod 0644"));
	file_puts(in_folder("conf"), 0646, HOSTS);
	ck_assert_int_eq(
	    og_settings_load(in_folder("conf"), &s, NULL), OG_ERR_UNSAFE);
	file_puts(in_folder("conf"), 0600, HOSTS);
	ck_assert_int_eq(og_settings_load(in_folder("conf"), &s, NULL), OG_OK);
}
END_TEST

START_TEST(refuses_a_file_that_is_too_long)
{
	static char text[70000];

	memset(text, '\n', sizeof(text) - 1);
	memcpy(text, HOSTS, strlen(HOSTS));
	refuses_as(text, OG_ERR_RANGE, 1, "");
	text[65536] = '\0';
	accepts(text);
}
END_TEST

START_TEST(prints_nothing)
{
	FILE *f = tmpfile();
	int saved = dup(STDERR_FILENO);
	enum og_err err;

	ck_assert_ptr_nonnull(f);
	ck_assert_int_ne(dup2(fileno(f), STDERR_FILENO), -1);
	err = load(HOSTS "what = 'ever'\n", NULL);
	ck_assert_int_ne(dup2(saved, STDERR_FILENO), -1);
	ck_assert_int_eq(err, OG_ERR_FORMAT);
	ck_assert_int_eq(lseek(fileno(f), 0, SEEK_END), 0);
	(void)fclose(f);
	(void)close(saved);
}
END_TEST

int
main(void)
{
	TCase *tc = tcase_create("file");
	Suite *suite = suite_create("settings_file");

	folder_use(tc);
	tcase_add_test(tc, refuses_unknown_settings);
	tcase_add_test(tc, refuses_a_cookie_for_a_domain_with_a_reason);
	tcase_add_test(tc, refuses_doubled_settings);
	tcase_add_test(tc, refuses_appending_and_empty_lists);
	tcase_add_test(tc, refuses_the_environment);
	tcase_add_test(tc, refuses_control_bytes);
	tcase_add_test(tc, passes_over_a_byte_order_mark);
	tcase_add_test(tc, says_what_to_do_without_a_file);
	tcase_add_test(tc, escapes_what_it_repeats);
	tcase_add_test(tc, refuses_broken_syntax);
	tcase_add_test(tc, stays_usable_after_an_error);
	tcase_add_test(tc, refuses_an_unsafe_file);
	tcase_add_test(tc, refuses_a_file_that_is_too_long);
	tcase_add_test(tc, prints_nothing);
	suite_add_tcase(suite, tc);
	return check_main(suite);
}
