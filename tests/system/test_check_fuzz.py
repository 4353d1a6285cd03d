# SPDX-License-Identifier: ISC
"""The check answers 204, 401 or 403 and nothing else, whatever it is fed, and
every answer of the gate begins with "Status:"."""

import concurrent.futures
import os
import random
import string
import time

import pytest

from harness import fcgi, wait
from harness.gate import ROOT
from harness.web import PRE, SESSION

HOST = 'app.test'
ANSWERS = (204, 401, 403)


@pytest.fixture(scope='module')
def known(site):
    """A client that has logged in."""
    return site.person('--hotp').client()


def answers(site, params, **more):
    got = fcgi.ask(site.gate.socket, params, **more)
    assert got.out.startswith(b'Status: '), got.raw
    assert got.status in ANSWERS, got.out
    assert not got.err
    return got


def cookie(value):
    return f'{SESSION}={value}'


def test_good_and_no_cookie(site, known):
    good = answers(site, fcgi.check_params(HOST, cookie(known.session)))
    assert good.status == 204 and good.get('remote-user')
    none = answers(site, fcgi.check_params(HOST))
    assert none.status == 401 and none.get('remote-user') in (None, '')
    assert none.get('otpgate-reason') == 'none'


@pytest.mark.parametrize('method', [
    'GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'TRACE', 'CONNECT',
    'PATCH', 'PROPFIND', 'FOO', 'get', '', ' ', 'G' * 4000, 'GET\r\nStatus: 204',
    '\0', '\xff'], ids=repr)
def test_any_method(site, known, method):
    assert answers(site, fcgi.check_params(HOST, '', method=method)) \
        .status in (401, 403)
    good = answers(site, fcgi.check_params(
        HOST, cookie(known.session), method=method))
    if method and method.isalpha() and method.isascii() and len(method) < 20:
        assert good.status == 204


NAMES = [name for name, _ in fcgi.check_params(HOST)]


@pytest.mark.parametrize('name', NAMES)
def test_a_parameter_that_is_missing_doubled_or_odd(site, known, name):
    whole = fcgi.check_params(HOST, cookie(known.session))
    assert answers(site, whole).status == 204
    without = [p for p in whole if p[0] != name]
    if name == 'OTPGATE_POLICY':  # it is what makes it a check
        missing = fcgi.ask(site.gate.socket, without)
        assert missing.out.startswith(b'Status: ') and missing.status >= 400
        return
    assert answers(site, without).status != 204
    mine = next(p for p in whole if p[0] == name)
    for extra in (mine, (name, ''), (name, 'x')):
        assert answers(site, whole + [extra]).status != 204
        assert answers(site, [extra] + whole).status != 204
    # Other names that look alike are other names.
    for other in (name.lower(), f'HTTP_{name}', f'{name} ', f'{name}\0',
                  name.replace('_', '-')):
        assert answers(site, without + [(other, mine[1])]).status != 204
        assert answers(site, whole + [(other, mine[1])]).status in ANSWERS
    assert answers(site, without + [(name, mine[1] + '\0x')]).status in \
        ANSWERS


@pytest.mark.parametrize('change', [
    {'host': 'evil.example'}, {'host': 'other.test'}, {'host': ''},
    {'host': 'app.test.'}, {'host': 'app.test:443'}, {'host': 'app.test\0'},
    {'scheme': 'http'}, {'scheme': ''}, {'scheme': 'HTTPS '},
    {'policy': ''}, {'policy': '/'}, {'policy': '/otp/checks'},
    {'policy': '/otp/check/max-age=9'}, {'policy': '/otp/check/max-age='},
    {'policy': '/otp/check/max-age=300/max-age=300'},
    {'policy': '/otp/check/max-age=-1'}, {'policy': '/otp/check/nonsense'},
    {'policy': '/otp/check/groups='}, {'policy': '/otp/check/groups=nobody'},
    {'policy': '/otp/check/factor=recovery'},
    {'policy': '/otp/check/factor=all'}, {'policy': '/otp/check//'},
    {'policy': '/otp/check/max-age=300 '}, {'policy': '/otp/login'},
    {'policy': '/otp/health'}, {'policy': '/otp/check' + '/x' * 2000},
    {'policy': '/otp/check/groups=' + '+'.join(['a'] * 500)},
], ids=str)
def test_a_context_that_does_not_allow(site, known, change):
    params = {'host': HOST, 'cookie': cookie(known.session)}
    assert answers(site, fcgi.check_params(**params)).status == 204
    params.update(change)
    got = fcgi.ask(site.gate.socket, fcgi.check_params(**params))
    assert got.out.startswith(b'Status: ')
    assert got.status != 204 and not got.get('remote-user')
    if params.get('policy', '/otp/check').startswith('/otp/check/'):
        assert got.status in (401, 403)


