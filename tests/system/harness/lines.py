# SPDX-License-Identifier: ISC
"""Lines of the database, written past the programs (otpgate-users(5))."""

import re
import zlib


def crc(text):
    return f'{zlib.crc32(text.encode()):08x}'


def line(ident, sequence, record):
    """One commit of the user with that id, 16 hexadecimal digits."""
    end = f'={ident}/{crc("=" + ident)}'
    front = f'{end} {sequence} {record}'
    return f'{front} {crc(front)} {end}\n'


class Journal:
    """The lines that are there, and others behind them; nobody else may write
    meanwhile."""

    def __init__(self, database):
        self.database = database
        text = database.read_bytes().rstrip(b'\0').decode()
        self.end = len(text.encode())
        self.lines = text.splitlines()
        self.sequence = max(int(one.split(' ')[1]) for one in self.lines[1:])

    def newest(self, name):
        """The id and the record of the user."""
        found = [one for one in self.lines if f' name={name} ' in one][-1]
        record = found.split(' ', 2)[2].rsplit(' ', 2)[0]
        return re.match('=([0-9a-f]{16})/', found).group(1), record

    def append(self, pairs):
        """Commits of (id, record)."""
        text = ''
        for ident, record in pairs:
            self.sequence += 1
            text += line(ident, self.sequence, record)
        with self.database.open('r+b') as file:
            file.seek(self.end)
            file.write(text.encode())
        self.end += len(text.encode())
