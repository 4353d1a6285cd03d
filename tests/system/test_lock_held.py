# SPDX-License-Identifier: ISC
"""Somebody holds users.lock and does not give it back: no login is evaluated,
all of them look alike, nobody inside notices, and no guess is free."""

import concurrent.futures
import contextlib
import fcntl
import os
import random
import re
import statistics
import struct
import threading
import time

import pexpect
import pytest

from harness import build, disk, pam, wait
from harness.attacker import Attacker
from harness.lines import Journal
from harness.site import PASSWORD
from test_metrics import numbers

MANY = 1_200_000    # bytes of new lines: too many for a loop to read
HOLD = 6            # seconds: longer than a login may wait
NONE = '00000000'   # no phone of these tests has it next: 8 digits


@contextlib.contextmanager
def held(gate):
    """Nobody else can commit meanwhile."""
    path = gate.database.with_name('users.lock')
    with path.open('r+b') as file:
        fcntl.fcntl(file, fcntl.F_OFD_SETLKW,
                    struct.pack('hhqqi', fcntl.F_WRLCK, 0, 0, 0, 0))
        yield


def year(site, name):
    """Wrong codes that the record has counted this year (otpgate-users(5))."""
    record = Journal(site.gate.database).newest(name)[1]
    found = re.search(r' g=\d+/([\d.]+)', record)
    return sum(int(n) for n in found[1].split('.')) if found else 0


# --- all alike ---

def right(site):
    person = site.person('--hotp')
    return person.name, PASSWORD, person.phone.code(), ''


def wrong_password(site):
    person = site.person('--hotp')
    return person.name, 'not this one', person.phone.code(), ''


def wrong_code(site):
    person = site.person('--hotp', '--digits', '8')
    return person.name, PASSWORD, NONE, ''


def no_code(site):
    return site.person('--hotp').name, PASSWORD, '', ''


def wrong_recovery(site):
    person, other = site.person('--hotp'), site.person('--hotp')
    site.admin.codes(person.name)
    return person.name, PASSWORD, '', site.admin.codes(other.name)[0]


def unknown(_site):
    return 'nobody.there', PASSWORD, '123456', ''


def no_name(_site):
    return '../../etc/passwd\n', PASSWORD, '123456', ''


def disabled(site):
    person = site.person('--hotp')
    site.admin('disable', person.name)
    return person.name, PASSWORD, person.phone.code(), ''


def without_password(site):
    person = site.person('--hotp', password=None)
    return person.name, PASSWORD, person.phone.code(), ''


def waiting(site):
    person = site.person('--hotp', '--digits', '8')
    for _ in range(3):
        person.login(site.client(), NONE)
    return person.name, PASSWORD, person.phone.code(), ''


KINDS = (right, wrong_password, wrong_code, no_code, wrong_recovery, unknown,
         no_name, disabled, without_password, waiting)


def picture(reply):
    """What can be compared; what is random anyway is left out."""
    headers = sorted((k, v) for k, v in reply.headers if k != 'date')
    return reply.status, headers, reply.body


@pytest.mark.timed
@pytest.mark.timeout(120)
def test_no_login_is_evaluated_and_none_can_be_told_from_another(fresh):
    site = fresh(failure_floor=1000, free_tries=1, argon2_memory=19456,
                 argon2_time=2)
    tries = {kind.__name__: kind(site) for kind in KINDS}
    inside = site.person('--hotp').client()
    forms = {name: (site.client(), None) for name in tries}
    forms = {name: (client, client.form())
             for name, (client, _) in forms.items()}
    before = site.gate.database.read_bytes()
    lines = len(site.gate.audit(event='login'))
    seen = {name: [] for name in tries}

    def one(name):
        client, form = forms[name]
        user, password, code, recovery = tries[name]
        seen[name].append(client.login(user, password, code, recovery,
                                       form=form))

    with held(site.gate):
        for _ in range(3):
            with concurrent.futures.ThreadPoolExecutor(len(tries)) as pool:
                list(pool.map(one, tries))
        logout = inside.form('/otp/logout')
        out = inside.post('/otp/logout', logout.fields)
        assert inside.get('/').status == 200
    assert {r.status for all_ in seen.values() for r in all_} == {503}
    first = picture(seen['right'][0])
    assert [n for n, all_ in seen.items() for r in all_
            if picture(r) != first] == []
    assert seen['right'][0].get('retry-after')
    # nothing was charged, spent or told, and the log is not filled
    assert site.gate.database.read_bytes() == before
    assert len(site.gate.audit(event='login')) == lines
    assert 1 <= len(site.gate.audit(event='limit', reason='lock')) <= 2
    assert numbers(site)['otpgate_logins_turned_away_total{reason="lock"}'] \
        == 3 * len(tries)
    medians = {name: statistics.median(r.seconds for r in all_)
               for name, all_ in seen.items()}
    assert max(medians.values()) < 2 * min(medians.values()), medians
    # a log-out that could not be committed says so, and keeps the session
    assert out.status == 503 and inside.session
    # the code is as good as before
    user, password, code, _ = tries['right']
    assert site.client().login(user, password, code).status == 303
    assert inside.logout().status == 200


