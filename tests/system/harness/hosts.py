# SPDX-License-Identifier: ISC
"""Several hosts behind one gate, by the example that is shipped: a login host,
one beside it, and one of another site."""

import html
import json
import re
import urllib.parse

from . import build
from .site import Site

LOGIN = 'login.example.test'
APP = 'app.example.test'
OTHER = 'other.test'
SETTINGS = {'hosts': [APP, LOGIN, OTHER], 'login_host': LOGIN}

HOP = '__Host-otpgate-hop'
COUNT = '__Host-otpgate-hops'

# A place that no login opens: its check is told another name than the pages
# are, so the cookie of this host is never one of its own.
ALWAYS = '''
    location = /wrong-check {{
        internal;
        fastcgi_pass otpgate;
        fastcgi_pass_request_body off;
        fastcgi_pass_request_headers off;
        fastcgi_param OTPGATE_COOKIE $http_cookie;
        fastcgi_param OTPGATE_URI    $request_uri;
        fastcgi_param OTPGATE_METHOD $request_method;
        fastcgi_param OTPGATE_ADDR   $remote_addr;
        fastcgi_param OTPGATE_SCHEME $scheme;
        fastcgi_param OTPGATE_HOST   {login};
        fastcgi_param OTPGATE_POLICY /otp/check;
    }}
    location /open/ {{ proxy_pass http://app; }}
    {more}
'''
NESTED = '''
        location /always/ {
            auth_request /wrong-check;
            proxy_pass http://app;
        }
        location /fresh/ {
            auth_request /otp/check/max-age=10;
            proxy_pass http://app;
        }
        location ~* ^/settings([^a-z0-9_-]|$) {'''


def servers(more=''):
    """The example with test names, a third host, and places to fail at."""
    def write(port, prefix):
        text = (build.SNIPPETS / 'example-hosts.conf').read_text()
        text = text.replace('example.org', 'example.test')
        text = text.replace('/usr/share/otpgate/nginx', str(build.SNIPPETS))
        text = re.sub(r'listen \[::\].*', '', text)
        text = text.replace('listen 443 ssl', f'listen 127.0.0.1:{port} ssl')
        for name, file in (('fullchain', 'cert'), ('privkey', 'key')):
            text = re.sub(rf'/etc/letsencrypt/\S+/{name}\.pem',
                          str(prefix / f'{file}.pem'), text)
        text = text.replace('\t\tlocation ~* ^/settings([^a-z0-9_-]|$) {',
                            NESTED)
        start = text.index('server {', text.index('# The application.'))
        always = ALWAYS.format(login=LOGIN, more=more)
        app = text[start:].rstrip().removesuffix('}') + always + '}\n'
        assert app.count(APP) == 1 and '/fresh/' in app
        return text[:start] + app + app.replace(APP, OTHER)
    return write


def site(more='', **settings):
    return Site(servers=servers(more), **{**SETTINGS, **settings})


def address(reply):
    """Host, path with query, and the parameters of where an answer leads."""
    parts = urllib.parse.urlsplit(reply.get('location'))
    query = dict(urllib.parse.parse_qsl(parts.query, strict_parsing=True))
    path = parts.path + ('?' + parts.query if parts.query else '')
    return parts.netloc, path, query


def step(client, reply, **more):
    """Goes where one redirect leads, as a browser would."""
    assert reply.status in (302, 303), reply
    host, path, _ = address(reply)
    client.host = host or client.host
    return client.navigate(path, **more)


def walk(client, reply, most=12):
    """Follows redirects to their end."""
    for _ in range(most):
        if reply.status not in (302, 303):
            return reply
        reply = step(client, reply)
    raise AssertionError(f'still redirected after {most}: {reply}')


def visit(client, host, path):
    client.host = host
    return walk(client, client.navigate(path))


def seen(reply):
    """What reached the application, out of its answer to a page view."""
    assert reply.status == 200 and '<pre id="seen">' in reply.text, reply
    text = reply.text.partition('<pre id="seen">')[2].partition('</pre>')[0]
    return json.loads(html.unescape(text))
