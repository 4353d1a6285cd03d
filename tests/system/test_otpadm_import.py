# SPDX-License-Identifier: ISC
"""Secrets that come from elsewhere: what other programs write is taken, and
what is not taken is refused with the field, what it wants, and what to do."""

import json
import os

import pytest

from otpadm_helpers import Phone, Place

SEED = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP'
B32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
SHORT = 'JBSWY3DPEHPK3PXP'  # 80 bits


@pytest.fixture(name='place')
def _place(tmp_path):
    return Place(tmp_path)


def users(place):
    return json.loads(place('--json', 'list'))


def take(place, text, *options):
    phone = place.enroll('alice', '--secret-stdin', *options, stdin=text)
    place('confirm', '--stdin', 'alice', stdin=phone.code())
    return phone


@pytest.mark.parametrize('uri', [
    f'otpauth://totp/Old%3Aal%3Aice?secret={SEED}&issuer=Old',
    f'otpauth://totp/Old:al?secret={SEED}&issuer=New',
    f'otpauth://totp/a%zz%0a?secret={SEED}', f'otpauth://totp/?secret={SEED}',
    f'otpauth://totp?secret={SEED}', f'otpauth://totp/a?secret={SEED}#x&y',
    f'otpauth://totp/:a?secret={SEED}', f'otpauth://totp/a:?secret={SEED}',
    f'otpauth://totp/{"a" * 300}?secret={SEED}',
    f'otpauth://totp/a?secret={SEED}&issuer=a%3Ab',
    f'otpauth://totp/a?Secret={SEED}&Digits=6&PERIOD=30',
    f'  otpauth://totp/a?secret={SEED} \r',
])
def test_harmless_parts_refuse_nothing(place, uri):
    phone = take(place, uri + '\n')
    assert phone.secret == SEED and phone.label.endswith('alice')


GROUPS = [SEED[i:i + 4] for i in range(0, len(SEED), 4)]


@pytest.mark.parametrize('text', [
    # as a URI has blanks and dashes
    *(f'otpauth://totp/a?secret={gap.join(GROUPS)}&digits=6'
      for gap in ('%20', '+', '%2D', '-', '%E2%80%93', '\u2013', '\u00a0',
                  '%C2%A0')),
    # cut out of one
    *(gap.join(GROUPS) for gap in ('%20', '+', ' ', '-')),
    # what a copy brings along
    *(f'{front}{what}{back}' for what in (SEED, f'otpauth://totp/a?secret={SEED}')
      for front, back in (('\ufeff', ''), ("'", "'"), ('"', '"'), ('`', '`'),
                          (' "', '" '), ("\ufeff'", "'"))),
    # no label is of any use
    f'otpauth://totp/C#:al?secret={SEED}&issuer=x',
    f'otpauth://totp/a#?secret={SEED}',
    f'otpauth://totp/a?encoder=&secret={SEED}',
], ids=ascii)
def test_what_is_harmless_in_a_pasted_secret(place, text):
    assert take(place, text + '\n').secret == SEED


def test_the_issuer_of_the_parameter_counts(place):
    uri = f'otpauth://totp/Old:al?secret={SEED}&issuer=New'
    assert take(place, uri).issuer == 'New'


@pytest.mark.parametrize('word', ['SHA-256', 'sha256', 'HmacSHA256'])
def test_sha256_is_spelled_in_several_ways(place, word):
    phone = take(place, f'otpauth://totp/a?secret={SEED}&Algorithm={word}')
    assert phone.algorithm == 'SHA256'
    assert place.enroll('bob', '--algorithm', word).algorithm == 'SHA256'


