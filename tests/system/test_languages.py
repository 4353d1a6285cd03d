# SPDX-License-Identifier: ISC
"""Pages in the language of whoever reads them: by the header of the browser, by
a link, by the setting; and what a stranger's words must not do."""

import html
import re
import signal
import urllib.parse

import pytest

from harness import fcgi, wait
from harness.gate import HOSTS
from harness.web import NAVIGATE, SESSION, Form

COOKIE = '__Host-otpgate-lang'
# The heading of the login page, and of the page after it.
TITLES = {
    'en': ('Log in', 'Access denied'),
    'de': ('Anmelden', 'Zugriff verweigert'),
    'fr': ('Connexion', 'Accès refusé'),
    'es': ('Iniciar sesión', 'Acceso denegado'),
    'ja': ('ログイン', 'アクセスできません'),
    'ar': ('تسجيل الدخول', 'الوصول مرفوض'),
}
NAMES = {'en': 'English', 'de': 'Deutsch', 'fr': 'Français', 'es': 'Español',
         'ja': '日本語', 'ar': 'العربية'}
LOGIN = '/otp/login'


def visit(client, path=LOGIN, language=None, **headers):
    """A page view; with None the browser says nothing of languages."""
    send = {**NAVIGATE, **{k.replace('_', '-'): v for k, v in headers.items()}}
    if language is not None:
        send['Accept-Language'] = language
    return client.get(path, headers=send)


def heading(page):
    return html.unescape(re.search('<h1>(.*?)</h1>', page.text)[1])


def language_of(page):
    return re.search('<html lang="([a-z]+)"', page.text)[1]


def offered(page):
    """The languages that a page leads to, by their names."""
    return {code: name for code, name in re.findall(
        '<button name="lang" value="([a-z]+)" lang="[a-z]+">([^<]+)</button>',
        page.text)}


def hidden(page):
    """What the links to other languages take along."""
    form = re.search('<form class="langs".*?</form>', page.text, re.S)[0]
    return {html.unescape(k): html.unescape(v) for k, v in re.findall(
        '<input type="hidden" name="([^"]*)" value="([^"]*)">', form)}


@pytest.mark.parametrize('code', TITLES)
def test_each_language_by_the_header(site, code):
    client = site.client()
    page = visit(client, language=f'{code}-XX;q=0.9, it, en;q=0.1'
                 if code != 'en' else 'en-GB')
    assert (language_of(page), heading(page)) == (code, TITLES[code][0])
    assert COOKIE not in client.cookies
    # wherever nginx asks for a page, and where the gate refuses
    person = site.person()
    person.login(client)
    denied = visit(client, '/admins/', language=code)
    assert denied.status == 403
    assert (language_of(denied), heading(denied)) == (code, TITLES[code][1])


@pytest.mark.parametrize('code', [c for c in TITLES if c != 'en'])
def test_each_language_by_the_link(site, code):
    client, person = site.client(), site.person()
    page = visit(client, LOGIN + '?rd=%2Fnotes%3Fa%3D1%26b', language='en')
    assert offered(page) == {k: v for k, v in NAMES.items() if k != 'en'}
    assert f'<span lang="en" aria-current="true">{NAMES["en"]}' in page.text
    query = urllib.parse.urlencode({**hidden(page), 'lang': code})
    page = visit(client, f'{LOGIN}?{query}', Sec_Fetch_Site='same-origin')
    assert (language_of(page), heading(page)) == (code, TITLES[code][0])
    assert client.cookies[COOKIE] == code
    # it is kept, whatever the browser asks for, and the way back with it
    again = visit(client, language='en')
    assert language_of(again) == code
    form = Form(page.text)
    assert form.fields['rd'] == '/notes?a=1&b'
    done = person.login(client, form=form)
    assert done.status == 303 and done.get('location') == '/notes?a=1&b'
    assert language_of(visit(client, '/otp/logout')) == code
    assert set(offered(visit(client, '/otp/logout'))) == \
        set(NAMES) - {code}


