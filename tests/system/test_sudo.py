# SPDX-License-Identifier: ISC
"""The stack for sudo in the real sudo: a code, remembered for some minutes in
the terminal where it was typed; and that for one code in the real su."""

import pathlib
import re
import subprocess
import time

import pytest

from harness import su
from harness.su import ANN, BEN, CODE, World

WHY_NOT = su.missing()
pytestmark = [
    pytest.mark.plain,
    pytest.mark.skipif(bool(WHY_NOT), reason=WHY_NOT),
    pytest.mark.xdist_group('unix-users'),
]


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


@pytest.mark.timed
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
        ['nsenter', '-m', '-r', '-t', str(world.holder.pid), 'su', BEN, '-c',
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
    # sudo itself may fail behind it
    for limit, lifted in (('-S -f', True), ('-f', lifts_limits())):
        before = len(world.site.gate.audit(event='pam'))
        said = world.sudo(child, world.phone.code(),
                          words=f'(ulimit {limit} 0; sudo -k id -un)')
        lines = world.site.gate.audit(event='pam')[before:]
        assert lifted == any('verdict=allow' in line for line in lines), lines
        assert lifted or not lines
