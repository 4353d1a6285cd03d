# SPDX-License-Identifier: ISC
"""Logging in through nginx, and what a client can say about itself without
being believed."""

import json
import urllib.parse

import pytest

from harness import wait
from harness.app import MARKER
from harness.web import NAVIGATE, PRE, SESSION, Form

ADDRESSES = ('/', '/deep/er?x=1&y=%20', '/fresh/', '/admins/', '/typo/')


def reached(site):
    return len(site.app.seen)


@pytest.mark.parametrize('path', ADDRESSES)
def test_without_a_session_the_application_is_not_reached(site, client, path):
    before = reached(site)
    for headers in ({}, NAVIGATE, {'Accept': 'application/json'}):
        for method in ('GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS',
                       'PROPFIND'):
            reply = client.request(method, path, headers=headers)
            assert reply.status in (302, 303, 401, 403, 405), reply
            assert MARKER not in reply.text
    assert reached(site) == before


def test_the_unprotected_place_is_reached(site, client):
    # The twin: the application is there, and can be reached.
    assert client.get('/open/').app()['path'] == '/open/'


def test_a_page_leads_to_the_login_page_and_back(site, client, person):
    reply = client.navigate('/deep/er?x=1&y=%20&rd=https://evil.example/')
    assert reply.status in (302, 303)
    where = reply.get('location')
    assert where.startswith('/otp/login?rd=') or \
        where.startswith('https://app.test/otp/login?rd='), where
    form = client.form(where.replace('https://app.test', ''))
    answer = person.login(client, form=form)
    assert answer.status == 303
    assert answer.get('location') in (
        '/deep/er?x=1&y=%20&rd=https://evil.example/',
        'https://app.test/deep/er?x=1&y=%20&rd=https://evil.example/')
    assert client.get('/deep/er?x=1').app()['path'] == '/deep/er?x=1'


def test_a_login_is_noted_in_the_record_and_a_wrong_code_is_not(
        site, client, person):
    def last():
        return json.loads(site.admin('--json', 'show',
                                     person.name))['last_proof']
    assert last() is None
    assert person.login(client, code=person.phone.wrong()).status != 303
    assert last() is None
    assert person.login(client).status == 303
    assert last()['factor'] == 'totp' and last()['when']


def test_a_call_of_a_program_gets_401_and_json(client):
    for headers in ({'Accept': 'application/json'},
                    {'Accept': '*/*', 'Sec-Fetch-Mode': 'cors',
                     'Sec-Fetch-Dest': 'empty'}):
        reply = client.get('/api', headers=headers)
        assert reply.status == 401
        assert reply.get('content-type').startswith('application/json')
        assert isinstance(json.loads(reply.text), dict)
        assert reply.get('location') is None


def test_enrolled_user_reaches_the_application(site, client, person):
    reply = person.login(client)
    assert reply.status == 303 and reply.get('location').endswith('/')
    seen = client.get('/some/page')
    assert seen.app_header('remote-user') == [person.name]
    assert site.gate.audit(event='login', verdict='allow', factor='totp',
                           user=person.name)


def test_details_of_the_person_reach_the_application(site, client):
    person = site.person('--email', 'ada@example.org', '--name',
                         'Ada Lovelace', '--group', 'admins,staff')
    assert person.login(client).status == 303
    seen = client.get('/')
    assert seen.app_header('remote-user') == [person.name]
    assert seen.app_header('remote-email') == ['ada@example.org']
    assert seen.app_header('remote-name') == ['Ada Lovelace']
    assert seen.app_header('remote-groups') == ['admins,staff']


def test_a_user_name_may_be_typed_in_capitals(site, client, person):
    assert client.login(person.name.upper(), person.password,
                        person.phone.code()).status == 303
    assert client.get('/').app_header('remote-user') == [person.name]


def test_a_code_may_be_typed_with_spaces(client, person):
    code = person.phone.code()
    assert person.login(client, code=f' {code[:3]} {code[3:]} ').status == 303


def test_no_factor_may_be_left_out(site, client):
    person = site.person()
    code = person.phone.code()
    for user, password, given in (
            (person.name, '', code), (person.name, person.password, ''),
            ('', person.password, code), ('', '', ''), (' ', ' ', ' ')):
        reply = client.login(user, password, given)
        assert reply.status != 303 and client.session is None
    assert client.get('/').status == 401
    assert site.person().login(client).status == 303


