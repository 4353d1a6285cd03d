# SPDX-License-Identifier: ISC
"""What otpadm has to show reaches somebody, or is not so: a secret that could
not be printed is not live, and nothing that was lost counts as done."""

import json
import os
import pathlib
import subprocess
import time

import pytest

import otpadm_helpers as h
from otpadm_helpers import Place

ROOT = os.geteuid() == 0


@pytest.fixture(name='place')
def _place(tmp_path):
    return Place(tmp_path)


def lost(place, how, *args, stdin=''):
    """Runs a command whose standard output goes nowhere."""
    argv = [str(h.OTPADM), '-c', str(place.conf), *map(str, args)]
    more = {}
    reader = writer = None
    if how == 'full':
        writer = os.open('/dev/full', os.O_WRONLY)
    elif how == 'pipe':
        reader, writer = os.pipe()
        os.close(reader)
    elif how == 'readonly':
        writer = os.open('/dev/null', os.O_RDONLY)
    else:
        more = {'preexec_fn': lambda: os.close(1)}
    try:
        return subprocess.run(argv, input=stdin, stdout=writer,
                              stderr=subprocess.PIPE, text=True, timeout=60,
                              check=False, cwd=place.folder, **more)
    finally:
        if writer is not None:
            os.close(writer)


HOW = ('full', 'pipe', 'closed', 'readonly')
SECRETS = {
    'codes': ['codes', 'alice'],
    'codes-json': ['--json', 'codes', '-n', '3', 'alice'],
    'token': ['token', '--path', '/api', 'alice'],
    'token-json': ['--json', 'token', '--path', '/api', 'alice'],
    'enroll': ['enroll', 'alice'],
    'enroll-new': ['enroll', 'nobody'],
    'enroll-json': ['--json', 'enroll', 'alice', '--email', 'a@example.org'],
    'enroll-files': ['enroll', 'alice', '--png', 'a.png', '--svg', 'a.svg'],
    'enroll-drawn': ['enroll', 'alice', '--force'],
    'rotate': ['rotate', 'alice'],
    'rotate-now': ['rotate', '--now', 'alice'],
    'rotate-now-json': ['--json', 'rotate', '--now', 'alice'],
}


@pytest.fixture(name='alice', scope='module')
def _alice(tmp_path_factory):
    """One who has everything that could be replaced."""
    place = Place(tmp_path_factory.mktemp('alice'))
    place.active('alice')
    place('codes', 'alice')
    h.add_session(place, 'alice', 1)
    return place


@pytest.mark.parametrize('args', SECRETS.values(), ids=SECRETS.keys())
@pytest.mark.parametrize('how', HOW)
def test_a_secret_that_nobody_saw_is_not_stored(alice, how, args):
    with h.sealed(alice.database):
        run = lost(alice, how, *args)
    assert run.returncode == 1, run
    assert run.stderr.startswith('otpadm: ')
    assert 'standard output' in run.stderr and 'nothing is changed' in run.stderr
    assert run.stderr.count('\n') == 1
    assert not [p for p in alice.folder.iterdir()
                if p.suffix in ('.png', '.svg')]
    line = alice.log.read_text().splitlines()[-1]
    # people type passwords in the place of names: of nobody's the log is told
    user = '-' if 'nobody' in args else '"alice"'
    assert 'verdict=failed' in line and line.endswith(f' user={user}'), line


def test_the_old_codes_go_on(place):
    phone = place.active('alice')
    codes = place('codes', '-n', '2', 'alice').split()
    assert lost(place, 'full', 'codes', 'alice').returncode == 1
    run = place.run('verify', '--stdin', '--recovery', 'alice',
                    stdin=codes[0] + '\n')
    assert run.returncode == 0, run
    assert lost(place, 'pipe', 'rotate', '--now', 'alice').returncode == 1
    assert place.verify('alice', phone.code()).returncode == 0


