# SPDX-License-Identifier: ISC
"""bench login: logins a second that are on the disk when they are answered,
beside what the disk does with one sync for each.

All logins come through nginx.  The syncs are counted under strace, in a round
of its own that is not timed."""

import contextlib
import os
import pathlib
import tempfile
import time

from harness.gate import Gate

from . import load, people, tables, web

MOST = 12000        # forms made for a second of a round
MANY = 32
STRACE = ('strace', '-D', '-f', '--seccomp-bpf', '-qq', '-e', 'signal=none',
          '-e', 'trace=fdatasync,fsync', '-o')


class Counted(Gate):
    """Under strace, which writes a line for each sync."""

    def command(self, *options):
        self.trace = self.folder / 'syncs'
        return [*STRACE, str(self.trace), *super().command(*options)]

    def syncs(self):
        return self.trace.read_text().count('sync(')


class Way:
    """One way to log in; .taken are the figures of the rounds."""

    def __init__(self, name, kind, connections=MANY, **settings):
        self.name = name
        self.connections = connections
        self.taken = []
        password = settings['first_factor'] == 'password'
        self.gate = kind(hash_queue=4 * MANY, **{**people.REAL, **settings})
        try:
            self.crew = people.Crew(
                self.gate, 3 * MANY if password else 2000,
                people.PASSWORD if password else '')
            self.gate.hand_over()
            self.gate.start()
        except BaseException:
            self.gate.remove()
            raise
        self.server = web.Server(name, web.WHOLE, self.gate.socket)

    def round(self, site, seconds):
        """(result, commits, bytes written, nginx us, gate us)."""
        made = list(self.crew.attempts(MOST * seconds))
        pids = site.workers(), [self.gate.process.pid]
        with people.Forms(self.gate, made) as forms:
            before = self._state(pids)
            result = load.wrk(
                f'http://127.0.0.1:{self.server.port}/otp/login', seconds,
                self.connections, forms.headers, forms.script)
            after = self._state(pids)
        self.crew.rewind(len(made), result.requests)
        each = 1e6 / max(result.requests, 1)
        commits, size, nginx, gate = (
            b - a for a, b in zip(before, after))
        return result, commits, size, nginx * each, gate * each

    def _state(self, pids):
        return (people.metric(self.gate, 'store_commits_total'),
                self.gate.database.stat().st_size,
                load.cpu(pids[0]), load.cpu(pids[1]))


def appends(folder, size, seconds):
    """How many appends of so many bytes a second, a sync after each; and the
    milliseconds of each."""
    path = pathlib.Path(folder) / 'appends'
    line = b'x' * size
    fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    took = []
    try:
        begun = last = time.monotonic()
        while last - begun < seconds:
            os.write(fd, line)
            os.fdatasync(fd)
            now = time.monotonic()
            took.append((now - last) * 1e3)
            last = now
    finally:
        os.close(fd)
        path.unlink()
    took.sort()
    return (len(took) / (last - begun), took[len(took) // 2],
            took[len(took) * 99 // 100])


def commits_a_sync(settings, seconds):
    """Of one round under strace."""
    way = Way('', Counted, **settings)
    site = None
    try:
        site = web.Web([way.server])
        before = way.gate.syncs()
        _, commits, *_ = way.round(site, seconds)
        return commits / max(way.gate.syncs() - before, 1)
    finally:
        if site:
            site.close()
        way.gate.remove()


def row_of(way, floor, shared):
    def mid(part):
        return tables.median([part(t) for t in way.taken])

    good = mid(lambda t: t[0].statuses.get(303, 0) / t[0].requests
               * t[0].rate)
    bad = sum(t[0].errors + t[0].requests - t[0].statuses.get(303, 0)
              for t in way.taken)
    return [way.name, f'{good:,.0f}', f'{good / floor:.2f}',
            f'{mid(lambda t: t[0].p50):.2f}', f'{mid(lambda t: t[0].p99):.2f}',
            f'{mid(lambda t: t[1] / t[0].requests):.2f}',
            f'{shared:.1f}' if shared else '',
            f'{mid(lambda t: t[3]):.0f}', f'{mid(lambda t: t[4]):.0f}', bad]


WAYS = (
    ('code, 1 connection', {'first_factor': 'none', 'connections': 1}),
    (f'code, {MANY} connections', {'first_factor': 'none'}),
    (f'password and code, {MANY} connections', {'first_factor': 'password'}),
)


def run(options):
    ways, floors = [], []
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(
            tempfile.TemporaryDirectory(prefix='otpgate-bench-'))
        for name, settings in WAYS:
            ways.append(Way(name, Gate, **settings))
            stack.callback(ways[-1].gate.remove)
        site = web.Web([w.server for w in ways])
        stack.callback(site.close)
        size = 700
        for _ in range(options.rounds):
            floors.append(appends(folder, size, options.seconds))
            for way in ways:
                way.taken.append(way.round(site, options.seconds))
            size = int(ways[0].taken[0][2] / max(ways[0].taken[0][1], 1))
    shared = [0 if 'connections' in s else commits_a_sync(s, options.seconds)
              for _, s in WAYS]
    floor = tables.median([f[0] for f in floors])
    rows = [['appends, a sync after each', f'{floor:,.0f}', '1.00',
             *(f'{tables.median([f[i] for f in floors]):.2f}'
               for i in (1, 2)), '', '1.0', '', '', 0]]
    rows += [row_of(w, floor, s) for w, s in zip(ways, shared)]
    tables.show(
        f'login: {options.rounds} rounds of {options.seconds} s, medians; '
        f'{size} bytes a commit',
        ['', 'a second', 'of appends', 'p50 ms', 'p99 ms', 'commits each',
         'commits/sync', 'nginx us', 'gate us', 'not let in'], rows)
    return rows
