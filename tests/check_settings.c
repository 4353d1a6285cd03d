/* SPDX-License-Identifier: ISC */
/* Tests of lib/conf/settings_value.c: every setting, its default and its range.
 */
#include "check_settings.h"

/* Asserts that none of "n" values suits the setting. */
static void
refuses_all(const char *name, const char *const *values, int n)
{
	int i;

	for (i = 0; i < n; i++)
		refuses(with(name, values[i]), 2, name);
}

START_TEST(fills_in_the_defaults)
{
	accepts(HOSTS);
	ck_assert_str_eq(s.database, "/var/lib/otpgate/users");
	ck_assert_str_eq(s.keys, "/etc/otpgate/keys");
	ck_assert_str_eq(s.socket, "/run/otpgate/fcgi.sock");
	ck_assert_str_eq(s.socket_group, "www-data");
	ck_assert_str_eq(s.user, "otpgate");
	ck_assert_uint_eq(s.n_peers, 2);
	ck_assert_str_eq(s.peers[0], "www-data");
	ck_assert_str_eq(s.peers[1], "root");
	ck_assert_uint_eq(s.n_hosts, 1);
	ck_assert_str_eq(s.hosts[0], "www.example.org");
	ck_assert_str_eq(s.login_host, "");
	ck_assert_str_eq(s.issuer, "www.example.org");
	ck_assert_str_eq(s.default_page, "/");
	ck_assert_str_eq(s.log, "syslog");
	ck_assert_int_eq(s.policy.first_factor, OG_FIRST_PASSWORD);
	ck_assert_int_eq(s.policy.idle, 1800);
	ck_assert_int_eq(s.policy.absolute, 43200);
	ck_assert_int_eq(s.policy.pending, 604800);
	ck_assert_uint_eq(s.failure_floor, 400);
	ck_assert_uint_eq(s.address_failures, 100);
	ck_assert_uint_eq(s.address_interval, 6);
	ck_assert_uint_eq(s.workers, 4);
	ck_assert_uint_eq(s.loops, 1);
	ck_assert_uint_eq(s.hash_threads, 0);
	ck_assert_uint_eq(s.hash_queue, 32);
	ck_assert_uint_eq(s.connections, 512);
	ck_assert_str_eq(s.ssh.ca_key, "");
	ck_assert_str_eq(s.ssh.ca_agent, "");
	ck_assert_str_eq(s.ssh.cert_register, "/var/lib/otpgate-ssh/certs");
	ck_assert_str_eq(s.ssh.krl, "/var/lib/otpgate-ssh/krl");
	ck_assert_str_eq(s.ssh.group, "");
	ck_assert_int_eq(s.ssh.lifetime, 28800);
	ck_assert_int_eq(s.ssh.fresh, 120);
	ck_assert_uint_eq(s.ssh.permit, OG_PERMIT_PTY);
	ck_assert(!s.ssh.source_address);
	ck_assert(!s.ssh.group_principals);
}
END_TEST

START_TEST(fills_in_the_default_limits)
{
	const struct og_limits *l = &s.policy.limits;

	accepts(HOSTS);
	ck_assert_uint_eq(l->window, 1);
	ck_assert_uint_eq(l->look_ahead, 5);
	ck_assert_uint_eq(l->free_tries, 3);
	ck_assert_uint_eq(l->wait_max, 3600);
	ck_assert_uint_eq(l->lane_limit, 50);
	ck_assert_uint_eq(l->disable_at, 100);
	ck_assert_double_eq_tol(l->guess_budget, 0.001, 1e-12);
	ck_assert_uint_eq(s.policy.argon2.memory, 19456);
	ck_assert_uint_eq(s.policy.argon2.time, 2);
	ck_assert_uint_eq(s.policy.argon2.lanes, 1);
}
END_TEST

