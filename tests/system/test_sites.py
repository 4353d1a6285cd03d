# SPDX-License-Identifier: ISC
"""Servers as sites have them: what the application gets of the client's cookies
and headers, what becomes of its own refusals, and that the gate's answers are
the gate's.  One server for all, with everything in it that sites have."""

import http.client
import random
import re
import socketserver
import struct
import sys
import threading

import pytest
from selenium.webdriver.common.by import By

from harness import build, tls, wait
from harness.app import MARKER
from harness.chrome import Chrome
from harness.gate import HOSTS
from harness.hosts import COUNT, HOP
from harness.nginx import free_port
from harness.site import Site
from harness.web import (
    DEVICE, ENROLL, LANGUAGE, NAVIGATE, NEWS, PRE, SESSION, Client)
from test_http2 import Curl

OURS = (SESSION, DEVICE, PRE, HOP, COUNT, ENROLL, LANGUAGE, NEWS)
SECRET = 'a-secret-of-the-gate'
PROTOCOLS = ('fastcgi', 'uwsgi', 'scgi', 'grpc')

SERVERS = '''
    # An application that speaks HTTP/2, as those of gRPC do.
    server {{
        listen 127.0.0.1:{grpc} http2;
        default_type text/plain;
        return 200 'HTTP_COOKIE=$http_cookie
HTTP_REMOTE_USER=$http_remote_user
HTTP_REMOTE_EMAIL=$http_remote_email
HTTP_X_REWRITE_URL=$http_x_rewrite_url
';
    }}

    # An application that refuses.
    server {{
        listen 127.0.0.1:{ill};
        location /401 {{
            add_header WWW-Authenticate 'Basic realm="app"' always;
            return 401 'its own';
        }}
        location /403 {{ return 403 'its own'; }}
        location /500 {{ return 500 'its own'; }}
    }}

    server {{
        listen 127.0.0.1:{port} ssl http2;
        server_name {host};
        add_header Content-Security-Policy "default-src 'self'" always;
        add_header Referrer-Policy no-referrer always;
        expires 30d;
        include {snippets}/otpgate-server.conf;
        set $otpgate_hsts max-age=77;
        set $otpgate_down_page '<title>our page</title>';
        location / {{
            include {snippets}/otpgate-protect.conf;
            proxy_pass http://app;
            include {snippets}/example-websocket.conf;
            location ~ ^/(401|403|500)$ {{
                proxy_pass http://127.0.0.1:{ill};
            }}
            location /intercepted/ {{
                proxy_intercept_errors on;
                rewrite ^/intercepted(.*) $1 break;
                proxy_pass http://127.0.0.1:{ill};
            }}
        }}
        location /files/ {{
            include {snippets}/otpgate-protect.conf;
            root {prefix}/pages;
            try_files $uri @app;
        }}
        location @app {{ proxy_pass http://app; }}
        location /own/ {{
            include {snippets}/otpgate-check.conf;
            include {snippets}/otpgate-identity.conf;
            include /etc/nginx/proxy_params;
            proxy_pass http://app;
        }}
        location /staff/ {{
            include {snippets}/otpgate-protect.conf;
            location ~ ^/ {{
                auth_request /otp/check/groups=staff;
                proxy_pass http://app;
            }}
        }}
        location /open/ {{ proxy_pass http://app; }}
        location /fastcgi/ {{
            include {snippets}/otpgate-protect.conf;
            include /etc/nginx/fastcgi_params;
            {fastcgi_lines}
            fastcgi_pass 127.0.0.1:{fastcgi};
        }}
        location /uwsgi/ {{
            include {snippets}/otpgate-protect.conf;
            include /etc/nginx/uwsgi_params;
            {uwsgi_lines}
            uwsgi_pass 127.0.0.1:{uwsgi};
        }}
        location /scgi/ {{
            include {snippets}/otpgate-protect.conf;
            include /etc/nginx/scgi_params;
            {scgi_lines}
            scgi_pass 127.0.0.1:{scgi};
        }}
        location /grpc/ {{
            include {snippets}/otpgate-protect.conf;
            {grpc_lines}
            grpc_pass grpc://127.0.0.1:{grpc};
        }}
    }}

    # A whole one, for a group.
    server {{
        listen 127.0.0.1:{port} ssl;
        server_name {whole};
        include {snippets}/otpgate-server.conf;
        include {snippets}/otpgate-check.conf;
        location / {{
            auth_request /otp/check/groups=staff;
            proxy_pass http://app;
        }}
    }}
'''


