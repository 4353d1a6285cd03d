# SPDX-License-Identifier: ISC
"""What otpadm says to an administrator who wants to know why somebody cannot
log in, and what to do about it."""

import json
import re
import time

import pexpect
import pytest

import otpadm_helpers as h
from otpadm_helpers import Place


@pytest.fixture(name='place')
def _place(tmp_path):
    return Place(tmp_path)


def password(place, user):
    place('passwd', '--stdin', user, stdin='correct horse battery\n')


def verdict(place, user):
    """The sentence of show, its lines put together."""
    text = place('show', user)
    at = text.index('\ncan log in: ') + 1
    return ' '.join(text[at:].split()).removeprefix('can log in: ')


def verdict_json(place, user):
    data = json.loads(place('--json', 'show', user))
    return data['can_log_in'], data['obstacles']


# --- can she log in? ---------------------------------------------------------

def test_show_says_yes(place):
    place.active('alice')
    password(place, 'alice')
    assert verdict(place, 'alice') == 'yes'
    assert verdict_json(place, 'alice') == (True, [])


def test_show_says_all_that_is_missing(place):
    place('enroll', 'alice')
    assert verdict(place, 'alice') == (
        'no, because no password is set (otpadm passwd alice)')
    assert verdict_json(place, 'alice') == (False, ['password'])
    place('drop', '--id', '1', 'alice')
    place('disable', 'alice')
    assert verdict(place, 'alice') == (
        'no, because the user is disabled (otpadm enable alice) '
        'and because no password is set (otpadm passwd alice) '
        'and because there is no authenticator (otpadm enroll alice)')
    assert verdict_json(place, 'alice') == (
        False, ['disabled', 'password', 'authenticator'])
    assert all(len(l) <= 80 for l in place('show', 'alice').splitlines())


def test_a_password_is_missed_only_where_one_is_asked_for(tmp_path):
    place = Place(tmp_path, first_factor='none')
    run = place.run('enroll', 'alice')
    assert 'password' not in run.stderr
    assert verdict(place, 'alice') == 'yes'


def test_show_says_that_recovery_codes_are_all_there_is(place):
    place('enroll', 'alice')
    password(place, 'alice')
    place('codes', 'alice')
    place('drop', '--id', '1', 'alice')
    assert verdict(place, 'alice') == (
        'with a recovery code only, because there is no authenticator '
        '(otpadm enroll alice)')
    assert verdict_json(place, 'alice') == (True, ['authenticator'])


def test_show_says_that_it_was_not_proven_in_time(place):
    place('enroll', 'alice')
    password(place, 'alice')
    h.append(place, 'alice', lambda record: re.sub(
        r'( a=1,(?:[^, ]*,)*?)(\d{10}),(\d{10}),',
        lambda m: f'{m[1]}{m[2]},{int(m[2]) + 1},', record))
    time.sleep(1.1)
    assert verdict(place, 'alice').startswith(
        'no, because authenticator 1 was not confirmed by ')


def test_show_says_that_the_keys_are_others(place):
    place.active('alice')
    password(place, 'alice')
    place.keys.rename(place.folder / 'away')
    assert 'because the key file cannot be read (otpadm check)' in verdict(
        place, 'alice')
    assert verdict_json(place, 'alice') == (False, ['key'])


def test_show_says_that_the_clock_is_behind(place):
    place.active('alice')
    password(place, 'alice')
    ahead = int(time.time()) // 30 + 120

    def later(record):
        return re.sub(r'( a=1,[^ ]*?,30,)(\d+)', rf'\g<1>{ahead}', record)
    h.append(place, 'alice', later)
    assert re.fullmatch(
        r"no, because codes are spent until \S+, which this host's clock has "
        r'not reached \(otpadm\(8\), THE CLOCK\)', verdict(place, 'alice'))
    assert verdict_json(place, 'alice') == (False, ['clock'])


# --- waits, closed ways in, and the budget -----------------------------------

