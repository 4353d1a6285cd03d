# SPDX-License-Identifier: ISC
"""In a real browser: a button that is pressed twice, a second tab, Back,
Reload, and a page that was left open."""

import threading

import pytest
from selenium.common.exceptions import WebDriverException
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from harness import wait
from harness.chrome import Chrome
from test_browser_kept import page, press, seen

PAGE = 'https://app.test/otp/login'
PASSWORD = 'correct horse battery staple'


@pytest.fixture(scope='module')
def chrome(site):
    made = Chrome(site.nginx.port)
    yield made
    made.close()


@pytest.fixture
def browser(chrome):
    chrome.driver.get(PAGE)
    chrome.driver.delete_all_cookies()
    # whose codes are long presses the button: forms do not send themselves
    chrome.evaluate('localStorage.setItem("otpgate-long-codes", "1")')
    return chrome


def fill(browser, person, code):
    driver = browser.driver
    for name, text in (('user', person.name), ('password', person.password),
                       ('code', code)):
        field = driver.find_element(By.NAME, name)
        field.clear()
        field.send_keys(text)


def is_at(browser, url):
    wait.until(lambda: browser.driver.current_url == url, 15,
               f'arriving at {url}')


def text(browser):
    """What the page says; nothing while another one takes its place."""
    try:
        return browser.driver.find_element(By.TAG_NAME, 'main').text
    except WebDriverException:
        return ''


def posts(site, path):
    return (site.nginx.prefix / 'access.log').read_text().count(
        f'POST {path} ')


def twice(browser, *apart):
    """Presses the button of the form again, while nothing has come back."""
    browser.evaluate(
        '(() => { const b = document.querySelector("form button"); b.click();'
        + ''.join(f'setTimeout(() => b.click(), {ms});' for ms in apart)
        + '})()')


@pytest.mark.parametrize('apart', [0, 5])
def test_a_double_tap_logs_in(site, browser, apart):
    person = site.person()
    browser.driver.get(PAGE + '?rd=/open/home')
    fill(browser, person, person.phone.code())
    before = posts(site, '/otp/login')
    twice(browser, apart)
    is_at(browser, 'https://app.test/open/home')
    browser.driver.get('https://app.test/home')
    wait.until(lambda: seen(browser), 15, 'the application')
    assert f'"{person.name}"' in seen(browser)
    assert 1 <= posts(site, '/otp/login') - before <= 2
    assert len(site.gate.audit(event='login', user=person.name)) == 1


def test_a_second_tab_goes_on(site, browser):
    person = site.person()
    driver = browser.driver
    driver.get(PAGE + '?rd=/one')
    first = driver.current_window_handle
    driver.switch_to.new_window('tab')
    try:
        driver.get(PAGE + '?rd=/two')
        fill(browser, person, '000000')
        second = driver.current_window_handle
        driver.switch_to.window(first)
        fill(browser, person, person.phone.code())
        press(browser, 'Log in')
        is_at(browser, 'https://app.test/one')
        driver.switch_to.window(second)
        press(browser, 'Log in')
        is_at(browser, 'https://app.test/two')
        assert f'"{person.name}"' in seen(browser)
        assert not site.gate.audit(event='login', verdict='deny',
                                   user=person.name)
    finally:
        driver.close()
        driver.switch_to.window(first)


def test_back_leads_on(site, browser):
    person = site.person()
    driver = browser.driver
    driver.get(PAGE + '?rd=/one')
    fill(browser, person, person.phone.code())
    press(browser, 'Log in')
    is_at(browser, 'https://app.test/one')
    driver.back()
    wait.until(lambda: driver.current_url.startswith(PAGE), 15)
    assert f'logged in as {person.name}' in text(browser)
    driver.find_element(By.PARTIAL_LINK_TEXT, 'Continue').click()
    is_at(browser, 'https://app.test/one')


def test_reload_and_back_at_the_page_after_the_login(site, browser):
    person = site.person()
    code, *_ = site.admin.codes(person.name)
    driver = browser.driver
    driver.get(PAGE + '?rd=/one')
    driver.find_element(By.TAG_NAME, 'summary').send_keys(Keys.ENTER)
    fill(browser, person, '')
    driver.find_element(By.NAME, 'recovery').send_keys(code)
    press(browser, 'Log in')
    told = 'You have 9 recovery codes left'
    wait.until(lambda: told in text(browser), 15, 'the news')
    driver.refresh()
    wait.until(lambda: told in text(browser), 15, 'the news')
    driver.find_element(By.PARTIAL_LINK_TEXT, 'Continue without').click()
    is_at(browser, 'https://app.test/one')
    assert f'"{person.name}"' in seen(browser)
    driver.back()
    wait.until(lambda: told in text(browser), 15, 'the news')
    driver.back()
    wait.until(lambda: driver.current_url.startswith(PAGE), 15)
    assert f'logged in as {person.name}' in text(browser)
    assert not site.gate.audit(event='login', verdict='deny',
                               user=person.name)


def test_reload_of_a_failure(site, browser):
    person = site.person()
    driver = browser.driver
    driver.get(PAGE + '?rd=/one')
    fill(browser, person, person.phone.wrong())
    before = posts(site, '/otp/login')
    press(browser, 'Log in')
    wait.until(lambda: 'Login failed' in text(browser), 15, 'the failure')
    driver.refresh()
    wait.until(lambda: posts(site, '/otp/login') == before + 2, 15)
    wait.until(lambda: 'Login failed' in text(browser), 15, 'the failure')
    assert len(site.gate.audit(event='login', verdict='deny',
                               user=person.name)) == 1
    fill(browser, person, person.phone.code())
    press(browser, 'Log in')
    is_at(browser, 'https://app.test/one')


