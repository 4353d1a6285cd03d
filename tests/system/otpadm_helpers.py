# SPDX-License-Identifier: ISC
"""otpadm alone: a folder with a configuration, the program at a terminal and
in scripts, oathtool as the other implementation, and eyes for QR codes."""

import base64
import contextlib
import os
import pathlib
import pwd
import re
import subprocess
import time
import urllib.parse
import xml.etree.ElementTree
import zlib

import pexpect
from PIL import Image

SOURCE = pathlib.Path(__file__).resolve().parents[2]
BUILD = pathlib.Path(os.environ.get('OTPGATE_BUILDDIR') or SOURCE).resolve()
OTPADM = pathlib.Path(os.environ.get('OTPADM') or BUILD / 'otpadm').resolve()

QUIET = 4


class Place:
    """One installation below "folder"; "settings" go into its otpgate.conf."""

    def __init__(self, folder, init=True, **settings):
        self.folder = pathlib.Path(folder)
        self.conf = self.folder / 'otpgate.conf'
        self.database = self.folder / 'state' / 'users'
        self.keys = self.folder / 'keys'
        self.log = self.folder / 'audit.log'
        values = {
            'database': self.database, 'keys': self.keys, 'log': self.log,
            'user': pwd.getpwuid(os.geteuid()).pw_name,
            'hosts': ['app.test'], 'issuer': 'Test Gate',
            'argon2_memory': 64, 'argon2_time': 1, **settings,
        }
        self.conf.write_text(''.join(
            f'{k} = {self._value(v)}\n' for k, v in values.items()))
        self.conf.chmod(0o644)
        if init:
            self('init')

    @staticmethod
    def _value(value):
        if isinstance(value, list):
            return '{' + ', '.join(f"'{v}'" for v in value) + '}'
        return f"'{value}'"

    def run(self, *args, stdin='', **more):
        """Runs a command; the finished process, whatever it said."""
        argv = [str(OTPADM), '-c', str(self.conf), *map(str, args)]
        return subprocess.run(
            argv, input=stdin, capture_output=True, text=True, timeout=60,
            check=False, cwd=self.folder, **more)

    def __call__(self, *args, stdin=''):
        run = self.run(*args, stdin=stdin)
        assert run.returncode == 0, (args, run)
        return run.stdout

    def refuse(self, *args, stdin='', status=1):
        run = self.run(*args, stdin=stdin)
        assert run.returncode == status, (args, run)
        assert run.stderr.startswith('otpadm: '), run
        return run.stderr

    def terminal(self, *args, size=(60, 120)):
        return pexpect.spawn(
            str(OTPADM), ['-c', str(self.conf), *map(str, args)],
            encoding='utf-8', timeout=20, dimensions=size,
            cwd=str(self.folder))

    def enroll(self, user, *options, stdin=''):
        """A new authenticator, as a phone would scan it."""
        text = self('enroll', *options, user, stdin=stdin)
        return Phone(re.search(r'otpauth://\S+', text).group(0))

    def active(self, user, *options):
        """The same, proven."""
        phone = self.enroll(user, *options)
        self('confirm', '--stdin', user, stdin=phone.code(-1) + '\n')
        return phone

    def verify(self, user, code, *options):
        return self.run('verify', '--stdin', *options, user,
                        stdin=code + '\n')


class Phone:
    """What oathtool makes of an otpauth URI."""

    def __init__(self, uri):
        self.uri = uri
        parts = urllib.parse.urlsplit(uri)
        query = dict(urllib.parse.parse_qsl(parts.query))
        assert parts.scheme == 'otpauth'
        self.type = parts.netloc
        self.label = urllib.parse.unquote(parts.path[1:])
        self.secret = query['secret']
        self.issuer = query.get('issuer', '')
        self.algorithm = query['algorithm']
        self.digits = int(query['digits'])
        self.period = int(query.get('period', 30))
        self.counter = int(query.get('counter', 0))

    def code(self, step=0):
        """The code "step" steps (or counters) from now."""
        argv = ['oathtool', '--base32', f'--digits={self.digits}']
        if self.type == 'hotp' and self.algorithm == 'SHA1':
            argv += ['--hotp', f'--counter={self.counter + step}']
        elif self.type == 'hotp':  # of which oathtool knows only SHA1
            argv += [f'--totp={self.algorithm}', '--time-step-size=1s',
                     f'--now=@{self.counter + step}']
        else:
            left = self.period - time.time() % self.period
            if left < 3:  # not to be overtaken by the end of the step
                time.sleep(left + 0.1)
            when = int(time.time()) + step * self.period
            argv += [f'--totp={self.algorithm}',
                     f'--time-step-size={self.period}s', f'--now=@{when}']
        return subprocess.run(
            argv + ['-'], input=self.secret, capture_output=True, text=True,
            check=True).stdout.strip()

    def wrong(self):
        """Digits that are not near any right code."""
        first = 0 if self.type == 'hotp' else -3
        near = {self.code(i) for i in range(first, 8)}
        return next(c for c in (f'{n:0{self.digits}}' for n in range(50))
                    if c not in near)


