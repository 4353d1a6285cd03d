# SPDX-License-Identifier: ISC
"""Bearer tokens of programs under the real nginx: where they open, and above
all where they do not, however the address is spelled."""

import json
import random
import re
import time

import pytest

from harness import build, fcgi, wait
from harness.gate import HOSTS
from harness.web import NAVIGATE, SESSION, Client
from harness.wire import Wire

# nginx hands /api/ and /admin/ to the application under other names and in its
# own spelling, so that what reaches it tells which location nginx chose.
SERVER = '''
    server {{
        listen 127.0.0.1:{port} ssl{default};
        server_name {host};
        include {snippets}/otpgate-server.conf;
        location / {{
            include {snippets}/otpgate-protect.conf;
            proxy_pass http://app/seen-other/;
        }}
        location /raw/ {{
            include {snippets}/otpgate-protect.conf;
            proxy_pass http://app;
        }}
        location /api/ {{
            include {snippets}/otpgate-protect.conf;
            proxy_set_header Authorization "";
            proxy_pass http://app/seen-api/;
            location /api/fresh/ {{
                auth_request /otp/check/max-age=300;
                proxy_pass http://app/seen-api/fresh/;
            }}
            location /api/factor/ {{
                auth_request /otp/check/factor=totp+hotp+recovery;
                proxy_pass http://app/seen-api/factor/;
            }}
            location /api/ops/ {{
                auth_request /otp/check/groups=ops;
                proxy_pass http://app/seen-api/ops/;
            }}
        }}
        location /admin/ {{
            include {snippets}/otpgate-protect.conf;
            proxy_pass http://app/seen-admin/;
        }}
        location ~ ^/api/regex/(.*)$ {{
            include {snippets}/otpgate-protect.conf;
            proxy_pass http://app/seen-regex/$1;
        }}
    }}
'''


def servers(port, _folder):
    return ''.join(
        SERVER.format(port=port, host=host, snippets=build.SNIPPETS,
                      default=' default_server' if i == 0 else '')
        for i, host in enumerate(HOSTS))


@pytest.fixture(scope='module', name='place')
def _place():
    """A site with the locations above, and its tests' users."""
    from harness.site import Site
    made = Site(servers=servers)
    yield made
    made.close()


def token(site, user, *options, path='/api'):
    return site.admin('token', user, '--path', path, *options).strip()


def bearer(text):
    return {'Authorization': f'Bearer {text}'}


@pytest.fixture(name='alice')
def _alice(place):
    return place.person('--group', 'ops')


@pytest.fixture(name='wire')
def _wire(place):
    made = Wire(place.nginx.port)
    yield made
    made.close()


def authorization(text):
    return b'Authorization: Bearer ' + text.encode()


# --- where it opens ----------------------------------------------------------

def test_a_token_opens_its_prefix_without_a_session(place, alice):
    client = place.client()
    text = token(place, alice.name)
    for path in ('/api/', '/api/items/7?x=1', '/api/caf%C3%A9', '/api/a..b'):
        reply = client.get(path, headers=bearer(text))
        assert reply.app()['path'].startswith('/seen-api/')
        assert reply.app_header('remote-user') == [alice.name]
        assert not reply.all('set-cookie')
    assert client.get('/api/x').status == 401
    for path in ('/admin/', '/', '/apis/', '/API/', '/%61pi/'):
        assert client.get(path, headers=bearer(text)).status == 401, path


def test_any_method_and_body_will_do(place, alice):
    text = token(place, alice.name)
    for method in ('POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'):
        reply = place.client().request(method, '/api/x', body=b'data',
                                       headers=bearer(text))
        assert reply.app()['method'] == method and reply.app()['body'] == 4


def test_the_recipe_keeps_the_token_from_the_application(place, alice):
    text = token(place, alice.name, path='/')
    client = place.client()
    assert client.get('/api/x', headers=bearer(text)).app_header(
        'authorization') == []
    assert client.get('/raw/x', headers=bearer(text)).app_header(
        'authorization') == [f'Bearer {text}']


