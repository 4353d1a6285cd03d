# SPDX-License-Identifier: ISC
"""People who log in as fast as they are let, each code once."""

import pathlib
import re
import subprocess
import tempfile
import urllib.parse

from harness import build, fcgi, pam
from harness.attacker import Attacker

from . import web

PASSWORD = 'correct horse battery staple'
# What an installation has; the harness is quick about it otherwise.
REAL = {'failure_floor': None, 'argon2_memory': None, 'argon2_time': None,
        'argon2_lanes': None}
SLACK = 100
FORM = 'Content-Type: application/x-www-form-urlencoded'


def program(name):
    return str(build.BUILD / 'tests' / name)


def metric(gate, name):
    """A number of /otp/metrics."""
    text = fcgi.ask(gate.socket, [
        ('OTPGATE_URI', '/otp/metrics'), ('OTPGATE_METHOD', 'GET'),
        ('OTPGATE_HOST', web.HOST), ('OTPGATE_SCHEME', 'https'),
        ('OTPGATE_ADDR', '127.0.0.1'), ('OTPGATE_COOKIE', '')]).body.decode()
    return float(re.search(rf'^otpgate_{name} (\S+)$', text, re.M).group(1))


class Forms:
    """A file of filled-in login forms for wrk.lua, and the cookie of all."""

    def __init__(self, gate, attempts):
        """"attempts" are (user, password, code)."""
        page = Attacker(gate.socket, web.HOST)
        fixed = urllib.parse.urlencode(
            {k: v for k, v in page.fields.items()
             if k not in ('user', 'password', 'code', 'recovery')})
        self.headers = [FORM, f'Cookie: {page.cookie}']
        self.count = 0
        with tempfile.NamedTemporaryFile(
                'w', prefix='otpgate-forms-', delete=False) as self.file:
            for user, password, code in attempts:
                self.count += 1
                self.file.write(f'{fixed}&user={user}&password='
                                f'{urllib.parse.quote_plus(password)}'
                                f'&code={code}&recovery=\n')
        self.script = ['form', self.file.name]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pathlib.Path(self.file.name).unlink(missing_ok=True)


class Crew:
    """Users with a counter each; they take turns, and so nobody is in twice
    at once.  The database is theirs alone while they are made."""

    def __init__(self, gate, count, password='', prefix='crew'):
        self.gate = gate
        self.password = password
        self.names = [f'{prefix}{i}' for i in range(count)]
        self.turn = 0
        subprocess.run([program('proofs/pam_fill'), str(gate.config), prefix,
                        str(count)], check=True)
        for name in self.names if password else ():
            gate.admin.password(name, password)

    def attempts(self, count):
        """Good ones, none twice."""
        for _ in range(count):
            round_, who = divmod(self.turn, len(self.names))
            self.turn += 1
            name = self.names[who]
            yield name, self.password, pam.code_of(name, round_)

    def rewind(self, made, sent):
        """Of the forms that were made last only so many have been sent, and
        perhaps those that were on their way: the others come again.  A few
        counters may be missing, for they are looked for ahead."""
        self.turn -= max(made - sent - SLACK, 0)
