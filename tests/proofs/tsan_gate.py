#!/usr/bin/python3 -B
# SPDX-License-Identifier: ISC
"""The running responder under ThreadSanitizer or helgrind.

	tsan_gate.py tsan|helgrind SECONDS

Several loops answer checks while people log in, guess and log out, keys
rotate, the database is compacted, settings are read again and metrics are
asked for.  No report may come, nobody's good code may be refused, and the
responder must end in order.  OTPGATE_BUILDDIR names the build: for "tsan" one
with --enable-sanitizers=thread."""

import collections
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time

from proof import gate, program
from harness import fcgi, pam
from harness.attacker import Attacker
from harness.gate import GATE_USER, HOSTS, ROOT
from harness.web import SESSION

LOOPS = 3
PEOPLE = 4      # for each thread that logs in
SUPPRESSIONS = pathlib.Path(__file__).with_name('helgrind.supp')
ROTATIONS = 4   # more would need the old keys pruned


def ask(one, uri, cookie=''):
    return fcgi.ask(one.socket, [
        ('OTPGATE_COOKIE', cookie), ('OTPGATE_URI', uri),
        ('OTPGATE_METHOD', 'GET'), ('OTPGATE_ADDR', '127.0.0.1'),
        ('OTPGATE_SCHEME', 'https'), ('OTPGATE_HOST', HOSTS[0])], timeout=120)


class Load:
    def __init__(self, one):
        self.gate = one
        self.count = collections.Counter()
        self.problems = []
        self.over = threading.Event()
        self.cookie = ''

    def thread(self, work):
        """A thread's life."""
        def live():
            try:
                work()
            except Exception as e:  # whatever it was, it is told
                if not self.over.is_set():
                    self.problems.append(f'{work.__name__}: {e!r}')
        return threading.Thread(target=live)

    def log_in(self, people):
        browser = Attacker(self.gate.socket)
        for counter in range(10 ** 6):
            for name in people:
                # under a sanitizer it may be too busy, which spends nothing
                status = 503
                while status == 503 and not self.over.is_set():
                    answer = browser.answer(name, pam.code_of(name, counter))
                    status = answer.status
                    self.count[f'logins {status}'] += 1
                if self.over.is_set():
                    return
                if answer.status != 303:
                    self.problems.append(f'{name}: {answer.status}')
                for key, value in answer.headers:
                    if key == 'set-cookie' and value.startswith(SESSION + '='):
                        self.cookie = value.split(';')[0]

    def check(self):
        while not self.over.is_set():
            params = fcgi.check_params(HOSTS[0], self.cookie)
            status = fcgi.ask(self.gate.socket, params, timeout=120).status
            self.count[f'checks {status}'] += 1

    def guess(self):
        browser = Attacker(self.gate.socket)
        while not self.over.is_set():
            status, _ = browser.guess('nobody-knows', '000000')
            self.count[f'guesses {status}'] += 1

    def reload(self):
        while not self.over.wait(0.5):
            self.gate.send(signal.SIGHUP)
            ask(self.gate, '/otp/metrics')
            ask(self.gate, '/otp/logout', self.cookie)
            self.count['reloads'] += 1

    def administer(self):
        while not self.over.wait(1):
            if self.count['rotations'] < ROTATIONS:
                self.count['rotations'] += 1
                self.gate.admin('keys', 'rotate')
            self.gate.admin('compact')
            self.gate.admin('sessions')
            self.count['compactions'] += 1

    def run(self, seconds, crews):
        threads = [self.thread(w) for w in (self.check, self.check, self.check,
                                         self.guess, self.reload,
                                         self.administer)]
        threads += [self.thread(lambda crew=crew: self.log_in(crew))
                    for crew in crews]
        for t in threads:
            t.start()
        time.sleep(seconds)
        self.over.set()
        for t in threads:
            t.join()


def under(tool, work):
    """Words before the command, and what the environment needs.  Neither tool
    knows pthread_mutex_clocklock."""
    shim = work / 'shim.so'
    subprocess.run(['cc', '-shared', '-fPIC', '-D_GNU_SOURCE', '-o', shim,
                    pathlib.Path(__file__).with_name('tsan_shim.c')],
                   check=True)
    if tool == 'tsan':
        return [], {'LD_PRELOAD': str(shim), 'TSAN_OPTIONS':
                    f'log_path={work}/report second_deadlock_stack=1'}
    return ['valgrind', '--tool=helgrind', '-q', '--fair-sched=yes',
            f'--suppressions={SUPPRESSIONS}', '--vgdb=no',
            f'--log-file={work}/report.%p'], {'LD_PRELOAD': str(shim)}


def main():
    tool, seconds = sys.argv[1], float(sys.argv[2])
    with tempfile.TemporaryDirectory(prefix='otpgate-threads-') as folder, \
            gate(loops=LOOPS, first_factor='none', hash_queue=64,
                 workers=6) as one:
        work = pathlib.Path(folder)
        work.chmod(0o755)
        if ROOT:
            shutil.chown(work, GATE_USER)
        one.stop()
        words, environment = under(tool, work)
        os.environ.update(environment)
        crews = [[f'crew{n}x{i}' for i in range(PEOPLE)] for n in range(3)]
        for n in range(len(crews)):
            subprocess.run([program('pam_fill'), one.config, f'crew{n}x',
                            str(PEOPLE)], check=True)
        command = one.command
        one.command = lambda *o: [*words, *command(*o)]
        one.start()
        load = Load(one)
        load.run(seconds, crews)
        status = one.stop(seconds=60)
        reports = [p.read_text(errors='replace') for p in work.iterdir()
                   if p.name.startswith('report') and p.stat().st_size]
    for what, n in sorted(load.count.items()):
        print(f'{what:20} {n:8}')
    for text in reports[:3]:
        print('\n'.join(text.splitlines()[:200]))
    for text in load.problems[:10]:
        print(text)
    good = status == 0 and not reports and not load.problems \
        and load.count['checks 204'] > 0 and load.count['logins 303'] > 0
    print(f'{tool}, {LOOPS} loops, {seconds:.0f} s: end {status}, '
          f'{len(reports)} reports, {len(load.problems)} problems: '
          f'{"clean" if good else "NOT PROVEN"}')
    os._exit(0 if good else 1)


main()
