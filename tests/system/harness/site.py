# SPDX-License-Identifier: ISC
"""The whole of it: application, gate, nginx, and people who use them."""

import dataclasses
import itertools
import typing

from . import fcgi
from .app import App
from .codes import Authenticator
from .gate import HOSTS, Gate
from .nginx import Nginx
from .web import SESSION, Client

PASSWORD = 'correct horse battery staple'
_numbers = itertools.count(1)


@dataclasses.dataclass
class Person:
    site: 'Site'
    name: str
    password: str
    phone: typing.Optional[Authenticator]

    def login(self, client, code=None, **more):
        """Logs in with a fresh code (or the one given)."""
        if code is None and 'recovery' not in more:
            code = self.phone.code()
        more.setdefault('password', self.password)
        return client.login(self.name, code=code or '', **more)

    def client(self, host=HOSTS[0], **more):
        """A new browser in which this person has logged in."""
        client = self.site.client(host)
        reply = self.login(client, **more)
        assert reply.status == 303 and client.session, reply
        return client


class Site:
    def __init__(self, clock=False, web=True, servers=None, **settings):
        self.app = self.nginx = None
        self.gate = Gate(clock=clock, **settings)
        self.admin = self.gate.admin
        try:
            self.gate.start()
            if web:
                self.app = App()
                self.nginx = Nginx(self.gate, self.app, servers).start()
        except BaseException:
            self.remove()
            raise

    def client(self, host=HOSTS[0]):
        return Client(self.nginx.port, host)

    def person(self, *options, name=None, password=PASSWORD, phone=True):
        """A new user with a password and a new, unproven authenticator."""
        name = name or f'user{next(_numbers)}'
        authenticator = self.admin.enroll(name, *options) if phone else None
        if authenticator and self.gate.clock:
            authenticator.clock = self.gate.clock
        if password:
            self.admin.password(name, password)
        return Person(self, name, password or '', authenticator)

    def check(self, cookie='', host=HOSTS[0], timeout=10.0, **more):
        """Asks the check as nginx would, past nginx; "cookie" may be a
        client."""
        if isinstance(cookie, Client):
            cookie = f'{SESSION}={cookie.session}'
        return fcgi.ask(self.gate.socket,
                        fcgi.check_params(host, cookie, **more),
                        timeout=timeout)

    def close(self):
        """The good end of every test."""
        try:
            self.gate.finish()
        finally:
            self.remove()

    def remove(self):
        if self.nginx:
            self.nginx.remove()
        if self.app:
            self.app.close()
        self.gate.remove()
