/* SPDX-License-Identifier: ISC */
/*
 * The user record as text: "word=value" words, otpgate-users(5).  There is one
 * spelling of each value; anything else is refused, never repaired, and what
 * would be refused is never written.  Reading allocates nothing: every check
 * of every request comes through here.
 */
#include <inttypes.h>
#include <string.h>

#include "cursor.h"
#include "hex.h"
#include "text.h"
#include "user.h"

#define TIME_LAST 253402300799		/* 9999-12-31T23:59:59Z */
#define MOVING_LAST ((uint64_t)1 << 53) /* so that seconds never overflow */
#define DRIFT_LAST 10

static const char *const type_names[] = {
    "totp", "hotp", "recovery", "sent", "passkey"}; /* bits of og_factor */
static const char *const state_names[] = {"pending", "active", "disabled"};
static const char *const hash_names[] = {"SHA1", "SHA256", "SHA512"};
static const char *const lane_names[] = {"open", "first", "key"};

#define N_AUTH_TYPES 2
#define N_TYPES (sizeof(type_names) / sizeof(type_names[0]))
#define N_STATES (sizeof(state_names) / sizeof(state_names[0]))
#define N_HASHES (sizeof(hash_names) / sizeof(hash_names[0]))

/* --- kinds of values --- */

static uint32_t
take_u32(struct og_cursor *f, char sep, uint32_t min)
{
	return (uint32_t)og_cursor_num(f, sep, min, UINT32_MAX);
}

static int64_t
take_time(struct og_cursor *f, char sep)
{
	return (int64_t)og_cursor_num(f, sep, 0, TIME_LAST);
}

/* "?" for a value that no record may hold: reading back refuses it. */
static const char *
name_of(const char *const *names, size_t n, unsigned i)
{
	return i < n ? names[i] : "?";
}

static const char *
factor_word(enum og_factor factor)
{
	unsigned i;

	for (i = 0; i < N_TYPES; i++)
		if ((unsigned)factor == 1U << i)
			return type_names[i];
	return "?";
}

/* --- the words --- */

static void
read_id(struct og_cursor *f, struct og_user *u)
{
	struct og_field v = og_cursor_take(f, ' ');

	if (v.n != 16)
		og_cursor_fail(f, OG_ERR_FORMAT);
	else
		og_cursor_fail(f, og_hex_parse(v.p, 16, &u->id));
	if (u->id == 0)
		og_cursor_fail(f, OG_ERR_RANGE);
}

static void
read_name(struct og_cursor *f, struct og_user *u)
{
	og_cursor_text(f, ' ', u->name, sizeof(u->name));
	if (!og_name_is_valid(u->name))
		og_cursor_fail(f, OG_ERR_FORMAT);
}

static void
read_created(struct og_cursor *f, struct og_user *u)
{
	u->created = take_time(f, ' ');
}

static void
read_next(struct og_cursor *f, struct og_user *u)
{
	u->next_id = take_u32(f, ' ', 2);
}

static void
read_disabled(struct og_cursor *f, struct og_user *u)
{
	og_cursor_num(f, ' ', 1, 1);
	u->disabled = true;
}

static void
write_identity(const struct og_user *u, struct og_buf *b)
{
	char hex[17];

	og_hex_format(u->id, 16, hex);
	og_buf_printf(
	    b, "id=%s name=%s created=%" PRId64, hex, u->name, u->created);
	if (u->next_id != 1)
		og_buf_printf(b, " next=%" PRIu32, u->next_id);
	if (u->disabled)
		og_buf_puts(b, " disabled=1");
}

/* A text that "set" checks and stores in "field"; it must take it as it is. */
static void
read_set(struct og_cursor *f, struct og_user *u, const char *field,
    enum og_err (*set)(struct og_user *u, const char *s))
{
	char text[OG_GROUPS_MAX + 1];

	og_cursor_text(f, ' ', text, sizeof(text));
	if (f->err != OG_OK)
		return;
	og_cursor_fail(f, set(u, text));
	if (text[0] == '\0' || strcmp(field, text) != 0)
		og_cursor_fail(f, OG_ERR_FORMAT);
}

static void
read_groups(struct og_cursor *f, struct og_user *u)
{
	read_set(f, u, u->groups, og_user_set_groups);
}

static void
read_email(struct og_cursor *f, struct og_user *u)
{
	read_set(f, u, u->email, og_user_set_email);
}

static void
read_phone(struct og_cursor *f, struct og_user *u)
{
	read_set(f, u, u->phone, og_user_set_phone);
}

