# SPDX-License-Identifier: ISC
"""Headless Chromium under selenium, which finds the test hosts at nginx."""

import shutil
import subprocess
import tempfile

from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common import utils

FLAGS = ('--headless', '--no-sandbox', '--disable-gpu',
         '--disable-dev-shm-usage', '--disable-quic', '--no-first-run',
         '--disable-background-networking', '--disable-component-update',
         '--disable-sync', '--ignore-certificate-errors')


class LoopbackService(Service):
    """The driver by its address: a bare machine may not know the name
    localhost."""

    @property
    def service_url(self):
        return f'http://127.0.0.1:{self.port}'

    def is_connectable(self):
        return utils.is_connectable(self.port, '127.0.0.1')


class Chrome:
    def __init__(self, port, *flags, script=True, blocked=None):
        self.profile = tempfile.mkdtemp(prefix='otpgate-chrome-')
        options = Options()
        options.binary_location = shutil.which('chromium')
        for flag in (*FLAGS, f'--user-data-dir={self.profile}',
                     '--host-resolver-rules=MAP *.test:443 '
                     f'127.0.0.1:{port}, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
                     *flags):
            options.add_argument(flag)
        prefs = {}
        if not script:
            prefs['profile.managed_default_content_settings.javascript'] = 2
        if blocked:    # an origin whose cookies are refused
            prefs['profile.content_settings.exceptions.cookies'] = {
                f'{blocked},*': {'setting': 2}}
        if prefs:
            options.add_experimental_option('prefs', prefs)
        try:
            self.driver = webdriver.Chrome(
                options=options,
                service=LoopbackService(shutil.which('chromedriver')))
        except BaseException:
            shutil.rmtree(self.profile, ignore_errors=True)
            raise
        self.driver.set_page_load_timeout(30)
        self.driver.set_script_timeout(30)

    def resize(self, width, height=800, dark=False):
        """The size of the page itself, and the colours people ask for."""
        self.driver.execute_cdp_cmd('Emulation.setDeviceMetricsOverride', {
            'width': width, 'height': height, 'deviceScaleFactor': 1,
            'mobile': width < 600})
        self.driver.execute_cdp_cmd('Emulation.setEmulatedMedia', {
            'features': [{'name': 'prefers-color-scheme',
                          'value': 'dark' if dark else 'light'}]})

    def evaluate(self, expression):
        """By the debugger: works where scripts are off or forbidden."""
        answer = self.driver.execute_cdp_cmd('Runtime.evaluate', {
            'expression': expression, 'returnByValue': True})
        assert 'exceptionDetails' not in answer, answer
        return answer['result'].get('value')

    def close(self):
        try:
            self.driver.quit()
        finally:
            shutil.rmtree(self.profile, ignore_errors=True)


def read_qr(image):
    run = subprocess.run(['zbarimg', '-q', '--raw', '--nodbus', str(image)],
                         capture_output=True, text=True, check=True)
    return run.stdout.strip()
