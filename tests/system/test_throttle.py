# SPDX-License-Identifier: ISC
"""Guessing: what is counted, how long it takes, and where it ends."""

import concurrent.futures
import threading
import time

import pytest

FREE = 3


def guesses(site, person, **fields):
    """How many guesses were evaluated: counted in the audit log."""
    return len(site.gate.audit(event='login', verdict='deny',
                               user=person.name, **fields))


def guess(site, person, client=None):
    return person.login(client or site.client(), code=person.phone.wrong())


def test_three_free_tries_then_a_wait_then_in(fresh):
    site = fresh()
    person = site.person()
    for _ in range(FREE):
        assert guess(site, person).status != 303
    assert guesses(site, person, reason='code') == FREE
    # Within the wait even the right code is refused, and is not spent.
    guess(site, person)
    code = person.phone.code()
    refused = person.login(site.client(), code=code)
    assert refused.status != 303
    assert site.gate.audit(reason='throttled', user=person.name)
    time.sleep(2.5)
    assert person.login(site.client(), code=code).status == 303
    # A success clears the count.
    for _ in range(FREE):
        guess(site, person)
    assert guesses(site, person, reason='code') >= 2 * FREE


@pytest.mark.plain
def test_the_wait_doubles_up_to_its_limit(fresh):
    site = fresh(clock=True, wait_max=3600)
    person = site.person('--hotp')
    clock = site.gate.clock
    for _ in range(FREE):
        guess(site, person)
    waits = []
    for _ in range(14):
        before = guesses(site, person, reason='code')
        waited = 0
        # Find the wait by steps that double: refused at w/2, let in at w.
        step = 0
        while True:
            guess(site, person)
            if guesses(site, person, reason='code') > before:
                break
            step = 1 if step == 0 else step
            clock.advance(step)
            waited += step
            step = waited
        waits.append(waited)
    assert waits[-1] <= 4096
    rising = [w for w in waits if w]
    assert rising == sorted(rising)
    assert rising[0] <= 2 and rising[-1] >= 2048, waits


def burst(site, person, count, wrong=True):
    clients = [site.client() for _ in range(count)]
    forms = [c.form() for c in clients]
    code = person.phone.wrong()
    barrier = threading.Barrier(count)

    def post(client, form):
        barrier.wait()
        return person.login(client, code=code, form=form, timeout=120).status

    with concurrent.futures.ThreadPoolExecutor(count) as pool:
        return list(pool.map(post, clients, forms))


def test_fifty_at_once_get_no_more_guesses_than_fifty_in_a_row(fresh):
    site = fresh(hash_queue=64, argon2_memory=64, wait_max=3600)
    person = site.person()
    begun = time.monotonic()
    assert 303 not in burst(site, person, 50)
    took = time.monotonic() - begun
    evaluated = guesses(site, person, reason='code')
    refused = guesses(site, person, reason='throttled')
    # In a row: three free ones, then one more for each wait that has passed
    # meanwhile: 1 s, 2 s, 4 s...
    allowed = FREE + 1
    wait = 1
    while took > wait:
        allowed += 1
        took -= wait
        wait *= 2
    assert FREE <= evaluated <= allowed, (evaluated, refused)


def test_fifty_at_once_on_recovery_codes_too(fresh):
    site = fresh(hash_queue=64, argon2_memory=64)
    person = site.person()
    site.admin.codes(person.name)
    clients = [site.client() for _ in range(30)]
    forms = [c.form() for c in clients]
    barrier = threading.Barrier(30)

    def post(i):
        barrier.wait()
        return person.login(clients[i], form=forms[i], timeout=120,
                            recovery=f'{i % 10 + 1:02}-00000-00000-000')

    with concurrent.futures.ThreadPoolExecutor(30) as pool:
        assert all(r.status not in (200, 303) for r in pool.map(post,
                                                                range(30)))
    assert FREE <= guesses(site, person, reason='recovery') <= FREE + 3


