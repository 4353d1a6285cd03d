# SPDX-License-Identifier: ISC
"""A check allocates nothing of ours, in steady state."""

import os
import pathlib
import shutil
import struct
import subprocess

import pytest

from harness import fcgi
from harness.gate import GATE_USER, ROOT
from harness.web import SESSION

CHECKS = 10000
OBJECTS = ('otpgate', 'libcrypto', 'libfcgi', 'others')


@pytest.fixture(scope='module')
def shim(tmp_path_factory):
    """(the shim, the file that it counts in)"""
    folder = tmp_path_factory.mktemp('mallocs')
    for above in (folder, *folder.parents):
        if ROOT and above.stat().st_uid == os.geteuid() \
                and 'pytest' in above.name:
            above.chmod(0o755)
    library, counters = folder / 'mallocs.so', folder / 'counters'
    subprocess.run(
        ['cc', '-shared', '-fPIC', '-O2', '-D_GNU_SOURCE', '-o', library,
         pathlib.Path(__file__).with_name('mallocs.c')], check=True)
    counters.write_bytes(bytes(8 * len(OBJECTS)))
    if ROOT:
        shutil.chown(counters, GATE_USER)
    return library, counters


@pytest.fixture
def counted(shim, fresh):
    library, counters = shim
    site = fresh()
    site.gate.stop()
    site.gate.environment = lambda: {
        **os.environ, 'LD_PRELOAD': str(library),
        'OTPGATE_MALLOCS': str(counters)}
    site.gate.start()
    site.counters = counters
    return site


def counts(site):
    return struct.unpack(f'{len(OBJECTS)}Q', site.counters.read_bytes())


def cost(site, params, n):
    """Allocations that n such checks make, by who makes them."""
    for _ in range(100):
        fcgi.ask(site.gate.socket, params)
    before = counts(site)
    for _ in range(n):
        fcgi.ask(site.gate.socket, params)
    return dict(zip(OBJECTS, (now - was for now, was
                              in zip(counts(site), before))))


@pytest.mark.plain
@pytest.mark.timeout(200)
def test_a_check_allocates_nothing_of_ours(counted):
    client = counted.person().client()
    for name, cookie, status in (
            ('good', f'{SESSION}={client.session}', 204), ('none', '', 401),
            ('bad', f'{SESSION}={client.session[:-4]}AAAA', 401)):
        params = fcgi.check_params('app.test', cookie)
        assert fcgi.ask(counted.gate.socket, params).status == status
        made = cost(counted, params, CHECKS)
        print(f'{name}: allocations in {CHECKS:,} checks: {made}')
        assert made['otpgate'] == made['libfcgi'] == 0, (name, made)


@pytest.mark.plain
@pytest.mark.timeout(200)
def test_neither_does_one_with_places(counted):
    config = counted.gate.config.read_text()
    counted.gate.write_config(config + ''.join(
        f"place '/{'a/' * i}a' {{ groups = {{'ops'}} }}\n" for i in range(32)))
    counted.gate.restart()
    member = counted.person('--group', 'ops').client()
    guest = counted.person().client()
    long = '/x' * 8192
    for name, client, uri, status in (
            ('let in', member, '/A/%2561/..', 204), ('long', guest, long, 204),
            ('refused', guest, '/a' * 8192, 403),
            ('unclear', member, '/a' + '/%2e' * 4000, 403)):
        params = fcgi.check_params(
            'app.test', f'{SESSION}={client.session}', uri=uri)
        assert fcgi.ask(counted.gate.socket, params).status == status, name
        made = cost(counted, params, CHECKS // 10)
        assert made['otpgate'] == made['libfcgi'] == 0, (name, made)


def test_what_is_no_check_is_counted(counted):
    """The twin: the counting works."""
    params = fcgi.check_params('app.test')[:-1]
    made = cost(counted, params, 10)
    assert made['libfcgi'] > 0, made
