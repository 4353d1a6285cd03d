/* SPDX-License-Identifier: ISC */
/*
 * The words behind pam_otpgate.so.  What is not understood is never passed
 * over: a misspelt word must not weaken anything.
 */
#include "pam/arguments.h"

#include <string.h>

#include "lib/conf/settings.h"
#include "pam/words.h"

/* The value behind "name=", or NULL. */
static const char *
value_of(const char *word, const char *name)
{
	const size_t len = strlen(name);

	if (strncmp(word, name, len) != 0 || word[len] != '=')
		return NULL;
	return word + len + 1;
}

static bool
is_path(const char *s)
{
	return s[0] == '/' && strlen(s) < OG_PATH_SIZE;
}

/* Printable, and not empty: what a terminal shows as it is. */
static bool
is_prompt(const char *s)
{
	size_t len = 0;

	for (; s[len] != '\0'; len++)
		if (s[len] < ' ' || s[len] > '~')
			return false;
	return len > 0 && len <= ARGUMENT_PROMPT_MAX;
}

/* Names with commas between them, none of them empty. */
static bool
is_list(const char *s)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz"
				      "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-";
	size_t len;

	for (;;) {
		len = strspn(s, letters);
		if (len == 0)
			return false;
		s += len;
		if (*s == '\0')
			return true;
		if (*s++ != ',')
			return false;
	}
}

static bool
take_text(const char **to, const char *value, bool (*is_good)(const char *))
{
	if (*to != NULL || !is_good(value))
		return false;
	*to = value;
	return true;
}

static bool
take_flag(bool *to)
{
	if (*to)
		return false;
	*to = true;
	return true;
}

static bool
take_pass(enum pass *to, enum pass value)
{
	if (*to != PASS_ASK)
		return false;
	*to = value;
	return true;
}

static bool
take_want(struct arguments *a, const char *value, bool *wanted)
{
	if (!take_flag(wanted))
		return false;
	if (strcmp(value, "either") == 0)
		a->want = WANT_EITHER;
	else if (strcmp(value, "code") == 0)
		a->want = WANT_CODE;
	else if (strcmp(value, "recovery") == 0)
		a->want = WANT_RECOVERY;
	else
		return false;
	return true;
}

static bool
take_word(struct arguments *a, const char *word, bool *wanted)
{
	const char *value;

	if (strcmp(word, "nullok") == 0)
		return take_flag(&a->nullok);
	if (strcmp(word, "key_or_password") == 0)
		return take_flag(&a->key_or_password);
	if (strcmp(word, "forward_pass") == 0)
		return take_flag(&a->forward);
	if (strcmp(word, "debug") == 0)
		return take_flag(&a->debug);
	if (strcmp(word, "try_first_pass") == 0)
		return take_pass(&a->pass, PASS_TRY);
	if (strcmp(word, "use_first_pass") == 0)
		return take_pass(&a->pass, PASS_USE);
	if ((value = value_of(word, "config")) != NULL)
		return take_text(&a->config, value, is_path);
	if ((value = value_of(word, "helper")) != NULL)
		return take_text(&a->helper, value, is_path);
	if ((value = value_of(word, "prompt")) != NULL)
		return take_text(&a->prompt, value, is_prompt);
	if ((value = value_of(word, "services")) != NULL)
		return take_text(&a->services, value, is_list);
	if ((value = value_of(word, "want")) != NULL)
		return take_want(a, value, wanted);
	return false;
}

bool
arguments_parse(
    int argc, const char **argv, struct arguments *out, const char **bad)
{
	bool wanted = false;

	memset(out, 0, sizeof(*out));
	for (int i = 0; i < argc; i++) {
		*bad = argv[i];
		if (!take_word(out, argv[i], &wanted))
			return false;
	}
	/* our own password is asked apart from the code */
	*bad = "key_or_password";
	if (out->key_or_password && (out->forward || out->pass != PASS_ASK))
		return false;
	/* a recovery code is not told from the end of a password */
	*bad = "forward_pass";
	if (out->forward && out->want == WANT_RECOVERY)
		return false;
	*bad = NULL;
	if (out->config == NULL)
		out->config = OG_DEFAULT_CONF;
	if (out->prompt == NULL)
		out->prompt = PAM_PROMPT_CODE;
	if (out->services == NULL)
		out->services = "sshd";
	return true;
}

bool
arguments_trust(const struct arguments *a, const char *service)
{
	const char *item = a->services;
	size_t len;

	for (;;) {
		len = strcspn(item, ",");
		if (strlen(service) == len && memcmp(item, service, len) == 0)
			return true;
		if (item[len] == '\0')
			return false;
		item += len + 1;
	}
}
