/* SPDX-License-Identifier: ISC */
/* What everybody can know of a user and of this service, and so tries first as
 * a password. */
#ifndef OTPGATE_CONF_OWN_WORDS_H
#define OTPGATE_CONF_OWN_WORDS_H

#include "lib/conf/settings.h"
#include "lib/record/user.h"
#include "lib/rules/newpassword.h"

/* Fills *words for og_newpassword_judge: names and addresses of "u", then the
 * issuer, the name of the site and the hosts. */
void og_own_words(const struct og_settings *set, const struct og_user *u,
    struct og_words *words);

#endif
