# SPDX-License-Identifier: ISC
"""What is shipped for sshd, su and sudo against what Debian has in its place:
whoever guesses is not faster, makes as many lines in the log, and has no more
tries and no more ways than before.  Measured side by side, in one run."""

import concurrent.futures
import os
import pwd
import random
import re
import statistics
import subprocess
import time

import pytest

from harness import ssh, wait, yard
from harness.site import PASSWORD, Site
from harness.yard import Yard
from test_fail2ban import banned

WHY_NOT = yard.missing()
pytestmark = [
    pytest.mark.plain,
    pytest.mark.skipif(bool(WHY_NOT), reason=WHY_NOT),
    # its unix users are there once
    pytest.mark.xdist_group('stacks'),
]
SUE, GUEST, NOBODY = 'ogtestsue', 'ogtestguest', 'ogtestnone'
UNIX = 'unix secret'
KEYLESS = ('UsePAM yes\nPasswordAuthentication no\n'
           'KbdInteractiveAuthentication yes\n'
           'AuthenticationMethods keyboard-interactive:pam\n')
YARDS = {
    'debian': ({}, '', ''),
    'code': ({'sshd': 'otpgate-code', 'su': 'otpgate-code',
              'sudo': 'otpgate-sudo'}, 'otpgate-key-code.conf',
             'otpgate-sudoers'),
    'either': ({'sshd': 'otpgate-key-or-password'},
               'otpgate-key-or-password.conf', ''),
    'unix': ({'sshd': 'otpgate-unix-password', 'su': 'otpgate-unix-password',
              'sudo': 'otpgate-unix-password'}, KEYLESS, ''),
}
FULL = bool(os.environ.get('OTPGATE_FULL'))
# libpam spreads each wait by half around its middle: the mean of a few is not
# far from it, that of many is near.
ROUNDS, LEAST = (16, 0.85) if FULL else (4, 0.6)
METHODS = {'kbdinteractiveauthentication': ['yes'],
           'passwordauthentication': ['no'], 'logingracetime': ['90']}


class World:
    def __init__(self):
        self.site = self.users = None
        self.yards = {}
        try:
            # as shipped: nothing here makes a failure quicker
            self.site = Site(web=False, failure_floor=None)
            self.users = []
            for name, password in ((SUE, UNIX), (GUEST, 'x')):
                ssh.must('useradd', '-M', '-d', '/', '-s', '/bin/sh', name)
                self.users.append(name)
                subprocess.run(['chpasswd'], input=f'{name}:{password}\n',
                               text=True, check=True)
            self.phone = self.site.person('--hotp', name=SUE).phone
            for name, (stacks, drop_in, sudoers) in YARDS.items():
                text = (ssh.CONF / 'ssh' / sudoers).read_text() \
                    if sudoers else ''
                self.yards[name] = Yard(self.site.gate.config, stacks, drop_in,
                                        text)
        except BaseException:
            self.remove()
            raise

    def su(self, place, *answers):
        return self.yards[place].run(
            'su', SUE, '-c', 'id -un', user=GUEST,
            input=''.join(f'{a}\n' for a in answers))

    def sudo(self, place, *answers):
        return self.yards[place].run(
            'sudo', '-S', '-k', 'id', '-un', user=SUE,
            input=''.join(f'{a}\n' for a in answers))

    def remove(self):
        for one in self.yards.values():
            one.remove()
        for name in self.users or ():
            subprocess.run(['userdel', '-f', name], capture_output=True,
                           check=False)
        if self.site:
            self.site.remove()


@pytest.fixture(name='world', scope='module')
def _world():
    made = World()
    yield made
    made.remove()


def guesses(world):
    """By (door, what, place) a function that tries once and is refused; in
    sudo three times."""
    bad, yards = world.phone.wrong(), world.yards

    def ssh_of(place, user=SUE, **answers):
        return lambda: yards[place].ssh(user, **answers)

    return {
        ('ssh', 'wrong', 'debian'): ssh_of('debian', password='no'),
        ('ssh', 'unknown', 'debian'): ssh_of('debian', NOBODY, password='no'),
        ('ssh', 'wrong', 'code'): ssh_of('code', key=True, code=bad),
        ('ssh', 'wrong', 'either'): ssh_of('either', password='no', code=bad),
        ('ssh', 'unknown', 'either'): ssh_of('either', NOBODY, password='no',
                                             code=bad),
        ('ssh', 'half', 'either'): ssh_of('either', password=PASSWORD,
                                          code=bad),
        ('ssh', 'wrong', 'unix'): ssh_of('unix', password='no', code=bad),
        ('ssh', 'unknown', 'unix'): ssh_of('unix', NOBODY, password='no',
                                           code=bad),
        ('ssh', 'half', 'unix'): ssh_of('unix', password=UNIX, code=bad),
        ('su', 'wrong', 'debian'): lambda: world.su('debian', 'no'),
        ('su', 'wrong', 'code'): lambda: world.su('code', bad),
        ('su', 'wrong', 'unix'): lambda: world.su('unix', 'no', bad),
        ('su', 'half', 'unix'): lambda: world.su('unix', UNIX, bad),
        ('sudo', 'wrong', 'debian'): lambda: world.sudo('debian', *['no'] * 3),
        ('sudo', 'wrong', 'code'): lambda: world.sudo('code', *[bad] * 3),
        ('sudo', 'wrong', 'unix'): lambda: world.sudo('unix', *['no'] * 3),
    }


