/* SPDX-License-Identifier: ISC */
/*
 * Words of the record, otpgate-users(5): what browsers and programs hold for
 * the user: known devices, sessions, bearer tokens, an invitation; and what the
 * user has changed last.  Parses and prints; judges only spelling and range.
 */
#include <inttypes.h>
#include <string.h>

#include "lib/base/text.h"
#include "lib/record/bearer.h"
#include "lib/record/codec_impl.h"

/* --- known browsers --- */

void
og_codec_read_device(struct og_cursor *f, struct og_user *u)
{
	struct og_device *d = &u->devices[u->n_devices];

	if (u->n_devices == OG_DEVICES_MAX) {
		og_cursor_fail(f, OG_ERR_RANGE);
		return;
	}
	d->id = og_codec_u32(f, ',', 1);
	og_cursor_bytes(f, ',', d->digest, OG_DIGEST_LEN, OG_DIGEST_LEN);
	d->created = og_codec_time(f, ',');
	d->seen = og_codec_time(f, ',');
	d->counter.failures = og_codec_u32(f, ',', 0);
	d->counter.failed_at = og_codec_time(f, ',');
	d->counter.password_failures = og_codec_u32(f, ',', 0);
	d->counter.password_failed_at = og_codec_time(f, ',');
	og_codec_printable(f, ',', d->agent, sizeof(d->agent), ' ');
	u->n_devices++;
}

static void
write_devices(const struct og_user *u, struct og_buf *b)
{
	const struct og_device *d;
	size_t i;

	for (i = 0; i < u->n_devices; i++) {
		d = &u->devices[i];
		og_buf_printf(b, " d=%" PRIu32 ",", d->id);
		og_cursor_put_bytes(b, d->digest, OG_DIGEST_LEN);
		og_buf_printf(
		    b, ",%" PRId64 ",%" PRId64 ",", d->created, d->seen);
		og_buf_printf(b, "%" PRIu32 ",%" PRId64 ",%" PRIu32 ",%" PRId64,
		    d->counter.failures, d->counter.failed_at,
		    d->counter.password_failures,
		    d->counter.password_failed_at);
		og_buf_putc(b, ',');
		og_cursor_put_text(b, ',', d->agent);
	}
}

/* --- sessions --- */

void
og_codec_read_session(struct og_cursor *f, struct og_user *u)
{
	struct og_session *s = &u->sessions[u->n_sessions];

	if (u->n_sessions == OG_SESSIONS_MAX) {
		og_cursor_fail(f, OG_ERR_RANGE);
		return;
	}
	og_cursor_bytes(f, ',', s->id, OG_DIGEST_LEN, OG_DIGEST_LEN);
	s->created = og_codec_time(f, ',');
	s->seen = og_codec_time(f, ',');
	og_codec_printable(f, ',', s->address, sizeof(s->address), '!');
	og_codec_printable(f, ',', s->agent, sizeof(s->agent), ' ');
	s->ticket = 0;
	s->n_proofs = 0;
	while (f->err == OG_OK && !f->done) {
		if (s->n_proofs == OG_PROOFS_MAX) {
			og_cursor_fail(f, OG_ERR_RANGE);
			return;
		}
		og_codec_proof(f, '.', &s->proofs[s->n_proofs++]);
	}
	if (s->n_proofs == 0)
		og_cursor_fail(f, OG_ERR_FORMAT);
	u->n_sessions++;
}

/* A word of its own, so that programs that know no tickets keep it.  They may
 * end the session and leave the word: then it is dropped. */
void
og_codec_read_ticket(struct og_cursor *f, struct og_user *u)
{
	uint8_t id[OG_DIGEST_LEN];
	struct og_session *s = NULL;
	uint64_t serial;
	size_t i;

	og_cursor_bytes(f, ',', id, sizeof(id), sizeof(id));
	serial = og_cursor_num(f, ',', 1, INT64_MAX);
	for (i = 0; f->err == OG_OK && i < u->n_sessions; i++)
		if (memcmp(u->sessions[i].id, id, sizeof(id)) == 0)
			s = &u->sessions[i];
	if (s != NULL && s->ticket != 0)
		og_cursor_fail(f, OG_ERR_FORMAT); /* doubled */
	else if (s != NULL)
		s->ticket = serial;
}

