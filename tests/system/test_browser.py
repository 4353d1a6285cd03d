# SPDX-License-Identifier: ISC
"""In a real browser: the QR code is read from a screenshot, the login is
typed, and the page is looked at as people look at it."""

import importlib.util
import json

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from harness import build, wait
from harness.chrome import Chrome, read_qr
from harness.codes import Authenticator
from harness.site import PASSWORD as PERSON

PASSWORD = 'typed by hand'
PAGE = 'https://app.test/otp/login'


@pytest.fixture
def chrome(site):
    made = []

    def make(*flags, where=site, **more):
        made.append(Chrome(where.nginx.port, *flags, **more))
        return made[-1]

    yield make
    for one in made:
        one.close()


def scanned(site, browser, name, tmp_path, *options):
    """Enrols a user and reads the QR code from the browser's screen."""
    png = tmp_path / f'{name}.png'
    site.admin('enroll', '--png', png, *options, name)
    site.admin.password(name, PASSWORD)
    shown, screen = tmp_path / 'page.html', tmp_path / 'screen.png'
    shown.write_text(f'<!DOCTYPE html><body style="margin:40px;'
                     f'background:white"><img src="{png.name}">')
    browser.driver.set_window_size(900, 900)
    browser.driver.get(shown.as_uri())
    assert browser.driver.save_screenshot(str(screen))
    return Authenticator(read_qr(screen))


def keys(browser, *words):
    focus = browser.driver.switch_to.active_element
    focus.send_keys(*words)


def focused(browser):
    return browser.driver.switch_to.active_element.get_attribute('name')


def type_login(browser, user, password, code):
    """By keyboard alone: the page puts the cursor into the first field that is
    empty, and after a failure that is the password."""
    first = browser.driver.find_element(By.NAME, 'user')
    if first.get_property('value') != user:
        assert focused(browser) == 'user'
        keys(browser, user, Keys.TAB)
    assert focused(browser) == 'password'
    keys(browser, password, Keys.TAB)
    assert focused(browser) == 'code'
    keys(browser, code, Keys.ENTER)


def seen(browser):
    element = browser.driver.find_element(By.ID, 'seen')
    return json.loads(element.get_property('textContent'))


def is_at(browser, url):
    wait.until(lambda: browser.driver.current_url == url, 15,
               f'arriving at {url}')


@pytest.mark.parametrize('script', [True, False], ids=['script', 'no script'])
def test_scan_and_log_in(site, chrome, tmp_path, script):
    browser = chrome(script=script)
    name = f'browser.{"with" if script else "without"}'
    phone = scanned(site, browser, name, tmp_path)
    assert phone.issuer == 'Test Gate'
    browser.driver.get('https://app.test/notes/?page=2&x=%20y')
    wait.until(lambda: '/otp/login?rd=' in browser.driver.current_url, 15)
    type_login(browser, name, PASSWORD, phone.wrong())
    wait.until(lambda: browser.driver.find_elements(
        By.CSS_SELECTOR, '[role=alert]'), 15, 'a message')
    assert not browser.driver.find_elements(By.ID, 'seen')
    code = phone.code()
    type_login(browser, name, PASSWORD, f'{code[:3]} {code[3:]}')
    is_at(browser, 'https://app.test/notes/?page=2&x=%20y')
    assert ['remote-user', name] in seen(browser)['headers']
    # The cookie is not for scripts, and the site stays open.
    if script:
        assert '__Host-' not in browser.evaluate('document.cookie')
    cookie = browser.driver.get_cookie('__Host-otpgate')
    assert cookie['httpOnly'] and cookie['secure'] and \
        cookie['sameSite'] == 'Lax' and 'expiry' not in cookie
    browser.driver.get('https://app.test/again')
    assert seen(browser)['path'] == '/again'


def test_log_out(site, chrome, tmp_path):
    browser = chrome()
    phone = scanned(site, browser, 'browser.leaver', tmp_path)
    browser.driver.get(PAGE + '?rd=/home')
    type_login(browser, 'browser.leaver', PASSWORD, phone.code())
    is_at(browser, 'https://app.test/home')
    browser.driver.get('https://app.test/otp/logout')
    browser.driver.find_element(
        By.CSS_SELECTOR, 'form button, form input[type=submit]').send_keys(
        Keys.ENTER)
    wait.until(lambda: browser.driver.get_cookie('__Host-otpgate') is None, 15)
    browser.driver.get('https://app.test/home')
    wait.until(lambda: '/otp/login' in browser.driver.current_url, 15)


