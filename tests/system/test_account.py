# SPDX-License-Identifier: ISC
"""The page on which people look after their own account."""

import html
import json
import os
import pathlib
import re
import subprocess
import threading

import pytest

from harness import still, wait
from harness.site import PASSWORD
from harness.web import SESSION, Form
from test_lock_held import held
from test_log_still import start

ACCOUNT = '/otp/account'
FOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:115.0) Gecko/20100101 Firefox/115.0'
LANGUAGES = ('en', 'de', 'fr', 'es', 'ja', 'ar')
LATE = 'older than five minutes'


def sessions(site, person):
    return json.loads(site.admin('--json', 'sessions', person.name))


def devices(site, person):
    return json.loads(site.admin('--json', 'devices', person.name))


def name_of(site, person, client):
    """By what the page calls the session of "client"."""
    page = client.navigate(ACCOUNT).text
    ours = re.search(r'id="sessions-([0-9a-f]{16})"', page)[1]  # stands first
    assert ours in [s['id'] for s in sessions(site, person)]
    return ours


def token(client):
    """The token of the forms of the page; each has the same one."""
    page = client.navigate(ACCOUNT)
    assert page.status == 200, page
    tokens = set(re.findall('name="csrf" value="([^"]+)"', page.text))
    assert len(tokens) == 1, page.text
    return tokens.pop()


def buttons(page):
    return re.findall(r'name="do" value="([^"]+)"', page.text)


def change(client, section, do, csrf=None, **fields):
    more = {k: fields.pop(k) for k in ('headers', 'cookie') if k in fields}
    if csrf is None:
        csrf = token(client)
    return client.post(f'{ACCOUNT}/{section}',
                       {'csrf': csrf, 'do': do, **fields}, **more)


def is_done(reply, section):
    return reply.status == 303 and \
        reply.get('location') == f'{ACCOUNT}?changed=1#{section}'


def lines(site, person, verdict='done'):
    return site.gate.audit(event='account', verdict=verdict, user=person.name)


@pytest.fixture
def two(site):
    """A person with two browsers."""
    person = site.person('--hotp')
    return person, person.client(), person.client()


@pytest.fixture
def passing(fresh):
    """The same where time can be made to pass."""
    site = fresh(clock='passing')
    person = site.person('--hotp')
    return site, person, person.client(), person.client()


# --- sessions: this one marked, end one, end all others, at the next request --

def test_demand_8_one_is_ended_at_its_next_request(site, two):
    person, here, there = two
    other = name_of(site, person, there)
    assert there.get('/').status == 200
    reply = change(here, 'sessions', 'end', id=other)
    assert is_done(reply, 'sessions'), reply
    assert there.get('/').status == 401 and here.get('/').status == 200
    page = here.navigate('/otp/account?changed=1')
    assert 'A session was ended.' in page.text and other not in page.text
    assert 'detail="session ended"' in lines(site, person)[0]
    assert 'reason=session ' in lines(site, person)[0]
    # What is gone cannot be ended again.
    again = change(here, 'sessions', 'end', id=other)
    assert again.status == 409 and 'already gone' in again.text
    assert f'href="{ACCOUNT}"' in again.text
    assert len(lines(site, person)) == 1


def test_demand_8_all_others_are_ended(site):
    person = site.person('--hotp')
    here, *others = [person.client() for _ in range(4)]
    assert is_done(change(here, 'sessions', 'end-others'), 'sessions')
    assert [c.get('/').status for c in others] == [401] * 3
    assert here.get('/').status == 200 and len(sessions(site, person)) == 1
    page = here.navigate(ACCOUNT)
    assert 'All other sessions were ended.' in page.text
    assert 'end-others' not in buttons(page)
    csrf = token(here)
    assert change(here, 'sessions', 'end-others', csrf).status == 409
    assert 'reason=sessions ' in lines(site, person)[0]


def test_demand_8_this_one_is_marked_with_browser_address_and_times(site):
    person = site.person('--hotp')
    client = site.client()
    person.login(client, headers={'User-Agent': FOX})
    page = client.navigate(ACCOUNT).text
    ours = re.search(r'<li><strong id="sessions-.*?</li>', page, re.S)[0]
    assert 'Firefox (Linux)' in ours and 'You are here now.' in ours
    assert '127.0.0.1' in ours and ours.count('just now') == 2
    assert page.count('You are here now.') == 1
    # It is ended by logging out.
    assert '<form' not in ours and 'href="/otp/logout"' in page
    own = name_of(site, person, client)
    assert change(client, 'sessions', 'end', id=own).status == 409
    assert client.get('/').status == 200


