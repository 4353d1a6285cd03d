/* SPDX-License-Identifier: ISC */
/* Tests of admin/check/unit_file.c: which files a unit of systemd lets its
 * service write. */
#include "admin/check/unit_file.h"

#include "check_folder.h"
#include "check_main.h"

char unit_root[128];

#define ETC "/etc/systemd/system"
#define LIB "/usr/lib/systemd/system"

static struct unit u;

static void
setup(void)
{
	static const char *const parts[] = {"/etc", "/etc/systemd", ETC,
	    ETC "/x.service.d", "/usr", "/usr/lib", "/usr/lib/systemd", LIB,
	    LIB "/x.service.d", LIB "/service.d"};
	char path[256];

	(void)snprintf(unit_root, sizeof(unit_root), "%s", folder);
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		(void)snprintf(path, sizeof(path), "%s%s", unit_root, parts[i]);
		ck_assert_int_eq(mkdir(path, 0755), 0);
	}
}

static void
write_at(const char *where, const char *text)
{
	char path[256];

	(void)snprintf(path, sizeof(path), "%s%s", unit_root, where);
	file_puts(path, 0644, text);
}

static void
look(const char *path, enum unit_access want, const char *want_key)
{
	const char *key;

	ck_assert(unit_read(&u, "x.service"));
	ck_assert(!u.unsure);
	ck_assert_msg(unit_access(&u, path, &key) == want, "%s", path);
	ck_assert_pstr_eq(key, want_key);
}

START_TEST(a_unit_that_says_nothing_forbids_nothing)
{
	ck_assert(!unit_read(&u, "x.service"));
	write_at(LIB "/x.service", "[Unit]\nProtectSystem=strict\n[Service]\n");
	look("/var/log/x.log", UNIT_WRITES, NULL);
}
END_TEST

START_TEST(a_strict_one_writes_where_it_is_told)
{
	write_at(LIB "/x.service",
	    "[Service]\n# ReadWritePaths=/var\nProtectSystem=strict\n"
	    "StateDirectory=gate/inner more\nLogsDirectory=gate:alias\n"
	    "ReadWritePaths=-/srv/a \\\n +/srv/b/\n"
	    "ReadOnlyPaths=/srv/a/no\nReadWritePaths=%S/x\n");
	look("/var/log/x.log", UNIT_READS, "ProtectSystem");
	look("/var/log/gate/x.log", UNIT_WRITES, NULL);
	look("/var/log/gate2", UNIT_READS, "ProtectSystem");
	look("/var/log/alias/x.log", UNIT_READS, "ProtectSystem");
	look("/var/lib/gate/inner", UNIT_WRITES, NULL);
	look("/var/lib/gate", UNIT_READS, "ProtectSystem");
	look("/var/lib/more/x", UNIT_WRITES, NULL);
	look("/var/lib/x", UNIT_WRITES, NULL);
	look("/srv/a/x", UNIT_WRITES, NULL);
	look("/srv/a/no/x", UNIT_READS, "ReadOnlyPaths");
	look("/srv/b", UNIT_WRITES, NULL);
	look("/home/x", UNIT_WRITES, NULL);
}
END_TEST

START_TEST(less_than_strict_protects_less)
{
	write_at(LIB "/x.service", "[Service]\nProtectSystem=full\n");
	look("/etc/x", UNIT_READS, "ProtectSystem");
	look("/var/log/x", UNIT_WRITES, NULL);
	write_at(LIB "/x.service", "[Service]\nProtectSystem = yes\n");
	look("/etc/x", UNIT_WRITES, NULL);
	look("/usr/x", UNIT_READS, "ProtectSystem");
}
END_TEST

