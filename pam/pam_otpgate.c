/* SPDX-License-Identifier: ISC */
/*
 * The entry points of the PAM module.  A stage that fails ends the visit; only
 * when all have gone well is anybody let in.
 */
#include <stdlib.h>

#include "pam/visit.h"

#define ENTRY __attribute__((visibility("default")))

ENTRY int
pam_sm_authenticate(pam_handle_t *pamh, int flags, int argc, const char **argv)
{
	struct visit *v = calloc(1, sizeof(*v));
	int result = PAM_BUF_ERR;

	if (v == NULL)
		return result;
	result = visit_begin(v, pamh, flags, argc, argv);
	if (result == PAM_SUCCESS)
		result = visit_look(v);
	if (result == PAM_SUCCESS)
		result = visit_ask(v);
	if (result == PAM_SUCCESS)
		result = visit_decide(v);
	visit_free(v);
	return result;
}

/* There are no credentials to set; a stack of this module alone needs a yes. */
ENTRY int
pam_sm_setcred(pam_handle_t *pamh, int flags, int argc, const char **argv)
{
	(void)pamh;
	(void)flags;
	(void)argc;
	(void)argv;
	return PAM_SUCCESS;
}
