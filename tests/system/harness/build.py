# SPDX-License-Identifier: ISC
"""Where the programs under test are, and how they were built."""

import os
import pathlib

SOURCE = pathlib.Path(__file__).resolve().parents[3]
BUILD = pathlib.Path(os.environ.get('OTPGATE_BUILDDIR') or SOURCE).resolve()

OTPGATE = BUILD / 'otpgate'
OTPADM = BUILD / 'otpadm'
VECTORS = BUILD / 'tests' / 'system' / 'otp_vectors'
SNIPPETS = SOURCE / 'conf' / 'nginx'

# "tools/check --full": the long form of tests that have two.
FULL = bool(os.environ.get('OTPGATE_FULL'))


def sanitized():
    """True for a build with AddressSanitizer, which needs more memory and
    does not go with a preloaded clock."""
    return b'__asan_init' in OTPGATE.read_bytes()


def missing():
    """The names of what must have been built and was not."""
    return [str(p) for p in (OTPGATE, OTPADM, VECTORS) if not p.exists()]
