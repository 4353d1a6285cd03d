# SPDX-License-Identifier: ISC
"""python3 -m bench NAME...: called by tools/bench."""

import argparse
import importlib

NAMES = ('check',)


def main():
    p = argparse.ArgumentParser(prog='tools/bench')
    p.add_argument('names', nargs='+', choices=(*NAMES, 'all'), metavar='NAME')
    p.add_argument('--rounds', type=int, default=5)
    p.add_argument('--seconds', type=int, default=3, help='of one round')
    p.add_argument('--short', action='store_true',
                   help='without what takes minutes (a million users)')
    options = p.parse_args()
    names = NAMES if 'all' in options.names else options.names
    for name in names:
        importlib.import_module(f'.{name}', __package__).run(options)


if __name__ == '__main__':
    main()
