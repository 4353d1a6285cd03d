# SPDX-License-Identifier: ISC
"""A model of a disk that may lose whatever was not synced, fed with the log
of the shim."""

import dataclasses
import os

SECTOR = 512    # what a disk writes whole


@dataclasses.dataclass
class File:
    durable: bytes = b''
    pending: list = dataclasses.field(default_factory=list)
    poisoned: bool = False      # a sync of it failed once


def write(data, op):
    """What "op" makes of the bytes."""
    if op[0] == 't':
        return data[:op[1]].ljust(op[1], b'\0')
    _, at, new = op
    if at > len(data):
        data = data.ljust(at, b'\0')
    return data[:at] + new + data[at + len(new):]


def play(data, ops):
    for op in ops:
        data = write(data, op)
    return data


def name_play(names, ops):
    names = dict(names)
    for op in ops:
        if op[0] == 'c':
            names[op[1]] = op[2]
        elif op[0] == 'r' and op[1] in names:
            names[op[2]] = names.pop(op[1])
        elif op[0] == 'r':
            names[op[2]] = op[3]    # the file was never seen by this name
        elif op[0] == 'u':
            names.pop(op[1], None)
    return names


def cuts(length):
    """Where a write of so many bytes is torn."""
    return sorted({c for c in (1, 7, 8, 9, 18, 27, length // 2, length - 27,
                               length - 10, length - 2, length - 1,
                               *range(512, length, 512)) if 0 < c < length})


def sectors(old, new):
    """Each choice of those sectors that differ, as old or as new."""
    size = max(len(old), len(new))
    old, end = old.ljust(size, b'\0'), len(new)
    changed = [at for at in range(0, size, SECTOR)
               if old[at:at + SECTOR] != new[at:at + SECTOR]]
    if len(changed) > 5:    # the first ones and the last
        changed = changed[:3] + changed[-2:]
    for choice in range(1, 1 << len(changed)):
        data = old
        for i, at in enumerate(changed):
            if choice >> i & 1:
                data = data[:at] + new[at:at + SECTOR] + data[at + SECTOR:]
        yield data[:end]


class Disk:
    def __init__(self, folder=None):
        self.inodes = {}    # number -> File
        self.names = {}     # what a sync of the folder has made durable
        self.changes = []   # and what it has not
        for name in os.listdir(folder) if folder else ():
            path = os.path.join(folder, name)
            with open(path, 'rb') as f:
                file = File(f.read())
            self.inodes[os.stat(path).st_ino] = file
            self.names[name] = file

    def now(self):
        return name_play(self.names, self.changes)

    def feed(self, line):
        """Takes one line of the log; returns the text of a mark."""
        kind, _, rest = line.rstrip('\n').partition(' ')
        words = rest.split(' ')
        if kind == 'm':
            return rest
        if kind == 'c':
            file = self.inodes[int(words[0])] = File()
            self.changes.append(('c', words[1], file))
        elif kind == 'w':
            self.inodes[int(words[0])].pending.append(
                ('w', int(words[1]), bytes.fromhex(words[2])))
        elif kind == 't':
            self.inodes[int(words[0])].pending.append(('t', int(words[1])))
        elif kind == 's':
            file = self.inodes[int(words[0])]
            file.durable = play(file.durable, file.pending)
            file.pending = []
        elif kind == 'f' and int(words[0]) in self.inodes:
            # what was to be written is gone, and no later sync says so
            if words[1] != '4':
                file = self.inodes[int(words[0])]
                file.poisoned = True
                file.pending = []
        elif kind == 'D':
            self.names = self.now()
            self.changes = []
        elif kind == 'r':
            self.changes.append(
                ('r', words[0], words[1], self.now().get(words[0])))
        elif kind == 'u':
            self.changes.append(('u', words[0]))
        return None

    def worst(self):
        """Name -> bytes after a power loss that takes all it can."""
        return {n: f.durable for n, f in self.names.items()}

    def _data(self, file):
        """Every content that "file" may have after a power loss, and whether
        parts of one write are there without those before them."""
        ops = file.pending
        seen = {file.durable: False}
        for n in range(1, len(ops) + 1):
            before = play(file.durable, ops[:n - 1])
            last = ops[n - 1]
            seen.setdefault(write(before, last), False)
            if last[0] != 'w':
                continue
            size = len(write(before, last))
            seen.setdefault(before.ljust(size, b'\0'), False)
            last_cut = len(last[2]) - 1     # a lost line end looks like damage
            for cut in cuts(len(last[2])):
                torn = write(before, ('w', last[1], last[2][:cut]))
                seen.setdefault(torn, False)
                seen.setdefault(torn.ljust(size, b'\0'), cut == last_cut)
        for n, op in enumerate(ops):    # any single one dropped
            before = play(file.durable, ops[:n])
            whole = op[0] != 'w' or before[op[1] - 1:op[1]] == b'\n'
            seen.setdefault(play(file.durable, ops[:n] + ops[n + 1:]),
                            not whole)
        for data in sectors(file.durable, play(file.durable, ops)):
            seen.setdefault(data, True)
        return seen.items()

    def _folders(self):
        """Every set of names that may be found."""
        out = [self.names]
        for n in range(1, len(self.changes) + 1):
            out.append(name_play(self.names, self.changes[:n]))
            for k in range(n - 1):
                out.append(name_play(
                    self.names, self.changes[:k] + self.changes[k + 1:n]))
        return out

    def states(self, main):
        """Every (name -> bytes, mixed) after a power loss now.  Contents vary
        for the file that "main" names; the others are as last written."""
        seen = set()
        for names in self._folders():
            if main not in names:
                yield {}, False
                continue
            others = {n: play(f.durable, f.pending)
                      for n, f in names.items() if n != main}
            for data, mixed in self._data(names[main]):
                key = (data, tuple(sorted(others)))
                if key not in seen:
                    seen.add(key)
                    yield {main: data, **others}, mixed


def put(folder, files):
    """Writes a state down."""
    for name in os.listdir(folder):
        os.unlink(os.path.join(folder, name))
    for name, data in files.items():
        path = os.path.join(folder, name)
        with open(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), 'wb') as f:
            f.write(data)


def acknowledged(line):
    """(name, step) of a mark that says that a code was spent."""
    words = line.split(' ')
    if len(words) == 3 and words[0] == 'ok' and words[2].isdigit():
        return words[1], int(words[2])
    return None
