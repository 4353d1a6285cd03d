# SPDX-License-Identifier: ISC
"""bench peers: the check of others, beside ours, with a session or password
that is good; what is not installed is left out with a word.

What they do is not the same: a cookie that proves itself asks nobody and
cannot be ended, a password is proven anew by each request."""

import base64
import contextlib
import os
import pathlib
import random
import shutil
import subprocess
import tempfile

from harness import pam, ssh
from harness.gate import ROOT, WEB_USER

from . import load, peers_apache, peers_llng, tables, web
from .check import COOKIE, Noop, filled_gate

BASIC = '''location / {
            auth_basic bench;
            auth_basic_user_file @FILE@;
        }'''
PAM_MODULE = pathlib.Path('/usr/lib/nginx/modules/ngx_http_auth_pam_module.so')
PAM = '''location / {
            auth_pam bench;
            auth_pam_service_name @SERVICE@;
        }'''
OATH = '/usr/lib/*/security/pam_oath.so', '/lib/*/security/pam_oath.so'
USER, PASSWORD = peers_apache.USER, 'correct horse'
SEED = bytes(range(20))
CODES = 3000        # made for a second of a round
NOBODY = 'account required pam_permit.so\n'


class Peer:
    """One row: what wrk asks for."""

    def __init__(self, name, port, headers, path='/small', connections=32):
        self.name = name
        self.url = f'http://127.0.0.1:{port}{path}'
        self.headers = headers
        self.connections = connections
        self.taken = []

    def probe(self):
        """It must let us in, and nobody without what we have."""
        for headers, good in ((self.headers, True), ([], False)):
            argv = ['curl', '-s', '-o', '/dev/null', '-w', '%{http_code}']
            for header in headers:
                argv += ['-H', header]
            run_ = subprocess.run([*argv, self.url], capture_output=True,
                                  text=True, check=True)
            if (run_.stdout == '200') != (good or self.is_open()):
                raise RuntimeError(f'{self.name}: {run_.stdout}')

    def is_open(self):
        return not self.headers     # whoever asks gets in

    def round(self, seconds):
        self.taken.append(load.wrk(self.url, seconds, self.connections,
                                   self.headers))


class Oath(Peer):
    """A new code for each request, and so one request at a time."""

    def __init__(self, name, port):
        super().__init__(name, port, ['Authorization: x'], connections=1)
        self.counter = 0

    def probe(self):
        pass        # round() sees what is answered

    def round(self, seconds):
        with tempfile.NamedTemporaryFile('w', prefix='otpgate-codes-') as f:
            for i in range(CODES * seconds):
                code = pam.hotp(SEED, self.counter + i)
                text = base64.b64encode(f'{USER}:{code}'.encode()).decode()
                f.write(f'Basic {text}\n')
            f.flush()
            got = load.wrk(self.url, seconds, 1, [], ['header', f.name])
        # and the one that was on its way
        self.counter += got.requests + 2
        self.taken.append(got)


def basic(password):
    text = base64.b64encode(f'{USER}:{password}'.encode()).decode()
    return [f'Authorization: Basic {text}']


def left_out(what, why):
    print(f'- left out: {what}: {why}', flush=True)


def passwords_file():
    """A line of htpasswd, or '' without that program."""
    if shutil.which('htpasswd') is None:
        return ''
    return subprocess.run(['htpasswd', '-nbB', USER, PASSWORD], check=True,
                          capture_output=True, text=True).stdout.strip()


def gated(keep, folder, passwords):
    """What the one nginx serves, with our own first."""
    noop = Noop()
    keep.callback(noop.remove)
    gate = filled_gate(1000)
    keep.callback(gate.remove)
    servers = [
        (web.Server('unprotected file', web.PLAIN), []),
        (web.Server('FastCGI no-op', web.GATED, noop.socket), []),
        (web.Server('otpgate', web.GATED, gate.socket),
         [f'Cookie: {COOKIE}={gate.cookie}']),
    ]
    if not (ROOT and os.path.exists(peers_llng.PROGRAM)):
        left_out('LemonLDAP::NG', 'not installed, or not root')
    else:
        llng = peers_llng.Llng()
        keep.callback(llng.remove)
        servers.append((llng.server(), llng.headers))
    if not passwords:
        left_out('auth_basic', 'no htpasswd')
    else:
        (folder / 'passwords').write_text(passwords + '\n')
        inside = BASIC.replace('@FILE@', str(folder / 'passwords'))
        servers.append((web.Server('nginx auth_basic, bcrypt', inside),
                        basic(PASSWORD)))
    site = web.Web([s for s, _ in servers])
    keep.callback(site.close)
    return [Peer(s.name, s.port, headers) for s, headers in servers]


