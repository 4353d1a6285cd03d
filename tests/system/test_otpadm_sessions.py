# SPDX-License-Identifier: ISC
"""otpadm about what people hold: sessions, known browsers, tokens.  Most of it
without a responder; the end, with one."""

import base64
import json
import re
import time

import pytest

import otpadm_helpers as h
from otpadm_helpers import Place

FIREFOX = ('Mozilla/5.0 (X11; Linux x86_64; rv:109.0) Gecko/20100101 '
           'Firefox/115.0')
CHROME = ('Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 '
          '(KHTML, like Gecko) Chrome/119.0.0.0 Safari/537.36')
SAFARI = ('Mozilla/5.0 (iPhone; CPU iPhone OS 17_1 like Mac OS X) '
          'AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.1 Mobile')
DAY = 86400


@pytest.fixture(name='place')
def _place(tmp_path):
    return Place(tmp_path)


def audit(place):
    return place.log.read_text().splitlines()


def data(place, *args):
    return json.loads(place('--json', *args))


def add_device(place, user, agent='Firefox on Linux', age=60, failures=0):
    """A browser that has logged in "age" seconds ago; returns its number."""
    number = []

    def edit(record):
        match = re.search(r' next=(\d+)', record)
        number.append(int(match.group(1)) if match else 1)
        record = re.sub(r' next=\d+', '', record)
        digest = base64.urlsafe_b64encode(
            bytes([number[0]]) * 16).decode().rstrip('=')
        when = int(time.time()) - age
        failed = when if failures else 0
        # in the place where it is written: behind the fields of the user
        head, created, rest = re.match(
            r'(.*?)( created=\d+)(.*)', record).groups()
        agent_text = agent.replace(' ', '%20')
        return (f'{head}{created} next={number[0] + 1}{rest} '
                f'd={number[0]},{digest},{when},{when},{failures},{failed},'
                f'0,0,{agent_text}')
    h.append(place, user, edit)
    return number[0]


# --- sessions ----------------------------------------------------------------

def test_sessions_say_in_words_what_the_browser_is(place):
    place.active('alice')
    for i, agent in enumerate((FIREFOX, CHROME, SAFARI, 'curl/8.4.0',
                               'strange \x1b[31m thing'.replace('\x1b', '?'),
                               '')):
        h.add_session(place, 'alice', i + 1, agent=agent,
                      address=f'192.0.2.{i + 1}')
    words = [s['browser'] for s in data(place, 'sessions', 'alice')]
    assert words == ['Firefox on Linux', 'Chrome on Windows',
                     'Safari on iPhone', 'curl', 'strange ?[31m thing',
                     'unknown']
    text = place('sessions', 'alice')
    head, *lines = text.splitlines()
    assert head.split() == ['SESSION', 'USER', 'CREATED', 'SEEN', 'FACTORS',
                            'ADDRESS', 'BROWSER']
    assert lines[0].endswith('192.0.2.1  Firefox on Linux')
    # the raw header is for programs only
    assert 'Gecko' not in text
    assert data(place, 'sessions', 'alice')[0]['agent'] == FIREFOX


def test_logout_names_one_session_or_all(place):
    place.active('alice')
    one, two = (h.add_session(place, 'alice', n) for n in (1, 2))
    place('logout', '--session', one, 'alice')
    assert [s['id'] for s in data(place, 'sessions')] == [two]
    assert '1 session ended' in place('logout', 'alice')
    assert data(place, 'sessions') == []
    done = [l for l in audit(place) if 'event=logout' in l]
    assert len(done) == 2 and all('verdict=done' in l for l in done)


# --- known browsers ----------------------------------------------------------

def test_devices_are_listed(place):
    place.active('alice')
    place.active('bob')
    one = add_device(place, 'alice', failures=4)
    two = add_device(place, 'alice', agent='Safari on iPhone', age=3600)
    add_device(place, 'alice', agent='long ago', age=91 * DAY)
    three = add_device(place, 'bob', agent='curl')
    text = place('devices')
    assert 'Safari on iPhone' in text and 'bob' in text
    assert 'long ago' not in text  # forgotten
    assert 'bob' not in place('devices', 'alice')
    listed = data(place, 'devices', 'alice')
    assert [(d['id'], d['browser'], d['failures']) for d in listed] == [
        (one, 'Firefox on Linux', 4), (two, 'Safari on iPhone', 0)]
    assert data(place, 'devices', 'bob')[0]['id'] == three
    assert data(place, 'devices')[-1]['user'] == 'bob'
    place.refuse('devices', 'nobody-here')


