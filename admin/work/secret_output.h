/* SPDX-License-Identifier: ISC */
/* What the owner of a new authenticator is given: the otpauth URI, and its QR
 * code on the terminal and in files. */
#ifndef OTPGATE_ADMIN_WORK_SECRET_OUTPUT_H
#define OTPGATE_ADMIN_WORK_SECRET_OUTPUT_H

#include <stdbool.h>

#include "admin/ui/qr.h"
#include "admin/work/options.h"
#include "lib/codes/otpauth.h"
#include "lib/files/folder.h"

#define SECRET_OUTPUT_FILES 2

/* A file that was created, in a folder that may belong to anybody. */
struct secret_output_file {
	const char *path; /* NULL: none */
	struct og_folder folder;
};

struct secret_output {
	struct og_buf uri;
	struct og_qr qr;
	struct secret_output_file made[SECRET_OUTPUT_FILES];
};

/*
 * Makes URI and QR code of "p", and the files that --svg and --png ask for
 * (new ones, mode 0600).  False after a complaint about "who": no file is
 * left.  Call secret_output_clear in any case.
 */
bool secret_output_make(struct secret_output *h, const char *who,
    const struct og_otpauth *p, const struct args *a);

/* Removes the files again: what they show was not stored. */
void secret_output_discard(struct secret_output *h);

/*
 * Draws the QR code when standard output is a terminal or --force was given.
 * False when neither is the case, or (after a complaint) the terminal is too
 * narrow.
 */
bool secret_output_draw(const struct secret_output *h, const struct args *a);

/* Wipes it; files stay. */
void secret_output_clear(struct secret_output *h);

#endif
