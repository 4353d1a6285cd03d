# SPDX-License-Identifier: ISC
"""bench flood: what checks take while something else goes on in the same gate.

The checks come at a steady pace that leaves the processors mostly idle, so
what is seen is waiting, not a queue of our own making.  What goes on beside
them uses the same processors, as would happen anywhere: the table says how
much of them was in use."""

import contextlib
import shutil
import signal
import socket
import subprocess
import threading
import time

from harness import fcgi, wait
from harness.gate import HOSTS, Gate

from . import load, people, tables, web

CHECKERS, REST = 16, 7      # connections, and ms between their requests
HASHERS = 50
FAILERS = 420               # each waits for the failure floor, 400 ms
CONNECTIONS = 2048          # a quarter of them may be logins
FAILURES = 2000             # forms made for a second of a round
OPEN = 200
ATTEMPTS = 'login_duration_seconds_count'
DEADLINE = 4                # s: the gate drops a request begun 5 s ago
SETTLE = 0.3
HOUSEKEEPING = 1.8          # s after its start, a little less
PATIENCE = 120              # s: no compaction takes so long


class World:
    """The gate, its users, and nginx before it."""

    def __init__(self, users, keep):
        self.keep = keep        # an ExitStack
        self.users = users
        self.failed = 0
        self.loaded = users / 4e5 + 0.5     # s: to take a new file in
        self.gate = Gate(hash_queue=2 * HASHERS, connections=CONNECTIONS,
                         first_factor='password', **people.REAL)
        keep.callback(self.gate.remove)
        self.cookie = fill(self.gate, users)
        self.crew = people.Crew(self.gate, 2 * HASHERS, people.PASSWORD)
        self.gate.hand_over()
        self.gate.start()
        self.check = web.Server('check', web.GATED, self.gate.socket)
        self.login = web.Server('login', web.WHOLE, self.gate.socket)
        self.site = web.Web([self.check, self.login])
        keep.callback(self.site.close)

    def checks(self, seconds):
        return load.Wrk(f'http://127.0.0.1:{self.check.port}/small', seconds,
                        CHECKERS,
                        [f'Cookie: __Host-otpgate={self.cookie}'],
                        ['pace', REST])

    def logins(self, seconds, connections, forms):
        return load.Wrk(f'http://127.0.0.1:{self.login.port}/otp/login',
                        seconds, connections, forms.headers, forms.script)

    def first_factor(self, kind):
        self.gate.configure(first_factor=kind)
        self.gate.send(signal.SIGHUP)
        time.sleep(SETTLE)


def fill(gate, users, lines=0):
    run = subprocess.run(
        [people.program('bench/fill'), gate.config, web.HOST, str(users),
         '1', str(lines or users)], capture_output=True, text=True, check=True)
    return run.stdout.strip()


# --- what goes on: each measures once, and says what was done ---

def idle(world, seconds):
    with world.checks(seconds) as run:
        return run.result(), ''


def beside_logins(world, seconds, connections, forms):
    """(checks, logins, how many of these a second meanwhile)."""
    with world.logins(seconds + 10, connections, forms) as other:
        time.sleep(3 * SETTLE)
        before = time.monotonic(), people.metric(world.gate, ATTEMPTS)
        with world.checks(seconds) as run:
            result = run.result()
        after = time.monotonic(), people.metric(world.gate, ATTEMPTS)
        return (result, other.end(),
                (after[1] - before[1]) / (after[0] - before[0]))


def hashing(world, seconds):
    made = list(world.crew.attempts(400 * (seconds + 2)))
    with people.Forms(world.gate, made) as forms:
        result, done, rate = beside_logins(world, seconds, HASHERS, forms)
    world.crew.rewind(len(made), done.requests)
    return result, f'{rate:.0f} logins/s' + odd(done, 303)


def failing(world, seconds):
    count = FAILURES * (seconds + 2)
    numbers = range(world.failed + 1, world.failed + count + 1)
    world.failed += count
    names = (f'user{1 + n % (world.users - 1):07}' if n % 2 else f'nobody{n}'
             for n in numbers)
    world.first_factor('none')
    try:
        with people.Forms(world.gate, ((n, '', '000000') for n in names)) \
                as forms:
            result, done, rate = beside_logins(world, seconds, FAILERS, forms)
    finally:
        world.first_factor('password')
    return result, f'{rate:,.0f} failures/s' + odd(done, 401)


def odd(done, expected):
    """What was answered otherwise."""
    others = {s: n for s, n in done.statuses.items() if s != expected}
    if done.errors:
        others['errors'] = done.errors
    return f', and {others}' if others else ''


