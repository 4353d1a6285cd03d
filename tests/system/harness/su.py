# SPDX-License-Identifier: ISC
"""The real sudo and su with the stacks of conf/pam.  All of it under /etc and
/run that changes does so in a mount namespace of the test."""

import shutil
import subprocess
import time

import pexpect

from . import ssh
from .site import Site

SUDO = shutil.which('sudo')
ANN, BEN = 'ogtestann', 'ogtestben'
CODE = 'One-time code:'
READY = 'ready> '
SCRIPT = '''set -e
mount --bind "$1/pam.d" /etc/pam.d
mount --bind "$1/sudoers" /etc/sudoers
mount -t tmpfs none /run
exec sleep 600
'''


def missing():
    why = ssh.missing()
    if why or not SUDO:
        return why or 'sudo is not installed'
    run = subprocess.run(['unshare', '-m', '--propagation', 'private', 'true'],
                         capture_output=True, check=False)
    return '' if run.returncode == 0 else 'no mount namespaces here'


class World:
    """Files in the place of /etc/pam.d and /etc/sudoers, seen by shells of a
    unix user who may do everything by sudo."""

    def __init__(self, minutes):
        self.site = Site(first_factor='none')
        self.server = self.holder = None
        try:
            self.server = ssh.Server(self.site.gate.config)
            self.server.user(ANN)
            self.server.user(BEN)
            self.phone, self.bens = (
                self.site.person('--hotp', name=name, password=None).phone
                for name in (ANN, BEN))
            self.folder = self.server.folder / 'etc'
            self._files(minutes)
            self.holder = subprocess.Popen(
                ['unshare', '-m', '--propagation', 'private', 'sh', '-c',
                 SCRIPT, 'sh', str(self.folder)])
            self._wait()
        except BaseException:
            self.remove()
            raise

    def _files(self, minutes):
        services = self.folder / 'pam.d'
        services.mkdir(parents=True)
        (services / 'other').write_text('auth required pam_deny.so\n')
        for name in ('otpgate-sudo', 'otpgate-code'):
            stack = (ssh.CONF / 'pam' / name).read_text()
            assert '\tpam_otpgate.so\n' in stack
            (services / name).write_text(
                ssh.real(ssh.hasten(stack), self.site.gate.config))
        rest = 'account required pam_unix.so\nsession required pam_permit.so\n'
        (services / 'sudo').write_text('@include otpgate-sudo\n' + rest)
        # As Debian has it, but for common-auth.
        (services / 'su').write_text(
            'auth sufficient pam_rootok.so\n@include otpgate-code\n' + rest)
        rules = (ssh.CONF / 'ssh' / 'otpgate-sudoers').read_text()
        assert 'timestamp_timeout=5\n' in rules
        path = self.folder / 'sudoers'
        path.write_text(
            rules.replace('timestamp_timeout=5\n',
                          f'timestamp_timeout={minutes}\n')
            + f'Defaults lecture=never\n{ANN} ALL=(ALL:ALL) ALL\n')
        path.chmod(0o440)

    def _wait(self):
        until = time.monotonic() + 10
        probe = ['nsenter', '-m', '-r', '-t', str(self.holder.pid), 'grep', '-qs',
                 ANN, '/etc/sudoers']
        while subprocess.run(probe, check=False).returncode != 0:
            assert time.monotonic() < until and self.holder.poll() is None
            time.sleep(0.05)
        # the last mount is a moment later
        probe[5:] = ['sh', '-c', 'test "$(ls -A /run)" = ""']
        while subprocess.run(probe, check=False).returncode != 0:
            assert time.monotonic() < until and self.holder.poll() is None
            time.sleep(0.05)

    def terminal(self):
        """A shell of the user at a terminal of its own."""
        argv = self.within(ANN, 'env', f'PS1={READY}', 'sh', '-i')
        child = pexpect.spawn(
            argv[0], argv[1:],
            encoding='utf-8', timeout=20, cwd='/', echo=False)
        child.expect_exact(READY)
        return child

    def sudo(self, child, *codes, words='sudo id -un'):
        """What was asked and said, with the codes typed at the prompts, and
        nothing at those that follow."""
        child.sendline(words)
        codes, said = list(codes), ''
        while True:
            seen = child.expect_exact([CODE, READY])
            said += child.before
            if seen == 1:
                assert not codes, (said, codes)
                return said
            said += CODE
            child.sendline(codes.pop(0) if codes else '')

    def within(self, user, *argv):
        """What runs "argv" as "user" where the files are; it becomes the
        program, so that its process is that of the program."""
        return ['nsenter', '-m', '-r', '-t', str(self.holder.pid), 'setpriv',
                f'--reuid={user}', f'--regid={user}', '--init-groups', *argv]

    def remove(self):
        if self.holder is not None:
            self.holder.kill()
            self.holder.wait()
        if self.server is not None:
            self.server.remove()
        self.site.remove()
