/* SPDX-License-Identifier: ISC */
/*
 * What restoring a backup would change: rows of user, word and sentence, found
 * by comparing the record of the backup, the present one and the future one.
 * Decides nothing; the file store has decided everything.
 */
#include "admin/file/restore_list.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "admin/ui/output.h"
#include "lib/crypto/hex.h"

#define TEXT_MAX 2048

/* The user for whom rows are added. */
struct about {
	struct restore_list *list;
	const struct og_filestore_coming *c;
};

static void OG_PRINTF(4, 5) add(
    const struct about *a, const char *what, bool danger, const char *fmt, ...)
{
	const struct og_filestore_coming *c = a->c;
	const struct og_user *u = c->next != NULL  ? c->next
				  : c->now != NULL ? c->now
						   : c->then;
	struct restore_list *list = a->list;
	size_t cap = list->cap > 0 ? list->cap * 2 : 64;
	struct restore_row *row;
	char text[TEXT_MAX];
	va_list ap;

	va_start(ap, fmt);
	(void)vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	if (list->n == list->cap) {
		row = reallocarray(list->rows, cap, sizeof(*row));
		if (row == NULL) {
			list->lost = true;
			return;
		}
		list->rows = row;
		list->cap = cap;
	}
	row = &list->rows[list->n];
	row->id = c->id;
	row->what = what;
	row->danger = danger;
	row->text = strdup(text);
	if (row->text == NULL) {
		list->lost = true;
		return;
	}
	if (u != NULL)
		memcpy(row->name, u->name, sizeof(row->name));
	else
		og_hex_format(c->id, 16, row->name);
	list->n++;
}

/* --- what becomes of the user --- */

static void
add_fate(const struct about *a)
{
	switch (a->c->fate) {
	case OG_BACK_BOTH:
		break;
	case OG_BACK_KEPT:
		add(a, "enrolled", false, "enrolled since: stays");
		break;
	case OG_BACK_OUT:
		add(a, "removed", false, "removed since: stays out");
		break;
	case OG_BACK_RETURNED:
		add(a, "removed", false, "removed since: comes back, disabled");
		break;
	case OG_BACK_NEW:
		add(a, "returns", !a->c->next->disabled,
		    "not in the present database, for unknown reasons: comes "
		    "back as in the backup");
		break;
	case OG_BACK_UNSURE:
		add(a, "damaged", false,
		    "the newest record is damaged or missing: %s, and disabled",
		    a->c->now != NULL ? "as the newest that can be read"
				      : "comes back as in the backup");
		break;
	case OG_BACK_LOST:
		add(a, "lost", false,
		    "only in the present database, where it cannot be read");
		break;
	}
	if (a->c->doubted && a->c->fate != OG_BACK_UNSURE)
		add(a, "doubted", !a->c->next->disabled,
		    "a line that cannot be read may have disabled or removed "
		    "this user");
	if (a->c->renamed)
		add(a, "name", false,
		    "somebody else has the name: renamed to this, and "
		    "disabled");
}

/* --- what is not as it was then, or is now --- */

/* Appends to "b" the groups of "from" that "of" does not have. */
static void
put_missing(
    struct og_buf *b, const struct og_user *from, const struct og_user *of)
{
	struct og_requirement one = {.n_groups = 1};
	const char *g = from->groups;
	size_t len;

	for (; *g != '\0'; g += len + (g[len] == ',')) {
		len = strcspn(g, ",");
		if (len >= sizeof(one.groups[0]))
			continue;
		memcpy(one.groups[0], g, len);
		one.groups[0][len] = '\0';
		if (!og_user_in_groups(of, &one))
			og_buf_printf(
			    b, "%s%s", b->len > 0 ? "," : "", one.groups[0]);
	}
}

static void
add_groups(const struct about *a)
{
	const struct og_filestore_coming *c = a->c;
	struct og_buf out, lost;

	og_buf_init(&out, TEXT_MAX);
	og_buf_init(&lost, TEXT_MAX);
	put_missing(&out, c->then, c->next);
	put_missing(&lost, c->now, c->next);
	if (out.len > 0 && lost.len > 0)
		add(a, "groups", false,
		    "taken out of %s since: stays out; loses %s, given since",
		    og_buf_str(&out), og_buf_str(&lost));
	else if (out.len > 0)
		add(a, "groups", false, "taken out of %s since: stays out",
		    og_buf_str(&out));
	else if (lost.len > 0)
		add(a, "groups", false, "loses %s, given since",
		    og_buf_str(&lost));
	og_buf_clear(&out);
	og_buf_clear(&lost);
}

static bool
same_authenticators(const struct og_user *x, const struct og_user *y)
{
	if (x->n_authenticators != y->n_authenticators)
		return false;
	for (size_t i = 0; i < x->n_authenticators; i++)
		if (x->authenticators[i].id != y->authenticators[i].id ||
		    x->authenticators[i].state != y->authenticators[i].state)
			return false;
	return true;
}

static void
add_credentials(const struct about *a)
{
	const struct og_user *then = a->c->then, *now = a->c->now;

	if (strcmp(then->pwhash, now->pwhash) != 0)
		add(a, "password", false,
		    now->pwhash[0] != '\0'
			? "changed since: the present one stays"
			: "cleared since: stays cleared");
	if (!same_authenticators(then, now))
		add(a, "authenticators", false,
		    "changed since: the present ones stay as they are");
	if (a->list->keep_codes && then->recovery.id != now->recovery.id)
		add(a, "recovery", false,
		    "changed since: the present ones stay");
}

