/* SPDX-License-Identifier: ISC */
/*
 * A QR code on a terminal.  Must not keep a copy of it.
 */
#include "admin/ui/qr.h"

/* Fixed entries of the 256-colour cube: themes redefine the first 16.  Light
 * modules are drawn and dark ones left out, so that on a dark terminal the code
 * can be scanned even where colours are not supported. */
#define WHITE_ON_BLACK "\033[38;5;231;48;5;16m"
#define PLAIN "\033[0m"

void
qr_terminal(const struct og_qr *q, struct og_buf *out)
{
	/* none, upper half, lower half, full block */
	static const char *const blocks[] = {
	    " ", "\xe2\x96\x80", "\xe2\x96\x84", "\xe2\x96\x88"};
	const size_t side = og_qr_side(q);

	for (size_t y = 0; y < side; y += 2) {
		og_buf_puts(out, WHITE_ON_BLACK);
		for (size_t x = 0; x < side; x++) {
			unsigned upper = !og_qr_is_dark(q, x, y);
			unsigned lower = !og_qr_is_dark(q, x, y + 1);

			og_buf_puts(out, blocks[upper | lower << 1]);
		}
		og_buf_puts(out, PLAIN "\n");
	}
}
