# SPDX-License-Identifier: ISC
"""Whoever reads the log stands still: nobody who logs in notices, nor does
whoever ends something; what was not written comes later, or is counted."""

import re
import signal
import socket
import subprocess

import pytest

from harness import build, fcgi, pam, still, wait
from harness.attacker import Attacker
from harness.gate import HOSTS, ROOT, Gate

pytestmark = pytest.mark.plain
needs_root = pytest.mark.skipif(not ROOT, reason='needs root: /dev/log')
TARGETS = [pytest.param('syslog', marks=needs_root), 'stderr', 'journal']
PATIENCE = 20   # seconds: the programs' own are below one


@pytest.fixture(name='log')
def _log(request):
    made = still.make(request.param)
    yield made
    made.close()


@pytest.fixture(name='gate')
def _gate(log):
    """One that logs there, and has been started."""
    gate = Gate(first_factor='none')
    gate.phone = gate.admin.enroll('alice', '--hotp')
    try:
        start(gate, log)
        yield gate
        if gate.process:
            assert gate.stop(seconds=PATIENCE) == 0
    finally:
        gate.remove()


def start(gate, log, **settings):
    gate.configure(log=log.target, **settings)
    gate.process = subprocess.Popen(
        [*log.front, *gate.command('-f')], stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL, stderr=log.stderr)
    wait.until(gate.answers, PATIENCE, 'the gate')


def metric(gate, name):
    params = [('OTPGATE_COOKIE', ''), ('OTPGATE_URI', '/otp/metrics'), ('OTPGATE_METHOD', 'GET'),
              ('OTPGATE_SCHEME', 'https'), ('OTPGATE_HOST', HOSTS[0]),
              ('OTPGATE_ADDR', '127.0.0.1')]
    text = fcgi.ask(gate.socket, params).body.decode()
    return int(re.search(rf'^otpgate_{name} (\d+)$', text, re.M).group(1))


@pytest.mark.parametrize('log', TARGETS, indirect=True)
def test_logins_go_on_and_the_lines_come_later(gate, log):
    attacker = Attacker(gate.socket)
    assert attacker.guess('nobodyhere', '000000')[0] == 401
    assert attacker.guess('alice', gate.phone.code())[0] == 303
    assert metric(gate, 'log_lines_waiting') >= 3
    seen = log.read()
    assert 'event=' not in seen
    # housekeeping brings them, without anybody who logs in
    text = []

    def arrived():
        text.append(log.read())
        return 'verdict=allow' in ''.join(text)
    wait.until(arrived, PATIENCE, 'the lines that waited')
    lines = [l for l in ''.join(text).splitlines() if 'event=' in l]
    assert re.search('event=start', lines[0])
    assert [('deny' in l) for l in lines if 'event=login' in l] == [True, False]
    assert metric(gate, 'log_lines_waiting') == 0
    assert metric(gate, 'log_lines_lost_total') == 0


@pytest.mark.parametrize('log', TARGETS, indirect=True)
def test_it_ends_when_told_to(gate, log):
    assert log.stderr != 0
    assert Attacker(gate.socket).guess('nobodyhere', '000000')[0] == 401
    assert gate.stop(seconds=PATIENCE) == 0


@pytest.mark.parametrize('log', ['stderr'], indirect=True)
def test_where_the_log_is_required_nobody_gets_in_unlogged(gate, log):
    assert gate.stop() == 0
    start(gate, log, log_required='true')
    attacker = Attacker(gate.socket)
    code = gate.phone.code()
    first = attacker.answer('alice', code)
    assert first.status == 503 and b'not been used up' in first.body
    assert attacker.guess('nobodyhere', '000000')[0] == 503
    log.read()
    assert attacker.guess('alice', code)[0] == 303
    wait.until(lambda: 'verdict=allow' in log.read(), PATIENCE, 'the line')


@pytest.mark.parametrize('log', TARGETS[:1], indirect=True)
def test_otpadm_ends_and_says_what_is_lost(gate, log):
    run = subprocess.run(
        [*log.front, str(build.OTPADM), '-c', str(gate.config), 'disable',
         'alice'], capture_output=True, text=True, timeout=PATIENCE,
        check=False)
    assert run.returncode == 0 and '1 line is lost' in run.stderr, run
    assert Attacker(gate.socket).guess('alice', gate.phone.code())[0] == 401


