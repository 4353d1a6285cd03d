# SPDX-License-Identifier: ISC
"""The verifier as a service: a socket that only root may ask, one process for
each question, as conf/systemd has it."""

import os
import pathlib
import pwd
import shutil
import socket
import subprocess
import tempfile
import time

import pytest

from harness import pam, wait
from harness.certs import Inetd
from harness.gate import ROOT

pytestmark = [
    pytest.mark.plain,
    pytest.mark.skipif(not ROOT, reason='needs root: only root is served'),
]


@pytest.fixture(name='folder')
def _folder():
    made = pathlib.Path(tempfile.mkdtemp(prefix='otpgate-pams-'))
    made.chmod(0o755)
    yield made
    shutil.rmtree(made)


def listen(path):
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(str(path))
    path.chmod(0o600)
    listener.listen(16)
    return listener


@pytest.fixture(name='service')
def _service(folder):
    path = folder / 'verify.sock'
    inetd = Inetd(listen(path), [pam.VERIFIER], folder / 'log', env={})
    yield path
    inetd.close()


def asker(site, helper, *words):
    services = pam.Services(site.gate.config, *words, helper=helper)
    client = pam.Client(services)
    return client


def test_it_lets_in_by_a_code_once(site, service):
    person = site.person('--hotp')
    client = asker(site, service, 'nullok')
    code = person.phone.code()
    assert client.login(person.name, code)[0] == pam.SUCCESS
    assert client.login(person.name, code)[0] == pam.AUTH_ERR
    assert client.login('nobodyhere', code)[0] == pam.IGNORED
    line = site.gate.audit(event='pam', verdict='allow', user=person.name)[-1]
    assert 'addr=192.0.2.7' in line and 'service otp' in line
    # the same code by the other way, which knows of it
    other = asker(site, pam.VERIFIER)
    assert other.login(person.name, code)[0] == pam.AUTH_ERR
    assert other.login(person.name, person.phone.code())[0] == pam.SUCCESS
    for one in (client, other):
        assert one.close() == 0


def test_where_nobody_listens_nobody_gets_in(site, folder):
    person = site.person('--hotp')
    path = folder / 'verify.sock'
    listen(path).close()
    code = person.phone.code()
    client = asker(site, path, 'nullok')
    assert client.login(person.name, code)[0] == pam.AUTHINFO_UNAVAIL
    assert client.login('nobodyhere', code)[0] == pam.AUTHINFO_UNAVAIL
    client.close()
    assert asker(site, pam.VERIFIER).login(person.name, code)[0] == pam.SUCCESS


YES = (b'otpgate-pam 1\n6:let-in\n2:ok\n4:open\n1:0\n1:-\n3:100\n1:-\n0:\n')


def liar(path, account=None):
    """A program that says yes to everything, as somebody."""
    entry = pwd.getpwnam(account) if account else None
    script = (
        'import os, socket, sys\n'
        's = socket.socket(socket.AF_UNIX)\n'
        's.bind(sys.argv[1])\n'
        's.listen(4)\n'
        'print("ready", flush=True)\n'
        'while True:\n'
        '    c, _ = s.accept()\n'
        '    while c.recv(65536): pass\n'
        f'    c.sendall({YES!r})\n'
        '    c.close()\n')
    process = subprocess.Popen(
        ['/usr/bin/python3', '-c', script, str(path)], stdout=subprocess.PIPE,
        user=entry and entry.pw_uid, group=entry and entry.pw_gid,
        extra_groups=[] if entry else None)
    assert process.stdout.readline() == b'ready\n'
    return process


@pytest.mark.parametrize('who', ['another listens', 'another owns the folder',
                                 'others may write there'])
