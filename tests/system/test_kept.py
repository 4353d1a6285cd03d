# SPDX-License-Identifier: ISC
"""A form that meets an ended session is kept through the login, byte for byte,
for the person who sent it from a page of this site, and for nobody else."""

import re
import socket
import urllib.parse

import pytest

from harness import tls, wait
from harness.app import MARKER
from harness.site import Site
from harness.web import NAVIGATE_POST, SESSION, Form

KEPT_MAX = 32768
SECRET = 'a-value-that-nobody-else-sees'
FORM = f'amount=100&note={SECRET}'


def encode(pairs):
    """As browsers do it (URL standard, urlencoded serializer)."""
    def one(text):
        return ''.join(
            c if c.isascii() and (c.isalnum() or c in '*-._') else
            '+' if c == ' ' else
            ''.join(f'%{b:02X}' for b in c.encode()) for c in text)
    return '&'.join(f'{one(k)}={one(v)}' for k, v in pairs)


def arrived(site, path):
    return [s for s in site.app.seen if s['path'] == path]


def sealed(reply):
    """The sealed form in a login page, or None."""
    return Form(reply.text).fields.get('form')


def ended(site, person, **more):
    """A browser whose session an administrator has ended."""
    client = person.client(**more)
    site.admin('logout', person.name)
    return client


def log_in(client, person, reply, **fields):
    """Logs in on the page that stands in the place of what was sent."""
    form = Form(reply.text)
    assert form.action.partition('?')[0] == '/otp/login', reply
    form.fields.update(fields)
    return person.login(client, form=form)


def offered(reply):
    """The kept form on the page after the login, as action and body."""
    assert reply.status == 200, reply
    form = Form(reply.text)
    assert form.action is not None and \
        not form.action.startswith('/otp/login'), reply
    return form.action, encode(
        (i['name'], i.get('value') or '') for i in form.inputs)


def is_lost(client, person, reply, why):
    """The page says plainly that the form has to be sent again, and nothing
    comes of it after the login."""
    assert reply.status == 401 and MARKER not in reply.text, reply
    assert sealed(reply) is None and SECRET not in reply.text
    assert why in reply.text and 'send it again' in reply.text, reply.text
    after = log_in(client, person, reply)
    assert after.status == 303 and client.session, after


FORMS = {
    'plain': [('a', '1'), ('b', '2')],
    'empty': [],
    'empty values': [('a', ''), ('b', '')],
    'text': [('name', 'Zoë Müller-Lüdenscheidt'), ('euro', '5 €'),
             ('key', '\U0001f511'), ('right', 'שלום'), ('c1', '\x80\ufeff')],
    'lines': [('t', 'one\r\ntwo\r\n\r\n  indented\tby tab\r\n'),
              ('u', '\r\n'), ('v', ' \t ')],
    'markup': [('q', '"><script>alert(1)</script><input value="'),
               ('r', "it's & <b>&amp; &#13; &lt;"), ('<"n&\'>', '</form>')],
    'encoding': [('p', '100% of a+b=c&d;e %41 %00 %'), ('x', '*-._~!()\'')],
    'twice': [('tag[]', 'a'), ('tag[]', 'b'), ('x', '1'), ('tag[]', 'a')],
    'names of ours': [('csrf', 'x'), ('user', 'y'), ('form', 'z'),
                      ('rd', '//evil.example'), ('code', '123456'),
                      ('action', 'delete'), ('submit', 'go')],
    'sixty': [(f'field{i}', f'value {i} ' + 'ä' * i) for i in range(60)],
    'many': [(f'f{i}', str(i)) for i in range(1000)],
    'charset': [('_charset_', 'UTF-8'), ('a', 'ö')],
    'large': [('t', 'x' * (KEPT_MAX - 2))],
    'large lines': [('t', 'ä"<\r\n' * 1500)],
}


