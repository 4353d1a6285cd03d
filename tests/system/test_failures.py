# SPDX-License-Identifier: ISC
"""Every kind of failed login looks the same and takes the same time."""

import concurrent.futures
import re
import time

import pytest

from harness.site import PASSWORD, Site
from harness.web import Form

FLOOR = 0.4
LONG_FLOOR = 5000  # ms, and the longest


@pytest.fixture(scope='module')
def slow():
    """A gate with its floor and hashes as shipped, and users in each state."""
    site = Site(failure_floor=400, argon2_memory=19456, argon2_time=2,
                free_tries=1)
    yield site
    site.close()


def unknown(site):
    return ('nobody.there', PASSWORD, '123456')


def wrong_password(site):
    person = site.person()
    return (person.name, 'not the password', person.phone.code())


def wrong_code(site):
    person = site.person()
    return (person.name, person.password, person.phone.wrong())


def both_wrong(site):
    person = site.person()
    return (person.name, 'not the password', person.phone.wrong())


def replayed(site):
    person = site.person()
    code = person.phone.code()
    assert person.login(site.client(), code=code).status == 303
    return (person.name, person.password, code)


def disabled(site):
    person = site.person()
    site.admin('disable', person.name)
    return (person.name, person.password, person.phone.code())


def until_a_long_wait(site, person, reason, **offer):
    """Guesses until three were evaluated: then the wait is four seconds."""
    while len(site.gate.audit(reason=reason, user=person.name)) < 3:
        person.login(site.client(), **offer)


def throttled(site):
    person = site.person()
    until_a_long_wait(site, person, 'code', code=person.phone.wrong())
    return (person.name, person.password, person.phone.code())


def password_throttled(site):
    person = site.person()
    until_a_long_wait(site, person, 'password', code='123456',
                      password='wrong')
    return (person.name, person.password, person.phone.code())


def without_password(site):
    person = site.person(password=None)
    return (person.name, 'any password', person.phone.code())


def without_authenticator(site):
    person = site.person(phone=False, password=None)
    name = site.person().name
    site.admin('remove', name)
    return (person.name, PASSWORD, '123456')


def empty(site):
    return ('', '', '')


def password_alone(site):
    return ('', PASSWORD, '')


def no_code(site):
    person = site.person()
    return (person.name, person.password, '')


def name_that_cannot_be(site):
    return ('../../etc/passwd\n', PASSWORD, '123456')


def very_long(site):
    return ('a' * 3000, 'b' * 3000, '1' * 3000)


def markup(site):
    return ('<script>alert(1)</script>', '"><b>', "'><i>")


KINDS = [unknown, wrong_password, wrong_code, both_wrong, replayed, disabled,
         throttled, password_throttled, without_password,
         without_authenticator, empty, password_alone, no_code,
         name_that_cannot_be, very_long, markup]
# What was typed for a name is none, whoever there is: the page asks for one.
NO_NAME = (empty, password_alone, name_that_cannot_be, very_long, markup)


def picture(reply):
    """What an attacker can compare; what is random anyway is left out, and the
    name that was typed."""
    form = Form(reply.text)
    name = form.fields['user']
    assert length_of(reply) in (None, len(reply.body))
    headers = sorted(
        (k, re.sub(r'(?<==)[\w.~-]{20,}', 'X', v) if k == 'set-cookie' else v)
        for k, v in reply.headers if k not in ('date', 'content-length'))
    text = reply.text
    if name:
        assert text.count(f'value="{name}"') == 1
        text = text.replace(f'value="{name}"', 'value="NAME"')
    for value in form.fields.values():
        if len(value) > 20:
            text = text.replace(value, 'X' * len(value))
    return reply.status, len(reply.body) - len(name), headers, text


def length_of(reply):
    length = reply.get('content-length')
    return length and int(length)


def attempt(site, kind):
    user, password, code = kind(site)
    client = site.client()
    reply = client.login(user, password, code, rd='/there')
    assert client.session is None
    return reply


@pytest.fixture(scope='module')
def replies(slow):
    """To one failure of each kind."""
    return {kind.__name__: attempt(slow, kind) for kind in KINDS}


