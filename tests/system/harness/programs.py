# SPDX-License-Identifier: ISC
"""What people do with ssh, each as one call that says whether it was done."""

import itertools
import os
import pwd
import signal
import socket
import subprocess

import pexpect

from . import ssh, wait

NAMES = ('shell', 'command', 'scp', 'sftp', 'rsync', 'git', 'forward',
         'shared')
FILES = ('scp', 'sftp', 'rsync')
_numbers = itertools.count()


class Use:
    """Of one server by one of its users, with a key or without; "prompts" is
    what an attempt is going to be asked."""

    def __init__(self, server, user, host='inetd', key=True, prompts=()):
        self.server, self.key, self.prompts = server, key, list(prompts)
        self.user, self.target = user, f'{user}@{host}'
        self.home = server.folder / 'home' / user

    def __call__(self, program, **answers):
        """True when it has done its work and nothing else came out."""
        mark = f'mark-{next(_numbers)}'
        if program in FILES:
            return self._transfer(program, mark, answers)
        return getattr(self, f'_{program}')(mark, answers)

    def argv(self, program, *words):
        return self.server.argv(program, *words, key=self.key)

    def run(self, argv, answers, stdin=''):
        return self.server.run(argv, stdin=stdin, key=self.key, **answers)

    # --- one command ---

    def _command(self, mark, answers):
        run = self.run(self.argv('ssh', self.target, 'printf', mark), answers)
        return (run.returncode, run.stdout, run.stderr) == (0, mark, '')

    def _transfer(self, program, mark, answers):
        source, there = self.server.folder / mark, self.home / mark
        source.write_text(mark)
        argv = {
            'scp': self.argv('scp', '-q', source, f'{self.target}:'),
            'sftp': self.argv('sftp', '-q', self.target),
            'rsync': ['rsync', '-e', ' '.join(self.argv('ssh')), source,
                      f'{self.target}:']}[program]
        run = self.run(argv, answers, stdin=f'put {source}\n')
        return run.returncode == 0 and run.stderr == '' and \
            there.exists() and there.read_text() == mark

    def _git(self, mark, answers):
        tree, copy = self.home / mark, self.server.folder / f'{mark}-clone'
        tree.mkdir()
        entry = pwd.getpwnam(self.user)
        os.chown(tree, entry.pw_uid, entry.pw_gid)
        for words in (('init', '-q'), ('-c', 'user.name=t', '-c',
                                       'user.email=t@test', 'commit', '-q',
                                       '--allow-empty', '-m', mark)):
            subprocess.run(['git', '-C', tree, *words], check=True,
                           user=entry.pw_uid, group=entry.pw_gid,
                           env={**os.environ, 'HOME': str(self.home)},
                           capture_output=True)
        run = self.run(['git', 'clone', '-q', f'{self.target}:{mark}', copy],
                       answers)
        return run.returncode == 0 and run.stderr == '' and \
            (copy / '.git').exists()

    # --- a terminal ---

    def terminal(self, *answers, options=()):
        """ssh at a terminal, where these answers have been typed."""
        child = pexpect.spawn(
            'ssh', self.argv('ssh', '-tt', *options, self.target)[1:],
            encoding='utf-8', timeout=ssh.SECONDS, dimensions=(24, 200))
        child.delaybeforesend = None    # a prompt is there before it is read
        child.delayafterclose = 0.01
        for prompt, answer in zip(self.prompts, answers):
            child.expect_exact(prompt)
            child.sendline(answer)
        return child

    def _shell(self, mark, answers):
        typed = [answers['password' if 'assword' in p else 'code']
                 for p in self.prompts]
        child = self.terminal(*typed)
        done = child.expect([r'\$ ', pexpect.EOF]) == 0
        if done:
            # Not what the terminal shows of the line itself.
            child.sendline(f'echo "{mark}"ed; exit')
            child.expect_exact(f'{mark}ed')
            child.expect(pexpect.EOF)
        child.close()
        return done and child.exitstatus == 0

    # --- connections that stay ---

    def _stay(self, words, answers, hold=''):
        return subprocess.Popen(
            self.argv('ssh', '-N', *words, self.target),
            env=self.server.environment(key=self.key, hold=hold, **answers),
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL, start_new_session=True)

    @staticmethod
    def _end(child):
        """With who waits at a prompt for it.  SIGTERM may be lost by ssh
        between two polls."""
        if child.poll() is None:
            os.killpg(child.pid, signal.SIGKILL)
            child.wait(10)

    @staticmethod
    def _came(child, condition, what):
        """False when the connection has ended without it."""
        wait.until(lambda: condition() or child.poll() is not None, 20, what)
        return child.poll() is None

    def _forward(self, mark, answers):
        """Whether anything is forwarded; wants nothing to be, before the last
        answer."""
        hold = self.server.folder / mark
        local = self.server.free_port()
        with socket.create_server(('127.0.0.1', 0)) as target:
            child = self._stay(
                ('-o', 'ExitOnForwardFailure=yes', '-L',
                 f'127.0.0.1:{local}:127.0.0.1:{target.getsockname()[1]}'),
                answers, hold)
            try:
                for n in range(len(self.prompts)):
                    wait.until(lambda n=n: len(self.server.prompts()) > n, 10,
                               'the prompt')
                    assert not connects(local)
                    hold.touch()
                return self._came(child, lambda: carries(local, target),
                                  'the forwarded port')
            finally:
                self._end(child)

    def _shared(self, mark, answers):
        """One connection, several sessions: the others are asked nothing."""
        path = self.server.folder / mark
        child = self._stay(('-M', '-o', f'ControlPath={path}'), answers)
        try:
            if not self._came(child, path.exists, 'the shared connection'):
                return False
            asked = self.server.prompts()
            argv = self.argv('ssh', '-o', f'ControlPath={path}', self.target,
                             'printf', mark)
            for _ in range(3):
                run = self.run(argv, {'code': 'none', 'password': 'none'})
                assert (run.returncode, run.stdout) == (0, mark), run
                assert not self.server.prompts()
            self.server.asked.write_text('\n'.join(asked))
        finally:
            self._end(child)
        return True


def connects(port):
    try:
        socket.create_connection(('127.0.0.1', port), 1).close()
        return True
    except OSError:
        return False


def carries(port, target):
    """A connection to the port comes out at the listening socket."""
    target.settimeout(5)
    try:
        with socket.create_connection(('127.0.0.1', port), 1):
            target.accept()[0].close()
        return True
    except OSError:
        return False
