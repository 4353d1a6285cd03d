# SPDX-License-Identifier: ISC
"""However an attempt ends: the seats that it held are free again, and what was
no failure is not counted as one.  A leak would lock everybody out some day."""

import concurrent.futures
import threading

import pytest

from harness import build, wait
from harness.site import PASSWORD
from harness.web import DEVICE
from test_lock_held import held
from test_metrics import numbers

BURST = 5           # failures of one address
TIMES = BURST + 3   # more than these, and than the seats of one address
HEAVY = {'argon2_memory': 65536, 'argon2_time': 4}  # time for a change
SLOW = {'argon2_memory': 131072, 'argon2_time': 6}  # and for the lock


def strange(client):
    """A browser that nobody knows: its address is counted."""
    client.cookies.pop(DEVICE, None)
    return client


def let_in(site):
    person = site.person('--hotp')
    for _ in range(TIMES):
        yield person.login(site.client()).status, 303


def locked(site):
    """Found out before anything is looked up."""
    person = site.person('--hotp')
    for password in (PASSWORD, 'wrong') * (TIMES // 2):
        client = site.client()
        form = client.form()
        with held(site.gate):
            yield client.login(person.name, password, '123456',
                               form=form).status, 503


def uncommitted(site):
    """Found out when it is decided: the record owes it, nobody else."""
    name = site.person('--hotp').name
    for _ in range(TIMES):
        client = site.client()
        form = client.form()
        with concurrent.futures.ThreadPoolExecutor(1) as pool:
            reply = pool.submit(client.login, name, 'wrong', '1', form=form)
            wait.until(lambda: numbers(site)['otpgate_argon2_in_flight'] == 1
                       or reply.done(), what='its hash')
            with held(site.gate):
                status = reply.result().status
        yield status, 503
    assert site.gate.audit(event='limit', reason='late')


def crowded(site):
    """More at once than have a seat in the queue."""
    people = [site.person('--hotp') for _ in range(3)]
    told = []
    for _ in range(TIMES):
        tries = [(p, c, c.form(), p.phone.code())
                 for p in people for c in [site.client()]]
        with concurrent.futures.ThreadPoolExecutor(len(tries)) as pool:
            now = list(pool.map(
                lambda t: t[0].login(t[1], t[3], form=t[2]).status, tries))
        for (person, *_), status in zip(tries, now):
            # nobody has looked at that code
            person.phone.counter -= status == 503
        told += now
    assert told.count(503) > BURST, told
    return [(status, status if status in (303, 503) else 303)
            for status in told]


def ended(site):
    person = site.person('--hotp')
    recovery = site.admin.codes(person.name)
    for number in range(TIMES):
        client = person.client()
        page = client.asked('/recovery/x')
        site.admin('logout', person.name)
        # with a hash on the way, and without
        words = {'recovery': recovery[0]} if number % 2 else \
            {'code': person.phone.code()}
        reply = strange(client).confirm(page, **words)
        assert 'has ended' in reply.text, reply
        yield reply.status, 401


def changed(site):
    """The password is changed again and again while it is hashed."""
    person = site.person('--hotp')
    done = threading.Event()

    def change():
        while not done.is_set():
            site.admin.password(person.name, PASSWORD)

    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        changing = pool.submit(change)
        try:
            failed = 0
            for _ in range(TIMES):
                status = person.login(site.client()).status
                # too many rounds are a fault of ours, and spend no code; but
                # they cost the address, as at a name that nobody has
                person.phone.counter -= status == 401
                failed += status == 401
                yield status, 401 if status == 401 else 303
                if failed == BURST - 1:
                    break
        finally:
            done.set()
        changing.result()
    denied = site.gate.audit(event='login', user=person.name, verdict='deny')
    assert all(' reason=error' in line for line in denied), denied


@pytest.mark.timed
@pytest.mark.timeout(240)
@pytest.mark.parametrize('kind', [let_in, locked, uncommitted, crowded, ended,
                                  changed], ids=lambda k: k.__name__)
def test_what_is_no_failure_leaves_nothing_behind(fresh, kind):
    site = fresh(address_failures=BURST, address_interval='1h', connections=32,
                 hash_threads=1, hash_queue=2, free_tries=10,
                 **SLOW if kind is uncommitted else HEAVY)
    left = BURST
    for status, wanted in kind(site):
        assert status == wanted
        left -= kind is changed and status == 401
    is_idle(site)
    # neither a seat nor a failure is held: as many may fail as at the start
    statuses = [strange(site.client()).login('nobody.there', 'x', '1').status
                for _ in range(BURST + 1)]
    assert statuses == [401] * left + [429] * (BURST + 1 - left)


@pytest.mark.timed
@pytest.mark.timeout(240)
@pytest.mark.parametrize('before,after,typed,wanted', [
    (PASSWORD, 'seven brown herons', PASSWORD, 401),
    ('seven brown herons', PASSWORD, PASSWORD, 303)], ids=['old', 'new'])
def test_a_password_that_changes_behind_the_queue(fresh, before, after, typed,
                                                  wanted):
    """The record is read, and its hash waits for those of others."""
    site = fresh(connections=32, hash_threads=1, hash_queue=8, **SLOW)
    person = site.person('--hotp', password=before)
    tries = [(name, client, client.form())
             for name in ('nobody.a', 'nobody.b', person.name)
             for client in [site.client()]]
    with concurrent.futures.ThreadPoolExecutor(len(tries)) as pool:
        for count, (name, client, form) in enumerate(tries, 1):
            reply = pool.submit(client.login, name, typed,
                                person.phone.code() if count == 3 else '1',
                                form=form)
            wait.until(lambda n=count: numbers(site)[
                'otpgate_logins_in_flight'] == n, what='the others')
        site.admin.password(person.name, after)
        assert not reply.done()
        assert reply.result().status == wanted
    last = site.gate.audit(event='login', user=person.name)[-1]
    assert ('reason=ok' if wanted == 303 else 'reason=password') in last
    is_idle(site)


def is_idle(site):
    wait.until(lambda: numbers(site)['otpgate_logins_in_flight'] == 0,
               what='the end of all logins')
    assert numbers(site)['otpgate_argon2_in_flight'] == 0


@pytest.mark.timeout(120)
def test_what_is_one_leaves_no_seat_behind(fresh):
    site = fresh(connections=32, hash_threads=1, hash_queue=2, free_tries=2)
    person, off = site.person('--hotp'), site.person('--hotp')
    bare = site.person('--hotp', password=None)
    site.admin('disable', off.name)
    for name in (person.name, off.name, bare.name, 'nobody.there', '../x'):
        for password in (PASSWORD, 'wrong', ''):
            for _ in range(TIMES if build.FULL else 2):
                reply = site.client().login(name, password, '1')
                assert reply.status == 401, (name, password)
    is_idle(site)
    site.gate.configure(address_failures=BURST, address_interval='1h')
    site.gate.send(1)
    wait.until(lambda: site.gate.audit(event='reload'), what='the settings')
    told = [site.client().login('nobody.there', 'x', '1').status
            for _ in range(3 * TIMES)]
    assert told.count(429) >= 2 * TIMES
    is_idle(site)
