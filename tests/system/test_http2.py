# SPDX-License-Identifier: ISC
"""Cookies in many header fields, which HTTP/2 allows (RFC 9113, section
8.2.3): curl sends them, nginx puts them together, the gate reads the whole."""

import json
import re
import shutil
import socket
import ssl
import struct
import subprocess

import pytest

from harness import build
from harness.gate import HOSTS
from harness.nginx import SERVER
from harness.site import Site
from harness.web import SESSION

CURL = shutil.which('curl')
HOST = HOSTS[0]
# What "curl -v" says of each field that it sends.
SENT = re.compile(r'\[cookie: ([^\]]*)\]')


def servers(port, _folder):
    """Those of the other tests, with HTTP/2."""
    text = SERVER.replace('127.0.0.1:{app}', 'app')
    assert ' ssl{default};' in text
    return ''.join(
        text.replace(' ssl{', ' ssl http2{').format(
            port=port, host=host, snippets=build.SNIPPETS,
            default=' default_server' if i == 0 else '')
        for i, host in enumerate(HOSTS))


@pytest.fixture(scope='module', name='place')
def _place():
    made = Site(servers=servers)
    yield made
    made.close()


@pytest.fixture(scope='module', name='good')
def _good(place):
    """The cookie of somebody who has logged in."""
    return f'{SESSION}={place.person("--hotp").client().session}'


class Curl:
    """One request; "fields" are its Cookie header fields."""

    def __init__(self, place, fields, path='/'):
        folder = place.nginx.prefix
        headers = folder / 'fields'
        headers.write_text(''.join(f'Cookie: {f}\n' for f in fields))
        answer = folder / 'answer'
        answer.write_text('')
        run = subprocess.run(
            [CURL, '--http2', '-v', '-s', '--max-time', '20', '--cacert',
             str(folder / 'cert.pem'), '--resolve',
             f'{HOST}:{place.nginx.port}:127.0.0.1', '-H', f'@{headers}',
             '-o', str(answer), '-w', '%{http_version} %{http_code}',
             f'https://{HOST}:{place.nginx.port}{path}'],
            capture_output=True, text=True, timeout=60, check=False,
            errors='replace')
        self.exit = run.returncode
        self.version, status = run.stdout.split()
        self.status = int(status)   # 0: no answer at all
        self.sent = SENT.findall(run.stderr)
        self.text = answer.read_text(errors='replace')


def ask(place, *fields, **more):
    got = Curl(place, fields, **more)
    assert (got.exit, got.version) == (0, '2'), got.__dict__
    assert got.sent == list(fields), 'curl has joined them'
    return got


def spelled(fields):
    return ' + '.join(re.sub(r'=[\w-]{40,}', '=...', f) for f in fields)[:60]


@pytest.mark.parametrize('before, after', [
    ([], []), (['a=b'], []), ([], ['a=b']), (['a=b', 'c=d'], ['e=f', 'g=h']),
    (['a=b; c=d'], ['e=f']), (['x'], [';', '=']),
    ([f'c{i}=v' for i in range(100)], [f'd{i}=v' for i in range(100)]),
], ids=lambda fields: f'{len(fields)}')
def test_a_session_among_other_fields(place, good, before, after):
    got = ask(place, *before, good, *after)
    assert got.status == 200, got.text
    names = [v for k, v in json.loads(got.text)['headers']
             if k == 'remote-user']
    assert len(names) == 1 and names[0]
    assert ask(place, 'a=b', *before, *after).status == 401


def doubled(good, other):
    value = good.partition('=')[2]
    return [
        [good, good], [good, other], [good, 'a=b', good],
        [f'a=b; {good}', f'{good}; c=d'], [f'{SESSION}=', good],
        [good, f'{SESSION}=x'], [good] * 50,
        # one value in two fields is no value
        [f'{SESSION}={value[:40]}', value[40:]], [f'{SESSION}=', value],
        [SESSION, f'={value}'],
    ]


@pytest.mark.parametrize('which', range(10))
def test_two_session_cookies_in_pieces_are_none(place, good, which):
    other = f'{SESSION}={place.person("--hotp").client().session}'
    fields = doubled(good, other)[which]
    reached = len(place.app.seen)
    got = ask(place, *fields)
    assert got.status == 401, spelled(fields)
    assert len(place.app.seen) == reached
    assert ask(place, good).status == 200


