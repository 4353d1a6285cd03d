# SPDX-License-Identifier: ISC
"""No descriptor left, and connections that are as large as they may be: what
the gate then says is no, what it needs has an end, and afterwards it serves
as before."""

import contextlib
import os
import pathlib
import re
import shutil
import time
import urllib.parse

import pytest

from harness import fcgi, wait
from harness.attacker import Attacker
from harness.gate import HOSTS, ROOT
from harness.web import SESSION

HOST = HOSTS[0]
DESCRIPTORS = 48
CONNECTIONS = 512       # the default
LARGEST = 65536         # bytes of parameters
OUT = 'accept: out of descriptors'
PRLIMIT = shutil.which('prlimit')


def limited(site, descriptors):
    """Starts the gate again with so many descriptors and no more."""
    gate, command = site.gate, site.gate.command
    gate.command = lambda *options: [
        PRLIMIT, f'--nofile={descriptors}:{descriptors}', *command(*options)]
    gate.restart()
    return site


def check_of(client):
    return fcgi.request_bytes(
        fcgi.check_params(HOST, f'{SESSION}={client.session}'))


def login_of(site, person, code):
    """A login as nginx passes it on."""
    page = Attacker(site.gate.socket)
    body = urllib.parse.urlencode(
        {**page.fields, 'user': person.name, 'password': person.password,
         'code': code, 'recovery': ''}).encode()
    return fcgi.request_bytes([
        ('OTPGATE_COOKIE', page.cookie),
        ('OTPGATE_URI', '/otp/login?fresh=1'), ('OTPGATE_METHOD', 'POST'),
        ('OTPGATE_ADDR', '192.0.2.9'), ('OTPGATE_SCHEME', 'https'),
        ('OTPGATE_HOST', HOST), ('CONTENT_LENGTH', str(len(body))),
        ('CONTENT_TYPE', 'application/x-www-form-urlencoded')], body)


class Begun:
    """A request whose first bytes have been sent; the gate has accepted."""

    def __init__(self, site, data):
        self.rest = data[20:]
        self.socket = fcgi.connect(site.gate.socket, timeout=20)
        self.socket.sendall(data[:20])

    def finish(self):
        with self.socket:
            self.socket.sendall(self.rest)
            return fcgi.receive(self.socket)


def notes(site):
    return site.gate.log.read_text().count(OUT)


@contextlib.contextmanager
def exhausted(site):
    """All descriptors are in connections that say nothing, and more wait."""
    held = [fcgi.connect(site.gate.socket, timeout=20)
            for _ in range(3 * DESCRIPTORS)]
    try:
        wait.until(lambda: notes(site), 5, 'a line about descriptors')
        yield
    finally:
        for s in held:
            s.close()


@pytest.mark.timed
@pytest.mark.skipif(not PRLIMIT, reason='no prlimit')
def test_without_descriptors_nobody_gets_in_and_then_all_do(fresh):
    site = limited(fresh(), DESCRIPTORS)
    leaver, stayer = site.person('--hotp'), site.person('--hotp')
    gone, here = leaver.client(), stayer.client()
    code = stayer.phone.code()
    early = {name: Begun(site, data) for name, data in (
        ('disabled', check_of(gone)), ('nobody', check_of(site.client())),
        ('check', check_of(here)), ('login', login_of(site, stayer, code)))}
    assert notes(site) == 0
    with exhausted(site):
        site.admin('disable', leaver.name)
        site.admin('compact')       # a file that the gate has not open
        got = {}
        for name, one in early.items():
            # what the one before has given back is taken, too
            count = notes(site)
            wait.until(lambda n=count: notes(site) > n, 5, 'exhaustion')
            got[name] = one.finish()
        reached = len(site.app.seen)
        begun = time.monotonic()
        through = site.client().get('/')
        seconds = time.monotonic() - begun
    statuses = {name: answer.status for name, answer in got.items()}
    print(f'{statuses}, through nginx {through.status} after {seconds:.1f} s,'
          f' {notes(site)} lines about it')
    assert statuses['disabled'] in (401, 403)
    assert statuses['nobody'] in (401, 403)
    assert through.status >= 400 and len(site.app.seen) == reached
    assert notes(site) < 15 * (seconds + 3)     # ten in a second
    serves(site, here, stayer)
    assert gone.get('/').status == 401
    assert leaver.login(site.client()).status == 401
    if statuses['login'] != 303:
        assert statuses['check'] != 204
    # the code is spent if that was the answer, and is not accepted twice
    again = [stayer.login(site.client(), code=code).status for _ in range(2)]
    assert again == [401, 401]


