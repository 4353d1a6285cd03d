// SPDX-License-Identifier: ISC
#include "fcgi/web/change_log.h"

void
change_log(struct exchange *x, struct og_event *e, enum og_err err)
{
	struct og_why why;

	if (err != OG_OK) {
		e->verdict = err == OG_ERR_UNKNOWN ? "unknown" : "failed";
		(void)og_store_explain(&x->store, err, &why);
		e->detail = why.text;
	}
	if (err == OG_OK || gate_may_tell(x->gate, LINES_FAULT))
		og_audit_write(x->gate->audit, e);
	e->detail = NULL;
}