def test_a_root_token_opens_everything_but_the_gates_own_pages(place, alice):
    text = token(place, alice.name, path='/')
    client = place.client()
    for path in ('/', '/admin/x', '/api/x', '/raw/x'):
        assert client.get(path, headers=bearer(text)).status == 200, path
    # the pages of the gate know no tokens: nobody is logged in there
    for path in ('/otp/login', '/otp/logout'):
        with_token = client.navigate(path)
        assert with_token.status in (200, 302, 303)
    reply = client.request('GET', '/otp/login',
                           headers={**NAVIGATE, **bearer(text)})
    assert 'name="password"' in reply.text and alice.name not in reply.text
    reply = client.request('GET', '/otp/logout',
                           headers={**NAVIGATE, **bearer(text)})
    assert alice.name not in reply.text


def test_the_check_refuses_a_token_for_the_gates_own_addresses(place, alice):
    """Were somebody to put the check before them."""
    text = token(place, alice.name, path='/')
    for uri, status in (('/', 204), ('/otpx', 204), ('/otp', 401),
                        ('/otp/', 401), ('/otp/account', 401),
                        ('/otp/login?x', 401)):
        answer = ask(place, text, uri=uri)
        assert answer.status == status, uri


def ask(site, text, **more):
    params = fcgi.check_params(HOSTS[0], **more)
    return fcgi.ask(site.gate.socket, params + [
        ('OTPGATE_AUTHORIZATION', f'Bearer {text}')])


# --- the header --------------------------------------------------------------

def test_a_token_of_ours_decides_alone(place, alice):
    """A good session does not help a bad token, nor the other way round."""
    client = alice.client()
    text = token(place, alice.name)
    assert client.get('/admin/x').status == 200
    for wrong in (text[:-1], text + 'x', text.replace('_', '-'),
                  text[:8] + 'A' * 32, 'otpgate_', text + ', Bearer x'):
        reply = client.get('/admin/x', headers=bearer(wrong))
        mine = wrong.startswith('otpgate_')
        assert reply.status == (401 if mine else 200), wrong
    # right for /api, so not for /admin, whoever is logged in
    assert client.get('/admin/x', headers=bearer(text)).status == 401
    assert client.get('/api/x', headers=bearer(text)).status == 200


def test_other_schemes_are_not_looked_at(place, alice):
    client = alice.client()
    for value in ('Basic YWxpY2U6eA==', 'Bearer abc.def.ghi', 'Digest x=y',
                  'Bearer', '', 'otpgate_x', 'Negotiate otpgate_x'):
        headers = {'Authorization': value}
        assert client.get('/admin/x', headers=headers).status == 200, value
        assert place.client().get('/admin/x', headers=headers).status == 401


def test_the_scheme_may_be_spelled_in_any_case(place, alice):
    text = token(place, alice.name)
    for value, status in ((f'bearer {text}', 200), (f'BEARER  {text}', 200),
                          (f'Bearer\t{text}', 401), (f'Bearer{text}', 401),
                          (f'Token {text}', 401), (text, 401)):
        reply = place.client().get('/api/x', headers={'Authorization': value})
        assert reply.status == status, value


def test_two_headers_open_nothing(place, alice, wire):
    text = token(place, alice.name)
    good = authorization(text)
    assert wire.ask('/api/x', good) == 200
    before = len(place.app.seen)
    assert wire.ask('/api/x', good, good) in (400, 401)
    assert wire.ask('/api/x', b'Authorization: Basic eA==', good) in (400, 401)
    assert wire.ask('/api/x', good, b'Authorization: Basic eA==') in (400, 401)
    assert len(place.app.seen) == before
    # and past nginx: a param that is there twice
    answer = fcgi.ask(place.gate.socket, fcgi.check_params(
        HOSTS[0], uri='/api/x') + [
            ('OTPGATE_AUTHORIZATION', f'Bearer {text}')] * 2)
    assert answer.status == 403


def test_random_headers_get_one_of_three_answers(place, alice):
    """Past nginx, which would let none of these bytes through."""
    good = f'Bearer {token(place, alice.name)}'.encode()
    dice = random.Random(5)
    opened = 0
    for i in range(300):
        value = bytearray(good)
        for _ in range(dice.randint(0, 3)):
            at = dice.randrange(len(value))
            if dice.random() < 0.5:
                value[at] = dice.randrange(256)
            elif dice.random() < 0.5:
                del value[at]
            else:
                value.insert(at, dice.randrange(256))
        answer = fcgi.ask(place.gate.socket, fcgi.check_params(
            HOSTS[0], uri='/api/x') + [
                ('OTPGATE_AUTHORIZATION', bytes(value))])
        assert answer.status in (204, 401, 403), (value, answer.out)
        if answer.status == 204:
            scheme, _, rest = bytes(value).partition(b' ')
            assert scheme.lower() == b'bearer'
            assert rest.lstrip(b' ') == good.split()[1]
            opened += 1
    assert 0 < opened < 200