def test_sessions_that_are_over_are_not_shown(fresh):
    site = fresh(clock='passing', idle_timeout='10m')
    person = site.person('--hotp')
    client = person.client()
    before = name_of(site, person, client)
    site.gate.clock.advance(700)
    again = person.client()
    assert before not in again.navigate(ACCOUNT).text


def test_demand_8_the_page_ends_with_the_session(two):
    """No account page outlives the logout: nobody keeps it, and it is not
    shown again."""
    _, here, _ = two
    page = here.navigate(ACCOUNT)
    assert 'no-store' in page.get('cache-control')
    csrf = token(here)
    old = here.copy()
    assert here.logout().status == 200
    for reply in (old.navigate(ACCOUNT),
                  change(old, 'sessions', 'end-others', csrf)):
        assert reply.status == 303
        assert reply.get('location') == '/otp/login?rd=/otp/account'
        assert 'no-store' in reply.get('cache-control')


# --- known browsers ----------------------------------------------------------

def test_browsers_one_is_forgotten(site, two):
    person, here, there = two
    first, second = [d['id'] for d in devices(site, person)]
    page = here.navigate(ACCOUNT).text
    mine = re.search(r'<li><strong id="browsers-.*?</li>', page, re.S)[0]
    assert f'browsers-{first}"' in mine and 'You are using it now.' in mine
    assert page.count('You are using it now.') == 1
    reply = change(here, 'browsers', 'forget', id=str(second))
    assert is_done(reply, 'browsers'), reply
    assert [d['id'] for d in devices(site, person)] == [first]
    assert there.get('/').status == 200, 'its session goes on'
    assert 'A browser was forgotten.' in here.navigate(ACCOUNT).text
    for bad in (str(second), '', '0', '-1', 'x', '4294967296'):
        assert change(here, 'browsers', 'forget', id=bad).status == 409
    assert 'reason=browser ' in lines(site, person)[0]


def test_browsers_all_are_forgotten(site, two):
    person, here, _ = two
    assert is_done(change(here, 'browsers', 'forget-all'), 'browsers')
    assert devices(site, person) == []
    csrf = token(here)      # in a form of the sessions
    assert change(here, 'browsers', 'forget-all', csrf).status == 409
    assert 'reason=browsers ' in lines(site, person)[0]
    assert here.get('/').status == 200



# --- a code of the last five minutes -----------------------------------------

@pytest.mark.plain
@pytest.mark.parametrize('section, do', [
    ('sessions', 'end'), ('sessions', 'end-others'),
    ('browsers', 'forget'), ('browsers', 'forget-all')])
def test_a_code_is_asked_for_each_change(passing, section, do):
    """Adding and removing alike: it is the table of routes that asks."""
    site, person, here, there = passing
    person.client()
    thing = {'sessions': name_of(site, person, there),
             'browsers': str(devices(site, person)[1]['id'])}[section]
    csrf = token(here)
    site.gate.clock.advance(301)
    # Forms are not even shown, and one that was is not taken.
    page = here.navigate(ACCOUNT)
    assert page.status == 200 and not buttons(page)
    assert 'csrf' not in page.text and 'enter a new code first' in page.text
    reply = change(here, section, do, csrf, id=thing)
    assert reply.status == 303
    where = reply.get('location')
    assert where == '/otp/login?rd=/otp/account%3Flate%3D1&need=max-age%3D300'
    assert len(sessions(site, person)) == 3
    assert len(devices(site, person)) == 3 and not lines(site, person)
    # A code is asked for, and nothing else; then the way leads back.
    step = here.navigate(where)
    assert step.status == 200 and 'This page needs a new code.' in step.text
    assert 'name="password"' not in step.text
    wrong = here.confirm(step, code=person.phone.wrong())
    assert wrong.status == 401
    back = here.confirm(wrong, code=person.phone.code())
    assert back.status == 303
    assert back.get('location') == f'{ACCOUNT}?late=1'
    page = here.navigate(back.get('location'))
    assert LATE in page.text and do in buttons(page)
    # The form of before belongs to a session that has another id now.
    assert change(here, section, do, csrf, id=thing).status == 403
    assert is_done(change(here, section, do, id=thing), section)


