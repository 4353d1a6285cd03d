/* SPDX-License-Identifier: ISC */
/*
 * QR codes by libqrencode.  Nothing leaves the machine.  Must not keep a copy
 * of what was encoded.
 */
#include "lib/render/qr.h"

#include <errno.h>
#include <qrencode.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/wipe.h"

enum og_err
og_qr_make(struct og_qr *q, const char *text)
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
og_qr_clear(struct og_qr *q)
{
	og_wipe(q->modules, q->width * q->width);
	free(q->modules);
	q->modules = NULL;
	q->width = 0;
}

size_t
og_qr_side(const struct og_qr *q)
{
	return q->width + (size_t)2 * OG_QR_QUIET;
}

bool
og_qr_is_dark(const struct og_qr *q, size_t x, size_t y)
{
	if (x < OG_QR_QUIET || y < OG_QR_QUIET)
		return false;
	x -= OG_QR_QUIET;
	y -= OG_QR_QUIET;
	return x < q->width && y < q->width &&
	       q->modules[y * q->width + x] != 0;
}
