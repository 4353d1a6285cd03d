# SPDX-License-Identifier: ISC
"""The attacks of the guess budget: thousands of guesses (ten thousand with
"tools/check --full") while the owner goes on working in a browser and at sshd,
a botnet, other spellings, and the clock that an attacker holds against the
answers."""

import concurrent.futures
import itertools
import os
import statistics
import threading
import time

import pytest

from harness import build, ssh
from harness.attacker import Attacker
from harness.site import PASSWORD, Site
from harness.web import DEVICE

GUESSES = int(os.environ.get('ATTACK_GUESSES',
                             '10000' if build.FULL else '3000'))
SAMPLES = int(os.environ.get('ATTACK_SAMPLES', '120'))
LANE_LIMIT = 50
FLOODED = 'ogtestflood'
WHY_NO_SSH = ssh.missing()
STRANGERS = 166     # of a year: half of 0.001 at 3 in a million
UNLIMITED = {'address_failures': 0, 'connections': 1024, 'workers': 8,
             'hash_queue': 256}


@pytest.fixture(scope='module')
def wide():
    """Nothing but the record's own counters stands in the way."""
    site = Site(**UNLIMITED)
    yield site
    site.close()


def evaluated(site, person):
    return len(site.gate.audit(event='login', reason='code',
                               user=person.name))


def addresses():
    return (f'198.51.{i // 250 % 250}.{i % 250 + 1}'
            for i in itertools.count())


class Owner(threading.Thread):
    """Logs in again and again, by each of these ways in turn: functions that
    return None, or what was said instead of letting the owner in."""

    def __init__(self, **ways):
        super().__init__()
        self.ways = ways
        self.logins = dict.fromkeys(ways, 0)
        self.refused = []
        self.done = threading.Event()

    def run(self):
        for name, way in itertools.cycle(self.ways.items()):
            if self.done.is_set():
                return
            try:
                refusal = way()
            except Exception as problem:
                refusal = repr(problem)
            if refusal is None:
                self.logins[name] += 1
            else:
                self.refused.append((name, refusal))

    def finish(self):
        self.done.set()
        self.join()


def known_browser(person):
    """A browser in which this person has logged in before."""
    client = person.client()
    assert client.cookies[DEVICE]

    def way():
        reply = person.login(client)
        return None if reply.status in (200, 303) and client.session else reply
    return way


def accepted_key(server, person):
    """sshd, which has asked for the key before it asks for the code."""
    def way():
        run = server.ssh(person.name, 'echo', 'ok', code=person.phone.code())
        return None if (run.returncode, run.stdout) == (0, 'ok\n') else run
    return way


def flood_beside_owner(site, person, password, **ways):
    """GUESSES of somebody else while the owner goes on logging in; none of
    them may disturb the other."""
    owner = Owner(**ways)
    owner.start()
    attacker = Attacker(site.gate.socket)
    where = addresses()
    begun = time.monotonic()
    try:
        counts = attacker.flood(
            (person.name, f'{i % 1000000:06}', password, next(where))
            for i in range(7, GUESSES + 7))
    finally:
        owner.finish()
    print(f'password {password!r}: answers {counts} in '
          f'{time.monotonic() - begun:.0f} s, evaluated '
          f'{evaluated(site, person)}, owner in: {owner.logins}')
    assert owner.refused == []
    assert min(owner.logins.values()) > 3
    assert set(counts) <= {401, 503}    # nobody in, nothing else
    assert counts[401] > GUESSES / 2
    assert evaluated(site, person) <= \
        (LANE_LIMIT if password == PASSWORD else 0)
    # and afterwards the owner is as much at home as before
    for way in ways.values():
        assert way() is None
    return owner


@pytest.mark.timed
@pytest.mark.plain
@pytest.mark.timeout(900)
@pytest.mark.parametrize('password', ['', 'wrong password', PASSWORD])
def test_thousands_of_guesses_never_refuse_the_owner(wide, password):
    person = wide.person('--hotp')
    flood_beside_owner(wide, person, password, browser=known_browser(person))


@pytest.fixture
def server(wide):
    """An sshd that asks for key and code, on the same database, and a unix
    user."""
    made = ssh.Server(wide.gate.config)
    try:
        made.user(FLOODED)
        yield made
    finally:
        made.remove()
        wide.admin('remove', FLOODED)


