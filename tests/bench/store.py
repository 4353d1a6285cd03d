# SPDX-License-Identifier: ISC
"""bench store: the table of tests/proofs/scale.  It is a proof, too; what it
promises is printed, but does not count here."""

import subprocess

from . import people, tables


def head_of(names, units):
    """Two lines of columns: the second begins below the second name."""
    words = names.replace('no index', 'no-index').split()
    below = [''] + units.split()
    return [f'{w} {u}'.strip().replace('-', ' ')
            for w, u in zip(words, below)]


def run(options):
    argv = [people.program('proofs/scale'), '-r']
    if not options.short:
        argv.append('-l')
    # ends with 1 when a promise is broken; the figures are good all the same
    run_ = subprocess.run(argv, capture_output=True, text=True, check=False)
    lines = run_.stdout.splitlines()
    count = 2 if options.short else 3
    if len(lines) < 2 + count:
        raise RuntimeError(f'scale: {run_.stderr}')
    head = head_of(lines[0], lines[1])
    rows = []
    for line in lines[2:2 + count]:
        words = line.split()
        rows.append([f'{int(words[0]):,}', *words[1:]])
    tables.show('store: full records, tests/proofs/scale', head, rows)
    for line in lines[2 + count:]:
        print(f'- {line}')
    return rows
