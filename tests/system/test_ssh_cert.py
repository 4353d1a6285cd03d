# SPDX-License-Identifier: ISC
"""Short-lived SSH certificates: minted at a gate host behind a code, taken by
a host that has nothing of otpgate; all by the real sshd and ssh."""

import base64
import concurrent.futures
import fcntl
import pathlib
import re
import struct
import time

import pytest

from harness import certs, wait

WHY_NOT = certs.missing()
pytestmark = [
    pytest.mark.plain,
    pytest.mark.skipif(bool(WHY_NOT), reason=WHY_NOT),
    # The names of the users are the same in each file of tests.
    pytest.mark.xdist_group('unix-users'),
]


@pytest.fixture(scope='module')
def fleet():
    made = certs.Fleet()
    made.user('ogtesta', options=('--group', 'ops', '--group', 'dev'))
    made.user('ogtestb')
    made.user('ogtestn', enroll=False)
    yield made
    made.close()


@pytest.fixture(autouse=True)
def _as_it_was(fleet):
    yield
    fleet.settings()


def public(key):
    return pathlib.Path(f'{key}.pub').read_text()


@pytest.fixture
def lax(fleet):
    """Signing without the demand of a code, for tests of all else."""
    fleet.settings(ssh_cert_fresh='0s')


def blob(*parts):
    return b''.join(struct.pack('>I', len(p)) + p for p in parts)


def line(kind, *parts):
    return (kind + ' '
            + base64.b64encode(blob(kind.encode(), *parts)).decode() + '\n')


# --- the way of a person ---


def test_a_code_and_a_key_give_a_certificate_that_another_host_takes(fleet):
    key = fleet.key('travel')
    assert fleet.enter('ogtesta', key).returncode == 255
    path = fleet.certify('ogtesta', key)
    made = certs.details(path)
    assert made['names'] == ['ogtesta']
    assert made['id'] == f'otpgate:ogtesta:acr=otp:{made["serial"]}'
    assert made['extensions'] == ['permit-pty']
    assert made['critical'] == ['(none)']
    assert 0 < made['serial'] < 2 ** 63
    done = fleet.enter('ogtesta', key)
    assert done.returncode == 0 and done.stdout == 'ogtesta\n', fleet.last()
    # As nobody else, though the authority is the same.
    assert fleet.enter('ogtestb', key).returncode == 255
    assert fleet.enter('root', key).returncode == 255
    # The target's own log names the person and the certificate.
    log = (fleet.dir / 'ogtest-target.log').read_text()
    assert f'ID {made["id"]} (serial {made["serial"]})' in log


def test_a_host_needs_one_line_and_nothing_else(fleet):
    """Without the list of the revoked a certificate is good until its end."""
    key = fleet.key('bare')
    assert fleet.enter('ogtesta', key, port=fleet.bare_port).returncode == 255
    fleet.certify('ogtesta', key)
    done = fleet.enter('ogtesta', key, port=fleet.bare_port)
    assert (done.returncode, done.stdout) == (0, 'ogtesta\n'), fleet.last()
    assert fleet.enter('ogtestb', key, port=fleet.bare_port).returncode == 255
    fleet.admin('certs', '--revoke', 'ogtesta')
    assert fleet.enter('ogtesta', key).returncode == 255
    assert fleet.enter('ogtesta', key, port=fleet.bare_port).returncode == 0


def test_register_and_log_hold_what_was_issued(fleet):
    key = fleet.key('logged')
    before = len(fleet.events())
    path = fleet.certify('ogtestb', key)
    made = certs.details(path)
    fingerprint = certs.must('ssh-keygen', '-l', '-f',
                             f'{key}.pub').split()[1]
    last = fleet.register.read_text().splitlines()[-1]
    assert re.fullmatch(
        rf'issue serial={made["serial"]} issued=\d+ until=\d+ '
        rf'key={re.escape(fingerprint)} addr=127\.0\.0\.1 user=ogtestb '
        r'principals=ogtestb id=[0-9a-f]{16}', last)
    lines = fleet.events()[before:]
    assert len(lines) == 1
    assert 'verdict=done reason=issued' in lines[0]
    assert f'serial={made["serial"]} key={fingerprint} until=' in lines[0]
    assert 'names=ogtestb' in lines[0] and 'user="ogtestb"' in lines[0]
    assert 'addr=127.0.0.1' in lines[0]
    # And nothing else is left of it; others may be at work there, too.
    mine = public(key).split()[1]
    assert not [p for p in pathlib.Path('/tmp').glob('otpgate-ssh-*/id*.pub')
                if mine in p.read_text()]


