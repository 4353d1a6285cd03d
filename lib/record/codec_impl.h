/* SPDX-License-Identifier: ISC */
/* Shared by user_codec*.c only: kinds of values, and the readers and writers
 * of words. */
#ifndef OTPGATE_RECORD_CODEC_IMPL_H
#define OTPGATE_RECORD_CODEC_IMPL_H

#include "lib/record/cursor.h"
#include "lib/record/user.h"

#define OG_CODEC_N(names) (sizeof(names) / sizeof((names)[0]))

/* --- kinds of values --- */

uint32_t og_codec_u32(struct og_cursor *f, char sep, uint32_t min);
int64_t og_codec_time(struct og_cursor *f, char sep);

/* Printable ASCII from "lowest" up. */
void og_codec_printable(
    struct og_cursor *f, char sep, char *out, size_t size, char lowest);

/* A factor by its name, of the first "n" names. */
enum og_factor og_codec_factor(struct og_cursor *f, char sep, size_t n);
const char *og_codec_factor_word(enum og_factor factor);

/* "?" for a value that no record may hold: the reader refuses it. */
const char *og_codec_name(const char *const *names, size_t n, unsigned i);

/* A proof, "factor:number:time", as used in several words. */
void og_codec_proof(struct og_cursor *f, char sep, struct og_proof *out);
void og_codec_put_proof(struct og_buf *b, const struct og_proof *proof);

/* --- words: record/codec_proof.c --- */

void og_codec_read_authenticator(struct og_cursor *f, struct og_user *u);
void og_codec_read_used(struct og_cursor *f, struct og_user *u);
void og_codec_read_recovery(struct og_cursor *f, struct og_user *u);
void og_codec_read_last(struct og_cursor *f, struct og_user *u);
void og_codec_write_authenticators(const struct og_user *u, struct og_buf *b);
void og_codec_write_recovery(const struct og_user *u, struct og_buf *b);
void og_codec_write_last(const struct og_user *u, struct og_buf *b);

/* --- words: record/codec_state.c --- */

void og_codec_read_lane(struct og_cursor *f, struct og_user *u);
void og_codec_read_strangers(struct og_cursor *f, struct og_user *u);
void og_codec_read_owner(struct og_cursor *f, struct og_user *u);
void og_codec_write_counters(const struct og_user *u, struct og_buf *b);

/* --- words: record/codec_held.c --- */

void og_codec_read_device(struct og_cursor *f, struct og_user *u);
void og_codec_read_session(struct og_cursor *f, struct og_user *u);
void og_codec_read_ticket(struct og_cursor *f, struct og_user *u);
void og_codec_read_bearer(struct og_cursor *f, struct og_user *u);
void og_codec_read_invite(struct og_cursor *f, struct og_user *u);
void og_codec_read_adding(struct og_cursor *f, struct og_user *u);
void og_codec_read_changed(struct og_cursor *f, struct og_user *u);
void og_codec_write_held(const struct og_user *u, struct og_buf *b);

#endif
