# SPDX-License-Identifier: ISC
"""A user who starts su may choose where its files end.  Whatever that cuts in
the log, it is no line of anybody else."""

import pytest

from test_fail2ban import Caller, banned
from test_log_lines import lines_of, pad
from test_sudo import BEN, SU, WHY_NOT, World, asked, became_ben

pytestmark = [
    pytest.mark.plain,
    pytest.mark.skipif(bool(WHY_NOT), reason=WHY_NOT),
    pytest.mark.xdist_group('unix-users'),
]
BLOCK = 512         # of "ulimit -f" in Debian's sh
STRANGER = '203.0.113.78'


@pytest.fixture(name='world', scope='module')
def _world():
    made = World('5')
    yield made
    made.remove()


@pytest.mark.parametrize('room', (1, 95))
def test_a_limit_on_file_sizes_swallows_no_line_of_others(world, room):
    """"room" bytes of the line fit."""
    site, child = world.site, world.terminal()
    log = site.gate.log
    blocks = (log.stat().st_size + 40000) // BLOCK
    assert site.gate.database.stat().st_size < blocks * BLOCK
    pad(log, blocks * BLOCK - room)
    said = world.sudo(child, world.bens.wrong(),
                      words=f'(ulimit -f {blocks}; {SU})')
    assert asked(said) == 1 and not became_ben(said), said
    before, strange = lines_of(log)
    counted = len(banned(log))
    Caller(site, STRANGER).login('nobody')
    after, _ = lines_of(log)
    assert after.get('login', 0) == before.get('login', 0) + 1
    assert banned(log)[counted:] == [STRANGER]
    # and the next of PAM's own
    said = world.sudo(child, world.bens.code(), words=SU)
    assert became_ben(said), said
    assert lines_of(log)[0]['pam'] == after.get('pam', 0) + 1
    assert lines_of(log)[1] <= strange + 1
    shown = site.admin('log')
    assert shown.count(f' addr={STRANGER} ') == after['login']


def test_a_limit_on_file_sizes_cuts_no_record_of_others(world):
    """The same in the ledger: what is cut there counts for nothing."""
    site, child = world.site, world.terminal()
    ledger, log = site.gate.database, site.gate.log
    for i in range(100):
        room = BLOCK - ledger.stat().st_size % BLOCK
        if room < 200:      # less than the line of a login
            break
        site.admin('set', BEN, f'groups=g{i}')
    size, blocks = ledger.stat().st_size, ledger.stat().st_size // BLOCK + 1
    assert room < 200
    if log.stat().st_size < blocks * BLOCK:
        pad(log, blocks * BLOCK + 4096)     # not what the limit cuts
    code = world.bens.code()
    said = world.sudo(child, code, words=f'(ulimit -f {blocks}; {SU})')
    first = became_ben(said)
    assert asked(said) == 1, said
    world.site.admin('set', BEN, 'groups=next')
    assert ledger.read_bytes()[size - 1:size] == b'\n'
    assert world.site.admin('check').count(' 0 problems') == 1
    # spent once, at whichever of the two tries
    said = world.sudo(child, code, words=SU)
    assert became_ben(said) != first, said
