# SPDX-License-Identifier: ISC
"""Guessing: what is counted, how long it takes, and where it ends."""

import concurrent.futures
import os
import subprocess
import threading
import time

import pytest

from harness.clock import Clock

FREE = 3


def guesses(site, person, **fields):
    """How many guesses were evaluated: counted in the audit log."""
    return len(site.gate.audit(event='login', verdict='deny',
                               user=person.name, **fields))


def guess(site, person, client=None):
    return person.login(client or site.client(), code=person.phone.wrong())


@pytest.mark.plain
def test_three_free_tries_then_a_wait_then_in(still):
    site = still()
    person = site.person()
    for _ in range(FREE):
        assert guess(site, person).status != 303
    assert guesses(site, person, reason='code') == FREE
    # Within the wait even the right code is refused, and is not spent.
    code = person.phone.code()
    for _ in range(3):
        assert person.login(site.client(), code=code).status != 303
    assert guesses(site, person, reason='throttled') == 3
    site.gate.clock.advance(2)
    client = site.client()
    reply = client.told(person.login(client, code=code))
    assert '3 failed attempts since your last login' in reply.text
    # A success clears the count.
    for _ in range(FREE + 1):
        guess(site, person)
    assert guesses(site, person, reason='code') == 2 * FREE
    assert guesses(site, person, reason='throttled') == 4


@pytest.mark.plain
def test_the_wait_doubles_up_to_its_limit(still):
    site = still(wait_max=3600)
    person = site.person('--hotp')
    for _ in range(FREE):
        guess(site, person)
    waits = []
    for n in range(14):
        expected = min(2 ** n, 3600)
        site.gate.clock.advance(expected - 1)
        guess(site, person)
        assert guesses(site, person, reason='code') == FREE + n, waits
        site.gate.clock.advance(1)
        guess(site, person)
        assert guesses(site, person, reason='code') == FREE + n + 1, waits
        waits.append(expected)
    assert waits[-3:] == [2048, 3600, 3600]


def burst(site, person, count):
    clients = [site.client() for _ in range(count)]
    forms = [c.form() for c in clients]
    code = person.phone.wrong()
    barrier = threading.Barrier(count)

    def post(client, form):
        barrier.wait()
        return person.login(client, code=code, form=form, timeout=120).status

    with concurrent.futures.ThreadPoolExecutor(count) as pool:
        return list(pool.map(post, clients, forms))


@pytest.mark.plain
def test_fifty_at_once_get_no_more_guesses_than_fifty_in_a_row(still):
    site = still(hash_queue=192, connections=1024, argon2_memory=64)
    quick, slow = site.person(), site.person()
    assert 303 not in burst(site, quick, 50)
    for _ in range(50):
        assert guess(site, slow).status != 303
    for person in (quick, slow):
        assert guesses(site, person, reason='code') == FREE
        assert guesses(site, person, reason='throttled') == 50 - FREE


@pytest.mark.plain
def test_thirty_at_once_on_recovery_codes_get_no_more_either(still):
    site = still(hash_queue=192, connections=1024, argon2_memory=64)
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
        assert all(r.status not in (200, 303)
                   for r in pool.map(post, range(30)))
    assert guesses(site, person, reason='recovery') == FREE
    assert guesses(site, person, reason='throttled') == 30 - FREE


@pytest.mark.plain
def test_an_attempt_that_began_a_second_earlier_gets_no_free_guess(still):
    """Of parallel attempts one may have looked at the clock just before the
    second in which another was charged."""
    site = still()
    person = site.person()
    for _ in range(FREE):
        guess(site, person)
    site.gate.clock.advance(-1)
    guess(site, person)
    assert guesses(site, person, reason='code') == FREE
    assert guesses(site, person, reason='throttled') == 1


@pytest.mark.plain
def test_codes_and_recovery_codes_share_the_count(still):
    site = still()
    person = site.person()
    codes = site.admin.codes(person.name)
    for _ in range(FREE - 1):
        guess(site, person)
    person.login(site.client(), recovery='01-00000-00000-000')
    assert person.login(site.client()).status != 303
    assert person.login(site.client(), recovery=codes[0]).status != 200
    assert guesses(site, person, reason='throttled') == 2


@pytest.mark.plain
def test_the_limit_closes_the_lane_until_unlock(still):
    site = still(lane_limit=10, disable_at=12, wait_max=60)
    person = site.person('--hotp')
    before = person.client()
    for _ in range(12):
        guess(site, person)
        site.gate.clock.advance(61)
    # A session from before is not the guesser's to end.
    assert before.get('/').status == 200
    assert person.login(site.client()).status != 303
    site.gate.clock.advance(7200)
    assert person.login(site.client()).status != 303
    assert site.gate.audit(reason='locked', user=person.name)
    site.admin('unlock', person.name)
    assert person.login(site.client()).status == 303


