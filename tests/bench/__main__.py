# SPDX-License-Identifier: ISC
"""python3 -m bench NAME...: called by tools/bench."""

import argparse
import importlib
import shutil
import signal
import sys
import time

from . import plot

# What each cannot do without; what is missing otherwise leaves out rows.
NAMES = {
    'check': ('wrk', 'nginx', 'curl'),
    'login': ('wrk', 'nginx', 'strace'),
    'flood': ('wrk', 'nginx'),
    'loops': ('wrk', 'nginx', 'curl'),
    'locks': ('wrk', 'nginx', 'cc', 'addr2line'),
    'store': (),
    'ssh': (),
    'peers': ('wrk', 'nginx', 'curl'),
}


def parsed():
    p = argparse.ArgumentParser(prog='tools/bench')
    p.add_argument('names', nargs='+', choices=(*NAMES, 'all'), metavar='NAME',
                   help=', '.join((*NAMES, 'all')))
    p.add_argument('--rounds', type=int, default=5)
    p.add_argument('--seconds', type=int, default=3, help='of one round')
    p.add_argument('--short', action='store_true',
                   help='without what takes minutes (a million users)')
    p.add_argument('--plot', metavar='FILE', default='',
                   help='draws what "check" has measured: .svg or .png')
    options = p.parse_args()
    if options.rounds < 1 or options.seconds < 1:
        p.error('at least one round of one second')
    if options.plot and plot.problem(options.plot):
        p.error(plot.problem(options.plot))
    return options


def one(name, options):
    """True when it was measured, or could not be here."""
    missing = [tool for tool in NAMES[name]
               if shutil.which(tool) is None]
    if missing:
        print(f'\n{name}: left out: {", ".join(missing)} missing '
              '(tools/install-packages bench)', flush=True)
        return True
    begun = time.monotonic()
    try:
        importlib.import_module(f'.{name}', __package__).run(options)
    except (Exception, SystemExit) as e:    # the others still have their turn
        print(f'\n{name}: FAILED: {type(e).__name__}: {e}', file=sys.stderr,
              flush=True)
        return False
    print(f'\n{name} took {time.monotonic() - begun:.0f} s', flush=True)
    return True


def main():
    options = parsed()
    # what was started is ended, whoever ends us
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler)
    names = NAMES if 'all' in options.names else options.names
    try:
        good = [one(name, options) for name in names]
    except KeyboardInterrupt:
        return 130
    return 0 if all(good) else 1


if __name__ == '__main__':
    sys.exit(main())
