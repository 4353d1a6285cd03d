# SPDX-License-Identifier: ISC
"""Several hosts with one login: tickets, and what is tried with them."""

import concurrent.futures
import json
import urllib.parse

import pytest

from harness import fcgi, hosts, wait
from harness.gate import Gate
from harness.hosts import APP, COUNT, HOP, LOGIN, OTHER
from harness.web import NAVIGATE, SESSION, Form


@pytest.fixture(scope='module')
def site():
    made = hosts.site()
    yield made
    made.close()


@pytest.fixture
def fresh():
    made = []

    def make(**settings):
        made.append(hosts.site(**settings))
        return made[-1]

    yield make
    try:
        while made:
            made.pop().close()
    finally:
        for one in made:
            one.remove()


@pytest.fixture
def person(site):
    return site.person('--hotp')


def log_in(client, person, page):
    """Fills in the form at the login host; returns the answer."""
    assert client.host == LOGIN and page.status == 200, page
    return person.login(client, form=Form(page.text))


def arrive(site, person, host=APP, path='/notes'):
    """A browser that has logged in on its way to a place."""
    client = site.client(host)
    page = hosts.visit(client, host, path)
    reply = hosts.walk(client, log_in(client, person, page))
    assert hosts.seen(reply)['path'] == path and client.host == host
    return client


def ticket_for(site, person, host=APP, path='/notes', client=None):
    """A browser with a ticket in its hands: (client, path of the ticket)."""
    if client is None:
        client = site.client(host)
        page = hosts.visit(client, host, path)
        reply = log_in(client, person, page)
    else:
        client.host = host
        reply = hosts.step(client, client.navigate(path))
    where, target, query = hosts.address(reply)
    assert where == host and target.startswith('/otp/ticket?'), reply
    assert len(query['t']) == 98 and query['rd'] == path
    client.host = host
    return client, target


def brings_nothing(reply):
    """Refused: no session, nothing of the application, and no way on without
    the person."""
    assert reply.status == 403, reply
    assert not [c for c in reply.all('set-cookie')
                if c.startswith(f'{SESSION}=')]
    assert 'Try again' in reply.text and 'could not be logged in on this site' in reply.text
    assert reply.get('location') is None
    return True


# --- the way there ---

def test_one_login_is_for_all_hosts(site, person):
    client = site.client(APP)
    away = client.navigate('/notes?page=2&x=%20y')
    assert away.status == 302
    where, path, query = hosts.address(away)
    assert where == LOGIN and path.startswith('/otp/login?')
    assert query['rd'] == f'https://{APP}/notes?page=2&x=%20y'
    assert len(query['bind']) == 43 and 'need' not in query
    hop = [c for c in away.all('set-cookie') if c.startswith(f'{HOP}=')]
    assert len(hop) == 1
    attributes = hop[0].split('; ')[1:]
    assert sorted(attributes) == ['HttpOnly', 'Max-Age=600', 'Path=/',
                                  'SameSite=Lax', 'Secure']
    reply = log_in(client, person, hosts.step(client, away))
    assert hosts.address(reply)[0] == APP
    done = hosts.step(client, reply)
    assert done.status == 303
    assert done.get('location') == '/notes?page=2&x=%20y'
    assert done.get('referrer-policy') == 'no-referrer'
    assert done.get('cache-control') == 'no-store'
    page = client.get('/notes?page=2&x=%20y')
    assert page.app_header('remote-user') == [person.name]
    # From here on nobody asks.
    page = hosts.visit(client, OTHER, '/wiki')
    assert hosts.seen(page)['path'] == '/wiki' and client.host == OTHER
    page = hosts.visit(client, OTHER, '/wiki/2')
    assert hosts.seen(page)['path'] == '/wiki/2'
    assert site.gate.audit(event='ticket', verdict='allow',
                           user=person.name)


