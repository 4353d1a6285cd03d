# SPDX-License-Identifier: ISC
"""The module in a real sshd: every stack of conf/pam with its drop-in of
conf/ssh, logged in to by the real clients."""

import concurrent.futures
import subprocess
import time

import pexpect
import pytest

from harness import pam, programs, ssh, wait
from harness.site import PASSWORD, Site

WHY_NOT = ssh.missing()
pytestmark = [
    pytest.mark.plain,
    pytest.mark.skipif(bool(WHY_NOT), reason=WHY_NOT),
    # The names of the users are the same in each file of tests.
    pytest.mark.xdist_group('unix-users'),
]
CODE = 'One-time code:'
ANN, BEN = 'ogtestann', 'ogtestben'
GROUP = 'ogtestotp'


@pytest.fixture(scope='module')
def world():
    """A gate with nginx, an sshd on the same database, two unix users."""
    site = Site()
    server = None
    try:
        server = ssh.Server(site.gate.config)
        server.site = site
        server.user(ANN)
        server.user(BEN)
        yield server
        site.close()
    finally:
        if server is not None:
            server.remove()
        site.remove()


@pytest.fixture
def ann(world):
    """ANN, enrolled anew, and the sshd with key and code."""
    world.site.admin.run('remove', ANN)
    world.set('otpgate-code', 'otpgate-key-code.conf')
    world.phone = world.site.person('--hotp', name=ANN).phone
    yield world
    world.stop()


def lanes(world, user=ANN):
    return world.site.admin('show', user)


def refused(run):
    assert run.returncode == 255, run
    assert 'ok' not in run.stdout, run
    return run


def accepted(run):
    assert (run.returncode, run.stdout, run.stderr) == (0, 'ok\n', ''), run
    return run


def login(world, code, **more):
    return world.ssh(ANN, 'echo', 'ok', code=code, **more)


# --- key and code ---

def test_a_key_and_a_code_let_in_once(ann):
    code = ann.phone.code()
    accepted(login(ann, code))
    assert ann.prompts() == [CODE]
    refused(login(ann, code))
    accepted(login(ann, ann.phone.code()))
    assert ann.site.gate.audit(event='pam', reason='replay', user=ANN)


def test_a_wrong_code_is_denied_and_counted_behind_the_key(ann):
    before = len(ann.site.gate.audit(event='pam', reason='code', user=ANN))
    refused(login(ann, ann.phone.wrong()))
    refused(login(ann, ''))
    refused(login(ann, 'abc'))
    lines = ann.site.gate.audit(event='pam', reason='code', user=ANN)
    assert len(lines) == before + 1
    assert 'key accepted' in lines[-1] and 'service sshd' in lines[-1]
    run = ann.ssh(ANN, 'echo', 'ok', code=ann.phone.code())
    accepted(run)       # the words about failures break nothing


def test_without_the_key_nobody_is_asked(ann):
    refused(login(ann, ann.phone.code(), key=False))
    assert not ann.prompts()


def test_users_unknown_to_the_gate_stay_out(ann):
    refused(ann.ssh(BEN, 'echo', 'ok', code='123456'))
    assert ann.prompts() == [CODE]
    assert not [line for line in ann.site.gate.audit(event='pam')
                if BEN in line]


def test_what_sshd_has_spoilt_is_neither_counted_nor_logged(ann):
    """No unix user, and one whom sshd will not let in, but who has a record
    here."""
    ann.set('otpgate-key-or-password', 'otpgate-key-or-password.conf',
            extra=f'DenyUsers {ANN}\n')
    before = ann.site.gate.log.read_text()
    for user in ('ogtestnone', ANN):
        refused(ann.ssh(user, 'echo', 'ok', code=ann.phone.wrong(),
                        password=PASSWORD, key=False))
        assert ann.prompts() == ['Password:', CODE]
    assert ann.site.gate.log.read_text() == before
    ann.set('otpgate-code', 'otpgate-key-code.conf')
    accepted(login(ann, ann.phone.code()))


