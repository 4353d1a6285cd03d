# SPDX-License-Identifier: ISC
"""What the responder refuses to start with, and how it is told to go on or to
stop."""

import concurrent.futures
import os
import pathlib
import pwd
import re
import signal
import socket
import subprocess
import time

import pytest

from harness import build, fcgi, wait
from harness.gate import ROOT, Gate


@pytest.fixture
def gate():
    made = Gate()
    yield made
    try:
        made.finish()
    finally:
        made.remove()


def refused(gate, path, *words):
    """Both -t and a start refuse, name the file and say what to do."""
    for options in (('-t',), ('-f',)):
        run = gate.run(*options)
        assert run.returncode not in (0, None) and run.returncode > 0, run
        assert str(path) in run.stderr, run.stderr
        for word in words:
            assert re.search(word, run.stderr, re.I), run.stderr
        assert len(run.stderr.strip()) > len(str(path)) + 10
    assert not gate.socket.exists()


# --- -t and a good configuration ---------------------------------------------

def test_a_good_configuration_passes_and_starts(gate):
    run = gate.run('-t')
    assert run.returncode == 0, run.stderr
    assert not gate.socket.exists()
    gate.start()
    assert gate.stop() == 0


def test_t_changes_nothing(gate):
    def picture():
        return {str(p): (p.stat().st_mtime_ns, p.stat().st_size,
                         p.stat().st_mode)
                for p in gate.folder.rglob('*')
                if p.is_file() and p != gate.log}
    before = picture()
    assert gate.run('-t').returncode == 0
    assert picture() == before


def test_wrong_usage_is_told(gate):
    for options in (('-z',), ('-f', 'extra'), ('-c',)):
        run = subprocess.run([build.OTPGATE, *options], capture_output=True,
                             text=True, timeout=20, check=False,
                             stdin=subprocess.DEVNULL)
        assert run.returncode > 0 and 'usage' in run.stderr.lower()


def test_the_sample_configuration_is_good(gate):
    sample = pathlib.Path(__file__).parents[2] / 'conf' / 'otpgate.conf'
    text = sample.read_text()
    for key in ('database', 'keys', 'socket', 'socket_group', 'user', 'peers',
                'hosts', 'log'):
        value = gate.settings[key]
        new = "'" + str(value) + "'" if not isinstance(value, list) else \
            '{' + ', '.join(f"'{v}'" for v in value) + '}'
        text, count = re.subn(rf'(?m)^#?\s*{key}\s*=.*$', f'{key} = {new}',
                              text, count=1)
        assert count == 1, key
    gate.write_config(text)
    run = gate.run('-t')
    assert run.returncode == 0, run.stderr


# --- the configuration file --------------------------------------------------

BAD_LINES = [
    "no_such_setting = 'x'", "failure_floor = 'soon'", 'failure_floor = -1',
    "idle_timeout = '5'", "idle_timeout = 'x'", "idle_timeout = '30 days'",
    "absolute_timeout = '-1h'", "absolute_timeout = ''",
    'totp_window = 99', 'hotp_look_ahead = 100000', 'disable_at = 101',
    'disable_at = 0', "first_factor = 'maybe'", 'argon2_memory = 1',
    'argon2_memory = 99999999', 'argon2_time = 0', 'argon2_lanes = 64',
    'hosts = {}', "hosts = {'a b'}", "hosts = {'https://app.test'}",
    "hosts = {'app.test/'}", "default_page = 'relative'",
    "default_page = '//evil.example'", "default_page = 'https://evil.example'",
    'socket = "${HOME}/x"', "issuer = '${USER}'", "issuer = 'a:b'",
    "issuer = 'unclosed", 'workers = 0', 'connections = 0',
    "guess_budget = 2", "peers = {'no-such-user-here'}",
    "include('/etc/passwd')", 'x' * 5000, '\0',
]


@pytest.mark.parametrize('line', BAD_LINES, ids=lambda s: s[:40])
def test_a_bad_setting_is_refused_by_file_and_line(gate, line):
    key = line.split('=')[0].strip()
    kept = [old for old in gate.config.read_text().splitlines()
            if old.split('=')[0].strip() != key]
    gate.write_config('\n'.join(kept + [line]) + '\n')
    number = len(kept) + 1
    refused(gate, gate.config)
    stderr = gate.run('-t').stderr
    # A string without an end is noticed at the end.
    assert key in stderr or f':{number}:' in stderr or \
        f':{number + 1}:' in stderr, stderr


