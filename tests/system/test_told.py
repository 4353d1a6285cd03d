# SPDX-License-Identifier: ISC
"""What the owner is told after a login: only then, only the owner, and only if
it is worth a stop.  It is one page of a GET, which always leads on."""

import re
import time
import urllib.parse

import pytest

from harness.web import DEVICE, NEWS, SESSION, Form

PASSWORD = 'correct horse battery staple'
HOUR = 3600
DAY = 86400
LANGUAGES = {
    'en': ('2 failed attempts since your last login', ' (UTC)'),
    'de': ('2 fehlgeschlagene Versuche', ' Uhr (UTC)'),
    'fr': ('2 tentatives échouées', ' à '),
    'es': ('2 intentos fallidos', ' a las '),
    'ja': ('2 回失敗しました', '年'),
    'ar': ('فشلت محاولتان', '، '),
}


def out(client):
    """The browser without its session, but still known."""
    client.cookies.pop(SESSION)
    return client


def fail(person, client, times=1):
    for _ in range(times):
        assert person.login(client, password='wrong').status == 401


def told(reply):
    """What the answer to a form leads to."""
    assert reply.status == 303, reply
    where = reply.get('location')
    assert where.startswith('/otp/news'), where
    return where


def read(client, where):
    """The sentences of the page, without tags."""
    page = client.navigate(where)
    assert page.status == 200 and page.get('cache-control') == 'no-store'
    assert 'set-cookie' not in dict(page.headers)
    status = re.search(r'<div role="status">(.*?)</div>', page.text, re.S)
    return re.sub(r'<[^>]*>', '', status.group(1)).strip()


def way_on(client, where):
    page = client.navigate(where)
    return re.search(r'class="button" href="([^"]*)"', page.text).group(1)


# --- what is worth a stop ----------------------------------------------------

def test_nothing_to_say_goes_straight_on(site):
    """The twin of all below: a first login, one more, and one slip."""
    person = site.person('--hotp')
    client = site.client()
    for slips in (0, 0, 1):
        fail(person, client, slips)
        reply = person.login(client, rd='/home')
        assert reply.status == 303 and reply.get('location') == '/home'
        assert NEWS not in client.cookies
        out(client)


def test_two_failures_when_and_where(still):
    site = still()
    person = site.person('--hotp')
    client = person.client()
    moments = [site.gate.clock.now()]
    site.gate.clock.advance(60)
    fail(person, site.client(), 2)
    moments.insert(0, site.gate.clock.now())
    site.gate.clock.advance(60)
    where = told(person.login(out(client), rd='/home?a=1&b=%2F'))
    text = read(client, where)
    assert 'There have been 2 failed attempts from elsewhere since your ' \
        'last login in this browser. The last one was on ' in text
    assert 'If that was not you, tell your administrator.' in text
    assert re.search(r'Your last login was on .* \(UTC.*\), in this browser\.',
                     text), text
    # The moment is there for programs, too, and the way is where it led.
    page = client.navigate(where).text
    assert re.findall(r'<time datetime="([^"]*)">', page) == [
        time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime(m)) for m in moments]
    assert way_on(client, where) == '/home?a=1&amp;b=%2F'


def test_failures_in_a_browser_that_is_not_known(site):
    person = site.person('--hotp')
    person.client()
    client = site.client()
    fail(person, client, 2)
    text = read(client, told(person.login(client)))
    assert 'There have been 2 failed attempts since your last login.' in text
    assert 'in this browser' not in text
    # They were told; the next new browser hears of nothing.
    assert person.login(site.client()).get('location') == '/'


def test_one_old_failure_was_somebody_else(still):
    site = still()
    person = site.person('--hotp')
    client = out(person.client())
    site.gate.clock.advance(60)
    fail(person, client)
    site.gate.clock.advance(HOUR)
    text = read(client, told(person.login(client)))
    assert 'There has been 1 failed attempt since your last login.' in text


def test_what_was_told_elsewhere_is_not_told_again(still):
    """Strangers fail; the owner hears of it where he is known, and not once
    more in the next new browser."""
    site = still()
    person = site.person('--hotp')
    client = out(person.client())
    site.gate.clock.advance(60)
    fail(person, site.client(), 2)
    site.gate.clock.advance(60)
    told(person.login(client))
    site.gate.clock.advance(60)
    assert person.login(site.client()).get('location') == '/'


def test_where_the_last_login_was(site):
    person = site.person('--hotp')
    agent = {'User-Agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) '
             'Gecko/20100101 Firefox/140.0'}
    person.login(site.client(), headers=agent)
    client = site.client()
    fail(person, client, 2)
    assert 'with Firefox (Linux).' in read(client, told(person.login(client)))


def test_recovery_codes_are_counted(site):
    person = site.person('--hotp')
    codes = site.admin.codes(person.name)
    client = site.client()
    for left in range(len(codes) - 1, -1, -1):
        where = told(person.login(client, recovery=codes.pop(0)))
        text = read(client, where)
        if left == 0:
            assert 'That was your last recovery code. You have none left.' \
                in text
        else:
            assert f'You have {left} recovery code' in text
        assert ('You can make new recovery codes' in text) == (left <= 3)
        assert PASSWORD not in text
        out(client)


