# SPDX-License-Identifier: ISC
"""otpadm, as an administrator runs it."""

import re
import subprocess

from . import build
from .codes import Authenticator

URI = re.compile(r'otpauth://\S+')
RECOVERY = re.compile(
    r'\b\d\d-[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{3}'
    r'\b')


class Admin:
    """Runs otpadm with one configuration; keeps everything it printed."""

    def __init__(self, config):
        self.config = config
        self.printed = []   # (argv, stdout, stderr) of every run
        self.environment = None

    def run(self, *args, stdin='', timeout=60):
        """Runs a command and returns the finished process, whatever it
        said."""
        argv = [str(build.OTPADM), '-c', str(self.config), *map(str, args)]
        run = subprocess.run(argv, input=stdin, capture_output=True, text=True,
                             env=self.environment, timeout=timeout,
                             check=False)
        self.printed.append((argv, run.stdout, run.stderr))
        return run

    def __call__(self, *args, stdin=''):
        """Runs a command that must work; returns what it printed."""
        run = self.run(*args, stdin=stdin)
        assert run.returncode == 0, (args, run)
        return run.stdout

    def refuse(self, *args, stdin='', status=1):
        """Runs a command that must not work; returns its complaint."""
        run = self.run(*args, stdin=stdin)
        assert run.returncode == status, (args, run)
        assert run.stderr, (args, run)
        return run.stderr

    def enroll(self, user, *options, stdin=''):
        """A new authenticator, as the user's phone would scan it."""
        text = self('enroll', *options, user, stdin=stdin)
        return Authenticator(URI.search(text).group(0))

    def rotate(self, user, *options):
        text = self('rotate', *options, user)
        return Authenticator(URI.search(text).group(0))

    def password(self, user, password):
        self('passwd', '--stdin', user, stdin=password + '\n')

    def codes(self, user, *options):
        """A fresh set of recovery codes."""
        return RECOVERY.findall(self('codes', *options, user))
