# SPDX-License-Identifier: ISC
"""otpadm on a database that is damaged, or so large that it takes a while."""

import contextlib
import fcntl
import json
import os
import pathlib
import re
import signal
import struct
import subprocess
import threading
import time
import zlib

import pexpect
import pytest
from otpadm_helpers import BUILD, OTPADM, Place


@pytest.fixture(name='place')
def _place(tmp_path):
    return Place(tmp_path)


def sealed(text):
    return f'{text}/{zlib.crc32(text.encode()):08x}'


def fill(place, users):
    """So many users without anything, behind what is there."""
    lines = []
    for i in range(1, users + 1):
        end = sealed(f'={i:016x}')
        front = f'{end} {i} id={i:016x} name=u{i} created=1'
        lines.append(f'{front} {zlib.crc32(front.encode()):08x} {end}\n')
    with place.database.open('ab') as file:
        file.write(''.join(lines).encode())


def spoil(place, text):
    """Changes one letter of it."""
    data = place.database.read_bytes()
    assert data.count(text) >= 1
    at = data.rindex(text) + len(text) - 1
    data = data[:at] + bytes([data[at] ^ 1]) + data[at + 1:]
    place.database.write_bytes(data)


class Held:
    """The lock of the database, in other hands; or that of "path"."""

    def __init__(self, place, path=None):
        self.path = path or place.database.with_name('users.lock')

    def __enter__(self):
        self.file = self.path.open('r+b')
        fcntl.fcntl(self.file, fcntl.F_OFD_SETLK,
                    struct.pack('hhqqi', fcntl.F_WRLCK, 0, 0, 0, 0))
        return self

    def __exit__(self, *_):
        self.file.close()


class Slow:
    """Lets a process work a tenth of the time only."""

    def __init__(self, pid):
        self.pid, self.over = pid, threading.Event()
        self.thread = threading.Thread(target=self.run)

    def run(self):
        # it may come to its end before it is told to
        with contextlib.suppress(ProcessLookupError):
            while not self.over.is_set():
                os.kill(self.pid, signal.SIGSTOP)
                time.sleep(0.045)
                os.kill(self.pid, signal.SIGCONT)
                time.sleep(0.005)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.over.set()
        self.thread.join()


def shown(text):
    """What a terminal shows in the end, and all that a line has shown."""
    lines, seen = [], []
    for line in text.split('\n'):
        row = ''
        for part in line.rstrip('\r').split('\r'):
            row = part + row[len(part):]
            if part.strip():
                seen.append(part.strip())
        lines.append(row.rstrip())
    return lines, seen


# --- the reserve -------------------------------------------------------------

def test_check_tells_what_a_full_disk_leaves_room_for(place):
    place.active('alice')
    found = re.search(
        r'users: (\d+) bytes are reserved on the disk: about (\d+) more logins',
        place('check'))
    told = json.loads(place('--json', 'check'))
    assert told['reserve_bytes'] == int(found.group(1))
    assert told['reserve_commits'] == int(found.group(2))
    stat = place.database.stat()
    assert told['reserve_bytes'] == stat.st_blocks * 512 - stat.st_size
    assert told['reserve_bytes'] >= 32768
    assert 50 < told['reserve_commits'] < 300


# --- progress ----------------------------------------------------------------

def test_compact_shows_progress_on_a_terminal(place):
    place.enroll('alice')
    with Held(place):
        child = place.terminal('compact')
        child.expect('compacting')
        time.sleep(0.5)
    child.expect(pexpect.EOF)
    lines, _ = shown(child.before)
    assert re.fullmatch(f'{place.database}: 1 user, [0-9]+ bytes before, '
                        '[0-9]+ now', lines[0])
    assert lines[1:] == ['']


def test_restore_shows_progress_on_a_terminal(place):
    place.enroll('alice')
    copy = place.folder / 'copy'
    copy.write_bytes(place.database.read_bytes())
    copy.chmod(0o600)
    with Held(place):
        child = place.terminal('restore', '--yes', copy)
        child.expect('restoring')
    child.expect(pexpect.EOF)
    lines, _ = shown(child.before)
    assert lines == [f'{place.database}: 1 user restored, recovery codes '
                     'revoked', '']


