# SPDX-License-Identifier: ISC
"""Certificates and the people they are of: what proves a code, and what comes
of certificates when a user gets another name or goes.  The real sshd and ssh;
the unix users have names of their own."""

import json
import os
import pathlib
import re

import pytest

from harness import certs

WHY_NOT = certs.missing()
pytestmark = [
    pytest.mark.plain,
    pytest.mark.skipif(bool(WHY_NOT), reason=WHY_NOT),
    pytest.mark.xdist_group('cert_people'),
]


@pytest.fixture(scope='module')
def fleet():
    made = certs.Fleet(group='ogpeoplecert')
    made.user('ogpeoplea')
    made.admin('confirm', '--stdin', 'ogpeoplea',
               stdin=made.phones['ogpeoplea'].code() + '\n')
    yield made
    made.close()


@pytest.fixture(autouse=True)
def _as_it_was(fleet):
    """Afterwards the users are who they were."""
    before = fleet.dir / 'users.before'
    before.write_bytes((fleet.dir / 'users').read_bytes())
    before.chmod(0o600)
    yield
    os.replace(before, fleet.dir / 'users')
    fleet.settings()


@pytest.fixture
def lax(fleet):
    fleet.settings(ssh_cert_fresh='0s')


def ask(fleet, user='ogpeoplea'):
    return fleet.ask(
        user, pathlib.Path(f'{fleet.dir}/id_{user}.pub').read_bytes())


def proves(fleet, user='ogpeoplea'):
    """Whether the ledger shows a code that was given lately."""
    answer = ask(fleet, user)
    assert answer.startswith(('ok\n', 'no no code was given')), answer
    return answer.startswith('ok\n')


def serial_of(fleet, user, key):
    return str(certs.details(fleet.sign(user, key))['serial'])


def rows(text):
    """Serials that a list shows."""
    return re.findall(r'^(\d+) ', text, re.M)


# --- the last proof ----------------------------------------------------------

def test_a_login_is_a_proof_and_an_administrators_trial_is_none(fleet):
    phone = fleet.phones['ogpeoplea']
    fleet.admin('verify', '--stdin', 'ogpeoplea', stdin=phone.code() + '\n')
    assert not proves(fleet)
    fleet.certify('ogpeoplea', fleet.key('login'))
    assert proves(fleet)
    shown = json.loads(fleet.admin('--json', 'show', 'ogpeoplea'))
    assert shown['last_proof']['factor'] == 'totp'
    assert 'last login' in fleet.admin('show', 'ogpeoplea')


def test_a_restored_database_proves_no_code(fleet):
    """Every step up to now is spent in it, and nobody has spent one."""
    fleet.certify('ogpeoplea', fleet.key('before'))
    assert proves(fleet)
    copy = fleet.dir / 'copy'
    copy.write_bytes((fleet.dir / 'users').read_bytes())
    copy.chmod(0o600)
    fleet.admin('restore', '--yes', copy)
    assert not proves(fleet)
    # nor does one that comes back where there is none
    (fleet.dir / 'users').unlink()
    fleet.admin('restore', '--yes', copy)
    assert not proves(fleet)
    assert 'last code' not in fleet.admin('show', 'ogpeoplea')


def test_a_repaired_database_proves_no_code(fleet):
    fleet.certify('ogpeoplea', fleet.key('whole'))
    path = fleet.dir / 'users'
    path.write_bytes(path.read_bytes().rstrip(b'\0') + b'rubbish\n')
    fleet.admin.run('check', '--repair')
    os.replace(fleet.dir / 'users.repaired', path)
    assert not proves(fleet)


@pytest.mark.parametrize('words', (
    ('disable',), ('logout',), ('rotate', '--now'), ('passwd', '--clear')))
def test_what_ends_all_sessions_takes_the_proof_back(fleet, words):
    fleet.certify('ogpeoplea', fleet.key('-'.join(words)))
    fleet.admin(*words, 'ogpeoplea')
    if words == ('disable',):
        fleet.admin('enable', 'ogpeoplea')
    assert not proves(fleet)