def test_each_host_has_a_cookie_of_its_own(site, person):
    client = arrive(site, person)
    hosts.visit(client, OTHER, '/')
    cookies = {host: client.jars[host][SESSION]
               for host in (LOGIN, APP, OTHER)}
    assert len(set(cookies.values())) == 3
    for host in (APP, OTHER):
        for whose, value in cookies.items():
            reply = site.client(host).get('/', cookie=f'{SESSION}={value}')
            assert reply.status == (200 if whose == host else 401)
    listed = json.loads(site.admin('--json', 'sessions', person.name))
    assert len(listed['sessions'] if isinstance(listed, dict) else listed) \
        == 1, 'one session for all of them'


@pytest.mark.parametrize('host', [LOGIN, APP, OTHER])
def test_a_logout_on_any_host_is_one_on_all(site, person, host):
    client = arrive(site, person)
    hosts.visit(client, OTHER, '/')
    for there in (APP, OTHER):
        client.host = there
        assert client.get('/x').status == 200
    client.host = host
    assert client.logout().status == 200
    for there in (APP, OTHER):
        client.host = there
        assert client.get('/x').status == 401
        page = hosts.visit(client, there, '/x')
        assert client.host == LOGIN and 'password' in Form(page.text).fields


def test_otpadm_ends_it_on_all_hosts(site, person):
    client = arrive(site, person)
    hosts.visit(client, OTHER, '/')
    site.admin('logout', person.name)
    for there in (APP, OTHER):
        client.host = there
        assert client.get('/x').status == 401


def test_the_login_page_of_a_host_leads_to_the_login_host(site, person):
    client = site.client(APP)
    away = client.navigate('/otp/login?rd=/notes%3Fa%3D1')
    where, path, query = hosts.address(away)
    assert where == LOGIN and query['rd'] == f'https://{APP}/notes?a=1'
    reply = log_in(client, person, hosts.step(client, away))
    assert hosts.seen(hosts.walk(client, reply))['path'] == '/notes?a=1'
    # Without a destination: the default page of the host one came from.
    client = site.client(OTHER)
    away = client.navigate('/otp/login')
    assert hosts.address(away)[2]['rd'] == f'https://{OTHER}/'
    away = client.navigate('/otp/login?rd=https://evil.test/')
    assert hosts.address(away)[2]['rd'] == f'https://{OTHER}/'
    # To a third host: that one sends for a ticket of its own.
    away = client.navigate(f'/otp/login?rd=https://{APP}/y')
    query = hosts.address(away)[2]
    assert query['rd'] == f'https://{APP}/y' and 'bind' not in query


def test_only_one_tab_has_to_log_in(site, person):
    """Two tabs of one host are sent away before anybody logs in."""
    client = site.client(APP)
    first = hosts.step(client, client.navigate('/one'))
    client.host = APP
    second = client.navigate('/two')
    client.host = LOGIN
    done = hosts.walk(client, log_in(client, person, first))
    assert hosts.seen(done)['path'] == '/one'
    assert hosts.seen(hosts.walk(client, second))['path'] == '/two'


def test_two_tickets_for_one_tab_and_the_other(site, person):
    """Both tabs have their ticket, and either may come first."""
    client = arrive(site, person, OTHER)
    client, one = ticket_for(site, person, APP, '/one', client)
    client, two = ticket_for(site, person, APP, '/two', client)
    late = client.navigate(two)
    assert late.status == 303 and late.get('location') == '/two'
    reply = client.navigate(one)
    assert reply.status == 303 and reply.get('location') == '/one'
    assert not [c for c in reply.all('set-cookie')
                if c.startswith(f'{SESSION}=')]


def test_tickets_for_two_hosts_may_overtake_each_other(site, person):
    client = site.client(LOGIN)
    page = client.navigate('/otp/login')
    log_in(client, person, page)
    client, for_app = ticket_for(site, person, APP, '/a', client)
    client, for_other = ticket_for(site, person, OTHER, '/b', client)
    client.host = OTHER
    page = hosts.walk(client, client.navigate(for_other))
    assert hosts.seen(page)['path'] == '/b'
    client.host = APP
    reply = client.navigate(for_app)
    assert reply.status == 302 and hosts.address(reply)[0] == LOGIN
    assert hosts.seen(hosts.walk(client, reply))['path'] == '/a'
    assert client.host == APP


