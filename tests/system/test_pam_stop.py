# SPDX-License-Identifier: ISC
"""Whoever starts su owns the process that has loaded the module: its real user
is his.  He may stop it at any moment, end it, and hand down limits and
priorities.  None of that may keep anybody else from logging in or out, and
nobody gets in whose code is not spent."""

import ctypes
import errno
import os
import pathlib
import pwd
import random
import re
import shutil
import signal
import subprocess
import time

import pexpect
import pytest

from harness import build, pam, su, wait
from harness.attacker import Attacker
from harness.su import ANN, BEN, CODE, READY, World

LONG = bool(os.environ.get('OTPGATE_FULL'))
WHY_NOT = su.missing()
pytestmark = [
    pytest.mark.plain,
    pytest.mark.skipif(bool(WHY_NOT), reason=WHY_NOT),
    pytest.mark.xdist_group('unix-users'),
]
SU = ('su', BEN, '-c', 'id -un')
PROCESSOR = str(max(os.sched_getaffinity(0)))


@pytest.fixture(scope='module')
def world():
    made = World('5')
    yield made
    made.remove()


def state_of(pid):
    """Its letter in ps(1), or '-' when there is no such process."""
    try:
        stat = pathlib.Path(f'/proc/{pid}/stat').read_text()
    except OSError:
        return '-'
    return stat.rsplit(')', 1)[1].split()[0]


class Su:
    """One su of ANN's, who becomes BEN with a code."""

    def __init__(self, world, *before):
        self.process = subprocess.Popen(
            world.within(ANN, *before, *SU), cwd='/', text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT)
        self.pid = self.process.pid
        wait.until(lambda: self.exe().endswith('/su'), 10, 'su')
        self.code = None

    def exe(self):
        try:
            return os.readlink(f'/proc/{self.pid}/exe')
        except OSError:
            return ''

    def type(self, code):
        self.code = code
        try:
            self.process.stdin.write(code + '\n')
            self.process.stdin.flush()
        except BrokenPipeError:
            pass    # it is gone already

    def is_stopped(self):
        return state_of(self.pid) == 'T'

    def end(self):
        """Goes on; whether he became BEN."""
        self.process.send_signal(signal.SIGCONT)
        out, _ = self.process.communicate(timeout=60)
        return BEN in out.split()


def everybody_can_commit(world, phone):
    """The administrator, and somebody in a browser, soon if not at once."""
    gate, admin = world.site.gate, world.site.admin
    for command in ('disable', 'enable'):
        wait.until(lambda c=command: admin.run(c, 'bystander').returncode == 0,
                   15, command)
    status, _ = Attacker(gate.socket).guess('bystander', phone.code())
    assert status == 303


@pytest.fixture(name='bystander', scope='module')
def _bystander(world):
    return world.site.person('--hotp', name='bystander', password=None).phone


def let_in(world):
    return len(world.site.gate.audit(event='pam', verdict='allow', user=BEN))


def is_spent(world, code):
    """Root asks for BEN by the module's own way: the code is good no more."""
    services = pam.Services(world.site.gate.config)
    client = pam.Client(services)
    result, _ = client.login(BEN, code)
    client.close()
    services.remove()
    return result != pam.SUCCESS


def as_ann(what, *args):
    """The result of "what" in a process of ANN's."""
    entry = pwd.getpwnam(ANN)
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.setgroups([])
        os.setresgid(*[entry.pw_gid] * 3)
        os.setresuid(*[entry.pw_uid] * 3)
        os.write(write, repr(what(*args)).encode())
        os._exit(0)
    os.close(write)
    text = os.fdopen(read).read()
    os.waitpid(child, 0)
    return eval(text)   # pylint: disable=W0123


def go_on(world, one, before):
    """If he is in, somebody has spent the code for it."""
    yes = one.end()
    assert let_in(world) - before >= yes
    assert not yes or is_spent(world, one.code)
    return yes