@pytest.mark.parametrize('name', FORMS)
def test_a_form_survives_the_login(site, person, name):
    body = encode(FORMS[name])
    assert len(body) <= KEPT_MAX
    path = '/save?id=7&x=%C3%A4+%22'
    client = ended(site, person)
    before = len(site.app.seen)
    refused = client.post(path, body)
    assert refused.status == 401 and sealed(refused), refused
    assert len(site.app.seen) == before
    page = log_in(client, person, refused)
    action, again = offered(page)
    assert (action, again) == (path, body)
    assert len(site.app.seen) == before
    reply = client.post(action, again)
    assert reply.status == 200
    seen, = site.app.seen[before:]
    assert (seen['method'], seen['path'], seen['form']) == \
        ('POST', path, body)
    headers = dict(seen['headers'])
    assert headers['remote-user'] == person.name
    assert headers['content-type'] == 'application/x-www-form-urlencoded'


def test_the_page_shows_no_value(site, person):
    client = ended(site, person)
    refused = client.post('/save', FORM)
    assert SECRET not in refused.text and 'amount' not in refused.text
    page = log_in(client, person, refused)
    shown = re.sub(r'<[^>]*>', '', page.text)
    assert SECRET not in shown and '2 fields' in shown
    assert client.session


def test_nothing_of_it_is_logged(fresh):
    site = fresh()
    person = site.person('--hotp')
    client = ended(site, person)
    text = sealed(client.post('/save', FORM))
    for sent in (FORM, f'amount=1&note={SECRET}%00', f'{SECRET}=%0A'):
        page = client.post('/save', sent)
        person.login(client, 'wrong', form=Form(page.text))
        client.post('/save', sent, headers={'Origin': 'https://evil.example'})
    log_in(client, person, page)
    site.gate.stop()
    for log in (site.gate.log.read_text(), site.gate.stderr.read_text(),
                site.nginx.logs(), site.gate.database.read_text()):
        assert SECRET not in log and text not in log and text[:60] not in log


def test_a_wrong_code_loses_nothing(site):
    person = site.person('--hotp')
    client = ended(site, person)
    page = client.post('/save', FORM)
    for _ in range(2):
        page = person.login(client, person.phone.wrong(),
                            form=Form(page.text))
        assert page.status == 401 and sealed(page)
    assert offered(log_in(client, person, page)) == ('/save', FORM)


def test_a_recovery_code_loses_nothing(site, person):
    code = site.admin.codes(person.name)[0]
    client = ended(site, person)
    page = client.post('/save', FORM)
    after = person.login(client, recovery=code, form=Form(page.text))
    assert '9' in after.text
    assert offered(after) == ('/save', FORM)


# Where a form may come from, and with which session.

@pytest.mark.parametrize('headers', [
    {'Origin': 'https://evil.example', 'Sec-Fetch-Site': 'cross-site'},
    {'Origin': 'https://evil.example', 'Sec-Fetch-Site': None},
    {'Origin': 'null', 'Sec-Fetch-Site': 'cross-site'},
    {'Origin': 'null', 'Sec-Fetch-Site': None},
    {'Origin': None}, {'Origin': None, 'Sec-Fetch-Site': None},
    {'Origin': ''},
    {'Sec-Fetch-Site': 'cross-site'}, {'Sec-Fetch-Site': 'same-site'},
    {'Origin': 'http://app.test', 'Sec-Fetch-Site': None},
    {'Origin': 'https://other.test', 'Sec-Fetch-Site': None},
    {'Origin': 'https://app.test.evil.example', 'Sec-Fetch-Site': None},
    {'Origin': 'https://app.test:8443', 'Sec-Fetch-Site': 'same-site'},
    {'Origin': 'https://app.test@evil.example', 'Sec-Fetch-Site': None},
    {'Origin': 'https://evil.example/https://app.test',
     'Sec-Fetch-Site': None},
], ids=str)
def test_a_form_of_another_site_is_not_kept(site, person, headers):
    client = ended(site, person)
    reply = client.post('/save', FORM, headers=headers)
    is_lost(client, person, reply, 'may not have come from')
    # Its twin, from here, is.
    site.admin('logout', person.name)
    assert sealed(client.post('/save', FORM))


