# SPDX-License-Identifier: ISC
"""Rotation of keys: nobody is logged out by it, seeds go under the new key by
themselves, and what nothing needs any more can be removed."""

import base64
import json
import os
import shutil
import signal
import subprocess
import threading
import time

import pytest

import otpadm_helpers as h
from harness import build, fcgi, wait
from harness.gate import HOSTS
from harness.web import SESSION
from otpadm_helpers import Place

LIFETIME = 12 * 3600 + 1800  # by default: absolute_timeout and idle_timeout


@pytest.fixture(name='place')
def _place(tmp_path):
    return Place(tmp_path)


def keys(place, *args):
    return json.loads(place('--json', 'keys', *(args or ('list',))))


def seeds(place):
    return {k['id']: k['seeds'] for k in keys(place)}


def age(path, seconds, which=None):
    """Makes the keys (or those with these ids) older than they are, as if time
    had passed; in one step, as otpadm does it."""
    head, *lines = path.read_text().splitlines()
    out = [head]
    for line in lines:
        word, number, created, key = line.split()
        if which is None or int(number) in which:
            created = int(created) - seconds
        out.append(f'{word} {number} {created} {key}')
    fresh = path.with_suffix('.new')
    fresh.write_text('\n'.join(out) + '\n')
    shutil.copystat(path, fresh)
    os.chown(fresh, path.stat().st_uid, path.stat().st_gid)
    fresh.rename(path)


# --- otpadm alone ------------------------------------------------------------

def test_list_tells_what_each_key_is_for(place):
    place.active('alice')
    place.enroll('alice')
    place('keys', 'rotate')
    place.enroll('bob')
    first, second = keys(place)
    assert (first['id'], first['state'], first['newest'], first['seeds']) == (
        1, 'old', False, 2)
    assert (second['id'], second['state'], second['newest'],
            second['seeds'], second['retires']) == (2, 'newest', True, 1, None)
    text = place('keys', 'list').splitlines()[1:]
    assert ' 2  old ' in text[0] and 'verifies until' in text[0]
    assert ' 1  newest ' in text[1] and 'seals and signs' in text[1]
    age(place.keys, LIFETIME - 60)
    assert keys(place)[0]['state'] == 'old'
    age(place.keys, 120)
    assert keys(place)[0]['state'] == 'retired'
    assert keys(place)[0]['age'] >= LIFETIME
    assert 'opens seeds only' in place('keys', 'list')
    # its seeds still open
    place('check')


def test_reseal_brings_all_seeds_under_the_newest_key(place):
    phone = place.active('alice')
    place.enroll('alice', '--hotp')
    place.enroll('bob')
    before = {u: json.loads(place('--json', 'show', u)) for u in
              ('alice', 'bob')}
    with h.sealed(place.database):
        assert keys(place, 'reseal') == {
            'key': 1, 'users': 0, 'seeds': 0, 'stuck': 0}
    place('keys', 'rotate')
    assert keys(place, 'reseal') == {
        'key': 2, 'users': 2, 'seeds': 3, 'stuck': 0}
    assert seeds(place) == {1: 0, 2: 3}
    for user, was in before.items():
        now = json.loads(place('--json', 'show', user))
        for a in was['authenticators'] + now['authenticators']:
            a.pop('key')
        assert now == was
    assert place.verify('alice', phone.code()).returncode == 0
    place('check')
    assert '0 seeds of 0 users' in place('keys', 'reseal')


def test_a_seed_that_does_not_open_stays_and_is_told_of(place):
    place.active('alice')
    place.active('bob')
    place('keys', 'rotate')
    # the seed of somebody else: it does not open for bob
    lines = place.database.read_bytes().rstrip(b'\0').decode().splitlines()
    sealed = [l for l in lines if ' name=alice ' in l][-1]
    sealed = [w for w in sealed.split() if w.startswith('a=')][0]
    h.append(place, 'bob', lambda r: ' '.join(
        sealed if w.startswith('a=') else w for w in r.split(' ')))
    said = place.refuse('keys', 'reseal')
    assert '1 seed did not open' in said
    assert seeds(place) == {1: 1, 2: 1}


