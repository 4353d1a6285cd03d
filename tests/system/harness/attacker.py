# SPDX-License-Identifier: ISC
"""Clients at addresses of their choice, who speak to the gate as nginx would:
one with a browser, and one with many addresses and no manners."""

import concurrent.futures
import time
import urllib.parse

from . import fcgi
from .gate import HOSTS
from .web import Form, another


class Attacker:
    def __init__(self, socket, host=HOSTS[0]):
        self.socket = socket
        self.host = host
        self.cookie = ''
        self.fields = {}
        self.renew()

    def _ask(self, method, address, body=b''):
        params = [('OTPGATE_COOKIE', self.cookie),
                  ('OTPGATE_URI', '/otp/login?fresh=1'),
                  ('OTPGATE_METHOD', method), ('OTPGATE_ADDR', address),
                  ('OTPGATE_SCHEME', 'https'), ('OTPGATE_HOST', self.host),
                  ('CONTENT_LENGTH', str(len(body))),
                  ('CONTENT_TYPE', 'application/x-www-form-urlencoded')]
        return fcgi.ask(self.socket, params, body, timeout=60)

    def renew(self):
        """One form serves all guesses, as long as it is good."""
        self.cookie = ''
        answer = self._ask('GET', '192.0.2.9')
        pairs = [v.split(';')[0] for k, v in answer.headers
                 if k == 'set-cookie']
        self.cookie = '; '.join(pairs)
        self.fields = Form(answer.body.decode()).fields

    def answer(self, user, code, password='', address='192.0.2.9'):
        """The answer to one try."""
        fields = {**another(self.fields), 'user': user,
                  'password': password, 'code': code, 'recovery': ''}
        return self._ask('POST', address,
                         urllib.parse.urlencode(fields).encode())

    def guess(self, *args, **more):
        """Status and seconds of one try."""
        begun = time.monotonic()
        answer = self.answer(*args, **more)
        return answer.status, time.monotonic() - begun

    def flood(self, guesses, threads=48):
        """Tries (user, code, password, address) all at once; how often each
        status came."""
        counts = {}
        with concurrent.futures.ThreadPoolExecutor(threads) as pool:
            for status, _ in pool.map(lambda g: self.guess(*g), guesses):
                counts[status] = counts.get(status, 0) + 1
        return counts


class Caller:
    """A client at an address of its own: speaks to the gate as nginx would."""

    def __init__(self, site, address, cookies=None):
        self.site = site
        self.address = address
        self.cookies = dict(cookies or {})

    def ask(self, method, uri, body=b''):
        cookie = '; '.join(f'{k}={v}' for k, v in self.cookies.items())
        params = [('OTPGATE_COOKIE', cookie), ('OTPGATE_URI', uri),
                  ('OTPGATE_METHOD', method), ('OTPGATE_ADDR', self.address),
                  ('OTPGATE_SCHEME', 'https'), ('OTPGATE_HOST', HOSTS[0]),
                  ('OTPGATE_ORIGIN', f'https://{HOSTS[0]}'),
                  ('CONTENT_LENGTH', str(len(body))),
                  ('CONTENT_TYPE', 'application/x-www-form-urlencoded')]
        answer = fcgi.ask(self.site.gate.socket, params, body, timeout=30)
        for key, value in answer.headers:
            if key == 'set-cookie':
                name, _, rest = value.partition('=')
                self.cookies[name] = rest.split(';')[0]
        return answer

    def login(self, user, password='wrong', code='123456'):
        page = self.ask('GET', '/otp/login?fresh=1')
        assert page.status == 200
        fields = Form(page.body.decode()).fields
        fields.update(user=user, password=password, code=code)
        fields.pop('recovery')
        return self.ask('POST', '/otp/login',
                        urllib.parse.urlencode(fields).encode())
