/* SPDX-License-Identifier: ISC */
/*
 * The user record in memory: making, copying, wiping it, and its simple
 * fields.  Every field is checked here before it is set, so that what is in a
 * record can be shown and stored.  Knows no file and no clock.
 */
#include "lib/record/user.h"

#include <string.h>

#include "lib/base/text.h"
#include "lib/base/wipe.h"
#include "lib/crypto/random.h"

#define PHONE_DIGITS_MIN 3

enum og_err
og_user_init(struct og_user *u, const char *name, int64_t now)
{
	uint64_t id = 0;

	memset(u, 0, sizeof(*u));
	if (!og_name_is_valid(name))
		return OG_ERR_FORMAT;
	while (id == 0) /* no user has id 0 */
		if (og_random(&id, sizeof(id)) != OG_OK)
			return OG_ERR_IO;
	u->id = id;
	memcpy(u->name, name, strlen(name) + 1);
	u->created = now;
	u->next_id = 1;
	return OG_OK;
}

void
og_user_reset(struct og_user *u)
{
	u->id = 0;
	u->version = 0;
	u->name[0] = '\0';
	u->disabled = false;
	u->created = 0;
	u->next_id = 1;
	u->groups[0] = '\0';
	u->email[0] = '\0';
	u->phone[0] = '\0';
	u->fullname[0] = '\0';
	u->pwhash[0] = '\0';
	u->pwform = false;
	u->n_authenticators = 0;
	memset(&u->recovery, 0, sizeof(u->recovery));
	memset(&u->last, 0, sizeof(u->last));
	memset(u->lanes, 0, sizeof(u->lanes));
	memset(u->years, 0, sizeof(u->years));
	u->n_devices = 0;
	u->n_sessions = 0;
	u->n_bearers = 0;
	memset(&u->invite, 0, sizeof(u->invite));
	memset(&u->adding, 0, sizeof(u->adding));
	memset(&u->changed, 0, sizeof(u->changed));
	u->unknown_len = 0;
}

static void
copy_text(char *to, const char *from)
{
	memcpy(to, from, strlen(from) + 1);
}

void
og_user_copy(struct og_user *to, const struct og_user *from)
{
	if (to == from)
		return;
	to->id = from->id;
	to->version = from->version;
	copy_text(to->name, from->name);
	to->disabled = from->disabled;
	to->created = from->created;
	to->next_id = from->next_id;
	copy_text(to->groups, from->groups);
	copy_text(to->email, from->email);
	copy_text(to->phone, from->phone);
	copy_text(to->fullname, from->fullname);
	copy_text(to->pwhash, from->pwhash);
	to->pwform = from->pwform;
	to->n_authenticators = from->n_authenticators;
	memcpy(to->authenticators, from->authenticators,
	    from->n_authenticators * sizeof(from->authenticators[0]));
	to->recovery = from->recovery;
	to->last = from->last;
	memcpy(to->lanes, from->lanes, sizeof(to->lanes));
	memcpy(to->years, from->years, sizeof(to->years));
	to->n_devices = from->n_devices;
	memcpy(to->devices, from->devices,
	    from->n_devices * sizeof(from->devices[0]));
	to->n_bearers = from->n_bearers;
	memcpy(to->bearers, from->bearers,
	    from->n_bearers * sizeof(from->bearers[0]));
	to->invite = from->invite;
	to->adding = from->adding;
	to->changed = from->changed;
	to->n_sessions = from->n_sessions;
	memcpy(to->sessions, from->sessions,
	    from->n_sessions * sizeof(from->sessions[0]));
	to->unknown_len = from->unknown_len;
	memcpy(to->unknown, from->unknown, from->unknown_len);
}

void
og_user_clear(struct og_user *u)
{
	OG_WIPE_OBJECT(u);
}

/* True when "group" is one of the items of the comma-separated "list". */
static bool
list_has(const char *list, const char *group, size_t len)
{
	const char *item = list;
	size_t n;

	while (*item != '\0') {
		n = strcspn(item, ",");
		if (n == len && memcmp(item, group, len) == 0)
			return true;
		item += n;
		if (*item == ',')
			item++;
	}
	return false;
}

enum og_err
og_user_set_groups(struct og_user *u, const char *s)
{
	char list[OG_GROUPS_MAX + 1] = "";
	size_t used = 0, len;

	s += strspn(s, " ");
	while (*s != '\0') {
		len = strcspn(s, ", ");
		if (!og_group_is_valid(s, len))
			return OG_ERR_FORMAT;
		if (!list_has(list, s, len)) {
			if (used + len + 1 > OG_GROUPS_MAX)
				return OG_ERR_RANGE;
			if (used > 0)
				list[used++] = ',';
			memcpy(list + used, s, len);
			used += len;
			list[used] = '\0';
		}
		s += len;
		s += strspn(s, " ");
		if (*s == '\0')
			break;
		if (*s != ',')
			return OG_ERR_FORMAT;
		s++;
		s += strspn(s, " ");
		if (*s == '\0')
			return OG_ERR_FORMAT;
	}
	copy_text(u->groups, list);
	return OG_OK;
}

