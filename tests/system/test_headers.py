# SPDX-License-Identifier: ISC
"""Headers on every answer, where a login may lead, and large bodies."""

import base64
import hashlib
import json
import pathlib
import re

import pytest

from harness import fcgi
from harness.app import MARKER
from harness.site import Site
from harness.web import Form

MEGABYTE = 1 << 20


def gate_answers(site):
    """One of every kind of answer that the gate gives to a browser."""
    person = site.person('--hotp')
    client = site.client()
    yield 'login page', client.navigate('/otp/login')
    yield 'login page with rd', client.navigate('/otp/login?rd=/x')
    yield 'redirect to login', client.navigate('/x')
    yield 'json', client.get('/x', headers={'Accept': 'application/json'})
    yield 'wrong method', client.request('PUT', '/otp/login')
    yield 'failed login', client.login(person.name, 'x', '123456')
    yield 'no token', client.post('/otp/login', {'user': 'x'})
    yield 'bad body', client.post('/otp/login', b'%zz')
    yield 'success', person.login(client)
    yield 'logged in already', client.navigate('/otp/login')
    yield 'nothing that would do', client.asked('/app-code/')
    site.admin.codes(person.name)
    yield 'only the code', client.asked('/recovery/')
    yield 'wrong code', client.confirm(client.asked('/recovery/'),
                                       recovery='x')
    yield 'forbidden', client.navigate('/admins/')
    yield 'forbidden json', client.get('/admins/')
    site.admin('logout', person.name)
    kept = client.post('/x', 'a=b')
    yield 'form kept', kept
    yield 'form not kept', client.post('/x', 'a=%00')
    yield 'form offered', person.login(client, form=Form(kept.text))
    yield 'nothing to resume', client.navigate('/otp/resume')
    yield 'resumed', client.post('/otp/resume', {'kept': 'x'})
    yield 'nothing asked', client.navigate('/otp/form')
    yield 'not asked for', client.post('/otp/form', {'a': 'b'})
    yield 'account', client.navigate('/otp/account')
    yield 'refused change', client.post('/otp/account/sessions', {'csrf': 'x'})
    yield 'change', client.post('/otp/account/browsers', {
        **Form(client.navigate('/otp/account').text).fields,
        'do': 'forget-all'})
    yield 'logout page', client.navigate('/otp/logout')
    yield 'refused logout', client.post('/otp/logout', {'csrf': 'x'})
    yield 'logout', client.logout()
    told = person.login(client, recovery=site.admin.codes(person.name)[0])
    yield 'recovery', told
    yield 'news', client.told(told)
    link = site.admin('invite', person.name).strip().partition('t=')[2]
    yield 'link', client.navigate(f'/otp/enroll?t={link}')
    yield 'invited', client.navigate('/otp/enroll')
    yield 'secret', client.navigate('/otp/enroll?s=app')
    yield 'first code', client.navigate('/otp/enroll?s=code')
    yield 'no such link', client.navigate('/otp/enroll?t=x')
    yield 'health', client.get('/otp/health')
    yield 'metrics', client.get('/otp/metrics')
    yield 'not found', client.get('/otp/nothing-here')


def sha256(body):
    return base64.b64encode(hashlib.sha256(body).digest()).decode()


def script_of(reply):
    """The address of the script that a page loads."""
    return re.search(r'<script src="(/otp/page\.js\?v=[\w-]{12})"',
                     reply.text).group(1)


def directives(policy):
    return {d.split()[0]: d.split()[1:]
            for d in policy.split(';') if d.strip()}


