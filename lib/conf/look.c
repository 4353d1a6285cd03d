// SPDX-License-Identifier: ISC
/*
 * Reads logo and style sheet.  They are shown by the page that takes passwords,
 * so what others could change is no more welcome here than in the key ring.
 */
#include "lib/conf/look.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "lib/files/safefile.h"
#include "lib/look/css.h"
#include "lib/look/png.h"
#include "lib/look/svg.h"

#define FORBIDDEN 0022 /* write by anyone but the owner */

static enum og_err
read_file(const char *name, const char *path, size_t max, struct og_buf *out,
    struct og_why *why)
{
	struct og_why reason = {""};
	enum og_err err;
	int fd;

	err = og_safefile_open(path, O_RDONLY, FORBIDDEN, &fd, &reason);
	if (err != OG_OK)
		return og_why_set(
		    why, err, "setting %s: %s", name, reason.text);
	err = og_safefile_read(fd, max, out);
	(void)close(fd);
	if (err == OG_ERR_RANGE)
		return og_why_set(why, err,
		    "setting %s: %s: longer than %zu bytes", name, path, max);
	if (err != OG_OK)
		return og_why_set(why, err, "setting %s: %s: not read: %s",
		    name, path, og_strerror(err));
	if (out->len == 0)
		return og_why_set(why, OG_ERR_FORMAT,
		    "setting %s: %s: the file is empty", name, path);
	return OG_OK;
}

/* A fault of the file, as that of the settings would be told. */
static enum og_err
refuse(const char *name, const char *path, enum og_err err,
    const struct og_fault *fault, struct og_why *why)
{
	if (fault->line > 0)
		return og_why_set(why, err, "setting %s: %s:%d: %s", name, path,
		    fault->line, fault->text);
	return og_why_set(
	    why, err, "setting %s: %s: %s", name, path, fault->text);
}

static enum og_err
load_logo(const char *path, struct og_look *look, struct og_why *why)
{
	struct og_fault fault = {.line = 0};
	enum og_err err;
	bool png;

	err = read_file("logo", path, OG_LOGO_MAX, &look->logo, why);
	if (err != OG_OK)
		return err;
	png = og_png_is_one(look->logo.data, look->logo.len);
	look->logo_type = png ? "image/png" : "image/svg+xml";
	if (png)
		err = og_png_check(look->logo.data, look->logo.len, &fault);
	else if (look->logo.data[0] == '<' || look->logo.data[0] == '\xef' ||
		 strchr(" \t\r\n", look->logo.data[0]) != NULL)
		err = og_svg_check(look->logo.data, look->logo.len, &fault);
	else
		err = og_fault_all(&fault, "it is neither SVG nor PNG");
	return err == OG_OK ? OG_OK : refuse("logo", path, err, &fault, why);
}

static enum og_err
load_css(const char *path, struct og_look *look, struct og_why *why)
{
	struct og_fault fault = {.line = 0};
	enum og_err err;

	err = read_file("extra_css", path, OG_CSS_MAX, &look->css, why);
	if (err != OG_OK)
		return err;
	err = og_css_check(look->css.data, look->css.len, &fault);
	return err == OG_OK ? OG_OK
			    : refuse("extra_css", path, err, &fault, why);
}

enum og_err
og_look_load(
    const struct og_look_settings *s, struct og_look *look, struct og_why *why)
{
	enum og_err err = OG_OK;

	og_buf_init(&look->logo, OG_LOGO_MAX + 1);
	og_buf_init(&look->css, OG_CSS_MAX + 1);
	look->logo_type = NULL;
	if (s->logo[0] != '\0')
		err = load_logo(s->logo, look, why);
	if (err == OG_OK && s->extra_css[0] != '\0')
		err = load_css(s->extra_css, look, why);
	if (err != OG_OK)
		og_look_clear(look);
	return err;
}

void
og_look_clear(struct og_look *look)
{
	og_buf_clear(&look->logo);
	og_buf_clear(&look->css);
	look->logo_type = NULL;
}
