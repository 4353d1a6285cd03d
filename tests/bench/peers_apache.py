# SPDX-License-Identifier: ISC
"""Apache with the event MPM as Debian sets it: a file without protection,
behind mod_auth_form with mod_session_crypto (the password is in the cookie,
and proven by each request), and behind mod_auth_tkt."""

import base64
import hashlib
import http.client
import pathlib
import shutil
import signal
import struct
import subprocess
import tempfile
import time
import urllib.parse

from harness import wait
from harness.gate import ROOT, WEB_USER
from harness.nginx import free_port

PROGRAM = '/usr/sbin/apache2'
MODULES = pathlib.Path('/usr/lib/apache2/modules')
NEEDED = ('mpm_event', 'authn_core', 'authn_file', 'authz_core', 'authz_user',
          'request', 'session', 'session_cookie', 'session_crypto',
          'auth_form')
SECRET = 'a secret of the measuring'
USER = 'bench'
CONFIG = '''
ServerRoot {folder}
ServerName app.test
Listen 127.0.0.1:{port}
PidFile {folder}/pid
DefaultRuntimeDir {folder}
ErrorLog {folder}/error.log
LogLevel warn
{user}
{modules}
StartServers 2
ThreadsPerChild 25
MaxRequestWorkers 150
KeepAlive On
MaxKeepAliveRequests 0
DocumentRoot {folder}/files
<Directory {folder}/files>
    Require all granted
</Directory>
<Directory {folder}/files/form>
    AuthType form
    AuthName bench
    AuthFormProvider file
    AuthUserFile {folder}/passwords
    AuthFormLoginRequiredLocation /login
    Session On
    SessionCookieName session path=/
    SessionCryptoPassphrase "{secret}"
    Require valid-user
</Directory>
<Location /dologin>
    SetHandler form-login-handler
    AuthType form
    AuthName bench
    AuthFormProvider file
    AuthUserFile {folder}/passwords
    Session On
    SessionCookieName session path=/
    SessionCryptoPassphrase "{secret}"
</Location>
{tkt}
'''
TKT = '''
TKTAuthSecret "{secret}"
<Directory {folder}/files/tkt>
    AuthType None
    TKTAuthLoginURL http://app.test/login
    TKTAuthIgnoreIP on
    TKTAuthTimeout 0
    Require valid-user
</Directory>
'''


def missing():
    absent = [n for n in NEEDED if not (MODULES / f'mod_{n}.so').exists()]
    if not pathlib.Path(PROGRAM).exists():
        return 'apache2-bin'
    return ', '.join(absent)


def has_tkt():
    return (MODULES / 'mod_auth_tkt.so').exists()


def ticket():
    """As the module's own tools make it."""
    now = int(time.time())
    text = struct.pack('>4sI', bytes(4), now) + SECRET.encode() + \
        USER.encode() + b'\0\0'
    inner = hashlib.md5(text).hexdigest()
    digest = hashlib.md5((inner + SECRET).encode()).hexdigest()
    return base64.b64encode(
        f'{digest}{now:08x}{USER}!'.encode()).decode()


class Apache:
    def __init__(self, passwords, password):
        self.process = None
        self.password = password
        self.port = free_port()
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix='otpgate-apache-'))
        self.folder.chmod(0o755)
        try:
            self._lay_out(passwords)
            self.process = subprocess.Popen(
                [PROGRAM, '-f', str(self.folder / 'apache.conf'),
                 '-DFOREGROUND'], stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            wait.until(self._answers, 20, 'apache')
        except BaseException:
            self.remove()
            raise

    def _lay_out(self, passwords):
        for sub in ('', 'form', 'tkt'):
            path = self.folder / 'files' / sub
            path.mkdir(exist_ok=True)
            (path / 'small').write_text('x' * 1000)
        (self.folder / 'passwords').write_text(passwords)
        names = NEEDED + (('auth_tkt',) if has_tkt() else ())
        more = {'folder': self.folder, 'secret': SECRET}
        (self.folder / 'apache.conf').write_text(CONFIG.format(
            port=self.port, tkt=TKT.format(**more) if has_tkt() else '',
            user=f'User {WEB_USER}\nGroup {WEB_USER}' if ROOT else '',
            modules='\n'.join(f'LoadModule {n}_module {MODULES}/mod_{n}.so'
                              for n in names), **more))

    def _answers(self):
        if self.process.poll() is not None:
            log = self.folder / 'error.log'
            raise RuntimeError('apache: ' + (
                log.read_text()[-1000:] if log.exists() else 'no log'))
        try:
            return self.ask('GET', '/small').status == 200
        except OSError:
            return False

    def ask(self, method, path, body=None):
        link = http.client.HTTPConnection('127.0.0.1', self.port, timeout=5)
        try:
            link.request(method, path, body=body, headers={
                'Content-Type': 'application/x-www-form-urlencoded'})
            answer = link.getresponse()
            answer.read()
            return answer
        finally:
            link.close()

    def session(self):
        """The cookie of somebody who has sent the form."""
        answer = self.ask('POST', '/dologin', urllib.parse.urlencode(
            {'httpd_username': USER, 'httpd_password': self.password}))
        return answer.getheader('Set-Cookie').split(';')[0]

    def peers(self):
        """(name, path, cookie)"""
        out = [('Apache, unprotected file', '/small', ''),
               ('Apache, mod_auth_form, bcrypt', '/form/small',
                self.session())]
        if has_tkt():
            out.append(('Apache, mod_auth_tkt', '/tkt/small',
                        f'auth_tkt={ticket()}'))
        return out

    def remove(self):
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)
