# SPDX-License-Identifier: ISC
"""Lines that were cut, by a full disk or by a limit that the writer's caller
has set: they cost nobody else a line, in whichever program comes next."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess

import pytest

from harness import build, wait
from harness.gate import ROOT
from test_audit import parse
from test_fail2ban import Caller, banned

SIGNER = build.BUILD / 'otpgate-ssh-signer'
PAD = '2026-11-23T09:00:00Z event=pad detail=-\n'
PAGE = 4096
PRLIMIT = shutil.which('prlimit')
STRANGER = '203.0.113.77'


def pad(log, size):
    """Lets the log have exactly this size, with whole lines."""
    have = log.stat().st_size if log.exists() else 0
    short = size - have
    assert short >= 2 * len(PAD)
    lines, rest = divmod(short, len(PAD))
    with log.open('ab') as file:
        file.write((PAD * (lines - 1)
                    + PAD.replace('pad', 'pad' + 'x' * rest)).encode())
    assert log.stat().st_size == size


# --- who writes --------------------------------------------------------------

def by_gate(site):
    Caller(site, STRANGER).login('nobody')


def by_otpadm(site):
    site.admin('unlock', 'somebody')


def by_signer(site):
    ours, its = socket.socketpair()
    with ours, its:
        ours.shutdown(socket.SHUT_WR)
        subprocess.run([str(SIGNER), '-c', str(site.gate.config)], stdin=its,
                       stdout=subprocess.DEVNULL, check=True, timeout=20)


WRITERS = {'login': by_gate, 'unlock': by_otpadm, 'cert': by_signer}


def lines_of(log):
    """How often each event stands there as a whole line, and how many lines
    are none."""
    seen, strange = {}, 0
    for line in log.read_text().split('\n'):
        try:
            event = parse(line)['event'] if line else None
        except (AssertionError, ValueError):
            strange += 1
            continue
        seen[event] = seen.get(event, 0) + 1
    return seen, strange


# --- a limit of the caller ---------------------------------------------------

@pytest.mark.skipif(not PRLIMIT, reason='no prlimit')
@pytest.mark.parametrize('log_format', ('text', 'json'))
def test_who_comes_after_a_cut_line_has_one_of_his_own(fresh, log_format):
    site = fresh(web=False, log_format=log_format)
    site.person(name='somebody')
    log = site.gate.log
    size = 1 << 16
    for number, (event, write) in enumerate(WRITERS.items()):
        size += 8 * PAGE
        pad(log, size - 60)
        run = subprocess.run(
            [PRLIMIT, f'--fsize={size}:', str(build.OTPADM), '-c',
             str(site.gate.config), 'logout', 'somebody'],
            capture_output=True, text=True, check=False, timeout=20)
        assert run.returncode == 0, run
        assert log.stat().st_size == size, 'the line was not cut'
        before = lines_of(log)[0].get(event, 0)
        write(site)
        seen, strange = lines_of(log)
        assert seen[event] == before + 1, log.read_text()[-600:]
        assert strange == number + 1
    # What reads the log sees the same, and nothing mixed.
    run = site.admin.run('log', 'somebody')
    assert [parse(line)['event'] for line in run.stdout.splitlines()].count(
        'unlock') == 1
    assert '3 lines are not of this log' in run.stderr
    assert banned(log) == [STRANGER]


@pytest.mark.skipif(not PRLIMIT, reason='no prlimit')
def test_a_gate_that_may_write_no_more_lives_and_denies(fresh):
    site = fresh()
    person = site.person()
    client = person.client()
    # neither log nor ledger can grow: no code is spent
    size = site.gate.database.stat().st_size + 100
    pad(site.gate.log, size + PAGE)
    command = site.gate.command
    site.gate.command = lambda *options: [
        PRLIMIT, f'--fsize={size}:', *command(*options)]
    site.gate.restart()
    before = lines_of(site.gate.log)
    assert client.get('/').status == 200
    held = site.gate.database.stat().st_size
    site.gate.send(signal.SIGHUP)
    assert person.login(site.client()).status != 303
    assert client.get('/').status == 200
    assert site.gate.database.stat().st_size == held
    assert lines_of(site.gate.log) == before


# --- whose file it is ---

def test_check_warns_of_a_log_that_others_can_write(fresh):
    site = fresh(web=False)
    log = site.gate.log
    assert f'{log}:' not in site.admin('check')
    for mode in (0o642, 0o660, 0o777):
        log.chmod(mode)
        assert f'{log}: others can write' in site.admin('check')
    log.chmod(0o640)
    if ROOT:
        owner = log.stat().st_uid
        os.chown(log, 12345, -1)
        run = site.admin.run('check')
        assert f'{log}: belongs to uid 12345' in run.stdout
        assert run.returncode == 1 and 'cannot log' in run.stdout
        os.chown(log, owner, -1)
    log.parent.chmod(0o777)
    assert f'{log.parent}: others can put' in site.admin('check')
    log.parent.chmod(0o755)
    assert f'{log}:' not in site.admin('check')
    log.unlink()        # it is made when there is something to say
    assert f'{log}:' not in site.admin('check')


# --- a full disk -------------------------------------------------------------

@contextlib.contextmanager
def small_disk(folder):
    """A disk of 64 KiB in the place of a folder."""
    owner = folder.stat()
    subprocess.run(['mount', '-t', 'tmpfs', '-o',
                    f'size=64k,mode=0755,uid={owner.st_uid},'
                    f'gid={owner.st_gid}', 'none', str(folder)], check=True)
    try:
        yield
    finally:
        subprocess.run(['umount', '-l', str(folder)], check=True)


def fill(folder):
    """Leaves no free page."""
    ballast = folder / 'ballast'
    with ballast.open('wb', buffering=0) as file:
        with contextlib.suppress(OSError):
            while file.write(b'x' * PAGE):
                pass
    return ballast


@pytest.mark.skipif(not ROOT, reason='needs root: a disk is mounted')
@pytest.mark.parametrize('last', WRITERS)
def test_a_full_disk_costs_no_line_that_somebody_can_keep(fresh, last):
    site = fresh(web=False)
    site.person(name='somebody')
    gate, log = site.gate, site.gate.log
    with small_disk(gate.log.parent):
        gate.send(signal.SIGHUP)
        wait.until(lambda: log.exists() and 'reload' in log.read_text(), 10,
                   'the log on the new disk')
        by_gate(site)
        pad(log, 5 * PAGE - 30)
        ballast = fill(log.parent)
        WRITERS[last](site)
        assert log.stat().st_size == 5 * PAGE, 'the line was not cut'
        for write in WRITERS.values():      # nothing gets in
            write(site)
        assert log.stat().st_size == 5 * PAGE
        ballast.unlink()
        # the gate, which lives on, has kept what it could not write
        kept = 2 + (last == 'login')
        wait.until(lambda: lines_of(log)[0].get('login') == kept, 20,
                   'the lines that waited')
        for event, write in WRITERS.items():
            before = lines_of(log)[0].get(event, 0)
            write(site)
            assert lines_of(log)[0].get(event, 0) == before + 1
        assert lines_of(log)[1] == 1
        gate.stop()
