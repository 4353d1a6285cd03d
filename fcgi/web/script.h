/* SPDX-License-Identifier: ISC */
/* The one script of the pages: fcgi/web/page.js. */
#ifndef OTPGATE_FCGI_WEB_SCRIPT_H
#define OTPGATE_FCGI_WEB_SCRIPT_H

/* What browsers get, without comments and indents.  The build makes it. */
extern const char script_text[];

#endif
