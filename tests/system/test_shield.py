# SPDX-License-Identifier: ISC
"""What is there instead of a page while the gate does not answer, what of a
login must be written nowhere, and what goes around the check for all that."""

import http.client
import re
import socket

import pytest

from harness import build, tls, wait
from harness.app import MARKER
from harness.gate import HOSTS
from harness.nginx import Nginx, free_port
from harness.site import Site
from harness.web import NAVIGATE, SESSION, Client, Form

# Everything that might keep the body of a form, or show it to somebody else.
KEEPERS = '''
        root PREFIX/kept;
        client_body_in_file_only on;
        client_body_buffer_size 1;
        mirror /open/mirror;
        expires 30d;
        fastcgi_pass_request_body off;
        fastcgi_request_buffering off;
'''
CACHE = '''
        fastcgi_cache shared;
        fastcgi_cache_key $request_uri;
        fastcgi_cache_methods GET HEAD POST;
        fastcgi_cache_valid any 10m;
        fastcgi_ignore_headers Cache-Control Expires Set-Cookie;
'''
STORE = '''
        fastcgi_store on;
        fastcgi_store_access user:rw;
'''

SERVERS = '''
    fastcgi_cache_path {prefix}/shared keys_zone=shared:1m;
    limit_req_zone $http_x_bite zone=bite:1m rate=1r/m;
    limit_conn_zone $http_x_bite zone=one:1m;

    # An application that fails.
    server {{
        listen 127.0.0.1:{ill};
        return 500 'the failure';
    }}

    {servers}
'''

SERVER = '''
    server {{
        listen 127.0.0.1:{port} ssl;
        server_name {host};
        {site}
        include {snippets}/otpgate-server.conf;
        location / {{
            include {snippets}/otpgate-protect.conf;
            proxy_pass http://app;
            location /ill/ {{
                proxy_intercept_errors on;
                proxy_pass http://127.0.0.1:{ill};
            }}
            location /ill-as-it-is/ {{
                proxy_pass http://127.0.0.1:{ill};
            }}
        }}
        location ^~ /open/ {{ proxy_pass http://app; }}
        location @fallback {{ proxy_pass http://app; }}
        {places}
    }}
'''


def servers(*some):
    """A server for each pair of lines and locations; nginx files in them are
    at {snippets}."""
    def write(port, prefix):
        for folder in ('kept', 'kept/otp'):
            (prefix / folder).mkdir()
            (prefix / folder).chmod(0o777)
        ill = free_port()
        texts = [SERVER.format(
            ill=ill, port=port, host=HOSTS[0] if i == 0 else f'h{i}.test',
            snippets=build.SNIPPETS, site=site.replace('PREFIX', str(prefix)),
            places=places.replace('SNIPPETS', str(build.SNIPPETS)))
            for i, (site, places) in enumerate(some or [('', '')])]
        return SERVERS.format(prefix=prefix, ill=ill, servers=''.join(texts))
    return write


def files(nginx):
    """All that nginx has written below its folder, but for the files that we
    have put there."""
    return {path: path.read_bytes() for path in nginx.prefix.rglob('*')
            if path.is_file() and path.suffix not in ('.pem', '.conf')}


# --- an outage ---

# Of somebody whose check was answered, and then the gate went.
LATE = '''
        location = /late-login { error_page 418 = @otpgate_login; return 418; }
        location = /late-page { error_page 418 = @otpgate_denied; return 418; }
'''


@pytest.fixture(scope='module', name='down')
def _down():
    """A site whose gate is gone, and somebody who was logged in."""
    site = Site(servers=servers((
        'error_page 500 502 503 504 = @fallback; recursive_error_pages on; '
        'types { text/css css; } expires 30d;', LATE)))
    client = site.person('--hotp').client()
    site.gate.stop()
    yield site, client
    site.close()


@pytest.mark.parametrize('path', ['/', '/style.css', '/x.php', '/otp/login',
                                  '/otp/x', '/late-login', '/late-page'])
def test_an_outage_is_explained(down, path):
    site, client = down
    for one in (client, site.client()):
        reply = one.navigate(path)
        assert reply.status == 503, reply
        assert 'does not answer' in reply.text and MARKER not in reply.text
        assert reply.get('content-type').startswith('text/html')
        assert reply.get('retry-after') == '10'
        assert reply.all('cache-control') == ['no-store']
    assert not site.app.seen


