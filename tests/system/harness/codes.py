# SPDX-License-Identifier: ISC
"""Codes of the authenticators of test users, computed by oathtool."""

import dataclasses
import subprocess
import time
import urllib.parse


def oathtool(*args):
    run = subprocess.run(['oathtool', *args], capture_output=True, text=True,
                         check=True)
    return run.stdout.strip()


@dataclasses.dataclass
class Authenticator:
    """What a person's phone knows: all of it comes from the otpauth URI."""

    uri: str
    counter: int = 0    # HOTP: the next counter
    spent: int = -1     # TOTP: the last step that was handed out
    clock: object = None  # the gate's, when a test moves it

    def __post_init__(self):
        parts = urllib.parse.urlsplit(self.uri)
        query = dict(urllib.parse.parse_qsl(parts.query, strict_parsing=True))
        self.hotp = parts.netloc == 'hotp'
        self.secret = query['secret']
        self.algorithm = query.get('algorithm', 'SHA1')
        self.digits = query.get('digits', '6')
        self.period = int(query.get('period', '30'))
        self.issuer = query.get('issuer', '')
        self.label = urllib.parse.unquote(parts.path.lstrip('/'))
        if self.hotp:
            self.counter = int(query['counter'])

    def now_step(self):
        now = self.clock.now() if self.clock else time.time()
        return int(now // self.period)

    def at_step(self, step):
        """The TOTP code of a step."""
        return oathtool(f'--totp={self.algorithm}', '-b', '-d', self.digits,
                        '-s', f'{self.period}s', '-N',
                        f'@{step * self.period}', self.secret)

    def at_counter(self, counter):
        return oathtool('--hotp', '-b', '-d', self.digits, '-c', str(counter),
                        self.secret)

    def code(self):
        """A fresh code: never one that was handed out before.  A second TOTP
        code within a period is the next step's, which the window allows."""
        if self.hotp:
            self.counter += 1
            return self.at_counter(self.counter - 1)
        self.spent = max(self.spent + 1, self.now_step())
        return self.at_step(self.spent)

    def wrong(self):
        """A code that none of the steps or counters near now has."""
        if self.hotp:
            near = {self.at_counter(c)
                    for c in range(max(self.counter - 1, 0), self.counter + 12)}
        else:
            step = self.now_step()
            near = {self.at_step(s) for s in range(step - 4, step + 5)}
        guess = 0
        while f'{guess:0{self.digits}d}' in near:
            guess += 1
        return f'{guess:0{self.digits}d}'
