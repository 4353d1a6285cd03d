# SPDX-License-Identifier: ISC
"""The places of the verifier's socket: so many questions are answered at once
(MaxConnections), and whoever has started su must not hold one for longer than
an answer takes, by whatever he does to his own process."""

import os
import pathlib
import pwd
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time

import pytest

from harness import pam, su, wait
from harness.su import ANN, BEN, CODE, World

WHY_NOT = su.missing()
pytestmark = [
    pytest.mark.plain,
    pytest.mark.skipif(bool(WHY_NOT), reason=WHY_NOT),
    pytest.mark.xdist_group('unix-users'),
]


@pytest.fixture(scope='module')
def world():
    made = World('5')
    yield made
    made.remove()


@pytest.fixture(name='path')
def _path(world):
    """Where su asks: a socket in the place of the program."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix='otpgate-places-'))
    folder.chmod(0o755)
    made = folder / 'verify.sock'
    stacks = {world.folder / 'pam.d' / name: None
              for name in ('otpgate-code', 'otpgate-sudo')}
    for stack in stacks:
        stacks[stack] = before = stack.read_text()
        assert f'helper={pam.VERIFIER} ' in before
        stack.write_text(before.replace(f'helper={pam.VERIFIER} ',
                                        f'helper={made} '))
    yield made
    for stack, before in stacks.items():
        stack.write_text(before)
    shutil.rmtree(folder)


def listen(path):
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(str(path))
    path.chmod(0o600)
    listener.listen(64)
    return listener


SU = ('su', BEN, '-c', 'id -un')
SUDO = ('sudo', '-S', '-k', 'id', '-un')


def start(world, who=ANN, words=SU):
    """A program of hers that asks, at its prompt."""
    process = subprocess.Popen(
        world.within(who, *words), cwd='/', text=True, stdin=subprocess.PIPE,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    # sudo may have a word about the name of the host before
    said = ''
    while not said.endswith(CODE):
        char = process.stdout.read(1)
        assert char and len(said) < 1000, said
        said += char
    return process


def state_of(pid):
    stat = pathlib.Path(f'/proc/{pid}/stat').read_text()
    return stat.rsplit(')', 1)[1].split()[0]


def family(pid):
    """The process and those that it has started."""
    found = [pid]
    for entry in pathlib.Path('/proc').iterdir():
        try:
            if entry.name.isdigit() and int(entry.joinpath('stat').read_text()
                                            .rsplit(')', 1)[1].split()[1]) in found:
                found.append(int(entry.name))
        except OSError:
            pass
    return found


def stop_as_ann(pids):
    """Which of them she can stop."""
    entry = pwd.getpwnam(ANN)
    script = ('import os, signal, sys\n'
              'for pid in sys.argv[1:]:\n'
              '    try:\n'
              '        os.kill(int(pid), signal.SIGSTOP)\n'
              '        print(pid)\n'
              '    except OSError: pass\n')
    out = subprocess.run(
        ['/usr/bin/python3', '-c', script, *map(str, pids)], text=True,
        capture_output=True, check=True, timeout=30, user=entry.pw_uid,
        group=entry.pw_gid, extra_groups=[]).stdout
    return [int(word) for word in out.split()]


@pytest.mark.skipif(not shutil.which('strace'), reason='no strace')
def test_who_stops_his_su_between_call_and_question_holds_no_place(
        world, path):
    """Nobody is quick enough to hit it each time, so that the call is made
    slow.  The question comes all the same, and it is whole."""
    with listen(path) as listener:
        listener.settimeout(20)
        process, said = start(world), path.with_name('strace')
        tracer = subprocess.Popen(
            ['strace', '-f', '-p', str(process.pid), '-e', 'trace=connect',
             '-e', 'inject=connect:delay_exit=1500000', '-o', str(said)],
            stderr=subprocess.PIPE, text=True)
        try:
            assert 'attached' in tracer.stderr.readline()
            process.stdin.write(world.bens.code() + '\n')
            process.stdin.flush()
            conn, _ = listener.accept()
            stopped = stop_as_ann(family(process.pid))
            assert stopped == [process.pid]
            wait.until(lambda: f'{process.pid} --- stopped by SIGSTOP' in
                       re.sub(' +', ' ', said.read_text()), 20, 'the signal')
            tracer.terminate()
            tracer.communicate(timeout=20)
            wait.until(lambda: state_of(process.pid) == 'T', 10, 'it to stop')
            with conn:
                conn.settimeout(10)
                asked = b''
                while chunk := conn.recv(65536):
                    asked += chunk
            assert b'decide' in asked and BEN.encode() in asked
            assert state_of(process.pid) == 'T'
        finally:
            tracer.kill()
            tracer.wait()
            process.send_signal(signal.SIGCONT)
            process.communicate(timeout=60)


@pytest.mark.timed
def test_who_says_nothing_has_a_place_for_a_moment():
    """An honest question is there when somebody is called.  The bound is far
    above that moment, for a busy machine."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        begun = time.monotonic()
        run = subprocess.run([pam.VERIFIER], stdin=theirs, timeout=30,
                             capture_output=True, check=False)
        took = time.monotonic() - begun
    print(f'a silent caller had its place for {took:.2f} s')
    assert run.returncode == 1
    assert took < 4