def test_show_says_how_long_it_has_to_wait(tmp_path):
    place = Place(tmp_path, first_factor='none', wait_max=3600)
    phone = place.active('alice')
    wrong = phone.wrong()
    for _ in range(12):     # each wait is over at once, but for the last
        h.append(place, 'alice', lambda r: re.sub(
            r'( l=[^ ]*?,)(\d{10})', lambda m: m[1] + str(
                int(m[2]) - 5000), r))
        place.verify('alice', wrong)
    assert 'wrong codes there is a wait until ' in verdict(place, 'alice')
    assert verdict_json(place, 'alice') == (False, ['throttled'])


def test_show_says_what_closed_the_way_in(tmp_path):
    place = Place(tmp_path, first_factor='none', lane_limit=5, free_tries=10)
    phone = place.active('alice')
    for _ in range(5):
        place.verify('alice', phone.wrong())
    text = place('show', 'alice')
    assert 'closed after 5 wrong codes until otpadm unlock' in text
    assert verdict(place, 'alice') == (
        'no, because 5 wrong codes have closed the way in '
        '(otpadm unlock alice)')
    lane = json.loads(place('--json', 'show', 'alice'))['lanes'][0]
    assert (lane['closed'], lane['closed_by'], lane['opens']) == (
        True, 'wrong codes', None)


def test_show_names_the_budget_and_when_it_opens(tmp_path):
    place = Place(tmp_path, first_factor='none')
    place.active('alice')
    month = int(time.time()) // (30 * 86400)
    h.append(place, 'alice', lambda r: re.sub(r' g=[^ ]*', '', r) +
             f' g={month}/400' + 12 * '.0')
    text = place('show', 'alice')
    opens = (month + 13) * 30 * 86400
    line = [l for l in text.splitlines() if ' open: ' in l][0]
    assert '0 wrong codes, closed by the guess budget of the year' in line
    assert '400 wrong codes in a year (the budget has room for 166)' in text
    lane = json.loads(place('--json', 'show', 'alice'))['lanes'][0]
    assert (lane['closed_by'], lane['opens']) == (
        'budget', time.strftime('%FT%TZ', time.gmtime(opens)))
    assert 'because the guess budget of the year is used up until ' in verdict(
        place, 'alice')


@pytest.mark.parametrize('command', ['verify', 'confirm'])
def test_a_trial_names_the_budget_and_when_it_opens(tmp_path, command):
    place = Place(tmp_path, first_factor='none')
    phone = place.active('alice') if command == 'verify' else \
        place.enroll('alice')
    month = int(time.time()) // (30 * 86400)
    h.append(place, 'alice', lambda r: re.sub(r' g=[^ ]*', '', r) +
             f' g={month}/400' + 12 * '.0')
    said = place.refuse(command, '--stdin', 'alice', stdin=phone.code() + '\n')
    opens = time.strftime('%F', time.gmtime((month + 13) * 30 * 86400))
    assert f'budget of the year is used up until {opens}' in said, said
    assert 'too many wrong codes' not in said and 'otpadm unlock' in said
    h.append(place, 'alice', lambda r: re.sub(r' g=[^ ]*', '', r))
    run = place.run(command, '--stdin', 'alice', stdin=phone.code() + '\n')
    assert run.returncode == 0, run


# --- enroll, drop, rotate ----------------------------------------------------

def test_enroll_says_that_a_password_is_missing(place):
    run = place.run('enroll', 'alice')
    assert 'no password is set, so every login will fail: ' \
        'otpadm passwd alice' in run.stderr
    password(place, 'alice')
    assert 'no password' not in place.run('enroll', 'alice').stderr
    data = json.loads(place('--json', 'enroll', 'bob'))
    assert (data['password'], data['others']) == (False, [])


