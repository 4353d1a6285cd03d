/* SPDX-License-Identifier: ISC */
/* Which certificates of the register a word selects, and whose they are now. */
#ifndef OTPGATE_ADMIN_WORK_CERTS_CHOICE_H
#define OTPGATE_ADMIN_WORK_CERTS_CHOICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "admin/work/context.h"
#include "lib/sshca/register.h"

/* What a command is about: one certificate, those of a user, or all.  Fields
 * that are 0 or "" are not used. */
struct certs_choice {
	uint64_t serial;
	uint64_t id;		 /* of the user */
	char name[OG_NAME_SIZE]; /* of the user, or on a certificate */
	bool by_id;		 /* the id was given: the name does not count */
	bool blind; /* the database could not be read: only lines with the name
		       are found */
};

/*
 * Reads a serial that "certs" has, the name of a user, a name that no user has
 * any more, or the id of a user who has certificates; "what" NULL: all.  A
 * user's certificates are those of the id, whatever name they bear; complains
 * if others bear the name.  False after a complaint: there is no such
 * user.
 */
bool certs_choose(struct context *c, const struct og_certs *certs,
    const char *what, struct certs_choice *out);

bool
certs_is_chosen(const struct certs_choice *choice, const struct og_cert *cert);

/* What the user of a certificate is called now. */
enum certs_now {
	CERTS_NOW_UNKNOWN = 0, /* the register has no id, or no database */
	CERTS_NOW_GONE,	       /* removed */
	CERTS_NOW_NAME	       /* "name" is set */
};
enum certs_now certs_now(
    struct context *c, const struct og_cert *cert, char name[OG_NAME_SIZE]);

/*
 * Called after something was taken away from the user "id", called "name":
 * reminds the administrator of certificates that are still valid, and says how
 * to revoke them; prints nothing if there are none.  With "renamed", of those
 * that bear another name.  Complains about what cannot be determined; changes
 * no status.
 */
void
certs_remind(struct context *c, const char *name, uint64_t id, bool renamed);

/* Complains of valid certificates that bear "name" and belong to another user
 * than "id", who has it now. */
void certs_remind_of_others(struct context *c, const char *name, uint64_t id);

/* The same as certs_remind for the user who has the name now. */
void certs_remind_of(struct context *c, const char *name);

#endif