class Backend(socketserver.BaseRequestHandler):
    """An application that tells its parameters, one pair in a line."""

    HEAD = b'Content-Type: text/plain\r\n\r\n'

    def take(self, size):
        data = b''
        while len(data) < size:
            data += self.request.recv(size - len(data)) or sys.exit()
        return data


def take_size(params, at):
    """A size of FastCGI, and where what follows it begins."""
    size = params[at]
    if size < 128:
        return size, at + 1
    return struct.unpack_from('>I', params, at)[0] & 0x7fffffff, at + 4


class FastCgi(Backend):
    def handle(self):
        params, kind = b'', 0
        while kind != 5:    # FCGI_STDIN: nothing is sent
            kind, size, padding = struct.unpack('>xB2xHBx', self.take(8))
            params += self.take(size) if kind == 4 else b''
            self.take(padding + (size if kind != 4 else 0))
        answer, at = self.HEAD, 0
        while at < len(params):
            name, at = take_size(params, at)
            value, at = take_size(params, at)
            answer += params[at:at + name] + b'=' + \
                params[at + name:at + name + value] + b'\n'
            at += name + value
        for kind, body in ((6, answer), (6, b''), (3, bytes(8))):
            self.request.sendall(
                struct.pack('>BBHHBx', 1, kind, 1, len(body), 0) + body)


class Uwsgi(Backend):
    def handle(self):
        params = self.take(struct.unpack('<xHx', self.take(4))[0])
        parts, at = [], 0
        while at < len(params):
            size, = struct.unpack_from('<H', params, at)
            parts.append(params[at + 2:at + 2 + size])
            at += 2 + size
        self.request.sendall(b'HTTP/1.0 200 OK\r\n' + self.HEAD + b''.join(
            name + b'=' + value + b'\n'
            for name, value in zip(parts[::2], parts[1::2])))


class Scgi(Backend):
    def handle(self):
        size = b''
        while not size.endswith(b':'):
            size += self.take(1)
        parts = self.take(int(size[:-1]) + 1).split(b'\0')[:-1]
        self.request.sendall(b'Status: 200 OK\r\n' + self.HEAD + b''.join(
            name + b'=' + value + b'\n'
            for name, value in zip(parts[::2], parts[1::2])))


