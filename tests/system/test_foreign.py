# SPDX-License-Identifier: ISC
"""Forms that a page of another site sends here: asked about where the location
names that site, and anywhere else nothing but a refusal."""

import threading

import pytest
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By

from harness import build, wait
from harness.app import MARKER
from harness.chrome import Chrome
from harness.gate import HOSTS
from harness.site import Site
from harness.web import SESSION, Form
from test_browser_twice import Busy, twice

IDP = 'https://idp.test'
ACS = '/saml/acs?org=1&x=%C3%A4'
FIELDS = {'SAMLResponse': 'PHNhbWw+Zm9v+/==', 'RelayState': 'a"b<c>\xe4'}
CROSS = {'Origin': IDP, 'Sec-Fetch-Site': 'cross-site'}

PAGE = '''<!DOCTYPE html><meta charset=utf-8><title>form</title>
<form method="post" action="{action}" target="{target}">
<input name="SAMLResponse" value="PHNhbWw+">
<input name="RelayState" value="a&quot;b&lt;c&gt;&auml;">
<button>Go</button></form>{more}'''
SEND = '<script>document.forms[0].submit()</script>'

SERVERS = '''
    server {{
        listen 127.0.0.1:{port} ssl;
        server_name {host};
        include {snippets}/otpgate-server.conf;
        include {snippets}/otpgate-forms.conf;
        location / {{
            include {snippets}/otpgate-protect.conf;
            proxy_pass http://app;
        }}
        location = /saml/acs {{
            set $otpgate_forms_from "https://idp.test https://pay.test:8443";
            client_max_body_size 64k;
            error_page 401 = @otpgate_forms;
            include {snippets}/otpgate-protect.conf;
            proxy_pass http://app;
        }}
        # Not as it should be written.
        location /prefix/ {{
            set $otpgate_forms_from "https://idp.test null http://old.test";
            error_page 401 = @otpgate_forms;
            include {snippets}/otpgate-protect.conf;
            proxy_pass http://app;
        }}
    }}

    # Other sites, good and bad.
    server {{
        listen 127.0.0.1:{port} ssl;
        server_name idp.test evil.test;
        root {prefix}/pages;
        default_type text/html;
        location /hidden {{
            add_header Referrer-Policy no-referrer;
            try_files /page =404;
        }}
        location /kept-to-itself {{
            add_header Referrer-Policy same-origin;
            try_files /page =404;
        }}
        location /half-hidden {{
            add_header Referrer-Policy strict-origin;
            try_files /page =404;
        }}
        location = /bounce {{ return 307 'https://app.test{acs}'; }}
    }}
'''


def servers(port, prefix):
    pages = prefix / 'pages'
    pages.mkdir()
    for name, action, target, more in (
            ('page', ACS, '', ''), ('elsewhere', '/other', '', ''),
            ('ends', '/otp/logout', '', ''),
            ('sends', ACS, '', SEND),
            ('frame', ACS, 'f', '<iframe name="f"></iframe>' + SEND)):
        (pages / name).write_text(PAGE.format(
            action=f'https://app.test{action}', target=target, more=more))
    (pages / 'bounces').write_text(PAGE.format(
        action='https://idp.test/bounce', target='', more=''))
    return SERVERS.format(port=port, prefix=prefix, host=HOSTS[0], acs=ACS,
                          snippets=build.SNIPPETS)


@pytest.fixture(scope='module', name='place')
def _place():
    made = Site(servers=servers, hosts=[HOSTS[0]])
    yield made
    made.close()


@pytest.fixture(scope='module', name='person')
def _person(place):
    return place.person('--hotp')


def posts(place):
    return [s for s in place.app.seen if s['method'] == 'POST']


def lax(client, path, fields=None, headers=None, **more):
    """What a browser sends of a form from another site, without a cookie, and
    where it is led; "page" is the address of the answer."""
    fields = FIELDS if fields is None else fields
    headers = {**CROSS, **(headers or {})}
    for _ in range(2):
        reply = client.post(path, fields, headers=headers, cookie='', **more)
        reply.page = f'https://{client.host}{path}'
        if reply.status != 307:
            break
        path = reply.get('location')
        # Another policy would hide who sends the form.
        assert reply.get('referrer-policy') == 'strict-origin'
    return reply


def is_asked(reply):
    return reply.status == 401 and 'Form from another site' in reply.text \
        and '>Continue<' in reply.text


