# SPDX-License-Identifier: ISC
"""The audit log: every event is a line, in both formats and to each place, and
otpadm log reads it again."""

import datetime
import json
import os
import re
import resource
import signal
import subprocess
import time

import pytest

import otpadm_helpers as h
from harness import fcgi, wait
from harness.gate import HOSTS
from harness.site import Site
from otpadm_helpers import Place

FIELDS = ['time', 'event', 'verdict', 'reason', 'factor', 'addr', 'detail',
          'user']
TEXT = re.compile(
    r'(?P<time>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ) event=(?P<event>\S+) '
    r'verdict=(?P<verdict>\S+) reason=(?P<reason>\S+) factor=(?P<factor>\S+) '
    r'addr=(?P<addr>\S+) detail=(?P<detail>-|"[^"]*") '
    r'user=(?P<user>-|"[^"]*")')


def parse(line):
    """One line as a dictionary; a message of the program has "note"."""
    if line.startswith('{'):
        event = json.loads(line)
        assert list(event) in (FIELDS, ['time', 'event', 'detail']), line
        event['note'] = len(event) == 3
        return event
    note = re.fullmatch(r'(\S+) event=(\S+) detail=(-|"[^"]*")', line)
    if note:
        return {'time': note[1], 'event': note[2], 'detail': note[3].strip('"'),
                'note': True}
    match = TEXT.fullmatch(line)
    assert match, line
    event = {k: None if v == '-' else v.strip('"')
             for k, v in match.groupdict().items()}
    event['note'] = False
    return event


class Log:
    """What has come to the log since this was made."""

    def __init__(self, site):
        self.file = site.gate.log
        self.size = self.file.stat().st_size if self.file.exists() else 0

    def events(self, **fields):
        text = self.file.read_bytes()[self.size:].decode()
        assert text == '' or text.endswith('\n')
        return [e for e in map(parse, text.splitlines())
                if all(e.get(k) == v for k, v in fields.items())]

    def one(self, **fields):
        found = self.events(**fields)
        assert len(found) == 1, (fields, self.events())
        return found[0]


@pytest.fixture(name='logged', scope='module', params=['text', 'json'])
def _logged(request):
    site = Site(log_format=request.param, lane_limit=5, disable_at=5,
                free_tries=10, address_failures=0)
    yield site
    site.close()


# --- every event is a line ---------------------------------------------------

def test_a_login_and_how_it_was_refused(logged):
    person = logged.person()
    codes = logged.admin.codes(person.name)
    log = Log(logged)
    phone = person.phone
    client = person.client()
    event = log.one(event='login', verdict='allow')
    assert event['user'] == person.name and event['addr'] == '127.0.0.1'
    assert (event['reason'], event['factor']) == ('ok', 'totp')
    # Its first code has proven the authenticator, and the browser is new.
    assert log.one(event='activate')['detail'] == 'authenticator 1'
    device = log.one(event='device', reason='added')
    assert re.fullmatch(r'device \d+', device['detail'])
    for key, kwargs in (('password', {'password': 'x'}),
                        ('code', {'code': '000000'}), ('missing', {'code': ''}),
                        ('replay', {'code': phone.at_step(phone.spent)}),
                        ('recovery', {'recovery': '01' + codes[1][2:]})):
        person.login(logged.client(), **kwargs)
        event = log.one(event='login', verdict='deny', reason=key)
        assert event['user'] == person.name and event['factor'] is None
    logged.client().login('who.is.this', 'hunter2', '123456')
    assert log.one(reason='unknown')['user'] is None
    assert 'who.is.this' not in log.file.read_text()
    # A step-up, refused and allowed.
    page = client.asked('/recovery/')
    client.confirm(page, recovery='01' + codes[1][2:])
    assert client.confirm(page, recovery=codes[0]).status == 303
    assert log.one(event='step-up', verdict='deny')['reason'] == \
        'recovery'
    event = log.one(event='step-up', verdict='allow')
    assert event['factor'] == 'recovery' and event['user'] == person.name
    assert not log.events(event='logout'), 'the session goes on'
    # Within a wait.
    for _ in range(40):     # each wait is twice the last
        person.login(logged.client(), password='x')
        if log.events(reason='throttled', user=person.name):
            break
    assert log.events(reason='throttled', user=person.name)