def test_every_kind_of_code_is_a_proof(fleet):
    fleet.user('ogpeopleh', options=('--hotp',))
    key = fleet.key('kinds')
    codes = fleet.admin.codes('ogpeopleh')
    assert not proves(fleet, 'ogpeopleh')
    for code in (fleet.phones['ogpeopleh'].code(), codes[0]):
        done = fleet.mint('ogpeopleh', pathlib.Path(f'{key}.pub').read_text(),
                          code=code)
        assert done.returncode == 0, (done, fleet.last())
        fleet.admin('logout', 'ogpeopleh')
        assert not proves(fleet, 'ogpeopleh')


# --- names that change -------------------------------------------------------

def test_another_name_hides_no_certificate(fleet, lax):
    key = fleet.key('renamed')
    serial = serial_of(fleet, 'ogpeoplea', key)
    said = fleet.admin('rename', 'ogpeoplea', 'ogpeoplez')
    assert re.search(r'ogpeoplez: SSH certificates .* accounts of other '
                     r'names: .*otpadm certs --revoke ogpeoplez', said), said
    assert serial in rows(fleet.admin('certs', 'ogpeoplez'))
    assert re.search(rf'^{serial} +ogpeoplea +ogpeoplez ',
                     fleet.admin('certs'), re.M)
    # nor has the old name got a new owner without a word
    fleet.admin('rename', 'ogpeoplez', 'ogpeoplex')
    warned = fleet.admin.run('enroll', 'ogpeoplea').stderr
    assert 'their user is ogpeoplex now' in warned, warned
    fleet.admin('remove', '--yes', 'ogpeoplea')
    fleet.admin('rename', 'ogpeoplex', 'ogpeoplez')
    # by the name that it was issued for, too, which nobody has now
    assert serial in rows(fleet.admin('certs', 'ogpeoplea'))
    assert fleet.enter('ogpeoplea', key).returncode == 0
    fleet.admin('certs', '--revoke', 'ogpeoplez')
    assert fleet.enter('ogpeoplea', key).returncode == 255


def test_somebody_new_by_an_old_name_is_somebody_else(fleet, lax):
    mine, theirs = fleet.key('first'), fleet.key('second')
    old = serial_of(fleet, 'ogpeoplea', mine)
    uid = json.loads(fleet.admin('--json', 'show', 'ogpeoplea'))['id']
    said = fleet.admin('remove', '--yes', 'ogpeoplea')
    assert re.search(r'ogpeoplea: SSH certificates .*'
                     r'certs --revoke ogpeoplea', said), said
    # who gives the name away again is told, with the id of its former owner
    warned = fleet.admin.run('enroll', 'ogpeoplea').stderr
    assert f'otpadm certs --revoke {uid}' in warned, warned
    new = serial_of(fleet, 'ogpeoplea', theirs)
    run = fleet.admin.run('certs', 'ogpeoplea')
    assert run.returncode == 0
    assert new in rows(run.stdout) and old not in rows(run.stdout)
    # and that there is another one of that name is said, with the id
    assert uid in run.stderr
    listed = {c['serial']: c for c in json.loads(fleet.admin('--json',
                                                             'certs'))}
    assert listed[old]['id'] == uid != listed[new]['id']
    assert listed[old]['now'] is None and listed[new]['now'] == 'ogpeoplea'
    fleet.admin('certs', '--revoke', 'ogpeoplea')
    assert fleet.enter('ogpeoplea', mine).returncode == 0
    assert fleet.enter('ogpeoplea', theirs).returncode == 255
    fleet.admin('certs', '--revoke', uid)
    assert fleet.enter('ogpeoplea', mine).returncode == 255


def test_who_is_gone_can_be_revoked_by_the_old_name(fleet, lax):
    key = fleet.key('gone')
    serial = serial_of(fleet, 'ogpeoplea', key)
    fleet.admin('remove', '--yes', 'ogpeoplea')
    assert serial in rows(fleet.admin('certs', 'ogpeoplea'))
    fleet.admin('certs', '--revoke', 'ogpeoplea')
    assert fleet.enter('ogpeoplea', key).returncode == 255


