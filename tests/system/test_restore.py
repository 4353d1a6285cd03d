# SPDX-License-Identifier: ISC
"""otpadm restore beside the present database: nothing that was taken away
since the backup comes back, and who is lost or changed is listed first."""

import json
import re

import pexpect
import pytest

from otpadm_helpers import Phone, Place, append, sealed


@pytest.fixture(name='place')
def _place(tmp_path):
    made = Place(tmp_path, first_factor='none', guess_budget=1)
    made.phones = {name: made.active(name)
                   for name in ('alice', 'bob', 'dave')}
    return made


def backup(place):
    path = place.folder / 'backup'
    path.write_bytes(place.database.read_bytes())
    path.chmod(0o600)
    return path


def people(place):
    return {u['user']: u for u in json.loads(place('--json', 'list'))}


def changes(place, path, *options):
    """(user, what) -> (danger, text) of all that would be."""
    told = json.loads(place('--json', 'restore', '--list', *options, path))
    return {(c['user'], c['what']): (c['danger'], c['text'])
            for c in told['changes']}


def rows(text):
    """The same from the table: (mark, user, what)."""
    return {tuple(m) for m in re.findall(
        r'^([ !]) ([a-z0-9-]+) +([a-z]+)  ', text, re.M)}


def record(place, user):
    lines = place.database.read_bytes().rstrip(b'\0').decode().splitlines()
    return [l for l in lines if f' name={user} ' in l][-1]


# --- who is out stays out ----------------------------------------------------

def test_who_was_disabled_or_removed_since_stays_out(place):
    copy = backup(place)
    place('disable', 'alice')
    place('remove', '--yes', 'bob')
    found = changes(place, copy)
    assert 'stays disabled' in found['alice', 'disabled'][1]
    assert 'stays out' in found['bob', 'removed'][1]
    assert not any(danger for danger, _ in found.values())
    place('restore', '--yes', copy)
    now = people(place)
    assert sorted(now) == ['alice', 'dave']
    assert now['alice']['state'] == 'disabled'
    assert now['dave']['state'] == 'enabled'


def test_so_it_is_after_the_removal_was_compacted_away(place):
    copy = backup(place)
    place('remove', '--yes', 'bob')
    place('compact')
    place('compact')
    place('restore', '--yes', copy)
    assert sorted(people(place)) == ['alice', 'dave']


def test_nobody_is_left_and_nobody_comes_back(place):
    copy = backup(place)
    for name in place.phones:
        place('remove', '--yes', name)
    place('compact')
    place('restore', '--yes', copy)
    assert people(place) == {}


def test_the_removed_come_back_only_when_told_and_disabled(place):
    copy = backup(place)
    place('remove', '--yes', 'bob')
    place.enroll('bob')
    found = changes(place, copy, '--removed')
    (name,) = [n for n, what in found if what == 'removed']
    assert re.fullmatch('bob-[0-9a-f]{16}', name)
    place('restore', '--removed', '--yes', copy)
    now = people(place)
    assert now[name]['state'] == 'disabled'
    assert now['bob']['state'] == 'enabled' and now['bob']['pending'] == 1


def test_who_stays_out_gets_no_other_name(place):
    copy = backup(place)
    place('remove', '--yes', 'bob')
    place.enroll('bob')
    assert {key for key in changes(place, copy)} == {
        ('bob', 'removed'), ('bob', 'enrolled')}


def test_who_was_enrolled_since_is_listed_and_stays(place):
    copy = backup(place)
    phone = place.active('carol')
    assert 'enrolled since' in changes(place, copy)['carol', 'enrolled'][1]
    place('restore', '--yes', copy)
    assert place.verify('carol', phone.code()).returncode == 0


# --- what was taken away stays away ------------------------------------------