START_TEST(reads_every_setting)
{
	accepts("database = '/a'\nkeys = '/b'\nsocket = '/c'\n"
		"socket_group = 'g'\nuser = 'u'\npeers = {'x', 'y', 'z'}\n"
		"hosts = {'A.Example', 'localhost'}\n"
		"login_host = 'LocalHost'\nissuer = 'Ex & Co'\n"
		"default_page = '/p?q=1'\nlog = '/l'\n"
		"first_factor = 'proxy'\nidle_timeout = '10m'\n"
		"absolute_timeout = '2h'\npending_lifetime = '1d'\n"
		"failure_floor = 500\ntotp_window = 2\nhotp_look_ahead = 7\n"
		"free_tries = 4\nwait_max = '30m'\nlane_limit = 40\n"
		"disable_at = 90\nguess_budget = 0.25\n"
		"argon2_memory = 65536\nargon2_time = 3\nargon2_lanes = 4\n"
		"address_failures = 20\naddress_interval = '1m'\n"
		"workers = 8\nloops = 2\nhash_threads = 2\nhash_queue = 48\n"
		"connections = 1024\n");
	ck_assert_str_eq(s.database, "/a");
	ck_assert_str_eq(s.keys, "/b");
	ck_assert_str_eq(s.socket, "/c");
	ck_assert_str_eq(s.socket_group, "g");
	ck_assert_str_eq(s.user, "u");
	ck_assert_uint_eq(s.n_peers, 3);
	ck_assert_str_eq(s.peers[2], "z");
	ck_assert_uint_eq(s.n_hosts, 2);
	ck_assert_str_eq(s.hosts[0], "a.example");
	ck_assert_str_eq(s.hosts[1], "localhost");
	ck_assert_str_eq(s.login_host, "localhost");
	ck_assert_str_eq(s.issuer, "Ex & Co");
	ck_assert_str_eq(s.default_page, "/p?q=1");
	ck_assert_str_eq(s.log, "/l");
	ck_assert_int_eq(s.policy.first_factor, OG_FIRST_PROXY);
	ck_assert_int_eq(s.policy.idle, 600);
	ck_assert_int_eq(s.policy.absolute, 7200);
	ck_assert_int_eq(s.policy.pending, 86400);
	ck_assert_uint_eq(s.failure_floor, 500);
	ck_assert_uint_eq(s.address_failures, 20);
	ck_assert_uint_eq(s.address_interval, 60);
	ck_assert_uint_eq(s.policy.limits.window, 2);
	ck_assert_uint_eq(s.policy.limits.look_ahead, 7);
	ck_assert_uint_eq(s.policy.limits.free_tries, 4);
	ck_assert_uint_eq(s.policy.limits.wait_max, 1800);
	ck_assert_uint_eq(s.policy.limits.lane_limit, 40);
	ck_assert_uint_eq(s.policy.limits.disable_at, 90);
	ck_assert_double_eq_tol(s.policy.limits.guess_budget, 0.25, 1e-12);
	ck_assert_uint_eq(s.policy.argon2.memory, 65536);
	ck_assert_uint_eq(s.policy.argon2.time, 3);
	ck_assert_uint_eq(s.policy.argon2.lanes, 4);
	ck_assert_uint_eq(s.workers, 8);
	ck_assert_uint_eq(s.loops, 2);
	ck_assert_uint_eq(s.hash_threads, 2);
	ck_assert_uint_eq(s.hash_queue, 48);
	ck_assert_uint_eq(s.connections, 1024);
}
END_TEST

