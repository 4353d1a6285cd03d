// SPDX-License-Identifier: ISC
/*
 * Params and body of one request, out of libfcgi.  Decides nothing; a name
 * that stands there twice is noticed, since libfcgi would show the first.
 */
#include "request.h"

#include <stdlib.h>
#include <string.h>

#include "num.h"
#include "wipe.h"

static const char *const names[PARAMS] = {
    [PARAM_COOKIE] = "OTPGATE_COOKIE",
    [PARAM_URI] = "OTPGATE_URI",
    [PARAM_METHOD] = "OTPGATE_METHOD",
    [PARAM_ADDR] = "OTPGATE_ADDR",
    [PARAM_SCHEME] = "OTPGATE_SCHEME",
    [PARAM_HOST] = "OTPGATE_HOST",
    [PARAM_POLICY] = "OTPGATE_POLICY",
    [PARAM_STATUS] = "OTPGATE_STATUS",
    [PARAM_REASON] = "OTPGATE_REASON",
    [PARAM_NEED] = "OTPGATE_NEED",
    [PARAM_ORIGIN] = "OTPGATE_ORIGIN",
    [PARAM_FETCH_SITE] = "OTPGATE_FETCH_SITE",
    [PARAM_FETCH_MODE] = "OTPGATE_FETCH_MODE",
    [PARAM_FETCH_DEST] = "OTPGATE_FETCH_DEST",
    [PARAM_UPGRADE] = "OTPGATE_UPGRADE",
    [PARAM_ACCEPT] = "OTPGATE_ACCEPT",
    [PARAM_AGENT] = "OTPGATE_AGENT",
    [PARAM_AUTHORIZATION] = "OTPGATE_AUTHORIZATION",
    [PARAM_USER] = "OTPGATE_USER",
    [PARAM_CONTENT_LENGTH] = "CONTENT_LENGTH",
    [PARAM_CONTENT_TYPE] = "CONTENT_TYPE",
};

static int
find_name(const char *pair, size_t len)
{
	for (int i = 0; i < PARAMS; i++) {
		if (strncmp(pair, names[i], len) == 0 && names[i][len] == '\0')
			return i;
	}
	return -1;
}

void
request_init(struct request *rq, const FCGX_Request *f, bool nul)
{
	const char *eq;
	int i;

	memset(rq, 0, sizeof(*rq));
	rq->ambiguous = nul;
	for (char **p = f->envp; p != NULL && *p != NULL; p++) {
		eq = strchr(*p, '=');
		if (eq == NULL || (**p != 'O' && **p != 'C'))
			continue;
		i = find_name(*p, (size_t)(eq - *p));
		if (i < 0)
			continue;
		if (rq->value[i] != NULL)
			rq->ambiguous = true;
		rq->value[i] = eq + 1;
	}
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
			return names[*list];
	}
	return NULL;
}

enum og_err
request_body(const struct request *rq, const FCGX_Request *f, size_t max,
    char **body, size_t *len)
{
	const char *length = request_get(rq, PARAM_CONTENT_LENGTH);
	uint64_t want;
	enum og_err err;
	size_t got = 0;
	int n;

	*body = NULL;
	*len = 0;
	err = og_num_parse(length, strlen(length), 0, max, &want);
	if (err != OG_OK)
		return err;
	*body = malloc((size_t)want + 1);
	if (*body == NULL)
		return OG_ERR_NOMEM;
	while (got < want) {
		n = FCGX_GetStr(*body + got, (int)(want - got), f->in);
		if (n <= 0)
			break;
		got += (size_t)n;
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
