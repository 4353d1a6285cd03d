# SPDX-License-Identifier: ISC
"""How pages look: name, logo, colour and style of the site, one request of a
few kilobytes for a page, and errors that are tied to their fields."""

import base64
import json
import os
import re
import signal
import struct
import zlib

import pytest
from selenium.webdriver.common.by import By

from harness import wait
from harness.chrome import Chrome
from harness.site import PASSWORD

LOGO = ('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 10">'
        '<path fill="#7a1f5c" d="M0 0h40v10H0z"/></svg>')
CSS = 'h1{letter-spacing:3px}\r\n'
SIZES = ((1280, False), (320, False), (320, True))


def png(width, height):
    def chunk(kind, data):
        return (struct.pack('>I', len(data)) + kind + data
                + struct.pack('>I', zlib.crc32(kind + data)))
    return (b'\x89PNG\r\n\x1a\n'
            + chunk(b'IHDR', struct.pack('>IIBBBBB', width, height, 8, 0, 0,
                                         0, 0))
            + chunk(b'IDAT', zlib.compress((b'\0' + b'x' * width) * height))
            + chunk(b'IEND', b''))


def put(site, name, content):
    path = site.gate.config.parent / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    path.chmod(0o644)
    return path


def dress(site, **more):
    """Settings for all of it, and the files."""
    site.gate.configure(**{
        'site_name': 'Zoë & <Co>', 'accent_color': '#ffcc00',
        'logo': put(site, 'logo', LOGO), 'extra_css': put(site, 'css', CSS),
        'support_text': ['Lost your phone? Call <4711>.',
                         'Or see https://help.test/otp.'], **more})


def undress(site):
    site.gate.configure(site_name=None, accent_color=None, logo=None,
                        extra_css=None, support_text=None)


def reload(site):
    """What the log says became of it."""
    def told():
        return site.gate.audit(event='reload') + site.gate.audit(event='error')
    before = len(told())
    site.gate.send(signal.SIGHUP)
    wait.until(lambda: len(told()) > before, what='a line about it')
    return told()


@pytest.fixture
def dressed(fresh):
    site = fresh()
    dress(site)
    site.gate.restart()
    return site


@pytest.fixture
def chrome(request):
    made = []

    def make(site, **more):
        made.append(Chrome(site.nginx.port, **more))
        return made[-1]

    yield make
    for one in made:
        one.close()


# --- a page, as it is by default ---------------------------------------------

def test_the_login_page_is_small_and_needs_nothing_else(site):
    reply = site.client().navigate('/otp/login')
    assert len(reply.text.encode()) <= 8192
    # but for the script, which may be missing
    rest = re.sub(r'<script src="/otp/page\.js\?v=[^>]*></script>', '',
                  reply.text)
    assert not re.search(r'\b(src|srcset|data|poster)=|<(link|script|img)\b',
                         rest)
    assert 'url(' not in reply.text
    assert 'img-src' not in reply.get('content-security-policy')
    failed = site.client().login('nobody', 'x', '123456')
    assert len(failed.text.encode()) <= 8192


def tags(text, name):
    return re.search(rf'<input id="{name}"[^>]*>', text).group(0)


def test_fields_say_what_they_are_for(site):
    text = site.client().navigate('/otp/login').text
    for name, words in (
            ('user', ('autocomplete="username"', 'autocapitalize="none"',
                      'spellcheck="false"')),
            ('password', ('autocomplete="current-password"',)),
            ('code', ('autocomplete="one-time-code"', 'inputmode="numeric"',
                      'autocapitalize="none"', 'spellcheck="false"',
                      'aria-describedby="code-hint"'))):
        for word in words:
            assert word in tags(text, name), (name, word)
        assert f'<label for="{name}">' in text
    assert 'aria-invalid=' not in text


def test_an_error_is_announced_and_tied_to_the_fields(site):
    person = site.person()
    texts = [site.client().login(name, 'x', '123456').text
             for name in (person.name, 'nobody')]
    for text in texts:
        assert text.count('id="alert"') == 1
        assert re.search(r'role="alert">.*<span id="alert">\w', text)
        for name, hint in (('user', ''), ('password', ''),
                           ('code', ' code-hint'),
                           ('recovery', ' recovery-hint')):
            assert 'aria-invalid="true"' in tags(text, name)
            assert f'aria-describedby="alert{hint}"' in tags(text, name)
    # What is no fault of a field is not said to be one.
    form = site.client().form()
    form.fields['csrf'] = 'x'
    stale = site.client().login(person.name, form=form).text
    assert 'id="alert"' in stale and 'aria-invalid=' not in stale


# --- what the settings add ---------------------------------------------------