@pytest.mark.plain
def test_the_limit_closes_the_lane_until_unlock(fresh):
    site = fresh(clock=True, lane_limit=10, disable_at=12, wait_max=60)
    person = site.person('--hotp')
    before = person.client()
    for _ in range(12):
        guess(site, person)
        site.gate.clock.advance(61)
    assert person.login(site.client()).status != 303
    site.gate.clock.advance(7200)
    assert person.login(site.client()).status != 303
    assert site.gate.audit(reason='locked', user=person.name)
    # A session from before is not the guesser's to end.
    site.gate.clock.set(0)
    assert before.get('/').status == 200
    site.admin('unlock', person.name)
    assert person.login(site.client()).status == 303


@pytest.mark.plain
def test_fifty_in_a_row_close_it_as_shipped(fresh):
    site = fresh(clock=True)
    person = site.person('--hotp')
    for _ in range(50):
        guess(site, person)
        site.gate.clock.advance(3601)
    assert guesses(site, person, reason='code') <= 50
    site.gate.clock.advance(86400)
    assert person.login(site.client()).status != 303
    assert site.gate.audit(reason='locked', user=person.name)
    site.admin('unlock', person.name)
    assert person.login(site.client()).status == 303


def test_wrong_passwords_wait_but_do_not_charge_the_codes(fresh):
    site = fresh()
    person = site.person()
    for _ in range(8):
        person.login(site.client(), password='wrong', code='123456')
    assert guesses(site, person, reason='password') >= FREE
    assert guesses(site, person, reason='code') == 0
    assert site.gate.audit(reason='throttled', user=person.name)


def test_one_person_throttled_is_nobody_else(fresh):
    site = fresh()
    person, other = site.person(), site.person()
    for _ in range(6):
        guess(site, person)
    assert person.login(site.client()).status != 303
    assert other.login(site.client()).status == 303


def test_a_flood_of_refused_attempts_does_not_grow_the_database(fresh):
    site = fresh()
    person = site.person()
    for _ in range(FREE + 2):
        guess(site, person)
    before = site.gate.database.read_bytes().rstrip(b'\0')
    for _ in range(10):
        guess(site, person)
        site.client().login('nobody.there', 'x', '123456')
    grown = len(site.gate.database.read_bytes().rstrip(b'\0')) - len(before)
    # One more wait may have passed meanwhile, and no more.
    assert grown <= 2 * len(before)
    evaluated = guesses(site, person, reason='code')
    assert evaluated <= FREE + 3


def test_unknown_names_are_throttled_alike(fresh):
    site = fresh()
    for _ in range(8):
        site.client().login('nobody.there', 'x', '123456')
    assert site.gate.audit(event='login', verdict='deny')
    # It costs the names that exist nothing.
    assert site.person().login(site.client()).status == 303


def test_a_full_hash_queue_answers_503_and_checks_do_not_notice(fresh):
    site = fresh(hash_threads=1, hash_queue=2, argon2_memory=65536,
                 argon2_time=4)
    client = site.person().client()
    clients = [site.client() for _ in range(12)]
    forms = [c.form() for c in clients]
    barrier = threading.Barrier(len(clients) + 1)

    def post(one, form):
        barrier.wait()
        return one.login('nobody.there', 'x', '123456', form=form,
                         timeout=120)

    with concurrent.futures.ThreadPoolExecutor(len(clients)) as pool:
        coming = [pool.submit(post, c, f) for c, f in zip(clients, forms)]
        barrier.wait()
        taken = []
        for _ in range(20):
            begun = time.monotonic()
            assert client.get('/').status == 200
            taken.append(time.monotonic() - begun)
        replies = [c.result() for c in coming]
    busy = [r for r in replies if r.status == 503]
    assert busy and len(busy) < len(replies), [r.status for r in replies]
    assert all(r.get('retry-after') for r in busy)
    assert sorted(taken)[10] < 0.25, taken


def test_policy_prints_the_arithmetic(site):
    text = site.admin('policy')
    assert 'year' in text and 'day' in text