static void
read_full(struct og_cursor *f, struct og_user *u)
{
	read_set(f, u, u->fullname, og_user_set_fullname);
}

static void
read_pw(struct og_cursor *f, struct og_user *u)
{
	struct og_argon2 cost;

	og_cursor_text(f, ' ', u->pwhash, sizeof(u->pwhash));
	if (f->err == OG_OK)
		og_cursor_fail(f, og_pwhash_cost(u->pwhash, &cost));
}

static void
write_text(struct og_buf *b, const char *key, const char *text)
{
	if (text[0] == '\0')
		return;
	og_buf_puts(b, key);
	og_cursor_put_text(b, ' ', text);
}

static void
write_profile(const struct og_user *u, struct og_buf *b)
{
	write_text(b, " groups=", u->groups);
	write_text(b, " email=", u->email);
	write_text(b, " phone=", u->phone);
	write_text(b, " full=", u->fullname);
	write_text(b, " pw=", u->pwhash);
}

static void
read_authenticator(struct og_cursor *f, struct og_user *u)
{
	struct og_authenticator *a = &u->authenticators[u->n_authenticators];

	if (u->n_authenticators == OG_AUTHENTICATORS_MAX) {
		og_cursor_fail(f, OG_ERR_RANGE);
		return;
	}
	a->id = take_u32(f, ',', 1);
	a->type = (enum og_factor)(
	    1U << og_cursor_name(f, ',', type_names, N_AUTH_TYPES));
	a->state = (enum og_auth_state)(
	    OG_AUTH_PENDING + og_cursor_name(f, ',', state_names, N_STATES));
	a->hash = (enum og_hash)(
	    OG_SHA1 + og_cursor_name(f, ',', hash_names, N_HASHES));
	a->digits =
	    (unsigned)og_cursor_num(f, ',', OG_DIGITS_MIN, OG_DIGITS_MAX);
	a->period =
	    (unsigned)og_cursor_num(f, ',', OG_PERIOD_MIN, OG_PERIOD_MAX);
	a->moving = og_cursor_num(f, ',', 0, MOVING_LAST);
	a->drift = (int)og_cursor_signed(f, ',', -DRIFT_LAST, DRIFT_LAST);
	a->failures = take_u32(f, ',', 0);
	a->created = take_time(f, ',');
	a->expires = take_time(f, ',');
	a->replaces = take_u32(f, ',', 0);
	a->key_id = take_u32(f, ',', 1);
	og_cursor_text(f, ',', a->label, sizeof(a->label));
	if (!og_text_is_clean(a->label, strlen(a->label)))
		og_cursor_fail(f, OG_ERR_FORMAT);
	a->sealed_len = og_cursor_bytes(
	    f, ',', a->sealed, OG_SEED_MIN + OG_SEAL_EXTRA, sizeof(a->sealed));
	u->n_authenticators++;
}

