// SPDX-License-Identifier: ISC
/*
 * Spending a code by the responder (FastCGI, as nginx would ask), by otpadm
 * verify, and by liboath.  Everything slow is done before the start.
 */
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#if __has_include(<liboath/oath.h>)
#include <liboath/oath.h>
#define HAVE_OATH 1
#endif

#include "crew.h"
#include "lib/base/buf.h"
#include "lib/base/clock.h"
#include "lib/rules/token.h"
#include "races.h"

#define FCGI_BEGIN 1
#define FCGI_PARAMS 4
#define FCGI_STDIN 5
#define ADMIN_START_US 15000 /* until otpadm has read its files */

extern char **environ;

/* --- the responder --- */

static void
put_record(struct og_buf *b, int type, const void *data, size_t len)
{
	const uint8_t head[8] = {
	    1, (uint8_t)type, 0, 1, (uint8_t)(len >> 8), (uint8_t)len, 0, 0};

	og_buf_put(b, head, sizeof(head));
	if (len > 0)
		og_buf_put(b, data, len);
}

static void
put_param(struct og_buf *b, const char *name, const char *value)
{
	size_t n = strlen(name), v = strlen(value);

	og_buf_putc(b, (char)n);
	if (v < 128) {
		og_buf_putc(b, (char)v);
	} else {
		og_buf_putc(b, (char)0x80);
		og_buf_putc(b, 0);
		og_buf_putc(b, (char)(v >> 8));
		og_buf_putc(b, (char)v);
	}
	og_buf_puts(b, name);
	og_buf_puts(b, value);
}

static void
put_params(struct og_buf *b, const struct stage *s, const char *cookie,
    size_t body_len)
{
	char length[24], jar[OG_TOKEN_SIZE + 32];

	snprintf(length, sizeof(length), "%zu", body_len);
	snprintf(jar, sizeof(jar), "__Host-otpgate-pre=%s", cookie);
	put_param(b, "OTPGATE_COOKIE", jar);
	put_param(b, "OTPGATE_URI", "/otp/login");
	put_param(b, "OTPGATE_METHOD", "POST");
	put_param(b, "OTPGATE_ADDR", "192.0.2.7");
	put_param(b, "OTPGATE_SCHEME", "https");
	put_param(b, "OTPGATE_HOST", s->host);
	put_param(b, "OTPGATE_FETCH_SITE", "same-origin");
	put_param(b, "CONTENT_LENGTH", length);
	put_param(b, "CONTENT_TYPE", "application/x-www-form-urlencoded");
}

