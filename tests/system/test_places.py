# SPDX-License-Identifier: ISC
"""Places of otpgate.conf: however an address is spelled, nobody gets what they
demand without it; and what is spelled honestly is let through.  nginx has one
location for everything here, with no demand of its own, so that places alone
stand between a user and the application."""

import os
import random
import re
import signal

import pytest

from harness import build, wait
from harness.gate import HOSTS
from harness.readings import served
from harness.site import Site
from harness.web import SESSION, Form
from harness.wire import Wire

FULL = os.environ.get('OTPGATE_FULL') == '1'

PLACES = '''
place '/vault' { groups = {'ops'} }
place '/pay/send' { max_age = '10s' }
place '/locker' { factor = {'recovery'} }
place '/admins' { groups = {'root'} }
place '/elsewhere' { groups = {'ops'} hosts = {'other.test'} }
place '/api/v4/users' { groups = {'ops'} }
raw_paths = {'/api/v4'}
'''

SERVER = '''
    server {{
        listen 127.0.0.1:{port} ssl{default};
        server_name {host};
        include {snippets}/otpgate-server.conf;
        location / {{
            include {snippets}/otpgate-protect.conf;
            proxy_pass http://app;
            location /admins/ {{
                auth_request /otp/check/groups=admins+ops;
                proxy_pass http://app;
            }}
            location /codes/ {{
                auth_request /otp/check/factor=totp;
                proxy_pass http://app;
            }}
            location /codes/keys/ {{
                auth_request /otp/check/factor=hotp;
                proxy_pass http://app;
            }}
            include {snippets}/example-stepup.conf;
        }}
    }}
'''


def servers(port, _folder):
    return ''.join(
        SERVER.format(port=port, host=host, snippets=build.SNIPPETS,
                      default=' default_server' if i == 0 else '')
        for i, host in enumerate(HOSTS))


def with_places(site, text=PLACES):
    """Adds places and has the gate take them."""
    config = site.gate.config.read_text()
    site.gate.write_config(config + text)
    site.gate.restart()
    return site


class Cast:
    def __init__(self, site):
        self.ops = site.person('--group', 'ops')
        self.guest = site.person('--group', 'guests')
        self.member = self.ops.client()
        self.other = self.guest.client()
        self.wires = [Wire(site.nginx.port)]

    def get(self, target, client=None, *headers):
        """The status of a raw request by "client" (a stranger)."""
        cookie = [f'Cookie: {SESSION}={client.session}'.encode()] \
            if client else []
        return self.wires[0].ask(target, *cookie, *headers)


@pytest.fixture(scope='module', name='site')
def _site():
    made = with_places(Site(servers=servers))
    yield made
    made.close()


@pytest.fixture(scope='module', name='cast')
def _cast(site):
    made = Cast(site)
    yield made
    made.wires[0].close()


def reason(site, client, uri, **more):
    """What the check says to this address, past nginx."""
    answer = site.check(client, uri=uri, **more)
    return answer.status, answer.get('otpgate-reason')


# --- the list ----------------------------------------------------------------