def test_su_itself_opens_nothing_of_the_gate(world):
    one = Su(world)
    assert one.process.stdout.read(len(CODE)) == CODE
    state = str(world.site.gate.database.parent)
    files = {os.readlink(f)
             for f in pathlib.Path(f'/proc/{one.pid}/fd').iterdir()}
    assert not [f for f in files if f.startswith(state)]
    maps = pathlib.Path(f'/proc/{one.pid}/maps').read_text()
    assert 'pam_otpgate' in maps
    assert not re.search('libcrypto|libargon2|libconfuse', maps)
    one.type(world.bens.code())
    assert one.end()


def is_locked(world):
    mark = ':{} '.format(os.stat(f'{world.site.gate.database}.lock').st_ino)
    return mark in pathlib.Path('/proc/locks').read_text()


@pytest.mark.skipif(not shutil.which('strace'), reason='no strace')
def test_who_stops_while_the_lock_is_taken_holds_nothing(
        world, bystander):
    """Nobody is quick enough to hit it each time, so that the call which takes
    the lock is made slow, in whichever process that is."""
    one, before = Su(world), let_in(world)
    assert one.process.stdout.read(len(CODE)) == CODE
    tracer = subprocess.Popen(
        ['strace', '-f', '-p', str(one.pid), '-e', 'trace=fcntl', '-e',
         'inject=fcntl:delay_exit=1500000', '-o', '/dev/null'],
        stderr=subprocess.PIPE, text=True)
    assert 'attached' in tracer.stderr.readline()
    one.type(world.bens.code())
    wait.until(lambda: is_locked(world), 20, 'somebody to take the lock')
    assert as_ann(send, one.pid, signal.SIGSTOP) == 0
    tracer.terminate()
    tracer.communicate(timeout=20)
    wait.until(one.is_stopped, 10, 'it to stop')
    everybody_can_commit(world, bystander)
    assert one.is_stopped()
    go_on(world, one, before)


def send_soon(world, one, number):
    """From ANN, at some moment after the answer."""
    one.type(world.bens.code())
    time.sleep(random.random() * 0.012)
    return as_ann(send, one.pid, number)


def send(pid, number):
    try:
        os.kill(pid, number)
        return 0
    except OSError as e:
        return e.errno


@pytest.mark.timed
def test_a_stopped_su_holds_nothing(world, bystander):
    stopped = tries = 0
    # many are through before the signal comes
    while tries < (40 if LONG else 8) or (stopped < 2 and tries < 80):
        tries += 1
        one, before = Su(world), let_in(world)
        send_soon(world, one, signal.SIGSTOP)
        stopped += one.is_stopped()
        everybody_can_commit(world, bystander)
        go_on(world, one, before)
    assert stopped > 1


def test_a_killed_su_leaves_nothing_behind(world, bystander):
    for _ in range(20 if LONG else 6):
        one = Su(world)
        send_soon(world, one, signal.SIGKILL)
        one.process.communicate(timeout=60)
        everybody_can_commit(world, bystander)
    assert world.site.admin.run('check').returncode == 0
    wait.until(lambda: not verifiers(), 10, 'no process is left')


def test_the_terminal_stops_nobody_else(world, bystander):
    """^Z goes to all that have the terminal: the decision is not among
    them."""
    child = world.terminal()
    for _ in range(12 if LONG else 4):
        code = world.bens.code()
        child.sendline(' '.join(SU[:3]) + " 'id -un'")
        child.expect_exact(CODE)
        child.sendline(code)
        time.sleep(random.random() * 0.012)
        child.send('\x1a')
        everybody_can_commit(world, bystander)
        seen = child.expect_exact([READY, BEN])
        if seen == 1:
            child.expect_exact(READY)
            continue
        child.sendline('fg; :')
        child.expect_exact(READY)
    child.close()


# --- whose process it is ---

def programs(path):
    """The processes that run it."""
    found = []
    for entry in pathlib.Path('/proc').iterdir():
        try:
            if entry.name.isdigit() and \
                    os.readlink(entry / 'exe') == str(path):
                found.append(int(entry.name))
        except OSError:
            pass
    return found


TERMINAL_STOPS = (signal.SIGTSTP, signal.SIGTTIN, signal.SIGTTOU)