def backend(handler):
    """Its port."""
    server = socketserver.ThreadingTCPServer(('127.0.0.1', 0), handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server.server_address[1]


def lines_for(protocol):
    """What otpgate-protect.conf has for it, in comments."""
    text = (build.SNIPPETS / 'otpgate-protect.conf').read_text()
    word = 'grpc_set_header' if protocol == 'grpc' else 'fastcgi_param'
    found = re.findall(rf'^#\t({word} .*;)$', text, re.M)
    assert len(found) == (7 if protocol == 'grpc' else 8)
    return ' '.join(found).replace('fastcgi_', f'{protocol}_')


def servers(port, prefix):
    (prefix / 'pages/files').mkdir(parents=True)
    (prefix / 'pages/files/there').write_text('a file')
    return SERVERS.format(port=port, prefix=prefix, ill=free_port(),
                          host=HOSTS[0], whole=HOSTS[1],
                          snippets=build.SNIPPETS, grpc=free_port(),
                          fastcgi=backend(FastCgi), uwsgi=backend(Uwsgi),
                          scgi=backend(Scgi),
                          **{f'{name}_lines': lines_for(name)
                             for name in PROTOCOLS})


@pytest.fixture(scope='module', name='place')
def _place():
    made = Site(servers=servers, hosts=list(HOSTS[:2]))
    yield made
    made.close()


@pytest.fixture(scope='module', name='client')
def _client(place):
    return place.person('--hotp', '--group', 'staff').client()


def sent(reply, name='cookie'):
    """What the application saw of a header, each time that it came."""
    return reply.app_header(name)


# --- cookies ---

class Raw:
    """One connection, many requests, each Cookie header as it is given."""

    def __init__(self, place):
        self.place = place
        self.http = http.client.HTTPSConnection(
            '127.0.0.1', place.nginx.port, context=tls.context(), timeout=60)

    def ask(self, *fields, path='/open/x', host=HOSTS[0], **headers):
        """The status, and the values of "Cookie" at the application."""
        self.http.putrequest('GET', path, skip_host=True)
        self.http.putheader('Host', host)
        for field in fields:
            self.http.putheader('Cookie', field.encode('latin-1'))
        for name, value in headers.items():
            self.http.putheader(name.replace('_', '-'), value)
        self.http.endheaders()
        response = self.http.getresponse()
        response.read()
        if response.status != 200:
            return response.status, []
        return 200, [v for k, v in self.place.app.seen[-1]['headers']
                     if k == 'cookie']


@pytest.fixture(scope='module', name='raw')
def _raw(place):
    return Raw(place)


def pairs(header):
    return [pair.strip(' \t') for pair in header.split(';')]


def others(header):
    """What must arrive: all pairs but the gate's own."""
    return [p for p in pairs(header)
            if p.partition('=')[0].rstrip(' \t') not in OURS or '=' not in p]


ONE = f'{SESSION}={SECRET}'
HEADERS = [
    ONE, f'a=1; {ONE}', f'{ONE}; b=2', f'a=1; {ONE}; b=2',
    f'a=1;{ONE};b=2', f'a=1;  {ONE} ;\tb=2', f'{ONE};', f';{ONE}',
    f'a="x; {ONE}"', f'{SESSION}="{SECRET}"; b=2', f'{SESSION} ={SECRET}; b=2',
    f'{SESSION}\t={SECRET}; b=2', f'{SESSION}= {SECRET} ; b=2',
    f'{SESSION}={SECRET}={SECRET}; b=2', f'a={SESSION}=x; {ONE}',
    f'a=1; {ONE}; {ONE}; b=2', f'{ONE}; a=1; {ONE}; b=2',
    '; '.join(f'{name}={SECRET}' for name in OURS),
    '; '.join(f'{name}={SECRET}; n{i}=1' for i, name in enumerate(OURS)),
    'first=1; ' + '; '.join(f'{name}={SECRET}; n{i}=1'
                            for i, name in enumerate(OURS)),
    f'{ONE}; =x; =; x; b==', f'{SESSION}; b=2; {ONE}',
]
FOREIGN = [
    'a=1', 'a=1; b=2;', ' a=1', 'a=1;;b=2', f'x{SESSION}=1', f'{SESSION}x=1',
    f'{SESSION}-x=1', f'{SESSION}-devices=1', f'{SESSION}-=1', SESSION,
    f'my-{SESSION}=1; {SESSION}2=1', '__host-otpgate=1', '__Secure-otpgate=1',
    f'a={SESSION}', f'a="{SESSION}=1"', f'={SESSION}=1', f'"{SESSION}=1"',
    f'a,{SESSION}=1', 'a=\xe4\xff', 'a=' + 'x' * 20000, 'a;' * 9000,
]


@pytest.mark.parametrize('header', HEADERS)
def test_the_gates_cookies_stay_here(raw, header):
    status, seen = raw.ask(header)
    assert status == 200 and SECRET not in str(seen), seen
    want = [p for p in others(header) if p]
    assert len(seen) <= 1
    assert [p for p in pairs(''.join(seen)) if p] == want
    if seen:
        assert not seen[0].endswith((';', '; ')) or header.endswith(';')


@pytest.mark.parametrize('header', FOREIGN, ids=lambda h: ascii(h[:20]))
def test_other_cookies_arrive_to_the_byte(raw, header):
    status, seen = raw.ask(header)
    assert status == 200 and seen == [header.strip(' \t')]


def test_any_mixture_of_cookies(raw):
    """By a second reading, in Python."""
    dice = random.Random(4)
    names = [*OURS, *OURS, 'a', 'x' + SESSION, SESSION + 'x', '', 'b c', '"q']
    for _ in range(300 if build.FULL else 120):
        mixed, ours = [], 0
        for _ in range(dice.randint(1, 9)):
            name = dice.choice(names)
            ours += name in OURS
            mixed.append(dice.choice(('', '', ' ', '\t')) + name
                         + dice.choice(('=', '=', ' =', '\t='))
                         + dice.choice((SECRET if name in OURS else 'v', '',
                                        '"')) + dice.choice(('', ' ')))
        header = dice.choice(('; ', ';', ' ; ')).join(mixed).strip(' \t')
        status, seen = raw.ask(header)
        assert status == 200 and SECRET not in str(seen), (header, seen)
        if not ours:
            assert seen == [header], header
        elif ours <= len(OURS):
            assert [p for p in pairs(''.join(seen)) if p] == \
                [p for p in others(header) if p], header


def test_more_of_them_than_there_are_are_no_cookies_at_all(raw):
    """No browser has two of a name, and nothing is let through instead."""
    status, seen = raw.ask('; '.join(['a=1', ONE] * 9))
    assert status == 200 and seen == []
    status, seen = raw.ask('; '.join(['a=1', ONE] * 700))
    assert status == 200 and seen == []


@pytest.mark.parametrize('fields', [
    ('a=1', ONE, 'b=2'), (ONE, ONE), (f'a=1; {ONE}', f'{DEVICE}={SECRET}; b=2'),
    ('a=1', 'b=2'), (f'x{ONE}', ONE)], ids=len)
def test_several_cookie_headers(place, raw, fields):
    want = [p for p in others('; '.join(fields)) if p]
    status, seen = raw.ask(*fields)
    assert status == 200
    assert [p for p in pairs(''.join(seen)) if p] == want and len(seen) <= 1
    before = len(place.app.seen)
    got = Curl(place, fields, path='/open/x')
    assert (got.version, got.status) == ('2', 200) and len(got.sent) == \
        len(fields)
    assert len(place.app.seen) == before + 1
    seen = [v for k, v in place.app.seen[-1]['headers'] if k == 'cookie']
    assert [p for p in pairs(''.join(seen)) if p] == want and len(seen) <= 1


@pytest.mark.parametrize('path', ['/', '/live/x', '/files/x', '/own/',
                                  '/staff/x', '/open/'])
def test_the_gates_cookies_stay_here_everywhere(client, path):
    mine = '; '.join(f'{k}={v}' for k, v in client.cookies.items())
    assert client.cookies.keys() >= {SESSION, DEVICE}
    reply = client.get(path, cookie=f'theirs=1; {mine}; more=2')
    assert sent(reply) == ['theirs=1; more=2']
    if path != '/open/':
        assert sent(reply, 'remote-user')
    assert sent(client.get(path)) == []


@pytest.mark.parametrize('protocol', PROTOCOLS)
def test_an_application_that_speaks_something_else(client, protocol):
    mine = '; '.join(f'{k}={v}' for k, v in client.cookies.items())
    path = f'/{protocol}/x'
    text = client.get(path, cookie=f'theirs=1; {mine}; more=2',
                      headers={'Remote-User': 'root', 'Remote-Email': 'x@y',
                               'X-Rewrite-URL': '/z'}).text
    assert 'HTTP_COOKIE=theirs=1; more=2\n' in text and SESSION not in text
    got = [line.partition('=')[0] for line in text.splitlines()]
    for name in ('HTTP_COOKIE', 'HTTP_REMOTE_USER', 'HTTP_REMOTE_EMAIL'):
        assert got.count(name) == 1, (name, text)
    assert re.search(r'^HTTP_REMOTE_USER=user\d+$', text, re.M)
    if protocol != 'grpc':
        # Debian's fastcgi_params has one in front, as the comment says.
        assert re.findall(r'^REMOTE_USER=(.*)$', text, re.M)[-1].startswith(
            'user')
    assert 'x@y' not in text and '=/z' not in text
    assert 'HTTP_COOKIE=\n' in client.get(path).text


# --- who, and under which name ---

def of_name(name):
    """The lines of a shipped file, without comments."""
    text = (build.SNIPPETS / name).read_text()
    return [re.sub(r'\s+', ' ', line).strip() for line in text.splitlines()
            if line.strip() and not line.lstrip().startswith('#')]


def test_the_whole_is_its_parts():
    whole = of_name('otpgate-protect.conf')
    parts = [of_name(f'otpgate-{part}.conf')
             for part in ('check', 'identity', 'forwarded')]
    assert sorted(whole) == sorted(sum(parts, [])) and all(parts)
    headers = parts[1] + parts[2]
    for name in ('otpgate-server.conf', 'example-websocket.conf'):
        assert set(headers) <= set(of_name(name)), name
    assert 'auth_request /otp/check;' in parts[0]


FORGED = {'X-Forwarded-For': '6.6.6.6', 'X-Real-IP': '6.6.6.6',
          'X-Forwarded-Host': 'evil.test', 'X-Forwarded-Port': '666',
          'X-Forwarded-Proto': 'http', 'Forwarded': 'for=6.6.6.6',
          'Remote-User': 'root', 'X-Original-URL': '/x'}


@pytest.mark.parametrize('path', ['/', '/live/x', '/files/x', '/open/',
                                  '/staff/x'])
def test_what_a_client_forges_is_replaced(client, path):
    seen = client.get(path, headers=FORGED).app()['headers']
    got = [k for k, _ in seen]
    assert len(got) == len(set(got)), seen
    assert not [v for k, v in seen if v in FORGED.values()], seen
    assert dict(seen)['x-real-ip'] == '127.0.0.1'


def test_headers_of_ones_own(client):
    """Debian's proxy_params beside the identity."""
    seen = client.get('/own/x', headers={'Remote-User': 'root'}).app()
    for name in ('host', 'x-forwarded-for', 'remote-user'):
        assert len([k for k, _ in seen['headers'] if k == name]) == 1, name
    assert dict(seen['headers'])['remote-user'].startswith('user')
    assert Client(client.port, client.host).get('/own/x').status == 401


@pytest.mark.parametrize('host, seen', [
    ('app.test', 'app.test'), ('app.test:8443', 'app.test:8443'),
    ('APP.test:8443', 'app.test:8443'), ('app.test:', 'app.test'),
    ('app.test:123456', 'app.test'), ('app.test:1x', 'app.test'),
    ('app.test.:81', 'app.test')])
def test_the_port_is_kept(place, raw, host, seen):
    status, _ = raw.ask(host=host)
    if status == 200:
        got = dict(place.app.seen[-1]['headers'])
        assert got['host'] == got['x-forwarded-host'] == seen
    else:
        assert status == 400 and not re.fullmatch(r'app.test(:\d+)?', host)


@pytest.mark.parametrize('host', [
    'evil.test', 'evil.test:443', 'app.test.evil.test', 'x.app.test',
    '127.0.0.1', '[::1]:443', 'app.test@evil.test', 'app.test:80@evil.test'])
@pytest.mark.parametrize('path', ['/open/x', '/live/x', '/files/x',
                                  '/staff/x'])
def test_a_name_of_nobody_is_not_passed_on(place, client, host, path):
    """The first server of an address answers for all of them."""
    reply = client.get(path, headers={'Host': host})
    if reply.status == 400:     # nginx takes it for no name at all
        return
    for name in ('host', 'x-forwarded-host'):
        assert sent(reply, name) == ['app.test']


def test_two_names_are_one(place, raw):
    """The request line says one host, and the header another."""
    status, _ = raw.ask(path='https://app.test/open/x', host='evil.test:81')
    assert status == 200
    assert dict(place.app.seen[-1]['headers'])['host'] == 'app.test'


def test_a_group_for_all_of_it(place, client):
    nobody = place.person('--hotp').client()
    assert client.get('/staff/x').status == 200
    assert nobody.get('/staff/x').status == 403
    assert place.client().get('/staff/x').status == 401


def test_a_group_for_a_whole_server(place):
    host = HOSTS[1]
    inside = place.person('--hotp', '--group', 'staff').client(host)
    reply = inside.get('/x')
    assert len(sent(reply, 'host')) == 1 and sent(reply) == []
    assert sent(reply, 'remote-groups') == ['staff']
    assert reply.get('cache-control') == 'private, no-store'
    assert place.person('--hotp').client(host).navigate('/').status == 403
    assert place.client(host).navigate('/').status == 302
    assert place.client(host).get('/otp/check').status == 404


def test_a_fallback_keeps_the_user(place, client):
    assert client.get('/files/there').text == 'a file'
    reply = client.get('/files/x', headers={'Remote-User': 'root'})
    assert len(sent(reply, 'remote-user')) == 1
    assert sent(reply, 'remote-user')[0].startswith('user')
    for path in ('/files/there', '/files/x'):
        assert place.client().get(path).status == 401
    # Where nothing was checked, it is nobody.
    reply = client.get('/open/x', headers={'Remote-User': 'root'})
    assert not ''.join(sent(reply, 'remote-user'))


# --- the application's own refusals ---

@pytest.mark.parametrize('status', [401, 403, 500])
def test_a_refusal_of_the_application_is_its_own(place, client, status):
    reply = client.navigate(f'/{status}')
    assert (reply.status, reply.text) == (status, 'its own')
    for headers in (NAVIGATE, {'Accept': 'application/json'}):
        reply = client.get(f'/intercepted/{status}', headers=headers)
        assert reply.status == status, reply
        assert 'otp' not in (reply.get('location') or '') + reply.text
        assert 'checked' not in reply.text and not reply.all('retry-after')
    reply = place.client().navigate(f'/intercepted/{status}')
    assert reply.status == 302 and '/otp/login' in reply.get('location')
    assert place.client().get(f'/intercepted/{status}').status == 401


def test_a_refusal_of_the_application_for_a_form(client):
    reply = client.post('/intercepted/401', {'a': 'b'})
    assert reply.status == 401 and 'name="code"' not in reply.text


# --- the gate's own answers ---

ANSWERS = ('/otp/login', '/otp/logout', '/otp/nothing', '/x', '/staff/x')


@pytest.mark.parametrize('path', ANSWERS)
def test_the_gates_headers_are_its_own(place, path):
    nobody = place.person('--hotp').client()
    for one in (place.client(), nobody):
        reply = one.navigate(path)
        if MARKER in reply.text:
            continue
        for name in ('content-security-policy', 'referrer-policy',
                     'cache-control', 'strict-transport-security'):
            assert len(reply.all(name)) == 1, (name, reply)
        assert "'self'" not in reply.get('content-security-policy') \
            .partition('form-action')[0]
        assert reply.get('cache-control') == 'no-store'
        assert reply.get('strict-transport-security') == 'max-age=77'
        assert not reply.all('expires')


@pytest.mark.parametrize('path', ['/otp', '/otp?x=//evil.test'])
@pytest.mark.parametrize('host', [HOSTS[0], 'evil.test', HOSTS[1]])
def test_without_a_slash_there_is_nothing(place, raw, path, host):
    for method in ('GET', 'POST'):
        raw.http.request(method, path, headers={'Host': host})
        response = raw.http.getresponse()
        response.read()
        assert response.status == 404 and not response.getheader('Location')
    assert place.client().get('/otp/').status == 404


@pytest.mark.parametrize('dark', [False, True], ids=['light', 'dark'])
def test_a_page_looks_as_it_should(place, browser, dark):
    """Under the policy of the server nothing of its style would be left."""
    browser.resize(800, dark=dark)
    browser.driver.get('https://app.test/x')
    wait.until(lambda: browser.driver.find_elements(By.NAME, 'code'), 15,
               'the login page')
    main = browser.driver.find_element(By.TAG_NAME, 'main')
    body = browser.driver.find_element(By.TAG_NAME, 'body')
    assert main.value_of_css_property('max-width') == '384px'
    assert body.value_of_css_property('display') == 'flex'
    colour = body.value_of_css_property('background-color')
    assert colour.startswith('rgb') and ('15, 19, 24' in colour) == dark


def test_a_login_works_there(place, browser):
    person = place.person('--hotp')
    driver = browser.driver
    driver.get('https://app.test/x')
    for name, value in (('user', person.name), ('password', person.password),
                        ('code', person.phone.code())):
        driver.find_element(By.NAME, name).send_keys(value)
    driver.find_element(By.CSS_SELECTOR, 'button').click()
    wait.until(lambda: MARKER in driver.page_source, 15, 'the application')
    assert driver.current_url == 'https://app.test/x'
    assert SESSION not in driver.page_source


@pytest.fixture(scope='module', name='browser')
def _browser(place):
    made = Chrome(place.nginx.port, script=False)
    yield made
    made.close()


# --- the gate is down ---

def test_a_page_of_ones_own_while_the_gate_is_down(place, client):
    """Last in the file: the gate goes."""
    place.gate.stop()
    try:
        seen = len(place.app.seen)
        for path in ('/', '/otp/login', '/files/there', '/files/x', '/own/',
                     '/staff/x'):
            for one in (client, place.client()):
                for method in ('GET', 'POST'):
                    reply = one.request(method, path, headers=NAVIGATE)
                    assert reply.status == 503, (path, reply)
                    assert reply.text == '<title>our page</title>'
                    assert reply.get('content-type') == 'text/html'
                    assert reply.get('cache-control') == 'no-store'
        assert len(place.app.seen) == seen
    finally:
        place.gate.start()
    assert client.get('/').status == 200