def test_what_is_locked_by_failures(logged):
    person = logged.person()
    known = person.client()
    log = Log(logged)
    for i in range(5):
        assert not log.events(event='locked'), i
        person.login(logged.client(), code='000000')
    lane = log.one(event='locked', reason='lane')
    assert lane['detail'] == 'lane first, 5 wrong codes in a row'
    assert lane['user'] == person.name and lane['addr'] == '127.0.0.1'
    assert lane['verdict'] == 'done'
    assert log.one(event='locked', reason='authenticator')['detail'] == \
        'authenticators disabled: 1'
    # It is told once, not with each attempt that follows.
    person.login(logged.client(), code='000000')
    assert log.one(event='login', reason='locked')
    assert len(log.events(event='locked')) == 2
    logged.admin('unlock', person.name)
    assert 'unlocked, 1 authenticator active again' in \
        log.one(event='unlock', verdict='done')['detail']
    # otpadm verify is an attempt like any other.
    before = Log(logged)
    for _ in range(5):
        logged.admin.run('verify', '--stdin', person.name, stdin='000000\n')
    assert len(before.events(event='verify', verdict='failed')) == 5
    assert before.one(event='locked', reason='lane')['detail'] == \
        'lane open, 5 wrong codes in a row'
    # The lane of a known browser has the number of the device.
    logged.admin('unlock', person.name)
    for _ in range(5):
        person.login(known.copy(), code='000000')
    assert [e['detail'] for e in log.events(event='locked', reason='lane')
            if e['detail'].startswith('lane device ')]


def test_how_sessions_end(logged):
    person, other = logged.person(), logged.person()
    client = person.client()
    log = Log(logged)
    assert client.logout().status == 200
    event = log.one(event='logout')
    assert (event['verdict'], event['user'], event['addr']) == \
        ('done', person.name, '127.0.0.1')
    assert client.copy().session is None
    # A new login in the same browser ends the former session.
    client = other.client()
    assert other.login(client).status == 303
    event = log.one(event='logout', reason='login')
    assert (event['user'], event['detail']) == (other.name, 'sessions ended: 1')
    # Somebody else's, too.
    assert person.login(client).status == 303
    event = [e for e in log.events(event='logout', reason='login')
             if e['detail'] is None]
    assert len(event) == 1 and event[0]['user'] == other.name
    # otpadm says how many it ended.
    other.client()
    for command, text in ((('logout', other.name), '1 session ended'),
                          (('rotate', other.name), '0 sessions ended'),
                          (('disable', person.name), '1 session ended'),
                          (('remove', '-y', person.name), '0 sessions ended')):
        mark = Log(logged)
        logged.admin(*command)
        assert text in mark.one(event=command[0], verdict='done')['detail']


def test_what_otpadm_did(logged):
    log = Log(logged)
    person = logged.person()
    assert log.one(event='enroll')['user'] == person.name
    log.one(event='passwd', verdict='done', user=person.name)
    logged.admin.codes(person.name)
    assert log.one(event='codes')['detail'].startswith('10 recovery codes')
    logged.admin('set', person.name, 'email=a@example.net', 'groups=ops,admins')
    detail = log.one(event='set')['detail']
    assert detail.startswith('email groups=') and 'ops' in detail
    assert 'example.net' not in detail
    person.client()
    logged.admin('devices', '--all', person.name)
    log.one(event='devices', verdict='done', user=person.name)
    logged.admin.refuse('disable', 'nobody.of.that.name')
    assert log.one(event='disable', verdict='failed')['user'] is None
    logged.admin('keys', 'rotate')
    log.one(event='keys', note=False)
    wait.until(lambda: log.events(event='keys', note=True),
               what='the gate noticing the new key')


