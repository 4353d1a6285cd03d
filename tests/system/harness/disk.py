# SPDX-License-Identifier: ISC
"""A disk that takes its time: strace holds up what a program wants of it."""

import contextlib
import pathlib
import shutil
import signal
import subprocess

import pytest

from . import wait

STRACE = shutil.which('strace')
needs_strace = pytest.mark.skipif(not STRACE, reason='no strace')


def _threads(pid):
    return [(task / 'status').read_text()
            for task in pathlib.Path(f'/proc/{pid}/task').iterdir()]


@contextlib.contextmanager
def slow(gate, seconds, call='fdatasync'):
    """Each sync of the gate takes so long meanwhile."""
    pid = gate.process.pid
    tracer = subprocess.Popen(
        [STRACE, '-f', '-qq', '-o', '/dev/null', '-e', f'trace={call}',
         '-e', f'inject={call}:delay_enter={int(seconds * 1000000)}',
         '-p', str(pid)], stdin=subprocess.DEVNULL)
    try:
        wait.until(lambda: all(f'TracerPid:\t{tracer.pid}\n' in text
                               for text in _threads(pid)), 10, 'strace')
        yield
    finally:
        tracer.send_signal(signal.SIGINT)
        tracer.wait(20)
