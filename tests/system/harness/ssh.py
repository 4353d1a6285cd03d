# SPDX-License-Identifier: ISC
"""A private sshd with the stacks of conf/pam and the drop-ins of conf/ssh, and
its clients.  Nothing under /etc changes but the unix users, which go away."""

import os
import pathlib
import pwd
import re
import shutil
import signal
import socket
import subprocess
import tempfile

from . import build, pam, wait

MODULE = pam.MODULE
CONF = build.SOURCE / 'conf'
SSHD = '/usr/sbin/sshd'
NEEDED = (SSHD, '/usr/bin/ssh', '/usr/bin/ssh-keygen', '/usr/bin/sftp',
          '/usr/bin/scp', '/usr/bin/rsync', '/usr/bin/git',
          '/usr/bin/pamtester', '/usr/sbin/useradd', '/usr/sbin/visudo', MODULE)
SECONDS = 30
# The usual one takes ten times as long, and nothing here depends on it.
KEX = 'curve25519-sha256'
# Answers prompts by their kind, and notes that they came.  A file HOLD lets one
# of them go on, and is gone then; without our folder it ends.
ASKPASS = '''#!/bin/sh
printf '%s\\n' "$1" >>"$ASKED"
if [ -n "$HOLD" ]; then
    while ! rm "$HOLD" 2>/dev/null; do
        [ -e "$0" ] || exit 1
        sleep 0.05
    done
fi
case "$1" in
*assword*) printf '%s\\n' "$PASSWORD" ;;
*) printf '%s\\n' "$CODE" ;;
esac
'''


def missing():
    """Why these tests cannot run here, or ''."""
    if os.geteuid() != 0:
        return 'needs root: users are made, and sshd serves them'
    absent = [str(p) for p in NEEDED if not pathlib.Path(p).exists()]
    found = subprocess.run(['ldconfig', '-p'], capture_output=True, text=True,
                           check=False).stdout
    if 'libpam_wrapper.so' not in found:
        absent.append('libpam_wrapper.so')
    return ', '.join(absent)


def must(*argv, **more):
    subprocess.run([str(a) for a in argv], check=True, capture_output=True,
                   timeout=SECONDS, **more)


def real(text, config):
    """The stack with the module where it is, and its settings."""
    return re.sub(r'(?m)^(auth\s.*?)pam_otpgate\.so',
                  rf'\1{pam.LINE} config={config}', text)


def hasten(text):
    """The stack without the seconds that every failure costs, for tests that
    are about something else."""
    text = re.sub(r'(?m)^(auth\s.*?pam_faildelay\.so delay)=\d+$', r'\1=1000',
                  text)
    return re.sub(r'(?m)^(auth\s.*?pam_unix\.so)$', r'\1 nodelay', text)


class Stacks:
    """PAM service files in a folder of their own, for programs under
    libpam_wrapper."""

    def __init__(self, config):
        self.config = config
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix='otpgate-pam-'))
        self.folder.chmod(0o755)
        self.environment = {
            'LD_PRELOAD': 'libpam_wrapper.so', 'PAM_WRAPPER': '1',
            'PAM_WRAPPER_SERVICE_DIR': str(self.folder)}
        (self.folder / 'other').write_text('auth required pam_deny.so\n')

    def put(self, service, auth, account='account required pam_unix.so\n'):
        (self.folder / service).write_text(
            real(hasten(auth), self.config) + '\n' + account
            + 'session required pam_permit.so\n')

    def install(self, service, stack, **more):
        """A stack of conf/pam in the place of its "@include", which
        libpam_wrapper would look for under /etc."""
        text = (CONF / 'pam' / stack).read_text()
        assert f'@include {stack}' in text
        self.put(service, text, **more)

    def tester(self, service, user, *answers, operations=('authenticate',),
               rhost=None, env=None):
        """pamtester: its status and what it said."""
        argv = ['pamtester']
        if rhost:
            argv += ['-I', f'rhost={rhost}']
        run = subprocess.run(
            [*argv, service, user, *operations], text=True,
            input=''.join(f'{a}\n' for a in answers), capture_output=True,
            env={**os.environ, **self.environment, **(env or {})},
            timeout=SECONDS, check=False)
        return run.returncode, run.stdout + run.stderr

    def remove(self):
        shutil.rmtree(self.folder, ignore_errors=True)