def test_uses_of_a_token_are_sampled(logged):
    person = logged.person()
    token = re.search(r'otpgate_\S+', logged.admin(
        'token', person.name, '--path', '/api', '--expires', '1d')).group(0)

    def use(uri, addr='192.0.2.9'):
        return fcgi.ask(logged.gate.socket, [
            *fcgi.check_params(HOSTS[0], uri=uri, addr=addr),
            ('OTPGATE_AUTHORIZATION', f'Bearer {token}')]).status

    log = Log(logged)
    for _ in range(20):
        assert use('/api/x') == 204
        assert use('/else') in (401, 403)
    wait.until(lambda: len(log.events(event='token')) >= 2)
    time.sleep(0.2)
    used = log.one(event='token', verdict='allow')
    assert used['user'] == person.name and used['addr'] == '192.0.2.9'
    assert re.fullmatch(r'token \d+', used['detail'])
    refused = log.one(event='token', verdict='deny')
    assert refused['reason'] == 'scope' and refused['user'] == person.name
    assert token.split('_', 1)[1] not in log.file.read_text()


# --- formats and places ------------------------------------------------------

def test_every_line_of_a_json_log_is_json(logged):
    """And of a text log, text: what this test writes and, where they have run
    in the same process, those above."""
    person = logged.person()
    client = person.client()
    for _ in range(3):
        logged.client().login('who.is.this', 'hunter2', '123456')
        person.login(logged.client(), code='000000')
    client.logout()
    for _ in range(12):
        logged.admin('disable', person.name)
        logged.admin('enable', person.name)
    lines = logged.gate.log.read_text().splitlines()
    assert len(lines) > 30
    want = logged.gate.settings['log_format'] == 'json'
    for line in lines:
        assert line.startswith('{') == want
        parse(line)
        assert line.isascii()


def test_sighup_changes_the_format_and_opens_the_file_again(fresh):
    site = fresh(web=False)
    old = site.gate.log.with_suffix('.log.1')
    site.gate.log.rename(old)
    site.gate.configure(log_format='json')
    site.gate.send(signal.SIGHUP)
    wait.until(lambda: site.gate.log.exists()
               and 'reload' in site.gate.log.read_text(), what='the reload')
    assert 'event=start' in old.read_text()
    last = json.loads(site.gate.log.read_text().splitlines()[-1])
    assert last['event'] == 'reload'
    # otpadm log shows both files and both formats as one.
    events = [parse(line)['event']
              for line in site.admin('log').splitlines()]
    assert events[:2] == ['init', 'start'] and events[-1] == 'reload'
    assert site.admin('log').isascii()


def test_the_journal_gets_priorities(fresh):
    site = fresh(log='journal')
    person = site.person()
    site.gate.restart()
    person.client()
    person.login(site.client(), code='000000')
    lines = [l for l in site.gate.stderr.read_text().splitlines()
             if ' event=' in l]
    assert all(re.match(r'<[345]>2\d{3}-', l) for l in lines), lines
    assert [l for l in lines if l.startswith('<5>')
            and 'event=login verdict=allow' in l]
    assert [l for l in lines if l.startswith('<4>') and 'reason=code' in l]
    # otpadm itself does not write to our terminal, unless it has no other way.
    told = site.admin.run('unlock', person.name).stderr
    if os.path.exists('/dev/log'):
        assert told == ''
    else:
        assert re.fullmatch('otpadm: audit log: /dev/log: .*\n', told)


# --- otpadm log --------------------------------------------------------------

def stamp(ago):
    when = datetime.datetime.now(datetime.timezone.utc) \
        - datetime.timedelta(seconds=ago)
    return when.strftime('%Y-%m-%dT%H:%M:%SZ')


def line(ago, user, event='login', json_format=False):
    values = [stamp(ago), event, 'deny', 'code', None, '192.0.2.1', None, user]
    if json_format:
        return json.dumps(dict(zip(FIELDS, values)), separators=(',', ':'))
    return (f'{values[0]} event={event} verdict=deny reason=code factor=- '
            f'addr=192.0.2.1 detail=- user="{user}"')


