# SPDX-License-Identifier: ISC
"""The units of conf/systemd, as systemd itself reads them.  Nothing is started:
that takes a systemd which runs the machine."""

import re
import shutil
import subprocess

import pytest

from harness import build

UNITS = build.SOURCE / 'conf' / 'systemd'
ANALYZE = shutil.which('systemd-analyze')
NAMES = sorted(p.name for p in UNITS.iterdir()
               if p.suffix in ('.service', '.socket'))

pytestmark = pytest.mark.skipif(not ANALYZE,
                                reason='systemd-analyze is not installed')


def analyze(*words):
    return subprocess.run([ANALYZE, *map(str, words)], capture_output=True,
                          text=True, check=False, timeout=60)


@pytest.fixture(scope='module')
def units(tmp_path_factory):
    """All of them in a folder, with the programs where they were built."""
    folder = tmp_path_factory.mktemp('units')
    for name in NAMES:
        text = (UNITS / name).read_text()
        (folder / name).write_text(
            re.sub(r'(?m)^(ExecStart=)otpgate', rf'\1{build.BUILD}/otpgate',
                   text))
    return folder


def values(name, key):
    return re.findall(rf'(?m)^{key}=(.*)$', (UNITS / name).read_text())


@pytest.mark.parametrize('name', NAMES)
def test_systemd_understands_every_line(units, name):
    """A word that it does not know it passes over, with a warning."""
    run = analyze('verify', '--man=no', units / name)
    # What it says of other units of this machine is not ours to mend.
    said = [line for line in run.stderr.splitlines() if 'otpgate' in line]
    assert not said and run.returncode == 0, run.stderr


@pytest.mark.parametrize('name, most', [
    ('otpgate.service', 5), ('otpgate-ssh@.service', 15),
    ('otpgate-pam@.service', 15)])
def test_services_are_shut_in(units, name, most):
    """As systemd reckons it, in tenths, of 100."""
    run = analyze('security', '--offline=yes', '--no-pager',
                  f'--threshold={most}', units / name)
    assert run.returncode == 0, run.stdout[-400:]


def test_one_group_may_ask_for_certificates():
    """The same for the socket, for sshd, and among those that are made."""
    group, = values('otpgate-ssh.socket', 'SocketGroup')
    assert values('otpgate-ssh.socket', 'SocketMode') == ['0660']
    drop_in = (build.SOURCE / 'conf' / 'ssh' / 'otpgate-cert.conf').read_text()
    assert f'\nMatch Group {group}\n' in drop_in
    assert f'\ng {group} -\n' in (UNITS / 'otpgate.sysusers').read_text()


def test_root_alone_may_ask_for_a_verdict():
    """And nobody else may put another socket in its place."""
    assert values('otpgate-pam.socket', 'SocketMode') == ['0600']
    assert values('otpgate-pam.socket', 'SocketUser') == ['root']
    path, = values('otpgate-pam.socket', 'ListenStream')
    assert f'#define REACH_SOCKET "{path}"\n' in \
        (build.SOURCE / 'pam' / 'reach.h').read_text()
    assert f'#define VERIFIER_SOCKET "{path}"\n' in \
        (build.SOURCE / 'admin/check/verifier.c').read_text()
    folder = path.rpartition('/')[0]
    assert f'\nd {folder} 0700 root root -\n' in \
        (UNITS / 'otpgate.tmpfiles').read_text()


def test_sockets_stand_in_folders_that_are_made():
    made = (UNITS / 'otpgate.tmpfiles').read_text()
    for name in NAMES:
        for path in values(name, 'ListenStream'):
            assert f'\nd {path.rpartition("/")[0]} ' in made


def test_folders_of_the_service_are_there_before_it():
    """otpadm init comes first, and writes to both."""
    made = [line.split() for line in
            (UNITS / 'otpgate.tmpfiles').read_text().splitlines()]
    for kind, parent in (('State', '/var/lib'), ('Logs', '/var/log')):
        name, = values('otpgate.service', f'{kind}Directory')
        mode, = values('otpgate.service', f'{kind}DirectoryMode')
        user, = values('otpgate.service', 'User')
        group, = values('otpgate.service', 'Group')
        assert ['d', f'{parent}/{name}', mode, user, group, '-'] in made, kind


def test_memory_and_time_have_an_end():
    """Whoever gets past all other limits."""
    assert values('otpgate.service', 'MemoryMax')
    assert values('otpgate-ssh@.service', 'RuntimeMaxSec')
    assert values('otpgate-ssh.socket', 'MaxConnections')
    assert values('otpgate-pam@.service', 'RuntimeMaxSec')
    assert values('otpgate-pam.socket', 'MaxConnections')


def test_no_crowd_puts_a_socket_out_of_service():
    """systemd lets a socket fail, until somebody restarts it, when 200 come in
    2 s: a few dozen processes of one user do that with su."""
    for name in NAMES:
        if values(name, 'Accept') == ['yes']:
            assert values(name, 'TriggerLimitIntervalSec') == ['0'], name
            assert values(name, 'MaxConnections'), name
