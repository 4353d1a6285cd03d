# SPDX-License-Identifier: ISC
"""Invitations where something gives way: a full disk, a log that takes no
lines, kill -9, and commands of an administrator at the same moment."""

import contextlib
import os
import subprocess
import threading
import time

import pytest

from harness.admin import RECOVERY
from test_invite import PASSWORD, Guest, is_over, shown

needs_root = pytest.mark.skipif(os.geteuid() != 0, reason='needs root: mounts')
FAT = ('name=' + 'x' * 100, 'email=' + 'y' * 60 + '@example.org')


class SmallDisk:
    def __init__(self, folder, size):
        self.folder = folder
        folder.mkdir()
        subprocess.run(['mount', '-t', 'tmpfs', '-o', f'size={size}', 'tmpfs',
                        folder], check=True)

    @contextlib.contextmanager
    def full(self):
        ballast = self.folder / 'ballast'
        with ballast.open('wb', buffering=0) as out, \
                pytest.raises(OSError, match='No space'):
            while True:
                out.write(b'x' * 4096)
        yield
        ballast.unlink()

    def close(self):
        subprocess.run(['umount', self.folder], check=True)


@pytest.fixture
def disk(fresh):
    """A site whose database is on a small disk."""
    site = fresh()
    site.gate.stop()
    made = SmallDisk(site.gate.folder / 'disk', '256k')
    made.site = site
    try:
        state = site.gate.folder / 'state'
        subprocess.run(['cp', '-a', f'{state}/.', made.folder], check=True)
        subprocess.run(['chown', '--reference', state, made.folder],
                       check=True)
        made.folder.chmod(0o700)
        site.gate.configure(database=made.folder / 'users')
        site.gate.start()
        yield made
    finally:
        site.gate.stop()
        made.close()


@contextlib.contextmanager
def no_room(disk):
    """Not even in what the database has reserved: logins need that."""
    site = disk.site
    site.admin('set', 'big', FAT[0])
    with disk.full():
        for _ in range(400):
            run = site.admin.run('set', 'big', *FAT)
            if run.returncode != 0:
                break
        assert 'No space left' in run.stderr
        yield


def killed(guest, page, n, fields):
    """Sends a form, and ends the gate a moment later."""
    gate = guest.site.gate
    sender = threading.Thread(target=guest.send, args=(page, fields))
    sender.start()
    time.sleep(n * 0.005)
    gate.kill()
    sender.join()
    gate.start()


@needs_root
def test_a_full_disk_makes_no_invitation_and_takes_no_form(disk):
    site = disk.site
    site.admin('enroll', 'big')
    new, first = Guest(site, 'new'), Guest(site, 'guest')
    assert first.choose().status == 303
    phone = first.phone()
    before = shown(site, 'guest'), shown(site, 'new')
    with no_room(disk):
        for options in (['guest'], ['--replace', 'guest'], ['nobody-yet']):
            run = site.admin.run('invite', *options)
            assert run.returncode == 1 and 'No space left' in run.stderr, run
            # it is printed before it counts, if it got so far
            for link in run.stdout.split():
                assert is_over(site.client().navigate(
                    link.partition('app.test')[2]))
        for reply in first.confirm(phone.code()), new.choose():
            assert reply.status == 503 and not RECOVERY.findall(reply.text)
            assert reply.get('retry-after') == '2'
            # the way on is not to a login that cannot work yet
            assert '/otp/login' not in reply.text
            assert 'href="/otp/enroll' in reply.text
        assert (shown(site, 'guest'), shown(site, 'new')) == before
    assert site.admin.run('show', 'nobody-yet').returncode == 1
    assert first.phone().secret == phone.secret
    assert first.confirm(phone.code()).status == 200
    assert new.choose().status == 303