def test_a_wrong_code_gives_nothing(fleet):
    key = fleet.key('wrong')
    done = fleet.mint('ogtestb', public(key), code='000000')
    assert done.returncode == 255 and done.stdout == ''


def test_the_gate_does_nothing_else_for_its_members(fleet):
    key = fleet.key('only')
    # Another command is not run; the forced one sees the key all the same.
    done = fleet.mint('ogtestb', public(key), 'id', '-un')
    assert done.returncode == 0, done
    assert done.stdout.startswith('ssh-ed25519-cert-v01@openssh.com ')


def test_others_get_into_the_gate_by_nothing_less(fleet):
    """Who is no member of the group, as everybody if there is no group, has a
    normal login there: with key and code."""
    own, other = fleet.user('ogtesto', member=False), fleet.key('foreign')

    def enter(key, code=None):
        return fleet.mint('ogtesto', '', 'id', '-un', login=key, code=code)

    assert enter(own).stdout == 'ogtesto\n'
    for done in (enter(other), enter(own, code='000000')):
        assert done.returncode == 255 and done.stdout == ''


def test_a_certificate_ends(fleet):
    fleet.settings(ssh_cert_lifetime='60s')
    key = fleet.key('brief')
    path = fleet.certify('ogtesta', key)
    start, end = certs.details(path)['valid']
    fmt = '%Y-%m-%dT%H:%M:%S'
    span = (time.mktime(time.strptime(end, fmt))
            - time.mktime(time.strptime(start, fmt)))
    # 60 s before, for clocks that are behind, and 60 s after.
    assert span == 120
    assert fleet.enter('ogtesta', key).returncode == 0
    until = int(re.search(r'until=(\d+)', fleet.register.read_text()
                          .splitlines()[-1]).group(1))
    left = until - int(time.time())
    try:
        fleet.target_clock.advance(left - 20)
        assert fleet.enter('ogtesta', key).returncode == 0
        fleet.target_clock.advance(21)
        assert fleet.enter('ogtesta', key).returncode == 255
    finally:
        fleet.target_clock.advance(-fleet.target_clock.ahead)
    assert 'expired' in (fleet.dir / 'ogtest-target.log').read_text()


# --- revoking ---


def test_one_command_revokes_all_of_a_disabled_user(fleet, lax):
    mine, other = fleet.key('revoked'), fleet.key('kept')
    fleet.sign('ogtesta', mine)
    fleet.sign('ogtestb', other)
    assert fleet.enter('ogtesta', mine).returncode == 0
    fleet.admin('disable', 'ogtesta')
    try:
        said = fleet.admin('certs', '--revoke', 'ogtesta')
        assert 'certificates revoked' in said
        assert fleet.enter('ogtesta', mine).returncode == 255
        assert 'revoked' in (fleet.dir / 'ogtest-target.log').read_text()
        assert fleet.enter('ogtestb', other).returncode == 0
        assert fleet.krl.stat().st_mode & 0o777 == 0o644
        # Nor is there a new one, even where no code is asked.
        answer = fleet.ask('ogtesta', public(mine).encode())
        assert answer == 'no none for you\n'
        assert ' reason=disabled ' in fleet.events()[-1]
    finally:
        fleet.admin('enable', 'ogtesta')
    again = fleet.key('again')
    fleet.sign('ogtesta', again)
    assert fleet.enter('ogtesta', again).returncode == 0
    assert fleet.enter('ogtesta', mine).returncode == 255


def test_one_certificate_is_revoked_by_its_serial(fleet, lax):
    first, second = fleet.key('first'), fleet.key('second')
    serial = certs.details(fleet.sign('ogtestb', first))['serial']
    fleet.sign('ogtestb', second)
    fleet.admin('certs', '--revoke', serial)
    assert fleet.enter('ogtestb', first).returncode == 255
    assert fleet.enter('ogtestb', second).returncode == 0
    # Twice is no harm; what does not exist is refused.
    assert '0 certificates revoked' in fleet.admin('certs', '--revoke', serial)
    assert 'no valid certificate' in fleet.admin.refuse(
        'certs', '--revoke', 'ogtestn')
    one = fleet.admin('certs', serial).splitlines()
    assert len(one) == 2 and one[1].startswith(f'{serial} ')
    shown = fleet.admin('certs', 'ogtestb')
    assert re.search(rf'^{serial} .* revoked ', shown, re.M)
    assert re.search(r'^\d+ .* good ', shown, re.M)
    assert 'ogtesta' not in shown
    assert '"revoked":true' in fleet.admin('--json', 'certs').replace(' ', '')


