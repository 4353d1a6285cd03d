# SPDX-License-Identifier: ISC
"""Two hosts with the micro-cache as it is shipped, or with copies of it that
were weakened on purpose, and connections that are kept."""

import http.client
import json
import os
import re
import shutil
import subprocess
from unittest import mock

from . import build, tls
from .gate import HOSTS, ROOT
from .nginx import Nginx, free_port
from .site import Site
from .web import SESSION

MARKS = ('remote-user', 'remote-groups', 'remote-email', 'remote-name')
FILES = ('otpgate-microcache-http.conf', 'otpgate-microcache.conf')
PATH = 'fastcgi_cache_path /run/otpgate-verdicts '
ALIAS = 'alias.test'

# From so many on, what is asked again within a second is in the cache.
PRIME = 3

SERVER = '''
    server {{
        listen 127.0.0.1:{port} ssl http2{default};
        {plain}
        server_name {host} {alias};
        underscores_in_headers off;
        include {snippets}/otpgate-server.conf;
        include {recipe};
        location / {{
            include {snippets}/otpgate-protect.conf;
            proxy_pass http://app;
            location /admins/ {{
                auth_request /otp/check/groups=admins;
                proxy_pass http://app;
            }}
            location /fresh/ {{
                auth_request /otp/check/max-age=10;
                proxy_pass http://app;
            }}
            location /recovery/ {{
                auth_request /otp/check/factor=recovery;
                proxy_pass http://app;
            }}
            location /typo/ {{
                auth_request /otp/check/max-ages=10;
                proxy_pass http://app;
            }}
            # The application is slow with many at once.
            location = /file {{
                alias {prefix}/file;
            }}
        }}
    }}
'''

KEY = ('"$pid $connection $otpgate_second $scheme $server_name $uri '
       '$http_cookie"')
ASKED = ('$otpgate_ask_time $otpgate_ask_cookie\n'
         '\t\t$otpgate_ask_token $otpgate_ask_method $otpgate_ask_upgrade\n'
         '\t\t$otpgate_ask_path')
BY_PATH = '$upstream_http_otpgate_by_path'
ANY_COOKIE = ('$otpgate_ask_time $otpgate_ask_cookie', '$otpgate_ask_time')
FIRST = ('map $request_method', '''map $http_cookie $first {
    "~(?:^|; )__Host-otpgate=(?<first_value>[^;]*)" $first_value;
}
map $http_cookie $beginning {
    "~__Host-otpgate=(?<beginning_value>.{60})" $beginning_value;
}
map $http_cookie $last {
    "~.*__Host-otpgate=(?<last_value>[^;]*)" $last_value;
}
map $request_method''')


def key(text):
    return KEY, f'"{text}"'


BASE = '$pid $connection $otpgate_second $scheme $server_name $uri'
# The recipe with one line less, in its many ways.
WEAK = {
    'off': [('fastcgi_cache otpgate_verdicts;', 'fastcgi_cache off;')],
    'no cookie': [key(BASE)],
    'no cookie, any cookie': [key(BASE), ANY_COOKIE],
    'first cookie': [FIRST, key(BASE + ' $first'), ANY_COOKIE],
    'last cookie': [FIRST, key(BASE + ' $last'), ANY_COOKIE],
    'short cookie': [FIRST, key(BASE + ' $beginning'), ANY_COOKIE],
    'no host': [key(KEY.strip('"').replace('$server_name ', ''))],
    'no policy': [key(KEY.strip('"').replace('$uri ', ''))],
    'no separator': [key(KEY.strip('"').replace(' ', ''))],
    'tokens not asked about': [('\t\t$otpgate_ask_token ', '\t\t')],
    'tokens stored': [('fastcgi_no_cache ' + ASKED, 'fastcgi_no_cache '
                       + ASKED.replace('$otpgate_ask_token ', ''))],
    'no connection': [key('$server_name $uri $http_cookie')],
    'no connection, no cookie': [key('$server_name $uri')],
    'refusals': [('fastcgi_cache_valid 204 1s', 'fastcgi_cache_valid any 1s')],
    'long': [('fastcgi_cache_valid 204 1s', 'fastcgi_cache_valid 204 1m'),
             key(KEY.strip('"').replace(' $otpgate_second', ''))],
    "nginx's second": [key(KEY.strip('"').replace(' $otpgate_second', ''))],
    'anywhere': [(' use_temp_path=off', '')],
    'places': [(f'\t\t$otpgate_ask_path {BY_PATH};',
                '\t\t$otpgate_ask_path;')],
    'odd paths': [('\n\t\t$otpgate_ask_path;', ';'),
                              (f'\n\t\t$otpgate_ask_path {BY_PATH}',
                               f' {BY_PATH}')],
    'locks': [('fastcgi_cache_lock off', 'fastcgi_cache_lock on')],
}


class Recipe:
    """What a site is made of: the two files, and changes to them.  Each
    change, (old, new), must fit somewhere."""

    def __init__(self, *changes):
        self.changes = changes
        self.plain = free_port()

    def __call__(self, port, prefix):
        """The servers, for harness.nginx.Nginx."""
        texts = [(build.SNIPPETS / name).read_text() for name in FILES]
        assert texts[0].count(PATH) == 1 and PATH not in texts[1]
        texts[0] = texts[0].replace(
            PATH, f'fastcgi_cache_path {prefix}/verdicts ')
        for old, new in self.changes:
            assert any(old in text for text in texts), old
            texts = [text.replace(old, new) for text in texts]
        (prefix / 'file').write_text('a file\n')
        names = [prefix / name for name in FILES]
        for name, text in zip(names, texts):
            name.write_text(text)
        if not self.changes:
            names[1] = build.SNIPPETS / FILES[1]
        return f'    include {names[0]};\n' + ''.join(
            SERVER.format(
                port=port, host=host, snippets=build.SNIPPETS, prefix=prefix,
                recipe=names[1], default='' if i else ' default_server',
                alias='' if i else ALIAS,
                plain='' if i else f'listen 127.0.0.1:{self.plain};')
            for i, host in enumerate(HOSTS))