def serves(site, client, person):
    wait.until(lambda: client.get('/').status == 200, 10, 'a good check')
    assert person.login(site.client()).status in (200, 303)
    assert site.client().get('/').status == 401


def memory(site):
    """Bytes of the responder that are in memory."""
    status = pathlib.Path(f'/proc/{site.gate.process.pid}/status')
    return int(re.search(r'VmRSS:\s*(\d+) kB', status.read_text())[1]) * 1024


def descriptors(site):
    return len(os.listdir(f'/proc/{site.gate.process.pid}/fd'))


def large():
    """A login with as many bytes of parameters as may be."""
    params = [('OTPGATE_URI', '/otp/login'), ('OTPGATE_METHOD', 'POST'),
              ('OTPGATE_ADDR', '192.0.2.9'), ('OTPGATE_SCHEME', 'https'),
              ('OTPGATE_HOST', HOST), ('CONTENT_LENGTH', '1000'),
              ('CONTENT_TYPE', 'application/x-www-form-urlencoded')]
    name = 'OTPGATE_COOKIE'
    room = LARGEST - len(fcgi.encode(params)) - len(fcgi.encode([(name, '')]))
    params.append((name, 'c' * (room - 3)))     # its length takes 3 more
    encoded = fcgi.encode(params)
    assert len(encoded) == LARGEST
    return encoded


def wave(site, data):
    """That on all connections at once; the most memory meanwhile."""
    with contextlib.ExitStack() as stack:
        for _ in range(CONNECTIONS):
            s = stack.enter_context(fcgi.connect(site.gate.socket, 20))
            s.sendall(data)
        if ROOT:
            wait.until(lambda: descriptors(site) >= CONNECTIONS, 5, 'accept')
        most = 0
        until = time.monotonic() + 1
        while time.monotonic() < until:
            most = max(most, memory(site))
            time.sleep(0.02)
    # the next wave finds none of these
    wait.until(lambda: site.check().status == 401, 15, 'an answer')
    return most


@pytest.mark.timed
@pytest.mark.plain
def test_connections_full_of_parameters_take_a_bounded_memory(fresh):
    site = fresh(connections=CONNECTIONS)
    person = site.person('--hotp')
    client = person.client()
    params = large()
    waiting = fcgi.begin() + fcgi.record(fcgi.PARAMS, params[:65535])
    # now the head is whole, and a body is waited for
    begun = fcgi.begin() + fcgi.stream(fcgi.PARAMS, params)
    before = memory(site)
    heads = wave(site, waiting) - before
    bodies = [wave(site, begun) - before for _ in range(4)]
    print(f'before {before >> 10} KiB; {CONNECTIONS} unfinished heads '
          f'+{heads >> 10} KiB; waiting for bodies '
          + ', '.join(f'+{b >> 10}' for b in bodies) + ' KiB')
    # what is not whole stays in the socket
    assert heads < CONNECTIONS * 4096
    # all were there that may be: a quarter is for checks
    assert min(bodies) > CONNECTIONS * 3 // 4 * LARGEST
    # and nothing of them stays
    assert max(bodies) < CONNECTIONS * LARGEST * 5 // 2
    serves(site, client, person)