@pytest.fixture(name='place')
def _place(tmp_path):
    place = Place(tmp_path)
    place.log.write_text('')
    return place


def test_log_of_one_user(place):
    place.log.write_text('\n'.join([
        line(50, 'alice'), line(40, 'alice2'),
        line(30, 'bob', 'user\\x3d\\x22alice\\x22'),
        line(20, 'alice', json_format=True), line(10, 'bob', json_format=True),
        f'{stamp(5)} event=error detail="user=\\x22alice\\x22"']) + '\n')
    assert len(place('log').splitlines()) == 6
    shown = place('log', 'Alice').splitlines()
    assert [parse(l)['user'] for l in shown] == ['alice'] * 2
    assert shown[1].endswith('user="alice"'), 'JSON lines are shown as text'
    assert place('log', 'nobody') == ''
    assert 'not a user name' in place.refuse('log', 'a b')


def test_log_of_a_name_shows_how_a_user_came_to_it(place):
    """Lines say the name of their time; the one in between is for both."""
    place.enroll('alice')
    place('rename', 'alice', 'bob')
    place.enroll('carol')
    place.refuse('rename', 'carol', 'bob')
    place('disable', 'bob')
    shown = [l.split(' ')[1] for l in place('log', 'bob').splitlines()]
    assert shown == ['event=rename', 'event=disable']
    assert 'detail="now bob" user="alice"' in place('log', 'bob')
    shown = [l.split(' ')[1] for l in place('log', 'alice').splitlines()]
    assert shown == ['event=enroll', 'event=rename']


def test_log_since(place):
    place.log.write_text('\n'.join(line(ago, 'alice', f'e{ago}') for ago in
                                   (9 * 86400, 86400, 7000, 100)) + '\n')

    def events(since):
        return [parse(l)['event'] for l in
                place('log', '--since', since).splitlines()]

    assert events('3600') == events('1h') == events('60m') == ['e100']
    assert events('2h') == ['e7000', 'e100']
    assert events('7d') == ['e86400', 'e7000', 'e100']
    assert len(events('2000-01-01')) == 4
    assert events(stamp(0)) == []
    assert events(stamp(7060)) == ['e7000', 'e100']
    assert events('2099-01-01T00:00:00+01:00') == []
    for bad in ('', 'yesterday', '2026-02-30', '-1h', '1w', '7 d', '2026-11-23 '
                '09:00:00', '99999999d'):
        assert '--since' in place.refuse('log', '--since', bad, status=2)


def test_log_as_json(place):
    place.log.write_text('\n'.join([
        line(50, 'alice'), line(40, 'bob', json_format=True),
        f'{stamp(5)} event=error detail="\\x22\\xff\\x0a"']) + '\n')
    shown = [json.loads(l) for l in place('log', '--json').splitlines()]
    assert [list(e) for e in shown] == [FIELDS, FIELDS,
                                        ['time', 'event', 'detail']]
    assert shown[0]['user'] == 'alice' and shown[0]['factor'] is None
    assert shown[2]['detail'] == '"\ufffd\n'
    assert [parse(l)['user'] for l in
            place('--json', 'log', 'bob').splitlines()] == ['bob']


def test_garbage_in_the_log_is_passed_over_and_never_shown(place):
    junk = [b'', b'\0' * 5000, b'\x1b]0;owned\x07', b'\xff' * 300,
            b'x' * 200000, b'{' * 70000, line(1, 'x').encode()[:-3],
            b' ' + line(1, 'x').encode(), line(1, 'x').encode() + b'\x1b[2J',
            line(1, 'x').encode().replace(b'"x"', b'"\x1b[31mx"'),
            b'{"time":null}', b'[]', line(1, 'x').encode() + b'\r']
    good = [line(60 - i, f'u{i}', json_format=i % 2 == 1).encode()
            for i in range(len(junk) + 1)]
    text = b'\n'.join(b for pair in zip(good, junk) for b in pair)
    place.log.write_bytes(text + b'\n' + good[-1])  # its end is missing
    run = place.run('log')
    assert run.returncode == 0
    assert [parse(l)['user'] for l in run.stdout.splitlines()] == \
        [f'u{i}' for i in range(len(good))]
    # an empty one is nobody's, and told to nobody
    assert f'{len(junk) - 1} lines are not of this log' in run.stderr
    assert '\x1b' not in run.stdout + run.stderr


