# SPDX-License-Identifier: ISC
"""An invitation in a real browser: the QR code is read from the screen, and
Back, Reload and a second tab lead on."""

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from harness import wait
from harness.admin import RECOVERY
from harness.chrome import Chrome, read_qr
from harness.codes import Authenticator

PASSWORD = 'typed by hand'
PAGE = 'https://app.test/otp/enroll'


@pytest.fixture
def chrome(site, tmp_path):
    made = []

    def make(**more):
        made.append(Chrome(site.nginx.port, **more))
        made[-1].driver.execute_cdp_cmd('Browser.setDownloadBehavior', {
            'behavior': 'allow', 'downloadPath': str(tmp_path)})
        return made[-1]

    yield make
    for one in made:
        one.close()


def keys(browser, *words):
    browser.driver.switch_to.active_element.send_keys(*words)


def is_at(browser, url):
    wait.until(lambda: browser.driver.current_url == url, 15,
               f'arriving at {url}')


def press(browser, text):
    browser.driver.find_element(By.LINK_TEXT, text).click()


def scanned(browser, tmp_path):
    screen = tmp_path / 'screen.png'
    browser.resize(560, 1000)
    assert browser.driver.save_screenshot(str(screen))
    return Authenticator(read_qr(screen))


@pytest.mark.parametrize('script', [True, False], ids=['script', 'no script'])
def test_from_the_link_to_the_page(site, chrome, tmp_path, script):
    browser = chrome(script=script)
    name = f'guest.{"with" if script else "without"}'
    link = site.admin('invite', name).strip()
    browser.driver.get(link)
    is_at(browser, PAGE)    # the token is out of the address
    keys(browser, PASSWORD, Keys.TAB, PASSWORD, Keys.ENTER)
    is_at(browser, f'{PAGE}?s=app')
    phone = scanned(browser, tmp_path)
    assert phone.label.endswith(name)
    browser.driver.refresh()
    assert scanned(browser, tmp_path).secret == phone.secret
    press(browser, 'Continue')
    is_at(browser, f'{PAGE}?s=code')
    browser.driver.back()
    is_at(browser, f'{PAGE}?s=app')
    assert scanned(browser, tmp_path).secret == phone.secret
    first = browser.driver.current_window_handle
    browser.driver.switch_to.new_window('tab')
    browser.driver.get(link)
    press(browser, 'Continue')
    assert scanned(browser, tmp_path).secret == phone.secret
    browser.driver.switch_to.window(first)
    press(browser, 'Continue')
    keys(browser, phone.code(), Keys.ENTER)
    wait.until(lambda: 'recovery' in browser.driver.title, 15, 'the codes')
    shown = RECOVERY.findall(browser.driver.find_element(
        By.TAG_NAME, 'ul').text)
    assert len(shown) == 10
    press(browser, 'Save as a text file')
    saved = tmp_path / 'otpgate-recovery-codes.txt'
    wait.until(saved.exists, 15, 'the file')
    wait.until(lambda: saved.read_text().split() == shown, 15, 'its contents')
    press(browser, 'I have kept them')
    is_at(browser, 'https://app.test/otp/login')
    keys(browser, name, Keys.TAB, PASSWORD, Keys.TAB, phone.code(), Keys.ENTER)
    wait.until(lambda: '/otp/' not in browser.driver.current_url, 15, 'a login')
    # nothing of it is left behind
    browser.driver.get(link)
    assert 'not valid' in browser.driver.title