@pytest.mark.plain
def test_the_page_itself_asks_for_no_code(fresh):
    site = fresh(clock='passing')
    person = site.person('--hotp')
    client = person.client()
    site.gate.clock.advance(1000)
    page = client.navigate(ACCOUNT)
    assert page.status == 200 and person.name in page.text
    link = html.unescape(re.search('href="(/otp/login[^"]+)"', page.text)[1])
    back = client.confirm(client.navigate(link), code=person.phone.code())
    assert back.get('location') == ACCOUNT
    assert LATE not in client.navigate(ACCOUNT).text
    site.gate.clock.advance(299)
    assert buttons(client.navigate(ACCOUNT))


def test_a_link_does_not_say_what_is_not_true(site, two):
    """"changed" and "late" in an address only choose what is shown of what the
    record says."""
    person, here, _ = two
    page = here.navigate(f'{ACCOUNT}?changed=1')
    assert 'role="status"' not in page.text and not lines(site, person)


# --- who may -----------------------------------------------------------------

@pytest.mark.parametrize('path', [
    ACCOUNT, f'{ACCOUNT}/sessions', f'{ACCOUNT}/nothing', f'{ACCOUNT}/'])
def test_nobody_sees_it_without_a_session(site, path):
    client = site.client()
    reply = client.navigate(path)
    assert reply.status == 303
    assert reply.get('location') == f'/otp/login?rd={path}'
    reply = client.post(path, {'csrf': 'x', 'do': 'end-others'})
    assert reply.status == 303
    assert reply.get('location') == '/otp/login?rd=/otp/account'
    assert client.navigate(path, cookie=f'{SESSION}=AAAA').status == 303


def test_from_the_login_to_the_page(site):
    person = site.person('--hotp')
    client = site.client()
    reply = person.login(client, rd=ACCOUNT)
    assert reply.status == 303 and reply.get('location') == ACCOUNT
    assert client.navigate(ACCOUNT).status == 200


@pytest.mark.parametrize('path, status', [
    (f'{ACCOUNT}x', 404), (f'{ACCOUNT}/nothing', 404), (f'{ACCOUNT}/', 404),
    (f'{ACCOUNT}/sessions', 303), (f'{ACCOUNT}/sessions/x', 303),
    (f'{ACCOUNT}/authenticators/a', 303), (f'{ACCOUNT}/authenticators/r', 303),
    ('/otp/login/account', 404)])
def test_addresses_below_it(two, path, status):
    assert two[1].navigate(path).status == status


def test_methods(two):
    _, here, _ = two
    reply = here.request('PUT', ACCOUNT)
    assert reply.status == 405 and reply.get('allow') == 'GET, HEAD, POST'
    assert here.request('HEAD', ACCOUNT).status == 200
    csrf = token(here)
    for path in (ACCOUNT, f'{ACCOUNT}/logins', f'{ACCOUNT}/profile'):
        assert here.post(path, {'csrf': csrf, 'do': 'end'}).status == 405
    for do in ('', 'END', 'end-others ', 'drop'):
        assert change(here, 'sessions', do, csrf).status == 400
        assert change(here, 'browsers', do, csrf).status == 400


def test_who_is_disabled_changes_nothing(site, two):
    person, here, there = two
    csrf = token(here)
    other = name_of(site, person, there)
    site.admin('disable', person.name)
    for reply in (here.navigate(ACCOUNT),
                  change(here, 'sessions', 'end', csrf, id=other)):
        assert reply.status == 303
        assert reply.get('location') == '/otp/login?rd=/otp/account'
    assert not lines(site, person)


def test_who_is_removed_has_no_page(site, two):
    person, here, _ = two
    site.admin('remove', '--yes', person.name)
    assert here.navigate(ACCOUNT).status == 303


# --- forms of others ---------------------------------------------------------

def test_csrf_no_form_without_the_token_of_this_session(site, two):
    person, here, there = two
    other = name_of(site, person, there)
    stranger = site.person('--hotp').client()
    good = token(here)
    for bad in ('', 'x', good[:-1] + ('A' if good[-1] != 'A' else 'B'),
                token(there), token(stranger),
                Form(here.navigate('/otp/logout').text).fields['csrf'],
                here.session):
        reply = change(here, 'sessions', 'end', bad, id=other)
        assert reply.status == 403, bad
        assert f'href="{ACCOUNT}"' in reply.text
    reply = here.post(f'{ACCOUNT}/sessions', {'do': 'end', 'id': other})
    assert reply.status == 403
    twice = here.post(f'{ACCOUNT}/sessions',
                      f'csrf={good}&csrf={good}&do=end&id={other}')
    assert twice.status == 400
    assert len(sessions(site, person)) == 2 and not lines(site, person)


