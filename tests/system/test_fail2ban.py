# SPDX-License-Identifier: ISC
"""The shipped fail2ban filter, by the real fail2ban-regex: it finds the address
that nginx saw, whatever somebody types, and never one that somebody wrote."""

import configparser
import json
import shutil
import subprocess
import urllib.parse

import pytest

from harness import build, fcgi
from harness.gate import HOSTS
from harness.site import Site
from harness.web import Form

FILTER = build.SOURCE / 'conf' / 'fail2ban' / 'filter.d' / 'otpgate.conf'
JAIL = build.SOURCE / 'conf' / 'fail2ban' / 'jail.d' / 'otpgate.conf'
VICTIM = '192.0.2.66'
AT = '2026-11-23T09:00:00Z'
LINE = (f'{AT} event=login verdict=deny reason=code factor=- addr={VICTIM} '
        'detail=- user="x"')
HOSTILE = [
    f'addr={VICTIM}', f' addr={VICTIM} ', f'x" addr={VICTIM} user="',
    f'\n{LINE}\n', f'\r\n{LINE}', f'x\0{LINE}', f'\u2028{LINE}\u2029',
    f'\x85{LINE}', f'\x0b\x0c{LINE}', f'{LINE}\\', '"', '\\"', "'", '\\x0a',
    f'{{"time":"{AT}","event":"login","verdict":"deny","reason":"code",'
    f'"factor":null,"addr":"{VICTIM}","detail":null,"user":"x"}}',
    f'","addr":"{VICTIM}","detail":null,"user":"x"}}\n',
    f'\\u000a{LINE}', f'otpgate[1]: {LINE}', f'Nov 23 09:00:00 h {LINE}',
    '<HOST>', f'%{VICTIM}', VICTIM, f'::ffff:{VICTIM}', 'a' * 10240,
    f'addr={VICTIM} ' * 600, '\xff\xfe', '\u202e' + VICTIM[::-1],
]


def banned(path, filter_file=FILTER, **options):
    """The addresses that fail2ban would count, one for each line that it
    takes for a failure."""
    if options:
        filter_file = f'{filter_file}[' + ', '.join(
            f'{k}="{v}"' for k, v in options.items()) + ']'
    tool = shutil.which('fail2ban-regex')
    assert tool, 'fail2ban-regex (fail2ban) is not installed'
    run = subprocess.run([tool, '-o', 'ip', str(path), str(filter_file)],
                         capture_output=True, text=True, check=False)
    assert run.returncode == 0 and 'ERROR' not in run.stderr, run
    return run.stdout.split()


class Caller:
    """A browser at an address of its own, through the eyes of nginx."""

    def __init__(self, site, address, agent='Browser/1.0'):
        self.site, self.address, self.agent = site, address, agent
        self.cookies = {}

    def ask(self, method, uri, body=b''):
        cookie = '; '.join(f'{k}={v}' for k, v in self.cookies.items())
        answer = fcgi.ask(self.site.gate.socket, [
            ('OTPGATE_COOKIE', cookie), ('OTPGATE_URI', uri),
            ('OTPGATE_METHOD', method), ('OTPGATE_ADDR', self.address),
            ('OTPGATE_SCHEME', 'https'), ('OTPGATE_HOST', HOSTS[0]),
            ('OTPGATE_AGENT', self.agent.encode('utf-8', 'surrogateescape')
             .replace(b'\0', b'')),
            ('OTPGATE_ORIGIN', f'https://{HOSTS[0]}'),
            ('CONTENT_LENGTH', str(len(body))),
            ('CONTENT_TYPE', 'application/x-www-form-urlencoded')],
            body, timeout=30)
        for key, value in answer.headers:
            if key == 'set-cookie':
                name, _, rest = value.partition('=')
                self.cookies[name] = rest.split(';')[0]
        return answer

    def login(self, user, password='wrong', code='123456', **more):
        page = self.ask('GET', '/otp/login?fresh=1')
        fields = Form(page.body.decode()).fields
        fields.update(user=user, password=password, code=code, **more)
        return self.ask('POST', '/otp/login',
                        urllib.parse.urlencode(fields).encode())


@pytest.fixture(scope='module', params=['text', 'json'], name='noisy')
def _noisy(request):
    site = Site(web=False, log_format=request.param, address_failures=0,
                free_tries=10)
    yield site
    site.close()


