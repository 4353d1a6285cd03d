# SPDX-License-Identifier: ISC
"""Lines that a local user writes under the name of the gate ban nobody: in a
real journal what systemd says of the sender counts, by the shipped filter and
jail in the real fail2ban."""

import json
import pathlib
import re
import shlex
import shutil
import subprocess

import pytest

from harness import build
from otpadm_helpers import Place
from test_fail2ban import AT, FILTER, JAIL, LINE, VICTIM, banned

REMOTE = pathlib.Path('/lib/systemd/systemd-journal-remote')
GATE = {'_UID': '998', '_GID': '998', '_COMM': 'otpgate',
        '_EXE': '/usr/sbin/otpgate', '_TRANSPORT': 'syslog',
        '_SYSTEMD_UNIT': 'otpgate.service', '_PID': '501',
        'SYSLOG_IDENTIFIER': 'otpgate', 'SYSLOG_PID': '501'}
STDERR = {**GATE, '_TRANSPORT': 'stdout', 'SYSLOG_PID': None}
# logger -t otpgate --id=501, from a shell of somebody
USER = {**GATE, '_UID': '1000', '_GID': '1000', '_COMM': 'logger',
        '_EXE': '/usr/bin/logger', '_PID': '777',
        '_SYSTEMD_UNIT': 'session-3.scope', '_SYSTEMD_OWNER_UID': '1000'}
FORGED = {
    'logger': USER,
    'a program called otpgate': {
        **USER, '_COMM': 'otpgate', '_EXE': '/home/u/otpgate'},
    'a unit of his own called otpgate': {
        **USER, '_SYSTEMD_UNIT': 'user@1000.service', '_COMM': 'otpgate',
        '_SYSTEMD_USER_UNIT': 'otpgate.service', '_TRANSPORT': 'stdout'},
    "the journal's own protocol": {
        **USER, '_TRANSPORT': 'journal', 'SYSTEMD_UNIT': 'otpgate.service',
        'UNIT': 'otpgate.service', 'OBJECT_SYSTEMD_UNIT': 'otpgate.service',
        'COREDUMP_UNIT': 'otpgate.service'},
    'what a page lets the web server write': {
        **USER, '_UID': '33', '_SYSTEMD_UNIT': 'php8.2-fpm.service',
        '_COMM': 'php-fpm8.2'},
    'a service whose name begins so': {
        **USER, '_SYSTEMD_UNIT': 'otpgate.service-x.service'},
    'su, with a name of his own': {
        **USER, '_COMM': 'su', '_EXE': '/usr/bin/su'},
}


def spelled(address, log_format):
    line = LINE.replace(VICTIM, address)
    if log_format == 'text':
        return line
    return json.dumps({
        'time': AT, 'event': 'login', 'verdict': 'deny', 'reason': 'code',
        'factor': None, 'addr': address, 'detail': None, 'user': 'x'},
        separators=(',', ':'))


def journal(path, entries):
    """A journal with these entries, of fields by name."""
    text = ''
    for number, fields in enumerate(entries):
        fields = {'__REALTIME_TIMESTAMP': f'{1795424400 + number}000000',
                  '__MONOTONIC_TIMESTAMP': f'{number + 1}000000',
                  '_BOOT_ID': '0' * 31 + '1', '_HOSTNAME': 'gate',
                  'PRIORITY': '4', **fields}
        text += ''.join(f'{k}={v}\n' for k, v in fields.items()
                        if v is not None) + '\n'
    subprocess.run([str(REMOTE), f'--output={path}', '-'], input=text,
                   text=True, check=True, capture_output=True, timeout=30)
    shown = subprocess.run(
        ['journalctl', f'--file={path}', '-o', 'cat', '-q'], check=True,
        capture_output=True, text=True, timeout=30).stdout
    assert len(shown.splitlines()) == len(entries)
    return f'systemd-journal[journalfiles="{path}"]'


@pytest.fixture(name='mixed', params=['text', 'json'])
def _mixed(request, tmp_path):
    """A journal, the addresses that the gate has refused, and those that
    somebody made up."""
    honest = {'192.0.2.1': GATE, '192.0.2.2': STDERR}
    forged = {f'198.51.100.{n}': fields
              for n, fields in enumerate(FORGED.values())}
    entries = [{**fields, 'MESSAGE': spelled(address, request.param)}
               for address, fields in {**forged, **honest}.items()]
    return journal(tmp_path / 'x.journal', entries), honest, forged


def test_in_the_journal_the_name_of_the_sender_is_not_enough(mixed):
    log, honest, forged = mixed
    assert sorted(banned(log)) == sorted(honest)
    # The twin: by name, as it would be easy to write, all of them count.
    by_name = banned(log, journalmatch='SYSLOG_IDENTIFIER=otpgate')
    assert sorted(by_name) == sorted({**honest, **forged})


def test_in_the_journal_the_account_is_enough(mixed):
    """For a gate that systemd has not started."""
    log, honest, _ = mixed
    assert sorted(banned(log, journalmatch='_UID=998')) == sorted(honest)