def test_an_authenticator_that_was_rotated_out_stays_out(place):
    """The phone may have been stolen."""
    copy = backup(place)
    text = place('rotate', '--now', 'alice')
    phone = Phone(re.search(r'otpauth://\S+', text).group(0))
    place('confirm', '--stdin', 'alice', stdin=phone.code(-1) + '\n')
    assert 'stay' in changes(place, copy)['alice', 'authenticators'][1]
    place('restore', '--yes', copy)
    shown = json.loads(place('--json', 'show', 'alice'))['authenticators']
    assert [(a['id'], a['state']) for a in shown] == [(2, 'active')]
    seed = re.search(r' a=2,\S*,(\S+)', record(place, 'alice')).group(1)
    assert seed not in copy.read_text().replace('\0', '')


def test_a_password_that_was_changed_stays_changed(place):
    for name in ('alice', 'bob'):
        place('passwd', '--stdin', name, stdin='the former password of all\n')
    copy = backup(place)
    place('passwd', '--stdin', 'alice', stdin='another long password\n')
    place('passwd', '--clear', 'bob')
    after = re.search(r' pw=(\S+)', record(place, 'alice')).group(1)
    found = changes(place, copy)
    assert {('alice', 'password'), ('bob', 'password')} <= set(found)
    place('restore', '--yes', copy)
    assert f' pw={after} ' in record(place, 'alice')
    assert ' pw=' not in record(place, 'bob')


def test_groups_are_those_of_both(place):
    place('set', 'alice', 'groups=ops,dev,web')
    copy = backup(place)
    place('set', 'alice', 'groups=web,dev,new')
    found = changes(place, copy)['alice', 'groups'][1]
    assert 'ops' in found and 'new' in found and 'dev' not in found
    place('restore', '--yes', copy)
    assert people(place)['alice']['groups'] == ['dev', 'web']


def test_other_names_are_kept_and_profiles_go_back(place):
    place('set', 'alice', 'email=a@example.org', 'phone=112')
    copy = backup(place)
    place('rename', 'alice', 'alison')
    place('set', 'alison', 'email=b@example.org')
    place.enroll('alice')   # somebody else by the old name
    found = changes(place, copy)
    assert 'alice' in found['alison', 'name'][1]
    assert 'email' in found['alison', 'profile'][1]
    place('restore', '--yes', copy)
    assert json.loads(place('--json', 'show',
                            'alison'))['email'] == 'a@example.org'
    assert sorted(people(place)) == ['alice', 'alison', 'bob', 'dave']


def test_locks_guesses_and_tokens(place):
    """What wrong codes have shut stays shut; programs lose their tokens."""
    copy = backup(place)
    append(place, 'alice', lambda r: r.replace(',active,', ',disabled,'))
    append(place, 'bob', lambda r: re.sub(r' [gl]=\S+', '', r)
           + ' l=open,50,1795455535,0,0')
    place('token', '--path', '/api', 'dave')
    found = changes(place, copy)
    assert '1 bearer token' in found['dave', 'tokens'][1]
    place('restore', '--yes', copy)
    assert ',disabled,' in record(place, 'alice')
    assert ' l=open,50,' in record(place, 'bob')
    assert ' b=' not in record(place, 'dave')


def test_recovery_codes_that_are_kept_are_those_of_today(place):
    def codes():
        return re.findall(r'\d\d-\S+', place('codes', 'alice'))
    old = codes()
    copy = backup(place)
    new = codes()
    assert place.verify('alice', new[0], '--recovery').returncode == 0
    place('restore', '--keep-codes', '--yes', copy)
    for code in (old[1], new[0]):
        assert place.verify('alice', code, '--recovery').returncode == 1
    place('unlock', 'alice')
    assert place.verify('alice', new[1], '--recovery').returncode == 0


# --- a present database that says less ---------------------------------------

def test_a_new_host_gets_everybody(tmp_path, place):
    copy = backup(place)
    for step in ('before anything', 'beside somebody'):
        folder = tmp_path / step.replace(' ', '-')
        folder.mkdir()
        other = Place(folder)
        if step == 'beside somebody':
            other.enroll('alice')
        found = changes(other, copy)
        assert found['bob', 'returns'][0] is True
        other('restore', '--yes', copy)
        now = people(other)
        assert now['bob']['state'] == now['dave']['state'] == 'enabled'
        if step == 'beside somebody':
            (name,) = set(now) - {'alice', 'bob', 'dave'}
            assert name.startswith('alice-')
            assert now[name]['state'] == 'disabled'