def test_the_link_keeps_what_a_place_demands(site):
    person = site.person()
    client = person.client()
    site.admin.codes(person.name)
    fields = hidden(client.asked('/recovery/'))
    assert fields['rd'] == '/recovery/' and fields['need']
    query = urllib.parse.urlencode({**fields, 'lang': 'de'})
    again = visit(client, f'{LOGIN}?{query}', Sec_Fetch_Site='same-origin')
    assert language_of(again) == 'de' and hidden(again) == fields


def test_arabic_runs_from_right_to_left(site):
    client = site.client()
    page = visit(client, language='ar')
    assert '<html lang="ar" dir="rtl">' in page.text
    for name in ('user', 'code', 'recovery'):
        field = re.search(f'<input id="{name}"[^>]*>', page.text)[0]
        assert 'dir="ltr"' in field, field
    style = re.search('<style>(.*?)</style>', page.text)[1]
    assert not re.search('(?:margin|padding|border)-(?:left|right)|text-align:'
                         '(?:left|right)', style)
    assert 'dir=' not in visit(client, language='ja').text.split('<head>')[0]


def test_numbers_by_the_rule_of_the_language(fresh):
    site = fresh(address_failures=1, address_interval=40)
    client = site.client()
    for _ in range(2):
        client.login('nobody', 'x', '123456')
    # whoever must wait is told in seconds, with Western digits
    form = client.form()
    reply = client.post(form.action, {**form.fields, 'user': 'nobody'},
                        headers={'Accept-Language': 'ar'})
    assert reply.status == 429 and language_of(reply) == 'ar'
    assert re.search('[0-9]+ (?:ثانية|ثوانٍ)', reply.text), reply.text


@pytest.mark.parametrize('header', [
    'it', 'x', '*;q=0', 'de;q=0', '*', '', 'de_DE', 'de;q=2', 'de;q=0.1234',
    '"de"', 'de<script>', '%64%65', 'de;' * 2000, 'de,' * 341 + 'de;q',
    '-' * 9000, '\xe4', 'de\t\xff', 'en;q=0, it'])
def test_hostile_headers(site, header):
    client = site.client()
    page = visit(client, language=header)
    assert page.status == 200
    assert language_of(page) == 'en' and page.text.count('script>') == 1
    assert COOKIE not in client.cookies


@pytest.mark.parametrize('code', [
    'it', 'DE', 'de ', 'de%00', 'de%0D%0ASet-Cookie:%20a=b', 'de;Domain=test',
    '%22%3E%3Cb%3Ezq', 'de&lang=de', '../de', '', 'd' * 500])
def test_a_link_sets_nothing_but_a_code(site, code):
    client = site.client()
    page = visit(client, f'{LOGIN}?lang={code.replace(" ", "+")}',
                 Sec_Fetch_Site='same-origin')
    assert page.status == 200 and language_of(page) == 'en'
    assert COOKIE not in client.cookies and '<b>zq' not in page.text
    assert not [c for c in page.all('set-cookie') if 'a=b' in c]
    # a cookie of somebody else's making is no more than a code either
    client.cookies[COOKIE] = urllib.parse.quote(code)
    assert language_of(visit(client, language='fr')) == 'fr'


def test_a_link_of_another_site_is_not_kept(site):
    for where in ('cross-site', 'same-site'):
        client = site.client()
        page = visit(client, LOGIN + '?lang=ar', Sec_Fetch_Site=where)
        assert language_of(page) == 'ar'
        assert COOKIE not in client.cookies
        assert language_of(visit(client)) == 'en'
    assert visit(client, LOGIN + '?lang=ar', Sec_Fetch_Site='none') and \
        client.cookies[COOKIE] == 'ar'


def test_a_link_leads_nowhere_else(site):
    client = site.client()
    for target in ('https://evil.example/', '//evil.example', '/\\evil.example'):
        query = urllib.parse.urlencode({'lang': 'de', 'rd': target})
        page = visit(client, f'{LOGIN}?{query}', Sec_Fetch_Site='same-origin')
        assert page.status == 200 and page.get('location') is None
        assert language_of(page) == 'de' and 'evil' not in page.text
        assert hidden(page) == {}