def literal(name, value):
    """A header field that no table is needed for (RFC 7541, 6.2.2)."""
    out = b'\0'
    for text in (name.encode(), value.encode()):
        n = len(text)
        out += bytes([n]) if n < 127 else b'\x7f'
        if n >= 127:
            n -= 127
            while n >= 128:
                out += bytes([n & 127 | 128])
                n >>= 7
            out += bytes([n])
        out += text
    return out


def frame(kind, flags, stream, content=b''):
    return (struct.pack('>I', len(content))[1:]
            + struct.pack('>BBI', kind, flags, stream) + content)


def read_status(block):
    """Of the first field, as nginx writes it (RFC 7541, 6.1 and 6.2.1)."""
    while block[0] & 0xe0 == 0x20:      # a new size of the table
        block = block[1:]
    known = {0x88: 200, 0x89: 204, 0x8a: 206, 0x8b: 304, 0x8c: 400, 0x8d: 404,
             0x8e: 500}
    return known.get(block[0]) or int(block[2:5])


def send_all(place, fields):
    """Sends what curl's library would not: a head of any length.  The status,
    or 0 when nginx ends the stream or the connection."""
    context = ssl.create_default_context(
        cafile=str(place.nginx.prefix / 'cert.pem'))
    context.set_alpn_protocols(['h2'])
    block = b''.join(literal(*pair) for pair in [
        (':method', 'GET'), (':scheme', 'https'), (':authority', HOST),
        (':path', '/')] + [('cookie', f) for f in fields])
    parts = [block[i:i + 16000] for i in range(0, len(block), 16000)]
    data = b'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n' + frame(4, 0, 0)
    for i, part in enumerate(parts):
        end = 4 if i == len(parts) - 1 else 0
        data += frame(9, end, 1, part) if i else frame(1, end | 1, 1, part)
    plain = socket.create_connection(('127.0.0.1', place.nginx.port), 20)
    with context.wrap_socket(plain, server_hostname=HOST) as s:
        assert s.selected_alpn_protocol() == 'h2'
        try:
            s.sendall(data)
            with s.makefile('rb') as wire:
                return next_status(wire)
        except (ConnectionError, ssl.SSLError):
            return 0


def next_status(wire):
    while True:
        head = wire.read(9)
        if len(head) < 9:
            return 0
        content = wire.read(int.from_bytes(head[:3], 'big'))
        if head[3] == 1:
            return read_status(content)
        if head[3] in (3, 7):       # RST_STREAM, GOAWAY
            return 0


def test_very_many_of_them(place, good):
    """What nginx still passes on is read to its end, the rest it refuses;
    neither is an error of the gate, and neither lets anybody in."""
    log = place.gate.log.read_text()
    before = place.nginx.logs()
    statuses = {}
    for n in (1, 1000, 2000, 3000, 4000, 8000, 16000, 50000):
        crowd = [f'c{i:05}=vvv' for i in range(n)]
        reached = len(place.app.seen)
        assert send_all(place, crowd) in (401, 400, 431, 500, 503, 0)
        assert len(place.app.seen) == reached
        statuses[n] = send_all(place, [*crowd, good])
        assert (statuses[n] == 200) == (len(place.app.seen) == reached + 1)
        assert ask(place, good).status == 200
    print(statuses)
    print('nginx:', set(re.findall(r'client [a-z ]*header[^,]*|request record'
                                   r'[^,]*', place.nginx.logs())))
    # some had to be looked through, and there was an end
    assert statuses[1] == statuses[2000] == 200
    assert statuses[50000] != 200
    assert place.gate.process.poll() is None
    assert 'error' not in place.gate.log.read_text()[len(log):]
    assert place.gate.stderr.read_text() == ''
    assert 'prematurely closed' not in place.nginx.logs()[len(before):]


def test_a_session_doubled_around_very_many(place, good):
    crowd = [f'c{i:05}=vvv' for i in range(1500)]
    assert send_all(place, [good, *crowd]) == 200
    assert send_all(place, [good, *crowd, good]) == 401
