/* SPDX-License-Identifier: ISC */
/*
 * Command lines: getopt_long fed from the table in a command's descriptor, and
 * the help made from the same table.  Must not take a secret: a surplus
 * argument is rejected without being repeated.
 */
#include "admin/work/options.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "admin/ui/output.h"
#include "admin/work/command.h"
#include "lib/base/num.h"

#define LONG_BASE 256 /* ids of options without a letter start here */
#define ID_JSON 128
#define ID_HELP 129
#define SPECS_MAX 32

#define HINT                                                                   \
	"secrets are never arguments: they are asked for at the terminal "     \
	"or read from standard input"

/* The two tables that getopt_long needs. */
struct getopt_tables {
	struct option longs[SPECS_MAX];
	char letters[2 * SPECS_MAX + 3];
};

static void
tables_fill(const struct option_spec *spec, struct getopt_tables *t)
{
	size_t n = 0, l = 0;

	t->letters[l++] = ':';
	t->letters[l++] = 'h';
	for (; spec != NULL && spec->name != NULL && n < SPECS_MAX - 3;
	     spec++, n++) {
		t->longs[n].name = spec->name;
		t->longs[n].has_arg = spec->arg != NULL;
		t->longs[n].val = LONG_BASE + (int)spec->id;
		if (spec->letter == 0)
			continue;
		t->letters[l++] = spec->letter;
		if (spec->arg != NULL)
			t->letters[l++] = ':';
	}
	t->longs[n++] = (struct option){"json", no_argument, NULL, ID_JSON};
	t->longs[n++] = (struct option){"help", no_argument, NULL, ID_HELP};
	t->letters[l] = '\0';
}

static const struct option_spec *
spec_find(const struct command *cmd, int id)
{
	const struct option_spec *spec = cmd->options;

	for (; spec != NULL && spec->name != NULL; spec++) {
		if (id == LONG_BASE + (int)spec->id ||
		    (id != 0 && id == spec->letter))
			return spec;
	}
	return NULL;
}

/* Complains about the option that getopt_long rejected, not about its value. */
static void
refuse_option(const struct command *cmd, struct context *c, const char *word,
    const char *what)
{
	size_t len = strcspn(word, "=");

	if (optopt > 0 && optopt < ID_JSON) {
		(void)context_usage(c, "-%c: %s", optopt, what);
		return;
	}
	if (len > 40)
		len = 40;
	if ((cmd->flags & COMMAND_SECRET) != 0 && word[len] == '=')
		(void)context_usage(
		    c, "%.*s: %s; %s", (int)len, word, what, HINT);
	else
		(void)context_usage(c, "%.*s: %s", (int)len, word, what);
}

static bool
option_store(struct context *c, const struct option_spec *spec,
    const char *value, struct args *a)
{
	if (spec->id == OPT_GROUP) {
		if (a->n_groups == OPTION_MANY_MAX) {
			(void)context_usage(
			    c, "--group is given too many times");
			return false;
		}
		a->groups[a->n_groups++] = value;
	} else if (a->opt[spec->id] != NULL) {
		(void)context_usage(c, "--%s is given twice", spec->name);
		return false;
	}
	a->opt[spec->id] = value != NULL ? value : "";
	return true;
}

static bool
count_args(const struct command *cmd, struct context *c, const struct args *a)
{
	if (a->n >= cmd->min_args && a->n <= cmd->max_args)
		return true;
	if (a->n > cmd->max_args && (cmd->flags & COMMAND_SECRET) != 0)
		(void)context_usage(c, "one argument too many; %s", HINT);
	else
		(void)context_usage(c, "an argument is %s: otpadm %s%s%s",
		    a->n < cmd->min_args ? "missing" : "too many", cmd->name,
		    cmd->synopsis[0] != '\0' ? " " : "", cmd->synopsis);
	return false;
}

enum options_result
options_read(const struct command *cmd, struct context *c, int argc,
    char **argv, struct args *a)
{
	struct getopt_tables t = {0};
	int id;

	memset(a, 0, sizeof(*a));
	tables_fill(cmd->options, &t);
	opterr = 0;
	optind = 0; /* glibc: start afresh */
	while ((id = getopt_long(argc, argv, t.letters, t.longs, NULL)) != -1) {
		const struct option_spec *spec = spec_find(cmd, id);

		if (id == ID_HELP || id == 'h')
			return OPTIONS_HELP;
		if (id == ID_JSON) {
			c->json = true;
			continue;
		}
		if (spec == NULL) {
			refuse_option(cmd, c, argv[optind - 1],
			    id == ':' ? "needs a value" : "not understood");
			return OPTIONS_BAD;
		}
		if (!option_store(c, spec, optarg, a))
			return OPTIONS_BAD;
	}
	a->n = argc - optind;
	a->arg = argv + optind;
	if (!count_args(cmd, c, a))
		return OPTIONS_BAD;
	if (c->json && (cmd->flags & COMMAND_JSON) == 0) {
		(void)context_usage(c, "prints no data: --json has no effect");
		return OPTIONS_BAD;
	}
	return OPTIONS_RUN;
}

void
options_help(const struct command *cmd)
{
	const struct option_spec *spec = cmd->options;
	char left[64];

	printf("usage: otpadm [-c FILE]%s %s%s%s%s\n%s.\n",
	    (cmd->flags & COMMAND_JSON) != 0 ? " [--json]" : "", cmd->name,
	    spec != NULL ? " [OPTION...]" : "", *cmd->synopsis ? " " : "",
	    cmd->synopsis, cmd->help);
	if (spec != NULL)
		printf("\n");
	for (; spec != NULL && spec->name != NULL; spec++) {
		if (spec->letter != 0)
			snprintf(left, sizeof(left), "-%c, --%s%s%s",
			    spec->letter, spec->name, spec->arg ? " " : "",
			    spec->arg ? spec->arg : "");
		else
			snprintf(left, sizeof(left), "    --%s%s%s", spec->name,
			    spec->arg ? " " : "", spec->arg ? spec->arg : "");
		printf("  %-24s %s\n", left, spec->help);
	}
}

bool
options_number(const struct context *c, const struct args *a, enum option_id id,
    unsigned min, unsigned max, unsigned *out)
{
	const char *text = a->opt[id];
	uint64_t value;

	if (text == NULL)
		return true;
	if (og_num_parse(text, strlen(text), min, max, &value) != OG_OK) {
		const struct option_spec *spec =
		    spec_find(c->command, LONG_BASE + (int)id);

		(void)context_usage(c, "--%s: needs a number from %u to %u",
		    spec != NULL ? spec->name : "?", min, max);
		return false;
	}
	*out = (unsigned)value;
	return true;
}
