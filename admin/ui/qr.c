/* SPDX-License-Identifier: ISC */
/*
 * QR codes by libqrencode, and drawing them on a terminal.  Nothing leaves the
 * machine.  Must not keep a copy of what was encoded.
 */
#include "admin/ui/qr.h"

#include <errno.h>
#include <qrencode.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/wipe.h"

/* Fixed entries of the 256-colour cube: themes redefine the first 16.  Light
 * modules are drawn and dark ones left out, so that on a dark terminal the code
 * can be scanned even where colours are not supported. */
#define WHITE_ON_BLACK "\033[38;5;231;48;5;16m"
#define PLAIN "\033[0m"

enum og_err
qr_make(struct qr *q, const char *text)
{
	QRcode *code;
	size_t n;
	enum og_err err = OG_ERR_NOMEM;

	q->width = 0;
	q->modules = NULL;
	code = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_L);
	if (code == NULL)
		return errno == ERANGE ? OG_ERR_RANGE : OG_ERR_NOMEM;
	n = (size_t)code->width * (size_t)code->width;
	q->modules = malloc(n);
	if (q->modules != NULL) {
		for (size_t i = 0; i < n; i++)
			q->modules[i] = code->data[i] & 1;
		q->width = (size_t)code->width;
		err = OG_OK;
	}
	og_wipe(code->data, n);
	QRcode_free(code);
	return err;
}

void
qr_clear(struct qr *q)
{
	og_wipe(q->modules, q->width * q->width);
	free(q->modules);
	q->modules = NULL;
	q->width = 0;
}

size_t
qr_side(const struct qr *q)
{
	return q->width + (size_t)2 * QR_QUIET;
}

bool
qr_is_dark(const struct qr *q, size_t x, size_t y)
{
	if (x < QR_QUIET || y < QR_QUIET)
		return false;
	x -= QR_QUIET;
	y -= QR_QUIET;
	return x < q->width && y < q->width &&
	       q->modules[y * q->width + x] != 0;
}

void
qr_terminal(const struct qr *q, struct og_buf *out)
{
	/* none, upper half, lower half, full block */
	static const char *const blocks[] = {
	    " ", "\xe2\x96\x80", "\xe2\x96\x84", "\xe2\x96\x88"};
	const size_t side = qr_side(q);

	for (size_t y = 0; y < side; y += 2) {
		og_buf_puts(out, WHITE_ON_BLACK);
		for (size_t x = 0; x < side; x++) {
			unsigned upper = !qr_is_dark(q, x, y);
			unsigned lower = !qr_is_dark(q, x, y + 1);

			og_buf_puts(out, blocks[upper | lower << 1]);
		}
		og_buf_puts(out, PLAIN "\n");
	}
}