def test_a_form_without_a_session_cookie_is_not_kept(site, person):
    client = ended(site, person)
    good = client.session
    elsewhere = person.client(host='other.test').cookies[SESSION]
    forged = ('A' if good[20] != 'A' else 'B').join((good[:20], good[21:]))
    for cookie in ('', f'{SESSION}={forged}', f'{SESSION}={elsewhere}',
                   f'{SESSION}={good}; {SESSION}={good}', f'{SESSION}=',
                   f'__Host-otpgate-pre={good}', 'x=y'):
        reply = client.post('/save', FORM, cookie=cookie or 'a=b')
        assert reply.status == 401 and sealed(reply) is None, cookie
        assert 'may not have come from' in reply.text
    assert sealed(client.post('/save', FORM, cookie=f'{SESSION}={good}'))


def test_a_form_of_somebody_else_is_not_shown(site, person):
    other = site.person()
    client = ended(site, person)
    page = client.post('/save', FORM)
    after = log_in(client, other, page)
    assert after.status == 200 and SECRET not in after.text
    assert 'belongs to someone else' in after.text
    assert Form(after.text).action is None
    # Not even when the one who sent it comes back: it is in no page any more.
    site.admin('logout', other.name)
    assert not arrived(site, '/save') or \
        all(s['form'] != FORM for s in arrived(site, '/save'))


def test_a_seal_is_good_on_its_host_only(site, person):
    client = ended(site, person)
    text = sealed(client.post('/save', FORM))
    there = site.client('other.test')
    form = there.form()
    form.fields['form'] = text
    after = person.login(there, form=form)
    assert SECRET not in after.text and 'could not be kept' in after.text
    # On its own host it is good, in whatever browser this person logs in.
    here = site.client()
    form = here.form()
    form.fields['form'] = text
    assert offered(person.login(here, form=form)) == ('/save', FORM)


