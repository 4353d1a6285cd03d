# SPDX-License-Identifier: ISC
"""Failures by address, and by names that nobody has."""

import re

import pytest

from harness.attacker import Attacker, Caller
from harness.site import Site
from harness.web import DEVICE, SESSION, of_a_lost_key

BURST = 5


@pytest.fixture(scope='module')
def few():
    """A gate that lets an address fail five times, and once each minute."""
    site = Site(address_failures=BURST, address_interval=60)
    yield site
    site.close()


def use_up(caller, times=BURST):
    answers = [caller.login('nobody.there') for _ in range(times)]
    assert [a.status for a in answers] == [401] * times
    return caller


def test_an_address_that_fails_too_often_has_to_wait(few):
    caller = use_up(Caller(few, '192.0.2.1'))
    person = few.person()
    code = person.phone.code()
    for user, password in (('nobody.there', 'x'), (person.name, 'x'),
                           (person.name, person.password)):
        answer = caller.login(user, password, code)
        assert answer.status == 429
        assert 0 < int(answer.get('retry-after')) <= 60
        assert b'Too many' in answer.body
        assert SESSION not in caller.cookies
    # Nothing was looked at: nothing is spent, charged or said in the log.
    assert not few.gate.audit(event='login', user=person.name)
    assert Caller(few, '192.0.2.2').login(person.name, person.password,
                                          code).status == 303
    assert few.gate.audit(event='limit', verdict='deny', reason='address',
                          addr='192.0.2.1')


def test_at_once_as_many_as_one_after_the_other(few):
    counts = Attacker(few.gate.socket).flood(
        [('nobody.there', '123456', 'x', '192.0.2.3')] * 40, threads=40)
    assert counts == {401: BURST, 429: 40 - BURST}


def test_other_requests_of_that_address_are_answered(few):
    person = few.person()
    caller = use_up(Caller(few, '192.0.2.10'))
    assert caller.ask('GET', '/otp/login').status == 200
    client = person.client()
    assert few.check(client, addr='192.0.2.10').status == 204


def test_a_success_is_no_failure_and_forgives_none(few):
    person = few.person('--hotp')
    caller = use_up(Caller(few, '192.0.2.20'), BURST - 1)
    for _ in range(3):
        caller.cookies = {}
        assert caller.login(person.name, person.password,
                            person.phone.code()).status in (200, 303)
    caller.cookies = {}
    use_up(caller, 1)
    assert caller.login('nobody.there').status == 429


@pytest.mark.parametrize('one,other,same', [
    ('2001:db8:1:1::1', '2001:db8:1:1:ffff::9', True),
    ('2001:db8:1:2::1', '2001:db8:1:3::1', False),
    ('198.51.100.1', '198.51.100.2', False),
    ('198.51.100.3', '::ffff:198.51.100.3', True),
], ids=str)
def test_what_counts_as_one_address(few, one, other, same):
    use_up(Caller(few, one))
    answer = Caller(few, other).login('nobody.there')
    assert answer.status == (429 if same else 401)


def test_a_known_browser_is_not_held_up_by_its_address(few):
    person = few.person('--hotp')
    first = Caller(few, '203.0.113.1')
    assert first.login(person.name, person.password,
                       person.phone.code()).status == 303
    device = {DEVICE: first.cookies[DEVICE]}
    use_up(Caller(few, '203.0.113.1'))
    assert Caller(few, '203.0.113.1').login(
        person.name, person.password, person.phone.code()).status == 429
    # Forged ones do not help.
    for value in (device[DEVICE][:-1] + 'x', 'x', '',
                  of_a_lost_key(device[DEVICE])):
        assert Caller(few, '203.0.113.1', {DEVICE: value}).login(
            person.name, person.password,
            person.phone.code()).status == 429
    assert Caller(few, '203.0.113.1', device).login(
        person.name, person.password,
        person.phone.code()).status in (200, 303)


def test_nor_is_its_cookie_a_free_ride(few):
    """Whoever has such a cookie, be it for a user of his own, has the same
    allowance, wherever he takes it."""
    mallory = few.person('--hotp')
    first = Caller(few, '203.0.113.20')
    assert first.login(mallory.name, mallory.password,
                       mallory.phone.code()).status == 303
    device = {DEVICE: first.cookies[DEVICE]}
    for i in range(BURST):
        assert Caller(few, f'203.0.113.{30 + i}', device).login(
            'nobody.there').status == 401
    assert Caller(few, '203.0.113.50', device).login(
        'nobody.there').status == 429
    # Failing at somebody's name takes nothing of his allowance.
    person = few.person('--hotp')
    owner = Caller(few, '203.0.113.60')
    assert owner.login(person.name, person.password,
                       person.phone.code()).status == 303
    device = {DEVICE: owner.cookies[DEVICE]}
    other = few.person('--hotp')
    stranger = Caller(few, '203.0.113.61')
    assert stranger.login(other.name, other.password,
                          other.phone.code()).status == 303
    theirs = {DEVICE: stranger.cookies[DEVICE]}
    for _ in range(BURST):
        Caller(few, '203.0.113.61', theirs).login(person.name)
    assert Caller(few, '203.0.113.62', device).login(
        person.name, person.password,
        person.phone.code()).status in (200, 303)


