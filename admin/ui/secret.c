/* SPDX-License-Identifier: ISC */
/*
 * Reads passwords, codes and seeds.  Must not take them from arguments or the
 * environment, must not echo or repeat them, and must not leave the terminal
 * without echo, even when a signal ends the prompt.
 */
#include "admin/ui/secret.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "admin/ui/output.h"
#include "lib/base/wipe.h"
#include "lib/files/safefile.h"

#define N_SIGNALS 5

static const int signals[N_SIGNALS] = {
    SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP};
static volatile sig_atomic_t caught;

static void
on_signal(int number)
{
	caught = number;
}

enum line_result {
	LINE_OK,
	LINE_FAILED,
	LINE_EMPTY, /* and nothing behind it */
	LINE_BLANK, /* but for its end */
	LINE_LONG,
	LINE_NUL
};

/* Reads one byte as read(2) does.  With "waiting", the signals that are blocked
 * elsewhere are let in while it waits, and only there. */
static ssize_t
byte_read(int fd, char *c, const sigset_t *waiting)
{
	struct pollfd ready = {.fd = fd, .events = POLLIN};

	if (waiting != NULL && ppoll(&ready, 1, NULL, waiting) < 0)
		return -1;
	return read(fd, c, 1);
}

/* Reads up to a line end or the end of the file, byte by byte: what follows
 * belongs to somebody else. */
static enum line_result
line_read(int fd, const sigset_t *waiting, struct secret *s)
{
	enum line_result result = LINE_OK;
	char c = '\0';

	s->len = 0;
	for (;;) {
		ssize_t n = byte_read(fd, &c, waiting);

		if (n < 0 && errno == EINTR && caught == 0)
			continue;
		if (n < 0)
			return LINE_FAILED;
		if (n == 0 || c == '\n')
			break;
		if (c == '\0')
			result = LINE_NUL;
		else if (s->len == SECRET_SIZE - 1)
			result = LINE_LONG;
		else
			s->text[s->len++] = c;
	}
	if (s->len > 0 && s->text[s->len - 1] == '\r')
		s->len--;
	s->text[s->len] = '\0';
	if (result == LINE_OK && s->len == 0)
		result = c == '\n' ? LINE_BLANK : LINE_EMPTY;
	og_wipe(&c, 1);
	return result;
}

/* Prompts with echo off.  The signals are blocked meanwhile, except in ppoll.
 */
static enum line_result
line_ask(int fd, const char *prompt, const sigset_t *waiting, struct secret *s)
{
	struct termios before, silent;
	enum line_result result = LINE_FAILED;

	if (tcgetattr(fd, &before) != 0)
		return LINE_FAILED;
	silent = before;
	silent.c_lflag &= ~(tcflag_t)(ECHO | ECHOE | ECHOK | ECHONL);
	silent.c_lflag |= ICANON | ISIG;
	if (tcsetattr(fd, TCSAFLUSH, &silent) != 0)
		return LINE_FAILED;
	if (og_safefile_write(fd, prompt, strlen(prompt)) == OG_OK)
		result = line_read(fd, waiting, s);
	(void)tcsetattr(fd, TCSAFLUSH, &before);
	if (og_safefile_write(fd, "\n", 1) != OG_OK)
		result = LINE_FAILED;
	return result;
}

/* Catches the signals, prompts, and passes on the one that came. */
static enum line_result
terminal_read(int fd, const char *prompt, struct secret *s)
{
	struct sigaction action = {.sa_handler = on_signal};
	struct sigaction old[N_SIGNALS];
	enum line_result result;
	sigset_t blocked, before;

	caught = 0;
	(void)sigemptyset(&action.sa_mask);
	(void)sigemptyset(&blocked);
	for (size_t i = 0; i < N_SIGNALS; i++)
		(void)sigaddset(&blocked, signals[i]);
	(void)sigprocmask(SIG_BLOCK, &blocked, &before);
	for (size_t i = 0; i < N_SIGNALS; i++)
		(void)sigaction(signals[i], &action, &old[i]);
	result = line_ask(fd, prompt, &before, s);
	for (size_t i = 0; i < N_SIGNALS; i++)
		(void)sigaction(signals[i], &old[i], NULL);
	if (caught != 0) {
		result = LINE_FAILED;
		secret_clear(s);
		(void)raise(caught);
	}
	(void)sigprocmask(SIG_SETMASK, &before, NULL);
	return result;
}

bool
secret_read(
    struct secret *s, const char *who, const char *prompt, bool from_stdin)
{
	enum line_result result;
	int fd = -1;

	memset(s, 0, sizeof(*s));
	if (from_stdin && !isatty(STDIN_FILENO)) {
		result = line_read(STDIN_FILENO, NULL, s);
	} else {
		fd = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
		if (fd < 0) {
			output_complain(
			    who, "no terminal to ask on: use --stdin");
			return false;
		}
		result = terminal_read(fd, prompt, s);
		(void)close(fd);
	}
	switch (result) {
	case LINE_OK:
		return true;
	case LINE_FAILED:
		output_complain(who, "nothing could be read");
		break;
	case LINE_BLANK:
	case LINE_EMPTY:
		if (result == LINE_BLANK && fd < 0)
			output_complain(who,
			    "the first line is empty, and only that line "
			    "is read: put the secret there");
		else
			output_complain(who, "nothing was given");
		break;
	case LINE_LONG:
		output_complain(
		    who, "more than %d bytes were given", OG_PASSWORD_MAX);
		break;
	case LINE_NUL:
		output_complain(who, "a NUL byte was given");
		break;
	}
	secret_clear(s);
	return false;
}

bool
secret_is_alone(const char *who)
{
	bool alone = true;
	char c = '\0';
	ssize_t n;

	if (isatty(STDIN_FILENO))
		return true;
	while (alone && (n = read(STDIN_FILENO, &c, 1)) != 0) {
		if (n > 0)
			alone = strchr(" \t\r\n", c) != NULL && c != '\0';
		else if (errno != EINTR)
			break;
	}
	og_wipe(&c, 1);
	if (!alone)
		output_complain(who,
		    "more than one line was given: a command takes one secret, "
		    "on one line");
	return alone;
}

void
secret_clear(struct secret *s)
{
	OG_WIPE_OBJECT(s);
}
