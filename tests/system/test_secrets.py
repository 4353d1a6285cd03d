# SPDX-License-Identifier: ISC
"""After a full run no secret stands in a log line, an argument, the
environment, an error or, as it is, in the database."""

import base64
import pathlib
import subprocess

import pytest

from harness import build, fcgi
from harness.site import Site
from harness.web import PRE


class Secrets:
    """What must not be found anywhere, by name."""

    def __init__(self):
        self.words = {}

    def add(self, kind, text):
        assert len(text) >= 6, (kind, text)
        self.words.setdefault(kind, set()).add(text)

    def add_seed(self, secret):
        raw = base64.b32decode(secret + '=' * (-len(secret) % 8))
        self.add('seed', secret)
        self.add('seed', secret.lower())
        self.add('seed', raw.hex())
        self.add('seed', raw.hex().upper())
        self.add('seed', base64.b64encode(raw).decode().rstrip('='))
        self.add('seed', base64.urlsafe_b64encode(raw).decode().rstrip('='))

    def found_in(self, text):
        return {kind for kind, words in self.words.items()
                if any(word in text for word in words)}


@pytest.fixture(scope='module')
def story():
    """A full run: everything a person and an administrator do, right and
    wrong; then what there is to look through."""
    site = Site()
    secrets = Secrets()
    places = {}
    for key in site.gate.keys.read_text().split():
        if len(key) == 43:
            secrets.add('key', key)
    try:
        live(site, secrets)
        pid = site.gate.process.pid
        for name in ('cmdline', 'environ'):
            try:
                places[name] = pathlib.Path(f'/proc/{pid}/{name}') \
                    .read_bytes().decode('latin-1')
            except PermissionError:
                places[name] = ''  # not even its own user may look
        places['audit log'] = site.gate.log.read_text()
        places['stderr'] = site.gate.stderr.read_text()
        places['nginx logs'] = site.nginx.logs()
        places['database'] = site.gate.database.read_bytes().decode('latin-1')
        site.gate.stop()
        places['stderr at the end'] = site.gate.stderr.read_text()
        places['config'] = site.gate.config.read_text()
        yield site, secrets, places
    finally:
        site.remove()


def live(site, secrets):
    admin = site.admin
    for n, options in enumerate(([], ['--hotp'], ['--algorithm', 'SHA256'])):
        password = f'A very secret pass phrase {n}!'
        secrets.add('password', password)
        person = site.person(*options, password=password)
        secrets.add_seed(person.phone.secret)
        client = site.client()
        form = client.form()
        secrets.add('form token', form.fields['csrf'])
        secrets.add('pre-session', client.cookies[PRE])
        codes = [person.phone.wrong(), person.phone.code()]
        for code in codes + [codes[1]]:
            person.login(client, code=code)
        for code in codes:
            secrets.add('code', f'"{code}"')
            secrets.add('code', f'code={code}')
            secrets.add('code', f' {code} ')
        secrets.add('session', client.session)
        secrets.add('wrong password', 'Tr0ub4dor and the rest')
        person.login(site.client(), password='Tr0ub4dor and the rest')
        # People type their password where the name belongs.
        secrets.add('misplaced password', 'misplaced.secret')
        site.client().login('misplaced.secret', 'x', '123456')
        recovery = admin.codes(person.name)
        for code in recovery:
            secrets.add('recovery code', code)
            secrets.add('recovery code', code[3:].replace('-', ''))
        person.login(site.client(), recovery=recovery[0])
        person.login(site.client(), recovery=recovery[0])
        person.login(site.client(), recovery=recovery[1][:-1] + '0')
        # Mangled requests make error lines; these must not quote.
        site.check(f'__Host-otpgate={client.session}x', policy='/otp/check/x')
        site.check(f'__Host-otpgate={client.session}', host='evil.example')
        fcgi.send_raw(site.gate.socket, b'\x01garbage' + password.encode())
        client.post('/otp/login', b'user=%zz&password=' + password.encode())
        client.get('/')
        assert client.logout().status == 200
        rotated = admin.rotate(person.name)
        secrets.add_seed(rotated.secret)
        admin.run('verify', '--stdin', person.name, stdin=codes[0] + '\n')
        admin.run('confirm', '--stdin', person.name, stdin=codes[0] + '\n')
        admin('uri', '--reveal', '--id', '1', person.name)
        admin('list')
        admin('show', person.name)
        admin('--json', 'show', person.name)
        admin('sessions', person.name)
        admin.run('enroll', '--secret-stdin', 'x', stdin='NOT-A-SEED-8888\n')
        secrets.add('refused seed', 'NOT-A-SEED-8888')
    admin('keys', 'rotate')
    admin('check')
    admin('compact')