def test_a_record_that_cannot_be_read_comes_back_disabled(place):
    copy = backup(place)
    place('set', 'bob', 'email=spoilt@example.org')
    text = place.database.read_bytes()
    place.database.write_bytes(text.replace(b'spoilt@', b'xpoilt@'))
    assert 'disabled' in changes(place, copy)['bob', 'damaged'][1]
    place('restore', '--yes', copy)
    now = people(place)
    assert now['bob']['state'] == 'disabled'
    assert now['alice']['state'] == 'enabled'
    assert ' 0 problems' in place('check')


def test_lines_that_nobody_can_read_hide_no_removal(place):
    """Who is not there may have been removed, or be in such a line."""
    copy = backup(place)
    place('disable', 'alice')
    place('remove', '--yes', 'bob')
    place('compact')
    text = place.database.read_bytes().rstrip(b'\0')
    place.database.write_bytes(text + b'rubbish\n')
    found = changes(place, copy)
    assert found['dave', 'doubted'][0] is True
    assert 'disabled' in found['bob', 'damaged'][1]
    place('restore', '--yes', copy)
    now = people(place)
    assert now['alice']['state'] == now['bob']['state'] == 'disabled'
    assert now['dave']['state'] == 'enabled'


def test_a_header_that_can_be_mended_hides_nobody(place):
    copy = backup(place)
    place('disable', 'alice')
    text = place.database.read_bytes()
    place.database.write_bytes(text.replace(b'generation', b'genexation', 1))
    assert ('alice', 'disabled') in changes(place, copy)
    place('restore', '--yes', copy)
    assert people(place)['alice']['state'] == 'disabled'


@pytest.mark.parametrize('there', (True, False))
def test_what_cannot_be_compared_is_said_plainly(place, there):
    copy = backup(place)
    place('disable', 'alice')
    if there:
        place.database.write_text('rubbish\n')
    else:
        place.database.unlink()
    run = place.run('restore', copy)
    assert run.returncode == 1
    assert 'nothing can be compared' in run.stderr
    assert ('disabled' in run.stderr and 'removed' in run.stderr
            and 'enrolled' in run.stderr)
    told = json.loads(place.run('--json', 'restore', '--list', copy).stdout)
    assert told['compared'] is False and told['changes'] == []
    child = place.terminal('restore', copy)
    child.expect('nothing can be compared')
    child.expect('type "yes":')
    child.sendline('y')
    child.expect('not restored')
    child.expect(pexpect.EOF)
    child = place.terminal('restore', copy)
    child.expect('type "yes":')
    child.sendline('yes')
    child.expect('3 users restored')
    child.expect(pexpect.EOF)
    assert people(place)['alice']['state'] == 'enabled'


def test_what_could_be_compared_is(place):
    """A wrong mode is easily mended: no reason to forget who is out."""
    copy = backup(place)
    place('disable', 'alice')
    place.database.chmod(0o644)
    with sealed(place.database):
        assert 'chmod' in place.refuse('restore', '--yes', copy)
    place.database.chmod(0o600)
    place('restore', '--yes', copy)
    assert people(place)['alice']['state'] == 'disabled'


def test_a_backup_that_is_newer_counts(place):
    """An older copy was put in its place by hand."""
    older = place.database.read_bytes()
    place('disable', 'alice')
    place('set', 'bob', 'groups=ops')
    place.enroll('carol')
    copy = backup(place)
    place.database.write_bytes(older)
    place('restore', '--yes', copy)
    now = people(place)
    assert now['alice']['state'] == 'disabled'
    assert now['bob']['groups'] == ['ops'] and 'carol' in now


def test_who_is_disabled_in_an_older_copy_stays_so(place):
    older = place.database.read_bytes()
    for _ in range(3):
        place('set', 'alice', 'groups=ops')
        place('set', 'alice', 'groups=')
    copy = backup(place)
    place.database.write_bytes(older)
    place('disable', 'alice')
    found = changes(place, copy)
    assert ('alice', 'newer') in found
    assert 'stays disabled' in found['alice', 'disabled'][1]
    place('restore', '--yes', copy)
    assert people(place)['alice']['state'] == 'disabled'