def test_security_headers_on_every_answer(site):
    seen, script = 0, site.client().get('/otp/page.js').body
    for name, reply in gate_answers(site):
        seen += 1
        assert reply.get('x-content-type-options') == 'nosniff', (name, reply)
        assert reply.get('cache-control') and \
            'no-store' in reply.get('cache-control'), (name, reply)
        assert reply.get('referrer-policy') in ('no-referrer', 'same-origin'), \
            (name, reply)
        csp = directives(reply.get('content-security-policy') or '')
        assert csp.get('default-src') == ["'none'"], (name, reply)
        assert csp.get('frame-ancestors') == ["'none'"], (name, reply)
        assert csp.get('base-uri') in (["'none'"], None)
        # the one script, by its hash, and nothing that is not a page has one
        assert csp.get('script-src') == (
            [f"'sha256-{sha256(script)}'"] if 'style-src' in csp else None)
        for key in ('server', 'x-powered-by'):
            assert 'otpgate' not in (reply.get(key) or '').lower()
        assert len(reply.all('content-security-policy')) == 1, name
        assert len(reply.all('content-type')) <= 1, name
    assert seen == 38


# --- the script ---

WHOLE = ("default-src 'none'; style-src 'sha256-{style}'; "
         "script-src 'sha256-{script}'; form-action 'self' "
         "https://app.test:* https://other.test:*; frame-ancestors 'none'; "
         "base-uri 'none'")


def test_the_policy_of_a_page_is_exactly_this(client):
    reply = client.navigate('/otp/login')
    style, = re.findall(r'<style>([^<]*)</style>', reply.text)
    assert reply.all('content-security-policy') == [WHOLE.format(
        style=sha256(style.encode()),
        script=sha256(client.get(script_of(reply)).body))]


def test_the_script_is_small_and_kept(client):
    address = script_of(client.navigate('/otp/login'))
    reply = client.get(address)
    assert reply.status == 200 and 500 < len(reply.body) < 4096
    assert reply.all('cache-control') == [
        'public, max-age=31536000, immutable']
    assert reply.all('content-type') == ['text/javascript; charset=utf-8']
    assert reply.all('x-content-type-options') == ['nosniff']
    assert reply.all('cross-origin-resource-policy') == ['same-origin']
    assert not reply.all('set-cookie')
    # At another address it is the same, but kept by nobody: a page of
    # tomorrow's version may ask a gate of today.
    for other in ('/otp/page.js', '/otp/page.js?v=AAAAAAAAAAAA',
                  address + '&x=1', '/otp/page.js?lang=de'):
        again = client.get(other)
        assert again.status == 200 and again.body == reply.body
        assert again.all('cache-control') == ['no-store'], other
    assert not re.search(rb'(?m)^\s*//|^\s', reply.body)
    assert client.request('HEAD', address).status == 200
    for method in ('POST', 'PUT'):
        assert client.request(method, address, body=b'').status in (405, 411)
    for wrong in ('/otp/page.js/', '/otp/page.jsx', '/otp/x/page.js'):
        assert client.get(wrong).status == 404


def test_the_script_is_the_same_for_everybody(site, client):
    person = site.person().client()
    address = script_of(client.navigate('/otp/login'))
    replies = [c.get(address) for c in (client, person, site.client())]
    assert len({r.body for r in replies}) == 1
    other = site.client('other.test').get(address)
    assert other.body == replies[0].body


def test_every_page_leads_on(site):
    """Nobody is left with no way on but Back."""
    pages = [(name, reply) for name, reply in gate_answers(site)
             if (reply.get('content-type') or '').startswith('text/html')]
    assert len(pages) > 15
    for name, reply in pages:
        assert re.search('<a [^>]*href="[^"]|<button', reply.text), name


def test_a_login_form_of_another_site_leads_to_our_own(client):
    reply = client.post('/otp/login', {'user': 'x'}, headers={
        'Origin': 'https://evil.example', 'Sec-Fetch-Site': 'cross-site'})
    assert reply.status == 403 and 'href="/otp/login"' in reply.text
    assert client.navigate('/otp/login').status == 200


@pytest.mark.parametrize('scheme, host, way', [
    ('http', 'app.test', 'href="https://app.test/otp/login"'),
    ('https', 'evil.example', '')])
