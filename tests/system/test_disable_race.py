# SPDX-License-Identifier: ISC
"""otpadm disable against the logins and checks of that user: once it has
returned, nothing of this user is good any more, whoever came first."""

import random
import threading
import time

import pytest

from harness import build

ROUNDS = 60 if build.FULL else 20
BROWSERS = 3


class Browser(threading.Thread):
    """Logs in with an authenticator of its own until it is refused, or once
    more behind the command."""

    def __init__(self, site, person, phone):
        super().__init__()
        self.site, self.person, self.phone = site, person, phone
        self.client = site.client()
        self.form = self.client.form()
        self.logins = []    # begun, ended, status, browser
        self.last = threading.Event()

    def run(self):
        enough = False
        while not enough:
            enough = self.last.is_set()
            client = self.client.copy()
            code = self.phone.code()
            begun = time.monotonic()
            reply = self.person.login(client, code, form=self.form)
            self.logins.append((begun, time.monotonic(), reply.status,
                                client))
            if reply.status not in (200, 303):
                self.phone.counter -= 1     # nobody has looked at it
                return


class Checker(threading.Thread):
    """Asks for the newest session, as nginx does, as fast as it is answered;
    remembers when the last question was put that got a yes."""

    def __init__(self, site, client):
        super().__init__()
        self.site, self.client = site, client
        self.done = threading.Event()
        self.passed, self.last = 0, 0.0

    def run(self):
        while not self.done.is_set():
            begun = time.monotonic()
            if self.site.check(self.client).status == 204:
                self.passed, self.last = self.passed + 1, begun


class Round:
    """The user logs in in all browsers, and is disabled meanwhile."""

    def __init__(self, site, person, phones, delay):
        self.client = site.client()
        reply = person.login(self.client, phones[0].code())
        assert reply.status in (200, 303), reply
        self.browsers = [Browser(site, person, phone) for phone in phones]
        checker = Checker(site, self.client)
        for thread in (*self.browsers, checker):
            thread.start()
        time.sleep(delay)
        begun = time.monotonic()
        site.admin('disable', person.name)
        self.returned = time.monotonic()
        for thread in self.browsers:
            thread.last.set()
        for thread in self.browsers:
            thread.join()
        checker.done.set()
        checker.join()
        self.checker = checker
        logins = [one for b in self.browsers for one in b.logins]
        self.good = [one for one in logins if one[2] in (200, 303)]
        # those that the command has met on its way
        self.met = [one for one in logins
                    if one[0] < self.returned and one[1] > begun]
        self.late = [one for one in self.good if one[0] > self.returned]

    def sessions(self):
        return [self.client] + [one[3] for one in self.good]


# Of six digits, one code in 60,000 is another authenticator's, too, which then
# moves on without its phone.
PHONE = ('--hotp', '--digits', '8')


@pytest.fixture(name='person')
def _person(site):
    return site.person(*PHONE)


@pytest.mark.timed
@pytest.mark.timeout(300)
def test_no_session_and_no_login_outlives_it(site, person):
    rng = random.Random(5)
    phones = [person.phone] + [site.admin.enroll(person.name, *PHONE)
                               for _ in range(BROWSERS - 1)]
    for phone in phones[1:]:
        assert person.login(site.client(), phone.code()).status == 303
    totals = dict.fromkeys(('logins', 'met', 'met and won', 'checks'), 0)
    for _ in range(ROUNDS):
        one = Round(site, person, phones, rng.uniform(0, 0.2))
        assert one.late == []
        assert one.checker.last < one.returned
        for client in one.sessions():
            assert site.check(client).status != 204
            assert client.get('/').status == 401
        assert person.login(site.client(), phones[0].code()).status == 401
        phones[0].counter -= 1
        totals['logins'] += len(one.good)
        totals['met'] += len(one.met)
        totals['met and won'] += sum(m[2] != 401 for m in one.met)
        totals['checks'] += one.checker.passed
        site.admin('enable', person.name)
        # enabling brings none of them back
        for client in one.sessions():
            assert site.check(client).status != 204
    print(totals)
    # it was a race: logins were under way, and both have won
    assert site.gate.audit(event='login', reason='code') == []
    assert totals['met'] > ROUNDS
    assert 0 < totals['met and won'] < totals['met']
    assert totals['checks'] > ROUNDS