def times_of(key):
    return max(1, ROUNDS // 3) if key[0] == 'sudo' else ROUNDS


@pytest.fixture(name='measured', scope='module')
def _measured(world):
    """The mean of the seconds that each of them takes.  All are mixed, so that
    what slows the machine slows them alike."""
    tries = guesses(world)
    taken = {key: [] for key in tries}
    order = [key for key in tries for _ in range(times_of(key))]
    random.Random(14).shuffle(order)

    def one(key):
        begun = time.monotonic()
        run = tries[key]()
        taken[key].append(time.monotonic() - begun)
        assert run.returncode != 0 and SUE not in run.stdout, (key, run)

    with concurrent.futures.ThreadPoolExecutor(16) as pool:
        list(pool.map(one, sorted(order, key=lambda k: k[0] != 'sudo')))
    return {key: statistics.mean(times) for key, times in taken.items()}


@pytest.mark.timed
@pytest.mark.timeout(600)
def test_no_stack_is_faster_to_guess_at_than_what_it_replaces(measured):
    bad = []
    for (door, what, place), seconds in sorted(measured.items()):
        ratio = seconds / measured.get((door, what, 'debian'),
                                       measured[door, 'wrong', 'debian'])
        print(f'{door:5} {what:8} {place:7} {seconds:.2f} s, '
              f'{ratio:.2f} of what it replaces')
        if ratio < LEAST:
            bad.append((door, what, place, ratio))
    assert not bad


@pytest.mark.timeout(600)
def test_the_time_does_not_tell_which_half_was_wrong(measured):
    """Where both are asked for before anything is said."""
    times = [measured['ssh', what, 'either']
             for what in ('wrong', 'half', 'unknown')]
    assert min(times) >= LEAST * max(times), times


WORDS = {'ssh': ('error: PAM: ', 'Failed password '), 'su': ('FAILED SU ',),
         'sudo': ('incorrect password attempts',)}


@pytest.mark.timeout(600)
@pytest.mark.parametrize('place', YARDS)
def test_no_stack_is_quieter_than_what_it_replaces(world, measured, tmp_path,
                                                   place):
    assert measured
    logged = world.yards[place].logged
    for door, words in WORDS.items():
        visits = sum(times_of(k) for k in measured
                     if k[0] == door and k[2] == place)
        wait.until(lambda w=words, v=visits: sum(
            any(word in line for word in w) for line in logged) >= v, 10,
            f'{visits} lines about {door}')
    # Debian's own filter for sshd sees each visit, as if it had an address.
    log = tmp_path / 'log'
    log.write_text(''.join(
        re.sub(r'^<\d+>(\w+ +\d+ \S+) ', r'\1 host ', line).replace(
            'UNKNOWN', '192.0.2.7') + '\n' for line in logged))
    visits = sum(times_of(k) for k in measured
                 if k[0] == 'ssh' and k[2] == place)
    # a wait behind an accepted key is no guess: sshd ends the connection
    waits = log.read_text().count('exhausted maximum number of retries')
    found = len(banned(log, '/etc/fail2ban/filter.d/sshd.conf'))
    assert found + waits >= visits > waits
    if place in ('debian', 'unix'):     # a line for each password
        passwords = sum(times_of(k) for k in measured
                        if k[2] == place and k[1] != 'half')
        assert sum('pam_unix(' in line and 'authentication failure' in line
                   for line in logged) >= passwords
    # a line of otpgate's for each code or password of its own
    reached = sum(times_of(k) * (3 if k[0] == 'sudo' else 1) for k in measured
                  if k[1] != 'unknown' and
                  (k[2] in ('code', 'either') or k[1] == 'half'))
    assert len(world.site.gate.audit(
        event='pam', verdict='deny', user=SUE)) == reached


@pytest.mark.timeout(600)
def test_the_journal_would_know_sshd_by_root_and_su_by_its_caller(
        world, measured):
    """What otpgate(8) says about whose lines can be believed."""
    assert measured
    seen = {}
    for one in world.yards.values():
        for uid, line in zip(one.senders, one.logged):
            program = re.match(r'<\d+>\w+ +\d+ \S+ ([\w-]+)', line)[1]
            seen.setdefault(program, set()).add(uid)
    assert seen['sshd'] == {0}
    assert pwd.getpwnam(GUEST).pw_uid in seen['su']
    assert pwd.getpwnam(SUE).pw_uid in seen['sudo']


def test_what_is_right_lets_in(world):
    """The twin: these stacks work in here."""
    world.site.admin('unlock', SUE)
    assert world.su('debian', UNIX).stdout == f'{SUE}\n'
    assert world.su('code', world.phone.code()).stdout == f'{SUE}\n'
    assert world.su('unix', UNIX, world.phone.code()).stdout == f'{SUE}\n'
    assert world.sudo('debian', UNIX).stdout == 'root\n'
    assert world.sudo('code', world.phone.code()).stdout == 'root\n'
    assert world.sudo('unix', UNIX, world.phone.code()).stdout == 'root\n'
    for place, key in (('code', True), ('either', False), ('either', True),
                       ('unix', False)):
        run = world.yards[place].ssh(
            SUE, UNIX if place == 'unix' else PASSWORD, world.phone.code(),
            key, command=('id', '-un'))
        assert run.stdout == f'{SUE}\n', run


def test_an_empty_password_is_taken_by_none_of_them(world):
    ssh.must('passwd', '-d', SUE)
    try:
        assert world.su('debian', '').stdout == f'{SUE}\n'
        tries = (('unix', '', world.phone.code()), ('code', ''))
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            runs = list(pool.map(lambda words: world.su(*words), tries))
        assert all(run.returncode != 0 and SUE not in run.stdout
                   for run in runs), runs
    finally:
        subprocess.run(['chpasswd'], input=f'{SUE}:{UNIX}\n', text=True,
                       check=True)


@pytest.mark.parametrize('name', sorted(
    p.name for p in (ssh.CONF / 'ssh').glob('*.conf')))
def test_no_drop_in_allows_sshd_more_than_before(world, name):
    """What differs for a user of whom it says nothing is how he proves who he
    is: no more tries or connections, no empty passwords, no root."""
    for who in ((), ('-C', f'user={SUE},host=x,addr=192.0.2.1'),
                ('-C', 'user=root,host=x,addr=198.51.100.1')):
        stock = world.yards['debian'].settings(*who)
        path = ssh.CONF / 'ssh' / name
        mine = world.yards['debian'].settings(*who, drop_in=path)
        assert stock['maxauthtries'] == ['6']
        differs = {k: v for k, v in mine.items() if stock.get(k) != v}
        methods = differs.pop('authenticationmethods')
        assert methods == ['publickey'] or \
            'keyboard-interactive:pam' in methods[0].split(' ')[-1], methods
        assert int(stock['logingracetime'][0]) >= 90
        assert {**METHODS, **differs} == METHODS, differs
        assert set(stock) == set(mine)


def test_sudo_remembers_no_longer_and_asks_no_more_often(world):
    def numbers(place):
        said = world.yards[place].run('sudo', '-V').stdout
        return [float(re.search(rf'{name}: ([\d.]+)', said)[1]) for name in (
            'Authentication timestamp timeout',
            'Number of tries to enter a password')]

    for mine, stock in zip(numbers('code'), numbers('debian')):
        assert 0 < mine <= stock


@pytest.mark.skipif(not FULL, reason='takes a minute: OTPGATE_FULL is not set')
@pytest.mark.timeout(300)
def test_no_connection_takes_more_guesses_than_before(world, tmp_path):
    def count(place, key):
        asked = tmp_path / place
        world.yards[place].ssh(SUE, 'no', world.phone.wrong(), key=key,
                               prompts=20, asked=asked)
        return sum('assword' in line or 'code' in line
                   for line in asked.read_text().splitlines())

    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        counts = dict(zip(YARDS, pool.map(
            lambda place: count(place, place == 'code'), YARDS)))
    print(counts)
    assert 1 < counts['code'] <= counts['debian']
    assert 1 < counts['unix'] <= counts['debian']
    assert counts['either'] <= 2 * counts['debian']     # two prompts each