def test_every_kind_of_failure_looks_the_same(slow, replies):
    first = picture(attempt(slow, unknown))
    nameless = picture(attempt(slow, empty))
    assert first[0] == nameless[0] == 401
    assert first[2] == nameless[2]
    without = {kind.__name__ for kind in NO_NAME}
    for kind, reply in replies.items():
        assert picture(reply) == (nameless if kind in without else first), kind
        for text in ('passwd', 'alert(1)', 'disabled', 'locked'):
            assert text not in reply.text


def test_a_recovery_code_that_fails_looks_the_same(slow):
    first = picture(slow.client().login('nobody.there', PASSWORD, '', 'none',
                                        rd='/there'))
    person = slow.person()
    slow.admin.codes(person.name)
    for offer in ('01-00000-00000-000', '99-AAAAA-AAAAA-AAA', 'nonsense'):
        client = slow.client()
        reply = person.login(client, recovery=offer, rd='/there')
        assert picture(reply) == first and client.session is None


@pytest.mark.plain
def test_a_lapsed_authenticator_looks_the_same(fresh):
    site = fresh(clock=True)
    person = site.person()
    site.gate.clock.advance(8 * 86400)
    other = site.client().login('nobody.there', PASSWORD, '123456')
    assert picture(person.login(site.client())) == picture(other)


@pytest.mark.timed
def test_every_kind_of_failure_ends_at_the_floor(slow, replies):
    times = {kind: reply.seconds for kind, reply in replies.items()}
    assert len(times) == len(KINDS)
    # Released at a whole multiple of the floor: never before the first.
    for kind in KINDS:
        seconds = times[kind.__name__]
        assert FLOOR - 0.01 < seconds, (kind, times)
        # a machine that is busy may be late, though not each time
        for _ in range(4):
            if seconds % FLOOR < 0.15:
                break
            seconds = attempt(slow, kind).seconds
            assert FLOOR - 0.01 < seconds, (kind, times)
        assert seconds % FLOOR < 0.15, (kind, seconds, times)


@pytest.mark.timed
@pytest.mark.plain
def test_a_success_does_not_wait_for_the_floor(fresh):
    """The longest there is: a busy machine alone takes less."""
    site = fresh(failure_floor=LONG_FLOOR)
    person = site.person()
    client = site.client()
    form = client.form()
    reply = person.login(client, form=form)
    assert reply.status == 303 and reply.seconds < LONG_FLOOR / 1000


def test_the_reason_is_in_the_log_only(slow):
    person = slow.person()
    client = slow.client()
    person.login(client, code=person.phone.wrong())
    person.login(client, password='wrong', code=person.phone.code())
    for reason in ('code', 'password'):
        assert slow.gate.audit(event='login', verdict='deny', reason=reason,
                               user=person.name)


def test_what_was_typed_as_an_unknown_name_is_not_logged(slow):
    slow.client().login('my.secret.password', 'x', '123456')
    assert slow.gate.audit(event='login', verdict='deny', reason='unknown')
    assert 'my.secret.password' not in slow.gate.log.read_text()


@pytest.mark.timed
def test_waiting_failures_hold_nobody_up(slow):
    client = slow.person().client()
    people = [slow.client() for _ in range(16)]
    forms = [p.form() for p in people]
    with concurrent.futures.ThreadPoolExecutor(16) as pool:
        coming = [pool.submit(p.login, 'nobody.there', 'x', '123456', form=f)
                  for p, f in zip(people, forms)]
        time.sleep(0.1)
        begun = time.monotonic()
        for _ in range(5):
            assert client.get('/').status == 200
        assert time.monotonic() - begun < 1.5
        for one in coming:
            assert one.result().status != 303


@pytest.mark.timed
def test_a_flood_of_logins_leaves_connections_to_the_checks(fresh):
    site = fresh(first_factor='none', connections=16, failure_floor=2000)
    client = site.person(password=None).client()
    people = [site.client() for _ in range(12)]
    forms = [p.form() for p in people]
    with concurrent.futures.ThreadPoolExecutor(12) as pool:
        coming = [pool.submit(p.login, 'nobody.there', '', '123456', form=f)
                  for p, f in zip(people, forms)]
        time.sleep(0.5)
        assert client.get('/').status == 200
        answers = [one.result().status for one in coming]
    assert 503 in answers and 401 in answers, answers