class Place:
    """One nginx with a recipe.  The gate and the application behind it are
    shared by all of them."""

    def __init__(self, site, *changes, clock=None):
        """"clock" is a harness.clock.Clock that this nginx lives by."""
        self.recipe = Recipe(*changes)
        self.nginx = Nginx(site.gate, site.app, self.recipe)
        self.folder = self.nginx.prefix / 'verdicts'
        clock = clock.environment if clock else {}
        keep = ''.join(f'env {name};\n' for name in clock)
        config = self.nginx.config
        config.write_text(keep + config.read_text())
        try:
            with mock.patch.dict(os.environ, clock):
                self.nginx.start()
            # What is meant for memory must not go here.
            self.lock(self.nginx.prefix / 'fastcgi')
        except BaseException:
            self.nginx.remove()
            raise

    @staticmethod
    def lock(folder):
        """Lets nginx write nothing there."""
        folder.chmod(0o500)
        if ROOT:
            shutil.chown(folder, 'root')

    def wire(self, host=HOSTS[0], plain=False):
        return Wire(self.recipe.plain if plain else self.nginx.port, host,
                    plain)

    def curl(self, *requests, host=HOSTS[0]):
        """The answers to these requests, (path, header lines), over one
        connection of HTTP/2."""
        argv = [shutil.which('curl')]
        for i, (path, lines) in enumerate(requests):
            argv += ['--next'] * (i > 0) + [
                '--http2', '-s', '--max-time', '20', '--cacert',
                str(self.nginx.prefix / 'cert.pem'), '--resolve',
                f'{host}:{self.nginx.port}:127.0.0.1',
                f'https://{host}:{self.nginx.port}{path}', '-w',
                r'\n%{http_version} %{http_code} %{num_connects}\n']
            for line in lines:
                argv += ['-H', line]
        run = subprocess.run(argv, capture_output=True, text=True, timeout=60,
                             check=True)
        answers, body = [], []
        for line in run.stdout.splitlines():
            mark = re.fullmatch('(1.1|2) ([0-9]{3}) ([0-9]+)', line)
            if not mark:
                body.append(line)
                continue
            assert mark[1] == '2' and mark[3] == '01'[not answers], mark[0]
            answers.append(Answer(int(mark[2]), '\n'.join(body)))
            body = []
        assert len(answers) == len(requests)
        return answers

    def burst(self, path, line, requests, host=HOSTS[0]):
        """The same request many times at once over one connection of HTTP/2:
        how many seconds each took."""
        where = ['--resolve', f'{host}:{self.nginx.port}:127.0.0.1']
        targets = [f'https://{host}:{self.nginx.port}{path}'] * requests
        run = subprocess.run(
            [shutil.which('curl'), '-Z', '--parallel-max', str(requests),
             '--http2', '-s', '--max-time', '20', '--cacert',
             str(self.nginx.prefix / 'cert.pem'), *where, '-H', line, '-w',
             r'\n%{http_code} %{time_total} %{num_connects}\n', *targets],
            capture_output=True, text=True, timeout=60, check=True)
        found = re.findall(r'^(\d{3}) (\S+) (\d+)$', run.stdout, re.M)
        assert [f[0] for f in found] == ['200'] * requests
        assert sum(int(f[2]) for f in found) == 1, 'more than one connection'
        return [float(f[1]) for f in found]

    def close(self):
        self.nginx.remove()


class Answer:
    def __init__(self, status, body):
        self.status = status
        self.headers = []
        if self.status == 200:
            self.headers = json.loads(body)['headers']

    def all(self, name):
        return [v for k, v in self.headers if k == name]

    @property
    def verdict(self):
        """The status, and whom the application took it for: the four
        headers."""
        return (self.status, *(', '.join(self.all(mark)) for mark in MARKS))

    def __repr__(self):
        return str(self.verdict)


class Wire:
    """One connection that is kept, with headers as they are given."""

    def __init__(self, port, host, plain=False):
        self.host = host
        self.http = http.client.HTTPConnection('127.0.0.1', port, 20) \
            if plain else http.client.HTTPSConnection(
                '127.0.0.1', port, timeout=20, context=tls.context())

    def ask(self, path, *headers, host=None, method='GET'):
        """"headers" are pairs, in this order and as often as they stand
        there."""
        self.http.putrequest(method, path, skip_host=True,
                             skip_accept_encoding=True)
        self.http.putheader('Host', host or self.host)
        for name, value in headers:
            self.http.putheader(name, value)
        if method == 'POST':
            self.http.putheader('Content-Length', '0')
        self.http.endheaders()
        response = self.http.getresponse()
        return Answer(response.status, response.read())

    def get(self, path, session, **more):
        """With nothing but this session's cookie."""
        return self.ask(path, ('Cookie', f'{SESSION}={session}'), **more)

    def close(self):
        self.http.close()


def site(**settings):
    """A gate, an application, and a first nginx with the recipe as shipped,
    for logins."""
    return Site(servers=Recipe(), **settings)