SHOW = [['uri'], ['qr', '--force']]


def refused(run, gate):
    """Nothing of the secret, and one sentence that says why."""
    assert gate.phone.secret not in run.stdout and run.stdout == '', run
    assert run.returncode == 1, run
    assert 'nothing is shown' in run.stderr, run
    assert 'what was done is done' not in run.stderr, run


@pytest.mark.parametrize('show', SHOW)
@pytest.mark.parametrize('log', TARGETS[:1], indirect=True)
def test_what_the_log_does_not_take_is_not_shown(gate, log, show):
    command = [*log.front, str(build.OTPADM), '-c', str(gate.config), *show,
               '--reveal', 'alice']

    def run():
        return subprocess.run(command, capture_output=True, text=True,
                              timeout=PATIENCE, check=False)
    refused(run(), gate)
    assert 'was shown' not in log.read()
    assert run().returncode == 0
    assert 'was shown' in log.read()


@pytest.mark.parametrize('required', ('false', 'true'))
@pytest.mark.parametrize('log', TARGETS[:1], indirect=True)
def test_the_module_and_its_verifier(gate, log, required):
    gate.configure(log_required=required)
    services = pam.Services(gate.config)
    # libpam itself would complain of its absence, and wait
    (services.folder / 'other').write_text('auth required pam_deny.so\n')
    argv = [*log.front, str(pam.CLIENT), str(services.folder), 'otp']

    def login(code):
        run = subprocess.run(argv, input=f'login alice {code}\n', text=True,
                             capture_output=True, timeout=PATIENCE,
                             check=False)
        return int(run.stdout.split()[0])
    try:
        code = gate.phone.code()
        if required == 'true':
            assert login(code) == pam.AUTHINFO_UNAVAIL
            log.read()
        assert login(code) == pam.SUCCESS
        # what the module itself says
        pam.Services(gate.config, 'nulok', folder=services.folder)
        assert login(code) == pam.AUTHINFO_UNAVAIL
    finally:
        services.remove()


@pytest.mark.parametrize('log', TARGETS[:1], indirect=True)
def test_the_signer(gate, log):
    ours, theirs = socket.socketpair(socket.AF_UNIX)
    with ours, theirs:
        signer = subprocess.Popen(
            [*log.front, str(build.OTPADM.parent / 'otpgate-ssh-signer'),
             '-c', str(gate.config)], stdin=theirs, stdout=theirs,
            stderr=subprocess.PIPE, text=True)
        ours.sendall(b'otpgate-ssh-cert 1 192.0.2.7\nno key\n')
        ours.shutdown(socket.SHUT_WR)
        ours.settimeout(PATIENCE)
        assert ours.recv(4096).startswith(b'no ')
        _, complaint = signer.communicate(timeout=PATIENCE)
    assert re.search(r'\b1 line is lost|\d lines are lost', complaint)


@pytest.fixture(name='full')
def _full():
    """A gate whose log is on a small disk, and the file that fills that."""
    gate = Gate(first_factor='none')
    gate.phone = gate.admin.enroll('alice', '--hotp')
    disk = gate.folder / 'disk'
    disk.mkdir()
    subprocess.run(['mount', '-t', 'tmpfs', '-o', 'size=16k', 'tmpfs', disk],
                   check=True)
    try:
        (disk / 'log').touch()
        for path in disk, disk / 'log':
            path.chmod(0o777)
        gate.configure(log=disk / 'log', log_required='true')
        yield gate, disk / 'fill'
    finally:
        gate.stop()
        subprocess.run(['umount', disk], check=True)
        gate.remove()


def fill_up(ballast):
    """Leaves no byte, not even in the page where the log ends."""
    log = ballast.parent / 'log'
    with log.open('ab') as out:
        out.write(b'-' * (4095 - log.stat().st_size % 4096) + b'\n')
    with ballast.open('wb', buffering=0) as out, \
            pytest.raises(OSError, match='No space'):
        while True:
            out.write(b'x' * 4096)


