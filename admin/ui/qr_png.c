/* SPDX-License-Identifier: ISC */
/*
 * A QR code as a PNG file, grey, 8 pixels a module, by libpng.  Must not write
 * text chunks or a time.
 */
#include <png.h>
#include <stdlib.h>
#include <string.h>

#include "admin/ui/qr.h"
#include "lib/base/wipe.h"

enum og_err
qr_png(const struct og_qr *q, struct og_buf *out)
{
	const size_t side = og_qr_side(q) * OG_QR_SCALE;
	const size_t raw_len = side * side;
	png_image image = {.version = PNG_IMAGE_VERSION};
	png_alloc_size_t len, cap;
	uint8_t *raw, *file = NULL;
	enum og_err err = OG_ERR_NOMEM;

	image.width = (png_uint_32)side;
	image.height = (png_uint_32)side;
	image.format = PNG_FORMAT_GRAY;
	cap = len = PNG_IMAGE_PNG_SIZE_MAX(image);
	raw = malloc(raw_len);
	file = malloc(cap);
	if (raw == NULL || file == NULL)
		goto out;
	for (size_t i = 0; i < raw_len; i++)
		raw[i] = og_qr_is_dark(
			     q, i % side / OG_QR_SCALE, i / side / OG_QR_SCALE)
			     ? 0
			     : 255;
	if (png_image_write_to_memory(&image, file, &len, 0, raw, 0, NULL)) {
		og_buf_put(out, file, len);
		err = og_buf_err(out);
	}
out:
	png_image_free(&image);
	if (raw != NULL)
		og_wipe(raw, raw_len);
	if (file != NULL)
		og_wipe(file, cap);
	free(raw);
	free(file);
	return err;
}
