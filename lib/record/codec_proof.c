/* SPDX-License-Identifier: ISC */
/*
 * Words of the record, otpgate-users(5): what proves who the user is, and the
 * kinds of values that all words are made of.  Parses and prints; judges
 * only spelling and range.
 */
#include <inttypes.h>
#include <string.h>

#include "lib/base/text.h"
#include "lib/record/codec_impl.h"

#define TIME_LAST 253402300799		/* 9999-12-31T23:59:59Z */
#define MOVING_LAST ((uint64_t)1 << 53) /* so that seconds never overflow */
#define DRIFT_LAST 10

static const char *const type_names[] = {
    "totp", "hotp", "recovery", "sent", "passkey"}; /* bits of og_factor */
static const char *const state_names[] = {"pending", "active", "disabled"};
static const char *const hash_names[] = {"SHA1", "SHA256", "SHA512"};

#define N_AUTH_TYPES 2

/* --- kinds of values --- */

uint32_t
og_codec_u32(struct og_cursor *f, char sep, uint32_t min)
{
	return (uint32_t)og_cursor_num(f, sep, min, UINT32_MAX);
}

int64_t
og_codec_time(struct og_cursor *f, char sep)
{
	return (int64_t)og_cursor_num(f, sep, 0, TIME_LAST);
}

const char *
og_codec_name(const char *const *names, size_t n, unsigned i)
{
	return i < n ? names[i] : "?";
}

const char *
og_codec_factor_word(enum og_factor factor)
{
	unsigned i;

	for (i = 0; i < OG_CODEC_N(type_names); i++)
		if ((unsigned)factor == 1U << i)
			return type_names[i];
	return "?";
}

void
og_codec_printable(
    struct og_cursor *f, char sep, char *out, size_t size, char lowest)
{
	og_cursor_text(f, sep, out, size);
	for (; *out != '\0'; out++)
		if (*out < lowest || *out > '~')
			og_cursor_fail(f, OG_ERR_FORMAT);
}

enum og_factor
og_codec_factor(struct og_cursor *f, char sep, size_t n)
{
	if (n > OG_CODEC_N(type_names))
		n = OG_CODEC_N(type_names);
	return (enum og_factor)(1U << og_cursor_name(f, sep, type_names, n));
}

void
og_codec_proof(struct og_cursor *f, char sep, struct og_proof *out)
{
	out->factor = og_codec_factor(f, ':', SIZE_MAX);
	out->authenticator = og_codec_u32(f, ':', 0);
	out->when = og_codec_time(f, sep);
}

void
og_codec_put_proof(struct og_buf *b, const struct og_proof *proof)
{
	og_buf_printf(b, "%s:%" PRIu32 ":%" PRId64,
	    og_codec_factor_word(proof->factor), proof->authenticator,
	    proof->when);
}

/* --- the last login --- */

void
og_codec_read_last(struct og_cursor *f, struct og_user *u)
{
	og_codec_proof(f, ' ', &u->last);
	if (u->last.when == 0)
		og_cursor_fail(f, OG_ERR_FORMAT);
}

void
og_codec_write_last(const struct og_user *u, struct og_buf *b)
{
	if (u->last.when == 0)
		return;
	og_buf_puts(b, " p=");
	og_codec_put_proof(b, &u->last);
}

/* --- authenticators and recovery codes --- */

void
og_codec_read_authenticator(struct og_cursor *f, struct og_user *u)
{
	struct og_authenticator *a = &u->authenticators[u->n_authenticators];

	if (u->n_authenticators == OG_AUTHENTICATORS_MAX) {
		og_cursor_fail(f, OG_ERR_RANGE);
		return;
	}
	a->id = og_codec_u32(f, ',', 1);
	a->type = og_codec_factor(f, ',', N_AUTH_TYPES);
	a->state = (enum og_auth_state)(
	    OG_AUTH_PENDING +
	    og_cursor_name(f, ',', state_names, OG_CODEC_N(state_names)));
	a->hash = (enum og_hash)(OG_SHA1 + og_cursor_name(f, ',', hash_names,
					       OG_CODEC_N(hash_names)));
	a->digits =
	    (unsigned)og_cursor_num(f, ',', OG_DIGITS_MIN, OG_DIGITS_MAX);
	a->period =
	    (unsigned)og_cursor_num(f, ',', OG_PERIOD_MIN, OG_PERIOD_MAX);
	a->moving_factor = og_cursor_num(f, ',', 0, MOVING_LAST);
	a->drift = (int)og_cursor_signed(f, ',', -DRIFT_LAST, DRIFT_LAST);
	a->failures = og_codec_u32(f, ',', 0);
	a->created = og_codec_time(f, ',');
	a->used = 0;
	a->expires = og_codec_time(f, ',');
	a->replaces = og_codec_u32(f, ',', 0);
	a->key_id = og_codec_u32(f, ',', 1);
	og_cursor_text(f, ',', a->label, sizeof(a->label));
	if (!og_text_is_clean(a->label, strlen(a->label)))
		og_cursor_fail(f, OG_ERR_FORMAT);
	a->sealed_len = og_cursor_bytes(f, ',', a->sealed,
	    OG_SEED_LEAST + OG_SEAL_EXTRA, sizeof(a->sealed));
	u->n_authenticators++;
}

