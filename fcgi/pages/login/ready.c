// SPDX-License-Identifier: ISC
/*
 * Before anything is looked up, and once more before it is decided: can a
 * verdict be committed, and does the log take a line where one is demanded?  If
 * not, nobody's is.  Must not know who wants in.
 */
#include "fcgi/pages/login/submission.h"
#include "lib/base/clock.h"
#include "lib/login/owed.h"

enum og_err
login_ready(struct exchange *x)
{
	enum og_err err = og_store_ready(&x->store);

	if (err == OG_OK && x->conf->settings.log_required &&
	    !og_audit_is_ready(x->gate->audit))
		return OG_ERR_AGAIN;
	return err == OG_OK ? gate_settle(x->gate, x->conf, &x->store) : err;
}

void
login_owes(struct exchange *x, const struct login *l)
{
	/* full is as good: something is owed, so nothing will be decided */
	(void)!og_owed_add(
	    x->gate->owed, l->user.id, &l->decision, og_clock_wall());
}