def test_devices_are_revoked(place):
    place.active('alice')
    one, two, three = (add_device(place, 'alice') for _ in range(3))
    place('devices', 'alice', '--revoke', two)
    assert [d['id'] for d in data(place, 'devices', 'alice')] == [one, three]
    with h.sealed(place.database):
        assert 'no such browser' in place.refuse(
            'devices', 'alice', '--revoke', two)
    assert '2 browsers forgotten' in place('devices', 'alice', '--all')
    assert data(place, 'devices', 'alice') == []
    done = [l for l in audit(place) if 'event=devices' in l]
    assert [('verdict=done' in l) for l in done] == [True, False, True]
    assert 'user="alice"' in done[0]


@pytest.mark.parametrize('args', [
    ('devices', '--all'), ('devices', '--revoke', '1'),
    ('devices', 'alice', '--revoke', '1', '--all'),
    ('devices', 'alice', '--revoke', '0'), ('devices', 'alice', '--revoke', 'x'),
    ('devices', 'alice', '--revoke', '-1'), ('devices', 'alice', 'bob'),
    ('--json', 'devices', 'alice', '--all')], ids=str)
def test_usage_of_devices(place, args):
    place.active('alice')
    with h.sealed(place.database):
        place.refuse(*args, status=2)


# --- tokens ------------------------------------------------------------------

TOKEN = re.compile(r'otpgate_[A-Za-z0-9_-]{32}')


def test_a_token_is_printed_once_and_stored_hashed(place):
    place.enroll('alice')
    token = place('token', 'alice', '--path', '/api').strip()
    assert TOKEN.fullmatch(token)
    for text in (place('token', 'alice', '--list'), place('show', 'alice'),
                 place('--json', 'token', 'alice', '--list'),
                 place('--json', 'show', 'alice'),
                 place.database.read_text(errors='replace'),
                 place.log.read_text()):
        assert token not in text and token[8:] not in text
        assert base64.urlsafe_b64decode(token[8:])[8:].hex() not in text
    # both ends of what it is made of: the user's number, and the secret
    raw = base64.urlsafe_b64decode(token[8:])
    assert raw[:8].hex() == data(place, 'show', 'alice')['id']
    other = place('token', 'alice', '--path', '/api').strip()
    assert base64.urlsafe_b64decode(other[8:])[8:] != raw[8:]


def test_what_a_token_is_good_for_is_listed(place):
    place.enroll('alice')
    made = data(place, 'token', 'alice', '--path', '/api/', '--expires', '30d',
                '--network', '192.0.2.0/24', '--label', 'probe')
    assert TOKEN.fullmatch(made.pop('token'))
    assert made.pop('user') == 'alice'
    listed, = data(place, 'token', 'alice', '--list')
    assert listed == made
    assert (made['path'], made['network'], made['label'], made['used'],
            made['expired']) == ('/api', '192.0.2.0/24', 'probe', None, False)
    days = (time.mktime(time.strptime(made['expires'], '%Y-%m-%dT%H:%M:%SZ'))
            - time.mktime(time.strptime(made['created'],
                                        '%Y-%m-%dT%H:%M:%SZ'))) / DAY
    assert days == pytest.approx(30, abs=0.1)
    text = place('token', 'alice', '--list')
    assert all(w in text for w in ('/api', '192.0.2.0/24', 'probe', 'good'))
    assert '/api from 192.0.2.0/24, label probe' in place('show', 'alice')
    line, = [l for l in audit(place) if 'event=token' in l]
    assert 'verdict=done' in line and '/api from 192.0.2.0/24 until' in line


def test_a_token_ends_in_90_days_unless_told(place):
    place.enroll('alice')
    place('token', 'alice', '--path', '/')
    place('token', 'alice', '--path', '/', '--expires', '366d')
    spans = [time.mktime(time.strptime(t['expires'], '%Y-%m-%dT%H:%M:%SZ'))
             - time.mktime(time.strptime(t['created'], '%Y-%m-%dT%H:%M:%SZ'))
             for t in data(place, 'token', 'alice', '--list')]
    assert spans == pytest.approx([90 * DAY, 366 * DAY], abs=7200)


def test_tokens_are_revoked_one_by_one(place):
    place.enroll('alice')
    for path in ('/a', '/b', '/c'):
        place('token', 'alice', '--path', path)
    ids = [t['id'] for t in data(place, 'token', 'alice', '--list')]
    assert f'token {ids[1]} revoked' in place('token', 'alice', '--revoke',
                                              ids[1])
    assert [t['path'] for t in data(place, 'token', 'alice', '--list')] == [
        '/a', '/c']
    with h.sealed(place.database):
        assert 'no such token' in place.refuse(
            'token', 'alice', '--revoke', ids[1])
    # a number is never given out again
    place('token', 'alice', '--path', '/d')
    assert data(place, 'token', 'alice', '--list')[-1]['id'] > max(ids)


