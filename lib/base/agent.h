/* SPDX-License-Identifier: ISC */
/* What a User-Agent header says, in words. */
#ifndef OTPGATE_BASE_AGENT_H
#define OTPGATE_BASE_AGENT_H

#define OG_AGENT_WORDS_SIZE 129 /* the longest text and its NUL */

/*
 * Writes "Firefox on Linux", "Safari on iPhone", "curl" and the like to "out"
 * for "agent" (may be NULL, may have been cut short); the agent itself, as
 * printable ASCII and cut, when it is not recognised; "unknown" when it is
 * empty.  Anybody can claim to be anything: this only helps people to recognise
 * their own browsers.
 */
void og_agent_describe(const char *agent, char out[OG_AGENT_WORDS_SIZE]);

/*
 * Writes "Firefox (Linux)" to "out" for "words" such as "Firefox on Linux", as
 * og_agent_describe makes them, for people who read any language; all else as
 * it is, cut to the size of "out".
 */
void og_agent_plain(const char *words, char out[OG_AGENT_WORDS_SIZE]);

#endif
