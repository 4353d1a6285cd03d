# SPDX-License-Identifier: ISC
"""sshd, su and sudo as Debian sets them up, or with stacks of conf/pam in the
place of "@include common-auth", in a mount namespace: nothing under /etc or
/dev changes for anybody else.  What they log is read from /dev/log."""

import os
import pathlib
import shutil
import socket
import struct
import subprocess
import tempfile
import threading

from . import ssh, wait

# Of Debian 12, without what has nothing to do with who gets in.
COMMON = {
    'other': 'auth required pam_deny.so\n',
    'common-auth': 'auth [success=1 default=ignore] pam_unix.so nullok\n'
                   'auth requisite pam_deny.so\nauth required pam_permit.so\n',
    'common-account': 'account [success=1 new_authtok_reqd=done '
                      'default=ignore] pam_unix.so\n'
                      'account requisite pam_deny.so\n'
                      'account required pam_permit.so\n'}
REST = '@include common-account\nsession required pam_permit.so\n'
SERVICES = {
    'sshd': '@include common-auth\naccount required pam_nologin.so\n' + REST,
    'su': 'auth sufficient pam_rootok.so\n@include common-auth\n' + REST,
    'sudo': '@include common-auth\n' + REST}
SSHD_CONFIG = ('KbdInteractiveAuthentication no\nUsePAM yes\nPrintMotd no\n'
               'X11Forwarding yes\nAcceptEnv LANG LC_*\n')
SUDOERS = 'Defaults env_reset,mail_badpass,use_pty\n'
SCRIPT = '''set -e
mount --bind "$1/pam.d" /etc/pam.d
mount --bind "$1/sudoers" /etc/sudoers
mkdir "$1/dev"
mount -t tmpfs none "$1/dev"
for name in null zero full random urandom tty ptmx log; do
    : >"$1/dev/$name"
    [ $name = log ] || mount --bind /dev/$name "$1/dev/$name"
done
mount --bind "$1/log" "$1/dev/log"
mkdir "$1/dev/pts" "$1/dev/shm"
mount --rbind /dev/pts "$1/dev/pts"
ln -s /proc/self/fd "$1/dev/fd"
mount --rbind "$1/dev" /dev
: >"$1/ready"
exec sleep 600
'''


def missing():
    """Why there can be none here, or ''."""
    why = ssh.missing()
    if why or not shutil.which('sudo'):
        return why or 'sudo is not installed'
    run = subprocess.run(['unshare', '-m', '--propagation', 'private', 'true'],
                         capture_output=True, check=False)
    return '' if run.returncode == 0 else 'no mount namespaces here'


