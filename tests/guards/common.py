# SPDX-License-Identifier: ISC
"""What all guards share: the sources, C without its comments, and a report
that does not pass when there was nothing to look at."""

import os
import pathlib
import re
import shutil
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
C_FOLDERS = ('lib', 'fcgi', 'admin', 'pam', 'ssh')
SKIP = 77  # automake's word for a test that could not run

_LEXEME = re.compile(
    r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.S)


def sources(*patterns):
    """The files below the top folder that match, sorted."""
    found = set()
    for pattern in patterns:
        found.update(p for p in ROOT.glob(pattern) if p.is_file())
    return sorted(found)


def c_sources():
    """The C files of the product."""
    return sources(*(f'{d}/**/*.[ch]' for d in C_FOLDERS))


def asked_for(files):
    """Those of "files" that are named on the command line, or all."""
    wanted = {ROOT / file for file in sys.argv[1:]}
    for path in sorted(wanted - set(files)):
        print(f'{path}: not a file that this guard looks at')
        sys.exit(2)
    return [p for p in files if p in wanted] if wanted else files


def name(path):
    return str(path.relative_to(ROOT))


def _blank(match):
    text = match.group(0)
    kept = re.sub(r'[^\n]', ' ', text[1:-1])
    return f'{text[0]}{kept}{text[-1]}' if text[0] in '"\'' else \
        re.sub(r'[^\n]', ' ', text)


def code(path):
    """The text of a C file with comments and the insides of literals
    blanked; lines keep their numbers."""
    return _LEXEME.sub(_blank, path.read_text())


def without_comments(path):
    """The text of a C file with its comments blanked, literals kept."""
    return _LEXEME.sub(
        lambda m: m.group(0) if m.group(0)[0] in '"\'' else _blank(m),
        path.read_text())


def line_of(text, offset):
    return text.count('\n', 0, offset) + 1


def tool(*candidates):
    """The first of these programs that is installed.  Without one the guard
    is skipped, or fails where OTPGATE_STRICT is set (tools/check sets it)."""
    for candidate in candidates:
        path = shutil.which(candidate)
        if path:
            return path
    print(f'{candidates[0]} is not installed')
    sys.exit(1 if os.environ.get('OTPGATE_STRICT') else SKIP)


class Report:
    """Collects problems; finish() ends the guard with the right status."""

    def __init__(self):
        self.inputs = 0
        self.problems = []

    def looked(self, count=1):
        self.inputs += count

    def problem(self, where, text):
        self.problems.append(f'{where}: {text}')

    def finish(self, least=1):
        for line in self.problems:
            print(line)
        if self.inputs < least:
            print(f'only {self.inputs} of at least {least} things to look '
                  'at were found: this guard guards nothing')
            sys.exit(1)
        print(f'{self.inputs} looked at, {len(self.problems)} problems')
        sys.exit(1 if self.problems else 0)