@pytest.mark.parametrize('policy', [
    '/otp/check/max-age=300', '/otp/check/factor=hotp',
    '/otp/check/factor=totp+hotp/max-age=86400'])
def test_a_policy_that_is_met(site, known, policy):
    assert answers(site, fcgi.check_params(
        HOST, cookie(known.session), policy=policy)).status == 204


def test_every_bit_of_the_cookie_counts(site, known):
    value = known.session.encode()
    for i in range(len(value)):
        for bit in range(8):
            bad = bytearray(value)
            bad[i] ^= 1 << bit
            got = answers(site, fcgi.check_params(
                HOST, cookie(bad.decode('latin-1'))))
            assert got.status != 204, (i, bit)
    assert known.get('/').status == 200


def test_every_length_of_the_cookie_but_one_is_wrong(site, known):
    value = known.session
    for n in list(range(len(value))):
        assert answers(site, fcgi.check_params(
            HOST, cookie(value[:n]))).status == 401
        assert answers(site, fcgi.check_params(
            HOST, cookie(value[n + 1:]))).status == 401
    for extra in ('A', '=', '==', 'AAAA', '.', '\0', ' A', '%00', value):
        assert answers(site, fcgi.check_params(
            HOST, cookie(value + extra))).status in (401, 403)


def test_two_session_cookies_are_none(site, known):
    good = cookie(known.session)
    other = cookie(site.person().client().session)
    for text in (f'{good}; {other}', f'{good}; {good}', f'{good};{good}',
                 f'{good}; {SESSION}=', f'{SESSION}=; {good}',
                 f'{SESSION}=x; {good}', f'{good}; a=b; {other}'):
        assert answers(site, fcgi.check_params(HOST, text)).status == 401


@pytest.mark.parametrize('pattern', [
    '{0}', 'a=b; {0}', '{0}; a=b', 'a=b;{0};c', '; ; {0}', 'x; {0}',
    f'{PRE}=abc; {{0}}', 'caf\xe9=\xff; {0}', 'q="a=b"; {0}',
])
def test_the_cookie_is_found_among_others(site, known, pattern):
    text = pattern.format(cookie(known.session))
    assert answers(site, fcgi.check_params(HOST, text)).status == 204


@pytest.mark.parametrize('pattern', [
    '={0}', '__host-otpgate={1}', '__HOST-OTPGATE={1}', '__Host-otpgate ={1}',
    '__Host-otpgate%3D{1}', 'x__Host-otpgate={1}', '__Host-otpgate-pre={1}',
    '__Secure-otpgate={1}', 'otpgate={1}', '__Host-otpgate="{1}"',
    '__Host-otpgate: {1}', 'a="{0}"', '{0}\r\nx', '__Host-otpgate=={1}',
])
def test_a_cookie_that_only_looks_like_it(site, known, pattern):
    text = pattern.format(cookie(known.session), known.session)
    assert answers(site, fcgi.check_params(HOST, text)).status == 401