START_TEST(reads_the_settings_of_certificates)
{
	accepts(
	    HOSTS "ssh_ca_key = '/ca'\nssh_ca_agent = '/agent'\n"
		  "ssh_cert_register = '/r'\nssh_krl = '/k'\n"
		  "ssh_cert_group = 'fleet'\nssh_cert_lifetime = '1h'\n"
		  "ssh_cert_fresh = 0\n"
		  "ssh_cert_permit = {'port-forwarding', 'agent-forwarding'}\n"
		  "ssh_cert_source_address = true\n"
		  "ssh_cert_group_principals = 'true'\n");
	ck_assert_str_eq(s.ssh.ca_key, "/ca");
	ck_assert_str_eq(s.ssh.ca_agent, "/agent");
	ck_assert_str_eq(s.ssh.cert_register, "/r");
	ck_assert_str_eq(s.ssh.krl, "/k");
	ck_assert_str_eq(s.ssh.group, "fleet");
	ck_assert_int_eq(s.ssh.lifetime, 3600);
	ck_assert_int_eq(s.ssh.fresh, 0);
	ck_assert_uint_eq(s.ssh.permit,
	    OG_PERMIT_PORT_FORWARDING | OG_PERMIT_AGENT_FORWARDING);
	ck_assert(s.ssh.source_address);
	ck_assert(s.ssh.group_principals);
	accepts(with("ssh_cert_permit", "{'none'}"));
	ck_assert_uint_eq(s.ssh.permit, 0);
	accepts(with("ssh_ca_key", "''"));
	accepts(with("ssh_cert_group", "''"));
}
END_TEST

START_TEST(holds_certificates_to_their_ranges)
{
	refuses(with("ssh_ca_key", "'ca'"), 2, "ssh_ca_key");
	refuses(with("ssh_cert_register", "''"), 2, "ssh_cert_register");
	refuses(with("ssh_cert_group", "'a b'"), 2, "ssh_cert_group");
	refuses(with("ssh_cert_permit", "{'everything'}"), 2, "pty");
	refuses(with("ssh_cert_source_address", "yes"), 2, "'true' or 'false'");
	refuses_as(
	    with("ssh_cert_lifetime", "59"), OG_ERR_RANGE, 2, "60s to 86400s");
	refuses_as(with("ssh_cert_lifetime", "'25h'"), OG_ERR_RANGE, 2,
	    "60s to 86400s");
	refuses_as(with("ssh_cert_fresh", "'61m'"), OG_ERR_RANGE, 2, "3600s");
}
END_TEST

START_TEST(knows_every_name_in_the_list)
{
	char text[200];
	size_t i;

	/* Such a value suits no setting, and each one says its own name. */
	for (i = 0; og_settings_names[i] != NULL; i++) {
		(void)snprintf(text, sizeof(text), "%s = '\\\\ : '\n",
		    og_settings_names[i]);
		if (strcmp(og_settings_names[i], "issuer") == 0)
			refuses(text, 1, "issuer must not");
		else
			refuses(text, 1, og_settings_names[i]);
	}
	ck_assert_uint_eq(i, 53);
}
END_TEST

/* As "with", and a budget that is large enough for every limit. */
static const char *
with_room(const char *name, const char *value)
{
	static char text[4096];

	if (strcmp(name, "guess_budget") == 0)
		return with(name, value);
	(void)snprintf(text, sizeof(text), HOSTS "%s = %s\nguess_budget = 1\n",
	    name, value);
	return text;
}

START_TEST(holds_each_number_to_its_range)
{
	static const struct {
		const char *name, *min, *max, *below, *above;
	} numbers[] = {
	    {"failure_floor", "100", "5000", "99", "5001"},
	    {"address_failures", "0", "100000", "-1", "100001"},
	    {"address_interval", "1s", "1h", "0", "3601"},
	    {"totp_window", "0", "10", "-1", "11"},
	    {"hotp_look_ahead", "0", "50", "-1", "51"},
	    {"free_tries", "1", "10", "0", "11"},
	    {"wait_max", "1s", "24h", "0", "86401"},
	    {"lane_limit", "5", "100", "4", "101"},
	    {"disable_at", "5", "100", "4", "101"},
	    {"guess_budget", "0.0006", "1", "0", "1.001"},
	    {"argon2_memory", "8", "262144", "7", "262145"},
	    {"argon2_time", "1", "10", "0", "11"},
	    {"argon2_lanes", "1", "4", "0", "5"},
	    {"workers", "1", "64", "0", "65"},
	    {"loops", "1", "16", "0", "17"},
	    {"hash_threads", "0", "64", "-1", "65"},
	    {"hash_queue", "1", "1024", "0", "1025"},
	    {"connections", "16", "65536", "15", "65537"},
	    {"idle_timeout", "60", "12h", "59", "86401"},
	    {"absolute_timeout", "30m", "30d", "299s", "31d"},
	    {"pending_lifetime", "60", "365d", "59s", "366d"},
	};
	size_t i;

	for (i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		const char *name = numbers[i].name;

		accepts(with_room(name, numbers[i].min));
		accepts(with_room(name, numbers[i].max));
		ck_assert_int_ne(
		    load(with(name, numbers[i].below), NULL), OG_OK);
		refuses_as(with(name, numbers[i].above), OG_ERR_RANGE, 2, name);
	}
}
END_TEST

