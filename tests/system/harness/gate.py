# SPDX-License-Identifier: ISC
"""One otpgate with a configuration, a database and a key file of its own."""

import grp
import os
import pathlib
import pwd
import shutil
import signal
import subprocess
import tempfile

from . import build, fcgi, wait
from .admin import Admin
from .clock import Clock

HOSTS = ('app.test', 'other.test')
ROOT = os.geteuid() == 0
GATE_USER = 'nobody'
WEB_USER = 'www-data'

# As small as may be: the tests are about what is decided, not how slowly.  All
# of them come from one address.
QUICK = {
    'issuer': 'Test Gate',
    'default_page': '/',
    'failure_floor': 100,
    'address_failures': 0,
    'argon2_memory': 1024,
    'argon2_time': 1,
    'argon2_lanes': 1,
}


def me():
    return pwd.getpwuid(os.geteuid()).pw_name


class Gate:
    """The folder holds etc/ (configuration and keys), state/ (database) and
    run/ (socket), with the owners that an installation has."""

    def __init__(self, clock=False, **settings):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix='otpgate-test-'))
        self.folder.chmod(0o755)
        self.process = None
        self.statuses = []
        try:
            self._lay_out(settings)
            self.clock = Clock(self.folder, clock == 'passing') \
                if clock else None
            self.admin = Admin(self.config)
            if clock:
                self.admin.environment = {**os.environ,
                                          **self.clock.environment}
            self.admin('init')
            self.hand_over()
        except BaseException:
            self.remove()
            raise

    def _lay_out(self, settings):
        for sub in ('etc', 'state', 'run', 'log'):
            (self.folder / sub).mkdir()
            (self.folder / sub).chmod(0o700 if sub == 'state' else 0o755)
            if ROOT and sub != 'etc':
                shutil.chown(self.folder / sub, GATE_USER)
        self.config = self.folder / 'etc' / 'otpgate.conf'
        self.keys = self.folder / 'etc' / 'keys'
        self.database = self.folder / 'state' / 'users'
        self.socket = self.folder / 'run' / 'otpgate.sock'
        self.log = self.folder / 'log' / 'audit.log'
        self.stderr = self.folder / 'log' / 'stderr'
        self.settings = {
            'database': self.database, 'keys': self.keys,
            'socket': self.socket,
            'socket_group': WEB_USER if ROOT else
                            grp.getgrgid(os.getegid()).gr_name,
            'user': GATE_USER if ROOT else me(),
            'peers': [WEB_USER, 'root'] if ROOT else [me()],
            'hosts': list(HOSTS), 'log': self.log, **QUICK, **settings,
        }
        self.configure()

    def configure(self, **changes):
        """Writes the configuration file, with these settings changed."""
        self.settings.update(changes)
        lines = []
        for key, value in self.settings.items():
            if value is None:
                continue
            if isinstance(value, (list, tuple)):
                text = '{' + ', '.join(f"'{v}'" for v in value) + '}'
            elif isinstance(value, (int, float)):
                text = str(value)
            else:
                text = f"'{value}'"
            lines.append(f'{key} = {text}\n')
        self.write_config(''.join(lines))

    def write_config(self, text):
        self.config.write_text(text)
        self.config.chmod(0o644)

    def hand_over(self):
        """What the packaging does: the database belongs to the gate's user
        and the keys can be read by its group."""
        if not ROOT:
            return
        for path in (self.folder / 'state').iterdir():
            shutil.chown(path, GATE_USER)
        shutil.chown(self.keys, 'root',
                     grp.getgrgid(pwd.getpwnam(GATE_USER).pw_gid).gr_name)

    def command(self, *options):
        return [str(build.OTPGATE), *options, '-c', str(self.config)]

    def environment(self):
        env = dict(os.environ)
        if self.clock:
            env.update(self.clock.environment)
        return env

    def start(self):
        assert self.process is None
        with open(self.stderr, 'ab') as err:
            self.process = subprocess.Popen(
                self.command('-f'), stdin=subprocess.DEVNULL, stdout=err,
                stderr=err, env=self.environment())
        wait.until(self.answers, 20, 'the gate answering')
        return self

    def answers(self):
        if self.process.poll() is not None:
            raise AssertionError(
                f'otpgate ended with {self.process.returncode}: '
                + self.stderr.read_text(errors='replace')[-2000:])
        try:
            fcgi.ask(self.socket, fcgi.check_params(HOSTS[0]), timeout=5)
            return True
        except OSError:
            return False

    def run(self, *options, timeout=20):
        """Runs otpgate to its end, for a start that must fail or for -t."""
        return subprocess.run(
            self.command(*options), stdin=subprocess.DEVNULL,
            capture_output=True, text=True, timeout=timeout, check=False,
            env=self.environment())

    def send(self, number):
        """Sends a signal; of SIGSTOP returns when each thread stands."""
        self.process.send_signal(number)
        tasks = pathlib.Path(f'/proc/{self.process.pid}/task')
        if number == signal.SIGSTOP:
            wait.until(lambda: all(
                (task / 'stat').read_text().rsplit(')', 1)[1].split()[0] == 'T'
                for task in tasks.iterdir()), what='the stop')

    def stop(self, number=signal.SIGTERM, seconds=15):
        """Ends the responder; returns its status."""
        if self.process is None:
            return None
        if self.process.poll() is None:
            self.process.send_signal(number)
        try:
            status = self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise AssertionError('otpgate did not end') from None
        finally:
            self.process = None
        self.statuses.append(status)
        return status

    def kill(self):
        return self.stop(signal.SIGKILL)

    def restart(self):
        self.stop()
        return self.start()

    def audit(self, **fields):
        """The audit lines that have all these fields (user='alice',
        reason='code')."""
        lines = self.log.read_text(errors='replace').splitlines() \
            if self.log.exists() else []
        for key, value in fields.items():
            text = f'user="{value}"' if key == 'user' else f'{key}={value}'
            lines = [line for line in lines if f' {text}' in f' {line} '
                     and text in line.replace('" ', '"\n').replace(' ', '\n')
                     .split('\n')]
        return lines

    def finish(self):
        """Ends the responder as systemd would: it must have nothing to
        complain about, and neither must a sanitizer."""
        if self.process is not None:
            assert self.stop() == 0
        text = self.stderr.read_text(errors='replace') \
            if self.stderr.exists() else ''
        assert 'Sanitizer' not in text and 'runtime error' not in text, text

    def remove(self):
        """Kills what is still there and removes the folder."""
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)
