# SPDX-License-Identifier: ISC
"""Several loops: each answers checks, and all of them see the same."""

import concurrent.futures
import pathlib
import time

import pytest

from harness.site import Site

LOOPS = 4
CHECKS = 200


@pytest.fixture(scope='module')
def many():
    site = Site(loops=LOOPS)
    yield site
    try:
        site.close()
    finally:
        site.remove()


def statuses(site, client, n=CHECKS):
    """The set of answers to many checks at once, over connections of their
    own."""
    def one(_):
        return site.check(client).status

    with concurrent.futures.ThreadPoolExecutor(16) as pool:
        return set(pool.map(one, range(n)))


def loops(site):
    """How often each loop has waited."""
    out = []
    for task in pathlib.Path(f'/proc/{site.gate.process.pid}/task').iterdir():
        if (task / 'comm').read_text().strip() == 'loop':
            switches = [line.split()[1] for line in
                        (task / 'status').read_text().splitlines()
                        if line.startswith('voluntary_ctxt_switches')]
            out.append(int(switches[0]))
    return out


def test_every_loop_takes_its_part(many):
    before = loops(many)
    assert len(before) == LOOPS
    client = many.person().client()
    # one is woken for each connection; which, is the kernel's choice
    end = time.monotonic() + 30
    while time.monotonic() < end:
        assert statuses(many, client) == {204}
        if all(now > was for now, was in zip(loops(many), before)):
            return
    raise AssertionError(loops(many))


def test_an_end_is_seen_by_all_of_them(many):
    person = many.person()
    client = person.client()
    assert statuses(many, client) == {204}
    many.gate.admin('logout', person.name)
    assert statuses(many, client) == {401}
    client = person.client()
    assert statuses(many, client) == {204}
    many.gate.admin('disable', person.name)
    assert statuses(many, client) == {401}


def test_a_new_key_is_taken_by_all_of_them(many):
    client = many.person().client()
    many.gate.admin('keys', 'rotate')
    assert statuses(many, client) == {204}
    assert statuses(many, many.person().client()) == {204}


def test_it_ends_under_load(fresh):
    site = fresh(loops=LOOPS)
    client = site.person().client()
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        load = pool.submit(lambda: [statuses(site, client, 50)
                                    for _ in range(8)])
        time.sleep(0.05)
        assert site.gate.stop(seconds=6) == 0
        # what came later found no socket
        assert load.exception(30) is None or isinstance(
            load.exception(), OSError)
