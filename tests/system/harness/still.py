# SPDX-License-Identifier: ISC
"""Logs whose reader stands still: each is full before anybody writes."""

import os
import pathlib
import shutil
import socket
import subprocess
import tempfile

from . import wait

# /dev with a log of our own, for nobody else.
SCRIPT = '''set -e
mkdir "$1/dev"
mount -t tmpfs none "$1/dev"
for name in null zero full random urandom tty log; do
    : >"$1/dev/$name"
    [ $name = log ] || mount --bind /dev/$name "$1/dev/$name"
done
mount --bind "$1/log" "$1/dev/log"
ln -s /proc/self/fd "$1/dev/fd"
mount --rbind "$1/dev" /dev
: >"$1/ready"
exec sleep 600
'''


def fill(put):
    """Puts until there is no room; how much was put."""
    n = 0
    for size in (4096, 1):
        try:
            while True:
                n += put(b'-' * (size - 1) + b'\n')
        except BlockingIOError:
            pass
    return n


class Syslog:
    """/dev/log in a mount namespace; "front" runs a program in there."""

    target = 'syslog'
    stderr = None

    def __init__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix='otpgate-still-'))
        self.folder.chmod(0o755)
        path = self.folder / 'log'
        self.end = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.end.bind(str(path))
        self.end.setblocking(False)
        path.chmod(0o666)
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as other:
            other.setblocking(False)
            other.connect(str(path))
            fill(other.send)
        self.holder = subprocess.Popen(
            ['unshare', '-m', '--propagation', 'private', 'sh', '-c', SCRIPT,
             'sh', str(self.folder)])
        wait.until((self.folder / 'ready').exists, 20, 'the namespace')
        self.front = ['nsenter', '-m', '-r', '-t', str(self.holder.pid)]

    def read(self):
        """What is there now."""
        out = ''
        try:
            while True:
                out += self.end.recv(65536).decode() + '\n'
        except BlockingIOError:
            return out

    def close(self):
        self.holder.kill()
        self.holder.wait()
        self.end.close()
        shutil.rmtree(self.folder)


class Stream:
    """Standard error: a pipe, or the socket of the journal."""

    front = []

    def __init__(self, target):
        self.target = target
        if target == 'stderr':
            self.end, self.stderr = os.pipe()
            os.set_blocking(self.stderr, False)
            fill(lambda b: os.write(self.stderr, b))
            os.set_blocking(self.stderr, True)
        else:
            ends = socket.socketpair(socket.AF_UNIX)
            ends[1].setblocking(False)
            fill(ends[1].send)
            ends[1].setblocking(True)
            self.end, self.stderr = (e.detach() for e in ends)
        os.set_blocking(self.end, False)

    def read(self):
        out = b''
        try:
            while True:
                out += os.read(self.end, 65536)
        except BlockingIOError:
            return out.decode()

    def close(self):
        os.close(self.end)
        os.close(self.stderr)


def make(target):
    return Syslog() if target == 'syslog' else Stream(target)
