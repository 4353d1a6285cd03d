/* SPDX-License-Identifier: ISC */
/*
 * otpgate-ssh-cert: passes a public key to the signer and prints the answer.
 * Runs as the logged-in user, and has no privileges of its own: the signer
 * itself sees who is asking.
 */
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/base/buf.h"
#include "lib/base/text.h"
#include "lib/files/safefile.h"
#include "ssh/ask.h"

#define PATIENCE 30 /* seconds for the answer */

static int
complain(const char *text, size_t len)
{
	struct og_buf b;

	og_buf_init(&b, 4096);
	og_text_escape(&b, text, len, 512);
	fprintf(stderr, "otpgate-ssh-cert: %s\n", og_buf_str(&b));
	og_buf_clear(&b);
	return EXIT_FAILURE;
}

static int
complain_errno(const char *what)
{
	fprintf(stderr, "otpgate-ssh-cert: %s: %s\n", what, strerror(errno));
	return EXIT_FAILURE;
}

/* The client's address according to sshd, "-" if there is none.  It can only
 * restrict the certificate of whoever is asking. */
static void
find_address(char out[OG_ADDRESS_MAX + 1])
{
	char word[OG_ADDRESS_MAX + 1];
	const char *s = getenv("SSH_CONNECTION");
	size_t n = s == NULL ? 0 : strcspn(s, " ");

	if (n > 0 && n < sizeof(word)) {
		memcpy(word, s, n);
		word[n] = '\0';
		if (ask_address(word, out) == OG_OK)
			return;
	}
	memcpy(out, "-", 2);
}

static int
reach(const char *path)
{
	const struct timeval patience = {.tv_sec = PATIENCE};
	struct sockaddr_un a = {.sun_family = AF_UNIX};
	int fd;

	if (strlen(path) >= sizeof(a.sun_path)) {
		errno = ENAMETOOLONG;
		return -1;
	}
	memcpy(a.sun_path, path, strlen(path) + 1);
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd == -1)
		return -1;
	if (setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience,
		sizeof(patience)) == -1 ||
	    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience,
		sizeof(patience)) == -1 ||
	    connect(fd, (const struct sockaddr *)&a, sizeof(a)) == -1) {
		int error = errno;

		(void)close(fd);
		errno = error;
		return -1;
	}
	return fd;
}

static const char silent[] =
    "the signer has not answered: its log on this host says why";

static int
print_answer(const struct og_buf *b)
{
	const char *s = og_buf_str(b);
	const size_t ok = strlen(ASK_OK), no = strlen(ASK_NO);

	if (b->len > ok && memcmp(s, ASK_OK, ok) == 0 &&
	    s[b->len - 1] == '\n') {
		if (fwrite(s + ok, 1, b->len - ok, stdout) != b->len - ok ||
		    fflush(stdout) != 0)
			return complain_errno("standard output");
		return EXIT_SUCCESS;
	}
	if (b->len > no + 1 && memcmp(s, ASK_NO, no) == 0 &&
	    s[b->len - 1] == '\n')
		return complain(s + no, b->len - no - 1);
	return complain(silent, sizeof(silent) - 1);
}

static int
ask(const char *path, const struct og_buf *key)
{
	char address[OG_ADDRESS_MAX + 1];
	struct og_buf b;
	enum og_err err;
	int status;
	int fd;

	fd = reach(path);
	if (fd == -1)
		return complain_errno(path);
	find_address(address);
	og_buf_init(&b, ASK_MAX + ASK_CERT_MAX);
	og_buf_printf(&b, ASK_HEAD "%s\n", address);
	og_buf_put(&b, og_buf_str(key), key->len);
	err = og_buf_err(&b);
	/* The signer may have answered before it has read all. */
	if (err == OG_OK && og_safefile_write(fd, b.data, b.len) == OG_OK)
		(void)shutdown(fd, SHUT_WR);
	og_buf_reset(&b);
	if (err == OG_OK)
		err = og_safefile_read(fd, ASK_CERT_MAX, &b);
	(void)close(fd);
	if (err == OG_OK)
		status = print_answer(&b);
	else if (err == OG_ERR_IO) /* it has ended in the middle */
		status = complain(silent, sizeof(silent) - 1);
	else
		status = complain(og_strerror(err), strlen(og_strerror(err)));
	og_buf_clear(&b);
	return status;
}

int
main(int argc, char **argv)
{
	const char *path = ASK_SOCKET;
	static const char large[] = "the key: longer than 16 KiB";
	struct og_buf key;
	enum og_err err;
	int status;
	int c;

	(void)signal(SIGPIPE, SIG_IGN);
	while ((c = getopt(argc, argv, "S:")) != -1) {
		if (c != 'S') {
			fputs("usage: otpgate-ssh-cert [-S SOCKET] < KEY.pub "
			      "> KEY-cert.pub\n",
			    stderr);
			return 2;
		}
		path = optarg;
	}
	og_buf_init(&key, PUBKEY_MAX);
	err = og_safefile_read(STDIN_FILENO, PUBKEY_MAX, &key);
	if (err == OG_ERR_RANGE)
		status = complain(large, sizeof(large) - 1);
	else if (err != OG_OK)
		status = complain_errno("standard input");
	else
		status = ask(path, &key);
	og_buf_clear(&key);
	return status;
}