def test_who_is_disabled_while_the_signer_waits_gets_none(fleet, lax):
    """The register is locked here; the record is read once more behind it."""
    key = fleet.key('late')
    fleet.sign('ogtestb', key)
    with open(fleet.register, 'r+b') as register, \
            concurrent.futures.ThreadPoolExecutor(1) as pool:
        fcntl.lockf(register, fcntl.LOCK_EX)
        answer = pool.submit(fleet.ask, 'ogtestb', public(key).encode())
        try:
            wait.until(lambda: fleet.signers_at(fleet.register), 5,
                       'the signer at the register')
            fleet.admin('disable', 'ogtestb')
            fcntl.lockf(register, fcntl.LOCK_UN)
            assert answer.result() == 'no none for you\n'
        finally:
            fleet.admin('enable', 'ogtestb')
    assert ' reason=disabled ' in fleet.events()[-1]


def test_disabling_and_revoking_beside_a_signing_misses_nothing(fleet, lax):
    """Whoever is handed a certificate, at whatever moment: it is on the list
    when both commands are done."""
    key = fleet.key('racer')
    fleet.sign('ogtestb', key)
    paths = [fleet.dir / f'raced{i}-cert.pub' for i in range(4)]
    given = refused = 0
    with certs.Askers(fleet, 'ogtestb', public(key), len(paths)) as askers:
        for turn in range(60):
            fleet.admin('enable', 'ogtestb')
            # One after the other, and the commands now sooner, now later.
            askers.ask(apart=0.004)
            time.sleep((turn % 15) * 0.003)
            fleet.admin('disable', 'ogtestb')
            fleet.admin('certs', '--revoke', 'ogtestb')
            handed = []
            for path, answer in zip(paths, askers.answers()):
                if answer.startswith('ok\n'):
                    path.write_text(answer[len('ok\n'):])
                    handed.append(path)
                else:
                    assert answer == 'no none for you\n'
            given += len(handed)
            refused += len(paths) - len(handed)
            assert len(handed) == certs.revoked(fleet.krl, handed), turn
    fleet.admin('enable', 'ogtestb')
    # And it was a race.
    assert given > 5 and refused > 5, (given, refused)


def test_a_damaged_register_is_complained_of_and_still_revokes(fleet, lax):
    key = fleet.key('torn')
    with open(fleet.register, 'a', encoding='ascii') as f:
        f.write('issue serial=12 iss')     # a crash in the middle
    serial = certs.details(fleet.sign('ogtestb', key))['serial']
    try:
        run = fleet.admin.run('certs')
        assert run.returncode == 1 and '1 line not' in run.stderr
        fleet.admin('certs', '--revoke', serial)
        assert fleet.enter('ogtestb', key).returncode == 255
    finally:
        text = fleet.register.read_text()
        fleet.register.write_text(text.replace('issue serial=12 iss\n', ''))


# --- who ---


def test_without_a_code_lately_there_is_none(fleet):
    """As when sshd has been set to a key alone: the ledger knows better."""
    key = fleet.key('stale')
    fleet.settings(ssh_cert_fresh='1s')
    # 1 second after the last login.
    wait.until(lambda: 'no code was given' in
               fleet.ask('ogtesta', public(key).encode()), 200, 'staleness')
    before = fleet.register.read_text()
    assert 'no code was given' in fleet.ask('ogtesta', public(key).encode())
    assert ' reason=stale ' in fleet.events()[-1]
    assert fleet.register.read_text() == before
    fleet.settings(ssh_cert_fresh='0s')
    assert fleet.ask('ogtesta', public(key).encode()).startswith('ok\n')


def test_a_code_of_another_login_counts_for_the_time(fleet):
    """The other side of it: what the ledger shows is not for which login."""
    fleet.certify('ogtesta', fleet.key('other'))
    answer = fleet.ask('ogtesta', public(fleet.dir / 'id_ogtesta').encode())
    assert answer.startswith('ok\n'), (answer, fleet.last())


