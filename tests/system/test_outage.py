# SPDX-License-Identifier: ISC
"""When a part of the gate is gone nobody gets in, and when it is back
everybody does who should."""

import os
import signal
import socket

from harness import wait
from harness.app import MARKER
from harness.gate import ROOT


def closed(site, *clients):
    before = len(site.app.seen)
    for client in clients:
        for path in ('/', '/fresh/', '/admins/'):
            reply = client.navigate(path)
            assert MARKER not in reply.text and reply.status >= 300
            assert client.get(path).status >= 400
    assert len(site.app.seen) == before


def recovers(site, client, person):
    wait.until(lambda: client.get('/').status == 200, what='recovery')
    assert person.login(site.client()).status == 303
    assert site.client().get('/').status == 401


def test_stopped_and_started(fresh):
    site = fresh()
    person = site.person('--hotp')
    client = person.client()
    assert site.gate.stop() == 0
    closed(site, client, site.client())
    site.gate.start()
    recovers(site, client, person)


def test_killed_and_started_over_the_socket_it_left(fresh):
    site = fresh()
    person = site.person('--hotp')
    client = person.client()
    site.gate.kill()
    assert site.gate.socket.exists()
    closed(site, client, site.client())
    site.gate.start()
    recovers(site, client, person)


def test_frozen(fresh):
    site = fresh()
    person = site.person('--hotp')
    client = person.client()
    site.gate.send(signal.SIGSTOP)
    try:
        for one in (client, site.client()):
            reply = one.get('/')
            assert reply.status >= 500 and MARKER not in reply.text
    finally:
        site.gate.send(signal.SIGCONT)
    recovers(site, client, person)


def test_socket_removed(fresh):
    site = fresh()
    person = site.person('--hotp')
    client = person.client()
    site.gate.socket.unlink()
    closed(site, client, site.client())
    site.gate.restart()
    recovers(site, client, person)


def test_socket_that_others_own_is_not_taken_over(fresh):
    site = fresh(web=False)
    site.gate.stop()
    if site.gate.socket.exists():
        site.gate.socket.unlink()
    with socket.socket(socket.AF_UNIX) as other:
        other.bind(str(site.gate.socket))
        other.listen()
        run = site.gate.run('-f')
        assert run.returncode != 0 and str(site.gate.socket) in run.stderr


def test_database_moved_away_and_back(fresh):
    site = fresh()
    person = site.person('--hotp')
    client = person.client()
    away = site.gate.database.with_suffix('.away')
    site.gate.database.rename(away)
    wait.until(lambda: client.get('/').status != 200)
    closed(site, client, site.client())
    refused = site.client()
    try:
        assert person.login(refused).status != 303
    except AssertionError:
        pass  # the page itself may be refused
    assert refused.session is None
    away.rename(site.gate.database)
    recovers(site, client, person)


def test_database_made_unreadable_and_readable(fresh):
    site = fresh()
    person = site.person('--hotp')
    client = person.client()
    assert site.gate.stop() == 0
    mode = site.gate.database.stat().st_mode & 0o777
    site.gate.database.chmod(0)
    if ROOT:
        os.chown(site.gate.database, 0, 0)
    run = site.gate.run('-f')
    assert run.returncode != 0 and str(site.gate.database) in run.stderr
    closed(site, client, site.client())
    site.gate.database.chmod(mode)
    site.gate.hand_over()
    site.gate.start()
    recovers(site, client, person)


def test_database_emptied_under_the_running_gate(fresh):
    site = fresh()
    person = site.person('--hotp')
    client = person.client()
    good = site.gate.database.read_bytes()
    with open(site.gate.database, 'r+b') as f:
        f.truncate(0)
    wait.until(lambda: client.get('/').status != 200)
    closed(site, client, site.client())
    with open(site.gate.database, 'r+b') as f:
        f.write(good)
    site.gate.restart()
    recovers(site, client, person)


def test_one_damaged_line_denies_one_person(fresh):
    site = fresh()
    one, other = site.person('--hotp'), site.person('--hotp')
    mine, theirs = one.client(), other.client()
    site.gate.stop()
    data = site.gate.database.read_bytes()
    lines = data.split(b'\n')
    last = max(i for i, line in enumerate(lines)
               if one.name.encode() in line)
    middle = len(lines[last]) // 2
    lines[last] = lines[last][:middle] + \
        bytes([lines[last][middle] ^ 1]) + lines[last][middle + 1:]
    with open(site.gate.database, 'r+b') as f:
        f.write(b'\n'.join(lines))
    site.gate.start()
    wait.until(lambda: theirs.get('/').status == 200)
    assert mine.get('/').status in (401, 403)
    assert one.login(site.client()).status != 303
    assert other.login(site.client()).status == 303
    run = site.admin.run('check')
    assert run.returncode == 1
    assert f'users:{last + 1}:' in run.stdout + run.stderr
    assert 'denied' in run.stdout + run.stderr


def test_a_torn_last_line_is_forgotten(fresh):
    site = fresh()
    person = site.person('--hotp')
    client = person.client()
    site.gate.stop()
    with open(site.gate.database, 'r+b') as f:
        data = f.read().rstrip(b'\0')
        f.seek(len(data))
        f.write(data.split(b'\n')[-2][:40])
    site.gate.start()
    wait.until(lambda: client.get('/').status == 200)
    assert person.login(site.client()).status == 303


def test_health_says_when_the_database_is_gone(fresh):
    site = fresh()
    client = site.client()
    assert client.get('/otp/health').status == 200
    site.gate.database.rename(site.gate.database.with_suffix('.away'))
    wait.until(lambda: client.get('/otp/health').status == 503,
               what='health noticing')
