# SPDX-License-Identifier: ISC
"""What stands in the place of a protected page: for people the way to the
login, for programs an error, for WebSockets no handshake."""

import socket

import pytest

from harness import tls, wait
from harness.app import MARKER
from harness.web import NAVIGATE, SESSION

PAGE = {'Accept': NAVIGATE['Accept']}
PROGRAMS = {
    'fetch': {'Accept': '*/*', 'Sec-Fetch-Mode': 'cors',
              'Sec-Fetch-Dest': 'empty', 'Sec-Fetch-Site': 'same-origin'},
    'fetch that takes pages': {'Accept': 'text/html',
                               'Sec-Fetch-Mode': 'same-origin'},
    'image': {'Accept': 'image/*', 'Sec-Fetch-Mode': 'no-cors',
              'Sec-Fetch-Dest': 'image'},
    'old XHR': {'Accept': 'application/json',
                'X-Requested-With': 'XMLHttpRequest'},
    'curl': {'Accept': '*/*'},
    'nothing': {},
}
HANDSHAKE = {'Connection': 'Upgrade', 'Upgrade': 'websocket',
             'Sec-WebSocket-Version': '13',
             'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ=='}


def is_error(reply, status=401, error='login_required'):
    assert reply.status == status, reply
    assert reply.get('content-type').startswith('application/json'), reply
    assert reply.json()['error'] == error, reply
    assert MARKER not in reply.text and not reply.all('location')
    assert not reply.all('set-cookie')
    assert reply.get('cache-control') == 'no-store'
    return reply


@pytest.mark.parametrize('headers', PROGRAMS.values(), ids=PROGRAMS)
@pytest.mark.parametrize('method', ['GET', 'POST', 'PUT', 'PATCH', 'DELETE',
                                    'OPTIONS', 'PROPFIND', 'BREW'])
def test_a_program_gets_an_error(site, client, method, headers):
    before = len(site.app.seen)
    reply = is_error(client.request(method, '/api/x', headers=headers))
    assert reply.json() == {'error': 'login_required',
                            'login': 'https://app.test/otp/login'}
    assert reply.get('www-authenticate') == \
        'Otpgate realm="otpgate", error="login_required"'
    assert len(site.app.seen) == before


@pytest.mark.parametrize('method', ['PUT', 'PATCH', 'DELETE', 'OPTIONS',
                                    'PROPFIND'])
def test_a_method_that_is_no_page_view_gets_an_error(client, method):
    """Also from somebody who takes pages: a redirect would turn it into
    another request."""
    is_error(client.request(method, '/x', headers=PAGE))
    is_error(client.request(method, '/x', headers=NAVIGATE))


@pytest.mark.parametrize('headers', [NAVIGATE, PAGE], ids=['new', 'old'])
@pytest.mark.parametrize('method', ['GET', 'HEAD'])
def test_a_page_view_gets_the_login(client, method, headers):
    reply = client.request(method, '/a/b?c=d', headers=headers)
    assert reply.status == 302
    assert reply.get('location').endswith('/otp/login?rd=/a/b%3Fc%3Dd')


def test_a_preflight_gets_no_permission(client):
    reply = is_error(client.request('OPTIONS', '/api/x', headers={
        'Origin': 'https://evil.example',
        'Access-Control-Request-Method': 'PUT',
        'Access-Control-Request-Headers': 'content-type'}))
    assert not any(k.startswith('access-control') for k, _ in reply.headers)


def test_head_has_no_body(client):
    reply = client.request('HEAD', '/x', headers={'Accept': '*/*'})
    assert reply.status == 401 and reply.body == b''


@pytest.mark.parametrize('host', ['app.test', 'other.test'])
def test_the_login_is_on_the_host_that_was_asked(site, host):
    reply = is_error(site.client(host).get('/x'))
    assert reply.json()['login'] == f'https://{host}/otp/login'


def test_a_place_with_demands_says_so(site, person):
    """Demands that a login can meet are told; groups are nobody's business."""
    client = site.client()
    reply = is_error(client.get('/fresh/'))
    assert reply.json()['login'] == \
        'https://app.test/otp/login?need=max-age%3D10'
    reply = is_error(client.get('/admins/'))
    assert reply.json()['login'] == 'https://app.test/otp/login'
    page = client.navigate('/admins/')
    assert page.get('location').endswith('/otp/login?rd=/admins/')
    page = client.navigate('/recovery/?x')
    assert page.get('location').endswith(
        '/otp/login?rd=/recovery/%3Fx&need=factor%3Drecovery')


