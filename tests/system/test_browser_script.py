# SPDX-License-Identifier: ISC
"""The script of the pages in a real browser: what it does, what it leaves
alone, and that all of it can be done without.  One browser, whose timers are
ours: nothing here waits for a clock."""

import json
import re

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from harness import wait
from harness.admin import RECOVERY
from harness.chrome import Chrome
from harness.codes import Authenticator
from harness.site import Site
from harness.web import DEVICE, SESSION

PAGE = 'https://app.test/otp/login'
HOME = 'https://app.test/open/home'
PASSWORD = 'correct horse battery staple'

# Instead of the page's timers: "due" holds what waits for its time, and the
# clock stands still.
TIMERS = '''
window.due = new Map(); window.ticks = [];
window.setTimeout = (f, ms, ...a) => {
due.set(due.last = (due.last || 0) + 1, () => f(...a)); return due.last; };
window.clearTimeout = id => due.delete(id);
window.setInterval = f => ticks.push(f);
window.clearInterval = () => ticks.length = 0;
const began = Date.now(); window.skip = 0; Date.now = () => began + skip;
window.fire = () => { const all = [...due.values()]; due.clear();
all.forEach(f => f()); };
'''


@pytest.fixture(scope='module')
def site():
    made = Site(clock=True)
    yield made
    made.close()


@pytest.fixture(scope='module')
def chrome(site):
    made = Chrome(site.nginx.port)
    made.driver.execute_cdp_cmd('Page.addScriptToEvaluateOnNewDocument',
                                {'source': TIMERS})
    made.driver.execute_cdp_cmd('Browser.grantPermissions', {
        'permissions': ['clipboardReadWrite', 'clipboardSanitizedWrite']})
    yield made
    made.close()


@pytest.fixture
def browser(chrome):
    scripts(chrome, True)
    chrome.driver.get(PAGE)
    chrome.driver.delete_all_cookies()
    chrome.evaluate('localStorage.clear()')
    return chrome


def scripts(browser, on):
    browser.driver.execute_cdp_cmd('Emulation.setScriptExecutionDisabled',
                                   {'value': not on})


def field(browser, name):
    return browser.driver.find_element(By.NAME, name)


def fill(browser, person, code):
    for name, text in (('user', person.name), ('password', person.password),
                       ('code', code)):
        if field(browser, name).get_property('value') != text:
            field(browser, name).send_keys(text)


def is_at(browser, url):
    wait.until(lambda: browser.driver.current_url == url, 15,
               f'arriving at {url}')


def due(browser):
    """How many times the page is about to send its form."""
    return browser.evaluate('due.size')


def posts(site, path='/otp/login'):
    return (site.nginx.prefix / 'access.log').read_text().count(
        f'POST {path} ')


def clipboard(browser):
    answer = browser.driver.execute_cdp_cmd('Runtime.evaluate', {
        'expression': 'navigator.clipboard.readText()', 'awaitPromise': True,
        'returnByValue': True, 'userGesture': True})
    return answer['result'].get('value')


# --- the form that sends itself ---

def test_complete_digits_send_the_form_once(site, browser):
    person, before = site.person(), posts(site)
    browser.driver.get(PAGE + '?rd=/open/home')
    fill(browser, person, person.phone.code())
    assert due(browser) == 1
    browser.evaluate('fire()')
    is_at(browser, HOME)
    assert posts(site) - before == 1
    assert len(site.gate.audit(event='login', user=person.name)) == 1


def test_the_script_and_enter_at_once_spend_one_code(site, browser):
    person, before = site.person('--hotp'), posts(site)
    browser.driver.get(PAGE + '?rd=/open/home')
    fill(browser, person, person.phone.code())
    browser.evaluate('fire(); document.querySelector("form button").click()')
    is_at(browser, HOME)
    assert 1 <= posts(site) - before <= 2
    login, = site.gate.audit(event='login', user=person.name)
    assert 'verdict=allow' in login
    # a counter that had moved twice would refuse this one
    assert person.login(site.client()).status == 303


def test_enter_before_the_script_leaves_it_nothing(site, browser):
    person, before = site.person(), posts(site)
    browser.driver.get(PAGE + '?rd=/open/home')
    fill(browser, person, person.phone.code())
    left = browser.evaluate(
        'document.querySelector("form button").click(); due.size')
    assert left == 0
    is_at(browser, HOME)
    assert posts(site) - before == 1


@pytest.mark.parametrize('typed, sends', [
    ('user=u password=p code=123456', 1),
    ('user=u password=p code=123,456', 1),
    ('user=u password=p code=\uff11\uff12\uff13\uff14\uff15\uff16', 1),
    ('user=u password=p code=12345', 0),
    ('user=u password=p code=1234567', 0),
    ('user=u password=p code=12345a', 0),
    ('user=u code=123456', 0),
    ('password=p code=123456', 0),
    ('code=123456 user=u password=p', 0),
    ('user=u password=p code=12345\b56', 0),
    ('user=u password=p code=123456\b6', 0),
    ('user=u password=p code=123456 user=v', 0),
    ('user=u password=p recovery=01-x code=123456', 0),
    ('user=u password=p recovery=01-00000-00000-000', 0)], ids=ascii)
