# SPDX-License-Identifier: ISC
"""The account page in a real browser: from the login to a change, by keyboard
and by pointer, and no way back behind the logout."""

import subprocess

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from harness import wait
from harness.chrome import Chrome, read_qr
from harness.codes import Authenticator
from harness.web import SESSION

PAGE = 'https://app.test/otp/account'


@pytest.fixture
def chrome(site):
    made = []

    def make(**more):
        made.append(Chrome(site.nginx.port, **more))
        return made[-1]

    yield make
    for one in made:
        one.close()


def is_at(browser, url):
    wait.until(lambda: browser.driver.current_url == url, 15,
               f'arriving at {url}')


def button(browser, do):
    return browser.driver.find_element(
        By.CSS_SELECTOR, f'button[name=do][value={do}]')


def words(browser):
    return browser.driver.find_element(By.TAG_NAME, 'main').text


def arrive(browser, person):
    """To the account page, by the login that it leads to."""
    browser.driver.get(PAGE)
    is_at(browser, 'https://app.test/otp/login?rd=/otp/account')
    browser.driver.switch_to.active_element.send_keys(
        person.name, Keys.TAB, person.password, Keys.TAB, person.phone.code(),
        Keys.ENTER)
    is_at(browser, PAGE)


@pytest.mark.parametrize('script', [True, False], ids=['script', 'no script'])
def test_from_the_login_to_the_logout(site, chrome, script):
    person = site.person('--hotp')
    elsewhere = person.client()
    browser = chrome(script=script)
    driver = browser.driver
    arrive(browser, person)
    assert words(browser).count('You are here now.') == 1
    assert 'Chrome (Linux)' in words(browser)
    # The button says which session it ends to those who do not see it.
    about = button(browser, 'end').get_attribute('aria-describedby')
    assert driver.find_element(By.ID, about).text
    button(browser, 'end').send_keys(Keys.ENTER)
    is_at(browser, f'{PAGE}?changed=1#sessions')
    assert 'A session was ended.' in words(browser)
    assert elsewhere.get('/').status == 401
    # Reload sends nothing again.
    driver.refresh()
    assert 'A session was ended.' in words(browser)
    driver.find_element(By.ID, 'browsers').click()
    button(browser, 'forget-all').click()
    is_at(browser, f'{PAGE}?changed=1#browsers')
    assert 'All browsers were forgotten.' in words(browser)
    driver.find_element(By.LINK_TEXT, 'Log out').click()
    is_at(browser, 'https://app.test/otp/logout')
    driver.find_element(By.CSS_SELECTOR, 'button[type=submit]').click()
    wait.until(lambda: 'logged out' in driver.title, 15, 'the end')
    # Nothing of the page is left behind it.
    driver.get(PAGE)
    is_at(browser, 'https://app.test/otp/login?rd=/otp/account')
    driver.back()
    driver.back()
    driver.back()
    wait.until(lambda: 'You are here now.' not in words(browser), 15,
               'the page not to be shown again')
    assert len(site.gate.audit(event='account', user=person.name)) == 2


def test_from_a_lost_phone_to_another_one(site, chrome, tmp_path):
    person = site.person()
    client = site.client()
    person.login(client, recovery=site.admin.codes(person.name)[0])
    browser = chrome(script=False)
    driver = browser.driver
    driver.get('https://app.test/otp/login')
    driver.add_cookie({'name': SESSION, 'value': client.session, 'path': '/',
                       'secure': True})
    driver.get(f'{PAGE}/authenticators/replace')
    button(browser, 'replace').send_keys(Keys.ENTER)
    is_at(browser, f'{PAGE}/authenticators/add')
    # the page begins at the QR code, not at the field below it
    assert driver.execute_script('return window.scrollY') == 0
    browser.resize(560, 1000)
    screen = tmp_path / 'screen.png'
    assert driver.save_screenshot(str(screen))
    phone = Authenticator(read_qr(screen))
    driver.refresh()
    assert driver.find_element(
        By.ID, 'secret').get_attribute('value') == phone.secret
    driver.find_element(By.ID, 'code').send_keys(phone.wrong(), Keys.ENTER)
    wait.until(lambda: 'This code is not right' in words(browser), 15,
               'what was wrong')
    assert driver.switch_to.active_element.get_attribute('id') == 'code'
    driver.switch_to.active_element.send_keys(phone.code(), Keys.ENTER)
    is_at(browser, f'{PAGE}?changed=1#authenticators')
    assert 'An authenticator was added.' in words(browser)
    driver.get(f'{PAGE}/authenticators/add')
    assert 'This app is no longer being added' in words(browser)
    reply = person.login(site.client(), code=phone.code())
    assert reply.status == 303, reply


def test_the_digits_of_a_new_app_add_it_without_a_button(site, chrome):
    """The script sends them as the button does."""
    person = site.person('--hotp')
    browser = chrome(script=True)
    driver = browser.driver
    arrive(browser, person)
    button(browser, 'begin').click()
    is_at(browser, f'{PAGE}/authenticators/add')
    secret = driver.find_element(By.TAG_NAME, 'textarea').get_attribute(
        'value')
    code = subprocess.run(
        ['oathtool', '--totp', '-b', ''.join(secret.split())],
        capture_output=True, text=True, check=True).stdout.strip()
    driver.find_element(By.NAME, 'code').send_keys(code)
    is_at(browser, f'{PAGE}?changed=1#authenticators')
    assert 'An authenticator was added.' in words(browser)
