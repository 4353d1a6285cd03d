# SPDX-License-Identifier: ISC
"""A wall clock that a test can move under a running program (libfaketime)."""

import glob
import pathlib

LIBRARY = '/usr/lib/*/faketime/libfaketime.so.1'


class Clock:
    """The offset stands in a file which the program's every look at the wall
    clock reads again; clocks that never step are left alone."""

    def __init__(self, folder):
        found = glob.glob(LIBRARY)
        assert found, 'libfaketime is not installed'
        self.file = pathlib.Path(folder) / 'clock'
        self.seconds = 0
        self.set(0)
        self.environment = {
            'LD_PRELOAD': found[0],
            'FAKETIME_TIMESTAMP_FILE': str(self.file),
            'FAKETIME_NO_CACHE': '1',
            'FAKETIME_DONT_FAKE_MONOTONIC': '1',
            'FAKETIME_DONT_RESET': '1',
        }

    def set(self, seconds):
        self.seconds = seconds
        fresh = self.file.with_suffix('.new')
        fresh.write_text(f'{seconds:+d}\n')
        fresh.chmod(0o644)
        fresh.rename(self.file)

    def advance(self, seconds):
        self.set(self.seconds + seconds)
