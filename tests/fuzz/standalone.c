/* SPDX-License-Identifier: ISC */
/*
 * Replays files, and the files in folders, through one fuzz target: a main for
 * builds without libFuzzer.  Without arguments it takes the target's own corpus
 * below $srcdir, which is what "make check" does.  Fails when there was nothing
 * to replay.
 */
#include <sys/stat.h>

#include <dirent.h>
#include <string.h>

#include "fuzz.h"

#define INPUT_MAX (1024 * 1024)

static unsigned replayed;

static void
replay_file(const char *path)
{
	uint8_t *data = malloc(INPUT_MAX);
	FILE *f = fopen(path, "rb");
	size_t n;

	if (data == NULL || f == NULL) {
		perror(path);
		exit(1);
	}
	n = fread(data, 1, INPUT_MAX, f);
	if (ferror(f)) {
		perror(path);
		exit(1);
	}
	fclose(f);
	/* Its own size again, so that sanitizers see a byte too far. */
	data = realloc(data, n > 0 ? n : 1);
	MUST(data != NULL);
	LLVMFuzzerTestOneInput(data, n);
	free(data);
	replayed++;
}

static void
replay_folder(const char *path)
{
	DIR *d = opendir(path);
	struct dirent *e;
	char name[4096];

	if (d == NULL) {
		perror(path);
		exit(1);
	}
	while ((e = readdir(d)) != NULL) {
		if (e->d_name[0] == '.')
			continue;
		snprintf(name, sizeof(name), "%s/%s", path, e->d_name);
		replay_file(name);
	}
	closedir(d);
}

/* Replays corpus/NAME for a program called fuzz_NAME. */
static void
replay_own(const char *program)
{
	const char *srcdir = getenv("srcdir");
	const char *name = strrchr(program, '/');
	char path[4096];

	/* libtool may have put "lt-" in front. */
	name = strstr(name != NULL ? name : program, "fuzz_");
	MUST(name != NULL);
	snprintf(path, sizeof(path), "%s/tests/fuzz/corpus/%s",
	    srcdir != NULL ? srcdir : ".", name + strlen("fuzz_"));
	replay_folder(path);
}

int
main(int argc, char **argv)
{
	struct stat st;

	if (argc == 1)
		replay_own(argv[0]);

	for (int i = 1; i < argc; i++) {
		if (stat(argv[i], &st) == 0 && S_ISDIR(st.st_mode))
			replay_folder(argv[i]);
		else
			replay_file(argv[i]);
	}
	printf("%s: %u inputs\n", argv[0], replayed);
	return replayed > 0 ? 0 : 1;
}
