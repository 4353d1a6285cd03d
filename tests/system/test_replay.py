# SPDX-License-Identifier: ISC
"""A code spends once, whoever is how fast, and whatever dies."""

import concurrent.futures
import signal
import threading

import pytest

from harness import wait


def refused(reply, client):
    assert reply.status not in (200, 204, 303), reply
    assert client.session is None


@pytest.fixture(params=['totp', 'hotp'])
def anyone(site, request):
    return site.person(*(['--hotp'] if request.param == 'hotp' else []))


def test_not_twice_in_the_same_browser(client, anyone):
    code = anyone.phone.code()
    assert anyone.login(client, code=code).status == 303
    session = client.session
    again = anyone.login(client, code=code)
    assert again.status != 303 and client.session in (session, None)


def test_not_twice_in_another_browser(site, anyone):
    code = anyone.phone.code()
    assert anyone.login(site.client(), code=code).status == 303
    other = site.client()
    refused(anyone.login(other, code=code), other)
    assert site.gate.audit(event='login', verdict='deny', user=anyone.name)


@pytest.mark.parametrize('spelling', [
    '{0} {1}', ' {0}{1}', '{0}{1} ', '{0}-{1}', '{0}{1}\n', '{0}\t{1}',
    '\u200b{0}\u00a0{1}', '{0}\u2013{1}\r\n',
    '{0}{1}\0', '0{0}{1}', '+{0}{1}', '{0}{1}.0',
])
def test_not_twice_in_another_spelling(site, spelling):
    person = site.person()
    code = person.phone.code()
    assert person.login(site.client(), code=code).status == 303
    other = site.client()
    again = spelling.format(code[:3], code[3:])
    reply = person.login(other, code=again)
    assert reply.status != 303 and other.session is None
    # The next code is as good as ever.
    assert person.login(other).status == 303


def test_an_older_code_is_spent_with_a_newer_one(site):
    person = site.person()
    step = person.phone.now_step()
    assert person.login(site.client(),
                        code=person.phone.at_step(step)).status == 303
    other = site.client()
    refused(person.login(other, code=person.phone.at_step(step - 1)), other)


def test_counters_only_go_up(site):
    person = site.person('--hotp')
    phone = person.phone
    assert person.login(site.client(), code=phone.at_counter(3)).status == 303
    for counter in (0, 1, 2, 3):
        other = site.client()
        refused(person.login(other, code=phone.at_counter(counter)), other)
        if counter == 1:
            site.admin('unlock', person.name)
    assert person.login(site.client(), code=phone.at_counter(4)).status == 303


def parallel(site, person, code, count):
    """The same code posted by "count" browsers at one moment; the answers."""
    clients = [site.client() for _ in range(count)]
    forms = [client.form() for client in clients]
    barrier = threading.Barrier(count)

    def post(client, form):
        barrier.wait()
        return person.login(client, code=code, form=form, timeout=120)

    with concurrent.futures.ThreadPoolExecutor(count) as pool:
        return list(pool.map(post, clients, forms))


@pytest.mark.parametrize('options', [[], ['--hotp']], ids=['totp', 'hotp'])
def test_fifty_at_once_have_one_success(fresh, options):
    site = fresh(hash_queue=192, connections=1024)
    person = site.person(*options)
    replies = parallel(site, person, person.phone.code(), 50)
    won = [r for r in replies if r.status == 303]
    assert len(won) == 1, [r.status for r in replies]
    assert len(site.gate.audit(event='login', verdict='allow',
                               user=person.name)) == 1


def test_two_people_at_once_both_succeed(site):
    people = [site.person() for _ in range(8)]
    barrier = threading.Barrier(len(people))

    def post(person):
        client = site.client()
        form = client.form()
        barrier.wait()
        return person.login(client, form=form).status

    with concurrent.futures.ThreadPoolExecutor(len(people)) as pool:
        assert list(pool.map(post, people)) == [303] * len(people)


@pytest.mark.parametrize('what', ['code', 'recovery'])
def test_not_twice_around_a_kill(fresh, what):
    site = fresh()
    person = site.person()
    if what == 'recovery':
        offer = {'recovery': site.admin.codes(person.name)[0]}
    else:
        offer = {'code': person.phone.code()}
    client = site.client()
    reply = person.login(client, **offer)
    site.gate.kill()
    assert reply.status in (200, 303) and client.session
    site.gate.start()
    wait.until(lambda: client.get('/').status == 200, what='the gate back')
    other = site.client()
    again = person.login(other, **offer)
    assert again.status != 303 and other.session is None
    # The session outlived the kill, the person can still come in.
    assert client.get('/').status == 200
    assert person.login(site.client()).status == 303


def test_killed_in_the_middle_of_logins_nothing_spends_twice(fresh):
    site = fresh()
    people = [site.person() for _ in range(12)]
    codes = [p.phone.code() for p in people]

    def post(pair):
        person, code = pair
        try:
            return person.login(site.client(), code=code).status
        except (OSError, AssertionError):
            return None

    with concurrent.futures.ThreadPoolExecutor(len(people)) as pool:
        answers = pool.map(post, zip(people, codes))
        threading.Timer(0.12, site.gate.send, [signal.SIGKILL]).start()
        first = list(answers)
    site.gate.process.wait(10)
    site.gate.process = None
    site.gate.start()
    for person, code, status in zip(people, codes, first):
        again = post((person, code))
        assert (status, again).count(303) <= 1, (person.name, status, again)
    site.admin('check')
