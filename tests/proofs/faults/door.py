# SPDX-License-Identifier: ISC
"""A responder under the shim, whose faults and clocks are moved while it
runs, and people who knock at its door without a web server between."""

import base64
import grp
import hashlib
import hmac
import mmap
import os
import pathlib
import re
import struct
import subprocess
import tempfile
import time
import urllib.parse

import disk
from faults import KINDS, number_of
import proof
from proof import MEMORY, SHIM, Broken, Client
from harness import fcgi, wait
from harness.gate import HOSTS, ROOT, Gate

PASSWORD = 'correct horse battery'
PERIOD = 30
IDLE = 600
HOUSEKEEPING = 2.1      # seconds between two rounds, and a little
COMPACT_RETRY = 11      # and after a compaction that failed
tempfile.tempdir = MEMORY     # where the harness puts its gates


class Control:
    """The struct control of shim.h."""

    COUNTS, WAKES, WALL, STEADY, WHO, SIZE = 20, 84, 88, 96, 104, 232

    def __init__(self, path):
        path.write_bytes(bytes(self.SIZE))
        path.chmod(0o666)
        with open(path, 'r+b') as f:
            self.map = mmap.mmap(f.fileno(), self.SIZE)
        self.wall = self.steady = 0
        self.choose(None)

    def _int(self, at):
        return struct.unpack_from('<i', self.map, at)[0]

    def choose(self, fault):
        kind, at, number = len(KINDS), 0, 0
        if fault:
            kind, at = KINDS.index(fault[0]), fault[1]
            number = number_of(fault[0], fault[2])
        struct.pack_into('<21i', self.map, 0, 0, kind, at, number,
                         *[0] * (1 + len(KINDS)))

    def arm(self, on):
        struct.pack_into('<i', self.map, 0, on)

    @property
    def fired(self):
        """Who met the fault: "-", or the library that wanted memory."""
        if not self._int(16):
            return None
        return bytes(self.map[self.WHO:self.SIZE]).split(b'\0')[0].decode()

    @property
    def counts(self):
        return dict(zip(KINDS, struct.unpack_from('<16i', self.map,
                                                  self.COUNTS)))

    @property
    def wakes(self):
        return self._int(self.WAKES)

    def ahead(self, wall=0.0, steady=0.0):
        """Moves the clocks of the program; whole seconds on the wall."""
        self.wall += int(wall) * 1000
        self.steady += int(steady * 1000)
        struct.pack_into('<2q', self.map, self.WALL, self.wall, self.steady)


class StateDisk(disk.Disk):
    """Of the state folder alone, fed with the log of the whole."""

    def __init__(self, folder):
        super().__init__(folder / 'state')
        self.names = {'state/' + n: f for n, f in self.names.items()}

    def feed(self, line):
        kind, _, rest = line.rstrip('\n').partition(' ')
        words = rest.split(' ')
        known = {'c': words[-1].startswith('state/'),
                 'r': words[-1].startswith('state/'),
                 'u': words[-1].startswith('state/'),
                 'D': words[0] == 'state', 'm': True}
        if kind in 'wtsf':
            known[kind] = int(words[0]) in self.inodes
        return super().feed(line) if known.get(kind) else None

    def worst(self):
        return {n.partition('/')[2]: f for n, f in super().worst().items()}


class Person:
    def __init__(self, name, uri):
        self.name = name
        query = urllib.parse.parse_qs(urllib.parse.urlsplit(uri).query)
        text = query['secret'][0]
        self.seed = base64.b32decode(text + '=' * (-len(text) % 8))
        self.spent = 0      # the last step that was tried
        self.acked = 0      # the last one that was answered with yes

    def code(self, step):
        mac = hmac.new(self.seed, struct.pack('>Q', step),
                       hashlib.sha1).digest()
        at = mac[-1] & 15
        value = struct.unpack('>I', mac[at:at + 4])[0] & 0x7fffffff
        return f'{value % 10 ** 6:06d}'

    def wrong(self, step):
        near = {self.code(s) for s in range(step - 4, step + 5)}
        return next(c for c in ('000000', '111111', *(f'{i:06d}' for i in
                    range(1, 20))) if c not in near)


