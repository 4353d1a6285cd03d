/* SPDX-License-Identifier: ISC */
/*
 * What restoring a backup means besides the changes: whether it belongs to this
 * installation at all, by ids and keys; and which certificates outlive it.
 * Decides nothing.  Must not keep or print a seed.
 */
#include "admin/file/restore_notes.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "admin/ui/output.h"
#include "admin/work/certs_choice.h"
#include "lib/base/clock.h"
#include "lib/base/wipe.h"
#include "lib/rules/enroll.h"

static void
try_seeds(struct restore_notes *notes, const struct context *c,
    const struct og_user *u)
{
	uint8_t seed[OG_SEED_MAX];
	size_t len;

	for (size_t i = 0; c->ring.n > 0 && i < u->n_authenticators; i++) {
		notes->seeds++;
		if (og_enroll_seed(u, &u->authenticators[i], &c->ring, seed,
			&len) == OG_OK)
			notes->opened++;
		OG_WIPE_ARRAY(seed);
	}
}

/* Whether the user has less than at present, or than in the backup. */
static bool
is_left(const struct og_filestore_coming *coming)
{
	const struct og_user *now = coming->now, *next = coming->next;

	if (next == NULL || coming->renamed)
		return true;
	if (now == NULL)
		return next->disabled;
	return (next->disabled && !now->disabled) ||
	       strcmp(next->groups, now->groups) != 0;
}

static void
add_left(struct restore_notes *notes, const struct og_filestore_coming *coming)
{
	const struct og_user *u =
	    coming->now != NULL ? coming->now : coming->then;
	size_t cap = notes->cap > 0 ? notes->cap * 2 : 64;
	struct restore_left *left;

	if (u == NULL)
		return; /* nobody can tell who it was */
	if (notes->n == notes->cap) {
		left = reallocarray(notes->left, cap, sizeof(*left));
		notes->lost = notes->lost || left == NULL;
		if (left == NULL)
			return;
		notes->left = left;
		notes->cap = cap;
	}
	left = &notes->left[notes->n++];
	left->id = coming->id;
	memcpy(left->name, u->name, sizeof(left->name));
	/* the reminder has to name who can be named afterwards */
	left->renamed = coming->renamed && coming->next != NULL;
	if (left->renamed)
		memcpy(left->name, coming->next->name, sizeof(left->name));
}

void
restore_notes_add(struct restore_notes *notes, const struct context *c,
    const struct og_filestore_coming *coming)
{
	if (coming->then != NULL) {
		notes->then++;
		notes->both += coming->now != NULL;
		notes->absent += coming->fate == OG_BACK_OUT ||
				 coming->fate == OG_BACK_RETURNED;
		try_seeds(notes, c, coming->then);
	}
	if (is_left(coming))
		add_left(notes, coming);
}

bool
restore_is_foreign(const struct restore_notes *notes)
{
	return notes->then > 0 && notes->absent == notes->then &&
	       notes->opened == 0 && notes->seeds > 0;
}

void
restore_notes_warn(const struct restore_notes *notes, const struct context *c,
    const char *path)
{
	if (restore_is_foreign(notes))
		output_complain(path,
		    "is a backup of another database: nobody in it is in %s, "
		    "and none of its secrets opens with %s",
		    c->settings.database, c->settings.keys);
	else if (notes->seeds > 0 && notes->opened == 0)
		output_complain(path,
		    "none of its secrets opens with %s: put the key file that "
		    "belongs to it there, otherwise no code of its users is "
		    "accepted",
		    c->settings.keys);
}

static bool
has_certificate(const struct og_certs *certs, const struct restore_left *left)
{
	for (size_t i = 0; i < certs->n; i++) {
		const struct og_cert *cert = &certs->certs[i];

		if (!cert->revoked &&
		    (cert->id != 0 ? cert->id == left->id
				   : strcmp(cert->user, left->name) == 0))
			return true;
	}
	return false;
}

void
restore_notes_remind(const struct restore_notes *notes, struct context *c)
{
	struct og_certs certs;

	if (c->settings.ssh.ca_key[0] == '\0' || notes->n == 0)
		return;
	/* who is gone is told by the database that is there now */
	(void)context_store(c);
	if (og_certs_load(c->settings.ssh.cert_register, og_clock_wall(),
		&certs, &c->why) != OG_OK) {
		output_complain(NULL, "SSH certificates may still be valid: %s",
		    c->why.text);
		return;
	}
	for (size_t i = 0; i < notes->n; i++)
		if (has_certificate(&certs, &notes->left[i]))
			certs_remind(c, notes->left[i].name, notes->left[i].id,
			    notes->left[i].renamed);
	og_certs_clear(&certs);
	if (notes->lost)
		output_complain(NULL, "out of memory while looking for SSH "
				      "certificates: see otpadm certs");
}

void
restore_notes_clear(struct restore_notes *notes)
{
	free(notes->left);
	memset(notes, 0, sizeof(*notes));
}
