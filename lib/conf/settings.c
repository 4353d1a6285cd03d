/* SPDX-License-Identifier: ISC */
/*
 * Reading the settings file.  The one file that knows libconfuse; what that
 * would do silently (expand the environment, take the last of two, append) is
 * rejected before or while it parses.  Must not print: errors go to "why" with
 * file and line.
 */
#include <confuse.h>
#include <fcntl.h>
#include <inttypes.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "lib/base/buf.h"
#include "lib/base/text.h"
#include "lib/conf/settings_impl.h"
#include "lib/files/safefile.h"

#define FILE_MAX 65536
#define FORBIDDEN 0022 /* write by anyone but the owner */
#define MESSAGE_MAX 256

/*
 * libconfuse has one scanner for the whole process and gives its callbacks no
 * data of ours.
 */
static pthread_mutex_t parse_lock = PTHREAD_MUTEX_INITIALIZER;
static struct og_reading *parse_now;

/* A byte outside of quotes and comments; "last" is the one before it that was
 * not a blank. */
static enum og_err
scan_bare(struct og_reading *p, char last, char c, char next, bool list)
{
	if (c == '/' && (next == '/' || next == '*'))
		return og_settings_refuse(p, OG_ERR_FORMAT,
		    "a comment begins with #, a path stands in quotes");
	if (c == '*')
		return og_settings_refuse(
		    p, OG_ERR_FORMAT, "a * outside of quotes");
	if (c == '+')
		return og_settings_refuse(p, OG_ERR_FORMAT,
		    "lists cannot be added to: name all elements at once");
	if (list && last == '{' && c == '}')
		return og_settings_refuse(p, OG_ERR_FORMAT, "an empty list");
	return OG_OK;
}

/* Bytes that are rejected everywhere, also in comments. */
static enum og_err
scan_bytes(struct og_reading *p, const char *s, size_t len)
{
	size_t i;

	p->line = 1;
	for (i = 0; i < len; i++) {
		if (s[i] == '$' && s[i + 1] == '{')
			return og_settings_refuse(p, OG_ERR_FORMAT,
			    "\"${\" would be replaced from the environment: "
			    "write the value itself");
		if ((unsigned char)s[i] < ' ' &&
		    (s[i] == '\0' || strchr("\t\n\r", s[i]) == NULL))
			return og_settings_refuse(
			    p, OG_ERR_FORMAT, "a control byte");
		if (s[i] == '\n')
			p->line++;
	}
	return OG_OK;
}

/* The position of the scan. */
struct scan {
	char in;	/* the quote or # that is open, or NUL */
	char last;	/* the byte before it that was no blank */
	bool list;	/* within { } of a list */
	long open;	/* braces */
	int quote_line; /* where the newest one was opened */
	int brace_line; /* and the outermost brace */
	size_t end;	/* behind the last byte that counts */
};

/* Within quotes, or a comment, which becomes blanks: libconfuse counts the
 * line of each twice.  Returns how many bytes are done. */
static size_t
scan_within(struct scan *at, char *s)
{
	if (at->in == '#') {
		if (*s == '\n')
			at->in = '\0';
		else
			*s = ' ';
	} else if (*s == at->in) {
		at->in = '\0';
	} else if (*s == '\\' && s[1] != '\n') {
		return 2;
	}
	return 1;
}

/* An opening brace that belongs to nothing else. */
static void
note_brace(struct og_reading *p, struct scan *at)
{
	struct og_place_reading *r = &p->place;

	at->brace_line = p->line;
	if (at->last != '=' && r->n_begins < OG_PLACES_MAX)
		r->begins[r->n_begins++] = p->line;
}

/* Outside of both. */
static enum og_err
scan_outside(struct og_reading *p, struct scan *at, char *s)
{
	enum og_err err;

	if (*s == '#' && at->list)
		return og_settings_refuse(
		    p, OG_ERR_FORMAT, "a comment within a list");
	if (*s == '#') {
		at->in = *s;
		*s = ' ';
	} else if (*s == '\'' || *s == '"') {
		at->in = at->last = *s;
		at->quote_line = p->line;
	} else if (strchr(" \t\r\n", *s) == NULL) {
		err = scan_bare(p, at->last, *s, s[1], at->list);
		if (err != OG_OK)
			return err;
		if (*s == '{' && at->open == 0)
			note_brace(p, at);
		at->open += (*s == '{') - (*s == '}');
		/* other braces are those of a place */
		at->list =
		    (*s == '{' && at->last == '=') || (at->list && *s != '}');
		at->last = *s;
	}
	return OG_OK;
}