def test_when_it_is_sent(browser, typed, sends):
    browser.driver.get(PAGE)
    browser.driver.find_element(By.TAG_NAME, 'summary').click()
    for step in typed.split(' '):
        name, _, text = step.partition('=')
        field(browser, name).send_keys(
            text.replace(',', ' ').replace('\b', Keys.BACKSPACE))
    assert due(browser) == sends


def test_whoever_failed_presses_the_button(site, browser):
    person = site.person()
    browser.driver.get(PAGE)
    fill(browser, person, person.phone.wrong())
    browser.evaluate('fire()')
    wait.until(lambda: browser.driver.find_elements(
        By.CSS_SELECTOR, '[role=alert]'), 15, 'the failure')
    fill(browser, person, person.phone.code())
    assert due(browser) == 0
    field(browser, 'code').send_keys(Keys.ENTER)
    is_at(browser, 'https://app.test/')


def test_long_codes_are_never_cut(browser):
    """Six of eight digits are no code.  A browser that has seen a long one
    waits for no more than a code that arrives at once."""
    for typed, sends in (('123456', 1), ('12345678', 0), ('123456', 0)):
        browser.driver.get(PAGE)
        field(browser, 'user').send_keys('u')
        field(browser, 'password').send_keys('p')
        field(browser, 'code').send_keys(typed)
        assert due(browser) == sends, typed
    browser.driver.get(PAGE)
    field(browser, 'user').send_keys('u')
    field(browser, 'password').send_keys('p')
    field(browser, 'code').click()
    browser.driver.execute_cdp_cmd('Input.insertText', {'text': '12345678'})
    assert due(browser) == 1


def test_a_step_up_sends_itself(site, browser):
    person = site.person('--hotp')
    client = site.client()
    person.login(client, recovery=site.admin.codes(person.name)[0])
    browser.driver.add_cookie({'name': SESSION, 'value': client.session,
                               'secure': True, 'path': '/'})
    browser.driver.get('https://app.test/token-code/')
    assert not browser.driver.find_elements(By.NAME, 'password')
    field(browser, 'code').send_keys(person.phone.code())
    assert due(browser) == 1
    browser.evaluate('fire()')
    is_at(browser, 'https://app.test/token-code/')


# --- without it ---

def test_everything_works_without_it(site, browser):
    person = site.person()
    scripts(browser, False)
    browser.driver.get(PAGE + '?rd=/open/home')
    fill(browser, person, person.phone.code())
    field(browser, 'code').send_keys(Keys.ENTER)
    is_at(browser, HOME)
    guest = 'script.off'
    link = site.admin('invite', guest).strip()
    browser.driver.get(link)
    field(browser, 'password').send_keys(PASSWORD)
    field(browser, 'again').send_keys(PASSWORD, Keys.ENTER)
    is_at(browser, 'https://app.test/otp/enroll?s=app')
    button = browser.driver.find_element(By.CSS_SELECTOR, '[data-copy]')
    assert not button.is_displayed()


# --- copies ---

def test_secret_and_codes_are_copied(site, browser):
    name = 'script.on'
    driver = browser.driver
    driver.get(site.admin('invite', name).strip())
    field(browser, 'password').send_keys(PASSWORD)
    field(browser, 'again').send_keys(PASSWORD, Keys.ENTER)
    is_at(browser, 'https://app.test/otp/enroll?s=app')
    secret = driver.find_element(By.ID, 'secret').get_property('value')
    uri = driver.find_element(By.CSS_SELECTOR, '[href^="otpauth:"]')
    phone = wait_for_copy(browser, secret, uri)
    driver.get('https://app.test/otp/enroll?s=code')
    field(browser, 'code').send_keys(phone.code())
    assert due(browser) == 1
    browser.evaluate('fire()')
    wait.until(lambda: 'recovery' in driver.title, 15, 'the codes')
    shown = RECOVERY.findall(driver.find_element(By.TAG_NAME, 'ul').text)
    assert len(shown) == 10
    driver.find_element(By.CSS_SELECTOR, '[data-copy]').click()
    wait.until(lambda: clipboard(browser).split() == shown, 15, 'the codes')


def wait_for_copy(browser, secret, uri):
    phone = Authenticator(uri.get_attribute('href'))
    assert phone.secret == secret
    button = browser.driver.find_element(By.CSS_SELECTOR, '[data-copy]')
    assert button.text == 'Copy'
    button.click()
    wait.until(lambda: button.text == 'Copied', 15, 'the button')
    assert clipboard(browser) == secret
    browser.evaluate('fire()')
    assert button.text == 'Copy'
    return phone


