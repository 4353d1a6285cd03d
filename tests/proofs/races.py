#!/usr/bin/python3 -B
# SPDX-License-Identifier: ISC
"""Proof: a code spends once and no good code is refused, in races between
processes.  Runs the program "races" by the library alone (with liboath beside
it), then against a real responder and otpadm.

	races.py LIBRARY-RACES MIXED-RACES"""

import subprocess
import sys

from proof import BUILD, gate, program


def main():
    alone, mixed = sys.argv[1:]
    ended = [subprocess.run([program('races'), '-n', alone]).returncode]
    with gate(first_factor='none', hash_queue=64) as g:
        ended.append(subprocess.run(
            [program('races'), '-n', mixed, '-c', g.config,
             '-a', BUILD / 'otpadm'], check=False).returncode)
        lines = g.admin('check')
        print('otpadm check:', lines.strip().splitlines()[-1])
    sys.exit(1 if any(ended) else 0)


main()