def test_enroll_says_that_one_is_there_already(place):
    place.active('alice')
    run = place.run('enroll', 'alice')
    assert 'authenticator 1 (active) is already there and stays' in run.stderr
    assert 'otpadm drop alice --id 1' in run.stderr
    run = place.run('enroll', 'alice')
    assert 'authenticators 1 (active), 2 (pending) are already there' in \
        run.stderr
    data = json.loads(place('--json', 'enroll', 'alice'))
    assert data['others'] == [1, 2, 3]


def test_drop_removes_one(place):
    phone = place.active('alice')
    other = place.active('alice')
    h.add_session(place, 'alice', 7)  # proven by the first
    assert 'authenticator 1 dropped, 1 session ended' in place(
        'drop', 'alice', '--id', '1')
    assert [a['id'] for a in json.loads(place('--json', 'show', 'alice'))[
        'authenticators']] == [2]
    assert place.verify('alice', phone.code()).returncode == 1
    assert place.verify('alice', other.code()).returncode == 0
    assert 'no authenticator 1' in place.refuse('drop', 'alice', '--id', '1')
    assert '--id' in place.refuse('drop', 'alice', status=2)
    assert any('event=drop' in l and 'authenticator 1 dropped' in l
               for l in place.log.read_text().splitlines())


def test_drop_of_an_old_one_leaves_its_successor(place):
    place.active('alice')
    place('rotate', 'alice')
    place('drop', 'alice', '--id', '1')
    new = json.loads(place('--json', 'show', 'alice'))['authenticators']
    assert [(a['id'], a['replaces'], a['state']) for a in new] == [
        (2, 0, 'pending')]


def test_rotate_with_one_that_waits_says_what_to_do(place):
    place('enroll', 'alice')
    text = place.refuse('rotate', 'alice')
    assert 'authenticator 1 waits for its first code' in text
    for command in ('uri', 'qr', 'drop'):
        assert f'otpadm {command} alice' in text
    assert place.refuse('rotate', '--id', '1', 'alice') == text


# --- verify ------------------------------------------------------------------

@pytest.mark.parametrize('command', ['verify', 'confirm'])
@pytest.mark.parametrize('steps, word', [(-60, 'behind'), (60, 'ahead')])
def test_a_phone_that_is_far_off_is_told_and_not_accepted(
        place, command, steps, word):
    phone = place.enroll('alice')
    code = phone.code(steps)
    text = place.refuse(command, '--stdin', 'alice', stdin=code)
    off = re.search(r'authenticator 1 is (\d+) s ' + word, text)
    assert off and int(off[1]) in (1770, 1800, 1830)
    assert 'was not accepted' in text
    state = json.loads(place('--json', 'show', 'alice'))['authenticators'][0]
    assert (state['state'], state['spent_until']) == ('pending', None)


def test_verify_looks_no_further_than_an_hour(place):
    phone = place.enroll('alice')
    text = place.refuse('verify', '--stdin', 'alice', stdin=phone.code(-125))
    assert 'behind' not in text and 'the code is wrong' in text


def test_verify_tells_in_json_how_far_it_is_off(place):
    phone = place.enroll('alice')
    run = place.run('--json', 'verify', '--stdin', 'alice',
                    stdin=phone.code(-20))
    data = json.loads(run.stdout)
    assert data['clock_authenticator'] == 1
    assert data['clock_off'] in (-630, -600)
    run = place.run('--json', 'verify', '--stdin', 'alice',
                    stdin=phone.wrong())
    assert 'clock_off' not in json.loads(run.stdout)


# --- what is typed by mistake -------------------------------------------------

@pytest.mark.parametrize('typed,wanted', [
    (('rename', 'alice'), 'an argument is missing: otpadm rename OLD NEW '),
    (('keys',), 'an argument is missing: otpadm keys list|rotate|'),
    (('show',), 'an argument is missing: otpadm show USER '),
    (('init', 'alice'), 'an argument is too many: otpadm init '),
    (('-c', '', 'list'), '--config: needs the path of a file'),
])
def test_wrong_use_says_what_is_wanted(place, typed, wanted):
    assert wanted in place.refuse(*typed, status=2)