START_TEST(refuses_numbers_that_are_not_plain)
{
	static const char *const bad[] = {"''", "1x", "0x10", "' 4'", "'4 '",
	    "04", "'+4'", "4.0", "1e1", "four"};

	refuses_all("workers", bad, CHECK_COUNT(bad));
	refuses_as(
	    with("workers", "99999999999999999999"), OG_ERR_RANGE, 2, "");
	accepts(with("workers", "'4'"));
}
END_TEST

START_TEST(reads_spans_with_and_without_unit)
{
	accepts(with("idle_timeout", "600"));
	ck_assert_int_eq(s.policy.idle, 600);
	accepts(with("idle_timeout", "'600s'"));
	ck_assert_int_eq(s.policy.idle, 600);
	accepts(with("idle_timeout", "10m"));
	ck_assert_int_eq(s.policy.idle, 600);
	refuses(with("idle_timeout", "'10 m'"), 2, "idle_timeout");
	refuses(with("idle_timeout", "'10w'"), 2, "idle_timeout");
}
END_TEST

START_TEST(reads_chances_without_a_locale)
{
	static const char *const bad[] = {"'0,5'", "'.5'", "'0.'", "'1e-3'",
	    "'-0.5'", "'0.5 '", "'0.1234567891'", "''", "'nan'", "'0x1'",
	    "'1.'", "'10'", "'00.1'"};

	refuses_all("guess_budget", bad, CHECK_COUNT(bad));
	refuses_as(with("guess_budget", "0.0"), OG_ERR_RANGE, 2, "above 0");
	refuses_as(with("guess_budget", "1.1"), OG_ERR_RANGE, 2, "1 at most");
	refuses_as(with("guess_budget", "2"), OG_ERR_RANGE, 2, "1 at most");
	accepts(with("guess_budget", "'0.123456789'"));
	ck_assert_double_eq_tol(
	    s.policy.limits.guess_budget, 0.123456789, 1e-12);
	accepts(with("guess_budget", "1.0"));
}
END_TEST

/* The default window of 1 lets 3 codes in a million through with each guess. */
START_TEST(refuses_limits_that_a_share_of_the_budget_does_not_hold)
{
	accepts(HOSTS "guess_budget = 0.0006\n");
	refuses_as(HOSTS "guess_budget = 0.000599\n", OG_ERR_RANGE, 2,
	    "guess_budget 0.000599 is too small");
	refuses_as(HOSTS "guess_budget = 0.0001\nfree_tries = 3\n"
			 "lane_limit = 10\ndisable_at = 20\nhash_queue = 2\n",
	    OG_ERR_RANGE, 5,
	    "half of it, 5e-05, is for strangers, and lane_limit 10, "
	    "disable_at 20 and totp_window 1 let 6e-05 through; raise "
	    "guess_budget to 0.00012, or lower the others");
	accepts(HOSTS "guess_budget = 0.00012\nlane_limit = 10\n"
		      "disable_at = 20\n");
	accepts(HOSTS "guess_budget = 0.0001\nlane_limit = 10\n"
		      "disable_at = 16\n");
	refuses_as(with("totp_window", "10"), OG_ERR_RANGE, 2,
	    "totp_window 10 let 0.0021 through; raise guess_budget to 0.0042");
	accepts(HOSTS "totp_window = 10\nguess_budget = 0.0042\n");
	accepts(HOSTS "totp_window = 0\nguess_budget = 0.0002\n");
	refuses_as(HOSTS "totp_window = 0\nguess_budget = 0.00019\n",
	    OG_ERR_RANGE, 3, "too small");
}
END_TEST

