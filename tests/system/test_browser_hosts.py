# SPDX-License-Identifier: ISC
"""In a real browser: one login for hosts of two sites, with cookies that are
SameSite, and redirects that end."""

import pytest
from selenium.common.exceptions import WebDriverException
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from harness import hosts, wait
from harness.chrome import Chrome
from harness.hosts import APP, LOGIN, OTHER


@pytest.fixture(scope='module')
def site():
    made = hosts.site()
    yield made
    made.close()


@pytest.fixture
def chrome(site):
    made = []

    def make(*flags, **more):
        made.append(Chrome(site.nginx.port, *flags, **more))
        return made[-1]

    yield make
    for one in made:
        one.close()


def is_at(browser, url):
    wait.until(lambda: browser.driver.current_url == url, 20,
               f'arriving at {url}')


def text_of(browser):
    """What the page says; nothing while another one takes its place."""
    try:
        return browser.driver.find_element(By.TAG_NAME, 'body').text
    except WebDriverException:
        return ''


def log_in(browser, person):
    wait.until(lambda: browser.driver.current_url.startswith(
        f'https://{LOGIN}/otp/login?'), 20, 'the login host')
    for name, value in (('user', person.name), ('password', person.password),
                        ('code', person.phone.code() + Keys.ENTER)):
        browser.driver.find_element(By.NAME, name).send_keys(value)


def is_in(browser, person):
    return f'["remote-user", "{person.name}"]' in text_of(browser)


@pytest.mark.parametrize('script', [True, False], ids=['script', 'no script'])
def test_one_login_for_three_hosts(site, chrome, script):
    person = site.person('--hotp')
    browser = chrome(script=script)
    browser.driver.get(f'https://{APP}/notes/?page=2&x=%20y')
    log_in(browser, person)
    is_at(browser, f'https://{APP}/notes/?page=2&x=%20y')
    assert is_in(browser, person)
    # Another site, where nobody has been: no question, and Lax is enough.
    browser.driver.get(f'https://{OTHER}/wiki')
    is_at(browser, f'https://{OTHER}/wiki')
    assert is_in(browser, person)
    cookie = browser.driver.get_cookie('__Host-otpgate')
    assert cookie['sameSite'] == 'Lax' and cookie['httpOnly'] and \
        cookie['domain'] == OTHER
    assert browser.driver.get_cookie('__Host-otpgate-hop')['sameSite'] == \
        'Lax'
    # No ticket stays in an address.
    assert '/otp/ticket' not in str(browser.driver.execute_cdp_cmd(
        'Page.getNavigationHistory', {}))
    # Out here is out everywhere.
    browser.driver.get(f'https://{OTHER}/otp/logout')
    browser.driver.find_element(By.CSS_SELECTOR, 'form button').click()
    wait.until(lambda: 'You are logged out' in text_of(browser), 20)
    browser.driver.get(f'https://{APP}/notes/')
    wait.until(lambda: browser.driver.current_url.startswith(
        f'https://{LOGIN}/otp/login?'), 20, 'the login host')
    assert browser.driver.find_element(By.NAME, 'password')


def test_the_first_login_from_another_site(site, chrome):
    """The form of the login host is answered by a redirect to a host of
    another site: form-action and SameSite=Lax must both allow it."""
    person = site.person('--hotp')
    browser = chrome()
    browser.driver.get(f'https://{OTHER}/wiki')
    log_in(browser, person)
    is_at(browser, f'https://{OTHER}/wiki')
    assert is_in(browser, person)
    assert not [line for line in browser.driver.get_log('browser')
                if 'Content Security Policy' in line['message']]


def test_a_place_that_always_asks_ends_with_a_page(site, chrome):
    person = site.person('--hotp')
    browser = chrome()
    browser.driver.get(f'https://{APP}/always/')
    log_in(browser, person)
    wait.until(lambda: 'again and again' in text_of(browser), 20,
               'an explanation')
    assert browser.driver.current_url == f'https://{APP}/always/'
    tried = site.nginx.logs().count('GET /otp/ticket')
    # The button is for a person: it goes round again, and ends again.
    browser.driver.find_element(By.CSS_SELECTOR, 'a.button').click()
    wait.until(lambda: site.nginx.logs().count('GET /otp/ticket') > tried, 20)
    wait.until(lambda: 'again and again' in text_of(browser), 20)
    browser.driver.get(f'https://{APP}/elsewhere')
    assert is_in(browser, person)


def test_a_browser_without_cookies_ends_with_a_page(site, chrome):
    """Cookies of one host blocked, by the browser's own setting."""
    person = site.person('--hotp')
    browser = chrome(blocked=f'https://{OTHER}')
    browser.driver.get(f'https://{OTHER}/wiki')
    log_in(browser, person)
    wait.until(lambda: 'could not be logged in on this site' in text_of(browser), 20,
               'an explanation')
    assert browser.driver.current_url.startswith(
        f'https://{OTHER}/otp/ticket?')
    browser.driver.find_element(By.CSS_SELECTOR, 'a.button').click()
    wait.until(lambda: 'could not be logged in on this site' in text_of(browser), 20)
    browser.driver.get(f'https://{APP}/notes')
    is_at(browser, f'https://{APP}/notes')
    assert is_in(browser, person)


def test_on_another_port(site, chrome):
    """From host to host and back, and form-action permits it."""
    person = site.person('--hotp')
    browser = chrome('--host-resolver-rules=MAP *.test:8443 '
                     f'127.0.0.1:{site.nginx.port}, MAP * ~NOTFOUND, '
                     'EXCLUDE 127.0.0.1')
    browser.driver.get(f'https://{OTHER}:8443/wiki')
    wait.until(lambda: browser.driver.current_url.startswith(
        f'https://{LOGIN}:8443/otp/login?'), 20, 'the login host')
    for name, value in (('user', person.name), ('password', person.password),
                        ('code', person.phone.code() + Keys.ENTER)):
        browser.driver.find_element(By.NAME, name).send_keys(value)
    is_at(browser, f'https://{OTHER}:8443/wiki')
    assert is_in(browser, person)
