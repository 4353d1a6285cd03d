# SPDX-License-Identifier: ISC
"""A wall clock that a test can move and stop under a running program, by a
preloaded library (wallclock.c)."""

import mmap
import pathlib
import struct
import subprocess
import time

SOURCE = pathlib.Path(__file__).resolve().parents[1] / 'wallclock.c'
STANDS, ALL_CLOCKS = 1, 2


def build(folder):
    library = pathlib.Path(folder) / 'wallclock.so'
    if not library.exists():
        subprocess.run(['cc', '-shared', '-fPIC', '-O2', '-D_GNU_SOURCE',
                        '-o', library, SOURCE], check=True)
    return library


class Clock:
    """What it shows stands in a file that the program has in its memory, so
    all of its threads see a change at the same instant.  Clocks that never step
    are left alone, so to advance it is to set the wall clock; with "passing"
    they go along, so time has passed.  Such a clock cannot be stopped."""

    def __init__(self, folder, passing=False):
        self.ahead = 0       # seconds before the real one
        self.stopped = None  # or the time at which it stands
        self.passing = passing
        file = pathlib.Path(folder) / 'clock'
        file.write_bytes(bytes(8))
        file.chmod(0o644)
        with file.open('r+b') as opened:
            self._shown = mmap.mmap(opened.fileno(), 8)
        self._write()
        self.environment = {
            'LD_PRELOAD': str(build(folder)),
            'OTPGATE_TEST_CLOCK': str(file),
            'TZ': 'UTC',
        }

    def _write(self):
        seconds = self.ahead if self.stopped is None else self.stopped
        marks = (STANDS if self.stopped is not None else 0) | \
            (ALL_CLOCKS if self.passing else 0)
        self._shown[:] = struct.pack('=q', seconds << 2 | marks)

    def now(self):
        """The time it shows, in seconds since 1970."""
        return time.time() + self.ahead if self.stopped is None \
            else self.stopped

    def stop(self):
        assert not self.passing
        self.stopped = int(self.now())
        self._write()

    def advance(self, seconds):
        if self.stopped is None:
            self.ahead += seconds
        else:
            self.stopped += seconds
        self._write()
