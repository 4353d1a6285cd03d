# SPDX-License-Identifier: ISC
"""Root at work in folders of the gate's account, of which somebody else is the
master: whatever stands in the place of a name there, before or while root is at
it, nothing of root's is given away, changed, made or removed elsewhere."""

import contextlib
import os
import pathlib
import pwd
import re
import shutil
import signal
import socket
import stat
import subprocess
import time

import pytest

from harness import build, certs, pam
from harness.gate import GATE_USER, WEB_USER, Gate
from harness.swapper import Canary, Swapper

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason='needs root')

LONG = bool(os.environ.get('OTPGATE_FULL'))
SECONDS, TURNS = (60, 100) if LONG else (1, 6)
SUBS = ('state', 'log', 'home')
CODE = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP'


class House(Gate):
    """A gate whose files stand all in folders of its account: state/, run/ and
    log/, the keys and the register of certificates with them, and those for
    drawings.  "deep" puts each into a folder below, which the account may
    replace by another; "canary" is what must not change."""

    def __init__(self, deep=''):
        self.deep = deep
        super().__init__(log=None)
        self.canary = Canary(self.folder / 'root')

    def place(self, sub):
        """A folder of the account, below "sub"."""
        path = self.folder / sub / self.deep
        for one in (path.parent, path) if self.deep else (path,):
            if not one.exists():
                one.mkdir()
                one.chmod(0o755)
                shutil.chown(one, GATE_USER)
        return path

    def _lay_out(self, settings):
        super()._lay_out(settings)
        self.database = self.place('state') / 'users'
        self.keys = self.place('state') / 'keys'
        self.log = self.place('log') / 'audit.log'
        self.socket = self.place('run') / 'otpgate.sock'
        self.state = self.place('state')
        self.home = self.place('home')
        self.ca = self.folder / 'etc' / 'ca'
        subprocess.run(['ssh-keygen', '-q', '-N', '', '-t', 'ed25519', '-f',
                        self.ca], check=True, stdin=subprocess.DEVNULL)
        self.configure(
            database=self.database, keys=self.keys, log=self.log,
            socket=self.socket, ssh_ca_key=self.ca,
            ssh_cert_register=self.state / 'certs', ssh_krl=self.state / 'krl')

    def hand_over(self):
        pass    # that is what init has to do by itself

    def furnish(self):
        """One user, a backup and a certificate that can be revoked."""
        self.admin('enroll', 'alice', '--secret-stdin', stdin=CODE + '\n')
        shutil.copy(self.database, self.folder / 'etc' / 'backup')
        register = self.state / 'certs'
        register.write_text(
            'issue serial=5 issued=1700000000 until=4000000000 key=SHA256:'
            + 'a' * 43 + ' addr=- user=alice principals=alice\n')
        register.chmod(0o600)
        shutil.chown(register, GATE_USER)


@pytest.fixture
def house():
    made = []

    def make(**options):
        made.append(House(**options))
        return made[-1]

    yield make
    for one in made:
        one.remove()


# --- what is there before root comes -----------------------------------------

def symlink(path, canary):
    path.symlink_to(canary.path)


def symlink_to_nothing(path, canary):
    path.symlink_to(canary.folder / 'new')


def hard_link(path, canary):
    os.link(canary.path, path)


def fifo(path, _):
    os.mkfifo(path, 0o600)
    shutil.chown(path, GATE_USER)


def folder(path, _):
    path.mkdir()
    shutil.chown(path, GATE_USER)


PLANTS = (symlink, symlink_to_nothing, hard_link, fifo, folder)