START_TEST(what_is_hidden_cannot_be_had_back)
{
	write_at(LIB "/x.service",
	    "[Service]\nProtectHome=yes\nPrivateTmp=yes\n"
	    "InaccessiblePaths=/srv\nReadWritePaths=/home/g /tmp/g /srv/g\n");
	look("/home/g/x", UNIT_HIDDEN, "ProtectHome");
	look("/tmp/g/x", UNIT_HIDDEN, "PrivateTmp");
	look("/srv/g/x", UNIT_HIDDEN, "InaccessiblePaths");
	write_at(LIB "/x.service", "[Service]\nProtectHome=read-only\n");
	look("/root/x", UNIT_READS, "ProtectHome");
}
END_TEST

START_TEST(what_is_dropped_in_counts_in_the_order_of_names)
{
	write_at(LIB "/x.service", "[Service]\nProtectSystem=strict\n"
				   "ReadWritePaths=/srv/a\nUser=one\n");
	write_at(LIB "/x.service.d/50.conf", "[Service]\nReadWritePaths=\n"
					     "ReadWritePaths=/srv/b\n");
	write_at(ETC "/x.service.d/60.conf", "[Service]\nUser=two\n");
	write_at(ETC "/x.service.d/60.conf~", "[Service]\nUser=three\n");
	look("/srv/a", UNIT_READS, "ProtectSystem");
	look("/srv/b", UNIT_WRITES, NULL);
	ck_assert_str_eq(u.user, "two");
	write_at(LIB "/service.d/70.conf", "[Service]\nProtectSystem=no\n");
	look("/srv/a", UNIT_WRITES, NULL);
	/* one of the same name hides it */
	write_at(ETC "/x.service.d/50.conf", "[Service]\n");
	write_at(ETC "/x.service.d/70.conf", "[Service]\n");
	look("/srv/b", UNIT_READS, "ProtectSystem");
	look("/srv/a", UNIT_WRITES, NULL);
}
END_TEST

START_TEST(one_in_etc_stands_for_the_other)
{
	char path[256];

	write_at(LIB "/x.service", "[Service]\nProtectSystem=strict\n");
	write_at(ETC "/x.service", "[Service]\nExecStart=x -f -c /etc/x\n");
	look("/srv/a", UNIT_WRITES, NULL);
	ck_assert_str_eq(u.conf, "/etc/x");
	(void)snprintf(path, sizeof(path), "%s" ETC "/x.service", unit_root);
	ck_assert_int_eq(unlink(path), 0);
	ck_assert_int_eq(symlink("/dev/null", path), 0);
	ck_assert(!unit_read(&u, "x.service"));
	ck_assert(!unit_is_there("x.service"));
}
END_TEST

START_TEST(says_so_when_it_does_not_know)
{
	static const char *const odd[] = {"ReadWritePaths=%h/x",
	    "ReadWritePaths=\"/a b\"", "BindPaths=/a:/b", "RootDirectory=/x",
	    "TemporaryFileSystem=/var:ro"};
	char text[128];

	for (size_t i = 0; i < sizeof(odd) / sizeof(odd[0]); i++) {
		(void)snprintf(text, sizeof(text), "[Service]\n%s\n", odd[i]);
		write_at(LIB "/x.service", text);
		ck_assert(unit_read(&u, "x.service"));
		ck_assert_msg(u.unsure, "%s", odd[i]);
	}
}
END_TEST

int
main(void)
{
	TCase *tc = tcase_create("unit");
	Suite *s = suite_create("unit");

	folder_use(tc);
	tcase_add_checked_fixture(tc, setup, NULL);
	tcase_add_test(tc, a_unit_that_says_nothing_forbids_nothing);
	tcase_add_test(tc, a_strict_one_writes_where_it_is_told);
	tcase_add_test(tc, less_than_strict_protects_less);
	tcase_add_test(tc, what_is_hidden_cannot_be_had_back);
	tcase_add_test(tc, what_is_dropped_in_counts_in_the_order_of_names);
	tcase_add_test(tc, one_in_etc_stands_for_the_other);
	tcase_add_test(tc, says_so_when_it_does_not_know);
	suite_add_tcase(s, tc);
	return check_main(s);
}
