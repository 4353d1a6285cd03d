#!/usr/bin/python3 -B
# SPDX-License-Identifier: ISC
"""Everything that has threads, under clang's ThreadSanitizer.

tsan.py [--short|--long] [PROGRAM...]

Builds a copy of the tree with the sanitizer in a temporary folder, proves on
a program with a race that races are seen, runs each program (those of the
build folder, "tests/check_pam_callers") and wants no report at all; then the
running responder with several loops (tsan_gate.py), with --long under
helgrind, too, in the build of OTPGATE_BUILDDIR.  OTPGATE_TSAN_BUILDDIR names
a build with the sanitizer and saves making one.
"""

import argparse
import contextlib
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
CLANGS = ('clang-14', 'clang')
SKIP = 77
GATE = ROOT / 'tests/proofs/tsan_gate.py'
SHORT = ('tests/check_filestore', 'tests/check_filestore_compact')
# By name, of these only the cases with threads: all of them take minutes, since
# each authentication starts a process.
FEWER = {'tests/check_pam_callers': {'CK_RUN_CASE': 'threads',
                                     'CHECK_PAM_ROUNDS': '10'}}
LONG = SHORT + ('tests/check_pam_callers', 'tests/check_pam',
                'tests/check_filestore_index',
                'tests/check_filestore_missing', 'tests/check_limiter',
                'tests/check_audit', 'tests/check_crypto')
# What is no race: libpam lets libaudit write into one static buffer.  And
# set_files() of pam/child.c runs in a process that has one thread, with the
# parent's other threads in the sanitizer's memory of who opened a number last.
SUPPRESSIONS = 'race:libaudit.so\nrace:set_files\n'
CANARY = '''#include <pthread.h>
#include <stdio.h>
static int shared;
static void *count(void *arg) { shared++; return arg; }
int main(void)
{
	pthread_t t;
	pthread_create(&t, NULL, count, NULL);
	shared++;
	pthread_join(t, NULL);
	printf("%d\\n", shared);
	return 0;
}
'''


def must(*argv, **more):
    run = subprocess.run([str(a) for a in argv], capture_output=True,
                         text=True, check=False, **more)
    if run.returncode != 0:
        sys.exit(f'{" ".join(map(str, argv))}\n'
                 + '\n'.join((run.stdout + run.stderr).splitlines()[-20:]))


def not_copied(folder, names):
    """For copytree: what was built in or below the tree."""
    top = pathlib.Path(folder) == ROOT
    return [n for n in names if n in (
        '.git', 'config.status', 'config.h', 'Makefile', 'autom4te.cache',
        '__pycache__') or n.endswith(('.o', '.lo', '.la'))
        or top and n.startswith('build')]