def test_prune_removes_only_what_nothing_needs(place):
    phone = place.active('alice')
    with h.sealed(place.keys):
        assert 'nothing to do' in place('keys', 'prune')
    place('keys', 'rotate')
    with h.sealed(place.keys):  # its cookies still count
        said = place.refuse('keys', 'prune')
    assert 'key 1 stays: cookies that it has signed are valid until' in said
    place('keys', 'reseal')
    with h.sealed(place.keys):
        assert 'cookies' in place.refuse('keys', 'prune')
    age(place.keys, LIFETIME + 60)
    assert 'removed: key 1' in place('keys', 'prune')
    assert [k['id'] for k in keys(place)] == [2]
    assert place.verify('alice', phone.code()).returncode == 0
    place('check')
    with h.sealed(place.keys):
        place('keys', 'prune')
    place('keys', 'rotate')  # numbers are not given out again
    assert [k['id'] for k in keys(place)] == [2, 3]


def test_prune_keeps_a_key_that_seals(place):
    place.active('alice')
    place('keys', 'rotate')
    age(place.keys, LIFETIME + 60)
    with h.sealed(place.keys):
        said = place.refuse('keys', 'prune')
    assert 'key 1 stays: it seals 1 seed: see' in said
    assert 'keys reseal' in said
    place('check')


def test_prune_keeps_a_key_that_an_invitation_was_made_with(place):
    """Its link would not work any more, and nobody would know why."""
    place('invite', 'alice')
    place('keys', 'rotate')
    age(place.keys, LIFETIME + 60)
    with h.sealed(place.keys):
        said = place.refuse('keys', 'prune')
    assert 'key 1 stays: 1 open invitation was made with it' in said
    place('keys', 'rotate')     # prunes, too
    assert 1 in [k['id'] for k in keys(place)]
    place('invite', '--revoke', 'alice')
    assert 'removed: key 1' in place('keys', 'prune')


def test_prune_removes_one_and_says_why_the_other_stays(place):
    place.active('alice')
    place('keys', 'rotate')
    place('keys', 'reseal')
    age(place.keys, LIFETIME + 60)
    place('keys', 'rotate')
    # the rotation has pruned already
    assert [k['id'] for k in keys(place)] == [2, 3]
    place('keys', 'rotate')
    age(place.keys, LIFETIME + 60, which=(1, 2, 3))
    run = place.run('keys', 'prune')
    # 2 is retired (3 is old enough) and seals alice's seed; 3 is not retired
    assert run.returncode == 1
    assert 'key 2 stays: it seals 1 seed' in run.stderr
    assert 'key 3 stays: cookies' in run.stderr
    place('keys', 'reseal')
    run = place.run('keys', 'prune')
    assert run.returncode == 0 and 'removed: key 2' in run.stdout
    assert 'key 3 stays: cookies' in run.stderr


def test_prune_does_nothing_where_the_database_cannot_be_read_whole(place):
    place.active('alice')
    place.active('bob')
    place('keys', 'rotate')
    place('keys', 'reseal')
    age(place.keys, LIFETIME + 60)
    text = place.database.read_bytes()
    at = text.rindex(b' name=bob ')
    place.database.write_bytes(text[:at + 6] + b'X' + text[at + 7:])
    with h.sealed(place.keys):
        assert 'otpadm check' in place.refuse('keys', 'prune')
        assert place.run('keys', 'list').returncode == 1
    place.database.unlink()
    with h.sealed(place.keys):
        assert 'missing' in place.refuse('keys', 'prune')
    assert keys(place)[0]['seeds'] is None


def test_a_full_ring_makes_room_by_itself(place):
    place.active('alice')
    for _ in range(15):
        place('keys', 'rotate')
    with h.sealed(place.keys):
        assert 'prune' in place.refuse('keys', 'rotate')
    place('keys', 'reseal')
    age(place.keys, LIFETIME + 60)
    text = place('keys', 'rotate')
    assert 'key 17 is the newest; removed: key 1, 2, 3' in text
    assert [k['id'] for k in keys(place)] == [16, 17]


def test_what_is_done_to_keys_is_audited(place):
    place.active('alice')
    place('keys', 'rotate')
    place('keys', 'reseal')
    age(place.keys, LIFETIME + 60)
    place('keys', 'prune')
    place('keys', 'list')
    lines = [l for l in place.log.read_text().splitlines()
             if 'event=keys' in l]
    assert [l.split('detail=')[1].split('"')[1] for l in lines] == [
        'key 2 is the newest', '1 seed of 1 user sealed under key 2',
        'removed: key 1']
    assert all('verdict=done' in l for l in lines)
    secret = [l.split()[3] for l in place.keys.read_text().splitlines()[1:]]
    assert not any(s in place.log.read_text() for s in secret)