static void
add_profile(const struct about *a)
{
	const struct og_user *next = a->c->next, *now = a->c->now;
	struct og_buf b;

	og_buf_init(&b, TEXT_MAX);
	if (strcmp(next->email, now->email) != 0)
		og_buf_puts(&b, ", email");
	if (strcmp(next->phone, now->phone) != 0)
		og_buf_puts(&b, ", phone");
	if (strcmp(next->fullname, now->fullname) != 0)
		og_buf_puts(&b, ", full name");
	if (b.len > 0)
		add(a, "profile", false, "as in the backup: %s",
		    og_buf_str(&b) + 2);
	og_buf_clear(&b);
}

static void
add_disabled(const struct about *a)
{
	const struct og_filestore_coming *c = a->c;

	/* where that comes from damage, it has been said */
	if (c->renamed || c->fate == OG_BACK_UNSURE)
		return;
	if (c->now->disabled && !c->then->disabled)
		add(a, "disabled", false, "disabled since: stays disabled");
	else if (c->next->disabled && !c->now->disabled)
		add(a, "disabled", false,
		    "disabled in the backup, enabled since: is disabled");
}

/* The record of the backup takes precedence over the present one only when it
 * is newer. */
static void
add_both(const struct about *a)
{
	const struct og_filestore_coming *c = a->c;

	if (c->now->version < c->then->version) {
		add(a, "newer", false,
		    "the record of the backup is newer, and counts");
		add_disabled(a);
		return;
	}
	add_disabled(a);
	if (!c->renamed && strcmp(c->then->name, c->now->name) != 0)
		add(a, "name", false, "called %s then: keeps the present name",
		    c->then->name);
	add_groups(a);
	add_credentials(a);
	add_profile(a);
}

void
restore_list_add(const struct og_filestore_coming *coming, void *arg)
{
	const struct about a = {arg, coming};
	size_t tokens;

	add_fate(&a);
	if (coming->then != NULL && coming->now != NULL)
		add_both(&a);
	if (coming->now == NULL || coming->next == NULL)
		return;
	tokens = coming->now->n_bearers - coming->next->n_bearers;
	if (coming->next->n_bearers < coming->now->n_bearers)
		add(&a, "tokens", false, "loses %zu bearer token%s", tokens,
		    tokens == 1 ? "" : "s");
}

void
restore_list_foreign(struct restore_list *list)
{
	for (size_t i = 0; i < list->n; i++) {
		struct restore_row *row = &list->rows[i];
		const bool back = strstr(row->text, "comes back") != NULL;
		char *text;

		if (strcmp(row->what, "removed") != 0)
			continue;
		text = strdup(back ? "never in this database: comes, disabled"
				   : "never in this database: stays out");
		list->lost = list->lost || text == NULL;
		if (text == NULL)
			continue;
		free(row->text);
		row->text = text;
		row->what = "foreign";
	}
}

/* --- printing --- */

static int
order(const void *a, const void *b)
{
	const struct restore_row *x = a, *y = b;
	int c = strcmp(x->name, y->name);

	return c != 0 ? c : strcmp(x->what, y->what);
}

static void
sort(struct restore_list *list)
{
	if (list->n > 0)
		qsort(list->rows, list->n, sizeof(*list->rows), order);
}

void
restore_list_print(struct restore_list *list)
{
	int user = (int)strlen("USER"), what = (int)strlen("WHAT");
	bool danger = false;

	sort(list);
	for (size_t i = 0; i < list->n; i++) {
		int len = (int)strlen(list->rows[i].name);

		user = len > user ? len : user;
		len = (int)strlen(list->rows[i].what);
		what = len > what ? len : what;
	}
	if (list->n > 0)
		printf("  %-*s  %-*s  %s\n", user, "USER", what, "WHAT",
		    "THEN AND NOW");
	for (size_t i = 0; i < list->n; i++) {
		const struct restore_row *row = &list->rows[i];

		danger = danger || row->danger;
		printf("%c %-*s  %-*s  ", row->danger ? '!' : ' ', user,
		    row->name, what, row->what);
		output_text(row->text);
		printf("\n");
	}
	if (danger)
		printf("! may let in again somebody who was shut out: check "
		       "each\n");
	if (list->lost)
		output_complain(NULL, "out of memory: the list is incomplete");
}

void
restore_list_json(struct restore_list *list, struct json *j)
{
	char id[17];

	sort(list);
	json_open(j, "changes", '[');
	for (size_t i = 0; i < list->n; i++) {
		const struct restore_row *row = &list->rows[i];

		og_hex_format(row->id, 16, id);
		json_open(j, NULL, '{');
		json_string(j, "user", row->name);
		json_string(j, "id", id);
		json_string(j, "what", row->what);
		json_bool(j, "danger", row->danger);
		json_string(j, "text", row->text);
		json_close(j, '}');
	}
	json_close(j, ']');
}

void
restore_list_clear(struct restore_list *list)
{
	for (size_t i = 0; i < list->n; i++)
		free(list->rows[i].text);
	free(list->rows);
	memset(list, 0, sizeof(*list));
}