@pytest.mark.parametrize('headers', [
    {'Origin': 'https://evil.example'},
    {'Origin': 'https://other.test'},
    {'Origin': 'null', 'Sec-Fetch-Site': None},
    {'Sec-Fetch-Site': 'cross-site'},
    {'Sec-Fetch-Site': 'same-site'}])
def test_csrf_no_form_of_another_site(site, two, headers):
    person, here, _ = two
    reply = change(here, 'sessions', 'end-others', headers=headers)
    assert reply.status == 403, reply
    assert len(sessions(site, person)) == 2 and not lines(site, person)


def test_csrf_a_get_changes_nothing(site, two):
    person, here, there = two
    other = name_of(site, person, there)
    csrf = token(here)
    query = f'csrf={csrf}&do=end&id={other}'
    for path in (ACCOUNT, f'{ACCOUNT}/sessions'):
        here.navigate(f'{path}?{query}')
    assert len(sessions(site, person)) == 2 and not lines(site, person)


def test_nobody_changes_another_account(site, two):
    """The ids of somebody else name nothing in the own record."""
    person, here, _ = two
    victim = site.person('--hotp')
    theirs = victim.client()
    reply = change(here, 'sessions', 'end', id=name_of(site, victim, theirs))
    assert reply.status == 409
    for device in devices(site, victim):
        own = {d['id'] for d in devices(site, person)}
        if device['id'] not in own:
            assert change(here, 'browsers', 'forget',
                          id=str(device['id'])).status == 409
    assert is_done(change(here, 'browsers', 'forget-all'), 'browsers')
    assert is_done(change(here, 'sessions', 'end-others'), 'sessions')
    assert theirs.get('/').status == 200
    assert len(devices(site, victim)) == 1 and not lines(site, victim)


def test_a_session_of_before_the_login_is_worth_nothing(site):
    """Fixation: what a browser had before the login opens nothing after it."""
    person = site.person('--hotp')
    client = person.client()
    before = client.copy()
    csrf = token(before)
    person.login(client)
    assert client.session != before.session
    assert change(client, 'sessions', 'end-others', csrf).status == 403
    assert change(before, 'sessions', 'end-others', csrf).status == 303
    assert before.navigate(ACCOUNT).status == 303


# --- two at once -------------------------------------------------------------

def test_two_at_once_are_one_change_each(site):
    """The same change from two pages: one is made, the other is told that
    nothing was left to do; different ones are both made."""
    person = site.person('--hotp')
    clients = [person.client() for _ in range(2)]
    for _ in range(4):
        person.client()
    ids = [s['id'] for s in sessions(site, person)]
    own = [name_of(site, person, c) for c in clients]
    others = [i for i in ids if i not in own]
    csrf = [token(c) for c in clients]
    got = []

    def send(n, victim):
        got.append((n, victim, change(clients[n], 'sessions', 'end', csrf[n],
                                      id=victim).status))

    same = [threading.Thread(target=send, args=(n, others[0]))
            for n in (0, 1)]
    both = [threading.Thread(target=send, args=(n, others[n + 1]))
            for n in (0, 1)]
    for group in (same, both):
        for one in group:
            one.start()
        for one in group:
            one.join()
    assert sorted(s for _, v, s in got if v == others[0]) == [303, 409]
    assert [s for _, v, s in got if v != others[0]] == [303, 303]
    left = {s['id'] for s in sessions(site, person)}
    assert left == set(own) | {others[3]}
    assert len(lines(site, person)) == 3


def test_each_ends_the_other_and_one_is_left(site, two):
    person, *clients = two
    csrf = [token(c) for c in clients]
    got = {}

    def send(n):
        got[n] = change(clients[n], 'sessions', 'end-others', csrf[n])

    pair = [threading.Thread(target=send, args=(n,)) for n in (0, 1)]
    for one in pair:
        one.start()
    for one in pair:
        one.join()
    done = [n for n in got if is_done(got[n], 'sessions')]
    assert len(done) == 1 and len(sessions(site, person)) == 1
    lost = got[1 - done[0]]
    assert lost.status == 303 and \
        lost.get('location').startswith('/otp/login?rd=/otp/account')
    assert clients[done[0]].get('/').status == 200


# --- what is told ------------------------------------------------------------

