/* SPDX-License-Identifier: ISC */
/* QR codes, and drawing them as SVG. */
#ifndef OTPGATE_RENDER_QR_H
#define OTPGATE_RENDER_QR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/buf.h"
#include "lib/base/err.h"

#define OG_QR_QUIET 4	   /* light modules around: ISO/IEC 18004 section 9.1 */
#define OG_QR_SIDE_MAX 185 /* version 40 and the quiet zone */
#define OG_QR_SCALE 8	   /* pixels of a module */

/* The modules count as secret. */
struct og_qr {
	size_t width;	  /* modules of a side, without the quiet zone */
	uint8_t *modules; /* width * width; 1 is dark */
};

/*
 * Encodes "text" (8-bit, error correction L).  OG_OK; OG_ERR_RANGE (too long
 * for a QR code), OG_ERR_NOMEM with *q empty.  og_qr_clear releases it.
 */
enum og_err og_qr_make(struct og_qr *q, const char *text) OG_MUST_CHECK;

/* Wipes and frees. */
void og_qr_clear(struct og_qr *q);

/* Modules of a side with the quiet zone. */
size_t og_qr_side(const struct og_qr *q);

/* Whether the module at column "x" and row "y", both counted with the quiet
 * zone, is dark.  Everything outside is light. */
bool og_qr_is_dark(const struct og_qr *q, size_t x, size_t y);

/* Appends an SVG document. */
void og_qr_svg(const struct og_qr *q, struct og_buf *out);

/* Appends the same as an element of an HTML page: "attributes" (our own text,
 * without blanks at its ends) goes into its tag, and it is as large as they
 * or the style of the page make it. */
void og_qr_svg_inline(
    const struct og_qr *q, const char *attributes, struct og_buf *out);

#endif
