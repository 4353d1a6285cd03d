// SPDX-License-Identifier: ISC
/*
 * otpgate: command line, privileges, start and end.  Errors before the start
 * go to standard error with exit code 1; later ones to the log.
 */
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <grp.h>
#include <limits.h>
#include <malloc.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "config.h"
#include "fcgi/gate/gate.h"
#include "fcgi/route.h"
#include "fcgi/server/cage.h"
#include "fcgi/server/server.h"
#include "fcgi/server/socket.h"
#include "fcgi/web/frame.h"
#include "fcgi/wire/wire.h"
#include "lib/audit/target.h"
#include "lib/base/clock.h"
#include "lib/base/outlet.h"
#include "lib/base/process.h"
#include "lib/stores/open.h"

struct options {
	const char *conf;
	bool foreground;
	bool test;
};

static const char usage[] =
    "usage: otpgate [-f] [-t] [-c FILE]\n"
    "\n"
    "Answers nginx's auth_request by session cookies and serves the login.\n"
    "\n"
    "  -c, --config FILE   settings (default " OG_DEFAULT_CONF ")\n"
    "  -f, --foreground    do not become a daemon\n"
    "  -t, --test          test settings, keys and database, and exit\n"
    "  -h, --help          this text\n"
    "  -V, --version       the version\n"
    "\n"
    "See otpgate(8), otpgate.conf(5) and otpadm(8).\n";

/* Prints what was asked for; the exit code plus one. */
static int
tell(const char *text)
{
	if (fputs(text, stdout) >= 0 && fflush(stdout) == 0)
		return 1;
	fprintf(stderr, "otpgate: standard output: %s\n", strerror(errno));
	return 2;
}

/* 0 to go on, else the exit code plus one. */
static int
parse_options(int argc, char **argv, struct options *o)
{
	static const struct option table[] = {
	    {"config", required_argument, NULL, 'c'},
	    {"foreground", no_argument, NULL, 'f'},
	    {"test", no_argument, NULL, 't'},
	    {"help", no_argument, NULL, 'h'},
	    {"version", no_argument, NULL, 'V'},
	    {NULL, 0, NULL, 0},
	};
	int c;

	while ((c = getopt_long(argc, argv, "c:fthV", table, NULL)) != -1) {
		switch (c) {
		case 'c':
			o->conf = optarg;
			break;
		case 'f':
			o->foreground = true;
			break;
		case 't':
			o->test = true;
			break;
		case 'h':
			return tell(usage);
		case 'V':
			return tell("otpgate " PACKAGE_VERSION "\n");
		default:
			fputs(usage, stderr);
			return 3;
		}
	}
	if (optind != argc) {
		fprintf(
		    stderr, "otpgate: no arguments are expected\n%s", usage);
		return 3;
	}
	return 0;
}

/* No core dump, no ptrace, no new privileges, private files. */
static void
harden(void)
{
	(void)og_process_hide();
	(void)prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
}

/* Threads inherit this; the loop reads the signals from a descriptor. */
static void
block_signals(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGHUP);
	sigaddset(&set, SIGUSR1); /* libfcgi would act on it */
	sigprocmask(SIG_BLOCK, &set, NULL);
	(void)signal(SIGPIPE, SIG_IGN);
	(void)signal(SIGXFSZ, SIG_IGN); /* a write too far is an error */
}

/* The handlers of libfcgi are harmless: the signals are blocked, and SIGPIPE is
 * ignored again. */
static bool
start_fcgi(void)
{
	const bool ok = wire_fastcgi_start();

	(void)signal(SIGPIPE, SIG_IGN);
	return ok;
}

static void
raise_descriptors(const struct og_settings *set)
{
	const rlim_t want = set->connections * 2 + 64;
	struct rlimit rl;

	if (getrlimit(RLIMIT_NOFILE, &rl) != 0 || rl.rlim_cur >= want)
		return;
	rl.rlim_cur = rl.rlim_max < want ? rl.rlim_max : want;
	(void)setrlimit(RLIMIT_NOFILE, &rl);
}

