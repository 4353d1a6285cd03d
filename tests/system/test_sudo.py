# SPDX-License-Identifier: ISC
"""The stack for sudo in the real sudo: a code, remembered for some minutes in
the terminal where it was typed; and that for one code in the real su.  All of
it under /etc and /run that changes does so in a mount namespace of the test."""

import pathlib
import re
import shutil
import subprocess
import time

import pexpect
import pytest

from harness import pam, ssh
from harness.site import Site

SUDO = shutil.which('sudo')


def missing():
    why = ssh.missing()
    if why or not SUDO:
        return why or 'sudo is not installed'
    run = subprocess.run(['unshare', '-m', '--propagation', 'private', 'true'],
                         capture_output=True, check=False)
    return '' if run.returncode == 0 else 'no mount namespaces here'


WHY_NOT = missing()
pytestmark = [
    pytest.mark.plain,
    pytest.mark.skipif(bool(WHY_NOT), reason=WHY_NOT),
    pytest.mark.xdist_group('unix-users'),
]
ANN, BEN = 'ogtestann', 'ogtestben'
CODE = 'One-time code:'
READY = 'ready> '
SCRIPT = '''set -e
mount --bind "$1/pam.d" /etc/pam.d
mount --bind "$1/sudoers" /etc/sudoers
mount -t tmpfs none /run
exec sleep 600
'''


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
            word = 'pam_otpgate.so'
            assert f'\t{word}\n' in stack
            (services / name).write_text(stack.replace(
                f'\t{word}\n',
                f'\t{pam.LINE} config={self.site.gate.config}\n'))
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
        probe = ['nsenter', '-m', '-t', str(self.holder.pid), 'grep', '-qs',
                 ANN, '/etc/sudoers']
        while subprocess.run(probe, check=False).returncode != 0:
            assert time.monotonic() < until and self.holder.poll() is None
            time.sleep(0.05)
        # the last mount is a moment later
        probe[4:] = ['sh', '-c', 'test "$(ls -A /run)" = ""']
        while subprocess.run(probe, check=False).returncode != 0:
            assert time.monotonic() < until and self.holder.poll() is None
            time.sleep(0.05)

    def terminal(self):
        """A shell of the user at a terminal of its own."""
        child = pexpect.spawn(
            'nsenter', ['-m', '-t', str(self.holder.pid), 'setpriv',
                        f'--reuid={ANN}', f'--regid={ANN}', '--init-groups',
                        'env', f'PS1={READY}', 'sh', '-i'],
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

    def remove(self):
        if self.holder is not None:
            self.holder.kill()
            self.holder.wait()
        if self.server is not None:
            self.server.remove()
        self.site.remove()


@pytest.fixture
def world(request):
    made = World(request.param)
    yield made
    made.remove()


def asked(said):
    return said.count(CODE)


def became_root(said):
    return 'root' in said.split()


@pytest.mark.parametrize('world', ['5'], indirect=True)
def test_a_code_is_remembered_in_its_terminal(world):
    first, phone = world.terminal(), world.phone
    code = phone.code()
    said = world.sudo(first, code)
    assert asked(said) == 1 and became_root(said), said
    for _ in range(3):
        said = world.sudo(first)
        assert asked(said) == 0 and became_root(said), said
    # another terminal has to give a code of its own
    second = world.terminal()
    said = world.sudo(second, phone.wrong(), phone.code())
    assert asked(said) == 2 and became_root(said), said
    assert len(world.site.gate.audit(event='pam', verdict='allow')) == 2
    # forgotten on demand; what was typed once is spent
    world.sudo(first, words='sudo -k')
    said = world.sudo(first, code)
    assert asked(said) == 3 and not became_root(said), said
    assert len(world.site.gate.audit(event='pam', verdict='allow')) == 2
    said = world.sudo(first, phone.code())
    assert asked(said) == 1 and became_root(said), said
    assert 'service sudo' in world.site.gate.audit(event='pam')[-1]


@pytest.mark.parametrize('world', ['0.05'], indirect=True)
def test_a_code_is_forgotten_after_the_time(world):
    child, phone = world.terminal(), world.phone
    begun = time.monotonic()
    said = world.sudo(child, phone.code())
    assert asked(said) == 1 and became_root(said), said
    said = world.sudo(child)
    assert time.monotonic() - begun < 3, 'too slow a machine for this'
    assert asked(said) == 0 and became_root(said), said
    time.sleep(3.5)
    said = world.sudo(child)
    assert asked(said) == 3 and not became_root(said), said


@pytest.mark.parametrize('world', ['0'], indirect=True)
def test_without_a_time_each_use_asks(world):
    child = world.terminal()
    for _ in range(2):
        said = world.sudo(child, world.phone.code())
        assert asked(said) == 1 and became_root(said), said


@pytest.mark.parametrize('world', ['5'], indirect=True)
def test_wrong_codes_lead_nowhere(world):
    child = world.terminal()
    said = world.sudo(child, *[world.phone.wrong()] * 3)
    assert asked(said) == 3 and not became_root(said), said
    assert 'incorrect password attempts' in said
    assert len(world.site.gate.audit(event='pam', reason='code')) == 3


SU = f"su {BEN} -c 'id -un'"


def became_ben(said):
    return BEN in said.split()


@pytest.mark.parametrize('world', ['5'], indirect=True)
def test_su_asks_for_a_code_of_whom_one_becomes(world):
    child, phone = world.terminal(), world.bens
    code = phone.code()
    said = world.sudo(child, code, words=SU)
    assert asked(said) == 1 and became_ben(said), said
    line = world.site.gate.audit(event='pam', verdict='allow', user=BEN)[-1]
    assert 'service su' in line
    # spent; not his own; and nothing is remembered
    for wrong in (code, world.phone.code(), ''):
        said = world.sudo(child, wrong, words=SU)
        assert asked(said) == 1 and not became_ben(said), said
        assert 'Authentication failure' in said
    assert not world.site.gate.audit(event='pam', user=ANN)
    # one try each time; root is asked nothing
    said = world.sudo(child, phone.code(), words=SU)
    assert asked(said) == 1 and became_ben(said), said
    run = subprocess.run(
        ['nsenter', '-m', '-t', str(world.holder.pid), 'su', BEN, '-c',
         'id -un'], capture_output=True, text=True, check=False,
        stdin=subprocess.DEVNULL, timeout=20)
    assert (run.returncode, run.stdout) == (0, f'{BEN}\n'), run


def lifts_limits():
    """Whether root may raise a hard limit here (CAP_SYS_RESOURCE)."""
    status = pathlib.Path('/proc/self/status').read_text()
    return bool(int(re.search(r'CapBnd:\s*(\w+)', status)[1], 16) >> 24 & 1)


@pytest.mark.parametrize('world', ['5'], indirect=True)
def test_who_starts_su_cannot_keep_the_ledger_from_growing(world):
    """A limit on the size of files is kept by set-user-id programs, but not by
    what they start."""
    child = world.terminal()
    for limit, lifted in (('-S -f', True), ('-f', lifts_limits())):
        code = world.bens.code()
        said = world.sudo(child, code, words=f'(ulimit {limit} 0; {SU})')
        assert asked(said) == 1 and became_ben(said) == lifted, said
        said = world.sudo(child, code, words=SU)    # spent if it let him in
        assert became_ben(said) != lifted, said
