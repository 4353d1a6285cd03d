# SPDX-License-Identifier: ISC
"""README, "Without systemd": the block as it stands there, run by root where
there is no account, no folder and no system log; and what nginx needs then."""

import os
import pathlib
import re
import shutil
import subprocess

import pytest

from harness import build

pytestmark = pytest.mark.skipif(
    os.geteuid() != 0, reason='needs root: an account is made')

# Everything that the block changes is thrown away at the end.
STAGE = r'''
set -eu
stage=$1; shift
umask 022
mount -t tmpfs tmpfs "$stage"
# Other tests add users meanwhile: what is below an overlay must not change.
mkdir "$stage/etc"
# not the locks of a useradd of another test, which come and go
tar -C /etc --exclude='./*.lock' --exclude='./*[+-]' -cf - . |
    tar -C "$stage/etc" -xpf -
rm -f "$stage"/etc/*.lock
mount --bind "$stage/etc" /etc
for dir in usr/share var/lib var/log run; do
    mkdir -p "$stage/$dir/up" "$stage/$dir/work"
    chmod --reference="/$dir" "$stage/$dir/up"
    mount -t overlay overlay -o \
        "lowerdir=/$dir,upperdir=$stage/$dir/up,workdir=$stage/$dir/work" /$dir
done
rm -rf /etc/otpgate /var/lib/otpgate /var/log/otpgate /run/otpgate
! getent passwd otpgate >/dev/null || userdel otpgate
mkdir -p /usr/share/otpgate
cp "$CONF" /usr/share/otpgate/otpgate.conf
'''

ASK = r'''
ask() {
    setpriv --reuid="$1" --regid="$1" --clear-groups /usr/bin/python3 -c '
import socket
s = socket.socket(socket.AF_UNIX)
s.connect("/run/otpgate/fcgi.sock")
print("connected")'
}
end() {
    pid=$(python3 -c '
import pathlib
for p in pathlib.Path("/proc").glob("[0-9]*/exe"):
    try:
        if p.resolve() == pathlib.Path("'"$GATE"'") and \
                p.parent.joinpath("ns/mnt").readlink() == \
                pathlib.Path("/proc/self/ns/mnt").readlink():
            print(p.parent.name)
    except OSError:
        pass')
    kill $pid
    while kill -0 $pid 2>/dev/null; do sleep 0.1; done
}
trap 'end 2>/dev/null || :' EXIT
'''


def block():
    """The commands of the README."""
    text = (build.SOURCE / 'README.md').read_text()
    match = re.search(r'Without systemd, as root:\n\n((?:    .*\n)+)', text)
    return re.sub('^    ', '', match.group(1), flags=re.M)


@pytest.fixture(name='stage')
def _stage(tmp_path):
    """Runs a script there; "editor" does what the README says is to be done."""
    tools = pathlib.Path('/var/tmp') / f'otpgate-stage-{os.getpid()}'
    shutil.rmtree(tools, ignore_errors=True)
    tools.mkdir()
    editor = tools / 'editor'
    editor.write_text('''#!/bin/sh
set -e
grep -q "^hosts = " "$1" || echo "hosts = {'app.example.org'}" >>"$1"
sed -i "s/^hosts = .*/hosts = {'app.example.org'}/" "$1"
echo "log = '/var/log/otpgate/audit.log'" >>"$1"
''')
    editor.chmod(0o755)
    for program in (build.OTPGATE, build.OTPADM):
        shutil.copy(program, tools / program.name)

    def run(script):
        return subprocess.run(
            ['unshare', '--mount', '--propagation', 'private', 'bash', '-c',
             STAGE + ASK + 'umask 077\n' + script, 'bash', tmp_path],
            capture_output=True, text=True, timeout=120, check=False,
            cwd='/', env={
                'PATH': f'{tools}:/usr/sbin:/usr/bin:/sbin:/bin',
                'GATE': str(tools / 'otpgate'),
                'CONF': str(build.SOURCE / 'conf' / 'otpgate.conf')})
    probe = run('exit 0')
    if probe.returncode != 0 and 'overlay' in probe.stderr:
        pytest.skip('no overlay: ' + probe.stderr)
    yield run
    shutil.rmtree(tools)


def test_the_block_works_as_it_stands(stage):
    run = stage(block() + '''
        ask www-data
        ! ask games 2>/dev/null
        stat -c '%n %U:%G %a' /etc/otpgate /var/lib/otpgate /run/otpgate \
            /var/log/otpgate/audit.log /run/otpgate/fcgi.sock
        end
        rm -rf /run/otpgate     # a boot
        otpgate
        ask www-data
        grep -c event=start /var/log/otpgate/audit.log
    ''')
    assert run.returncode == 0, run
    assert run.stdout.count('connected') == 2
    assert ' 0 problems, 0 warnings' in run.stdout
    assert 'warning' not in run.stderr
    assert re.findall('^(/.*)', run.stdout, re.M)[-5:] == [
        '/etc/otpgate root:otpgate 750', '/var/lib/otpgate otpgate:otpgate 700',
        '/run/otpgate otpgate:www-data 750',
        '/var/log/otpgate/audit.log otpgate:otpgate 640',
        '/run/otpgate/fcgi.sock otpgate:www-data 660']
    assert run.stdout.rstrip().endswith('2')


def test_a_folder_that_nginx_cannot_enter_is_told(stage):
    made = block().removesuffix('otpgate\n')
    assert made != block()
    run = stage(made + '''
        install -d -m 0700 -o otpgate -g otpgate /run/otpgate
        otpgate
        ! ask www-data 2>/dev/null
    ''')
    assert run.returncode == 0, run
    assert 'warning: /run/otpgate: nobody of peers but root can enter' \
        in run.stderr
    assert 'chown otpgate:www-data /run/otpgate; chmod 0750' in run.stderr


def test_without_a_group_the_folder_has_that_of_the_socket(stage):
    made = block().removesuffix('otpgate\n')
    run = stage(made + '''
        echo "socket_group = ''" >>/etc/otpgate/otpgate.conf
        usermod -aG otpgate www-data
        otpgate
        stat -c '%U:%G %a' /run/otpgate /run/otpgate/fcgi.sock
        setpriv --reuid=www-data --regid=www-data --init-groups \
            test -S /run/otpgate/fcgi.sock
    ''')
    assert run.returncode == 0, run
    assert run.stdout.splitlines()[-2:] == ['otpgate:otpgate 750',
                                            'otpgate:otpgate 660']
