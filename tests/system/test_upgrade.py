# SPDX-License-Identifier: ISC
"""Upgrade smuggling: an application server that also speaks HTTP/2 without TLS
("h2c") takes one allowed request for the beginning of a tunnel, and in it come
others that neither nginx nor the gate sees.  The server is hypercorn."""

import json
import re
import socket
import struct
import subprocess
import sys

import pytest

from harness import build, tls, wait
from harness.gate import HOSTS
from harness.nginx import Nginx, free_port
from harness.site import Site
from harness.web import SESSION

APPLICATION = '''
import json

async def app(scope, receive, send):
    if scope['type'] == 'websocket':
        await receive()
        await send({'type': 'websocket.accept'})
        return
    if scope['type'] != 'http':
        return
    text = json.dumps({
        'path': scope['path'], 'version': scope['http_version'],
        'headers': [[k.decode(), v.decode()] for k, v in scope['headers']]})
    await send({'type': 'http.response.start', 'status': 200, 'headers': []})
    await send({'type': 'http.response.body', 'body': text.encode()})
'''

SERVER = '''
    server {{
        listen 127.0.0.1:{port} ssl;
        server_name {host};
        include {snippets}/otpgate-server.conf;
        location / {{
            include {snippets}/otpgate-protect.conf;
            proxy_pass http://app;
            include {snippets}/example-websocket.conf;

            # As in so many recipes.
            location /old/ {{
                proxy_pass http://app;
                proxy_http_version 1.1;
                proxy_set_header Upgrade    $http_upgrade;
                proxy_set_header Connection "upgrade";
                proxy_set_header Remote-User $otpgate_user;
            }}
            location /plain/ {{
                proxy_pass http://app;
                proxy_http_version 1.1;
            }}
        }}
    }}
'''

H2C = ['Connection: Upgrade, HTTP2-Settings', 'Upgrade: h2c',
       'HTTP2-Settings: AAMAAABkAAQAoAAAAAIAAAAA']
KEY = ['Sec-WebSocket-Version: 13',
       'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==']
TRIES = {
    'h2c': H2C,
    'in capitals': [line.replace('h2c', 'H2C') for line in H2C],
    'behind a websocket': ['Upgrade: websocket'] + H2C,
    'before a websocket': H2C + ['Upgrade: websocket'],
    'in a list': [line.replace(': h2c', ': websocket, h2c') for line in H2C],
    'first of a list': [line.replace(': h2c', ': h2c, websocket')
                        for line in H2C],
    'with a blank': [line.replace(': h2c', ': h2c\t') for line in H2C],
    'with a key': H2C + KEY,
}


class Hypercorn:
    """As much of an App as Nginx wants to know."""

    def __init__(self, folder):
        self.port = free_port()
        (folder / 'echo.py').write_text(APPLICATION)
        self.process = subprocess.Popen(
            [sys.executable, '-m', 'hypercorn', '--bind',
             f'127.0.0.1:{self.port}', 'echo:app'], cwd=folder,
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL)
        wait.until(self.answers, 30, 'hypercorn listening')

    def answers(self):
        try:
            socket.create_connection(('127.0.0.1', self.port), 1).close()
            return True
        except OSError:
            return False

    def close(self):
        self.process.terminate()
        self.process.wait(20)


