/* SPDX-License-Identifier: ISC */
/* Tests of fcgi/web/form_request.c: which forms are taken, and how the others
 * are answered. */
#include <stdlib.h>

#include "check_main.h"
#include "check_people.h"
#include "fcgi/web/form_request.h"
#include "fcgi/web/frame.h"
#include "lib/rules/token.h"

#define TYPE "application/x-www-form-urlencoded"

static struct gate gate;
static struct gate_conf conf;
static struct exchange x;
static struct form_field fields[2];
static struct form_request form;

/* What the connection brings, and what was asked of the log. */
static struct {
	enum og_err err;
	const char *body;
	int reads, done, lines;
} world;

bool
gate_may_tell(struct gate *g, enum lines_kind kind)
{
	(void)g;
	world.lines += kind == LINES_FORM;
	return false;
}

enum og_err
exchange_body(struct exchange *e, size_t max, char **body, size_t *len)
{
	(void)e;
	ck_assert_uint_eq(max, 99);
	world.reads++;
	if (world.err != OG_OK)
		return world.err;
	*len = strlen(world.body);
	*body = strdup(world.body);
	ck_assert_ptr_nonnull(*body);
	return OG_OK;
}

void
exchange_body_done(struct exchange *e)
{
	(void)e;
	world.done++;
}

static void
setup(void)
{
	people_ring(&conf.ring, 1);
	ck_assert(frame_make(
	    &conf.settings, &(struct og_look){.logo_type = NULL}, &conf.frame));
	x.gate = &gate;
	x.conf = &conf;
	response_init(&x.response);
	x.request.value[PARAM_HOST] = "app.example";
	x.request.value[PARAM_ORIGIN] = "https://app.example";
	x.request.value[PARAM_CONTENT_TYPE] = TYPE;
	fields[0].name = "name";
	fields[1].name = FORM_TOKEN;
	form.fields = fields;
	form.n = 2;
	form.max = 99;
	world.body = "name=a+b&other=1";
}

static void
teardown(void)
{
	form_request_clear(&form);
	response_clear(&x.response);
	og_keyring_clear(&conf.ring);
	free(conf.frame.csp);
	free(conf.frame.style);
	free(conf.frame.brand);
	free(conf.frame.support);
}

START_TEST(a_form_of_ours_is_taken)
{
	ck_assert(form_request_read(&x, &form));
	ck_assert_int_eq(form.state, FORM_TAKEN);
	ck_assert_str_eq(fields[0].value, "a b");
	ck_assert_str_eq(fields[1].value, "");
	ck_assert(!fields[1].present);
	ck_assert_int_eq(world.done, 1);
	ck_assert_int_eq(world.lines, 0);
	form_request_clear(&form);
	ck_assert_ptr_null(form.body);
}
END_TEST

static const struct {
	const char *origin, *type, *body;
	enum og_err err; /* of the body */
	enum form_state state;
	int status, reads, lines;
} bad[] = {
    {"https://evil.example", TYPE, "", OG_OK, FORM_FOREIGN, 403, 0, 1},
    {"https://evil.example", "text/plain", "", OG_OK, FORM_FOREIGN, 403, 0, 1},
    {"null", TYPE, "", OG_OK, FORM_FOREIGN, 403, 0, 1},
    {NULL, "text/plain", "", OG_OK, FORM_OTHER, 415, 0, 0},
    {NULL, "multipart/form-data", "", OG_OK, FORM_OTHER, 415, 0, 0},
    {NULL, NULL, "", OG_OK, FORM_OTHER, 415, 0, 0},
    {NULL, TYPE, "", OG_ERR_RANGE, FORM_TOO_LARGE, 413, 1, 0},
    {NULL, TYPE, "", OG_ERR_FORMAT, FORM_ENDLESS, 411, 1, 0},
    {NULL, TYPE, "", OG_ERR_IO, FORM_BROKEN, 400, 1, 1},
    {NULL, TYPE, "", OG_ERR_NOMEM, FORM_BROKEN, 400, 1, 1},
    {NULL, TYPE, "name=%zz", OG_OK, FORM_BROKEN, 400, 1, 1},
    {NULL, TYPE, "name=%00", OG_OK, FORM_BROKEN, 400, 1, 1},
    {NULL, TYPE, "name=1&name=2", OG_OK, FORM_BROKEN, 400, 1, 1},
};

START_TEST(what_is_no_form_of_ours_is_refused)
{
	if (bad[_i].origin != NULL)
		x.request.value[PARAM_ORIGIN] = bad[_i].origin;
	x.request.value[PARAM_CONTENT_TYPE] = bad[_i].type;
	world.body = bad[_i].body;
	world.err = bad[_i].err;
	ck_assert(!form_request_read(&x, &form));
	ck_assert_int_eq(form.state, bad[_i].state);
	ck_assert_int_eq(world.reads, bad[_i].reads);
	ck_assert_int_eq(world.done, bad[_i].reads);
	form_request_refuse(&x, &form);
	ck_assert_int_eq(x.response.status, bad[_i].status);
	ck_assert_int_eq(world.lines, bad[_i].lines);
	ck_assert(!form_request_has_token(&x, &form, "form", "bound", 5));
}
END_TEST

START_TEST(a_token_is_good_for_its_form_and_browser)
{
	char token[OG_TOKEN_SIZE], body[OG_TOKEN_SIZE + 8] = FORM_TOKEN "=";

	ck_assert_ok(og_token_form_new(&conf.ring, "form", "bound", 5, token));
	strcat(body, token);
	world.body = body;
	ck_assert(form_request_read(&x, &form));
	ck_assert(form_request_has_token(&x, &form, "form", "bound", 5));
	ck_assert(!form_request_has_token(&x, &form, "other", "bound", 5));
	ck_assert(!form_request_has_token(&x, &form, "form", "bount", 5));
	form.n = 1; /* of a form that has no such field */
	ck_assert(!form_request_has_token(&x, &form, "form", "bound", 5));
	form.n = 2;
	form.state = FORM_BROKEN;
	ck_assert(!form_request_has_token(&x, &form, "form", "bound", 5));
}
END_TEST

START_TEST(a_form_without_a_token_has_none)
{
	ck_assert(form_request_read(&x, &form));
	ck_assert(!form_request_has_token(&x, &form, "form", "bound", 5));
}
END_TEST

int
main(void)
{
	TCase *tc = tcase_create("form_request");
	Suite *s = suite_create("form_request");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, a_form_of_ours_is_taken);
	tcase_add_loop_test(
	    tc, what_is_no_form_of_ours_is_refused, 0, CHECK_COUNT(bad));
	tcase_add_test(tc, a_token_is_good_for_its_form_and_browser);
	tcase_add_test(tc, a_form_without_a_token_has_none);
	suite_add_tcase(s, tc);
	return check_main(s);
}