def test_where_the_gate_is_not_expected(site, scheme, host, way):
    """It leads to the same site by https, and never to another host."""
    answer = fcgi.ask(site.gate.socket, [
        ('OTPGATE_COOKIE', ''), ('OTPGATE_URI', '/otp/login'),
        ('OTPGATE_METHOD', 'GET'), ('OTPGATE_ADDR', '192.0.2.1'),
        ('OTPGATE_SCHEME', scheme), ('OTPGATE_HOST', host)])
    page = answer.body.decode()
    assert answer.status == 403 and way in page
    assert page.count('href=') == (1 if way else 0) and 'evil' not in page


def test_pages_with_forms(site, client):
    reply = client.navigate('/otp/login')
    assert reply.get('content-type') == 'text/html; charset=utf-8'
    assert reply.get('referrer-policy') == 'same-origin'
    csp = directives(reply.get('content-security-policy'))
    assert csp['form-action'] == ["'self'", 'https://app.test:*',
                                  'https://other.test:*']
    assert "'unsafe-inline'" not in csp.get('style-src', [])
    assert re.findall(r'<script[^>]*>[^<]*', reply.text) == [
        f'<script src="{script_of(reply)}" integrity="sha256-'
        + sha256(client.get('/otp/page.js').body) + '" defer>']
    assert not re.search(r'<[^>]+\s(style|on\w+)=', reply.text)


def test_the_login_page_is_accessible(client):
    text = client.navigate('/otp/login').text
    form = Form(text)
    assert re.search(r'<html[^>]*\slang="en"', text)
    assert 'name="viewport"' in text and '<title>' in text
    by_name = {i['name']: i for i in form.inputs if i.get('type') != 'hidden'}
    assert {'user', 'password', 'code', 'recovery'} <= set(by_name)
    for name, field in by_name.items():
        assert field.get('id') and f'for="{field["id"]}"' in text, name
    code = by_name['code']
    assert code.get('inputmode') == 'numeric'
    assert code.get('autocomplete') == 'one-time-code'
    assert by_name['password'].get('type') == 'password'
    assert by_name['password'].get('autocomplete') == 'current-password'
    assert by_name['user'].get('autocomplete') == 'username'


def test_nothing_that_was_asked_for_is_echoed(client):
    mark = 'zq"><b>zq'
    for path in ('/otp/login?rd=%22%3E%3Cb%3Ezq', '/otp/login?rd=//zqzq',
                 '/otp/login?zqzq', '/otp/zqzq'):
        reply = client.navigate(path)
        assert mark not in reply.text and '<b>zq' not in reply.text
        assert '//zqzq' not in reply.text


HOSTILE = [
    '//evil.example', '/\\evil.example', '\\\\evil.example', '///evil.example',
    'https://evil.example', 'http://app.test/', 'https:evil.example',
    'https://app.test.evil.example/', 'https://app.test@evil.example/',
    'https://evil.example#app.test', 'https://app.test:444/',
    'https://app.test\\@evil.example', 'https://sub.app.test/',
    'https://app.test.', 'javascript:alert(1)', 'data:text/html,x', ' /x',
    '/x\r\nSet-Cookie: a=b', '/x\ny', '/\t/evil.example', '/%0d%0aX:y',
    '/%2f/evil.example', '/%5cevil.example', '/.//evil.example',
    '/x/..//evil.example', '/x/%2e%2e//evil.example', '/%zz', '/%', '/%4',
    '/\u00e4', '/\u202e', 'evil', '', '/' + 'a' * 8192, '/%00',
    'HTTPS://EVIL.example', 'https://', 'https:///evil.example',
    'https://app.test:443@evil.example', '/x%0a?y', '/x\\?y',
    'https://[::1]/', 'https://app.test:443evil.example/', '//',
]
GOOD = ['/', '/x', '/x?a=b&c=%20d', '/x/../y', '/%41', '/x?rd=//evil.example',
        'https://app.test/x', 'https://APP.TEST/x', 'https://other.test',
        'https://app.test:443/x', '/' + 'a' * 2000, "/x;y='z'", '/~u/$1@2',
        '/x?%0a', '/x?%5c&a=%09', '/x?y\\z', '/x?100%', '/x?' + 'a' * 8189]