enum og_err
og_user_set_email(struct og_user *u, const char *s)
{
	size_t len = strlen(s);
	const char *at = strchr(s, '@');

	if (len > OG_EMAIL_MAX)
		return OG_ERR_RANGE;
	if (len > 0 && (at == NULL || at == s || at[1] == '\0' ||
			   strchr(at + 1, '@') != NULL ||
			   strchr(s, ' ') != NULL || !og_text_is_clean(s, len)))
		return OG_ERR_FORMAT;
	copy_text(u->email, s);
	return OG_OK;
}

/* Blanks and dashes are dropped; an optional "+" and digits remain. */
enum og_err
og_user_set_phone(struct og_user *u, const char *s)
{
	char phone[OG_PHONE_MAX + 1];
	size_t used = 0, digits = 0;

	for (; *s != '\0'; s++) {
		if (*s == ' ' || *s == '-')
			continue;
		if (*s >= '0' && *s <= '9')
			digits++;
		else if (*s != '+' || used > 0)
			return OG_ERR_FORMAT;
		if (used == OG_PHONE_MAX)
			return OG_ERR_RANGE;
		phone[used++] = *s;
	}
	if (used > 0 && digits < PHONE_DIGITS_MIN)
		return OG_ERR_FORMAT;
	phone[used] = '\0';
	copy_text(u->phone, phone);
	return OG_OK;
}

enum og_err
og_user_set_fullname(struct og_user *u, const char *s)
{
	size_t len = strlen(s);

	if (len > OG_FULLNAME_MAX)
		return OG_ERR_RANGE;
	if (!og_text_is_clean(s, len))
		return OG_ERR_FORMAT;
	copy_text(u->fullname, s);
	return OG_OK;
}

bool
og_user_in_groups(const struct og_user *u, const struct og_requirement *need)
{
	size_t i;

	if (need->n_groups == 0)
		return true;
	for (i = 0; i < need->n_groups; i++)
		if (list_has(
			u->groups, need->groups[i], strlen(need->groups[i])))
			return true;
	return false;
}

struct og_authenticator *
og_user_authenticator(struct og_user *u, uint32_t id)
{
	size_t i;

	for (i = 0; i < u->n_authenticators; i++)
		if (u->authenticators[i].id == id)
			return &u->authenticators[i];
	return NULL;
}

void
og_user_drop_authenticator(struct og_user *u, uint32_t id)
{
	struct og_authenticator *a = og_user_authenticator(u, id);
	size_t behind;

	if (a == NULL)
		return;
	u->n_authenticators--;
	behind = u->n_authenticators - (size_t)(a - u->authenticators);
	memmove(a, a + 1, behind * sizeof(*a));
	OG_WIPE_OBJECT(&u->authenticators[u->n_authenticators]);
}

struct og_counter *
og_user_counter(struct og_user *u, enum og_lane lane, uint32_t device)
{
	size_t i;

	if ((unsigned)lane < OG_LANES)
		return &u->lanes[lane];
	for (i = 0; i < u->n_devices; i++)
		if (lane == OG_LANE_DEVICE && u->devices[i].id == device)
			return &u->devices[i].counter;
	return NULL;
}

bool
og_user_may_accept(const struct og_authenticator *a, int64_t now)
{
	switch (a->state) {
	case OG_AUTH_ACTIVE:
		return true;
	case OG_AUTH_PENDING:
		return a->expires == 0 || a->expires > now;
	case OG_AUTH_DISABLED:
		return false;
	}
	return false;
}

/* No secret is compared here, so memcmp may. */
static bool
sessions_are_unique(const struct og_user *u)
{
	size_t i, k;

	for (i = 0; i < u->n_sessions; i++)
		for (k = 0; k < i; k++)
			if (memcmp(u->sessions[i].id, u->sessions[k].id,
				OG_DIGEST_LEN) == 0)
				return false;
	return true;
}

/* All ids that come from the user's counter. */
#define IDS_MAX (OG_AUTHENTICATORS_MAX + 1 + OG_DEVICES_MAX + OG_BEARERS_MAX)

static size_t
collect_ids(const struct og_user *u, uint32_t ids[IDS_MAX])
{
	size_t i, n = 0;

	if (u->recovery.n > 0)
		ids[n++] = u->recovery.id;
	for (i = 0; i < u->n_authenticators; i++)
		ids[n++] = u->authenticators[i].id;
	for (i = 0; i < u->n_devices; i++)
		ids[n++] = u->devices[i].id;
	for (i = 0; i < u->n_bearers; i++)
		ids[n++] = u->bearers[i].id;
	return n;
}

bool
og_user_ids_are_sound(const struct og_user *u)
{
	uint32_t ids[IDS_MAX];
	size_t i, k, n = collect_ids(u, ids);

	for (i = 0; i < n; i++) {
		if (ids[i] == 0 || ids[i] >= u->next_id)
			return false;
		for (k = 0; k < i; k++)
			if (ids[k] == ids[i])
				return false;
	}
	for (i = 0; i < u->n_authenticators; i++)
		if (u->authenticators[i].replaces >= u->next_id)
			return false;
	return sessions_are_unique(u);
}

const char *
og_lane_name(enum og_lane lane)
{
	switch (lane) {
	case OG_LANE_OPEN:
		return "open";
	case OG_LANE_FIRST:
		return "first";
	case OG_LANE_KEY:
		return "key";
	case OG_LANE_DEVICE:
		return "device";
	}
	return "?";
}
