# SPDX-License-Identifier: ISC
"""What is there instead of a page while the gate does not answer, what of a
login must be written nowhere, and what goes around the check for all that."""

import re

import pytest

from harness import build
from harness.app import MARKER
from harness.gate import HOSTS
from harness.nginx import Nginx, free_port
from harness.site import Site
from harness.web import NAVIGATE, Client, Form

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


# --- what goes around ---

def around(where='/here/', above='', below=''):
    return f'''
        location {where} {{
            {above}
            include SNIPPETS/otpgate-protect.conf;
            proxy_pass http://app;
            {below}
        }}
    '''


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
    reply = client.get('/here/nested/x', headers={'Remote-User': 'root',
                                                  'Remote-Groups': 'admins'})
    # If this is closed one day, it is no longer on the list.
    assert reply.status in (200, 401) and MARKER in reply.text
    for key, value in leaky.app.seen[-1]['headers']:
        assert not key.startswith('remote-') or not value, (key, value)


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
