# SPDX-License-Identifier: ISC
"""Everything that people do with ssh, through every stack of conf/: each
program does its work with what the stack asks for, and does none of it
without."""

import dataclasses
import subprocess

import pytest

from harness import programs, ssh
from harness.site import PASSWORD, Site

WHY_NOT = ssh.missing()
pytestmark = [
    pytest.mark.plain,
    pytest.mark.skipif(bool(WHY_NOT), reason=WHY_NOT),
    pytest.mark.xdist_group('unix-users'),
]
ANN, BEN = 'ogtestann', 'ogtestben'
GROUP = 'ogtestotp'
UNIX = 'unix-secret'
CODE, FIRST = 'One-time code:', 'Password:'
# conf/ssh has none for it: the stack may be for sshd or for a console.
UNIX_ONLY = ('UsePAM yes\nPasswordAuthentication no\n'
             'KbdInteractiveAuthentication yes\n'
             'AuthenticationMethods keyboard-interactive:pam\n')


@dataclasses.dataclass
class Way:
    """One way in: files, who takes it, and what it asks for."""
    name: str
    stack: str
    drop_in: str
    prompts: tuple = (CODE,)
    key: bool = True
    password: str = ''
    user: str = ANN
    host: str = 'inetd'
    replace: tuple = ()


FOR_GROUP = (('Match Group otp', f'Match Group {GROUP}'),)
WAYS = (
    Way('key-code', 'otpgate-code', 'otpgate-key-code.conf'),
    Way('key', 'otpgate-key-or-password', 'otpgate-key-or-password.conf'),
    Way('password', 'otpgate-key-or-password', 'otpgate-key-or-password.conf',
        (FIRST, CODE), key=False, password=PASSWORD),
    Way('member', 'otpgate-code', 'otpgate-group.conf', replace=FOR_GROUP),
    Way('no-member', 'otpgate-code', 'otpgate-group.conf', (), user=BEN,
        replace=FOR_GROUP),
    # Match Address needs an address, which sshd has over TCP alone.
    Way('not-exempt', 'otpgate-code', 'otpgate-exempt.conf', host='tcp'),
    Way('exempt', 'otpgate-code', 'otpgate-exempt.conf', (), host='tcp',
        replace=(('192.0.2.0/24', '127.0.0.0/24'),)),
    Way('unix', 'otpgate-unix-password', UNIX_ONLY, (FIRST, CODE), key=False,
        password=UNIX),
)


@pytest.fixture(scope='module')
def world():
    """A gate, an sshd on its database, a user who has a code and one who has
    not."""
    site, server = Site(web=False), None
    subprocess.run(['groupadd', '-f', GROUP], check=True)
    try:
        server = ssh.Server(site.gate.config)
        server.site = site
        server.user(ANN, '-G', GROUP)
        server.user(BEN)
        subprocess.run(['chpasswd'], input=f'{ANN}:{UNIX}\n', text=True,
                       check=True)
        server.phone = site.person('--hotp', name=ANN).phone
        yield server
        site.close()
    finally:
        if server is not None:
            server.remove()
        site.remove()
        subprocess.run(['groupdel', '-f', GROUP], check=True)


@pytest.fixture(scope='module', params=WAYS, ids=lambda way: way.name)
def way(world, request):
    one = request.param
    world.set(one.stack, one.drop_in, replace=one.replace)
    if one.host == 'tcp':
        world.start()
    yield one
    world.stop()


@pytest.mark.parametrize('program', programs.NAMES)
def test_it_works_with_what_is_asked_and_not_without(world, way, program):
    use = programs.Use(world, way.user, way.host, way.key, way.prompts)
    code = world.phone.code() if way.prompts else ''
    assert use(program, code=code, password=way.password)
    if program != 'shell':      # asks at the terminal
        assert world.prompts() == list(way.prompts)
    if way.prompts:
        assert not use(program, code=world.phone.wrong(),
                       password=way.password)
    else:
        bare = programs.Use(world, way.user, way.host, key=False)
        assert not bare(program)