# What root runs, and the names that this makes, replaces or opens for writing.
COMMANDS = (
    ('init', (), ('state/users', 'state/users.lock', 'state/keys',
                  'log/audit.log')),
    ('passwd', ('--stdin', 'alice'), ('state/users', 'state/users.lock',
                                      'log/audit.log')),
    ('compact', (), ('state/users', 'state/users.lock', 'state/users.index',
                     'state/users.new-0000000000000000')),
    ('check', ('--repair',), ('state/users', 'state/users.repaired',
                              'state/users.lock', 'state/certs')),
    ('restore', ('-y', 'BACKUP'), ('state/users', 'state/users.lock',
                                   'state/users.new-0000000000000000')),
    ('keys', ('rotate',), ('state/keys', 'state/users', 'state/users.lock')),
    ('keys', ('prune',), ('state/keys', 'state/users')),
    ('certs', ('--revoke', 'alice'), ('state/certs', 'state/krl')),
    ('enroll', ('--svg', 'HOME/qr.svg', '--png', 'HOME/qr.png', 'bob'),
     ('home/qr.svg', 'home/qr.png')),
    ('log', (), ('log/audit.log', 'log/audit.log.1')),
)


def command(house, words):
    return [w.replace('HOME', str(house.home)).replace(
        'BACKUP', str(house.folder / 'etc' / 'backup')) for w in words]


@pytest.fixture(scope='module')
def furnished():
    made = House()
    made.furnish()
    # one may be pruned, since it signs nothing that still counts
    made.admin('keys', 'rotate')
    made.admin('keys', 'reseal')
    made.keys.write_text(re.sub(r'(?m)^(key \d+) \d+ ', r'\1 1600000000 ',
                                made.keys.read_text()))
    yield made
    made.remove()


@pytest.mark.parametrize('name, words, places', COMMANDS)
def test_what_stands_in_the_place_of_a_file(furnished, name, words, places):
    house, canary = furnished, furnished.canary
    # these are no files as they are installed, which "check" says
    statuses = (0, 1) if name == 'check' else (0,)
    kept = house.folder / 'kept'
    shutil.copytree(house.folder / 'state', kept, dirs_exist_ok=True)
    try:
        clear(house, kept, name)
        assert house.admin.run(name, *command(house, words),
                               stdin='a long enough password\n'
                               ).returncode in statuses
        for place in places:
            for plant in PLANTS:
                path = house.folder / place
                clear(house, kept, name)
                remove(path)
                plant(path, canary)
                before = canary.path.lstat().st_nlink
                run = house.admin.run(name, *command(house, words),
                                      stdin='a long enough password\n',
                                      timeout=20)
                where = f'{plant.__name__} at {place}: {run}'
                assert canary.is_unchanged(), where
                # a second name may be removed, never made
                assert canary.path.lstat().st_nlink <= before, where
                assert run.returncode in (0, 1), where
                if plant is hard_link and path.exists() and \
                        path.samefile(canary.path):
                    path.unlink()
    finally:
        clear(house, kept, '')
        shutil.rmtree(kept)


def remove(path):
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    elif path.is_symlink() or path.exists():
        path.unlink()


def clear(house, kept, name):
    """All as it was, or nothing at all where the command is init."""
    for sub in SUBS:
        for path in (house.folder / sub).iterdir():
            remove(path)
    for path in kept.iterdir() if name != 'init' else ():
        shutil.copy2(path, house.state)
        shutil.chown(house.state / path.name, GATE_USER)
    if name == 'log':
        house.log.touch()
    house.canary.reset()


def test_the_start_finds_other_things(house):
    """Root starts the responder: the socket's name, the log, the lock."""
    one = house()
    for place in ('run/otpgate.sock', 'log/audit.log', 'state/users.lock'):
        for plant in PLANTS:
            path = one.folder / place
            remove(path)
            plant(path, one.canary)
            process = subprocess.Popen(one.command('-f'),
                                       stdin=subprocess.DEVNULL,
                                       stdout=subprocess.DEVNULL,
                                       stderr=subprocess.DEVNULL)
            try:
                end = time.monotonic() + 20
                while process.poll() is None and time.monotonic() < end \
                        and not listens(one.socket):
                    time.sleep(0.01)
                process.send_signal(signal.SIGTERM)
                process.wait(20)
            finally:
                process.kill()
                process.wait()
            assert one.canary.is_unchanged(), (place, plant.__name__)
            remove(path)


def listens(path):
    with socket.socket(socket.AF_UNIX) as s:
        try:
            s.connect(str(path))
            return True
        except OSError:
            return False