START_TEST(wants_host_names)
{
	static const char *const bad[] = {"", ".", "a.", ".a", "a..b", "-a",
	    "a-", "a-.b", "a_b", "a b", "*.example.org", "https://a.example",
	    "a.example:443", "a.example/", "192.0.2.1", "[::1]", "a.1",
	    "\xc3\xbc.example",
	    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"};
	char text[200];
	size_t i;

	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		(void)snprintf(text, sizeof(text), "hosts = '%s'\n", bad[i]);
		refuses(text, 1, "hosts must be host names");
	}
	refuses("", 1, "hosts is not set");
	refuses("workers = 4\n", 1, "hosts is not set");
}
END_TEST

START_TEST(takes_the_longest_host_names)
{
	char name[300], text[400];
	int i;

	for (i = 0; i < 300; i++)
		name[i] = i % 50 == 49 ? '.' : 'a';
	name[253] = '\0';
	(void)snprintf(
	    text, sizeof(text), "hosts = '%s'\nissuer = 'x'\n", name);
	accepts(text);
	ck_assert_str_eq(s.hosts[0], name);
	(void)snprintf(
	    text, sizeof(text), "hosts = '%sa'\nissuer = 'x'\n", name);
	refuses(text, 1, "host names");
	(void)snprintf(text, sizeof(text), "hosts = '%s'\n", name);
	refuses_as(text, OG_ERR_RANGE, 1, "set issuer");
}
END_TEST

START_TEST(refuses_a_host_named_twice)
{
	refuses("hosts = {'a.example',\n'A.EXAMPLE'}\n", 2, "twice");
	accepts("hosts = {'a.example',\n'b.example'}\n");
	ck_assert_uint_eq(s.n_hosts, 2);
	ck_assert_str_eq(s.issuer, "a.example");
}
END_TEST

START_TEST(wants_a_login_host_that_is_one_of_the_hosts)
{
	refuses("hosts = {'a.example', 'b.example'}\n"
		"login_host = 'c.example'\n",
	    2, "login_host is c.example, which is not one of the hosts");
	refuses("login_host = 'a'\nhosts = 'b'\n", 2, "not one of the hosts");
	refuses("hosts = 'a.example'\nlogin_host = 'example'\n", 2,
	    "not one of the hosts");
	refuses(with("login_host", "'https://www.example.org'"), 2,
	    "login_host must be a host name");
	refuses(with("login_host", "'www.example.org:443'"), 2,
	    "login_host must be a host name");
	accepts("login_host = 'B.example'\nhosts = {'a.example', "
		"'b.EXAMPLE'}\n");
	ck_assert_str_eq(s.login_host, "b.example");
	accepts(with("login_host", "''"));
	ck_assert_str_eq(s.login_host, "");
}
END_TEST

START_TEST(bounds_its_lists)
{
	char text[1000] = "hosts = {'h0'";
	int i;

	for (i = 1; i < OG_HOSTS_MAX; i++)
		(void)snprintf(text + strlen(text), 20, ", 'h%d'", i);
	(void)snprintf(text + strlen(text), 20, "}\n");
	accepts(text);
	ck_assert_uint_eq(s.n_hosts, OG_HOSTS_MAX);
	(void)snprintf(text + strlen(text) - 2, 20, ", 'more'}\n");
	refuses_as(text, OG_ERR_RANGE, 1, "32 names at most");
	accepts(with("peers", "{'1','2','3','4','5','6','7','8'}"));
	refuses_as(with("peers", "{'1','2','3','4','5','6','7','8','9'}"),
	    OG_ERR_RANGE, 2, "8 names at most");
}
END_TEST

