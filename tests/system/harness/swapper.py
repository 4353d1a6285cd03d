# SPDX-License-Identifier: ISC
"""What an account does in a folder of its own while root is at work there: a
process that puts other things in the place of a name, as fast as it can."""

import os
import pathlib
import pwd
import signal
import subprocess
import sys

# Each plays against one moment.  "name" is what root is about to use, "link"
# stands ready beside it; each ends with the number of its swaps on stdout.
PLAYS = {
    # The two change places at the moment in which root has made the name;
    # then all is free again for the next start.
    'pounce': '''
if not os.path.islink(link):
    os.symlink(target, link)
if libc.renameat2(-100, name_b, -100, link_b, 2) == 0:
    swaps += 1
    time.sleep(0.02)
    os.unlink(name)
    drop(link)
''',
    # The same, without looking: there and gone.
    'flicker': '''
os.symlink(target, link)
os.rename(link, name)
os.unlink(name)
swaps += 1
''',
    # A second name of the target, which takes sysctl fs.protected_hardlinks=0
    # (or a file of one's own): put there as soon as root has made the file.
    'second-name': '''
try:
    if os.lstat(name).st_ino != os.lstat(target).st_ino:
        os.link(target, link)
        os.rename(link, name)
        swaps += 1
except FileNotFoundError:
    continue
''',
    # Two names change places, over and over.
    'exchange': '''
if libc.renameat2(-100, name_b, -100, link_b, 2) == 0:
    swaps += 1
''',
}

PROGRAM = '''
import ctypes, os, signal, stat, sys, time
name, link, target = sys.argv[1:]
name_b, link_b = name.encode(), link.encode()
libc = ctypes.CDLL(None)
swaps = 0
going = True
def drop(path):
    if os.path.isdir(path) and not os.path.islink(path):
        os.rmdir(path)
    else:
        os.unlink(path)
def end(*_):
    global going
    going = False
signal.signal(signal.SIGTERM, end)
print("goes", flush=True)
while going:
    try:
%s
    except OSError:
        pass
print(swaps, flush=True)
'''


class Swapper:
    """with Swapper('nobody', 'pounce', name, target): ...  .swaps is there
    afterwards."""

    def __init__(self, user, play, name, target, link=None):
        self.argv = [
            sys.executable, '-c', PROGRAM % ''.join(
                f'        {line}\n' for line in PLAYS[play].splitlines()),
            str(name), str(link or f'{name}.link'), str(target)]
        entry = pwd.getpwnam(user)
        self.ids = {'user': entry.pw_uid, 'group': entry.pw_gid,
                    'extra_groups': []}
        self.swaps = None
        self.process = None

    def __enter__(self):
        self.process = subprocess.Popen(
            self.argv, stdout=subprocess.PIPE, text=True, cwd='/', **self.ids)
        assert self.process.stdout.readline() == 'goes\n'
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.swaps = int(self.process.stdout.readline() or 0)
            self.process.wait(20)
        finally:
            self.process.kill()
            self.process.wait()
            self.process.stdout.close()


class Canary:
    """A file of root's, in a folder of root's, which nobody but root may
    change."""

    TEXT = 'root:secret\n'

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.folder.mkdir()
        self.folder.chmod(0o755)
        self.path = self.folder / 'canary'
        self.reset()

    def reset(self):
        self.path.write_text(self.TEXT)
        os.chown(self.path, 0, 0)
        self.path.chmod(0o600)
        self.before = self.look()

    def look(self):
        st = self.path.lstat()
        there = self.folder.lstat()
        return (st.st_uid, st.st_gid, st.st_mode, self.path.read_text(),
                there.st_uid, there.st_gid, there.st_mode,
                sorted(p.name for p in self.folder.iterdir()))

    def is_unchanged(self):
        return self.look() == self.before
