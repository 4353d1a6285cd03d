# SPDX-License-Identifier: ISC
"""What may be asked for without a code must not grow the database or fill the
log: each such request, many times over, while somebody logs in and is told of
in the log."""

import http.client
import re
import urllib.parse

import pytest

from harness import hosts, tls, wait
from harness.attacker import Attacker
from harness.gate import HOSTS
from harness.hosts import APP, LOGIN
from harness.site import Site
from harness.web import NAVIGATE, SESSION, Form, of_a_lost_key

LINES_MAX = 600     # of a kind in a minute
TICKETS = 60        # of a session at once, and one more each two seconds
WIDE = {'connections': 1024, 'address_failures': 0, 'first_factor': 'none'}


def log_of(site):
    return site.gate.log.read_text().splitlines()


def left_out(lines):
    return sum(int(re.search(r'and (\d+) more', line).group(1))
               for line in lines if ' event=lines ' in f' {line} ')


# --- tickets -----------------------------------------------------------------

@pytest.fixture
def several():
    made = hosts.site()
    yield made
    try:
        made.close()
    finally:
        made.remove()


def logged_in(site, person):
    """A browser that has come to a place of another host."""
    client = site.client(APP)
    page = hosts.visit(client, APP, '/notes')
    assert client.host == LOGIN
    reply = hosts.walk(client, person.login(client, form=Form(page.text)))
    assert hosts.seen(reply)['path'] == '/notes'
    return client


def ticket(client):
    """The way to the host with a ticket, for one who says that he has no
    cookie there."""
    client.host = APP
    client.cookies.pop(SESSION, None)
    client.cookies.pop(hosts.COUNT, None)
    reply = hosts.step(client, client.navigate('/notes'))
    client.host = APP
    return hosts.address(reply)[1]


def test_a_session_is_brought_to_other_hosts_only_so_often(several):
    site = several
    person, other = site.person('--hotp'), site.person('--hotp')
    client = logged_in(site, person)
    lines, size = len(log_of(site)), site.gate.database.stat().st_size
    statuses = {}
    for _ in range(10 * TICKETS):
        reply = client.navigate(ticket(client))
        statuses[reply.status] = statuses.get(reply.status, 0) + 1
        if reply.status == 429:
            assert 0 < int(reply.get('retry-after')) <= 2
            assert client.session is None
            break
    assert statuses.get(429), statuses
    again = [client.navigate(ticket(client)).status for _ in range(8)]
    assert 429 in again
    grown = len(log_of(site)) - lines
    assert grown == statuses[303] + again.count(303)
    assert site.gate.database.stat().st_size - size < 4096 * grown
    # Others notice nothing, and he himself goes on as soon as he may.
    assert logged_in(site, other)
    assert site.gate.audit(event='login', verdict='allow', user=other.name)
    wait.until(lambda: client.navigate(ticket(client)).status == 303, 20,
               'a ticket that is taken again')
    assert client.get('/notes').status == 200


def test_one_ticket_again_and_again(several):
    site = several
    client = logged_in(site, site.person('--hotp'))
    way = ticket(client)
    lines = len(log_of(site))
    statuses = []
    for _ in range(2 * TICKETS):
        client.cookies.pop(SESSION, None)
        client.cookies.pop(hosts.COUNT, None)
        statuses.append(client.navigate(way).status)
    assert statuses.count(303) == 1 and 429 in statuses
    assert len(log_of(site)) - lines < 2 * TICKETS - statuses.count(429) + 1


def test_who_is_there_already_spends_nothing(several):
    site = several
    person = site.person('--hotp')
    client = logged_in(site, person)
    session = client.session
    lines, before = log_of(site), site.gate.database.read_bytes()
    for _ in range(3):
        client.cookies.pop(hosts.COUNT, None)
        reply = hosts.step(client, client.navigate('/otp/login?rd=/notes'))
        assert hosts.address(reply)[0] == APP
        reply = hosts.step(client, reply)
        assert reply.status == 303 and reply.get('location') == '/notes'
        assert client.session == session
    assert log_of(site) == lines
    assert site.gate.database.read_bytes() == before
    # Its twin: after a logout the same browser has to log in.
    site.admin('logout', person.name)
    reply = hosts.step(client, client.navigate('/otp/login?rd=/notes'))
    assert reply.status == 200 and 'password' in Form(reply.text).fields


# --- the log -----------------------------------------------------------------

@pytest.fixture
def made():
    sites = []

    def make(**settings):
        sites.append(Site(**settings))
        return sites[-1]

    yield make
    for one in sites:
        one.remove()


def flooded(site, n, counts):
    """n logins of names that nobody has, from everywhere; then the honest."""
    person, known = (site.person('--hotp', password=None) for _ in range(2))
    got = Attacker(site.gate.socket).flood(
        ('nobody.there', '123456', '', f'198.{i % 100}.{i // 100}.1')
        for i in range(n))
    assert got == counts
    return person, known


def test_refused_logins_do_not_fill_the_log_and_guesses_stand_in_it(made):
    site = made(**WIDE)
    n = 2 * LINES_MAX
    person, known = flooded(site, n, {401: n})
    assert known.login(site.client(), code=known.phone.wrong()).status == 401
    assert person.client().session
    written = site.gate.audit(event='login', reason='unknown')
    assert LINES_MAX <= len(written) < n
    assert site.gate.audit(event='login', verdict='deny', reason='code',
                           user=known.name)
    assert site.gate.audit(event='login', verdict='allow', user=person.name)
    site.gate.finish()
    written = site.gate.audit(event='login', reason='unknown')
    assert len(written) + left_out(log_of(site)) == n