@pytest.mark.parametrize('method', ['POST', 'PUT', 'OPTIONS', 'HEAD', 'BREW'])
def test_an_outage_has_no_other_methods(down, method):
    site, client = down
    body = b'x' * 100000 if method in ('POST', 'PUT') else None
    for headers in ({}, NAVIGATE):
        reply = client.request(method, '/x', body=body, headers=headers)
        assert reply.status == 503, reply
    assert not site.app.seen


# --- an error of the application ---

def test_an_error_of_the_application_is_no_outage(fresh):
    site = fresh(servers=servers((
        'error_page 500 = @fallback; recursive_error_pages on;', '')))
    client = site.person('--hotp').client()
    reply = client.navigate('/ill-as-it-is/')
    assert reply.status == 500 and reply.text == 'the failure'
    reply = client.navigate('/ill/')
    assert reply.status == 500 and 'does not answer' not in reply.text
    assert MARKER not in reply.text and not reply.all('retry-after')
    assert site.client().navigate('/ill/').status == 302


# --- what is typed ---

@pytest.mark.parametrize('more', [CACHE, STORE], ids=['cache', 'store'])
def test_what_is_typed_is_kept_and_shown_by_nothing(fresh, more):
    site = fresh(servers=servers((KEEPERS + more, '')))
    person = site.person('--hotp')
    typed = 'a password that was typed'
    client = site.client()
    assert client.login(person.name, typed, '123456').status == 401
    page = client.navigate('/otp/login')
    assert page.all('cache-control') == ['no-store'] and page.status == 200
    assert client.navigate('/x').all('cache-control') == ['no-store']
    ended = person.client()
    site.admin('logout', person.name)
    kept = ended.post('/x', {'form': 'and a form that waits'})
    assert kept.status == 401 and Form(kept.text).fields.get('form')
    assert not site.app.seen, 'nothing reaches the mirror'
    for path, data in files(site.nginx).items():
        assert b'that+was+typed' not in data and b'that+waits' not in data, path
        assert path.name.endswith('.log') or path.name == 'nginx.pid', path
    # And it works: the mirror is told of what is let in, and no more.
    inside = person.client()
    assert inside.post('/x', {'form': 'let in'}).status == 200
    assert any(b'let+in' in data for data in files(site.nginx).values())


def around(where='/here/', above='', below=''):
    return f'''
        location {where} {{
            {above}
            include SNIPPETS/otpgate-protect.conf;
            proxy_pass http://app;
            {below}
        }}
    '''


# --- what nginx refuses by itself ---

PAGES = 'error_page 404 /open/missing; ' \
    'location /files/ { root /nonexistent; ' \
    'error_page 404 405 =200 /open/of-the-location; } ' \
    'location /missing/ { root /nonexistent; } ' \
    'location = /too-much { return 200 "too much"; }'


@pytest.fixture(scope='module', name='site_pages')
def _site_pages():
    made = Site(servers=servers(('', PAGES + around(
        above='error_page 413 /too-much; client_max_body_size 10;') + around(
            '/there/', below='error_page 413 429 503 = @fallback; '
            'client_max_body_size 10; limit_conn one 1;'))))
    yield made
    made.close()


def test_what_nginx_refuses_says_so_and_no_more(site_pages):
    person = site_pages.person('--hotp')
    for client in (site_pages.client(), person.client()):
        for method, path, status in (
                ('TRACE', '/page', 405), ('TRACE', '/open/x', 405),
                ('CONNECT', '/page', 405), ('POST', '/there/x', 413)):
            body = b'x' * 100 if method == 'POST' else None
            reply = client.request(method, path, body=body)
            assert reply.status == status, reply
            assert f'({status})' in reply.text and MARKER not in reply.text
            assert reply.get('content-type').startswith('text/html')
            assert reply.all('cache-control') == ['no-store']
        # The page is no address.
        assert client.get('/otp/refused').status == 404


def test_pages_of_the_site_where_they_belong(site_pages):
    """In front of the include of a location, and in locations that are not
    protected."""
    client = site_pages.client()
    reply = client.request('POST', '/here/x', body=b'x' * 100)
    assert reply.status == 413 and reply.text == 'too much'
    for method in ('GET', 'POST'):
        reply = client.request(method, '/files/x')
        assert reply.status == 200 and '/open/of-the-location' in reply.text
    reply = client.get('/missing/x')
    assert reply.status == 404 and '/open/missing' in reply.text