# Spellings of /vault that mean it for everybody who sees it, and are let
# through for those who may.
FOLDED = (
    '/vault', '/vault/', '/vault/x', '/vault?x', '/Vault', '/VAULT/x',
    '/vaUlt/', '//vault', '///vault//x', '/./vault', '/x/../vault',
    '/vault/../vault/', '/vault/../public', '/vault/..',
    '/%76ault', '/%56ault', '/v%61ult/', '/%2576ault', '/%252576ault',
    '/%25%37%36ault', '/vault;x', '/vault;', '/vault;jsessionid=1/x', '/;/vault',
    '/;x=1/vault', '/vault%3b', '/vault%3Bx', '/vault%253bx', '/vault.',
    '/vault./x', '/vault..', '/vault%20', '/vault%20/', '/%20vault', '/vault+',
    '/vault%20.', '/vault::$DATA', '/vault::$INDEX_ALLOCATION/x',
    '/vault:$I30:$INDEX_ALLOCATION', '/vault%3a%3a$DATA', '/vault%3fx',
    '/vault:', '/index.php/vault', '/INDEX.php/Vault;x', '/x.cgi/vault',
    '/vault:x:$DATA', '/vault%23x', '/vault%c2%a0', '/%ef%bd%96ault', '/%EF%BC%B6AULT',
    '/%25ef%25bd%2596ault', '/vault%e3%80%80',
    # a host in front of the path
    '//host/vault/x', '///h/vault', '//u@h:80/vault', '//u:p@h/Vault',
    '//h//vault', '//h.test/%76ault', '/;x/h/vault', '//h/index.php/vault',
    '/index.php//h/vault', '//[x]/vault',
    # scripts in folders, with a number, and without a slash behind them
    '/public/index.php/vault', '/x/a.cgi/vault', '/a.php5/vault',
    '/index.php7/vault', '/x/y/z.php/VAULT;x', '/.php/vault',
    '/index.phpvault', '/x/index.phpVault/y',
    # blanks of all kinds, and what has no width
    '/%e1%9a%80vault', '/vault%e2%80%80', '/%e2%80%81vault', '/vault%e2%80%82/',
    '/%e2%80%83vault', '/vault%e2%80%84', '/%e2%80%85vault', '/vault%e2%80%86',
    '/%e2%80%87vault', '/vault%e2%80%88', '/%e2%80%89vault', '/vault%e2%80%8a',
    '/%e2%80%afvault', '/vault%e2%81%9f/x', '/%25e2%2580%2583vault',
    '/va%e2%80%8bult', '/vault%e2%80%8d', '/%ef%bb%bfvault', '/vau%c2%adlt',
    '/vaul%e2%81%a0t', '/v%cd%8fault', '/vault%ef%b8%8f',
    # compatible characters
    '/%f0%9d%90%afault', '/%e2%93%a5ault', '/%e2%85%b4ault',
    '/vault%cd%bex', '/vault%ef%b9%94x',
    # accents
    '/v%c3%a4ult', '/V%C3%81ULT', '/va%cc%88ult/x', '/vau%c5%82t')

# What servers read in different ways.
ODD = (
    '/x%2fvault', '/x%2F..%2fvault', '/%2fvault', '/vault%2fx', '/x%252fvault',
    '/x%25252fvault', '/x\\vault', '/\\vault', '/x%5cvault', '/x%5c..%5cvault',
    '/x%255cvault', '/vault%5c', '/x/..%2fvault', '/x%2f../vault',
    '/x/%2e%2e/vault', '/x/.%2e/vault', '/x/%2e./vault', '/x/%2E%2E/vault',
    '/x/%252e%252e/vault', '/x/%25252e%25252e/vault', '/%2e/vault',
    '/x/..;/vault', '/x/..;a=b/vault', '/.;/vault', '/x/.;/../vault',
    '/x/..%3b/vault', '/x/..%20/vault', '/x/..+/vault', '/x/.../vault',
    '/x/..%00/vault', '/x/..%3f/../vault', '/x//../vault', '/x/;/../vault',
    '/x//..//vault', '/x;y/../vault', '/vault%00', '/vault%00.html',
    '/vault%2500', '/va%09ult', '/vault%0a', '/vault%0d%0a', '/vault%7f',
    '/vault%09', '/(S(x))/vault', '/v/(S(x))ault', '/x/y.php/../vault',
    '/%c0%afvault', '/x/%c0%ae%c0%ae/vault', '/%c1%b6ault',
    '/%e0%80%afvault', '/vault%ff', '/%u0076ault', '/%25u0076ault',
    '/x/%25u002e%25u002e/vault', '/x%ef%bc%8fvault', '/x/%e2%80%a5/vault',
    '/x/%ef%bc%8e%ef%bc%8e/vault', '/vault\t', '/va\x01ult',
    '/x/..%e2%80%8b/vault', '/x/.%c2%ad./vault', '/x/%e2%80%83/../vault',
    '/x%e2%81%84vault', '/x%e2%88%95vault', '/x%ef%b9%a8vault',
    '/vault%e2%80%8e', '/va%e2%80%a8ult', '/vault%c2%85', '//h/../vault',
    '//../vault', '/(X(1)S(x))/vault', '/x/../y.phpvault')

