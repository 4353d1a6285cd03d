# SPDX-License-Identifier: ISC
"""What honest people send and what a site's configuration makes of it: nobody
is turned away for it, and the log says why when somebody is."""

import html
import re
import unicodedata

import pytest
from selenium.webdriver.support import expected_conditions
from selenium.webdriver.support.ui import WebDriverWait

from harness import build, fcgi, hosts
from harness.chrome import Chrome
from harness.gate import HOSTS
from harness.lines import Journal
from harness.site import Site
from harness.web import Form
from test_audit import parse

HOST = HOSTS[0]
SERVER = '''
    server {{
        listen 127.0.0.1:{port} ssl{more};
        server_name {name};
        large_client_header_buffers 4 8k;
        {extra}
        include {snippets}/otpgate-server.conf;
        location / {{
            include {snippets}/otpgate-protect.conf;
            proxy_pass http://app;
            location /admins/ {{
                auth_request /otp/check/groups=admins;
                proxy_pass http://app;
            }}
        }}
        location /open/ {{ proxy_pass http://app; }}
    }}
'''


def servers(port, _):
    """One that hides where forms come from, as many sample files do, and one
    whose name the gate was not told."""
    return SERVER.format(
        port=port, more=' default_server', name=HOST, snippets=build.SNIPPETS,
        extra='add_header Referrer-Policy no-referrer always;') + \
        SERVER.format(port=port, more='', name='forgotten.test',
                      snippets=build.SNIPPETS, extra='')


@pytest.fixture(scope='module')
def site():
    made = Site(servers=servers)
    yield made
    made.close()


def press(driver):
    """Sends the form, and waits until its page is gone: a click may come back
    before that."""
    button = driver.find_element('css selector', 'button[type=submit]')
    button.click()
    WebDriverWait(driver, 60).until(
        expected_conditions.staleness_of(button))


def lines(site, **wanted):
    """Lines of the log with these fields."""
    found = [parse(text) for text in site.gate.log.read_text().splitlines()]
    return [line for line in found
            if all(line.get(k) == v for k, v in wanted.items())]


# --- where a form comes from ---

def test_a_browser_that_may_not_say_where_it_is_can_log_in_and_out(site):
    """Referrer-Policy: no-referrer makes it send "Origin: null"."""
    person = site.person()
    browser = Chrome(site.nginx.port)
    try:
        driver = browser.driver
        driver.get(f'https://{HOST}/otp/login')
        for name, value in (('user', person.name),
                            ('code', person.phone.code()),
                            ('password', person.password)):
            driver.find_element('name', name).send_keys(value)
        press(driver)
        driver.get(f'https://{HOST}/otp/login')
        assert person.name in driver.page_source
        driver.get(f'https://{HOST}/otp/logout')
        press(driver)
        assert 'You are logged out' in driver.page_source
    finally:
        browser.close()
    assert not lines(site, event='form')


def test_a_form_from_a_page_that_hides_its_name_is_kept(site):
    person = site.person()
    client = person.client()
    site.admin('logout', person.name)
    page = client.post('/save', 'a=b', headers={'Origin': 'null'})
    assert Form(page.text).fields['form']


@pytest.mark.parametrize('origin, fetch', [
    ('null', 'cross-site'), ('null', 'same-site'), ('null', 'none'),
    ('null', None), ('https://evil.example', 'cross-site'),
    ('https://evil.example', None), (f'https://{HOST}', 'cross-site')])
@pytest.mark.parametrize('path', ['/otp/login', '/otp/logout', '/otp/resume',
                                  '/save'])
def test_a_form_of_another_site_is_refused_with_one_line(site, path, origin,
                                                         fetch):
    client = site.client()
    person = site.person()
    if path != '/otp/login':
        person.login(client)
        if path == '/save':
            site.admin('logout', person.name)
    form = client.form('/otp/logout') if path == '/otp/logout' \
        else Form(client.navigate('/otp/login?fresh=1').text)
    before = len(lines(site, event='form'))
    fields = {**form.fields, 'user': person.name}
    reply = client.post(path, fields, headers={'Origin': origin,
                                               'Sec-Fetch-Site': fetch})
    assert reply.status in (400, 401, 403)
    told = lines(site, event='form')[before:]
    assert len(told) == 1, told
    assert told[0]['verdict'] == 'deny' and told[0]['reason'] == 'origin'
    assert f'https://{HOST}' in told[0]['detail']
    assert f'Origin {origin}' in told[0]['detail']
    assert f'Sec-Fetch-Site {fetch or "missing"}' in told[0]['detail']