# --- what is tried with tickets ---

def test_a_ticket_is_used_once(site, person):
    client, ticket = ticket_for(site, person)
    thief = client.copy()   # with the cookie of the hop
    assert client.navigate(ticket).get('location') == '/notes'
    assert client.session
    # The browser that is in is led on, and gets nothing new.
    again = client.navigate(ticket)
    assert again.status == 303 and again.get('location') == '/notes'
    assert not [c for c in again.all('set-cookie')
                if c.startswith(f'{SESSION}=')]
    # Another one that has everything, too late: to the login, as anybody.
    thief.jars[LOGIN] = {}
    reply = thief.navigate(ticket)
    assert thief.session is None
    page = hosts.walk(thief, reply)
    assert thief.host == LOGIN and 'password' in Form(page.text).fields
    assert site.gate.audit(event='ticket', verdict='deny', reason='replay')


def test_a_ticket_is_for_one_browser(site, person):
    client, ticket = ticket_for(site, person)
    stranger = site.client(APP)
    assert brings_nothing(stranger.navigate(ticket))
    # One that was sent away itself.
    stranger.navigate('/notes')
    assert HOP in stranger.cookies
    assert brings_nothing(stranger.navigate(ticket))
    assert stranger.session is None
    assert client.navigate(ticket).status == 303 and client.session


def test_two_cookies_of_a_hop_are_none(site, person):
    client, ticket = ticket_for(site, person)
    hop = client.cookies[HOP]
    reply = client.navigate(ticket, cookie=f'{HOP}={hop}; {HOP}={hop}')
    assert brings_nothing(reply)
    assert client.navigate(ticket).status == 303


def test_a_ticket_is_for_one_host(site, person):
    client = arrive(site, person, OTHER)
    client, ticket = ticket_for(site, person, APP, '/notes', client)
    del client.jars[OTHER][SESSION]
    client.host = OTHER
    client.navigate('/notes')   # a hop of that host, too
    assert brings_nothing(client.navigate(ticket))
    # Not even with the hop of the right one.
    assert brings_nothing(client.navigate(
        ticket, cookie=f'{HOP}={client.jars[APP][HOP]}'))
    client.host = LOGIN
    assert client.navigate(ticket).status == 404
    client.host = APP
    assert client.navigate(ticket).status == 303


def test_a_bind_of_somebody_else_helps_nobody(site, person):
    """A link that a stranger made: the victim logs in, and the ticket is for
    the stranger's browser, which never sees it."""
    stranger = site.client(APP)
    link = stranger.navigate('/notes')
    victim = site.client(LOGIN)
    page = hosts.step(victim, link)
    reply = log_in(victim, person, page)
    victim.host, ticket, _ = hosts.address(reply)
    assert brings_nothing(victim.navigate(ticket))
    # And where somebody is logged in already, neither.
    passed_on = hosts.step(victim, link)
    assert brings_nothing(hosts.step(victim, passed_on))
    assert victim.jars.get(APP, {}).get(SESSION) is None


@pytest.mark.parametrize('bind', ['', 'x', 'A' * 42, 'A' * 44, 'B' * 43,
                                  'A' * 42 + '+', '<script>'])
def test_no_ticket_without_a_browser_to_bind_it_to(site, person, bind):
    client = arrive(site, person)
    client.host = LOGIN
    reply = client.navigate('/otp/login?' + urllib.parse.urlencode(
        {'rd': f'https://{APP}/notes', 'bind': bind}))
    assert reply.status == 200 and reply.get('location') is None
    assert '/otp/ticket' not in reply.text