class Yard:
    """"stacks" says which file of conf/pam a service has in the place of
    common-auth, as it is; "drop_in" is text, or a file of conf/ssh, before
    Debian's sshd_config, and "sudoers" text before Debian's rules."""

    def __init__(self, config, stacks=None, drop_in='', sudoers=''):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix='otpgate-yard-'))
        self.folder.chmod(0o755)
        self.holder = None
        self.logged, self.senders = [], []  # lines, and what _UID would be
        try:
            self._services(config, stacks or {})
            self._sshd(drop_in)
            path = self.folder / 'sudoers'
            path.write_text(sudoers + SUDOERS + 'ALL ALL=(ALL:ALL) ALL\n')
            path.chmod(0o440)
            self._syslog()
            os.makedirs('/run/sshd', mode=0o755, exist_ok=True)
            self.holder = subprocess.Popen(
                ['unshare', '-m', '--propagation', 'private', 'sh', '-c',
                 SCRIPT, 'sh', str(self.folder)])
            wait.until(self._is_ready, 20, 'the namespace')
        except BaseException:
            self.remove()
            raise

    def _is_ready(self):
        assert self.holder.poll() is None
        return (self.folder / 'ready').exists()

    def _services(self, config, stacks):
        folder = self.folder / 'pam.d'
        folder.mkdir()
        files = dict(COMMON)
        for name, text in SERVICES.items():
            stack = stacks.get(name, 'common-auth')
            files[name] = text.replace('common-auth', stack)
            if stack != 'common-auth':
                files[stack] = ssh.real(
                    (ssh.CONF / 'pam' / stack).read_text(), config)
        for name, text in files.items():
            (folder / name).write_text(text)

    def _sshd(self, drop_in):
        if drop_in and '\n' not in drop_in:
            drop_in = (ssh.CONF / 'ssh' / drop_in).read_text()
        (self.folder / 'drop-in.conf').write_text(drop_in)
        for key in ('host', 'key'):
            ssh.must('ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-f',
                     self.folder / key)
        (self.folder / 'sshd_config').write_text(
            f'Include {self.folder}/drop-in.conf\n{SSHD_CONFIG}'
            f'HostKey {self.folder}/host\nStrictModes no\nPidFile none\n'
            f'AuthorizedKeysFile {self.folder}/key.pub\n')
        askpass = self.folder / 'askpass'
        askpass.write_text(ssh.ASKPASS)
        askpass.chmod(0o755)

    def _syslog(self):
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
        self.socket.bind(str(self.folder / 'log'))
        (self.folder / 'log').chmod(0o666)
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self):
        size = socket.CMSG_SPACE(struct.calcsize('iII'))
        while True:
            try:
                line, ancillary, *_ = self.socket.recvmsg(65536, size)
            except OSError:
                return
            if not line:
                return
            pid, uid, _ = struct.unpack('iII', ancillary[0][2])
            assert pid
            self.senders.append(uid)
            self.logged.append(line.decode(errors='replace'))

    def run(self, *argv, user=None, **more):
        """A program in here, as root or as somebody."""
        front = ['nsenter', '-m', '-r', '-t', str(self.holder.pid)]
        if user:
            front += ['setpriv', f'--reuid={user}', f'--regid={user}',
                      '--init-groups']
        return subprocess.run(
            [*front, *map(str, argv)], capture_output=True, text=True,
            timeout=120, check=False, cwd='/', start_new_session=True, **more)

    def ssh(self, user, password='', code='', key=False, prompts=1,
            command=('true',), asked=os.devnull):
        """One visit, where each prompt is answered."""
        options = {
            'ProxyCommand': f'/usr/sbin/sshd -i -f {self.folder}/sshd_config',
            'IdentityFile': self.folder / 'key', 'IdentitiesOnly': 'yes',
            'StrictHostKeyChecking': 'no', 'UserKnownHostsFile': '/dev/null',
            'GlobalKnownHostsFile': '/dev/null', 'LogLevel': 'ERROR',
            'PubkeyAuthentication': 'yes' if key else 'no',
            'NumberOfPasswordPrompts': prompts, 'ControlPath': 'none',
            'KexAlgorithms': ssh.KEX}
        words = [w for k, v in options.items() for w in ('-o', f'{k}={v}')]
        env = {**os.environ, 'SSH_ASKPASS': str(self.folder / 'askpass'),
               'SSH_ASKPASS_REQUIRE': 'force', 'ASKED': str(asked),
               'CODE': code, 'PASSWORD': password, 'HOLD': ''}
        return self.run('ssh', '-F', 'none', *words, f'{user}@host', *command,
                        env=env, stdin=subprocess.DEVNULL)

    def settings(self, *who, drop_in=None):
        """sshd -T, as a dictionary of lists, with this file in the place of
        its own drop-in."""
        path = self.folder / 'sshd_config'
        if drop_in:
            path = self.folder / 'sshd_config.other'
            path.write_text((self.folder / 'sshd_config').read_text().replace(
                f'{self.folder}/drop-in.conf', str(drop_in)))
        run = self.run('/usr/sbin/sshd', '-T', '-f', path, *who)
        assert run.returncode == 0, run
        found = {}
        for line in run.stdout.splitlines():
            name, _, value = line.partition(' ')
            found.setdefault(name, []).append(value)
        return found

    def remove(self):
        if self.holder is not None:
            self.holder.kill()
            self.holder.wait()
        if hasattr(self, 'socket'):
            self.socket.close()
        shutil.rmtree(self.folder, ignore_errors=True)