/* The account to become; the present one when not started as root. */
static bool
find_user(const struct og_settings *set, struct passwd **pw, struct og_why *why)
{
	*pw = NULL;
	if (geteuid() != 0 || set->user[0] == '\0')
		return true;
	*pw = getpwnam(set->user);
	if (*pw != NULL)
		return true;
	(void)og_why_set(why, OG_ERR_NOTFOUND,
	    "setting user: there is no account \"%s\": create it (see "
	    "otpgate.sysusers) or name another",
	    set->user);
	return false;
}

static bool
fail_become(const struct passwd *pw, struct og_why *why)
{
	(void)og_why_set(why, OG_ERR_IO, "cannot become user \"%s\": %s",
	    pw->pw_name, strerror(errno));
	return false;
}

/* "gid", if not (gid_t)-1, may be taken on until forget_group. */
static bool
become(const struct passwd *pw, gid_t gid, struct og_why *why)
{
	if (pw == NULL)
		return true;
	if (gid == (gid_t)-1)
		gid = pw->pw_gid;
	if (initgroups(pw->pw_name, pw->pw_gid) != 0 ||
	    setresgid(pw->pw_gid, pw->pw_gid, gid) != 0 ||
	    setresuid(pw->pw_uid, pw->pw_uid, pw->pw_uid) != 0 ||
	    (pw->pw_uid != 0 && setuid(0) == 0))
		return fail_become(pw, why);
	harden();
	return true;
}

/* For good: of the group of the socket nothing is left. */
static bool
forget_group(const struct passwd *pw, struct og_why *why)
{
	gid_t real, effective, saved;

	if (pw == NULL)
		return true;
	if (setresgid(pw->pw_gid, pw->pw_gid, pw->pw_gid) != 0 ||
	    getresgid(&real, &effective, &saved) != 0 || real != pw->pw_gid ||
	    effective != pw->pw_gid || saved != pw->pw_gid)
		return fail_become(pw, why);
	harden();
	return true;
}

/*
 * Goes on in a child; the parent ends with 0 when the child says that it
 * serves (*ready), or with 1 when it ended before, having said why.
 */
static bool
daemonize(int *ready, struct og_why *why)
{
	int fds[2];
	pid_t pid;
	char c;

	if (pipe2(fds, O_CLOEXEC) != 0 || (pid = fork()) < 0) {
		(void)og_why_set(
		    why, OG_ERR_IO, "cannot fork: %s", strerror(errno));
		return false;
	}
	if (pid > 0) {
		close(fds[1]);
		_exit(read(fds[0], &c, 1) == 1 ? 0 : 1);
	}
	close(fds[0]);
	*ready = fds[1];
	(void)setsid();
	return true;
}

/* Tells the parent, and leaves the terminal. */
static void
detach(int ready)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	(void)!chdir("/");
	for (int fd = 0; null >= 0 && fd < 3; fd++)
		(void)dup2(null, fd);
	if (null > 2)
		close(null);
	(void)!write(ready, "", 1);
	close(ready);
}

/* A sanitizer has another program look up the names in its reports. */
static bool
give_up_exec(void)
{
#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
	return true;
#endif
#endif
	return cage_no_exec();
}

/* A log that goes nowhere does not keep the gate closed, and must be known: by
 * whoever starts it, since no log will tell. */
static void
warn_of_lost_log(const struct options *o, const char *log)
{
	struct og_why why = {""};

	if (!o->foreground && !o->test &&
	    (strcmp(log, "stderr") == 0 || strcmp(log, "journal") == 0))
		fprintf(stderr,
		    "otpgate: warning: log is %s, which is lost in the "
		    "background: start it with -f, or set log to syslog or a "
		    "file\n",
		    log);
	else if (log[0] != '/' && og_audit_try(log, &why) != OG_OK)
		fprintf(stderr, "otpgate: warning: %s\n", why.text);
}

/* Where nobody can log in without a line, one that goes nowhere is more. */
static bool
log_takes(struct gate *g, const struct og_settings *set, struct og_why *why)
{
	if (!set->log_required || og_audit_is_ready(g->audit))
		return true;
	(void)og_why_set(why, OG_ERR_NOSPACE,
	    "log %s takes no line, and log_required is set: nobody can log in; "
	    "make room there, or set log to another place",
	    set->log);
	return false;
}

