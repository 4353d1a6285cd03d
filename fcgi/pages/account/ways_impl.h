/* SPDX-License-Identifier: ISC */
/* Between the list of authenticators and the screens on which one is added. */
#ifndef OTPGATE_FCGI_PAGES_ACCOUNT_WAYS_IMPL_H
#define OTPGATE_FCGI_PAGES_ACCOUNT_WAYS_IMPL_H

#include "fcgi/pages/account/impl.h"
#include "lib/rules/ways.h"

#define WAYS_ADDRESS ROUTE_ACCOUNT "/authenticators"
#define WAYS_ADD_WORD "add"
#define WAYS_ADD WAYS_ADDRESS "/" WAYS_ADD_WORD
#define WAYS_REPLACE_WORD "replace"

/* What forms ask for, in the field "do". */
#define WAYS_BEGIN "begin"
#define WAYS_REPLACE "replace"
#define WAYS_PROVE "prove"

/* --- adding.c --- */

/* GET: the one that is being added ("wrong" is what was sent before, or
 * WORD_NONE), and the way to replace all.  Both finish the exchange. */
void ways_show_add(struct exchange *x, struct account *a, enum word wrong);
void ways_show_replace(struct exchange *x, struct account *a);

/* POST: begins one; proves it.  Both finish the exchange. */
void ways_begin(struct exchange *x, struct account *a, bool replace);
void ways_prove(struct exchange *x, struct account *a);

/* Why nothing was changed. */
enum word ways_refusal(enum og_ways_result result, enum og_err name);

/* Appends the field for a name, which has "name" in it. */
void ways_put_name(struct exchange *x, const char *name, bool wrong);

#endif
