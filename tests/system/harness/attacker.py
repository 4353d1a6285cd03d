# SPDX-License-Identifier: ISC
"""Somebody with many addresses and no manners: speaks to the gate as nginx
would, from wherever it likes, as fast as it is answered."""

import concurrent.futures
import time
import urllib.parse

from . import fcgi
from .gate import HOSTS
from .web import Form


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
        fields = {**self.fields, 'user': user, 'password': password,
                  'code': code, 'recovery': ''}
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