SMUGGLED = [
    {'Remote-User': 'root'}, {'remote_user': 'root'}, {'REMOTE-USER': 'root'},
    {'Remote-Groups': 'admins'}, {'Remote-Email': 'a@b'},
    {'Remote-Name': 'Root'}, {'X-Remote-User': 'root'},
    {'X-Original-URI': '/otp/login'}, {'X_Original_URI': '/open/'},
    {'X-Original-Method': 'OPTIONS'}, {'X-Forwarded-Uri': '/open/'},
    {'X-Forwarded-Host': 'other.test'}, {'X-Forwarded-User': 'root'},
    {'OTPGATE_USER': 'root'}, {'Otpgate-User': 'root'},
    {'OTPGATE_COOKIE': f'{SESSION}=x'}, {'OTPGATE-POLICY': '/otp/check'},
    {'Otpgate-Policy': '/otp/check'}, {'OTPGATE_HOST': 'other.test'},
    {'Otpgate-Reason': 'ok'}, {'Otpgate-Need': ''}, {'Status': '204'},
    {'HTTP_OTPGATE_POLICY': '/otp/check'}, {'Proxy-User': 'root'},
    {'Content-Length': '0'}, {'Authorization': 'Basic cm9vdDpyb290'},
]


@pytest.mark.parametrize('headers', SMUGGLED, ids=lambda h: next(iter(h)))
def test_smuggled_headers_let_nobody_in(site, client, headers):
    before = reached(site)
    for path in ('/', '/admins/'):
        assert client.get(path, headers=headers).status == 401
    assert reached(site) == before


def test_smuggled_headers_change_nothing_for_a_user(site, person):
    client = person.client()
    plain = client.get('/').app()
    for headers in SMUGGLED:
        if 'Content-Length' in headers:
            continue
        seen = client.get('/', headers=headers)
        for key in ('remote-user', 'remote-groups', 'remote-email',
                    'remote-name'):
            assert seen.app_header(key) == [
                v for k, v in plain['headers'] if k == key], headers
        for key, value in headers.items():
            lower = key.lower().replace('_', '-')
            if lower.startswith('remote-') and value:
                assert value not in seen.app_header(lower)
        assert client.get('/admins/', headers=headers).status == 403


def test_a_duplicate_header_is_overwritten_too(person):
    client = person.client()
    seen = client.get('/', headers={'Remote-User': 'root',
                                    'remote-user': 'admin'})
    assert seen.app_header('remote-user') == [person.name]
    assert seen.app_header('remote-groups') in ([], [''])


def test_groups_are_demanded_where_the_location_says_so(site):
    inside = site.person('--group', 'ops').client()
    outside = site.person('--group', 'opsx,admin').client()
    assert inside.get('/admins/x').app()['path'] == '/admins/x'
    reply = outside.navigate('/admins/x')
    assert reply.status == 403 and MARKER not in reply.text
    assert outside.get('/').status == 200


def test_a_policy_that_is_not_understood_denies_and_is_logged(site, person):
    client = person.client()
    before = reached(site)
    assert client.get('/typo/').status in (401, 403)

    def logged():  # once a second at most
        client.get('/typo/')
        return 'max-ages' in site.gate.log.read_text()

    wait.until(logged, what='a line that names the unknown word')
    assert reached(site) == before


def test_the_check_cannot_be_asked_from_outside(site, person):
    client = person.client()
    before = reached(site)
    for path in ('/otp/check', '/otp/check/', '/otp/check/max-age=300',
                 '//otp/check', '/otp/%63heck', '/x/../otp/check',
                 '/x/..%2fotp/check'):
        assert client.get(path).status in (401, 403, 404), path
        assert site.client().get(path).status in (401, 403, 404), path
    assert reached(site) == before


def test_cookies_are_as_browsers_should_have_them(site, client, person):
    page = client.navigate('/otp/login')
    pre = [c for c in page.all('set-cookie') if c.startswith(PRE + '=')]
    assert len(pre) == 1
    low = pre[0].lower()
    assert '; secure' in low and '; httponly' in low and '; path=/' in low
    # Strict would give a new one for each link of another site, and spoil the
    # form that is open; no form of another site has it with Lax, either.
    assert '; samesite=lax' in low and 'domain' not in low
    reply = person.login(client)
    session = [c for c in reply.all('set-cookie')
               if c.startswith(SESSION + '=')]
    assert len(session) == 1
    low = session[0].lower()
    assert '; secure' in low and '; httponly' in low and '; path=/' in low
    assert '; samesite=lax' in low
    for word in ('domain', 'expires', 'max-age'):
        assert word not in low
    assert person.name not in session[0]


def test_each_login_has_a_session_of_its_own_and_ends_the_old_one(site):
    person = site.person('--hotp')
    client = person.client()
    old = client.copy()
    assert old.get('/').status == 200
    assert person.login(client).status == 303
    assert client.session != old.session
    assert client.get('/').status == 200
    assert old.get('/').status == 401


