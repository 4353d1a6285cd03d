#!/usr/bin/python3 -B
# SPDX-License-Identifier: ISC
"""The PAM module under races, faults and the clock.

pam.py [--long] [race|faults|timing|cold]...

race    the same code at the same instant through PAM and the web: one gets in
faults  each call on the files and each allocation inside of one
        authentication fails once, in the module, in the process that looks
        (nullok) and in the one that decides: nobody gets in who has not spent
        a code on the disk, and nobody who is enrolled is passed over
timing  failures of users who are known, who are not, and whom sshd keeps out,
        compared; again with slow hashes and all processors busy
cold    what a login adds to a handshake, with one user of 100,000
"""

import argparse
import concurrent.futures
import contextlib
import errno
import itertools
import math
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / 'system'))
sys.dont_write_bytecode = True

from harness import pam  # noqa: E402  pylint: disable=C0413
from harness.gate import Gate  # noqa: E402  pylint: disable=C0413

TESTS = pam.MODULE.parents[2] / 'tests'
FILL = TESTS / 'proofs' / 'pam_fill'
SHIM = TESTS / 'proofs' / 'faults' / 'shim.so'
KINDS = ('open', 'read', 'pread', 'write', 'pwrite', 'fdatasync', 'fsync',
         'close', 'rename', 'stat', 'lock', 'fallocate', 'ftruncate',
         'unlink', 'attr', 'malloc')
SYNCS = ('fdatasync', 'fsync')
COLD_MS = 20
FLOOR = 100
MANY = 5000     # users: more than 1 MiB, from where on there is an index


def fill(gate, prefix, count):
    subprocess.run([str(FILL), str(gate.config), prefix, str(count)],
                   check=True)


# --- race ---

RACERS = 10


