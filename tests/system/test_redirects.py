# SPDX-License-Identifier: ISC
"""Where a login may lead: the list that "make check" puts to the gate's own
judge is put to a browser here, which parses, and goes there."""

import http.server
import json
import re
import threading
import urllib.parse

import pytest
from selenium.common.exceptions import TimeoutException, WebDriverException

from harness import build, hosts
from harness.chrome import Chrome
from harness.hosts import APP, LOGIN
from harness.web import Form

LIST = build.SOURCE / 'tests' / 'redirects.txt'
BASE = f'https://{APP}/otp/login?rd=x'
OURS = {f'https://{APP}', f'https://{LOGIN}'}
LEAVING = ('//evil.test', '/\\evil.test', '/\\/evil.test', '\\\\evil.test',
           'https:\\\\evil.test', 'https://evil.test/', 'https:///evil.test',
           f'https://{APP}@evil.test', f'https://{APP}.evil.test/')


def unescape(text):
    return re.sub(r'\\(?:x([0-9a-f]{2})|(\\))',
                  lambda m: m[2] or chr(int(m[1], 16)), text)


def targets(verdict):
    """The targets with that verdict, each byte one character."""
    found = []
    for line in LIST.read_text().splitlines():
        parts = line.split('\t')
        if parts[0] == verdict:
            found.append(unescape(parts[1]))
    return found


class Sender(http.server.BaseHTTPRequestHandler):
    """Answers /go/NUMBER with a redirect, byte for byte as it is told."""

    places = []

    def do_GET(self):
        place = self.places[int(self.path.rpartition('/')[2])]
        self.wfile.write(b'HTTP/1.0 303 See Other\r\nLocation: '
                         + place.encode('latin-1')
                         + b'\r\nContent-Length: 0\r\n\r\n')

    def log_message(self, *args):  # pylint: disable=arguments-differ
        pass


@pytest.fixture(scope='module')
def site():
    sender = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Sender)
    threading.Thread(target=sender.serve_forever, daemon=True).start()
    made = hosts.site(
        'location /go/ { proxy_pass http://127.0.0.1:'
        f'{sender.server_address[1]}; proxy_redirect off; }}',
        hosts=[APP, LOGIN], login_host=None)
    yield made
    try:
        made.close()
    finally:
        sender.shutdown()
        sender.server_close()


@pytest.fixture(scope='module')
def chrome(site):
    browser = Chrome(site.nginx.port)
    yield browser
    browser.close()


def parsed(browser, places, base=BASE):
    """What the browser's own parser makes of them: origin and user of each,
    None for what it refuses."""
    return browser.evaluate(
        f'{json.dumps(places)}.map(x => {{ try {{'
        f'const u = new URL(x, {json.dumps(base)});'
        'return [u.origin, u.username + u.password, u.href] }'
        'catch (e) { return null } })')


def test_the_list_is_long_enough():
    assert len(targets('refuse')) >= 300 and len(targets('allow')) >= 60
    assert set(LEAVING) <= set(targets('refuse'))


def test_nothing_allowed_leaves_by_the_browsers_parser(chrome):
    chrome.driver.get('about:blank')
    places = targets('allow')
    for base in (BASE, f'https://{LOGIN}/otp/login?rd=x',
                 f'https://{APP}/otp/ticket?t=x&rd=x', f'https://{APP}/a/b//'):
        for place, url in zip(places, parsed(chrome, places, base)):
            assert url is not None, place
            assert url[0] in OURS and url[1] == '', (place, url)
            if place[0] == '/':
                assert url[0] == base[:base.index('/', 8)], (place, url)
    # And the parser would have noticed.
    gone = [p for p in parsed(chrome, targets('refuse'))
            if p is None or p[0] not in OURS or p[1]]
    left = parsed(chrome, list(LEAVING))
    assert all(url[0] not in OURS for url in left), left
    print(f'{len(places)} allowed; of the refused '
          f'{len(targets("refuse"))} the browser would leave, or stop, '
          f'with {len(gone)}')
    assert len(gone) >= 150


def goes_to(site, browser, place):
    Sender.places.append(place)
    try:
        browser.driver.get(
            f'https://{APP}/go/{len(Sender.places) - 1}')
    except (TimeoutException, WebDriverException):
        pass
    return browser.evaluate('location.origin')


def test_nothing_allowed_leaves_by_going_there(site, chrome):
    person = site.person()
    chrome.driver.get(f'https://{APP}/otp/login')
    for name, value in (('user', person.name), ('code', person.phone.code()),
                        ('password', person.password)):
        chrome.driver.find_element('name', name).send_keys(value)
    chrome.driver.find_element('css selector', 'button[type=submit]').click()
    for place in targets('allow'):
        assert goes_to(site, chrome, place) in OURS, place
    for place in LEAVING:
        assert goes_to(site, chrome, place) not in OURS, place


def test_the_form_carries_what_the_list_allows_and_nothing_else(site):
    """The judge where it is used: in the login page."""
    client = site.client(APP)
    for verdict in ('allow', 'refuse'):
        for place in targets(verdict):
            page = client.navigate('/otp/login?rd=' + urllib.parse.quote(
                place.encode('latin-1'), safe=''))
            assert page.status == 200
            given = Form(page.text).fields['rd']
            assert given == (place if verdict == 'allow' else ''), place
