/* SPDX-License-Identifier: ISC */
/* Drawing QR codes on a terminal and as PNG files. */
#ifndef OTPGATE_ADMIN_UI_QR_H
#define OTPGATE_ADMIN_UI_QR_H

#include "lib/render/qr.h"

/* Appends lines of half blocks: dark modules black, light ones white, whatever
 * the terminal's own colours are. */
void qr_terminal(const struct og_qr *q, struct og_buf *out);

/* Appends a PNG file.  OG_OK, OG_ERR_NOMEM, OG_ERR_RANGE. */
enum og_err qr_png(const struct og_qr *q, struct og_buf *out) OG_MUST_CHECK;

#endif
