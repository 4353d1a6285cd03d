/* SPDX-License-Identifier: ISC */
/*
 * One authentication.  What comes from PAM is not believed beyond what the
 * application alone can set; what goes to the log holds no answer.
 */
#include "visit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>

#include <security/pam_ext.h>

#include "clock.h"
#include "dialog.h"
#include "filestore.h"
#include "keyfile.h"
#include "wipe.h"

/* --- the beginning --- */

const char *
visit_item(const struct visit *v, int type)
{
	const void *value = NULL;

	if (pam_get_item(v->pamh, type, &value) != PAM_SUCCESS || value == NULL)
		return "";
	return value;
}

/*
 * sshd lists what it has accepted, a method a line, in the PAM environment,
 * which is not that of the process.  Other programs' users could have set it.
 */
static bool
key_was_accepted(const struct visit *v)
{
	static const char method[] = "publickey ";
	const char *info;

	if (!arguments_trust(&v->args, visit_item(v, PAM_SERVICE)))
		return false;
	info = pam_getenv(v->pamh, "SSH_AUTH_INFO_0");
	while (info != NULL && *info != '\0') {
		if (strncmp(info, method, sizeof(method) - 1) == 0)
			return true;
		info = strchr(info, '\n');
		if (info != NULL)
			info++;
	}
	return false;
}

int
visit_begin(
    struct visit *v, pam_handle_t *pamh, int flags, int argc, const char **argv)
{
	const char *bad = NULL, *name = NULL;
	const void *conv = NULL;
	int result;

	v->pamh = pamh;
	v->silent = ((unsigned)flags & PAM_SILENT) != 0;
	if (!arguments_parse(argc, argv, &v->args, &bad)) {
		pam_syslog(pamh, LOG_ERR,
		    "not understood: \"%s\": unknown, given twice, out of "
		    "range, or against another word; see pam_otpgate(8)",
		    bad);
		return PAM_AUTHINFO_UNAVAIL;
	}
	result = pam_get_user(pamh, &name, NULL);
	if (result != PAM_SUCCESS || name == NULL)
		return result == PAM_CONV_AGAIN ? PAM_INCOMPLETE : PAM_AUTH_ERR;
	/* never folded here: the name is the system's (and root is not ROOT) */
	if (og_name_is_valid(name))
		memcpy(v->name, name, strlen(name) + 1);
	if (pam_get_item(pamh, PAM_CONV, &conv) == PAM_SUCCESS && conv != NULL)
		v->conv = *(const struct pam_conv *)conv;
	v->key = key_was_accepted(v);
	return PAM_SUCCESS;
}

/* --- settings, keys, database --- */

/* The words of an error that an administrator has to mend. */
static int
unavailable(const struct visit *v, const char *what, const struct og_why *why,
    enum og_err err)
{
	pam_syslog(v->pamh, LOG_ERR, "%s: %s%s", what,
	    why->text[0] != '\0' ? why->text : og_strerror(err),
	    err == OG_ERR_DAMAGED ? ": see otpadm check" : "");
	return PAM_AUTHINFO_UNAVAIL;
}

/* The caller's own stderr is not ours to write to. */
static const char *
log_target(const struct og_settings *s)
{
	return s->log[0] == '/' ? s->log : "syslog";
}

enum og_err
visit_read_user(struct visit *v)
{
	enum og_err err = OG_ERR_NOTFOUND;

	if (v->name[0] != '\0')
		err = og_store_get_name(v->store, v->name, &v->user);
	v->known = err == OG_OK;
	return err == OG_ERR_NOTFOUND ? OG_OK : err;
}

/* After a good read of the database: nothing of this user could ever prove
 * anything.  A disabled user, or a name that is none, is not "not enrolled". */
static bool
is_unenrolled(const struct visit *v)
{
	if (v->name[0] == '\0')
		return false;
	return !v->known ||
	       (!v->user.disabled && v->user.n_authenticators == 0 &&
		   v->user.recovery.n == 0 && v->user.pwhash[0] == '\0');
}

