# SPDX-License-Identifier: ISC
"""users.index where no responder runs: otpadm writes it after a change, and
begins from it."""

import pathlib
import re

import pytest

from harness.lines import Journal
from otpadm_helpers import Place

MANY = 9000     # of about 160 bytes: more than the 1 MiB that want an index


def fill(place, count):
    """Copies of the first user's record under other names and ids, without
    the secret, which would open for her alone."""
    journal = Journal(place.database)
    own, record = journal.newest('alice')
    record = re.sub(' a=[^ ]*', '', record)
    journal.append(
        (f'{n + 1:016x}', record.replace(own, f'{n + 1:016x}')
         .replace('name=alice', f'name=user{n}')) for n in range(count))


@pytest.fixture(name='place')
def _place(tmp_path):
    made = Place(tmp_path)
    made.phone = made.enroll('alice', '--hotp')
    fill(made, MANY)
    made.index = pathlib.Path(f'{made.database}.index')
    assert not made.index.exists()
    return made


def test_a_change_writes_the_index_and_a_look_does_not(place):
    place('show', 'user7')
    place('list')
    assert ' 0 problems' in place('check')
    assert not place.index.exists()
    assert place.verify('alice', place.phone.code()).returncode == 0
    assert place.index.stat().st_mode & 0o777 == 0o600
    # once, not after each
    before = place.index.stat().st_mtime_ns
    place.enroll('bob')
    assert place.index.stat().st_mtime_ns == before
    assert place('list').count('\n') >= MANY + 2
    assert ' 0 problems' in place('check')


def test_what_is_behind_the_index_counts(place):
    code = place.phone.code()
    assert place.verify('alice', code).returncode == 0
    assert place.index.exists()
    assert place.verify('alice', code).returncode == 1
    place.enroll('bob')
    assert 'bob' in place('show', 'bob')
    place('remove', 'user9')
    assert 'no such user' in place.refuse('show', 'user9')
    place('disable', 'alice')
    assert place.verify('alice', place.phone.code(1)).returncode == 1


@pytest.mark.parametrize('spoil', [
    lambda b: b[:len(b) // 2], lambda b: b'', lambda b: b'x' * len(b),
    lambda b: b[:200] + bytes([b[200] ^ 1]) + b[201:]],
    ids=['cut', 'empty', 'garbage', 'a bit'])
def test_a_bad_index_is_as_good_as_none(place, spoil):
    code = place.phone.code()
    assert place.verify('alice', code).returncode == 0
    place.index.write_bytes(spoil(place.index.read_bytes()))
    assert place.verify('alice', code).returncode == 1
    assert place.verify('alice', place.phone.code(1)).returncode == 0


def test_damage_to_the_own_record_is_seen_behind_an_index(place):
    assert place.verify('alice', place.phone.code()).returncode == 0
    data = place.database.read_bytes()
    at = data.index(b' name=user5 ')
    place.database.write_bytes(data[:at + 6] + b'X' + data[at + 7:])
    assert 'damaged' in place.refuse('show', 'user5')
    assert 'user6' in place('show', 'user6')
    assert place.run('check').returncode == 1
