# SPDX-License-Identifier: ISC
"""The page after a login that failed: what it keeps, where the cursor is, and
how little it says."""

import re
import urllib.parse

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from harness import wait
from harness.chrome import Chrome
from harness.web import SESSION, Form, another

PASSWORD = 'correct horse battery staple'
FREE = 3
NOBODY = 'nobody.here'
WAITS = 'Too many logins have failed in this browser'


def plain(reply, name=None):
    """The page without what is new on each, and without the name."""
    text = re.sub(r'(name="(?:once|csrf)" value=")[^"]*', r'\1', reply.text)
    assert 'name="csrf" value=""' in text
    if name:
        assert f'value="{name}"' in text
        text = text.replace(f'value="{name}"', 'value="NAME"')
    return reply.status, text


def shape(reply, name):
    """Which headers it has, and how long it is without the name."""
    return [k for k, _ in reply.headers], len(reply.body) - len(name)


def fields_of(reply):
    return {i['name']: i for i in Form(reply.text).inputs if 'name' in i}


def focus_of(reply):
    found = [name for name, i in fields_of(reply).items() if 'autofocus' in i]
    assert len(found) == 1, found
    return found[0]


def known(person):
    """A browser in which this person has logged in and out again."""
    client = person.client()
    client.cookies.pop(SESSION)
    return client


def message(reply):
    said = re.search(r'<span id="alert">(.*?)</span></p>', reply.text)
    return re.sub('<[^>]*>', '', said.group(1))


# --- the name ----------------------------------------------------------------

def test_the_name_is_kept_and_no_secret_is(site, client, person):
    secrets = {'password': 'hunter2 "<b>', 'code': '271828',
               'recovery': '01-abcde-fghjk-mnp'}
    for typed in (person.name, f' {person.name.upper()}\u00a0'):
        reply = client.login(typed, **secrets)
        assert reply.status == 401
        shown = fields_of(reply)
        assert shown['user']['value'] == person.name
        for name, secret in secrets.items():
            assert not shown[name].get('value')
            assert secret not in reply.text
            assert urllib.parse.quote(secret) not in reply.text
    # Sent as it stands, with what is new: the way in.
    assert person.login(client, form=Form(reply.text)).status == 303


@pytest.mark.parametrize('typed', [
    '', ' ', '"><script>', 'a&quot;b', "a' autofocus x='", 'a' * 65, '-x',
    'a\x00b', 'a b', 'ü', '\ufeff', '\u202ealice'], ids=ascii)
def test_what_is_no_name_is_not_repeated(client, typed):
    reply = client.login(typed, 'x', '123456')
    assert reply.status in (400, 401)
    if reply.status == 401:
        assert 'value' not in fields_of(reply)['user']
        assert focus_of(reply) == 'user'
    assert '<script>' not in reply.text and "a'" not in reply.text


def test_the_longest_name_is_kept(client):
    name = 'a' * 64
    assert fields_of(client.login(name, 'x', '123456'))['user']['value'] == name


def test_no_name_comes_from_the_record(site, person):
    """A code alone was asked for, and the session ends meanwhile: the page that
    asks for everything does not tell whose it was."""
    client = person.client()
    site.admin.codes(person.name)
    page = client.asked('/recovery/')
    failed = client.confirm(page, recovery='01-00000-00000-000')
    assert failed.status == 401 and 'user' not in fields_of(failed)
    site.admin('logout', person.name)
    ended = client.confirm(failed, recovery='01-00000-00000-001')
    assert ended.status == 401
    assert 'value' not in fields_of(ended)['user']
    assert person.name not in ended.text


# --- what it tells -----------------------------------------------------------

def test_every_failure_has_the_same_bytes(site, person):
    gone = site.person()
    site.admin('disable', gone.name)
    bare = site.person(password=None)
    code = person.phone.code()
    tried = [
        (person.name, 'wrong', code),
        (person.name, PASSWORD, person.phone.wrong()),
        (person.name, 'wrong', person.phone.wrong()),
        (NOBODY, PASSWORD, code),
        (gone.name, PASSWORD, gone.phone.code()),
        (bare.name, PASSWORD, bare.phone.code()),
        (person.name, '', code),
        (person.name, PASSWORD, ''),
    ]
    pages = {plain(site.client().login(*each), each[0]) for each in tried}
    assert len(pages) == 1
    assert pages.pop()[0] == 401