def test_a_setting_given_twice_is_refused(gate):
    gate.write_config(gate.config.read_text() + "issuer = 'again'\n")
    refused(gate, gate.config, 'issuer|twice|doubl|already')


def test_no_host_is_refused(gate):
    gate.configure(hosts=None)
    refused(gate, gate.config, 'hosts')


def test_the_environment_changes_no_setting(gate):
    os.environ['OTPGATE_ISSUER'] = 'x'
    try:
        gate.write_config(gate.config.read_text()
                          + 'default_page = ${OTPGATE_ISSUER}\n')
        refused(gate, gate.config)
    finally:
        del os.environ['OTPGATE_ISSUER']


# --- files -------------------------------------------------------------------

def files(gate):
    return {'config': gate.config, 'keys': gate.keys,
            'database': gate.database}


@pytest.mark.parametrize('which', ['config', 'keys', 'database'])
def test_missing(gate, which):
    path = files(gate)[which]
    path.unlink()
    refused(gate, path)


@pytest.mark.parametrize('which, mode', [
    ('config', 0o666), ('config', 0o664), ('keys', 0o644), ('keys', 0o660),
    ('keys', 0o642), ('database', 0o644), ('database', 0o660),
    ('database', 0o602)])
def test_mode(gate, which, mode):
    path = files(gate)[which]
    was = path.stat().st_mode & 0o777
    path.chmod(mode)
    refused(gate, path, 'chmod|mode|writable|readable')
    path.chmod(was)
    assert gate.run('-t').returncode == 0


@pytest.mark.skipif(not ROOT, reason='only root can give files away')
@pytest.mark.parametrize('which', ['config', 'keys', 'database'])
def test_owner(gate, which):
    path = files(gate)[which]
    was = path.stat()
    os.chown(path, pwd.getpwnam('www-data').pw_uid, was.st_gid)
    refused(gate, path, 'chown|own')
    os.chown(path, was.st_uid, was.st_gid)
    assert gate.run('-t').returncode == 0


@pytest.mark.parametrize('which', ['keys', 'database'])
def test_symlink(gate, which):
    path = files(gate)[which]
    real = path.with_suffix('.real')
    path.rename(real)
    path.symlink_to(real)
    refused(gate, path, 'link')


@pytest.mark.parametrize('which', ['keys', 'database'])
def test_second_link(gate, which):
    path = files(gate)[which]
    os.link(path, path.with_suffix('.other'))
    refused(gate, path, 'link')


@pytest.mark.parametrize('which', ['keys', 'database', 'config'])
def test_fifo_and_folder(gate, which):
    path = files(gate)[which]
    path.unlink()
    os.mkfifo(path, 0o600)
    refused(gate, path)
    path.unlink()
    path.mkdir(0o700)
    refused(gate, path)


@pytest.mark.parametrize('folder', ['etc', 'state'])
def test_folder_that_others_may_write(gate, folder):
    (gate.folder / folder).chmod(0o777)
    refused(gate, gate.folder / folder, 'folder|director', 'chmod')