static int
connect_to(const char *path)
{
	struct sockaddr_un a = {.sun_family = AF_UNIX};
	struct timeval patience = {.tv_sec = 30};
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (strlen(path) >= sizeof(a.sun_path))
		crew_die("%s: too long", path);
	memcpy(a.sun_path, path, strlen(path) + 1);
	if (fd < 0 || connect(fd, (struct sockaddr *)&a, sizeof(a)) != 0)
		crew_die("%s: %s", path, strerror(errno));
	(void)setsockopt(
	    fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	return fd;
}

static void
send_all(int fd, const char *data, size_t len)
{
	ssize_t n;

	for (; len > 0; data += n, len -= (size_t)n) {
		n = send(fd, data, len, MSG_NOSIGNAL);
		if (n < 0)
			crew_die("the responder hung up: %s", strerror(errno));
	}
}

void
gate_prepare(const struct stage *s, const struct offer *o, struct gate_login *g)
{
	static const uint8_t begin[8] = {0, 1};
	char cookie[OG_TOKEN_SIZE], token[OG_TOKEN_SIZE], body[512];
	struct og_buf all, params, rest;
	struct og_pre pre;
	int len;

	stage_need(
	    og_token_pre_new(&s->ring, s->host, og_clock_wall(), &pre, cookie),
	    "pre-session");
	stage_need(og_token_form_new(&s->ring, "login", pre.random,
		       sizeof(pre.random), token),
	    "form token");
	len = snprintf(body, sizeof(body), "user=%s&%s=%s&csrf=%s", o->name,
	    o->recovery ? "recovery" : "code", o->code, token);
	og_buf_init(&all, 8192);
	og_buf_init(&params, 4096);
	og_buf_init(&rest, sizeof(g->rest));
	put_params(&params, s, cookie, (size_t)len);
	put_record(&all, FCGI_BEGIN, begin, sizeof(begin));
	put_record(&all, FCGI_PARAMS, params.data, params.len);
	put_record(&all, FCGI_PARAMS, NULL, 0);
	put_record(&rest, FCGI_STDIN, body, (size_t)len);
	put_record(&rest, FCGI_STDIN, NULL, 0);
	stage_need(og_buf_err(&all), "request");
	stage_need(og_buf_err(&rest), "request");
	g->fd = connect_to(s->socket);
	send_all(g->fd, all.data, all.len);
	memcpy(g->rest, rest.data, rest.len);
	g->rest_len = rest.len;
	og_buf_clear(&all);
	og_buf_clear(&params);
	og_buf_clear(&rest);
}

bool
gate_finish(struct gate_login *g)
{
	static char answer[65536];
	size_t got = 0;
	ssize_t n;

	send_all(g->fd, g->rest, g->rest_len);
	while (got < sizeof(answer) - 1) {
		n = recv(g->fd, answer + got, sizeof(answer) - 1 - got, 0);
		if (n < 0 && errno != ECONNRESET)
			crew_die("no answer: %s", strerror(errno));
		if (n <= 0)
			break;
		got += (size_t)n;
	}
	close(g->fd);
	answer[got] = '\0';
	if (got < 16)
		crew_die("the responder gave no answer");
	if (memmem(answer, got, "Status: 303", 11) == NULL &&
	    memmem(answer, got, "Status: 200", 11) == NULL &&
	    memmem(answer, got, "Status: 401", 11) == NULL)
		crew_die("a strange answer: %.200s", answer + 8);
	return memmem(answer, got, "__Host-otpgate=", 15) != NULL;
}

/* --- otpadm --- */

void
admin_prepare(
    char *program, char *config, struct offer *o, struct admin_login *a)
{
	char config_is[] = "-c", verify[] = "verify", from[] = "--stdin",
	     recovery[] = "--recovery", end[] = "--";
	char *argv[] = {program, config_is, config, verify, from,
	    o->recovery ? recovery : end, o->name, NULL};
	posix_spawn_file_actions_t files;
	int ends[2];

	if (pipe2(ends, O_CLOEXEC) != 0)
		crew_die("no pipe");
	posix_spawn_file_actions_init(&files);
	posix_spawn_file_actions_adddup2(&files, ends[0], STDIN_FILENO);
	posix_spawn_file_actions_addopen(
	    &files, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
	posix_spawn_file_actions_addopen(
	    &files, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
	if (posix_spawn(&a->pid, program, &files, NULL, argv, environ) != 0)
		crew_die("cannot start %s", program);
	posix_spawn_file_actions_destroy(&files);
	close(ends[0]);
	a->fd = ends[1];
	usleep(ADMIN_START_US);
}

bool
admin_finish(const struct offer *o, struct admin_login *a)
{
	int status = -1;

	if (dprintf(a->fd, "%s\n", o->code) < 0)
		crew_die("otpadm does not listen");
	close(a->fd);
	while (waitpid(a->pid, &status, 0) < 0 && errno == EINTR)
		;
	if (!WIFEXITED(status))
		crew_die("otpadm died");
	return WEXITSTATUS(status) == 0;
}

/* --- liboath --- */

#ifdef HAVE_OATH
static typeof(oath_authenticate_usersfile) *authenticate;

/* By dlopen, so that a build does not need the library. */
bool
oath_is_there(void)
{
	typeof(oath_init) *init;
	void *library;

	if (authenticate != NULL)
		return true;
	library = dlopen("liboath.so.0", RTLD_NOW);
	if (library == NULL)
		return false;
	init = (typeof(init))dlsym(library, "oath_init");
	if (init == NULL || init() != OATH_OK)
		return false;
	authenticate =
	    (typeof(authenticate))dlsym(library, "oath_authenticate_usersfile");
	return authenticate != NULL;
}

bool
oath_login(const char *path, const char *name, const char *code)
{
	time_t last;

	return authenticate(path, name, code, 5, NULL, &last) == OATH_OK;
}
#else
bool
oath_is_there(void)
{
	return false;
}

bool
oath_login(const char *path, const char *name, const char *code)
{
	(void)path;
	(void)name;
	(void)code;
	return false;
}
#endif