START_TEST(wants_absolute_paths)
{
	static const char *const names[] = {"database", "keys", "socket"};
	char value[400];
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		refuses(with(names[i], "'users'"), 2, "absolute path");
		refuses(with(names[i], "''"), 2, "absolute path");
		(void)snprintf(value, sizeof(value), "'/%0254d'", 0);
		accepts(with(names[i], value));
		(void)snprintf(value, sizeof(value), "'/%0255d'", 0);
		refuses_as(with(names[i], value), OG_ERR_RANGE, 2, "255 bytes");
	}
}
END_TEST

START_TEST(knows_where_logs_can_go)
{
	accepts(with("log", "'stderr'"));
	accepts(with("log", "'journal'"));
	accepts(with("log", "'/var/log/otpgate.log'"));
	refuses(with("log", "'Syslog'"), 2, "log must be");
	refuses(with("log", "'otpgate.log'"), 2, "log must be");
	refuses(with("log", "'journald'"), 2, "log must be");
}
END_TEST

START_TEST(knows_how_a_log_is_spelled)
{
	accepts(HOSTS);
	ck_assert_int_eq(s.log_format, OG_AUDIT_TEXT);
	accepts(with("log_format", "'json'"));
	ck_assert_int_eq(s.log_format, OG_AUDIT_JSON);
	accepts(with("log_format", "'text'"));
	ck_assert_int_eq(s.log_format, OG_AUDIT_TEXT);
	refuses(with("log_format", "'JSON'"), 2, "log_format must be");
	ck_assert(s.account_page);
	accepts(with("account_page", "'false'"));
	ck_assert(!s.account_page);
	refuses(with("account_page", "'off'"), 2, "account_page must be");
	ck_assert(!s.log_required);
	accepts(with("log_required", "'true'"));
	ck_assert(s.log_required);
	refuses(with("log_required", "'yes'"), 2, "log_required must be");
	refuses(with("log_format", "''"), 2, "log_format must be");
}
END_TEST

START_TEST(wants_account_names)
{
	refuses(with("user", "''"), 2, "user must be");
	refuses(with("user", "'-x'"), 2, "user must be");
	refuses(with("user", "'a b'"), 2, "user must be");
	refuses(with("socket_group", "'a:b'"), 2, "socket_group must be");
	refuses(with("peers", "{'www-data', ''}"), 2, "peers must be");
	accepts(with("socket_group", "''"));
	ck_assert_str_eq(s.socket_group, "");
	accepts(with("user", "'_otp.Gate-1'"));
}
END_TEST

START_TEST(named_peers_replace_the_default)
{
	accepts(with("peers", "'nginx'"));
	ck_assert_uint_eq(s.n_peers, 1);
	ck_assert_str_eq(s.peers[0], "nginx");
}
END_TEST

START_TEST(wants_a_default_page_on_this_host)
{
	static const char *const bad[] = {"''", "'x'", "'//evil.example'",
	    "'/\\\\evil.example'", "'/a b'", "'/\xc3\xbc'",
	    "'https://www.example.org/'"};

	refuses_all("default_page", bad, CHECK_COUNT(bad));
	accepts(with("default_page", "'/app/?x=1#top'"));
}
END_TEST

START_TEST(knows_the_languages_of_the_pages)
{
	static const char *const bad[] = {"''", "'EN'", "'de_DE'", "'xx'",
	    "{'en', 'e'}", "{'de', 'en', 'de'}", "{'en', ''}"};

	accepts(HOSTS);
	ck_assert_uint_eq(s.n_languages, OG_LANGUAGES);
	for (unsigned i = 0; i < OG_LANGUAGES; i++)
		ck_assert_uint_eq(s.languages[i], i);
	accepts(with("languages", "{'ar', 'de'}"));
	ck_assert_uint_eq(s.n_languages, 2);
	ck_assert_str_eq(og_languages[s.languages[0]], "ar");
	ck_assert_str_eq(og_languages[s.languages[1]], "de");
	accepts(with("languages", "'fr'"));
	ck_assert_uint_eq(s.n_languages, 1);
	accepts(with("languages", "{'ja', 'ar', 'es', 'fr', 'de', 'en'}"));
	ck_assert_uint_eq(s.n_languages, OG_LANGUAGES);
	refuses_all("languages", bad, CHECK_COUNT(bad));
	refuses(
	    with("languages", "{'de', 'de'}"), 2, "languages names de twice");
	refuses(with("languages", "'it'"), 2,
	    "must be of 'en', 'de', 'fr', 'es', 'ja' and 'ar'");
}
END_TEST

