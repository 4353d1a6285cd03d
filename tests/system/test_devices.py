# SPDX-License-Identifier: ISC
"""Browsers that are known: whoever guesses from elsewhere, even with the right
password, does not keep the owner out."""

import concurrent.futures
import json
import time

import pytest

from harness import wait
from harness.attacker import Caller
from harness.web import DEVICE, SESSION, of_a_lost_key

DAY = 86400
FREE = 3


def known(person):
    """A browser in which this person has logged in and out again."""
    client = person.client()
    client.cookies.pop(SESSION)
    assert set(client.cookies) == {DEVICE}
    return client


def guess(site, person, client=None):
    person.login(client or site.client(), password='guess', code='123456')


def burn(site, person, times=12):
    """What an attacker does who has the password, and one who has not."""
    for _ in range(times):
        person.login(site.client(), code=person.phone.wrong())
    for _ in range(times):
        guess(site, person)


def evaluated(site, person):
    return sum(len(site.gate.audit(event='login', reason=r, user=person.name))
               for r in ('code', 'password', 'recovery'))


# --- the cookie --------------------------------------------------------------

def test_the_cookie(site, client, person):
    reply = person.login(client)
    line = [c for c in reply.all('set-cookie') if c.startswith(DEVICE + '=')]
    assert len(line) == 1
    low = line[0].lower()
    for word in ('; secure', '; httponly', '; path=/', '; samesite=lax',
                 '; max-age=7776000'):
        assert word in low
    assert 'domain' not in low and person.name not in low
    # A failure sets none, and a logout takes none.
    other = site.client()
    assert person.login(other, code='').status == 401
    assert DEVICE not in other.cookies
    before = client.cookies[DEVICE]
    client.logout()
    assert client.cookies[DEVICE] == before


def test_it_is_renewed_and_its_secret_kept(site):
    person = site.person('--hotp')
    client = known(person)
    first = client.cookies[DEVICE]
    reply = person.login(client)
    assert client.cookies[DEVICE] == first
    assert any('Max-Age=7776000' in c and c.startswith(DEVICE)
               for c in reply.all('set-cookie'))
    # Also by a code alone.
    site.admin.codes(person.name)
    code = site.admin.codes(person.name)[0]
    client.cookies.pop(DEVICE)
    assert client.confirm(client.asked('/recovery/'),
                          recovery=code).status == 303
    assert client.cookies[DEVICE] != first


def test_somebody_else_in_this_browser_is_known_by_another(site):
    one, other = site.person('--hotp'), site.person('--hotp')
    client = known(one)
    first = client.cookies[DEVICE]
    assert other.login(client).status == 303
    second = client.cookies[DEVICE]
    assert second != first
    # The first one's secret was not taken over into the other's record.
    assert first[20:40] != second[20:40]


# --- a lane of its own -------------------------------------------------------

@pytest.mark.plain
def test_the_owner_gets_in_whatever_strangers_do(still):
    site = still()
    person = site.person('--hotp')
    client = known(person)
    burn(site, person)
    assert evaluated(site, person) == 2 * FREE
    # The twin: from a browser that is not known the owner has to wait.
    assert person.login(site.client()).status == 401
    assert person.login(client).status in (200, 303) and client.session
    assert client.get('/').status == 200
    # And this has opened nothing to the others.
    burn(site, person, 2)
    assert evaluated(site, person) == 2 * FREE


@pytest.mark.plain
def test_the_owner_gets_in_when_the_other_lanes_are_closed(still):
    site = still(lane_limit=5, wait_max=1)
    person = site.person('--hotp')
    client = known(person)
    for _ in range(8):
        person.login(site.client(), code=person.phone.wrong())
        site.gate.clock.advance(2)
    assert site.gate.audit(reason='locked', user=person.name)
    site.gate.clock.advance(DAY)
    assert person.login(site.client()).status == 401
    assert person.login(client).status in (200, 303) and client.session


