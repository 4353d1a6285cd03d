# SPDX-License-Identifier: ISC
"""A browser's manners without a browser: TLS, a cookie jar, forms."""

import base64
import html.parser
import http.client
import json
import secrets
import time
import urllib.parse

from . import tls

SESSION = '__Host-otpgate'
PRE = '__Host-otpgate-pre'
DEVICE = '__Host-otpgate-device'
ENROLL = '__Host-otpgate-enroll'
LANGUAGE = '__Host-otpgate-lang'
NEWS = '__Host-otpgate-news'
NAVIGATE = {'Accept': 'text/html,application/xhtml+xml',
            'Sec-Fetch-Mode': 'navigate', 'Sec-Fetch-Dest': 'document',
            'Sec-Fetch-Site': 'none'}


def of_a_lost_key(cookie):
    """The same cookie, as if signed by a key that is not in the ring: version
    (1 byte), key id (4), number (8), secret (16), MAC (32)."""
    raw = bytearray(base64.urlsafe_b64decode(cookie + '=' * (-len(cookie) % 4)))
    assert len(raw) == 61
    raw[1:5] = b'\0\0\x7f\xff'
    raw[29:] = bytes(32)
    return base64.urlsafe_b64encode(raw).decode().rstrip('=')


class Reply:
    def __init__(self, response, body, seconds):
        self.status = response.status
        self.headers = [(k.lower(), v) for k, v in response.getheaders()]
        self.body = body
        self.seconds = seconds

    def all(self, key):
        return [v for k, v in self.headers if k == key.lower()]

    def get(self, key, default=None):
        values = self.all(key)
        return values[0] if values else default

    @property
    def text(self):
        return self.body.decode('utf-8')

    def json(self):
        return json.loads(self.body)

    def app(self):
        """What the protected application saw; fails when it was not
        reached."""
        assert self.status == 200, (self.status, self.body[:300])
        return self.json()

    def app_header(self, key):
        return [v for k, v in self.app()['headers'] if k == key.lower()]

    def __repr__(self):
        return f'<{self.status} {self.headers} {self.body[:400]!r}>'


class Form(html.parser.HTMLParser):
    """The fields and the action of the first form of a page that is sent by
    POST."""

    def __init__(self, page):
        super().__init__()
        self.action = None
        self.fields = {}
        self.inputs = []
        self._inside = False
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == 'form' and self.action is None and \
                attrs.get('method', '').lower() == 'post':
            self._inside = True
            self.action = attrs.get('action', '')
        elif tag in ('input', 'button') and self._inside and 'name' in attrs:
            self.inputs.append(attrs)
            self.fields[attrs['name']] = attrs.get('value') or ''

    def handle_endtag(self, tag):
        if tag == 'form':
            self._inside = False


def another(fields):
    """The fields of a page as if it had been fetched anew: the same one sent
    twice would be one attempt."""
    return {**fields, **({'once': secrets.token_urlsafe(18)}
                         if 'once' in fields else {})}