# --- what people type and paste ---

ARABIC = str.maketrans('0123456789', '٠١٢٣٤٥٦٧٨٩')
WIDE = str.maketrans('0123456789', '０１２３４５６７８９')
SPELLINGS = {
    'blanks': lambda code: f' {code[:3]}\u00a0{code[3:]}\u2009',
    'invisible': lambda code: f'\ufeff{code[:3]}\u200b{code[3:]}\r\n',
    'dash': lambda code: f'{code[:3]}\u2013{code[3:]}',
    'arabic': lambda code: code.translate(ARABIC),
    'wide': lambda code: code.translate(WIDE)}


@pytest.mark.parametrize('spell', SPELLINGS.values(), ids=SPELLINGS)
def test_a_code_counts_once_however_it_is_spelled(site, spell):
    person = site.person()
    code = person.phone.code()
    client = site.client()
    person.name, name = f'\u00a0{person.name}\t ', person.name
    assert person.login(client, code=spell(code)).status == 303
    assert name in client.navigate('/otp/login').text
    for again in (code, *(other(code) for other in SPELLINGS.values())):
        assert person.login(site.client(), code=again).status == 401


def test_a_recovery_code_out_of_a_letter_counts_once(site):
    person = site.person()
    code = site.admin.codes(person.name)[0]
    letter = code.replace('-', '\u2013').replace('0', '０') + '\r\n'
    assert person.login(site.client(), recovery=letter).status in (200, 303)
    for again in (letter, code):
        assert person.login(site.client(), recovery=again).status == 401


@pytest.mark.parametrize('change', [
    lambda p: f' {p}', lambda p: f'{p} ', lambda p: p.replace(' ', '  '),
    lambda p: p.replace('1', '１'), lambda p: p.replace('ö', 'o'),
    lambda p: p.replace('ö', 'Ö')])
def test_another_password_is_another(site, change):
    person = site.person(password='schönes Pferd 1 Batterie')
    reply = person.login(site.client(), password=change(person.password))
    assert reply.status == 401


@pytest.mark.parametrize('form', ['NFC', 'NFD'])
@pytest.mark.parametrize('blank', [' ', '\u00a0', '\u3000'])
def test_a_password_is_the_same_from_every_keyboard(site, form, blank):
    """Set on one system, typed on another."""
    person = site.person('--hotp', password=unicodedata.normalize(
        form, f'schönes{blank}Pferd Å 한글'))
    for typed in 'NFC', 'NFD':
        text = unicodedata.normalize(typed, 'schönes Pferd Å 한글')
        for word in text, text.replace(' ', '\u2003'):
            reply = person.login(site.client(), password=word)
            assert reply.status == 303


def test_a_password_of_an_earlier_version_learns_its_form(site):
    word = 'schönes Pferd Batterie'
    person = site.person('--hotp', password=word)
    journal = Journal(site.gate.database)
    ident, record = journal.newest(person.name)
    assert ' pwform=1' in record
    journal.append([(ident, record.replace(' pwform=1', ''))])
    for form, status in ('NFD', 401), ('NFC', 303), ('NFD', 303):
        typed = unicodedata.normalize(form, word)
        assert person.login(site.client(), password=typed).status == status


def test_otpadm_takes_the_same_spellings(site):
    person = site.person()
    code = person.phone.code().translate(ARABIC)
    site.admin('verify', '--stdin', f' {person.name.upper()} ',
               stdin=f'{code[:3]}\u00a0{code[3:]}\n')
    said = site.admin.refuse('verify', '--stdin', person.name,
                             stdin=code + '\n')
    assert 'has already been used' in said


# --- the way back ---

LONG = '/long?' + 'a=%C3%A4&' * 880     # no nginx takes more than 8 KiB


@pytest.mark.parametrize('uri', [
    '/a?b=%0A', '/a?b=%09c', '/a?b=%5C', '/a?b=100%', '/a?b\\c', LONG,
    '/b?' + 'x' * 3000], ids=lambda uri: uri[:12])
def test_the_way_back_is_the_address_that_was_asked_for(site, uri):
    person = site.person()
    client = site.client()
    page = client.navigate(uri)
    if page.status == 302:
        page = client.navigate(page.get('location'))
        assert page.status == 200
    else:
        assert page.status == 401 and len(uri) > 7000
    # a wrong code loses nothing
    page = person.login(client, code='000000', form=Form(page.text))
    assert page.status == 401
    reply = person.login(client, form=Form(page.text))
    assert reply.status == 303
    way = re.search('<a class="button" href="([^"]*)"', reply.text)
    assert reply.get('location') == uri or html.unescape(way[1]) == uri
    assert client.navigate(uri).status == 200


