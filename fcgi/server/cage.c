// SPDX-License-Identifier: ISC
/*
 * A short seccomp filter.  A unit cannot have it, because systemd itself needs
 * execve to start the program; and it also works without systemd.
 */
#include "fcgi/server/cage.h"

#include <sys/prctl.h>
#include <sys/syscall.h>
#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>

#if defined(__x86_64__) && defined(__LP64__)
#define NATIVE AUDIT_ARCH_X86_64
#elif defined(__aarch64__) && !defined(__AARCH64EB__)
#define NATIVE AUDIT_ARCH_AARCH64
#elif defined(__riscv) && __riscv_xlen == 64
#define NATIVE AUDIT_ARCH_RISCV64
#elif defined(__s390x__)
#define NATIVE AUDIT_ARCH_S390X
#elif defined(__powerpc64__) && defined(__LITTLE_ENDIAN__)
#define NATIVE AUDIT_ARCH_PPC64LE
#endif

/* x32 has its own numbers above this one, and the same architecture. */
#define X32 0x40000000

#define LOAD(member)                                                           \
	BPF_STMT(                                                              \
	    BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, member))
#define UNLESS(op, value)                                                      \
	BPF_JUMP(BPF_JMP | (op) | BPF_K, (unsigned)(value), 0, 1)
#define REFUSE BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM)

bool
cage_no_exec(void)
{
	struct sock_filter code[] = {
#ifdef NATIVE
	    LOAD(arch),
	    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, NATIVE, 1, 0),
	    REFUSE,
#endif
	    LOAD(nr),
	    UNLESS(BPF_JEQ, SYS_execve),
	    REFUSE,
	    UNLESS(BPF_JEQ, SYS_execveat),
	    REFUSE,
#ifdef __x86_64__
	    UNLESS(BPF_JGE, X32),
	    REFUSE,
#endif
	    BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	const struct sock_fprog program = {
	    .len = sizeof(code) / sizeof(code[0]), .filter = code};

	return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0) == 0;
}