def test_the_person_is_asked_and_sends_it_from_here(place, person):
    client = person.client()
    before = len(posts(place))
    asked = lax(client, ACS)
    assert is_asked(asked) and IDP in asked.text, asked
    assert not asked.all('set-cookie') and len(posts(place)) == before
    assert asked.get('referrer-policy') == 'same-origin'
    assert "frame-ancestors 'none'" in asked.get('content-security-policy')
    form = Form(asked.text)
    assert form.action == ACS and form.fields == FIELDS
    reply = client.post(form.action, form.fields)
    assert reply.status == 200 and len(posts(place)) == before + 1
    seen = posts(place)[-1]
    assert ['remote-user', person.name] in seen['headers']
    assert seen['path'] == ACS and SESSION not in str(seen)


def go_on(client, asked, **headers):
    """What Continue sends."""
    form = Form(asked.text)
    return client.post(form.action, form.fields,
                       headers={'Referer': asked.page, **headers})


def test_a_button_pressed_twice_sends_one(place, person):
    """But two forms that look the same are two."""
    client = person.client()
    one, two = lax(client, ACS), lax(client, ACS)
    before = len(posts(place))
    assert go_on(client, one).status == 200
    again = go_on(client, one)
    assert again.status == 403 and 'Already sent' in again.text
    assert len(posts(place)) == before + 1
    assert go_on(client, two).status == 200
    assert go_on(client, two).status == 403
    assert len(posts(place)) == before + 2
    # What the application sends itself is none of this.
    for _ in (1, 2):
        assert client.post(ACS, FIELDS, headers={
            'Referer': f'https://app.test{ACS}'}).status == 200


def test_the_address_of_the_page_is_good_for_one_thing(place):
    """For the site, the location and the host that it was made for."""
    client = place.client()
    url = client.post(ACS, FIELDS, headers=CROSS, cookie='').get('location')
    assert url.startswith('/otp/form?')
    assert is_asked(lax(client, url)) and is_asked(lax(client, url))
    told = place.gate.audit(event='form')
    acs = url[url.index('&to=') + 4:]
    bad = [(url, headers) for headers in (
        {'Origin': 'https://evil.test'}, {'Origin': 'null'}, {'Origin': None},
        {'Origin': 'https://pay.test:8443'}, {'Origin': 'https://app.test'},
        {'Origin': 'https://app.test', 'Sec-Fetch-Site': 'same-origin'},
        {'Sec-Fetch-Site': 'none'}, {'Sec-Fetch-Dest': 'iframe'},
        {'Sec-Fetch-Mode': 'cors'})]
    bad += [(changed, {}) for changed in (
        url.replace(acs, '%2ftransfer'), url.replace('&to=', '&to=%2f'),
        url + 'x', url + '&to=/x', url + '%00', url.replace('id=', 'id=1'),
        url.replace('ok=', 'ok=A'), url.replace('ok=', 'no='), '/otp/form',
        '/otp/form?to=' + acs, '/otp/form?id=&ok=&to=' + acs,
        '/otp/form?' + 'x' * 6000)]
    for path, headers in bad:
        reply = lax(client, path, headers=headers)
        assert reply.status == 403 and not is_asked(reply), (path, headers)
        assert 'PHNhbWw' not in reply.text
    assert len(place.gate.audit(event='form')) == len(told) + len(bad)
    assert client.navigate(url).status == 303
    assert client.request('PUT', url).status == 405


def test_an_address_that_is_too_long(place):
    """Browsers would not say that Continue is pressed there."""
    for more, passes in ((3400, True), (4000, False)):
        reply = lax(place.client(), '/prefix/x?' + 'a' * more)
        assert is_asked(reply) == passes
        if passes:
            assert len(reply.page) <= 4096
        else:
            assert reply.status == 401 and 'start again' in reply.text


def test_it_is_asked_once(place):
    """Without a session the way from here leads to the login."""
    client = place.client()
    asked = lax(client, ACS)
    form = Form(asked.text)
    before = len(posts(place))
    reply = client.post(form.action, form.fields)
    assert reply.status == 401 and 'name="code"' in reply.text
    assert not is_asked(reply) and 'neither kept nor delivered' in reply.text
    assert len(posts(place)) == before


def test_an_ended_session_keeps_what_is_sent_from_here(place, person):
    client = person.client()
    place.admin('logout', person.name)
    form = Form(lax(client, ACS).text)
    kept = client.post(form.action, form.fields)
    assert kept.status == 401 and Form(kept.text).fields.get('form')
    offer = Form(person.login(client, form=Form(kept.text)).text)
    assert offer.action == ACS and offer.fields == FIELDS


