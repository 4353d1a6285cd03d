# SPDX-License-Identifier: ISC
"""Whatever else stands in a site's nginx files, around the includes: a
stranger is let in by nothing, with the gate up, gone, refusing or hanging; and
somebody who is logged in gets in while it is up.

The servers are made of directives of harness/directives.py: some that once
opened the gate, batches with every directive in one of them, and random ones.
OTPGATE_SEED chooses others, OTPGATE_FULL=1 takes each directive by itself and
many more random ones."""

import concurrent.futures
import http.client
import itertools
import os
import random
import re
import signal
import socket

import pytest

from harness.app import MARKER
from harness.directives import (BELOW, BITTEN, EARLY, ERRORS, FASTCGI,
                                GENERAL, HTTP, LARGE, REWRITES, RULES, Line,
                                Server, fits, leads_early, lines)
from harness.gate import HOSTS
from harness.microcache import FILES, PATH
from harness import build, tls
from harness.nginx import Nginx
from harness.site import Site
from harness.web import NAVIGATE, SESSION, of_a_lost_key

FULL = bool(os.environ.get('OTPGATE_FULL'))
SEED = int(os.environ.get('OTPGATE_SEED') or 1)
RANDOM = 150 if FULL else 40
BATCH = 9
HTTP_SETS = 12 if FULL else 3

KINDS = itertools.count(1)

pytestmark = pytest.mark.timeout(1200 if FULL else 300)

PROTECTED = ('/page', '/index.php', '/fresh/x', '/live/x', '/old/x')
PAGES = ('/otp/login', '/otp/check', '/otp/check/max-age=300', '/otp/x')
CALL = {'Accept': 'application/json'}

# What has been found to open the gate, or might as well.
PAIRS = [
    [Line('after', 'error_page 502 504 = @fallback;')],
    [Line('after', 'error_page 502 504 =200 /open/x;')],
    [Line('http', 'error_page 500 502 503 504 =200 /static.html;')],
    [Line('after', 'fastcgi_intercept_errors on;'),
     Line('after', 'error_page 401 /static.html;')],
    [Line('after', 'fastcgi_intercept_errors on;'),
     Line('after', 'error_page 403 = @fallback;')],
    [Line('after', 'fastcgi_intercept_errors on;'),
     Line('before', 'recursive_error_pages on;'),
     Line('after', 'error_page 401 403 404 500 502 503 504 =200 @fallback;')],
    [Line('below', 'error_page 500 502 = @fallback;'),
     Line('below', 'recursive_error_pages on;')],
    [Line('after', 'recursive_error_pages on;'),
     Line('below', 'error_page 401 403 500 = @fallback;')],
    [Line('before', 'satisfy any;'), Line('before', 'allow all;')],
    [Line('before', 'satisfy any;'), Line('after', 'auth_request off;')],
    [Line('after', 'fastcgi_cache shared;'),
     Line('after', 'fastcgi_cache_key $uri;'),
     Line('after', 'fastcgi_cache_valid any 10m;'),
     Line('after', 'fastcgi_ignore_headers Cache-Control Expires;'),
     Line('after', 'fastcgi_cache_use_stale error timeout;')],
    [Line('after', 'proxy_cache pages; proxy_cache_valid any 10m;'),
     Line('after', 'proxy_ignore_headers Cache-Control;')],
    [Line('after', 'error_page 502 = @fallback;'),
     Line('after', 'if (!-e $request_filename) { rewrite ^ /index.php last; }')
     ],
    [Line('after', 'fastcgi_buffers 16 64k; fastcgi_buffer_size 64k;'),
     Line('after', 'fastcgi_busy_buffers_size 512k;')],
    # Alone: nginx itself does not take it beside larger buffers.
    [Line('after', 'fastcgi_temp_file_write_size 8k;')],
    [Line('http', 'error_page 400 405 413 414 494 501 503 = @fallback;'),
     Line('before', 'recursive_error_pages on;')],
    [Line('before', 'error_page 400 405 413 501 503 = @kept;'),
     Line('after', 'recursive_error_pages on;')],
    [Line('above', 'error_page 413 503 = @kept;'),
     Line('below', 'recursive_error_pages on;')],
]


