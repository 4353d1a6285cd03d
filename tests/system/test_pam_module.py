# SPDX-License-Identifier: ISC
"""The module as a file: what it offers to PAM, and what it is worth to a
program without root's rights."""

import pathlib
import pwd
import shutil
import subprocess
import tempfile

import pytest

from harness import pam
from harness.admin import Admin
from harness.gate import ROOT

ACCOUNT = 'daemon'      # neither root nor the gate's nor the web server's

needs_module = pytest.mark.skipif(
    not pam.MODULE.exists() or not pam.CLIENT.exists(),
    reason='the module or pam_client is not built')


@needs_module
def test_it_offers_the_auth_part_and_nothing_else():
    """With an account part it could answer for pam_unix."""
    run = subprocess.run(
        ['nm', '-D', '--defined-only', '--format=posix', str(pam.MODULE)],
        capture_output=True, text=True, check=True)
    names = {line.split()[0] for line in run.stdout.splitlines()}
    assert names == {'pam_sm_authenticate', 'pam_sm_setcred'}


@pytest.fixture(name='stage')
def _stage(site):
    """The module and its client where every account can reach them."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix='otpgate-pamd-'))
    folder.chmod(0o755)
    for source in (pam.MODULE, pam.CLIENT, pam.VERIFIER):
        shutil.copy(source, folder)
        (folder / source.name).chmod(0o755)
    for name, word in (('plain', ''), ('nullok', ' nullok')):
        (folder / name).write_text(
            f'auth required {folder}/{pam.MODULE.name} '
            f'helper={folder}/{pam.VERIFIER.name} '
            f'config={site.gate.config}{word}\n')
    yield folder
    shutil.rmtree(folder)


def login(stage, service, user, code, account=None):
    """PAM's number."""
    entry = pwd.getpwnam(account) if account else None
    run = subprocess.run(
        [str(stage / pam.CLIENT.name), str(stage), service], text=True,
        input=f'login {user} {code}\n', capture_output=True, check=True,
        timeout=30, cwd='/', user=entry and entry.pw_uid,
        group=entry and entry.pw_gid, extra_groups=[] if entry else None)
    return int(run.stdout.split()[0])


@pytest.mark.plain
@pytest.mark.skipif(not ROOT, reason='needs root, to become somebody else')
@needs_module
def test_without_the_rights_of_root_nobody_gets_in(site, stage):
    person = site.person('--hotp')
    assert login(stage, 'plain', person.name, person.phone.code()) == \
        pam.SUCCESS
    before = site.gate.database.read_bytes()
    code = person.phone.code()
    for service in ('plain', 'nullok'):
        for user in (person.name, 'nobodyhere'):
            assert login(stage, service, user, code, ACCOUNT) == \
                pam.AUTHINFO_UNAVAIL
    assert site.gate.database.read_bytes() == before
    # it was the right code, and still is
    assert login(stage, 'plain', person.name, code) == pam.SUCCESS


# --- pamtester, as an ordinary user ---

TESTER = '/usr/bin/pamtester'
OTHER = 'www-data'
FAILURE = 'Authentication failure'
UNAVAILABLE = 'cannot retrieve authentication info'


def missing():
    run = subprocess.run(['/sbin/ldconfig', '-p'], capture_output=True,
                         text=True, check=False)
    if 'libpam_wrapper.so' not in run.stdout:
        return 'libpam_wrapper is not installed'
    return '' if pathlib.Path(TESTER).exists() else f'no {TESTER}'


needs_tester = pytest.mark.skipif(bool(missing()), reason=missing())