def test_nor_do_those_that_fail_because_something_is_broken(made):
    site = made(**WIDE)
    person = site.person('--hotp', password=None)
    away = site.gate.database.with_suffix('.away')
    site.gate.database.rename(away)
    n = LINES_MAX + 300
    got = Attacker(site.gate.socket).flood(
        (person.name, '123456', '', f'198.{i % 100}.{i // 100}.1')
        for i in range(n))
    away.rename(site.gate.database)
    assert not set(got) & {200, 302, 303}
    assert len(site.gate.audit(event='login', reason='error')) < n
    assert person.client().session
    assert site.gate.audit(event='login', verdict='allow', user=person.name)
    site.gate.finish()
    lines = site.gate.audit(event='login', reason='error')
    assert len(lines) + left_out(log_of(site)) <= n


# --- all else ----------------------------------------------------------------

FORM = 'application/x-www-form-urlencoded'
OURS = f'https://{HOSTS[0]}'

# Method, path, headers, body; "COOKIE" is replaced by a session's that was.
REQUESTS = {
    'no such page': ('GET', '/otp/nothing', {}, None),
    'no such method': ('DELETE', '/otp/login', {}, None),
    'login page': ('GET', '/otp/login', {}, None),
    'another origin': ('POST', '/otp/login', {'Origin': 'https://evil.test'},
                       'user=a&csrf=x'),
    'no form token': ('POST', '/otp/login', {'Origin': OURS},
                      'user=a&code=1'),
    'no form at all': ('POST', '/otp/login', {'Origin': OURS}, '%%%'),
    'another type': ('POST', '/otp/login', {'Content-Type': 'text/plain'},
                     'x'),
    'logout page': ('GET', '/otp/logout', {'Cookie': 'COOKIE'}, None),
    'logout of nobody': ('POST', '/otp/logout', {'Origin': OURS}, 'csrf=x'),
    'logout of another site': ('POST', '/otp/logout',
                               {'Origin': 'https://evil.test',
                                'Cookie': 'COOKIE'}, 'csrf=x'),
    'a session that has ended': ('GET', '/', {'Cookie': 'COOKIE', **NAVIGATE},
                                 None),
    'a forged session': ('GET', '/', {'Cookie': 'FORGED'}, None),
    'two sessions': ('GET', '/', {'Cookie': 'COOKIE; FORGED'}, None),
    'a form that is kept': ('POST', '/notes', {
        'Cookie': 'COOKIE', 'Origin': OURS, **NAVIGATE}, 'text=x'),
    'a form that is not kept': ('POST', '/notes', NAVIGATE, 'text=x'),
    'kept form of nobody': ('POST', '/otp/resume', {'Origin': OURS},
                            'kept=x&need='),
    'a ticket': ('GET', '/otp/ticket?t=' + 98 * 'x' + '&rd=/', {}, None),
    'a token of nobody': ('GET', '/', {
        'Authorization': 'Bearer otpgate_' + 32 * 'x'}, None),
    'health': ('GET', '/otp/health', {}, None),
    'a demand that is not known': ('GET', '/typo/', {}, None),
}


def ask(connection, request, session):
    method, path, headers, body = request
    send = {'Host': HOSTS[0], 'Content-Type': FORM, **headers}
    if 'Cookie' in send:
        send['Cookie'] = send['Cookie'].replace(
            'COOKIE', f'{SESSION}={session}').replace(
            'FORGED', f'{SESSION}={of_a_lost_key(session)}')
    try:
        connection.request(method, path, body, send)
        answer = connection.getresponse()
    except http.client.RemoteDisconnected:
        # nginx may end a connection that it kept; then on another one
        connection.close()
        connection.request(method, path, body, send)
        answer = connection.getresponse()
    answer.read()
    return answer.status


def test_no_other_request_of_strangers_is_committed_or_logged(made):
    site = made()
    person = site.person('--hotp')
    client = person.client()
    session = client.session
    site.admin('logout', person.name)
    grown = {}
    before = site.gate.database.read_bytes()
    for name, request in REQUESTS.items():
        connection = http.client.HTTPSConnection(
            '127.0.0.1', site.nginx.port, context=tls.context(), timeout=30)
        lines = len(log_of(site))
        statuses = {ask(connection, request, session) for _ in range(12)}
        connection.close()
        assert max(statuses) < 500, (name, statuses)
        grown[name] = len(log_of(site)) - lines
        assert site.gate.database.read_bytes() == before, name
    # A mistake of the administrator's is told of once a second.
    assert 1 <= grown.pop('a demand that is not known') < 12
    # What is refused for its origin has a line each, of 600 a minute.
    assert grown.pop('another origin') == 12
    assert grown.pop('logout of another site') == 12
    assert not any(grown.values()), grown
    # Tokens, too: the first use, and then one an hour.
    assert person.login(site.client()).status == 303
    assert site.gate.audit(event='login', verdict='allow', user=person.name)


def test_what_a_session_may_do_again_and_again(made):
    """Checks, pages, step-ups that are not there: nothing is committed but the
    time of the last use, and nothing logged."""
    site = made()
    client = site.person('--hotp').client()
    lines, size = len(log_of(site)), site.gate.database.stat().st_size
    cookie = f'{SESSION}={client.session}'
    for _ in range(12):
        assert site.check(cookie).status == 204
        assert client.navigate('/otp/login').status == 200
        assert client.navigate('/otp/logout').status == 200
        body = urllib.parse.urlencode({'csrf': 'x'})
        assert client.post('/otp/logout', body).status == 403
    assert len(log_of(site)) == lines
    assert site.gate.database.stat().st_size - size < 4096
