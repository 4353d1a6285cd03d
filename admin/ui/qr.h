/* SPDX-License-Identifier: ISC */
/* QR codes, and the three ways to draw them. */
#ifndef OTPGATE_ADMIN_UI_QR_H
#define OTPGATE_ADMIN_UI_QR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/buf.h"
#include "lib/base/err.h"

#define QR_QUIET 4	/* light modules around: ISO/IEC 18004 section 9.1 */
#define QR_SIDE_MAX 185 /* version 40 and the quiet zone */
#define QR_SCALE 8	/* pixels of a module */

/* The modules count as secret. */
struct qr {
	size_t width;	  /* modules of a side, without the quiet zone */
	uint8_t *modules; /* width * width; 1 is dark */
};

/*
 * Encodes "text" (8-bit, error correction L).  OG_OK; OG_ERR_RANGE (too long
 * for a QR code), OG_ERR_NOMEM with *q empty.  qr_clear releases it.
 */
enum og_err qr_make(struct qr *q, const char *text) OG_MUST_CHECK;

/* Wipes and frees. */
void qr_clear(struct qr *q);

/* Modules of a side with the quiet zone. */
size_t qr_side(const struct qr *q);

/* Whether the module at column "x" and row "y", both counted with the quiet
 * zone, is dark.  Everything outside is light. */
bool qr_is_dark(const struct qr *q, size_t x, size_t y);

/* Appends lines of half blocks: dark modules black, light ones white, whatever
 * the terminal's own colours are. */
void qr_terminal(const struct qr *q, struct og_buf *out);

/* Appends an SVG document. */
void qr_svg(const struct qr *q, struct og_buf *out);

/* Appends a PNG file.  OG_OK, OG_ERR_NOMEM, OG_ERR_RANGE. */
enum og_err qr_png(const struct qr *q, struct og_buf *out) OG_MUST_CHECK;

#endif