@pytest.mark.parametrize('rd', ['/notes', f'https://{LOGIN}/notes',
                                'https://evil.test/', 'https://example.test/',
                                f'https://{APP}:8443/', f'http://{APP}/',
                                f'https://{APP}.evil.test/',
                                f'https://{APP}//evil.test'])
def test_no_ticket_for_anywhere_else(site, person, rd):
    client, _ = ticket_for(site, person)
    client.host = LOGIN
    reply = client.navigate('/otp/login?' + urllib.parse.urlencode(
        {'rd': rd, 'bind': 'A' * 43}))
    assert '/otp/ticket' not in (reply.get('location') or '') + reply.text


def test_no_ticket_for_a_frame_or_a_stranger(site, person):
    client = arrive(site, person)
    client.host = APP
    del client.cookies[SESSION]
    away = client.navigate('/notes')
    _, path, _ = hosts.address(away)
    client.host = LOGIN
    frame = client.get(path, headers={**NAVIGATE, 'Sec-Fetch-Dest': 'iframe'})
    assert frame.status == 200 and frame.get('location') is None
    assert client.navigate(path).status == 302
    stranger = site.client(LOGIN)
    assert stranger.navigate(path).status == 200


def test_a_changed_ticket_is_refused(site, person):
    client, ticket = ticket_for(site, person)
    head, _, tail = ticket.partition('t=')
    value, _, rest = tail.partition('&')
    for at in (0, 3, 6, 40, len(value) - 1):
        changed = value[:at] + ('A' if value[at] != 'A' else 'B') \
            + value[at + 1:]
        assert brings_nothing(client.navigate(f'{head}t={changed}&{rest}'))
    for other in ('', value[:-1], value + 'A', value + '=', 'A' * 98,
                  client.jars[LOGIN][SESSION], client.cookies[HOP]):
        assert brings_nothing(client.navigate(f'{head}t={other}&{rest}'))
    assert brings_nothing(client.navigate(f'{head}{rest}'))
    assert brings_nothing(client.navigate('/otp/ticket'))
    assert brings_nothing(client.navigate(f'{head}t={value}&t={value}'))
    assert client.navigate(ticket).status == 303


def test_only_a_get_spends_a_ticket(site, person):
    client, ticket = ticket_for(site, person)
    head = client.request('HEAD', ticket, headers=NAVIGATE)
    assert head.status == 403 and client.session is None
    assert client.post(ticket, {}).status == 405
    assert client.request('DELETE', ticket).status == 405
    assert client.navigate(ticket).status == 303 and client.session


@pytest.mark.parametrize('end', ['logout', 'disable', 'remove'])
def test_a_ticket_dies_with_its_session(site, end):
    person = site.person('--hotp')
    client, ticket = ticket_for(site, person)
    if end == 'remove':
        site.admin.run('remove', person.name, '--yes')
        site.admin.run('remove', person.name)
    else:
        site.admin(end, person.name)
    assert brings_nothing(client.navigate(ticket))
    assert client.session is None


def test_a_ticket_leads_to_this_host_only(site, person):
    client = arrive(site, person, OTHER)
    for rd in ('//evil.test', '/\\evil.test', 'https://evil.test/',
               f'https://{OTHER}/', '/a%0d%0ab', '', 'x', '/.//evil.test'):
        client, ticket = ticket_for(site, person, APP, '/notes', client)
        ticket = ticket.partition('&rd=')[0] + '&rd=' \
            + urllib.parse.quote(rd, safe='')
        reply = client.navigate(ticket)
        assert reply.status == 303 and reply.get('location') == '/', rd
        client.jars[APP] = {}
    # And the page of a refusal, too.
    for rd in ('javascript:alert(1)', '//evil.test', '"><script>'):
        page = client.navigate('/otp/ticket?t=x&rd='
                               + urllib.parse.quote(rd, safe=''))
        assert brings_nothing(page) and 'href="/"' in page.text
        assert 'evil' not in page.text and 'script' not in page.text