class Attack:
    """One connection through nginx, with a session."""

    def __init__(self, nginx, session, path, lines):
        self.socket = tls.context().wrap_socket(
            socket.create_connection(('127.0.0.1', nginx.port), 20))
        head = [f'GET {path} HTTP/1.1', f'Host: {HOSTS[0]}',
                f'Cookie: {SESSION}={session}', *lines, '', '']
        self.socket.sendall('\r\n'.join(head).encode())
        self.rest = b''
        while b'\r\n\r\n' not in self.rest:
            assert self.more(), self.rest
        head, _, self.rest = self.rest.partition(b'\r\n\r\n')
        self.head = head.decode('latin-1')
        self.status = int(self.head.split()[1])

    def more(self):
        data = self.socket.recv(65536)
        self.rest += data
        return data

    def seen(self):
        """What the application saw of a request that made no tunnel."""
        size = re.search(r'(?i)content-length: (\d+)', self.head)
        while len(self.rest) < int(size[1]) if size else \
                b'\r\n0\r\n\r\n' not in b'\r\n' + self.rest:
            assert self.more(), self.rest
        text = self.rest.decode()
        return json.loads(text[text.index('{'):text.rindex('}') + 1])

    def frame(self, kind, flags, stream, body):
        self.socket.sendall(struct.pack('>I', len(body))[1:]
                            + struct.pack('>BBI', kind, flags, stream) + body)

    def smuggle(self, path, **headers):
        """Asks for something else in the tunnel; returns what the application
        saw of it."""
        fields = {':method': 'GET', ':scheme': 'http', ':path': path,
                  ':authority': HOSTS[0],
                  **{k.replace('_', '-'): v for k, v in headers.items()}}
        block = b''.join(
            b'\0' + bytes([len(k)]) + k.encode() + bytes([len(v)]) + v.encode()
            for k, v in fields.items())
        self.socket.sendall(b'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n')
        self.frame(4, 0, 0, b'')
        self.frame(1, 5, 3, block)
        while True:
            while len(self.rest) < 9 or len(self.rest) < 9 + int.from_bytes(
                    self.rest[:3], 'big'):
                assert self.more(), 'the tunnel is closed'
            size = int.from_bytes(self.rest[:3], 'big')
            kind, stream = self.rest[3], int.from_bytes(self.rest[5:9], 'big')
            body, self.rest = self.rest[9:9 + size], self.rest[9 + size:]
            if kind == 0 and stream == 3 and body:
                return json.loads(body)

    def close(self):
        self.socket.close()


@pytest.fixture(scope='module', name='place')
def _place(tmp_path_factory):
    site = Site()
    made = nginx = None
    try:
        made = Hypercorn(tmp_path_factory.mktemp('hypercorn'))
        nginx = Nginx(site.gate, made, lambda port, _: SERVER.format(
            port=port, host=HOSTS[0], snippets=build.SNIPPETS))
        nginx.start()
        session = site.person('--hotp').client().session
        yield lambda path, lines: Attack(nginx, session, path, lines)
    finally:
        if nginx:
            nginx.remove()
        if made:
            made.close()
        site.close()


def test_the_attack_is_real(place):
    """With the recipe that is found everywhere: another path, as anybody."""
    attack = place('/old/x', H2C)
    assert attack.status == 101 and 'h2c' in attack.head.lower()
    seen = attack.smuggle('/admin/secret', remote_user='root')
    assert seen['path'] == '/admin/secret' and seen['version'] == '2'
    assert ['remote-user', 'root'] in seen['headers']
    attack.close()


@pytest.mark.parametrize('lines', TRIES.values(), ids=TRIES)
@pytest.mark.parametrize('path', ['/live/x', '/plain/x', '/x'])
def test_no_tunnel(place, path, lines):
    attack = place(path, lines)
    # Whoever also says "websocket" may be taken at that word.
    assert attack.status in (200, 400) or 'websocket' in str(lines)
    assert 'h2c' not in attack.head.lower()
    if attack.status == 200:
        names = dict(attack.seen()['headers'])
        assert names.get('upgrade', 'websocket') == 'websocket'
        if path.startswith('/live/'):
            assert 'http2-settings' not in names
        else:
            assert 'upgrade' not in names
    else:
        with pytest.raises((AssertionError, OSError)):
            attack.smuggle('/admin/secret', remote_user='root')
    attack.close()


def test_an_ordinary_request_is_none_for_an_upgrade(place):
    attack = place('/live/x', [])
    assert attack.status == 200
    names = dict(attack.seen()['headers'])
    assert 'upgrade' not in names and names['connection'] == 'close'
    attack.close()


@pytest.mark.parametrize('word', ['websocket', 'WebSocket'])
def test_a_web_socket_opens(place, word):
    attack = place('/live/x', ['Connection: Upgrade', f'Upgrade: {word}', *KEY])
    assert attack.status == 101
    assert 'upgrade: websocket' in attack.head.lower()
    attack.close()


def test_no_recipe_hands_on_what_the_client_writes():
    looked = 0
    for path in [*(build.SOURCE / 'conf').rglob('*'),
                 *(build.SOURCE / 'man').iterdir(),
                 *(build.SOURCE / 'doc').iterdir(),
                 *build.SOURCE.glob('*.md')]:
        if path.is_file():
            looked += 1
            assert not re.search(
                r'(?i)^\s*(proxy|grpc|uwsgi|fastcgi)_\w+\s+Upgrade\s+"?\$http_',
                path.read_text(errors='replace'), re.M), path
    assert looked > 30