def test_hostile_text_is_shown_escaped(place):
    event = dict(zip(FIELDS, [stamp(5), 'login', 'deny', 'code', None,
                              '192.0.2.1', 'a\n\x1b[31m"\\\u202e', 'alice']))
    text = json.dumps(event, separators=(',', ':')).replace('\\n', '\\u000a')
    place.log.write_text(text + '\n')
    shown = place('log')
    assert 'detail="a\\x0a\\x1b[31m\\x22\\x5c\\xe2\\x80\\xae"' in shown
    assert shown.count('\n') == 1 and '\x1b' not in shown


def test_the_file_that_was_rotated_away_is_read_first(place):
    old = place.log.with_name(place.log.name + '.1')
    old.write_text(line(5000, 'alice', 'old') + '\n')
    place.log.write_text(line(10, 'alice', 'new') + '\n')
    assert [parse(l)['event'] for l in place('log').splitlines()] == \
        ['old', 'new']
    assert [parse(l)['event'] for l in place('log', '--since', '1h')
            .splitlines()] == ['new']
    # Rotated, and nothing written since: the file itself may be missing.
    place.log.unlink()
    assert [parse(l)['event'] for l in place('log').splitlines()] == ['old']
    old.unlink()
    assert 'No such file' in place.refuse('log')
    # One file under both names is read once.
    place.log.write_text(line(10, 'alice', 'new') + '\n')
    old.hardlink_to(place.log)
    assert len(place('log').splitlines()) == 1


def test_what_is_no_file_is_not_read(place):
    old = place.log.with_name(place.log.name + '.1')
    old.symlink_to('/etc/passwd')
    assert 'not a symlink' in place.refuse('log')
    old.unlink()
    place.log.unlink()
    subprocess.run(['mkfifo', str(place.log)], check=True)
    assert 'regular file' in place.refuse('log')


JOURNAL = ('journalctl _SYSTEMD_UNIT=otpgate.service + _UID=0 '
           'SYSLOG_IDENTIFIER=otpadm')


@pytest.mark.parametrize('log,wanted', (
    ('syslog', JOURNAL), ('journal', JOURNAL),
    ('stderr', 'standard error')))
def test_a_log_that_is_no_file(tmp_path, log, wanted):
    place = Place(tmp_path, init=False, log=log)
    assert wanted in place.refuse('log')
    if log == 'stderr':
        return
    text = place.refuse('log', 'alice', '--since', '2026-11-23')
    assert "-S '2026-11-23 00:00:00 UTC'" in text
    assert """-g 'user="alice"|"now alice"'""" in text


@pytest.mark.plain
@pytest.mark.timeout(300)
def test_a_log_of_100_mb_is_streamed(place):
    chunk = ''.join(line(3600, f'u{i}', json_format=i % 2 == 0) + '\n'
                    for i in range(9000)).encode()
    with place.log.open('wb') as f:
        while f.tell() < 100 << 20:
            f.write(chunk)
        f.write(line(5, 'needle').encode() + b'\n')
    limit = 64 << 20

    def small():
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))

    begun = time.monotonic()
    run = subprocess.run([h.OTPADM, '-c', place.conf, 'log', 'needle'],
                         capture_output=True, text=True, check=True,
                         preexec_fn=small)
    print(f'100 MiB in {time.monotonic() - begun:.2f} s')
    assert [parse(l)['user'] for l in run.stdout.splitlines()] == ['needle']
    # Whoever stops reading stops it.
    run = subprocess.run(f'"{h.OTPADM}" -c "{place.conf}" log | head -n 1',
                         shell=True, capture_output=True, text=True,
                         check=True, timeout=20)
    assert run.stdout.count('\n') == 1
    place.log.unlink()