@pytest.fixture(scope='module')
def walker():
    """A site whose default page cannot be mistaken, and somebody who logs in
    again and again."""
    site = Site(default_page='/default', failure_floor=100, argon2_memory=64)
    yield site, site.person('--hotp')
    site.close()


@pytest.mark.parametrize('rd', HOSTILE, ids=ascii)
def test_where_a_login_must_not_lead(walker, rd):
    site, person = walker
    reply = person.login(site.client(), rd=rd)
    assert reply.status == 303
    assert reply.get('location') in ('/default', 'https://app.test/default')
    assert 'evil' not in str(reply.headers)
    # Nor when it is put into the form itself.
    client = site.client()
    form = client.form()
    form.fields['rd'] = rd
    reply = person.login(client, form=form)
    assert reply.status != 303 or reply.get('location').endswith('/default')
    assert 'evil' not in str(reply.headers) + reply.text


@pytest.mark.parametrize('rd', GOOD, ids=ascii)
def test_where_a_login_may_lead(walker, rd):
    site, person = walker
    reply = person.login(site.client(), rd=rd)
    assert reply.status == 303
    assert reply.get('location') in (rd, 'https://app.test' + rd), reply


def test_after_a_recovery_code_the_same_rules_hold(walker):
    site, person = walker
    codes = site.admin.codes(person.name)
    client = site.client()
    bad = client.told(person.login(client, recovery=codes[0],
                                   rd='https://evil.example/'))
    assert 'evil' not in bad.text
    assert 'href="/default"' in bad.text
    good = client.told(person.login(client, recovery=codes[1],
                                    rd='/x?a=b&c=d'))
    assert 'href="/x?a=b&amp;c=d"' in good.text


def chunks(size):
    for _ in range(size // 65536):
        yield b'x' * 65536


@pytest.mark.parametrize('how', ['length', 'chunked'])
def test_an_upload_with_a_session_arrives(site, person, how):
    client = person.client()
    body = b'x' * (20 * MEGABYTE) if how == 'length' else \
        chunks(20 * MEGABYTE)
    reply = client.request('POST', '/upload', body=body,
                           headers={'Content-Type': 'application/x-thing'})
    assert reply.app()['body'] == 20 * MEGABYTE


@pytest.mark.parametrize('how', ['length', 'chunked'])
@pytest.mark.parametrize('kind', ['application/x-thing',
                                  'application/x-www-form-urlencoded'])
@pytest.mark.parametrize('size', [20 * MEGABYTE, 100 * 1024, 65536])
def test_an_upload_without_a_session_does_not(site, client, how, kind, size):
    before = len(site.app.seen)
    body = b'x' * size if how == 'length' else chunks(size)
    try:
        reply = client.request(
            'POST', '/upload', body=body,
            headers={'Content-Type': kind, 'Accept': 'application/json'})
    except (BrokenPipeError, ConnectionResetError):
        reply = None  # an early answer may be lost to who does not listen
    if reply is not None:
        assert reply.status in (302, 303, 401, 413), reply
        assert MARKER not in reply.text
    assert len(site.app.seen) == before


def test_json_of_a_401_is_json(client):
    reply = client.get('/x', headers={'Accept': 'application/json'})
    assert json.loads(reply.text) and MARKER not in reply.text


def test_the_snippets_are_used_as_shipped(site):
    text = site.nginx.config.read_text()
    for snippet in ('otpgate-server.conf', 'otpgate-protect.conf'):
        path = re.search(rf'include (\S+{snippet});', text).group(1)
        assert 'otpgate' in pathlib.Path(path).read_text()
