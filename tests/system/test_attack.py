# SPDX-License-Identifier: ISC
"""The attacks of the guess budget, at full size: ten thousand guesses while
the owner goes on working, a botnet, other spellings, and the clock that an
attacker holds against the answers."""

import itertools
import os
import statistics
import threading

import pytest

from harness.attacker import Attacker
from harness.site import PASSWORD, Site
from harness.web import DEVICE

GUESSES = int(os.environ.get('ATTACK_GUESSES', '10000'))
LANE_LIMIT = 50
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
    """Logs in again and again from a browser that is known, and by the key
    lane of the same record; remembers every refusal."""

    def __init__(self, site, person):
        super().__init__()
        self.site, self.person = site, person
        self.client = person.client()
        assert self.client.cookies[DEVICE]
        self.done = threading.Event()
        self.logins = 0
        self.refused = []

    def run(self):
        while not self.done.is_set():
            reply = self.person.login(self.client)
            if reply.status in (200, 303) and self.client.session:
                self.logins += 1
            else:
                self.refused.append(reply)

    def finish(self):
        self.done.set()
        self.join()


def flood_beside_owner(site, password):
    person = site.person('--hotp')
    owner = Owner(site, person)
    owner.start()
    attacker = Attacker(site.gate.socket)
    where = addresses()
    try:
        counts = attacker.flood(
            (person.name, f'{i % 1000000:06}', password, next(where))
            for i in range(7, GUESSES + 7))
    finally:
        owner.finish()
    return person, owner, counts


@pytest.mark.plain
@pytest.mark.timeout(900)
@pytest.mark.parametrize('password', ['', 'wrong password', PASSWORD])
def test_ten_thousand_guesses_never_refuse_the_owner(wide, password):
    person, owner, counts = flood_beside_owner(wide, password)
    print(f'password {password!r}: answers {counts}, evaluated '
          f'{evaluated(wide, person)}, owner in {owner.logins} times')
    assert owner.refused == []
    assert owner.logins > 3
    assert set(counts) <= {401, 503}    # nobody in, nothing else
    assert counts[401] > GUESSES / 2
    assert evaluated(wide, person) <= \
        (LANE_LIMIT if password == PASSWORD else 0)
    # and afterwards the owner is as much at home as before
    assert person.login(owner.client).status in (200, 303)


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


@pytest.mark.plain
@pytest.mark.timeout(600)
def test_answers_come_at_the_floor_whatever_was_wrong(wide):
    """Unknown, known with a wrong password, right password with a wrong code,
    disabled: the same status, and all at the floor."""
    samples = int(os.environ.get('ATTACK_SAMPLES', '120'))
    attacker = Attacker(wide.gate.socket)
    floor = wide.gate.settings['failure_floor'] / 1000
    people = [wide.person('--hotp') for _ in range(samples // 3 + 1)]
    closed = wide.person('--hotp')
    wide.admin('disable', closed.name)
    kinds = {
        'unknown': lambda i: (f'nobody{i}', '123456', 'wrong'),
        'wrong password': lambda i: (people[i // 3].name, '123456', 'wrong'),
        'wrong code': lambda i: (people[i // 3].name,
                                 people[i // 3].phone.wrong(), PASSWORD),
        'disabled': lambda i: (closed.name, '123456', PASSWORD),
    }
    times = {kind: [] for kind in kinds}
    for i in range(samples):
        for kind, make in kinds.items():
            status, seconds = attacker.guess(*make(i))
            assert status == 401
            times[kind].append(seconds)
    print()
    for kind, values in times.items():
        median = statistics.median(values) * 1000
        print(f'{kind:16} {samples} samples, median {median:8.3f} ms')
        # at a multiple of the floor, never before it
        assert min(values) >= floor * 0.99
        assert statistics.median(values) % floor < floor / 4