def batches(some, dice):
    """All of "some", with others beside each of them."""
    some = list(some)
    dice.shuffle(some)
    while some:
        batch, rest = [], []
        for line in some:
            room = len(batch) < BATCH and fits(line, batch)
            (batch if room else rest).append(line)
        yield batch
        some = rest


def mixture(choice, dice):
    mixed = []
    for line in dice.sample(choice, dice.randint(2, 7)):
        if fits(line, mixed):
            mixed.append(line)
    return mixed


def plans():
    """Sets of lines for "http", with the servers that stand below them."""
    dice = random.Random(SEED)
    every = [line for line in lines() if line.where != 'http']
    alone = [Line('after', text) for text in ERRORS + REWRITES] + \
        [Line(where, text) for text in RULES for where in ('before', 'after')]\
        + [Line('below', text) for text in BELOW]
    singles = every if FULL else alone
    sets = [[line] for line in singles] + PAIRS
    plain = [line for line in every if line.where in ('above', 'below')
             or line.text in FASTCGI + GENERAL and line.where == 'after']
    together = list(batches(plain, dice))
    sets += together + [mixture(every, dice) for _ in range(RANDOM)]
    server_sets = [[line for line in one if line.where != 'http']
                   for one in sets]
    first = [Server(())] + [
        Server(tuple(one), microcache) for i, one in enumerate(server_sets)
        for microcache in ((False, True)
                           if FULL or sets[i] in PAIRS + together
                           else (i % 2 == 0,))]
    yield [], first
    of_http = [Line('http', text) for text in ERRORS + FASTCGI + GENERAL
               if 'client_max_body_size' not in text]   # harness.nginx has one
    fixed = [[line for line in one if line.where == 'http'] for one in PAIRS]
    fixed = [one for one in fixed if one]
    made = list(batches(of_http, dice))
    for one in fixed + (made if FULL else []) + [
            mixture(of_http, dice) + dice.choice(made)[:2]
            for _ in range(HTTP_SETS)]:
        one = [line for i, line in enumerate(one) if fits(line, one[:i])]
        yield one, [Server((), False), Server((), True)] + [
            Server(tuple(mixture(every, dice)), n % 2 == 0) for n in range(4)]


class Wire:
    """One connection to one server, opened again when nginx closes it."""

    def __init__(self, server, port):
        self.server = server
        # What makes a request one of those that are limited, one a minute.
        self.bite = {'X-Bite': str(next(KINDS))}
        self.http = http.client.HTTPSConnection(
            server.address, port, timeout=100, context=tls.context())

    def ask(self, path, headers, cookie='', method='GET', body=None):
        send = {'Host': HOSTS[0], **headers}
        if cookie:
            send['Cookie'] = cookie
        for attempt in range(2):
            try:
                self.http.request(method, path, body=body, headers=send)
                response = self.http.getresponse()
                text = response.read().decode('latin-1')
                return Reply(f'{method} {path}', response, text)
            except (http.client.HTTPException, OSError) as error:
                # A connection that was kept may be closed at any time.
                self.http.close()
                if isinstance(error, TimeoutError):
                    raise AssertionError(
                        f'{method} {path} hangs: {self.server}') from error
                if attempt:
                    return Reply(f'{method} {path}', None, repr(error))
        raise AssertionError('not reached')

    def send(self, data):
        """Bytes on a connection of their own, to the end of the answer."""
        address = self.server.address, self.http.port
        what = data[:80].decode().replace('\r\n', ' ')
        with socket.create_connection(address, 100) as plain, \
                tls.context().wrap_socket(
                    plain, server_hostname=HOSTS[0]) as wire:
            try:
                wire.sendall(data)
                response = http.client.HTTPResponse(wire)
                response.begin()
                return Reply(what, response, response.read().decode('latin-1'))
            except (http.client.HTTPException, OSError) as error:
                return Reply(what, None, repr(error))