static void
write_tickets(const struct og_user *u, struct og_buf *b)
{
	size_t i;

	for (i = 0; i < u->n_sessions; i++) {
		if (u->sessions[i].ticket == 0)
			continue;
		og_buf_puts(b, " t=");
		og_cursor_put_bytes(b, u->sessions[i].id, OG_DIGEST_LEN);
		og_buf_printf(b, ",%" PRIu64, u->sessions[i].ticket);
	}
}

static void
write_sessions(const struct og_user *u, struct og_buf *b)
{
	const struct og_session *s;
	size_t i, k;

	for (i = 0; i < u->n_sessions; i++) {
		s = &u->sessions[i];
		og_buf_puts(b, " s=");
		og_cursor_put_bytes(b, s->id, OG_DIGEST_LEN);
		og_buf_printf(
		    b, ",%" PRId64 ",%" PRId64 ",", s->created, s->seen);
		og_cursor_put_text(b, ',', s->address);
		og_buf_putc(b, ',');
		og_cursor_put_text(b, ',', s->agent);
		for (k = 0; k < s->n_proofs; k++) {
			og_buf_putc(b, k == 0 ? ',' : '.');
			og_codec_put_proof(b, &s->proofs[k]);
		}
	}
}

/* --- bearer tokens --- */

void
og_codec_read_bearer(struct og_cursor *f, struct og_user *u)
{
	struct og_bearer *t = &u->bearers[u->n_bearers];
	char network[OG_NETWORK_MAX + 1];

	if (u->n_bearers == OG_BEARERS_MAX) {
		og_cursor_fail(f, OG_ERR_RANGE);
		return;
	}
	t->id = og_codec_u32(f, ',', 1);
	og_cursor_bytes(f, ',', t->digest, OG_DIGEST_LEN, OG_DIGEST_LEN);
	t->created = og_codec_time(f, ',');
	t->expires = og_codec_time(f, ',');
	t->used = og_codec_time(f, ',');
	og_cursor_text(f, ',', t->prefix, sizeof(t->prefix));
	og_cursor_text(f, ',', t->network, sizeof(t->network));
	og_cursor_text(f, ',', t->label, sizeof(t->label));
	if (f->err != OG_OK)
		return;
	if (!og_bearer_prefix_is_valid(t->prefix) ||
	    !og_text_is_clean(t->label, strlen(t->label)))
		og_cursor_fail(f, OG_ERR_FORMAT);
	if (t->network[0] != '\0' &&
	    (og_bearer_network_parse(t->network, network) != OG_OK ||
		strcmp(t->network, network) != 0))
		og_cursor_fail(f, OG_ERR_FORMAT);
	u->n_bearers++;
}

static void
write_bearers(const struct og_user *u, struct og_buf *b)
{
	const struct og_bearer *t;
	size_t i;

	for (i = 0; i < u->n_bearers; i++) {
		t = &u->bearers[i];
		og_buf_printf(b, " b=%" PRIu32 ",", t->id);
		og_cursor_put_bytes(b, t->digest, OG_DIGEST_LEN);
		og_buf_printf(b, ",%" PRId64 ",%" PRId64 ",%" PRId64 ",",
		    t->created, t->expires, t->used);
		og_cursor_put_text(b, ',', t->prefix);
		og_buf_putc(b, ',');
		og_cursor_put_text(b, ',', t->network);
		og_buf_putc(b, ',');
		og_cursor_put_text(b, ',', t->label);
	}
}

/* --- the invitation --- */