# --- the other programs of root's --------------------------------------------

needs_doors = pytest.mark.skipif(
    not pam.MODULE.exists() or not pam.CLIENT.exists()
    or not certs.SIGNER.exists(), reason='not all of it is built')


class Doors:
    """The PAM module and the signer, as sshd and systemd start them."""

    def __init__(self, house):
        self.house = house
        self.phone = house.admin.enroll('root', '--hotp')
        self.services = pam.Services(house.config,
                                     folder=house.folder / 'etc' / 'pam')
        self.key = (house.folder / 'etc' / 'ca.pub').read_text()

    def login(self):
        client = pam.Client(self.services)
        try:
            return client.login('root', self.phone.code())[0] == pam.SUCCESS
        finally:
            client.close()

    def sign(self):
        ours, theirs = socket.socketpair(socket.AF_UNIX)
        with ours, theirs:
            ours.sendall(f'otpgate-ssh-cert 1 -\n{self.key}'.encode())
            ours.shutdown(socket.SHUT_WR)
            subprocess.run([certs.SIGNER, '-c', self.house.config],
                           stdin=theirs, stderr=subprocess.DEVNULL,
                           timeout=30, check=False)
            theirs.close()
            return ours.recv(65536).startswith(b'ok\n')


@needs_doors
@pytest.mark.parametrize('door, places', [
    ('login', ('state/users', 'state/users.lock', 'state/users.index',
               'log/audit.log')),
    ('sign', ('state/users', 'state/users.lock', 'state/users.index',
              'state/certs', 'log/audit.log')),
])
def test_the_module_and_the_signer(house, door, places):
    one = house()
    one.configure(ssh_cert_fresh=0)
    one.furnish()
    doors = Doors(one)
    assert doors.login()
    assert getattr(doors, door)()
    kept = one.folder / 'kept'
    shutil.copytree(one.folder / 'state', kept)
    counter = doors.phone.counter
    for place in places:
        for plant in PLANTS:
            path = one.folder / place
            clear(one, kept, door)
            doors.phone.counter = counter   # as in the copy
            remove(path)
            plant(path, one.canary)
            getattr(doors, door)()
            assert one.canary.is_unchanged(), (place, plant.__name__)
    clear(one, kept, door)
    doors.phone.counter = counter
    for sub in ('state', 'log'):
        away = one.folder / f'away-{sub}'
        (one.folder / sub).rename(away)
        (one.folder / sub).symlink_to(one.canary.folder)
        os.lchown(one.folder / sub, *ids())
        assert not getattr(doors, door)() or sub == 'log'
        assert one.canary.is_unchanged(), sub
        (one.folder / sub).unlink()
        away.rename(one.folder / sub)
    assert getattr(doors, door)()


# --- a folder in between that is another one ---------------------------------

@pytest.mark.parametrize('name, words, places', COMMANDS)
def test_a_folder_of_the_account_leads_elsewhere(house, name, words, places):
    """state/deep/users, where the account has put a symlink to a folder of
    root's in the place of "deep"."""
    one = house(deep='deep')
    one.furnish()
    for sub in SUBS:
        deep = one.folder / sub / 'deep'
        away = deep.parent / 'away'
        deep.rename(away)
        # a folder that is there, and one that might be made
        for target in (one.canary.folder, one.canary.folder / 'new'):
            for path in [one.database, one.keys] if name == 'init' else []:
                path.unlink(missing_ok=True)
            deep.symlink_to(target)
            run = one.admin.run(name, *command(one, words),
                                stdin='a long enough password\n', timeout=20)
            assert one.canary.is_unchanged(), (sub, run)
            deep.unlink()
        away.rename(deep)


# --- while root is at it -----------------------------------------------------

@pytest.fixture(scope='module')
def pauses(tmp_path_factory):
    """An environment in which root pauses where it can be overtaken."""
    library = tmp_path_factory.mktemp('pauses') / 'pauses.so'
    subprocess.run(
        ['cc', '-shared', '-fPIC', '-O2', '-D_GNU_SOURCE',
         '-U_FORTIFY_SOURCE', '-o', library,
         pathlib.Path(__file__).with_name('pauses.c')], check=True)
    return {**os.environ, 'LD_PRELOAD': str(library)}


