/* SPDX-License-Identifier: ISC */
/*
 * Authenticates through libpam as told on standard input, one command a line.
 * Knows nothing of otpgate and loads nothing of it but the module:
 *
 *	pam_client FOLDER SERVICE	service files are in FOLDER
 *
 *	login USER ANSWER	prints PAM's number and the microseconds from
 *				before pam_start to the answer; what the module
 *				asks is answered with ANSWER, every time
 *	spoilt USER ANSWER	the same as sshd would do it for somebody whom
 *				it keeps out: with its own text, as long
 *	arm			lets a preloaded shim count and fail, to the
 *				end of the next login
 */
#include <security/pam_appl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define LINE_SIZE 4096

void ogshim_arm(int on) __attribute__((weak));

static void
shim_arm(int on)
{
	if (ogshim_arm != NULL)
		ogshim_arm(on);
}

static int
talk(int n, const struct pam_message **m, struct pam_response **out, void *arg)
{
	struct pam_response *r = calloc((size_t)n, sizeof(*r));

	if (r == NULL)
		return PAM_BUF_ERR;
	for (int i = 0; i < n; i++)
		if (m[i]->msg_style == PAM_PROMPT_ECHO_OFF)
			r[i].resp = strdup(arg);
	*out = r;
	return PAM_SUCCESS;
}

static long long
now_ns(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static void
login(const char *folder, const char *service, const char *user, char *answer)
{
	const struct pam_conv conv = {talk, answer};
	pam_handle_t *pamh = NULL;
	long long begun = now_ns(), ended;
	int result;

	result = pam_start_confdir(service, user, &conv, folder, &pamh);
	if (result == PAM_SUCCESS) {
		(void)pam_set_item(pamh, PAM_RHOST, "192.0.2.7");
		result = pam_authenticate(pamh, 0);
	}
	ended = now_ns();
	(void)pam_end(pamh, result);
	shim_arm(0);
	printf("%d %lld\n", result, (ended - begun) / 1000);
}

/* What sshd puts in the place of "answer". */
static void
spoil(char *answer)
{
	static const char text[] = "\b\n\r\177INCORRECT";

	for (size_t i = 0; answer[i] != '\0'; i++)
		answer[i] = text[i % (sizeof(text) - 1)];
}

int
main(int argc, char **argv)
{
	static char line[LINE_SIZE];
	static char nothing[1];
	char *word, *user, *answer, *save;

	if (argc != 3)
		return 2;
	(void)setvbuf(stdout, NULL, _IOLBF, 0);
	while (fgets(line, sizeof(line), stdin) != NULL) {
		line[strcspn(line, "\n")] = '\0';
		if (strcmp(line, "arm") == 0) {
			puts("armed");
			shim_arm(1);
			continue;
		}
		word = strtok_r(line, " ", &save);
		user = word == NULL ? NULL : strtok_r(NULL, " ", &save);
		answer = user == NULL ? NULL : strtok_r(NULL, "", &save);
		if (user == NULL)
			return 2;
		if (answer == NULL)
			answer = nothing;
		if (strcmp(word, "spoilt") == 0)
			spoil(answer);
		else if (strcmp(word, "login") != 0)
			return 2;
		login(argv[1], argv[2], user, answer);
	}
	return 0;
}
