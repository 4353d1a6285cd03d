# SPDX-License-Identifier: ISC
"""otpadm by itself: every command, the terminal, and what it must not do."""

import concurrent.futures
import fcntl
import json
import os
import re
import signal
import stat
import subprocess
import termios
import time

import pexpect
import pytest

import otpadm_helpers as h
from otpadm_helpers import Phone, Place

ROOT = os.geteuid() == 0
OTHER = 'daemon'  # an account that is not ours
COMMANDS = '''init keys check compact restore policy enroll invite confirm uri qr
rotate drop verify codes passwd set list show disable enable unlock remove
rename sessions logout log devices certs token'''.split()


@pytest.fixture(name='place')
def _place(tmp_path):
    return Place(tmp_path)


def audit(place):
    return place.log.read_text().splitlines()


def shown(place, user):
    return json.loads(place('--json', 'show', user))


# --- command lines -----------------------------------------------------------

def test_help_names_every_command():
    text = subprocess.run([h.OTPADM, '--help'], capture_output=True, text=True,
                          check=True).stdout
    assert re.findall(r'^  ([a-z]+)', text, re.M) == COMMANDS


@pytest.mark.parametrize('command', COMMANDS)
def test_each_command_has_help_without_a_configuration(command):
    run = subprocess.run([h.OTPADM, '-c', '/nonexistent', command, '--help'],
                         capture_output=True, text=True, check=False)
    assert run.returncode == 0 and run.stderr == ''
    assert run.stdout.startswith('usage: otpadm ') and command in run.stdout


def test_version():
    run = subprocess.run([h.OTPADM, '--version'], capture_output=True,
                         text=True, check=True)
    assert run.stdout.startswith('otpadm ')


@pytest.mark.parametrize('args', [
    (), ('nonsense',), ('--nonsense',), ('-c',), ('show',), ('show', 'a', 'b'),
    ('list', 'x'), ('list', '--nonsense'), ('list', '-x'), ('enroll',),
    ('enroll', '--digits', '9', 'a'), ('enroll', '--digits', '', 'a'),
    ('enroll', '--digits=+6', 'a'), ('enroll', '--period', '14', 'a'),
    ('enroll', '--algorithm', 'md5', 'a'), ('enroll', '--issuer'),
    ('enroll', '--hotp', '--period', '30', 'a'),
    ('enroll', '--label', 'x', '--label', 'y', 'a'),
    ('codes', '-n', '0', 'a'), ('codes', '-n', '21', 'a'),
    ('codes', '-n', '3', '--count', 'a'), ('codes', '--count', '--revoke', 'a'),
    ('keys',), ('keys', 'burn'), ('set', 'a'), ('set', 'a', 'email'),
    ('set', 'a', 'shoe=42'), ('logout', '--session', 'zz', 'a'),
    ('logout', '--session', '123', 'a'), ('uri', '--id', '0', 'a'),
    ('passwd', '--clear', '--stdin', 'a'), ('--json', 'passwd', 'a'),
    ('invite',), ('invite', '--expires', '31d', 'a'), ('invite', 'a', 'b'),
    ('invite', '--revoke', '--replace', 'a'), ('rename', 'a')], ids=str)
def test_usage_errors_exit_2_and_touch_nothing(place, args):
    with h.sealed(place.database):
        run = place.run(*args)
    assert run.returncode == 2 and run.stderr and not run.stdout