def test_users_without_a_record_get_none(fleet, lax):
    key = fleet.key('unknown')
    for user in ('ogtestn', 'nobody'):
        assert fleet.ask(user, public(key).encode()) == 'no none for you\n'
        assert ' reason=unknown ' in fleet.events()[-1]
        assert fleet.events()[-1].endswith('user=-')


def test_only_members_of_the_group(fleet, lax):
    key = fleet.key('grouped')
    fleet.settings(ssh_cert_fresh='0s', ssh_cert_group='ops')
    assert fleet.ask('ogtesta', public(key).encode()).startswith('ok\n')
    assert fleet.ask('ogtestb', public(key).encode()) == 'no none for you\n'
    assert ' reason=group ' in fleet.events()[-1]


def test_the_name_is_the_kernels_and_nothing_that_was_said(fleet, lax):
    """Somebody else's key gets one's own name; no word of the question says
    for whom."""
    theirs = fleet.dir / 'id_ogtestb'
    answer = fleet.ask('ogtesta', public(theirs).encode())
    path = fleet.dir / 'theirs-cert.pub'
    path.write_text(answer[len('ok\n'):])
    assert certs.details(path)['names'] == ['ogtesta']
    for head in ('otpgate-ssh-cert 1 192.0.2.1 ogtestb\n',
                 'otpgate-ssh-cert 2 192.0.2.1\n', 'ogtestb\n', '\n', '',
                 'otpgate-ssh-cert 1 \n', 'otpgate-ssh-cert 1 a,b\n',
                 'otpgate-ssh-cert 1 192.0.2.1,0.0.0.0/0\n'):
        assert fleet.ask('ogtesta', public(theirs).encode(), head).startswith(
            'no the question was not understood'), head
    # At the gate, b's key does not log in as a, code or not.
    done = fleet.mint('ogtesta', public(theirs), login=theirs)
    assert done.returncode == 255 and done.stdout == ''


# --- what is in it ---


def test_settings_shape_the_certificate(fleet, lax):
    fleet.settings(ssh_cert_fresh='0s', ssh_cert_source_address='true',
                   ssh_cert_group_principals='true',
                   ssh_cert_permit="{'port-forwarding', 'agent-forwarding'}")
    key = fleet.key('shaped')
    made = certs.details(fleet.certify('ogtesta', key))
    assert made['names'] == ['ogtesta', 'group:ops', 'group:dev']
    assert made['critical'] == ['source-address', '127.0.0.1/32']
    assert made['extensions'] == ['permit-agent-forwarding',
                                  'permit-port-forwarding']
    assert fleet.enter('ogtesta', key).returncode == 0
    # From elsewhere it is not taken.
    fleet.sign('ogtesta', key)
    assert fleet.enter('ogtesta', key).returncode == 255
    six = fleet.sign('ogtesta', key, 'otpgate-ssh-cert 1 2001:DB8:0::1\n')
    assert certs.details(six)['critical'] == ['source-address',
                                              '2001:db8::1/128']
    assert fleet.ask('ogtesta', public(key).encode(),
                     'otpgate-ssh-cert 1 -\n') == \
        'no the client has no address\n'


@pytest.mark.parametrize('how', [
    ('-t', 'ecdsa', '-b', '256'), ('-t', 'ecdsa', '-b', '384'),
    ('-t', 'ecdsa', '-b', '521'), ('-t', 'rsa', '-b', '3072')], ids=str)
def test_other_types_are_signed(fleet, lax, how):
    key = fleet.key(f'type{how[1]}{how[3]}', *how)
    fleet.sign('ogtesta', key)
    assert fleet.enter('ogtesta', key).stdout == 'ogtesta\n'


def test_security_keys_are_signed(fleet, lax):
    point = b'\x04' + bytes(range(1, 65))
    for kind, parts in (
            ('sk-ssh-ed25519@openssh.com', (bytes(range(32)), b'ssh:')),
            ('sk-ecdsa-sha2-nistp256@openssh.com', None)):
        if parts is None:
            # A real point: that of an ordinary key.
            path = fleet.key('forsk', '-t', 'ecdsa', '-b', '256')
            raw = base64.b64decode(public(path).split()[1])
            point = raw[-65:]
            parts = (b'nistp256', point, b'ssh:')
        answer = fleet.ask('ogtesta', line(kind, *parts).encode())
        assert answer.startswith(f'ok\n{kind.split("@")[0]}-cert-v01@'), answer


