# SPDX-License-Identifier: ISC
"""A gate host that issues SSH certificates, and a host that takes them: real
sshd, real PAM (by libpam_wrapper), and nothing of it under /etc."""

import ast
import os
import pathlib
import re
import shutil
import socket
import subprocess
import tempfile
import threading
import time

from . import build, pam
from .admin import Admin
from .clock import Clock
from .ssh import KEX

CLIENT = build.BUILD / 'otpgate-ssh-cert'
SIGNER = build.BUILD / 'otpgate-ssh-signer'
MODULE = pam.MODULE
SNIPPET = build.SOURCE / 'conf' / 'ssh' / 'otpgate-cert.conf'
SSHD = '/usr/sbin/sshd'
GROUP = 'ogtestcert'

NEEDED = [SSHD, '/usr/bin/ssh-keygen', '/usr/bin/ssh', '/usr/sbin/useradd']


# Sends standard input to the socket, when a line has come where there is a
# third argument, and prints what comes back.
ASK = ('''
import socket, sys
def ask(data):
    s = socket.socket(socket.AF_UNIX)
    s.connect(sys.argv[1])
    s.settimeout(30)
    try:
        s.sendall(data)
        s.shutdown(1)
    except OSError: pass
    out = b""
    try:
        while True:
            d = s.recv(65536)
            if not d: break
            out += d
    except OSError: pass
    return out
if len(sys.argv) == 2:
    sys.stdout.buffer.write(ask(sys.stdin.buffer.read()))
else:
    for line in sys.stdin:
        print(repr(ask(sys.argv[2].encode())), flush=True)
''')


def missing():
    """Why these tests cannot run here, or ''."""
    if os.geteuid() != 0:
        return 'needs root: users are made, and sshd serves them'
    absent = [str(p) for p in (*NEEDED, CLIENT, SIGNER, MODULE)
              if not pathlib.Path(p).exists()]
    found = subprocess.run(['ldconfig', '-p'], capture_output=True, text=True,
                           check=False).stdout
    if 'libpam_wrapper.so' not in found:
        absent.append('libpam_wrapper.so')
    return ', '.join(absent)


def run(*argv, **more):
    return subprocess.run([str(a) for a in argv], capture_output=True,
                          text=True, timeout=60, check=False, **more)


def must(*argv, **more):
    done = run(*argv, **more)
    assert done.returncode == 0, (argv, done)
    return done.stdout


class Inetd:
    """Starts a program for each connection, as systemd does with
    Accept=yes: the connection is its standard input (and output)."""

    def __init__(self, listener, argv, log, env=None):
        self.listener, self.argv, self.env = listener, argv, env
        self.log = log
        self.children = []
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self.thread.start()

    def _serve(self):
        while True:
            try:
                conn, _ = self.listener.accept()
            except OSError:
                return
            with conn, open(self.log, 'ab') as log:
                self.children.append(subprocess.Popen(
                    [str(a) for a in self.argv], stdin=conn, stdout=conn,
                    stderr=log, env=self.env))

    def close(self):
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        self.thread.join(10)
        for child in self.children:
            if child.poll() is None:
                child.kill()
            child.wait()