/* What was cut off may have been a demand. */
static enum og_err
scan_end(struct og_reading *p, const struct scan *at)
{
	if (at->in != '\0' && at->in != '#') {
		p->line = at->quote_line;
		return og_settings_refuse(
		    p, OG_ERR_FORMAT, "a %c that is never closed", at->in);
	}
	if (at->open > 0) {
		p->line = at->brace_line;
		return og_settings_refuse(
		    p, OG_ERR_FORMAT, "a { that is never closed");
	}
	return OG_OK;
}

/*
 * Rejects what libconfuse would accept silently.  Sees strings and comments as
 * it does: '...' and "..." with \ before any byte, # to the end of the line.
 * Leaves no comment in "s", and nothing after the last byte that counts, where
 * libconfuse would report the error of a line without an end.
 */
static enum og_err
scan(struct og_reading *p, char *s, size_t len)
{
	struct scan at = {.last = '\n'};
	enum og_err err;
	size_t i, n;

	err = scan_bytes(p, s, len);
	p->line = 1;
	for (i = 0; err == OG_OK && i < len; i += n) {
		n = 1;
		if (s[i] == '\n')
			p->line++;
		if (at.in != '\0')
			n = scan_within(&at, s + i);
		else
			err = scan_outside(p, &at, s + i);
		if (strchr(" \t\r\n", s[i]) == NULL)
			at.end = i + n;
	}
	if (err == OG_OK)
		err = scan_end(p, &at);
	if (err == OG_OK)
		s[at.end] = '\0';
	return err;
}

static void on_error(cfg_t *cfg, const char *fmt, va_list ap) OG_PRINTF(2, 0);

/* What libconfuse says about the syntax. */
static void
on_error(cfg_t *cfg, const char *fmt, va_list ap)
{
	char text[MESSAGE_MAX];
	struct og_buf b;

	(void)vsnprintf(text, sizeof(text), fmt, ap);
	parse_now->line = cfg->line;
	if (og_text_is_clean(text, strlen(text))) {
		(void)og_settings_refuse(parse_now, OG_ERR_FORMAT, "%s", text);
		return;
	}
	og_buf_init(&b, 4 * sizeof(text) + 4);
	og_text_escape(&b, text, strlen(text), sizeof(text));
	(void)og_settings_refuse(
	    parse_now, OG_ERR_FORMAT, "%s", og_buf_str(&b));
	og_buf_clear(&b);
}

/* libconfuse has read "value" for "opt"; a list's elements come one by one, and
 * nvalues then includes this one. */
static int
on_value(cfg_t *cfg, cfg_opt_t *opt, const char *value, void *result)
{
	size_t index = og_settings_index(opt->name);
	bool first = !og_settings_is_list(index) || opt->nvalues == 1;

	parse_now->line = cfg->line;
	if (og_settings_set(parse_now, index, first, value) != OG_OK)
		return -1;
	memcpy(result, &value, sizeof(value));
	return 0;
}

/* The same within the braces of a place. */
static int
on_place_value(cfg_t *cfg, cfg_opt_t *opt, const char *value, void *result)
{
	const bool list = (opt->flags & CFGF_LIST) != 0;

	parse_now->line = cfg->line;
	if (og_settings_place_set(parse_now, cfg_title(cfg), opt->name,
		!list || opt->nvalues == 1, value) != OG_OK)
		return -1;
	memcpy(result, &value, sizeof(value));
	return 0;
}

static int
on_place_end(cfg_t *cfg, cfg_opt_t *opt)
{
	(void)opt;
	parse_now->line = cfg->line;
	return og_settings_place_end(parse_now) == OG_OK ? 0 : -1;
}

/* A name that people may expect, and that is missing for a reason. */
static int
on_refused(cfg_t *cfg, cfg_opt_t *opt, const char *value, void *result)
{
	const struct og_refused *r = og_settings_refused;

	(void)value;
	(void)result;
	while (r->name != NULL && strcmp(r->name, opt->name) != 0)
		r++;
	parse_now->line = cfg->line;
	(void)og_settings_refuse(parse_now, OG_ERR_FORMAT, "%s",
	    r->name != NULL ? r->reason : "not understood");
	return -1;
}