@pytest.mark.parametrize('first', ['password', 'none'])
def test_the_cursor_is_where_something_is_missing(fresh, first):
    """In the first field that has to be typed again, whatever was wrong."""
    site = fresh(first_factor=first)
    person = site.person('--hotp', password=PASSWORD)
    asked = 'password' if first == 'password' else 'code'
    assert focus_of(site.client().navigate('/otp/login')) == 'user'
    wrong = {'code': person.phone.wrong()}
    for name, more in ((person.name, wrong), (NOBODY, wrong),
                       (person.name, {'code': ''})):
        assert focus_of(site.client().login(name, PASSWORD, **more)) == asked
    # Who has typed a recovery code finds the field for it open.
    pages = {plain(site.client().login(name, PASSWORD, '', '01-00000-00000-0'),
                   name) for name in (person.name, NOBODY)}
    assert len(pages) == 1 and '<details open>' in pages.pop()[1]
    reply = site.client().login(person.name, PASSWORD, '', '01-00000-00000-0')
    assert focus_of(reply) == ('password' if first == 'password' else
                               'recovery')
    assert '<details open>' not in site.client().login(
        person.name, PASSWORD, '123456').text


def test_the_hint_fits_what_is_demanded(site):
    page = '/otp/login?rd=/&need=factor%3D'
    for kind, words in (('hotp', 'new code from your token'),
                        ('totp', 'authenticator app'),
                        ('totp+hotp', 'authenticator app'),
                        ('recovery', 'recovery codes that you were')):
        reply = site.client().navigate(page + kind.replace('+', '%2B'))
        assert words in reply.text and reply.text.count('class="hint"') == 1


def test_an_error_is_tied_to_its_fields(site, person):
    """And so is every other message; nothing is wrong before the first try."""
    clean = site.client().navigate('/otp/login')
    failed = site.client().login(person.name, 'x', '123456')
    stale = site.client().post('/otp/login', {'user': person.name,
                                              'password': 'x', 'code': '1'})
    for reply, said, invalid in ((clean, False, False), (failed, True, True),
                                 (stale, True, False)):
        assert ('id="alert"' in reply.text) == said
        for name in ('user', 'password', 'code', 'recovery'):
            field = fields_of(reply)[name]
            told = field.get('aria-describedby', '').split()
            assert ('alert' in told) == said, (name, field)
            assert (field.get('aria-invalid') == 'true') == invalid
            assert all(f'id="{i}"' in reply.text for i in told)


# --- waiting -----------------------------------------------------------------

def burn(client, person, **more):
    for _ in range(FREE + 1):
        reply = client.login(person.name, **more)
    return reply


@pytest.mark.plain
@pytest.mark.parametrize('kind', ['code', 'password'])
def test_who_is_known_is_told_to_wait(still, kind):
    site = still()
    person = site.person('--hotp')
    client = known(person)
    wrong = {'password': PASSWORD if kind == 'code' else 'wrong',
             'code': person.phone.wrong()}
    for _ in range(FREE):
        assert WAITS not in client.login(person.name, **wrong).text
    reply = client.login(person.name, **wrong)
    assert reply.status == 401
    assert WAITS in message(reply) and 'in 1 second.' in message(reply)
    assert reply.all('retry-after') == ['1']
    # What was typed is not in it: not whether the password, or all, was right.
    pages = {plain(client.login(person.name, password, code), person.name)
             for password, code in (
                 (PASSWORD, person.phone.code()), ('wrong', '123456'),
                 (PASSWORD, '123456'), ('', ''), (PASSWORD, ''))}
    assert pages == {plain(reply, person.name)}
    # The same form twice is one attempt, and has one answer.
    form = another(Form(reply.text).fields)
    form.update(password=PASSWORD, code='123456')
    twice = [plain(client.post('/otp/login', form), person.name)
             for _ in range(2)]
    assert twice[0] == twice[1] and WAITS in twice[0][1]
    # It ends.
    site.gate.clock.advance(3600)
    assert person.login(client).status in (200, 303)


