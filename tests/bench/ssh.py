# SPDX-License-Identifier: ISC
"""bench ssh: what our module adds to a login by ssh: the key alone, and the
key and a code, with one user in the database and with many.

ssh asks for the code by a program (askpass), and one more round of the
protocol is made: what that costs without us is shown by a module that compares
a word with a file."""

import contextlib
import glob
import subprocess
import time

from harness import pam, ssh
from harness.gate import Gate

from . import people, tables

PREFIX = 'ogbench'
KEY_ONLY = 'UsePAM yes\nAuthenticationMethods publickey\n'
WORD = 'xyzzy'
MATRIX = '/usr/lib/*/pam_wrapper/pam_matrix.so'
FAILED = 'a login by ssh failed'


class Way:
    """An sshd and somebody who logs in to it."""

    def __init__(self, name, keep, number, config):
        self.name = name
        self.user = f'{PREFIX}{number}'
        self.turn = 0
        self.took = []
        self.word = None    # what is typed, if not a code
        self.server = ssh.Server(config)
        keep.callback(self.server.remove)
        self.server.user(self.user)

    def key_only(self):
        self.server.set('otpgate-code', KEY_ONLY)
        return self

    def by_word(self, module):
        """The same dialog with a module that does nothing else."""
        words = self.server.folder / 'words'
        words.write_text(f'{self.user}:{WORD}:sshd\n')
        self.word = WORD
        self.server.set(f'auth required {module} passdb={words}\n',
                        'otpgate-key-code.conf')
        return self

    def by_code(self):
        return self     # as the harness sets it up

    def login(self):
        code = self.word or pam.code_of(self.user, self.turn)
        self.turn += 1
        begun = time.monotonic()
        run = self.server.ssh(self.user, 'true', host='tcp', code=code,
                              password=code)
        took = (time.monotonic() - begun) * 1e3
        if run.returncode != 0:
            raise RuntimeError(f'{FAILED}: {self.name}: {run.stderr} '
                               f'{self.server.log()[-1500:]}')
        self.took.append(took)


def gate_with(users, keep, people_):
    """A gate that does not run: the module needs its files alone."""
    gate = Gate(first_factor='none')
    keep.callback(gate.remove)
    if users > people_:
        subprocess.run([people.program('bench/fill'), gate.config, 'app.test',
                        str(users - people_), '1'], check=True,
                       capture_output=True)
    subprocess.run([people.program('proofs/pam_fill'), gate.config, PREFIX,
                    str(people_)], check=True)
    gate.hand_over()
    return gate


def ways_of(keep):
    module = glob.glob(MATRIX)
    one = gate_with(1, keep, 1)
    many = gate_with(100000, keep, 2)
    ways = [Way('key', keep, 2, one.config).key_only()]
    if module:
        ways.append(Way('key and a word, pam_matrix', keep, 3, one.config)
                    .by_word(module[0]))
    ways += [
        Way('key and code, 1 user', keep, 0, one.config).by_code(),
        Way('key and code, 100,000 users', keep, 1, many.config).by_code(),
    ]
    return ways


def run(options):
    missing = ssh.missing()
    if missing:
        print(f'\nssh: left out: {missing}', flush=True)
        return []
    with contextlib.ExitStack() as keep:
        ways = ways_of(keep)
        for way in ways:
            way.server.start()
            way.login()     # the first is not counted
            way.took.clear()
        turns = max(5, 2 * options.rounds * options.seconds)
        for _ in range(turns):
            for way in ways:
                way.login()
    first = tables.median(ways[0].took)
    rows = []
    for way in ways:
        mid = tables.median(way.took)
        rows.append([way.name, f'{mid:.1f}', f'{mid - first:+.1f}',
                     f'{mid / first:.2f}', f'{min(way.took):.1f}',
                     f'{max(way.took):.1f}'])
    tables.show(f'ssh: {turns} logins each in turn, medians',
                ['', 'login ms', 'added ms', 'of key', 'least', 'most'], rows)
    return rows
