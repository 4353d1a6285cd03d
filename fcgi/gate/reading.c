// SPDX-License-Identifier: ISC
/*
 * A child reads the settings; it shares a piece of memory with us and has no
 * other channel.  Must not let a crash of the child become one of ours, nor
 * wait for it indefinitely.
 */
#include "fcgi/gate/reading.h"

#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pwd.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/base/clock.h"

#define PATIENCE_MS 10000
#define LOOK_MS 100 /* whether all ends meanwhile */

static atomic_bool ending;

/* What both see.  It contains no pointer. */
struct page {
	bool done;
	enum og_err err;
	struct og_settings settings;
	uid_t peers[OG_PEERS_MAX];
	struct og_why why;
};

/* The accounts that may connect. */
static enum og_err
find_peers(struct page *page, const char *path)
{
	const struct og_settings *set = &page->settings;
	struct passwd pw, *found;
	char buf[4096];

	for (size_t i = 0; i < set->n_peers; i++) {
		if (getpwnam_r(set->peers[i], &pw, buf, sizeof(buf), &found) !=
			0 ||
		    found == NULL)
			return og_why_set(&page->why, OG_ERR_NOTFOUND,
			    "%s: setting peers: there is no account \"%s\"",
			    path, set->peers[i]);
		page->peers[i] = pw.pw_uid;
	}
	return OG_OK;
}

/* Before the handlers that others have registered: they belong to the parent,
 * and might wait for locks that its threads hold. */
static void
end_at_once(void)
{
	_exit(1);
}

/* The child, which keeps "fd" until its end, and no connection of its parent:
 * those would end with it.  Nobody may read the last words of the scanner, and
 * nobody waits for it when "parent" is gone. */
static void
read_here(const char *path, struct page *page, int fd, pid_t parent)
{
	if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid() != parent)
		_exit(1);
	(void)syscall(SYS_close_range, fd + 1, ~0U, 0);
	if (fd > 0)
		(void)syscall(SYS_close_range, 0, fd - 1, 0);
	if (atexit(end_at_once) != 0)
		_exit(1);
	page->err = og_settings_load(path, &page->settings, &page->why);
	if (page->err == OG_OK)
		page->err = find_peers(page, path);
	page->done = true;
	_exit(0);
}

/* Waits until no process has the other end of "fd" any more. */
static bool
wait_for_end(int fd)
{
	const int64_t until = og_clock_ms() + PATIENCE_MS;
	struct pollfd p = {.fd = fd, .events = POLLIN};
	int n;

	while (og_clock_ms() < until && !atomic_load(&ending)) {
		n = poll(&p, 1, LOOK_MS);
		if (n == 1)
			return true;
		if (n == -1 && errno != EINTR)
			break;
	}
	return false;
}

void
reading_give_up(void)
{
	atomic_store(&ending, true);
}

static enum og_err
have_read(const char *path, struct page *page, struct og_why *why)
{
	const pid_t self = getpid();
	bool ended;
	int fds[2];
	pid_t pid;

	if (pipe2(fds, O_CLOEXEC) != 0)
		return og_why_set(
		    why, OG_ERR_IO, "%s: not read: %s", path, strerror(errno));
	pid = fork();
	if (pid == 0)
		read_here(path, page, fds[1], self);
	(void)close(fds[1]);
	if (pid == -1) {
		(void)close(fds[0]);
		return og_why_set(why, OG_ERR_IO,
		    "%s: not read: there can be no process for it: %s", path,
		    strerror(errno));
	}
	ended = wait_for_end(fds[0]);
	(void)close(fds[0]);
	if (!ended)
		(void)kill(pid, SIGKILL);
	while (waitpid(pid, NULL, 0) == -1 && errno == EINTR)
		;
	if (!ended && atomic_load(&ending))
		return og_why_set(
		    why, OG_ERR_BUSY, "%s: not read, since otpgate ends", path);
	if (!ended)
		return og_why_set(why, OG_ERR_BUSY,
		    "%s: not read within %d seconds", path, PATIENCE_MS / 1000);
	if (!page->done)
		return og_why_set(why, OG_ERR_NOMEM,
		    "%s: not read: memory ran out, or the process that read it "
		    "was ended",
		    path);
	if (why != NULL)
		*why = page->why;
	return page->err;
}

enum og_err
reading_load(const char *path, struct og_settings *s, uid_t peers[OG_PEERS_MAX],
    struct og_why *why)
{
	struct page *page;
	enum og_err err;

	og_settings_init(s);
	page = mmap(NULL, sizeof(*page), PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (page == MAP_FAILED)
		return og_why_set(why, OG_ERR_NOMEM, "%s: not read: %s", path,
		    og_strerror(OG_ERR_NOMEM));
	err = have_read(path, page, why);
	if (err == OG_OK) {
		*s = page->settings;
		memcpy(peers, page->peers, sizeof(page->peers));
	}
	(void)munmap(page, sizeof(*page));
	return err;
}
