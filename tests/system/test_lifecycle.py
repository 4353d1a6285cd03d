# SPDX-License-Identifier: ISC
"""Authenticators, recovery codes, sessions and users from first to last."""

import json
import signal

import pytest

from harness import wait

MINUTE, HOUR, DAY = 60, 3600, 86400


def succeeds(site, person, **more):
    return person.login(site.client(), **more).status in (200, 303)


def shown(site, name):
    return json.loads(site.admin('--json', 'show', name))


# --- pending, confirm, rotate ------------------------------------------------

def test_a_pending_authenticator_is_proven_by_its_first_login(site):
    person = site.person()
    assert 'pending' in site.admin('show', person.name)
    assert succeeds(site, person)
    assert 'pending' not in site.admin('show', person.name)


def test_a_pending_authenticator_is_proven_by_confirm_and_spends(site):
    person = site.person()
    site.admin.refuse('confirm', '--stdin', person.name,
                      stdin=person.phone.wrong() + '\n')
    assert 'pending' in site.admin('show', person.name)
    code = person.phone.code()
    site.admin('confirm', '--stdin', person.name, stdin=code + '\n')
    assert 'pending' not in site.admin('show', person.name)
    assert not succeeds(site, person, code=code)
    assert succeeds(site, person)


def test_a_pending_authenticator_can_be_shown_again_an_active_one_not(site):
    person = site.person()
    assert person.phone.secret in site.admin('uri', person.name)
    assert succeeds(site, person)
    assert person.phone.secret not in site.admin.refuse('uri', person.name)
    assert person.phone.secret in site.admin('uri', '--reveal', person.name)


@pytest.mark.plain
def test_a_pending_authenticator_lapses(fresh):
    site = fresh(clock=True)
    late, timely = site.person(), site.person()
    site.gate.clock.advance(7 * DAY - HOUR)
    assert succeeds(site, timely)
    site.gate.clock.advance(2 * HOUR)
    assert not succeeds(site, late)
    assert succeeds(site, timely)


def test_rotate_keeps_the_old_secret_until_the_new_is_proven(site):
    person = site.person()
    client = person.client()
    old = person.phone
    new = site.admin.rotate(person.name)
    assert new.secret != old.secret
    assert client.get('/').status == 401, 'rotation ends sessions'
    assert succeeds(site, person)
    assert succeeds(site, person, code=new.code())
    assert not succeeds(site, person, code=old.code())
    assert succeeds(site, person, code=new.code())


def test_rotate_now_drops_the_old_secret_and_its_sessions(site):
    person = site.person()
    client = person.client()
    old = person.phone
    new = site.admin.rotate(person.name, '--now')
    assert client.get('/').status == 401
    assert not succeeds(site, person, code=old.code())
    assert succeeds(site, person, code=new.code())


def test_verify_spends_the_code(site):
    person = site.person()
    assert succeeds(site, person)
    code = person.phone.code()
    site.admin('verify', '--stdin', person.name, stdin=code + '\n')
    site.admin.refuse('verify', '--stdin', person.name, stdin=code + '\n')
    assert not succeeds(site, person, code=code)


# --- recovery codes ----------------------------------------------------------

def test_a_recovery_code_opens_once_and_says_how_many_are_left(site):
    person = site.person()
    codes = site.admin.codes(person.name)
    assert len(codes) == 10 and len(set(codes)) == 10
    client = site.client()
    reply = client.told(person.login(client, recovery=codes[2], rd='/after'))
    assert '9 recovery codes left' in reply.text
    assert 'href="/after"' in reply.text
    assert client.get('/after').app_header('remote-user') == [person.name]
    assert client.get('/recovery/').status == 200
    assert not succeeds(site, person, recovery=codes[2])
    assert succeeds(site, person, recovery=codes[3])
    assert '8' in site.admin('codes', '--count', person.name)


