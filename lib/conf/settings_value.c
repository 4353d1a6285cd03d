/* SPDX-License-Identifier: ISC */
/*
 * Each setting: its name, its default, the values it accepts and where they go.
 * Must not know how the file is read.
 */
#include <string.h>

#include "lib/base/num.h"
#include "lib/base/path.h"
#include "lib/base/text.h"
#include "lib/conf/settings_impl.h"

#define HOUR 3600
#define DAY 86400

struct setting;

/* Checks one value and stores it; each element of a list comes separately. */
typedef enum og_err
setter(struct og_reading *, const struct setting *, const char *value);

static setter set_path, set_log, set_log_format, set_user, set_group, set_peer,
    set_host, set_login_host, set_issuer, set_page, set_factor, set_number,
    set_span32, set_span64, set_chance, set_path_or_none, set_user_group,
    set_permit, set_bool, set_raw_path, set_look, set_looks, set_language;

/* X(name, setter, member of struct og_settings, min, max) */
#define SETTINGS(X)                                                            \
	X(database, set_path, database, 0, 0)                                  \
	X(keys, set_path, keys, 0, 0)                                          \
	X(socket, set_path, socket, 0, 0)                                      \
	X(socket_group, set_group, socket_group, 0, 0)                         \
	X(user, set_user, user, 0, 0)                                          \
	X(peers, set_peer, peers, 0, 0)                                        \
	X(hosts, set_host, hosts, 0, 0)                                        \
	X(login_host, set_login_host, login_host, 0, 0)                        \
	X(issuer, set_issuer, issuer, 0, 0)                                    \
	X(default_page, set_page, default_page, 0, 0)                          \
	X(account_page, set_bool, account_page, 0, 0)                          \
	X(site_name, set_look, look, 0, 0)                                     \
	X(logo, set_path_or_none, look.logo, 0, 0)                             \
	X(accent_color, set_look, look, 0, 0)                                  \
	X(support_text, set_looks, look, 0, 0)                                 \
	X(extra_css, set_path_or_none, look.extra_css, 0, 0)                   \
	X(languages, set_language, languages, 0, 0)                            \
	X(log, set_log, log, 0, 0)                                             \
	X(log_format, set_log_format, log_format, 0, 0)                        \
	X(log_required, set_bool, log_required, 0, 0)                          \
	X(first_factor, set_factor, policy.first_factor, 0, 0)                 \
	X(idle_timeout, set_span64, policy.idle, 60, DAY)                      \
	X(absolute_timeout, set_span64, policy.absolute, 300, 30 * DAY)        \
	X(pending_lifetime, set_span64, policy.pending, 60, 365 * DAY)         \
	X(failure_floor, set_number, failure_floor, 100, 5000)                 \
	X(address_failures, set_number, address_failures, 0, 100000)           \
	X(address_interval, set_span32, address_interval, 1, HOUR)             \
	X(totp_window, set_number, policy.limits.window, 0, 10)                \
	X(hotp_look_ahead, set_number, policy.limits.look_ahead, 0, 50)        \
	X(free_tries, set_number, policy.limits.free_tries, 1, 10)             \
	X(wait_max, set_span32, policy.limits.wait_max, 1, DAY)                \
	X(lane_limit, set_number, policy.limits.lane_limit, 5, 100)            \
	X(disable_at, set_number, policy.limits.disable_at, 5, 100)            \
	X(guess_budget, set_chance, policy.limits.guess_budget, 0, 0)          \
	X(argon2_memory, set_number, policy.argon2.memory, 8, 262144)          \
	X(argon2_time, set_number, policy.argon2.time, 1, 10)                  \
	X(argon2_lanes, set_number, policy.argon2.lanes, 1, 4)                 \
	X(workers, set_number, workers, 1, 64)                                 \
	X(loops, set_number, loops, 1, OG_LOOPS_MAX)                           \
	X(hash_threads, set_number, hash_threads, 0, 64)                       \
	X(hash_queue, set_number, hash_queue, 1, 1024)                         \
	X(connections, set_number, connections, 16, 65536)                     \
	X(raw_paths, set_raw_path, places, 0, 0)                               \
	X(ssh_ca_key, set_path_or_none, ssh.ca_key, 0, 0)                      \
	X(ssh_ca_agent, set_path_or_none, ssh.ca_agent, 0, 0)                  \
	X(ssh_cert_register, set_path, ssh.cert_register, 0, 0)                \
	X(ssh_krl, set_path, ssh.krl, 0, 0)                                    \
	X(ssh_cert_group, set_user_group, ssh.group, 0, 0)                     \
	X(ssh_cert_lifetime, set_span64, ssh.lifetime, 60, DAY)                \
	X(ssh_cert_fresh, set_span64, ssh.fresh, 0, HOUR)                      \
	X(ssh_cert_permit, set_permit, ssh.permit, 0, 0)                       \
	X(ssh_cert_source_address, set_bool, ssh.source_address, 0, 0)         \
	X(ssh_cert_group_principals, set_bool, ssh.group_principals, 0, 0)

