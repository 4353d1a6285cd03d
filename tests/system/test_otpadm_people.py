# SPDX-License-Identifier: ISC
"""otpadm as somebody meets it for the first time: help, tables, times, and
what to do next."""

import json
import os
import re
import subprocess
import time

import pytest

import otpadm_helpers as h
from otpadm_helpers import Place

ZONE = {'TZ': 'XST-5:30'}  # half past five ahead of UTC


@pytest.fixture(name='place')
def _place(tmp_path):
    return Place(tmp_path)


def plain(*args, **more):
    return subprocess.run([h.OTPADM, *args], capture_output=True, text=True,
                          check=False, **more)


def aligned(text):
    """The rows of a table: every column begins where its title does, or ends
    where that ends."""
    lines = text.splitlines()
    starts = [m.start() for m in re.finditer(r'(?:^|(?<=  ))\S', lines[0])]
    for line in lines[1:]:
        for at in starts[1:]:
            assert line[at - 2:at] == '  ' or line[at - 1:at + 1] != '  ', text
    gaps = [i for i in range(min(map(len, lines)) - 1)
            if all(l[i] == l[i + 1] == ' ' for l in lines)]
    columns = 1 + sum(b != a + 1 for a, b in zip([-9] + gaps, gaps))
    assert columns >= len(re.split(r'  +', lines[0].strip())), text
    return [re.split(r'  +', l.strip()) for l in lines]


# --- help --------------------------------------------------------------------

@pytest.mark.parametrize('words', [('help',), ('-h',), ('--help',)])
def test_help_is_found_however_it_is_asked_for(words):
    run = plain(*words)
    assert run.returncode == 0 and run.stderr == ''
    titles = re.findall(r'^([A-Z][a-z ]+):$', run.stdout, re.M)
    assert titles == ['Setting up', 'Authenticators', 'Users']
    assert all(len(l) <= 80 for l in run.stdout.splitlines())


@pytest.mark.parametrize('words', [
    ('help', 'enroll'), ('enroll', '-h'), ('enroll', '--help')])
def test_help_of_a_command(words):
    run = plain(*words)
    assert run.returncode == 0 and run.stdout.startswith('usage: otpadm ')
    assert '--secret-stdin' in run.stdout
    assert all(len(l) <= 80 for l in run.stdout.splitlines())


def test_help_of_what_is_no_command():
    run = plain('help', 'nonsense')
    assert run.returncode == 2 and 'no such command' in run.stderr
    run = plain('enrol')
    assert run.returncode == 2 and 'otpadm help' in run.stderr


# --- before anything is set up, and as somebody else -------------------------

def test_check_before_init_names_the_next_command(tmp_path):
    place = Place(tmp_path, init=False)
    run = place.run('check')
    assert run.returncode == 1
    assert 'nothing is set up yet: run otpadm init' in run.stdout
    assert 'No such file' not in run.stdout and '1 problem,' in run.stdout
    data = json.loads(place.run('--json', 'check').stdout)
    assert len(data['findings']) == data['problems'] == 1
    for command in ('list', 'show a', 'enroll a'):
        assert 'otpadm init' in place.refuse(*command.split())
    place('init')
    assert 'otpadm init' not in place('check')


@pytest.mark.skipif(os.geteuid() != 0, reason='needs two accounts')
def test_another_user_is_told_to_be_root(tmp_path):
    for folder in (tmp_path, *tmp_path.parents):
        if folder.stat().st_mode & 0o077 == 0 and str(folder) != '/tmp':
            folder.chmod(0o711)
    place = Place(tmp_path)
    place.enroll('alice')
    for command in ('list', 'show alice', 'enroll bob', 'init', 'keys list',
                    'log', 'check', 'sessions', 'verify --stdin alice',
                    'disable alice'):
        run = place.run(*command.split(), stdin='123456\n', user='nobody',
                        group='nogroup', extra_groups=[])
        said = run.stdout + run.stderr
        assert run.returncode == 1, command
        assert 'run it as root' in said, (command, said)
        assert 'chown' not in said and said.count('as root') == 1, said


@pytest.mark.skipif(os.geteuid() != 0, reason='needs two accounts')
@pytest.mark.parametrize('closed', ['file', 'folder'])
def test_another_user_who_cannot_read_the_settings(tmp_path, closed):
    """As the README has them: root's, and the gate's group may look."""
    for folder in (tmp_path, *tmp_path.parents):
        if folder.stat().st_mode & 0o077 == 0 and str(folder) != '/tmp':
            folder.chmod(0o711)
    inner = tmp_path / 'etc'
    inner.mkdir()
    place = Place(inner)
    place.conf.chmod(0o640)
    inner.chmod(0o750 if closed == 'folder' else 0o755)
    for command in ('list', 'check', 'enroll bob', 'init', 'keys list', 'log',
                    'check --repair'):
        run = subprocess.run(
            [h.OTPADM, '-c', place.conf, *command.split()], text=True,
            capture_output=True, timeout=60, check=False, user='nobody',
            group='nogroup', extra_groups=[], cwd='/')
        said = run.stdout + run.stderr
        assert run.returncode == 1, command
        assert f'run it as root: {place.conf} belongs' in said, said
        assert 'chown' not in said and said.count('as root') == 1, said
    run = subprocess.run(
        [h.BUILD / 'otpgate', '-t', '-c', place.conf], text=True, cwd='/',
        capture_output=True, timeout=60, check=False, user='nobody',
        group='nogroup', extra_groups=[])
    assert run.returncode == 1 and 'run it as root' in run.stderr, run