def test_a_limit_of_connections_that_bites(site_pages):
    """Somebody who is logged in uses it up; for strangers it is no door."""
    member = site_pages.person('--hotp').client()
    with socket.create_connection(
            ('127.0.0.1', site_pages.nginx.port), 30) as plain, \
            tls.context().wrap_socket(plain, server_hostname=HOSTS[0]) as wire:
        wire.sendall(f'POST /there/x HTTP/1.1\r\nHost: {HOSTS[0]}\r\n'
                     f'Cookie: {SESSION}={member.session}\r\nX-Bite: c\r\n'
                     'Content-Length: 5\r\n\r\nx'.encode())

        def bites():
            reply = site_pages.client().get('/there/x',
                                            headers={'X-Bite': 'c'})
            assert MARKER not in reply.text and reply.status in (401, 503)
            return reply.status == 503

        wait.until(bites, 10, 'limit_conn')
        wire.sendall(b'xxxx')
        assert wire.recv(15) == b'HTTP/1.1 200 OK'


# --- what goes around ---

# Nothing in our files can close these: the words that otpgate-protect.conf and
# otpgate(8) have for each, lines of the server in front of the includes,
# locations, and whether the gate is there.
HOLES = {
    'front controller': (
        'rewrite', 'rewrite ^ /index.php last;', '', True),
    'front controller for what is no file': (
        'rewrite',
        'if (!-e $request_filename) { rewrite ^ /index.php last; }', '',
        True),
    'prefix': ('rewrite', 'rewrite ^/otp/(.*) /open/$1;', '', True),
    'return': (
        'rewrite', 'if ($uri ~ "^/otp/") { return 204; }', '', True),
    '500 in front of the include': (
        'error_page', '', around(above='error_page 500 = @fallback;'), False),
    '401 in front of the include': (
        'error_page', '', around(above='error_page 401 = @fallback;'), True),
    'error_page in a nested location': (
        'error_page', '', around(below='''
            location /here/nested/ {
                error_page 500 502 = @fallback;
                proxy_pass http://app;
            }
        '''), False),
    'satisfy any': (
        'satisfy any', '', around(below='''
            location /here/nested/ {
                satisfy any;
                allow all;
                proxy_pass http://app;
            }
        '''), True),
    'auth_request off': (
        'auth_request off', '', around(below='''
            location /here/nested/ {
                auth_request off;
                proxy_pass http://app;
            }
        '''), True),
    'another location': (
        'any other location', '', 'location ~ nested { proxy_pass http://app; }', True),
    'a named location, from one that is not protected': (
        'named', '', 'location /here/ { root /nonexistent; '
        'error_page 404 = @fallback; }', True),
    'a status of return': (
        'return', '', around(below='error_page 418 = @fallback; '
                             'if ($request_method = GET) { return 418; }'),
        True),
    'a status of limit_req': (
        'limit_req_status', '', around(
            below='error_page 420 = @fallback; limit_req_status 420; '
            'limit_req zone=bite;'), True),
    '404 of internal': (
        'internal', '', around(above='internal;',
                               below='error_page 404 = @fallback;'), True),
    '503 of a limit in front of the include': (
        '413, 429, 500 or 503', '', around(above='error_page 503 = @fallback; '
                                           'limit_req zone=bite;'), True),
    'error_page in front of the include of the server': (
        'in front of otpgate-server.conf', 'error_page 405 = @fallback;', '',
        True),
}


def texts_for_administrators():
    """What goes around stands in both."""
    for path in (build.SNIPPETS / 'otpgate-protect.conf',
                 build.SOURCE / 'man' / 'otpgate.8'):
        text = re.sub(r'(?m)^(\.\w+|#)', '', path.read_text())
        yield re.sub(r'\s+', ' ', text)


@pytest.fixture(scope='module', name='leaky')
def _leaky():
    made = Site(servers=servers(*((site, places) for _, site, places, _
                                  in HOLES.values())),
                hosts=[HOSTS[0], *(f'h{i}.test' for i in range(len(HOLES)))])
    yield made
    made.close()


@pytest.mark.parametrize('name', HOLES)
def test_what_goes_around_is_named_and_says_nobody(leaky, name):
    word, _, _, is_up = HOLES[name]
    for text in texts_for_administrators():
        assert word in text
    if is_up != (leaky.gate.process is not None):
        if is_up:
            leaky.gate.start()
        else:
            leaky.gate.stop()
    number = list(HOLES).index(name)
    client = leaky.client(f'h{number}.test' if number else HOSTS[0])
    method = 'TRACE' if 'of the server' in name else 'GET'
    headers = {'Remote-User': 'root', 'Remote-Groups': 'admins'}
    if 'limit' in name:
        headers['X-Bite'] = name
        assert client.get('/here/nested/x', headers=headers).status == 401
    reply = client.request(method, '/here/nested/x', headers=headers)
    # If this is closed one day, it is no longer on the list.
    assert reply.status in (200, 401) and MARKER in reply.text
    for key, value in leaky.app.seen[-1]['headers']:
        assert not key.startswith('remote-') or not value, (key, value)


