# SPDX-License-Identifier: ISC
"""An audit log that goes nowhere is told, and the file belongs to whom it
should: by the programs that start, and by otpadm check as that account."""

import os
import pathlib
import pwd
import re
import socket
import subprocess
import time

import pytest

import otpadm_helpers as h
from otpadm_helpers import Place

ROOT = os.geteuid() == 0
ACCOUNT = 'daemon'
GATE = h.BUILD / 'otpgate'
needs_root = pytest.mark.skipif(not ROOT, reason='needs root: other accounts')


@pytest.fixture(name='house')
def _house():
    """A folder of root's in which others may look for their files."""
    folder = pathlib.Path('/var/tmp') / f'otpgate-log-{os.getpid()}'
    subprocess.run(['rm', '-rf', folder], check=True)
    folder.mkdir(mode=0o755)
    yield folder
    subprocess.run(['rm', '-rf', folder], check=True)


def installed(house, log):
    place = Place(house, init=False, user=ACCOUNT, log=log,
                  socket=house / 'state' / 'sock', peers=[ACCOUNT])
    place.run('init')
    return place


def test_gate(place):
    return subprocess.run([GATE, '-t', '-c', place.conf], capture_output=True,
                          text=True, check=False)


test_gate.__test__ = False


@needs_root
class TestFile:
    def test_what_otpadm_makes_belongs_to_the_account(self, house):
        place = installed(house, house / 'audit.log')
        owner = place.log.stat()
        assert owner.st_uid == pwd.getpwnam(ACCOUNT).pw_uid
        assert owner.st_gid == pwd.getpwnam(ACCOUNT).pw_gid
        assert owner.st_mode & 0o7777 == 0o640
        assert house.stat().st_uid == 0
        assert ' 0 problems' in place('check')
        run = test_gate(place)
        assert run.returncode == 0 and 'warning' not in run.stderr, run

    def test_every_program_gives_it_away(self, house):
        place = installed(house, house / 'audit.log')
        place.log.unlink()
        place('enroll', 'alice')
        assert place.log.owner() == ACCOUNT

    @pytest.mark.parametrize('what', ['missing', 'of-root', 'a-folder', 'link',
                                      'no-folder', 'closed-folder'])
    def test_check_tries_as_the_account(self, house, what):
        place = installed(house, house / 'audit.log')
        assert ' 0 problems' in place('check')
        place.log.unlink()
        if what == 'of-root':
            place.log.write_text('')
            place.log.chmod(0o600)
        elif what == 'a-folder':
            place.log.mkdir()
        elif what == 'link':
            place.log.symlink_to(house / 'elsewhere')
        elif what in ('no-folder', 'closed-folder'):
            log = house / 'logs' / 'audit.log'
            text = place.conf.read_text().replace(str(place.log), str(log))
            place.conf.write_text(text)
            place.log = log
            if what == 'closed-folder':
                log.parent.mkdir(mode=0o700)
                log.write_text('')
                os.chown(log, pwd.getpwnam(ACCOUNT).pw_uid, -1)
        before = sorted(house.rglob('*'))
        run = place.run('check')
        assert run.returncode == 1, run
        said = run.stdout
        assert f'as {ACCOUNT}, cannot log: ' in run.stdout
        assert str(place.log.parent) in said
        assert sorted(house.rglob('*')) == before, 'it makes nothing'
        # and so it is
        run = test_gate(place)
        assert run.returncode == 1
        remedy = {'missing': 'install -m 0640 -o ', 'of-root': 'chown '}
        assert remedy.get(what, '') in run.stderr, run
        # What it advises is enough, one thing after the other.
        if what in ('missing', 'of-root', 'no-folder'):
            advice = re.search(r'cannot log: .*: ((?:install|touch|chmod) .*)', said)
            subprocess.run(['sh', '-ec', advice[1]], check=True)
            assert ' 0 problems' in place('check')
            assert test_gate(place).returncode == 0
        else:
            assert 'touch' not in said

    @pytest.mark.parametrize('what', ['null', 'link', 'hard', 'fifo'])
    def test_nothing_is_advised_that_changes_something_else(self, house, what):
        """The log is another thing's name: that keeps its mode and owner."""
        place = installed(house, house / 'audit.log')
        place.log.unlink()
        precious = house / 'precious'
        precious.write_text('')
        precious.chmod(0o600)
        if what == 'null':
            place.conf.write_text(place.conf.read_text().replace(
                str(place.log), '/dev/null'))
        elif what == 'link':
            place.log.symlink_to(precious)
        elif what == 'hard':
            place.log.hardlink_to(precious)
        else:
            os.mkfifo(place.log, 0o600)
        run = place.run('check')
        assert run.returncode == 1 and 'cannot log' in run.stdout, run
        said = run.stdout + test_gate(place).stderr
        assert 'chmod' not in said and 'chown' not in said, said
        assert ('move it away' in said) == (what != 'null')

    def test_an_account_that_is_missing_is_a_problem(self, house):
        """The responder does not start without it."""
        place = installed(house, house / 'audit.log')
        place.conf.write_text(place.conf.read_text().replace(
            f"user = '{ACCOUNT}'", "user = 'nobody-such'"))
        said = place.run('check')
        assert said.returncode == 1
        assert 'problem: the responder cannot start: it runs as ' \
            'nobody-such' in said.stdout
        run = test_gate(place)
        assert run.returncode == 1 and 'no account "nobody-such"' in run.stderr

    def test_a_folder_of_the_account_needs_no_file(self, house):
        logs = house / 'logs'
        logs.mkdir(mode=0o750)
        os.chown(logs, pwd.getpwnam(ACCOUNT).pw_uid, 0)
        place = installed(house, logs / 'audit.log')
        (logs / 'audit.log').unlink()
        assert ' 0 problems' in place('check')
        assert test_gate(place).returncode == 0