def verifiers():
    return programs(pam.VERIFIER)


def field(text, name):
    return re.search(rf'(?m)^{name}:[ \t]*(.*)$', text)[1].split()


SLOW = ('nice', '-n', '15', 'chrt', '-b', '0', 'taskset', '-c',
        PROCESSOR, 'prlimit',
        '--cpu=3:', '--fsize=100:', '--nofile=20:', '--nproc=50:',
        '--stack=1000000:', 'choom', '-n', '900', '--', 'env', '-C', '/tmp',
        'setpriv', '--pdeathsig', 'clear')


def attack(pid):
    """What ANN can do to a process: the errors of everything she tries.  Runs
    in a process of hers."""
    libc = ctypes.CDLL(None, use_errno=True)
    tried = {}
    for number in (signal.SIGSTOP, signal.SIGTSTP, signal.SIGKILL,
                   signal.SIGCONT, 0):
        try:
            os.kill(pid, number)
            tried[f'kill {number}'] = 0
        except OSError as e:
            tried[f'kill {number}'] = e.errno
    calls = {
        'ptrace': lambda: libc.ptrace(16, pid, 0, 0),       # PTRACE_ATTACH
        'prlimit': lambda: libc.prlimit(pid, 1, (ctypes.c_ulong * 2)(0, 0),
                                        None),
        'affinity': lambda: libc.sched_setaffinity(
            pid, 8, ctypes.byref(ctypes.c_ulong(1))),
        'renice': lambda: libc.setpriority(0, pid, 19),
        'scheduler': lambda: libc.sched_setscheduler(
            pid, 5, ctypes.byref(ctypes.c_int(0))),
    }
    for name, call in calls.items():
        tried[name] = ctypes.get_errno() if call() == -1 else 0
    for name in ('mem', 'fd', 'environ', 'oom_score_adj'):
        try:
            os.open(f'/proc/{pid}/{name}', os.O_RDWR if name != 'fd'
                    else os.O_RDONLY)
            tried[name] = 0
        except OSError as e:
            tried[name] = e.errno
    return tried


def catch(world, one):
    """The process that decides for this su, stopped: it stops itself where it
    takes the lock, so that nobody has to be quick enough to see it."""
    lock = f'{world.site.gate.database}.lock'
    said = world.folder / 'strace'
    said.write_text('')
    tracer = subprocess.Popen(
        ['strace', '-f', '-p', str(one.pid), '-P', lock, '-e', 'trace=fcntl',
         '-e', 'inject=fcntl:signal=SIGSTOP:when=1', '-o', str(said)],
        stderr=subprocess.PIPE, text=True)
    try:
        assert 'attached' in tracer.stderr.readline()
        one.type(world.bens.code())

        # a tracer stops it many times on the way: only this one lasts
        def stopped():
            found = re.search(r'(?m)^(\d+) .*stopped by SIGSTOP',
                              said.read_text())
            if not found and tracer.poll() is not None:
                pytest.skip('strace does not know the lock by its path here')
            return found
        found = wait.until(stopped, 60, 'it to take the lock')
    finally:
        tracer.terminate()
        tracer.communicate(timeout=20)
    pid = int(found[1])
    assert pid in verifiers()
    wait.until(lambda: state_of(pid) == 'T', 20, 'it to be let go')
    return pid


NO_STRACE = pytest.mark.skipif(not shutil.which('strace'), reason='no strace')