def pam_peers(keep, folder):
    """In an nginx of its own, with stacks of its own."""
    why = 'not installed'
    if not PAM_MODULE.exists() or 'libpam_wrapper.so' in ssh.missing():
        left_out('nginx auth_pam', why)
        return []
    stacks = ssh.Stacks('')
    keep.callback(stacks.remove)
    stacks.put('permit', 'auth required pam_permit.so\n', NOBODY)
    servers = [web.Server('nginx auth_pam, pam_permit',
                          PAM.replace('@SERVICE@', 'permit'))]
    if not any(pathlib.Path('/').glob(p[1:]) for p in OATH):
        left_out('pam_oath', why)
    else:
        state = folder / 'oath'
        state.mkdir()
        (state / 'users').write_text(f'HOTP {USER} - {SEED.hex()}\n')
        (state / 'users').chmod(0o600)
        for path in (state, state / 'users') if ROOT else ():
            shutil.chown(path, WEB_USER, WEB_USER)
        stacks.put('oath', f'auth required pam_oath.so usersfile={state}/users'
                   ' window=20 digits=6\n', NOBODY)
        servers.append(web.Server('nginx auth_pam, pam_oath, 1 connection',
                                  PAM.replace('@SERVICE@', 'oath')))
    names = ''.join(f'env {name};\n' for name in stacks.environment)
    site = web.Web(servers, main=f'load_module {PAM_MODULE};\n{names}',
                   environment=stacks.environment)
    keep.callback(site.close)
    return [Oath(s.name, s.port) if 'oath' in s.name else
            Peer(s.name, s.port, basic(PASSWORD)) for s in servers]


def apache_peers(keep, passwords):
    missing = peers_apache.missing() or ('' if passwords else 'no htpasswd')
    if missing:
        left_out('Apache', missing)
        return []
    if not peers_apache.has_tkt():
        left_out('mod_auth_tkt', 'not installed')
    server = peers_apache.Apache(passwords, PASSWORD)
    keep.callback(server.remove)
    return [Peer(name, server.port, [f'Cookie: {cookie}'] if cookie else [],
                 path) for name, path, cookie in server.peers()]


def row_of(peer, ours, floor):
    """Ratios are medians of those of the rounds."""
    def mid(part):
        return tables.median([part(r) for r in peer.taken])

    rates = [r.rate for r in peer.taken]
    times = tables.median([o / r for o, r in zip(ours, rates)])
    share = tables.median([r / f for r, f in zip(rates, floor)])
    return [peer.name, f'{tables.median(rates):,.0f}', f'{times:.1f}',
            f'{share:.2f}', f'{mid(lambda r: r.p50):.2f}',
            f'{mid(lambda r: r.p99):.2f}',
            sum(r.errors + r.refused for r in peer.taken)]


def run(options):
    print('\npeers:')
    passwords = passwords_file()
    with contextlib.ExitStack() as keep:
        folder = pathlib.Path(keep.enter_context(
            tempfile.TemporaryDirectory(prefix='otpgate-peers-')))
        folder.chmod(0o755)
        peers = gated(keep, folder, passwords) + pam_peers(keep, folder) + \
            apache_peers(keep, passwords)
        for peer in peers:
            peer.probe()
        for number in range(options.rounds):
            for peer in random.Random(number).sample(peers, len(peers)):
                peer.round(options.seconds)
    rates = {p.name: [r.rate for r in p.taken] for p in peers}
    rows = [row_of(p, rates['otpgate'], rates['FastCGI no-op'])
            for p in peers]
    tables.show(
        f'peers: {options.rounds} rounds of {options.seconds} s, '
        '32 connections, medians',
        ['', 'req/s', 'otpgate is times', 'of floor', 'p50 ms', 'p99 ms',
         'errors'], rows)
    return rows