OTHERS = {
    'help': ['--help'], 'version': ['--version'], 'usage': ['codes', '--help'],
    'list': ['list'], 'list-json': ['--json', 'list'], 'show': ['show', 'alice'],
    'count': ['codes', '--count', 'alice'], 'sessions': ['sessions'],
    'devices': ['--json', 'devices'], 'tokens': ['--json', 'token', '--list', 'alice'],
    'keys': ['keys', 'list'], 'log': ['log'], 'policy': ['policy'],
    'uri': ['uri', '--reveal', 'alice'],
    'qr': ['qr', '--reveal', '--force', 'alice'],
    'set': ['set', 'alice', 'name=Alice'], 'enable': ['enable', 'alice'],
    'check': ['check'], 'reseal': ['--json', 'keys', 'reseal'],
}


@pytest.mark.parametrize('args', OTHERS.values(), ids=OTHERS.keys())
@pytest.mark.parametrize('how', HOW)
def test_what_was_not_printed_is_no_success(alice, how, args):
    run = lost(alice, how, *args)
    assert run.returncode == 1, run
    assert 'otpadm: standard output: ' in run.stderr, run


@pytest.mark.parametrize('option', ['--help', '--version'])
def test_the_responder_too(option):
    with open('/dev/full', 'wb') as full:
        run = subprocess.run([h.BUILD / 'otpgate', option], stdout=full,
                             stderr=subprocess.PIPE, text=True, check=False)
    assert run.returncode == 1 and 'No space left' in run.stderr


def test_a_list_that_nobody_saw_is_no_reason_to_restore(place):
    copy = place.folder / 'copy'
    place.enroll('alice')
    copy.write_bytes(place.database.read_bytes())
    copy.chmod(0o600)
    place.enroll('bob')
    with h.sealed(place.database):
        run = lost(place, 'full', 'restore', '--yes', copy)
    assert run.returncode == 1 and 'nothing is changed' in run.stderr, run


def test_who_prints_nothing_needs_no_output(place):
    run = lost(place, 'closed', 'list')
    assert run.returncode == 0 and run.stderr == '', run


@pytest.mark.skipif(not ROOT, reason='needs root: mounts a small disk')
@pytest.mark.parametrize('option', ['--png', '--svg'])
@pytest.mark.parametrize('command', [['enroll'], ['rotate', '--now']],
                         ids=lambda c: c[0])
def test_a_full_disk_takes_no_picture(alice, tmp_path, option, command):
    disk = tmp_path / 'disk'
    disk.mkdir()
    subprocess.run(['mount', '-t', 'tmpfs', '-o', 'size=4k', 'tmpfs', disk],
                   check=True)
    try:
        (disk / 'fill').write_bytes(b'x' * 4096)
        with h.sealed(alice.database):
            text = alice.refuse(*command, 'alice', option, disk / 'qr')
        assert 'cannot be written' in text
        assert os.listdir(disk) == ['fill']
    finally:
        subprocess.run(['umount', disk], check=True)


@pytest.mark.skipif(not ROOT, reason='needs root: mounts a small disk')
def test_a_full_disk_takes_no_codes(alice, tmp_path):
    disk = tmp_path / 'disk'
    disk.mkdir()
    subprocess.run(['mount', '-t', 'tmpfs', '-o', 'size=4k', 'tmpfs', disk],
                   check=True)
    try:
        (disk / 'fill').write_bytes(b'x' * 4096)
        with h.sealed(alice.database), (disk / 'codes').open('wb') as out:
            run = subprocess.run([h.OTPADM, '-c', alice.conf, 'codes', 'alice'],
                                 stdout=out, stderr=subprocess.PIPE, text=True,
                                 check=False)
        assert run.returncode == 1 and 'No space left' in run.stderr
    finally:
        subprocess.run(['umount', disk], check=True)