def test_log_in_with_a_recovery_code(site, chrome, tmp_path):
    browser = chrome()
    scanned(site, browser, 'browser.rescued', tmp_path)
    code = site.admin.codes('browser.rescued')[0]
    browser.driver.get(PAGE + '?rd=/rescued')
    driver = browser.driver
    field = driver.find_element(By.NAME, 'recovery')
    if not field.is_displayed():
        driver.find_element(By.TAG_NAME, 'summary').send_keys(Keys.ENTER)
    driver.find_element(By.NAME, 'user').send_keys('browser.rescued')
    driver.find_element(By.NAME, 'password').send_keys(PASSWORD)
    field.send_keys(code, Keys.ENTER)
    follow = wait.until(lambda: driver.find_elements(
        By.PARTIAL_LINK_TEXT, 'Continue without'), 15, 'the link')
    assert '9' in driver.find_element(By.TAG_NAME, 'body').text
    follow[0].send_keys(Keys.ENTER)
    is_at(browser, 'https://app.test/rescued')


def test_confirm_with_the_keyboard_and_without_script(site, chrome, tmp_path):
    """Where a code of another kind is demanded: the cursor is in the only
    field, and it is the only thing to fill in."""
    browser = chrome(script=False)
    phone = scanned(site, browser, 'browser.careful', tmp_path)
    codes = site.admin.codes('browser.careful')
    driver = browser.driver
    driver.get(PAGE + '?rd=/home')
    type_login(browser, 'browser.careful', PASSWORD, phone.code())
    is_at(browser, 'https://app.test/home')
    before = driver.get_cookie('__Host-otpgate')['value']
    driver.get('https://app.test/recovery/deep?x=1')
    wait.until(lambda: '/otp/login?rd=' in driver.current_url, 15)
    assert 'browser.careful' in driver.find_element(By.TAG_NAME, 'main').text
    shown = [e.get_attribute('name')
             for e in driver.find_elements(By.TAG_NAME, 'input')
             if e.is_displayed()]
    assert shown == ['recovery']
    assert driver.switch_to.active_element.get_attribute('name') == 'recovery'
    keys(browser, '01-00000-00000-000', Keys.ENTER)
    wait.until(lambda: driver.find_elements(
        By.CSS_SELECTOR, '[role=alert]'), 15, 'a message')
    assert driver.switch_to.active_element.get_attribute('name') == 'recovery'
    keys(browser, codes[0], Keys.ENTER)
    is_at(browser, 'https://app.test/recovery/deep?x=1')
    assert ['remote-user', 'browser.careful'] in seen(browser)['headers']
    assert driver.get_cookie('__Host-otpgate')['value'] != before
    # The browser is known now, and scripts cannot see it.
    device = driver.get_cookie('__Host-otpgate-device')
    assert device['httpOnly'] and device['secure'] and \
        device['sameSite'] == 'Lax' and device['expiry'] > 0


def test_pages_of_somebody_who_is_logged_in(site, chrome, tmp_path):
    browser = chrome()
    phone = scanned(site, browser, 'browser.homely', tmp_path)
    driver = browser.driver
    driver.get(PAGE)
    type_login(browser, 'browser.homely', PASSWORD, phone.code())
    is_at(browser, 'https://app.test/')
    site.admin.codes('browser.homely')
    for path in ('/otp/login?rd=/home', '/token-code/', '/recovery/'):
        for dark in (False, True):
            browser.resize(320, dark=dark)
            driver.get('https://app.test' + path)
            assert 'browser.homely' in driver.find_element(
                By.TAG_NAME, 'main').text
            assert browser.evaluate(
                'document.documentElement.scrollWidth') <= 320
            for tag, ink, paper in colours_of(browser):
                light, low = sorted((luminance(ink), luminance(paper)),
                                    reverse=True)
                assert (light + 0.05) / (low + 0.05) >= 4.5, (path, dark, tag)
    driver.get('https://app.test/otp/login?rd=/home')
    driver.find_element(By.PARTIAL_LINK_TEXT, 'Continue').send_keys(Keys.ENTER)
    is_at(browser, 'https://app.test/home')
    driver.get('https://app.test/otp/login?rd=/home')
    driver.find_element(By.PARTIAL_LINK_TEXT, 'someone else').send_keys(
        Keys.ENTER)
    wait.until(lambda: driver.find_elements(By.NAME, 'password'), 15)
    assert driver.get_cookie('__Host-otpgate') is not None


