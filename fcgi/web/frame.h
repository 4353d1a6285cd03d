/* SPDX-License-Identifier: ISC */
/* What the settings put into the frame of every page. */
#ifndef OTPGATE_FCGI_WEB_FRAME_H
#define OTPGATE_FCGI_WEB_FRAME_H

#include "fcgi/gate/gate.h"

#define FRAME_FORM_ACTION "form-action " /* in the policy */

/* The style of all pages, before what the settings add. */
extern const char frame_style[];

/*
 * Makes *frame of the settings and of the files that they name: a
 * gate_frame_maker.  The Content-Security-Policy has a hash for each style, and
 * lets in a picture only when there is a logo.
 */
bool frame_make(const struct og_settings *s, const struct og_look *look,
    struct gate_frame *frame);

#endif
