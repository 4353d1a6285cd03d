# SPDX-License-Identifier: ISC
"""What our machinery fails at tells nobody which names there are: an attempt
costs its address as much as a refused one, and is answered and remembered as
that is."""

import resource
import urllib.parse

import pytest

from harness.attacker import Caller
from harness.web import Form

BURST = 4
ENDS = [401] * BURST + [429]


def broken(fresh, **settings):
    return fresh(web=False, address_failures=BURST, address_interval=600,
                 **settings)


def tries(site, address, *typed):
    """The statuses of so many tries that the last one is too many."""
    caller = Caller(site, address)
    return [caller.login(*typed).status for _ in range(BURST + 1)]


def sends_again(site, address, user):
    """The statuses of one form, sent more often than an address may fail, and
    of as many others as it may try after that."""
    caller = Caller(site, address)
    page = caller.ask('GET', '/otp/login?fresh=1')
    fields = Form(page.body.decode()).fields
    fields.update(user=user, password='wrong', code='123456')
    fields.pop('recovery')
    body = urllib.parse.urlencode(fields).encode()
    before = [caller.ask('POST', '/otp/login', body).status
              for _ in range(BURST + 2)]
    return before + tries(site, address, user)[:BURST]


def assert_alike(site, person):
    """For one name that is somebody's, and others."""
    code = person.phone.code()
    assert tries(site, '192.0.2.1', 'nobody.there') == ENDS
    assert tries(site, '192.0.2.2', person.name) == ENDS
    assert tries(site, '192.0.2.3', person.name, person.password, code) == ENDS
    unknown = sends_again(site, '192.0.2.4', 'nobody.else')
    assert unknown == [401] * (BURST + 2 + BURST - 1) + [429]
    assert sends_again(site, '192.0.2.5', person.name) == unknown
    assert site.gate.audit(event='login', verdict='deny', reason='error')
    assert not site.gate.audit(event='login', verdict='allow')


def test_while_the_disk_takes_no_more(fresh):
    site = broken(fresh)
    person = site.person()
    # the log, which is a file as well, stays the shorter one
    for _ in range(12):
        site.person()
    site.gate.stop()
    end = site.gate.database.stat().st_size
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (end, before[1]))
    try:
        site.gate.start()   # no file of the gate gets longer than that
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert_alike(site, person)
    assert site.gate.database.stat().st_size == end


def test_a_user_whose_line_is_damaged(fresh):
    site = broken(fresh)
    person = site.person()
    data = bytearray(site.gate.database.read_bytes())
    at = data.rindex(f'name={person.name} '.encode()) + len('name=')
    data[at] ^= 1
    with site.gate.database.open('r+b') as file:
        file.write(data)
    assert_alike(site, person)


@pytest.mark.plain
def test_a_clock_that_went_back_and_no_password(fresh):
    site = broken(fresh, clock=True, first_factor='none')
    person = site.person()
    site.gate.clock.advance(86400)
    assert Caller(site, '192.0.2.9').login(
        person.name, '', person.phone.code()).status == 303
    site.gate.clock.advance(-86400)
    for address, user in (('192.0.2.1', 'nobody.there'),
                          ('192.0.2.2', person.name)):
        assert tries(site, address, user, '', '123456') == ENDS
    assert site.gate.audit(event='login', user=person.name, reason='clock')