KEYS = {
    'empty': lambda data: b'',
    'half': lambda data: data[:len(data) // 2],
    'short key': lambda data: data.rstrip(b'\n')[:-3] + b'\n',
    'zeros': lambda data: re.sub(rb'[\w-]{43}\n$', b'A' * 43 + b'\n', data),
    'binary': lambda data: b'\0' * len(data),
    'other version': lambda data: data.replace(b'otpgate-keys 1',
                                               b'otpgate-keys 9'),
    'twice the same id': lambda data: data + data.splitlines(True)[-1],
    'no line end': lambda data: data.rstrip(b'\n'),
}


@pytest.mark.parametrize('kind', KEYS)
def test_a_key_file_that_is_none(gate, kind):
    data = gate.keys.read_bytes()
    changed = KEYS[kind](data)
    assert changed != data
    gate.keys.write_bytes(changed)
    refused(gate, gate.keys)
    gate.keys.write_bytes(data)
    assert gate.run('-t').returncode == 0


@pytest.mark.parametrize('contents', [
    b'', b'otp', b'alice:secret\n', b'\0' * 4096, b'otpgate-users 99\n'],
    ids=['empty', 'cut', 'other', 'zeros', 'later'])
def test_a_database_that_is_none(gate, contents):
    with open(gate.database, 'r+b') as f:
        f.truncate(0)
        f.write(contents)
    refused(gate, gate.database)


@pytest.mark.parametrize('which', ['database', 'socket', 'keys'])
def test_a_folder_that_is_missing(gate, which):
    gate.configure(**{which: gate.folder / 'nowhere' / 'at' / 'all'})
    run = gate.run('-f')
    assert run.returncode > 0 and 'nowhere' in run.stderr


def test_a_socket_path_that_is_too_long(gate):
    gate.configure(socket=gate.folder / ('x' * 120))
    run = gate.run('-f')
    assert run.returncode > 0 and 'xxx' in run.stderr


def test_a_file_in_the_place_of_the_socket_is_left_alone(gate):
    gate.socket.write_text('precious')
    run = gate.run('-f')
    assert run.returncode > 0 and str(gate.socket) in run.stderr
    assert gate.socket.read_text() == 'precious'


# --- the socket --------------------------------------------------------------

def test_the_socket_is_for_the_web_server_only(gate):
    gate.start()
    stat = gate.socket.stat()
    assert stat.st_mode & 0o777 == 0o660
    answer = fcgi.ask(gate.socket, fcgi.check_params('app.test'))
    assert answer.status == 401


@pytest.mark.skipif(not ROOT, reason='needs other users')
def test_a_peer_that_is_not_listed_is_turned_away(gate):
    gate.configure(peers=['www-data'])
    gate.start()
    try:
        answer = fcgi.ask(gate.socket, fcgi.check_params('app.test'))
        assert answer.raw == b''
    except (BrokenPipeError, ConnectionResetError):
        pass
    wait.until(lambda: 'peer' in gate.log.read_text()
               + gate.stderr.read_text(), what='a line about the peer')


# --- signals -----------------------------------------------------------------

@pytest.mark.timed
def test_sigterm_and_sigint_end_it_with_0_and_remove_the_socket(gate):
    for number in (signal.SIGTERM, signal.SIGINT):
        gate.start()
        begun = time.monotonic()
        assert gate.stop(number) == 0
        assert time.monotonic() - begun < 5
        assert not gate.socket.exists()


@pytest.mark.timed
def test_sigterm_with_idle_and_half_open_connections(gate):
    gate.start()
    data = fcgi.request_bytes(fcgi.check_params('app.test'))
    held = [fcgi.connect(gate.socket) for _ in range(40)]
    try:
        for i, s in enumerate(held):
            s.sendall(data[:i])
        time.sleep(0.2)
        begun = time.monotonic()
        assert gate.stop() == 0
        assert time.monotonic() - begun < 5.5
    finally:
        for s in held:
            s.close()


@pytest.mark.timed
def test_sigterm_while_someone_logs_in_answers_them(fresh):
    site = fresh(failure_floor=1000)
    person = site.person()
    client = site.client()
    form = client.form()
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        coming = pool.submit(client.login, person.name, 'wrong password',
                             '000000', form=form)
        time.sleep(0.4)
        assert site.gate.stop() == 0
        reply = coming.result()
    assert reply.status < 500 and client.session is None


def test_a_second_sigterm_and_other_signals_do_no_harm(gate):
    gate.start()
    for number in (signal.SIGPIPE, signal.SIGUSR1, signal.SIGCHLD):
        gate.send(number)
    time.sleep(0.2)
    assert fcgi.ask(gate.socket,
                    fcgi.check_params('app.test')).status == 401
    gate.send(signal.SIGTERM)
    assert gate.stop() == 0


def test_a_fault_in_the_shipped_file_is_found_in_its_line(tmp_path):
    shipped = (build.SOURCE / 'conf' / 'otpgate.conf').read_text()
    assert shipped.count('\n#') > 100
    conf = tmp_path / 'shipped.conf'
    conf.write_text(shipped + "foo = 'x'\n")
    conf.chmod(0o644)
    run = subprocess.run([build.OTPGATE, '-t', '-c', conf], text=True,
                         capture_output=True, check=False)
    line = shipped.count('\n') + 1
    assert run.returncode == 1 and f'{conf}:{line}: ' in run.stderr, run


def login_goes_to(site):
    person = site.person()
    reply = person.login(site.client())
    assert reply.status == 303, reply
    return reply.get('location')


def test_sighup_takes_a_new_configuration(fresh):
    site = fresh(default_page='/first')
    assert login_goes_to(site).endswith('/first')
    client = site.person().client()
    site.gate.configure(default_page='/second')
    assert login_goes_to(site).endswith('/first')
    site.gate.send(signal.SIGHUP)
    wait.until(lambda: login_goes_to(site).endswith('/second'),
               what='the new page')
    assert client.get('/').status == 200


@pytest.mark.parametrize('what', ['setting', 'missing', 'keys'])
def test_sighup_with_something_bad_keeps_the_old_and_says_so(fresh, what):
    site = fresh(default_page='/first')
    client = site.person().client()
    good = site.gate.keys.read_bytes()
    if what == 'setting':
        site.gate.write_config("hosts = {'app.test'}\nnonsense = 1\n")
        path = site.gate.config
    elif what == 'missing':
        path = site.gate.config
        path.rename(path.with_suffix('.away'))
    else:
        path = site.gate.keys
        path.write_bytes(b'otpgate-keys 1\n')
        site.gate.configure(default_page='/second')
    site.gate.send(signal.SIGHUP)
    wait.until(lambda: str(path) in site.gate.log.read_text(),
               what='a line about it')
    assert client.get('/').status == 200
    if what == 'missing':
        path.with_suffix('.away').rename(path)
    elif what == 'keys':
        path.write_bytes(good)
    if what != 'setting':
        assert login_goes_to(site).endswith(
            '/first' if what == 'missing' else ('/first', '/second'))
    else:
        site.gate.configure()
        assert login_goes_to(site).endswith('/first')


def test_sighup_names_what_needs_a_restart(fresh):
    site = fresh()
    seen = 0

    def told(**settings):
        nonlocal seen
        site.gate.configure(**settings)
        site.gate.send(signal.SIGHUP)
        seen += 1
        wait.until(lambda: len(site.gate.audit(event='reload')) == seen,
                   what='a line about it')
        return re.search('detail="([^"]*)"',
                         site.gate.audit(event='reload')[-1]).group(1)

    plain = 'settings and keys taken'
    later = plain + '; changed, but used only after a restart:'
    assert told(default_page='/second') == plain
    assert told(workers=5) == later + ' workers'
    # it still does
    assert told(workers=5, hash_queue=31) == later + ' workers hash_queue'
    assert told(connections=100, loops=2) == \
        later + ' workers loops hash_queue connections'
    assert told(log='/nonexistent/log').startswith(later + ' log workers')


def test_sighup_reopens_the_log(fresh):
    site = fresh()
    old = site.gate.log.with_suffix('.1')
    site.gate.log.rename(old)
    site.gate.send(signal.SIGHUP)
    # otpadm makes the file too: only this line says that the gate has it
    wait.until(lambda: site.gate.audit(event='reload'), what='a new log')
    person = site.person()
    assert person.login(site.client()).status == 303
    assert site.gate.audit(event='login', user=person.name)


def test_a_socket_handed_over_by_systemd(gate):
    """LISTEN_FDS: descriptor 3 is the socket that is there already."""
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(str(gate.socket))
    listener.listen(64)
    gate.socket.chmod(0o666 if ROOT else 0o600)
    argv = ['/bin/bash', '-c',
            'exec 3<&"$1" && shift && export LISTEN_PID=$$ LISTEN_FDS=1 && '
            'exec "$@"',
            'bash', str(listener.fileno()), *gate.command('-f')]
    with open(gate.stderr, 'ab') as err:
        gate.process = subprocess.Popen(
            argv, pass_fds=[listener.fileno()], stdin=subprocess.DEVNULL,
            stdout=err, stderr=err)
    listener.close()
    try:
        answer = fcgi.ask(gate.socket, fcgi.check_params('app.test'))
        assert answer.status == 401
        assert gate.stop() == 0
        assert gate.socket.exists(), 'it is systemd\'s, not ours to remove'
    finally:
        gate.remove()
