/* SPDX-License-Identifier: ISC */
/*
 * otpadm check, what signing SSH certificates needs: the key of the authority,
 * its agent, the register, the revocation list.  Must not change or lock
 * anything, nor read more of the key than shows that it is one.
 */
#include <sys/stat.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "admin/check/check.h"
#include "lib/files/safefile.h"
#include "lib/sshca/register.h"

#define SECRET 0077   /* modes that a secret must not have */
#define TRUSTED 0022  /* and what others may read */
#define ALL INT64_MIN /* certificates of all times */

/* An attacker who takes over the responder must not get what the signer has. */
static void
check_separate(struct check *k, const char *path, int fd)
{
	struct stat st;
	uid_t uid;
	gid_t gid;

	if (!context_account(k->c, &uid, &gid) || uid == 0 || uid == geteuid())
		return;
	if (fstat(fd, &st) == 0 && st.st_uid == uid)
		check_tell(k, CHECK_PROBLEM, path, 0,
		    "belongs to %s, the account of the responder: chown root "
		    "%s and its folder",
		    k->c->settings.user, path);
}

/* Opens it as the signer does; -1 after a finding.  A missing file is one only
 * if it is "needed". */
static int
open_file(struct check *k, const char *path, mode_t forbidden, bool needed)
{
	struct og_why *why = &k->c->why;
	enum og_err err;
	int fd = -1;

	why->text[0] = '\0';
	err = og_safefile_open(path, O_RDONLY, forbidden, &fd, why);
	if (err == OG_OK)
		check_separate(k, path, fd);
	else if (err != OG_ERR_NOTFOUND || needed)
		/* the signer is root: what others cannot read is no problem */
		check_tell(k,
		    err == OG_ERR_IO && geteuid() != 0 ? CHECK_WARNING
						       : CHECK_PROBLEM,
		    NULL, 0, "%s",
		    why->text[0] != '\0' ? why->text : og_strerror(err));
	return fd;
}

/* With an agent the file is the public half. */
static void
check_authority(struct check *k, const struct og_ssh_settings *s)
{
	static const char begin[] = "-----BEGIN ";
	const bool agent = s->ca_agent[0] != '\0';
	char text[sizeof(begin) - 1];
	struct stat st;
	int fd;

	fd = open_file(k, s->ca_key, agent ? TRUSTED : SECRET, true);
	if (fd >= 0 && !agent &&
	    (read(fd, text, sizeof(text)) != (ssize_t)sizeof(text) ||
		memcmp(text, begin, sizeof(text)) != 0))
		check_tell(k, CHECK_PROBLEM, s->ca_key, 0,
		    "is not a private key in the format of ssh-keygen");
	if (fd >= 0)
		(void)close(fd);
	if (!agent)
		return;
	if (stat(s->ca_agent, &st) != 0)
		check_tell(k, CHECK_PROBLEM, s->ca_agent, 0, "%s: no agent",
		    strerror(errno));
	else if (!S_ISSOCK(st.st_mode))
		check_tell(k, CHECK_PROBLEM, s->ca_agent, 0,
		    "is not the socket of an agent");
}

/* A line that cannot be read may be that of a valid certificate, which no
 * revocation would reach. */
static void
check_register(struct check *k, const struct og_ssh_settings *s)
{
	struct og_why *why = &k->c->why;
	struct og_certs certs;
	int fd;

	fd = open_file(k, s->cert_register, SECRET, false);
	if (fd < 0)
		return;
	(void)close(fd);
	why->text[0] = '\0';
	if (og_certs_load(s->cert_register, ALL, &certs, why) != OG_OK) {
		check_tell(k, CHECK_PROBLEM, NULL, 0, "%s", why->text);
		return;
	}
	if (certs.bad > 0)
		check_tell(k, CHECK_PROBLEM, s->cert_register, certs.bad_line,
		    "cannot be parsed%s: a certificate on it is not revoked "
		    "with its user",
		    certs.bad > 1 ? ", nor can others after it" : "");
	og_certs_clear(&certs);
}

void
check_ssh(struct check *k)
{
	const struct og_ssh_settings *s = &k->c->settings.ssh;
	int fd;

	if (s->ca_key[0] == '\0')
		return;
	check_authority(k, s);
	check_register(k, s);
	/* everybody may read it, as the hosts do */
	fd = open_file(k, s->krl, TRUSTED, false);
	if (fd >= 0)
		(void)close(fd);
}