PUBLIC = (
    '/', '/vaults', '/vault.html', '/vault-x', '/x/vault', '/x/Vault/y',
    '/public?/../vault', '/?vault', '/public/a.b/c_d-e~f', '/w/Talk:Page',
    '/x;y=vault', '/gr%c3%b6%c3%9fe/%e2%82%ac', '/100%25', '/a%20b.txt',
    '/c%23.txt', '/what%3f.txt', '/elsewhere', '/.well-known/x', '/a//b', '/a/./b',
    '/a/../b', "/a'(b)!*", '/~user', '/v/ault', '/index.php/x', '/c/project/+/1',
    "/people('a')/f(x=g(y))", '//h/x/vault', '//h/vaults', '/x//y/vault',
    '/v1.5/vault', '/x/index.php/y/vault', '/index.phpx/vault',
    '/x/a.txt/vault', '/gr%c3%bc%c3%9fe', '/%d9%85%db%8c%e2%80%8c%d8%b1',
    '/m%c2%b2', '/%e2%80%83vaults')


@pytest.mark.parametrize('target', FOLDED + ODD)
def test_no_spelling_leads_to_a_place(site, cast, target):
    del site.app.seen[:]
    for client, name in ((None, 'a stranger'), (cast.other, 'a guest')):
        status = cast.get(target, client)
        assert not 200 <= status < 300, (name, status)
        assert status in (400, 401, 403, 404), (name, status)
    assert not site.app.seen


@pytest.mark.parametrize('target', FOLDED)
def test_who_may_gets_to_a_place_by_honest_spellings(site, cast, target):
    assert cast.get(target, cast.member) == 200
    assert site.app.seen[-1]['path'].lstrip('/') == target.lstrip('/')


@pytest.mark.parametrize('target', ODD)
def test_what_can_be_read_in_two_ways_is_for_nobody(site, cast, target):
    del site.app.seen[:]
    assert cast.get(target, cast.member) in (400, 403)
    assert not site.app.seen
    assert reason(site, cast.member, target) == (403, 'path')
    # who is nobody hears of no path
    assert reason(site, '', target) == (401, 'none')


def test_a_host_in_front_of_the_path_asks_for_a_code_too(fresh):
    site = with_places(fresh(clock='passing', servers=servers))
    cast = Cast(site)
    site.gate.clock.advance(60)
    for target in ('//host/pay/send', '///h/Pay/send', '//h//pay/send/x',
                   f'https://{HOSTS[0]}//h/pay/send', '/x/i.php/pay/send',
                   '/i.phppay/send', '/%e2%80%83pay/%e2%80%89send'):
        assert cast.get(target, cast.other) == 401, target
        assert reason(site, cast.other, target.partition(HOSTS[0])[2] or
                      target) == (401, 'stale'), target
    assert cast.get('//host/pay', cast.other) == 200
    cast.wires[0].close()


@pytest.mark.parametrize('target', PUBLIC)
def test_other_pages_are_as_they_were(site, cast, target):
    assert cast.get(target, cast.other) == 200
    # http.server drops slashes at the beginning
    assert site.app.seen[-1]['path'].lstrip('/') == target.lstrip('/')
    assert cast.get(target) == 401


def test_the_list_is_about_applications_that_there_are():
    """The twin: for each spelling somebody serves the place, so that without
    one it would be open."""
    known = [t for t in FOLDED + ODD if served(t, '/vault')]
    # the rest is refused for what it might be to readers not written down
    assert len(known) > .8 * len(FOLDED + ODD), set(FOLDED + ODD) - set(known)
    assert not any(served(t, '/vault') for t in PUBLIC)


