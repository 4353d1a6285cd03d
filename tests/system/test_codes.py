# SPDX-License-Identifier: ISC
"""HOTP and TOTP agree with another implementation, oathtool."""

import base64
import concurrent.futures
import random
import subprocess

import pytest

from harness import build
from harness.codes import Authenticator, oathtool

TRIALS = 1000


def ours(lines):
    run = subprocess.run([str(build.VECTORS)], input='\n'.join(lines) + '\n',
                         capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    return run.stdout.split()


def random_case(rng):
    seed = base64.b32encode(rng.randbytes(rng.randint(16, 64)))
    seed = seed.decode().rstrip('=')
    algorithm = rng.choice(['SHA1', 'SHA256', 'SHA512'])
    digits = rng.choice([6, 7, 8])
    if algorithm == 'SHA1' and rng.random() < 0.25:
        counter = rng.choice([rng.randrange(2 ** 8), rng.randrange(2 ** 62)])
        return (f'{algorithm} {seed} {digits} - {counter}',
                ['--hotp', '-c', str(counter)], digits, seed)
    period = rng.choice([30, 60, rng.randint(15, 300)])
    # Up to the year 2255: steps of more than 31 bits are among them.
    when = rng.choice([rng.randrange(2 ** 31), rng.randrange(9 * 10 ** 9)])
    return (f'{algorithm} {seed} {digits} {period} {when}',
            [f'--totp={algorithm}', '-s', f'{period}s', '-N', f'@{when}'],
            digits, seed)


def theirs(case):
    _, args, digits, seed = case
    return oathtool(*args, '-b', '-d', str(digits), seed)


def test_thousand_random_codes_agree_with_oathtool():
    rng = random.Random(20261123)
    cases = [random_case(rng) for _ in range(TRIALS)]
    mine = ours([case[0] for case in cases])
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        other = list(pool.map(theirs, cases))
    assert len(mine) == TRIALS
    wrong = [(c[0], a, b) for c, a, b in zip(cases, mine, other) if a != b]
    assert not wrong, wrong[:3]


def test_a_code_of_another_time_hash_or_seed_differs():
    # The twin of the above: the comparison can fail.
    line = 'SHA1 GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ 8 30 59'
    assert ours([line]) == ['94287082']
    for other in (line.replace('59', '89'), line.replace('SHA1', 'SHA256'),
                  line.replace('GEZD', 'GEZE')):
        assert ours([other]) != ['94287082']


@pytest.mark.parametrize('options', [
    [], ['--digits', '8'], ['--algorithm', 'SHA256', '--period', '60'],
    ['--algorithm', 'SHA512', '--digits', '8', '--period', '15'],
    ['--period', '300'], ['--hotp'], ['--hotp', '--digits', '8'],
], ids=' '.join)
def test_each_kind_of_authenticator_logs_in(site, options):
    person = site.person(*options)
    assert person.phone.hotp == ('--hotp' in options)
    client = site.client()
    wrong = client.login(person.name, person.password, person.phone.wrong())
    assert wrong.status != 303 and not client.session
    assert person.login(client).status == 303
    assert client.get('/').app_header('remote-user') == [person.name]


def test_an_imported_seed_is_the_seed(site):
    # RFC 4226 appendix D: the first ten codes of "12345678901234567890".
    secret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'
    phone = site.admin.enroll('imported', '--hotp', '--secret-stdin',
                              stdin=secret + '\n')
    assert phone.secret == secret
    site.admin.password('imported', 'pass word pass')
    client = site.client()
    assert client.login('imported', 'pass word pass', '755224').status == 303
    assert client.login('imported', 'pass word pass', '287082').status == 303


@pytest.mark.parametrize('secret', [
    'GEZDGNBVGY3TQOJQ',             # 80 bits
    'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
    'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQ0J1',
    '',
])
def test_a_weak_or_malformed_seed_is_refused(site, secret):
    site.admin.refuse('enroll', '--secret-stdin', 'weakling',
                      stdin=secret + '\n')
    assert 'weakling' not in site.admin('list')


def test_the_uri_is_what_authenticators_expect(site):
    phone = site.admin.enroll('uri.reader', '--issuer', 'Büro & Söhne')
    assert phone.uri.startswith('otpauth://totp/')
    assert phone.issuer == 'Büro & Söhne'
    assert phone.label == 'Büro & Söhne:uri.reader'
    again = Authenticator(site.admin('uri', 'uri.reader').strip())
    assert again.secret == phone.secret