class Fleet:
    """The gate host, one target host, and unix users on both; members of
    "group" may have certificates."""

    def __init__(self, group=GROUP):
        self.group = group
        self.dir = pathlib.Path(tempfile.mkdtemp(prefix='otpgate-cert-'))
        self.dir.chmod(0o755)
        self.users, self.servers, self.phones = [], [], {}
        self.target_clock = Clock(self.dir)
        self.have_group = False
        self.config = self.dir / 'otpgate.conf'
        self.register = self.dir / 'state' / 'certs'
        self.krl = self.dir / 'state' / 'krl'
        self.log = self.dir / 'log'
        self.admin = Admin(self.config)
        try:
            self._make()
        except BaseException:
            self.close()
            raise

    def _make(self):
        (self.dir / 'state').mkdir(mode=0o700)
        must('ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-C', 'ca',
             '-f', self.dir / 'ca')
        must('ssh-keygen', '-q', '-t', 'ed25519', '-N', '',
             '-f', self.dir / 'hostkey')
        self.settings()
        self.admin('init')
        must('groupadd', self.group)
        self.have_group = True
        askpass = self.dir / 'askpass'
        askpass.write_text('#!/bin/sh\necho "$OTP"\n')
        askpass.chmod(0o755)
        self._signer()
        self._gate()
        self._target()
        self.bare_port = self._sshd(
            'ogtest-bare', f'HostKey {self.dir}/hostkey\n'
            f'TrustedUserCAKeys {self.dir}/ca.pub\n')

    def settings(self, **more):
        """Writes otpgate.conf; a signer reads it anew for each question."""
        values = {'hosts': "{'gate.test'}",
                  'database': self.dir / 'users', 'keys': self.dir / 'keys',
                  'log': self.log, 'user': 'root', 'first_factor': 'none',
                  'failure_floor': 100,
                  # Many codes in a short time: each is the next step's.
                  'totp_window': 10, 'guess_budget': 1,
                  'ssh_ca_key': self.dir / 'ca',
                  'ssh_cert_register': self.register, 'ssh_krl': self.krl}
        values.update(more)
        text = ''.join(
            f'{k} = {v}\n' if str(v)[:1] == '{' else f"{k} = '{v}'\n"
            for k, v in values.items())
        new = self.dir / 'otpgate.conf.new'
        new.write_text(text)
        new.chmod(0o644)
        new.rename(self.config)

    def _signer(self):
        path = self.dir / 'sign.sock'
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(str(path))
        # The unit says 0660; here only root and the users of the test exist.
        path.chmod(0o666)
        listener.listen(16)
        self.signer = Inetd(listener, [SIGNER, '-c', self.config],
                            self.dir / 'signer.log')
        self.servers.append(self.signer)

    def _sshd(self, name, text, env=None):
        config = self.dir / f'{name}_config'
        config.write_text(text)
        link = self.dir / name
        link.symlink_to(SSHD)
        listener = socket.create_server(('127.0.0.1', 0))
        self.servers.append(Inetd(
            listener, [link, '-i', '-f', config, '-E', self.dir / f'{name}.log'],
            self.dir / f'{name}.err', env))
        return listener.getsockname()[1]

    def _gate(self):
        pathlib.Path('/run/sshd').mkdir(mode=0o755, exist_ok=True)
        services = self.dir / 'pamd'
        services.mkdir()
        (services / 'ogtest-gate').write_text(
            f'auth required {pam.LINE} config={self.config}\n'
            'account required pam_unix.so\n'
            'session required pam_permit.so\n')
        snippet = SNIPPET.read_text()
        for old, new in (('otpgate-cert\n', f'{self.group}\n'),
                         ('/usr/bin/otpgate-ssh-cert',
                          f'{CLIENT} -S {self.dir}/sign.sock')):
            assert old in snippet
            snippet = snippet.replace(old, new)
        env = dict(os.environ, LD_PRELOAD='libpam_wrapper.so', PAM_WRAPPER='1',
                   PAM_WRAPPER_SERVICE_DIR=str(services))
        self.gate_port = self._sshd(
            'ogtest-gate', f'HostKey {self.dir}/hostkey\nStrictModes no\n'
            f'AuthorizedKeysFile {self.dir}/keys.%u\n' + snippet, env)

    def _target(self):
        self.target_port = self._sshd(
            'ogtest-target', f'HostKey {self.dir}/hostkey\n'
            f'TrustedUserCAKeys {self.dir}/ca.pub\nRevokedKeys {self.krl}\n'
            'AuthorizedKeysFile none\nPasswordAuthentication no\n'
            'KbdInteractiveAuthentication no\nUsePAM no\nLogLevel VERBOSE\n'
            'Subsystem sftp internal-sftp\n',
            dict(os.environ, **self.target_clock.environment))
        # sshd refuses every key while the list cannot be read.
        self.admin('certs', '--revoke')

    def user(self, name, enroll=True, options=(), member=True):
        """A unix user with a key, and with a record of the same name; a
        member of the group that may have certificates."""
        must('useradd', '-m', '-s', '/bin/sh',
             *(('-G', self.group) if member else ()), name)
        self.users.append(name)
        must('usermod', '-p', '*', name)
        key = self.key(name)
        shutil.copy(f'{key}.pub', self.dir / f'keys.{name}')
        if enroll:
            self.phones[name] = self.admin.enroll(name, *options)
        return key

    def key(self, name, *how):
        path = self.dir / f'id_{name}'
        must('ssh-keygen', '-q', *(how or ('-t', 'ed25519')), '-N', '', '-C',
             'somebody', '-f', path)
        return path

    def ssh(self, port, user, key, *words, code=None, **more):
        env = dict(os.environ, OTP=code or '', SSH_ASKPASS_REQUIRE='force',
                   SSH_ASKPASS=str(self.dir / 'askpass'))
        return run('ssh', '-F', 'none', '-T', '-p', port, '-i', key,
                   '-o', 'IdentitiesOnly=yes', '-o', 'IdentityAgent=none',
                   '-o', 'StrictHostKeyChecking=no', '-o', 'LogLevel=ERROR',
                   '-o', f'UserKnownHostsFile={self.dir}/known',
                   '-o', 'NumberOfPasswordPrompts=1',
                   '-o', f'KexAlgorithms={KEX}',
                   f'{user}@127.0.0.1', *words,
                   env=env, **more)

    def mint(self, user, public, *words, login=None, code=None):
        """What a person does: a login at the gate, the key on standard
        input."""
        return self.ssh(self.gate_port, user, login or self.dir / f'id_{user}',
                        *words, input=public,
                        code=code or self.phones[user].code())

    def certify(self, user, key):
        """Puts the certificate beside the key, where ssh looks for it."""
        done = self.mint(user, pathlib.Path(f'{key}.pub').read_text())
        assert done.returncode == 0, (done, self.last())
        path = pathlib.Path(f'{key}-cert.pub')
        path.write_text(done.stdout)
        return path

    def sign(self, user, key, *head):
        """The same without a login; wants ssh_cert_fresh = '0s'."""
        answer = self.ask(user, pathlib.Path(f'{key}.pub').read_bytes(), *head)
        assert answer.startswith('ok\n'), (answer, self.last())
        path = pathlib.Path(f'{key}-cert.pub')
        path.write_text(answer[len('ok\n'):])
        return path

    def enter(self, user, key, *words, port=None):
        """A login on the target host."""
        return self.ssh(port or self.target_port, user, key,
                        *(words or ('id', '-un')))

    def ask(self, user, data, head='otpgate-ssh-cert 1 192.0.2.7\n'):
        """Asks the signer itself as a unix user, past sshd."""
        done = subprocess.run(
            ['runuser', '-u', user, '--', '/usr/bin/python3', '-c', ASK,
             str(self.dir / 'sign.sock')],
            input=head.encode() + data, capture_output=True, timeout=60,
            check=False, cwd='/')
        assert done.returncode == 0, done
        return done.stdout.decode()

    def signers_at(self, path):
        """How many signers have this file open."""
        count = 0
        for child in self.signer.children:
            for fd in pathlib.Path(f'/proc/{child.pid}/fd').glob('*'):
                try:
                    count += os.readlink(fd) == str(path)
                except OSError:
                    pass    # closed meanwhile
        return count

    def events(self):
        """Lines of the log about certificates."""
        text = self.log.read_text() if self.log.exists() else ''
        return [line for line in text.splitlines() if ' event=cert ' in line]

    def last(self):
        """The last lines of every log, for when something fails."""
        return '\n'.join(
            '\n'.join([p.name, *p.read_text().splitlines()[-5:]])
            for p in sorted(self.dir.glob('*log')))

    def close(self):
        for server in self.servers:
            server.close()
        for name in self.users:
            run('userdel', '-f', '-r', name)
        if self.have_group:
            run('groupdel', self.group)
        shutil.rmtree(self.dir, ignore_errors=True)