static void
write_authenticators(const struct og_user *u, struct og_buf *b)
{
	const struct og_authenticator *a;
	size_t i;

	for (i = 0; i < u->n_authenticators; i++) {
		a = &u->authenticators[i];
		og_buf_printf(b, " a=%" PRIu32 ",%s,%s,%s,%u,%u,", a->id,
		    factor_word(a->type),
		    name_of(state_names, N_STATES,
			(unsigned)a->state - OG_AUTH_PENDING),
		    name_of(hash_names, N_HASHES, (unsigned)a->hash - OG_SHA1),
		    a->digits, a->period);
		og_buf_printf(b, "%" PRIu64 ",%d,%" PRIu32 ",", a->moving,
		    a->drift, a->failures);
		og_buf_printf(b,
		    "%" PRId64 ",%" PRId64 ",%" PRIu32 ",%" PRIu32 ",",
		    a->created, a->expires, a->replaces, a->key_id);
		og_cursor_put_text(b, ',', a->label);
		og_buf_putc(b, ',');
		og_cursor_put_bytes(b, a->sealed, a->sealed_len);
	}
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

static void
read_recovery(struct og_cursor *f, struct og_user *u)
{
	struct og_recovery_set *set = &u->recovery;
	unsigned number, last = 0;

	set->id = take_u32(f, ',', 1);
	set->created = take_time(f, ',');
	set->cost.memory = take_u32(f, '/', 1);
	set->cost.time = take_u32(f, '/', 1);
	set->cost.lanes = take_u32(f, ',', 1);
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

static void
write_recovery(const struct og_user *u, struct og_buf *b)
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

static bool
counter_is_zero(const struct og_counter *c)
{
	return c->failures == 0 && c->failed_at == 0 &&
	       c->password_failures == 0 && c->password_failed_at == 0;
}

static void
read_lane(struct og_cursor *f, struct og_user *u)
{
	struct og_counter *c;

	c = &u->lanes[og_cursor_name(f, ',', lane_names, OG_LANES)];
	if (!counter_is_zero(c)) {
		og_cursor_fail(f, OG_ERR_FORMAT); /* doubled */
		return;
	}
	c->failures = take_u32(f, ',', 0);
	c->failed_at = take_time(f, ',');
	c->password_failures = take_u32(f, ',', 0);
	c->password_failed_at = take_time(f, ',');
	if (counter_is_zero(c))
		og_cursor_fail(f, OG_ERR_FORMAT);
}

static void
write_lanes(const struct og_user *u, struct og_buf *b)
{
	const struct og_counter *c;
	size_t i;

	for (i = 0; i < OG_LANES; i++) {
		c = &u->lanes[i];
		if (counter_is_zero(c))
			continue;
		og_buf_printf(b,
		    " l=%s,%" PRIu32 ",%" PRId64 ",%" PRIu32 ",%" PRId64,
		    lane_names[i], c->failures, c->failed_at,
		    c->password_failures, c->password_failed_at);
	}
}

static bool
no_guesses(const struct og_user *u)
{
	size_t i;

	for (i = 0; i < OG_MONTHS; i++)
		if (u->guesses[i] != 0)
			return false;
	return true;
}

static void
read_guesses(struct og_cursor *f, struct og_user *u)
{
	size_t i;

	u->month = take_u32(f, '/', 0);
	for (i = 0; i < OG_MONTHS; i++)
		u->guesses[i] = take_u32(f, '.', 0);
	if (no_guesses(u))
		og_cursor_fail(f, OG_ERR_FORMAT);
}

static void
write_guesses(const struct og_user *u, struct og_buf *b)
{
	size_t i;

	if (no_guesses(u))
		return;
	og_buf_printf(b, " g=%" PRIu32, u->month);
	for (i = 0; i < OG_MONTHS; i++)
		og_buf_printf(
		    b, "%c%" PRIu32, i == 0 ? '/' : '.', u->guesses[i]);
}

/* True when every byte is printable ASCII from "lowest" up. */
static bool
is_printable(const char *s, char lowest)
{
	for (; *s != '\0'; s++)
		if (*s < lowest || *s > '~')
			return false;
	return true;
}

static void
read_session(struct og_cursor *f, struct og_user *u)
{
	struct og_session *s = &u->sessions[u->n_sessions];
	struct og_proof *proof;

	if (u->n_sessions == OG_SESSIONS_MAX) {
		og_cursor_fail(f, OG_ERR_RANGE);
		return;
	}
	og_cursor_bytes(f, ',', s->id, OG_SESSION_ID_LEN, OG_SESSION_ID_LEN);
	s->created = take_time(f, ',');
	s->seen = take_time(f, ',');
	og_cursor_text(f, ',', s->address, sizeof(s->address));
	og_cursor_text(f, ',', s->agent, sizeof(s->agent));
	if (!is_printable(s->address, '!') || !is_printable(s->agent, ' '))
		og_cursor_fail(f, OG_ERR_FORMAT);
	s->n_proofs = 0;
	while (f->err == OG_OK && !f->done) {
		if (s->n_proofs == OG_PROOFS_MAX) {
			og_cursor_fail(f, OG_ERR_RANGE);
			return;
		}
		proof = &s->proofs[s->n_proofs++];
		proof->factor = (enum og_factor)(
		    1U << og_cursor_name(f, ':', type_names, N_TYPES));
		proof->authenticator = take_u32(f, ':', 0);
		proof->when = take_time(f, '.');
	}
	if (s->n_proofs == 0)
		og_cursor_fail(f, OG_ERR_FORMAT);
	u->n_sessions++;
}

static void
write_sessions(const struct og_user *u, struct og_buf *b)
{
	const struct og_session *s;
	const struct og_proof *proof;
	size_t i, k;

	for (i = 0; i < u->n_sessions; i++) {
		s = &u->sessions[i];
		og_buf_puts(b, " s=");
		og_cursor_put_bytes(b, s->id, OG_SESSION_ID_LEN);
		og_buf_printf(
		    b, ",%" PRId64 ",%" PRId64 ",", s->created, s->seen);
		og_cursor_put_text(b, ',', s->address);
		og_buf_putc(b, ',');
		og_cursor_put_text(b, ',', s->agent);
		for (k = 0; k < s->n_proofs; k++) {
			proof = &s->proofs[k];
			og_buf_printf(b, "%c%s:%" PRIu32 ":%" PRId64,
			    k == 0 ? ',' : '.', factor_word(proof->factor),
			    proof->authenticator, proof->when);
		}
	}
}

/* --- the record --- */

/* Every known word. */
static const struct word {
	const char *key;
	bool required;
	bool many;
	void (*read)(struct og_cursor *f, struct og_user *u);
} words[] = {
    {"id", true, false, read_id},
    {"name", true, false, read_name},
    {"created", true, false, read_created},
    {"next", false, false, read_next},
    {"disabled", false, false, read_disabled},
    {"groups", false, false, read_groups},
    {"email", false, false, read_email},
    {"phone", false, false, read_phone},
    {"full", false, false, read_full},
    {"pw", false, false, read_pw},
    {"a", false, true, read_authenticator},
    {"r", false, false, read_recovery},
    {"l", false, true, read_lane},
    {"g", false, false, read_guesses},
    {"s", false, true, read_session},
};
#define N_WORDS (sizeof(words) / sizeof(words[0]))

enum og_err
og_user_format(const struct og_user *u, struct og_buf *out)
{
	struct og_user back;
	size_t before = out->len;
	enum og_err err;

	write_identity(u, out);
	write_profile(u, out);
	write_authenticators(u, out);
	write_recovery(u, out);
	write_lanes(u, out);
	write_guesses(u, out);
	write_sessions(u, out);
	if (u->unknown_len > 0) {
		og_buf_putc(out, ' ');
		og_buf_put(out, u->unknown, u->unknown_len);
	}
	err = og_buf_err(out);
	if (err != OG_OK)
		return err;
	/* A record that cannot be read would lock its owner out. */
	err = og_user_parse(out->data + before, out->len - before, &back);
	og_user_clear(&back);
	return err;
}

/* Keeps a word of a later version as it is. */
static enum og_err
keep_unknown(struct og_user *u, const char *s, size_t len, size_t key_len)
{
	size_t i;

	if (s[0] < 'a' || s[0] > 'z')
		return OG_ERR_FORMAT;
	for (i = 1; i < key_len; i++)
		if ((s[i] < 'a' || s[i] > 'z') && (s[i] < '0' || s[i] > '9') &&
		    s[i] != '_' && s[i] != '-')
			return OG_ERR_FORMAT;
	for (i = key_len; i < len; i++)
		if ((unsigned char)s[i] < 0x21 || s[i] == 0x7f)
			return OG_ERR_FORMAT;
	if (u->unknown_len + 1 + len > OG_UNKNOWN_MAX)
		return OG_ERR_RANGE;
	if (u->unknown_len > 0)
		u->unknown[u->unknown_len++] = ' ';
	memcpy(u->unknown + u->unknown_len, s, len);
	u->unknown_len += len;
	return OG_OK;
}

static enum og_err
read_word(const struct og_field *word, struct og_user *u, unsigned *seen)
{
	const char *equals = memchr(word->p, '=', word->n);
	struct og_cursor f;
	size_t i, key_len;

	if (equals == NULL || equals == word->p)
		return OG_ERR_FORMAT;
	key_len = (size_t)(equals - word->p);
	for (i = 0; i < N_WORDS; i++)
		if (strlen(words[i].key) == key_len &&
		    memcmp(words[i].key, word->p, key_len) == 0)
			break;
	if (i == N_WORDS)
		return keep_unknown(u, word->p, word->n, key_len);
	if (!words[i].many && (*seen & 1U << i) != 0)
		return OG_ERR_FORMAT;
	*seen |= 1U << i;
	og_cursor_init(&f, equals + 1, word->n - key_len - 1);
	words[i].read(&f, u);
	return og_cursor_end(&f);
}

enum og_err
og_user_parse(const char *s, size_t len, struct og_user *u)
{
	struct og_cursor f;
	struct og_field word;
	unsigned seen = 0;
	enum og_err err = OG_ERR_RANGE;
	size_t i;

	og_user_reset(u);
	og_cursor_init(&f, len > 0 ? s : "", len);
	if (len > OG_RECORD_MAX)
		goto out;
	while (!f.done) {
		word = og_cursor_take(&f, ' ');
		err = read_word(&word, u, &seen);
		if (err != OG_OK)
			goto out;
	}
	err = OG_ERR_FORMAT;
	for (i = 0; i < N_WORDS; i++)
		if (words[i].required && (seen & 1U << i) == 0)
			goto out;
	if (og_user_ids_are_sound(u))
		err = OG_OK;
	else
		err = OG_ERR_RANGE;
out:
	if (err != OG_OK)
		og_user_clear(u);
	return err;
}
