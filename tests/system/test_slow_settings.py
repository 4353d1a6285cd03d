# SPDX-License-Identifier: ISC
"""Settings whose reader takes its time, because a directory of accounts does
not answer, or stands still: the gate serves, logs people in by the old ones,
and ends when it is told to."""

import os
import pathlib
import shutil
import signal
import subprocess
import tempfile
import time

import pytest

from harness import fcgi, wait
from harness.gate import GATE_USER, HOSTS, ROOT

CONNECTIONS = 150       # more than the gate keeps memory of for use again
PROMPT = 3              # seconds

pytestmark = pytest.mark.plain


@pytest.fixture(scope='module', name='shim')
def _shim():
    """(the shim, the file that makes it slow), where the gate's user can see
    them, whatever another pytest does to the folder of its own."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix='otpgate-slow-'))
    folder.chmod(0o755)
    if ROOT:
        shutil.chown(folder, GATE_USER)
    library = folder / 'slow.so'
    subprocess.run(
        ['cc', '-shared', '-fPIC', '-O2', '-D_GNU_SOURCE', '-o', library,
         pathlib.Path(__file__).with_name('slow_accounts.c')], check=True)
    yield library, folder / 'slow'
    shutil.rmtree(folder)


def children(pid):
    found = []
    for task in pathlib.Path(f'/proc/{pid}/task').iterdir():
        found += map(int, (task / 'children').read_text().split())
    return found


class Slow:
    """A site whose accounts can be made to be found slowly."""

    def __init__(self, site, library, switch):
        self.site, self.gate, self.switch = site, site.gate, switch
        self.gate.stop()
        self.gate.environment = lambda: {
            **os.environ, 'LD_PRELOAD': str(library),
            'OTPGATE_SLOW': str(switch)}
        self.gate.configure(default_page='/old')
        self.gate.start()

    def reload(self):
        """Begins one; the child that reads."""
        self.switch.touch()
        self.gate.configure(default_page='/new')
        self.gate.send(signal.SIGHUP)
        wait.until(lambda: children(self.gate.process.pid), 10, 'a reader')
        child, = children(self.gate.process.pid)
        return child

    def leads_to(self, person):
        reply = person.login(self.site.client())
        assert reply.status == 303, reply
        return reply.get('location')


@pytest.fixture(name='slow')
def _slow(shim, fresh):
    made = Slow(fresh(), *shim)
    yield made
    made.switch.unlink(missing_ok=True)


def half(slow):
    """A connection whose request has begun."""
    request = fcgi.request_bytes(fcgi.check_params(HOSTS[0]))
    s = fcgi.connect(slow.gate.socket)
    s.sendall(request[:30])
    return s, request[30:]


def test_connections_live_and_end_beside_it(slow):
    person = slow.site.person('--hotp')
    client = person.client()
    waiting = [half(slow) for _ in range(CONNECTIONS)]
    # All of these have been looked at: this one came later.
    assert slow.site.check(client).status == 204
    slow.reload()
    # Some are answered and go on talking, others go without a word.
    for n, (s, rest) in enumerate(waiting):
        if n % 3 != 0:
            s.sendall(rest)
            assert fcgi.receive(s, keep=True).status == 401
    for n, (s, rest) in enumerate(waiting):
        if n % 3 == 1:
            try:
                s.sendall(rest)
            except BrokenPipeError:
                pass
        s.close()
        if n % 10 == 0:
            assert slow.site.check(client).status == 204
    assert all(slow.site.check(client).status == 204 for _ in range(300))
    assert slow.gate.process.poll() is None
    assert slow.leads_to(person) == '/old'
    slow.switch.unlink()
    wait.until(lambda: slow.gate.audit(event='reload'), 10, 'the reload')
    assert slow.leads_to(person) == '/new'
    assert slow.gate.stop() == 0


def test_one_that_stands_still_is_given_up(slow):
    """And the next one is read."""
    person = slow.site.person('--hotp')
    child = slow.reload()
    os.kill(child, signal.SIGSTOP)
    slow.switch.unlink()
    assert slow.leads_to(person) == '/old'
    wait.until(lambda: 'not read within 10 seconds' in
               slow.gate.log.read_text(), 20, 'giving up')
    assert not pathlib.Path(f'/proc/{child}').exists()
    assert slow.leads_to(person) == '/old'
    slow.gate.send(signal.SIGHUP)
    wait.until(lambda: slow.gate.audit(event='reload'), 10, 'the reload')
    assert slow.leads_to(person) == '/new'
    assert slow.gate.stop() == 0


@pytest.mark.timed
@pytest.mark.parametrize('still', [False, True])
def test_the_end_does_not_wait_for_it(slow, still):
    child = slow.reload()
    if still:
        os.kill(child, signal.SIGSTOP)
    begun = time.monotonic()
    assert slow.gate.stop() == 0
    assert time.monotonic() - begun < PROMPT
    assert not pathlib.Path(f'/proc/{child}').exists()


def test_it_does_not_outlive_who_asked(slow):
    child = slow.reload()
    slow.gate.kill()
    slow.gate.statuses.clear()
    wait.until(lambda: not pathlib.Path(f'/proc/{child}').exists() or
               ') Z ' in pathlib.Path(f'/proc/{child}/stat').read_text(),
               5, 'its end')