@pytest.mark.parametrize('headers', [
    {'Origin': 'https://evil.test'}, {'Origin': 'null'}, {'Origin': None},
    {'Origin': ''}, {'Origin': 'http://idp.test'},
    {'Origin': 'https://idp.test:8443'}, {'Origin': 'https://pay.test'},
    {'Origin': 'https://idp.test.evil.test'}, {'Origin': 'https://idp'},
    {'Origin': 'https://xidp.test'}, {'Origin': 'https://idp.test/'},
    {'Origin': 'https://idp.test https://pay.test:8443'},
    {'Origin': 'idp.test'}, {'Sec-Fetch-Site': 'same-origin'},
    {'Sec-Fetch-Site': 'none'}, {'Sec-Fetch-Site': 'x'},
    {'Sec-Fetch-Mode': 'cors'}, {'Sec-Fetch-Mode': 'no-cors'},
    {'Sec-Fetch-Dest': 'iframe'}, {'Sec-Fetch-Dest': 'object'},
    {'Upgrade': 'websocket'}], ids=str)
def test_nobody_else_is_asked_for(place, person, headers):
    client = person.client()
    before = len(posts(place))
    reply = lax(client, ACS, headers=headers)
    assert reply.status == 401 and not is_asked(reply), reply
    assert 'PHNhbWw' not in reply.text and len(posts(place)) == before


@pytest.mark.parametrize('headers', [
    {}, {'Origin': 'https://pay.test:8443'}, {'Origin': 'https://IDP.test'},
    {'Sec-Fetch-Site': 'same-site'},
    {'Sec-Fetch-Site': None, 'Sec-Fetch-Mode': None, 'Sec-Fetch-Dest': None}],
    ids=str)
def test_whom_the_location_names(place, headers):
    """Nothing was refused, so the log says nothing."""
    before = place.gate.audit(event='form')
    assert is_asked(lax(place.client(), ACS, headers=headers))
    assert place.gate.audit(event='form') == before


@pytest.mark.parametrize('path, headers', [
    ('/', {}), ('/saml/acs/', {}), ('/saml/acs/x', {}), ('/SAML/acs', {}),
    ('/prefix/x', {'Origin': 'null'}),
    ('/prefix/x', {'Origin': 'http://old.test'}),
    ('/prefix/%252e%252e/x', {}), ('/prefix/x%2fy', {}), ('/prefix/;/x', {}),
    ('/prefix//x', {}), ('/prefix/../prefix/x', {}), ('//prefix/x', {})],
    ids=str)
def test_nowhere_else(place, path, headers):
    assert is_asked(lax(place.client(), '/prefix/x'))
    reply = lax(place.client(), path, headers=headers)
    assert reply.status in (400, 401, 403) and not is_asked(reply)
    assert 'name="SAMLResponse"' not in reply.text


def test_what_cannot_be_passed_on(place):
    client = place.client()
    for fields in ({'a': 'x' * 33000}, b'a=%00', b'nothing', b'a=%ff'):
        reply = lax(client, ACS, fields)
        assert reply.status == 401 and not is_asked(reply)
        assert 'start again' in reply.text
    reply = lax(client, ACS, b'x', headers={
        'Content-Type': 'multipart/form-data; boundary=x'})
    assert reply.status == 401 and 'start again' in reply.text
    assert lax(client, ACS, {'a': 'x' * 70000}).status == 413


def test_other_requests_there_are_as_everywhere(place, person):
    client = place.client()
    reply = client.navigate(ACS)
    assert reply.status == 302 and '/otp/login' in reply.get('location')
    for method in ('PUT', 'DELETE', 'BREW'):
        assert client.request(method, ACS, headers=CROSS).status == 401
    assert client.get(ACS).json()['error'] == 'login_required'
    inside = person.client()
    assert inside.post(ACS, FIELDS).status == 200


def test_a_client_names_nobody(place):
    reply = lax(place.client(), ACS, headers={
        'Origin': 'https://evil.test', 'Otpgate-Forms-From':
        'https://evil.test', 'OTPGATE_FORMS_FROM': 'https://evil.test'})
    assert reply.status == 401 and not is_asked(reply)


def test_while_the_gate_is_down(place, person):
    client = person.client()
    place.gate.stop()
    before = len(place.app.seen)
    try:
        for cookie in (None, ''):
            reply = client.post(ACS, FIELDS, headers=CROSS, cookie=cookie)
            assert reply.status == 503
    finally:
        place.gate.start()
    assert len(place.app.seen) == before


# --- a real browser ---