def test_check_shows_how_far_it_has_come(place):
    """Stopped when it has just begun for longer than it keeps quiet, and then
    slow until it has said something: how fast the machine is does not count."""
    fill(place, 120000)
    spoil(place, b'name=u59990')
    child = place.terminal('check', '--repair')
    tasks = pathlib.Path(f'/proc/{child.pid}/task')
    while len(list(tasks.iterdir())) < 2:   # the one that tells
        assert child.isalive()
    os.kill(child.pid, signal.SIGSTOP)
    time.sleep(1.2)
    with Slow(child.pid):
        child.expect(r'\d+ %', timeout=120)
        text = child.before + child.after
    child.expect(pexpect.EOF, timeout=120)
    lines, seen = shown(text + child.before)
    parts = [re.match(r'(checking lines|checking records|repairing): +\d+ %$',
                      row) for row in seen]
    assert any(parts), seen
    assert not [row for row in lines if '%' in row or '...' in row]
    assert f'{place.database}:59991: checksum' in '\n'.join(lines)


def test_nothing_of_it_is_shown_elsewhere(place):
    place.enroll('alice')
    with Held(place):
        child = pexpect.spawn('/bin/sh', ['-c', f'"{OTPADM}" -c '
                              f'"{place.conf}" compact 2>err'], timeout=20,
                              cwd=str(place.folder))
        time.sleep(2)
    child.expect(pexpect.EOF)
    assert (place.folder / 'err').read_bytes() == b''


# --- damage ------------------------------------------------------------------

def test_a_damaged_user_cannot_be_removed_but_is_told_what_to_do(place):
    place.enroll('alice')
    place.enroll('bob')
    spoil(place, b'name=bob')
    for command in (('remove', '--yes', 'bob'), ('disable', 'bob'),
                    ('show', 'bob'), ('enroll', 'carol')):
        said = place.refuse(*command)
        assert 'otpadm check --repair' in said, command
    place('disable', 'alice')


def test_repair_brings_a_damaged_user_back_disabled(place):
    place.enroll('alice')
    place.active('bob')
    spoil(place, b'name=bob')
    run = place.run('check', '--repair')
    assert run.returncode == 1
    assert re.search(r'^bob: as before the damaged line, and disabled',
                     run.stdout, re.M)
    copy = place.database.with_name('users.repaired')
    assert copy.stat().st_mode & 0o777 == 0o600
    copy.replace(place.database)
    assert ' 0 problems, 0 warnings' in place('check')
    place('remove', '--yes', 'bob')
    assert 'bob' not in place('list')


def test_repair_says_so_when_a_copy_is_there_already(place):
    place.enroll('alice')
    place.database.with_name('users.repaired').write_text('mine')
    run = place.run('check', '--repair')
    assert run.returncode == 1
    assert 'users.repaired: is there already' in run.stderr


def test_repair_mends_the_header(place):
    place.enroll('alice')
    before = place.database.read_bytes()
    place.database.write_bytes(b'\xef\xbb\xbf'
                               + before.rstrip(b'\0').replace(b'\n', b'\r\n'))
    assert 'line 1' in place.run('check').stdout
    place.run('check', '--repair')
    place.database.with_name('users.repaired').replace(place.database)
    assert ' 0 problems, 0 warnings' in place('check')
    assert 'alice' in place('list')


def gate_test(place):
    """What the responder's own test says."""
    return subprocess.run([BUILD / 'otpgate', '-t', '-c', place.conf],
                          capture_output=True, text=True, timeout=60,
                          check=False)


