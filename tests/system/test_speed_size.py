# SPDX-License-Identifier: ISC
"""What the gate costs at rest, and what a check must not do."""

import concurrent.futures
import pathlib
import time

import pytest

from harness import fcgi
from harness.gate import ROOT
from harness.web import SESSION

USERS = 1000
RESIDENT_MAX = 10 * 1024  # KiB


def resident(pid):
    for line in pathlib.Path(f'/proc/{pid}/status').read_text().splitlines():
        if line.startswith('VmRSS:'):
            return int(line.split()[1])
    raise AssertionError('no VmRSS')


@pytest.mark.timed
@pytest.mark.plain
@pytest.mark.timeout(300)
def test_at_rest_it_is_under_10_mib_with_1000_users(fresh):
    site = fresh(web=False, argon2_memory=19456)
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda i: site.admin('enroll', f'crowd{i}'),
                      range(USERS)))
    assert len(site.admin('list').splitlines()) >= USERS
    site.gate.restart()
    assert fcgi.ask(site.gate.socket,
                    fcgi.check_params('app.test')).status == 401
    used = resident(site.gate.process.pid)
    print(f'resident with {USERS} users: {used} KiB')
    assert used < RESIDENT_MAX


def written(pid):
    text = pathlib.Path(f'/proc/{pid}/io').read_text()
    return int(text.split('write_bytes: ')[1].split()[0])


@pytest.mark.timed
@pytest.mark.skipif(not ROOT, reason='only root may look at the process')
def test_a_check_writes_nothing_to_disk(site):
    client = site.person().client()
    params = {
        'good': fcgi.check_params('app.test', f'{SESSION}={client.session}'),
        'none': fcgi.check_params('app.test'),
        'bad': fcgi.check_params('app.test', f'{SESSION}={"A" * 60}'),
        'group': fcgi.check_params('app.test', f'{SESSION}={client.session}',
                                   policy='/otp/check/groups=admins'),
    }
    state = site.gate.folder / 'state'

    def picture():
        return {p.name: (p.stat().st_size, p.stat().st_mtime_ns,
                         p.stat().st_ino) for p in state.iterdir()}

    before, log = picture(), site.gate.log.stat().st_size
    disk = written(site.gate.process.pid)
    for _ in range(250):
        for each in params.values():
            fcgi.ask(site.gate.socket, each)
    assert picture() == before
    assert written(site.gate.process.pid) == disk
    assert site.gate.log.stat().st_size == log
    # The twin: a login does write.
    site.person().client()
    assert picture() != before


@pytest.mark.timed
def test_a_check_costs_no_password_hash(fresh):
    """With hashes of a quarter of a second, 200 checks take no time."""
    site = fresh(web=True, argon2_memory=131072, argon2_time=4)
    client = site.person().client()
    begun = time.monotonic()
    for _ in range(200):
        assert site.check(client).status == 204
    assert time.monotonic() - begun < 2


@pytest.mark.timed
def test_the_size_of_the_login_page(client):
    assert len(client.navigate('/otp/login').body) < 16384


def quickest(site, uri):
    """How long such a check takes, in seconds: the best of some rounds."""
    params = fcgi.check_params('app.test', f'{SESSION}={"A" * 80}', uri=uri)
    best = float('inf')
    for _ in range(5):
        begun = time.perf_counter()
        for _ in range(40):
            fcgi.ask(site.gate.socket, params)
        best = min(best, (time.perf_counter() - begun) / 40)
    return best


@pytest.mark.timed
@pytest.mark.plain
def test_the_worst_path_costs_no_more_than_a_few_checks(fresh):
    """16 KiB of it, with as many places as there can be."""
    site = fresh(web=False)
    config = site.gate.config.read_text()
    site.gate.write_config(config + ''.join(
        f"place '/{'a/' * i}a' {{ groups = {{'ops'}} }}\n" for i in range(32)))
    site.gate.restart()
    short = quickest(site, '/x')
    for uri in ('/a' * 8192, '/a/..' * 3276, '/%2525' * 2730, '/' * 16384,
                '/a/../a' + '%25' * 5000, '/' + '%c5%bf' * 2730,
                '/b/../' * 2730, '/' + '\xff' * 16383, '/a.php' * 2730):
        assert quickest(site, uri) < 20 * short + 0.003, uri[:20]