def test_a_recovery_code_may_be_typed_carelessly(site):
    person = site.person()
    code = site.admin.codes(person.name)[0]
    assert succeeds(site, person,
                    recovery=f'  {code.lower().replace("-", " ")} ')
    assert not succeeds(site, person, recovery=code)


def test_a_recovery_code_is_none_in_the_code_field_and_the_reverse(site):
    person = site.person()
    code = site.admin.codes(person.name)[0]
    assert not succeeds(site, person, code=code)
    assert not succeeds(site, person, code='', recovery=person.phone.code())
    assert succeeds(site, person, recovery=code)


def test_a_recovery_code_does_not_replace_the_password(site):
    person = site.person()
    codes = site.admin.codes(person.name)
    for password in ('', 'wrong'):
        assert not succeeds(site, person, recovery=codes[0],
                            password=password)
    assert succeeds(site, person, recovery=codes[0])


def test_a_new_set_kills_the_old_and_revoke_kills_all(site):
    person = site.person()
    old = site.admin.codes(person.name)
    new = site.admin.codes(person.name, '-n', '3')
    assert len(new) == 3 and not set(old) & set(new)
    assert not succeeds(site, person, recovery=old[0])
    assert succeeds(site, person, recovery=new[0])
    site.admin('codes', '--revoke', person.name)
    assert not succeeds(site, person, recovery=new[1])


def test_a_recovery_code_of_another_user_is_none(site):
    one, other = site.person(), site.person()
    codes = site.admin.codes(one.name)
    site.admin.codes(other.name)
    assert not succeeds(site, other, recovery=codes[0])
    assert succeeds(site, one, recovery=codes[0])


# --- sessions ----------------------------------------------------------------

def test_disable_ends_the_session_at_the_next_request(site):
    person = site.person('--hotp')
    client = person.client()
    assert client.get('/').status == 200
    site.admin('disable', person.name)
    assert client.get('/').status == 401
    assert not succeeds(site, person)
    site.admin('enable', person.name)
    assert client.get('/').status == 401, 'the old session came back'
    assert succeeds(site, person)


@pytest.mark.parametrize('how', ['set', 'clear'])
def test_another_password_ends_the_sessions(site, how):
    person = site.person('--hotp')
    client, other = person.client(), site.person().client()
    if how == 'set':
        site.admin.password(person.name, 'another one entirely')
    else:
        site.admin('passwd', '--clear', person.name)
    assert client.get('/').status == 401
    assert other.get('/').status == 200
    assert not succeeds(site, person)
    site.admin.password(person.name, person.password)
    assert client.get('/').status == 401, 'the old session came back'
    assert succeeds(site, person)


def test_logout_by_the_administrator(site):
    person = site.person('--hotp')
    first, second = person.client(), person.client()
    listed = json.loads(site.admin('--json', 'sessions', person.name))
    text = json.dumps(listed)
    assert '127.0.0.1' in text
    for client in (first, second):
        assert client.session not in text
    site.admin('logout', person.name)
    assert first.get('/').status == 401
    assert second.get('/').status == 401
    assert succeeds(site, person)


def test_a_session_survives_a_restart(fresh):
    site = fresh()
    client = site.person().client()
    site.gate.restart()
    wait.until(lambda: client.get('/').status != 502)
    assert client.get('/').status == 200


def test_seventeen_sessions_are_one_too_many(site):
    person = site.person('--hotp')
    clients = [person.client() for _ in range(17)]
    assert [c.get('/').status for c in clients] == [401] + [200] * 16


def test_a_session_does_not_depend_on_the_address(site, person):
    client = person.client()
    answer = site.check(client, addr='203.0.113.77')
    assert answer.status == 204