def test_a_changed_seal_is_no_form(fresh):
    site = fresh()
    person = site.person('--hotp')
    client = ended(site, person)
    page = client.post('/save', FORM)
    text = sealed(page)
    swap = {i: text[:i] + ('A' if text[i] != 'A' else 'B') + text[i + 1:]
            for i in (0, 3, 6, 12, 40, len(text) // 2, len(text) - 3)}
    for bad in (*swap.values(), text[:-4], text + 'AAAA', text[4:], 'AAAA',
                'A' * 50000, text.lower()):
        after = log_in(client, person, page, form=bad)
        assert SECRET not in after.text, bad
        assert after.status == 200 and 'could not be kept' in after.text
        assert Form(after.text).action is None
        site.admin('logout', person.name)
        page = client.post('/save', FORM)
    assert offered(log_in(client, person, page, form=text)) == \
        ('/save', FORM)


def test_nothing_that_is_typed_changes_where_it_goes(site, person):
    """Address, method and fields come out of the seal alone."""
    client = ended(site, person)
    page = client.post('/save?to=bob', FORM)
    after = log_in(client, person, page, rd='/transfer?to=eve', need='',
                   action='/transfer', method='get')
    assert offered(after) == ('/save?to=bob', FORM)
    assert 'eve' not in after.text


@pytest.mark.plain
def test_it_is_kept_for_ten_minutes(fresh):
    site = fresh(clock=True)
    person = site.person('--hotp')
    client = ended(site, person)
    page = client.post('/save', FORM)
    text = sealed(page)
    site.gate.clock.advance(590)
    form = client.form()
    form.fields['form'] = text
    assert offered(person.login(client, form=form)) == ('/save', FORM)
    site.gate.clock.advance(20)
    form = client.form('/otp/login?fresh=1')
    form.fields['form'] = text
    after = person.login(client, form=form)
    assert after.status == 200 and SECRET not in after.text
    assert 'ten minutes and has expired' in after.text
    assert Form(after.text).action is None
    assert client.session


def test_a_key_that_is_gone_opens_nothing(fresh):
    site = fresh()
    person = site.person('--hotp')
    client = ended(site, person)
    text = sealed(client.post('/save', FORM))
    site.admin('keys', 'rotate')
    site.gate.hand_over()
    site.gate.restart()
    form = client.form()
    form.fields['form'] = text
    assert offered(person.login(client, form=form)) == ('/save', FORM)
    site.admin('logout', person.name)
    assert sealed(client.post('/save', FORM)) != text


# What cannot be kept.

def test_a_form_that_is_too_large(site, person):
    client = ended(site, person)
    fits = client.post('/save', 't=' + 'x' * (KEPT_MAX - 2))
    assert sealed(fits)
    reply = client.post('/save', 't=' + 'x' * (KEPT_MAX - 1))
    is_lost(client, person, reply, 'too large')


MULTIPART = 'multipart/form-data; boundary=b'


@pytest.mark.parametrize('kind', [
    MULTIPART, 'text/plain', 'application/json', '',
    'application/x-www-form-urlencoded-not'])
def test_a_form_of_another_type(site, person, kind):
    client = ended(site, person)
    body = FORM if kind != MULTIPART else (
        '--b\r\nContent-Disposition: form-data; name="f"; filename="x.txt"'
        f'\r\n\r\n{SECRET}\r\n--b--\r\n')
    reply = client.post('/save', body, headers={'Content-Type': kind})
    is_lost(client, person, reply, 'has files in it, or is of a kind')


@pytest.mark.parametrize('kind', [MULTIPART, 'multipart/form-data', None])
@pytest.mark.parametrize('how', ['length', 'chunked'])
def test_an_upload_is_neither_read_nor_kept(site, person, kind, how):
    """20 MB with all that a form needs but its size."""
    size = 20 << 20
    client = ended(site, person)
    before = len(site.app.seen)
    body = b'x' * size if how == 'length' else \
        (b'x' * 65536 for _ in range(size // 65536))
    headers = {'Origin': 'https://app.test', 'Sec-Fetch-Site': 'same-origin',
               **NAVIGATE_POST,
               'Content-Type': kind or 'application/x-www-form-urlencoded'}
    try:
        reply = client.request('POST', '/upload', body=body, headers=headers)
    except (BrokenPipeError, ConnectionResetError):
        reply = None  # an early answer may be lost to who does not listen
    assert len(site.app.seen) == before
    if reply is not None:
        why = 'files in it' if kind else 'too large' if how == 'length' \
            else 'could not be kept'
        is_lost(client, person, reply, why)


def test_a_small_form_without_a_length(site, person):
    """nginx tells the length if the whole of it has come with the head."""
    client = ended(site, person)
    reply = client.request(
        'POST', '/save', body=iter([FORM.encode()]),
        headers={'Origin': 'https://app.test', **NAVIGATE_POST,
                 'Content-Type': 'application/x-www-form-urlencoded'})
    if sealed(reply):
        assert offered(log_in(client, person, reply)) == ('/save', FORM)
    else:
        is_lost(client, person, reply, 'could not be kept')


@pytest.mark.parametrize('body', [
    'a', 'a=1&&b=2', '=1', 'a=%zz', 'a=%00', 'a=%0A', 'a=%0D', 'a=%1B',
    'a=%FF', 'a=%E4', '_charset_=latin1', 'isindex=x',
    '&'.join(['a=1'] * 1001), b'a=\xc3\xa4', b'a=\0', 'a=' + '"' * 32000],
    ids=lambda body: ascii(body)[:20])
def test_a_form_that_would_come_back_changed(site, person, body):
    client = ended(site, person)
    reply = client.post('/save', body)
    is_lost(client, person, reply, 'could not be kept')


@pytest.mark.parametrize('path', [
    '/save?x=%0A', '/save?x=%5C', '/save?x\\y', '/x?%', '/x?%09&%zz',
    '/save?x=' + 'a' * 8180], ids=lambda path: path[:12])
def test_a_query_is_the_applications(site, person, path):
    client = ended(site, person)
    reply = client.post(path, FORM)
    assert offered(log_in(client, person, reply)) == (path, FORM)


@pytest.mark.parametrize('path', ['/save\\x', '/save\\?x', '/' + 'a' * 8192],
                         ids=lambda path: path[:12])
def test_a_form_for_an_odd_address(site, person, path):
    client = ended(site, person)
    reply = client.post(path, FORM)
    is_lost(client, person, reply, 'could not be kept')


def stalled(site, client):
    """A connection on which a form was begun and does not go on."""
    s = tls.context().wrap_socket(
        socket.create_connection(('127.0.0.1', site.nginx.port), 10))
    s.sendall('\r\n'.join((
        'POST /save HTTP/1.1', 'Host: app.test', 'Origin: https://app.test',
        f'Cookie: {SESSION}={client.session}', 'Accept: text/html',
        'Content-Type: application/x-www-form-urlencoded',
        'Content-Length: 1000', '', 'a=b')).encode())
    return s


def test_bodies_that_do_not_come_leave_room_for_others(site, person):
    client = ended(site, person)
    waiting = [stalled(site, client) for _ in range(12)]
    try:
        reply = site.client().navigate('/otp/login')
        assert reply.status == 200
        assert reply.seconds < 3, 'all workers wait for bodies'
    finally:
        for s in waiting:
            s.close()
    wait.until(lambda: sealed(client.post('/save', FORM)), 15)


def test_a_form_that_no_code_could_send(site, person):
    """Nobody promises to keep what cannot be sent after a login, either."""
    client = person.client()
    reply = client.post('/passkey/', FORM)
    assert reply.status == 403 and 'was not delivered' in reply.text
    assert 'is kept' not in reply.text and SECRET not in reply.text
    reply = client.post('/recovery/', FORM)
    assert reply.status == 403 and 'was not delivered' in reply.text
    site.admin.codes(person.name)
    assert sealed(client.post('/recovery/', FORM))


def test_a_login_by_another_kind_of_code_loses_nothing(site, person):
    recovery = site.admin.codes(person.name)[0]
    client = ended(site, person)
    reply = client.post('/recovery/', FORM)
    after = log_in(client, person, reply)
    assert offered(after) == ('/recovery/', FORM)
    asked = client.post('/recovery/', FORM)
    after = client.confirm(asked, recovery=recovery)
    assert offered(after) == ('/recovery/', FORM)
    assert client.post('/recovery/', FORM).status == 200


def test_only_a_page_is_given_a_form(site, person):
    """What a script sends gets an error that a script can read."""
    client = ended(site, person)
    for more in ({'Sec-Fetch-Mode': 'cors', 'Sec-Fetch-Dest': 'empty'},
                 {'Sec-Fetch-Mode': 'same-origin'},
                 {'Sec-Fetch-Mode': None, 'Accept': '*/*'}):
        reply = client.post('/save', FORM, headers=more)
        assert reply.status == 401
        assert reply.json()['error'] == 'login_required'
        assert not reply.all('set-cookie')
    assert sealed(client.post('/save', FORM))


def test_a_living_session_needs_none_of_this(site, person):
    client = person.client()
    body = encode(FORMS['text'])
    assert client.post('/direct', body).status == 200
    assert arrived(site, '/direct')[-1]['form'] == body


def test_the_seal_does_not_replace_the_login(site, person):
    """With a sealed form and nothing right, nobody gets in."""
    client = ended(site, person)
    form = Form(client.post('/save', FORM).text)
    before = len(site.app.seen)
    for user, password in ((person.name, 'wrong'), ('nobody', 'x'), ('', '')):
        reply = client.login(user, password, '000000', form=form)
        assert reply.status in (401, 400, 429), reply
        assert SECRET not in reply.text
    assert len(site.app.seen) == before




# --- a host whose logins are on another one ---

def follow(client, reply):
    """Goes where redirects lead, also to the other host."""
    for _ in range(8):
        if reply.status not in (302, 303):
            return reply
        url = urllib.parse.urlsplit(reply.get('location'))
        client.host = url.netloc or client.host
        path = urllib.parse.urlunsplit(('', '', url.path, url.query, ''))
        reply = client.navigate(path or '/')
    raise AssertionError('redirected in circles')


def log_in_elsewhere(client, person, path):
    """By way of the login host and back."""
    client.host = 'other.test'
    page = follow(client, client.navigate(path))
    assert client.host == 'app.test', page
    reply = follow(client, person.login(client, form=Form(page.text)))
    assert client.host == 'other.test', reply
    return reply


@pytest.fixture(scope='module')
def pair():
    made = Site(login_host='app.test')
    yield made
    made.close()


def waiting(site, person, body=FORM, **headers):
    """What stands on that host in the place of a form."""
    client = site.client()
    assert log_in_elsewhere(client, person, '/x').status == 200
    site.admin('logout', person.name)
    page = client.post('/save', body, headers=headers)
    assert page.status == 401 and SECRET not in page.text, page
    return client, page


def test_a_form_waits_for_a_login_elsewhere(pair):
    person = pair.person('--hotp')
    client, page = waiting(pair, person)
    form = Form(page.text)
    assert form.action.startswith('/otp/resume?form=')
    assert 'href="/otp/login" target="_blank"' in page.text
    # Too early: there is no session yet.
    early = client.post(form.action, form.fields)
    assert early.status == 401 and SECRET not in early.text
    assert Form(early.text).fields == form.fields
    log_in_elsewhere(client, person, '/otp/login')
    after = client.post(form.action, form.fields)
    assert offered(after) == ('/save', FORM)
    before = len(pair.app.seen)
    assert client.post('/save', FORM).status == 200
    seen, = pair.app.seen[before:]
    assert seen['form'] == FORM
    assert dict(seen['headers'])['host'] == 'other.test'


def test_a_form_that_waits_is_for_nobody_else(pair):
    person, other = pair.person('--hotp'), pair.person('--hotp')
    client, page = waiting(pair, person)
    form = Form(page.text)
    log_in_elsewhere(client, other, '/otp/login?fresh=1')
    after = client.post(form.action, form.fields)
    assert after.status == 200 and SECRET not in after.text
    assert 'belongs to someone else' in after.text
    assert Form(after.text).action is None
    # Nor for a page of another site, which would only see it fail anyway.
    for headers in ({'Origin': 'https://evil.example'},
                    {'Origin': 'null', 'Sec-Fetch-Site': None},
                    {'Sec-Fetch-Site': 'cross-site'},
                    {'Content-Type': 'text/plain'}):
        reply = client.post(form.action, form.fields, headers=headers)
        assert reply.status == 400 and SECRET not in reply.text
    # Nor is it on another host.
    client.host = 'app.test'
    after = client.post(form.action, form.fields)
    assert SECRET not in after.text and 'could not be kept' in after.text


@pytest.mark.parametrize('body, headers, why', [
    (FORM, {'Origin': 'https://evil.example'}, 'may not have come from'),
    ('t=' + 'x' * KEPT_MAX, {}, 'too large'),
    (FORM, {'Content-Type': MULTIPART}, 'files in it')],
    ids=['foreign', 'large', 'files'])
def test_a_form_that_cannot_wait(pair, body, headers, why):
    _, page = waiting(pair, pair.person('--hotp'), body, **headers)
    assert why in page.text and 'send it again' in page.text
    assert Form(page.text).action is None
    assert 'href="/otp/login">' in page.text


def test_the_page_that_resumes_takes_forms_only(pair):
    client = pair.client('other.test')
    assert client.navigate('/otp/resume').status == 303
    assert client.request('PUT', '/otp/resume').status == 405
    for body in ('kept=%zz', 'kept=a&kept=b', b'kept=\0', 'k' * 98305):
        reply = client.post('/otp/resume', body)
        assert reply.status in (400, 413), reply
    for text in ('', 'AAAA', '"><b>'):
        reply = client.post('/otp/resume', {'kept': text, 'need': '"><b>'})
        assert reply.status == 401 and '<b>' not in reply.text