def test_what_is_wrong_in_settings_that_can_be_read_is_said(tmp_path):
    place = Place(tmp_path)
    place.conf.write_text('nosuch = 1\n')
    for command in ('list', 'check'):
        run = place.run(command)
        said = run.stdout + run.stderr
        assert run.returncode == 1 and 'nosuch' in said, said
        assert 'as root' not in said


@pytest.mark.parametrize('name', ['otpgate.conf', 'no/otpgate.conf'])
def test_without_settings_the_next_step_is_named(tmp_path, name):
    for command in ('list', 'check', 'init', 'enroll bob'):
        run = subprocess.run(
            [h.OTPADM, '-c', tmp_path / name, *command.split()], text=True,
            capture_output=True, timeout=60, check=False)
        said = run.stdout + run.stderr
        assert run.returncode == 1, run
        assert name in said and 'copy the sample' in said, said


# --- tables, times, numbers --------------------------------------------------

def test_tables_are_aligned(place):
    place.active('al')
    place.enroll('a.very.long.name.of.somebody')
    h.add_session(place, 'al', 1, address='2001:db8:1:2:3:4:5:6')
    h.add_session(place, 'a.very.long.name.of.somebody', 2, address='::1')
    place('token', '--path', '/a', '--label', 'ä long läbel', 'al')
    place('token', '--path', '/much/longer', '--network', '2001:db8::/32',
          '--label', 'x', 'al')
    place('keys', 'rotate')
    for command in ('list', 'sessions', 'token --list al', 'keys list'):
        rows = aligned(place(*command.split()))
        assert len({len(r) for r in rows}) == 1 and len(rows) == 3, rows


def test_list_has_the_last_login(place):
    place.active('alice')
    when = int(time.time()) - 86400
    h.append(place, 'alice', lambda r: f'{r} p=totp:1:{when}')
    place.enroll('bob')
    rows = aligned(place('list'))
    at = rows[0].index('LAST LOGIN')
    assert rows[1][at] == time.strftime('%FT%TZ', time.gmtime(when))
    assert rows[2][at] == '-'
    data = json.loads(place('--json', 'list'))
    assert [d['last_login'] for d in data] == [rows[1][at], None]


def test_times_are_local_for_people_and_utc_for_programs(place):
    place.active('alice')
    now = time.time()
    env = {**os.environ, **ZONE}
    text = place.run('show', 'alice', env=env).stdout
    stamp = re.search(r'^created +(\S+)$', text, re.M)[1]
    assert stamp.endswith('+05:30')
    assert stamp[:13] in {time.strftime('%FT%H', time.gmtime(now + 19800 - s))
                          for s in (0, 60)}
    data = json.loads(place.run('--json', 'show', 'alice', env=env).stdout)
    assert data['created'].endswith('Z')
    # and what is printed can be given back
    assert place.run('log', '--since', stamp, env=env).returncode == 0


def test_one_is_no_plural(place):
    place.active('alice')
    h.add_session(place, 'alice', 1)
    assert '1 session ended' in place('logout', 'alice')
    assert '0 sessions ended' in place('disable', 'alice')
    assert '1 authenticator active' not in place('unlock', 'alice')
    assert '1 user,' in place('check')
    place('codes', '-n', '1', 'alice')
    assert '1 recovery code revoked' in place('codes', '--revoke', 'alice')


def test_log_at_a_terminal_is_a_table(place):
    place.active('alice')
    place.refuse('passwd', '--stdin', 'alice', stdin='short')
    place.refuse('verify', '--stdin', 'alice', stdin='000000')
    child = place.terminal('log', size=(60, 200))
    text = child.read().replace('\r', '')
    child.wait()
    rows = aligned(text)
    assert rows[0] == ['TIME', 'EVENT', 'USER', 'VERDICT', 'REASON',
                       'FACTOR', 'ADDRESS', 'DETAIL']
    assert [r[1] for r in rows[1:]][:2] == ['init', 'enroll'] or \
        rows[1][1] == 'enroll'
    assert any(r[1:5] == ['verify', 'alice', 'failed', 'code'] for r in rows)
    assert 'event=verify' in place('log')  # as it stands, for programs


def test_codes_have_a_heading_and_numbers_that_belong_to_them(place):
    place.active('alice')
    child = place.terminal('codes', 'alice')
    text = child.read().replace('\r', '')
    child.wait()
    assert 'Recovery codes of alice' in text
    assert '01- and so on, are part of the codes' in text
    codes = re.findall(r'^ +(\d\d-\S+)$', text, re.M)
    assert len(codes) == 10
    run = place.verify('alice', codes[0], '--recovery')
    assert run.returncode == 0, run
    assert re.fullmatch(r'(\d\d-\S+\n){10}', place('codes', 'alice'))
    run = place.verify('alice', codes[1][3:], '--recovery')
    assert run.returncode == 1 and 'with the number in front' in run.stderr