struct setting {
	const char *name;
	setter *set;
	size_t offset;
	uint64_t min;
	uint64_t max;
};

#define ROW(name, set, member, min, max)                                       \
	{#name, set, offsetof(struct og_settings, member), min, max},
#define NAME(name, set, member, min, max) #name,

static const struct setting settings[] = {SETTINGS(ROW)};
const char *const og_settings_names[] = {SETTINGS(NAME) NULL};

const struct og_refused og_settings_refused[] = {
    {"cookie_domain",
	"there is no cookie_domain: a cookie for a whole domain would be sent "
	"to every host in it, and could be set by each of them; for one login "
	"on several hosts set login_host to one of the hosts"},
    {NULL, NULL},
};

_Static_assert(sizeof(og_settings_refused) / sizeof(og_settings_refused[0]) ==
		   OG_REFUSED_COUNT + 1,
    "OG_REFUSED_COUNT");
_Static_assert(sizeof(settings) / sizeof(settings[0]) == OG_SETTINGS_COUNT,
    "OG_SETTINGS_COUNT");
_Static_assert(sizeof(unsigned) == sizeof(uint32_t), "set_number");

void
og_settings_init(struct og_settings *s)
{
	static const struct og_settings defaults = {
	    .database = "/var/lib/otpgate/users",
	    .keys = "/etc/otpgate/keys",
	    .socket = "/run/otpgate/fcgi.sock",
	    .socket_group = "www-data",
	    .user = "otpgate",
	    .n_peers = 2,
	    .peers = {"www-data", "root"},
	    .default_page = "/",
	    .account_page = true,
	    .log = "syslog",
	    .policy.first_factor = OG_FIRST_PASSWORD,
	    .policy.idle = HOUR / 2,
	    .policy.absolute = 12 * HOUR,
	    .policy.pending = 7 * DAY,
	    .policy.limits.window = 1,
	    .policy.limits.look_ahead = 5,
	    .policy.limits.free_tries = 3,
	    .policy.limits.wait_max = HOUR,
	    .policy.limits.lane_limit = 50,
	    .policy.limits.disable_at = 100,
	    .policy.limits.guess_budget = 0.001,
	    .policy.argon2.memory = 19456,
	    .policy.argon2.time = 2,
	    .policy.argon2.lanes = 1,
	    .failure_floor = 400,
	    .address_failures = 100,
	    .address_interval = 6,
	    .workers = 4,
	    .loops = 1,
	    .hash_threads = 0,
	    .hash_queue = 32,
	    .connections = 512,
	    .ssh.cert_register = "/var/lib/otpgate-ssh/certs",
	    .ssh.krl = "/var/lib/otpgate-ssh/krl",
	    .ssh.lifetime = 8 * HOUR,
	    .ssh.fresh = 120,
	    .ssh.permit = OG_PERMIT_PTY,
	};

	*s = defaults;
	og_settings_all_languages(s);
}

size_t
og_settings_index(const char *name)
{
	size_t i = 0;

	while (i < OG_SETTINGS_COUNT - 1 && strcmp(settings[i].name, name) != 0)
		i++;
	return i;
}

bool
og_settings_is_list(size_t index)
{
	return settings[index].set == set_peer ||
	       settings[index].set == set_host ||
	       settings[index].set == set_raw_path ||
	       settings[index].set == set_looks ||
	       settings[index].set == set_language ||
	       settings[index].set == set_permit;
}

enum og_err
og_settings_set(
    struct og_reading *p, size_t index, bool first, const char *value)
{
	const struct setting *d = &settings[index];

	if (first && p->lines[index] != 0)
		return og_settings_refuse(p, OG_ERR_FORMAT,
		    "%s is set again, it was in line %d", d->name,
		    p->lines[index]);
	if (first)
		p->lines[index] = p->line;
	if (first && d->set == set_peer)
		p->s.n_peers = 0; /* no default any more */
	if (first && d->set == set_permit)
		p->s.ssh.permit = 0;
	if (first && d->set == set_language)
		p->s.n_languages = 0;
	if (!og_text_is_clean(value, strlen(value)))
		return og_settings_refuse(p, OG_ERR_FORMAT,
		    "%s contains a control byte or is not UTF-8", d->name);
	return d->set(p, d, value);
}

/* --- setters --- */

static void *
member(struct og_reading *p, const struct setting *d)
{
	return (char *)&p->s + d->offset;
}

static enum og_err
set_text(struct og_reading *p, const struct setting *d, const char *value,
    size_t size)
{
	size_t len = strlen(value);

	if (len >= size)
		return og_settings_refuse(p, OG_ERR_RANGE,
		    "%s is longer than %zu bytes", d->name, size - 1);
	memcpy(member(p, d), value, len + 1);
	return OG_OK;
}

static enum og_err
set_path(struct og_reading *p, const struct setting *d, const char *value)
{
	if (value[0] != '/')
		return og_settings_refuse(p, OG_ERR_FORMAT,
		    "%s must be an absolute path, beginning with /", d->name);
	return set_text(p, d, value, OG_PATH_SIZE);
}

static enum og_err
set_path_or_none(
    struct og_reading *p, const struct setting *d, const char *value)
{
	if (value[0] == '\0')
		return set_text(p, d, value, OG_PATH_SIZE);
	return set_path(p, d, value);
}

static enum og_err
set_log(struct og_reading *p, const struct setting *d, const char *value)
{
	if (strcmp(value, "syslog") != 0 && strcmp(value, "stderr") != 0 &&
	    strcmp(value, "journal") != 0 && value[0] != '/')
		return og_settings_refuse(p, OG_ERR_FORMAT,
		    "%s must be 'syslog', 'journal', 'stderr' or an absolute "
		    "path",
		    d->name);
	return set_text(p, d, value, OG_PATH_SIZE);
}

static enum og_err
set_log_format(struct og_reading *p, const struct setting *d, const char *value)
{
	if (strcmp(value, "text") == 0)
		p->s.log_format = OG_AUDIT_TEXT;
	else if (strcmp(value, "json") == 0)
		p->s.log_format = OG_AUDIT_JSON;
	else
		return og_settings_refuse(
		    p, OG_ERR_FORMAT, "%s must be 'text' or 'json'", d->name);
	return OG_OK;
}

/* True for a possible name of a system user or group. */
static bool
is_account(const char *s)
{
	size_t i;

	for (i = 0; s[i] != '\0'; i++)
		if (!(s[i] >= 'a' && s[i] <= 'z') &&
		    !(s[i] >= 'A' && s[i] <= 'Z') &&
		    !(s[i] >= '0' && s[i] <= '9') &&
		    strchr("._-", s[i]) == NULL)
			return false;
	return i > 0 && i < OG_NAME_SIZE && s[0] != '-';
}

static enum og_err
set_user(struct og_reading *p, const struct setting *d, const char *value)
{
	if (!is_account(value))
		return og_settings_refuse(p, OG_ERR_FORMAT,
		    "%s must be the name of a system user or group", d->name);
	return set_text(p, d, value, OG_NAME_SIZE);
}

static enum og_err
set_group(struct og_reading *p, const struct setting *d, const char *value)
{
	if (value[0] == '\0')
		return set_text(p, d, value, OG_NAME_SIZE);
	return set_user(p, d, value);
}

/* A group of otpgate's users, not of the system. */
static enum og_err
set_user_group(struct og_reading *p, const struct setting *d, const char *value)
{
	if (value[0] != '\0' && !og_group_is_valid(value, strlen(value)))
		return og_settings_refuse(p, OG_ERR_FORMAT,
		    "%s must be the name of a group of users", d->name);
	return set_text(p, d, value, OG_GROUP_MAX + 1);
}

static enum og_err
set_peer(struct og_reading *p, const struct setting *d, const char *value)
{
	if (!is_account(value))
		return og_settings_refuse(p, OG_ERR_FORMAT,
		    "%s must be names of system users", d->name);
	if (p->s.n_peers == OG_PEERS_MAX)
		return og_settings_refuse(p, OG_ERR_RANGE,
		    "%s takes %d names at most", d->name, OG_PEERS_MAX);
	memcpy(p->s.peers[p->s.n_peers++], value, strlen(value) + 1);
	return OG_OK;
}

static enum og_err
set_host(struct og_reading *p, const struct setting *d, const char *value)
{
	char host[OG_HOST_MAX + 1];
	size_t i;

	if (!og_settings_fold_host(value, host))
		return og_settings_refuse(p, OG_ERR_FORMAT,
		    "%s must be host names without scheme, port or final dot",
		    d->name);
	for (i = 0; i < p->s.n_hosts; i++)
		if (strcmp(p->s.hosts[i], host) == 0)
			return og_settings_refuse(p, OG_ERR_FORMAT,
			    "%s names %s twice", d->name, host);
	if (p->s.n_hosts == OG_HOSTS_MAX)
		return og_settings_refuse(p, OG_ERR_RANGE,
		    "%s takes %d names at most", d->name, OG_HOSTS_MAX);
	memcpy(p->s.hosts[p->s.n_hosts++], host, strlen(host) + 1);
	return OG_OK;
}

/* Whether it is one of the hosts is checked when all of them are known. */
static enum og_err
set_login_host(struct og_reading *p, const struct setting *d, const char *value)
{
	if (value[0] != '\0' && !og_settings_fold_host(value, p->s.login_host))
		return og_settings_refuse(p, OG_ERR_FORMAT,
		    "%s must be a host name without scheme, port or final dot",
		    d->name);
	return OG_OK;
}

/* Compared byte for byte with what the client sends, so everybody must read it
 * alike. */
static enum og_err
set_raw_path(struct og_reading *p, const struct setting *d, const char *value)
{
	struct og_places *places = &p->s.places;
	const size_t len = strlen(value);

	if (!og_path_is_clean(value, len) || strchr(value, '%') != NULL ||
	    (len > 1 && value[len - 1] == '/') || len > OG_PLACE_MAX)
		return og_settings_refuse(p, OG_ERR_FORMAT,
		    "%s must be paths of %d bytes at most, beginning with / "
		    "and not ending with it, without escapes and semicolons",
		    d->name, OG_PLACE_MAX);
	if (places->n_raw == OG_RAW_PATHS_MAX)
		return og_settings_refuse(p, OG_ERR_RANGE,
		    "%s takes %d paths at most", d->name, OG_RAW_PATHS_MAX);
	memcpy(places->raw[places->n_raw++], value, len + 1);
	return OG_OK;
}

static enum og_err
set_issuer(struct og_reading *p, const struct setting *d, const char *value)
{
	if (strchr(value, ':') != NULL)
		return og_settings_refuse(
		    p, OG_ERR_FORMAT, "%s must not contain a colon", d->name);
	return set_text(p, d, value, sizeof(p->s.issuer));
}

static enum og_err
set_page(struct og_reading *p, const struct setting *d, const char *value)
{
	size_t i;

	for (i = 0; value[i] != '\0'; i++)
		if (value[i] < 0x21 || value[i] > 0x7e)
			break;
	if (value[i] != '\0' || value[0] != '/' || value[1] == '/' ||
	    value[1] == '\\')
		return og_settings_refuse(p, OG_ERR_FORMAT,
		    "%s must be a path on this host: one / in front, no "
		    "blanks, ASCII",
		    d->name);
	return set_text(p, d, value, sizeof(p->s.default_page));
}

/* What pages show of the site: settings_look.c. */
static enum og_err
set_look(struct og_reading *p, const struct setting *d, const char *value)
{
	return og_settings_look_set(p, d->name, value);
}

/* The same, a list. */
static enum og_err
set_looks(struct og_reading *p, const struct setting *d, const char *value)
{
	return og_settings_look_set(p, d->name, value);
}

static enum og_err
set_language(struct og_reading *p, const struct setting *d, const char *value)
{
	enum og_err err = og_settings_add_language(&p->s, value);

	if (err == OG_ERR_EXISTS)
		return og_settings_refuse(
		    p, OG_ERR_FORMAT, "%s names %s twice", d->name, value);
	if (err != OG_OK)
		return og_settings_refuse(p, err,
		    "%s must be of 'en', 'de', 'fr', 'es', 'ja' and 'ar'",
		    d->name);
	return OG_OK;
}

static enum og_err
set_factor(struct og_reading *p, const struct setting *d, const char *value)
{
	enum og_first_factor *out = &p->s.policy.first_factor;

	if (strcmp(value, "password") == 0)
		*out = OG_FIRST_PASSWORD;
	else if (strcmp(value, "none") == 0)
		*out = OG_FIRST_NONE;
	else if (strcmp(value, "proxy") == 0)
		*out = OG_FIRST_PROXY;
	else
		return og_settings_refuse(p, OG_ERR_FORMAT,
		    "%s must be 'password', 'none' or 'proxy'", d->name);
	return OG_OK;
}

static enum og_err
set_number(struct og_reading *p, const struct setting *d, const char *value)
{
	enum og_err err;
	uint64_t n;
	uint32_t out;

	err = og_num_parse(value, strlen(value), d->min, d->max, &n);
	if (err != OG_OK)
		return og_settings_refuse(p, err,
		    "%s must be a whole number from %llu to %llu", d->name,
		    (unsigned long long)d->min, (unsigned long long)d->max);
	out = (uint32_t)n;
	memcpy(member(p, d), &out, sizeof(out));
	return OG_OK;
}

static enum og_err
parse_span(struct og_reading *p, const struct setting *d, const char *value,
    uint64_t *out)
{
	enum og_err err;

	err = og_num_parse_span(value, strlen(value), d->max, out);
	if (err == OG_OK && *out < d->min)
		err = OG_ERR_RANGE;
	if (err != OG_OK)
		return og_settings_refuse(p, err,
		    "%s must be a span of time from %llus to %llus: a number "
		    "and s, m, h or d",
		    d->name, (unsigned long long)d->min,
		    (unsigned long long)d->max);
	return OG_OK;
}

static enum og_err
set_span32(struct og_reading *p, const struct setting *d, const char *value)
{
	enum og_err err;
	uint64_t n;
	uint32_t out;

	err = parse_span(p, d, value, &n);
	if (err != OG_OK)
		return err;
	out = (uint32_t)n;
	memcpy(member(p, d), &out, sizeof(out));
	return OG_OK;
}

static enum og_err
set_span64(struct og_reading *p, const struct setting *d, const char *value)
{
	enum og_err err;
	uint64_t n;
	int64_t out;

	err = parse_span(p, d, value, &n);
	if (err != OG_OK)
		return err;
	out = (int64_t)n;
	memcpy(member(p, d), &out, sizeof(out));
	return OG_OK;
}

/* "1", "0.001": strtod would depend on the locale. */
static enum og_err
parse_chance(const char *s, double *out)
{
	double unit = 1;
	size_t i = 1;

	if (s[0] < '0' || s[0] > '9')
		return OG_ERR_FORMAT;
	*out = s[0] - '0';
	if (s[1] == '.')
		for (i = 2; i < 11 && s[i] >= '0' && s[i] <= '9'; i++) {
			unit /= 10;
			*out += (s[i] - '0') * unit;
		}
	if (s[i] != '\0' || i == 2)
		return OG_ERR_FORMAT;
	return *out > 0 && *out <= 1 ? OG_OK : OG_ERR_RANGE;
}

static enum og_err
set_chance(struct og_reading *p, const struct setting *d, const char *value)
{
	enum og_err err;
	double out;

	err = parse_chance(value, &out);
	if (err != OG_OK)
		return og_settings_refuse(p, err,
		    "%s must be a decimal number above 0, 1 at most, with 9 "
		    "digits after the point at most",
		    d->name);
	memcpy(member(p, d), &out, sizeof(out));
	return OG_OK;
}

static enum og_err
set_bool(struct og_reading *p, const struct setting *d, const char *value)
{
	bool out = strcmp(value, "true") == 0;

	if (!out && strcmp(value, "false") != 0)
		return og_settings_refuse(
		    p, OG_ERR_FORMAT, "%s must be 'true' or 'false'", d->name);
	memcpy(member(p, d), &out, sizeof(out));
	return OG_OK;
}

/* 'none' means the empty list, which libconfuse cannot distinguish from no
 * list. */
static enum og_err
set_permit(struct og_reading *p, const struct setting *d, const char *value)
{
	unsigned *out = &p->s.ssh.permit;

	if (strcmp(value, "pty") == 0)
		*out |= OG_PERMIT_PTY;
	else if (strcmp(value, "port-forwarding") == 0)
		*out |= OG_PERMIT_PORT_FORWARDING;
	else if (strcmp(value, "agent-forwarding") == 0)
		*out |= OG_PERMIT_AGENT_FORWARDING;
	else if (strcmp(value, "none") != 0)
		return og_settings_refuse(p, OG_ERR_FORMAT,
		    "%s must be of 'pty', 'port-forwarding' and "
		    "'agent-forwarding', or be 'none'",
		    d->name);
	return OG_OK;
}