def test_a_session_id_from_the_client_is_never_adopted(site, person):
    client = site.client()
    client.cookies[SESSION] = 'A' * 60
    assert person.login(client).status == 303
    assert client.session != 'A' * 60


def test_a_session_of_one_host_is_none_on_another(site, person):
    client = person.client()
    other = site.client('other.test')
    other.cookies[SESSION] = client.session
    assert other.get('/').status == 401
    assert client.get('/').status == 200


@pytest.mark.parametrize('change', [
    {'csrf': ''}, {'csrf': 'mangled'}, {'csrf': None}, {'pre': None},
    {'pre': 'other'}, {'Origin': 'https://evil.example'},
    {'Origin': 'null', 'Sec-Fetch-Site': 'cross-site'},
    {'Origin': 'null', 'Sec-Fetch-Site': None},
    {'Origin': 'https://other.test.evil.example'},
    {'Sec-Fetch-Site': 'cross-site'},
], ids=str)
def test_a_form_that_is_not_ours_is_refused_and_not_charged(site, change):
    person = site.person()
    client = site.client()
    form = client.form()
    fields = {**form.fields, 'user': person.name,
              'password': person.password, 'code': person.phone.code()}
    headers = {}
    for key, value in change.items():
        if value == 'mangled':
            token = fields['csrf']
            fields['csrf'] = token[:-5] + token[-5:].swapcase()
            assert fields['csrf'] != token
        elif key == 'csrf':
            fields['csrf'] = value
        elif key == 'pre' and value is None:
            client.cookies.pop(PRE)
        elif key == 'pre':
            other = site.client()
            other.form()
            client.cookies[PRE] = other.cookies[PRE]
        else:
            headers[key] = value
    fields = {k: v for k, v in fields.items() if v is not None}
    reply = client.post(form.action or '/otp/login', fields, headers=headers)
    assert reply.status != 303 and client.session is None
    # The code was not spent by it.
    fields['csrf'] = (form := client.form()).fields['csrf']
    assert client.post(form.action or '/otp/login', fields).status == 303


@pytest.mark.parametrize('name', ['user', 'password', 'code', 'recovery', 'rd',
                                  'csrf'])
def test_a_field_given_twice_is_a_bad_request(client, person, name):
    form = client.form()
    fields = list({**form.fields, 'user': person.name, 'recovery': '',
                   'password': person.password,
                   'code': person.phone.code()}.items())
    twice = fields + [(name, dict(fields)[name])]
    assert client.post(form.action or '/otp/login',
                       urllib.parse.urlencode(twice)).status == 400
    assert client.session is None
    assert client.post(form.action or '/otp/login',
                       urllib.parse.urlencode(fields)).status == 303


def test_bodies_that_are_no_form_are_refused(client, person):
    form = client.form()
    fields = {**form.fields, 'user': person.name,
              'password': person.password, 'code': person.phone.code()}
    action = form.action or '/otp/login'
    for body, kind in ((json.dumps(fields), 'application/json'),
                       (b'\0' * 1000, None), (b'%zz=1&user=%', None),
                       (b'user=' + b'a' * 70000, None),
                       (b'&' * 2000, None), (b'', None)):
        headers = {'Content-Type': kind} if kind else {}
        reply = client.post(action, body, headers=headers)
        assert 400 <= reply.status < 500, (reply, body[:20])
        assert client.session is None
    assert client.post(action, fields).status == 303


def test_methods_of_the_login_page(client):
    assert client.get('/otp/login').status == 200
    assert client.request('HEAD', '/otp/login').status == 200
    for method in ('PUT', 'DELETE', 'OPTIONS', 'PATCH', 'PROPFIND'):
        reply = client.request(method, '/otp/login')
        assert reply.status == 405, reply
        assert 'GET' in reply.get('allow') and 'POST' in reply.get('allow')


def test_logout_needs_the_form_and_ends_the_session(site, person):
    client = person.client()
    copy = client.copy()
    assert client.get('/otp/logout').status == 200
    assert client.get('/').status == 200
    token = client.form('/otp/logout').fields['csrf']
    for bad in ('', token.swapcase(), person.client().form('/otp/logout')
                .fields['csrf']):
        refused = client.post('/otp/logout', {'csrf': bad})
        assert refused.status in (400, 403)
        again = Form(refused.text)
        assert again.action == '/otp/logout' and again.fields['csrf'] == token
        assert client.get('/').status == 200
    other = client.post('/otp/logout', {'csrf': token},
                        headers={'Content-Type': 'text/plain'})
    assert other.status == 403 and client.get('/').status == 200
    reply = client.logout()
    assert reply.status in (200, 303)
    assert client.session is None
    assert copy.get('/').status == 401
    assert site.gate.audit(event='logout', user=person.name)