def test_what_the_settings_say_is_on_every_page(dressed):
    client = dressed.client()
    for reply in (client.navigate('/otp/login'),
                  client.navigate('/otp/nothing'),
                  client.login('nobody', 'x', '123456'),
                  client.post('/otp/login', {}, headers={
                      'Origin': 'https://evil.test',
                      'Sec-Fetch-Site': 'cross-site'}),
                  dressed.person().client().navigate('/otp/logout')):
        text = reply.text
        title = re.search('<title>(.*)</title>', text).group(1)
        assert title.endswith(' · Zoë &amp; &lt;Co&gt;')
        assert 'Call &lt;4711&gt;.' in text and '<Co>' not in text
        assert ('<a rel="noreferrer" href="https://help.test/otp">'
                'https://help.test/otp</a>.') in text
        picture = re.search(r'<img src="data:image/svg\+xml;base64,([^"]*)" '
                            r'alt="Zoë &amp; &lt;Co&gt;">', text).group(1)
        assert base64.b64decode(picture).decode() == LOGO
        csp = reply.get('content-security-policy')
        assert csp.count("'sha256-") == 3 and "img-src data:;" in csp
        assert 'unsafe' not in csp


def test_a_browser_shows_the_logo_and_loads_nothing(dressed, chrome):
    browser = chrome(dressed)
    browser.driver.get('https://app.test/otp/login')
    assert browser.evaluate('document.querySelector(".site img").'
                            'naturalWidth') > 0
    assert browser.evaluate('getComputedStyle(document.querySelector("h1"))'
                            '.letterSpacing') == '3px'
    loaded = browser.evaluate(
        'performance.getEntriesByType("resource").map(e=>e.name).filter('
        'e=>!e.startsWith("data:")&&!/favicon/.test(e))')
    assert [e.partition('?')[0] for e in loaded] == [
        'https://app.test/otp/page.js']
    button = 'getComputedStyle(document.querySelector("button"))'
    assert browser.evaluate(f'{button}.backgroundColor') == 'rgb(255, 204, 0)'
    assert browser.evaluate(f'{button}.color') == 'rgb(0, 0, 0)'
    wrong = [e for e in browser.driver.get_log('browser')
             if 'favicon' not in e['message']]
    assert not wrong


def test_a_png_will_do(fresh, chrome):
    site = fresh()
    site.gate.configure(logo=put(site, 'logo', png(30, 10)))
    site.gate.restart()
    text = site.client().navigate('/otp/login').text
    assert re.search('<img src="data:image/png;base64,[^"]*" alt="[^"]+">',
                     text)
    browser = chrome(site)
    browser.driver.get('https://app.test/otp/login')
    assert browser.evaluate('document.querySelector(".site img").'
                            'naturalWidth') == 30


def test_targets_are_large_enough_and_nothing_is_cut_off(dressed, chrome):
    person = dressed.person()
    browser = chrome(dressed)
    browser.driver.get('https://app.test/otp/login')
    browser.driver.find_element(By.TAG_NAME, 'summary').click()
    for width, dark in SIZES:
        browser.resize(width, dark=dark)
        small = browser.evaluate(
            'JSON.stringify([...document.querySelectorAll("input:not([type='
            'hidden]),button,.button,summary,.ways a")].map(e=>[e.outerHTML'
            '.slice(0,60),e.getBoundingClientRect().height]).filter('
            'e=>e[1]<44))')
        assert small == '[]', (width, small)
        assert browser.evaluate('document.documentElement.scrollWidth') <= width
    for name, text in (('user', person.name), ('password', PASSWORD),
                       ('code', person.phone.wrong())):
        browser.driver.find_element(By.NAME, name).send_keys(text)
    browser.driver.find_element(By.TAG_NAME, 'button').click()
    for width, dark in SIZES:
        browser.resize(width, dark=dark)
        assert browser.driver.find_element(By.ID, 'alert').is_displayed()
        assert browser.evaluate('document.documentElement.scrollWidth') <= width
    assert browser.driver.switch_to.active_element.get_attribute(
        'aria-describedby') == 'alert'


# --- what is refused ---------------------------------------------------------

@pytest.mark.parametrize('setting,content,reason', (
    ('logo', LOGO.replace('<path', '\n<script>alert(1)</script><path'),
     r'logo:2: the element "script" is not allowed'),
    ('logo', LOGO.replace('<path', '<path onload="x"'), '"onload"'),
    ('logo', '<!DOCTYPE svg>' + LOGO, 'DOCTYPE'),
    ('logo', 'GIF89a', 'neither SVG nor PNG'),
    ('logo', png(4000, 1), '2048'),
    ('logo', LOGO + ' ' * 32768, '32768 bytes'),
    ('extra_css', 'a{}\nb{c:url(x)}', r'extra_css:2: "url\("'),
    ('extra_css', ' ' * 8193, '8192 bytes')))
def test_a_hostile_logo_is_refused_with_its_line(fresh, setting, content,
                                                 reason):
    site = fresh(web=False)
    site.gate.stop()
    site.gate.configure(**{setting: put(site, setting, content)})
    for option in ('-t', '-f'):
        run = site.gate.run(option)
        assert run.returncode > 0
        assert f'setting {setting}: ' in run.stderr
        assert re.search(reason, run.stderr), run.stderr
    site.gate.configure(**{setting: put(site, setting, LOGO if setting == 'logo'
                                        else CSS)})
    assert site.gate.run('-t').returncode == 0