/* Standard error may be the log that takes nothing: this does not wait. */
static void
warn(const struct og_why *why)
{
	char text[sizeof(why->text) + 32];

	(void)snprintf(text, sizeof(text), "otpgate: warning: %s", why->text);
	(void)og_outlet_complain(text);
}

/* What -t looks at more closely than a start. */
static bool
test(struct gate *g, const struct og_settings *set, struct og_why *why)
{
	return og_store_verify(set, why) == OG_OK && log_takes(g, set, why);
}

/* Everything after the privileges are gone. */
static bool
serve(const struct options *o, int listener, bool *end_now, struct og_why *why)
{
	struct gate_conf *conf = gate_conf_load(o->conf, frame_make, why);
	bool clean = true, ok;
	int ready = -1;
	static struct gate g; /* threads may outlive this function */

	if (conf == NULL || !gate_open(&g, o->conf, conf, why))
		return false;
	warn_of_lost_log(o, conf->settings.log);
	if (o->test) {
		ok = test(&g, &conf->settings, why);
		gate_close(&g);
		return ok;
	}
	/* sessions go on: no reason to stay away */
	if (!log_takes(&g, &conf->settings, why))
		warn(why);
	raise_descriptors(&conf->settings);
	if (!give_up_exec()) {
		(void)og_why_set(why, OG_ERR_IO,
		    "cannot give up execve, since the kernel has no seccomp: "
		    "%s",
		    strerror(errno));
		gate_close(&g);
		return false;
	}
	ok = (o->foreground || daemonize(&ready, why)) && start_fcgi() &&
	     gate_start(&g, why);
	if (ok) {
		if (ready >= 0)
			detach(ready);
		og_audit_note(g.audit, og_clock_wall(), "start",
		    "otpgate " PACKAGE_VERSION " serves");
		ok = server_run(&g, &routes, listener, &clean, why) == 0;
		og_audit_note(g.audit, og_clock_wall(), "stop", "%s",
		    ok ? "otpgate ends" : why->text);
	}
	if (clean)
		gate_close(&g);
	*end_now = !clean;
	return ok;
}

/* Settings as root and what the socket needs of it, then the rest, the socket
 * first, without privileges. */
static bool
run(const struct options *o, struct og_why *why)
{
	static struct og_settings set;
	struct passwd *pw;
	struct listening listening = {.fd = -1, .gid = (gid_t)-1};
	bool end_now = false, ok;

	if (og_settings_load(o->conf, &set, why) != OG_OK ||
	    !find_user(&set, &pw, why))
		return false;
	if (!socket_check(&set, why))
		return false;
	if (!o->test && !socket_prepare(&listening, &set, pw, why))
		return false;
	ok = become(pw, listening.gid, why) &&
	     (o->test || socket_listen(&listening, &set, why)) &&
	     forget_group(pw, why);
	if (ok && listening.ours && !socket_is_reachable(&set, why))
		fprintf(stderr, "otpgate: warning: %s\n", why->text);
	ok = ok && serve(o, listening.fd, &end_now, why);
	socket_close(&listening, &set);
	if (end_now) /* threads are at work still */
		_exit(ok ? 0 : 1);
	return ok;
}

int
main(int argc, char **argv)
{
	struct options o = {.conf = OG_DEFAULT_CONF};
	static char path[PATH_MAX];
	struct og_why why = {""};
	int r = parse_options(argc, argv, &o);

	if (r != 0)
		return r - 1;
	/* it is read again after the working directory has changed */
	if (o.conf[0] != '/' && realpath(o.conf, path) != NULL)
		o.conf = path;
	harden();
	(void)mallopt(M_PERTURB, 0xa5); /* freed memory is overwritten */
	block_signals();
	if (!run(&o, &why)) {
		fprintf(stderr, "otpgate: %s\n", why.text);
		return 1;
	}
	if (o.test)
		fprintf(stderr,
		    "otpgate: %s: settings, keys and database "
		    "are good\n",
		    o.conf);
	return 0;
}
