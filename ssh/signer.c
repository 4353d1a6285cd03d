/* SPDX-License-Identifier: ISC */
/*
 * otpgate-ssh-signer: answers one question on standard input, which is a
 * connected UNIX socket, and exits.  The kernel says who is asking at the other
 * end.  Nothing of the question reaches a path, an argument or the log unless
 * it has been understood and spelled anew.
 */
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <poll.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/audit/audit.h"
#include "lib/audit/target.h"
#include "lib/base/clock.h"
#include "lib/base/name.h"
#include "lib/base/num.h"
#include "lib/base/outlet.h"
#include "lib/base/process.h"
#include "lib/conf/settings.h"
#include "lib/sshca/register.h"
#include "lib/stores/open.h"
#include "ssh/ask.h"
#include "ssh/grant.h"
#include "ssh/issue.h"

#define PATIENCE_MS 10000 /* for the whole question */
#define LOG_PATIENCE_MS 500
#define ACCOUNT_MAX 16384
#define SOCKET STDIN_FILENO

/* One question on its way. */
struct signing {
	struct og_settings settings;
	struct og_audit *audit;
	struct og_store *store;
	struct og_why why;
	char name[OG_NAME_SIZE]; /* of the account that asks, "" for none */
	bool known;		 /* there is a record of that name */
	char address[OG_ADDRESS_MAX + 1];
	struct pubkey key;
	struct og_cert cert;
	struct og_user user;
	struct og_buf question;
	enum og_err asked; /* whether all of it was read */
	struct og_buf principals;
	struct og_buf certificate;
	const char *reason; /* a word for the log */
	char no[160];	    /* what the one who asks is told */
};

/* Finds the account at the other end.  False if that is not a UNIX socket. */
static bool
find_peer(char name[OG_NAME_SIZE])
{
	static char room[ACCOUNT_MAX];
	struct passwd entry, *found = NULL;
	struct ucred peer;
	socklen_t len = sizeof(peer);
	int domain = 0;

	name[0] = '\0';
	if (getsockopt(SOCKET, SOL_SOCKET, SO_PEERCRED, &peer, &len) == -1 ||
	    len != sizeof(peer))
		return false;
	len = sizeof(domain);
	if (getsockopt(SOCKET, SOL_SOCKET, SO_DOMAIN, &domain, &len) == -1 ||
	    domain != AF_UNIX)
		return false;
	if (getpwuid_r(peer.uid, &entry, room, sizeof(room), &found) == 0 &&
	    found != NULL && og_name_is_valid(entry.pw_name))
		(void)snprintf(name, OG_NAME_SIZE, "%s", entry.pw_name);
	return true;
}

/* Reads up to end-of-file, within the time limit for all of it. */
static enum og_err
read_question(struct og_buf *b)
{
	const int64_t end = og_clock_ms() + PATIENCE_MS;
	struct pollfd p = {.fd = SOCKET, .events = POLLIN};
	char chunk[4096];
	int64_t left;
	ssize_t n;

	while ((left = end - og_clock_ms()) > 0) {
		if (poll(&p, 1, (int)left) == -1 && errno != EINTR)
			return OG_ERR_IO;
		n = recv(SOCKET, chunk, sizeof(chunk), MSG_DONTWAIT);
		if (n == 0)
			return og_buf_err(b);
		if (n == -1 && errno != EAGAIN && errno != EINTR)
			return OG_ERR_IO;
		if (n > 0)
			og_buf_put(b, chunk, (size_t)n);
		if (og_buf_err(b) != OG_OK)
			return og_buf_err(b);
	}
	return OG_ERR_BUSY;
}

static void
answer(const struct og_buf *certificate, const char *no)
{
	const struct timeval patience = {.tv_sec = 5};
	struct og_buf b;
	const char *s;
	size_t left;
	ssize_t n;

	og_buf_init(&b, ASK_CERT_MAX + 16);
	if (no == NULL) {
		og_buf_puts(&b, ASK_OK);
		og_buf_put(&b, certificate->data, certificate->len);
	} else {
		og_buf_printf(&b, ASK_NO "%s\n", no);
	}
	(void)setsockopt(
	    SOCKET, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience));
	s = og_buf_str(&b);
	for (left = b.len; left > 0; left -= (size_t)n, s += n) {
		n = send(SOCKET, s, left, MSG_NOSIGNAL);
		if (n <= 0)
			break;
	}
	(void)shutdown(SOCKET, SHUT_WR);
	og_buf_clear(&b);
}