@pytest.mark.timed
@pytest.mark.plain
@pytest.mark.timeout(900)
@pytest.mark.skipif(bool(WHY_NO_SSH), reason=WHY_NO_SSH)
@pytest.mark.parametrize('password', ['wrong password', PASSWORD])
def test_nor_the_owner_with_a_key_at_sshd(wide, server, password):
    """The lane of an accepted key, which no guess at the web can reach."""
    person = wide.person('--hotp', name=FLOODED)
    before = len(wide.gate.audit(event='pam', reason='ok', user=FLOODED))
    owner = flood_beside_owner(
        wide, person, password, browser=known_browser(person),
        key=accepted_key(server, person))
    ok = wide.gate.audit(event='pam', reason='ok', user=FLOODED)[before:]
    assert len(ok) == owner.logins['key'] + 1
    assert all('key accepted' in line for line in ok)


@pytest.mark.plain
@pytest.mark.timeout(300)
def test_a_botnet_gets_no_more_than_the_budget():
    site = Site(first_factor='none', wait_max=1, free_tries=10, **UNLIMITED)
    try:
        person = site.person('--hotp', password=None)
        attacker = Attacker(site.gate.socket)
        where = list(itertools.islice(addresses(), 1000))
        counts = attacker.flood(
            (person.name, f'{i:06}', '', where[i % 1000])
            for i in range(3000))
        spellings = attacker.flood(
            (name, f'{i:06}', '', where[i % 1000])
            for i, name in enumerate(
                [person.name.upper(), person.name.capitalize(),
                 f' {person.name}', f'{person.name} '] * 50))
        print(f'answers {counts}, other spellings {spellings}, evaluated '
              f'{evaluated(site, person)}')
        assert set(counts) <= {401, 503} and set(spellings) <= {401, 503}
        assert 0 < evaluated(site, person) <= LANE_LIMIT
    finally:
        site.close()


@pytest.mark.plain
def test_the_year_bounds_what_successes_clear(wide):
    """A botnet that waits for the owner's logins to clear the lane."""
    site = Site(first_factor='none', wait_max=1, free_tries=10,
                lane_limit=100, **UNLIMITED)
    try:
        person = site.person('--hotp', password=None)
        attacker = Attacker(site.gate.socket)
        for round_ in range(60):
            attacker.flood([(person.name, f'{round_ * 8 + i:06}', '',
                             '203.0.113.5') for i in range(8)], 8)
            # a browser that is not known: the lane is cleared by a success
            reply = person.login(site.client())
            if reply.status == 401:
                break
        # 6 in a million for a counter with look-ahead 5: 83 fit
        assert 60 < evaluated(site, person) <= STRANGERS // 2
    finally:
        site.close()


@pytest.mark.timed
@pytest.mark.plain
@pytest.mark.timeout(300 + SAMPLES)
def test_answers_come_at_the_floor_whatever_was_wrong(wide):
    """Unknown, known with a wrong password, right password with a wrong code,
    disabled: the same status, and all at the floor."""
    attacker = Attacker(wide.gate.socket)
    floor = wide.gate.settings['failure_floor'] / 1000
    people = [wide.person('--hotp') for _ in range(SAMPLES // 3 + 1)]
    wrong = [person.phone.wrong() for person in people]
    closed = wide.person('--hotp')
    wide.admin('disable', closed.name)
    kinds = {
        'unknown': lambda i: (f'nobody{i}', '123456', 'wrong'),
        'wrong password': lambda i: (people[i // 3].name, '123456', 'wrong'),
        'wrong code': lambda i: (people[i // 3].name, wrong[i // 3],
                                 PASSWORD),
        'disabled': lambda i: (closed.name, '123456', PASSWORD),
    }
    times = {kind: [] for kind in kinds}

    def sample(i):
        # one after the other, so that what disturbs one disturbs them all
        for kind, make in kinds.items():
            status, seconds = attacker.guess(*make(i))
            assert status == 401
            times[kind].append(seconds)

    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        list(pool.map(sample, range(SAMPLES)))
    print()
    for kind, values in times.items():
        median = statistics.median(values) * 1000
        print(f'{kind:16} {len(values)} samples, median {median:8.3f} ms, '
              f'the tenth part beyond '
              f'{statistics.quantiles(values, n=10)[8] * 1000:8.3f} ms')
        # at a multiple of the floor, never before it
        assert len(values) == SAMPLES and min(values) >= floor * 0.99
        assert statistics.median(values) % floor < floor / 4