@pytest.mark.plain
def test_one_more_is_allowed_when_time_has_passed(fresh):
    site = fresh(clock='passing', address_failures=BURST, address_interval=60)
    caller = use_up(Caller(site, '192.0.2.1'))
    assert caller.login('nobody.there').status == 429
    site.gate.clock.advance(61)
    assert caller.login('nobody.there').status == 401
    assert caller.login('nobody.there').status == 429
    site.gate.clock.advance(BURST * 60 + 1)
    use_up(caller)


@pytest.mark.parametrize('interval, text', [
    (60, r'in \d\d seconds\.'), ('10m', r'in about 10 minutes\.'),
    ('1h', r'in about 60 minutes\.')])
def test_the_wait_is_said_as_people_say_it(fresh, interval, text):
    site = fresh(address_failures=1, address_interval=interval)
    caller = use_up(Caller(site, '192.0.2.1'), 1)
    answer = caller.login('nobody.there')
    assert answer.status == 429 and re.search(text, answer.body.decode())
    # Programs are told to the second.
    assert int(answer.get('retry-after')) > 50


def test_it_can_be_switched_off(fresh):
    site = fresh(address_failures=0)
    counts = Attacker(site.gate.socket).flood(
        [('nobody.there', '123456', 'wrong', '192.0.2.1')] * 120, threads=8)
    assert counts == {401: 120}


def test_through_nginx(fresh):
    site = fresh(address_failures=2)
    person = site.person()
    client = site.client()
    for _ in range(2):
        assert person.login(client, password='x').status == 401
    reply = person.login(client)
    assert reply.status == 429 and reply.get('retry-after')
    assert reply.get('cache-control') == 'no-store'


# --- names that nobody has ---------------------------------------------------

HASH = {'argon2_memory': 65536, 'argon2_time': 6, 'failure_floor': 100}
HASHED = 0.2    # seconds: less than a hash, more than the floor
FREE = 3


@pytest.fixture(scope='module')
def heavy():
    """A site where a hash takes longer than the floor, and the clock of waits
    stands: whoever has to wait for a second waits for ever."""
    site = Site(clock=True, free_tries=FREE, **HASH)
    site.gate.clock.stop()
    yield site
    site.close()


def durations(site, names):
    client = site.client()
    form = client.form()
    return [client.login(name, 'wrong', '123456', form=form).seconds
            for name in names]


def is_remembered(site, name):
    """Whether the same form gets its answer once more without a hash.  It does
    for a minute; but what a wait turns down is forgotten when that is over,
    which a wait of a second is at once."""
    quick = 9
    for _ in range(3):
        client = site.client()
        fields = {**client.form().fields, 'user': name, 'password': 'wrong',
                  'code': '123456'}
        assert client.post('/otp/login', fields).seconds > HASHED
        quick = min(quick, *(client.post('/otp/login', fields).seconds
                             for _ in range(3)))
    return quick < HASHED


@pytest.mark.plain
@pytest.mark.parametrize('kind', ['known', 'unknown', 'no password',
                                  'disabled', 'no name'])
def test_every_name_waits_alike(heavy, kind):
    """Three are evaluated, then there is a wait, in which nothing is.  But the
    slow part is done there as well: for a name that others have failed at, a
    quick answer would tell that it is somebody's."""
    name = {'known': lambda: heavy.person().name,
            'unknown': lambda: 'nobody.at.all',
            'no password': lambda: heavy.person(password=None).name,
            'disabled': lambda: disabled(heavy),
            'no name': lambda: 'no name/at all'}[kind]()
    assert min(durations(heavy, [name] * FREE)) > HASHED
    assert min(durations(heavy, [name] * 5)) > HASHED
    assert not is_remembered(heavy, name)
    if kind == 'known':
        assert len(heavy.gate.audit(reason='password', user=name)) == FREE
        assert len(heavy.gate.audit(reason='throttled', user=name)) > 5


@pytest.mark.timed
@pytest.mark.plain
def test_without_a_wait_a_form_is_remembered(heavy):
    """What the test above goes by can be seen."""
    assert is_remembered(heavy, 'nobody.else')
    assert is_remembered(heavy, heavy.person().name)


def disabled(site):
    person = site.person()
    site.admin('disable', person.name)
    return person.name


@pytest.mark.timed
@pytest.mark.plain
def test_other_spellings_share_the_wait(heavy):
    names = ['Some.Body', 'some.body', 'SOME.BODY']
    assert min(durations(heavy, names)) > HASHED
    assert not is_remembered(heavy, 'sOME.bODY')
    # Its twin: another name does not wait.
    assert is_remembered(heavy, 'some.bodx')


def test_nothing_about_unknown_names_is_kept(fresh):
    site = fresh()
    before = site.gate.database.read_bytes()
    for _ in range(8):
        site.client().login('secret.typed.here', 'x', '123456')
    assert site.gate.database.read_bytes() == before
    assert 'secret.typed.here' not in site.gate.log.read_text()