@pytest.mark.plain
def test_every_change_is_told_at_the_next_page(passing):
    site, person, here, there = passing
    site.gate.clock.advance(5)
    assert is_done(change(here, 'browsers', 'forget',
                          id=str(devices(site, person)[0]['id'])), 'browsers')
    page = there.navigate(ACCOUNT).text
    news = re.search('<div class="news".*?</div>', page, re.S)[0]
    assert 'A browser was forgotten.' in news and '127.0.0.1' in news
    assert 'If that was not you' in news
    # And after the next login of the other browser; there alone, and once.
    there.logout()
    page = there.told(person.login(there))
    assert 'was changed in another' in page.text
    there.logout()
    site.gate.clock.advance(5)
    assert person.login(there).status == 303


@pytest.mark.plain
def test_nobody_is_told_of_the_own_change(passing):
    site, person, here, there = passing
    site.gate.clock.advance(5)
    other = name_of(site, person, there)
    assert is_done(change(here, 'sessions', 'end', id=other), 'sessions')
    here.logout()
    assert person.login(here).status == 303
    page = there.told(person.login(there))
    assert 'was changed in another' in page.text


@pytest.mark.plain
def test_forgetting_the_browsers_silences_nobody(passing):
    """Somebody changes the account and makes its owner a stranger."""
    site, person, here, there = passing
    site.gate.clock.advance(5)
    for each in devices(site, person):
        change(here, 'browsers', 'forget', id=str(each['id']))
    assert not devices(site, person)
    person.login(site.client())     # and logs in once more
    site.gate.clock.advance(60)
    there.cookies.pop(SESSION, None)
    assert 'was changed in another' in there.told(person.login(there)).text


@pytest.mark.plain
def test_old_news_is_told_no_more(fresh):
    site = fresh(clock='passing')
    person = site.person('--hotp')
    here = person.client()
    there = person.client()
    assert is_done(change(here, 'sessions', 'end',
                          id=name_of(site, person, there)), 'sessions')
    site.gate.clock.advance(30 * 86400)
    page = person.client().navigate(ACCOUNT)
    assert 'A session was ended.' not in page.text


def test_last_logins_and_failures_since(site):
    person = site.person('--hotp')
    client = person.client()
    page = client.navigate(ACCOUNT).text
    assert 'No attempt to log in as you has failed' in page
    stranger = site.client()
    for _ in range(2):
        assert stranger.login(person.name, PASSWORD,
                              person.phone.wrong()).status == 401
    page = client.navigate(ACCOUNT).text
    assert '2 attempts to log in as you have failed since then.' in page


@pytest.mark.plain
def test_failures_before_the_last_login_are_told_no_more(passing):
    """A login in a known browser leaves the counters of strangers as they
    are."""
    site, person, here, _ = passing
    assert site.client().login(person.name, PASSWORD,
                               person.phone.wrong()).status == 401
    assert '1 attempt to log in' in here.navigate(ACCOUNT).text
    site.gate.clock.advance(5)
    here.logout()
    assert person.login(here).status in (200, 303)
    assert 'No attempt to log in as you' in here.navigate(ACCOUNT).text


def test_what_is_known_is_shown_and_not_changed(site):
    person = site.person('--hotp')
    site.admin('set', person.name, 'email=a@example.org',
               'name=Anna "x" <b>')
    client = person.client()
    page = client.navigate(ACCOUNT).text
    assert '<bdi>a@example.org</bdi>' in page
    assert '<bdi>Anna "x" &lt;b&gt;</bdi>' in page
    assert 'ask your administrator to change it' in page


# --- how it looks ------------------------------------------------------------

def test_nothing_of_a_browser_becomes_a_tag(site):
    person = site.person('--hotp')
    client = site.client()
    evil = '<script>alert(1)</script>" onload="x'
    person.login(client, headers={'User-Agent': evil})
    page = client.navigate(ACCOUNT).text
    assert '<script' not in page
    assert '&lt;script&gt;alert(1)' in page


def test_every_language_has_the_whole_page(site, two):
    _, here, there = two
    change(here, 'browsers', 'forget', id='0')
    titles = set()
    for code in LANGUAGES:
        page = there.navigate(f'{ACCOUNT}?lang={code}')
        assert page.status == 200
        assert f'<html lang="{code}"' in page.text
        assert ('dir="rtl"' in page.text) == (code == 'ar')
        titles.add(re.search('<title>(.*?)</title>', page.text)[1])
        assert page.text.count('<h2') >= 4 and '{' not in re.sub(
            '<style>.*?</style>', '', page.text, flags=re.S)
    assert len(titles) == len(LANGUAGES)