def turns():
    """Root's turns in a race."""
    end = time.monotonic() + SECONDS
    n = 0
    while n < TURNS or time.monotonic() < end:
        yield n
        n += 1


def start_and_end(gate, environment):
    """Root starts the responder; it ends when it serves, or cannot."""
    process = subprocess.Popen(gate.command('-f'), stdin=subprocess.DEVNULL,
                               stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL, env=environment)
    try:
        end = time.monotonic() + 0.5
        while process.poll() is None and time.monotonic() < end \
                and not listens(gate.socket):
            time.sleep(0.005)
        process.send_signal(signal.SIGTERM)
        process.wait(20)
    finally:
        process.kill()
        process.wait()


@pytest.mark.plain
@pytest.mark.parametrize('play', ['pounce', 'flicker'])
def test_the_socket_is_replaced_while_it_is_made(house, pauses, play):
    """By a symlink to a file of root's, which chown and chmod would follow."""
    one = house()
    with Swapper(GATE_USER, play, one.socket, one.canary.path) as swapper:
        for _ in turns():
            start_and_end(one, pauses)
            assert one.canary.is_unchanged(), one.canary.look()
    assert swapper.swaps > 0


@pytest.mark.plain
def test_a_new_database_is_replaced_while_it_is_given_away(house, pauses):
    """By a second name of a file of root's; "swapper" is root, since the sysctl
    that lets others make one may be off."""
    one = house()
    one.admin.environment = pauses
    with Swapper('root', 'second-name', one.database, one.canary.path) \
            as swapper:
        for _ in turns():
            for path in (one.database, one.keys):
                remove(path)
            one.admin.run('init')
            assert one.canary.is_unchanged(), one.canary.look()
    assert swapper.swaps > 0


@pytest.mark.plain
def test_a_new_folder_is_replaced_before_it_is_ready(house, pauses):
    """init makes the folder of the database, in a folder of the account."""
    one = house(deep='deep')
    shutil.rmtree(one.database.parent)
    one.admin.environment = pauses
    with Swapper(GATE_USER, 'pounce', one.database.parent,
                 one.canary.path) as swapper:
        for _ in turns():
            one.admin.run('init')
            assert one.canary.is_unchanged(), one.canary.look()
            shutil.rmtree(one.database.parent, ignore_errors=True)
    assert swapper.swaps > 0


@pytest.mark.plain
@pytest.mark.parametrize('name, words', [
    ('passwd', ('--stdin', 'alice')),
    ('compact', ()),
    ('enroll', ('--svg', 'HOME/qr.svg', 'bob')),
])
def test_a_folder_is_another_at_each_look(house, pauses, name,
                                              words):
    """A folder of the account and a symlink to one of root's change places
    all the time."""
    one = house(deep='deep')
    one.furnish()
    one.admin.environment = pauses
    with contextlib.ExitStack() as stack:
        swappers = []
        for sub in SUBS:
            link = one.folder / sub / 'link'
            link.symlink_to(one.canary.folder)
            swappers.append(stack.enter_context(Swapper(
                GATE_USER, 'exchange', link.with_name('deep'), '-', link)))
        for _ in turns():
            one.admin.run(name, *command(one, words),
                          stdin='a long enough password\n')
            one.admin.run('remove', '-y', 'bob')
            assert one.canary.is_unchanged(), one.canary.look()
            for path in one.folder.glob('home/*/qr.svg'):
                path.unlink(missing_ok=True)
    assert all(s.swaps > 0 for s in swappers)


def ids():
    entry = pwd.getpwnam(GATE_USER)
    return entry.pw_uid, entry.pw_gid


# --- and what it is all for --------------------------------------------------