def spoil_superseded(place, how):
    """Damages the older of two lines of alice."""
    data = place.database.read_bytes().rstrip(b'\0')
    lines = data.splitlines(keepends=True)
    old = next(i for i, l in enumerate(lines) if b' name=alice ' in l)
    line = lines[old]
    lines[old] = {
        'bit': line[:80] + bytes([line[80] ^ 1]) + line[81:],
        'nuls': line[:70] + bytes(20) + line[90:],
        'all-nuls': bytes(len(line)),
        'nuls-and-newline': bytes(len(line) - 1) + b'\n',
        'garbage': b'garbage\n' + line,
        'no-newline': line[:-1] + b'x',
        'gone': b'',
    }[how]
    place.database.write_bytes(b''.join(lines))


@pytest.mark.parametrize('how', ['bit', 'nuls', 'all-nuls', 'nuls-and-newline',
                                 'garbage', 'no-newline', 'gone'])
def test_damage_where_nobody_needs_the_line_is_a_problem(place, how):
    for user in ('alice', 'bob'):
        place.enroll(user)
    for user in ('alice', 'bob'):
        place('set', user, f'name={user.capitalize()}')
    assert ' 0 problems, 0 warnings' in place('check')
    assert gate_test(place).returncode == 0
    spoil_superseded(place, how)
    run = gate_test(place)
    assert run.returncode == 1 and 'are good' not in run.stderr, run
    assert re.search(r'users:\d+: .*otpadm check', run.stderr), run
    run = place.run('check')
    assert run.returncode == 1, run
    assert re.search(r'^problem: .*users:\d+: ', run.stdout, re.M)
    told = json.loads(place.run('--json', 'check').stdout)
    assert told['problems'] > 0
    if how == 'gone':       # then more may be missing than anybody can tell
        return
    assert 'nobody is denied' in run.stdout
    assert json.loads(place('--json', 'show', 'alice'))['name'] == 'Alice'
    place('compact')
    assert ' 0 problems, 0 warnings' in place('check')


def test_what_a_crash_leaves_is_a_warning_with_its_reason(place):
    place.enroll('alice')
    size = len(place.database.read_bytes().rstrip(b'\0'))
    with place.database.open('r+b') as file:
        file.truncate(size)
        file.seek(size)
        file.write(b'=0011')
    told = place('check')
    assert ' 0 problems, 1 warning' in told
    assert gate_test(place).returncode == 0
    assert re.search('^warning: .*torn: harmless: ', told, re.M)
    place('set', 'alice', 'name=Alice')     # closes it, and writes behind it
    assert re.search('^warning: .*torn: harmless: ', place('check'), re.M)
    data = place.database.read_bytes().rstrip(b'\0')
    at = data.rindex(b'\n', 0, len(data) - 1) + 1
    place.database.write_bytes(data[:at] + bytes(50) + data[at:])
    told = place('check')
    assert ' 0 problems, 2 warnings' in told
    assert re.search('^warning: .*hole: harmless: ', told, re.M)


@pytest.mark.parametrize('command', ['compact', 'restore', 'reseal'])
def test_a_lock_that_is_not_had_is_named_with_its_holder(place, command):
    place.enroll('alice')
    copy = place.folder / 'copy'
    copy.write_bytes(place.database.read_bytes())
    copy.chmod(0o600)
    if command == 'reseal':
        place('keys', 'rotate')
    before = place.database.read_bytes()
    argv = {'compact': ['compact'], 'reseal': ['keys', 'reseal'],
            'restore': ['restore', '--yes', copy]}[command]
    with Held(place):
        said = place.refuse(*argv)
    assert f'process {os.getpid()} holds the lock ' in said, said
    assert 'users.lock' in said and re.search(r'within \d+ ms', said), said
    assert 'busy' not in said
    assert place.database.read_bytes() == before
    place(*argv)


def test_a_key_file_that_is_being_changed_is_named_with_its_holder(place):
    before = place.keys.read_bytes()
    with Held(place, place.keys):
        said = place.refuse('keys', 'rotate')
    assert str(place.keys) in said and f'process {os.getpid()} ' in said, said
    assert 'rotation' not in said
    assert place.keys.read_bytes() == before
    place('keys', 'rotate')