@pytest.mark.plain
def test_fifty_in_a_row_close_it_as_shipped(still):
    site = still()
    person = site.person('--hotp')
    for _ in range(55):
        guess(site, person)
        site.gate.clock.advance(3601)
    assert guesses(site, person, reason='code') == 50
    assert guesses(site, person, reason='locked') == 5
    site.gate.clock.advance(86400)
    assert person.login(site.client()).status != 303
    site.admin('unlock', person.name)
    assert person.login(site.client()).status == 303


@pytest.mark.plain
def test_wrong_passwords_wait_but_do_not_charge_the_codes(still):
    site = still()
    person = site.person()
    for _ in range(8):
        person.login(site.client(), password='wrong', code='123456')
    assert guesses(site, person, reason='password') == FREE
    assert guesses(site, person, reason='throttled') == 8 - FREE
    assert guesses(site, person, reason='code') == 0
    site.gate.clock.advance(60)
    client = site.client()
    assert '3 failed attempts' in client.told(person.login(client)).text


@pytest.mark.plain
def test_one_person_throttled_is_nobody_else(still):
    site = still()
    person, other = site.person(), site.person()
    for _ in range(FREE):
        guess(site, person)
    assert person.login(site.client()).status != 303
    assert other.login(site.client()).status == 303


@pytest.mark.plain
def test_a_flood_of_refused_attempts_writes_nothing(still):
    site = still()
    person = site.person()
    for _ in range(FREE):
        guess(site, person)
    before = site.gate.database.read_bytes()
    for _ in range(10):
        guess(site, person)
        site.client().login('nobody.there', 'x', '123456')
    assert site.gate.database.read_bytes() == before


@pytest.mark.plain
def test_the_count_outlives_the_responder(still):
    site = still()
    person = site.person()
    for _ in range(FREE):
        guess(site, person)
    site.gate.kill()
    site.gate.start()
    assert person.login(site.client()).status != 303
    assert guesses(site, person, reason='throttled') == 1


def test_unknown_names_are_throttled_alike(fresh):
    site = fresh()
    for _ in range(8):
        site.client().login('nobody.there', 'x', '123456')
    assert site.gate.audit(event='login', verdict='deny')
    # It costs the names that exist nothing.
    assert site.person().login(site.client()).status == 303


@pytest.mark.timed
def test_a_full_hash_queue_answers_503_and_checks_do_not_notice(fresh):
    site = fresh(hash_threads=1, hash_queue=2, argon2_memory=65536,
                 argon2_time=4)
    client = site.person().client()
    clients = [site.client() for _ in range(12)]
    forms = [c.form() for c in clients]
    barrier = threading.Barrier(len(clients) + 1)

    def post(one, form):
        barrier.wait()
        begun = time.monotonic()
        reply = one.login('nobody.there', 'x', '123456', form=form,
                          timeout=120)
        return reply, time.monotonic() - begun

    with concurrent.futures.ThreadPoolExecutor(len(clients)) as pool:
        coming = [pool.submit(post, c, f) for c, f in zip(clients, forms)]
        barrier.wait()
        taken = []
        for _ in range(20):
            begun = time.monotonic()
            assert client.get('/').status == 200
            taken.append(time.monotonic() - begun)
        replies = [c.result() for c in coming]
    busy = [r for r, _ in replies if r.status == 503]
    hashed = [seconds for r, seconds in replies if r.status != 503]
    assert busy and hashed, [r.status for r, _ in replies]
    assert all(r.get('retry-after') for r in busy)
    # a check that waited behind them would take as long as the last of them
    assert sorted(taken)[10] < max(hashed) / 2, (taken, hashed)


def test_policy_prints_the_arithmetic(site):
    text = site.admin('policy')
    assert 'year' in text and 'day' in text


LOOKS = """
import ctypes, sys, threading
libc = ctypes.CDLL(None)
seen = set()

def look():
    now = (ctypes.c_long * 2)()
    for _ in range(20000):
        libc.clock_gettime(0, now)
        seen.add(now[0])

threads = [threading.Thread(target=look) for _ in range(8)]
for t in threads:
    t.start()
for t in threads:
    t.join()
print(*seen)
"""


@pytest.mark.plain
def test_a_clock_that_stands_stands_for_every_thread(tmp_path):
    """On this, the exact figures above rest: a look at the real time would end
    a wait of a second."""
    clock = Clock(tmp_path)
    clock.advance(-1000)
    clock.stop()
    run = subprocess.run(['/usr/bin/python3', '-c', LOOKS], check=True,
                         stdout=subprocess.PIPE,
                         env={**os.environ, **clock.environment})
    assert run.stdout.split() == [str(clock.now()).encode()]
