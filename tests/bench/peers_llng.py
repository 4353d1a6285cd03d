# SPDX-License-Identifier: ISC
"""LemonLDAP::NG's FastCGI server with a folder of its own: sessions in files,
one session made by its own library."""

import json
import os
import pathlib
import shutil
import subprocess
import tempfile

from harness import wait
from harness.gate import WEB_USER

from . import web

PROGRAM = '/usr/sbin/llng-fastcgi-server'
# As its manual has it for nginx.
INSIDE = '''location = /lmauth {
            internal;
            include /etc/nginx/fastcgi_params;
            fastcgi_pass otpgate;
            fastcgi_pass_request_body off;
            fastcgi_param CONTENT_LENGTH "";
            fastcgi_param HOST $http_host;
            fastcgi_param X_ORIGINAL_URI $original_uri;
        }
        location / {
            set $original_uri $uri$is_args$args;
            auth_request /lmauth;
        }'''
SESSION = '''
use Lemonldap::NG::Common::Session;
my $s = Lemonldap::NG::Common::Session->new({
    storageModule => 'Apache::Session::File',
    storageModuleOptions => {
        Directory => $ARGV[0], LockDirectory => "$ARGV[0]/lock",
        generateModule =>
            'Lemonldap::NG::Common::Apache::Session::Generate::SHA256'},
    kind => 'SSO',
    info => {uid => 'bench', _whatToTrace => 'bench', _utime => time,
        ipAddr => '127.0.0.1'}});
die $s->error unless $s->id;
print $s->id;
'''


def settings(folder):
    name = 'Lemonldap::NG::Common::Apache::Session::Generate::SHA256'
    return {
        'cfgNum': 1, 'cfgAuthor': 'bench', 'cfgDate': 1,
        'cookieName': 'lemonldap', 'domain': web.HOST, 'securedCookie': 0,
        'portal': f'http://auth.{web.HOST}/', 'timeout': 72000,
        'key': 'bench bench bench', 'whatToTrace': 'uid',
        'globalStorage': 'Apache::Session::File',
        'globalStorageOptions': {
            'Directory': f'{folder}/sessions',
            'LockDirectory': f'{folder}/sessions/lock',
            'generateModule': name},
        'localSessionStorage': 'Cache::FileCache',
        'localSessionStorageOptions': {
            'cache_depth': 3, 'cache_root': f'{folder}/cache',
            'default_expires_in': 600, 'directory_umask': '007',
            'namespace': 'lemonldap-ng-sessions'},
        'locationRules': {web.HOST: {'default': 'accept'}},
        'exportedHeaders': {web.HOST: {'Auth-User': '$uid'}},
        'vhostOptions': {}, 'macros': {}, 'groups': {}}


class Llng:
    """The server; .headers are those of somebody who is logged in."""

    def __init__(self):
        self.process = None
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix='otpgate-llng-'))
        try:
            self._lay_out()
            self._start()
        except BaseException:
            self.remove()
            raise

    def _lay_out(self):
        for sub in ('conf', 'sessions/lock', 'cache', 'run'):
            (self.folder / sub).mkdir(parents=True)
        (self.folder / 'conf' / 'lmConf-1.json').write_text(
            json.dumps(settings(self.folder)))
        (self.folder / 'llng.ini').write_text(
            '[all]\nlogLevel = warn\ncheckTime = 600\n'
            f'[configuration]\ntype = File\ndirName = {self.folder}/conf\n'
            '[handler]\nstatus = 0\nuseRedirectOnError = 1\n')
        made = subprocess.run(
            ['perl', '-e', SESSION, str(self.folder / 'sessions')],
            capture_output=True, text=True, check=True)
        self.headers = [f'Host: {web.HOST}',
                        f'Cookie: lemonldap={made.stdout}']
        for path in (self.folder, *self.folder.rglob('*')):
            shutil.chown(path, WEB_USER, WEB_USER)

    def _start(self):
        self.socket = self.folder / 'run' / 'llng.sock'
        self.process = subprocess.Popen(
            [PROGRAM, '--foreground', '-u', WEB_USER, '-g', WEB_USER, '-s',
             str(self.socket), '-p', str(self.folder / 'run' / 'pid')],
            env={**os.environ,
                 'LLNG_DEFAULTCONFFILE': str(self.folder / 'llng.ini'),
                 'LLNG_DEFAULTLOGGER': 'Lemonldap::NG::Common::Logger::Std'},
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL)
        wait.until(self.socket.exists, 20, 'llng-fastcgi-server')

    def server(self):
        return web.Server('LemonLDAP::NG, FastCGI', INSIDE, self.socket)

    def remove(self):
        if self.process:
            self.process.terminate()    # it ends its children
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)