/* A word of its own, so that programs that do not know it keep it.  They may
 * remove the authenticator and leave the word: then it is dropped. */
void
og_codec_read_used(struct og_cursor *f, struct og_user *u)
{
	const uint32_t id = og_codec_u32(f, ',', 1);
	const int64_t used = og_codec_time(f, ',');
	struct og_authenticator *a =
	    f->err == OG_OK ? og_user_authenticator(u, id) : NULL;

	if (used == 0 || (a != NULL && a->used != 0))
		og_cursor_fail(f, OG_ERR_FORMAT); /* none, or doubled */
	else if (a != NULL)
		a->used = used;
}

static void
write_used(const struct og_user *u, struct og_buf *b)
{
	for (size_t i = 0; i < u->n_authenticators; i++)
		if (u->authenticators[i].used != 0)
			og_buf_printf(b, " u=%" PRIu32 ",%" PRId64,
			    u->authenticators[i].id, u->authenticators[i].used);
}

void
og_codec_write_authenticators(const struct og_user *u, struct og_buf *b)
{
	const struct og_authenticator *a;
	size_t i;

	for (i = 0; i < u->n_authenticators; i++) {
		a = &u->authenticators[i];
		og_buf_printf(b, " a=%" PRIu32 ",%s,%s,%s,%u,%u,", a->id,
		    og_codec_factor_word(a->type),
		    og_codec_name(state_names, OG_CODEC_N(state_names),
			(unsigned)a->state - OG_AUTH_PENDING),
		    og_codec_name(hash_names, OG_CODEC_N(hash_names),
			(unsigned)a->hash - OG_SHA1),
		    a->digits, a->period);
		og_buf_printf(b, "%" PRIu64 ",%d,%" PRIu32 ",",
		    a->moving_factor, a->drift, a->failures);
		og_buf_printf(b,
		    "%" PRId64 ",%" PRId64 ",%" PRIu32 ",%" PRIu32 ",",
		    a->created, a->expires, a->replaces, a->key_id);
		og_cursor_put_text(b, ',', a->label);
		og_buf_putc(b, ',');
		og_cursor_put_bytes(b, a->sealed, a->sealed_len);
	}
	write_used(u, b);
}

/* The number of a recovery code: always two digits. */
static unsigned
take_number(struct og_cursor *f, char sep)
{
	struct og_field v = og_cursor_take(f, sep);

	if (v.n != 2 || v.p[0] < '0' || v.p[0] > '9' || v.p[1] < '0' ||
	    v.p[1] > '9') {
		og_cursor_fail(f, OG_ERR_FORMAT);
		return 0;
	}
	return (unsigned)(v.p[0] - '0') * 10 + (unsigned)(v.p[1] - '0');
}

void
og_codec_read_recovery(struct og_cursor *f, struct og_user *u)
{
	struct og_recovery_set *set = &u->recovery;
	unsigned number, last = 0;

	set->id = og_codec_u32(f, ',', 1);
	set->created = og_codec_time(f, ',');
	set->cost.memory = og_codec_u32(f, '/', 1);
	set->cost.time = og_codec_u32(f, '/', 1);
	set->cost.lanes = og_codec_u32(f, ',', 1);
	if (!og_argon2_is_valid(&set->cost))
		og_cursor_fail(f, OG_ERR_RANGE);
	og_cursor_bytes(f, ',', set->salt, OG_SALT_LEN, OG_SALT_LEN);
	set->issued = (unsigned)og_cursor_num(f, ',', 1, OG_RECOVERY_MAX);
	while (f->err == OG_OK && !f->done) {
		number = take_number(f, ':');
		if (number <= last || number > set->issued) {
			og_cursor_fail(f, OG_ERR_RANGE);
			return;
		}
		og_cursor_bytes(f, '.', set->codes[set->n].digest,
		    OG_RECOVERY_DIGEST, OG_RECOVERY_DIGEST);
		set->codes[set->n++].number = number;
		last = number;
	}
	if (set->n == 0)
		og_cursor_fail(f, OG_ERR_FORMAT);
}

void
og_codec_write_recovery(const struct og_user *u, struct og_buf *b)
{
	const struct og_recovery_set *set = &u->recovery;
	size_t i;

	if (set->n == 0)
		return;
	og_buf_printf(b,
	    " r=%" PRIu32 ",%" PRId64 ",%" PRIu32 "/%" PRIu32 "/%" PRIu32 ",",
	    set->id, set->created, set->cost.memory, set->cost.time,
	    set->cost.lanes);
	og_cursor_put_bytes(b, set->salt, OG_SALT_LEN);
	og_buf_printf(b, ",%u", set->issued);
	for (i = 0; i < set->n; i++) {
		og_buf_printf(
		    b, "%c%02u:", i == 0 ? ',' : '.', set->codes[i].number);
		og_cursor_put_bytes(
		    b, set->codes[i].digest, OG_RECOVERY_DIGEST);
	}
}
