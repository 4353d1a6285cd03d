/* SPDX-License-Identifier: ISC */
/* Fuzz target: a question to the signer, and the public key in it. */
#include <string.h>

#include "fuzz.h"
#include "ssh/ask.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct pubkey k, again;
	char *text = fuzz_string(data, size);
	char address[OG_ADDRESS_MAX + 1];
	const char *key = text;
	const char *reason = NULL;
	size_t len = size;

	if (ask_parse(text, size, address, &key, &len) != OG_OK) {
		key = text;
		len = size;
	} else {
		MUST(key + len == text + size);
		MUST(strpbrk(address, " ,/\n") == NULL);
	}
	if (pubkey_parse(key, len, &k, &reason) == OG_OK) {
		MUST(strchr(k.line, '\n') == k.line + strlen(k.line) - 1);
		MUST(pubkey_parse(k.line, strlen(k.line), &again, &reason) ==
		     OG_OK);
		MUST(strcmp(k.line, again.line) == 0);
		MUST(strcmp(k.fingerprint, again.fingerprint) == 0);
	} else {
		MUST(reason != NULL);
	}
	free(text);
	return 0;
}