def race(long):
    count = 10000 if long else 1000
    gate = Gate(first_factor='none').start()
    services = pam.Services(gate.config)
    names = [f'racer{i}' for i in range(RACERS)]
    try:
        fill(gate, 'racer', RACERS)
        won = pam.races(gate, services, {
            n: [pam.code_of(n, i) for i in range(count // RACERS)]
            for n in names})
        gate.finish()
    finally:
        services.remove()
        gate.remove()
    once = sum(a + b == 1 for a, b in won)
    first = sum(a for a, _ in won)
    print(f'{len(won)} codes at once by PAM and web: {once} spent exactly '
          f'once ({first} by PAM, {sum(b for _, b in won)} by the web)')
    return once == len(won) == count and 0 < first < count


# --- faults ---

class Lab:
    """One database that is copied for each fault.  With many users there is a
    users.index beside it, which the module reads in its place."""

    def __init__(self, users=4):
        base = '/dev/shm' if os.access('/dev/shm', os.W_OK) else None
        self.folder = pathlib.Path(tempfile.mkdtemp(
            prefix='otpgate-pam-', dir=base)).resolve()
        self.gate = Gate(log='syslog')
        fill(self.gate, 'user', users)
        self.state = self.gate.folder / 'state'
        self.files = [n for n in ('users', 'users.lock', 'users.index')
                      if (self.state / n).exists()]
        assert ('users.index' in self.files) == (users >= MANY)

    def copy(self, number):
        """A folder of its own with everything in it that the module opens."""
        folder = self.folder / f'case{number}'
        (folder / 'state').mkdir(parents=True)
        folder.chmod(0o755)
        (folder / 'state').chmod(0o700)
        for name in self.files:
            shutil.copy2(self.state / name, folder / 'state' / name)
        shutil.copy2(self.gate.keys, folder / 'keys')
        (folder / 'conf').write_text(
            f"database = '{folder}/state/users'\nkeys = '{folder}/keys'\n"
            f"log = '{folder}/log'\nhosts = {{'app.test'}}\n"
            f'failure_floor = {FLOOR}\nargon2_memory = 1024\n'
            'argon2_time = 1\nargon2_lanes = 1\n')
        (folder / 'conf').chmod(0o644)
        return folder

    def remove(self):
        self.gate.remove()
        shutil.rmtree(self.folder, ignore_errors=True)


SIDES = ('module', 'look', 'decide')


def wrap(folder, env):
    """A helper that is the real one under the shim, from its first call."""
    path = folder / 'verify'
    words = ' '.join(f"{k}='{v}'" for k, v in env.items())
    path.write_text(f"#!/bin/sh\n{words} OGSHIM_ARMED=1 exec '{pam.VERIFIER}'\n")
    path.chmod(0o755)
    return path


def attempt(lab, number, answer, fault, side):
    """One authentication of user0 under the fault: (PAM's number, status of
    the client, counts, fired, what the same code does afterwards)."""
    folder = lab.copy(number)
    report = folder.with_suffix('.report')
    env = {'LD_PRELOAD': str(SHIM), 'OGSHIM_DIR': str(folder),
           'OGSHIM_REPORT': str(report)}
    if fault:
        kind, n, error = fault
        env['OGSHIM_FAULT'] = f'{kind}:{n}:{error}'
    inside = side == 'module'
    services = pam.Services(
        folder / 'conf', '' if side == 'decide' else 'nullok',
        folder=folder / 'pam.d',
        helper=pam.VERIFIER if inside else wrap(folder, env))
    client = pam.Client(services, **(env if inside else {}))
    if inside:
        client.arm()
    result, _ = client.login('user0', answer)
    status = client.close()
    counts, fired = {}, False
    for line in report.read_text().splitlines() if report.exists() else ():
        words = line.split()
        if words[0] == 'fired':
            fired = ' '.join(words[1:])
        else:
            counts[words[1]] = int(words[2])
    again = None
    if result == pam.SUCCESS:
        after = pam.Client(pam.Services(folder / 'conf',
                                        folder=folder / 'pam.d'))
        again, _ = after.login('user0', answer)
        after.close()
    shutil.rmtree(folder)
    report.unlink(missing_ok=True)
    return result, status, counts, fired, again


def choose(counts, long):
    """(kind, number, errno) for each call, or a part of the allocations."""
    for kind in KINDS:
        count = counts.get(kind, 0)
        step = 1
        if kind == 'malloc':
            step = 1 if long else max(1, count // 120)
            errors = (errno.ENOMEM,)
        elif long:
            errors = (errno.EIO, errno.ENOSPC, errno.EACCES, errno.EMFILE,
                      errno.EINTR)
        for n in range(1, count + 1, step):
            if kind != 'malloc' and not long:
                errors = (errno.EIO if n % 3 else errno.EINTR,)
            for error in errors:
                yield kind, n, error


def judge(fault, right, outcome):
    """What is wrong with it, or ''."""
    kind, _, error = fault
    result, status, _, _, again = outcome
    if status is None or status < 0:
        return f'the process ended by signal {status}'
    if result == pam.IGNORED:
        return 'an enrolled user was passed over'
    if result == pam.SUCCESS:
        if not right:
            return 'a wrong code was let in'
        if again == pam.SUCCESS:
            return 'let in and the code was not spent'
        if kind in SYNCS and error != errno.EINTR:
            return 'let in after a sync that failed'
    return ''


def thin(jobs, step):
    """Every so many of the allocations, and all other calls."""
    mallocs = [j for j in jobs if j[0] == 'malloc']
    return [j for j in jobs if j[0] != 'malloc'] + mallocs[::step]


def try_all(lab, answer, right, step, long, side):
    """One answer under each fault: (fired, let in, broken claims)."""
    result, _, counts, _, again = attempt(lab, 0, answer, None, side)
    want = pam.SUCCESS if right else pam.AUTH_ERR
    assert result == want and again in (None, pam.AUTH_ERR), result
    jobs = thin(list(choose(counts, long)), 1 if long else step)
    # most of each is waiting, for the floor of a failure
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(
            lambda nj: attempt(lab, nj[0], answer, nj[1], side),
            enumerate(jobs, 1)))
    bad = []
    for job, outcome in zip(jobs, outcomes):
        problem = judge(job, right, outcome)
        if problem:
            bad.append((job, problem, outcome[3]))
    return (sum(bool(o[3]) for o in outcomes),
            sum(o[0] == pam.SUCCESS for o in outcomes), bad)


def reads_index(lab):
    """Whether the index is what the module reads: with a byte of it changed it
    has to read the whole database, too."""
    path, answer = lab.state / 'users.index', pam.code_of('user0', 0)
    good = attempt(lab, 0, answer, None, 'decide')[2]
    data = path.read_bytes()
    half = len(data) // 2
    path.write_bytes(data[:half] + bytes([data[half] ^ 1]) + data[half + 1:])
    spoilt = attempt(lab, 0, answer, None, 'decide')[2]
    path.write_bytes(data)
    return good['pread'] < spoilt['pread']


def faults(long):
    right, wrong = pam.code_of('user0', 0), pam.wrong_of('user0')
    good = True
    for users, answers in ((4, ((right, 1), (wrong, 5))),
                           (MANY, ((right, 2), (wrong, 10)))):
        lab = Lab(users)
        done, let_in, bad = dict.fromkeys(SIDES, 0), 0, []
        try:
            if users >= MANY:
                assert reads_index(lab)
            for (answer, step), side in itertools.product(answers, SIDES):
                sums = try_all(lab, answer, answer == right, step, long, side)
                done[side] += sums[0]
                let_in += sums[1]
                bad += sums[2]
        finally:
            lab.remove()
        for job, problem, where in bad[:20]:
            print(f'{where} (error {job[2]}): {problem}')
        index = ' and an index' if users >= MANY else ''
        where = ', '.join(f'{n} in {side}' for side, n in done.items())
        print(f'{sum(done.values())} faults ({where}), with {users} users'
              f'{index}, {len(bad)} broken claims; {let_in} let in, each with '
              'its code spent on the disk')
        good = good and not bad and done['look'] > 50 and \
            done['decide'] > 100 and done['module'] > 10
    return good


# --- timing ---

def kolmogorov_smirnov(a, b):
    """The two-sided p for two samples, by the asymptotic series."""
    distance = max(
        abs(sum(x <= v for x in a) / len(a) - sum(x <= v for x in b) / len(b))
        for v in a + b)
    n = len(a) * len(b) / (len(a) + len(b))
    t = (math.sqrt(n) + 0.12 + 0.11 / math.sqrt(n)) * distance
    if t < 0.2:
        return 1.0
    return min(1.0, 2 * sum((-1) ** (k - 1) * math.exp(-2 * k * k * t * t)
                            for k in range(1, 101)))


def failures(count, *words, **settings):
    """Milliseconds of failures of users who are known, of names that nobody
    has, and of those whose answers sshd has spoilt, in turns."""
    gate = Gate(failure_floor=FLOOR, **settings)
    services = pam.Services(gate.config, *words)
    client = pam.Client(services)
    took = {'known': [], 'unknown': [], 'spoilt by sshd': []}
    try:
        fill(gate, 'known', count)
        wrong = pam.wrong_of('known0')
        for i in range(count):
            for sort, times in took.items():
                call = client.spoilt if sort[0] == 's' else client.login
                user = f'known{i}' if sort == 'known' else f'none{i}'
                result, us = call(user, wrong)
                assert result in (pam.AUTH_ERR, pam.USER_UNKNOWN), result
                times.append(us / 1000)
        client.close()
    finally:
        services.remove()
        gate.remove()
    return took


def show_times(count, title, took):
    base = took['known']
    for sort, times in took.items():
        p = '' if times is base else ', Kolmogorov-Smirnov p against known = '\
            f'{kolmogorov_smirnov(base, times):.3f}'
        print(f'{count} failures, {title}, {sort}: median '
              f'{statistics.median(times):.3f} ms{p}', flush=True)


@contextlib.contextmanager
def load():
    """Every processor is busy."""
    busy = [subprocess.Popen([sys.executable, '-c', 'while True: pass'])
            for _ in range(os.cpu_count())]
    try:
        yield
    finally:
        for one in busy:
            one.kill()
            one.wait()


def timing(long):
    count = 200 if long else 80
    took = failures(count)
    show_times(count, 'a code alone', took)
    # at the floor, or a few ms of a busy machine behind it; never before it
    good = all(FLOOR <= statistics.median(x) < FLOOR * 1.2 and min(x) >= FLOOR
               for x in took.values())
    # the slow work is about as long as the floor, or longer under load: how
    # many floors an answer takes then tells how much was worked
    slow = {'argon2_memory': 65536, 'argon2_time': 3}
    some = count if long else 30
    with load():
        took = failures(some, 'key_or_password', **slow)
    show_times(some, 'password and code, all processors busy', took)
    return good and all(
        kolmogorov_smirnov(took['known'], x) > 0.001 for x in took.values())


# --- cold ---

def cold(_):
    gate = Gate()
    services = pam.Services(gate.config)
    try:
        for count in (1, 100000):
            prefix = f'of{count}x'
            fill(gate, prefix, count)
            user, times = f'{prefix}{count // 2}', []
            for i in range(20):
                client = pam.Client(services)
                result, us = client.login(user, pam.code_of(user, i))
                client.close()
                assert result == pam.SUCCESS, result
                times.append(us / 1000)
            print(f'a cold login with {count} users, module load to durable '
                  f'commit: median {statistics.median(times):.1f} ms '
                  f'(best {min(times):.1f}, wanted {COLD_MS})')
    finally:
        services.remove()
        gate.remove()
    return True     # each login was asserted; the clock judges nothing


PARTS = {'race': race, 'faults': faults, 'timing': timing, 'cold': cold}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--long', action='store_true')
    parser.add_argument('--short', action='store_true')
    parser.add_argument('parts', nargs='*', choices=[[], *PARTS])
    args = parser.parse_args()
    for need in (pam.MODULE, pam.CLIENT, FILL, SHIM):
        if not need.exists():
            sys.exit(f'{need}: not built')
    bad = [name for name in args.parts or PARTS
           if not PARTS[name](args.long)]
    for name in bad:
        print(f'{name}: not proven')
    sys.exit(1 if bad else 0)


main()
