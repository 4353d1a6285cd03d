# SPDX-License-Identifier: ISC
"""A disk that does not confirm a change: it may have taken effect.  otpadm says
so, keeps what it has handed out, and the log does not say that it failed."""

import os
import pathlib
import subprocess

import pytest

import otpadm_helpers as h
from otpadm_helpers import Place


@pytest.fixture(name='place')
def _place(tmp_path):
    return Place(tmp_path)


@pytest.fixture(name='unsure', scope='module')
def _unsure(tmp_path_factory):
    """An environment in which no sync succeeds."""
    library = tmp_path_factory.mktemp('no_sync') / 'no_sync.so'
    subprocess.run(
        ['cc', '-shared', '-fPIC', '-O2', '-o', library,
         pathlib.Path(__file__).with_name('no_sync.c')], check=True)
    # a program with sanitizers wants its own library to be the first
    return {**os.environ, 'LD_PRELOAD': str(library),
            'ASAN_OPTIONS': os.environ.get('ASAN_OPTIONS', '')
            + ':verify_asan_link_order=0'}


def last_line(place):
    return place.log.read_text().splitlines()[-1]


def doubt(place, unsure, *args, stdin=''):
    """Runs a command that changes alice; the finished process."""
    run = place.run(*args, stdin=stdin, env=unsure)
    assert run.returncode == 1, run
    assert 'may have taken effect' in run.stderr, run
    assert 'otpadm show alice' in run.stderr, run
    assert 'nothing is changed' not in run.stderr, run
    # which disk, and what it says
    assert f'{place.database}: Input/output error' in run.stderr, run
    assert 'verdict=unknown' in last_line(place)
    assert 'user="alice"' in last_line(place)
    return run


def test_recovery_codes_that_may_be_live_are_kept(place, unsure):
    place.active('alice')
    old = place('codes', 'alice').split()
    run = doubt(place, unsure, 'codes', 'alice')
    assert 'keep them until you know' in run.stderr
    assert 'is useless' not in run.stderr
    codes = [c for c in run.stdout.split() if c.startswith('01-')]
    assert len(codes) == 1 and codes[0] not in old
    # the line is in the file, and so they are
    assert place.verify('alice', codes[0], '--recovery').returncode == 0


@pytest.mark.parametrize('command', ('enroll', 'rotate'))
def test_files_of_a_secret_that_may_be_live_are_kept(place, unsure, command):
    place.active('alice')
    run = doubt(place, unsure, command, '--png', 'a.png', '--svg', 'a.svg',
                'alice')
    assert 'keep them until you know' in run.stderr
    assert (place.folder / 'a.png').stat().st_size > 0
    assert (place.folder / 'a.svg').stat().st_size > 0
    uri = h.scan(place.folder / 'a.png')
    assert uri in run.stdout
    assert 'pending' in place('show', 'alice')
    code = h.Phone(uri).code()
    assert place.run('confirm', '--stdin', 'alice',
                     stdin=code + '\n').returncode == 0


def test_who_may_be_shut_out_is_looked_up(place, unsure):
    place.active('alice')
    run = doubt(place, unsure, 'disable', 'alice')
    assert run.stdout == ''
    assert 'disabled' in place('show', 'alice')


def test_who_may_be_removed_is_looked_up(place, unsure):
    place.active('alice')
    doubt(place, unsure, 'remove', 'alice')
    assert 'no such user' in place.refuse('show', 'alice')


def test_a_code_that_may_be_spent_lets_nobody_in(place, unsure):
    phone = place.active('alice')
    code = phone.code()
    run = place.run('verify', '--stdin', 'alice', stdin=code + '\n',
                    env=unsure)
    assert run.returncode == 1, run
    assert 'may have taken effect' in run.stderr, run
    assert 'verdict=unknown' in last_line(place)
    assert place.verify('alice', code).returncode == 1


def test_a_change_that_cannot_begin_has_failed(place, unsure):
    """Nothing was written: that is known."""
    place.active('alice')
    size = place.database.stat().st_size
    run = place.run('disable', 'nobody', env=unsure)
    assert run.returncode == 1 and 'no such user' in run.stderr
    assert 'may have taken effect' not in run.stderr
    assert place.database.stat().st_size == size
    assert 'verdict=failed' in last_line(place)