@pytest.mark.parametrize('args', [
    ('passwd', 'alice', 'hunter2hunter2'),
    ('passwd', 'alice', '--password=hunter2hunter2'),
    ('confirm', 'alice', '123456'), ('verify', 'alice', '123456'),
    ('verify', 'alice', '--code=123456'),
    ('enroll', 'alice', 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP'),
    ('enroll', 'alice', '--secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP')],
    ids=str)
def test_a_secret_as_an_argument_is_refused_and_not_repeated(place, args):
    text = place.refuse(*args, status=2)
    assert 'secrets are never arguments' in text
    for word in ('hunter2', '123456', 'JBSWY3DP'):
        assert word not in text


@pytest.mark.parametrize('name', [
    'a b', 'ümlaut', 'a/b', '', 'x' * 65, 'a\x1b[2J', 'a\nb', '.\u202e'])
def test_names_that_are_none(place, name):
    for command in ('enroll', 'invite', 'show', 'disable', 'passwd', 'remove'):
        text = place.refuse(command, '--', name)
        assert '\x1b' not in text and text.count('\n') == 1


def test_upper_case_is_folded(place):
    place.enroll('Alice.B@C')
    assert place.enroll('ALICE.b@c').label == 'Test Gate:alice.b@c'
    assert [u['user'] for u in json.loads(place('--json', 'list'))] == [
        'alice.b@c']


def test_complaints_are_escaped():
    evil = 'x\x1b]52;c;aGVsbG8=\x07\u202e\notpadm: fine'
    for argv in (['-c', evil, 'list'], [evil], ['list', '--' + evil]):
        run = subprocess.run([h.OTPADM, *argv], capture_output=True,
                             check=False)
        assert run.returncode in (1, 2)
        assert re.fullmatch(rb'[ -~]+\n', run.stderr), run.stderr


def test_lost_output_is_an_error(place):
    place.enroll('alice')
    for args in (['list'], ['--json', 'list'], ['codes', 'alice'], ['--help'],
                 ['uri', 'alice']):
        with open('/dev/full', 'w', encoding='utf-8') as full:
            run = subprocess.run([h.OTPADM, '-c', place.conf, *args],
                                 stdout=full, stderr=subprocess.PIPE,
                                 check=False)
        assert run.returncode == 1, args


def test_closed_standard_descriptors_are_no_database(place):
    place.enroll('alice')
    with h.sealed(place.database):
        subprocess.run(
            f'{h.OTPADM} -c {place.conf} show nobody 0<&- 1>&- 2>&-',
            shell=True, check=False)


# --- init --------------------------------------------------------------------

def test_init_makes_what_is_missing_and_says_so(tmp_path):
    place = Place(tmp_path, init=False)
    text = place('init')
    for path, mode in ((place.keys, 0o640), (place.database, 0o600),
                       (place.folder / 'state/users.lock', 0o600),
                       (place.folder / 'state', 0o700)):
        assert stat.S_IMODE(path.stat().st_mode) == mode, path
    assert f'{place.keys}: created' in text
    assert f'{place.database}: created' in text
    assert 'already' in place.refuse('init')


def test_init_keeps_what_is_there(place):
    place.keys.unlink()
    with h.sealed(place.database):
        assert 'left as it is' in place('init')
    place.database.unlink()
    with h.sealed(place.keys):
        assert 'left as it is' in place('init')
    place('check')


def test_init_makes_no_keys_for_users_of_others(place):
    place.active('alice')
    keys = place.keys.read_bytes()
    place.keys.unlink()
    with h.sealed(place.database):
        assert 'restore it from a copy' in place.refuse('init')
    assert not place.keys.exists()
    place.keys.write_bytes(keys)
    place.keys.chmod(0o640)
    place('check')


@pytest.mark.skipif(not ROOT, reason='needs root')
def test_init_gives_the_files_to_the_responder(tmp_path):
    import pwd
    tmp_path.chmod(0o755)
    account = pwd.getpwnam(OTHER)
    # the folders above are closed to that account, and with them a log
    place = Place(tmp_path, user=OTHER, log='stderr')
    for path in (place.database, place.folder / 'state/users.lock',
                 place.folder / 'state'):
        assert (path.stat().st_uid, path.stat().st_gid) == (
            account.pw_uid, account.pw_gid), path
    assert (place.keys.stat().st_uid, place.keys.stat().st_gid) == (
        0, account.pw_gid)
    place.active('alice')
    place('keys', 'rotate')
    place('compact')
    place('check')
    assert place.database.stat().st_uid == account.pw_uid
    assert place.keys.stat().st_gid == account.pw_gid


@pytest.mark.skipif(not ROOT, reason='needs root')
def test_init_refuses_a_folder_that_is_not_the_responders(tmp_path):
    place = Place(tmp_path, init=False, user=OTHER)
    (place.folder / 'state').mkdir(mode=0o700)
    assert f'chown -h {OTHER}' in place.refuse('init')
    assert not place.database.exists()


# --- enrolment ---------------------------------------------------------------

KINDS = [
    [], ['--algorithm', 'SHA256'], ['--algorithm', 'sha512', '--digits', '8'],
    ['--digits', '7'], ['--period', '15'], ['--period', '300'],
    ['--period', '60', '--digits', '8'], ['--hotp'],
    ['--hotp', '--algorithm', 'SHA256', '--digits', '8']]


@pytest.mark.parametrize('kind', KINDS, ids=' '.join)
def test_codes_are_those_of_oathtool(place, kind):
    phone = place.enroll('alice', *kind)
    wrong = phone.wrong()
    assert 'wrong' in place.refuse('confirm', '--stdin', 'alice', stdin=wrong)
    code = phone.code()
    assert 'is active' in place('confirm', '--stdin', 'alice', stdin=code)
    assert shown(place, 'alice')['authenticators'][0]['state'] == 'active'
    run = place.verify('alice', code)
    assert run.returncode == 1 and 'already been used' in run.stderr
    assert place.verify('alice', phone.code(1)).returncode == 0


def test_the_uri_says_it_all(place):
    phone = place.enroll('alice')
    assert phone.uri == (
        f'otpauth://totp/Test%20Gate:alice?secret={phone.secret}'
        '&issuer=Test%20Gate&algorithm=SHA1&digits=6&period=30')
    assert re.fullmatch('[A-Z2-7]{32}', phone.secret)
    other = place.enroll('bob', '--issuer', 'Ünï & "Co"', '--hotp')
    assert other.issuer == 'Ünï & "Co"' and other.type == 'hotp'
    assert other.secret != phone.secret


def test_json_of_enroll(place):
    data = json.loads(place('--json', 'enroll', 'alice', '--label', 'phone'))
    assert data['user'] == 'alice' and data['id'] == 1 and data['new_user']
    assert data['type'] == 'totp' and data['digits'] == 6
    assert Phone(data['uri']).label == 'Test Gate:alice'
    more = json.loads(place('enroll', '--json', 'alice'))
    assert more['id'] == 2 and not more['new_user']


def test_fields_at_enrolment(place):
    place.enroll('alice', '--email', 'a@b.example', '--phone', '+49 30-123',
                 '--name', 'Älice "A" \\', '--group', 'ops', '--group', 'dev')
    data = shown(place, 'alice')
    assert data['email'] == 'a@b.example' and data['phone'] == '+4930123'
    assert data['name'] == 'Älice "A" \\' and data['groups'] == ['ops', 'dev']
    place.enroll('alice', '--group', 'one')
    assert shown(place, 'alice')['groups'] == ['one']
    text = place('show', 'alice')
    assert '\\x5c' in text and 'Älice' in text


@pytest.mark.parametrize('secret', [
    'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP', 'jbsw y3dp-ehpk 3pxp JBSWY3DPEHPK3PXP',
    'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'])
def test_a_given_secret(place, secret):
    phone = place.enroll('alice', '--secret-stdin', stdin=secret + '\n')
    bare = re.sub('[ -]', '', secret).upper()
    assert phone.secret == bare
    place('confirm', '--stdin', 'alice', stdin=phone.code())


def test_a_given_uri(place):
    uri = ('otpauth://hotp/Old%20Gate:al?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK'
           '3PXP&issuer=Old%20Gate&algorithm=SHA256&digits=8&counter=41')
    phone = place.enroll('alice', '--secret-stdin', stdin=uri + '\n')
    assert phone.uri == uri.replace('Gate:al?', 'Gate:alice?')
    assert shown(place, 'alice')['authenticators'][0]['counter'] == 41
    place('confirm', '--stdin', 'alice', stdin=phone.code(2))
    assert shown(place, 'alice')['authenticators'][0]['counter'] == 44


@pytest.mark.parametrize('secret', [
    '', 'JBSWY3DPEHPK3PXP', 'A' * 32, 'not base32!', 'otpauth://totp/x',
    'otpauth://totp/x?secret=JBSWY3DP', 'A' * 2000, 'JBSW\0Y3DP',
    'MFRGGZDFMZTWQ2LK' * 7])
def test_a_secret_that_is_none(place, secret):
    text = place.refuse('enroll', '--secret-stdin', 'alice',
                        stdin=secret + '\n')
    assert len(secret) < 8 or secret[:8] not in text.replace('otpauth', '')
    assert json.loads(place('--json', 'list')) == []


def test_a_uri_and_options_exclude_each_other(place):
    uri = 'otpauth://totp/x?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP'
    place.refuse('enroll', '--secret-stdin', '--digits', '8', 'alice',
                 stdin=uri, status=2)


@pytest.mark.parametrize('options', [
    ['--email', 'nobody'], ['--phone', 'x'], ['--name', 'a\x07b'],
    ['--group', 'Up Per'], ['--label', 'x' * 33], ['--label', 'a\nb'],
    ['--issuer', 'a:b'], ['--issuer', 'x' * 65]], ids=' '.join)
def test_nothing_is_stored_of_a_refused_enrolment(place, options):
    png = place.folder / 'x.png'
    place.refuse('enroll', '--png', png, *options, 'alice')
    assert not png.exists()
    assert json.loads(place('--json', 'list')) == []


def test_eight_authenticators_are_enough(place):
    phones = [place.enroll('alice', '--label', f'no {i}') for i in range(8)]
    assert 'already has 8 authenticators' in place.refuse('enroll', 'alice')
    place('confirm', '--stdin', '--id', '5', 'alice', stdin=phones[4].code())
    states = [a['state'] for a in shown(place, 'alice')['authenticators']]
    assert states == ['pending'] * 4 + ['active'] + ['pending'] * 3


def test_several_authenticators_need_an_id(place):
    one, two = place.enroll('alice'), place.enroll('alice')
    for command in (['uri'], ['confirm', '--stdin']):
        assert '--id' in place.refuse(*command, 'alice', stdin='123456')
    assert place('uri', '--id', '1', 'alice').strip() == one.uri
    assert place('uri', '--id', '2', 'alice').strip() == two.uri
    assert 'no authenticator 3' in place.refuse('uri', '--id', '3', 'alice')


def test_many_enrolments_at_once(place):
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        same = list(pool.map(lambda _: place.enroll('alice'), range(8)))
    assert len({p.secret for p in same}) == 8
    assert len(shown(place, 'alice')['authenticators']) == 8
    place('check')


# --- QR codes ----------------------------------------------------------------

LONG = ['--issuer', 'Ein sehr langer Name für diesen Dienst, "nützlich" & gut']


@pytest.mark.parametrize('options', [[], LONG], ids=['short', 'long'])
def test_png_and_svg_show_the_uri(place, options):
    png, svg = place.folder / 'a.png', place.folder / 'a.svg'
    phone = place.enroll('alice', '--png', png, '--svg', svg, *options)
    for path in (png, svg):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert h.scan(png) == phone.uri
    rows = h.svg_rows(svg)
    assert h.quiet_zone(rows) == h.QUIET
    assert h.scan(h.draw(rows, place.folder / 'svg.png')) == phone.uri
    with h.Image.open(png) as image:
        assert image.size == (len(rows) * 8, len(rows) * 8)
        assert h.draw(rows, place.folder / 'again.png') and list(
            image.convert('L').getdata()) == list(
            h.Image.open(place.folder / 'again.png').getdata())


@pytest.mark.parametrize('options', [[], LONG], ids=['short', 'long'])
def test_the_terminal_shows_the_uri(place, options):
    child = place.terminal('enroll', 'alice', *options)
    child.expect(pexpect.EOF)
    uri = re.search(r'otpauth://\S+', child.before).group(0)
    rows = h.terminal_rows(child.before)
    assert h.quiet_zone(rows) >= h.QUIET
    assert h.scan(h.draw(rows, place.folder / 't.png')) == uri
    child.close()
    assert child.exitstatus == 0


def test_qr_of_a_rotated_and_a_waiting_one(place):
    phone = place.enroll('alice')
    text = place('qr', '--force', 'alice')
    assert h.scan(h.draw(h.terminal_rows(text), place.folder / 'q.png')) == \
        phone.uri
    assert 'otpauth' not in text
    assert '--force' in place.refuse('qr', 'alice')
    png = place.folder / 'r.png'
    place('confirm', '--stdin', 'alice', stdin=phone.code())
    place('rotate', '--png', png, 'alice')
    assert h.scan(png) == place('uri', 'alice').strip() != phone.uri


def test_no_drawing_into_a_pipe_nor_on_a_narrow_terminal(place):
    assert '█' not in place('enroll', 'alice')
    assert '█' in place('enroll', '--force', 'alice')
    child = place.terminal('enroll', 'bob', size=(24, 40))
    child.expect(pexpect.EOF)
    assert '█' not in child.before and 'otpauth://' in child.before
    assert '48;5' not in child.before


def test_files_are_never_overwritten_and_nothing_is_stored(place):
    png, svg = place.folder / 'a.png', place.folder / 'a.svg'
    for target in ('file', 'link', 'dangling', 'folder'):
        if target == 'file':
            png.write_text('mine')
        elif target == 'link':
            png.symlink_to(place.conf)
        elif target == 'dangling':
            png.symlink_to(place.folder / 'elsewhere')
        else:
            png.mkdir()
        with h.sealed(place.conf), h.sealed(place.database):
            assert str(png) in place.refuse(
                'enroll', '--svg', svg, '--png', png, 'alice')
        assert not svg.exists() and not (place.folder / 'elsewhere').exists()
        if target == 'file':
            assert png.read_text() == 'mine'
        png.rmdir() if target == 'folder' else png.unlink()
    place.refuse('enroll', '--png', place.folder / 'no/such/a.png', 'alice')
    place.refuse('enroll', '--png', '/dev/full', 'alice')
    assert json.loads(place('--json', 'list')) == []


def test_files_go_when_the_change_fails(place):
    for i in range(8):
        place.enroll('alice')
    png = place.folder / 'ninth.png'
    place.refuse('enroll', '--png', png, 'alice')
    assert not png.exists()


# --- the terminal ------------------------------------------------------------

def test_a_code_is_typed_without_echo(place):
    phone = place.enroll('alice')
    child = place.terminal('confirm', 'alice')
    child.expect('Code: ')
    code = phone.code()
    child.sendline(code[:3] + ' ' + code[3:])
    child.expect(pexpect.EOF)
    assert 'is active' in child.before and code[:3] not in child.before
    child.close()
    assert child.exitstatus == 0


def passwd(place, *words):
    child = place.terminal('passwd', 'alice')
    for word, prompt in zip(words, ('New password: ', 'again: ')):
        child.expect(prompt)
        child.sendline(word)
    child.expect(pexpect.EOF)
    child.close()
    for word in words:
        assert not word or word not in child.before
    return child.exitstatus, child.before


def test_passwd_at_the_terminal(place):
    place.enroll('alice')
    assert passwd(place, 'Tr0ub4dor & drei', 'Tr0ub4dor & drei')[0] == 0
    assert shown(place, 'alice')['password'] is True
    status, text = passwd(place, 'Tr0ub4dor & drei', 'Tr0ub4dor & vier')
    assert status == 1 and 'differ' in text


@pytest.mark.parametrize('word, reason', [
    ('short 7', 'shorter'), ('ü' * 7, 'shorter'), ('u\u0308' * 7, 'shorter'),
    ('PassWord1', 'easy to guess'), ('qwertyuiop', 'easy to guess'),
    ('zzzzzzzzzz', 'easy to guess'), ('Sommer2026!', 'easy to guess'),
    ('x1' * 512, 'easy to guess'),
    ('Alice.Liddell', 'name'), ('test gate', 'name'), ('aLiCe2026!', 'name'),
    ('wunderlandia26', 'name'), ('ＷÜNDERländia26', 'name'),
    ('ünïcödéß', 'easy to guess'), ('密码密码密码密码', 'easy to guess'),
    ('tab\tin between', 'control'), ('invisible\u200bblank', 'control'),
    ('x' * 1025, 'more than 1024'), ('\u0958' * 340, 'more than 1024'),
    ('', 'empty')])
def test_passwords_that_are_refused(place, word, reason):
    place.enroll('alice.liddell')
    with place.conf.open('a') as conf:
        conf.write("site_name = 'Wunderlandia'\n")
    text = place.refuse('passwd', '--stdin', 'alice.liddell',
                        stdin=word + '\n')
    assert reason in text and (len(word) < 3 or word not in text)
    assert len(text.splitlines()) == 1
    assert shown(place, 'alice.liddell')['password'] is False


@pytest.mark.parametrize('word', [
    'kX9#mQ2v' * 128, 'correct horse battery staple', 'ünïcödéß Öl',
    '密码本子在哪里呢', 'lorvumpikzaf', '8302759164470358',
    'alice kX9#mQ2v'])
def test_passwords_that_are_taken(place, word):
    place.enroll('alice')
    place('passwd', '--stdin', 'alice', stdin=word + '\n')
    assert shown(place, 'alice')['password'] is True
    assert '$argon2id$v=19$m=64,t=1,p=1$' in \
        place.database.read_text().replace('%2C', ',').replace('%24', '$')
    place('passwd', '--clear', 'alice')
    assert shown(place, 'alice')['password'] is False


def test_bytes_that_are_no_utf8_are_no_password(place):
    place.enroll('alice')
    run = subprocess.run(
        [h.OTPADM, '-c', place.conf, 'passwd', '--stdin', 'alice'],
        input=b'abcdefgh\xff\n', capture_output=True, check=False)
    assert run.returncode == 1 and b'UTF-8' in run.stderr


def echo(fd):
    return bool(termios.tcgetattr(fd)[3] & termios.ECHO)


@pytest.mark.parametrize('number', [
    signal.SIGINT, signal.SIGTERM, signal.SIGQUIT, signal.SIGHUP,
    signal.SIGTSTP])
def test_a_signal_at_the_prompt_gives_the_echo_back(place, number):
    place.enroll('alice')
    master, slave = os.openpty()
    with subprocess.Popen(
            [h.OTPADM, '-c', place.conf, 'passwd', 'alice'], stdin=slave,
            stdout=slave, stderr=slave, start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0)) as child:
        while b'New password: ' not in os.read(master, 1024):
            pass
        assert not echo(slave)
        child.send_signal(number)
        status = child.wait(20)
        assert echo(slave)
    # A stop is not obeyed without a shell that could continue it.
    assert status == (1 if number == signal.SIGTSTP else -number)
    os.close(master)
    os.close(slave)