def compacting(world, _):
    """otpadm compacts; then the gate takes the new file in."""
    with world.checks(PATIENCE) as run:
        begun = time.monotonic()
        world.gate.admin('compact')
        took = time.monotonic() - begun
        time.sleep(world.loaded)
        return run.end(), f'{took:.1f} s'


def reloading(world, seconds):
    """SIGHUP: settings and keys."""
    count = 0
    with world.checks(seconds) as run:
        while run.process.poll() is None:
            world.gate.send(signal.SIGHUP)
            count += 1
            time.sleep(0.1)
        return run.result(), f'{count} times'


def crowd(world, seconds):
    """Connections that have begun a request, and ones that say nothing."""
    over = threading.Event()
    part = fcgi.request_bytes(fcgi.check_params(HOSTS[0]))[:40]
    counts = []

    def hold():
        while not over.is_set():
            with contextlib.ExitStack() as held:
                for i in range(2 * OPEN):
                    s = held.enter_context(fcgi.connect(world.gate.socket))
                    if i < OPEN:
                        s.sendall(part)
                counts.append(2 * OPEN)
                over.wait(DEADLINE)

    thread = threading.Thread(target=hold)
    thread.start()
    try:
        time.sleep(SETTLE)
        open_ = people.metric(world.gate, 'connections')
        with world.checks(seconds) as run:
            return run.result(), f'{open_:.0f} open'
    finally:
        over.set()
        thread.join()


class Own:
    """A gate that finds its database full of superseded lines, and compacts
    it by itself; the file is put back for each round."""

    def __init__(self, users, keep):
        self.gate = Gate()
        keep.callback(self.gate.remove)
        self.cookie = fill(
            self.gate, users, 2 * users + users // 50 + 1000)
        self.gate.hand_over()
        self.full = self.gate.folder / 'full'
        shutil.copyfile(self.gate.database, self.full)
        self.check = web.Server('check', web.GATED, self.gate.socket)
        self.site = web.Web([self.check])
        keep.callback(self.site.close)

    checks = World.checks

    def measure(self):
        self.gate.stop()
        shutil.copyfile(self.full, self.gate.database)
        self.gate.database.with_suffix('.index').unlink(missing_ok=True)
        subprocess.run(['sync', self.gate.database], check=True)
        self.gate.start()
        time.sleep(HOUSEKEEPING)    # then it looks after its file
        begun = time.monotonic()
        with self.checks(PATIENCE) as run:
            wait.until(
                lambda: people.metric(self.gate, 'store_compactions_total'),
                PATIENCE, 'compaction')
            took = time.monotonic() - begun
            return run.end(), f'{took:.1f} s'


STATES = (
    ('idle', idle),
    (f'{HASHERS} logins at once, argon2', hashing),
    ('failed logins', failing),
    ('otpadm compact, and the new file', compacting),
    ('SIGHUP, ten a second', reloading),
    (f'{OPEN} half-open and {OPEN} idle connections', crowd),
)


def row_of(name, taken, first):
    def mid(part):
        return tables.median([part(result) for result, _ in taken])

    p99 = mid(lambda r: r.p99)
    return [name, f'{mid(lambda r: r.rate):,.0f}',
            f'{mid(lambda r: r.p50):.2f}', f'{p99:.2f}',
            f'{p99 / first:.2f}',
            f'{max(result.longest for result, _ in taken):.1f}',
            f'{mid(lambda r: r.busy) * 100:.0f} %',
            sum(r.errors + r.refused for r, _ in taken), taken[-1][1]]


def run(options):
    users = 100000 if options.short else 1000000
    taken = {name: [] for name, _ in STATES}
    own = []
    with contextlib.ExitStack() as keep:
        world = World(users, keep)
        for _ in range(options.rounds):
            for name, state in STATES:
                taken[name].append(state(world, options.seconds))
                time.sleep(SETTLE)
    # by itself: it would compete with the other for memory
    with contextlib.ExitStack() as keep:
        other = Own(users, keep)
        for _ in range(min(options.rounds, 2)):
            own.append(other.measure())
    first = tables.median([r.p99 for r, _ in taken['idle']])
    rows = [row_of(name, taken[name], first) for name, _ in STATES]
    rows.append(row_of('compaction by the gate itself', own, first))
    tables.show(
        f'flood: checks of a gate with {users:,} users, {options.rounds} '
        f'rounds of {options.seconds} s, {CHECKERS} connections that rest '
        f'{REST} ms',
        ['meanwhile', 'checks/s', 'p50 ms', 'p99 ms', 'of idle p99',
         'longest ms', 'processors busy', 'errors', 'done'], rows)
    return rows
