/* SPDX-License-Identifier: ISC */
/*
 * otpadm: global options, the table of commands, and its usage.  Keeps this
 * process from leaving core dumps.  Must not know what any command does.
 */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "command.h"
#include "output.h"
#include "wipe.h"

#ifndef PACKAGE_VERSION
#define PACKAGE_VERSION "(version not set)"
#endif

static const struct command *const commands[] = {
    &command_init,
    &command_enroll,
    &command_confirm,
    &command_uri,
    &command_qr,
    &command_rotate,
    &command_codes,
    &command_passwd,
    &command_verify,
    &command_set,
    &command_list,
    &command_show,
    &command_disable,
    &command_enable,
    &command_unlock,
    &command_remove,
    &command_rename,
    &command_sessions,
    &command_logout,
    &command_devices,
    &command_token,
    &command_log,
    &command_certs,
    &command_keys,
    &command_check,
    &command_compact,
    &command_restore,
    &command_policy,
};

#define N_COMMANDS (sizeof(commands) / sizeof(commands[0]))

static struct context context = {.conf = OG_DEFAULT_CONF};
static char stdout_buffer[BUFSIZ]; /* ours, so that it can be wiped */

static void
usage(FILE *f)
{
	fputs("usage: otpadm [-c FILE] [--json] COMMAND [ARG...]\n"
	      "       otpadm --help | --version | COMMAND --help\n\n",
	    f);
	for (size_t i = 0; i < N_COMMANDS; i++) {
		char left[64];

		snprintf(left, sizeof(left), "%s %s", commands[i]->name,
		    commands[i]->synopsis);
		fprintf(f, "  %-26s %s\n", left, commands[i]->help);
	}
	fputs("\n  -c, --config FILE   settings, instead of " OG_DEFAULT_CONF
	      "\n      --json          print data as JSON\n",
	    f);
}

static const struct command *
find_command(const char *name)
{
	for (size_t i = 0; i < N_COMMANDS; i++) {
		if (strcmp(commands[i]->name, name) == 0)
			return commands[i];
	}
	return NULL;
}

static int
run_command(int argc, char **argv)
{
	struct args args;
	int status = STATUS_USAGE;

	context.command = find_command(argv[0]);
	if (context.command == NULL) {
		output_complain(
		    NULL, "no such command: %.40s (try: --help)", argv[0]);
		return STATUS_USAGE;
	}
	switch (options_read(context.command, &context, argc, argv, &args)) {
	case OPTIONS_RUN:
		status = context.command->run(&context, &args);
		break;
	case OPTIONS_HELP:
		options_help(context.command);
		status = STATUS_DONE;
		break;
	case OPTIONS_BAD:
		break;
	}
	context_clear(&context);
	return status;
}

/* Reads the options in front of the command; then runs it. */
static int
run_line(int argc, char **argv)
{
	static const struct option longs[] = {
	    {"config", required_argument, NULL, 'c'},
	    {"json", no_argument, NULL, 'j'},
	    {"help", no_argument, NULL, 'h'},
	    {"version", no_argument, NULL, 'v'},
	    {NULL, 0, NULL, 0},
	};
	int id;

	opterr = 0;
	while ((id = getopt_long(argc, argv, "+:c:", longs, NULL)) != -1) {
		switch (id) {
		case 'c':
			context.conf = optarg;
			break;
		case 'j':
			context.json = true;
			break;
		case 'h':
			usage(stdout);
			return STATUS_DONE;
		case 'v':
			printf("otpadm %s\n", PACKAGE_VERSION);
			return STATUS_DONE;
		default:
			output_complain(NULL, "%.40s: %s (try: --help)",
			    argv[optind - 1],
			    id == ':' ? "needs a value" : "not understood");
			return STATUS_USAGE;
		}
	}
	if (optind == argc) {
		usage(stderr);
		return STATUS_USAGE;
	}
	return run_command(argc - optind, argv + optind);
}

/* Whatever started us: no core dumps, no closed standard descriptors, nothing
 * created for others, and a failed write is an error and not a signal. */
static bool
harden(void)
{
	const struct rlimit none = {0, 0};
	int fd;

	/* What is printed where nothing is open must not count as printed. */
	if (fcntl(STDOUT_FILENO, F_GETFD) == -1 && errno == EBADF) {
		fd = open("/dev/null", O_RDONLY);
		if (fd == STDIN_FILENO)
			(void)dup2(fd, STDOUT_FILENO);
	}
	do
		fd = open("/dev/null", O_RDWR);
	while (fd >= 0 && fd <= STDERR_FILENO);
	if (fd > STDERR_FILENO)
		(void)close(fd);
	(void)umask(077);
	(void)signal(SIGPIPE, SIG_IGN);
	(void)signal(SIGXFSZ, SIG_IGN);
	return setrlimit(RLIMIT_CORE, &none) == 0 &&
	       prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0;
}

int
main(int argc, char **argv)
{
	int status;

	if (!harden()) {
		output_complain(NULL, "core dumps could not be turned off");
		return STATUS_FAILED;
	}
	(void)setvbuf(stdout, stdout_buffer,
	    isatty(STDOUT_FILENO) ? _IOLBF : _IOFBF, sizeof(stdout_buffer));
	status = run_line(argc, argv);
	if (!output_finish() && status == STATUS_DONE)
		status = STATUS_FAILED;
	OG_WIPE_ARRAY(stdout_buffer);
	return status;
}