def test_without_a_terminal_it_says_how(place):
    place.enroll('alice')
    run = place.run('passwd', 'alice', start_new_session=True)
    assert run.returncode == 1 and '--stdin' in run.stderr


def test_no_core_dumps_while_secrets_are_in_memory(place):
    place.enroll('alice')
    child = place.terminal('passwd', 'alice')
    child.expect('New password: ')
    with open(f'/proc/{child.pid}/limits', encoding='ascii') as limits:
        assert re.search(r'Max core file size +0 +0 ', limits.read())
    child.sendintr()
    child.expect(pexpect.EOF)
    child.wait()


# --- codes -------------------------------------------------------------------

def test_verify_tells_how_far_the_clock_is_off(place):
    phone = place.active('alice')  # with the code before this one
    run = place.verify('alice', phone.code(0))
    assert run.returncode == 0 and 'agrees' in run.stdout
    run = place.verify('alice', phone.code(1))
    assert '30 s ahead' in run.stdout
    other = place.enroll('bob')
    data = json.loads(place('--json', 'verify', '--stdin', 'bob',
                            stdin=other.code(-1)))
    assert data == {'user': 'bob', 'verdict': 'allow', 'reason': 'ok',
                    'retry': None, 'factor': 'totp', 'authenticator': 1,
                    'activated': True, 'offset': -30}


