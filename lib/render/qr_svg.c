/* SPDX-License-Identifier: ISC */
/*
 * A QR code as SVG, a document or an element of a page: one path of horizontal
 * runs.  Must not contain anything but the modules (no text, no link, no
 * metadata).
 */
#include "lib/render/qr.h"

static void
put_modules(const struct og_qr *q, struct og_buf *out)
{
	const size_t side = og_qr_side(q);

	og_buf_printf(out,
	    "<rect width=\"%zu\" height=\"%zu\" fill=\"#fff\"/>\n"
	    "<path fill=\"#000\" d=\"",
	    side, side);
	for (size_t y = 0; y < side; y++) {
		for (size_t x = 0; x < side; x++) {
			size_t run = 0;

			while (og_qr_is_dark(q, x + run, y))
				run++;
			if (run == 0)
				continue;
			og_buf_printf(
			    out, "M%zu %zuh%zuv1h-%zuz", x, y, run, run);
			x += run;
		}
	}
	og_buf_puts(out, "\"/>\n</svg>\n");
}

void
og_qr_svg(const struct og_qr *q, struct og_buf *out)
{
	const size_t side = og_qr_side(q);

	og_buf_printf(out,
	    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
	    "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%zu\" "
	    "height=\"%zu\" viewBox=\"0 0 %zu %zu\" "
	    "shape-rendering=\"crispEdges\">\n",
	    side * OG_QR_SCALE, side * OG_QR_SCALE, side, side);
	put_modules(q, out);
}

void
og_qr_svg_inline(
    const struct og_qr *q, const char *attributes, struct og_buf *out)
{
	const size_t side = og_qr_side(q);

	og_buf_printf(out,
	    "<svg %s viewBox=\"0 0 %zu %zu\" "
	    "shape-rendering=\"crispEdges\">\n",
	    attributes, side, side);
	put_modules(q, out);
}