def test_a_query_of_the_application_chooses_nothing(site):
    client = site.person().client()
    page = visit(client, '/admins/?lang=de', Sec_Fetch_Site='same-origin')
    assert page.status == 403 and language_of(page) == 'en'
    assert COOKIE not in client.cookies


def test_the_application_does_not_get_the_cookie(site):
    client = site.person().client()
    visit(client, LOGIN + '?lang=de', Sec_Fetch_Site='same-origin')
    assert client.cookies[COOKIE] == 'de' and client.cookies[SESSION]
    client.cookies['theirs'] = '1'
    assert client.get('/x').status == 200
    cookies = [v for k, v in site.app.seen[-1]['headers'] if k == 'cookie']
    assert cookies == ['theirs=1']


@pytest.mark.parametrize('code', TITLES)
def test_failures_look_alike_in_each_language(site, code):
    person = site.person()
    sizes = set()
    for name in (person.name, 'x' * len(person.name)):
        client = site.client()
        client.cookies[COOKIE] = code
        reply = client.login(name, 'x', '123456')
        assert language_of(reply) == code
        sizes.add((reply.status, len(reply.text.encode()),
                   len(str(reply.all('set-cookie')))))
    assert len(sizes) == 1


def test_the_log_stays_english(site):
    client, person = site.client(), site.person()
    client.cookies[COOKIE] = 'ar'
    before = site.gate.log.read_bytes() if site.gate.log.exists() else b''
    client.login(person.name, 'x', '123456')
    person.login(client)
    visit(client, '/admins/')
    after = site.gate.log.read_bytes()[len(before):]
    assert b'event=login' in after and after.isascii()


def test_programs_hear_english(site):
    reply = site.client().get('/x', headers={'Accept-Language': 'ja'})
    assert reply.status == 401 and reply.text.isascii()


def test_the_first_language_of_the_setting_is_the_default(fresh):
    site = fresh(languages=['fr', 'de'])
    client = site.client()
    for asked, got in ((None, 'fr'), ('ja', 'fr'), ('en', 'fr'), ('de', 'de')):
        page = visit(client, language=asked)
        assert language_of(page) == got
        assert set(offered(page)) == {'fr', 'de'} - {got}
    assert language_of(visit(client, LOGIN + '?lang=ja')) == 'fr'
    site.gate.configure(languages=['es'])
    site.gate.send(signal.SIGHUP)
    wait.until(lambda: 'reload' in site.gate.log.read_text(),
               what='the reload')
    page = visit(client, language='de')
    assert language_of(page) == 'es' and not offered(page)
    assert 'class="langs"' not in page.text


def test_nginx_files_of_earlier_versions_are_answered(site):
    """They pass no language: the first it is, or the chosen one."""
    for cookie, got in (('', 'en'), (f'{COOKIE}=ja', 'ja')):
        answer = fcgi.ask(site.gate.socket, [
            ('OTPGATE_COOKIE', cookie), ('OTPGATE_URI', LOGIN),
            ('OTPGATE_METHOD', 'GET'), ('OTPGATE_ADDR', '192.0.2.1'),
            ('OTPGATE_SCHEME', 'https'), ('OTPGATE_HOST', HOSTS[0])])
        assert answer.status == 200
        assert f'<html lang="{got}"' in answer.body.decode()


def test_a_page_with_a_kept_form_offers_no_languages(site):
    """It would be lost; but it is said in the reader's own."""
    person = site.person()
    client = person.client()
    site.admin('logout', person.name)
    client.cookies[COOKIE] = 'fr'
    page = client.post('/x', 'a=b')
    assert language_of(page) == 'fr' and 'name="form"' in page.text
    assert 'class="langs"' not in page.text
    done = person.login(client, form=Form(page.text))
    assert language_of(done) == 'fr' and 'formulaire de 1 champ' in done.text
    assert offered(visit(client))


def test_the_login_page_stays_small(site):
    for code in TITLES:
        page = visit(site.client(), language=code)
        assert len(page.text.encode()) < 8192, code