@pytest.mark.plain
def test_confirming_has_the_lane_too(still):
    site = still()
    person = site.person('--hotp')
    codes = site.admin.codes(person.name)
    client, bare = person.client(), person.client()
    bare.cookies.pop(DEVICE)
    burn(site, person)
    assert bare.confirm(bare.asked('/recovery/'),
                        recovery=codes[0]).status == 401
    assert client.confirm(client.asked('/recovery/'),
                          recovery=codes[0]).status == 303


@pytest.mark.plain
def test_the_owner_is_told_how_many_there_were(still):
    site = still()
    person = site.person('--hotp')
    client = known(person)
    site.gate.clock.advance(1)
    burn(site, person)
    reply = client.told(person.login(client, rd='/on'))
    assert '6 failed attempts from elsewhere' in reply.text
    assert 'href="/on"' in reply.text
    client.cookies.pop(SESSION)
    # Once.
    assert person.login(client, rd='/on').get('location') == '/on'


@pytest.mark.plain
def test_whoever_comes_from_an_unknown_browser_is_told_too(still):
    site = still(wait_max=1)
    person = site.person('--hotp')
    for _ in range(4):
        guess(site, person)
        site.gate.clock.advance(2)
    client = site.client()
    reply = client.told(person.login(client))
    assert '4 failed attempts since your last login' in reply.text
    # One typo of one's own is no news.
    guess(site, person)
    assert person.login(site.client()).get('location') == '/'


@pytest.mark.plain
def test_a_known_browser_has_limits_of_its_own(still):
    site = still()
    person = site.person('--hotp')
    client, second = known(person), known(person)
    for _ in range(6):
        person.login(client, code=person.phone.wrong())
    assert evaluated(site, person) == FREE
    assert person.login(client).status == 401
    # They are nobody else's.
    assert person.login(second).status in (200, 303) and second.session
    assert person.login(site.client()).status in (200, 303)


@pytest.mark.plain
def test_wrong_passwords_wait_there_too(still):
    site = still()
    person = site.person('--hotp')
    client = known(person)
    for _ in range(6):
        guess(site, person, client)
    assert evaluated(site, person) == FREE
    assert person.login(client).status == 401
    assert person.login(site.client()).status in (200, 303)


# --- what is no known browser ------------------------------------------------

@pytest.mark.plain
def test_cookies_that_are_worth_nothing(still):
    site = still()
    person, mallory = site.person('--hotp'), site.person('--hotp')
    good, theirs = known(person), known(mallory)
    burn(site, person)
    value = good.cookies[DEVICE]
    code = person.phone.code()
    there = site.client('other.test')
    assert person.login(there, code=code).status == 401
    for cookie in (theirs.cookies[DEVICE], value[:-1], value + 'A',
                   value[:40] + ('A' if value[40] != 'A' else 'B')
                   + value[41:], '', 'A' * len(value), value.swapcase()):
        client = site.client()
        form = client.form()
        client.cookies[DEVICE] = cookie
        assert person.login(client, form=form, code=code).status == 401, \
            cookie
    # Two of them are none.
    client = site.client()
    form = client.form()
    both = '; '.join([f'{DEVICE}={value}', f'{DEVICE}={value}',
                      *(f'{k}={v}' for k, v in client.cookies.items())])
    assert person.login(client, form=form, code=code,
                        cookie=both).status == 401
    # Another host's is none here.
    there.cookies[DEVICE] = value
    assert person.login(there, code=code).status == 401
    assert person.login(good, code=code).status in (200, 303)


@pytest.mark.plain
def test_it_outlives_the_key_that_signed_it(still):
    """Then the record alone tells that it is true."""
    site = still()
    person = site.person('--hotp')
    client = known(person)
    lost = of_a_lost_key(client.cookies[DEVICE])
    burn(site, person)
    code = person.phone.code()
    client.cookies[DEVICE] = lost[:30] + ('A' if lost[30] != 'A' else 'B') \
        + lost[31:]  # another secret
    assert person.login(client, code=code).status == 401
    client.cookies[DEVICE] = lost
    assert person.login(client, code=code).status in (200, 303)
    # It is signed anew.
    assert client.cookies[DEVICE] != lost
    # What is signed like that is no session.
    client.cookies[SESSION] = of_a_lost_key(client.session)
    assert client.get('/').status == 401