def test_a_code_for_a_session_is_not_evaluated_either(site):
    person, other = site.person('--hotp'), site.person('--hotp')
    codes = site.admin.codes(person.name)
    wrong = site.admin.codes(other.name)[0]
    client = person.client()
    page = client.asked('/recovery/x')
    with held(site.gate):
        replies = [client.copy().confirm(page, recovery=one)
                   for one in (codes[0], wrong)]
        assert client.get('/').status == 200
    assert [r.status for r in replies] == [503, 503]
    assert picture(replies[0]) == picture(replies[1])
    assert client.confirm(page, recovery=codes[0]).status == 303


@pytest.mark.timed
@pytest.mark.plain
@pytest.mark.timeout(120)
def test_pam_evaluates_nothing_and_tells_nobody_apart(fresh):
    site = fresh(web=False, failure_floor=1000)
    enroll = site.admin.enroll
    phones = {name: enroll(name, '--hotp', '--digits', '8')
              for name in ('right', 'wrong', 'disabled')}
    site.admin('disable', 'disabled')
    answers = {name: phone.code() for name, phone in phones.items()}
    answers.update(wrong=NONE, unknown='12345678')
    before = site.gate.database.read_bytes()
    services = pam.Services(site.gate.config)
    clients = {name: pam.Client(services) for name in answers}
    try:
        with held(site.gate):
            for _ in range(3):
                for name, one in clients.items():
                    one.begin(name, answers[name])
                seen = {name: one.end() for name, one in clients.items()}
                assert {n for n, _ in seen.values()} == \
                    {pam.AUTHINFO_UNAVAIL}, seen
                took = [us for _, us in seen.values()]
                assert max(took) < 2 * min(took), seen
        assert site.gate.database.read_bytes() == before
        lines = site.gate.audit(event='pam', reason='error')
        assert len(lines) == 3 * len(clients)
        assert all(f'process {os.getpid()} holds the lock ' in l
                   for l in lines), lines
        assert clients['right'].login('right', answers['right'])[0] == \
            pam.SUCCESS
        assert clients['wrong'].login('wrong', NONE)[0] == pam.AUTH_ERR
    finally:
        for one in clients.values():
            one.close()
        services.remove()


@pytest.mark.timeout(60)
def test_an_administrator_is_told_who_holds_it(site):
    person = site.person('--hotp')
    with held(site.gate):
        child = pexpect.spawn(
            str(build.OTPADM), ['-c', str(site.gate.config), 'disable',
                                person.name], encoding='utf-8', timeout=30)
        child.expect('waiting for the lock of the database')
        child.expect(f'process {os.getpid()} holds the lock '
                     + re.escape(f'{site.gate.database}.lock'))
        child.expect('within 5000 ms')
        child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 1
    assert person.client()


