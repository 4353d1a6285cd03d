# SPDX-License-Identifier: ISC
"""A wall clock that a test can move and stop under a running program, by
libfaketime."""

import glob
import pathlib
import time

LIBRARY = '/usr/lib/*/faketime/libfaketime.so.1'


class Clock:
    """What it shows stands in a file which the program's every look at the
    wall clock reads again.  Clocks that never step are left alone, so to
    advance it is to set the wall clock; with "passing" they go along, so time
    has passed.  Such a clock cannot be stopped."""

    def __init__(self, folder, passing=False):
        found = glob.glob(LIBRARY)
        assert found, 'libfaketime is not installed'
        self.file = pathlib.Path(folder) / 'clock'
        self.ahead = 0       # seconds before the real one
        self.stopped = None  # or the time at which it stands
        self._write()
        self.environment = {
            'LD_PRELOAD': found[0],
            'FAKETIME_TIMESTAMP_FILE': str(self.file),
            'FAKETIME_NO_CACHE': '1',
            'FAKETIME_DONT_RESET': '1',
            'TZ': 'UTC',
        }
        self.passing = passing
        if not passing:
            self.environment['FAKETIME_DONT_FAKE_MONOTONIC'] = '1'

    def _write(self):
        if self.stopped is None:
            text = f'{self.ahead:+d}'
        else:
            text = time.strftime('%Y-%m-%d %H:%M:%S',
                                 time.gmtime(self.stopped))
        fresh = self.file.with_suffix('.new')
        fresh.write_text(text + '\n')
        fresh.chmod(0o644)
        fresh.rename(self.file)

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