def test_a_repaired_copy_is_put_in_place_without_what_was_used_meanwhile(
        place):
    place('set', 'bob', 'email=spoilt@example.org')
    text = place.database.read_bytes()
    place.database.write_bytes(text.replace(b'spoilt@', b'xpoilt@'))
    said = place.run('check', '--repair').stdout
    copy = place.database.with_name('users.repaired')
    assert f'otpadm restore {copy}' in said
    code = place.phones['alice'].code()
    assert place.verify('alice', code).returncode == 0
    place('disable', 'dave')
    place('restore', '--yes', copy)
    assert 'already been used' in place.verify('alice', code).stderr
    now = people(place)
    assert now['bob']['state'] == now['dave']['state'] == 'disabled'
    assert now['alice']['state'] == 'enabled'
    assert ' 0 problems' in place('check')


@pytest.mark.parametrize('what', ('removed', 'password', 'groups'))
def test_what_was_taken_away_since_a_repair_stays_away(place, what):
    """A repaired copy is no newer than what it was made from."""
    place.enroll('carol')
    for name in place.phones:
        place('passwd', '--stdin', name, stdin='the former password of all\n')
        place('set', name, 'groups=ops')
    place('set', 'carol', 'email=spoilt@example.org')
    text = place.database.read_bytes()
    place.database.write_bytes(text.replace(b'spoilt@', b'xpoilt@'))
    place.run('check', '--repair')
    copy = place.database.with_name('users.repaired')
    # one command alone: later ones would make any version newer
    place(*{'removed': ('remove', '--yes', 'dave'),
            'password': ('passwd', '--clear', 'dave'),
            'groups': ('set', 'dave', 'groups=')}[what])
    assert set(changes(place, copy)) == {('carol', 'damaged'), ('dave', what)}
    place('restore', '--yes', copy)
    now = people(place)
    assert now['carol']['state'] == 'disabled'
    assert now['alice']['state'] == now['bob']['state'] == 'enabled'
    if what == 'removed':
        assert 'dave' not in now
    elif what == 'password':
        assert ' pw=' not in record(place, 'dave')
    else:
        assert now['dave']['groups'] == []
    assert ' 0 problems' in place('check')


def test_a_backup_that_had_to_be_repaired_is_as_old_as_before(place):
    """As the message about its damage says."""
    for _ in range(2):
        place('set', 'bob', 'groups=ops')
    copy = backup(place)
    copy.write_bytes(copy.read_bytes().rstrip(b'\0') + b'rubbish\n')
    place('passwd', '--stdin', 'dave', stdin='a new and longer password\n')
    said = place.refuse('restore', '--yes', copy)
    assert 'damaged lines' in said and '-c FILE check --repair' in said
    conf = place.conf.read_text()
    place.conf.write_text(conf.replace(str(place.database), str(copy)))
    place.run('check', '--repair')
    place.conf.write_text(conf)
    assert set(changes(place, f'{copy}.repaired')) == {('dave', 'password')}


# --- the question ------------------------------------------------------------

def test_it_is_listed_before_the_question(place):
    copy = backup(place)
    place('disable', 'alice')
    place('remove', '--yes', 'bob')
    place.enroll('carol')
    with sealed(place.database):
        child = place.terminal('restore', copy)
        child.expect(r'\[y/N\]')
        said = child.before.replace('\r', '')
        assert {(' ', 'alice', 'disabled'), (' ', 'bob', 'removed'),
                (' ', 'carol', 'enrolled')} == rows(said)
        lines = [l for l in said.splitlines() if re.match('[ !] [a-z]', l)]
        # aligned: each column begins where its title does
        head = next(l for l in said.splitlines() if ' USER' in l)
        for title in ('USER', 'WHAT', 'THEN'):
            at = head.index(title)
            assert all(l[at] != ' ' and l[at - 1] == ' ' for l in lines)
        child.sendline('n')
        child.expect('not restored')
        child.expect(pexpect.EOF)
    child = place.terminal('restore', copy)
    child.expect(r'\[y/N\]')
    child.sendline('y')
    child.expect('2 users restored')
    child.expect(pexpect.EOF)


