/* SPDX-License-Identifier: ISC */
/*
 * argon2id by libargon2.  The encoded form is read and written here, so that
 * the library never sees a parameter that a file could have made absurd.  It is
 * given only one thread: the caller decides how many hashes run at once.
 */
#include <argon2.h>
#include <stdio.h>
#include <string.h>

#include "lib/base/num.h"
#include "lib/base/wipe.h"
#include "lib/crypto/base64url.h"
#include "lib/crypto/pwhash.h"
#include "lib/crypto/random.h"

#define PREFIX "$argon2id$v=19$"
#define HASH_LEN 32 /* bytes of a new hash */
#define HASH_MIN 16
#define HASH_MAX 64
#define SALT_MIN 8
#define SALT_MAX 64

/* An encoded hash, taken apart. */
struct parsed {
	struct og_argon2 cost;
	uint8_t salt[SALT_MAX];
	size_t salt_len;
	uint8_t hash[HASH_MAX];
	size_t hash_len;
};

bool
og_argon2_is_valid(const struct og_argon2 *cost)
{
	return cost->lanes >= 1 && cost->lanes <= 4 && cost->time >= 1 &&
	       cost->time <= 10 && cost->memory >= 8 * cost->lanes &&
	       cost->memory <= 262144;
}

/* The library's structure has no const, but it only reads what we pass. */
static uint8_t *
unconst(const void *p)
{
	union {
		const void *in;
		uint8_t *out;
	} u = {.in = p};

	return u.out;
}

static enum og_err
argon2id_raw(const struct og_argon2 *cost, const uint8_t *salt, size_t salt_len,
    const void *in, size_t len, uint8_t *out, size_t out_len)
{
	argon2_context ctx;
	int rc;

	memset(&ctx, 0, sizeof(ctx));
	ctx.out = out;
	ctx.outlen = (uint32_t)out_len;
	ctx.pwd = unconst(in);
	ctx.pwdlen = (uint32_t)len;
	ctx.salt = unconst(salt);
	ctx.saltlen = (uint32_t)salt_len;
	ctx.t_cost = cost->time;
	ctx.m_cost = cost->memory;
	ctx.lanes = cost->lanes;
	ctx.threads = 1;
	ctx.version = ARGON2_VERSION_13;
	ctx.flags = ARGON2_DEFAULT_FLAGS;
	rc = argon2_ctx(&ctx, Argon2_id);
	if (rc == ARGON2_OK)
		return OG_OK;
	og_wipe(out, out_len);
	if (rc == ARGON2_MEMORY_ALLOCATION_ERROR)
		return OG_ERR_NOMEM;
	return OG_ERR_RANGE;
}

enum og_err
og_argon2id(const struct og_argon2 *cost, const uint8_t salt[OG_SALT_LEN],
    const void *in, size_t len, uint8_t *out, size_t out_len)
{
	if (!og_argon2_is_valid(cost) || len > OG_PASSWORD_MAX ||
	    out_len < HASH_MIN || out_len > HASH_MAX) {
		og_wipe(out, out_len);
		return OG_ERR_RANGE;
	}
	return argon2id_raw(cost, salt, OG_SALT_LEN, in, len, out, out_len);
}

/* Writes "len" bytes (HASH_MAX at most) in the base64 of RFC 4648 section 4,
 * unpadded, with room for OG_BASE64URL_SIZE(len). */
static void
base64_encode(const uint8_t *in, size_t len, char *out)
{
	og_base64url_encode(in, len, out);
	for (; *out != '\0'; out++) {
		if (*out == '-')
			*out = '+';
		else if (*out == '_')
			*out = '/';
	}
}

/* The reverse: canonical, "min" to HASH_MAX bytes. */
static enum og_err
base64_decode(const char *in, size_t len, size_t min, uint8_t out[HASH_MAX],
    size_t *out_len)
{
	char text[OG_BASE64URL_SIZE(HASH_MAX)];
	enum og_err err = OG_ERR_FORMAT;
	size_t i;

	if (len >= sizeof(text))
		goto out;
	for (i = 0; i < len; i++) {
		text[i] = in[i];
		if (in[i] == '-' || in[i] == '_')
			goto out;
		if (in[i] == '+')
			text[i] = '-';
		else if (in[i] == '/')
			text[i] = '_';
	}
	if (og_base64url_decode(text, len, out, HASH_MAX, out_len) != OG_OK ||
	    *out_len < min)
		goto out;
	err = OG_OK;
out:
	OG_WIPE_ARRAY(text);
	return err;
}