def test_verify_in_json_says_why_not(place):
    phone = place.active('alice')
    run = place.run('--json', 'verify', '--stdin', 'alice',
                    stdin=phone.wrong())
    data = json.loads(run.stdout)
    assert run.returncode == 1
    assert (data['verdict'], data['reason']) == ('deny', 'code')


def test_one_code_counts_once_whoever_tries(place):
    phone = place.active('alice')
    code = phone.code()
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        runs = list(pool.map(lambda _: place.verify('alice', code), range(16)))
    assert sorted(r.returncode for r in runs) == [0] + [1] * 15


def test_wrong_codes_make_it_wait_and_unlock_ends_that(place):
    phone = place.active('alice')
    wrong = phone.wrong()
    until = '0'
    for _ in range(300):
        if until > time.strftime('%FT%TZ', time.gmtime(time.time() + 5)):
            break
        place.verify('alice', wrong)
        until = shown(place, 'alice')['lanes'][0]['wait_until'] or '0'
    refused = place.verify('alice', wrong)
    assert refused.returncode == 1 and 'wait until' in refused.stderr
    assert shown(place, 'alice')['lanes'][0]['wait_until'] == until
    assert 'wait until' in place('show', 'alice')
    place('unlock', 'alice')
    data = shown(place, 'alice')
    assert all(l['failures'] == 0 for l in data['lanes'])
    assert data['guesses_in_a_year'] == {'strangers': 0, 'owner': 0}
    assert place.verify('alice', phone.code()).returncode == 0