def test_tokens_in_other_places_are_none(place, alice):
    text = token(place, alice.name, path='/')
    client = place.client()
    for path, headers in (
            (f'/api/x?access_token={text}', {}),
            ('/api/x', {'X-Authorization': f'Bearer {text}'}),
            ('/api/x', {'Proxy-Authorization': f'Bearer {text}'}),
            ('/api/x', {'Cookie': f'{SESSION}={text}'}),
            ('/api/x', {'Otpgate-Authorization': f'Bearer {text}'})):
        assert client.get(path, headers=headers).status == 401, headers


def test_a_program_without_a_token_is_told_so_as_json(place, alice):
    reply = place.client().get('/api/x', headers=bearer(
        token(place, alice.name)[:-1] + '!'))
    assert reply.status == 401 and reply.json()['error'] == 'login_required'


# --- spelling attacks --------------------------------------------------------

def hostile_list():
    """The list of the unit test: one list for both."""
    source = (build.SOURCE / 'tests/check_bearer.c').read_text()
    block = re.search(r'ambiguous\[\] = \{(.*?)\n?\};', source, re.S).group(1)
    block = re.sub(r'/\*.*?\*/', '', block, flags=re.S)
    found = [m.encode('latin-1').decode('unicode_escape')
             for m in re.findall(r'"((?:[^"\\]|\\.)*)"', block)]
    assert len(found) > 100
    return found


MORE = [
    'http://app.test/admin/', 'http://app.test/api/../admin/',
    'https://app.test/admin/?/api/', 'http://api/admin/',
    'http://app.test//api/../admin/', 'http://app.test?/api/x',
    'http://app.test', 'http://app.test/', 'http://app.test#/api/x',
    '/admin/../api/', '/admin/..%2fapi/',
    '/./api/', '/../api/', '//admin/../api/', '/x/../api/', '/x/%2e%2e/api/',
    '/api/x/../../admin/', '/api/x/%2e%2e/%2e%2e/admin/',
    '/api/..%00/admin/', '/api/..%0d%0a/admin/', '/api/..\x7f/admin/',
    '/api/../otp/check', '/api/regex/../../admin/', '/api/regex/..%2f',
    '/api/./../admin/', '/api/.//../admin/', '/api/%2f../admin/',
    '/api/%5c..%5cadmin/', '/api/..%c0%af/admin/', '/api/.%00./admin/',
    '//h/api/', '/api//h/admin/', '/api/i.php/admin/', '/api/x/a.cgi/admin/',
    '/api/i.php5/admin/', '/api/i.phpadmin', '/api/%e2%80%a5/admin/',
    '/api/%ef%bc%8e%ef%bc%8e/admin/', '/api/.%e2%80%8b./admin/',
    '/api/..%e2%80%83/admin/', '/api/x%e2%88%95admin', '/api/(S(x))/admin/',
]


# nginx takes the path out of this, and that is the client's own spelling.
ABSOLUTE = {'http://app.test/api/x': '/seen-api/x'}


def test_no_spelling_leads_a_token_out_of_its_prefix(place, alice, wire):
    """Whatever nginx makes of them, nothing of this reaches the application;
    for somebody who is logged in much of it does, so the addresses are
    real."""
    narrow = token(place, alice.name)
    cookie = f'Cookie: {SESSION}={alice.client().session}'.encode()
    real = 0
    for target in hostile_list() + MORE:
        before = len(place.app.seen)
        if target in ABSOLUTE:
            assert wire.ask(target, authorization(narrow)) == 200
            assert place.app.seen[-1]['path'] == ABSOLUTE[target]
            continue
        status = wire.ask(target, authorization(narrow))
        assert len(place.app.seen) == before, (target, place.app.seen[before:])
        # 200 is the login page, which knows nobody by a token
        assert status != 200 or target.startswith('/otp/login'), target
        wire.ask(target, cookie)
        real += len(place.app.seen) > before
    assert real > 30, real


PIECES = ['/', '/', '/', '//', '.', '..', '%2e', '%2E%2e', '%2f', '%5c', '\\',
          ';', ';x=', 'api', 'api', 'admin', 'admin', 'x', '%25', '%252e',
          '%20', '+', '#', '?', '%23', '%3f', '%3b', '%00', '%c0%ae', '%61',
          'raw', 'otp', 'regex', '&', '=', ':', '@', '*', '...']


