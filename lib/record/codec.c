/* SPDX-License-Identifier: ISC */
/*
 * The user record as text: "word=value" words, otpgate-users(5).  There is one
 * spelling of each value; anything else is refused, never repaired, and what
 * would be refused is never written.  Reading allocates nothing: every check
 * of every request comes through here.  codec_*.c have the words for parts that
 * a user may have several of.
 */
#include <inttypes.h>
#include <string.h>

#include "lib/crypto/hex.h"
#include "lib/record/codec_impl.h"

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
	u->created = og_codec_time(f, ' ');
}

static void
read_next(struct og_cursor *f, struct og_user *u)
{
	u->next_id = og_codec_u32(f, ' ', 2);
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
read_pwform(struct og_cursor *f, struct og_user *u)
{
	og_cursor_num(f, ' ', 1, 1);
	u->pwform = true;
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
	if (u->pwform)
		og_buf_puts(b, " pwform=1");
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
    {"pwform", false, false, read_pwform},
    {"a", false, true, og_codec_read_authenticator},
    {"u", false, true, og_codec_read_used},
    {"r", false, false, og_codec_read_recovery},
    {"p", false, false, og_codec_read_last},
    {"l", false, true, og_codec_read_lane},
    {"g", false, false, og_codec_read_strangers},
    {"o", false, false, og_codec_read_owner},
    {"d", false, true, og_codec_read_device},
    {"s", false, true, og_codec_read_session},
    {"t", false, true, og_codec_read_ticket},
    {"b", false, true, og_codec_read_bearer},
    {"i", false, false, og_codec_read_invite},
    {"n", false, false, og_codec_read_adding},
    {"c", false, false, og_codec_read_changed},
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
	og_codec_write_authenticators(u, out);
	og_codec_write_recovery(u, out);
	og_codec_write_last(u, out);
	og_codec_write_counters(u, out);
	og_codec_write_held(u, out);
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