def test_a_code_of_another_kind_is_required(site, person):
    client = person.client()
    reply = is_error(client.get('/recovery/'), error='code_required')
    assert reply.get('www-authenticate') == \
        'Otpgate realm="otpgate", error="code_required"'
    assert reply.json()['login'].endswith('?need=factor%3Drecovery')
    assert client.get('/').status == 200


@pytest.mark.plain
def test_a_newer_code_is_required(fresh):
    site = fresh(clock='passing')
    client = site.person().client()
    assert client.get('/fresh/').status == 200
    site.gate.clock.advance(60)
    reply = is_error(client.get('/fresh/'), error='code_required')
    assert reply.get('www-authenticate') == \
        'Otpgate realm="otpgate", error="code_required", max_age="10"'
    assert client.get('/').status == 200


def test_a_group_is_required(site, person):
    client = person.client()
    for headers in PROGRAMS.values():
        reply = is_error(client.get('/admins/', headers=headers), 403,
                         'group_required')
        assert 'admins' not in reply.text and 'login' not in reply.json()
    is_error(client.request('DELETE', '/admins/', headers=PROGRAMS['fetch']),
             403, 'group_required')
    page = client.navigate('/admins/')
    assert page.status == 403 and 'not a member of a group' in page.text
    page = client.post('/admins/', 'a=b')
    assert page.status == 403 and 'not a member of a group' in page.text


def test_what_cannot_be_decided_is_an_error(site, person):
    client = person.client()
    is_error(client.get('/typo/'), 403, 'not_possible')
    page = client.navigate('/typo/')
    assert page.status == 403 and '<title>Not available right now' in page.text


# --- WebSockets ---

@pytest.mark.parametrize('headers', [
    {'Sec-Fetch-Mode': 'websocket', 'Sec-Fetch-Dest': 'websocket'}, {},
    PAGE, NAVIGATE, {'Upgrade': 'WebSocket'}, {'Upgrade': 'h2c, websocket'}],
    ids=str)
@pytest.mark.parametrize('path', ['/live/x', '/'])
def test_no_handshake_without_a_session(site, client, path, headers):
    before = len(site.app.seen)
    is_error(client.get(path, headers={**HANDSHAKE, **PAGE, **headers}))
    forged = f'{SESSION}={"A" * 82}'
    is_error(client.get(path, headers={**HANDSHAKE, **headers},
                        cookie=forged))
    assert len(site.app.seen) == before


def test_another_upgrade_is_no_web_socket(client):
    reply = client.get('/x', headers={**NAVIGATE, 'Upgrade': 'h2c'})
    assert reply.status == 302


class WebSocket:
    """As little of RFC 6455 as shows whether one is open."""

    def __init__(self, client, path='/live/x'):
        self.socket = tls.context().wrap_socket(
            socket.create_connection(('127.0.0.1', client.port), 10))
        head = {'Host': client.host, **HANDSHAKE,
                'Origin': f'https://{client.host}',
                'Cookie': f'{SESSION}={client.session}'}
        self.socket.sendall(
            (f'GET {path} HTTP/1.1\r\n' + ''.join(
                f'{k}: {v}\r\n' for k, v in head.items()) + '\r\n').encode())
        answer = b''
        while b'\r\n\r\n' not in answer:
            data = self.socket.recv(4096)
            assert data, answer
            answer += data
        self.status = int(answer.split()[1])
        self.head = answer.partition(b'\r\n\r\n')[0].decode()

    def echoes(self, text):
        self.socket.sendall(text)
        back = b''
        while len(back) < len(text):
            data = self.socket.recv(4096)
            if not data:
                return False
            back += data
        return back == text

    def close(self):
        self.socket.close()


def test_a_handshake_with_a_session(site, person):
    ws = WebSocket(person.client())
    assert ws.status == 101
    assert 's3pPLMBiTxaQ9kYGzzhZRbK+xOo=' in ws.head
    assert ws.echoes(b'hello')
    ws.close()


def test_a_logout_closes_no_web_socket(site, person):
    """Documented in otpgate(8): what is open stays, nothing new opens."""
    client = person.client()
    ws = WebSocket(client)
    assert ws.status == 101 and ws.echoes(b'before')
    site.admin('logout', person.name)
    wait.until(lambda: client.get('/live/x').status == 401)
    assert ws.echoes(b'after')
    late = WebSocket(client)
    assert late.status == 401
    ws.close()
    late.close()
