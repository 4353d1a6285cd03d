# SPDX-License-Identifier: ISC
"""What the proofs in this folder share: a state folder with people in it, the
client, otpadm, and an eye on what really stands in the file."""

import os
import pathlib
import pwd
import shutil
import struct
import subprocess
import sys
import tempfile
import zlib

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / 'system'))
sys.dont_write_bytecode = True

from harness import build  # noqa: E402  pylint: disable=wrong-import-position

CLIENT = build.BUILD / 'tests' / 'proofs' / 'faults' / 'client'
SHIM = build.BUILD / 'tests' / 'proofs' / 'faults' / 'shim.so'
PEOPLE = ('alice', 'bob', 'carol')
STEP = 56666667     # far from 0, and from now
MEMORY = '/dev/shm' if os.access('/dev/shm', os.W_OK) else None


class Broken(Exception):
    """A claim does not hold."""


def crc(data):
    return b'%08x' % zlib.crc32(data)


def line(ids, sequence, payload):
    """One line by the letter of otpgate-users(5)."""
    end = b'=' + b','.join(ids)
    end += b'/' + crc(end)
    text = b'%s %d %s' % (end, sequence, payload)
    return b'%s %s %s\n' % (text, crc(text), end)


def many(users, count=280):
    """Adds people who only take up room, together more than the 1 MiB from
    which on there is a users.index."""
    with open(users, 'rb') as f:
        at = int(f.read().splitlines()[-1].split(b' ')[1])
    with open(users, 'ab') as f:
        for n in range(1, count + 1):
            uid = b'%016x' % n
            f.write(line([uid], at + n, b'id=%s name=many%d created=1 zz=%s'
                         % (uid, n, b'x' * 4000)))


def covered(index, users):
    """How much of these bytes the index covers; None when it is none, or of
    another file.  Its form is that of the memory of this machine."""
    head = struct.Struct('16s4I5Q4I')
    if len(index) < head.size:
        return None
    magic, _, n, buckets, _, file, _, much, _, _, *crcs = \
        head.unpack_from(index)
    if not magic.startswith(b'otpgate-index') or \
            b' file=%016x' % file not in users.partition(b'\n')[0]:
        return None
    at = head.size
    for size, sum_of_it in zip((32 * n, 4 * buckets, 4 * buckets), crcs):
        if zlib.crc32(index[at:at + size]) != sum_of_it:
            return None
        at += size
    return much if at == len(index) else None


def need():
    missing = [str(p) for p in (CLIENT, SHIM, build.OTPADM) if not p.exists()]
    if missing:
        sys.exit('not built: ' + ' '.join(missing))


class Client:
    """The client, perhaps under the shim; one answer for each command."""

    def __init__(self, database, keys, *options, **environment):
        env = {**os.environ, **environment}
        self.process = subprocess.Popen(
            [str(CLIENT), str(database), str(keys), *options],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, text=True, env=env, bufsize=1)
        self.people = {}

    def __call__(self, command):
        """The answer; a "user" line before it goes to people."""
        try:
            self.process.stdin.write(command + '\n')
            self.process.stdin.flush()
        except BrokenPipeError:
            return 'gone'
        self.people = {}
        while True:
            line = self.process.stdout.readline().strip()
            if not line.startswith('user '):
                return line or 'gone'
            _, name, step, state = line.split()
            self.people[name] = (int(step), state)

    def end(self, seconds=20):
        """Its status."""
        try:
            self.process.stdin.close()
        except BrokenPipeError:
            pass
        status = self.process.wait(seconds)
        self.process.stdout.close()
        self.process.stderr.close()
        return status


class World:
    """etc/ with keys and settings; state folders are made in it."""

    def __init__(self, base=MEMORY):
        self.folder = pathlib.Path(
            tempfile.mkdtemp(prefix='otpgate-proof-', dir=base)).resolve()
        self.folder.chmod(0o755)
        self.state = self.folder / 'state'
        self.keys = self.folder / 'keys'
        self.users = self.state / 'users'
        self.numbers = 0
        self.state.mkdir(mode=0o700)
        self.config = self.configure(self.users)
        run = self.otpadm('init')
        assert run.returncode == 0, run
        self.eye_process = None

    def configure(self, users, name='otpgate.conf'):
        path = self.folder / name
        path.write_text(
            f"database = '{users}'\nkeys = '{self.keys}'\n"
            f"socket = '{self.folder}/otpgate.sock'\n"
            f"hosts = {{'app.test'}}\nissuer = 'Proof'\n"
            f"user = '{pwd.getpwuid(os.geteuid()).pw_name}'\n"
            f"default_page = '/'\nlog = '{self.folder}/audit.log'\n"
            'argon2_memory = 1024\nargon2_time = 1\nargon2_lanes = 1\n')
        path.chmod(0o644)
        return path

    def otpadm(self, *args, config=None, stdin='', **environment):
        return subprocess.run(
            [str(build.OTPADM), '-c', str(config or self.config), *args],
            input=stdin, capture_output=True, text=True, timeout=60,
            env={**os.environ, **environment}, check=False)

    def fill(self, logins=3):
        """People, each with some spent codes."""
        client = Client(self.users, self.keys)
        assert client('open') == 'ok'
        for name in PEOPLE:
            answer = client(f'enrol {name}')
            assert answer.startswith('ok'), answer
            for i in range(logins):
                answer = client(f'login {name} {STEP + 2 * i}')
                assert answer.startswith('ok'), answer
        assert client.end() == 0
        return STEP + 2 * (logins - 1)

    def fresh(self, like=None):
        """A copy of the state folder, or of another one, of its own."""
        self.numbers += 1
        folder = self.folder / f'case{self.numbers}-{os.getpid()}'
        shutil.copytree(like or self.state, folder)
        return folder

    def eye(self, users):
        """(answer, people) as a process sees them that only now begins."""
        if self.eye_process is None:
            self.eye_process = Client(users, self.keys)
        eye = self.eye_process
        eye(f'use {users}')
        answer = eye('open')
        people = {}
        if answer == 'ok':
            answer = eye('all')
            people = eye.people
            eye('close')
        if answer == 'gone':
            self.eye_process = None
            raise Broken(f'the reader of {users} ended: {eye.end()}')
        return answer, people

    def spend(self, users, name, step):
        return self.ask(users, f'login {name} {step}')

    def ask(self, users, command):
        """The answer to a process that only now begins."""
        eye = self.eye_process
        eye(f'use {users}')
        answer = eye('open')
        if answer == 'ok':
            answer = eye(command)
            eye('close')
        return answer

    def remove(self):
        if self.eye_process is not None:
            self.eye_process.end()
        shutil.rmtree(self.folder, ignore_errors=True)