def test_disabled_and_locked_users_stay_out(ann):
    ann.site.admin('disable', ANN)
    refused(login(ann, ann.phone.code()))
    ann.site.admin('enable', ANN)
    accepted(login(ann, ann.phone.code()))

    def evaluated():
        return len(ann.site.gate.audit(event='pam', reason='code', user=ANN))

    # then the wait is longer than a login takes on a busy machine
    until = evaluated() + 6
    while evaluated() < until:
        refused(login(ann, ann.phone.wrong()))
    refused(login(ann, ann.phone.code()))
    assert ann.site.gate.audit(event='pam', reason='throttled', user=ANN)
    ann.site.admin('unlock', ANN)
    accepted(login(ann, ann.phone.code()))


def test_a_code_of_the_web_is_dead_for_ssh_and_the_other_way_round(ann):
    client = ann.site.client()
    code = ann.phone.code()
    reply = client.login(ANN, PASSWORD, code)
    assert reply.status == 303 and client.session
    refused(login(ann, code))
    code = ann.phone.code()
    accepted(login(ann, code))
    other = ann.site.client()
    other.login(ANN, PASSWORD, code)
    assert not other.session


# --- recovery codes (with a code: test_ssh_programs.py) ---

@pytest.mark.parametrize('program', ('command', *programs.FILES, 'git'))
def test_nothing_breaks_by_a_recovery_code(ann, program):
    use, codes = programs.Use(ann, ANN), ann.site.admin.codes(ANN)
    assert use(program, code=codes[0])
    assert not use(program, code=codes[0])
    refused(login(ann, ann.phone.wrong()))
    assert use(program, code=codes[1])      # nor by words about failures


def test_an_interactive_login_is_told_what_is_left(ann):
    use = programs.Use(ann, ANN, prompts=[CODE])
    codes = ann.site.admin.codes(ANN)
    refused(login(ann, ann.phone.wrong()))
    child = use.terminal(codes[0])
    child.expect(r'You have (\d+) recovery codes? left')
    assert int(child.match.group(1)) == len(codes) - 1
    child.expect_exact('There has been 1 failed attempt since your last login')
    child.expect(r'\$ ')
    child.sendline('echo $((41+1)); exit')
    child.expect_exact('42')
    child.expect(pexpect.EOF)
    child.close()

    child = use.terminal(ann.phone.code())
    child.expect(r'\$ ')
    assert 'left' not in child.before
    child.sendline('exit')
    child.expect(pexpect.EOF)
    child.close()
    child = use.terminal(ann.phone.wrong())
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 255


# --- connections ---

def test_over_tcp_the_address_is_logged(ann):
    ann.start()
    accepted(login(ann, ann.phone.code(), host='tcp'))
    refused(login(ann, ann.phone.wrong(), host='tcp'))
    assert ann.site.gate.audit(event='pam', addr='127.0.0.1', user=ANN,
                               verdict='allow')


def test_of_parallel_logins_with_one_code_one_gets_in(ann):
    ann.start()
    code = ann.phone.code()
    with concurrent.futures.ThreadPoolExecutor(6) as pool:
        runs = list(pool.map(lambda _: login(ann, code, host='tcp'),
                             range(6)))
    assert sorted(r.returncode for r in runs) == [0] + 5 * [255]


# --- the other stacks ---

def test_key_and_code_or_password_and_code(ann):
    ann.set('otpgate-key-or-password', 'otpgate-key-or-password.conf')
    accepted(login(ann, ann.phone.code()))
    assert ann.prompts() == [CODE]
    accepted(login(ann, ann.phone.code(), password=PASSWORD, key=False))
    assert ann.prompts() == ['Password:', CODE]
    code = ann.phone.code()
    refused(login(ann, code, password='wrong', key=False))
    refused(login(ann, code, key=False))
    ann.site.admin('unlock', ANN)
    accepted(login(ann, code, password=PASSWORD, key=False))
    refused(login(ann, ann.phone.wrong(), password=PASSWORD, key=False))


def test_the_code_is_for_members_of_a_group(ann):
    subprocess.run(['groupadd', '-f', GROUP], check=True)
    try:
        ann.set('otpgate-code', 'otpgate-group.conf',
                replace=(('Match Group otp', f'Match Group {GROUP}'),))
        accepted(login(ann, 'none'))
        assert not ann.prompts()
        subprocess.run(['usermod', '-aG', GROUP, ANN], check=True)
        refused(login(ann, ann.phone.wrong()))
        accepted(login(ann, ann.phone.code()))
        accepted(ann.ssh(BEN, 'echo', 'ok'))
    finally:
        subprocess.run(['groupdel', '-f', GROUP], check=True)