def without_syslog(*argv, stdin='', there=False):
    """Runs a program where /dev has no log, or one."""
    script = '''set -e
        mount -t tmpfs -o mode=755 tmpfs /mnt
        for f in null zero full random urandom tty; do
            cp -a /dev/$f /mnt/; done
        mount --move /mnt /dev
        [ -z "$1" ] || mount --bind "$1" /dev/shm 2>/dev/null ||
            ln -s "$1" /dev/log
        shift
        exec "$@"'''
    return subprocess.run(
        ['unshare', '--mount', '--propagation', 'private', 'sh', '-c', script,
         'sh', str(there or ''), *map(str, argv)], input=stdin,
        capture_output=True, text=True, timeout=60, check=False)


@needs_root
class TestSyslog:
    @pytest.fixture(name='place', params=['syslog', 'journal'])
    def _place(self, house, request):
        return installed(house, request.param)

    def otpadm(self, place, *args, **more):
        return without_syslog(h.OTPADM, '-c', place.conf, *args, **more)

    def test_check_and_changes_say_that_it_is_lost(self, place):
        run = self.otpadm(place, 'check')
        if 'syslog' in place.conf.read_text():
            assert run.returncode == 1 and '/dev/log: No such file' in run.stdout
        run = self.otpadm(place, 'enroll', 'alice')
        assert run.returncode == 0, 'nobody is kept from a change'
        assert 'audit log: /dev/log: No such file' in run.stderr

    def test_what_must_be_logged_is_not_done(self, place):
        self.otpadm(place, 'enroll', 'alice')
        run = self.otpadm(place, 'uri', '--reveal', 'alice')
        assert run.returncode == 1 and 'otpauth' not in run.stdout

    def test_one_that_listens_is_heard(self, place):
        path = place.folder / 'syslog'
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as log:
            log.bind(str(path))
            path.chmod(0o666)
            run = self.otpadm(place, 'enroll', 'alice', there=path)
            assert run.returncode == 0 and 'log' not in run.stderr.replace(
                'login', ''), run
            log.settimeout(20)
            while b'event=enroll' not in log.recv(65536):
                pass
            assert 'cannot log' not in self.otpadm(
                place, 'check', there=path).stdout

    def test_the_responder_warns_and_serves(self, place):
        (place.folder / 'state').stat()
        run = without_syslog(GATE, '-t', '-c', place.conf)
        assert run.returncode == 0
        if 'syslog' in place.conf.read_text():
            assert 'warning: /dev/log: No such file' in run.stderr
        else:
            assert 'warning' not in run.stderr