def decoded(text):
    """The whole bytes that base32 stands for."""
    bits = ''.join(f'{B32.index(c):05b}' for c in text.rstrip('='))
    return [bits[i:i + 8] for i in range(0, len(bits) // 8 * 8, 8)]


@pytest.mark.parametrize('secret', [
    SEED + 'A', SEED + 'AAA', SEED[:-6] + 'Z', SEED[:-6] + 'Z======'])
def test_last_bits_are_dropped_as_the_apps_do(place, secret):
    phone = place.enroll('alice', '--secret-stdin', stdin=secret + '\n')
    assert decoded(phone.secret) == decoded(secret)


@pytest.mark.parametrize('gap', [
    '\u00a0', '\u2009', '\u202f', '\u200b', '\u2060', '\ufeff', '\u200e',
    '\u2011', '\u2013', ' \u00a0 '], ids=ascii)
def test_what_was_pasted_between_groups_does_not_count(place, gap):
    groups = [SEED[i:i + 4] for i in range(0, len(SEED), 4)]
    text = gap + gap.join(groups).lower() + '======' + gap
    assert take(place, text + '\n').secret == SEED


@pytest.mark.parametrize('text', [
    SEED[:-1] + '\u00e9', SEED[:-1] + '\u0406', SEED + '_', '\u200b' * 40,
    SEED[:16] + '=' + SEED[16:], f'\u00a0otpauth://totp/a?secret={SEED}'],
    ids=ascii)
def test_other_characters_still_refuse_it(place, text):
    said = place.refuse('enroll', '--secret-stdin', 'alice', stdin=text + '\n')
    assert SEED[:16] not in said and users(place) == []


@pytest.mark.parametrize('more', [f'{SEED}\n', 'x', '\n\nx\n', '\0'])
def test_several_lines_are_refused(place, more):
    text = place.refuse('enroll', '--secret-stdin', 'alice',
                        stdin=f'{SEED}\n{more}')
    assert 'more than one line' in text and SEED not in text
    assert users(place) == []


def test_empty_lines_behind_are_no_lines(place):
    place('enroll', '--secret-stdin', 'alice', stdin=f'{SEED}\n\r\n\n')


def test_80_bits_are_taken_only_when_told_to(place):
    for text in (SHORT, f'otpauth://totp/a?secret={SHORT}'):
        said = place.refuse('enroll', '--secret-stdin', 'alice', stdin=text)
        assert '80 bits' in said and '--weak' in said and SHORT not in said
    assert users(place) == []
    run = place.run('enroll', '--secret-stdin', '--weak', 'alice', stdin=SHORT)
    assert run.returncode == 0
    assert 'a weak secret of 80 bits' in run.stderr
    # what it names for a remedy does not work at once
    assert 'after its first code: otpadm rotate alice' in run.stderr
    place.refuse('rotate', 'alice')
    phone = Phone(run.stdout.strip())
    assert phone.secret == SHORT
    place('confirm', '--stdin', 'alice', stdin=phone.code())
    assert place('uri', '--reveal', 'alice').strip() == phone.uri
    place('check')
    assert 'weak' not in place.run('rotate', 'alice').stderr
    place.refuse('enroll', '--secret-stdin', '--weak', 'bob', stdin=SHORT[:12])
    assert '--weak' in place.refuse('enroll', '--weak', 'bob', status=2)


U = f'otpauth://totp/a?secret={SEED}'


@pytest.mark.parametrize('text, words', [
    ('otpauth://totp/a?issuer=x', ('secret:', 'missing', 'quotes')),
    ('otpauth://totp/a', ('secret:', 'missing')),
    ('otpauth://totp/a?secret=', ('secret:', 'missing')),
    ('otpauth://totp/a?secret=JBSW0189', ('secret:', 'base32', '0, 1, 8')),
    ('otpauth://totp/a?secret=' + 'JBSWY3DP' * 13,
     ('secret:', '64 bytes')),
    (f'{U}&secret={SEED}', ('secret:', 'twice')),
    (f'{U}&digits=5', ('digits:', '6 to 8')),
    (f'{U}&digits=six', ('digits:', '6 to 8')),
    (f'{U}&period=10', ('period:', '15 to 300')),
    (f'{U}&algorithm=MD5', ('algorithm:', 'SHA1, SHA256 or SHA512')),
    (f'{U}&digits=%zz', ('digits:', '%')),
    (f'otpauth://hotp/a?secret={SEED}', ('counter:', 'missing')),
    (f'otpauth://hotp/a?secret={SEED}&counter=x', ('counter:', 'number')),
    (f'otpauth://hotp/a?secret={SEED}&counter={2**64 - 1}',
     ('counter:', 'at most')),
    (f'otpauth://hotp/a?secret={SEED}&counter={2**52 + 1}',
     ('counter:', f'{2**52} at most')),
    (f'{U}&encoder=steam', ('encoder:', 'letters')),
    (f'{U}&digits=5&encoder=Steam', ('digits:',)),
    (f'otpauth://totp/a?issuer=C#&secret={SEED}', ('secret:', '%23')),
    (f'{U}&issuer=C#&Digits=8', ('digits:', '%23')),
    (f"'{U}", ('base32',)),
    (f'"{SEED}\'', ('base32',)),
    (f'otpauth://motp/a?secret={SEED}', ('totp', 'hotp')),
    (f'otpauth:totp/a?secret={SEED}', ('otpauth://',)),
    ('otpauth-migration://offline?data=abc', ('export', 'one by one')),
    ('A' * 32, ('repeats a single byte',)),
    ('3132333435363738393031323334353637383930', ('hexadecimal', 'base32')),
    ('not base32!', ('base32', 'A to Z')),
    ('JBSWY3DPEHPK3PXP' * 7, ('64 bytes',)),
    ('JBSWY3DP', ('40 bits', '80')),
])
def test_a_refusal_names_the_field_and_the_remedy(place, text, words):
    said = place.refuse('enroll', '--secret-stdin', 'alice', stdin=text + '\n')
    for word in words:
        assert word in said, said
    for secret in ('JBSW', 'AAAA', '3132', 'data=abc'):
        assert secret not in said
    assert said.count('\n') == 1 and users(place) == []


def test_the_greatest_counter_can_be_used(place):
    phone = take(place, f'otpauth://hotp/a?secret={SEED}&counter={2**52}')
    assert phone.counter == 2**52
    assert place.verify('alice', phone.code(1)).returncode == 0


@pytest.mark.parametrize('command', [
    ['enroll', '--secret-stdin'], ['passwd', '--stdin'],
    ['verify', '--stdin'], ['confirm', '--stdin']], ids=lambda c: c[0])
def test_an_empty_first_line_is_named(place, command):
    place.enroll('alice')
    for end in '\n', '\r\n':
        said = place.refuse(*command, 'alice', stdin=f'{end}{SEED}\n')
        assert 'first line is empty' in said, said
    assert 'nothing was given' in place.refuse(*command, 'alice')


def test_a_password_stands_alone(place):
    place.enroll('alice')
    word = 'correct horse battery'
    for more in 'another of these\n', f'{word}\n', 'x':
        said = place.refuse('passwd', '--stdin', 'alice',
                            stdin=f'{word}\n{more}')
        assert 'more than one line' in said and word not in said
    assert users(place)[0]['password'] is False
    place('passwd', '--stdin', 'alice', stdin=f'{word}\n\n')
    assert users(place)[0]['password'] is True


def test_issuer_of_nothing_means_the_setting(place):
    assert place.enroll('alice', '--issuer', '').issuer == 'Test Gate'
    text = f'otpauth://totp/Old:al?secret={SEED}'
    phone = place.enroll('bob', '--issuer', '', '--secret-stdin', stdin=text)
    assert phone.issuer == 'Test Gate'
    assert Phone(place('uri', '--issuer', '', '--id', '1', 'bob').strip()
                 ).issuer == 'Test Gate'


def test_it_waits_for_no_line_of_a_terminal(place):
    """At a terminal there is one line, whatever stands behind it."""
    child = place.terminal('enroll', '--secret-stdin', 'alice')
    child.expect('Secret')
    child.sendline(SEED)
    child.expect('waits for its first code')
    child.close()
    assert os.path.exists(place.database)