def test_an_address_is_exempt(ann):
    ann.set('otpgate-code', 'otpgate-exempt.conf')
    ann.start()
    refused(login(ann, ann.phone.wrong(), host='tcp'))
    accepted(login(ann, ann.phone.code(), host='tcp'))
    ann.stop()
    ann.set('otpgate-code', 'otpgate-exempt.conf',
            replace=(('192.0.2.0/24', '127.0.0.1'),))
    ann.start()
    accepted(login(ann, 'none', host='tcp'))
    assert not ann.prompts()
    refused(login(ann, 'none', host='tcp', key=False))


def test_the_unix_password_and_a_code(ann):
    subprocess.run(['chpasswd'], input=f'{ANN}:unix-secret\n', text=True,
                   check=True)
    ann.set('otpgate-unix-password', 'UsePAM yes\n'
            'PasswordAuthentication no\nKbdInteractiveAuthentication yes\n'
            'AuthenticationMethods keyboard-interactive:pam\n')
    try:
        accepted(login(ann, ann.phone.code(), password='unix-secret',
                       key=False))
        assert ann.prompts() == ['Password:', CODE]
        refused(login(ann, ann.phone.code(), password='no', key=False))
        assert ann.prompts() == ['Password:']
    finally:
        subprocess.run(['usermod', '-p', '*', ANN], check=True)


def test_the_stack_for_sudo(ann):
    ann.stacks.install('sudo', 'otpgate-sudo')
    status, text = ann.stacks.tester('sudo', ANN, ann.phone.code(),
                                     operations=('authenticate', 'acct_mgmt'))
    assert status == 0 and CODE in text, text
    status, text = ann.stacks.tester('sudo', ANN, ann.phone.wrong())
    assert status != 0, text
    subprocess.run(['visudo', '-cqf', ssh.CONF / 'ssh' / 'otpgate-sudoers'],
                   check=True)


def test_nullok_is_for_those_who_are_not_enrolled(ann):
    ann.set('auth required pam_otpgate.so nullok\n'
            'auth required pam_permit.so\n', 'otpgate-key-code.conf')
    accepted(ann.ssh(BEN, 'echo', 'ok'))
    assert not ann.prompts()
    refused(login(ann, ann.phone.wrong()))
    accepted(login(ann, ann.phone.code()))
    ann.site.gate.keys.rename(f'{ann.site.gate.keys}.away')
    try:
        refused(ann.ssh(BEN, 'echo', 'ok'))
    finally:
        (ann.site.gate.keys.parent / 'keys.away').rename(ann.site.gate.keys)
    accepted(ann.ssh(BEN, 'echo', 'ok'))


# --- the traps of pam_otpgate(8) ---

def test_trap_a_typed_password_is_fed_to_the_prompt(ann):
    ann.set('otpgate-code', 'UsePAM yes\nPasswordAuthentication yes\n'
            'KbdInteractiveAuthentication no\n')
    only = ('-o', 'PreferredAuthentications=password')
    before = len(ann.site.gate.audit(event='pam', reason='code', user=ANN))
    refused(login(ann, '', password=ann.phone.wrong(), key=False,
                  options=only))
    after = ann.site.gate.audit(event='pam', reason='code', user=ANN)
    assert len(after) == before + 1
    accepted(login(ann, '', password=ann.phone.code(), key=False,
                   options=only))


def test_trap_a_key_alone_skips_pam(ann):
    ann.set('otpgate-code', 'UsePAM yes\nAuthenticationMethods publickey\n')
    accepted(login(ann, 'none'))
    assert not ann.prompts()


def test_trap_sufficient_before_the_line(ann):
    ann.set('auth sufficient pam_permit.so\nauth required pam_otpgate.so\n',
            'otpgate-key-code.conf')
    accepted(login(ann, 'none'))
    assert not ann.prompts()
    ann.set('auth requisite pam_permit.so\nauth required pam_otpgate.so\n',
            'otpgate-key-code.conf')
    refused(login(ann, 'none'))


def test_trap_a_jump_needs_something_behind_it(ann):
    line = 'auth [success=1 default=die] pam_otpgate.so\n'
    ann.set(line, 'otpgate-key-code.conf')
    refused(login(ann, ann.phone.code()))
    whole = line + 'auth requisite pam_deny.so\nauth required pam_permit.so\n'
    ann.set(whole, 'otpgate-key-code.conf')
    accepted(login(ann, ann.phone.code()))
    refused(login(ann, ann.phone.wrong()))


