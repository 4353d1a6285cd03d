# SPDX-License-Identifier: ISC
"""The module through libpam without sshd: pam_client, as whoever runs it, and
people whose codes are computed here."""

import concurrent.futures
import hashlib
import hmac
import os
import pathlib
import shutil
import subprocess
import tempfile
import threading
import time

from . import build
from .attacker import Attacker

MODULE = pathlib.Path(os.environ.get('OTPGATE_PAM_MODULE') or
                      build.BUILD / 'pam' / '.libs' / 'pam_otpgate.so')
VERIFIER = MODULE.parents[2] / 'otpgate-pam-verify'
# The module of a build that is not installed does not find the program.
LINE = f'{MODULE} helper={VERIFIER}'
CLIENT = MODULE.parents[2] / 'tests' / 'system' / 'pam_client'
SUCCESS, AUTH_ERR, AUTHINFO_UNAVAIL, USER_UNKNOWN = 0, 7, 9, 10
IGNORED = 16    # what a stack of this file ends with after PAM_IGNORE


def hotp(seed, counter):
    digest = hmac.new(seed, counter.to_bytes(8, 'big'), hashlib.sha1).digest()
    at = digest[19] & 15
    value = int.from_bytes(digest[at:at + 4], 'big') & 0x7fffffff
    return f'{value % 1000000:06}'


def seed_of(name):
    """As pam_fill makes it."""
    return bytes((ord(name[i % len(name)]) + i) & 255 for i in range(20))


def code_of(name, counter):
    return hotp(seed_of(name), counter)


def wrong_of(name):
    near = {code_of(name, c) for c in range(30)}
    return next(g for g in map('{:06}'.format, range(100)) if g not in near)


class Services:
    """A folder of service files: "otp", the module with these words."""

    def __init__(self, config, *words, folder=None, helper=VERIFIER):
        self.folder = pathlib.Path(
            folder or tempfile.mkdtemp(prefix='otpgate-pamd-'))
        self.folder.mkdir(exist_ok=True)
        (self.folder / 'otp').write_text(
            f'auth [success=done ignore=ignore default=die] {MODULE} '
            f'helper={helper} config={config} {" ".join(words)}\n'
            'auth required pam_debug.so auth=cred_expired\n')

    def remove(self):
        shutil.rmtree(self.folder, ignore_errors=True)


class Client:
    """One pam_client."""

    def __init__(self, services, **environment):
        self.process = subprocess.Popen(
            [str(CLIENT), str(services.folder), 'otp'], text=True, bufsize=1,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, env={**os.environ, **environment})

    def begin(self, user, answer, word='login'):
        self.process.stdin.write(f'{word} {user} {answer}\n')
        self.process.stdin.flush()

    def end(self):
        """(PAM's number, microseconds), or (None, 0) when it is gone."""
        words = self.process.stdout.readline().split()
        return (int(words[0]), int(words[1])) if len(words) == 2 else (None, 0)

    def login(self, user, answer):
        self.begin(user, answer)
        return self.end()

    def spoilt(self, user, answer):
        """As if sshd kept this user out."""
        self.begin(user, answer, 'spoilt')
        return self.end()

    def arm(self):
        self.process.stdin.write('arm\n')
        self.process.stdin.flush()
        assert self.process.stdout.readline() == 'armed\n'

    def close(self):
        """Its status."""
        self.process.stdin.close()
        self.process.stdout.read()
        self.process.stdout.close()
        return self.process.wait(20)


def race(gate, client, name, codes, spread=0.003):
    """The same code at the same instant by PAM and by the web, for each of
    "codes"; for each how many got in, and which."""
    attacker = Attacker(gate.socket)
    out = []
    for i, code in enumerate(codes):
        web = []
        thread = threading.Thread(target=lambda c=code, w=web: w.append(
            attacker.guess(name, c)[0]))
        # now one is a little ahead, now the other
        ahead = spread * ((i % 7) - 3) / 3
        if ahead > 0:
            client.begin(name, code)
            time.sleep(ahead)
        thread.start()
        if ahead <= 0:
            time.sleep(-ahead)
            client.begin(name, code)
        result, _ = client.end()
        thread.join()
        out.append((result == SUCCESS, web[0] == 303))
    return out


def races(gate, services, codes):
    """race() for each of "codes", a dict of lists by name, all at once; most
    of the time is that of failures, which wait for their floor."""
    def one(name):
        client = Client(services)
        won = race(gate, client, name, codes[name])
        assert client.close() == 0
        return won

    with concurrent.futures.ThreadPoolExecutor(len(codes)) as pool:
        return [pair for won in pool.map(one, codes) for pair in won]