def test_unlock_brings_no_spent_code_back(place):
    phone = place.active('alice')
    code = phone.code()
    assert place.verify('alice', code).returncode == 0
    place('unlock', 'alice')
    assert place.verify('alice', code).returncode == 1


def test_a_closed_lane(tmp_path):
    place = Place(tmp_path, lane_limit=5, free_tries=10)
    phone = place.active('alice')
    for _ in range(5):
        place.verify('alice', phone.wrong())
    assert 'otpadm unlock' in place.verify('alice', phone.code()).stderr
    assert 'closed' in place('show', 'alice')
    place('unlock', 'alice')
    assert place.verify('alice', phone.code()).returncode == 0


def test_confirm_wants_the_code_of_the_new_one(place):
    old = place.active('alice')
    new = place.enroll('alice')
    text = place.refuse('confirm', '--stdin', 'alice', stdin=old.code())
    assert 'authenticator 1' in text and 'spent' in text
    place('confirm', '--stdin', 'alice', stdin=new.code())
    text = place.refuse('confirm', '--stdin', 'alice', stdin=new.code(1))
    assert 'waiting for its first code' in text
    text = place.refuse('confirm', '--stdin', '--id', '1', 'alice', stdin='1')
    assert 'authenticator 1 is active' in text


def test_recovery_codes(place):
    place.active('alice')
    codes = place('codes', 'alice').split()
    assert len(codes) == len(set(codes)) == 10
    for i, code in enumerate(codes):
        assert re.fullmatch(
            rf'{i + 1:02}-[0-9A-HJKMNP-TV-Z]{{5}}-[0-9A-HJKMNP-TV-Z]{{5}}-'
            r'[0-9A-HJKMNP-TV-Z]{3}', code)
    assert place('codes', '--count', 'alice') == '10\n'
    run = place.verify('alice', codes[2].lower().replace('-', ' '),
                       '--recovery')
    assert run.returncode == 0 and 'codes left: 9' in run.stdout
    assert place.verify('alice', codes[2], '--recovery').returncode == 1
    assert place('codes', '--count', 'alice') == '9\n'
    data = json.loads(place('--json', 'codes', '-n', '20', 'alice'))
    assert len(data['codes']) == 20
    assert place.verify('alice', codes[3], '--recovery').returncode == 1
    assert place.verify('alice', data['codes'][19], '--recovery') \
        .returncode == 0
    place('codes', '--revoke', 'alice')
    assert json.loads(place('--json', 'codes', '--count', 'alice'))[
        'left'] == 0
    assert place.verify('alice', data['codes'][0], '--recovery') \
        .returncode == 1