/* libconfuse frees the first of two places with the same path when it finds the
 * second: what it has reported by then counts. */
static void
place_options(cfg_opt_t opts[OG_PLACE_SETTINGS_COUNT + 1])
{
	const cfg_opt_t end = CFG_END();
	size_t i;

	for (i = 0; i < OG_PLACE_SETTINGS_COUNT; i++) {
		const cfg_opt_t one = CFG_STR_CB(og_settings_place_names[i],
		    NULL, CFGF_NODEFAULT, on_place_value);
		const cfg_opt_t many =
		    CFG_STR_LIST_CB(og_settings_place_names[i], NULL,
			CFGF_NODEFAULT, on_place_value);

		opts[i] = og_settings_place_is_list(i) ? many : one;
	}
	opts[OG_PLACE_SETTINGS_COUNT] = end;
}

static enum og_err
run_confuse(struct og_reading *p, const char *text)
{
	cfg_opt_t opts[OG_SETTINGS_COUNT + OG_REFUSED_COUNT + 2];
	cfg_opt_t place[OG_PLACE_SETTINGS_COUNT + 1];
	const cfg_opt_t places =
	    CFG_SEC("place", place, CFGF_MULTI | CFGF_TITLE);
	const cfg_opt_t end = CFG_END();
	cfg_t *cfg;
	size_t i;

	place_options(place);
	for (i = 0; i < OG_SETTINGS_COUNT; i++) {
		const cfg_opt_t one = CFG_STR_CB(
		    og_settings_names[i], NULL, CFGF_NODEFAULT, on_value);
		const cfg_opt_t many = CFG_STR_LIST_CB(
		    og_settings_names[i], NULL, CFGF_NODEFAULT, on_value);

		opts[i] = og_settings_is_list(i) ? many : one;
	}
	for (i = 0; i < OG_REFUSED_COUNT; i++) {
		const cfg_opt_t refused =
		    CFG_STR_LIST_CB(og_settings_refused[i].name, NULL,
			CFGF_NODEFAULT, on_refused);

		opts[OG_SETTINGS_COUNT + i] = refused;
	}
	opts[OG_SETTINGS_COUNT + OG_REFUSED_COUNT] = places;
	opts[OG_SETTINGS_COUNT + OG_REFUSED_COUNT + 1] = end;

	(void)pthread_mutex_lock(&parse_lock);
	parse_now = p;
	cfg = cfg_init(opts, CFGF_NONE);
	if (cfg == NULL) {
		(void)og_settings_refuse(
		    p, OG_ERR_NOMEM, "%s", og_strerror(OG_ERR_NOMEM));
	} else {
		(void)cfg_set_error_function(cfg, on_error);
		(void)cfg_set_validate_func(cfg, "place", on_place_end);
		if (cfg_parse_buf(cfg, text) != CFG_SUCCESS) {
			p->line = cfg->line;
			(void)og_settings_refuse(
			    p, OG_ERR_FORMAT, "not understood");
		}
		(void)cfg_free(cfg);
	}
	parse_now = NULL;
	(void)pthread_mutex_unlock(&parse_lock);
	return p->err;
}

/* The later of the lines of two settings. */
static int
later_line(const struct og_reading *p, const char *a, const char *b)
{
	int x = p->lines[og_settings_index(a)];
	int y = p->lines[og_settings_index(b)];

	return x > y ? x : y;
}

static bool
is_host(const struct og_settings *s, const char *name)
{
	for (size_t i = 0; i < s->n_hosts; i++)
		if (strcmp(s->hosts[i], name) == 0)
			return true;
	return false;
}

/* A budget that a single lane can exhaust before its limit closes it would
 * shut the owner out for a year. */