START_TEST(knows_three_first_factors)
{
	accepts(with("first_factor", "'none'"));
	ck_assert_int_eq(s.policy.first_factor, OG_FIRST_NONE);
	accepts(with("first_factor", "password"));
	ck_assert_int_eq(s.policy.first_factor, OG_FIRST_PASSWORD);
	refuses(with("first_factor", "'PASSWORD'"), 2, "first_factor must");
	refuses(with("first_factor", "''"), 2, "first_factor must");
}
END_TEST

START_TEST(bounds_the_issuer)
{
	char value[100];

	(void)snprintf(value, sizeof(value), "'%064d'", 0);
	accepts(with("issuer", value));
	(void)snprintf(value, sizeof(value), "'%065d'", 0);
	refuses_as(with("issuer", value), OG_ERR_RANGE, 2, "64 bytes");
	refuses(with("issuer", "'a:b'"), 2, "colon");
}
END_TEST

START_TEST(compares_settings_with_each_other)
{
	refuses_as(HOSTS "\nidle_timeout = '1h'\nabsolute_timeout = '59m'\n",
	    OG_ERR_RANGE, 4, "absolute_timeout must not be shorter");
	accepts(HOSTS "idle_timeout = '1h'\nabsolute_timeout = '1h'\n");
	refuses_as(HOSTS "idle_timeout = '13h'\n", OG_ERR_RANGE, 2,
	    "absolute_timeout must not be shorter");
	refuses_as(HOSTS "argon2_memory = 15\nargon2_lanes = 2\n", OG_ERR_RANGE,
	    3, "8 times");
	accepts(HOSTS "argon2_memory = 16\nargon2_lanes = 2\n");
}
END_TEST

int
main(void)
{
	TCase *tc = tcase_create("values");
	Suite *suite = suite_create("settings");

	folder_use(tc);
	tcase_add_test(tc, fills_in_the_defaults);
	tcase_add_test(tc, fills_in_the_default_limits);
	tcase_add_test(tc, reads_every_setting);
	tcase_add_test(tc, reads_the_settings_of_certificates);
	tcase_add_test(tc, holds_certificates_to_their_ranges);
	tcase_add_test(tc, knows_every_name_in_the_list);
	tcase_add_test(tc, holds_each_number_to_its_range);
	tcase_add_test(tc, refuses_numbers_that_are_not_plain);
	tcase_add_test(tc, reads_spans_with_and_without_unit);
	tcase_add_test(tc, reads_chances_without_a_locale);
	tcase_add_test(
	    tc, refuses_limits_that_a_share_of_the_budget_does_not_hold);
	tcase_add_test(tc, wants_host_names);
	tcase_add_test(tc, takes_the_longest_host_names);
	tcase_add_test(tc, refuses_a_host_named_twice);
	tcase_add_test(tc, wants_a_login_host_that_is_one_of_the_hosts);
	tcase_add_test(tc, bounds_its_lists);
	tcase_add_test(tc, wants_absolute_paths);
	tcase_add_test(tc, knows_where_logs_can_go);
	tcase_add_test(tc, knows_how_a_log_is_spelled);
	tcase_add_test(tc, wants_account_names);
	tcase_add_test(tc, named_peers_replace_the_default);
	tcase_add_test(tc, wants_a_default_page_on_this_host);
	tcase_add_test(tc, knows_the_languages_of_the_pages);
	tcase_add_test(tc, knows_three_first_factors);
	tcase_add_test(tc, bounds_the_issuer);
	tcase_add_test(tc, compares_settings_with_each_other);
	suite_add_tcase(suite, tc);
	return check_main(suite);
}