def test_random_spellings_do_not_either(place, alice, wire):
    """What reaches the application with a token for /api was handed to it by
    nginx from the location /api/, and stays below it for a careless reader."""
    text = authorization(token(place, alice.name))
    dice = random.Random(4)
    reached = 0
    for i in range(1000):
        start = '/api/' if i % 2 else '/'
        target = start + ''.join(
            dice.choice(PIECES) for _ in range(dice.randint(1, 7)))
        before = len(place.app.seen)
        wire.ask(target, text)
        for seen in place.app.seen[before:]:
            path = seen['path'].split('?')[0]
            assert path.startswith(('/seen-api/', '/seen-regex/')), (
                target, path)
            assert '..' not in path.split('/') and '//' not in path, path
            reached += 1
    assert reached > 20, reached


# --- when and from where -----------------------------------------------------

def test_a_token_of_another_network_is_refused(place, alice):
    client = place.client()
    for network, status in (('127.0.0.0/8', 200), ('127.0.0.1', 200),
                            ('192.0.2.0/24', 401), ('::/0', 401),
                            ('0.0.0.0/0', 200)):
        text = token(place, alice.name, '--network', network)
        assert client.get('/api/x', headers=bearer(text)).status == status
    # what the client says of its address does not matter
    reply = client.get('/api/x', headers={
        **bearer(token(place, alice.name, '--network', '192.0.2.0/24')),
        'X-Forwarded-For': '192.0.2.1', 'X-Real-IP': '192.0.2.1',
        'Forwarded': 'for=192.0.2.1'})
    assert reply.status == 401


def test_what_a_location_demands_beyond_groups_is_not_met(place):
    ops = place.person('--group', 'ops')
    other = place.person()
    client = place.client()
    text = token(place, ops.name)
    assert client.get('/api/ops/x', headers=bearer(text)).status == 200
    for path, reason in (('/api/fresh/x', 'stale'), ('/api/factor/x', 'factor')):
        assert client.get(path, headers=bearer(text)).status == 401, path
        policy = ('/otp/check/max-age=300' if reason == 'stale'
                  else '/otp/check/factor=totp')
        answer = ask(place, text, uri='/api/x', policy=policy)
        assert (answer.status, answer.get('otpgate-reason')) == (401, reason)
    text = token(place, other.name)
    assert client.get('/api/ops/x', headers=bearer(text)).status == 403
    assert client.get('/api/x', headers=bearer(text)).status == 200


def test_reasons_of_the_check(place, alice):
    text = token(place, alice.name)
    for uri, reason in (('/admin/', 'scope'), ('/api/../x', 'scope')):
        answer = ask(place, text, uri=uri)
        assert (answer.status, answer.get('otpgate-reason')) == (401, reason)
    answer = ask(place, text[:8] + 'A' * 32, uri='/api/')
    assert (answer.status, answer.get('otpgate-reason')) == (401, 'none')
    assert ask(place, text, uri='/api/').get('remote-user') == alice.name


def test_a_token_ends_with_revoke_disable_and_remove(place):
    person = place.person()
    client = place.client()
    text = token(place, person.name)
    number = json.loads(place.admin('--json', 'token', person.name,
                                    '--list'))[0]['id']
    kept = token(place, person.name)

    def status(which):
        return client.get('/api/x', headers=bearer(which)).status
    assert (status(text), status(kept)) == (200, 200)
    place.admin('token', person.name, '--revoke', number)
    assert (status(text), status(kept)) == (401, 200)
    place.admin('disable', person.name)
    assert status(kept) == 401
    place.admin('enable', person.name)
    assert status(kept) == 200
    # a token is not a session: those end alone
    place.admin('logout', person.name)
    place.admin('rename', person.name, person.name + 'x')
    assert status(kept) == 200
    place.admin('remove', '--yes', person.name + 'x')
    assert status(kept) == 401
    # somebody new by that name has another number
    place.admin.enroll(person.name + 'x')
    assert status(kept) == 401


