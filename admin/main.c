/* SPDX-License-Identifier: ISC */
/*
 * otpadm: global options, the table of commands, and its usage.  Keeps this
 * process from leaving core dumps.  Must not know what any command does.
 */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include <sys/stat.h>
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "admin/ui/output.h"
#include "admin/work/command.h"
#include "lib/base/process.h"
#include "lib/base/wipe.h"

#ifndef PACKAGE_VERSION
#define PACKAGE_VERSION "(version not set)"
#endif

/* In the groups of the manual, and in their order. */
static const struct {
	const struct command *command;
	const char *group; /* begins here; NULL: goes on */
} commands[] = {
    {&command_init, "Setting up"},
    {&command_keys, NULL},
    {&command_check, NULL},
    {&command_compact, NULL},
    {&command_restore, NULL},
    {&command_policy, NULL},
    {&command_enroll, "Authenticators"},
    {&command_invite, NULL},
    {&command_confirm, NULL},
    {&command_uri, NULL},
    {&command_qr, NULL},
    {&command_rotate, NULL},
    {&command_drop, NULL},
    {&command_verify, NULL},
    {&command_codes, NULL},
    {&command_passwd, "Users"},
    {&command_set, NULL},
    {&command_list, NULL},
    {&command_show, NULL},
    {&command_disable, NULL},
    {&command_enable, NULL},
    {&command_unlock, NULL},
    {&command_remove, NULL},
    {&command_rename, NULL},
    {&command_sessions, NULL},
    {&command_logout, NULL},
    {&command_log, NULL},
    {&command_devices, NULL},
    {&command_certs, NULL},
    {&command_token, NULL},
};

#define LEFT 18 /* columns for name and arguments in the list */
#define N_COMMANDS (sizeof(commands) / sizeof(commands[0]))

static struct context context = {.conf = OG_DEFAULT_CONF};
static char stdout_buffer[BUFSIZ]; /* ours, so that it can be wiped */

static void
usage(FILE *f)
{
	fputs("usage: otpadm [-c FILE] [--json] COMMAND [ARG...]\n"
	      "       otpadm help [COMMAND] | --version\n",
	    f);
	for (size_t i = 0; i < N_COMMANDS; i++) {
		const struct command *it = commands[i].command;
		char left[64];

		if (commands[i].group != NULL)
			fprintf(f, "\n%s:\n", commands[i].group);
		snprintf(left, sizeof(left), "%s %s", it->name, it->synopsis);
		if (strlen(left) > LEFT)
			fprintf(
			    f, "  %s\n  %-*s %s\n", left, LEFT, "", it->help);
		else
			fprintf(f, "  %-*s %s\n", LEFT, left, it->help);
	}
	fputs("\n  -c, --config FILE   settings, instead of " OG_DEFAULT_CONF
	      "\n      --json          print data as JSON\n"
	      "\nSee otpadm(8) for details.\n",
	    f);
}

static const struct command *
find_command(const char *name)
{
	for (size_t i = 0; i < N_COMMANDS; i++) {
		if (strcmp(commands[i].command->name, name) == 0)
			return commands[i].command;
	}
	return NULL;
}

static int
complain_of_command(const char *name)
{
	output_complain(
	    NULL, "no such command: %.40s (try: otpadm help)", name);
	return STATUS_USAGE;
}

/* "otpadm help", "otpadm help COMMAND" */
static int
help(int argc, char **argv)
{
	const struct command *command = NULL;

	if (argc > 1) {
		command = find_command(argv[1]);
		if (command == NULL)
			return complain_of_command(argv[1]);
	}
	if (command != NULL)
		options_help(command);
	else
		usage(stdout);
	return STATUS_DONE;
}

static int
run_command(int argc, char **argv)
{
	struct args args;
	int status = STATUS_USAGE;

	if (strcmp(argv[0], "help") == 0)
		return help(argc, argv);
	context.command = find_command(argv[0]);
	if (context.command == NULL)
		return complain_of_command(argv[0]);
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

/* Reads the options before the command; then runs it. */
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
	while ((id = getopt_long(argc, argv, "+:c:h", longs, NULL)) != -1) {
		switch (id) {
		case 'c':
			context.conf = optarg;
			if (optarg[0] != '\0')
				break;
			output_complain(NULL,
			    "--config: needs the path of a file, but is "
			    "empty (try: --help)");
			return STATUS_USAGE;
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

/* With no standard output open, nothing must count as printed. */
static void
refuse_closed_output(void)
{
	int fd;

	if (fcntl(STDOUT_FILENO, F_GETFD) != -1 || errno != EBADF)
		return;
	fd = open("/dev/null", O_RDONLY);
	if (fd == STDIN_FILENO)
		(void)dup2(fd, STDOUT_FILENO);
}

int
main(int argc, char **argv)
{
	int status;

	refuse_closed_output();
	if (!og_process_harden()) {
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