@pytest.mark.plain
def test_idle_and_absolute_time_out(fresh):
    site = fresh(clock='passing', idle_timeout='30m', absolute_timeout='2h')
    person = site.person('--hotp')
    idle, busy = person.client(), person.client()
    for _ in range(5):
        before = site.gate.database.read_bytes()
        site.gate.clock.advance(23 * MINUTE)
        assert busy.get('/').status == 200
        # Last seen is written behind the answer.
        wait.until(lambda: site.gate.database.read_bytes() != before,
                   what='the time being noted')
    assert idle.get('/').status == 401
    site.gate.clock.advance(6 * MINUTE)
    assert busy.get('/').status == 401, 'the absolute limit'
    assert succeeds(site, person)


@pytest.mark.plain
@pytest.mark.parametrize('hours', [1, -1, 30, -30])
def test_setting_the_wall_clock_ends_no_session_and_renews_none(fresh, hours):
    site = fresh(clock=True, idle_timeout='10m', absolute_timeout='30m')
    person = site.person('--hotp')
    client = person.client()
    assert client.get('/fresh/').status == 200
    site.gate.clock.advance(hours * HOUR)
    wait.until(lambda: site.gate.audit(event='clock'), 10, 'a word of it')
    assert f'{"forward" if hours > 0 else "back"} by {abs(hours) * HOUR} s' \
        in site.gate.audit(event='clock')[0]
    assert client.get('/').status == 200
    assert client.get('/fresh/').status == 200
    # A login goes on with the same clock.
    assert person.login(client).status == 303
    assert client.get('/fresh/').status == 200
    site.gate.clock.advance(-hours * HOUR)
    wait.until(lambda: len(site.gate.audit(event='clock')) == 2, 10)
    assert client.get('/').status == 200


@pytest.mark.plain
@pytest.mark.parametrize('hours', [5, -5])
def test_what_is_let_in_is_listed_and_outlives_a_restart(fresh, hours):
    site = fresh(clock=True, idle_timeout='10m', absolute_timeout='30m')
    person = site.person('--hotp')
    client = person.client()

    def listed():
        return len(site.admin('sessions', person.name).splitlines())
    assert listed() == 2
    site.gate.clock.advance(hours * HOUR)
    wait.until(lambda: site.gate.audit(event='clock'), 10, 'a word of it')
    assert client.get('/').status == 200
    assert listed() == 2
    assert 'sessions       1\n' in site.admin('show', person.name)
    for end in (site.gate.stop, site.gate.kill):
        end()
        site.gate.start()
        wait.until(lambda: client.get('/').status != 502)
        assert client.get('/').status == 200
        assert listed() == 2
    # and one that begins now ends by the same clock
    other = person.client()
    assert other.get('/').status == 200 and listed() == 3
    # set right again: nothing is left of it
    site.gate.clock.advance(-hours * HOUR)
    beside = site.gate.database.with_name('users.clock')
    wait.until(lambda: not beside.exists(), 10, 'the file being gone')
    assert client.get('/').status == 200 and listed() == 3


@pytest.mark.plain
def test_a_clock_that_is_set_while_nobody_serves_is_taken_as_it_is(fresh):
    site = fresh(clock=True, idle_timeout='10m')
    person = site.person()
    client = person.client()
    site.gate.stop()
    site.gate.clock.advance(HOUR)
    site.gate.start()
    wait.until(lambda: client.get('/').status != 502)
    assert client.get('/').status == 401
    assert site.admin('sessions', person.name) == ''


@pytest.mark.plain
def test_codes_go_by_the_wall_clock(fresh):
    site = fresh(clock=True)
    person = site.person()
    client = person.client()
    old = person.phone.at_step(person.phone.now_step() + 1)
    site.gate.clock.advance(HOUR)
    assert not succeeds(site, person, code=old)
    assert succeeds(site, person)
    assert client.get('/').status == 200


@pytest.mark.plain
def test_step_up_by_a_fresh_code(fresh):
    site = fresh(clock='passing')
    person = site.person()
    client = person.client()
    assert client.get('/fresh/').status == 200
    site.gate.clock.advance(2 * MINUTE)
    assert client.get('/').status == 200
    stale = client.navigate('/fresh/')
    assert stale.status in (302, 303) and 'rd=' in stale.get('location')
    assert person.login(client).status == 303
    assert client.get('/fresh/').status == 200


