# SPDX-License-Identifier: ISC
"""Somebody with the link of an invitation, at the door of faults/door.py."""

import html
import json
import re
import urllib.parse

from door import PASSWORD, Person
from proof import Broken

COOKIE = '__Host-otpgate-enroll='
PAGE = '/otp/enroll'


class Guest:
    def __init__(self, door, name, *options):
        self.door, self.name = door, name
        link = urllib.parse.urlsplit(
            door.gate.admin('invite', '--expires', '30d', *options, name)
            .strip())
        self.link = f'{link.path}?{link.query}'
        self.cookie = COOKIE + link.query.partition('=')[2]

    def open(self):
        """The answer to the link itself."""
        answer = self.door.page(self.link)
        if answer and answer.status == 303 and \
                self.cookie + ';' not in str(answer.headers):
            raise Broken('the link leads on without its cookie')
        return answer

    def page(self, screen, body=None):
        """The text of a whole page or None, and the status."""
        answer = self.door.page(PAGE + screen, self.cookie, body)
        if answer is None:
            return None, 'none'
        whole = answer.body.endswith(b'</body>\n</html>\n')
        if answer.status in (200, 422) and not whole:
            raise Broken(f'a part of a page, as {answer.status}')
        return answer.body.decode() if whole else None, str(answer.status)

    def phone(self):
        text = self.page('?s=app')[0]
        found = re.search('href="(otpauth:[^"]*)"', text or '')
        if not found:
            raise Broken('the secret is not shown')
        return Person(self.name, html.unescape(found.group(1)))

    def fields(self, screen):
        """What the form of a page has before anything is typed."""
        text = self.page(screen)[0]
        found = dict(re.findall('name="([a-z]+)" value="([^"]*)"',
                                text or ''))
        found.pop('lang', None)
        return found

    def send(self, fields):
        body = urllib.parse.urlencode(fields).encode()
        return self.page('', body)

    def with_password(self):
        return {**self.fields(''), 'password': PASSWORD, 'again': PASSWORD}

    def record(self):
        """As otpadm shows it."""
        return json.loads(self.door.gate.admin('--json', 'show', self.name))