class Client:
    """One browser profile.  "host" is the site it looks at; cookies are kept
    for each host by the rules of the __Host- prefix."""

    def __init__(self, port, host):
        self.port = port
        self.host = host
        self.jars = {}

    @property
    def cookies(self):
        return self.jars.setdefault(self.host, {})

    @property
    def session(self):
        return self.cookies.get(SESSION)

    def copy(self):
        other = Client(self.port, self.host)
        other.jars = {h: dict(jar) for h, jar in self.jars.items()}
        return other

    def _keep(self, reply):
        for value in reply.all('set-cookie'):
            pair, *attributes = [p.strip() for p in value.split(';')]
            key, _, text = pair.partition('=')
            names = {a.partition('=')[0].lower(): a.partition('=')[2]
                     for a in attributes}
            if key.startswith('__Host-'):
                assert 'secure' in names and names.get('path') == '/' \
                    and 'domain' not in names, value
            if names.get('max-age') == '0' or not text:
                self.cookies.pop(key, None)
            else:
                self.cookies[key] = text

    def request(self, method, path, body=None, headers=None, cookie=None,
                timeout=30.0):
        """One request on a connection of its own; redirects are not
        followed.  "cookie" replaces what the jar would send."""
        connection = http.client.HTTPSConnection(
            '127.0.0.1', self.port, context=tls.context(), timeout=timeout)
        try:
            chunked = body is not None and not isinstance(body, (bytes, str))
            send = {'Host': self.host}
            if cookie is None:
                cookie = '; '.join(f'{k}={v}' for k, v in self.cookies.items())
            if cookie:
                send['Cookie'] = cookie
            send.update(headers or {})
            begun = time.monotonic()
            connection.request(method, path, body=body, headers=send,
                               encode_chunked=chunked)
            response = connection.getresponse()
            text = response.read()
            reply = Reply(response, text, time.monotonic() - begun)
        finally:
            connection.close()
        self._keep(reply)
        return reply

    def get(self, path, **more):
        return self.request('GET', path, **more)

    def navigate(self, path, **more):
        return self.request('GET', path, headers=NAVIGATE, **more)

    def post(self, path, fields, headers=None, **more):
        send = {'Content-Type': 'application/x-www-form-urlencoded',
                'Origin': f'https://{self.host}',
                'Sec-Fetch-Site': 'same-origin', **NAVIGATE_POST}
        send.update(headers or {})
        send = {k: v for k, v in send.items() if v is not None}
        body = fields if isinstance(fields, (bytes, str)) else \
            urllib.parse.urlencode(fields)
        return self.request('POST', path, body=body, headers=send, **more)

    def form(self, path='/otp/login', rd=None):
        """Fetches a page and returns its form; of the login the one that asks
        for everything, whoever is logged in."""
        query = {}
        if path == '/otp/login' and self.session:
            query['fresh'] = '1'
        if rd is not None:
            query['rd'] = rd
        if query:
            path += '?' + urllib.parse.urlencode(query)
        reply = self.navigate(path)
        assert reply.status == 200, reply
        form = Form(reply.text)
        assert form.action is not None, reply.text
        return form

    def login(self, user, password='', code='', recovery='', rd=None,
              form=None, **more):
        """Fills in and sends the login form; returns the answer to it."""
        form = form or self.form(rd=rd)
        fields = another(form.fields)
        fields.update(user=user, password=password, code=code,
                      recovery=recovery)
        return self.post(form.action or '/otp/login', fields, **more)

    def asked(self, path):
        """Goes to a protected place and to where that leads: the page that
        asks for a code."""
        away = self.navigate(path)
        assert away.status == 302, away
        where = away.get('location')
        assert where.startswith('/otp/login?rd='), where
        return self.navigate(where)

    def confirm(self, page, code='', recovery='', **more):
        """Fills in a page that asks for a code only; returns the answer."""
        form = page if isinstance(page, Form) else Form(page.text)
        fields = {k: v for k, v in another(form.fields).items()
                  if k not in ('code', 'recovery')}
        if 'code' in form.fields:
            fields['code'] = code
        if 'recovery' in form.fields:
            fields['recovery'] = recovery
        fields.update(more.pop('fields', {}))
        return self.post(form.action, fields, **more)

    def told(self, reply):
        """The page that a login leads to when there is something to say."""
        assert reply.status == 303, reply
        where = reply.get('location')
        assert where.startswith('/otp/news'), where
        page = self.navigate(where)
        assert page.status == 200, page
        return page

    def logout(self):
        form = self.form('/otp/logout')
        return self.post(form.action or '/otp/logout', form.fields)


NAVIGATE_POST = {'Accept': NAVIGATE['Accept'], 'Sec-Fetch-Mode': 'navigate',
                 'Sec-Fetch-Dest': 'document'}