/* Records the reason, for the log and for the one who asks; returns false. */
static bool
refuse(struct signing *g, const char *reason, const char *text)
{
	g->reason = reason;
	(void)snprintf(g->no, sizeof(g->no), "%s", text);
	return false;
}

/* Something here has to be repaired: the text is only for the log. */
static bool
fail(struct signing *g)
{
	return refuse(g, "error", "no certificates can be issued now");
}

static bool
read_key(struct signing *g)
{
	const char *key, *reason;
	enum og_err err = g->asked;
	char text[sizeof(g->no)];
	size_t len;

	if (err == OG_OK)
		err = ask_parse(og_buf_str(&g->question), g->question.len,
		    g->address, &key, &len);
	if (err != OG_OK)
		return refuse(g, "question",
		    "the question was not understood, too long or too slow");
	if (pubkey_parse(key, len, &g->key, &reason) == OG_OK)
		return true;
	(void)snprintf(text, sizeof(text), "the key: %s", reason);
	return refuse(g, "key", text);
}

/* Reads the record as it is now, and judges it. */
static bool
judge(struct signing *g, int64_t now)
{
	enum og_err err = OG_ERR_NOTFOUND;
	enum grant grant;
	char text[sizeof(g->no)];

	g->known = false;
	if (g->name[0] != '\0')
		err = og_store_get_name(g->store, g->name, &g->user);
	if (err == OG_ERR_NOTFOUND)
		return refuse(g, "unknown", "none for you");
	if (err != OG_OK) {
		(void)og_why_set(&g->why, err, "%s: %s", g->settings.database,
		    og_strerror(err));
		return fail(g);
	}
	g->known = true;
	grant = grant_judge(&g->user, &g->settings, now);
	if (grant == GRANT_GIVEN)
		return true;
	(void)snprintf(text, sizeof(text),
	    "no code was given in the last %" PRId64 " second%s: log in anew",
	    g->settings.ssh.fresh, OG_S(g->settings.ssh.fresh));
	return refuse(
	    g, grant_name(grant), grant == GRANT_STALE ? text : "none for you");
}

static bool
open_all(struct signing *g)
{
	struct og_settings *s = &g->settings;

	if (s->ssh.ca_key[0] == '\0') {
		(void)og_why_set(&g->why, OG_ERR_NOTFOUND,
		    "ssh_ca_key is not set: there are no certificates");
		return fail(g);
	}
	if (s->log_required && !og_audit_is_ready(g->audit)) {
		(void)og_why_set(&g->why, OG_ERR_AGAIN,
		    "the log takes no lines, and log_required is set");
		return fail(g);
	}
	if (issue_check_ca(s, &g->why) != OG_OK ||
	    og_store_open(&g->store, s, OG_STORE_SERVE, &g->why) != OG_OK)
		return fail(g);
	return true;
}

/*
 * The register first, then the record once more, then the signature: disabling
 * the user and then revoking what the register holds misses none.
 */
static bool
sign(struct signing *g)
{
	struct og_settings *s = &g->settings;
	int64_t now = og_clock_wall();

	if (!judge(g, now))
		return false;
	if (s->ssh.source_address && g->address[0] == '\0')
		return refuse(g, "address", "the client has no address");
	grant_principals(&g->user, s, &g->principals);
	if (og_buf_err(&g->principals) != OG_OK ||
	    issue_prepare(&g->cert, s, &g->key, g->name, g->address, now) !=
		OG_OK) {
		(void)og_why_set(
		    &g->why, OG_ERR_IO, "no memory or no random numbers");
		return fail(g);
	}
	g->cert.id = g->user.id; /* a name may be somebody else's tomorrow */
	if (og_certs_issue(s->ssh.cert_register, &g->cert,
		og_buf_str(&g->principals), &g->why) != OG_OK)
		return fail(g);
	if (!judge(g, og_clock_wall()))
		return false;
	if (issue_sign(s, &g->cert, og_buf_str(&g->principals), &g->key,
		&g->certificate, &g->why) != OG_OK)
		return fail(g);
	return true;
}