class Build:
    """The tree under the sanitizer.  "folder" is the build folder."""

    def __init__(self, clang, work):
        self.clang, self.work = clang, work
        given = os.environ.get('OTPGATE_TSAN_BUILDDIR')
        self.folder = pathlib.Path(given).resolve() if given \
            else work / 'build'
        if given:
            self.target('all')
        else:
            self._make()
        self.reports = work / 'reports'
        self.reports.mkdir()
        (work / 'suppressions').write_text(SUPPRESSIONS)
        self.shim = work / 'tsan_shim.so'
        must(clang, '-g', '-O1', '-fPIC', '-shared', '-D_GNU_SOURCE', '-o',
             self.shim, ROOT / 'tests/proofs/tsan_shim.c')

    def _make(self):
        source = self.work / 'src'
        shutil.copytree(ROOT, source, symlinks=True, ignore=not_copied)
        for name in ('m4', 'build-aux'):
            (source / name).mkdir(exist_ok=True)
        must('autoreconf', '-fi', cwd=source)
        self.folder.mkdir()
        must(source / 'configure', '--enable-sanitizers=thread',
             cwd=self.folder, env={**os.environ, 'CC': self.clang,
                                   'CFLAGS': '-g -O1'})
        self.target('all')

    def target(self, *names):
        """Makes programs that plain make does not."""
        must('make', '-j2', *names, cwd=self.folder)

    def options(self):
        return {'LD_PRELOAD': str(self.shim),
                'TSAN_OPTIONS': f'suppressions={self.work}/suppressions '
                f'log_path={self.reports}/report exitcode=66 '
                'second_deadlock_stack=1'}

    def verifier(self):
        """What the PAM module starts has no environment but this."""
        path = self.work / 'verify'
        words = ' '.join(f"{k}='{v}'" for k, v in self.options().items())
        path.write_text(f'#!/bin/sh\n{words} exec '
                        f"'{self.folder}/otpgate-pam-verify'\n")
        path.chmod(0o755)
        return str(path)

    def environment(self, **more):
        """For every program of this build.  Reports go to files, so that
        whoever eats the standard error hides none."""
        return {**os.environ, **self.options(), 'CK_DEFAULT_TIMEOUT': '600',
                'OTPGATE_PAM_VERIFY': self.verifier(), **more}

    def take_reports(self):
        """What has been reported since the last call."""
        out = []
        for path in sorted(self.reports.iterdir()):
            text = path.read_text(errors='replace')
            # not what is said of a symbolizer that is not installed
            if 'ThreadSanitizer' in text:
                out.append(text)
            path.unlink()
        return out

    def sees_races(self):
        source = self.work / 'canary.c'
        source.write_text(CANARY)
        must(self.clang, '-g', '-O0', '-fsanitize=thread', '-o',
             self.work / 'canary', source)
        for _ in range(10):
            subprocess.run([str(self.work / 'canary')],
                           env=self.environment(), check=False,
                           stdout=subprocess.DEVNULL)
        return any('data race' in text for text in self.take_reports())

    def run(self, program, long):
        """True when it works and there is no report."""
        begun = time.monotonic()
        self.target(program)
        cases = {} if long else FEWER.get(program, {})
        run = subprocess.run([str(self.folder / program)],
                             env=self.environment(**cases), cwd=self.folder,
                             capture_output=True, text=True, check=False)
        reports = self.take_reports()
        print(f'{program}: status {run.returncode}, {len(reports)} reports, '
              f'{time.monotonic() - begun:.0f} s', flush=True)
        if run.returncode != 0:
            print('\n'.join((run.stdout + run.stderr).splitlines()[-10:]))
        for text in reports[:3]:
            print('\n'.join(text.splitlines()[:60]))
        return run.returncode == 0 and not reports

    def gate(self, long):
        """The responder under load; True when nothing was found."""
        self.target('tests/proofs/pam_fill')
        runs = [('tsan', 60 if long else 10, self.folder)]
        plain = os.environ.get('OTPGATE_BUILDDIR')
        if long and plain and shutil.which('valgrind'):
            runs.append(('helgrind', 60, plain))
        return all([subprocess.run(
            [str(GATE), tool, str(seconds)], check=False,
            env={**os.environ, 'OTPGATE_BUILDDIR': str(folder)}
        ).returncode == 0 for tool, seconds, folder in runs])


@contextlib.contextmanager
def build():
    """A Build; ends the program where there is no clang."""
    clang = next(filter(None, map(shutil.which, CLANGS)), None)
    if clang is None:
        print('clang is not installed')
        sys.exit(1 if os.environ.get('OTPGATE_STRICT') else SKIP)
    with tempfile.TemporaryDirectory(prefix='otpgate-tsan-') as folder:
        work = pathlib.Path(folder).resolve()
        work.chmod(0o755)
        yield Build(clang, work)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--long', action='store_true')
    parser.add_argument('--short', action='store_true')
    parser.add_argument('programs', nargs='*')
    args = parser.parse_args()
    with build() as made:
        if not made.sees_races():
            sys.exit('a program with a race gets no report: this proves '
                     'nothing')
        bad = [name for name in
               args.programs or (LONG if args.long else SHORT)
               if not made.run(name, args.long)]
        if not args.programs and not made.gate(args.long):
            bad.append('the running responder')
    for name in bad:
        print(f'{name}: not proven')
    sys.exit(1 if bad else 0)


if __name__ == '__main__':
    main()