def test_a_ticket_is_written_down_by_nobody_of_ours(site, person):
    client, ticket = ticket_for(site, person)
    value = urllib.parse.parse_qs(ticket.partition('?')[2])['t'][0]
    done = client.navigate(ticket)
    again = client.navigate(ticket)
    refused = site.client(APP).navigate(ticket)
    for reply in (done, again, refused):
        assert value not in reply.text
        assert value not in str(reply.headers)
    assert value not in site.gate.log.read_text()
    assert value not in site.gate.stderr.read_text()
    assert value not in site.gate.database.read_text(errors='replace')


@pytest.mark.plain
def test_a_ticket_lives_30_seconds(fresh):
    site = fresh(clock=True)
    person = site.person('--hotp')
    client = arrive(site, person, OTHER)
    site.gate.clock.stop()
    client, ticket = ticket_for(site, person, APP, '/notes', client)
    site.gate.clock.advance(31)
    assert brings_nothing(client.navigate(ticket))
    client, ticket = ticket_for(site, person, APP, '/notes', client)
    site.gate.clock.advance(-3)
    assert brings_nothing(client.navigate(ticket))
    # The clock was set back behind the last ticket, and nobody here remembers
    # that one but the record: the next one is good.
    site.gate.clock.advance(-600)
    site.gate.restart()
    client.jars[APP] = {}
    client, ticket = ticket_for(site, person, APP, '/notes', client)
    site.gate.clock.advance(30)
    assert client.navigate(ticket).get('location') == '/notes'
    assert client.session


@pytest.mark.plain
def test_a_ticket_is_no_good_for_a_session_that_became_idle(fresh):
    site = fresh(clock='passing', idle_timeout='60s')
    person = site.person('--hotp')
    client = arrive(site, person, OTHER)
    site.gate.clock.advance(50)
    client, ticket = ticket_for(site, person, APP, '/notes', client)
    site.gate.clock.advance(25)
    assert brings_nothing(client.navigate(ticket))
    assert site.gate.audit(event='ticket', verdict='deny', reason='expired',
                           user=person.name)


@pytest.mark.plain
def test_a_step_up_goes_through_the_login_host(fresh):
    site = fresh(clock='passing')
    person = site.person('--hotp')
    client = arrive(site, person)
    hosts.visit(client, OTHER, '/')
    site.gate.clock.advance(60)
    client.host = APP
    away = client.navigate('/fresh/door')
    query = hosts.address(away)[2]
    assert query['need'] == 'max-age=10'
    page = hosts.step(client, away)
    assert client.host == LOGIN
    form = Form(page.text)
    assert 'password' not in form.fields and 'code' in form.fields
    before = {h: client.jars[h][SESSION] for h in (LOGIN, APP, OTHER)}
    done = hosts.walk(client, client.confirm(form, person.phone.code()))
    assert hosts.seen(done)['path'] == '/fresh/door' and client.host == APP
    assert client.jars[APP][SESSION] != before[APP]
    # A new id everywhere: the other host gets it without a question.
    client.host = OTHER
    assert client.get('/x').status == 401
    assert hosts.seen(hosts.visit(client, OTHER, '/x'))['path'] == '/x'
    assert client.jars[OTHER][SESSION] != before[OTHER]
    for host in (APP, OTHER):
        old = site.client(host)
        assert old.get('/x', cookie=f'{SESSION}={before[host]}').status == 401


@pytest.mark.plain
def test_the_account_page_of_each_host(fresh):
    site = fresh(clock='passing')
    person = site.person('--hotp')
    client = site.client(OTHER)
    page = hosts.visit(client, OTHER, '/otp/account')
    page = hosts.walk(client, log_in(client, person, page))
    assert client.host == OTHER and 'id="sessions"' in page.text
    # Its forms are of that host, and a late one goes through the login host.
    fields = {**Form(page.text).fields, 'do': 'forget-all'}
    site.gate.clock.advance(301)
    page = hosts.walk(client, client.post('/otp/account/browsers', fields))
    assert client.host == LOGIN and 'name="password"' not in page.text
    page = hosts.walk(client, client.confirm(page, person.phone.code()))
    assert client.host == OTHER and 'You can make the change now' in page.text
    fields['csrf'] = Form(page.text).fields['csrf']
    reply = client.post('/otp/account/browsers', fields)
    assert reply.status == 303 and 'changed=1' in reply.get('location')