@pytest.mark.parametrize('place', [
    'cmdline', 'environ', 'audit log', 'stderr', 'stderr at the end',
    'config'])
def test_no_secret_in(story, place):
    _, secrets, places = story
    assert secrets.found_in(places[place]) == set()


def test_no_secret_in_the_database_as_it_is(story):
    _, secrets, places = story
    assert len(places['database']) > 1000
    assert secrets.found_in(places['database']) == set()


def test_the_web_server_has_logged_no_secret(story):
    _, secrets, places = story
    assert 'POST /otp/login' in places['nginx logs']
    assert secrets.found_in(places['nginx logs']) == set()


def test_the_search_finds_what_is_there(story):
    # The twin: a log that held them would be noticed, kind by kind.
    _, secrets, _ = story
    assert len(secrets.words) == 11, sorted(secrets.words)
    for kind, words in secrets.words.items():
        for word in words:
            assert kind in secrets.found_in(f'x {word} y')


def test_otpadm_shows_secrets_only_where_they_are_the_answer(story):
    site, secrets, _ = story
    giving = {'enroll', 'rotate', 'codes', 'uri', 'qr'}
    seen = 0
    for argv, out, err in site.admin.printed:
        command = next(a for a in argv[3:] if not a.startswith('-'))
        assert secrets.found_in(' '.join(argv)) == set(), argv
        assert secrets.found_in(err) == set(), (argv, err)
        if command not in giving:
            seen += 1
            assert secrets.found_in(out) == set(), (argv, out)
    assert seen > 10


def test_the_log_tells_what_happened_all_the_same(story):
    _, _, places = story
    for event in ('event=login verdict=allow', 'event=login verdict=deny',
                  'reason=replay', 'reason=recovery', 'factor=recovery',
                  'event=logout'):
        assert event in places['audit log'], event
    for line in places['audit log'].splitlines():
        assert line.isprintable() and line[10] == 'T' and \
            line.split()[0].endswith('Z'), line


def test_secrets_are_no_arguments(site):
    for args in (('passwd', 'x', 'secret'), ('confirm', 'x', '123456'),
                 ('verify', 'x', '123456')):
        assert site.admin.run(*args).returncode == 2


def test_the_responder_cannot_be_dumped_or_traced(site):
    limits = pathlib.Path(
        f'/proc/{site.gate.process.pid}/limits').read_text()
    core = next(line for line in limits.splitlines()
                if line.startswith('Max core file size'))
    assert core.split()[4:6] == ['0', '0']
    # Not dumpable: its /proc files belong to root, whoever it runs as.
    assert pathlib.Path(f'/proc/{site.gate.process.pid}/environ') \
        .stat().st_uid == 0


def test_log_injection(site):
    evil = 'x\nevent=login verdict=allow user="root"\r\x1b[31m'
    site.client().login(evil, 'x', '123456')
    person = site.person()
    client = site.client()
    form = client.form()
    reply = person.login(client, form=form,
                         headers={'User-Agent': 'a"b\\c\x01 user="root"'})
    assert reply.status == 303
    for line in site.gate.log.read_text().splitlines():
        assert line.isprintable() and 'user="root"' not in line
    assert '\x1b' not in site.admin('sessions', person.name)


def test_strings_of_the_programs_hold_no_test_key():
    for program in (build.OTPGATE, build.OTPADM):
        text = subprocess.run(['strings', '-n', '20', program],
                              capture_output=True, text=True,
                              check=True).stdout
        assert 'BEGIN PRIVATE' not in text
        assert '12345678901234567890' not in text