@pytest.mark.plain
@pytest.mark.parametrize('first', ['password', 'none'])
def test_a_stranger_reads_the_same_as_ever(still, first):
    """Waiting or not, there or not, known to others or not."""
    site = still(first_factor=first)
    person, other = site.person('--hotp'), site.person('--hotp')
    browser, theirs = known(person), known(other)
    first = site.client().login(NOBODY, 'x', '123456')
    want = plain(first, NOBODY)
    assert 'Check your entries' in want[1]
    for name in (person.name, NOBODY):
        for _ in range(FREE + 3):
            reply = site.client().login(name, 'x', person.phone.wrong())
            assert plain(reply, name) == want
            # Nor do the headers or the length say that there is a wait.
            assert shape(reply, name) == shape(first, NOBODY)
    # A browser that is waiting for one name is a stranger to all others.
    burn(browser, person, password='x', code=person.phone.wrong())
    assert WAITS in browser.login(person.name, 'x', '123456').text
    assert plain(browser.login(NOBODY, 'x', '123456'), NOBODY) == want
    for client in (theirs, site.client()):
        reply = client.login(person.name, 'x', '123456')
        assert plain(reply, person.name) == want
        assert reply.all('retry-after') == []
    # Nor does the record's wait for strangers reach a browser that it knows.
    assert WAITS not in theirs.login(other.name, 'x', '123456').text


@pytest.mark.plain
def test_how_long_is_said_in_words(still):
    site = still(wait_max=86400, lane_limit=30, disable_at=40)
    person = site.person('--hotp')
    client = known(person)
    wrong = {'password': PASSWORD, 'code': person.phone.wrong()}
    said = []
    burn(client, person, **wrong)
    for n in range(17):
        reply = client.login(person.name, **wrong)
        said.append(re.search(r'again (.*)\.$', message(reply)).group(1))
        assert reply.all('retry-after') == [str(2 ** n)]
        site.gate.clock.advance(2 ** n)
        assert WAITS not in client.login(person.name, **wrong).text
    assert said == [
        'in 1 second', *(f'in {2 ** n} seconds' for n in range(1, 7)),
        'in about 3 minutes', 'in about 5 minutes',
        'in about 9 minutes', 'in about 18 minutes', 'in about 35 minutes',
        'in about 69 minutes', 'in about 3 hours', 'in about 5 hours',
        'in about 10 hours', 'in about 19 hours']


@pytest.mark.plain
def test_where_waiting_does_not_help_nothing_is_said_of_it(still):
    site = still(lane_limit=5)
    person = site.person('--hotp')
    client = known(person)
    wrong = {'password': PASSWORD, 'code': person.phone.wrong()}
    burn(client, person, **wrong)
    for seconds in (1, 2):
        site.gate.clock.advance(seconds)
        client.login(person.name, **wrong)
    assert site.gate.audit(event='locked', user=person.name)
    assert WAITS not in client.login(person.name, **wrong).text


# --- in a browser ------------------------------------------------------------

def test_type_on_where_the_cursor_is(site):
    person = site.person()
    browser = Chrome(site.nginx.port, script=False)
    try:
        driver = browser.driver

        def type_in(*words):
            driver.switch_to.active_element.send_keys(*words)

        driver.get('https://app.test/otp/login?rd=/home')
        type_in(person.name.upper(), Keys.TAB, 'wrong', Keys.TAB,
                person.phone.wrong(), Keys.ENTER)
        wait.until(lambda: driver.find_elements(
            By.CSS_SELECTOR, '[role=alert]'), 15, 'a message')
        assert driver.find_element(By.NAME, 'user').get_property('value') == \
            person.name
        assert driver.switch_to.active_element.get_attribute('name') == \
            'password'
        type_in(PASSWORD, Keys.TAB, person.phone.code(), Keys.ENTER)
        wait.until(lambda: driver.current_url == 'https://app.test/home', 15)
    finally:
        browser.close()
