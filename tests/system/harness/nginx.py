# SPDX-License-Identifier: ISC
"""A real nginx with TLS before a gate, with the snippets as shipped."""

import os
import pathlib
import shutil
import signal
import socket
import subprocess
import tempfile

from . import build, tls, wait
from .gate import HOSTS, ROOT, WEB_USER

NGINX = shutil.which('nginx', path=os.environ.get('PATH', '') + ':/usr/sbin')

MAIN = '''
{user}
daemon off;
worker_processes 2;
pid {prefix}/nginx.pid;
error_log {prefix}/error.log info;
events {{ worker_connections 512; }}
http {{
    access_log {prefix}/access.log;
    client_body_temp_path {prefix}/body;
    proxy_temp_path {prefix}/proxy;
    fastcgi_temp_path {prefix}/fastcgi;
    uwsgi_temp_path {prefix}/uwsgi;
    scgi_temp_path {prefix}/scgi;
    large_client_header_buffers 4 40k;
    client_max_body_size 64m;
    ssl_certificate {prefix}/cert.pem;
    ssl_certificate_key {prefix}/key.pem;
    upstream otpgate {{ server unix:{socket}; }}
    upstream app {{ server 127.0.0.1:{app}; }}
    {servers}
}}
'''

SERVER = '''
    server {{
        listen 127.0.0.1:{port} ssl{default};
        server_name {host};
        include {snippets}/otpgate-server.conf;
        location / {{
            include {snippets}/otpgate-protect.conf;
            proxy_pass http://127.0.0.1:{app};
            location /fresh/ {{
                auth_request /otp/check/max-age=10;
                proxy_pass http://127.0.0.1:{app};
            }}
            location /admins/ {{
                auth_request /otp/check/groups=admins+ops;
                proxy_pass http://127.0.0.1:{app};
            }}
            location /recovery/ {{
                auth_request /otp/check/factor=recovery;
                proxy_pass http://127.0.0.1:{app};
            }}
            include {snippets}/example-stepup.conf;
            include {snippets}/example-websocket.conf;
            location /app-code/ {{
                auth_request /otp/check/factor=totp;
                proxy_pass http://127.0.0.1:{app};
            }}
            location /token-code/ {{
                auth_request /otp/check/factor=hotp;
                proxy_pass http://127.0.0.1:{app};
            }}
            location /passkey/ {{
                auth_request /otp/check/factor=passkey;
                proxy_pass http://127.0.0.1:{app};
            }}
            location /fresh-admins/ {{
                auth_request /otp/check/max-age=10/groups=admins+ops;
                proxy_pass http://127.0.0.1:{app};
            }}
            location /typo/ {{
                auth_request /otp/check/max-ages=10;
                proxy_pass http://127.0.0.1:{app};
            }}
        }}
        location /open/ {{
            proxy_pass http://127.0.0.1:{app};
        }}
    }}
'''


def free_port():
    with socket.socket() as s:
        s.bind(('127.0.0.1', 0))
        return s.getsockname()[1]


def certificate(folder):
    names = ','.join(f'DNS:{host}' for host in HOSTS)
    subprocess.run(
        ['openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt',
         'ec_paramgen_curve:P-256', '-nodes', '-days', '2', '-subj',
         '/CN=app.test', '-addext', f'subjectAltName={names}', '-keyout',
         str(folder / 'key.pem'), '-out', str(folder / 'cert.pem')],
        check=True, capture_output=True)


class Nginx:
    def __init__(self, gate, app, servers=None):
        """One server for each of HOSTS, or what servers(port, folder)
        writes."""
        assert NGINX, 'nginx is not installed'
        self.prefix = pathlib.Path(tempfile.mkdtemp(prefix='otpgate-nginx-'))
        self.prefix.chmod(0o755)
        certificate(self.prefix)
        self.port = free_port()
        text = servers(self.port, self.prefix) if servers else ''.join(
            SERVER.format(port=self.port, host=host, app=app.port,
                          snippets=build.SNIPPETS,
                          default=' default_server' if i == 0 else '')
            for i, host in enumerate(HOSTS))
        self.config = self.prefix / 'nginx.conf'
        self.config.write_text(MAIN.format(
            user=f'user {WEB_USER};' if ROOT else '', prefix=self.prefix,
            socket=gate.socket, app=app.port, servers=text))
        self.process = None

    def start(self):
        argv = [NGINX, '-p', str(self.prefix), '-c', str(self.config), '-e',
                str(self.prefix / 'error.log')]
        test = subprocess.run([*argv, '-t'], capture_output=True, text=True,
                              check=False)
        assert test.returncode == 0, test.stderr
        self.process = subprocess.Popen(
            argv, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL)
        wait.until(self.answers, 20, 'nginx listening')
        return self

    def answers(self):
        if self.process.poll() is not None:
            raise AssertionError(
                'nginx ended: ' + (self.prefix / 'error.log').read_text())
        try:
            with socket.create_connection(('127.0.0.1', self.port), 1) as s, \
                    tls.context().wrap_socket(s):
                return True
        except OSError:
            return False

    def logs(self):
        """Everything nginx wrote down."""
        return ''.join(p.read_text(errors='replace')
                       for p in self.prefix.glob('*.log'))

    def remove(self):
        if self.process is not None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        shutil.rmtree(self.prefix, ignore_errors=True)
