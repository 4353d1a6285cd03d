// SPDX-License-Identifier: ISC
/*
 * What was sent with a login form: read, shown again, and forgotten.
 */
#include "fcgi/pages/login/submission.h"

#include <stdlib.h>
#include <string.h>

#include "lib/base/wipe.h"

enum og_err
login_read_name(
    const struct exchange *x, const struct login *l, char out[OG_NAME_SIZE])
{
	const struct form_field *user = &l->field[LOGIN_USER];
	const char *name = request_get(&x->request, PARAM_USER);

	if (x->conf->settings.policy.first_factor == OG_FIRST_PROXY)
		return og_name_fold(name, strlen(name), out);
	return og_name_read(user->value, user->len, out);
}

struct login_page
login_page_again(const struct login *l)
{
	return (struct login_page){.rd = l->field[LOGIN_RD].value,
	    .need = l->field[LOGIN_NEED].value,
	    .bind = l->field[LOGIN_BIND].value,
	    .kept = l->field[LOGIN_KEPT].value,
	    .user = l->typed,
	    .recovery = l->field[LOGIN_RECOVERY].len > 0,
	    .fresh = !l->step_up};
}

void
login_free(void *arg)
{
	struct login *l = arg;

	if (l == NULL)
		return;
	if (l->repeats != NULL)
		repeats_leave(l->repeats, &l->place);
	seats_leave(&l->seat);
	seats_leave(&l->hashing);
	form_request_clear(&l->form);
	OG_WIPE_OBJECT(l);
	free(l);
}
