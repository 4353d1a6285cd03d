# SPDX-License-Identifier: ISC
"""bench locks: every lock that a check waits for, how long it ever waited,
and how long anybody else ever held it, while people log in with passwords,
sessions are counted, the database is compacted and settings are read again."""

import pathlib
import re
import subprocess
import tempfile
import threading

from harness import build
from harness.gate import Gate

from . import check, load, people, tables, web


class Traced(Gate):
    """Under the shim, which writes what it has seen at the end."""

    def environment(self):
        self.seen = self.folder / 'log' / 'locks'
        return {**super().environment(), 'OTPGATE_LOCKS': str(self.seen),
                'LD_PRELOAD': str(self.shim)}


def place(where):
    """file:line of an address in the program."""
    name, _, offset = where.partition('+')
    if name != 'otpgate':
        return name
    path = build.BUILD / '.libs' / 'otpgate'
    run = subprocess.run(
        ['addr2line', '-f', '-i', '-e',
         path if path.exists() else build.OTPGATE, hex(int(offset, 16) - 1)],
        capture_output=True, text=True, check=True)
    return next((line for line in run.stdout.split('\n')
                 if line and not line.startswith(('/', '?'))), where)


def disturb(gate, over):
    """Until "over": everything that has locks of its own."""
    while not over.wait(0.5):
        gate.send(1)
        people.metric(gate, 'store_commits_total')
        gate.admin('compact')


def run(options):
    seconds = options.seconds * options.rounds
    with tempfile.TemporaryDirectory(prefix='otpgate-locks-') as folder:
        pathlib.Path(folder).chmod(0o755)
        Traced.shim = pathlib.Path(folder) / 'locks.so'
        subprocess.run(
            ['cc', '-shared', '-fPIC', '-O2', '-D_GNU_SOURCE', '-o',
             Traced.shim, pathlib.Path(__file__).with_name('locks.c')],
            check=True)
        gate = Traced(hash_queue=64, first_factor='password',
                      **people.REAL)
        site = None
        try:
            cookie = subprocess.run(
                [build.BUILD / 'tests' / 'bench' / 'fill', gate.config,
                 web.HOST, '1', '1'], capture_output=True, text=True,
                check=True).stdout.strip()
            crew = people.Crew(gate, 96, people.PASSWORD)
            gate.hand_over()
            gate.start()
            servers = [web.Server('check', web.GATED, gate.socket),
                       web.Server('login', web.WHOLE, gate.socket)]
            site = web.Web(servers)
            rows, text = measure(gate, servers, crew, cookie, seconds)
        finally:
            if site:
                site.close()
            gate.remove()
    tables.show(f'locks that a check waits for: {text}',
                ['taken in', 'kind', 'times', 'longest wait us',
                 'longest held by others us'], rows)
    return rows


def measure(gate, servers, crew, cookie, seconds):
    over = threading.Event()
    got = []

    def log_in():
        made = list(crew.attempts(1000 * seconds))
        with people.Forms(gate, made) as forms:
            got.append(load.wrk(
                f'http://127.0.0.1:{servers[1].port}/otp/login', seconds, 32,
                forms.headers, forms.script))

    threads = [threading.Thread(target=log_in),
               threading.Thread(target=disturb, args=(gate, over))]
    for t in threads:
        t.start()
    checks = load.wrk(f'http://127.0.0.1:{servers[0].port}/small', seconds,
                      headers=[f'Cookie: {check.COOKIE}={cookie}'])
    threads[0].join()
    over.set()
    threads[1].join()
    gate.stop()
    rows = []
    for line in gate.seen.read_text().splitlines():
        kind, times, waited, held, where = re.split(' ', line)
        rows.append([place(where), kind, f'{int(times):,}',
                     f'{int(waited) / 1e3:,.0f}',
                     f'{int(held) / 1e3:,.0f}'])
    rows.sort(key=lambda r: -int(r[2].replace(',', '')))
    good = got[0].statuses.get(303, 0)
    return rows, (f'{checks.requests:,} checks beside {good:,} logins with '
                  f'password, {seconds} s')