@pytest.fixture(scope='module', name='browser')
def _browser(place, person):
    made = Chrome(place.nginx.port)
    try:
        driver = made.driver
        driver.get('https://app.test/x')
        for name, value in (('user', person.name),
                            ('code', person.phone.code()),
                            ('password', person.password)):
            driver.find_element(By.NAME, name).send_keys(value)
        driver.find_element(By.CSS_SELECTOR, 'button').click()
        wait.until(lambda: MARKER in driver.page_source, 15, 'the login')
        yield made
    finally:
        made.close()


def press(browser, text):
    button, = [b for b in browser.driver.find_elements(By.TAG_NAME, 'button')
               if b.text == text]
    button.click()


def arrives(browser, title):
    wait.until(lambda: browser.driver.title == title, 15, title)


@pytest.mark.parametrize('page', ['page', 'sends', 'half-hidden'])
def test_a_browser_sends_it_after_continue(place, person, browser, page):
    before = len(posts(place))
    browser.driver.get(f'{IDP}/{page}')
    if page != 'sends':
        press(browser, 'Go')
    arrives(browser, 'Form from another site')
    assert len(posts(place)) == before
    press(browser, 'Continue')
    arrives(browser, 'app')
    seen = posts(place)[before:]
    assert len(seen) == 1 and ['remote-user', person.name] in \
        seen[0]['headers']
    assert seen[0]['form'] == \
        'SAMLResponse=PHNhbWw%2B&RelayState=a%22b%3Cc%3E%C3%A4'


@pytest.mark.parametrize('how', ['double click', 'slow'])
def test_a_browser_presses_twice(place, person, browser, how, monkeypatch):
    browser.driver.get(f'{IDP}/page')
    press(browser, 'Go')
    arrives(browser, 'Form from another site')
    before = len(posts(place))
    busy = Busy(ACS)
    monkeypatch.setattr(place.app.server, 'redirects', busy)
    if how == 'slow':
        twice(browser, 300)
        arrives(browser, 'Already sent')
    else:
        button = browser.driver.find_element(By.TAG_NAME, 'button')
        # The driver may wait for what the application says: the one that goes
        # on is the second where the first was taken back during its check.
        threading.Timer(2, busy.done.set).start()
        ActionChains(browser.driver).double_click(button).perform()
        wait.until(lambda: len(posts(place)) > before, 15, 'the form')
    busy.done.set()
    wait.until(lambda: browser.driver.title in ('app', 'Already sent'), 15)
    assert len(posts(place)) == before + 1
    assert posts(place)[-1]['path'] == ACS
    assert ['remote-user', person.name] in posts(place)[-1]['headers']


@pytest.mark.parametrize('url', [
    'https://evil.test/page', f'{IDP}/hidden', f'{IDP}/elsewhere',
    f'{IDP}/kept-to-itself',
    'https://evil.test/bounces'])
def test_a_browser_is_made_to_send_nothing(place, browser, url):
    """Another site, one that hides, another address, and a detour by the site
    that is named."""
    before = len(posts(place))
    browser.driver.get(url)
    press(browser, 'Go')
    arrives(browser, 'Log in')
    assert not [b for b in browser.driver.find_elements(By.TAG_NAME, 'button')
                if b.text == 'Continue']
    assert len(posts(place)) == before


@pytest.mark.parametrize('url', [f'{IDP}/ends', 'https://evil.test/ends'])
def test_a_browser_is_not_logged_out(place, person, browser, url):
    """No cookie comes with the form, and none may be ended for it."""
    before = len(place.gate.audit(event='form', reason='origin'))
    browser.driver.get(url)
    press(browser, 'Go')
    wait.until(lambda: browser.driver.title.endswith('ogged out'), 15)
    title = browser.driver.title
    browser.driver.get('https://app.test/x')
    assert MARKER in browser.driver.page_source, 'the session is gone'
    assert person.name in browser.driver.page_source
    assert title == 'Not logged out'
    assert len(place.gate.audit(event='form', reason='origin')) == before + 1


def times(place):
    """How often a form has reached the address."""
    return place.nginx.logs().count('"POST /saml/acs')


def test_a_frame_shows_nothing_to_press(place, browser):
    before, asked = len(posts(place)), times(place)
    browser.driver.get(f'{IDP}/frame')
    wait.until(lambda: times(place) > asked, 15, 'the form in the frame')
    browser.driver.switch_to.frame('f')
    assert 'Continue' not in browser.driver.page_source
    browser.driver.switch_to.default_content()
    assert len(posts(place)) == before