class Own:
    """Settings, keys and database of ACCOUNT, or of whoever runs the test."""

    def __init__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix='otpgate-own-'))
        self.config = self.folder / 'otpgate.conf'
        self.keys = self.folder / 'keys'
        self.state = self.folder / 'state'
        self.database = self.state / 'users'
        self.state.mkdir(mode=0o700)
        self.config.write_text(
            f"hosts = {{'app.test'}}\ndatabase = '{self.database}'\n"
            f"keys = '{self.keys}'\nlog = '{self.state}/log'\n"
            'failure_floor = 100\n')
        admin = Admin(self.config)
        admin('init')
        self.phone = admin.enroll('own', '--hotp')
        services = self.folder / 'pam.d'
        services.mkdir()
        for program in (pam.MODULE, pam.VERIFIER):
            shutil.copy(program, self.folder)
        for name, word in (('plain', ''), ('nullok', 'nullok')):
            (services / name).write_text(
                f'auth required {self.folder}/{pam.MODULE.name} '
                f'helper={self.folder}/{pam.VERIFIER.name} '
                f'config={self.config} {word}\n')
        for path in (self.folder, *self.folder.rglob('*')):
            self.give(path, ACCOUNT)

    @staticmethod
    def give(path, account):
        if ROOT:
            shutil.chown(path, account, pwd.getpwnam(account).pw_gid)

    def login(self, code, service='plain', user='own'):
        """True, or what pamtester says."""
        entry = pwd.getpwnam(ACCOUNT) if ROOT else None
        run = subprocess.run(
            [TESTER, service, user, 'authenticate'], text=True, cwd='/',
            input=f'{code}\n', capture_output=True, timeout=30, check=False,
            env={'LD_PRELOAD': 'libpam_wrapper.so', 'PAM_WRAPPER': '1',
                 'PAM_WRAPPER_SERVICE_DIR': str(self.folder / 'pam.d')},
            user=entry and entry.pw_uid, group=entry and entry.pw_gid,
            extra_groups=[] if entry else None)
        assert (run.returncode == 0) == ('successfully' in run.stdout), run
        return run.returncode == 0 or run.stderr


@pytest.fixture(name='own')
def _own():
    made = Own()
    yield made
    shutil.rmtree(made.folder)


@pytest.mark.plain
@needs_tester
@needs_module
def test_an_ordinary_user_has_a_database_of_his_own(own):
    code = own.phone.code()
    assert own.login(code) is True
    assert FAILURE in own.login(code)
    assert FAILURE in own.login(own.phone.wrong())
    assert own.login(own.phone.code()) is True


@pytest.mark.plain
@needs_module
@pytest.mark.skipif(not ROOT, reason='needs root, to give files away')
def test_a_set_id_program_of_an_account_decides_as_that_account(own):
    """Of the one who has started it, no id is left that could stop it."""
    client = own.folder / 'client'
    shutil.copy(pam.CLIENT, client)
    own.give(client, ACCOUNT)
    client.chmod(0o4755)
    own.folder.chmod(0o755)
    entry, code = pwd.getpwnam(OTHER), own.phone.code()
    results = []
    for _ in range(2):
        run = subprocess.run(
            [str(client), str(own.folder / 'pam.d'), 'plain'], text=True,
            input=f'login own {code}\n', capture_output=True, check=True,
            timeout=30, cwd='/', user=entry.pw_uid, group=entry.pw_gid,
            extra_groups=[])
        results.append(int(run.stdout.split()[0]))
    assert results == [pam.SUCCESS, pam.AUTH_ERR]


SPOILS = {
    "root's database": lambda own: own.give(own.database, 'root'),
    "root's keys": lambda own: own.give(own.keys, 'root'),
    "root's folder": lambda own: own.give(own.state, 'root'),
    "root's settings": lambda own: (own.give(own.config, 'root'),
                                    own.config.chmod(0o600)),
    "another's database": lambda own: own.give(own.database, OTHER),
    "another's keys": lambda own: own.give(own.keys, OTHER),
    "another's folder": lambda own: (own.give(own.state, OTHER),
                                     own.state.chmod(0o755)),
    "another's settings": lambda own: own.give(own.config, OTHER),
    'open database': lambda own: own.database.chmod(0o666),
    'open keys': lambda own: own.keys.chmod(0o644),
    'open folder': lambda own: own.state.chmod(0o777),
    'open settings': lambda own: own.config.chmod(0o666),
    'no database': lambda own: own.database.unlink(),
}


@pytest.mark.plain
@needs_tester
@needs_module
@pytest.mark.parametrize('what', SPOILS)
def test_nothing_that_others_have_a_hand_in_lets_him_in(own, what):
    if not ROOT and "'s " in what:
        pytest.skip('needs root, to give files away')
    assert own.login(own.phone.code()) is True
    SPOILS[what](own)
    code = own.phone.code()
    for service in ('plain', 'nullok'):
        for user in ('own', 'nobodyhere'):
            assert UNAVAILABLE in own.login(code, service, user)