def test_it_works_without_script_in_no_frame(two):
    _, here, _ = two
    page = here.navigate(ACCOUNT)
    assert '<script' not in page.text
    assert page.get('x-frame-options') == 'DENY'
    policy = page.get('content-security-policy')
    assert "frame-ancestors 'none'" in policy
    assert "default-src 'none'" in policy and "script-src 'sha256-" in policy
    assert 'unsafe' not in policy


def test_other_pages_lead_to_it(two):
    _, here, _ = two
    for path in ('/otp/login', '/otp/logout'):
        assert f'href="{ACCOUNT}"' in here.navigate(path).text
    here.logout()
    assert ACCOUNT not in here.navigate('/otp/login').text


@pytest.mark.plain
def test_times_are_told_as_how_long_ago(passing):
    site, person, here, _ = passing
    for seconds, words in ((50, 'just now'), (40, '1 minute ago'),
                           (60, '2 minutes ago'), (5250, '1 hour ago'),
                           (7200, '3 hours ago'), (203400, '2 days ago')):
        site.gate.clock.advance(seconds)
        page = here.navigate(ACCOUNT)
        if page.status == 303:      # the session is over: another login
            here = site.client()
            person.login(here)
            page = here.navigate(ACCOUNT)
        known = re.search(' id="browsers">.*?</section>', page.text, re.S)
        assert f'>{words}</time>' in known[0], (words, known[0])


# --- when it cannot be done --------------------------------------------------

def test_while_nothing_can_be_committed_it_says_so(site, two):
    person, here, there = two
    csrf = token(here)
    with held(site.gate):
        assert here.navigate(ACCOUNT).status == 200
        reply = change(here, 'sessions', 'end-others', csrf)
    assert reply.status == 503 and reply.get('retry-after')
    assert 'Nothing was changed' in reply.text
    assert f'href="{ACCOUNT}"' in reply.text
    assert there.get('/').status == 200
    assert lines(site, person, 'failed') and not lines(site, person)
    assert is_done(change(here, 'sessions', 'end-others', csrf), 'sessions')


@pytest.mark.plain
def test_a_change_of_which_nobody_knows(fresh, tmp_path_factory):
    """A disk that does not confirm it: the page does not say that nothing was
    changed, and neither does the log."""
    library = tmp_path_factory.mktemp('no_sync') / 'no_sync.so'
    subprocess.run(
        ['cc', '-shared', '-fPIC', '-O2', '-o', library,
         pathlib.Path(__file__).with_name('no_sync.c')], check=True)
    for folder in library.parents[:2]:
        folder.chmod(0o755)
    site = fresh()
    person = site.person('--hotp')
    here, there = person.client(), person.client()
    csrf = token(here)
    site.gate.stop()
    site.gate.environment = lambda: {**os.environ, 'LD_PRELOAD': str(library)}
    site.gate.start()
    reply = change(here, 'sessions', 'end', csrf,
                   id=name_of(site, person, there))
    assert reply.status == 503 and 'may have been made, or not' in reply.text
    assert 'Nothing was changed' not in reply.text
    assert lines(site, person, 'unknown') and not lines(site, person)


@pytest.mark.plain
def test_while_the_log_takes_no_lines_nothing_is_changed(fresh):
    site = fresh()
    person = site.person('--hotp')
    here, there = person.client(), person.client()
    csrf = token(here)
    site.gate.stop()
    log = still.make('stderr')
    try:
        start(site.gate, log, log_required='true')
        reply = change(here, 'sessions', 'end-others', csrf)
        assert reply.status == 503 and 'Nothing was changed' in reply.text
        assert there.get('/').status == 200
        log.read()
        reply = change(here, 'sessions', 'end-others', csrf)
        assert is_done(reply, 'sessions')
        assert there.get('/').status == 401
        wait.until(lambda: 'event=account' in log.read(), 20, 'the line')
        assert site.gate.stop() == 0
    finally:
        log.close()


def test_switched_off_it_is_no_address(fresh):
    site = fresh(account_page='false')
    person = site.person('--hotp')
    here = person.client()
    person.client()
    for path in (ACCOUNT, f'{ACCOUNT}/sessions'):
        assert here.navigate(path).status == 404
        assert here.post(path, {'do': 'end-others'}).status == 404
        assert site.client().navigate(path).status == 404
    for path in ('/otp/login', '/otp/logout'):
        assert ACCOUNT not in here.navigate(path).text
    assert len(sessions(site, person)) == 2
