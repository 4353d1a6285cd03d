# SPDX-License-Identifier: ISC
"""Load by wrk, and what it cost whom."""

import os
import pathlib
import re
import signal
import subprocess

TICKS = os.sysconf('SC_CLK_TCK')
UNITS = {'us': 1e-3, 'ms': 1.0, 's': 1e3, 'm': 6e4}
SCRIPT = pathlib.Path(__file__).with_name('wrk.lua')


def cpu(pids):
    """Seconds of processor time that these processes have used."""
    total = 0
    for pid in pids:
        with open(f'/proc/{pid}/stat', encoding='ascii') as f:
            fields = f.read().rpartition(')')[2].split()
        total += int(fields[11]) + int(fields[12])
    return total / TICKS


def machine():
    """(busy, all) of all processors since the machine was started."""
    with open('/proc/stat', encoding='ascii') as f:
        fields = [int(n) for n in f.readline().split()[1:9]]
    return sum(fields) - fields[3] - fields[4], sum(fields)


def resident(pid):
    """Resident memory in KiB."""
    with open(f'/proc/{pid}/status', encoding='ascii') as f:
        return int(re.search(r'VmRSS:\s+(\d+)', f.read()).group(1))


def _milliseconds(text):
    number, unit = re.fullmatch(r'([\d.]+)(\w+)', text).groups()
    return float(number) * UNITS[unit]


class Result:
    """What one round of wrk said."""

    def __init__(self, text, busy):
        def number(what, default=None):
            found = re.search(what, text, re.M)
            return found.group(1) if found or default is None else default

        self.requests = int(number(r'(\d+) requests in'))
        self.rate = float(number(r'Requests/sec:\s+([\d.]+)'))
        self.p50 = _milliseconds(number(r'^\s+50%\s+(\S+)'))
        self.p99 = _milliseconds(number(r'^\s+99%\s+(\S+)'))
        self.longest = _milliseconds(number('^Longest: (.*)', '0ms'))
        self.refused = int(number(r'Non-2xx or 3xx responses: (\d+)', '0'))
        errors = re.search(r'Socket errors: connect (\d+), read (\d+), '
                           r'write (\d+), timeout (\d+)', text)
        self.errors = sum(map(int, errors.groups())) if errors else 0
        self.statuses = {
            int(status): int(n) for status, n in
            re.findall(r'(\d+)=(\d+)', number('^Statuses: (.*)', '-'))}
        self.busy = busy    # of all processors, 0 to 1


class Wrk:
    """A round that goes on by itself; wrk has one thread, as nginx and the
    gate have.  "script" are words for wrk.lua."""

    def __init__(self, url, seconds, connections=32, headers=(), script=()):
        argv = ['wrk', '-t1', f'-c{connections}', f'-d{seconds}s',
                '--latency', '--timeout', '5s']
        for header in headers:
            argv += ['-H', header]
        if script:
            argv += ['-s', str(SCRIPT)]
        argv += [url, *(['--'] if script else []), *map(str, script)]
        self.before = machine()
        self.process = subprocess.Popen(argv, stdout=subprocess.PIPE,
                                        stderr=subprocess.STDOUT, text=True)

    def result(self):
        """Waits for the end."""
        text = self.process.communicate()[0]
        after = machine()
        if self.process.returncode != 0:
            raise RuntimeError(f'wrk: {text}')
        busy, total = (b - a for a, b in zip(self.before, after))
        return Result(text, busy / max(total, 1))

    def end(self):
        """Ends it now; its result is that of the time it had."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        return self.result()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self.process.stdout.close()


def wrk(url, seconds, connections=32, headers=(), script=()):
    """One round from begin to end."""
    with Wrk(url, seconds, connections, headers, script) as run:
        return run.result()
