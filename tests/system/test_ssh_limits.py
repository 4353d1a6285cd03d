# SPDX-License-Identifier: ISC
"""Visitors who let the prompt stand: sshd's LoginGraceTime and MaxStartups,
and what is left of such a visit."""

import fcntl
import itertools
import json
import pathlib
import re
import subprocess
import time

import pytest

from harness import ssh, wait
from harness.site import Site

WHY_NOT = ssh.missing()
pytestmark = [
    pytest.mark.plain,
    pytest.mark.skipif(bool(WHY_NOT), reason=WHY_NOT),
    pytest.mark.xdist_group('unix-users'),
]
ANN = 'ogtestann'
CODE = 'One-time code:'
GRACE = 3
_numbers = itertools.count()


@pytest.fixture(scope='module')
def world():
    site = Site()
    server = None
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
    """ANN, enrolled anew, and an sshd that does not wait long."""
    world.site.admin.run('remove', ANN)
    world.phone = world.site.person('--hotp', name=ANN).phone
    world.waiting = []
    yield world
    for child, hold in world.waiting:
        hold.touch()
        child.wait(20)
    world.stop()


def serve(world, drop_in='otpgate-key-code.conf', stack='otpgate-code',
          extra=''):
    world.set(stack, drop_in, extra=extra, replace=(
        ('LoginGraceTime 90', f'LoginGraceTime {GRACE}'),))
    world.start()


def stand(world, code, key=True):
    """A visit that stops at the prompt."""
    hold = world.folder / f'hold-{next(_numbers)}'
    child = subprocess.Popen(
        world.argv('ssh', f'{ANN}@tcp', 'echo', 'ok', key=key),
        env=world.environment(code=code, password='none', hold=hold),
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, text=True, start_new_session=True)
    world.waiting.append((child, hold))
    wait.until(world.prompts, 10, 'the prompt')
    return child, hold


def login(world, code):
    return world.ssh(ANN, 'echo', 'ok', code=code, host='tcp')


def is_ok(run):
    return (run.returncode, run.stdout) == (0, 'ok\n')


def failures(world):
    shown = json.loads(world.site.admin('--json', 'show', ANN))
    return shown['lanes']


def standing(world):
    """Connections that have not logged in, as sshd's own title says."""
    path = pathlib.Path(f'/proc/{world.daemon.pid}/cmdline')
    return int(re.search(r'(\d+) of \d+-\d+ startups',
                         path.read_text()).group(1))


@pytest.mark.timed
@pytest.mark.parametrize('stack, key', [
    ('otpgate-code', True), ('otpgate-key-or-password', False)],
    ids=['code', 'password'])
def test_a_prompt_that_stands_too_long_leaves_nothing(ann, stack, key):
    drop_in = 'otpgate-key-code.conf' if key else \
        'otpgate-key-or-password.conf'
    serve(ann, drop_in, stack)
    before = failures(ann)
    log = ann.site.gate.log.read_text()
    record = ann.site.gate.database.read_bytes()
    code = ann.phone.code()
    child, hold = stand(ann, code, key)
    assert standing(ann) == 1
    # no lock while it stands: taken by us at once
    with open(f'{ann.site.gate.database}.lock', 'r+b') as file:
        fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        fcntl.lockf(file, fcntl.LOCK_UN)
    begun = time.monotonic()
    wait.until(lambda: not standing(ann), GRACE + 10, 'the disconnection')
    assert 1 < time.monotonic() - begun < GRACE + 5
    # what is typed now reaches nobody
    hold.touch()
    out, _ = child.communicate(timeout=20)
    assert child.returncode == 255 and out == ''
    assert ann.site.gate.log.read_text() == log
    assert ann.site.gate.database.read_bytes() == record
    assert failures(ann) == before
    # nor is the code spent, nor anything locked
    begun = time.monotonic()
    assert is_ok(login(ann, code))
    assert time.monotonic() - begun < GRACE


def test_others_get_in_while_prompts_stand(ann):
    serve(ann)
    stand(ann, ann.phone.wrong())
    stand(ann, ann.phone.wrong())
    run = login(ann, ann.phone.code())
    assert standing(ann) == 2, 'too slow a machine for this'
    assert is_ok(run)


def test_standing_prompts_use_up_max_startups_until_they_end(ann):
    serve(ann, extra='MaxStartups 2\n')
    for _ in range(2):
        stand(ann, ann.phone.wrong())
    code = ann.phone.code()
    run = login(ann, code)
    assert run.returncode == 255 and not ann.prompts(), run
    wait.until(lambda: not standing(ann), GRACE + 10, 'their end')
    assert is_ok(login(ann, code))
