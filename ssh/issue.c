/* SPDX-License-Identifier: ISC */
/*
 * Making a certificate with ssh-keygen.  Must not decide who gets one.
 */
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "lib/crypto/random.h"
#include "lib/files/safefile.h"
#include "lib/sshca/keygen.h"
#include "ssh/ask.h"
#include "ssh/issue.h"

#define SKEW 60 /* seconds that the clock of a target may be behind */
#define TEXT_SIZE 160

enum og_err
issue_prepare(struct og_cert *c, const struct og_settings *s,
    const struct pubkey *key, const char *user, const char *address,
    int64_t now)
{
	enum og_err err;

	memset(c, 0, sizeof(*c));
	do {
		err = og_random(&c->serial, sizeof(c->serial));
		if (err != OG_OK)
			return err;
		c->serial &= INT64_MAX;
	} while (c->serial == 0);
	c->issued = now;
	c->until = now + s->ssh.lifetime;
	(void)snprintf(c->key, sizeof(c->key), "%s", key->fingerprint);
	(void)snprintf(c->user, sizeof(c->user), "%s", user);
	(void)snprintf(c->address, sizeof(c->address), "%s", address);
	return OG_OK;
}

enum og_err
issue_check_ca(const struct og_settings *s, struct og_why *why)
{
	const bool agent = s->ssh.ca_agent[0] != '\0';
	enum og_err err;
	int fd;

	err = og_safefile_open(
	    s->ssh.ca_key, O_RDONLY, agent ? 0022 : 0077, &fd, why);
	if (err == OG_OK)
		(void)close(fd);
	return err;
}

static void
add_option(struct og_keygen *k, const char *option)
{
	og_keygen_arg(k, "-O");
	og_keygen_arg(k, option);
}

static void
add_rights(
    struct og_keygen *k, const struct og_settings *s, const struct og_cert *c)
{
	char text[TEXT_SIZE];

	add_option(k, "clear");
	if ((s->ssh.permit & OG_PERMIT_PTY) != 0)
		add_option(k, "permit-pty");
	if ((s->ssh.permit & OG_PERMIT_PORT_FORWARDING) != 0)
		add_option(k, "permit-port-forwarding");
	if ((s->ssh.permit & OG_PERMIT_AGENT_FORWARDING) != 0)
		add_option(k, "permit-agent-forwarding");
	if (s->ssh.source_address) {
		(void)snprintf(text, sizeof(text), "source-address=%s/%d",
		    c->address, strchr(c->address, ':') != NULL ? 128 : 32);
		add_option(k, text);
	}
}

/* Nothing in here can begin with a "-" from outside: names do not, and the key
 * is in a file whose name is ours. */
static void
add_arguments(struct og_keygen *k, const struct og_settings *s,
    const struct og_cert *c, const char *principals)
{
	char text[TEXT_SIZE];

	og_keygen_arg(k, "-q");
	if (s->ssh.ca_agent[0] != '\0')
		og_keygen_arg(k, "-U");
	og_keygen_arg(k, "-s");
	og_keygen_arg(k, s->ssh.ca_key);
	(void)snprintf(text, sizeof(text), "otpgate:%s:acr=otp:%" PRIu64,
	    c->user, c->serial);
	og_keygen_arg(k, "-I");
	og_keygen_arg(k, text);
	og_keygen_arg(k, "-n");
	og_keygen_arg(k, principals);
	(void)snprintf(text, sizeof(text), "%" PRIu64, c->serial);
	og_keygen_arg(k, "-z");
	og_keygen_arg(k, text);
	(void)snprintf(text, sizeof(text), "0x%" PRIx64 ":0x%" PRIx64,
	    (uint64_t)(c->issued - SKEW), (uint64_t)c->until);
	og_keygen_arg(k, "-V");
	og_keygen_arg(k, text);
	add_rights(k, s, c);
	og_keygen_arg(k, "id.pub");
}

/* The result must be one line, a certificate of the key's own type. */
static bool
is_certificate(const struct og_buf *cert, const char *type)
{
	static const char behind[] = "-cert-v01@openssh.com ";
	const char *at = strchr(type, '@');
	const size_t n = at == NULL ? strlen(type) : (size_t)(at - type);
	const char *s = og_buf_str(cert);

	return cert->len > n + sizeof(behind) && memcmp(s, type, n) == 0 &&
	       memcmp(s + n, behind, sizeof(behind) - 1) == 0 &&
	       memchr(s, '\n', cert->len) == s + cert->len - 1;
}

enum og_err
issue_sign(const struct og_settings *s, const struct og_cert *c,
    const char *principals, const struct pubkey *key, struct og_buf *out,
    struct og_why *why)
{
	const char *agent = s->ssh.ca_agent[0] != '\0' ? s->ssh.ca_agent : NULL;
	struct og_keygen k;
	struct og_buf cert;
	enum og_err err;

	og_buf_init(&cert, ASK_CERT_MAX);
	err = og_keygen_begin(&k, why);
	if (err != OG_OK)
		goto out;
	err = og_keygen_put(&k, "id.pub", key->line, strlen(key->line));
	if (err != OG_OK) {
		(void)og_why_set(
		    why, err, "%s/id.pub: %s", k.path, og_strerror(err));
		goto out;
	}
	add_arguments(&k, s, c, principals);
	err = og_keygen_run(&k, agent, why);
	if (err != OG_OK)
		goto out;
	err = og_keygen_get(&k, "id-cert.pub", ASK_CERT_MAX, &cert);
	if (err == OG_OK && !is_certificate(&cert, key->type))
		err = OG_ERR_FORMAT;
	if (err != OG_OK) {
		(void)og_why_set(why, err,
		    OG_SSH_KEYGEN " left no certificate: %s", og_strerror(err));
		goto out;
	}
	og_buf_put(out, cert.data, cert.len);
	err = og_buf_err(out);
out:
	og_keygen_end(&k);
	og_buf_clear(&cert);
	return err;
}