def test_a_token_of_one_user_is_not_one_of_another(place):
    one, two = place.person(), place.person()
    text = token(place, one.name)
    ids = [json.loads(place.admin('--json', 'show', p.name))['id']
           for p in (one, two)]
    raw = fcgi_token(text)
    assert raw[:8].hex() == ids[0]
    forged = 'otpgate_' + encode(bytes.fromhex(ids[1]) + raw[8:])
    client = place.client()
    assert client.get('/api/x', headers=bearer(text)).status == 200
    assert client.get('/api/x', headers=bearer(forged)).status == 401


def fcgi_token(text):
    import base64
    return base64.urlsafe_b64decode(text[8:])


def encode(raw):
    import base64
    return base64.urlsafe_b64encode(raw).decode().rstrip('=')


@pytest.mark.plain
def test_a_token_expires(fresh):
    site = fresh(clock=True, servers=servers)
    person = site.person()
    text = token(site, person.name, '--expires', '1h')
    client = site.client()
    assert client.get('/api/x', headers=bearer(text)).status == 200
    site.gate.clock.advance(3590)
    assert client.get('/api/x', headers=bearer(text)).status == 200
    site.gate.clock.advance(20)
    assert client.get('/api/x', headers=bearer(text)).status == 401
    answer = ask(site, text, uri='/api/x')
    assert answer.get('otpgate-reason') == 'expired'


@pytest.mark.plain
def test_last_use_is_noted_lazily(fresh):
    site = fresh(clock=True, servers=servers)
    person = site.person()
    text = token(site, person.name)
    client = site.client()

    def used():
        return json.loads(site.admin('--json', 'token', person.name,
                                     '--list'))[0]['used']
    assert used() is None
    client.get('/admin/x', headers=bearer(text))  # refused: no use
    size = site.gate.database.stat().st_size
    client.get('/api/x', headers=bearer(text))
    first = wait.until(used, 10, 'the use being noted')
    lines = site.gate.database.read_bytes().count(b'\n')
    # within the hour nothing more is written, however often it is used
    for _ in range(20):
        assert client.get('/api/x', headers=bearer(text)).status == 200
    time.sleep(2.5)
    assert site.gate.database.read_bytes().count(b'\n') == lines
    assert site.gate.database.stat().st_size > size and used() == first
    site.gate.clock.advance(3700)
    assert client.get('/api/x', headers=bearer(text)).status == 200
    wait.until(lambda: used() != first, 10, 'the next use being noted')


def test_the_log_tells_of_uses_now_and_then(fresh):
    site = fresh(servers=servers)
    person = site.person()
    text = token(site, person.name)
    client = site.client()
    for _ in range(10):
        client.get('/api/x', headers=bearer(text))
        client.get('/admin/x', headers=bearer(text))
    def lines(verdict):
        return site.gate.audit(event='token', verdict=verdict,
                               user=person.name)
    wait.until(lambda: lines('allow') and lines('deny'), 10, 'the lines')
    assert len(lines('allow')) == len(lines('deny')) == 1
    assert 'reason=scope' in lines('deny')[0]
    assert 'addr=127.0.0.1' in lines('allow')[0]
    assert text not in site.gate.log.read_text()


def test_a_server_that_does_not_pass_the_header_knows_no_tokens(place, alice):
    """The parameter is optional: without it a token is nothing."""
    params = fcgi.check_params(HOSTS[0], uri='/api/x')
    answer = fcgi.ask(place.gate.socket, params)
    assert (answer.status, answer.get('otpgate-reason')) == (401, 'none')
    assert ask(place, token(place, alice.name), uri='/api/x').status == 204


def test_a_restored_backup_brings_no_revoked_token_back(fresh):
    site = fresh(servers=servers)
    person = site.person()
    text = token(site, person.name)
    backup = site.gate.folder / 'backup'
    backup.write_bytes(site.gate.database.read_bytes())
    backup.chmod(0o600)
    site.admin('token', person.name, '--revoke', '2')
    client = site.client()
    assert client.get('/api/x', headers=bearer(text)).status == 401
    site.admin('restore', '--yes', backup)
    assert client.get('/api/x', headers=bearer(text)).status == 401
    assert json.loads(site.admin('--json', 'token', person.name,
                                 '--list')) == []


def test_other_hosts_of_the_gate_know_the_token_too(place, alice):
    """As the manual says: a prefix is one on every host."""
    text = token(place, alice.name)
    client = Client(place.nginx.port, HOSTS[1])
    assert client.get('/api/x', headers=bearer(text)).status == 200
    assert client.get('/admin/x', headers=bearer(text)).status == 401
