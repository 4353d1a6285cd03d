/* SPDX-License-Identifier: ISC */
/*
 * Gives a secret to its owner.  Files are created and never overwritten, and
 * are complete before the secret is stored.  Must not draw a QR code into
 * a pipe, a file or a log unless told to.
 */
#include "admin/work/secret_output.h"

#include <sys/ioctl.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "admin/ui/output.h"
#include "lib/files/safefile.h"

#define URI_MAX 4096
#define DRAWING_MAX 1048576

/* Creates "path", empty, and records it as made; -1 after a complaint. */
static int
file_new(struct secret_output *h, const char *who, const char *path)
{
	struct secret_output_file *made = h->made;
	struct og_why why = {""};
	enum og_err err;
	int fd = -1;

	while (made->path != NULL)
		made++;
	err = og_folder_open(&made->folder, path, OG_FOLDER_ANY, &why);
	if (err != OG_OK) {
		output_complain(who, "%s", why.text);
		return -1;
	}
	err = og_folder_create(
	    &made->folder, made->folder.base, 0600, false, &fd);
	if (err == OG_OK) {
		made->path = path;
	} else {
		output_complain(who, "%s: cannot be created: %s", path,
		    err == OG_ERR_EXISTS ? "it already exists"
					 : og_strerror(err));
		og_folder_close(&made->folder);
	}
	return fd;
}

/* Creates "path" with the contents; it is recorded as made once it exists. */
static bool
file_make(struct secret_output *h, const char *who, const char *path,
    const struct og_buf *contents)
{
	bool ok = false;
	int fd;

	if (og_buf_err(contents) != OG_OK) {
		output_complain(
		    who, "%s: %s", path, og_strerror(og_buf_err(contents)));
		return false;
	}
	fd = file_new(h, who, path);
	if (fd < 0)
		return false;
	if (og_safefile_write(fd, contents->data, contents->len) != OG_OK ||
	    (fsync(fd) != 0 && errno != EINVAL && errno != EROFS))
		(void)close(fd);
	else
		ok = close(fd) == 0; /* where quotas are told no sooner */
	if (!ok)
		output_complain(who, "%s: cannot be written", path);
	return ok;
}

static bool
files_make(struct secret_output *h, const char *who, const struct args *a)
{
	const char *svg = a->opt[OPT_SVG], *png = a->opt[OPT_PNG];
	struct og_buf b;
	bool ok = true;

	og_buf_init(&b, DRAWING_MAX);
	if (svg != NULL) {
		og_qr_svg(&h->qr, &b);
		ok = file_make(h, who, svg, &b);
		og_buf_reset(&b);
	}
	if (ok && png != NULL) {
		/* what goes wrong here is seen by file_make */
		if (qr_png(&h->qr, &b) != OG_OK && b.err == OG_OK)
			b.err = OG_ERR_NOMEM;
		ok = file_make(h, who, png, &b);
	}
	og_buf_clear(&b);
	return ok;
}

bool
secret_output_make(struct secret_output *h, const char *who,
    const struct og_otpauth *p, const struct args *a)
{
	enum og_err err;

	memset(h, 0, sizeof(*h));
	og_buf_init(&h->uri, URI_MAX);
	err = og_otpauth_format(p, &h->uri);
	if (err == OG_OK)
		err = og_qr_make(&h->qr, og_buf_str(&h->uri));
	if (err != OG_OK) {
		output_complain(who, "no otpauth URI can be made from this: %s",
		    og_strerror(err));
		return false;
	}
	if (files_make(h, who, a))
		return true;
	secret_output_discard(h);
	return false;
}

static void
files_forget(struct secret_output *h)
{
	for (size_t i = 0; i < SECRET_OUTPUT_FILES; i++) {
		if (h->made[i].path != NULL)
			og_folder_close(&h->made[i].folder);
		h->made[i].path = NULL;
	}
}

void
secret_output_discard(struct secret_output *h)
{
	for (size_t i = 0; i < SECRET_OUTPUT_FILES; i++) {
		struct secret_output_file *made = &h->made[i];

		if (made->path != NULL &&
		    !og_folder_remove(&made->folder, made->folder.base))
			output_complain(NULL, "%s: remove it: %s", made->path,
			    strerror(errno));
	}
	files_forget(h);
}

bool
secret_output_draw(const struct secret_output *h, const struct args *a)
{
	struct winsize size = {0};
	struct og_buf b;

	if (a->opt[OPT_FORCE] == NULL) {
		if (!isatty(STDOUT_FILENO))
			return false;
		if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 &&
		    size.ws_col > 0 && size.ws_col < og_qr_side(&h->qr)) {
			output_complain(NULL,
			    "the QR code needs a terminal of %zu columns",
			    og_qr_side(&h->qr));
			return false;
		}
	}
	og_buf_init(&b, DRAWING_MAX);
	qr_terminal(&h->qr, &b);
	if (og_buf_err(&b) != OG_OK)
		output_lose();
	(void)fwrite(og_buf_str(&b), 1, b.len, stdout);
	og_buf_clear(&b);
	return true;
}

void
secret_output_clear(struct secret_output *h)
{
	files_forget(h);
	og_buf_clear(&h->uri);
	og_qr_clear(&h->qr);
}
