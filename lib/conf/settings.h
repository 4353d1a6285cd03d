/* SPDX-License-Identifier: ISC */
/* The settings file, otpgate.conf(5), read by libconfuse. */
#ifndef OTPGATE_CONF_SETTINGS_H
#define OTPGATE_CONF_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/audit/audit.h"
#include "lib/base/err.h"
#include "lib/decision/policy.h"
#include "lib/look/colour.h"
#include "lib/rules/place.h"

#define OG_PATH_SIZE 256
#define OG_HOST_MAX 253
#define OG_HOSTS_MAX 32
#define OG_LOOPS_MAX 16
#define OG_PEERS_MAX 8
#define OG_SITE_NAME_MAX 64 /* bytes */
#define OG_SUPPORT_LINES_MAX 4
#define OG_SUPPORT_LINE_MAX 240 /* bytes */
#define OG_LANGUAGES 6
/* The shares of wide networks, in multiples of one address: failures and seats.
 */
#define OG_SHARE_IPV6_56 4
#define OG_SHARE_IPV6_48 16
#define OG_SHARE_IPV4_24 16
#define OG_DEFAULT_CONF "/etc/otpgate/otpgate.conf"

/* What an SSH certificate permits on the target hosts. */
enum {
	OG_PERMIT_PTY = 1,
	OG_PERMIT_PORT_FORWARDING = 2,
	OG_PERMIT_AGENT_FORWARDING = 4
};

/* Short-lived SSH certificates: otpgate-ssh-cert(1). */
struct og_ssh_settings {
	char ca_key[OG_PATH_SIZE];   /* "": no certificates */
	char ca_agent[OG_PATH_SIZE]; /* socket of ssh-agent; "": none */
	char cert_register[OG_PATH_SIZE];
	char krl[OG_PATH_SIZE];
	char group[OG_GROUP_MAX + 1]; /* only its members; "": everybody */
	int64_t lifetime;	      /* seconds */
	int64_t fresh;		      /* seconds since the code; 0: any */
	unsigned permit;	      /* OG_PERMIT_... */
	bool source_address;	      /* valid from the client's address only */
	bool group_principals;	      /* "group:NAME", too */
};

/* How pages look.  What the files contain: lib/conf/look.h. */
struct og_look_settings {
	char site_name[OG_SITE_NAME_MAX + 1]; /* "": none */
	char logo[OG_PATH_SIZE];	      /* "": none */
	char extra_css[OG_PATH_SIZE];	      /* "": none */
	bool has_accent;
	struct og_colour accent;
	size_t n_support;
	char support[OG_SUPPORT_LINES_MAX][OG_SUPPORT_LINE_MAX + 1];
};

struct og_settings {
	char database[OG_PATH_SIZE];
	char keys[OG_PATH_SIZE];
	char socket[OG_PATH_SIZE];
	char socket_group[OG_NAME_SIZE]; /* "" : that of the process */
	char user[OG_NAME_SIZE];	 /* to become when started as root */
	size_t n_peers;			 /* user names that may connect */
	char peers[OG_PEERS_MAX][OG_NAME_SIZE];
	size_t n_hosts; /* lower case; the first is default */
	char hosts[OG_HOSTS_MAX][OG_HOST_MAX + 1];
	char login_host[OG_HOST_MAX + 1]; /* one of them; "": each its own */
	char issuer[65];
	char default_page[256]; /* absolute path */
	bool account_page; /* people may see and change their own account */
	struct og_look_settings look;
	size_t n_languages; /* of the pages; the first is the default */
	unsigned languages[OG_LANGUAGES]; /* places in og_languages */
	char log[OG_PATH_SIZE]; /* "syslog", "stderr", "journal" or a path */
	enum og_audit_format log_format;
	bool log_required; /* no login while the log takes no lines */
	struct og_policy policy;
	unsigned failure_floor;	   /* milliseconds */
	unsigned address_failures; /* before an address waits; 0: never */
	unsigned address_interval; /* seconds until it may fail once more */
	unsigned workers;
	unsigned loops;	       /* threads that answer checks */
	unsigned hash_threads; /* 0: one for every two cores */
	unsigned hash_queue;
	unsigned connections; /* at once */
	struct og_places places;
	struct og_ssh_settings ssh;
};

/* The codes of the languages that pages can have, and NULL behind the last. */
extern const char *const og_languages[];

/* One known setting, for tools that compare code and documents. */
extern const char *const og_settings_names[]; /* ends with NULL */

/* The same for the settings in the braces of a "place". */
extern const char *const og_settings_place_names[]; /* ends with NULL */

/* Fills in every default; hosts is empty. */
void og_settings_init(struct og_settings *s);

/*
 * Reads and checks "path".  Rejected with file, line and reason: unknown or
 * doubled settings, values out of range, "${" anywhere (libconfuse would
 * expand the environment), no host, a place that demands nothing or is not
 * spelled as it is compared.  OG_OK; OG_ERR_NOTFOUND, OG_ERR_UNSAFE
 * (writable by group or others), OG_ERR_FORMAT, OG_ERR_RANGE, OG_ERR_IO with
 * *s as after og_settings_init.
 */
enum og_err og_settings_load(
    const char *path, struct og_settings *s, struct og_why *why) OG_MUST_CHECK;

#endif