def test_an_agent_may_hold_the_key_of_the_authority(fleet):
    import os
    import subprocess
    path = fleet.dir / 'agent.sock'
    agent = subprocess.Popen(['ssh-agent', '-D', '-a', str(path)],
                             stdout=subprocess.DEVNULL)
    try:
        wait.until(path.exists, what='the agent')
        certs.must('ssh-add', '-q', fleet.dir / 'ca',
                   env=dict(os.environ, SSH_AUTH_SOCK=str(path)))
        fleet.settings(ssh_cert_fresh='0s', ssh_ca_agent=path,
                       ssh_ca_key=fleet.dir / 'ca.pub')
        key = fleet.key('agent')
        fleet.sign('ogtestb', key)
        assert fleet.enter('ogtestb', key).returncode == 0
        fleet.admin('certs', '--revoke', 'ogtestb')
        assert fleet.enter('ogtestb', key).returncode == 255
    finally:
        agent.terminate()
        agent.wait()
    assert fleet.ask('ogtestb', public(key).encode()) == \
        'no no certificates can be issued now\n'
    assert 'event=error' in fleet.log.read_text().splitlines()[-1]


# --- hostile ---


def hostile(fleet):
    good = public(fleet.dir / 'id_ogtesta')
    word = good.split()
    made = pathlib.Path(f'{fleet.key("made")}.pub')
    certs.must('ssh-keygen', '-q', '-s', fleet.dir / 'ca', '-I', 'x', '-n',
               'root', made)
    rsa = fleet.key('weak', '-t', 'rsa', '-b', '1024')
    number = b'\x00' + b'\xc1' + bytes(382) + b'\x01'
    three = b'\x03'
    return {
        'nothing': '', 'a line end': '\n', 'blank': ' \n',
        'two keys': good + good, 'a line behind': good + 'x\n',
        'two keys, a line between': good + '\n' + good,
        'a NUL': good[:-1] + '\0root\n',
        'CR inside': f'{word[0]} {word[1]}\rx\n',
        'a private key': (fleet.dir / 'id_ogtesta').read_text(),
        'a certificate': (made.parent / made.name.replace(
            '.pub', '-cert.pub')).read_text(),
        'options': f'command="sh" {good}', 'cert-authority':
        f'cert-authority {good}', 'principals': f'principals="root" {good}',
        'a marker': f'@cert-authority * {good}',
        'a comment first': f'# {good}', 'blanks, options': f'  no-pty {good}',
        'upper case': good.replace('ssh-ed25519', 'SSH-ED25519', 1),
        'two blanks': f'{word[0]}  {word[1]}\n',
        'a tab': f'{word[0]}\t{word[1]}\n',
        'no key': 'ssh-ed25519\n', 'an empty key': 'ssh-ed25519 \n',
        'cut': f'{word[0]} {word[1][:-4]}\n',
        'more': f'{word[0]} {word[1]}AAAA\n',
        'padding': f'{word[0]} {word[1]}=\n',
        'base64url': f'{word[0]} {word[1][:-1]}_\n'
        if word[1][-1] != '_' else '',
        'another type inside': good.replace('ssh-ed25519', 'ssh-rsa', 1),
        'SSH1': '1024 65537 12345678901234567890\n',
        'DSA': line('ssh-dss', number, b'\x15', three, three),
        'RSA 1024': public(rsa),
        'RSA, even': line('ssh-rsa', b'\x01\x00\x01', number[:-1] + b'\x02'),
        'RSA, negative': line('ssh-rsa', b'\x01\x00\x01', number[1:]),
        'RSA, padded': line('ssh-rsa', b'\x01\x00\x01', b'\0' + number),
        'RSA, exponent 1': line('ssh-rsa', b'\x01', number),
        'RSA, huge exponent': line('ssh-rsa', number, number),
        'RSA 20000': line('ssh-rsa', b'\x01\x00\x01',
                          b'\x7f' + bytes(2498) + b'\x01'),
        'ed25519 of 31': line('ssh-ed25519', bytes(31)),
        'a length of 4 GiB': 'ssh-ed25519 ' + base64.b64encode(
            blob(b'ssh-ed25519') + b'\xff\xff\xff\xff').decode() + '\n',
        'a wrong curve': line('ecdsa-sha2-nistp256', b'nistp384',
                              b'\x04' + bytes(64)),
        'a compressed point': line('ecdsa-sha2-nistp256', b'nistp256',
                                   b'\x02' + bytes(32)),
        'a card without application': line('sk-ssh-ed25519@openssh.com',
                                           bytes(32)),
        'an application with a line end': line(
            'sk-ssh-ed25519@openssh.com', bytes(32), b'ssh:\n'),
        'long': f'{word[0]} {word[1]} {"x" * 16384}\n',
        'a megabyte': 'A' * (1 << 20),
        'a megabyte behind': f'{word[0]} {word[1]} {"x" * (1 << 20)}\n',
    }


