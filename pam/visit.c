/* SPDX-License-Identifier: ISC */
/*
 * One authentication.  What comes from PAM is not believed beyond what the
 * application alone can set; what goes to the log holds no answer.
 */
#include "pam/visit.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>
#include <time.h>
#include <unistd.h>

#include <security/pam_ext.h>

#include "lib/base/clock.h"
#include "lib/base/wipe.h"
#include "pam/dialog.h"
#include "pam/reach.h"
#include "pam/say.h"
#include "pam/words.h"

/* --- the beginning --- */

/* An item of PAM that is a string; "" when there is none.  Good until the
 * conversation function is called the next time, which might set it. */
static const char *
item_of(const struct visit *v, int type)
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

	if (!arguments_trust(&v->args, item_of(v, PAM_SERVICE)))
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
		say(item_of(v, PAM_SERVICE), LOG_ERR,
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
		memcpy(v->question.user, name, strlen(name) + 1);
	if (pam_get_item(pamh, PAM_CONV, &conv) == PAM_SUCCESS && conv != NULL)
		v->conv = *(const struct pam_conv *)conv;
	v->question.key = key_was_accepted(v);
	return PAM_SUCCESS;
}

/* --- otpgate-pam-verify --- */

/*
 * Who has started the program, as a number.  sudo is root by now, and has said
 * who it was: any other text there makes a crowd of its own, and no harm.
 */
static uint64_t
asker_of(const struct visit *v)
{
	const char *name = item_of(v, PAM_RUSER);
	uint32_t hash = 2166136261; /* FNV-1a */

	if (getuid() != 0)
		return getuid();
	if (name[0] == '\0' || strcmp(name, "root") == 0)
		return 0;
	for (; *name != '\0'; name++)
		hash = (hash ^ (unsigned char)*name) * 16777619;
	return ((uint64_t)1 << 32) + hash;
}

/* Puts the question as it is now.  False: nobody gets in, and syslog has
 * why. */
static bool
verify(struct visit *v, enum step step)
{
	struct question *q = &v->question;
	struct og_why why = {.text = ""};
	enum og_err err;

	q->step = step;
	q->want = v->args.want;
	q->key_or_password = v->args.key_or_password;
	q->forward = v->args.forward;
	(void)snprintf(q->config, sizeof(q->config), "%s", v->args.config);
	(void)snprintf(
	    q->service, sizeof(q->service), "%s", item_of(v, PAM_SERVICE));
	(void)snprintf(
	    q->address, sizeof(q->address), "%s", item_of(v, PAM_RHOST));
	err = reach_verifier(v->args.helper, asker_of(v), q, &v->reply, &why);
	if (err != OG_OK) {
		say(item_of(v, PAM_SERVICE), LOG_ERR, "%s",
		    why.text[0] != '\0' ? why.text : og_strerror(err));
		return false;
	}
	if (v->reply.note[0] != '\0')
		say(item_of(v, PAM_SERVICE), LOG_ERR, "%s", v->reply.note);
	return true;
}

int
visit_look(struct visit *v)
{
	if (!v->args.nullok)
		return PAM_SUCCESS;
	/* who brings no key would get in with nothing at all */
	if (v->args.key_or_password && !v->question.key)
		return PAM_SUCCESS;
	if (!verify(v, STEP_LOOK))
		return PAM_AUTHINFO_UNAVAIL;
	if (v->reply.outcome == OUTCOME_READY)
		return PAM_SUCCESS;
	if (v->reply.outcome != OUTCOME_PASSED)
		return PAM_AUTHINFO_UNAVAIL;
	say(item_of(v, PAM_SERVICE), LOG_NOTICE,
	    "user \"%s\" is not enrolled: passed "
	    "over (nullok)",
	    v->question.user);
	return PAM_IGNORE;
}

/* --- the questions --- */