def test_what_is_not_there_is_said_with_where_to_look(place):
    place.enroll('alice')
    for typed, wanted in (
            (('logout', '--session', 'abcd', 'alice'),
             'no such session: see otpadm sessions alice'),
            (('token', '--revoke', '7', 'alice'),
             'no such token: see otpadm token --list alice'),
            (('certs', '--revoke', 'alice'), 'so there are no certificates')):
        assert wanted in place.refuse(*typed), typed
    place.log.unlink()
    assert 'nothing was logged there yet' in place.refuse('log')


def test_nobody_is_told_to_change_the_mode_of_another_file(place):
    """As of the key file, which the responder has to read."""
    place.enroll('alice')
    other = place.folder / 'notes'
    other.write_text('nothing of ours\n')
    other.chmod(0o644)
    empty = place.folder / 'empty'
    empty.touch(0o644)
    for path in (place.keys, other, empty):
        said = place.refuse('restore', '--list', path)
        if path.stat().st_mode & 0o077:
            assert said == f'otpadm: {path}: is no copy of the database\n'
        assert 'chmod' not in said
    copy = place.folder / 'copy'
    copy.write_bytes(place.database.read_bytes())
    copy.chmod(0o644)
    assert 'chmod 0600' in place.refuse('restore', '--list', copy)


def test_it_is_asked_about_somebody_and_he_is_removed(place):
    """Not whoever has the name by the time of the answer."""
    place.enroll('bob')
    child = place.terminal('remove', 'bob')
    child.expect(r'\[y/N\]')
    place('rename', 'bob', 'robert')
    place.enroll('bob')
    child.sendline('y')
    child.expect('bob: was removed or renamed meanwhile')
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 1
    for name in ('bob', 'robert'):
        place('show', name)
    # Nothing is asked about nobody.
    child = place.terminal('remove', 'ghost')
    child.expect(pexpect.EOF)
    assert 'no such user' in child.before and '[y/N]' not in child.before
    child = place.terminal('remove', 'bob')
    child.expect(r'\[y/N\]')
    child.sendline('y')
    child.expect('bob: removed')
    child.expect(pexpect.EOF)
    place.refuse('show', 'bob')


# --- what is not there -------------------------------------------------------

def test_reveal_is_named_only_where_it_helps(place):
    place.active('alice')
    for command in ['uri'], ['qr', '--force']:
        said = place.refuse(*command, '--id', '9', 'alice')
        assert 'no authenticator 9' in said
        assert '--reveal' not in said, said
        for which in [], ['--id', '1']:
            assert '--reveal' in place.refuse(*command, *which, 'alice')
    place('drop', '--id', '1', 'alice')
    assert '--reveal' not in place.refuse('uri', 'alice')


def test_rotate_without_any_points_to_enroll(place):
    place.active('alice')
    place('drop', '--id', '1', 'alice')
    assert 'otpadm enroll alice' in place.refuse('rotate', 'alice')


def test_the_ninth_points_to_drop(place):
    for _ in range(8):
        place.enroll('alice')
    said = place.refuse('enroll', 'alice')
    assert 'otpadm drop alice --id N' in said, said


def test_log_says_that_there_is_no_line(place):
    place.active('alice')
    for args in (['nosuch'], ['--since', '2099-01-01'],
                 ['--since', '2099-01-01', 'alice']):
        for front in [], ['--json']:
            run = place.run(*front, 'log', *args)
            assert (run.returncode, run.stdout) == (0, ''), run
            assert 'no such line' in run.stderr, run
            assert ('since 2099-01-01' in run.stderr) == (len(args) > 1)
    assert place.run('log', 'alice').stderr == ''


def test_check_promises_nothing_before_the_first_commit(place):
    text = place('check')
    assert 'about 0 more' not in text and ' 0 problems' in text
    place.enroll('alice')
    assert re.search('about [1-9][0-9]* more logins', place('check'))