def test_sixteen_tokens_and_no_more(place):
    place.enroll('alice')
    place('token', 'alice', '--path', '/short', '--expires', '60s')
    for _ in range(15):
        place('token', 'alice', '--path', '/api')
    with h.sealed(place.database):
        assert 'revoke one first' in place.refuse(
            'token', 'alice', '--path', '/api')
    # one that has ended makes room
    h.append(place, 'alice', lambda record: re.sub(
        r'( b=\d+,[^,]+,)(\d+),\d+(,\d+,/short)',
        lambda m: f'{m[1]}{m[2]},{int(m[2]) - 1}{m[3]}', record))
    assert data(place, 'token', 'alice', '--list')[0]['expired']
    assert 'ended' in place('token', 'alice', '--list')
    place('token', 'alice', '--path', '/api')
    paths = [t['path'] for t in data(place, 'token', 'alice', '--list')]
    assert paths == ['/api'] * 16
    place('check')


@pytest.mark.parametrize('args', [
    (), ('--label', 'x'), ('--path',), ('--path', ''), ('--path', 'api'),
    ('--path', '//'), ('--path', '/a//b'), ('--path', '/a//'),
    ('--path', '/../x'), ('--path', '/a/./b'), ('--path', '/a%2fb'),
    ('--path', '/a?b'), ('--path', '/a\\b'), ('--path', '/a;b'),
    ('--path', '/otp'), ('--path', '/otp/login'),
    ('--path', 'https://app.test/'), ('--path', '/' + 'x' * 128),
    ('--path', '/ä'), ('--path', '/a b'),
    ('--path', '/', '--expires', '367d'), ('--path', '/', '--expires', '59s'),
    ('--path', '/', '--expires', 'never'), ('--path', '/', '--expires', ''),
    ('--path', '/', '--network', '192.0.2.1/24'),
    ('--path', '/', '--network', 'here'), ('--path', '/', '--network', ''),
    ('--path', '/', '--network', '::/129'),
    ('--path', '/', '--label', 'x' * 33), ('--path', '/', '--label', 'a\nb'),
    ('--path', '/', '--list'), ('--path', '/', '--revoke', '1'),
    ('--list', '--revoke', '1'), ('--revoke', '0'), ('--revoke', 'all'),
    ('--path', '/', 'otpgate_secret')], ids=str)
def test_usage_of_token(place, args):
    place.enroll('alice')
    with h.sealed(place.database):
        place.refuse('token', 'alice', *args, status=2)


def test_a_token_needs_a_user(place):
    place.refuse('token', 'nobody-here', '--path', '/api')
    assert not place.run('token', 'nobody-here', '--path', '/api').stdout


# --- with a responder --------------------------------------------------------

def test_a_login_shows_up_with_its_browser(fresh):
    site = fresh()
    person = site.person()
    client = site.client()
    reply = person.login(client, headers={'User-Agent': FIREFOX})
    assert reply.status == 303
    listed, = json.loads(site.admin('--json', 'sessions', person.name))
    assert listed['browser'] == 'Firefox on Linux'
    assert listed['address'] == '127.0.0.1'
    device, = json.loads(site.admin('--json', 'devices', person.name))
    assert device['browser'] == 'Firefox on Linux'
    shown = json.loads(site.admin('--json', 'show', person.name))
    assert [d['id'] for d in shown['devices']] == [device['id']]
    assert [(l['lane'], l.get('id')) for l in shown['lanes']] == [
        ('open', None), ('first', None), ('key', None),
        ('device', device['id'])]
    # the session ends at once; the browser stays known until revoked
    assert client.navigate('/').status == 200
    site.admin('logout', person.name, '--session', listed['id'])
    assert client.navigate('/').status == 302
    assert json.loads(site.admin('--json', 'devices', person.name))
    site.admin('devices', person.name, '--revoke', device['id'])
    assert json.loads(site.admin('--json', 'devices', person.name)) == []


def test_failures_of_a_known_browser_are_shown_in_its_lane(fresh):
    site = fresh()
    person = site.person()
    client = person.client()
    client.cookies.pop('__Host-otpgate')
    for _ in range(2):
        person.login(client, code=person.phone.wrong())
    shown = json.loads(site.admin('--json', 'show', person.name))
    lanes = {l['lane']: l['failures'] for l in shown['lanes']}
    assert lanes == {'open': 0, 'first': 0, 'key': 0, 'device': 2}
    assert shown['guesses_in_a_year'] == {'strangers': 0, 'owner': 2}
    text = site.admin('show', person.name)
    assert re.search(r'^lane +device \d+: 2 wrong codes', text, re.M)
    assert re.search(r'^guesses +owner: 2 wrong codes in a year', text, re.M)