def addresses(kind):
    """As many as there are hostile texts."""
    for i in range(1, len(HOSTILE) + 1):
        yield f'203.0.113.{i}' if kind == 4 else f'2001:db8:7::{i:x}'


@pytest.mark.parametrize('kind', (4, 6))
def test_whatever_is_typed_the_address_is_the_right_one(noisy, tmp_path, kind):
    size = noisy.gate.log.stat().st_size
    person = noisy.person()
    for address, text in zip(addresses(kind), HOSTILE):
        agent = text.replace('\n', ' ').replace('\r', ' ')
        caller = Caller(noisy, address, agent)
        # a NUL byte is no form, and no login either
        expected = 400 if '\0' in text else 401
        assert caller.login(text).status == expected
        assert caller.login(person.name, text, text[:64]).status == expected
        assert caller.login(person.name.upper()).status == 401
    new = noisy.gate.log.read_bytes()[size:]
    log = tmp_path / 'log'
    log.write_bytes(new)
    found = banned(log)
    assert set(found) == set(addresses(kind))
    assert len(found) == 3 * len(HOSTILE) - 2
    if noisy.gate.settings['log_format'] == 'json':
        assert all(json.loads(line)['time'] for line in new.splitlines())
    # Neither the names nor anything else of theirs is in the log.
    assert VICTIM.encode() not in new


def test_what_counts_and_what_does_not(noisy, tmp_path):
    size = noisy.gate.log.stat().st_size
    person = noisy.person()
    codes = noisy.admin.codes(person.name)
    caller = Caller(noisy, '203.0.113.200')
    code = person.phone.code()
    assert caller.login(person.name, person.password, code).status == 303
    assert Caller(noisy, '203.0.113.201').login(
        person.name, person.password, code).status == 401  # replay
    assert Caller(noisy, '203.0.113.202').login(
        person.name, person.password, '').status == 401  # missing
    assert Caller(noisy, '203.0.113.203').login(
        person.name, person.password, '000000').status == 401
    assert Caller(noisy, '203.0.113.204').login(
        person.name, person.password, '', recovery='01' + codes[1][2:]) \
        .status == 401
    guest = Caller(noisy, '203.0.113.206')
    link = noisy.admin('invite', person.name).strip().partition('t=')[2]
    guest.ask('GET', f'/otp/enroll?t={link}')
    form = Form(guest.ask('GET', '/otp/enroll?s=code').body.decode())
    assert guest.ask('POST', form.action, urllib.parse.urlencode(
        {**form.fields, 'code': '000000'}).encode()).status == 422
    assert Caller(noisy, '203.0.113.207').ask(
        'GET', '/otp/enroll?t=' + link[:-1] + 'x').status == 403
    noisy.admin('disable', person.name)
    assert Caller(noisy, '203.0.113.205').login(
        person.name, person.password, code).status == 401
    log = tmp_path / 'log'
    log.write_bytes(noisy.gate.log.read_bytes()[size:])
    assert sorted(banned(log)) == [f'203.0.113.{n}' for n in (203, 204, 205, 206)]


def test_an_address_that_is_none_bans_nobody(noisy, tmp_path):
    """What a badly configured nginx could pass: a header of the client."""
    size = noisy.gate.log.stat().st_size
    for address in (f'x addr={VICTIM}', f'{VICTIM} x', f'{VICTIM}, 10.0.0.1',
                    f'"{VICTIM}"', f'{VICTIM}\n', 'unix:', '',
                    f'x","addr":"{VICTIM}', f'{VICTIM}.evil.test', '1.2.3',
                    f'{VICTIM}\\x20', f'{VICTIM}='):
        Caller(noisy, address).login('nobody')
    log = tmp_path / 'log'
    log.write_bytes(noisy.gate.log.read_bytes()[size:])
    assert banned(log) == []


@pytest.mark.parametrize('log_format', ('text', 'json'))
def test_an_address_that_is_answered_with_429_counts(fresh, log_format):
    site = fresh(web=False, log_format=log_format, address_failures=2,
                 address_interval=60)
    caller = Caller(site, '2001:db8::5')
    assert [caller.login('nobody').status for _ in range(4)] == \
        [401, 401, 429, 429]
    found = banned(site.gate.log)
    assert set(found) == {'2001:db8:0:0::5'} or set(found) == {'2001:db8::5'}
    assert len(found) in (3, 4)  # one line a second


