/* SPDX-License-Identifier: ISC */
/* The script of the pages. */
#ifndef OTPGATE_FCGI_PAGES_SCRIPT_H
#define OTPGATE_FCGI_PAGES_SCRIPT_H

#include "fcgi/server/server.h"

/* GET: the script.  At the address that pages name, which has its hash,
 * browsers keep it for a year; at any other not at all. */
void script_answer(struct exchange *x);

#endif