/* What a module before us has asked for.  False when there is none. */
static bool
take_first_pass(struct visit *v)
{
	const char *token = item_of(v, PAM_AUTHTOK);

	if (v->args.pass == PASS_ASK || token[0] == '\0' ||
	    strlen(token) > ANSWER_MAX)
		return false;
	memcpy(v->question.answer, token, strlen(token) + 1);
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
	struct question *q = &v->question;
	int result = PAM_SUCCESS;

	if (v->args.key_or_password && !q->key)
		result = ask(v, PAM_PROMPT_PASSWORD, q->password);
	if (result == PAM_SUCCESS && !take_first_pass(v) &&
	    v->args.pass != PASS_USE)
		result = ask(v, v->args.prompt, q->answer);
	v->answered = og_clock_ns();
	return result;
}

/* --- the end --- */

/* Hands what stood before the code to the next module. */
static int
forward(struct visit *v)
{
	char *password = v->question.answer;

	if (!v->reply.cut)
		return PAM_SUCCESS; /* no code in there: denied as one */
	password[v->reply.password] = '\0';
	return pam_set_item(v->pamh, PAM_AUTHTOK, password);
}

/*
 * Sleeps until the next whole multiple of the floor after the answer.  To the
 * nanosecond: rounded, the time of waking would still tell how long the work
 * before had taken.
 */
static void
wait_for_floor(const struct visit *v)
{
	const int64_t unit = (int64_t)v->reply.floor * 1000000;
	struct timespec t;
	int64_t left;

	if (unit == 0)
		return; /* broken for everybody */
	left = unit - (og_clock_ns() - v->answered) % unit;
	t.tv_sec = left / 1000000000;
	t.tv_nsec = left % 1000000000;
	while (nanosleep(&t, &t) == -1 && errno == EINTR)
		; /* the rest */
}

/* What an owner wants to know.  PAM's own channel, which sshd and ssh
 * keep off standard output: no file transfer is broken by it. */
static void
tell(const struct visit *v)
{
	const struct reply *r = &v->reply;
	char text[PAM_WORDS_SIZE];

	if (v->silent)
		return;
	if (r->recovery) {
		pam_words(PAM_WORD_RECOVERY_LEFT, r->left, text);
		dialog_tell(&v->conv, text);
	}
	if (r->failures > 0) {
		pam_words(PAM_WORD_FAILURES, r->failures, text);
		dialog_tell(&v->conv, text);
	}
}

/* The one place where outcomes become PAM's: everything that is not listed is
 * PAM_AUTHINFO_UNAVAIL. */
static int
result_of(enum outcome outcome)
{
	switch (outcome) {
	case OUTCOME_LET_IN:
		return PAM_SUCCESS;
	case OUTCOME_DENIED:
		return PAM_AUTH_ERR;
	case OUTCOME_UNKNOWN:
		return PAM_USER_UNKNOWN;
	case OUTCOME_WAIT:
		return PAM_MAXTRIES;
	case OUTCOME_UNAVAILABLE:
	case OUTCOME_PASSED:
	case OUTCOME_READY:
		break;
	}
	return PAM_AUTHINFO_UNAVAIL;
}

/* The name that the code was asked for has to be the one that gets in. */
static bool
is_same_user(const struct visit *v)
{
	return v->question.user[0] == '\0' ||
	       strcmp(item_of(v, PAM_USER), v->question.user) == 0;
}

int
visit_decide(struct visit *v)
{
	const struct reply *r = &v->reply;
	int result;

	if (!is_same_user(v)) {
		say(item_of(v, PAM_SERVICE), LOG_ERR,
		    "the user's name has changed");
		return PAM_AUTHINFO_UNAVAIL;
	}
	if (!verify(v, STEP_DECIDE))
		return PAM_AUTHINFO_UNAVAIL;
	if (v->args.debug && r->reason[0] != '\0')
		say(item_of(v, PAM_SERVICE), LOG_DEBUG,
		    "reason %s, lane %s, %u before", r->reason, r->lane,
		    r->failures);
	result = forward(v);
	if (result != PAM_SUCCESS)
		return result;
	result = result_of(r->outcome);
	if (result == PAM_SUCCESS)
		tell(v);
	else
		wait_for_floor(v);
	return result;
}

void
visit_free(struct visit *v)
{
	if (v == NULL)
		return;
	OG_WIPE_OBJECT(v);
	free(v);
}