@needs_root
@pytest.mark.parametrize('log', ['stderr', 'journal'])
def test_standard_error_is_lost_in_the_background(house, log):
    place = installed(house, log)
    run = subprocess.run([GATE, '-c', place.conf], capture_output=True,
                         text=True, check=False)
    try:
        assert run.returncode == 0, run
        assert f'warning: log is {log}, which is lost in the background' \
            in run.stderr
    finally:
        for entry in pathlib.Path('/proc').glob('[0-9]*/cmdline'):
            try:
                words = entry.read_bytes().split(b'\0')
            except OSError:
                continue
            if words[:1] == [str(GATE).encode()] and \
                    str(place.conf).encode() in words:
                os.kill(int(entry.parent.name), 15)
                while entry.parent.exists():
                    time.sleep(0.05)


UNITS = pathlib.Path(__file__).resolve().parents[2] / 'conf' / 'systemd'


@needs_root
class TestUnits:
    """What may be done outside of a unit may be forbidden in it."""

    @pytest.fixture(name='place')
    def _place(self, house):
        """With the shipped unit, which runs it with these settings."""
        units = house / 'units'
        units.mkdir()
        text = (UNITS / 'otpgate.service').read_text()
        (units / 'otpgate.service').write_text(text.replace(
            '/etc/otpgate/otpgate.conf', str(house / 'otpgate.conf')).replace(
            'User=otpgate', f'User={ACCOUNT}').replace(
            'PrivateTmp=yes', 'PrivateTmp=no'))
        (units / 'otpgate.socket').write_text('[Socket]\n')
        return installed(house, '/var/log/gate.log')

    def check(self, place, *lines, log='/var/log/gate.log'):
        dropped = place.folder / 'units' / 'otpgate.service.d'
        dropped.mkdir(exist_ok=True)
        (dropped / 'override.conf').write_text(
            '\n'.join(['[Service]', *lines, '']))
        script = '''set -e
            mount --bind "$1" /etc/systemd/system
            mount -t tmpfs -o mode=755 tmpfs /var/log
            mkdir -p "$(dirname "$2")"
            touch "$2"; chown "$3" "$2"; chmod 640 "$2"; shift 3
            exec "$@"'''
        run = subprocess.run(
            ['unshare', '--mount', '--propagation', 'private', 'sh', '-c',
             script, 'sh', place.folder / 'units', log, ACCOUNT, h.OTPADM,
             '-c', place.conf, 'check'], capture_output=True, text=True,
            timeout=60, check=False)
        assert run.returncode == 0, 'warnings alone'
        return [line for line in run.stdout.splitlines()
                if 'otpgate.service' in line]

    def test_a_log_that_the_unit_may_not_write(self, place):
        database = f'ReadWritePaths={place.database.parent}'
        found, = self.check(place, database)
        assert found.startswith('warning: /var/log/gate.log: otpgate.service '
                                'may not write there, because of '
                                'ProtectSystem: ')
        # What it says helps.
        line = found.split()[-1]
        assert line == 'ReadWritePaths=/var/log'
        assert 'systemctl edit otpgate.service' in found
        assert not self.check(place, database, line)
        # So does the folder that the unit has.
        text = place.conf.read_text()
        log = '/var/log/otpgate/audit.log'
        place.conf.write_text(text.replace('/var/log/gate.log', log))
        assert not self.check(place, database, log=log)

    def test_other_files_and_another_account(self, place):
        found, = self.check(place, 'ReadWritePaths=/var/log')
        assert found.startswith(f'warning: {place.database}: ')
        assert found.endswith(f'ReadWritePaths={place.database.parent}')
        found = self.check(place, 'ProtectSystem=no', 'PrivateTmp=yes')
        assert len(found) == 2 and 'for the keys' in found[1]
        assert all('cannot see this file, because of PrivateTmp' in f
                   for f in found)
        found, = self.check(place, 'ProtectSystem=no', 'User=bin')
        assert f'has User=bin, but the setting user is {ACCOUNT}' in found

    def test_a_unit_with_other_settings_is_none_of_ours(self, place):
        assert not self.check(place, 'ExecStart=otpgate -c /etc/other.conf')
