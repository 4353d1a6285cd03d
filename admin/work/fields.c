/* SPDX-License-Identifier: ISC */
/*
 * Setting the fields of a user that people choose.  Must not accept what the
 * library's own setters refuse.
 */
#include "admin/work/fields.h"

#include <string.h>

static const struct {
	const char *key;
	enum og_err (*set)(struct og_user *u, const char *s);
	const char *form; /* what it must look like */
} fields[] = {
    {"email", og_user_set_email, "local@domain, 254 bytes at most"},
    {"phone", og_user_set_phone, "an optional + and 3 to 20 digits"},
    {"name", og_user_set_fullname,
	"UTF-8 without control characters, 128 bytes at most"},
    {"groups", og_user_set_groups,
	"groups of a-z, 0-9, '.', '_', '-' (32 bytes at most), separated by "
	"commas, 512 bytes at most"},
};

#define N_FIELDS (sizeof(fields) / sizeof(fields[0]))

static size_t
field_find(const char *key, size_t len)
{
	size_t i;

	for (i = 0; i < N_FIELDS; i++) {
		if (strlen(fields[i].key) == len &&
		    memcmp(fields[i].key, key, len) == 0)
			break;
	}
	return i;
}

bool
fields_is_known(const char *key, size_t len)
{
	return field_find(key, len) < N_FIELDS;
}

enum og_err
fields_set(struct og_user *u, const char *key, size_t key_len,
    const char *value, struct og_why *why)
{
	size_t i = field_find(key, key_len);
	enum og_err err;

	if (i == N_FIELDS)
		return og_why_set(why, OG_ERR_ARG, "no such field");
	err = fields[i].set(u, value);
	if (err != OG_OK)
		return og_why_set(
		    why, err, "%s: must be %s", fields[i].key, fields[i].form);
	return OG_OK;
}

static enum og_err
set_one(
    struct og_user *u, const char *key, const char *value, struct og_why *why)
{
	if (value == NULL)
		return OG_OK;
	return fields_set(u, key, strlen(key), value, why);
}

enum og_err
fields_set_options(struct og_user *u, const struct args *a, struct og_why *why)
{
	struct og_buf groups;
	enum og_err err;

	err = set_one(u, "email", a->opt[OPT_EMAIL], why);
	if (err == OG_OK)
		err = set_one(u, "phone", a->opt[OPT_PHONE], why);
	if (err == OG_OK)
		err = set_one(u, "name", a->opt[OPT_NAME], why);
	if (err != OG_OK || a->n_groups == 0)
		return err;
	og_buf_init(&groups, (size_t)4 * OG_GROUPS_MAX);
	for (size_t i = 0; i < a->n_groups; i++)
		og_buf_printf(&groups, "%s%s", i > 0 ? "," : "", a->groups[i]);
	err = og_buf_err(&groups);
	if (err == OG_OK)
		err = set_one(u, "groups", og_buf_str(&groups), why);
	og_buf_clear(&groups);
	return err;
}
