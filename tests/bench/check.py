# SPDX-License-Identifier: ISC
"""bench check: the price of one check, beside what it could be at best.

All servers are behind one nginx and are loaded in turn, round by round, so
that whatever else the machine does meets all of them."""

import pathlib
import random
import subprocess
import tempfile

from harness import build, wait
from harness.gate import Gate

from . import load, plot, tables, web

COOKIE = '__Host-otpgate'


class Noop:
    """The floor: tests/bench/noop."""

    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix='otpgate-noop-')
        pathlib.Path(self.folder).chmod(0o755)
        self.socket = pathlib.Path(self.folder) / 'noop.sock'
        self.process = subprocess.Popen(
            [build.BUILD / 'tests' / 'bench' / 'noop', self.socket])
        wait.until(self.socket.exists, 5, 'noop')

    def remove(self):
        self.process.kill()
        self.process.wait()
        self.socket.unlink(missing_ok=True)
        pathlib.Path(self.folder).rmdir()


def filled_gate(users, sessions=1, **settings):
    """A gate with so many users; .cookie is that of one of them."""
    gate = Gate(**settings)
    run = subprocess.run(
        [build.BUILD / 'tests' / 'bench' / 'fill', gate.config, web.HOST,
         str(users), str(sessions)], capture_output=True, text=True,
        check=True)
    gate.cookie = run.stdout.strip()
    gate.start()
    return gate


def servers_of(gates, noop):
    """Everything that "check" compares, the references first."""
    one = gates['1']
    session = f'{COOKIE}={one.cookie}'
    forged = session[:-8] + 'AAAAAAAA'
    thousand = gates['1,000']
    out = [
        web.Server('unprotected file', web.PLAIN),
        web.Server('return 204 in nginx', web.INSIDE),
        web.Server('FastCGI no-op', web.GATED, noop.socket),
    ]
    for name, gate in gates.items():
        if name == '16 sessions':
            continue
        title = f'otpgate, {name} user' + ('' if name == '1' else 's')
        out.append(web.Server(title, web.GATED, gate.socket,
                              cookie=f'{COOKIE}={gate.cookie}'))
    sixteen = gates['16 sessions']
    good = f'{COOKIE}={thousand.cookie}'
    out += [
        web.Server('.. 16 sessions on the record', web.GATED, sixteen.socket,
                   cookie=f'{COOKIE}={sixteen.cookie}'),
        web.Server('.. groups and max-age', web.GATED, thousand.socket,
                   policy='/max-age=36000/groups=staff+admins', cookie=good),
        *([web.Server('.. with micro-cache', web.MICROCACHED, thousand.socket,
                      cookie=good)] if web.microcache() else []),
        web.Server('.. no cookie (401)', web.GATED, thousand.socket,
                   status=401),
        web.Server('.. forged cookie (401)', web.GATED, thousand.socket,
                   cookie=forged, status=401),
    ]
    return out


def probe(server):
    """The answer that a measurement is about must be the right one."""
    run = subprocess.run(
        ['curl', '-s', '-o', '/dev/null', '-w', '%{http_code}',
         '-H', f'Cookie: {server.cookie or "none=1"}',
         f'http://127.0.0.1:{server.port}/small'],
        capture_output=True, text=True, check=True)
    assert run.stdout == str(server.status), (server.name, run.stdout)


def measure_one(server, site, own, seconds):
    """(result, nginx us, responder us) of a round; "own": the responder."""
    headers = [f'Cookie: {server.cookie}'] if server.cookie else []
    before = load.cpu(site.workers()), load.cpu([own]) if own else 0
    result = load.wrk(f'http://127.0.0.1:{server.port}/small', seconds,
                      headers=headers)
    # asked anew: the one that loads the cache ends after a minute
    after = load.cpu(site.workers()), load.cpu([own]) if own else 0
    each = 1e6 / max(result.requests, 1)
    return (result, (after[0] - before[0]) * each,
            (after[1] - before[1]) * each)


def measure(servers, site, pids, rounds, seconds):
    """Interleaved rounds, each in another order, so that nobody always comes
    after the same; lists of what measure_one says."""
    taken = {s.name: [] for s in servers}
    for number in range(rounds):
        for s in random.Random(number).sample(servers, len(servers)):
            taken[s.name].append(measure_one(
                s, site, pids.get(s.socket), seconds))
    return taken


def ratio(got, floor, figure):
    """The median of the ratios of the rounds: what the machine does for some
    seconds meets both."""
    ratios = [figure(g) / figure(f) for g, f in zip(got, floor)]
    return f'{tables.median(ratios):.2f}'


def rows_of(servers, taken, pids):
    floor = taken['FastCGI no-op']
    rows = []
    for s in servers:
        got = taken[s.name]
        rate = tables.median([r.rate for r, _, _ in got])
        errors = sum(r.errors for r, _, _ in got)
        if s.status == 200:
            errors += sum(r.refused for r, _, _ in got)
        else:
            errors += sum(r.requests - r.refused for r, _, _ in got)
        rss = load.resident(pids[s.socket]) if s.socket in pids else ''
        rows.append([s.name, f'{rate:,.0f}', ratio(got, floor, lambda t: t[0].rate),
                     f'{tables.median([r.p50 for r, _, _ in got]):.2f}',
                     f'{tables.median([r.p99 for r, _, _ in got]):.2f}',
                     f'{tables.median([n for _, n, _ in got]):.1f}',
                     f'{tables.median([c for _, _, c in got]):.1f}'
                     if s.socket else '',
                     ratio(got, floor, lambda t: t[2]) if s.socket else '',
                     rss and f'{rss / 1024:.1f}',
                     errors])
    return rows


def run(options):
    counts = ['1', '1,000', '100,000'] + \
        ([] if options.short else ['1,000,000'])
    noop, site, gates = Noop(), None, {}
    try:
        for name in counts:
            gates[name] = filled_gate(int(name.replace(',', '')))
        gates['16 sessions'] = filled_gate(1000, 16)
        servers = servers_of(gates, noop)
        site = web.Web(servers, before=(web.microcache() or [''])[0])
        pids = {g.socket: g.process.pid for g in gates.values()}
        pids[noop.socket] = noop.process.pid
        for s in servers:
            probe(s)
        taken = measure(servers, site, pids, options.rounds, options.seconds)
        rows = rows_of(servers, taken, pids)
        tables.show(
            f'check: {options.rounds} rounds of {options.seconds} s, '
            '32 connections, medians',
            ['', 'req/s', 'of floor', 'p50 ms', 'p99 ms', 'nginx us',
             'gate us', 'of floor', 'RSS MiB', 'errors'], rows)
        if options.plot:
            plot.bars(options.plot, 'requests a second', [
                (row[0], float(row[1].replace(',', ''))) for row in rows])
    finally:
        for gate in gates.values():
            gate.remove()
        if site:
            site.close()
        noop.remove()
    return rows