def test_the_socket_is_the_accounts_and_open_to_one_group(house):
    one = house()
    one.socket.parent.rmdir()
    one.start()
    st = one.socket.stat()
    assert stat.S_ISSOCK(st.st_mode)
    assert (one.socket.owner(), one.socket.group()) == (GATE_USER, WEB_USER)
    assert stat.S_IMODE(st.st_mode) == 0o660
    there = one.socket.parent
    assert (there.owner(), there.group()) == (GATE_USER, WEB_USER)
    assert stat.S_IMODE(there.stat().st_mode) == 0o750
    # and the process is in that group no longer
    status = pathlib.Path(f'/proc/{one.process.pid}/status').read_text()
    gids = next(x for x in status.splitlines() if x.startswith('Gid:'))
    assert set(gids.split()[1:]) == {str(ids()[1])}
    uids = next(x for x in status.splitlines() if x.startswith('Uid:'))
    assert set(uids.split()[1:]) == {str(ids()[0])}
    one.finish()
    assert not one.socket.exists()


def test_a_stale_socket_is_replaced_and_a_live_one_is_not(house):
    one = house()
    for owner in ('root', GATE_USER):
        with socket.socket(socket.AF_UNIX) as stale:
            stale.bind(str(one.socket))
        one.socket.chmod(0o600)
        shutil.chown(one.socket, owner)
        if owner == 'root':
            # the account cannot ask whether it is alive
            first = one.run('-f')
            assert first.returncode == 1 and 'remove it' in first.stderr
            one.socket.unlink()
    one.start()
    second = one.run('-f')
    assert second.returncode == 1 and 'another otpgate' in second.stderr
    assert one.answers()
    one.finish()


def test_a_folder_of_roots_is_not_given_away(house):
    """As systemd wants it; without systemd the start says what is wrong."""
    one = house()
    shutil.chown(one.socket.parent, 'root', 'root')
    run = one.run('-f')
    assert run.returncode == 1 and 'folder has to belong' in run.stderr
    assert one.socket.parent.owner() == 'root'
    assert not one.socket.exists()


def test_a_folder_that_hands_down_its_group(house):
    one = house()
    shutil.chown(one.socket.parent, GATE_USER, 'root')
    one.socket.parent.chmod(0o2755)
    run = one.run('-f')
    assert run.returncode == 1 and 'must not be setgid' in run.stderr
    assert not one.socket.exists()
    shutil.chown(one.socket.parent, GATE_USER, WEB_USER)
    one.socket.parent.chmod(0o2755)
    assert one.start().answers()
    one.finish()


def test_init_gives_all_to_the_account(house):
    one = house(deep='deep')
    for path in (one.database, one.database.with_name('users.lock')):
        assert path.owner() == GATE_USER
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert one.admin.run('check').returncode == 0
    assert one.start().answers()
    one.finish()


@pytest.mark.parametrize('owner', ['root', WEB_USER])
def test_a_backup_is_given_to_the_account_whosever_it_was(house, owner):
    """Where no database is left whose owner could be kept."""
    one = house()
    one.furnish()
    there = one.folder / 'theirs'
    there.mkdir()
    there.chmod(0o700)
    backup = there / 'backup'
    shutil.copy(one.database, backup)
    backup.chmod(0o600)
    shutil.chown(backup, owner)
    shutil.chown(there, owner)
    for path in (one.database, one.database.with_name('users.lock')):
        path.unlink()
    one.admin('restore', '-y', backup)
    for path in (one.database, one.database.with_name('users.lock')):
        assert path.owner() == GATE_USER, path
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert one.start().answers()
    one.finish()


def test_systemd_makes_its_socket_in_a_folder_of_roots():
    """systemd gives a socket to SocketUser by its path, too."""
    units = build.SOURCE / 'conf' / 'systemd'
    made = (units / 'otpgate.tmpfiles').read_text().splitlines()
    for unit in units.glob('*.socket'):
        for line in unit.read_text().splitlines():
            if not line.startswith('ListenStream='):
                continue
            place = line.partition('=')[2].rpartition('/')[0]
            row, = (x.split() for x in made if x.startswith(f'd {place} '))
            assert row[3] == 'root' and int(row[2], 8) & 0o022 == 0, unit
