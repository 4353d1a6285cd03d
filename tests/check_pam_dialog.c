/* SPDX-License-Identifier: ISC */
/* Tests of pam/dialog.c: conversation functions that do as they like. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check_main.h"
#include "pam/dialog.h"

#define ROOM 16

enum manner {
	ANSWERS,	     /* what is in "text" */
	NO_RESPONSE,	     /* success without a structure */
	NO_TEXT,	     /* success without a string */
	FAILS,		     /* error, nothing set */
	FAILS_WITH_GARBAGE,  /* error, and a pointer to nowhere */
	FAILS_WITH_AN_ANSWER /* error, and a whole answer, which is not one */
};

/* What the conversation does, and what it saw. */
struct app {
	enum manner manner;
	int result;
	const char *text;
	int calls, messages, style;
	char asked[64];
	struct pam_response *given; /* to be freed by the test */
};

static struct pam_response *
respond(const char *text)
{
	struct pam_response *r = calloc(1, sizeof(*r));

	ck_assert_ptr_nonnull(r);
	r->resp = text == NULL ? NULL : strdup(text);
	r->resp_retcode = 77; /* means nothing */
	return r;
}

static int
talk(int n, const struct pam_message **m, struct pam_response **out, void *arg)
{
	struct app *app = arg;

	app->calls++;
	app->messages = n;
	app->style = m[0]->msg_style;
	(void)snprintf(app->asked, sizeof(app->asked), "%s", m[0]->msg);
	switch (app->manner) {
	case ANSWERS:
		*out = respond(app->text);
		break;
	case NO_RESPONSE:
		*out = NULL;
		break;
	case NO_TEXT:
		*out = respond(NULL);
		break;
	case FAILS:
		break;
	case FAILS_WITH_GARBAGE:
		*out = (struct pam_response *)(void *)&app->calls;
		break;
	case FAILS_WITH_AN_ANSWER:
		app->given = respond("123456");
		*out = app->given;
		break;
	}
	return app->result;
}

static int
ask(struct app *app, char out[ROOM])
{
	const struct pam_conv conv = {talk, app};

	memset(out, 'x', ROOM);
	return dialog_ask(&conv, "One-time code: ", out, ROOM);
}

START_TEST(asks_once_with_echo_off)
{
	struct app app = {.text = "123456"};
	char out[ROOM];

	ck_assert_int_eq(ask(&app, out), PAM_SUCCESS);
	ck_assert_str_eq(out, "123456");
	ck_assert_int_eq(app.calls, 1);
	ck_assert_int_eq(app.messages, 1);
	ck_assert_int_eq(app.style, PAM_PROMPT_ECHO_OFF);
	ck_assert_str_eq(app.asked, "One-time code: ");
}
END_TEST

START_TEST(passes_on_what_was_typed_as_it_is)
{
	static const char *const texts[] = {
	    "", "12\n34", "\b\n\r\177INCORRECT", "\377\376", "123456789012345"};
	struct app app = {.text = texts[_i]};
	char out[ROOM];

	ck_assert_int_eq(ask(&app, out), PAM_SUCCESS);
	ck_assert_str_eq(out, texts[_i]);
}
END_TEST

START_TEST(refuses_an_answer_that_does_not_fit)
{
	struct app app = {.text = "1234567890123456"};
	char out[ROOM], *huge;

	ck_assert_int_eq(ask(&app, out), PAM_AUTH_ERR);
	ck_assert_str_eq(out, "");
	huge = malloc(10000001);
	ck_assert_ptr_nonnull(huge);
	memset(huge, '1', 10000000);
	huge[10000000] = '\0';
	app.text = huge;
	ck_assert_int_eq(ask(&app, out), PAM_AUTH_ERR);
	ck_assert_str_eq(out, "");
	free(huge);
}
END_TEST

START_TEST(takes_no_answer_for_none)
{
	static const struct app apps[] = {
	    {.manner = NO_RESPONSE, .result = PAM_SUCCESS},
	    {.manner = NO_TEXT, .result = PAM_SUCCESS},
	    {.manner = FAILS, .result = PAM_CONV_ERR},
	    {.manner = FAILS, .result = PAM_CONV_AGAIN},
	    {.manner = FAILS, .result = PAM_IGNORE},
	    {.manner = FAILS, .result = -1},
	    {.manner = FAILS_WITH_GARBAGE, .result = PAM_BUF_ERR},
	    {.manner = FAILS_WITH_AN_ANSWER, .result = PAM_ABORT},
	    {.manner = FAILS_WITH_AN_ANSWER, .result = PAM_IGNORE},
	};
	struct app app = apps[_i];
	char out[ROOM];

	ck_assert_int_eq(ask(&app, out), PAM_CONV_ERR);
	ck_assert_str_eq(out, "");
	if (app.given != NULL)
		free(app.given->resp);
	free(app.given);
}
END_TEST

START_TEST(does_without_a_conversation)
{
	const struct pam_conv none = {NULL, NULL};
	char out[ROOM] = "x";

	ck_assert_int_eq(dialog_ask(NULL, "?", out, ROOM), PAM_CONV_ERR);
	ck_assert_str_eq(out, "");
	ck_assert_int_eq(dialog_ask(&none, "?", out, ROOM), PAM_CONV_ERR);
	dialog_tell(NULL, "text");
	dialog_tell(&none, "text");
}
END_TEST

START_TEST(tells_and_cares_for_no_answer)
{
	struct app app = {.manner = ANSWERS, .text = "what?"};
	const struct pam_conv conv = {talk, &app};

	for (int m = ANSWERS; m <= FAILS_WITH_GARBAGE; m++) {
		app.manner = (enum manner)m;
		app.result = m < FAILS ? PAM_SUCCESS : PAM_CONV_ERR;
		dialog_tell(&conv, "you have 3 left");
		ck_assert_int_eq(app.style, PAM_TEXT_INFO);
		ck_assert_str_eq(app.asked, "you have 3 left");
	}
	ck_assert_int_eq(app.calls, 5);
}
END_TEST

int
main(void)
{
	TCase *tc = tcase_create("dialog");
	Suite *s = suite_create("pam_dialog");

	tcase_add_test(tc, asks_once_with_echo_off);
	tcase_add_loop_test(tc, passes_on_what_was_typed_as_it_is, 0, 5);
	tcase_add_test(tc, refuses_an_answer_that_does_not_fit);
	tcase_add_loop_test(tc, takes_no_answer_for_none, 0, 9);
	tcase_add_test(tc, does_without_a_conversation);
	tcase_add_test(tc, tells_and_cares_for_no_answer);
	suite_add_tcase(s, tc);
	return check_main(s);
}