def test_a_login_that_leads_to_the_second_host(site, chrome, tmp_path):
    """form-action governs the redirect behind the form, too."""
    browser = chrome()
    phone = scanned(site, browser, 'browser.traveller', tmp_path)
    browser.driver.get(PAGE + '?rd=https://other.test/open/there')
    type_login(browser, 'browser.traveller', PASSWORD, phone.code())
    is_at(browser, 'https://other.test/open/there')
    assert seen(browser)['path'] == '/open/there'


def test_a_foreign_page_cannot_post_the_form(site, chrome, tmp_path):
    browser = chrome()
    phone = scanned(site, browser, 'browser.victim', tmp_path)
    browser.driver.get(PAGE)
    browser.driver.get('https://other.test/open/')
    browser.evaluate(
        'var f = document.createElement("form"); f.method = "post";'
        f'f.action = "{PAGE}";'
        + ''.join(f'var i = document.createElement("input"); i.name = "{k}";'
                  f'i.value = "{v}"; f.append(i);'
                  for k, v in (('user', 'browser.victim'),
                               ('password', PASSWORD),
                               ('code', phone.code()), ('csrf', 'x')))
        + 'document.body.append(f); f.submit();')
    wait.until(lambda: browser.driver.current_url == PAGE, 15)
    assert browser.driver.get_cookie('__Host-otpgate') is None


@pytest.mark.parametrize('width', [320, 390, 1280])
@pytest.mark.parametrize('page', ['login', 'failed', 'logout'])
def test_nothing_is_wider_than_the_screen(site, chrome, width, page):
    browser = chrome()
    browser.resize(width)
    browser.driver.get(PAGE if page != 'logout' else
                       'https://app.test/otp/logout')
    if page == 'failed':
        type_login(browser, 'nobody.there', 'x', '123456')
        wait.until(lambda: browser.driver.find_elements(
            By.CSS_SELECTOR, '[role=alert]'), 15)
    assert browser.evaluate('window.innerWidth') == width
    assert browser.evaluate(
        'document.documentElement.scrollWidth') <= width
    wide = browser.evaluate(
        '[...document.querySelectorAll("input,button,label,summary,p,h1")]'
        '.filter(e => e.getBoundingClientRect().right > innerWidth + 0.5)'
        '.map(e => e.outerHTML)')
    assert not wide
    # Large enough for a finger.
    small = browser.evaluate(
        '[...document.querySelectorAll("input:not([type=hidden]),button")]'
        '.filter(e => e.offsetParent && e.offsetHeight < 24)'
        '.map(e => e.outerHTML)')
    assert not small


def luminance(colour):
    parts = [float(p) / 255 for p in
             colour[colour.index('(') + 1:-1].split(',')[:3]]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4
              for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def colours_of(browser):
    """What can be read on the page: tag, ink and paper."""
    colours = browser.evaluate(
        '(() => { const s = e => getComputedStyle(e);'
        'const up = e => !e ? "rgb(255, 255, 255)" :'
        ' /, 0\\)$/.test(s(e).backgroundColor) ? up(e.parentElement) :'
        ' s(e).backgroundColor;'
        'return [...document.querySelectorAll('
        '"h1,label,input:not([type=hidden]),button,p,summary,a")]'
        '.filter(e => e.offsetParent)'
        '.map(e => [e.tagName, s(e).color, up(e)]); })()')
    assert colours
    return colours


def test_dark_and_light(site, chrome):
    """The page follows, and its text can be read in both (WCAG 1.4.3)."""
    browser = chrome()
    found = {}
    for dark in (False, True):
        browser.resize(800, dark=dark)
        browser.driver.get(PAGE)
        colours = colours_of(browser)
        for tag, ink, paper in colours:
            light, low = sorted((luminance(ink), luminance(paper)),
                                reverse=True)
            assert (light + 0.05) / (low + 0.05) >= 4.5, (dark, tag, ink,
                                                          paper)
        found[dark] = luminance(browser.evaluate(
            '(c => /, 0\\)$/.test(c) ? "rgb(255, 255, 255)" : c)'
            '(getComputedStyle(document.body).backgroundColor)'))
    assert found[False] > 0.5 > found[True], found