@needs_root
def test_a_full_disk_lets_nobody_in_by_the_module(full):
    """A verifier is a new process, which has not failed to write yet."""
    gate, ballast = full
    fill_up(ballast)
    services = pam.Services(gate.config)
    (services.folder / 'other').write_text('auth required pam_deny.so\n')

    def login(code):
        run = subprocess.run(
            [str(pam.CLIENT), str(services.folder), 'otp'],
            input=f'login alice {code}\n', text=True, capture_output=True,
            timeout=PATIENCE, check=False)
        return int(run.stdout.split()[0])
    try:
        code = gate.phone.code()
        for _ in range(2):
            assert login(code) == pam.AUTHINFO_UNAVAIL
        ballast.unlink()
        assert login(code) == pam.SUCCESS
        assert 'verdict=allow' in (ballast.parent / 'log').read_text()
    finally:
        services.remove()


@needs_root
def test_a_full_disk_lets_nobody_in_by_the_page(full):
    gate, ballast = full
    gate.start()
    attacker = Attacker(gate.socket)
    code = gate.phone.code()
    fill_up(ballast)
    assert attacker.guess('alice', code)[0] == 503
    ballast.unlink()
    assert attacker.guess('alice', code)[0] == 303
    assert 'verdict=allow' in (ballast.parent / 'log').read_text()


@needs_root
@pytest.mark.parametrize('show', [*SHOW, ['qr', '--svg', 'FILE']])
def test_a_full_disk_shows_no_secret(full, show):
    gate, ballast = full
    picture = gate.folder / 'code.svg'
    show = [picture if word == 'FILE' else word for word in show]
    fill_up(ballast)
    run = gate.admin.run(*show, '--reveal', 'alice')
    refused(run, gate)
    assert not picture.exists()
    ballast.unlink()
    assert gate.admin.run(*show, '--reveal', 'alice').returncode == 0
    assert 'was shown' in (ballast.parent / 'log').read_text()


@needs_root
def test_check_says_that_a_full_disk_takes_no_line(full):
    gate, ballast = full
    (ballast.parent / 'log').write_text('one line\n')
    fill_up(ballast)
    before = (ballast.parent / 'log').read_bytes()
    run = gate.admin.run('check')
    assert run.returncode == 1, run
    assert re.search('cannot log: .*takes no line now.*log_required is set: '
                     'nobody can log in', run.stdout), run
    assert (ballast.parent / 'log').read_bytes() == before
    ballast.unlink()
    assert 'takes no line' not in gate.admin.run('check').stdout


@needs_root
def test_a_start_says_that_a_full_disk_lets_nobody_in(full):
    gate, ballast = full
    assert gate.run('-t').returncode == 0
    fill_up(ballast)
    run = gate.run('-t')
    assert run.returncode == 1 and 'are good' not in run.stderr
    assert re.search('log_required.*nobody can log in', run.stderr)
    gate.process = subprocess.Popen(gate.command('-f'), text=True,
                                    stderr=subprocess.PIPE)
    wait.until(gate.answers, PATIENCE, 'the gate')
    process = gate.process
    assert gate.stop() == 0
    assert 'warning: log ' in process.stderr.read()
    gate.configure(log_required='false')
    assert gate.run('-t').returncode == 0


@pytest.mark.parametrize('log', TARGETS[:1], indirect=True)
def test_a_log_that_is_not_opened_again_is_told_elsewhere(gate, log):
    """The file that is still open has lost its name: nobody reads it."""
    assert gate.stop() == 0
    path = gate.log.with_name('lost.log')
    gate.configure(log=path)
    gate.process = process = subprocess.Popen(
        [*log.front, *gate.command('-f')], stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    wait.until(gate.answers, PATIENCE, 'the gate')
    log.read()
    path.unlink()
    path.mkdir()
    gate.send(signal.SIGHUP)
    told = []

    def arrived():
        told.append(log.read())
        return 'log not opened again' in ''.join(told)
    wait.until(arrived, PATIENCE, 'a line of syslog')
    assert str(path) in ''.join(told)
    path.rmdir()
    gate.send(signal.SIGHUP)
    wait.until(path.exists, PATIENCE, 'a new log')
    assert gate.stop() == 0
    text = process.stderr.read()
    assert text.count('log not opened again') == 1 and str(path) in text
