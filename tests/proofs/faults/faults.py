# SPDX-License-Identifier: ISC
"""Which faults there are, (kind of call, number of the call, errno), and how
those are shown under which a claim did not hold."""

import collections
import errno

KINDS = ('open', 'read', 'pread', 'write', 'pwrite', 'fdatasync', 'fsync',
         'close', 'rename', 'stat', 'lock', 'fallocate', 'ftruncate',
         'unlink', 'attr', 'malloc')     # as in shim.h
ERRNOS = ('EIO', 'ENOSPC', 'EINTR', 'EDQUOT', 'EMFILE', 'EACCES')
SHORT = ('read', 'pread', 'write', 'pwrite')
# What may be interrupted, by open(2), read(2), ...
RETRIED = ('open', 'read', 'pread', 'write', 'pwrite', 'fdatasync', 'fsync',
           'close', 'lock', 'fallocate', 'ftruncate')
QUICK = ('EIO', 'EINTR', 'short')


INSTEAD = {'short': -1, 'full': -2, 'kill': -3}     # as in shim.h


def number_of(kind, err):
    """What the shim takes for it."""
    return INSTEAD[err] if err in INSTEAD else \
        errno.ENOMEM if kind == 'malloc' else getattr(errno, err)


def choose(counts, most=None):
    """One fault for each call that was counted and each errno; with "most"
    only some errnos, and about so many of the allocations.  Then how many
    there are in all."""
    faults, total = [], 0
    for kind in KINDS:
        errnos = ('ENOMEM',) if kind == 'malloc' else ERRNOS
        if kind in SHORT:
            errnos += ('short',)
        count, stride = counts.get(kind, 0), 1
        total += count * len(errnos)
        if most and kind == 'malloc':
            stride = max(1, count // most)
        elif most:
            errnos = [e for e in errnos if e in QUICK]
        faults += [(kind, n, err) for n in range(1, count + 1, stride)
                   for err in errnos]
    return faults, total


def must_not_matter(fault):
    """True when the program has to repeat the call."""
    kind, _, err = fault
    return err == 'short' or err == 'EINTR' and kind in RETRIED


def show(bad):
    """Prints (operation, fault, problem) of those, alike ones once."""
    alike = collections.Counter((o, f[0], f[2], p.split(':')[0])
                                for o, f, p in bad)
    shown = set()
    for operation, fault, problem in sorted(bad):
        key = (operation, fault[0], fault[2], problem.split(':')[0])
        if key not in shown:
            shown.add(key)
            print(f'{operation}: {fault[0]} {fault[1]} {fault[2]} '
                  f'(and {alike[key] - 1} alike): {problem}')
