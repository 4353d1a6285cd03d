/* SPDX-License-Identifier: ISC */
/* The words between client and signer.  Pure. */
#include <sys/socket.h>
#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>

#include "ssh/ask.h"

enum og_err
ask_address(const char *text, char out[OG_ADDRESS_MAX + 1])
{
	struct in6_addr six;
	struct in_addr four;
	const char *done;

	out[0] = '\0';
	if (inet_pton(AF_INET, text, &four) == 1) {
		done = inet_ntop(AF_INET, &four, out, OG_ADDRESS_MAX + 1);
	} else if (inet_pton(AF_INET6, text, &six) != 1) {
		return OG_ERR_FORMAT;
	} else if (IN6_IS_ADDR_V4MAPPED(&six)) {
		memcpy(&four, six.s6_addr + 12, sizeof(four));
		done = inet_ntop(AF_INET, &four, out, OG_ADDRESS_MAX + 1);
	} else {
		done = inet_ntop(AF_INET6, &six, out, OG_ADDRESS_MAX + 1);
	}
	if (done != NULL)
		return OG_OK;
	out[0] = '\0';
	return OG_ERR_FORMAT;
}

enum og_err
ask_parse(const char *s, size_t len, char address[OG_ADDRESS_MAX + 1],
    const char **key, size_t *key_len)
{
	const size_t head = strlen(ASK_HEAD);
	char word[OG_ADDRESS_MAX + 1];
	const char *end;
	size_t n;

	address[0] = '\0';
	if (len < head || memcmp(s, ASK_HEAD, head) != 0)
		return OG_ERR_FORMAT;
	end = memchr(s + head, '\n', len - head);
	if (end == NULL)
		return OG_ERR_FORMAT;
	n = (size_t)(end - s) - head;
	if (n == 0 || n >= sizeof(word) || memchr(s + head, '\0', n) != NULL)
		return OG_ERR_FORMAT;
	memcpy(word, s + head, n);
	word[n] = '\0';
	*key = end + 1;
	*key_len = len - head - n - 1;
	if (strcmp(word, "-") == 0)
		return OG_OK;
	return ask_address(word, address);
}