def test_trap_an_account_stack_without_pam_unix(ann):
    subprocess.run(['chage', '-E', '1', ANN], check=True)
    try:
        refused(login(ann, ann.phone.code()))
        ann.set('otpgate-code', 'otpgate-key-code.conf',
                account='account required pam_permit.so\n')
        accepted(login(ann, ann.phone.code()))
    finally:
        subprocess.run(['chage', '-E', '-1', ANN], check=True)


def test_trap_common_auth_left_in_asks_for_the_password(ann):
    ann.set('auth required pam_unix.so\nauth required pam_otpgate.so\n',
            'otpgate-key-code.conf')
    refused(login(ann, ann.phone.code(), password='none'))
    assert ann.prompts() == ['Password:', CODE]


# --- how not to lock oneself out, as the manual says ---

def test_the_procedure_of_the_manual(world):
    world.site.admin.run('remove', ANN)
    world.set('auth required pam_permit.so\n',
              'UsePAM yes\nAuthenticationMethods publickey\n')
    path = world.folder / 'second'
    keep = ('-o', f'ControlPath={path}')
    child = subprocess.Popen(       # the session that stays open
        world.argv('ssh', '-N', '-M', *keep, f'{ANN}@inetd'),
        env=world.environment(), stdin=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL, start_new_session=True)
    try:
        wait.until(path.exists, 10, 'the session')
        phone = world.site.person('--hotp', name=ANN).phone
        world.site.admin('verify', '--stdin', ANN, stdin=phone.code() + '\n')
        codes = world.site.admin.codes(ANN)
        world.set('otpgate-code', 'otpgate-key-code.conf')
        refused(login(world, phone.wrong()))
        accepted(login(world, phone.code()))
        accepted(login(world, codes[0]))
        accepted(login(world, 'none', options=keep))    # it still is
    finally:
        child.kill()
        child.wait(10)


# --- pamtester ---

def test_the_environment_of_the_process_means_nothing(ann):
    """OpenSSL's configuration could take its algorithms away."""
    conf = ann.folder / 'openssl.cnf'
    conf.write_text('openssl_conf = init\n[init]\nproviders = all\n'
                    '[all]\nnull = null\n[null]\nactivate = 1\n')
    ann.stacks.put('otp', 'auth required pam_otpgate.so\n')
    hostile = {'OPENSSL_CONF': str(conf), 'OPENSSL_MODULES': '/tmp',
               'TZ': '/dev/zero', 'TMPDIR': '/nowhere', 'LC_ALL': 'tr_TR',
               'SSH_AUTH_INFO_0': 'publickey ssh-ed25519 AAAA'}
    status, text = ann.stacks.tester('otp', ANN, ann.phone.wrong(),
                                     env=hostile)
    assert status != 0, text
    status, text = ann.stacks.tester('otp', ANN, ann.phone.code(),
                                     env=hostile)
    assert status == 0, text
    assert 'key accepted' not in ann.site.gate.audit(event='pam')[-1]


def test_a_wait_of_nobody_is_as_long_as_that_of_somebody(ann):
    """Both end at the floor; how much alike they are is a figure of
    tools/prove pam."""
    ann.stacks.put('otp', 'auth required pam_otpgate.so\n')
    for user in (ANN, 'ogtestnone', BEN):
        begun = time.monotonic()
        status, text = ann.stacks.tester('otp', user, ann.phone.wrong())
        assert status != 0, text
        assert time.monotonic() - begun >= 0.1


# --- SSH against the web ---

def test_ssh_and_web_at_once_spend_a_code_once(fresh):
    """tools/prove pam does it a thousand times."""
    site = fresh(web=False, first_factor='none')
    phones = {n: site.person('--hotp', password=None, name=n).phone
              for n in ('racer1', 'racer2', 'racer3', 'racer4', 'racer5')}
    services = pam.Services(site.gate.config)
    try:
        won = pam.races(site.gate, services, {
            n: [phone.code() for _ in range(20)]
            for n, phone in phones.items()})
    finally:
        services.remove()
    assert [a + b for a, b in won] == 100 * [1]
    # and it was a race: each has won now and then
    assert 0 < sum(a for a, _ in won) < 100