def test_only_root_is_believed(site, folder, who):
    """The lie works where root tells it, so that the test can fail."""
    place = folder / 'run'
    place.mkdir(mode=0o755)
    path = place / 'verify.sock'
    account = None
    if who == 'another listens':
        shutil.chown(place, 'daemon')
        account = 'daemon'
    process = liar(path, account)
    try:
        shutil.chown(place, 'root')
        if account is None:
            client = asker(site, path)
            assert client.login('nobodyhere', '1')[0] == pam.SUCCESS
            client.close()
        else:
            shutil.chown(path, 'root')  # the file does not say who listens
        if who == 'another owns the folder':
            shutil.chown(place, 'daemon')
        if who == 'others may write there':
            place.chmod(0o777)
        client = asker(site, path)
        assert client.login('nobodyhere', '1')[0] == pam.AUTHINFO_UNAVAIL
        client.close()
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def test_nobody_but_root_gets_an_answer(site, service, folder):
    """Even if he may connect: the service looks at who is at the other
    end."""
    person = site.person('--hotp')
    service.chmod(0o666)
    fields = [b'decide', b'either', b'', b'', b'',
              str(site.gate.config).encode(), b'su', b'', person.name.encode(),
              b'', person.phone.code().encode()]
    question = b'otpgate-pam 1\n' + b''.join(
        b'%d:%s\n' % (len(f), f) for f in fields)
    script = (
        'import socket, sys\n'
        's = socket.socket(socket.AF_UNIX)\n'
        's.connect(sys.argv[1])\n'
        f's.sendall({question!r})\n'
        's.shutdown(1)\n'
        'try: sys.stdout.buffer.write(s.recv(4096))\n'
        'except OSError: pass\n')
    for account in ('daemon', None):
        entry = pwd.getpwnam(account) if account else None
        out = subprocess.run(
            ['/usr/bin/python3', '-c', script, str(service)],
            capture_output=True, check=True, timeout=30,
            user=entry and entry.pw_uid, group=entry and entry.pw_gid,
            extra_groups=[] if entry else None).stdout
        assert (b'let-in' in out) == (account is None)
        assert out or account


def test_who_asks_nothing_gets_no_word():
    """As otpadm check does, to see whether anybody listens."""
    for question, status in ((b'', 0), (b'otpgate-pam 1\n', 1)):
        ours, theirs = socket.socketpair()
        with ours, theirs:
            ours.sendall(question)
            ours.shutdown(socket.SHUT_WR)
            run = subprocess.run([pam.VERIFIER], stdin=theirs, timeout=30,
                                 capture_output=True, check=False)
            assert run.returncode == status
            assert bool(run.stderr) == bool(status)
        assert run.stdout == b''


def freezer():
    """A folder in which a user's control groups could be, or None."""
    for base in ('/sys/fs/cgroup/freezer', '/sys/fs/cgroup/unified',
                 '/sys/fs/cgroup'):
        group = pathlib.Path(base, f'otpgate-test-{os.getpid()}')
        try:
            group.mkdir()
        except OSError:
            continue
        for name, on, off in (('freezer.state', 'FROZEN', 'THAWED'),
                              ('cgroup.freeze', '1', '0')):
            if (group / name).exists():
                return group, name, on, off
        group.rmdir()
    return None


def test_a_frozen_group_does_not_freeze_the_service(site, service):
    """The user's group, with what asks in it, stands still at some moment
    after the answer: what decides is in no group of his."""
    made = freezer()
    if made is None:
        pytest.skip('no control groups can be made here')
    group, name, on, off = made
    person, other = site.person('--hotp'), site.person('--hotp')
    client = asker(site, service)
    try:
        (group / 'cgroup.procs').write_text(str(client.process.pid))
        for i in range(8):
            client.begin(person.name, person.phone.code())
            time.sleep(i / 2000)
            (group / name).write_text(on)
            for command in ('disable', 'enable'):
                wait.until(lambda c=command: site.admin.run(
                    c, other.name).returncode == 0, 15, command)
            (group / name).write_text(off)
            assert client.end()[0] == pam.SUCCESS
    finally:
        (group / name).write_text(off)
        client.close()
        group.rmdir()