static void
log_outcome(struct signing *g, bool done)
{
	struct og_event e = {.when = og_clock_wall(),
	    .event = "cert",
	    .verdict = done ? "done" : "deny",
	    .reason = done ? "issued" : g->reason,
	    .address = g->address,
	    .user = g->known ? g->name : NULL};
	char until[OG_TIME_SIZE];
	struct og_buf b;

	og_buf_init(&b, 512 + OG_PRINCIPALS_MAX);
	if (g->cert.serial != 0) {
		og_clock_format(g->cert.until, until);
		og_buf_printf(&b, "serial=%" PRIu64 " key=%s until=%s names=%s",
		    g->cert.serial, g->cert.key, until,
		    og_buf_str(&g->principals));
	}
	e.detail = og_buf_str(&b);
	og_audit_write(g->audit, &e);
	if (!done && strcmp(g->reason, "error") == 0)
		og_audit_note(g->audit, e.when, "error", "%s", g->why.text);
	og_buf_clear(&b);
}

/* To standard error, which may be a pipe that nobody reads. */
static void
complain(const char *what)
{
	char text[sizeof(((struct og_why *)NULL)->text) + 32];

	(void)snprintf(text, sizeof(text), "otpgate-ssh-signer: %s", what);
	(void)og_outlet_complain(text);
}

/* After the answer. */
static void
close_log(struct signing *g)
{
	unsigned n = og_audit_drain(g->audit, LOG_PATIENCE_MS);
	char text[80];

	og_audit_free(&g->audit);
	if (n == 0)
		return;
	(void)snprintf(text, sizeof(text),
	    "%u line%s lost: the log did not take %s", n, OG_S_ARE(n),
	    n == 1 ? "it" : "them");
	complain(text);
}

static int
serve(struct signing *g, const char *conf)
{
	enum og_err err;
	bool done = false;

	err = og_settings_load(conf, &g->settings, &g->why);
	if (err == OG_OK) {
		og_audit_make(g->settings.log, g->settings.user);
		err = og_audit_open(
		    &g->audit, g->settings.log, "otpgate-ssh-signer", &g->why);
	}
	if (err != OG_OK) {
		/* Without a log there are no certificates. */
		complain(g->why.text);
		(void)fail(g);
		answer(NULL, g->no);
		return EXIT_FAILURE;
	}
	og_audit_set_format(g->audit, g->settings.log_format);
	done = read_key(g) && open_all(g) && sign(g);
	log_outcome(g, done);
	answer(&g->certificate, done ? NULL : g->no);
	return done || strcmp(g->reason, "error") != 0 ? EXIT_SUCCESS
						       : EXIT_FAILURE;
}

int
main(int argc, char **argv)
{
	static struct signing g;
	const char *conf = OG_DEFAULT_CONF;
	int status;
	int c;

	(void)signal(SIGCHLD, SIG_DFL);
	if (!og_process_harden() || chdir("/") != 0)
		return EXIT_FAILURE;
	while ((c = getopt(argc, argv, "c:")) != -1) {
		if (c != 'c') {
			fputs("usage: otpgate-ssh-signer [-c FILE] <> SOCKET\n",
			    stderr);
			return 2;
		}
		conf = optarg;
	}
	if (!find_peer(g.name)) {
		complain("standard input is no UNIX socket");
		return EXIT_FAILURE;
	}
	/* All of it is read whatever follows: an end that is closed unread
	 * takes the answer away from the other. */
	og_buf_init(&g.question, ASK_MAX);
	g.asked = read_question(&g.question);
	og_buf_init(&g.principals, OG_PRINCIPALS_MAX);
	og_buf_init(&g.certificate, ASK_CERT_MAX);
	status = serve(&g, conf);
	og_buf_clear(&g.question);
	og_buf_clear(&g.principals);
	og_buf_clear(&g.certificate);
	og_store_free(&g.store);
	close_log(&g);
	og_user_clear(&g.user);
	return status;
}