@pytest.mark.plain
def test_an_owner_of_a_cookie_guesses_no_better_at_others(still):
    site = still()
    person, mallory = site.person('--hotp'), site.person('--hotp')
    for _ in range(4):
        client = known(mallory)
        for _ in range(FREE):
            person.login(client, code=person.phone.wrong())
    assert evaluated(site, person) == FREE


@pytest.mark.plain
def test_a_browser_that_was_revoked(still):
    site = still()
    person = site.person('--hotp')
    client, second, third = known(person), known(person), known(person)
    burn(site, person)
    listed = json.loads(site.admin('--json', 'devices', person.name))
    assert len(listed) == 3
    # Which is which is not printed: it is the order of their ids.
    ids = sorted(d['id'] for d in listed)
    site.admin('devices', '--revoke', ids[0], person.name)
    code = person.phone.code()
    assert person.login(client, code=code).status == 401
    assert person.login(second, code=code).status in (200, 303)
    site.admin('devices', '--all', person.name)
    code = person.phone.code()
    for one in (client, second, third):
        one.cookies.pop(SESSION, None)
        assert person.login(one, code=code).status == 401
    # They are strangers now, and may become known again.
    site.admin('unlock', person.name)
    assert person.login(client, code=code).status in (200, 303)
    burn(site, person)
    assert person.login(client).status in (200, 303)


@pytest.mark.plain
@pytest.mark.parametrize('days,is_known', [(89, True), (91, False)])
def test_a_browser_is_known_for_ninety_days(still, days, is_known):
    site = still()
    person = site.person('--hotp')
    client = known(person)
    site.gate.clock.advance(days * DAY)
    burn(site, person)
    assert (person.login(client).status in (200, 303)) == is_known


@pytest.mark.plain
def test_each_login_begins_the_ninety_days_anew(still):
    site = still()
    person = site.person('--hotp')
    client = known(person)
    for _ in range(3):
        site.gate.clock.advance(80 * DAY)
        burn(site, person)
        client.cookies.pop(SESSION, None)
        assert person.login(client).status in (200, 303)


@pytest.mark.plain
def test_the_seventeenth_browser_takes_the_place_of_the_first(still):
    site = still()
    person = site.person('--hotp')
    clients = [known(person) for _ in range(17)]
    for _ in range(8):
        guess(site, person)
    assert person.login(clients[16]).status in (200, 303)
    assert person.login(clients[1]).status in (200, 303)
    assert person.login(clients[0]).status == 401


# --- places ------------------------------------------------------------------

def test_a_full_hash_queue_has_a_place_for_a_known_browser(fresh):
    site = fresh(hash_threads=1, hash_queue=2, argon2_memory=65536,
                 argon2_time=4)
    person = site.person('--hotp')
    client = known(person)
    form = client.form()
    with concurrent.futures.ThreadPoolExecutor(9) as pool:
        coming = [pool.submit(Caller(site, f'192.0.{i}.1').login,
                              'nobody.there') for i in range(8)]
        wait.until(lambda: any(c.done() and c.result().status == 503
                               for c in coming), 30, 'a full queue')
        mine = pool.submit(person.login, client, form=form, timeout=120)
        assert mine.result().status == 303
        statuses = [c.result().status for c in coming]
    assert 503 in statuses and 401 in statuses


@pytest.mark.timed
def test_a_crowd_has_a_place_for_a_known_browser(fresh):
    site = fresh(first_factor='none', connections=16, failure_floor=5000)
    person = site.person('--hotp', password=None)
    client = known(person)
    form = client.form()
    with concurrent.futures.ThreadPoolExecutor(6) as pool:
        coming = [pool.submit(Caller(site, f'192.0.{i}.1').login,
                              'nobody.there', '') for i in range(6)]
        wait.until(lambda: sum(c.done() for c in coming) >= 2, 4,
                   'more than there is room for')
        begun = time.monotonic()
        assert person.login(client, form=form).status == 303
        assert time.monotonic() - begun < 3
        statuses = sorted(c.result().status for c in coming)
    assert statuses == [401] * 4 + [503] * 2