void
og_codec_read_invite(struct og_cursor *f, struct og_user *u)
{
	struct og_invite *i = &u->invite;

	og_cursor_bytes(f, ',', i->digest, OG_DIGEST_LEN, OG_DIGEST_LEN);
	og_cursor_bytes(f, ',', i->salt, OG_SALT_LEN, OG_SALT_LEN);
	i->key_id = og_codec_u32(f, ',', 1);
	i->created = og_codec_time(f, ',');
	i->expires = og_codec_time(f, ',');
	i->failures = og_codec_u32(f, ',', 0);
	i->replace = og_cursor_num(f, ',', 0, 1) != 0;
	if (i->created == 0) /* that is how none looks in memory */
		og_cursor_fail(f, OG_ERR_RANGE);
}

static void
write_invite(const struct og_user *u, struct og_buf *b)
{
	const struct og_invite *i = &u->invite;

	if (i->created == 0)
		return;
	og_buf_puts(b, " i=");
	og_cursor_put_bytes(b, i->digest, OG_DIGEST_LEN);
	og_buf_putc(b, ',');
	og_cursor_put_bytes(b, i->salt, OG_SALT_LEN);
	og_buf_printf(b, ",%" PRIu32 ",%" PRId64 ",%" PRId64 ",%" PRIu32 ",%d",
	    i->key_id, i->created, i->expires, i->failures, i->replace);
}

/* --- an authenticator that is being added --- */

void
og_codec_read_adding(struct og_cursor *f, struct og_user *u)
{
	struct og_adding *a = &u->adding;

	og_cursor_bytes(f, ',', a->session, OG_DIGEST_LEN, OG_DIGEST_LEN);
	og_cursor_bytes(f, ',', a->salt, OG_SALT_LEN, OG_SALT_LEN);
	a->key_id = og_codec_u32(f, ',', 1);
	a->created = og_codec_time(f, ',');
	a->replace = og_cursor_num(f, ',', 0, 1) != 0;
	if (a->created == 0) /* that is how none looks in memory */
		og_cursor_fail(f, OG_ERR_RANGE);
}

static void
write_adding(const struct og_user *u, struct og_buf *b)
{
	const struct og_adding *a = &u->adding;

	if (a->created == 0)
		return;
	og_buf_puts(b, " n=");
	og_cursor_put_bytes(b, a->session, OG_DIGEST_LEN);
	og_buf_putc(b, ',');
	og_cursor_put_bytes(b, a->salt, OG_SALT_LEN);
	og_buf_printf(b, ",%" PRIu32 ",%" PRId64 ",%d", a->key_id, a->created,
	    a->replace);
}

/* --- what the user has changed last --- */

static const char *const changed_names[OG_CHANGED_KINDS - 1] = {"session",
    "sessions", "browser", "browsers", "added", "removed", "renamed", "codes",
    "password"};

const char *
og_changed_name(enum og_changed what)
{
	return what > OG_CHANGED_NOTHING && what < OG_CHANGED_KINDS
		   ? changed_names[what - 1]
		   : "-";
}

void
og_codec_read_changed(struct og_cursor *f, struct og_user *u)
{
	struct og_own_change *c = &u->changed;

	c->what = (enum og_changed)(1 + og_cursor_name(f, ',', changed_names,
					    OG_CODEC_N(changed_names)));
	c->when = og_codec_time(f, ',');
	c->device = og_codec_u32(f, ',', 0);
	og_codec_printable(f, ',', c->address, sizeof(c->address), '!');
}

static void
write_changed(const struct og_user *u, struct og_buf *b)
{
	const struct og_own_change *c = &u->changed;

	if (c->what == OG_CHANGED_NOTHING)
		return;
	og_buf_printf(b, " c=%s,%" PRId64 ",%" PRIu32 ",",
	    og_changed_name(c->what), c->when, c->device);
	og_cursor_put_text(b, ',', c->address);
}

void
og_codec_write_held(const struct og_user *u, struct og_buf *b)
{
	write_devices(u, b);
	write_sessions(u, b);
	write_tickets(u, b);
	write_bearers(u, b);
	write_invite(u, b);
	write_adding(u, b);
	write_changed(u, b);
}
