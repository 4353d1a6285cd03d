/* SPDX-License-Identifier: ISC */
/*
 * User-Agent headers in words.  Browsers claim to be each other, so the order
 * of the questions decides.  This only affects what people read.
 */
#include "lib/base/agent.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* "mark" in the header means "name", unless a mark before it in the table does.
 */
struct mark {
	const char *mark;
	const char *name;
};

static const struct mark browsers[] = {
    {"Edg/", "Edge"},
    {"EdgA/", "Edge"},
    {"EdgiOS/", "Edge"},
    {"Edge/", "Edge"},
    {"OPR/", "Opera"},
    {"OPiOS/", "Opera"},
    {"Vivaldi/", "Vivaldi"},
    {"SamsungBrowser/", "Samsung Internet"},
    {"YaBrowser/", "Yandex Browser"},
    {"DuckDuckGo/", "DuckDuckGo"},
    {"Firefox/", "Firefox"},
    {"FxiOS/", "Firefox"},
    {"CriOS/", "Chrome"},
    {"Chromium/", "Chromium"},
    {"Chrome/", "Chrome"}, /* HeadlessChrome, too */
    {"Trident/", "Internet Explorer"},
    {"MSIE ", "Internet Explorer"},
    {"Safari/", "Safari"},
    {"Version/", "Safari"}, /* where the rest was cut off */
    {NULL, NULL},
};

static const struct mark systems[] = {
    {"iPhone", "iPhone"},
    {"iPad", "iPad"},
    {"Android", "Android"},
    {"CrOS", "ChromeOS"},
    {"Windows", "Windows"},
    {"Macintosh", "macOS"},
    {"Mac OS X", "macOS"},
    {"FreeBSD", "FreeBSD"},
    {"OpenBSD", "OpenBSD"},
    {"NetBSD", "NetBSD"},
    {"Linux", "Linux"},
    {NULL, NULL},
};

static const char *
find(const struct mark *m, const char *agent)
{
	while (m->mark != NULL && strstr(agent, m->mark) == NULL)
		m++;
	return m->name;
}

static bool
is_name_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
}

/* Programs name themselves: "curl/8.4.0".  0 when there is no such name. */
static size_t
product_length(const char *agent)
{
	size_t n = 0;

	while (is_name_char(agent[n]))
		n++;
	return agent[n] == '/' && n < OG_AGENT_WORDS_SIZE ? n : 0;
}

static void
copy_clean(const char *agent, size_t len, char out[OG_AGENT_WORDS_SIZE])
{
	size_t i;

	if (len > OG_AGENT_WORDS_SIZE - 1)
		len = OG_AGENT_WORDS_SIZE - 1;
	for (i = 0; i < len; i++)
		out[i] = agent[i] >= ' ' && agent[i] <= '~' ? agent[i] : '?';
	out[i] = '\0';
}

void
og_agent_describe(const char *agent, char out[OG_AGENT_WORDS_SIZE])
{
	const char *browser, *system;
	size_t len;

	if (agent == NULL || agent[0] == '\0')
		agent = "unknown";
	len = strlen(agent);
	if (strncmp(agent, "Mozilla/", 8) != 0) {
		size_t product = product_length(agent);

		copy_clean(agent, product > 0 ? product : len, out);
		return;
	}
	browser = find(browsers, agent);
	system = find(systems, agent);
	if (browser == NULL)
		copy_clean(agent, len, out);
	else if (system == NULL)
		copy_clean(browser, strlen(browser), out);
	else
		(void)snprintf(
		    out, OG_AGENT_WORDS_SIZE, "%s on %s", browser, system);
}

void
og_agent_plain(const char *words, char out[OG_AGENT_WORDS_SIZE])
{
	static const char between[] = " on ";
	const char *on = strstr(words, between);
	const char *system = on != NULL ? on + sizeof(between) - 1 : "";
	const struct mark *m = systems;

	while (m->name != NULL && strcmp(m->name, system) != 0)
		m++;
	if (m->name != NULL)
		(void)snprintf(out, OG_AGENT_WORDS_SIZE, "%.*s (%s)",
		    (int)(on - words), words, m->name);
	else
		(void)snprintf(out, OG_AGENT_WORDS_SIZE, "%s", words);
}