def test_without_places_they_get_through(fresh):
    """The other twin: nginx has no location for these."""
    site = fresh(servers=servers)
    cast = Cast(site)
    through = [t for t in FOLDED + ODD if cast.get(t, cast.other) == 200]
    assert len(through) > 80, through
    assert any(served(s['path'], '/vault') for s in site.app.seen)
    cast.wires[0].close()


def test_other_forms_of_a_target(site, cast):
    """The target as a whole address, as to a proxy."""
    host = HOSTS[0]
    for target in (f'https://{host}/vault', f'http://{host}/Vault;x',
                   f'https://{host}//vault', 'https://evil.test/vault'):
        assert cast.get(target, cast.other) in (400, 403), target
    assert cast.get(f'https://{host}/public', cast.other) in (200, 400, 403)
    assert cast.wires[0].ask('*', method=b'OPTIONS') in (400, 401, 405)
    assert cast.wires[0].ask(
        f'https://{host}', f'Cookie: {SESSION}={cast.other.session}'.encode()) \
        in (200, 400, 403)


def test_any_method_and_both_hosts(site, cast):
    for method in (b'POST', b'PUT', b'HEAD', b'DELETE', b'PROPFIND', b'X'):
        assert cast.wires[0].ask(
            '/Vault;x', f'Cookie: {SESSION}={cast.other.session}'.encode(),
            b'Content-Length: 0', method=method) == 403
        cast.wires[0].close()
    there = cast.guest.client(HOSTS[1])
    assert there.get('/elsewhere').status == 403
    assert there.get('/Vault').status == 403
    assert cast.other.get('/elsewhere').status == 200


# --- spellings that are made up ----------------------------------------------

class Speller:
    def __init__(self, seed):
        self.random = random.Random(seed)

    def escape(self, c):
        text = f'%{ord(c):02x}'
        if self.random.random() < .3:
            text = text.upper()
        while self.random.random() < .3:
            text = '%25' + text[1:]
        return text

    def char(self, c):
        chance = self.random.random()
        if chance < .15:
            return self.escape(c)
        if chance < .3:
            return c.swapcase()
        if chance < .33:
            return ''.join(f'%{b:02x}' for b in chr(ord(c) + 0xfee0).encode())
        return c

    def segment(self, name):
        text = ''.join(map(self.char, name))
        return text + self.random.choice((
            *[''] * 9, ';', ';x=1', '.', '%20', '+', '::$DATA', '%3bz',
            '%00', '%2e', '%09', '%3f', '%c2%a0', '%0a', '%25%30%30',
            '%e2%80%83', '%e1%9a%80', '%e2%80%8b', '%cd%be'))

    def slash(self):
        return self.random.choice((
            *['/'] * 20, '//', '/./', '/;/', '/%2e/', '%2f',
            '%5c', '\\', '/x/../', '/x/..;/', '/x/%2e%2e/', '%252f', '/.;/',
            '/i.php/', '/x/i.php/../', '/(S(x))/', '/x//../', '%c0%af',
            '/x%2f../', '/%ef%bc%8e/', '/.%20/', '//h/', '///u@h:80/',
            '/x/i.php/', '/i.php5/', '/i.php', '/x//h/', '/%e2%80%83',
            '/%e2%80%8b/', '/;/h/', '%e2%88%95'))

    def spell(self, path):
        text = ''.join(self.slash() + self.segment(name)
                       for name in path[1:].split('/'))
        if not text.startswith(('/', '\\')):
            text = '/' + text
        return text + self.random.choice(('', '', '/', '/x', '?x', '/../y'))