def test_revealing_is_asked_for_and_audited(place):
    phone = place.active('alice')
    for command in (['uri'], ['qr', '--force']):
        assert '--reveal' in place.refuse(*command, 'alice')
    before = len(audit(place))
    assert place('uri', '--reveal', 'alice').strip() == phone.uri
    line, = audit(place)[before:]
    assert 'event=uri' in line and 'was shown' in line
    assert line.endswith('user="alice"')
    place.log.unlink()
    place.log.mkdir()
    assert phone.secret not in place.refuse('uri', '--reveal', 'alice')


def test_rotation_keeps_the_old_one_until_the_new_is_proven(place):
    old = place.active('alice', '--algorithm', 'SHA256', '--digits', '8',
                       '--label', 'phone')
    h.add_session(place, 'alice', 1)
    new = Phone(place('rotate', 'alice').strip())
    assert (new.algorithm, new.digits) == ('SHA256', 8)
    assert shown(place, 'alice')['sessions'] == 0
    states = {a['id']: (a['state'], a['replaces'], a['label'])
              for a in shown(place, 'alice')['authenticators']}
    assert states == {1: ('active', 0, 'phone'), 2: ('pending', 1, 'phone')}
    assert place.verify('alice', old.code()).returncode == 0
    again = Phone(place('rotate', 'alice').strip())
    assert len(shown(place, 'alice')['authenticators']) == 2
    assert place.verify('alice', again.code()).returncode == 0
    assert [a['id'] for a in shown(place, 'alice')['authenticators']] == [3]
    assert place.verify('alice', old.code(1)).returncode == 1


def test_rotation_now(place):
    old = place.active('alice')
    h.add_session(place, 'alice', 1)
    spare = place.enroll('alice')
    new = Phone(place('rotate', '--now', 'alice').strip())
    assert place.verify('alice', old.code()).returncode == 1
    data = shown(place, 'alice')
    assert [(a['id'], a['state'], a['replaces'])
            for a in data['authenticators']] == [
        (2, 'pending', 0), (3, 'pending', 0)]
    assert data['sessions'] == 0
    assert place.verify('alice', new.code()).returncode == 0
    assert place.verify('alice', spare.code()).returncode == 0


def test_rotation_wants_something_proven(place):
    place.enroll('alice')
    place.refuse('rotate', 'alice')
    place.refuse('rotate', '--id', '1', 'alice')


# --- users -------------------------------------------------------------------

def test_set(place):
    place.enroll('alice')
    place('set', 'alice', 'email=a@b', 'name=A = B', 'groups= x , y ',
          'phone=123')
    data = shown(place, 'alice')
    assert (data['email'], data['name'], data['phone']) == (
        'a@b', 'A = B', '123')
    assert data['groups'] == ['x', 'y']
    text = place.refuse('set', 'alice', 'name=kept?', 'email=nonsense')
    assert 'email: must be' in text
    assert shown(place, 'alice')['name'] == 'A = B', 'all or nothing'
    place('set', 'alice', 'email=', 'groups=')
    assert shown(place, 'alice')['email'] == ''
    assert shown(place, 'alice')['groups'] == []


def test_list_is_sorted_and_sober(place):
    for name in ('carol', 'alice', 'bob'):
        place.enroll(name)
    place('disable', 'bob')
    lines = place('list').splitlines()
    assert [l.split()[0] for l in lines] == ['USER', 'alice', 'bob', 'carol']
    assert lines[2].split()[1] == 'disabled'
    assert [u['user'] for u in json.loads(place('list', '--json'))] == [
        'alice', 'bob', 'carol']


def test_what_is_printed_holds_no_secret(place):
    phone = place.active('alice')
    place('passwd', '--stdin', 'alice', stdin='correct horse battery')
    code = place('codes', 'alice').split()[0]
    text = ''.join(place(*args) for args in (
        ['list'], ['show', 'alice'], ['--json', 'list'],
        ['--json', 'show', 'alice'], ['sessions'], ['keys', 'list'],
        ['check'], ['policy', 'alice'])) + place.log.read_text()
    secrets = [phone.secret, 'argon2', 'correct horse', code[3:],
               place.keys.read_text().split()[-1]]
    secrets += re.findall(r',([\w-]{40,})', place.database.read_text())
    assert len(secrets) > 5
    assert not [s for s in secrets if s in text]


def test_disable_and_enable(place):
    phone = place.active('alice')
    h.add_session(place, 'alice', 1)
    assert '1 session ended' in place('disable', 'alice')
    assert 'disabled' in place.verify('alice', phone.code()).stderr
    assert 'already' in place('disable', 'alice')
    place('enable', 'alice')
    assert shown(place, 'alice')['sessions'] == 0
    assert place.verify('alice', phone.code()).returncode == 0


def test_remove_asks_at_a_terminal(place):
    place.enroll('alice')
    for answer in ('n', '', 'nyes'):
        child = place.terminal('remove', 'alice')
        child.expect(r'\[y/N\] ')
        child.sendline(answer)
        child.expect(pexpect.EOF)
        child.close()
        assert child.exitstatus == 1
    assert shown(place, 'alice')
    child = place.terminal('remove', 'alice')
    child.expect(r'\[y/N\] ')
    child.sendline('y')
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0
    assert 'no such user' in place.refuse('show', 'alice')
    assert 'no such user' in place.refuse('remove', 'alice')


