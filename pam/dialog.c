/* SPDX-License-Identifier: ISC */
/*
 * One message, one answer.  Believes nothing that the conversation function
 * says before it has looked, keeps no copy of an answer but the caller's.
 */
#include "pam/dialog.h"

#include <stdlib.h>
#include <string.h>

#include "lib/base/wipe.h"

static int
converse(const struct pam_conv *conv, int style, const char *text,
    struct pam_response **answer)
{
	const struct pam_message message = {.msg_style = style, .msg = text};
	const struct pam_message *messages[] = {&message};

	*answer = NULL;
	if (conv == NULL || conv->conv == NULL)
		return PAM_CONV_ERR;
	return conv->conv(1, messages, answer, conv->appdata_ptr);
}

static void
forget(struct pam_response *answer)
{
	if (answer == NULL)
		return;
	if (answer->resp != NULL)
		og_wipe(answer->resp, strlen(answer->resp));
	free(answer->resp);
	free(answer);
}

int
dialog_ask(
    const struct pam_conv *conv, const char *prompt, char *out, size_t size)
{
	struct pam_response *answer;
	int result;
	size_t len;

	out[0] = '\0';
	result = converse(conv, PAM_PROMPT_ECHO_OFF, prompt, &answer);
	if (result != PAM_SUCCESS)
		/* what it points to after a failure is nobody's promise */
		return PAM_CONV_ERR;
	if (answer == NULL || answer->resp == NULL) {
		forget(answer);
		return PAM_CONV_ERR;
	}
	len = strlen(answer->resp);
	if (len < size)
		memcpy(out, answer->resp, len + 1);
	forget(answer);
	return len < size ? PAM_SUCCESS : PAM_AUTH_ERR;
}

void
dialog_tell(const struct pam_conv *conv, const char *text)
{
	struct pam_response *answer;

	if (converse(conv, PAM_TEXT_INFO, text, &answer) == PAM_SUCCESS)
		forget(answer);
}