@pytest.mark.plain
def test_a_clock_that_went_back_denies_codes_and_says_so(fresh):
    site = fresh(clock=True)
    person = site.person()
    site.gate.clock.advance(DAY)
    assert succeeds(site, person)
    site.gate.clock.advance(-DAY)
    person.phone.spent = -1
    assert not succeeds(site, person)
    assert site.gate.audit(reason='clock', user=person.name)


@pytest.mark.plain
def test_a_phone_that_is_a_little_off_is_remembered(fresh):
    site = fresh(clock=True)
    person = site.person()

    def code_ahead(steps):
        return person.phone.at_step(person.phone.now_step() + steps)

    assert succeeds(site, person, code=code_ahead(1))
    site.gate.clock.advance(5 * MINUTE)
    assert succeeds(site, person, code=code_ahead(2))
    stranger = site.person()
    assert not succeeds(site, stranger, code=stranger.phone.at_step(
        stranger.phone.now_step() + 2))


# --- users -------------------------------------------------------------------

def test_rename_takes_everything_along_and_leaves_nothing(site):
    person = site.person('--hotp')
    codes = site.admin.codes(person.name)
    client = person.client()
    old, new = person.name, person.name + '.renamed'
    site.admin('rename', old, new)
    assert not succeeds(site, person)
    person.name = new
    assert succeeds(site, person)
    assert succeeds(site, person, recovery=codes[0])
    # A session is bound to the person, not to the name; it says the new one.
    reply = client.get('/')
    assert reply.status == 401 or reply.app_header('remote-user') == [new]
    site.admin.refuse('show', old)
    names = [line.split()[0] for line in site.admin('list').splitlines()
             if line.split()]
    assert new in names and old not in names
    # Someone who is given the old name later starts from nothing.
    again = site.person(name=old, password='completely different words')
    assert not succeeds(site, again, password=person.password)
    assert not succeeds(site, again, code=person.phone.code())
    assert not succeeds(site, again, recovery=codes[1])
    assert succeeds(site, again)


def test_rename_to_a_name_that_is_taken_is_refused(site):
    one, other = site.person(), site.person()
    site.admin.refuse('rename', one.name, other.name)
    assert succeeds(site, one) and succeeds(site, other)


def test_remove_leaves_nothing(site):
    person = site.person('--hotp', '--email', 'gone@example.org')
    client = person.client()
    site.admin.codes(person.name)
    site.admin('remove', person.name)
    assert client.get('/').status == 401
    assert not succeeds(site, person)
    site.admin.refuse('show', person.name)
    again = site.person(name=person.name)
    assert client.get('/').status == 401
    assert not succeeds(site, person)
    assert 'gone@example.org' not in site.admin('show', again.name)
    site.admin('compact')
    text = site.gate.database.read_text(errors='replace')
    assert 'gone@example.org' not in text
    assert '\0' not in text.rstrip('\0')


def test_compaction_changes_nothing_that_can_be_seen(site):
    person = site.person('--hotp')
    client = person.client()
    spent = person.phone.at_counter(0)
    before = shown(site, person.name)
    owner = site.gate.database.stat()
    site.admin('compact')
    after = site.gate.database.stat()
    assert (owner.st_uid, owner.st_gid, owner.st_mode) == \
        (after.st_uid, after.st_gid, after.st_mode)
    assert shown(site, person.name) == before
    assert client.get('/').status == 200
    assert not succeeds(site, person, code=spent)
    assert succeeds(site, person)
    site.admin('check')


def test_keys_are_rotated_under_a_running_gate(fresh):
    site = fresh()
    before = site.person('--hotp')
    client = before.client()
    site.admin('keys', 'rotate')
    site.gate.send(signal.SIGHUP)
    after = site.person()
    wait.until(lambda: succeeds(site, after), what='a login by the new key')
    assert client.get('/').status == 200
    assert succeeds(site, before)
