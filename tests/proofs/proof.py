# SPDX-License-Identifier: ISC
"""What the proofs in Python share: the programs, and a gate to prove things
on, made by the harness of the system tests."""

import contextlib
import pathlib
import signal
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / 'system'))

from harness.build import BUILD  # noqa: E402
from harness.gate import Gate  # noqa: E402


def program(name):
    """A program of tests/proofs, as built."""
    path = BUILD / 'tests' / 'proofs' / name
    if not path.exists():
        sys.exit(f'{path} is not built: make proofs')
    return path


@contextlib.contextmanager
def gate(**settings):
    """A running responder with an empty database."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    one = Gate(**settings)
    try:
        yield one.start()
    finally:
        one.remove()
