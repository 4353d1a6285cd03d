/* SPDX-License-Identifier: ISC */
/*
 * User and group names.  Plain ASCII arithmetic: what counts as a letter must
 * not depend on the locale.
 */
#include <string.h>

#include "lib/base/name.h"
#include "lib/base/typed.h"

/* Characters allowed in names of users and groups. */
static bool
is_common(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' ||
	       c == '_' || c == '-';
}

bool
og_name_is_valid(const char *name)
{
	size_t i, len = strnlen(name, OG_NAME_SIZE);

	if (len == 0 || len > OG_NAME_MAX || name[0] == '-')
		return false;
	for (i = 0; i < len; i++) {
		if (!is_common(name[i]) && name[i] != '@')
			return false;
	}
	return true;
}

enum og_err
og_name_fold(const char *in, size_t len, char out[OG_NAME_SIZE])
{
	size_t i;

	out[0] = '\0';
	if (len > OG_NAME_MAX)
		return OG_ERR_FORMAT;
	for (i = 0; i < len; i++) {
		char c = in[i];

		if (c >= 'A' && c <= 'Z')
			c = (char)(c - 'A' + 'a');
		out[i] = c;
	}
	out[len] = '\0';
	/* a NUL inside would hide what stands behind it */
	if (strlen(out) != len || !og_name_is_valid(out)) {
		memset(out, 0, OG_NAME_SIZE);
		return OG_ERR_FORMAT;
	}
	return OG_OK;
}

enum og_err
og_name_read(const char *in, size_t len, char out[OG_NAME_SIZE])
{
	size_t start;

	len = og_typed_trim(in, len, &start);
	return og_name_fold(in + start, len, out);
}

bool
og_group_is_valid(const char *group, size_t len)
{
	size_t i;

	if (len == 0 || len > OG_GROUP_MAX || group[0] == '-')
		return false;
	for (i = 0; i < len; i++) {
		if (!is_common(group[i]))
			return false;
	}
	return true;
}