class Stalled:
    """A command whose output stands in a pipe that nobody reads."""

    def __init__(self, place, *args):
        self.reader, writer = os.pipe()
        os.set_blocking(writer, False)
        self.ballast = 0
        try:
            while True:
                self.ballast += os.write(writer, b'x' * 4096)
        except BlockingIOError:
            os.set_blocking(writer, True)
        self.run = subprocess.Popen(
            [h.OTPADM, '-c', place.conf, *args], stdout=writer,
            stderr=subprocess.PIPE, text=True)
        os.close(writer)
        call = pathlib.Path(f'/proc/{self.run.pid}/syscall')
        for _ in range(1200):
            if call.read_text().startswith('1 0x1 '):   # write, to 1
                return
            assert self.run.poll() is None
            time.sleep(0.05)
        raise AssertionError('it writes nothing')

    def read(self):
        """Reads on; what the command has printed, and how it has ended."""
        text = b''
        while piece := os.read(self.reader, 65536):
            text += piece
        os.close(self.reader)
        self.run.wait()
        return text[self.ballast:].decode()


@pytest.mark.skipif(not ROOT, reason='needs root: /proc/PID/syscall')
class TestReaderThatStandsStill:
    def test_nothing_is_live_until_it_has_read(self, place):
        place('enroll', 'alice')
        with h.sealed(place.database):
            stalled = Stalled(place, 'codes', 'alice')
            stalled.run.kill()
            stalled.read()

    def test_others_go_on_and_what_it_reads_is_good(self, place):
        place.active('alice')
        stalled = Stalled(place, 'codes', '-n', '2', 'alice')
        place('set', 'alice', 'name=Alice')     # nobody has the lock
        codes = stalled.read().split()
        assert stalled.run.returncode == 0 and len(codes) == 2
        run = place.run('verify', '--stdin', '--recovery', 'alice',
                        stdin=codes[0] + '\n')
        assert run.returncode == 0, run
        assert json.loads(place('--json', 'show', 'alice'))['name'] == 'Alice'

    def test_what_was_printed_and_cannot_be_stored_is_told(self, place):
        place('enroll', 'alice')
        stalled = Stalled(place, '--json', 'enroll', 'alice')
        phone = place.enroll('alice')           # takes the number
        printed = json.loads(stalled.read())
        assert stalled.run.returncode == 1
        text = stalled.run.stderr.read()
        assert 'run it again' in text and 'not stored' in text
        have = json.loads(place('--json', 'show', 'alice'))['authenticators']
        assert [a['id'] for a in have] == [1, 2] and printed['id'] == 2
        assert place('uri', '--id', '2', 'alice').strip() == phone.uri

    @pytest.mark.parametrize('again', [True, False])
    @pytest.mark.parametrize('away', [('remove', '--yes', 'alice'),
                                      ('rename', 'alice', 'bob')])
    @pytest.mark.parametrize('command', [
        ('token', '--path', '/api', 'alice'), ('codes', 'alice'),
        ('enroll', 'alice'), ('rotate', '--now', 'alice')])
    def test_it_is_for_nobody_who_gets_the_name_meanwhile(self, place, command,
                                                          away, again):
        place.active('alice')
        stalled = Stalled(place, *command)
        place(*away)
        if again:
            place.active('alice')
            before = place('--json', 'show', 'alice')
        assert stalled.read() and stalled.run.returncode == 1
        text = stalled.run.stderr.read()
        assert 'was not stored, and is useless' in text
        assert 'otpadm: alice: was removed or renamed meanwhile' in text
        if again:
            assert place('--json', 'show', 'alice') == before
        else:
            place.refuse('show', 'alice')

    def test_without_a_number_it_is_stored_under_the_next(self, place):
        place('enroll', 'alice')
        stalled = Stalled(place, 'enroll', 'alice')
        place.enroll('alice')
        uri = stalled.read().strip()
        assert stalled.run.returncode == 0
        assert place('uri', '--id', '3', 'alice').strip() == uri