@pytest.mark.timed
@pytest.mark.timeout(120)
def test_whoever_is_quick_with_the_lock_turns_nobody_away(fresh):
    """Many who log in, beside an administrator at work."""
    site = fresh(hash_queue=128)
    people = [site.person('--hotp') for _ in range(24)]
    forms = [(p, c, c.form()) for p in people for c in [site.client()]]
    other = site.person('--hotp').name
    done = threading.Event()

    def administer():
        while not done.is_set():
            for word in ('disable', 'enable'):
                site.admin(word, other)

    threads = [threading.Thread(target=administer) for _ in range(2)]
    for one in threads:
        one.start()
    try:
        with concurrent.futures.ThreadPoolExecutor(len(forms)) as pool:
            replies = list(pool.map(
                lambda one: one[0].login(one[1], form=one[2]), forms))
    finally:
        done.set()
        for one in threads:
            one.join()
    assert {reply.status for reply in replies} == {303}
    assert not site.gate.audit(event='limit', reason='lock')


# --- who is inside ---

class Inside:
    """Somebody who is logged in, past nginx, and a browser that is not."""

    def __init__(self, site):
        self.site = site
        self.phone = phone = site.admin.enroll('ann', '--hotp')
        site.admin.password('ann', PASSWORD)
        self.page = Attacker(site.gate.socket)
        answer = self.page.answer('ann', phone.code(), PASSWORD)
        assert answer.status == 303
        self.cookie = next(
            v.split(';')[0] for k, v in answer.headers
            if k == 'set-cookie' and v.startswith('__Host-otpgate='))
        self.order = []
        self.size = site.gate.database.stat().st_size

    def login(self):
        answer = self.page.answer('ann', self.phone.code(), PASSWORD)
        assert answer.status == 303
        self.order.append('login')

    def check(self, times, before):
        for _ in range(times):
            before()
            assert self.site.check(self.cookie, timeout=30).status == 204
            self.order.append('check')

    def guess(self):
        return self.page.guess('ann', NONE, PASSWORD)[0]

    def look_before_release(self, times, before=lambda: None):
        """Checks while the lock is held; it is held HOLD seconds at most."""
        thread = threading.Thread(target=self.check, args=(times, before))
        thread.start()
        thread.join(HOLD)
        self.order.append('release')
        return thread