@needs_root
def test_where_the_log_is_required_nothing_is_stored_unlogged(fresh):
    site = fresh()
    guest = Guest(site, 'guest')
    logs = SmallDisk(site.gate.folder / 'logs', '16k')
    try:
        (logs.folder / 'log').touch()
        for path in logs.folder, logs.folder / 'log':
            path.chmod(0o777)
        site.gate.configure(log=logs.folder / 'log', log_required='true')
        site.gate.restart()
        page = guest.open()
        # no byte is left in the page where the log ends, either
        log = logs.folder / 'log'
        with log.open('ab') as out:
            out.write(b'-' * (4095 - log.stat().st_size % 4096) + b'\n')
        with logs.full():
            assert guest.send(page, {'password': PASSWORD, 'again': PASSWORD}
                              ).status == 503
            assert shown(site, 'guest')['password'] is False
        assert guest.choose().status == 303
        assert guest.confirm(guest.phone().code()).status == 200
    finally:
        site.gate.stop()
        logs.close()


def test_kill_9_at_any_moment_leaves_each_step_whole(fresh):
    site = fresh()
    for n in range(5):
        guest = Guest(site, f'guest{n}')
        # a connection that ends without an answer is one of the outcomes
        killed(guest, guest.open(), n, {'password': PASSWORD,
                                        'again': PASSWORD})
        seen = shown(site, guest.name)
        assert seen['invitation']['open'] and not seen['authenticators']
        if not seen['password']:
            assert guest.choose().status == 303
        secret = guest.phone().secret
        code = guest.phone().code()
        killed(guest, guest.client.navigate('/otp/enroll?s=code'), n,
               {'code': code})
        seen = shown(site, guest.name)
        assert seen['password'] is True
        if seen['invitation'] is None:
            assert len(seen['authenticators']) == 1
            assert seen['recovery_left'] == 10
            assert is_over(guest.client.navigate(guest.link))
        else:
            assert seen['authenticators'] == [] and not seen['recovery_left']
            assert guest.phone().secret == secret
            assert guest.confirm(guest.phone().code()).status == 200
    site.admin('check')


@pytest.mark.parametrize('command', [
    ['passwd', '--stdin'], ['rename'], ['enroll'], ['logout'],
    ['set', 'name=Other'], ['rotate'], ['invite'], ['invite', '--replace'],
    ['invite', '--revoke'], ['disable'], ['remove', '--yes'], ['codes']],
    ids=' '.join)
def test_a_command_at_the_same_moment(site, command):
    """Whichever comes first, the record is whole: what the command says holds,
    and the form is answered by what is there."""
    person = site.person()
    name = person.name
    assert person.login(site.client()).status == 303
    guest = Guest(site, name)
    guest.open()
    page = guest.client.navigate('/otp/enroll?s=code')
    code = guest.phone().code()
    new = name + 'x'
    words = {'rename': [name, new], 'set': ['set', name, 'name=Other']}
    argv = words['set'] if command[0] == 'set' else [
        *command, *(words['rename'] if command[0] == 'rename' else [name])]
    replies = []
    sender = threading.Thread(
        target=lambda: replies.append(guest.send(page, {'code': code})))
    sender.start()
    run = site.admin.run(*argv, stdin=PASSWORD + '\n')
    sender.join()
    assert run.returncode == 0, run
    status = replies[0].status
    if command[0] == 'remove':
        assert site.admin.run('show', name).returncode == 1
        assert status in (200, 403)
        return
    seen = shown(site, new if command[0] == 'rename' else name)
    waiting = [a for a in seen['authenticators'] if a['state'] != 'active']
    active = len(seen['authenticators']) - len(waiting)
    if status == 200:
        assert active == 2, seen
        assert seen['recovery_left'] == 10
    else:
        assert status == 403 and active == 1, (replies, seen)
    if command[0] == 'disable' or command == ['invite', '--revoke']:
        assert seen['invitation'] is None
    elif command[0] == 'invite':
        assert seen['invitation']['open'] is True
    else:
        assert seen['invitation'] is None and status == 200
    assert (seen['state'] == 'disabled') == (command == ['disable'])
