/* SPDX-License-Identifier: ISC */
/*
 * A QR code as an SVG document: one path of horizontal runs.  Must not contain
 * anything but the modules (no text, no link, no metadata).
 */
#include "admin/ui/qr.h"

void
qr_svg(const struct qr *q, struct og_buf *out)
{
	const size_t side = qr_side(q);

	og_buf_printf(out,
	    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
	    "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%zu\" "
	    "height=\"%zu\" viewBox=\"0 0 %zu %zu\" "
	    "shape-rendering=\"crispEdges\">\n"
	    "<rect width=\"%zu\" height=\"%zu\" fill=\"#fff\"/>\n"
	    "<path fill=\"#000\" d=\"",
	    side * QR_SCALE, side * QR_SCALE, side, side, side, side);
	for (size_t y = 0; y < side; y++) {
		for (size_t x = 0; x < side; x++) {
			size_t run = 0;

			while (qr_is_dark(q, x + run, y))
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
