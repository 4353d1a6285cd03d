# SPDX-License-Identifier: ISC
"""How often a connection may ask, and what a reload of sshd means for those
who are in and those who come."""

import os
import signal
import subprocess

import pexpect
import pytest

from harness import programs, ssh, wait
from harness.site import PASSWORD, Site

WHY_NOT = ssh.missing()
pytestmark = [
    pytest.mark.plain,
    pytest.mark.skipif(bool(WHY_NOT), reason=WHY_NOT),
    pytest.mark.xdist_group('unix-users'),
]
ANN = 'ogtestann'
CODE = 'One-time code:'
KEYLESS = ('UsePAM yes\nPasswordAuthentication no\n'
           'KbdInteractiveAuthentication yes\n'
           'AuthenticationMethods keyboard-interactive:pam\n')
# ssh(1) asks for a password of its own when sshd names no method any more.
TRIES = ('-o', 'NumberOfPasswordPrompts=3', '-o', 'PasswordAuthentication=no')


@pytest.fixture(scope='module')
def world():
    # A lane is closed by 5 guesses, and there are no waits before.
    site, server = Site(web=False, free_tries=10, lane_limit=5), None
    try:
        server = ssh.Server(site.gate.config)
        server.site = site
        server.user(ANN)
        yield server
        site.close()
    finally:
        if server is not None:
            server.remove()
        site.remove()


@pytest.fixture
def ann(world):
    """ANN, enrolled anew."""
    world.site.admin.run('remove', ANN)
    world.phone = world.site.person('--hotp', name=ANN).phone
    world.set('otpgate-code', 'otpgate-key-code.conf')
    yield world
    world.stop()


def visit(world, *codes, key=True, options=TRIES):
    """Types codes as long as there are any; how often was asked, and whether
    a shell came."""
    child = programs.Use(world, ANN, key=key).terminal(options=options)
    codes, asked = list(codes), 0
    while True:
        seen = child.expect_exact([CODE, '$ ', pexpect.EOF])
        if seen == 0 and codes:
            asked += 1
            child.sendline(codes.pop(0))
            continue
        # One prompt more than there are codes is counted, too.
        asked += seen == 0
        child.close(force=True)
        return asked, seen == 1


def logged(world, reason):
    return len(world.site.gate.audit(event='pam', reason=reason, user=ANN))


def test_a_second_and_third_try_in_one_connection(ann):
    before = logged(ann, 'code')
    wrong, right = ann.phone.wrong(), ann.phone.code()
    assert visit(ann, wrong, wrong, right) == (3, True)
    assert logged(ann, 'code') == before + 2
    assert visit(ann, right, wrong, ann.phone.code()) == (3, True)


def test_the_client_gives_up_after_its_tries(ann):
    before = logged(ann, 'code')
    assert visit(ann, *[ann.phone.wrong()] * 5) == (3, False)
    assert logged(ann, 'code') == before + 3


def test_max_auth_tries_ends_the_connection(ann):
    ann.set('otpgate-code', 'otpgate-key-code.conf', extra='MaxAuthTries 2\n')
    wrong = ann.phone.wrong()
    right = ann.phone.code()
    assert visit(ann, wrong, wrong, right,
                 options=('-o', 'NumberOfPasswordPrompts=6')) == (2, False)
    ann.site.admin('unlock', ANN)
    assert visit(ann, wrong, right) == (2, True)


def close_lane(world, **more):
    for _ in range(2):
        visit(world, *[world.phone.wrong()] * 3, **more)
    assert logged(world, 'locked')


def test_in_a_closed_lane_sshd_asks_once_behind_a_key(ann):
    """PAM_MAXTRIES, which without a key would tell that there is such a
    user."""
    close_lane(ann)
    before, right = logged(ann, 'locked'), ann.phone.code()
    assert visit(ann, right, right, right) == (1, False)
    assert logged(ann, 'locked') == before + 1
    # The same in the lane of those without a key.
    ann.set('otpgate-code', KEYLESS)
    close_lane(ann, key=False)
    before = logged(ann, 'locked')
    assert visit(ann, right, right, right, key=False) == (3, False)
    assert logged(ann, 'locked') == before + 3
    ann.site.admin('unlock', ANN)
    assert visit(ann, right, key=False) == (1, True)


def test_what_ssh_asks_for_after_that_reaches_nobody(ann):
    """The trap of the manual: the prompt of ssh, not of sshd."""
    close_lane(ann)
    before, right = ann.site.gate.log.read_text(), ann.phone.code()
    run = ann.ssh(ANN, 'echo', 'ok', code=right, password=right)
    assert run.returncode == 255 and run.stdout == ''
    assert ann.prompts() == [CODE, f"{ANN}@inetd's password:"]
    new = ann.site.gate.log.read_text()[len(before):].splitlines()
    assert len(new) == 1 and ' reason=locked ' in new[0]
    # Who has said so to ssh is not asked.
    run = ann.ssh(ANN, 'echo', 'ok', code=right,
                  options=('-o', 'PasswordAuthentication=no'))
    assert run.returncode == 255 and ann.prompts() == [CODE]


# --- reload ---

def test_a_reload_lets_sessions_go_on_and_counts_for_new_logins(ann):
    ann.start()
    path = ann.folder / 'open'
    keep = ('-o', f'ControlPath={path}')
    child = subprocess.Popen(
        ann.argv('ssh', '-N', '-M', *keep, f'{ANN}@tcp'),
        env=ann.environment(code=ann.phone.code()), stdin=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL, start_new_session=True)

    def login(**more):
        run = ann.ssh(ANN, 'echo', 'ok', host='tcp', **more)
        return (run.returncode, run.stdout) == (0, 'ok\n')

    def by_password():
        return login(code=ann.phone.code(), password=PASSWORD, key=False)

    try:
        wait.until(path.exists, 10, 'the session')
        assert not by_password()
        ann.set('otpgate-key-or-password', 'otpgate-key-or-password.conf')
        os.kill(ann.daemon.pid, signal.SIGHUP)
        wait.until(lambda: ann.log().count('Server listening') == 2, 10,
                   'the reload')
        assert login(options=keep)
        assert by_password()
        assert ann.prompts() == ['Password:', CODE]
        # Nor does a configuration without any way in end it.
        ann.set('auth required pam_deny.so\n', KEYLESS)
        os.kill(ann.daemon.pid, signal.SIGHUP)
        wait.until(lambda: ann.log().count('Server listening') == 3, 10,
                   'the second reload')
        assert not by_password()
        assert not login(code=ann.phone.code())
        assert login(options=keep)
        assert child.poll() is None
    finally:
        child.kill()
        child.wait(10)