def said(process):
    """What it has said since, or what it had said when this saw the code being
    asked for again."""
    if not hasattr(process, 'more'):
        process.more = ''
        os.set_blocking(process.stdout.fileno(), False)
    try:
        process.more += process.stdout.buffer.raw.read(4096).decode()
    except (AttributeError, ValueError):
        pass    # nothing is there now
    return process.more


class Crowd:
    """A socket whose verifiers take their time: each connection with its
    question is kept, until all of them are closed."""

    def __init__(self, path):
        self.listener = listen(path)
        self.kept = []
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self.thread.start()

    def _serve(self):
        while True:
            try:
                conn, _ = self.listener.accept()
            except OSError:
                return
            conn.settimeout(30)
            asked = b''
            while chunk := conn.recv(65536):
                asked += chunk
            self.kept.append((conn, asked))

    def asked_for(self, user):
        return sum(f':{user}\n'.encode() in asked for _, asked in self.kept)

    def close(self):
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        self.thread.join(30)
        for conn, _ in self.kept:
            conn.close()


SHARE, MORE = 8, 3


@pytest.mark.parametrize('words, whom', [(SU, BEN), (SUDO, ANN)],
                         ids=['su', 'sudo'])
def test_a_crowd_of_one_user_has_a_share_of_the_places(
        world, path, words, whom):
    """Those beyond it are told to wait, and denied after a while; who asks for
    somebody else is in no crowd of hers."""
    crowd = Crowd(path)
    many = []
    client = None
    services = pam.Services(world.site.gate.config, helper=path)
    try:
        for _ in range(SHARE + MORE):
            many.append(start(world, words=words))
            many[-1].stdin.write('000000\n')
            many[-1].stdin.flush()
        # sudo asks anew
        wait.until(lambda: sum(p.poll() is not None or CODE in said(p)
                               for p in many) == MORE,
                   20, 'those beyond it to be denied')
        assert crowd.asked_for(whom) == SHARE
        # root's programs, such as sshd, and other users, who have their own
        client = pam.Client(services)
        client.begin('rootsown', '1')
        wait.until(lambda: crowd.asked_for('rootsown') == 1, 20, 'the question')
        before = len(crowd.kept)
        many.append(start(world, BEN, ('su', ANN)))
        many[-1].stdin.write('000000\n')
        many[-1].stdin.flush()
        wait.until(lambda: len(crowd.kept) == before + 1, 20, 'the question')
    finally:
        crowd.close()
        for process in many:
            process.communicate(timeout=60)
        if client is not None:
            client.end()
            client.close()
        services.remove()


def test_who_kills_his_su_keeps_his_share_until_the_answer(world, path):
    crowd = Crowd(path)
    many = []
    try:
        for _ in range(SHARE):
            many.append(start(world))
            many[-1].stdin.write('000000\n')
            many[-1].stdin.flush()
        wait.until(lambda: crowd.asked_for(BEN) == SHARE, 20, 'the questions')
        for process in many:
            process.kill()
            process.communicate(timeout=60)
        last = start(world)
        many.append(last)
        last.stdin.write('000000\n')
        last.stdin.flush()
        assert last.wait(30) != 0
        assert crowd.asked_for(BEN) == SHARE
        # and it is free again behind the answers
        for conn, _ in crowd.kept:
            conn.close()
        many.append(start(world))
        many[-1].stdin.write('000000\n')
        many[-1].stdin.flush()
        wait.until(lambda: crowd.asked_for(BEN) == SHARE + 1, 20, 'it')
    finally:
        crowd.close()
        for process in many:
            process.communicate(timeout=60)