def test_plain_http_on_the_port_of_https_is_named(fresh):
    """497 is for a redirect to https, which is the site's own."""
    site = fresh(servers=servers(('', 'error_page 497 = @fallback;')))
    wire = http.client.HTTPConnection('127.0.0.1', site.nginx.port, timeout=30)
    wire.request('GET', '/x', headers={'Host': HOSTS[0], 'Remote-User': 'root'})
    reply = wire.getresponse()
    assert reply.status == 200 and MARKER in reply.read().decode()
    wire.close()
    for key, value in site.app.seen[-1]['headers']:
        assert not key.startswith('remote-') or not value, (key, value)
    for text in texts_for_administrators():
        assert '495, 496 or 497' in text


def test_post_action_is_named_and_says_nobody(fresh):
    """The application is asked, though its answer is shown to nobody."""
    site = fresh(servers=servers(('', 'post_action @fallback;')))
    wire = http.client.HTTPSConnection('127.0.0.1', site.nginx.port,
                                       timeout=30, context=tls.context())
    wire.request('POST', '/x', 'a=b', {'Host': HOSTS[0],
                                       'Remote-User': 'root'})
    reply = wire.getresponse()
    assert reply.status == 401 and MARKER not in reply.read().decode()
    # A client that has gone would end it.
    wait.until(lambda: site.app.seen, 10, 'post_action')
    wire.close()
    seen = site.app.seen[-1]
    assert seen['method'] == 'POST' and seen['form'] == 'a=b'
    assert not [v for k, v in seen['headers'] if k.startswith('remote-') and v]
    for text in texts_for_administrators():
        assert 'post_action' in text


SECOND_DOOR = '''
        location /here/ {
            include SNIPPETS/otpgate-protect.conf;
            try_files /otp/never @app;
        }
        location @app {
            if ($otpgate_user = "") { return 403; }
            include SNIPPETS/otpgate-protect.conf;
            proxy_pass http://app;
        }
'''


def test_the_second_door_of_the_manual(fresh):
    """It takes those in who should be, and where the check is caught by a
    rewrite, nobody."""
    manual = (build.SOURCE / 'man' / 'otpgate.8').read_text()
    for line in ('try_files /otp/never @app;',
                 'if ($otpgate_user = "") { return 403; }'):
        assert line in manual and line in SECOND_DOOR
    caught = 'rewrite ^ /here/index.php last;'
    site = fresh(servers=servers(('', SECOND_DOOR), (caught, SECOND_DOOR)),
                 hosts=[HOSTS[0], 'h1.test'])
    person = site.person('--hotp')
    client = person.client()
    assert client.get('/here/x').app_header('remote-user') == [person.name]
    assert site.client().get('/here/x').status == 401
    for one in (client, site.client()):
        one.host = 'h1.test'
        reply = one.get('/here/x')
        assert reply.status in (401, 403) and MARKER not in reply.text
    site.gate.stop()
    for host in (HOSTS[0], 'h1.test'):
        assert site.client(host).get('/here/x').status >= 400


def test_a_named_location_that_is_protected_itself(fresh):
    """What to do where an error must lead to a second application."""
    site = fresh(servers=servers(
        ('', around(above='error_page 500 = @second;')
         + around(where='@second'))))
    client = site.person('--hotp').client()
    assert client.get('/here/x').status == 200
    site.gate.stop()
    for one in (client, site.client()):
        assert one.get('/here/x').status >= 500


@pytest.mark.parametrize('line, arrives', [
    ('', False), ('underscores_in_headers on;', True),
    ('ignore_invalid_headers off;', True)], ids=str)
def test_names_that_look_alike(leaky, line, arrives):
    """nginx drops what an application might take for Remote-User, unless it
    is told not to."""
    nginx = Nginx(leaky.gate, leaky.app, servers((line, '')))
    try:
        nginx.start()
        reply = Client(nginx.port, HOSTS[0]).get(
            '/open/x', headers={'Remote_User': 'root'})
        assert bool(reply.app_header('remote_user')) == arrives
    finally:
        nginx.remove()
    for text in texts_for_administrators():
        assert line.rstrip(';') in text