static enum og_err
check_budget(struct og_reading *p)
{
	static const char *const names[] = {
	    "guess_budget", "lane_limit", "disable_at", "totp_window"};
	const struct og_limits *l = &p->s.policy.limits;
	double worst;

	if (og_policy_is_within_budget(&p->s.policy, &worst))
		return OG_OK;
	p->line = 1;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		p->line = p->lines[og_settings_index(names[i])] > p->line
			      ? p->lines[og_settings_index(names[i])]
			      : p->line;
	return og_settings_refuse(p, OG_ERR_RANGE,
	    "guess_budget %g is too small: half of it, %g, is for strangers, "
	    "and lane_limit %" PRIu32 ", disable_at %" PRIu32
	    " and totp_window %u let %g through; raise guess_budget to %g, or "
	    "lower the others",
	    l->guess_budget, l->guess_budget / OG_SHARES, l->lane_limit,
	    l->disable_at, l->window, worst, worst * OG_SHARES);
}

/* Checks that span several settings. */
static enum og_err
check_whole(struct og_reading *p)
{
	struct og_settings *s = &p->s;

	if (s->n_hosts == 0) {
		p->line = 1;
		return og_settings_refuse(p, OG_ERR_FORMAT,
		    "hosts is not set: name the hosts that nginx serves, as in "
		    "hosts = {'www.example.org'}");
	}
	if (og_settings_place_hosts(p) != OG_OK)
		return p->err;
	if (s->login_host[0] != '\0' && !is_host(s, s->login_host)) {
		p->line = later_line(p, "hosts", "login_host");
		return og_settings_refuse(p, OG_ERR_FORMAT,
		    "login_host is %s, which is not one of the hosts",
		    s->login_host);
	}
	if (s->policy.absolute < s->policy.idle) {
		p->line = later_line(p, "absolute_timeout", "idle_timeout");
		return og_settings_refuse(p, OG_ERR_RANGE,
		    "absolute_timeout must not be shorter than idle_timeout");
	}
	if (!og_argon2_is_valid(&s->policy.argon2)) {
		p->line = later_line(p, "argon2_memory", "argon2_lanes");
		return og_settings_refuse(p, OG_ERR_RANGE,
		    "argon2_memory must be 8 times argon2_lanes at least");
	}
	if (check_budget(p) != OG_OK)
		return p->err;
	if (s->issuer[0] == '\0') {
		p->line = p->lines[og_settings_index("hosts")];
		if (strlen(s->hosts[0]) >= sizeof(s->issuer))
			return og_settings_refuse(p, OG_ERR_RANGE,
			    "the first host is too long to be the issuer: set "
			    "issuer");
		memcpy(s->issuer, s->hosts[0], strlen(s->hosts[0]) + 1);
	}
	return OG_OK;
}

/* Some editors put it first; it means nothing. */
static void
blank_mark(struct og_buf *text)
{
	static const char mark[3] = "\xef\xbb\xbf";

	if (text->len >= sizeof(mark) &&
	    memcmp(text->data, mark, sizeof(mark)) == 0)
		memset(text->data, ' ', sizeof(mark));
}

static enum og_err
read_file(const char *path, struct og_buf *text, struct og_why *why)
{
	enum og_err err;
	int fd;

	err = og_safefile_open(path, O_RDONLY, FORBIDDEN, &fd, why);
	if (err == OG_ERR_NOTFOUND)
		return og_why_set(why, err,
		    "%s: there is no settings file: copy the sample "
		    "otpgate.conf to it and set hosts, or name another with "
		    "-c; see otpgate.conf(5)",
		    path);
	if (err != OG_OK)
		return err;
	err = og_safefile_read(fd, FILE_MAX, text);
	(void)close(fd);
	if (err != OG_OK)
		return og_why_set(why, err, "%s:1: cannot be read: %s", path,
		    og_strerror(err));
	blank_mark(text);
	return OG_OK;
}

enum og_err
og_settings_load(const char *path, struct og_settings *s, struct og_why *why)
{
	struct og_reading p = {.path = path, .why = why};
	struct og_buf text;
	enum og_err err;

	og_settings_init(s);
	og_settings_init(&p.s);
	og_buf_init(&text, FILE_MAX);
	err = read_file(path, &text, why);
	if (err == OG_OK && text.len > 0)
		err = scan(&p, text.data, text.len);
	if (err == OG_OK)
		err = run_confuse(&p, og_buf_str(&text));
	if (err == OG_OK)
		err = check_whole(&p);
	if (err == OG_OK)
		*s = p.s;
	og_buf_clear(&text);
	return err;
}