@pytest.mark.parametrize('how', ['removed', 'disabled'])
def test_whom_a_backup_leaves_out_may_have_certificates(fleet, lax, how):
    key = fleet.key(f'left-{how}')
    serial_of(fleet, 'ogpeoplea', key)
    copy = fleet.dir / 'backup'
    there = fleet.dir / 'users'
    if how == 'disabled':
        fleet.admin('disable', 'ogpeoplea')
    copy.write_bytes(there.read_bytes())
    copy.chmod(0o600)
    fleet.admin(*(('remove', '--yes') if how == 'removed' else ('enable',)),
                'ogpeoplea')
    said = fleet.admin.run('restore', '--list', copy)
    assert 'SSH certificate' not in said.stdout + said.stderr
    said = fleet.admin('restore', '--yes', copy)
    word = re.search(r'ogpeoplea: SSH certificates still valid: \d+, until .*'
                     r'otpadm certs --revoke (\S+)', said)
    assert word, said
    copy.unlink()
    fleet.admin('certs', '--revoke', word[1])
    assert fleet.enter('ogpeoplea', key).returncode == 255


def test_who_is_gone_under_another_name_is_found_as_told(fleet, lax):
    key = fleet.key('gone-renamed')
    fleet.admin('certs', '--revoke', 'ogpeoplea')
    serial_of(fleet, 'ogpeoplea', key)
    fleet.admin('rename', 'ogpeoplea', 'ogpeoplez')
    said = fleet.admin('remove', '--yes', 'ogpeoplez')
    fleet.admin('certs', '--revoke',
                re.search(r'otpadm certs --revoke (\S+)', said)[1])
    assert fleet.enter('ogpeoplea', key).returncode == 255


def test_lines_of_earlier_versions_go_by_name(fleet, lax):
    key = fleet.key('earlier')
    serial = serial_of(fleet, 'ogpeoplea', key)
    text = fleet.register.read_text()
    assert f'serial={serial} ' in text and re.search(r' id=[0-9a-f]{16}$',
                                                     text, re.M)
    fleet.register.write_text(re.sub(r' id=[0-9a-f]{16}$', '', text,
                                     flags=re.M))
    assert serial in rows(fleet.admin('certs', 'ogpeoplea'))
    fleet.admin('certs', '--revoke', 'ogpeoplea')
    assert fleet.enter('ogpeoplea', key).returncode == 255


def test_nobody_has_no_certificates_and_is_said_to_be_nobody(fleet):
    for words in (('certs',), ('certs', '--revoke')):
        assert 'no such user' in fleet.admin.refuse(*words, 'ogpeoplenot')


def test_without_the_database_revoking_goes_by_what_the_register_says(
        fleet, lax):
    key = fleet.key('blind')
    serial_of(fleet, 'ogpeoplea', key)
    (fleet.dir / 'users').write_text('rubbish\n')
    said = fleet.admin.refuse('certs', '--revoke', 'ogpeoplea')
    assert 'by the names in the register' in said
    assert fleet.enter('ogpeoplea', key).returncode == 255


@pytest.mark.parametrize('words', (
    ('disable', 'ogpeoplea'), ('logout', 'ogpeoplea'),
    ('rotate', '--now', 'ogpeoplea'), ('passwd', '--clear', 'ogpeoplea'),
    ('set', 'ogpeoplea', 'groups=ops')))
def test_who_shuts_out_is_told_of_certificates(fleet, lax, words):
    fleet.sign('ogpeoplea', fleet.key('told-' + words[0]))
    said = fleet.admin(*words)
    assert re.search(r'ogpeoplea: SSH certificates still valid: \d+, until .*'
                     r'otpadm certs --revoke ogpeoplea', said), said
    fleet.admin('certs', '--revoke', 'ogpeoplea')
    fleet.admin('enable', 'ogpeoplea')
    assert 'certificate' not in fleet.admin('logout', 'ogpeoplea')