@pytest.mark.parametrize('seed', range(40 if FULL else 2))
def test_spellings_by_chance(site, cast, seed):
    speller = Speller(seed)
    places = ('/vault', '/admins', '/locker', '/api/v4/users', '/public/x')
    got = {}
    for _ in range(150):
        place = speller.random.choice(places)
        target = speller.spell(place)
        del site.app.seen[:]
        status = cast.get(target, cast.other)
        got[status] = got.get(status, 0) + 1
        # 301 is nginx's own, to the slash that its location has
        assert status in (200, 301, 400, 401, 403, 404), (target, status)
        if not 200 <= status < 300:
            continue
        raw = site.app.seen[-1]['path']
        for closed in places[:4]:
            assert not served(raw, closed), (target, raw)
    assert got.get(403, 0) > 20 and got.get(200, 0) > 0, got


# --- what a place demands ----------------------------------------------------

def test_places_only_add(site):
    """/admins/ has a location for admins and ops, and a place for root."""
    for groups, status in ((('ops',), 403), (('root',), 403),
                           (('root', 'guests'), 403), (('root', 'ops'), 200)):
        options = [o for g in groups for o in ('--group', g)]
        client = site.person(*options).client()
        assert client.get('/admins/x').status == status, groups
    # without the location's slash the place stands alone
    root = site.person('--group', 'root').client()
    assert root.get('/ADMINS').status == 200


@pytest.mark.plain
def test_a_place_asks_for_a_code_and_then_lets_in(fresh):
    site = with_places(fresh(clock='passing', servers=servers))
    person = site.person('--group', 'ops')
    client = person.client()
    assert client.get('/pay/send').status == 200
    site.gate.clock.advance(60)
    for target in ('/pay/send', '/Pay/Send;x', '/pay//send', '/x/../pay/send?to=1'):
        site.gate.clock.advance(60)
        reply = client.get(target)
        assert reply.status == 401 and reply.json()['error'] == 'code_required'
        assert 'max-age%3D10' in reply.json()['login']
        page = client.asked(target)
        form = Form(page.text)
        assert 'code' in form.fields and 'password' not in form.fields
        done = client.confirm(form, person.phone.code())
        assert done.status == 303
        assert client.get(target).status == 200
    assert client.get('/pay/sender').status == 200


@pytest.mark.plain
def test_a_form_to_a_place_survives_the_question(fresh):
    site = with_places(fresh(clock='passing', servers=servers))
    person = site.person()
    client = person.client()
    site.gate.clock.advance(60)
    asked = client.post('/PAY/send/', {'to': 'zoe'})
    assert asked.status == 401 and not site.app.seen
    form = Form(asked.text)
    fields = dict(form.fields, code=person.phone.code(), recovery='')
    offered = client.post(form.action, fields)
    again = Form(offered.text)
    assert again.action == '/PAY/send/', offered
    assert client.post(again.action, again.fields).status == 200
    assert site.app.seen[-1]['form'].startswith('to=zoe')


def test_a_stranger_logs_in_and_comes_to_the_place(site):
    for target in ('/Vault;x?y=1', '/PAY/send/'):
        person = site.person('--group', 'ops')
        client = site.client()
        page = client.asked(target)
        reply = person.login(client, form=Form(page.text))
        assert reply.status == 303 and reply.get('location') == target
        assert client.get(target).status == 200


def test_a_place_demands_a_kind_of_code(site):
    person = site.person()
    codes = site.admin.codes(person.name)
    client = person.client()
    assert client.get('/Locker').status == 401
    page = client.asked('/Locker')
    reply = client.confirm(Form(page.text), recovery=codes[0])
    assert reply.status == 303
    assert client.get('/Locker').status == 200


def test_demands_that_exclude_each_other_let_nobody_in(fresh):
    site = with_places(fresh(servers=servers), '''
place '/codes' { factor = {'hotp', 'totp'} }
place '/codes/keys' { factor = {'totp'} }
''')
    client = site.person().client()
    assert client.get('/codes/').status == 200
    assert client.get('/codes/keys/').status == 403
    assert 'exclude each other' in site.gate.log.read_text()
    # no way round, and no circle of logins
    assert client.navigate('/codes/keys/').status == 403


