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
{user}
daemon off;
worker_processes 1;
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


def check_location():
    """The check of the shipped snippet; the measuring itself goes without
    TLS, so the scheme is what it would be."""
    text = (build.SNIPPETS / 'otpgate-server.conf').read_text()
    found = re.search(r'^location \^~ /otp/check \{.*?^\}', text, re.M | re.S)
    return found.group(0).replace('$scheme', 'https')


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
        check = check_location().replace('fastcgi_pass otpgate;',
                                         f'fastcgi_pass {upstream};')
        inside = self.inside.replace('@CHECK@', check) \
            .replace('@POLICY@', self.policy)
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


class Web:
    def __init__(self, servers, before=''):
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
            before=before.replace('@PREFIX@', str(self.prefix)),
            servers=text))
        self.process = subprocess.Popen(
            [NGINX, '-p', str(self.prefix), '-c', str(self.config), '-e',
             str(self.prefix / 'error.log')],
            stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait.until(self.workers, 10, 'nginx')

    def workers(self):
        """The processes that do the work."""
        path = pathlib.Path(f'/proc/{self.process.pid}/task/'
                            f'{self.process.pid}/children')
        return [int(p) for p in path.read_text().split()]

    def close(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(10)
        errors = (self.prefix / 'error.log').read_text()
        if os.environ.get('BENCH_ERRORS'):
            print(errors)
        shutil.rmtree(self.prefix, ignore_errors=True)