def test_a_page_left_open_asks_again(site, browser):
    """The cookie of the form lives for ten minutes."""
    person = site.person()
    driver = browser.driver
    driver.get(PAGE + '?rd=/one')
    fill(browser, person, person.phone.wrong())
    driver.delete_all_cookies()
    press(browser, 'Log in')
    wait.until(lambda: driver.find_elements(By.CSS_SELECTOR, '[role=alert]'),
               15, 'an explanation')
    values = {name: driver.find_element(By.NAME, name).get_property('value')
              for name in ('user', 'password', 'code', 'recovery')}
    assert values == {'user': person.name, 'password': '', 'code': '',
                      'recovery': ''}
    focus = driver.switch_to.active_element
    assert focus.get_attribute('name') == 'password'
    focus.send_keys(person.password, Keys.TAB, person.phone.code(), Keys.ENTER)
    is_at(browser, 'https://app.test/one')


def test_a_link_of_another_site_leaves_the_form_good(site, browser):
    """It opens the login once more, in a second tab."""
    person = site.person()
    driver = browser.driver
    site.app.pages['/open/links'] = \
        '<!DOCTYPE html><a href="https://app.test/two">mail</a>'
    driver.get(PAGE + '?rd=/one')
    first = driver.current_window_handle
    driver.switch_to.new_window('tab')
    driver.get('https://bank.test/open/links')
    driver.find_element(By.PARTIAL_LINK_TEXT, 'mail').click()
    wait.until(lambda: driver.find_elements(By.NAME, 'code'), 15, 'the login')
    driver.close()
    driver.switch_to.window(first)
    fill(browser, person, person.phone.code())
    press(browser, 'Log in')
    is_at(browser, 'https://app.test/one')


class Busy(dict):
    """Where the application is told to lead: it thinks about one path until
    it is done."""

    def __init__(self, path):
        super().__init__()
        self.path, self.done = path, threading.Event()

    def __contains__(self, path):
        if path == self.path:
            self.done.wait(30)
        return super().__contains__(path)


def test_a_kept_form_goes_on_once(site, browser, monkeypatch):
    """Continue is pressed twice, and the application gets one form."""
    person = site.person()
    driver = browser.driver
    site.app.pages['/pay'] = page('/pay')
    driver.get(PAGE + '?rd=/pay')
    fill(browser, person, person.phone.code())
    press(browser, 'Log in')
    is_at(browser, 'https://app.test/pay')
    site.admin('logout', person.name)
    press(browser, 'Save')
    wait.until(lambda: driver.find_elements(By.NAME, 'code'), 15, 'the login')
    fill(browser, person, person.phone.code())
    press(browser, 'Log in')
    wait.until(lambda: 'not been delivered' in text(browser), 15, 'the offer')
    busy = Busy('/pay')
    monkeypatch.setattr(site.app.server, 'redirects', busy)
    twice(browser, 300)
    wait.until(lambda: 'Already sent' in driver.title, 15, 'an explanation')
    busy.done.set()
    taken = [s for s in site.app.seen
             if s['path'] == '/pay' and s['method'] == 'POST']
    assert len(taken) == 1
    driver.find_element(By.PARTIAL_LINK_TEXT, 'Open the page').click()
    wait.until(lambda: driver.find_elements(By.NAME, 'text'), 15)
    # A page of the application may send what it likes, as often as it likes.
    for more in (1, 2):
        driver.get('https://app.test/pay')
        press(browser, 'Save')
        wait.until(lambda: seen(browser), 15, 'the application')
        assert len([s for s in site.app.seen if s['path'] == '/pay'
                    and s['method'] == 'POST']) == 1 + more


def kept(site, browser, person, path):
    """To the page that offers a form whose session had ended."""
    driver = browser.driver
    site.app.pages['/write'] = page(path)
    driver.get('https://app.test/write')
    site.admin('logout', person.name)
    press(browser, 'Save')
    wait.until(lambda: driver.find_elements(By.NAME, 'code'), 15, 'the login')
    fill(browser, person, person.phone.code())
    press(browser, 'Log in')
    wait.until(lambda: 'not been delivered' in text(browser), 15, 'the offer')


def test_a_form_whose_connection_is_closed_is_not_lost(site, browser):
    """A browser closes it when the button is pressed again, at any moment."""
    person = site.person('--hotp')
    browser.driver.get(PAGE + '?rd=/write')
    site.app.pages['/write'] = page('/write')
    fill(browser, person, person.phone.code())
    press(browser, 'Log in')
    is_at(browser, 'https://app.test/write')
    for apart in (2, 20), (1, 3), (3, 30), (5, 12), (0, 0), (0, 1), (1, 2):
        path = f'/write/{apart[0]}-{apart[1]}'
        kept(site, browser, person, path)
        twice(browser, *apart)
        wait.until(lambda: seen(browser)
                   or 'Already sent' in browser.driver.title, 15, 'an answer')
        assert len([s for s in site.app.seen
                    if s['path'] == path and s['method'] == 'POST']) == 1