def test_anything_but_one_sound_public_key_is_refused(fleet, lax):
    before = fleet.register.read_text()
    for what, text in hostile(fleet).items():
        answer = fleet.ask('ogtesta', text.encode())
        # A megabyte may be cut off before there is an answer.
        assert answer.startswith('no ') or \
            (answer == '' and 'megabyte' in what), (what, answer)
        # And by the command, as sshd would run it.
        done = certs.run('runuser', '-u', 'ogtesta', '--', certs.CLIENT, '-S',
                         fleet.dir / 'sign.sock', input=text, cwd='/')
        assert done.returncode == 1 and done.stdout == '', (what, done)
        assert done.stderr.startswith('otpgate-ssh-cert: the key'), (what,
                                                                     done)
    assert fleet.register.read_text() == before


def test_comments_and_line_ends_do_not_matter(fleet, lax):
    word = public(fleet.dir / 'id_ogtesta').split()
    for text in (f'{word[0]} {word[1]}', f'{word[0]} {word[1]}\r\n',
                 f'{word[0]} {word[1]} -O permit-pty; $(id) `id`\n',
                 f'{word[0]} {word[1]} {"x" * 16000}\n',
                 f'  {word[0]} {word[1]}\n', f'\t{word[0]} {word[1]} me\n',
                 f'{word[0]} {word[1]}\n\n', f'{word[0]} {word[1]}\r\n\r\n',
                 f'\ufeff\n{word[0]} {word[1]} me\n\ufeff\n'):
        answer = fleet.ask('ogtesta', text.encode())
        assert answer.startswith('ok\nssh-ed25519-cert-v01@openssh.com ')
        assert '$(id)' not in answer and 'xxx' not in answer
        assert answer.count('\n') == 2


# --- files ---


@pytest.mark.parametrize('spoil, said', [
    (lambda f: (f.dir / 'ca').chmod(0o640), 'readable by its group'),
    (lambda f: f.settings(ssh_cert_fresh='0s', ssh_ca_key=''), 'not set'),
    (lambda f: f.settings(ssh_cert_fresh='0s', ssh_ca_key=f.dir / 'none'),
     'No such file'),
    (lambda f: f.register.chmod(0o644), 'readable by'),
    (lambda f: f.settings(ssh_cert_fresh='0s', database=f.dir / 'gone'),
     'gone'),
], ids=['open CA', 'no CA', 'CA gone', 'open register', 'no database'])
def test_unsafe_files_stop_it_with_a_reason_in_the_log(fleet, lax, spoil,
                                                       said):
    key = fleet.dir / 'id_ogtesta'
    assert fleet.ask('ogtesta', public(key).encode()).startswith('ok\n')
    try:
        spoil(fleet)
        assert fleet.ask('ogtesta', public(key).encode()) == \
            'no no certificates can be issued now\n'
        assert said in fleet.log.read_text().splitlines()[-1]
    finally:
        (fleet.dir / 'ca').chmod(0o600)
        fleet.register.chmod(0o600)
    fleet.settings(ssh_cert_fresh='0s')
    assert fleet.ask('ogtesta', public(key).encode()).startswith('ok\n')


def test_broken_settings_stop_it_too(fleet):
    key = fleet.dir / 'id_ogtesta'
    fleet.config.write_text('nonsense = 1\n')
    assert fleet.ask('ogtesta', public(key).encode()) == \
        'no no certificates can be issued now\n'
    assert 'nonsense' in (fleet.dir / 'signer.log').read_text()