def test_resealing_goes_on_after_a_kill(place):
    """However often it is killed, at whatever moment."""
    for i in range(150):
        place('enroll', f'user{i}')
    place('keys', 'rotate')
    assert seeds(place) == {1: 150, 2: 0}
    killed = 0
    for wait_ms in range(1, 40, 4):
        run = subprocess.Popen(
            [str(h.OTPADM), '-c', str(place.conf), 'keys', 'reseal'],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(wait_ms / 1000)
        run.kill()
        killed += run.wait() == -signal.SIGKILL
        counts = seeds(place)
        assert sum(counts.values()) == 150
    assert killed > 0
    place('keys', 'reseal')
    assert seeds(place) == {1: 0, 2: 150}
    place('check')


# --- with a responder --------------------------------------------------------

def worst(errors):
    assert not errors, errors[:3]


def followed(site):
    """What the responder says of the key file."""
    return [l for l in site.gate.audit(event='keys') if 'read again' in l]


class Load:
    """People who log in and look around until told to stop."""

    def __init__(self, site, people):
        self.site = site
        self.stop = threading.Event()
        self.errors = []
        self.logins = self.checks = 0
        self.threads = [threading.Thread(target=self.run, args=(p,))
                        for p in people]

    def run(self, person):
        try:
            client = person.client()
            while not self.stop.is_set():
                for _ in range(5):
                    reply = client.navigate('/page')
                    self.checks += 1
                    if reply.status != 200:
                        self.errors.append(('check', reply))
                other = self.site.client()
                reply = person.login(other)
                self.logins += 1
                if reply.status != 303:
                    self.errors.append(('login', reply))
                    return
                if other.navigate('/page').status != 200:
                    self.errors.append(('new session', other.session))
        except Exception as error:  # a thread's would be lost
            self.errors.append((type(error), error))

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.stop.set()
        for thread in self.threads:
            thread.join(60)


def test_rotation_under_load_loses_nobody(fresh):
    site = fresh(argon2_memory=64)
    people = [site.person('--hotp') for _ in range(3)]
    idle = site.person()
    quiet = idle.client()  # logged in before, looks in afterwards
    form = site.client().form()
    stranger = site.client()
    stranger.form()
    with Load(site, people) as load:
        for i in range(4):
            logins = load.logins
            site.admin('keys', 'rotate')
            if i % 2:
                site.admin('keys', 'reseal')
            wait.until(lambda: load.logins > logins + 5 or load.errors, 60,
                       'logins going on')
            worst(load.errors)
    worst(load.errors)
    assert load.logins > 20 and load.checks > 100
    assert form.fields and quiet.navigate('/page').status == 200
    # a form that was fetched under the first key is taken under the last
    reply = idle.login(stranger)
    assert reply.status == 303
    # and the responder has sealed the rest by itself
    wait.until(lambda: {k['id'] for k in keys(site.admin) if k['seeds']}
               == {5}, 20, 'the seeds being sealed under the newest key')
    assert not site.gate.audit(event='login', reason='key')
    site.admin('check')


def test_a_cookie_of_a_new_key_counts_at_another_responder_at_once(fresh):
    """Two responders on one database: the second has not looked at the key
    file yet when it is shown a cookie of the new key."""
    site = fresh()
    person = site.person('--hotp')
    second = Second(site)
    try:
        for i in range(5):
            site.admin('keys', 'rotate')
            client = person.client()
            raw = base64.urlsafe_b64decode(client.session + '=' * 3)
            assert int.from_bytes(raw[1:5], 'big') == i + 2
            answer = fcgi.ask(second.socket, fcgi.check_params(
                HOSTS[0], f'{SESSION}={client.session}'))
            assert answer.status == 204, answer.out
            # a key that never was opens nothing
            for number in (0, i + 3, 2**32 - 1):
                forged = raw[:1] + number.to_bytes(4, 'big') + raw[5:]
                text = base64.urlsafe_b64encode(forged).decode().rstrip('=')
                answer = fcgi.ask(second.socket, fcgi.check_params(
                    HOSTS[0], f'{SESSION}={text}'))
                assert (answer.status, answer.get('otpgate-reason')) == (
                    401, 'none')
    finally:
        second.stop()


class Second:
    """Another responder with the same database and keys."""

    def __init__(self, site):
        gate = site.gate
        self.socket = gate.folder / 'run' / 'second.sock'
        self.conf = gate.folder / 'etc' / 'second.conf'
        self.conf.write_text(gate.config.read_text().replace(
            str(gate.socket), str(self.socket)))
        self.conf.chmod(0o644)
        self.process = subprocess.Popen(
            [str(build.OTPGATE), '-f', '-c', str(self.conf)],
            stdin=subprocess.DEVNULL, env=gate.environment())
        wait.until(self.answers, 20, 'the second responder')

    def answers(self):
        try:
            fcgi.ask(self.socket, fcgi.check_params(HOSTS[0]), timeout=5)
            return True
        except OSError:
            return False

    def stop(self):
        self.process.terminate()
        assert self.process.wait(15) == 0


def test_what_a_retired_key_has_signed_is_refused(fresh):
    """The session is alive, but nothing under such a key can be."""
    site = fresh()
    person = site.person()
    client = person.client()
    site.admin('keys', 'rotate')
    assert client.navigate('/page').status == 200
    age(site.gate.keys, LIFETIME - 600)
    wait.until(lambda: followed(site), 10, 'the keys being read')
    assert client.navigate('/page').status == 200
    age(site.gate.keys, 1200)
    wait.until(lambda: client.navigate('/page').status == 302, 10,
               'the old key being retired')
    assert site.check(client).get('otpgate-reason') == 'none'
    assert json.loads(site.admin('--json', 'sessions', person.name))
    # seeds under it open: the next login works
    again = site.client()
    assert person.login(again).status == 303
    assert again.navigate('/page').status == 200


@pytest.mark.plain
def test_a_key_leaves_after_the_absolute_time_out(fresh):
    """Time passes; nobody tells the responder anything."""
    site = fresh(clock='passing', absolute_timeout='10m', idle_timeout='5m')
    person = site.person()
    client = person.client()
    site.admin('keys', 'rotate')
    wait.until(lambda: keys(site.admin)[0]['seeds'] == 0, 20,
               'seeds under the new key')
    assert 'key 1 stays: cookies' in site.admin.refuse('keys', 'prune')
    # the session goes on, under the old key, as long as it may
    for _ in range(2):
        site.gate.clock.advance(240)
        assert client.navigate('/page').status == 200
    site.gate.clock.advance(480)
    wait.until(lambda: keys(site.admin)[0]['state'] == 'retired', 10,
               'the key being retired')
    assert client.navigate('/page').status == 302
    assert 'removed: key 1' in site.admin('keys', 'prune')
    newer = person.client()
    assert newer.navigate('/page').status == 200
    site.admin('check')
    site.gate.restart()
    assert newer.navigate('/page').status == 200


@pytest.mark.plain
def test_a_step_of_the_wall_clock_retires_nothing(fresh):
    """Sessions do not notice such a step, so their key must not either."""
    site = fresh(clock=True)
    person = site.person()
    client = person.client()
    site.admin('keys', 'rotate')
    wait.until(lambda: followed(site), 10, 'the keys being read')
    site.gate.clock.advance(2 * LIFETIME)
    end = time.monotonic() + 5
    while time.monotonic() < end:
        assert client.navigate('/page').status == 200
        time.sleep(0.1)


def test_a_killed_responder_goes_on_sealing_when_it_is_back(fresh):
    site = fresh(web=False)
    site.gate.stop()
    for i in range(250):
        site.admin('enroll', f'user{i}')
    site.gate.hand_over()
    site.admin('keys', 'rotate')
    site.gate.start()
    wait.until(lambda: 0 < seeds(site.admin)[1] < 250, 20,
               'some seeds being sealed anew')
    site.gate.kill()
    between = seeds(site.admin)
    assert sum(between.values()) == 250
    site.admin('check')
    site.gate.statuses.clear()
    site.gate.start()
    wait.until(lambda: seeds(site.admin) == {1: 0, 2: 250}, 30,
               'the others being sealed')
    site.admin('check')
    notes = site.gate.audit(event='keys')
    assert any('were sealed under key 2' in n for n in notes)


def test_a_user_enrolled_under_a_new_key_logs_in_at_once(fresh):
    """The responder has not looked at the key file yet when the login comes
    whose seed is sealed under the new key."""
    site = fresh()
    for _ in range(4):
        site.admin('keys', 'rotate')
        person = site.person()
        assert person.login(site.client()).status == 303


def test_owner_and_mode_stay_with_the_key_file(fresh):
    """What prune writes can be read by the responder."""
    site = fresh(web=False)
    site.admin('keys', 'rotate')
    before = site.gate.keys.stat()
    site.admin('keys', 'reseal')
    age(site.gate.keys, LIFETIME + 60)
    site.admin('keys', 'prune')
    after = site.gate.keys.stat()
    assert (after.st_mode, after.st_uid, after.st_gid) == (
        before.st_mode, before.st_uid, before.st_gid)
    site.gate.restart()