class Reply:
    def __init__(self, what, response, text):
        self.what = what
        self.status = response.status if response else 0
        self.location = response.getheader('Location', '') if response else ''
        self.caching = response.getheader('Cache-Control', '') \
            if response else ''
        self.policies = (response.headers.get_all(
            'Content-Security-Policy') or []) if response else []
        self.cookie = response.getheader('Set-Cookie', '') if response else ''
        self.text = text

    def is_open(self):
        """True for anything that a stranger must not get."""
        if MARKER in self.text or 200 <= self.status < 300:
            return True
        way = re.sub(r'^https://app\.test(:\d+)?', '', self.location)
        return 300 <= self.status < 400 and not way.startswith('/otp/login')

    def __repr__(self):
        return f'{self.what}: {self.status} {self.location} ' \
            f'[{self.caching}] {self.text[:70]!r}'


class Place:
    """One nginx, with lines in its "http" and many servers."""

    def __init__(self, site, number, of_http, servers):
        self.of_http, self.servers = of_http, servers
        for i, server in enumerate(servers):
            server.address = f'127.{1 + number}.{i // 250}.{1 + i % 250}'
        self.nginx = Nginx(site.gate, site.app, self.text)
        try:
            self.nginx.config.write_text(
                self.nginx.config.read_text().replace(
                    'worker_connections 512;', 'worker_connections 4096;'))
            self.nginx.start()
        except AssertionError as error:
            self.nginx.remove()
            raise AssertionError(f'{error}\n{self.of_http}') from error

    def text(self, port, prefix):
        recipe = (build.SNIPPETS / FILES[0]).read_text()
        assert PATH in recipe
        (prefix / FILES[0]).write_text(recipe.replace(
            PATH, f'fastcgi_cache_path {prefix}/verdicts '))
        found = Server((), address='127.0.0.1').text(
            HOSTS[0], port, build.SNIPPETS / FILES[1])
        return HTTP.format(prefix=prefix) + \
            f'    include {prefix / FILES[0]};\n' + \
            ''.join(f'    {line.text}\n' for line in self.of_http) + found + \
            ''.join(s.text(HOSTS[0], port, build.SNIPPETS / FILES[1])
                    for s in self.servers)

    def name(self, server):
        return ' | '.join([*map(str, self.of_http), str(server)])


class World:
    def __init__(self):
        self.site = Site()
        self.places = []
        try:
            self.person = self.site.person('--hotp')
            session = self.person.client().session
            self.cookie = f'{SESSION}={session}'
            self.lost = f'{SESSION}={of_a_lost_key(session)}'
            for number, plan in enumerate(plans()):
                self.places.append(Place(self.site, number, *plan))
        except BaseException:
            self.close()
            raise

    def everywhere(self, judge, workers=8):
        """What "judge" says of each server, as a text."""
        jobs = [(p, s) for p in self.places for s in p.servers]
        with concurrent.futures.ThreadPoolExecutor(workers) as pool:
            found = list(pool.map(
                lambda job: list(judge(Wire(job[1], job[0].nginx.port),
                                       job[1])), jobs))
        wrong = [f'{place.name(server)}\n    ' + '\n    '.join(map(str, bad))
                 for (place, server), bad in zip(jobs, found) if bad]
        assert len(found) > 140
        return f'seed {SEED}: {len(wrong)} of {len(jobs)} servers\n' + \
            '\n'.join(wrong) if wrong else ''

    def close(self):
        for place in self.places:
            place.nginx.remove()
        self.site.remove()