# --- races ---

def page_params(host, uri, cookie):
    return [('OTPGATE_COOKIE', cookie), ('OTPGATE_URI', uri),
            ('OTPGATE_METHOD', 'GET'), ('OTPGATE_ADDR', '192.0.2.7'),
            ('OTPGATE_SCHEME', 'https'), ('OTPGATE_HOST', host),
            ('OTPGATE_ACCEPT', 'text/html'), ('REQUEST_METHOD', 'GET')]


@pytest.fixture
def second(site):
    """Another responder on the same database."""
    gate = site.gate
    twin = Gate(**{**hosts.SETTINGS})
    for name in ('database', 'keys', 'log'):
        twin.settings[name] = gate.settings[name]
    twin.configure()
    twin.start()
    yield twin
    try:
        twin.finish()
    finally:
        twin.remove()


def test_two_responders_take_a_ticket_once(site, person, second):
    client = arrive(site, person, OTHER)
    for _ in range(5):
        client, ticket = ticket_for(site, person, APP, '/notes', client)
        hop = f'{HOP}={client.cookies[HOP]}'
        ask = page_params(APP, ticket, hop)
        sockets = [site.gate.socket, second.socket] * 8
        with concurrent.futures.ThreadPoolExecutor(16) as pool:
            answers = list(pool.map(
                lambda s, a=ask: fcgi.ask(s, a, timeout=30), sockets))
        won = [a for a in answers
               if any(k == 'set-cookie' and v.startswith(f'{SESSION}=')
                      for k, v in a.headers)]
        assert len(won) == 1 and won[0].status == 303, answers
        assert won[0].get('location') == '/notes'
        assert all(a.status == 302 and LOGIN in a.get('location')
                   for a in answers if a is not won[0])
        client.jars[APP] = {}


def test_a_ticket_of_one_responder_is_good_at_the_other(site, person, second):
    client = arrive(site, person, OTHER)
    client, ticket = ticket_for(site, person, APP, '/notes', client)
    answer = fcgi.ask(second.socket, page_params(
        APP, ticket, f'{HOP}={client.cookies[HOP]}'))
    assert answer.status == 303 and answer.get('location') == '/notes'
    # And then it is spent here as well.
    reply = client.navigate(ticket)
    assert reply.status == 302 and client.session is None


# --- round and round ---

def passes_until_explained(client, path, most=20):
    """How often the browser came to a place before a page explains."""
    reply = client.navigate(path)
    passes = 0
    for _ in range(most):
        if reply.status not in (302, 303):
            break
        if hosts.address(reply)[1].startswith('/otp/ticket'):
            passes += 1
        reply = hosts.step(client, reply)
    return passes, reply


def test_a_place_that_always_asks_is_explained(site, person):
    client = arrive(site, person)
    passes, page = passes_until_explained(client, '/always/here')
    assert passes <= 3
    assert page.status == 403 and client.host == APP
    assert 'asks for a login again and again' in page.text
    assert f'href="https://{APP}/always/here"' in page.text
    # Everything else works, and trying again is possible.
    assert client.get('/elsewhere').status == 200
    assert hosts.visit(client, OTHER, '/wiki').status == 200
    client.host = APP
    passes, page = passes_until_explained(client, '/always/here')
    assert 1 <= passes <= 3 and 'again and again' in page.text


