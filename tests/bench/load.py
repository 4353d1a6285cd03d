# SPDX-License-Identifier: ISC
"""Load by wrk, and what it cost whom."""

import os
import re
import subprocess
import time

TICKS = os.sysconf('SC_CLK_TCK')
UNITS = {'us': 1e-3, 'ms': 1.0, 's': 1e3, 'm': 6e4}


def cpu(pids):
    """Seconds of processor time that these processes have used."""
    total = 0
    for pid in pids:
        with open(f'/proc/{pid}/stat', encoding='ascii') as f:
            fields = f.read().rpartition(')')[2].split()
        total += int(fields[11]) + int(fields[12])
    return total / TICKS


def resident(pid):
    """Resident memory in KiB."""
    with open(f'/proc/{pid}/status', encoding='ascii') as f:
        return int(re.search(r'VmRSS:\s+(\d+)', f.read()).group(1))


def _milliseconds(text):
    number, unit = re.fullmatch(r'([\d.]+)(\w+)', text).groups()
    return float(number) * UNITS[unit]


class Result:
    """What one round of wrk said."""

    def __init__(self, text, seconds):
        self.requests = int(re.search(r'(\d+) requests in', text).group(1))
        self.rate = float(re.search(r'Requests/sec:\s+([\d.]+)', text)
                          .group(1))
        self.p50 = _milliseconds(re.search(r'^\s+50%\s+(\S+)', text, re.M).group(1))
        self.p99 = _milliseconds(re.search(r'^\s+99%\s+(\S+)', text, re.M).group(1))
        bad = re.search(r'Non-2xx or 3xx responses: (\d+)', text)
        self.refused = int(bad.group(1)) if bad else 0
        errors = re.search(r'Socket errors: connect (\d+), read (\d+), '
                           r'write (\d+), timeout (\d+)', text)
        self.errors = sum(map(int, errors.groups())) if errors else 0
        self.seconds = seconds


def wrk(url, seconds, connections=32, headers=()):
    """One round; wrk has one thread, as nginx and the gate have."""
    argv = ['wrk', '-t1', f'-c{connections}', f'-d{seconds}s', '--latency',
            '--timeout', '5s']
    for header in headers:
        argv += ['-H', header]
    begun = time.monotonic()
    run = subprocess.run([*argv, url], capture_output=True, text=True,
                         check=True)
    return Result(run.stdout, time.monotonic() - begun)