# --- the countdown ---

SAYS = {
    'en': {45: 'Please try again in 45 seconds.',
           1: 'Please try again in 1 second.', 0: 'You can try again now.'},
    'ar': {45: 'يُرجى المحاولة مرة أخرى بعد 45 ثانية.',
           5: 'يُرجى المحاولة مرة أخرى بعد 5 ثوانٍ.',
           2: 'يُرجى المحاولة مرة أخرى بعد ثانيتين.',
           0: 'يمكنك المحاولة مرة أخرى الآن.'}}


def test_the_wait_is_counted_down(site, browser):
    """In the browser of its owner; and at its end the page only says so."""
    person = site.person()
    known = person.client()
    known.cookies.pop(SESSION)
    left = 0
    while left < 60:        # the first waits are short
        site.gate.clock.advance(left)
        reply = known.login(person.name, PASSWORD, person.phone.wrong())
        said = re.search('data-wait="([0-9]+)"', reply.text)
        left = int(said.group(1)) if said else 0
    assert site.client().login(person.name, PASSWORD, '000000').text.count(
        'data-wait') == 0
    for language, says in SAYS.items():
        browser.driver.get(PAGE + f'?lang={language}')
        browser.driver.add_cookie({'name': DEVICE, 'secure': True, 'path': '/',
                                   'value': known.cookies[DEVICE]})
        fill(browser, person, '')
        field(browser, 'code').send_keys(person.phone.wrong(), Keys.ENTER)
        wait.until(lambda: browser.driver.find_elements(
            By.CSS_SELECTOR, '[data-wait]'), 15, 'the wait')
        place = browser.driver.find_element(By.CSS_SELECTOR, '[data-wait]')
        left = int(place.get_attribute('data-wait'))
        for second, text in says.items():
            browser.evaluate(f'skip = {(left - second) * 1000}; '
                             '[...ticks].forEach(f => f())')
            shown = browser.evaluate(
                'document.querySelector("[data-wait]").textContent')
            assert shown == text, (language, second)
        assert not browser.evaluate('ticks.length')
        assert browser.driver.current_url.startswith(PAGE)


# --- what must not run ---

EVIL = '</script><script>document.title="taken"</script>'


def test_what_is_typed_never_runs(site, browser):
    for name in (EVIL, f'"><img src=x onerror=\'{EVIL}\'>'):
        browser.driver.get(PAGE + '?rd=/' + EVIL)
        field(browser, 'user').send_keys(name[:80])
        field(browser, 'password').send_keys('p')
        field(browser, 'code').send_keys('123456')
        browser.evaluate('fire()')
        wait.until(lambda: browser.driver.find_elements(
            By.CSS_SELECTOR, '[role=alert]'), 15, 'the failure')
        assert browser.driver.title == 'Log in'
        assert browser.evaluate('document.scripts.length') == 1


ADDED = '''new Promise(done => {
document.addEventListener('securitypolicyviolation',
e => done(e.effectiveDirective));
const s = document.createElement('script'); s.onload = () => done('ran');
s.onerror = () => requestAnimationFrame(() => done('another reason'));
%s; document.head.append(s); if (window.taken) done('ran'); })'''


@pytest.mark.parametrize('how', [
    's.textContent = "window.taken = 1"',
    's.src = "/open/evil.js"',
    's.src = "/otp/page.js"',
    's.src = "/open/evil.js"; s.integrity = document.querySelector('
    '"script[integrity]").integrity.replace("A", "B") + "x"'], ids=ascii)
def test_no_other_script_runs(site, browser, how):
    """Whatever could be put into a page: inline, of the application, or the
    right address without the hash."""
    site.app.pages['/open/evil.js'] = 'window.taken = 1'
    answer = browser.driver.execute_cdp_cmd('Runtime.evaluate', {
        'expression': ADDED % how, 'awaitPromise': True,
        'returnByValue': True})
    assert answer['result'].get('value') == 'script-src-elem', answer
    assert browser.evaluate('window.taken') is None


def test_a_changed_script_does_not_run(site, browser):
    """The browser compares what it got with the hash on the page: whoever can
    write an answer at that address gets nothing run."""
    text = browser.driver.page_source
    address = re.search(r'src="(/otp/page\.js[^"]*)"', text).group(1)
    hash_ = re.search(r'integrity="([^"]*)"', text).group(1)
    answer = browser.driver.execute_cdp_cmd('Runtime.evaluate', {
        'expression': f'''new Promise(done => {{
const s = document.createElement('script');
s.onload = () => done('ran'); s.onerror = () => done('refused');
s.integrity = {json.dumps(hash_)}; s.src = '/open/evil.js';
document.head.append(s); }})''', 'awaitPromise': True, 'returnByValue': True})
    assert answer['result'].get('value') == 'refused'
    assert browser.evaluate('window.taken') is None
    assert address in text
