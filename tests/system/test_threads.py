# SPDX-License-Identifier: ISC
"""What the gate does beside its requests keeps nobody waiting, and what it is
told while it does it is not forgotten."""

import contextlib
import fcntl
import random
import signal
import struct
import threading
import time

import pytest

from harness import disk, fcgi, wait
from harness.gate import HOSTS
from harness.lines import Journal
from test_metrics import numbers

DEAD = 400_000      # bytes of old lines: more than a compaction is worth
DEADLINE = 5        # seconds for a request to arrive
ROUNDS = 150


@contextlib.contextmanager
def locked(database):
    """Nobody else can commit meanwhile."""
    with database.with_name('users.lock').open('r+b') as file:
        fcntl.fcntl(file, fcntl.F_OFD_SETLKW,
                    struct.pack('hhqqi', fcntl.F_WRLCK, 0, 0, 0, 0))
        yield


def grow(gate, name):
    """The same record over and over."""
    journal = Journal(gate.database)
    same = journal.newest(name)
    journal.append([same] * (DEAD // len(same[1])))


def compacts(gate):
    return list(gate.database.parent.glob('users.new-*'))


@pytest.mark.timed
def test_a_compaction_takes_no_worker_from_those_who_log_in(fresh):
    site = fresh(workers=1)
    person = site.person()
    with locked(site.gate.database):
        grow(site.gate, person.name)
        wait.until(lambda: compacts(site.gate), what='a compaction')
        client = site.client()
        for _ in range(5):
            begun = time.monotonic()
            client.form()
            assert time.monotonic() - begun < 1
        # it still waits for the lock, as it has done all the time
        assert compacts(site.gate)
    assert person.login(site.client()).status == 303


def test_a_compaction_that_was_killed_leaves_nothing_for_good(fresh):
    site = fresh(web=False)
    person = site.person()
    with locked(site.gate.database):
        grow(site.gate, person.name)
        left = wait.until(lambda: compacts(site.gate), what='a compaction')
        site.gate.kill()
    assert compacts(site.gate) == left
    before = site.gate.database.stat().st_size
    # also by one that does not come to its end
    with locked(site.gate.database):
        site.gate.start()
        wait.until(lambda: compacts(site.gate) not in ([], left),
                   what='another compaction')
        assert not left[0].exists()
        site.gate.kill()
    site.gate.start()
    wait.until(lambda: not compacts(site.gate) and
               site.gate.database.stat().st_size < before / 10,
               what='the end of a compaction')


def test_the_settings_are_those_of_the_last_reload(fresh):
    """However close one follows upon the other."""
    site = fresh()
    rng = random.Random(6)
    config = site.gate.config
    rest = [one for one in config.read_text().splitlines()
            if not one.startswith('connections')]

    def written(connections):
        path = config.with_name(f'with-{connections}')
        path.write_text('\n'.join([*rest, f'connections = {connections}', '']))
        path.chmod(0o644)
        return path

    for i in range(ROUNDS):
        first, last = written(1000 + 2 * i), written(1001 + 2 * i)
        first.rename(config)
        site.gate.send(signal.SIGHUP)
        until = time.monotonic() + rng.uniform(0, 0.0008)
        while time.monotonic() < until:
            pass    # sleeping is not so exact
        last.rename(config)
        site.gate.send(signal.SIGHUP)
        wait.until(lambda: numbers(site)['otpgate_connections_max']
                   == 1001 + 2 * i, 5, 'the last settings')


@pytest.mark.timed
@pytest.mark.plain
@disk.needs_strace
def test_one_that_is_at_work_hides_no_silent_connection(fresh):
    """A login that takes longer than a request has time to arrive, and behind
    it a connection that sends nothing: its time runs out all the same."""
    site = fresh()
    person = site.person()
    client = site.client()
    slow = threading.Thread(target=person.login, args=(client,),
                            kwargs={'form': client.form()})
    with disk.slow(site.gate, 2 * DEADLINE):
        slow.start()
        time.sleep(1)
        begun = time.monotonic()
        with fcgi.connect(site.gate.socket, 4 * DEADLINE) as silent:
            silent.sendall(fcgi.request_bytes(
                fcgi.check_params(HOSTS[0]))[:20])
            assert silent.recv(1) == b''
        lasted = time.monotonic() - begun
        # the login is not through yet
        assert slow.is_alive()
        slow.join()
    assert DEADLINE - 0.5 < lasted < DEADLINE + 1.5