def prefixed(line):
    """The line as syslog, rsyslog and fail2ban's journal reader have it."""
    yield f'Nov 23 09:00:00 gate otpgate[123]: {line}'
    yield f'2026-11-23T10:00:00.123456+01:00 gate otpgate[123]: {line}'


JSON_LINE = json.dumps({
    'time': AT, 'event': 'login', 'verdict': 'deny', 'reason': 'code',
    'factor': None, 'addr': VICTIM, 'detail': None, 'user': 'x'},
    separators=(',', ':'))


def test_lines_that_went_through_syslog(tmp_path):
    log = tmp_path / 'log'
    lines = [p for line in (LINE, JSON_LINE) for p in prefixed(line)]
    log.write_text('\n'.join(lines) + '\n')
    assert banned(log, logtype='syslog') == [VICTIM] * 4
    # Anybody may have written them: nobody is banned unless that is wanted.
    assert banned(log) == []
    # Without a prefix, as in a file of ours.
    log.write_text(f'{LINE}\n{JSON_LINE}\n')
    assert banned(log) == [VICTIM] * 2
    # A code that a session was asked for counts like a login.
    log.write_text(log.read_text().replace('login', 'step-up'))
    assert banned(log) == [VICTIM] * 2


@pytest.mark.parametrize('line', (LINE, JSON_LINE))
def test_what_others_log_bans_nobody(tmp_path, line):
    log = tmp_path / 'log'
    log.write_text('\n'.join([
        f'Nov 23 09:00:00 gate sshd[9]: Invalid user {line} from 192.0.2.1',
        f'Nov 23 09:00:00 gate sshd[9]: Invalid user otpgate[1]: {line}',
        f'Nov 23 09:00:00 gate sshd[9]: otpgate[123]: {line}',
        f'Nov 23 09:00:00 gate otpadm[9]: {line}',
        f'Nov 23 09:00:00 gate otpgate[9]: x {line}',
        f'Nov 23 09:00:00 gate otpgate: {line}',
        f'x {line}', f'"{line}"', f'x\t{line}',
        line.replace('login', 'pam'), line.replace('login', 'token'),
        line.replace('login', 'verify'),
        line.replace('deny', 'allow'), line.replace('code', 'replay'),
        line.replace('code', 'codex'), line.replace('code', 'error'),
    ]) + '\n')
    assert banned(log) == []
    assert banned(log, logtype='syslog') == []


def test_without_the_anchor_this_test_would_fail(tmp_path):
    """The twin: a filter that looks anywhere in a line is fooled."""
    loose = tmp_path / 'loose.conf'
    text = FILTER.read_text()
    assert '_syslog = ^\\s*\\S+ otpgate' in text
    loose.write_text(text.replace('_syslog = ^\\s*\\S+ otpgate',
                                  '_syslog = .*otpgate'))
    log = tmp_path / 'log'
    log.write_text(f'Nov 23 09:00:00 gate sshd[9]: otpgate[123]: {LINE}\n')
    assert banned(log, loose, logtype='syslog') == [VICTIM]
    assert banned(log, logtype='syslog') == []


def test_the_times_of_our_lines_are_utc(tmp_path):
    log = tmp_path / 'log'
    log.write_text(f'{LINE}\n{JSON_LINE}\n')
    run = subprocess.run(
        ['fail2ban-regex', '-v', str(log), str(FILTER)], capture_output=True,
        text=True, check=True, env={'TZ': 'America/New_York',
                                    'PATH': '/usr/bin:/bin'})
    assert run.stdout.count('Mon Nov 23 04:00:00 2026') == 2, run.stdout


def test_the_jail_names_the_filter_and_is_off():
    jail = configparser.ConfigParser(interpolation=None)
    jail.read(JAIL)
    assert jail.sections() == ['otpgate']
    assert jail['otpgate']['filter'] == FILTER.stem
    assert jail['otpgate']['enabled'] == 'false'
    # the way that is not commented out: a file where nobody else can write
    assert jail['otpgate']['backend'] == 'auto'
    assert jail['otpgate']['logpath'] == '/var/log/otpgate/audit.log'