# --- QR codes ----------------------------------------------------------------

def scan(path):
    """What a scanner reads from an image file, byte for byte."""
    out = subprocess.run(
        ['zbarimg', '-q', '--raw', '--nodbus', str(path)],
        capture_output=True, check=True).stdout
    assert out.endswith(b'\n')
    return out[:-1].decode()


def draw(rows, path, module=8):
    """Draws rows of booleans (dark) as an image."""
    image = Image.new('L', (len(rows[0]) * module, len(rows) * module), 255)
    for y, row in enumerate(rows):
        for x, dark in enumerate(row):
            if dark:
                image.paste(0, (x * module, y * module, (x + 1) * module,
                                (y + 1) * module))
    image.save(path)
    return path


def terminal_rows(text):
    """The modules that half blocks show, honouring the colours asked for."""
    rows = []
    for line in text.splitlines():
        match = re.match(r'\x1b\[38;5;(\d+);48;5;(\d+)m([ █▀▄]+)\x1b\[0m\r?$',
                         line)
        if not match:
            continue
        ink, paper = (n == '16' for n in match.groups()[:2])
        assert ink != paper, 'one colour on itself'
        rows.append([ink if c in '█▀' else paper for c in match.group(3)])
        rows.append([ink if c in '█▄' else paper for c in match.group(3)])
    return rows


def svg_rows(path):
    """The modules of an SVG file: a white square and one path of runs."""
    ns = '{http://www.w3.org/2000/svg}'
    root = xml.etree.ElementTree.parse(path).getroot()
    side = int(root.get('viewBox').split()[2])
    paper, ink = root
    assert (paper.tag, paper.get('fill')) == (ns + 'rect', '#fff')
    assert int(paper.get('width')) == int(paper.get('height')) == side
    assert (ink.tag, ink.get('fill')) == (ns + 'path', '#000')
    rows = [[False] * side for _ in range(side)]
    runs = re.findall(r'M(\d+) (\d+)h(\d+)v1h-(\d+)z', ink.get('d'))
    assert ''.join('M%s %sh%sv1h-%sz' % r for r in runs) == ink.get('d')
    for x, y, width, back in (map(int, run) for run in runs):
        assert width == back
        rows[y][x:x + width] = [True] * width
    return rows


def quiet_zone(rows):
    """Width of the light border, in modules."""
    dark = [(x, y) for y, row in enumerate(rows)
            for x, on in enumerate(row) if on]
    xs, ys = zip(*dark)
    return min(min(xs), min(ys), len(rows[0]) - 1 - max(xs),
               len(rows) - 1 - max(ys))


# --- the database, for what no command can bring about -----------------------

def _end(ids):
    return '%s/%08x' % (ids, zlib.crc32(ids.encode()))


def append(place, user, edit):
    """Commits the record of "user" anew after edit(text)."""
    lines = place.database.read_bytes().rstrip(b'\0').decode().splitlines()
    line = [l for l in lines if f' name={user} ' in l][-1]
    ids = line.split('/')[0]
    last = max(int(l.split(' ')[1]) for l in lines[1:])
    record = line.split(' ', 2)[2].rsplit(' ', 2)[0]
    front = f'{_end(ids)} {last + 1} {edit(record)}'
    text = f'{front} {zlib.crc32(front.encode()):08x} {_end(ids)}\n'
    with place.database.open('r+b') as file:
        file.seek(sum(len(l.encode()) + 1 for l in lines))
        file.write(text.encode())


def add_session(place, user, number, address='192.0.2.7', agent='Browser',
                age=60):
    """Gives the user a session; returns the id that otpadm shows."""
    raw = bytes([number]) * 16
    when = int(time.time()) - age
    text = base64.urlsafe_b64encode(raw).decode().rstrip('=')
    agent = re.sub('[ %,]', lambda m: f'%{ord(m.group()):02X}', agent)
    append(place, user, lambda record:
           f'{record} s={text},{when},{when},{address},{agent},'
           f'totp:1:{when}')
    return raw.hex()[:16]


@contextlib.contextmanager
def sealed(path):
    """Fails when the file's bytes change meanwhile."""
    before = path.read_bytes(), path.stat().st_mtime_ns
    yield
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before