def test_a_browser_finds_back_to_a_long_address(site):
    person = site.person()
    browser = Chrome(site.nginx.port)
    try:
        driver = browser.driver
        driver.get(f'https://{HOST}{LONG}')
        for name, value in (('user', person.name),
                            ('code', person.phone.code()),
                            ('password', person.password)):
            driver.find_element('name', name).send_keys(value)
        press(driver)
        assert browser.evaluate('location.href') == f'https://{HOST}{LONG}'
        assert 'Log in' not in driver.title
    finally:
        browser.close()


def test_a_long_address_waits_in_its_tab_for_the_login_elsewhere():
    made = hosts.site()
    try:
        person = made.person()
        client = made.client(hosts.APP)
        short = client.navigate('/a?' + 'x' * 3000)
        assert short.status == 302
        page = client.navigate(LONG)
        assert page.status == 401 and 'Please log in' in page.text
        links = [html.unescape(href)
                 for href in re.findall('href="([^"]*)"', page.text)]
        assert LONG in links
        away = hosts.walk(client, client.navigate('/otp/login'))
        reply = person.login(client, form=Form(away.text))
        hosts.walk(client, reply)
        client.host = hosts.APP
        assert hosts.seen(client.navigate(LONG))
    finally:
        made.close()


# --- what an administrator has forgotten ---

def test_a_host_that_is_missing_is_named(site):
    client = site.client('forgotten.test')
    assert client.navigate('/').status == 403
    assert client.navigate('/otp/login').status == 403
    for what in ('check refused: ', 'page refused: '):
        said = [line['detail'] for line in lines(site, event='error')
                if line['detail'].startswith(what)]
        assert any('forgotten.test' in text and 'setting hosts' in text
                   for text in said), said


def test_plain_http_is_another_line_with_the_name(fresh):
    site = fresh(web=False)
    assert site.check(scheme='http').status == 403
    site.gate.stop()
    said = [line['detail'] for line in lines(site, event='error')]
    assert any(HOST in text and 'by http and not by https' in text
               and 'setting hosts' not in text for text in said), said


# --- what is no form ---

@pytest.mark.parametrize('body, why', [
    ('user=ali%00ce&password=x', 'NUL'), ('user=ali%zzce', 'broken escape'),
    ('user=alice&user=bob', 'twice')])
def test_what_is_no_form_leaves_one_line_and_no_name(site, body, why):
    before = len(lines(site, event='form', reason='format'))
    assert site.client().post('/otp/login', body).status == 400
    told = lines(site, event='form', reason='format')[before:]
    assert len(told) == 1 and why in told[0]['detail'], told
    assert 'ali' not in told[0]['detail'] and told[0]['user'] is None


def test_a_nul_in_the_name_of_a_proxy_leaves_a_line(fresh):
    site = fresh(web=False, first_factor='proxy')
    params = dict(fcgi.check_params(HOST, uri='/otp/login', method='POST'),
                  OTPGATE_USER='ali\0ce')
    del params['OTPGATE_POLICY']
    reply = fcgi.ask(site.gate.socket, list(params.items()))
    assert reply.status == 400
    assert [line for line in lines(site, event='error')
            if 'page refused' in line['detail'] and 'NUL' in line['detail']]


# --- a page for others ---

def test_not_for_you_says_who_you_are_and_the_ways_out(site):
    person = site.person()
    client = person.client()
    page = client.navigate('/admins/x?y=1')
    assert page.status == 403 and 'Access denied' in page.text
    assert f'<strong>{person.name}</strong>' in page.text
    links = [html.unescape(href)
             for href in re.findall('href="([^"]*)"', page.text)]
    assert '/otp/logout' in links
    other = next(link for link in links if 'fresh=1' in link)
    # somebody else who may is led there
    boss = site.person('--group', 'admins')
    reply = boss.login(client, form=Form(client.navigate(other).text))
    assert reply.status == 303 and reply.get('location') == '/admins/x?y=1'
    # an address that is too long for the link is left out of it
    long = '/admins' + LONG
    page = person.client().navigate(long)
    other, = [html.unescape(href) for href in
              re.findall('href="([^"]*fresh=1[^"]*)"', page.text)]
    assert client.navigate(other).status == 200
    # programs read one word, as before
    assert person.client().get('/admins/x', headers={
        'Accept': 'application/json'}).json() == {'error': 'group_required'}