int
visit_open(struct visit *v)
{
	struct og_why why = {.text = ""};
	enum og_err err;

	err = og_settings_load(v->args.config, &v->settings, &why);
	if (err != OG_OK)
		return unavailable(v, v->args.config, &why, err);
	err = og_keyfile_load(v->settings.keys, &v->ring, &why);
	if (err != OG_OK)
		return unavailable(v, "keys", &why, err);
	/* one user of 100,000 is found without reading all */
	err = og_filestore_open_cached(&v->store, v->settings.database, &why);
	if (err != OG_OK)
		return unavailable(v, "database", &why, err);
	/* a log that cannot be had keeps nobody out, but is complained of, and
	 * syslog has what it would have had */
	if (og_audit_open(&v->audit, log_target(&v->settings), NULL, &why) !=
	    OG_OK) {
		(void)unavailable(v, "log", &why, OG_ERR_IO);
		(void)!og_audit_open(&v->audit, "syslog", NULL, &why);
		why.text[0] = '\0';
	}
	og_audit_set_format(v->audit, v->settings.log_format);
	err = visit_read_user(v);
	if (err != OG_OK)
		return unavailable(v, "database", &why, err);
	if (!v->args.nullok || !is_unenrolled(v))
		return PAM_SUCCESS;
	/* who brings no key would get in with nothing at all */
	if (v->args.key_or_password && !v->key)
		return PAM_SUCCESS;
	pam_syslog(v->pamh, LOG_NOTICE,
	    "user \"%s\" is not enrolled: passed "
	    "over (nullok)",
	    v->name);
	return PAM_IGNORE;
}

/* --- the questions --- */

/* How many digits the codes of this user have: those of the first
 * authenticator that could accept one. */
static unsigned
digits_of(const struct visit *v)
{
	size_t i;

	for (i = 0; v->known && i < v->user.n_authenticators; i++)
		if (og_user_may_accept(
			&v->user.authenticators[i], og_clock_wall()))
			return v->user.authenticators[i].digits;
	return OG_DIGITS_MIN;
}

/* Leaves the code in "answer" and hands the password to the next module. */
static int
forward(struct visit *v)
{
	size_t len;
	int result;

	if (!answer_split(v->answer, digits_of(v), &len))
		return PAM_SUCCESS; /* no code in there: denied as one */
	memcpy(v->password, v->answer, len);
	v->password[len] = '\0';
	result = pam_set_item(v->pamh, PAM_AUTHTOK, v->password);
	OG_WIPE_ARRAY(v->password);
	memmove(v->answer, v->answer + len, strlen(v->answer + len) + 1);
	return result;
}

/* What a module before us has asked for.  False when there is none. */
static bool
take_first_pass(struct visit *v)
{
	const char *token = visit_item(v, PAM_AUTHTOK);

	if (v->args.pass == PASS_ASK || token[0] == '\0' ||
	    strlen(token) > ANSWER_MAX)
		return false;
	memcpy(v->answer, token, strlen(token) + 1);
	return true;
}

/* "out" has ANSWER_MAX + 1 bytes.  What does not fit is like an empty answer,
 * which is denied in the same way and at the same time as a wrong one. */
static int
ask(struct visit *v, const char *prompt, char *out)
{
	int result = dialog_ask(&v->conv, prompt, out, ANSWER_MAX + 1);

	return result == PAM_AUTH_ERR ? PAM_SUCCESS : result;
}

int
visit_ask(struct visit *v)
{
	int result = PAM_SUCCESS;

	if (v->args.key_or_password && !v->key)
		result = ask(v, "Password: ", v->password);
	if (result == PAM_SUCCESS && !take_first_pass(v) &&
	    v->args.pass != PASS_USE)
		result = ask(v, v->args.prompt, v->answer);
	v->answered = og_clock_ns();
	if (result != PAM_SUCCESS)
		return result;
	v->typed = strlen(v->answer);
	v->dummy = answer_is_dummy(v->answer) || answer_is_dummy(v->password);
	return v->args.forward ? forward(v) : PAM_SUCCESS;
}

void
visit_free(struct visit *v)
{
	if (v == NULL)
		return;
	og_store_free(&v->store);
	og_audit_free(&v->audit);
	og_keyring_clear(&v->ring);
	og_attempt_clear(&v->attempt);
	OG_WIPE_OBJECT(v);
	free(v);
}