def test_programs_with_a_token_are_held_to_places(site):
    ops, guest = site.person('--group', 'ops'), site.person()
    for person, status in ((ops, 200), (guest, 403)):
        token = site.admin('token', person.name, '--path', '/').strip()
        send = {'Authorization': f'Bearer {token}'}
        client = site.client()
        assert client.get('/public', headers=send).status == 200
        assert client.get('/vault/x', headers=send).status == status
        assert client.get('/VAULT/%78', headers=send).status == status
        assert client.get('/vault;x', headers=send).status == 401  # scope
        assert client.get('/x/i.php/vault', headers=send).status == status
        assert client.get('/pay/send', headers=send).status == 401
    site.app.seen.clear()


def test_the_pages_of_the_gate_are_no_places(fresh):
    site = with_places(fresh(servers=servers),
                       "place '/' { groups = {'ops'} }\n")
    client = site.person().client()
    for path in ('/', '/x', '/%2fx'):
        assert client.get(path).status == 403
    assert client.get('/otp/logout').status == 200
    assert client.get('/otp/login').status == 200
    assert site.person('--group', 'ops').client().get('/x').status == 200


# --- what is refused, in words ------------------------------------------------

def test_a_person_reads_why_and_a_program_too(site, cast):
    page = cast.member.navigate('/x/..;/vault')
    assert page.status == 403 and page.get('location') is None
    assert 'more than one page' in page.text
    assert 'not a member' not in page.text
    assert 'href="/">Go to the front page</a>' in page.text
    reply = cast.member.get('/x/..;/vault')
    assert reply.status == 403 and reply.json() == {'error': 'path_refused'}
    # a stranger goes to the login, and from there to the same page
    client = site.client()
    assert client.navigate('/x/..;/vault').status == 302
    assert cast.ops.login(client).status == 303
    assert client.navigate('/x/..;/vault').status == 403


def test_a_location_with_a_demand_refuses_odd_paths(fresh):
    """Without any place: what the location demands might not be what the
    application makes of the path."""
    site = fresh(servers=servers)
    client = site.person('--group', 'ops').client()
    assert client.get('/admins/x%2fy').status == 403
    assert client.get('/admins/x/y').status == 200
    assert client.get('/open/x%2fy').status == 200
    assert reason(site, client, '/admins/x%2fy',
                  policy='/otp/check/groups=ops') == (403, 'path')


def test_raw_paths_are_an_exception(site, cast):
    for target in ('/api/v4/projects/a%2fb', '/api/v4/x%5cy', '/api/v4/%ff',
                   '/api/v4/a%252fb?x'):
        assert cast.get(target, cast.other) == 200, target
    for target in ('/api/v4/..%2f..%2fvault', '/api/v4/%2e%2e/%2e%2e/vault',
                   '/api/v4/x%2f..%2f..%2f..%2fvault', '/api/v4%2fx',
                   '/API/v4/a%2fb', '/x/../api/v4/a%2fb', '/api/v4/..;/x',
                   '/api/v4/x%00', '/api/v4/%2fusers', '/api/v4/Users%2f1',
                   '/api/v4/%c0%ae%c0%ae/%c0%ae%c0%ae/vault',
                   '/api/v4/..%09/..%09/vault', '/api/v4/%u002e%u002e/x',
                   '/api/v4/.%e2%80%8e./x', '/api/v4/users%09',
                   '/api/v4/%c1%b5sers', '/api/v4/%u0075sers/1',
                   '/api/v4/users%c2%85', '/api/v4/%e2%80%8eusers',
                   '/api/v4/x%c0%80', '/api/v4/%5ch%5cusers'):
        assert cast.get(target, cast.other) in (400, 403), target
    assert cast.get('/api/v4/users%2f1', cast.member) == 200


# --- settings -----------------------------------------------------------------