def test_remove_and_make_again(place):
    old = place.active('alice')
    place('remove', 'alice')
    new = place.enroll('alice')
    assert place.verify('alice', old.code()).returncode == 1
    assert place.verify('alice', new.code()).returncode == 0


def test_rename_keeps_everything_but_the_name(place):
    phone = place.active('alice', '--email', 'a@b')
    session = h.add_session(place, 'alice', 7)
    before = shown(place, 'alice')
    place('rename', 'alice', 'Alicia')
    assert 'no such user' in place.refuse('show', 'alice')
    after = shown(place, 'alicia')
    assert after == {**before, 'user': 'alicia'}
    assert session in place('sessions', 'alicia')
    assert place.verify('alicia', phone.code()).returncode == 0
    place.enroll('alice')
    assert 'another user' in place.refuse('rename', 'alicia', 'alice')
    place.refuse('rename', 'alicia', 'alicia')
    place('check')


def test_sessions_and_logout(place):
    place.active('alice')
    place.active('bob')
    one = h.add_session(place, 'alice', 1, agent='Evil\\x1b %41 (x)')
    two = h.add_session(place, 'alice', 2, address='2001:db8::1')
    old = h.add_session(place, 'alice', 3, age=13 * 3600)
    other = h.add_session(place, 'bob', 4)
    text = place('sessions')
    assert all(s in text for s in (one, two, other)) and old not in text
    assert '2001:db8::1' in text and 'Evil\\x5cx1b %41' in text
    assert other not in place('sessions', 'alice')
    data = json.loads(place('--json', 'sessions', 'alice'))
    assert [s['id'] for s in data] == [one, two]
    assert data[0]['factors'][0]['factor'] == 'totp'
    assert 'no such session' in place.refuse('logout', '--session', other,
                                             'alice')
    place('logout', '--session', one[:6], 'alice')
    assert [s['id'] for s in json.loads(
        place('--json', 'sessions', 'alice'))] == [two]
    place('logout', 'alice')
    assert json.loads(place('--json', 'sessions', 'alice')) == []
    assert other in place('sessions')


def test_a_password_change_ends_sessions(place):
    place.active('alice')
    h.add_session(place, 'alice', 1)
    place('passwd', '--stdin', 'alice', stdin='another long password')
    assert shown(place, 'alice')['sessions'] == 0


# --- upkeep ------------------------------------------------------------------

def test_keys(place):
    phone = place.active('alice')
    place('keys', 'rotate')
    keys = json.loads(place('--json', 'keys', 'list'))
    assert [(k['id'], k['newest']) for k in keys] == [(1, False), (2, True)]
    assert 'seals and signs' in place('keys', 'list').splitlines()[2]
    assert place.verify('alice', phone.code()).returncode == 0
    place.enroll('bob')
    assert shown(place, 'bob')['authenticators'][0]['key'] == 2
    assert stat.S_IMODE(place.keys.stat().st_mode) == 0o640


def test_check_is_content_and_changes_nothing(place):
    place.active('alice')
    with h.sealed(place.database), h.sealed(place.log):
        assert '0 problems' in place('check')
        data = json.loads(place('--json', 'check'))
    assert data['users'] == 1 and data['problems'] == 0


def check(place):
    run = place.run('--json', 'check')
    data = json.loads(run.stdout)
    assert run.returncode == (1 if data['problems'] else 0)
    return run.returncode, data['findings']


def test_check_names_the_damaged_line(place):
    for name in ('alice', 'bob', 'carol'):
        place.enroll(name)
    data = bytearray(place.database.read_bytes())
    at = data.index(b'name=bob')
    data[at + 5] ^= 1
    place.database.write_bytes(data)
    status, findings = check(place)
    assert status == 1
    assert any(f.get('line') == 3 and f['kind'] == 'problem'
               for f in findings), findings
    assert f'{place.database}:3' in place.run('check').stdout
    run = place.run('list')
    assert run.returncode == 1 and 'check' in run.stderr
    assert 'alice' in run.stdout and 'carol' in run.stdout
    place.refuse('compact')


def test_check_finds_unsafe_files(place):
    place.enroll('alice')
    for path, good, bad in ((place.keys, 0o640, 0o644),
                            (place.database, 0o600, 0o644),
                            (place.conf, 0o644, 0o666),
                            (place.folder / 'state', 0o700, 0o777)):
        path.chmod(bad)
        status, findings = check(place)
        path.chmod(good)
        assert status == 1 and any(
            str(path) in json.dumps(f) for f in findings), (path, findings)
    assert check(place)[0] == 0


def test_check_finds_a_foreign_key_file(place):
    place.enroll('alice')
    # init makes no keys over users
    away = place.database.rename(place.database.with_name('away'))
    place.keys.unlink()
    place('init')
    away.rename(place.database)
    status, findings = check(place)
    assert status == 1
    assert any(f.get('where') == 'alice' and 'does not open' in f['text']
               for f in findings)
    place('keys', 'rotate')
    lines = place.keys.read_text().splitlines()
    place.keys.write_text(f'{lines[0]}\n{lines[2]}\n')
    status, findings = check(place)
    assert any('key 1' in f['text'] for f in findings)


def test_check_finds_a_step_from_the_future(place):
    place.active('alice')
    step = int(time.time()) // 30

    def later(record):
        changed = re.sub(rf',({step - 1}|{step}),', f',{step + 100},', record)
        assert changed != record
        return changed

    h.append(place, 'alice', later)
    status, findings = check(place)
    assert any('future' in f['text'] for f in findings), findings
    assert status == 0, 'a warning'


