# SPDX-License-Identifier: ISC
"""nginx over plain http, for measuring: one server for each thing compared,
each on a port of its own, with the check as shipped."""

import os
import pathlib
import re
import shutil
import signal
import subprocess
import tempfile

from harness import build, wait
from harness.gate import ROOT, WEB_USER
from harness.nginx import NGINX, free_port

HOST = 'app.test'

MAIN = '''
{main}
{user}
daemon off;
worker_processes {workers};
pid {prefix}/nginx.pid;
error_log {prefix}/error.log warn;
events {{ worker_connections 4096; }}
http {{
    access_log off;
    sendfile on;
    keepalive_requests 1000000;
    client_body_temp_path {prefix}/body;
    proxy_temp_path {prefix}/proxy;
    fastcgi_temp_path {prefix}/fastcgi;
    uwsgi_temp_path {prefix}/uwsgi;
    scgi_temp_path {prefix}/scgi;
    {before}
    {servers}
}}
'''


def snippet():
    """What is shipped; the measuring itself goes without TLS, so the scheme
    is what it would be."""
    return (build.SNIPPETS / 'otpgate-server.conf').read_text() \
        .replace('$scheme', 'https')


def microcache():
    """(what stands in http, what stands in the server) of the recipe, or
    nothing when it is not there."""
    paths = [build.SNIPPETS / f'otpgate-microcache{part}.conf'
             for part in ('-http', '')]
    if not all(path.exists() for path in paths):
        return None
    http, server = (path.read_text() for path in paths)
    return (http.replace('/run/otpgate-verdicts', '@PREFIX@/verdicts'),
            server.replace('$scheme', 'https'))


def check_location():
    """The check alone."""
    found = re.search(r'^location \^~ /otp/check \{.*?^\}', snippet(),
                      re.M | re.S)
    return found.group(0)


class Server:
    """One thing to be measured."""

    def __init__(self, name, inside, socket=None, policy='', cookie=None,
                 status=200):
        self.name = name
        self.inside = inside
        self.socket = socket
        self.policy = policy
        self.cookie = cookie
        self.status = status
        self.port = free_port()

    def text(self, number, prefix):
        upstream = f'otpgate{number}'
        inside = self.inside.replace('@CHECK@', check_location()) \
            .replace('@SNIPPET@', snippet()) \
            .replace('@MICROCACHE@', (microcache() or ('', ''))[1]) \
            .replace('fastcgi_pass otpgate;', f'fastcgi_pass {upstream};') \
            .replace('@POLICY@', self.policy).replace('@PREFIX@', str(prefix))
        before = f'upstream {upstream} {{ server unix:{self.socket}; }}' \
            if self.socket else ''
        return f'''{before}
    server {{
        listen 127.0.0.1:{self.port};
        server_name {HOST};
        root {prefix}/files;
        {inside}
    }}'''


PLAIN = 'location / { }'
INSIDE = '''location = /otp/check { internal; return 204; }
        location / { auth_request /otp/check; }'''
GATED = '''@CHECK@
        location / { auth_request /otp/check@POLICY@; }'''
MICROCACHED = '@MICROCACHE@' + GATED
WHOLE = '@SNIPPET@'


class Web:
    """"main" and "before" stand outside of http and in it; "environment" is
    for the modules that "main" loads."""

    def __init__(self, servers, before='', main='', environment=None,
                 workers=1):
        self.prefix = pathlib.Path(tempfile.mkdtemp(prefix='otpgate-bench-'))
        self.prefix.chmod(0o755)
        (self.prefix / 'files').mkdir(mode=0o755)
        (self.prefix / 'files' / 'small').write_text('x' * 1000)
        (self.prefix / 'files' / 'small').chmod(0o644)
        self.servers = servers
        text = '\n'.join(s.text(i, self.prefix)
                         for i, s in enumerate(servers))
        self.config = self.prefix / 'nginx.conf'
        self.config.write_text(MAIN.format(
            user=f'user {WEB_USER};' if ROOT else '', prefix=self.prefix,
            workers=workers, main=main, servers=text,
            before=before.replace('@PREFIX@', str(self.prefix))))
        self.process = subprocess.Popen(
            [NGINX, '-p', str(self.prefix), '-c', str(self.config), '-e',
             str(self.prefix / 'error.log')],
            stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            env={**os.environ, **(environment or {})})
        try:
            wait.until(self._serves, 10, 'nginx')
        except BaseException:
            self.close()
            raise

    def _serves(self):
        if self.process.poll() is not None:
            raise RuntimeError(
                'nginx: ' + (self.prefix / 'error.log').read_text()[-1000:])
        return self.workers()

    def workers(self):
        """The processes that do the work."""
        path = pathlib.Path(f'/proc/{self.process.pid}/task/'
                            f'{self.process.pid}/children')
        return [int(p) for p in path.read_text().split()]

    def close(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        errors = (self.prefix / 'error.log').read_text()
        if os.environ.get('BENCH_ERRORS'):
            print(errors)
        shutil.rmtree(self.prefix, ignore_errors=True)