class Server:
    """sshd called "sshd", so that this is its PAM service: one process for a
    connection ("inetd"), or one that listens ("tcp")."""

    def __init__(self, config):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix='otpgate-ssh-'))
        self.folder.chmod(0o755)
        self.stacks = Stacks(config)
        self.users = []
        self.daemon = None
        # stays: other tests may need it at the same time
        os.makedirs('/run/sshd', mode=0o755, exist_ok=True)
        (self.folder / 'sshd').symlink_to(SSHD)
        for key in ('host', 'key'):
            must('ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-f',
                 self.folder / key)
        self.askpass = self.folder / 'askpass'
        self.askpass.write_text(ASKPASS)
        self.askpass.chmod(0o755)
        self.asked = self.folder / 'asked'
        self.port = self.free_port()
        self.set('otpgate-code', 'otpgate-key-code.conf')

    @staticmethod
    def free_port():
        with socket.socket() as s:
            s.bind(('127.0.0.1', 0))
            return s.getsockname()[1]

    def user(self, name, *options):
        """A unix user who has put our key into authorized_keys."""
        home = self.folder / 'home' / name
        home.parent.mkdir(exist_ok=True)
        must('useradd', '-m', '-d', home, '-s', '/bin/bash', '-p', '*',
             *options, name)
        self.users.append(name)
        entry = pwd.getpwnam(name)
        ssh = home / '.ssh'
        ssh.mkdir(mode=0o700)
        shutil.copy(self.folder / 'key.pub', ssh / 'authorized_keys')
        for path in (ssh, ssh / 'authorized_keys'):
            os.chown(path, entry.pw_uid, entry.pw_gid)
        return home

    def set(self, stack, drop_in, replace=(), extra='', account=None):
        """Installs a stack and a drop-in, which is included as it is but for
        the pairs in "replace"."""
        more = {} if account is None else {'account': account}
        if '\n' in stack:
            self.stacks.put('sshd', stack, **more)
        else:
            self.stacks.install('sshd', stack, **more)
        text = drop_in if '\n' in drop_in else \
            (CONF / 'ssh' / drop_in).read_text()
        for old, new in replace:
            assert old in text
            text = text.replace(old, new)
        (self.folder / 'drop-in.conf').write_text(text)
        (self.folder / 'sshd_config').write_text(
            f'Include {self.folder}/drop-in.conf\n'
            f'HostKey {self.folder}/host\nStrictModes no\nPidFile none\n'
            f'ListenAddress 127.0.0.1:{self.port}\nExposeAuthInfo yes\n'
            'Subsystem sftp /usr/lib/openssh/sftp-server\nPrintMotd no\n'
            f'LogLevel DEBUG1\n{extra}')
        must(SSHD, '-t', '-f', self.folder / 'sshd_config')
        self._client_files()

    def _client_files(self):
        wrapped = ' '.join(f'{k}={v}'
                           for k, v in self.stacks.environment.items())
        common = (f'IdentityFile {self.folder}/key\nIdentitiesOnly yes\n'
                  'StrictHostKeyChecking no\nUserKnownHostsFile /dev/null\n'
                  'GlobalKnownHostsFile /dev/null\nLogLevel ERROR\n'
                  'NumberOfPasswordPrompts 1\nControlPath none\n'
                  f'KexAlgorithms {KEX}\n')
        (self.folder / 'config').write_text(
            f'Host inetd\nProxyCommand env {wrapped} {self.folder}/sshd -i '
            f'-f {self.folder}/sshd_config -E {self.folder}/log '
            f'2>>{self.folder}/stderr\n'
            f'Host tcp\nHostName 127.0.0.1\nPort {self.port}\n'
            f'Host *\n{common}')
        (self.folder / 'keyless').write_text(
            f'Host *\nPubkeyAuthentication no\n'
            f'Include {self.folder}/config\n')

    def start(self):
        """Listens, for host "tcp"."""
        self.daemon = subprocess.Popen(
            [str(self.folder / 'sshd'), '-D', '-f',
             str(self.folder / 'sshd_config'), '-E',
             str(self.folder / 'log')],
            env={**os.environ, **self.stacks.environment},
            stdin=subprocess.DEVNULL, start_new_session=True)
        wait.until(self._listens, 10, 'sshd listening')
        return self

    def _listens(self):
        assert self.daemon.poll() is None, self.log()
        try:
            socket.create_connection(('127.0.0.1', self.port), 1).close()
            return True
        except OSError:
            return False

    def stop(self):
        if self.daemon is None:
            return
        os.killpg(self.daemon.pid, signal.SIGTERM)
        self.daemon.wait(10)
        self.daemon = None

    def log(self):
        path = self.folder / 'log'
        return path.read_text(errors='replace') if path.exists() else ''

    # --- clients ---

    def environment(self, code='', password='', hold='', key=True):
        self.asked.unlink(missing_ok=True)
        return {**os.environ, 'SSH_ASKPASS': str(self.askpass),
                'SSH_ASKPASS_REQUIRE': 'force', 'ASKED': str(self.asked),
                'CODE': code, 'PASSWORD': password, 'HOLD': str(hold),
                'GIT_SSH_COMMAND': ' '.join(self.argv('ssh', key=key))}

    def prompts(self):
        """What was asked in the last connection, without the part in
        brackets that ssh puts in front."""
        if not self.asked.exists():
            return []
        return [re.sub(r'^\(\S+\) ', '', line).strip()
                for line in self.asked.read_text().splitlines() if line]

    def argv(self, program, *words, key=True):
        config = self.folder / ('config' if key else 'keyless')
        return [program, '-F', str(config), *map(str, words)]

    def run(self, argv, stdin=None, **answers):
        return subprocess.run(
            [str(a) for a in argv], input=stdin, capture_output=True,
            text=True, env=self.environment(**answers), timeout=SECONDS,
            check=False, start_new_session=True)

    def ssh(self, user, *command, host='inetd', key=True, options=(),
            **answers):
        return self.run(self.argv('ssh', *options, f'{user}@{host}', *command,
                                  key=key), stdin='', key=key, **answers)

    def remove(self):
        self.stop()
        self.stacks.remove()
        for name in self.users:
            subprocess.run(['userdel', '-f', name], capture_output=True,
                           check=False)
        shutil.rmtree(self.folder, ignore_errors=True)