/* Reads "KEY=number" at *s, which must end with "end", and steps over both. */
static enum og_err
parse_cost(const char **s, char key, char end, uint32_t *out)
{
	const char *from = *s + 2, *to;
	uint64_t value;
	enum og_err err;

	if ((*s)[0] != key || (*s)[1] != '=')
		return OG_ERR_FORMAT;
	to = strchr(from, end);
	if (to == NULL)
		return OG_ERR_FORMAT;
	err = og_num_parse(from, (size_t)(to - from), 0, UINT32_MAX, &value);
	if (err != OG_OK)
		return err;
	*out = (uint32_t)value;
	*s = to + 1;
	return OG_OK;
}

/* "p" is the caller's to wipe, whatever comes back. */
static enum og_err
parse(const char *encoded, struct parsed *p)
{
	const char *s = encoded, *end;
	enum og_err err;

	if (strnlen(encoded, OG_PWHASH_SIZE) == OG_PWHASH_SIZE ||
	    strncmp(s, PREFIX, strlen(PREFIX)) != 0)
		return OG_ERR_FORMAT;
	s += strlen(PREFIX);
	err = parse_cost(&s, 'm', ',', &p->cost.memory);
	if (err == OG_OK)
		err = parse_cost(&s, 't', ',', &p->cost.time);
	if (err == OG_OK)
		err = parse_cost(&s, 'p', '$', &p->cost.lanes);
	if (err != OG_OK)
		return err;
	end = strchr(s, '$');
	if (end == NULL)
		return OG_ERR_FORMAT;
	err = base64_decode(
	    s, (size_t)(end - s), SALT_MIN, p->salt, &p->salt_len);
	if (err != OG_OK)
		return err;
	s = end + 1;
	err = base64_decode(s, strlen(s), HASH_MIN, p->hash, &p->hash_len);
	if (err != OG_OK)
		return err;
	return og_argon2_is_valid(&p->cost) ? OG_OK : OG_ERR_RANGE;
}

enum og_err
og_pwhash_new(const struct og_argon2 *cost, const char *password, size_t len,
    char out[OG_PWHASH_SIZE])
{
	char salt_text[OG_BASE64URL_SIZE(OG_SALT_LEN)];
	char hash_text[OG_BASE64URL_SIZE(HASH_LEN)];
	uint8_t salt[OG_SALT_LEN], hash[HASH_LEN];
	enum og_err err;
	int n;

	out[0] = '\0';
	err = og_random(salt, sizeof(salt));
	if (err != OG_OK)
		return err;
	err = og_argon2id(cost, salt, password, len, hash, sizeof(hash));
	if (err != OG_OK)
		return err;
	base64_encode(salt, sizeof(salt), salt_text);
	base64_encode(hash, sizeof(hash), hash_text);
	n = snprintf(out, OG_PWHASH_SIZE, PREFIX "m=%u,t=%u,p=%u$%s$%s",
	    (unsigned)cost->memory, (unsigned)cost->time, (unsigned)cost->lanes,
	    salt_text, hash_text);
	if (n < 0 || n >= OG_PWHASH_SIZE) {
		out[0] = '\0';
		err = OG_ERR_RANGE;
	}
	OG_WIPE_ARRAY(hash_text);
	OG_WIPE_ARRAY(hash);
	return err;
}

enum og_err
og_pwhash_check(
    const char *encoded, const char *password, size_t len, bool *match)
{
	uint8_t hash[HASH_MAX];
	struct parsed p;
	enum og_err err;

	*match = false;
	memset(&p, 0, sizeof(p));
	err = parse(encoded, &p);
	if (err != OG_OK)
		goto out;
	err = OG_ERR_RANGE;
	if (len > OG_PASSWORD_MAX)
		goto out;
	err = argon2id_raw(
	    &p.cost, p.salt, p.salt_len, password, len, hash, p.hash_len);
	if (err != OG_OK)
		goto out;
	*match = og_equal_ct(hash, p.hash, p.hash_len);
out:
	OG_WIPE_ARRAY(hash);
	OG_WIPE_OBJECT(&p);
	return err;
}

enum og_err
og_pwhash_cost(const char *encoded, struct og_argon2 *cost)
{
	struct parsed p;
	enum og_err err;

	memset(&p, 0, sizeof(p));
	err = parse(encoded, &p);
	if (err == OG_OK)
		*cost = p.cost;
	OG_WIPE_OBJECT(&p);
	return err;
}
