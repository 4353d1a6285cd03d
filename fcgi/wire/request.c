// SPDX-License-Identifier: ISC
/*
 * Params of one request, and its body.  Decides nothing; detects a name that is
 * given twice.
 */
#include "fcgi/wire/request.h"

#include <stdlib.h>
#include <string.h>

#include "lib/base/num.h"
#include "lib/base/wipe.h"

#define NAME(text)                                                             \
	{                                                                      \
		text, sizeof(text) - 1                                         \
	}

static const struct {
	const char *text;
	size_t len;
} names[PARAMS] = {
    [PARAM_COOKIE] = NAME("OTPGATE_COOKIE"),
    [PARAM_URI] = NAME("OTPGATE_URI"),
    [PARAM_METHOD] = NAME("OTPGATE_METHOD"),
    [PARAM_ADDR] = NAME("OTPGATE_ADDR"),
    [PARAM_SCHEME] = NAME("OTPGATE_SCHEME"),
    [PARAM_HOST] = NAME("OTPGATE_HOST"),
    [PARAM_PORT] = NAME("OTPGATE_PORT"),
    [PARAM_POLICY] = NAME("OTPGATE_POLICY"),
    [PARAM_STATUS] = NAME("OTPGATE_STATUS"),
    [PARAM_REASON] = NAME("OTPGATE_REASON"),
    [PARAM_NEED] = NAME("OTPGATE_NEED"),
    [PARAM_FORMS_FROM] = NAME("OTPGATE_FORMS_FROM"),
    [PARAM_ORIGIN] = NAME("OTPGATE_ORIGIN"),
    [PARAM_FETCH_SITE] = NAME("OTPGATE_FETCH_SITE"),
    [PARAM_FETCH_MODE] = NAME("OTPGATE_FETCH_MODE"),
    [PARAM_FETCH_DEST] = NAME("OTPGATE_FETCH_DEST"),
    [PARAM_UPGRADE] = NAME("OTPGATE_UPGRADE"),
    [PARAM_ACCEPT] = NAME("OTPGATE_ACCEPT"),
    [PARAM_AGENT] = NAME("OTPGATE_AGENT"),
    [PARAM_LANGUAGE] = NAME("OTPGATE_LANGUAGE"),
    [PARAM_AUTHORIZATION] = NAME("OTPGATE_AUTHORIZATION"),
    [PARAM_SENT] = NAME("OTPGATE_SENT"),
    [PARAM_USER] = NAME("OTPGATE_USER"),
    [PARAM_CONTENT_LENGTH] = NAME("CONTENT_LENGTH"),
    [PARAM_CONTENT_TYPE] = NAME("CONTENT_TYPE"),
};

static int
find_name(const char *name, size_t len)
{
	for (int i = 0; i < PARAMS; i++) {
		if (names[i].len == len &&
		    memcmp(names[i].text, name, len) == 0)
			return i;
	}
	return -1;
}

void
request_note(
    struct request *rq, const char *name, size_t len, const char *value)
{
	int i;

	if (len == 0 || (*name != 'O' && *name != 'C'))
		return;
	/* libfcgi would end the name there */
	if (memchr(name, '=', len) != NULL)
		rq->ambiguous = true;
	i = find_name(name, len);
	if (i < 0)
		return;
	if (rq->value[i] != NULL)
		rq->ambiguous = true;
	rq->value[i] = value;
}

void
request_read(struct request *rq, uint8_t *head, const struct record_info *info)
{
	struct record_pair pair;
	struct record_walk walk;

	memset(rq, 0, sizeof(*rq));
	rq->ambiguous = info->nul;
	record_walk_begin(&walk, head, info);
	while (record_walk_next(&walk, &pair))
		request_note(rq, pair.name, pair.name_len, pair.value);
}

const char *
request_get(const struct request *rq, enum param p)
{
	return rq->value[p] == NULL ? "" : rq->value[p];
}

bool
request_has(const struct request *rq, enum param p)
{
	return rq->value[p] != NULL;
}

const char *
request_missing(const struct request *rq, const enum param *list)
{
	for (; *list != PARAMS; list++) {
		if (rq->value[*list] == NULL)
			return names[*list].text;
	}
	return NULL;
}

enum og_err
request_body(const struct request *rq, request_reader *read, void *from,
    size_t max, char **body, size_t *len)
{
	const char *length = request_get(rq, PARAM_CONTENT_LENGTH);
	uint64_t want;
	enum og_err err;
	size_t got = 0, n;

	*body = NULL;
	*len = 0;
	err = og_num_parse(length, strlen(length), 0, max, &want);
	if (err != OG_OK)
		return err;
	*body = malloc((size_t)want + 1);
	if (*body == NULL)
		return OG_ERR_NOMEM;
	while (got < want) {
		n = read(from, *body + got, (size_t)want - got);
		if (n == 0)
			break;
		got += n;
	}
	if (got != want) {
		og_wipe(*body, got);
		free(*body);
		*body = NULL;
		return OG_ERR_IO;
	}
	(*body)[got] = '\0';
	*len = got;
	return OG_OK;
}