@pytest.mark.timed
@pytest.mark.parametrize('filler', [
    lambda n: '; '.join(f'c{i}=v' for i in range(n // 7)),
    lambda n: 'c=' + 'x' * n, lambda n: ';' * n, lambda n: '=' * n,
    lambda n: ' ' * n, lambda n: (SESSION + '; ') * (n // 16),
    lambda n: '\xff' * n, lambda n: '\x01;' * (n // 2),
], ids=range(8))
def test_31_kib_of_cookies(site, known, filler):
    text = filler(31 * 1024)
    begun = time.monotonic()
    assert answers(site, fcgi.check_params(HOST, text)).status in (401, 403)
    found = answers(site, fcgi.check_params(
        HOST, f'{text}; {cookie(known.session)}'))
    if SESSION not in text:
        assert found.status == 204
    assert time.monotonic() - begun < 2


def test_31_kib_of_cookies_through_nginx(known):
    extra = '; '.join(f'c{i}={"v" * 90}' for i in range(325))
    text = f'{extra}; {cookie(known.session)}'
    assert len(text) > 30 * 1024
    assert known.get('/', cookie=text).status == 200
    assert known.get('/', cookie=extra).status == 401


def test_random_parameters(site):
    rng = random.Random(7)
    alphabet = string.printable + '\0\xff\x80'
    for _ in range(300):
        params = fcgi.check_params(HOST, 'a=b')
        for _ in range(rng.randint(1, 4)):
            i = rng.randrange(len(params))
            if params[i][0] == 'OTPGATE_POLICY':
                continue
            params[i] = (params[i][0], ''.join(
                rng.choices(alphabet, k=rng.randint(0, 200))))
        rng.shuffle(params)
        assert answers(site, params).status in (401, 403)


def test_many_and_large_parameters(site, known):
    whole = fcgi.check_params(HOST, cookie(known.session))
    for extra in ([(f'X{i}', 'y') for i in range(5000)],
                  [('X', 'y' * 60000)], [('X' * 60000, 'y')],
                  [('', '')], [('', 'x' * 1000)]):
        got = fcgi.ask(site.gate.socket, whole + extra)
        assert got.raw == b'' or got.out.startswith(b'Status: ')
        assert got.status in (None, *ANSWERS)
    assert answers(site, whole).status == 204


@pytest.mark.parametrize('chunk', [1, 7, 100])
def test_parameters_in_small_records(site, known, chunk):
    assert answers(site, fcgi.check_params(HOST, cookie(known.session)),
                   chunk=chunk).status == 204


@pytest.mark.parametrize('piece', [5, 8, 100])
def test_a_request_that_arrives_in_pieces(site, known, piece):
    data = fcgi.request_bytes(fcgi.check_params(HOST, cookie(known.session)))
    with fcgi.connect(site.gate.socket) as s:
        try:
            for i in range(0, len(data), piece):
                s.sendall(data[i:i + piece])
                time.sleep(0.002)
        except (BrokenPipeError, ConnectionResetError):
            pass  # the answer does not wait for the end of the body
        got = fcgi.receive(s)
    assert got.out.startswith(b'Status: 204')


def test_a_body_behind_a_check_is_never_read_into_the_answer(site, known):
    params = fcgi.check_params(HOST, cookie(known.session), method='POST')
    for body in (b'x' * 17, b'user=a&password=b', b'y' * 300000):
        got = fcgi.send_raw(site.gate.socket,
                            fcgi.request_bytes(params, body))
        assert got.out == b'' or got.out.startswith(b'Status: 204')


PARTS = fcgi.encode(fcgi.check_params(HOST))
HOSTILE = {
    'nothing': b'',
    'one byte': b'\x01',
    'zeros': b'\0' * 4096,
    'http': b'GET /otp/check HTTP/1.1\r\nHost: app.test\r\n\r\n',
    'version 9': fcgi.record(fcgi.BEGIN, b'\0\1\0\0\0\0\0\0', version=9),
    'unknown type': fcgi.record(77, b'abc') + fcgi.begin(),
    'authorizer': fcgi.begin(role=2) + fcgi.stream(fcgi.PARAMS, PARTS)
    + fcgi.record(fcgi.STDIN),
    'role 0': fcgi.begin(role=0) + fcgi.stream(fcgi.PARAMS, PARTS),
    'short begin': fcgi.record(fcgi.BEGIN, b'\0') + fcgi.stream(
        fcgi.PARAMS, PARTS),
    'no begin': fcgi.stream(fcgi.PARAMS, PARTS) + fcgi.record(fcgi.STDIN),
    'twice begun': fcgi.begin() + fcgi.begin() + fcgi.stream(
        fcgi.PARAMS, PARTS) + fcgi.record(fcgi.STDIN),
    'other id': fcgi.begin(request=1) + fcgi.stream(
        fcgi.PARAMS, PARTS, request=2) + fcgi.record(fcgi.STDIN),
    'id 0': fcgi.begin(request=0) + fcgi.stream(fcgi.PARAMS, PARTS, request=0),
    'aborted': fcgi.begin() + fcgi.record(fcgi.ABORT),
    'values': fcgi.record(fcgi.GET_VALUES, fcgi.encode(
        [('FCGI_MAX_CONNS', '')]), request=0),
    'name past the end': fcgi.begin() + fcgi.stream(
        fcgi.PARAMS, b'\x7f\x7fab') + fcgi.record(fcgi.STDIN),
    'huge lengths': fcgi.begin() + fcgi.stream(
        fcgi.PARAMS, b'\xff\xff\xff\xff\xff\xff\xff\xffab'),
    'huge sum': fcgi.begin() + fcgi.stream(
        fcgi.PARAMS, b'\x80\0\0\x02\xff\xff\xff\xfeab'),
    'padding only': fcgi.begin() + fcgi.record(
        fcgi.PARAMS, b'', padding=255) + fcgi.record(fcgi.STDIN),
    'no parameters': fcgi.request_bytes([]),
    'odd padding': fcgi.begin() + fcgi.record(
        fcgi.PARAMS, PARTS, padding=3) + fcgi.record(fcgi.PARAMS)
    + fcgi.record(fcgi.STDIN),
    '256 KiB of parameters': fcgi.begin() + fcgi.stream(
        fcgi.PARAMS, fcgi.encode([('A', 'b' * 65000)] * 4)),
}


@pytest.mark.parametrize('kind', HOSTILE)
def test_hostile_records_get_no_yes_and_do_no_harm(site, known, kind):
    got = fcgi.send_raw(site.gate.socket, HOSTILE[kind], half_close=True)
    assert got.out == b'' or got.out.startswith(b'Status: '), got.raw
    assert got.status in (None, 400, 401, 403, 404, 405)
    assert answers(site, fcgi.check_params(
        HOST, cookie(known.session))).status == 204


def test_random_bytes_do_no_harm(site, known):
    rng = random.Random(11)
    good = fcgi.request_bytes(fcgi.check_params(HOST, 'a=b'))

    def mangled():
        data = bytearray(good)
        for _ in range(rng.randint(1, 6)):
            data[rng.randrange(len(data))] = rng.randrange(256)
        return bytes(data[:rng.randint(1, len(data))])

    with concurrent.futures.ThreadPoolExecutor(50) as pool:
        for got in pool.map(lambda data: fcgi.send_raw(
                site.gate.socket, data, half_close=True),
                [mangled() for _ in range(300)]):
            assert got.out == b'' or got.out.startswith(b'Status: ')
            assert got.status != 204
    assert answers(site, fcgi.check_params(
        HOST, cookie(known.session))).status == 204


@pytest.mark.timed
def test_silent_and_slow_connections_are_closed_and_hold_nobody_up(
        site, known):
    data = fcgi.request_bytes(fcgi.check_params(HOST))
    held = [fcgi.connect(site.gate.socket, timeout=20) for _ in range(60)]
    for i, s in enumerate(held):
        s.sendall(data[:i * 2])
    begun = time.monotonic()
    for _ in range(50):
        assert answers(site, fcgi.check_params(
            HOST, cookie(known.session))).status == 204
    assert time.monotonic() - begun < 3
    try:
        for s in held:
            got = fcgi.receive(s)
            assert got.out == b'' or got.status in (401, 403)
        assert time.monotonic() - begun < 15, 'they were held too long'
    finally:
        for s in held:
            s.close()


@pytest.mark.skipif(not ROOT, reason='only root may look at the process')
def test_descriptors_come_back(site, known):
    def descriptors():
        return len(os.listdir(f'/proc/{site.gate.process.pid}/fd'))

    answers(site, fcgi.check_params(HOST))
    before = descriptors()
    for i in range(300):
        s = fcgi.connect(site.gate.socket)
        s.sendall(fcgi.begin() if i % 2 else b'\x01\x01')
        s.close()
    wait.until(lambda: descriptors() <= before + 2, 15, 'closed descriptors')
    assert known.get('/').status == 200