class ShimmedGate(Gate):
    """The gate of the harness, with the shim in it and in its otpadm."""

    def __init__(self, **settings):
        self.more = {}
        super().__init__(**settings)
        self.control = Control(self.folder / 'control')
        self.shim_log = self.folder / 'shim.log'
        self.more = {'LD_PRELOAD': str(SHIM),
                     'OGSHIM_DIR': str(self.folder),
                     'OGSHIM_CONTROL': str(self.folder / 'control')}
        self.admin.environment = {**os.environ, **self.more}
        self.more['OGSHIM_LOG'] = str(self.shim_log)

    def environment(self):
        return {**os.environ, **self.more}

    def hand_over(self):
        super().hand_over()
        (self.folder / 'log' / 'audit.log').touch()
        if ROOT:
            os.chown(self.folder / 'log' / 'audit.log',
                     *self.owner_of_state())

    def owner_of_state(self):
        st = os.stat(self.folder / 'state')
        return st.st_uid, grp.getgrgid(st.st_gid).gr_gid


class Door:
    """One responder with alice, bob and carol; perhaps among so many others
    that there is a users.index."""

    def __init__(self, many=False):
        self.many = many
        self.gate = ShimmedGate(
            failure_floor=100, idle_timeout=f'{IDLE}s', free_tries=10,
            lane_limit=100, guess_budget=1)
        self.control = self.gate.control
        self.people = {}
        for name in ('alice', 'bob', 'carol'):
            uri = self.gate.admin.enroll(name).uri
            self.people[name] = Person(name, uri)
            self.gate.admin.password(name, PASSWORD)
        if many:
            proof.many(self.gate.database)
        self.gate.hand_over()
        self.spot = self.gate.folder / 'worst'
        self.spot.mkdir(mode=0o700)
        self.eye = Client(self.spot / 'users', self.gate.keys)
        self.model = None
        self.read = 0       # of the shim's log
        self.session = None     # bob's cookie
        self.numbers = 0
        self.guest = None       # dora, with her link
        self.guests = self.proven = 0
        self.gate.start()
        for name in self.people:
            answer, cookie = self.login(name)
            assert answer == '303', (name, answer)
            self.session = cookie

    # --- the process ---

    @property
    def state(self):
        return self.gate.folder / 'state'

    def died(self):
        """How it ended, or None."""
        return self.gate.process is None or self.gate.process.poll()

    def revive(self):
        if self.gate.process is not None and \
                self.gate.process.poll() is None:
            self.gate.process.kill()
        if self.gate.process is not None:
            self.gate.process.wait()
        self.gate.process = None
        self.gate.start()

    def remove(self):
        self.eye.end()
        self.gate.remove()

    # --- time ---

    def now(self):
        return time.time() + self.control.wall / 1000

    def step(self):
        return int(self.now()) // PERIOD

    def nudge(self):
        """Makes the loop look at the clock."""
        try:
            with fcgi.connect(self.gate.socket, 5):
                pass
        except OSError:
            pass    # it has just died, which is noticed later

    def settle(self):
        """Until no thread has told the loop anything for a moment."""
        seen = -1
        while seen != self.control.wakes:
            seen = self.control.wakes
            time.sleep(0.002)

    def wait_wake(self, before, seconds=2.0):
        end = time.monotonic() + seconds
        while self.control.wakes == before and time.monotonic() < end and \
                self.died() is None:
            time.sleep(0.0005)

    def housekeeping(self, after=HOUSEKEEPING):
        """A round of it, at once."""
        self.settle()
        before = self.control.wakes
        self.control.ahead(steady=after)
        self.nudge()
        self.wait_wake(before)

    def hangup(self):
        self.settle()
        before = self.control.wakes
        self.gate.send(1)
        self.wait_wake(before)

    # --- talking ---

    def ask(self, params, body=b''):
        """The answer, or None when the connection ended without one.  What
        the responder delays is hurried up."""
        data = fcgi.request_bytes(params, body)
        raw = b''
        try:
            with fcgi.connect(self.gate.socket, 0.03) as s:
                s.sendall(data)
                end = time.monotonic() + 10
                while time.monotonic() < end:
                    try:
                        more = s.recv(65536)
                    except TimeoutError:
                        self.control.ahead(steady=0.1)
                        self.nudge()
                        continue
                    if not more:
                        break
                    raw += more
                else:
                    raise Broken('no answer in 10 s')
        except OSError:
            pass
        answer = fcgi.Answer(raw)
        return answer if answer.status is not None else None

    def page(self, path, cookie='', body=None):
        params = [('OTPGATE_COOKIE', cookie), ('OTPGATE_URI', path),
                  ('OTPGATE_METHOD', 'GET' if body is None else 'POST'),
                  ('OTPGATE_ADDR', '192.0.2.9'),
                  ('OTPGATE_SCHEME', 'https'), ('OTPGATE_HOST', HOSTS[0]),
                  ('OTPGATE_FETCH_SITE', 'same-origin'),
                  ('CONTENT_TYPE', 'application/x-www-form-urlencoded'),
                  ('CONTENT_LENGTH', str(len(body or b'')))]
        return self.ask(params, body or b'')

    def check(self, cookie):
        answer = self.ask(fcgi.check_params(HOSTS[0], cookie))
        return str(answer.status) if answer else 'none'

    def form(self, path='/otp/login', cookie=''):
        """(token, cookie) of a form, or None."""
        answer = self.page(path, cookie)
        found = answer and re.search(rb'name="csrf" value="([^"]+)"',
                                     answer.body)
        if not found:
            return None
        set_cookie = answer.get('set-cookie')
        return (found.group(1).decode(),
                set_cookie.split(';')[0] if set_cookie else cookie)

    def post(self, path, form, **fields):
        """(status, session cookie)"""
        token, cookie = form
        body = urllib.parse.urlencode({**fields, 'csrf': token}).encode()
        answer = self.page(path, cookie, body)
        if answer is None:
            return 'none', None
        for key, value in answer.headers:
            if key == 'set-cookie' and value.startswith('__Host-otpgate='):
                return str(answer.status), value.split(';')[0]
        return str(answer.status), None

    def attempt(self, name, code, form=None):
        form = form or self.form()
        if form is None:
            return 'none', None
        status, cookie = self.post('/otp/login', form, user=name,
                                   password=PASSWORD, code=code)
        # a page that tells of failures before is a success, too
        return ('303' if status == '200' and cookie else status), cookie

    def fresh_step(self, name):
        """A step that is not spent yet: time goes on."""
        person = self.people[name]
        while self.step() <= person.spent:
            self.control.ahead(wall=PERIOD, steady=PERIOD)
        return self.step()

    def login(self, name, form=None):
        step = self.fresh_step(name)
        answer, cookie = self.attempt(name, self.people[name].code(step),
                                      form)
        self.people[name].spent = step      # perhaps: never tried again
        if answer == '303':
            self.people[name].acked = step
            self.acknowledged(name, step)
        return answer, cookie

    # --- the disk ---

    def watch(self):
        """From here on, what is done to the state folder goes to the
        model."""
        self.settle()
        os.truncate(self.gate.shim_log, 0)
        self.read = 0
        self.model = StateDisk(self.gate.folder)

    def catch_up(self):
        with open(self.gate.shim_log, encoding='ascii') as f:
            f.seek(self.read)
            text = f.read()
        whole = text.rfind('\n') + 1
        self.read += whole
        for line in text[:whole].splitlines():
            self.model.feed(line)

    def look(self, files, name, step, how='open'):
        """What a process that begins now finds in such a folder."""
        disk.put(self.spot, files)
        answer = self.eye(how)
        people = {}
        if answer == 'ok':
            answer = self.eye('all')
            people = self.eye.people
        if not answer.startswith('ok'):
            raise Broken(f'a new reader: {answer}')
        if people.get(name, (-1,))[0] < step:
            raise Broken(f'{name}: the disk holds {people.get(name)}, '
                         f'{step} was acknowledged')
        answer = self.eye(f'login {name} {step}')
        self.eye('close')
        if answer.startswith('ok'):
            raise Broken(f'{name} {step}: could be spent twice')
        return people

    def acknowledged(self, name, step):
        """A yes has been seen: the spent step outlives a power loss."""
        if self.model is None:
            return
        self.catch_up()
        if self.model.now()['state/users'].poisoned:
            raise Broken(f'{name} {step}: a yes on a file that failed to '
                         'sync')
        self.look(self.model.worst(), name, step)

    def files(self):
        return {'users': self.gate.database.read_bytes()}

    def index(self):
        """users.index, as far as there is one."""
        path = self.state / 'users.index'
        return path.read_bytes() if path.exists() else b''

    def leftovers(self):
        self.settle()
        return [p.name for p in self.state.iterdir()
                if p.name not in ('users', 'users.lock', 'users.index',
                                  'users.clock')]   # some set the clock

    def otpadm_check(self):
        run = self.gate.admin.run('check')
        if run.returncode != 0:
            raise Broken('otpadm check: ' + (run.stdout + run.stderr).strip())
        self.gate.admin.printed.clear()

    def mark(self):
        """Which file it is, and how long."""
        st = self.gate.database.stat()
        return st.st_ino, st.st_size

    def grew(self, before):
        """Something was committed since (or even compacted)."""
        now = self.mark()
        return now[0] != before[0] or now[1] > before[1]

    def fill_with_dead(self):
        """As much as makes a compaction worth while: writes that were cut
        off and closed."""
        with open(self.gate.database, 'ab') as f:
            for _ in range(20):
                f.write(b'x' * 16000 + b' !torn!\n')

    def rotate(self):
        """Another newest key beside the last ten, to which the seeds have
        been moved long before they go; returns its id."""
        header, *keys = self.gate.keys.read_text().splitlines()
        kept = ''.join(key + '\n' for key in keys[-10:])
        self.numbers += 1
        number = 100 + self.numbers
        text = base64.urlsafe_b64encode(os.urandom(32)).decode().rstrip('=')
        fresh = self.gate.keys.with_suffix('.new')
        fresh.touch(0o640)
        fresh.write_text(
            f'{header}\n{kept}key {number} {int(self.now())} {text}\n')
        st = self.gate.keys.stat()
        os.chown(fresh, st.st_uid, st.st_gid)
        fresh.chmod(0o640)
        fresh.rename(self.gate.keys)
        return number

    def audit_since(self, size):
        with open(self.gate.log, 'rb') as f:
            f.seek(size)
            return f.read().decode(errors='replace')

    def audit_size(self):
        return os.stat(self.gate.log).st_size

    def kill(self):
        self.gate.kill()


def key_of(cookie):
    """The id of the key that signed it."""
    raw = base64.urlsafe_b64decode(cookie.partition('=')[2] + '==')
    return struct.unpack('>I', raw[1:5])[0]


def serves(gate, seconds=20):
    """True when the process answers, False when it has ended."""
    def looked():
        if gate.process.poll() is not None:
            return 'ended'
        try:
            params = fcgi.check_params(HOSTS[0])
            if fcgi.ask(gate.socket, params, timeout=1).status:
                return 'serves'
        except OSError:
            pass
        return None
    return wait.until(looked, seconds, 'otpgate serving or ending') == 'serves'


def start_alone(gate):
    """Starts it without waiting for an answer."""
    with open(gate.stderr, 'wb') as err:
        gate.process = subprocess.Popen(
            gate.command('-f'), stdin=subprocess.DEVNULL, stdout=err,
            stderr=err, env=gate.environment())


def stderr_of(gate):
    return pathlib.Path(gate.stderr).read_text(errors='replace')