@NO_STRACE
@pytest.mark.parametrize('before', [(), SLOW], ids=['as ever', 'slowed down'])
def test_who_decides_is_root_altogether_and_out_of_reach(
        world, bystander, before):
    one = Su(world, *before)
    pid = catch(world, one)
    try:
        proc = pathlib.Path(f'/proc/{pid}')
        text = (proc / 'status').read_text()
        assert field(text, 'Uid') == ['0'] * 4
        assert field(text, 'Gid') == ['0'] * 4
        assert field(text, 'Groups') == []
        # who takes the lock holds back what a terminal sends, itself
        blocked = int(field(text, 'SigBlk')[0], 16)
        assert blocked & ~sum(1 << (n - 1) for n in TERMINAL_STOPS) == 0
        assert (proc / 'environ').read_bytes() == b''
        stat = (proc / 'stat').read_text().rsplit(')', 1)[1].split()
        assert stat[3] == str(pid)      # a session of its own,
        assert stat[4] == '0'           # without a terminal
        limits = (proc / 'limits').read_text()
        for name in ('cpu time', 'file size', 'address space'):
            assert re.search(rf'Max {name}\s+unlimited', limits), limits
        tried = as_ann(attack, pid)
        assert set(tried.values()) <= {errno.EPERM, errno.EACCES}, tried
        files = {os.readlink(f) for f in (proc / 'fd').iterdir()}
        assert not any(n.startswith(('/dev/pts', 'pipe:')) for n in files)
    finally:
        os.kill(pid, signal.SIGCONT)
    assert one.end()
    everybody_can_commit(world, bystander)


@NO_STRACE
def test_what_makes_su_slow_is_put_right(world):
    one = Su(world, *SLOW)
    pid = catch(world, one)
    try:
        proc = pathlib.Path(f'/proc/{pid}')
        stat = (proc / 'stat').read_text().rsplit(')', 1)[1].split()
        assert stat[16] == '0'                      # nice
        assert os.sched_getscheduler(pid) == os.SCHED_OTHER
        assert os.sched_getaffinity(pid) == os.sched_getaffinity(0)
        assert (proc / 'oom_score_adj').read_text() == '0\n'
        assert (proc / 'timerslack_ns').read_text() == '50000\n'
        assert os.readlink(proc / 'cwd') == '/'
        assert field((proc / 'status').read_text(), 'Umask') == ['0077']
        assert sorted(os.listdir(proc / 'fd'))[:3] == ['0', '1', '2']
    finally:
        os.kill(pid, signal.SIGCONT)
    assert one.end()


LIMITS = {
    'cpu': '--cpu=1', 'size of files': '--fsize=0', 'memory': '--as=200000000',
    'data': '--data=100000000', 'files': '--nofile=12', 'processes':
    '--nproc=1', 'stack': '--stack=300000', 'locked': '--memlock=0',
}


@pytest.mark.parametrize('limit', LIMITS)
def test_no_limit_gets_in_the_way(world, bystander, limit):
    """Soft limits here; a hard one that cannot be lifted is a denial, see
    test_sudo."""
    before = let_in(world)
    one = Su(world, 'prlimit', LIMITS[limit] + ':')
    one.type(world.bens.code())
    one.end()
    # su itself may fail behind it, but the decision was made and logged
    lines = world.site.gate.audit(event='pam', verdict='allow', user=BEN)
    assert len(lines) == before + 1
    assert is_spent(world, one.code)
    everybody_can_commit(world, bystander)


@pytest.mark.skipif(not shutil.which('strace'), reason='no strace')
def test_the_terminal_stops_no_otpadm_that_has_the_lock(world, bystander):
    """It stops when it has given the lock back."""
    gate = world.site.gate
    world.site.person('--hotp', name='another', password=None)
    child = pexpect.spawn('env', [f'PS1={READY}', 'sh', '-i'], timeout=20,
                          encoding='utf-8', echo=False)
    child.expect_exact(READY)
    child.sendline(
        'strace -I4 -qq -f -o /dev/null -e trace=fcntl -e '
        'inject=fcntl:delay_exit=1500000 '
        f'{build.OTPADM} -c {gate.config} disable another')
    wait.until(lambda: is_locked(world), 20, 'it to take the lock')
    child.send('\x1a')
    everybody_can_commit(world, bystander)
    # the delay is over, and then it stands still
    pids = wait.until(lambda: [p for p in programs(build.OTPADM)
                               if state_of(p) in 'Tt'], 20, 'it to stop')
    for pid in pids:
        os.kill(pid, signal.SIGCONT)
    child.expect_exact(READY)
    child.close(force=True)
    assert 'disabled' in world.site.admin('show', 'another')