@pytest.fixture(scope='module', name='world')
def _world():
    made = World()
    yield made
    made.close()


def strangers(world, paths):
    """What somebody without a session sends."""
    for path in paths:
        yield path, NAVIGATE, ''
        yield path, CALL, world.lost


def refused(world, wire, server, paths):
    """The answers to strangers that are none."""
    for path, headers, cookie in strangers(world, paths):
        reply = wire.ask(path, headers, cookie)
        if reply.is_open():
            yield reply
    text = {**CALL, **wire.bite, 'Content-Type': 'text/plain'}
    reply = wire.ask('/page', text, world.lost, 'POST', b'x' * 100)
    if reply.is_open():
        yield reply
    yield from refused_early(wire, server)


def refused_early(wire, server, some=EARLY):
    """The answers to what nginx refuses by itself that are none; one request
    with what bites has been sent before."""
    early = () if any(map(leads_early, server.lines)) else some
    for data in (*early, LARGE, (BITTEN % wire.bite['X-Bite']).encode()):
        reply = wire.send(data)
        if reply.is_open() or reply.status == 0:
            yield reply


def is_rewritten(server):
    """Whether the site takes the addresses of the gate's pages away: then
    nobody logs in, which is bad for the site and for nobody else."""
    return any('rewrite ^' in line.text and '/old' not in line.text
               and '/moved' not in line.text and '/page' not in line.text
               or '$uri ~' in line.text for line in server.lines
               if line.where == 'after')


def check_up(world):
    def judge(wire, server):
        yield from refused(world, wire, server, PROTECTED)
        for path in PROTECTED[:-1]:
            reply = wire.ask(path, CALL, world.cookie)
            if reply.status != 200 or MARKER not in reply.text or \
                    f'"{world.person.name}"' not in reply.text:
                yield reply
        if is_rewritten(server):
            return
        for path in PAGES:
            reply = wire.ask(path, NAVIGATE)
            if MARKER in reply.text:
                yield reply
        reply = wire.ask('/otp/login', NAVIGATE)
        if reply.status != 200 or 'name="user"' not in reply.text or \
                not reply.cookie or 'no-store' not in reply.caching or \
                len(reply.policies) != 1 or "'self'" in \
                reply.policies[0].partition('form-action')[0]:
            yield reply
        reply = wire.ask('/page', NAVIGATE)
        if reply.status != 302 or 'no-store' not in reply.caching:
            yield reply
    return judge


def check_down(world):
    def judge(wire, server):
        yield from refused(world, wire, server, PROTECTED[:3])
        reply = wire.ask('/page', CALL, world.cookie)
        if reply.is_open():
            yield reply
        for path in () if is_rewritten(server) else PAGES[:2]:
            reply = wire.ask(path, NAVIGATE)
            if reply.is_open():
                yield reply
    return judge


def test_while_the_gate_is_up(world):
    wrong = world.everywhere(check_up(world))
    assert not wrong, wrong


def test_while_the_gate_hangs(world):
    """It takes the connection and says nothing."""
    def judge(wire, server):
        reply = wire.ask('/page', {**NAVIGATE, **wire.bite})
        if reply.is_open() or not server.lines and reply.status < 500:
            yield reply
        # A few: where they lead to @kept, each waits for the gate.
        yield from refused_early(wire, server, EARLY[:3])

    world.site.gate.send(signal.SIGSTOP)
    try:
        wrong = world.everywhere(judge, workers=400)
    finally:
        world.site.gate.send(signal.SIGCONT)
    assert not wrong, wrong


def test_while_the_gate_is_down(world):
    """Its socket refuses, and then there is none."""
    world.site.gate.kill()
    try:
        assert world.site.gate.socket.exists()
        wrong = world.everywhere(check_down(world))
        world.site.gate.socket.unlink()
        wrong += world.everywhere(check_down(world))
    finally:
        world.site.gate.start()
    assert not wrong, wrong
