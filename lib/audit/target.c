/* SPDX-License-Identifier: ISC */
/*
 * Where the audit log goes, checked before it is opened: a file is made for the
 * account of the responder, and a log that would be lost is reported.  Must not
 * write to the log.
 */
#include "lib/audit/target.h"

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <string.h>
#include <unistd.h>

#include "lib/files/folder.h"

#define LOG_MODE 0640
#define SYSLOG_SOCKET "/dev/log" /* of syslog(3) */

void
og_audit_make(const char *target, const char *account)
{
	struct passwd pw, *found = NULL;
	struct og_folder f;
	struct stat st;
	char buf[4096];
	int fd = -1;

	if (target[0] != '/' || geteuid() != 0 || account[0] == '\0' ||
	    og_folder_open(&f, target, OG_FOLDER_ANY, NULL) != OG_OK)
		return;
	if (!og_folder_look(&f, f.base, &st) && errno == ENOENT &&
	    getpwnam_r(account, &pw, buf, sizeof(buf), &found) == 0 &&
	    found != NULL &&
	    og_folder_create(&f, f.base, LOG_MODE, false, &fd) == OG_OK) {
		/* one that cannot be given away stays root's, which is safe */
		(void)!fchown(fd, pw.pw_uid, pw.pw_gid);
		(void)close(fd);
	}
	og_folder_close(&f);
}

static enum og_err
try_file(const char *path, struct og_why *why)
{
	struct og_folder f;
	enum og_err err;
	struct stat st;
	int fd, error;

	err = og_folder_open(&f, path, OG_FOLDER_ANY, why);
	if (err != OG_OK)
		return err;
	fd = og_folder_reach(&f, f.base, O_WRONLY | O_APPEND);
	error = errno;
	if (fd == -1 && error == ENOENT) {
		error = faccessat(f.fd, ".", W_OK | X_OK, AT_EACCESS) == 0
			    ? 0
			    : errno;
		og_folder_close(&f);
		return error == 0 ? OG_OK
				  : og_why_set(why, OG_ERR_IO,
					"%s: is not there and cannot be made: "
					"%s",
					path, strerror(error));
	}
	og_folder_close(&f);
	if (fd == -1 && error != ELOOP && error != EISDIR && error != ENXIO)
		return og_why_set(
		    why, OG_ERR_IO, "%s: %s", path, strerror(error));
	err = fd != -1 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode) &&
		      st.st_nlink == 1
		  ? OG_OK
		  : og_why_set(why, OG_ERR_UNSAFE,
			"%s: the log must be a regular file with one name, not "
			"a symlink",
			path);
	if (fd != -1)
		(void)close(fd);
	return err;
}

/* syslog(3) does not report a missing listener. */
static enum og_err
try_syslog(struct og_why *why)
{
	static const int types[] = {SOCK_DGRAM, SOCK_STREAM};
	struct sockaddr_un a = {.sun_family = AF_UNIX};
	int fd, error = 0;

	memcpy(a.sun_path, SYSLOG_SOCKET, sizeof(SYSLOG_SOCKET));
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		fd =
		    socket(AF_UNIX, types[i] | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
		if (fd == -1)
			return og_why_set(
			    why, OG_ERR_IO, "syslog: %s", strerror(errno));
		error = connect(fd, (const struct sockaddr *)&a, sizeof(a)) == 0
			    ? 0
			    : errno;
		(void)close(fd);
		if (error == 0 || error == EAGAIN) /* there, and busy */
			return OG_OK;
		if (error != EPROTOTYPE)
			break;
	}
	return og_why_set(why, OG_ERR_NOTFOUND,
	    SYSLOG_SOCKET ": %s: what is logged is lost: run a system log, or "
			  "set log to a file",
	    strerror(error));
}

enum og_err
og_audit_try(const char *target, struct og_why *why)
{
	if (target[0] == '/')
		return try_file(target, why);
	if (strcmp(target, "syslog") == 0)
		return try_syslog(why);
	return OG_OK;
}