def test_few_codes_are_told_once_a_week(still):
    site = still()
    person = site.person('--hotp')
    codes = site.admin.codes(person.name)
    client = site.client()
    for code in codes[3:]:
        told(person.login(client, recovery=code))
    heard = []
    for _ in range(14):
        site.gate.clock.advance(DAY)
        reply = person.login(client)
        heard.append(reply.get('location').startswith('/otp/news'))
        if heard[-1]:
            assert 'You have 3 recovery codes left.' in read(
                client, reply.get('location'))
    assert sum(heard) == 2
    assert heard.index(True) + 7 == len(heard) - 1 - heard[::-1].index(True)


# --- who is not told ---------------------------------------------------------

def test_programs_and_step_ups_are_not_stopped(site):
    person = site.person('--hotp')
    codes = site.admin.codes(person.name)
    client = site.client()
    fail(person, client, 2)
    program = {'Accept': 'application/json', 'Sec-Fetch-Mode': None,
               'Sec-Fetch-Dest': None}
    reply = person.login(client, rd='/home', headers=program)
    assert reply.status == 303 and reply.get('location') == '/home'
    reply = client.confirm(client.asked('/recovery/'), recovery=codes[0])
    assert reply.status == 303 and reply.get('location') == '/recovery/'
    assert NEWS not in client.cookies


def test_strangers_are_told_nothing(site):
    """A212: neither without a session nor with another's does the cookie say
    anything, and it cannot be read or changed."""
    person, other = site.person('--hotp'), site.person('--hotp')
    client = site.client()
    fail(person, client, 2)
    where = told(person.login(client, rd='/home'))
    news = client.cookies[NEWS]
    for word in (person.name, 'home', '2'):
        assert word == '2' or word not in news
    nobody = site.client()
    nobody.cookies[NEWS] = news
    reply = nobody.navigate(where)
    assert reply.status == 302
    assert reply.get('location').startswith('/otp/login')
    theirs = other.client()
    theirs.cookies[NEWS] = news
    reply = theirs.navigate(where)
    assert reply.status == 302 and reply.get('location') == '/home'
    # Changed, or doubled.
    changed = client.copy()
    changed.cookies[NEWS] = news[:40] + ('A' if news[40] != 'A' else 'B') \
        + news[41:]
    assert changed.navigate(where).status == 302
    twice = f'{SESSION}={client.session}; {NEWS}={news}; {NEWS}={news}'
    assert client.navigate(where, cookie=twice).status == 302
    # The twin.
    assert client.navigate(where).status == 200


@pytest.mark.parametrize('rd', [
    'https://evil.test/', '//evil.test/', '/\\evil.test', 'javascript:alert(1)',
    '/home\r\nX: y'], ids=ascii)
def test_it_leads_nowhere_else(site, rd):
    """A213: the page is an address that others can link to."""
    person = site.person('--hotp')
    client = site.client()
    fail(person, client, 2)
    told(person.login(client))
    where = '/otp/news?' + urllib.parse.urlencode({'rd': rd})
    assert way_on(client, where) == '/'
    del client.cookies[NEWS]
    assert client.navigate(where).get('location') == '/'
    reply = site.client().navigate(where)
    assert 'evil' not in reply.get('location')


# --- it leads on -------------------------------------------------------------

def test_reload_back_and_a_second_tab(still):
    site = still()
    person = site.person('--hotp')
    client = site.client()
    fail(person, client, 2)
    form = client.form(rd='/home')
    where = told(person.login(client, form=form))
    first = read(client, where)
    assert read(client, where) == first
    # Back to the form and sent again; and a tab that had the form open.
    again = client.post('/otp/login', {**form.fields, 'user': person.name,
                                       'password': PASSWORD, 'code': '000000'})
    assert again.status == 303 and again.get('location') == '/home'
    # Left open: later it leads on, and without a session to the login.
    site.gate.clock.advance(599)
    assert read(client, where) == first
    site.gate.clock.advance(1)
    reply = client.navigate(where)
    assert reply.status == 302 and reply.get('location') == '/home'
    client.logout()
    reply = client.navigate(where)
    assert reply.get('location') == '/otp/login?rd=/home'


def test_the_same_form_sent_twice_is_told_twice(site):
    """Chromium drops the first answer of a double click."""
    person = site.person('--hotp')
    client = site.client()
    fail(person, client, 2)
    form = client.form(rd='/home')
    fields = {**form.fields, 'user': person.name, 'password': PASSWORD,
              'code': person.phone.code()}
    copy = client.copy()
    told(client.post('/otp/login', fields))
    where = told(copy.post('/otp/login', fields))
    assert '2 failed attempts' in read(copy, where)


def test_a_target_that_is_too_long_is_not_lost(site):
    person = site.person('--hotp')
    client = site.client()
    fail(person, client, 2)
    target = '/home?' + '%41' * 600
    reply = person.login(client, rd=target)
    page = reply.text if reply.status == 200 else \
        client.navigate(told(reply)).text
    assert f'href="{target}"' in page and '2 failed attempts' in page


@pytest.mark.parametrize('code', LANGUAGES)
def test_in_each_language(site, code):
    person = site.person('--hotp')
    person.client()
    client = site.client()
    fail(person, client, 2)
    where = told(person.login(client, headers={'Accept-Language': code}))
    page = client.navigate(where + ('&' if '?' in where else '?')
                           + f'lang={code}').text
    assert f'<html lang="{code}"' in page
    for words in LANGUAGES[code]:
        assert words in page
    assert page.count('name="lang"') == len(LANGUAGES) - 1
    assert Form(page).action is None
    assert DEVICE in client.cookies