def test_logging_in_often_is_no_loop(site, person):
    client = site.client(APP)
    for i in range(5):
        page = hosts.visit(client, APP, f'/notes/{i}')
        reply = hosts.walk(client, log_in(client, person, page))
        assert hosts.seen(reply)['path'] == f'/notes/{i}'
        client.host = LOGIN
        client.logout()


def test_many_tabs_are_no_loop(site, person):
    """A browser that opens ten tabs at once, none of which is logged in."""
    client = site.client(LOGIN)
    log_in(client, person, client.navigate('/otp/login'))
    tickets = []
    for i in range(10):
        client, ticket = ticket_for(site, person, APP, f'/tab/{i}', client)
        tickets.append(ticket)
    for i, ticket in enumerate(tickets):
        reply = client.navigate(ticket)
        assert reply.get('location') == f'/tab/{i}'
        assert hosts.seen(hosts.walk(client, reply))['path'] == f'/tab/{i}'


@pytest.mark.parametrize('value', ['', 'x', '3', '3.', '.3', '3.3.3', '-3.5',
                                   '3.-5', '03.5', '99999999999999999999.5',
                                   '3.99999999999999999999', '3.5',
                                   '3.99999999999', ' 3.5', '3 .5', '100.5'])
def test_a_count_that_is_not_ours_counts_nothing(site, value):
    client = site.client(APP)
    reply = client.navigate('/notes', cookie=f'{COUNT}={value}')
    assert reply.status == 302 and hosts.address(reply)[0] == LOGIN


def test_a_browser_that_refuses_cookies_is_told(site, person):
    """Those of the host itself; the login host may keep its own."""
    client = site.client(APP)
    page = client.navigate('/notes')
    client.jars[APP] = {}
    reply = log_in(client, person, hosts.step(client, page))
    for _ in range(8):
        if reply.status not in (302, 303):
            break
        reply = hosts.step(client, reply)
        client.jars[APP] = {}
    assert client.host == APP and brings_nothing(reply)
    assert 'allow cookies for this site' in reply.text


def test_every_answer_has_its_headers(site, person):
    client = site.client(APP)
    away = client.navigate('/notes')
    refused = client.navigate('/otp/ticket?t=x&rd=/notes')
    reply = log_in(client, person, hosts.step(client, away))
    brought = hosts.step(client, reply)
    looping = passes_until_explained(client, '/always/')[1]
    client.host = LOGIN
    nothing = client.navigate('/otp/ticket?t=x&rd=/notes')
    for answer, status in ((away, 302), (refused, 403), (reply, 303),
                           (brought, 303), (looping, 403), (nothing, 404)):
        assert answer.status == status
        assert answer.all('cache-control') == ['no-store']
        assert answer.get('referrer-policy') == 'no-referrer'
        assert answer.get('x-content-type-options') == 'nosniff'
        policy = answer.get('content-security-policy')
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        for cookie in answer.all('set-cookie'):
            assert cookie.startswith('__Host-') and '; Secure' in cookie
            assert '; HttpOnly' in cookie and 'omain' not in cookie


# --- without a login host, and with a wrong one ---

def test_without_a_login_host_each_has_its_own(fresh):
    site = fresh(login_host=None)
    person = site.person('--hotp')
    client = site.client(APP)
    away = client.navigate('/notes')
    assert away.get('location') == '/otp/login?rd=/notes'
    assert HOP not in client.cookies
    assert person.login(client, rd='/notes').get('location') == '/notes'
    assert client.navigate('/otp/ticket?t=x&rd=/').status == 404
    client.host = OTHER
    assert client.navigate('/notes').get('location') == '/otp/login?rd=/notes'
    # With one, told to a running responder, it is taken at once.
    site.gate.configure(login_host=LOGIN)
    site.gate.send(1)
    wait.until(lambda: LOGIN in client.navigate('/notes').get('location'), 15,
               'the new setting')