def test_sighup_takes_places(fresh):
    site = fresh(servers=servers)
    client = site.person().client()
    assert client.get('/Vault').status == 200
    before = site.gate.config.read_text()
    site.gate.write_config(before + PLACES)
    site.gate.send(signal.SIGHUP)
    wait.until(lambda: client.get('/Vault').status == 403, what='the place')
    site.gate.write_config(before + "place '/Vault/' { groups = {'x'} }\n")
    site.gate.send(signal.SIGHUP)
    wait.until(lambda: "'/vault'" in site.gate.log.read_text(), what='a line')
    assert client.get('/Vault').status == 403
    site.gate.write_config(before)
    site.gate.send(signal.SIGHUP)
    wait.until(lambda: client.get('/Vault').status == 200, what='none')


def test_otpadm_check_tells_of_groups_that_nobody_is_in(fresh):
    site = fresh(web=False)
    site.person('--group', 'ops')
    config = site.gate.config.read_text()
    site.gate.write_config(config + '''
place '/vault' { groups = {'ops'} }
place '/cellar' { groups = {'opps', 'admins'} }
place '/pay' { max_age = '5m' }
''')
    told = site.admin('check')
    assert 'warning: /cellar: no user is in a group' in told
    assert '/vault' not in told and '/pay' not in told


# --- the recipes ---------------------------------------------------------------

@pytest.mark.plain
def test_the_recipes_are_blind_to_case_and_to_what_follows(fresh):
    """example-stepup.conf without any place."""
    site = fresh(clock='passing', servers=servers)
    person = site.person('--group', 'guests')
    client = person.client()
    for target in ('/admin', '/admin/', '/Admin/page', '/ADMIN', '/admin.',
                   '/admin;x', '/admin;/x', '/%61dmin%20/', '//Admin/x',
                   '/admin.php', '/admin%3bx'):
        assert client.get(target).status == 403, target
    assert client.get('/administrator').status == 200
    site.gate.clock.advance(120)
    for target in ('/Pay/send', '/pay/send/', '/PAY/SEND;x', '/pay/send.',
                   '/pay//send', '/Keys/x', '/keys'):
        assert client.get(target).status == 401, target
    for target in ('/pay/sender', '/payment', '/keyspace'):
        assert client.get(target).status == 200, target


def uncommented(path):
    """The places that stand in a comment of a shipped file."""
    text = re.sub(r'^#\t?', '', path.read_text(), flags=re.M)
    return '\n'.join(re.findall(r'^place \'.*?^}$', text, re.M | re.S)) + '\n'


def test_places_are_shown_as_they_work(fresh):
    """In the recipe, whose locations they stand behind, and in the sample."""
    recipe = uncommented(build.SNIPPETS / 'example-stepup.conf')
    assert recipe.count('place ') == 3
    site = with_places(fresh(servers=servers), recipe)
    client = site.person('--hotp', '--group', 'guests').client()
    for target in ('/admin', '/;/admin/', '/index.php/admin', '/x/../Admin'):
        assert client.get(target).status == 403, target
    for target in ('/pay/send', '/;/pay/send', '/index.php/PAY/send',
                   '/%256beys'):
        assert client.get(target).status == 200, target
        assert reason(site, '', target) == (401, 'none')
    codes = site.person('--group', 'guests')
    backup = site.admin.codes(codes.name)
    other = site.client()
    assert codes.login(other, recovery=backup[0]).status == 303
    assert other.get('/;/pay/send').status == 200
    assert other.get('/index.php/keys').status == 401
    sample = uncommented(build.SOURCE / 'conf/otpgate.conf')
    assert sample.count('place ') == 1
    site.gate.write_config(site.gate.config.read_text() + sample.replace(
        'www.example.org', HOSTS[0]))
    assert site.gate.run('-t').returncode == 0


def test_headers_that_name_another_path_are_taken_away(site, cast):
    for name in ('X-Original-URL', 'X-Rewrite-URL'):
        reply = cast.other.get('/', headers={name: '/vault'})
        assert reply.app_header(name.lower()) == []
