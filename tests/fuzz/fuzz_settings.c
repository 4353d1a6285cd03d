/* SPDX-License-Identifier: ISC */
/* Fuzz target: a settings file, which is read from a real one. */
#include <string.h>
#include <unistd.h>

#include "fuzz.h"
#include "lib/conf/settings.h"

static char path[] = "fuzz_settings.XXXXXX";

static void
forget(void)
{
	unlink(path);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct og_settings s;
	static int fd = -1;
	struct og_why why = {""};

	if (fd == -1) {
		fd = mkstemp(path);
		MUST(fd != -1 && atexit(forget) == 0);
	}
	MUST(ftruncate(fd, 0) == 0);
	MUST(pwrite(fd, data, size, 0) == (ssize_t)size);
	if (og_settings_load(path, &s, &why) == OG_OK) {
		MUST(s.n_hosts > 0 && s.n_hosts <= OG_HOSTS_MAX);
		MUST(s.n_peers <= OG_PEERS_MAX);
		MUST(s.default_page[0] == '/');
	} else {
		MUST(why.text[0] != '\0');
		MUST(s.n_hosts == 0);
	}
	return 0;
}