class Askers:
    """Processes of a unix user that ask for certificates as soon as they are
    told to."""

    def __init__(self, fleet, user, public, count):
        question = f'otpgate-ssh-cert 1 192.0.2.7\n{public}'
        self.processes = [subprocess.Popen(
            ['runuser', '-u', user, '--', '/usr/bin/python3', '-c', ASK,
             str(fleet.dir / 'sign.sock'), question], stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, text=True, bufsize=1, cwd='/')
            for _ in range(count)]
        self.thread = None

    def ask(self, apart):
        """One after the other, this many seconds between; does not wait."""
        def tell():
            for process in self.processes:
                process.stdin.write('now\n')
                time.sleep(apart)
        self.thread = threading.Thread(target=tell)
        self.thread.start()

    def answers(self):
        self.thread.join()
        return [ast.literal_eval(p.stdout.readline()).decode()
                for p in self.processes]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for process in self.processes:
            process.stdin.close()
            process.wait(40)
            process.stdout.close()


def revoked(krl, certificates):
    """How many of them are on the list."""
    if not certificates:
        return 0
    done = run('ssh-keygen', '-Q', '-f', krl, *certificates)
    assert done.returncode in (0, 1) and not done.stderr, done
    return done.stdout.count(': REVOKED\n')


def details(certificate):
    """What ssh-keygen -L says of a certificate."""
    text = must('ssh-keygen', '-L', '-f', certificate)
    names = re.search(r'Principals: *\n(.*?)\n +Critical', text, re.S).group(1)
    critical = re.search(r'Critical Options:(.*?)\n +Extensions', text,
                         re.S).group(1)
    extensions = re.search(r'Extensions:(.*)', text, re.S).group(1)
    return {'id': re.search(r'Key ID: "(.*)"', text).group(1),
            'serial': int(re.search(r'Serial: (\d+)', text).group(1)),
            'valid': re.search(r'Valid: from (\S+) to (\S+)', text).groups(),
            'names': names.split(), 'critical': critical.split(),
            'extensions': extensions.split(), 'text': text}
