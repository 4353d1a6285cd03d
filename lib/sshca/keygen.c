/* SPDX-License-Identifier: ISC */
/*
 * Running ssh-keygen.  Nothing from outside becomes a path or the first
 * argument; nothing of the caller's environment, descriptors or signals reaches
 * the program.  Must not know what it is asked to do.
 */
#include <sys/pidfd.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/files/safefile.h"
#include "lib/sshca/keygen.h"

#define FOLDER "/tmp/otpgate-ssh-XXXXXX"

enum og_err
og_keygen_begin(struct og_keygen *k, struct og_why *why)
{
	enum og_err err;
	struct stat st;

	memset(k, 0, sizeof(*k));
	k->dir = -1;
	memcpy(k->path, FOLDER, sizeof(FOLDER));
	if (mkdtemp(k->path) == NULL) {
		k->path[0] = '\0';
		return og_why_set(
		    why, OG_ERR_IO, "%s: %s", FOLDER, strerror(errno));
	}
	k->dir = open(k->path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (k->dir == -1)
		return og_why_set(
		    why, OG_ERR_IO, "%s: %s", k->path, strerror(errno));
	/* where /tmp is not sticky it may be another one by now */
	if (fstat(k->dir, &st) == 0 && st.st_uid == geteuid() &&
	    (st.st_mode & 0077) == 0)
		return OG_OK;
	err = og_why_set(why, OG_ERR_UNSAFE,
	    "%s: is not the folder that was just made", k->path);
	(void)close(k->dir);
	k->dir = -1;
	k->path[0] = '\0'; /* nothing of it is ours to remove */
	return err;
}

enum og_err
og_keygen_put(
    struct og_keygen *k, const char *name, const void *data, size_t len)
{
	enum og_err err;
	int fd;

	fd = openat(k->dir, name,
	    O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
	    S_IRUSR | S_IWUSR);
	if (fd == -1)
		return og_err_from_errno(errno);
	err = og_safefile_write(fd, data, len);
	if (close(fd) == -1 && err == OG_OK)
		err = OG_ERR_IO;
	return err;
}

enum og_err
og_keygen_get(
    struct og_keygen *k, const char *name, size_t max, struct og_buf *out)
{
	enum og_err err;
	int fd;

	fd = openat(k->dir, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	if (fd == -1)
		return og_err_from_errno(errno);
	err = og_safefile_read(fd, max, out);
	(void)close(fd);
	return err;
}

void
og_keygen_arg(struct og_keygen *k, const char *arg)
{
	if (k->err != OG_OK)
		return;
	if (k->argc == OG_KEYGEN_ARGS_MAX) {
		k->err = OG_ERR_RANGE;
		return;
	}
	k->argv[k->argc] = strdup(arg);
	if (k->argv[k->argc] == NULL)
		k->err = OG_ERR_NOMEM;
	else
		k->argc++;
}

static void
forget_args(struct og_keygen *k)
{
	while (k->argc > 0) {
		free(k->argv[--k->argc]);
		k->argv[k->argc] = NULL;
	}
	k->err = OG_OK;
}

/* In its own session it has no terminal on which to ask for a passphrase. */
static int
prepare_attr(posix_spawnattr_t *attr)
{
	sigset_t all;
	sigset_t none;
	int error;

	(void)sigfillset(&all);
	(void)sigdelset(&all, SIGKILL);
	(void)sigdelset(&all, SIGSTOP);
	(void)sigemptyset(&none);
	error = posix_spawnattr_setsigdefault(attr, &all);
	if (error == 0)
		error = posix_spawnattr_setsigmask(attr, &none);
	if (error == 0)
		error = posix_spawnattr_setflags(
		    attr, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK |
			      POSIX_SPAWN_SETSID);
	return error;
}

static int
prepare_files(posix_spawn_file_actions_t *files, int dir)
{
	int error;

	error = posix_spawn_file_actions_addopen(
	    files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
	if (error == 0)
		error = posix_spawn_file_actions_addopen(
		    files, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
	if (error == 0)
		error = posix_spawn_file_actions_addfchdir_np(files, dir);
	if (error == 0)
		error = posix_spawn_file_actions_addclosefrom_np(files, 3);
	return error;
}

static int
start(struct og_keygen *k, const char *agent, pid_t *pid)
{
	char name[] = "ssh-keygen", lang[] = "LC_ALL=C",
	     path[] = "PATH=/usr/bin:/bin", home[] = "HOME=/nonexistent";
	char sock[512];
	char *envp[] = {path, lang, home, NULL, NULL};
	char *argv[OG_KEYGEN_ARGS_MAX + 2] = {name};
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attr;
	int error;
	int n;

	if (agent != NULL) {
		n = snprintf(sock, sizeof(sock), "SSH_AUTH_SOCK=%s", agent);
		if (n < 0 || (size_t)n >= sizeof(sock))
			return ENAMETOOLONG;
		envp[3] = sock;
	}
	memcpy(argv + 1, k->argv, k->argc * sizeof(argv[0]));

	error = posix_spawnattr_init(&attr);
	if (error != 0)
		return error;
	error = posix_spawn_file_actions_init(&files);
	if (error != 0) {
		(void)posix_spawnattr_destroy(&attr);
		return error;
	}
	error = prepare_attr(&attr);
	if (error == 0)
		error = prepare_files(&files, k->dir);
	if (error == 0)
		error =
		    posix_spawn(pid, OG_SSH_KEYGEN, &files, &attr, argv, envp);
	(void)posix_spawn_file_actions_destroy(&files);
	(void)posix_spawnattr_destroy(&attr);
	return error;
}

/* Waits until the deadline at most; then ends the whole group. */
static enum og_err
await(pid_t pid, struct og_why *why)
{
	const struct timespec limit = {.tv_sec = OG_KEYGEN_SECONDS};
	struct pollfd p = {.events = POLLIN};
	sigset_t all;
	pid_t got;
	int status = 0;
	int ready = -1;

	(void)sigfillset(&all);
	p.fd = pidfd_open(pid, 0);
	if (p.fd != -1) {
		ready = ppoll(&p, 1, &limit, &all);
		(void)close(p.fd);
	}
	if (ready != 1)
		(void)kill(-pid, SIGKILL);
	do
		got = waitpid(pid, &status, 0);
	while (got == -1 && errno == EINTR);
	if (ready != 1)
		return og_why_set(why, OG_ERR_BUSY,
		    OG_SSH_KEYGEN " did not end in %d seconds",
		    OG_KEYGEN_SECONDS);
	if (got != pid || !WIFEXITED(status) || WEXITSTATUS(status) != 0)
		return og_why_set(why, OG_ERR_IO,
		    OG_SSH_KEYGEN " failed (status %d)",
		    got == pid && WIFEXITED(status) ? WEXITSTATUS(status) : -1);
	return OG_OK;
}

enum og_err
og_keygen_run(struct og_keygen *k, const char *agent, struct og_why *why)
{
	enum og_err err = k->err;
	pid_t pid = -1;
	int error;

	if (err != OG_OK) {
		(void)og_why_set(
		    why, err, OG_SSH_KEYGEN ": %s", og_strerror(err));
		goto out;
	}
	error = start(k, agent, &pid);
	if (error != 0)
		err = og_why_set(
		    why, OG_ERR_IO, OG_SSH_KEYGEN ": %s", strerror(error));
	else
		err = await(pid, why);
out:
	forget_args(k);
	return err;
}

void
og_keygen_end(struct og_keygen *k)
{
	const struct dirent *e;
	DIR *d;

	forget_args(k);
	d = k->dir == -1 ? NULL : fdopendir(k->dir);
	if (d != NULL) {
		while ((e = readdir(d)) != NULL)
			(void)unlinkat(dirfd(d), e->d_name, 0);
		(void)closedir(d);
	} else if (k->dir != -1) {
		(void)close(k->dir);
	}
	k->dir = -1;
	if (k->path[0] != '\0')
		(void)rmdir(k->path);
	k->path[0] = '\0';
}