def commands(tmp_path):
    """The questions to the journal that manual, README and otpadm propose."""
    manual = (build.SOURCE / 'man' / 'otpgate.8').read_text()
    found = re.findall(r'^\$ (journalctl .*)$', manual, re.M)
    assert len(found) == 3
    found = [text.replace('\\e', '\\') for text in found]
    readme = ' '.join((build.SOURCE / 'README.md').read_text().split())
    for text in found:
        assert f'`{text}`' in readme
    place = Place(tmp_path, init=False, log='syslog')
    said = place.refuse('log', '--since', '2020-01-01')
    found.append(re.search(r'try (journalctl .*?), or the file', said)[1])
    return found


def test_what_the_manual_tells_to_ask_shows_nothing_that_is_forged(tmp_path):
    root = {**GATE, '_UID': '0', '_SYSTEMD_UNIT': 'ssh.service',
            '_COMM': 'otpgate-pam-ver',
            'SYSLOG_IDENTIFIER': 'otpgate-pam-verify'}
    admin = {**root, '_SYSTEMD_UNIT': 'session-1.scope', '_COMM': 'otpadm',
             'SYSLOG_IDENTIFIER': 'otpadm'}
    pam = LINE.replace('event=login', 'event=pam')
    entries = [
        {**GATE, 'MESSAGE': f'honest {LINE}'},
        {**admin, 'MESSAGE': f'honest {LINE}'},
        {**root, 'MESSAGE': pam.replace('detail=-', 'detail="honest"')},
        {**root, 'SYSLOG_IDENTIFIER': 'sshd',
         'MESSAGE': f'Invalid user {pam} from 192.0.2.9'},
        {**USER, 'MESSAGE': pam}]
    for name in ('otpgate', 'otpadm', 'otpgate-pam-verify',
                 'otpgate-ssh-signer', 'sshd', 'su'):
        for fields in FORGED.values():
            entries += [{**fields, 'SYSLOG_IDENTIFIER': name, 'MESSAGE': text}
                        for text in (LINE, pam)]
    journal(tmp_path / 'x.journal', entries)
    shown = []
    for command in commands(tmp_path):
        argv = shlex.split(command)
        assert argv.pop(0) == 'journalctl'
        run = subprocess.run(
            ['journalctl', f'--file={tmp_path}/x.journal', '-q', '-o', 'cat',
             *argv], check=True, capture_output=True, text=True, timeout=30)
        shown.append(run.stdout.splitlines())
    assert all('honest' in line for lines in shown for line in lines), shown
    assert [len(lines) for lines in shown] == [1, 1, 1, 2]


def server_sees(folder, **changes):
    """What fail2ban makes of the shipped jail with these changes, as the
    commands that its server gets."""
    for sub in ('filter.d', 'jail.d', 'action.d'):
        (folder / sub).mkdir(exist_ok=True)
    shutil.copy('/etc/fail2ban/fail2ban.conf', folder)
    shutil.copy(FILTER, folder / 'filter.d')
    (folder / 'jail.conf').write_text('')
    (folder / 'audit.log').write_text('')
    shutil.copy(JAIL, folder / 'jail.d')
    jail = {'enabled': 'true', 'logpath': folder / 'audit.log', **changes}
    (folder / 'jail.local').write_text('[otpgate]\n' + ''.join(
        f'{k} = {v}\n' for k, v in jail.items()))
    run = subprocess.run(['fail2ban-client', '-c', str(folder), '-d'],
                         capture_output=True, text=True, check=True)
    return run.stdout


def test_the_jail_reads_the_journal_by_unit_and_a_file_without_names(tmp_path):
    name = r'otpgate\\[\\d+\\]'
    file = server_sees(tmp_path)
    assert "'add', 'otpgate', 'auto'" in file and name not in file
    assert f"'addlogpath', '{tmp_path}/audit.log'" in file
    read = server_sees(tmp_path, backend='systemd')
    assert "'add', 'otpgate', 'systemd'" in read and name in read
    assert "'addjournalmatch', '_SYSTEMD_UNIT=otpgate.service']" in read
    own = server_sees(tmp_path, backend='systemd',
                      filter='otpgate[journalmatch="_UID=998"]')
    assert "'addjournalmatch', '_UID=998']" in own and '_SYSTEMD' not in own
    assert name in server_sees(tmp_path, filter='otpgate[logtype=syslog]')


def test_a_line_that_was_cut_bans_nobody_else(tmp_path):
    """At every place, with the next line sticking to it or below it."""
    log = tmp_path / 'log'
    for log_format in ('text', 'json'):
        first = spelled('203.0.113.66', log_format)
        second = spelled('198.51.100.9', log_format).replace('deny', 'allow')
        known = first.index('detail') + len('detail=')
        log.write_text(''.join(f'{first[:cut]}{between}{second}\n'
                               for cut in range(1, len(first))
                               for between in ('', '\n')))
        found = banned(log)
        assert set(found) == {'203.0.113.66'}
        # those that were whole up to the address
        assert len(found) <= 2 * (len(first) - known + 2)