def test_the_browser_finds_nothing_to_complain_about(site, chrome):
    browser = chrome('--enable-logging')
    browser.driver.get(PAGE)
    log = [entry for entry in browser.driver.get_log('browser')
           if 'favicon' not in entry['message']]
    assert not log, log


# --- how it looks ------------------------------------------------------------

# How far the last words, or the last button, are from the edge of the card.
BELOW = '''(() => {
const card = document.querySelector("main").getBoundingClientRect();
const last = [...document.querySelectorAll("main p,main button,main a")]
.filter(e => e.offsetParent).pop();
const pad = last.className === "button" ||
last.tagName === "BUTTON" && last.name !== "lang" ? 0 : parseFloat(getComputedStyle(last).paddingBottom);
return card.bottom - last.getBoundingClientRect().bottom + pad; })()'''


@pytest.mark.parametrize('width', [360, 800])
def test_paddings_are_even(site, chrome, width):
    """Fields of one height, rings that touch no words, and as much room below
    as at the sides."""
    person = site.person('--hotp')
    browser = chrome()
    browser.resize(width)
    driver = browser.driver
    driver.get(PAGE)
    heights = browser.evaluate(
        '[...document.querySelectorAll("input:not([type=hidden])")]'
        '.filter(e => e.checkVisibility()).map(e => e.offsetHeight)')
    assert len(heights) == 3 and len(set(heights)) == 1, heights
    gap = browser.evaluate(
        'document.querySelector("input").getBoundingClientRect().top - '
        'document.querySelector("label").getBoundingClientRect().bottom')
    assert gap >= 2 + 3
    side = browser.evaluate('parseFloat(getComputedStyle('
                            'document.querySelector("main")).paddingLeft)')
    assert abs(browser.evaluate(BELOW) - side) < 1
    type_login(browser, person.name, PERSON, person.phone.code())
    is_at(browser, 'https://app.test/')
    for path in ('/otp/login', '/otp/logout', '/otp/nothing', '/admins/',
                 '/fresh-admins/a%2fb'):
        driver.get('https://app.test' + path)
        assert abs(browser.evaluate(BELOW) - side) < 1, path


def follows(browser, where):
    """Nothing is wider than a phone, and all can be read in both themes."""
    found = {}
    for width in (320, 360, 800):
        for dark in (False, True):
            browser.resize(width, dark=dark)
            browser.driver.get(where)
            assert browser.evaluate('window.innerWidth') == width
            assert browser.evaluate(
                'document.documentElement.scrollWidth') <= width
            for tag, ink, paper in colours_of(browser):
                light, low = sorted((luminance(ink), luminance(paper)),
                                    reverse=True)
                assert (light + 0.05) / (low + 0.05) >= 4.5, (dark, tag, ink)
            found[dark] = luminance(browser.evaluate(
                '(c => /, 0\\)$/.test(c) ? "rgb(255, 255, 255)" : c)'
                '(getComputedStyle(document.body).backgroundColor)'))
    assert found[False] > 0.5 > found[True], found


def test_the_page_of_an_outage(fresh, chrome, tmp_path):
    site = fresh()
    site.gate.stop()
    reply = site.client().navigate('/')
    assert reply.status == 503 and len(reply.body) <= 4000
    page = tmp_path / 'page.html'
    page.write_bytes(reply.body)
    follows(chrome(where=site), page.as_uri())
    site.gate.start()


def test_the_page_of_the_demo(chrome, tmp_path):
    path = build.SOURCE / 'tools' / 'demo-app.py'
    spec = importlib.util.spec_from_file_location('demo_app', path)
    demo = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(demo)
    page = tmp_path / 'page.html'
    page.write_text(demo.page('/<b>' + 'x' * 200, {
        'Remote-User': 'a' * 64, 'Remote-Email': 'b' * 200}))
    assert '<b>' not in page.read_text()
    follows(chrome(), page.as_uri())
