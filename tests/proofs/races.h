/* SPDX-License-Identifier: ISC */
/* The ways by which a code can be spent in a race; tests/proofs/races*.c. */
#ifndef PROOFS_RACES_H
#define PROOFS_RACES_H

#include "stage.h"

/* What one member offers. */
struct offer {
	uint64_t id;
	char name[OG_NAME_SIZE];
	char code[OG_RECOVERY_SIZE]; /* digits, or a recovery code */
	bool recovery;
};

/* Over the responder's socket: a login form, all of it sent but the end. */
struct gate_login {
	int fd;
	char rest[512];
	size_t rest_len;
};
void gate_prepare(
    const struct stage *s, const struct offer *o, struct gate_login *g);
/* Sends the rest and reads the answer: true when it starts a session. */
bool gate_finish(struct gate_login *g);

/* otpadm verify --stdin, started and waiting for the code. */
struct admin_login {
	pid_t pid;
	int fd;
};
void admin_prepare(
    char *program, char *config, struct offer *o, struct admin_login *a);
bool admin_finish(const struct offer *o, struct admin_login *a);

/* liboath's users file; NULL functions when it is not there. */
bool oath_is_there(void);
bool oath_login(const char *path, const char *name, const char *code);

#endif
