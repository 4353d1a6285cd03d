# SPDX-License-Identifier: ISC
"""A form that met an ended session, in a real browser without JavaScript."""

import html
import re

import pytest
from selenium.webdriver.common.by import By

from harness import wait
from harness.chrome import Chrome

TEXT = 'Grüße & "Küsse" <b>\'x\'</b>\n\n  100 % + 1; \U0001f511\n'
LONG = 'Zeile mit ä und "\n' * 900


def page(action, more=''):
    """A form of an application, with one field of each kind."""
    return f'''<!DOCTYPE html><title>form</title>
<form method="post" action="{html.escape(action)}">
<input name="name" value="Zo&euml; &quot;M&#252;ller&quot;">
<input type="hidden" name="csrf" value="abc+/=">
<input type="hidden" name="_charset_">
<input type="hidden" name="lines" value="a&#10;b&#13;c&#13;&#10;d">
<textarea name="text" rows="3"></textarea>
<textarea name="long">
{html.escape(LONG)}</textarea>
<select name="choice"><option>eins<option selected>zw&ouml;lf</select>
<input type="checkbox" name="tag[]" value="1" checked>
<input type="checkbox" name="tag[]" value="2" checked>
<input name="" value="nameless"><input name="empty">
<input type="password" name="pin" value="1234">
<button type="submit" name="send" value="Save &amp; close">Save</button>
{more}</form>'''


@pytest.fixture
def chrome(site):
    made = []

    def make(where=None, **more):
        made.append(Chrome((where or site).nginx.port, **more))
        return made[-1]

    yield make
    for one in made:
        one.close()


def open_form(browser, path):
    browser.driver.get(f'https://app.test{path}')
    wait.until(lambda: browser.driver.find_elements(By.NAME, 'text'), 15,
               'the form')
    browser.driver.find_element(By.NAME, 'text').send_keys(TEXT[:20])
    browser.driver.find_element(By.NAME, 'text').send_keys(TEXT[20:29])


def press(browser, text):
    button, = [b for b in browser.driver.find_elements(By.TAG_NAME, 'button')
               if b.text == text]
    button.click()


def log_in(browser, person, code_only=False):
    wait.until(lambda: browser.driver.find_elements(By.NAME, 'code'), 15,
               'the login page')
    users = browser.driver.find_elements(By.NAME, 'user')
    assert bool(users) is not code_only
    if users:
        if not users[0].get_property('value'):   # kept after a failure
            users[0].send_keys(person.name)
        browser.driver.find_element(By.NAME, 'password').send_keys(
            person.password)
    browser.driver.find_element(By.NAME, 'code').send_keys(person.phone.code())
    press(browser, 'Continue' if code_only else 'Log in')
    wait.until(lambda: not browser.driver.find_elements(By.NAME, 'code'), 15,
               'the login')


def forms(site, path):
    return [s['form'] for s in site.app.seen
            if s['path'] == path and s['method'] == 'POST']


def seen(browser):
    found = browser.driver.find_elements(By.ID, 'seen')
    return found and found[0].get_property('textContent')


def test_a_real_form_survives_the_login(site, chrome):
    person = site.person()
    path = '/form?id=7&x=%C3%A4'
    site.app.pages[path] = page(path)
    browser = chrome(script=False)
    browser.driver.get(f'https://app.test{path}')
    log_in(browser, person)
    # What the application gets without anything between ...
    open_form(browser, path)
    press(browser, 'Save')
    wait.until(lambda: seen(browser), 15, 'the application')
    direct, = forms(site, path)
    assert 'lines=a%0D%0Ab%0D%0Ac%0D%0Ad' in direct
    assert '_charset_=UTF-8' in direct and len(direct) > 20000
    # ... and with the end of the session, a wrong code and a login between.
    open_form(browser, path)
    site.admin('logout', person.name)
    press(browser, 'Save')
    wait.until(lambda: browser.driver.find_elements(By.NAME, 'code'), 15)
    assert browser.driver.current_url == f'https://app.test{path}'
    assert 'is kept' in browser.driver.find_element(By.TAG_NAME, 'main').text
    driver = browser.driver
    driver.find_element(By.NAME, 'user').send_keys(person.name)
    driver.find_element(By.NAME, 'password').send_keys('wrong')
    driver.find_element(By.NAME, 'code').send_keys('000000')
    press(browser, 'Log in')
    wait.until(lambda: driver.find_elements(By.CSS_SELECTOR, '[role=alert]'),
               15, 'the failure')
    log_in(browser, person)
    wait.until(lambda: [b for b in driver.find_elements(By.TAG_NAME, 'button')
                        if b.text == 'Continue'], 15, 'Continue')
    shown = driver.find_element(By.TAG_NAME, 'main').text
    assert '12 fields' in shown and 'Zo' not in shown and '1234' not in shown
    assert forms(site, path) == [direct]
    press(browser, 'Continue')
    wait.until(lambda: seen(browser), 15, 'the application')
    assert driver.current_url == f'https://app.test{path}'
    assert forms(site, path) == [direct, direct]


@pytest.mark.plain
def test_a_payment_survives_the_question(fresh, chrome):
    site = fresh(clock='passing')
    person = site.person('--hotp')
    site.app.pages['/pay/'] = page('/pay/send')
    browser = chrome(site, script=False)
    browser.driver.get('https://app.test/pay/')
    log_in(browser, person)
    open_form(browser, '/pay/')
    site.gate.clock.advance(70)
    press(browser, 'Save')
    log_in(browser, person, code_only=True)
    wait.until(lambda: 'not been delivered' in browser.driver.find_element(
        By.TAG_NAME, 'main').text, 15, 'the offer')
    assert not forms(site, '/pay/send')
    press(browser, 'Continue')
    wait.until(lambda: seen(browser), 15, 'the application')
    assert len(forms(site, '/pay/send')) == 1


def test_the_application_may_lead_anywhere_after_that(site, chrome):
    """To its bank, say: the policy of our page must not stop it, though it
    governs where its form leads."""
    person = site.person()
    site.app.pages['/order'] = page('/order')
    site.app.redirects['/order'] = 'https://bank.test/open/pay'
    browser = chrome(script=False)
    browser.driver.get('https://app.test/order')
    log_in(browser, person)
    open_form(browser, '/order')
    site.admin('logout', person.name)
    press(browser, 'Save')
    log_in(browser, person)
    wait.until(lambda: 'not been delivered' in browser.driver.find_element(
        By.TAG_NAME, 'main').text, 15, 'the offer')
    press(browser, 'Continue')
    wait.until(lambda: browser.driver.current_url ==
               'https://bank.test/open/pay', 15, 'arriving at the bank')
    assert len(forms(site, '/order')) == 1


def test_a_foreign_page_has_nothing_kept(site, chrome):
    """It posts into the application while the session has ended."""
    person = site.person()
    site.app.pages['/home'] = page('/home')
    site.app.pages['/open/evil'] = page('https://app.test/transfer')
    browser = chrome(script=False)
    browser.driver.get('https://app.test/home')
    log_in(browser, person)
    wait.until(lambda: browser.driver.find_elements(By.NAME, 'text'), 15)
    site.admin('logout', person.name)
    for evil in ('https://other.test/open/evil', 'https://bank.test/open/evil'):
        browser.driver.get(evil)
        press(browser, 'Save')
        wait.until(lambda: browser.driver.find_elements(By.NAME, 'code'), 15)
        assert browser.driver.current_url == 'https://app.test/transfer'
        assert not browser.driver.find_elements(By.NAME, 'form')
        assert re.search('send it again', browser.driver.page_source)
    assert not forms(site, '/transfer')