def test_a_file_that_others_can_change_is_refused(fresh):
    site = fresh(web=False)
    site.gate.stop()
    dress(site)
    assert site.gate.run('-t').returncode == 0
    for name in ('logo', 'css'):
        path = site.gate.config.parent / name
        path.chmod(0o666)
        run = site.gate.run('-t')
        assert run.returncode > 0 and str(path) in run.stderr
        assert 'chmod' in run.stderr
        path.chmod(0o644)


def test_otpadm_check_finds_what_a_reload_would_refuse(fresh):
    site = fresh(web=False)
    dress(site)
    assert ' 0 problems' in site.admin('check')
    for name, good, bad, reason in (
            ('logo', LOGO, LOGO.replace('<path', '\n<script/><path'),
             'setting logo: .*/logo:2: the element "script" is not allowed'),
            ('logo', LOGO, LOGO + ' ' * 32768, 'logo: longer than 32768'),
            ('css', CSS, '\n@import "x";', 'setting extra_css: .*/css:2: "@im'),
            ('css', CSS, None, 'setting extra_css: .*No such file')):
        path = put(site, name, bad or '')
        if bad is None:
            path.unlink()
        run = site.admin.run('--json', 'check')
        found = json.loads(run.stdout)['findings']
        assert run.returncode == 1 and len(found) == 1, found
        assert found[0]['kind'] == 'problem'
        assert re.search(reason, found[0]['text']), found
        put(site, name, good)
    assert ' 0 problems' in site.admin('check')


@pytest.mark.skipif(os.geteuid() != 0, reason='only root owns what it cannot')
def test_otpadm_check_reads_the_logo_as_the_responder(fresh):
    """What root can read at the start may not be readable at a reload."""
    site = fresh(web=False)
    dress(site)
    path = put(site, 'logo', LOGO)
    os.chown(path, 0, 0)
    path.chmod(0o600)
    assert str(path) in site.admin.run('check').stdout
    path.chmod(0o644)
    assert ' 0 problems' in site.admin('check')


def test_a_reload_takes_a_new_look_and_no_broken_one(fresh):
    site = fresh()
    client = site.client()
    dress(site)
    reload(site)
    text = client.navigate('/otp/login').text
    assert 'Zoë' in text and '#ffcc00' in text and CSS.strip() in text
    put(site, 'css', '@import "x";')
    site.gate.configure(site_name='Other')
    assert any('@import' in line for line in reload(site))
    text = client.navigate('/otp/login').text
    assert 'Zoë' in text and 'Other' not in text and CSS.strip() in text
    undress(site)
    reload(site)
    text = client.navigate('/otp/login').text
    assert 'Zoë' not in text and '<img' not in text and '<footer' not in text


def test_what_fails_at_the_start_fails_at_a_reload(fresh):
    """And the settings of before go on, all of them."""
    site = fresh()
    client = site.client()
    dress(site)
    reload(site)
    head = client.navigate('/otp/login').text.partition('<h1>')[0]
    logo = put(site, 'bad', '<svg onload="x"/>')
    for bad, reason in (
            ({'logo': logo}, '"onload" is not allowed'),
            ({'logo': logo.parent}, 'no regular file'),
            ({'logo': '/nowhere/logo'}, 'No such file'),
            ({'extra_css': put(site, 'bad.css', 'a{}<')}, 'bad.css:1: "<"'),
            ({'accent_color': 'red'}, 'accent_color must be'),
            ({'site_name': 'x' * 65}, 'longer than 64'),
            ({'support_text': ['x'] * 5}, 'a line too many'),
            ({'languages': ['de', 'xx']}, 'languages must be of')):
        before = dict(site.gate.settings)
        site.gate.configure(issuer='Never seen', **bad)
        run = site.gate.run('-t')
        assert run.returncode > 0 and reason in run.stderr, run
        line = reload(site)[-1]
        assert 'event=error' in line and \
            reason in line.replace('\\x22', '"'), line
        site.gate.settings = before
        site.gate.configure()
        page = client.navigate('/otp/login').text
        assert page.partition('<h1>')[0] == head
    assert site.person().client().session


def test_new_keys_change_no_page(dressed):
    client = dressed.client()
    before = client.navigate('/otp/login')
    dressed.admin('keys', 'rotate')
    dressed.gate.send(signal.SIGHUP)
    wait.until(lambda: dressed.gate.audit(event='reload'), what='a reload')
    dressed.admin('keys', 'rotate')
    assert dressed.person().client().session    # the new ring is taken
    after = client.navigate('/otp/login')
    for part in ('(?s)<head>.*</head>', '<p class="site">.*',
                 '(?s)<footer>.*'):
        assert re.search(part, after.text).group(0) == \
            re.search(part, before.text).group(0)
    assert after.get('content-security-policy') == before.get(
        'content-security-policy')
