# SPDX-License-Identifier: ISC
"""Fixtures of the system tests.  "site" is shared by the tests of a file and
must be left working; "fresh" makes one that a test may break."""

import fcntl
import os
import signal
import sys
import tempfile

import pytest

# Nothing is written into the tree.
sys.dont_write_bytecode = sys.pycache_prefix is None

from harness import build  # noqa: E402
from harness.site import Site  # noqa: E402


def pytest_configure(config):
    config.addinivalue_line(
        'markers', 'plain: does not go with AddressSanitizer')
    config.addinivalue_line(
        'markers', 'timed: looks at a clock, or has to hit a moment: nothing '
        'else of the machine should be at work')
    # Whoever ends the tests ends what they have started, too.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    absent = build.missing()
    if absent:
        pytest.exit('not built: ' + ', '.join(absent)
                    + ' (set OTPGATE_BUILDDIR)', 2)


# Those that take longest begin first, so that no worker is left alone with one
# at the end.
LONGEST = ('microcache', 'attack', 'ssh_cert', 'devices', 'limiter', 'throttle',
           'browser', 'lifecycle', 'disable_race', 'keys', 'fail2ban', 'kept',
           'ssh', 'check_fuzz', 'accessible', 'failures', 'metrics', 'redirects')


SAME_USERS = ('test_ssh.py', 'test_ssh_limits.py', 'test_ssh_programs.py',
              'test_ssh_prompts.py', 'test_su_lines.py', 'test_sudo.py',
              'test_pam_stop.py', 'test_pam_places.py')


def turn_of(item):
    name = item.path.name
    for turn, stem in enumerate(LONGEST):
        if name == f'test_{stem}.py':
            return turn
    return len(LONGEST)


def shares(item):
    """Whether it has anything that other tests of its file have, too."""
    # pylint: disable-next=protected-access
    made = item._fixtureinfo.name2fixturedefs
    return item.path.name in SAME_USERS or any(
        one.scope != 'function' for name, all_of_them in made.items()
        for one in all_of_them if name not in ('_environment', '_unix_users'))


@pytest.hookimpl(tryfirst=True)     # xdist looks at the groups in its own
def pytest_collection_modifyitems(items):
    items.sort(key=turn_of)
    begun = set()
    for item in items:
        name = item.path.name
        if name in SAME_USERS and name not in begun:
            item.add_marker(pytest.mark.timeout(900))   # may have to wait
        begun.add(name)
        # For "--dist loadgroup": those that share something of their file
        # stay with one worker.
        if shares(item):
            item.add_marker(pytest.mark.xdist_group(item.path.stem))
    if not build.sanitized():
        return
    skip = pytest.mark.skip(reason='does not go with AddressSanitizer')
    for item in items:
        if item.get_closest_marker('plain'):
            item.add_marker(skip)


@pytest.fixture(scope='session', autouse=True)
def _environment():
    """What the person who runs the tests has set must not reach the programs
    under test."""
    for key in list(os.environ):
        if key.startswith(('OTPGATE_', 'FAKETIME')) and \
                key not in ('OTPGATE_BUILDDIR', 'OTPGATE_FULL',
                            'OTPGATE_STRICT'):
            del os.environ[key]
    os.environ['LC_ALL'] = 'C.UTF-8'


@pytest.fixture(scope='module', autouse=True)
def _unix_users(request):
    """Files whose unix users have the same names run one after the other,
    whichever workers they are given to."""
    if os.geteuid() != 0 or request.path.name not in SAME_USERS:
        yield
        return
    path = os.path.join(tempfile.gettempdir(), 'otpgate-test-users.lock')
    with open(path, 'a', encoding='ascii') as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@pytest.fixture(scope='module')
def site():
    made = Site()
    yield made
    made.close()


@pytest.fixture
def fresh():
    """Makes sites: fresh(), fresh(clock=True) (a wall clock that can be set),
    fresh(clock='passing') (time can be made to pass),
    fresh(failure_floor=400)."""
    made = []

    def make(**settings):
        made.append(Site(**settings))
        return made[-1]

    yield make
    try:
        while made:
            made.pop().close()
    finally:
        for one in made:
            one.remove()


@pytest.fixture
def still(fresh):
    """Makes sites whose wall clock stands, so that every wait is exact."""
    def make(**settings):
        made = fresh(clock=True, **settings)
        made.gate.clock.stop()
        return made
    return make


@pytest.fixture
def client(site):
    return site.client()


@pytest.fixture
def person(site):
    return site.person()