@pytest.mark.timed
@pytest.mark.timeout(120)
def test_checks_do_not_wait_behind_logins(fresh):
    """The loop cannot read as much as is new: the check is handed over, and
    must not stand behind those who want the lock."""
    site = fresh(web=False, failure_floor=1000, workers=2)
    ann = Inside(site)
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        with held(site.gate):
            logins = [pool.submit(ann.guess) for _ in range(8)]
            time.sleep(0.5)
            # what another process would have committed before it was stopped
            journal = Journal(site.gate.database)
            same = journal.newest('ann')
            last = ann.look_before_release(4, lambda: journal.append(
                [same] * (MANY // len(same[1]))))
        assert {one.result() for one in logins} <= {401, 503}
    last.join()
    assert ann.order == ['check'] * 4 + ['release']


@pytest.mark.timed
@pytest.mark.plain
@disk.needs_strace
@pytest.mark.timeout(120)
def test_checks_do_not_wait_behind_a_disk_that_hangs(fresh):
    """The lock is free, but who logs in waits for the sync."""
    site = fresh(web=False, workers=1)
    ann = Inside(site)
    with disk.slow(site.gate, 4):
        login = threading.Thread(target=ann.login)
        login.start()
        wait.until(lambda: site.gate.database.stat().st_size
                   > ann.size, what='a login that waits')
        journal = Journal(site.gate.database)
        same = journal.newest('ann')
        for _ in range(3):
            ann.check(1, lambda: journal.append(
                [same] * (MANY // len(same[1]))))
        login.join()
    assert ann.order == ['check'] * 3 + ['login']


@pytest.mark.timed
@pytest.mark.timeout(120)
def test_a_crowd_at_the_login_leaves_connections_for_checks(fresh):
    """Whoever wants in while nobody can get in does not take what those need
    who are in."""
    site = fresh(web=False, connections=32, workers=1, failure_floor=1000)
    ann = Inside(site)
    stop = threading.Event()
    statuses = []

    def crowd():
        while not stop.is_set():
            statuses.append(ann.guess())

    threads = [threading.Thread(target=crowd) for _ in range(60)]
    with held(site.gate):
        for one in threads:
            one.start()
        time.sleep(0.5)
        last = ann.look_before_release(10)
        stop.set()
    for one in (last, *threads):
        one.join()
    assert ann.order == ['check'] * 10 + ['release']
    assert set(statuses) <= {401, 503} and 503 in statuses


# --- between the question and the commit ---

class Locker(threading.Thread):
    """Takes the lock at random moments for longer than anybody waits."""

    def __init__(self, gate, seed):
        super().__init__(daemon=True)
        self.gate, self.rng = gate, random.Random(seed)
        self.go, self.rests = threading.Event(), threading.Event()
        self.done = threading.Event()
        self.times = 0

    def run(self):
        while not self.done.wait(self.rng.uniform(0, 0.4)):
            if not self.go.is_set():
                self.rests.set()
                continue
            self.rests.clear()
            with held(self.gate):
                self.times += 1
                time.sleep(self.rng.uniform(0.2, 0.5))


def guess_at(site, people, answers):
    """Eight wrong codes for each, all at once, with the lock coming and
    going."""
    forms = [(p, c, c.form()) for p in people for c in [site.client()]]

    def guess(one):
        person, client, form = one
        for _ in range(8):
            reply = client.copy().login(person.name, PASSWORD, NONE, form=form)
            answers.append(reply.status)

    with concurrent.futures.ThreadPoolExecutor(len(people)) as pool:
        list(pool.map(guess, forms))


@pytest.mark.timed
@pytest.mark.timeout(200)
def test_no_guess_is_free_when_the_lock_is_lost_on_the_way(fresh):
    """Most of the time between the question for the lock and the commit is
    the hash's."""
    site = fresh(free_tries=10, argon2_memory=19456, argon2_time=2)
    everybody, answers = [], []
    last = site.person('--hotp')
    locker = Locker(site.gate, 11)
    for _ in range(8):
        people = [site.person('--hotp', '--digits', '8') for _ in range(4)]
        everybody += people
        if not locker.is_alive():
            locker.start()
        locker.go.set()
        guess_at(site, people, answers)
        locker.go.clear()
        locker.rests.wait(10)
        # whatever is owed stands before the next decision
        assert last.login(site.client()).status == 303
        late = sum(int(re.search(r'detail="(\d+)', line)[1])
                   for line in site.gate.audit(event='limit', reason='late'))
        if late > 0:
            break
    locker.done.set()
    locker.join()
    charged = sum(year(site, p.name) for p in everybody)
    told = answers.count(401)
    print(f'{told} times 401, {answers.count(503)} times 503, {late} late, '
          f'{charged} charged, lock taken {locker.times} times')
    assert set(answers) <= {401, 503}
    assert late > 0 and told > 0
    assert charged == told + late


@pytest.mark.timed
@pytest.mark.timeout(120)
def test_what_a_late_charge_has_closed_is_told(fresh):
    """The lock is lost while the hash is made, and free again for the next."""
    site = fresh(lane_limit=5, free_tries=10, failure_floor=500,
                 argon2_memory=131072, argon2_time=8)
    phones = {name: site.admin.enroll(name, '--hotp', '--digits', '8')
              for name in ('ann', 'ben')}
    for name in phones:
        site.admin.password(name, PASSWORD)
    page = Attacker(site.gate.socket)
    assert {page.guess('ann', NONE, PASSWORD)[0] for _ in range(4)} == {401}
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        guess = pool.submit(page.guess, 'ann', NONE, PASSWORD)
        time.sleep(0.2)
        with held(site.gate):
            assert guess.result()[0] == 503
    assert not site.gate.audit(event='locked')
    answer = Attacker(site.gate.socket).answer('ben', phones['ben'].code(),
                                               PASSWORD)
    assert answer.status == 303
    assert len(site.gate.audit(event='limit', reason='late')) == 1
    line, = site.gate.audit(event='locked', reason='lane')
    assert 'lane first, 5 wrong codes in a row' in line
    assert line.endswith('user="ann"')
    assert numbers(site)['otpgate_locked_total{what="lane"}'] == 1