def test_without_a_terminal_only_with_yes(place):
    copy = backup(place)
    place('disable', 'alice')
    with sealed(place.database):
        run = place.run('restore', copy, stdin='y\n')
        assert run.returncode == 1 and '--yes' in run.stderr
        assert (' ', 'alice', 'disabled') in rows(run.stdout)
        run = place.run('restore', '--list', copy)
        assert run.returncode == 0
        assert (' ', 'alice', 'disabled') in rows(run.stdout)
        place.refuse('--json', 'restore', copy, status=2)
    done = json.loads(place('--json', 'restore', '-y', copy))
    assert done['done'] is True and done['restored'] == 3
    assert 'event=restore verdict=done' in place.log.read_text()


def test_nothing_is_listed_when_nothing_has_changed(place):
    copy = backup(place)
    assert place('restore', '--list', copy).count('\n') <= 1
    assert changes(place, copy) == {}


# --- what is not as it was, or not of here -----------------------------------

def test_nothing_is_done_that_was_not_listed(place):
    """Between the list and the yes the database becomes unreadable."""
    copy = backup(place)
    place('disable', 'alice')
    child = place.terminal('restore', copy)
    child.expect(r'\[y/N\]')
    there = place.database.read_bytes()
    place.database.write_text('rubbish\n')
    child.sendline('y')
    child.expect('could be read before and cannot any')
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 1
    assert place.database.read_text() == 'rubbish\n'
    assert not list(place.database.parent.glob('*.new*'))
    place.database.write_bytes(there)
    assert people(place)['alice']['state'] == 'disabled'


def test_a_backup_of_another_installation_is_called_so(tmp_path, place):
    folder = tmp_path / 'other'
    folder.mkdir()
    other = Place(folder)
    for name in ('alice', 'erin'):
        other.enroll(name)
    copy = backup(other)
    run = place.run('restore', '--list', copy)
    assert f'otpadm: {copy}: is a backup of another database' in run.stderr
    assert str(place.keys) in run.stderr
    assert 'since: stays out' not in run.stdout.replace('enrolled since', '')
    assert (' ', 'erin', 'foreign') in rows(run.stdout)
    told = json.loads(place.run('--json', 'restore', '--list', copy).stdout)
    assert told['foreign'] is True
    found = changes(place, copy, '--removed')
    assert 'disabled' in found['erin', 'foreign'][1]
    # One of ours of which all have been removed is none.
    ours = backup(place)
    for name in place.phones:
        place('remove', '--yes', name)
    run = place.run('restore', '--list', ours)
    assert 'another database' not in run.stderr
    assert (' ', 'bob', 'removed') in rows(run.stdout)


def test_a_backup_whose_keys_are_elsewhere_is_told(tmp_path, place):
    copy = backup(place)
    folder = tmp_path / 'new-host'
    folder.mkdir()
    other = Place(folder)
    run = other.run('restore', '--list', copy)
    assert f'none of its secrets opens with {other.keys}' in run.stderr
    other.keys.write_bytes(place.keys.read_bytes())
    assert 'secrets' not in other.run('restore', '--list', copy).stderr


@pytest.mark.parametrize('behind', (True, False))
def test_an_endless_copy_is_damaged_at_the_first_look(place, behind):
    copy = backup(place)
    text = copy.read_bytes()
    with copy.open('r+b') as out:
        out.truncate(50 << 30)
        if behind:
            out.seek(0, 2)
            out.write(text.splitlines(True)[-1])
    with sealed(place.database):
        said = place.refuse('restore', '--list', copy)
    assert f'{copy}: is damaged: more than 16 MiB of NUL bytes' in said


def test_what_a_power_failure_leaves_is_still_taken(place):
    copy = backup(place)
    with copy.open('ab') as out:
        out.write(bytes(1 << 20))
    assert changes(place, copy) == {}