@pytest.mark.parametrize('changes, reason', [
    ({'login_host': 'elsewhere.example.test'}, 'not one of the hosts'),
    ({'login_host': 'example.test'}, 'not one of the hosts'),
    ({'login_host': f'https://{LOGIN}'}, 'login_host must be a host name'),
    ({'cookie_domain': 'example.test'}, 'there is no cookie_domain'),
    ({'cookie_domain': 'test'}, 'login_host'),
    ({'cookie_domain': ''}, 'there is no cookie_domain'),
])
def test_a_wrong_host_stops_the_start(changes, reason):
    gate = Gate(**{**hosts.SETTINGS})
    try:
        gate.configure(**changes)
        for options in (('-t',), ('-f',)):
            run = gate.run(*options)
            assert run.returncode == 1 and reason in run.stderr, run
            assert f'{gate.config}:' in run.stderr
    finally:
        gate.remove()


# --- another port ---

def test_the_port_is_kept_on_the_whole_way(site, person):
    client = site.client(f'{APP}:8443')
    reply = client.navigate('/notes?a=1')
    assert hosts.address(reply)[0] == f'{LOGIN}:8443'
    page = hosts.walk(client, reply)
    assert client.host == f'{LOGIN}:8443' and page.status == 200
    reply = person.login(client, form=Form(page.text))
    assert hosts.address(reply)[0] == f'{APP}:8443'
    reply = hosts.walk(client, reply)
    assert hosts.seen(reply)['path'] == '/notes?a=1'
    assert client.host == f'{APP}:8443' and client.session
    # ... and to a third host, which asks for a ticket of its own.
    client.host = f'{OTHER}:8443'
    reply = hosts.walk(client, client.navigate('/wiki'))
    assert hosts.seen(reply)['path'] == '/wiki'
    assert client.host == f'{OTHER}:8443'


def test_a_login_by_itself_leads_to_that_port(site, person):
    client = site.client(f'{LOGIN}:8443')
    reply = client.login(person.name, person.password, person.phone.code(),
                         rd=f'https://{APP}/notes')
    assert reply.get('location') == f'https://{APP}:8443/notes'
    page = client.navigate(f'/otp/login?rd=https://{APP}/notes')
    assert f'href="https://{APP}:8443/notes"' in page.text
    page = client.navigate('/otp/login?rd=//evil.test')
    assert 'evil' not in page.text and 'class="button"' in page.text


@pytest.mark.parametrize('port, kept', [
    (':8443', ':8443'), (':443', ''), ('', ''), (':0', ''), (':65536', ''),
    (':65535', ':65535'), (':00080', ''), (':123456', '')])
def test_programs_are_told_the_port(site, port, kept):
    client = site.client(APP)
    reply = client.get('/notes', headers={'Host': APP + port})
    assert reply.json()['login'] == f'https://{APP}{kept}/otp/login'
    reply = client.navigate('/otp/login', cookie='')
    assert reply.status == 302


def test_a_port_is_a_number_and_nothing_else(site):
    for port in (':8443@evil.test', ':8443/', ':x', ':8443:81', ':84 43',
                 ':8443.evil.test'):
        reply = site.client(APP).get('/notes', headers={'Host': APP + port})
        assert reply.status == 400 or reply.status == 401 and \
            reply.json()['login'] == f'https://{APP}/otp/login', (port, reply)
        assert 'evil' not in reply.text


def test_the_gate_believes_no_other_port(site):
    """What stands in the parameter, past nginx."""
    for port, kept in ((':8443', ':8443'), ('8443', ''), (':', ''), (':x', ''),
                       (':80/evil', ''), (':-1', ''), (': 80', '')):
        params = [p for p in fcgi.check_params(APP, '')
                  if p[0] != 'OTPGATE_POLICY']
        answer = fcgi.ask(site.gate.socket, params + [
            ('OTPGATE_STATUS', '401'), ('OTPGATE_PORT', port)])
        assert f'"https:\\/\\/{APP}{kept}/otp/login"' in \
            answer.out.decode().replace('://', ':\\/\\/'), answer.out