def test_check_without_anything(tmp_path):
    place = Place(tmp_path, init=False)
    assert check(place)[0] == 1
    place.conf.write_text('nonsense = 1\n')
    status, findings = check(place)
    assert status == 1 and 'otpgate.conf:1' in findings[0]['text']
    place.conf.unlink()
    assert check(place)[0] == 1


def test_compact(place):
    place.enroll('alice')
    for i in range(50):
        place('set', 'alice', f'name=number {i}')
    size = len(place.database.read_bytes())
    before = shown(place, 'alice')
    assert 'bytes' in place('compact')
    assert len(place.database.read_bytes()) < size / 10
    assert shown(place, 'alice') == before
    assert stat.S_IMODE(place.database.stat().st_mode) == 0o600
    place('check')


def test_it_compacts_by_itself(place):
    place.enroll('alice', '--name', 'x' * 128, '--email', 'y' * 200 + '@z')
    lines = 1
    for i in range(1500):
        place('set', 'alice', f'phone={i + 1000}')
        if i % 50 == 0:
            now = place.database.read_bytes().count(b'\n')
            if now < lines:
                break
            lines = now
    else:
        pytest.fail('never compacted')
    place('check')


def test_policy_arithmetic(place):
    data = json.loads(place('--json', 'policy'))
    assert data['chance'] == pytest.approx(3e-6)
    # Three at once, then waits of 1, 2, 4 ... 2048 s, then one an hour.
    when, day = 0, 0
    for n in range(10**6):
        when += 0 if n < 3 else min(2 ** (n - 3), 3600)
        if when >= 86400:
            break
        day += 1
    absent, daily, *_ = data['attacks']
    assert absent['day'] == {'guesses': day,
                             'chance': pytest.approx(day * 3e-6)}
    assert absent['month']['guesses'] == absent['year']['guesses'] == 50
    assert daily['year']['guesses'] == 166  # half of the budget
    # Wherever the way in: its share of the budget is never outspent.
    assert all(a['year']['chance'] <= 0.0005 for a in data['attacks'])
    assert {a['attacker'] for a in data['attacks']} == {
        'stranger', 'first', 'key', 'device'}
    assert [data['caps'][s]['guesses'] for s in ('strangers', 'owner')] == [
        166, 166]
    assert 'worst' not in data  # there is nobody
    # As tests/check_networks.c counts them: share, and one for each within.
    assert data['networks'] == [
        {'network': 'address', 'at_once': 100, 'hour': 600, 'day': 14500},
        {'network': 'ipv4/24', 'at_once': 1856, 'hour': 11136,
         'day': 269120},
        {'network': 'ipv6/56', 'at_once': 656, 'hour': 3936, 'day': 95120},
        {'network': 'ipv6/48', 'at_once': 1856, 'hour': 11136,
         'day': 269120}]
    text = place('policy')
    assert all(w in text for w in (
        'in a day', 'in a month', 'in a year', 'hard caps', '166',
        'SSH key', 'browser of the owner'))


def test_policy_names_the_user_who_is_guessed_most_easily(place):
    place.active('alice')
    place.active('bob')
    place.enroll('bob', '--hotp')  # unproven, but a code would be accepted
    worst = json.loads(place('--json', 'policy'))['worst']
    assert worst['user'] == 'bob' and worst['chance'] == pytest.approx(9e-6)
    assert worst['strangers']['guesses'] == worst['owner']['guesses'] == 55
    assert 'bob' in place('policy')
    place('disable', 'bob')
    assert json.loads(place('--json', 'policy'))['worst']['user'] == 'alice'


def test_settings_that_the_budget_does_not_hold_are_refused(tmp_path):
    place = Place(tmp_path)
    place.conf.write_text(place.conf.read_text()
                          + 'guess_budget = 0.0002\ntotp_window = 1\n')
    for command in (['policy'], ['list'], ['show', 'alice']):
        said = place.refuse(*command)
        assert all(w in said for w in (
            'guess_budget 0.0002', 'lane_limit 50', 'disable_at 100',
            'totp_window 1', '0.0003', 'raise guess_budget to 0.0006'))
    place.conf.write_text(place.conf.read_text().replace('0.0002', '0.0006'))
    place('policy')


def test_policy_of_a_user_counts_all_authenticators(place):
    place.active('alice')
    place.active('alice', '--digits', '8')
    place.enroll('alice', '--hotp')
    data = json.loads(place('--json', 'policy', 'alice'))
    assert data['chance'] == pytest.approx(3e-6 + 3e-8 + 6e-6)


def test_every_change_is_audited(place):
    place.active('alice')
    for args in (['set', 'alice', 'name=x'], ['disable', 'alice'],
                 ['enable', 'alice'], ['unlock', 'alice'],
                 ['codes', 'alice'], ['logout', 'alice'], ['compact'],
                 ['keys', 'rotate'], ['rename', 'alice', 'al'],
                 ['rotate', 'al'], ['passwd', '--clear', 'al'],
                 ['remove', 'al']):
        before = len(audit(place))
        place(*args)
        line, = audit(place)[before:]
        assert f' event={args[0]} verdict=done ' in line
    before = len(audit(place))
    place.refuse('disable', 'My.Password1')
    line, = audit(place)[before:]
    assert 'verdict=failed' in line and 'password1' not in line.lower()


def test_a_log_that_cannot_be_written_keeps_nobody_in(place):
    place.active('alice')
    place.log.unlink()
    place.log.mkdir()
    run = place.run('disable', 'alice')
    assert run.returncode == 0 and 'audit log' in run.stderr
    assert shown(place, 'alice')['state'] == 'disabled'
