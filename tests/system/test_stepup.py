# SPDX-License-Identifier: ISC
"""A session that is not enough for a place is asked for the code only, and
goes on with all that it had."""

import json
import re

import pytest

from harness.site import PASSWORD
from harness.web import DEVICE, PRE, SESSION, Form

FREE = 3
HOUR = 3600


@pytest.fixture
def passing(fresh):
    """Makes sites where time can be made to pass."""
    def make(**settings):
        return fresh(clock='passing', **settings)
    return make


def visible(form):
    return {i['name'] for i in form.inputs if i.get('type') != 'hidden'}


def sessions(site, person):
    text = site.admin('--json', 'sessions', person.name)
    return [s for s in json.loads(text)]


def denied(site, person, reason):
    return len(site.gate.audit(verdict='deny', user=person.name,
                               reason=reason))


# --- the code only -----------------------------------------------------------

@pytest.mark.plain
def test_a_session_that_is_too_old_is_asked_for_the_code_only(passing):
    site = passing()
    person = site.person('--group', 'ops')
    client = person.client()
    old = client.copy()
    assert client.get('/fresh/').status == 200
    site.gate.clock.advance(120)
    assert client.get('/').status == 200
    page = client.asked('/fresh/x?y=1&z=%20')
    assert page.status == 200 and person.name in page.text
    form = Form(page.text)
    assert visible(form) == {'code', 'recovery'}
    reply = client.confirm(form, person.phone.code())
    assert reply.status == 303
    assert reply.get('location') == '/fresh/x?y=1&z=%20'
    seen = client.get('/fresh/x?y=1&z=%20')
    assert seen.app_header('remote-user') == [person.name]
    # Its other rights are as they were; the old id is worth nothing.
    assert client.get('/admins/').status == 200
    assert client.session != old.session
    assert old.get('/').status == 401
    assert len(sessions(site, person)) == 1


@pytest.mark.plain
def test_asking_again_makes_no_session_younger(passing):
    site = passing(idle_timeout='30m', absolute_timeout='1h')
    person = site.person()
    client = person.client()
    begun = sessions(site, person)[0]['created']
    for _ in range(2):
        site.gate.clock.advance(20 * 60)
        reply = client.confirm(client.asked('/fresh/'), person.phone.code())
        assert reply.status == 303, reply
    assert sessions(site, person)[0]['created'] == begun
    assert client.get('/').status == 200
    site.gate.clock.advance(21 * 60)
    assert client.get('/').status == 401, 'the absolute limit'


@pytest.mark.plain
def test_a_payment_is_asked_for_every_time(passing):
    site = passing()
    person = site.person('--group', 'admins')
    client = person.client()
    for _ in range(3):
        site.gate.clock.advance(60)
        assert client.get('/fresh-admins/').status == 401
        assert client.confirm(client.asked('/fresh-admins/'),
                              person.phone.code()).status == 303
        assert client.get('/fresh-admins/').status == 200


@pytest.mark.plain
def test_who_is_in_no_group_is_not_asked_for_a_code(passing):
    site = passing()
    client = site.person('--group', 'guests').client()
    site.gate.clock.advance(60)
    reply = client.navigate('/fresh-admins/')
    assert reply.status == 403 and reply.get('location') is None
    assert 'group' in reply.text


def test_without_a_session_all_is_asked(site, client, person):
    page = client.asked('/fresh/')
    assert {'user', 'password', 'code'} <= visible(Form(page.text))
    assert person.login(client, form=Form(page.text)).status == 303
    assert client.get('/fresh/').status == 200


# --- factors -----------------------------------------------------------------

def test_a_recovery_code_where_one_is_demanded(site):
    person = site.person()
    codes = site.admin.codes(person.name)
    client = person.client()
    old = client.copy()
    page = client.asked('/recovery/')
    form = Form(page.text)
    assert visible(form) == {'recovery'} and '<details' not in page.text
    assert client.confirm(form, recovery='01-00000-00000-000').status == 401
    reply = client.confirm(form, recovery=codes[0])
    assert reply.status == 303 and reply.get('location') == '/recovery/'
    assert client.get('/recovery/').status == 200
    # Both kinds are proven now.
    assert client.get('/app-code/').status == 200
    assert old.get('/').status == 401


def test_where_an_app_is_demanded_no_recovery_code_is_offered(site):
    person = site.person()
    codes = site.admin.codes(person.name)
    client = site.client()
    client.told(person.login(client, recovery=codes[0]))
    page = client.asked('/app-code/')
    assert visible(Form(page.text)) == {'code'}
    # And one that is sent anyway is spent, but does not lead in circles.
    reply = client.confirm(page, fields={'recovery': codes[1]})
    assert reply.status == 403 and reply.get('location') is None
    assert 'authenticator app' in reply.text and '8 recovery codes left' in reply.text
    assert client.get('/app-code/').status == 401
    assert client.get('/').status == 200
    again = re.search(r'href="(/otp/login\?[^"]*)">Enter the code', reply.text)
    page = client.navigate(again.group(1).replace('&amp;', '&'))
    assert client.confirm(page, person.phone.code()).status == 303
    assert client.get('/app-code/').status == 200


@pytest.mark.parametrize('path,words', [
    ('/recovery/', 'one of your recovery codes'), ('/token-code/', 'hardware token'),
    ('/passkey/', 'a passkey')])
def test_who_cannot_give_what_is_demanded_is_told_so(site, person, path,
                                                     words):
    client = person.client()
    before = client.session
    page = client.asked(path)
    assert page.status == 403 and words in page.text
    assert Form(page.text).action is None
    assert client.session == before and client.get('/').status == 200


def test_what_nobody_can_give_is_not_asked_of_strangers(client):
    page = client.asked('/passkey/')
    assert page.status == 403 and Form(page.text).action is None
    assert 'This page needs a passkey.' in page.text
    assert 'href="/otp/login"' in page.text, 'no way on'


def test_kinds_of_which_one_will_do_are_a_list(site):
    person = site.person()
    client = site.client()
    person.login(client, recovery=site.admin.codes(person.name)[0])
    page = '/otp/login?rd=/&need=factor%3D'
    one = client.navigate(page + 'totp').text
    assert 'a code from an authenticator app.' in one and '<li>' not in one
    two = client.navigate(page + 'totp%2Bhotp').text
    assert 'one of the following' in two and two.count('<li>') == 2
    assert '<li>a code from an authenticator app</li>' in two


def test_a_login_with_another_kind_does_not_lead_in_circles(site):
    person = site.person()
    client = site.client()
    form = Form(client.asked('/token-code/').text)
    reply = person.login(client, form=form)
    assert reply.status == 403 and reply.get('location') is None
    assert 'hardware token' in reply.text and client.session
    assert client.get('/').status == 200
    assert client.get('/token-code/').status == 401


# --- guesses -----------------------------------------------------------------

@pytest.mark.plain
def test_wrong_codes_are_charged_and_end_nothing(fresh):
    site = fresh(clock=True)
    site.gate.clock.stop()
    person = site.person()
    client = person.client()
    page = client.navigate('/otp/login?rd=/x&need=factor%3Drecovery')
    assert page.status == 403  # there are none
    site.admin.codes(person.name)
    page = client.asked('/recovery/')
    replies = [client.confirm(page, recovery='01-00000-00000-000')
               for _ in range(FREE + 2)]
    assert [r.status for r in replies] == [401] * (FREE + 2)
    texts = [re.sub(r'value="[^"]*"', '', r.text) for r in replies]
    # The browser is known, so it is told to wait.
    assert len(set(texts[:FREE])) == 1 and len(set(texts[FREE:])) == 1
    assert 'Login failed' in texts[0] and 'in 1 second.' in texts[-1]
    assert denied(site, person, 'recovery') == FREE
    assert denied(site, person, 'throttled') == 2
    assert len(site.gate.audit(event='step-up', verdict='deny')) == FREE + 2
    # The session is as good as before, and where it is known that the
    # password is right the same count holds.
    assert client.get('/').status == 200
    other = site.client()
    other.cookies[DEVICE] = client.cookies[DEVICE]
    assert person.login(other).status == 401
    assert denied(site, person, 'throttled') == 3


def test_a_wrong_code_is_answered_at_the_floor(fresh):
    site = fresh(failure_floor=400)
    person = site.person()
    site.admin.codes(person.name)
    client = person.client()
    page = client.asked('/recovery/')
    for code in ('', 'nonsense', '01-00000-00000-000'):
        reply = client.confirm(page, recovery=code)
        assert reply.status == 401 and reply.seconds > 0.39


@pytest.mark.plain
def test_a_spent_code_is_spent_here_too(passing):
    site = passing()
    person = site.person()
    client = site.client()
    code = person.phone.code()
    assert person.login(client, code=code).status == 303
    site.gate.clock.advance(11)
    page = client.asked('/fresh/')
    assert client.confirm(page, code).status == 401
    assert client.confirm(page, person.phone.code()).status == 303


# --- the form is for one session and one demand ------------------------------

def asks_for_recovery(site, person):
    codes = site.admin.codes(person.name)
    client = person.client()
    return client, Form(client.asked('/recovery/').text), codes


@pytest.mark.parametrize('need', ['', 'factor=totp', 'max-age=10',
                                  'factor=recovery/max-age=10', 'nonsense',
                                  'factor=recovery+totp'])
def test_the_demand_cannot_be_changed(site, person, need):
    client, form, codes = asks_for_recovery(site, person)
    assert form.fields['need'] == 'factor=recovery'
    before = client.session
    reply = client.confirm(form, recovery=codes[0], fields={'need': need})
    assert reply.status == 403 and client.session == before
    # Nothing was spent or charged.
    assert client.confirm(form, recovery=codes[0]).status == 303


def test_it_is_for_this_session_only(site):
    person = site.person('--hotp')
    client, form, codes = asks_for_recovery(site, person)
    other = person.client()
    for change in ({SESSION: other.session}, {SESSION: None}, {PRE: None},
                   {PRE: 'x'}, {SESSION: client.session + 'x'}):
        copy = client.copy()
        for key, value in change.items():
            if value is None:
                copy.cookies.pop(key, None)
            else:
                copy.cookies[key] = value
        before = copy.session
        reply = copy.confirm(form, recovery=codes[0])
        assert reply.status == 403, change
        assert copy.session == before
    assert client.confirm(form, recovery=codes[0]).status == 303


def test_a_full_form_without_a_password_is_no_confirmation(site):
    person = site.person('--hotp')
    client = person.client()
    form = client.form()
    assert 'password' in form.fields
    fields = {k: v for k, v in form.fields.items()
              if k not in ('user', 'password')}
    assert client.post(form.action, {**fields, 'code': person.phone.code()}
                       ).status == 401
    assert client.post(form.action, {
        **fields, 'code': person.phone.code(), 'user': person.name}
                       ).status == 401
    assert client.get('/').status == 200


def test_another_name_in_the_form_changes_nothing(site, person):
    client, form, codes = asks_for_recovery(site, person)
    other = site.person()
    reply = client.confirm(form, recovery=codes[0], fields={
        'user': other.name, 'password': other.password})
    assert reply.status == 303
    assert client.get('/').app_header('remote-user') == [person.name]


def test_a_foreign_page_cannot_send_it(site, person):
    client, form, codes = asks_for_recovery(site, person)
    for headers in ({'Origin': 'https://evil.example'},
                    {'Sec-Fetch-Site': 'cross-site'}):
        assert client.confirm(form, recovery=codes[0],
                              headers=headers).status == 403
    assert client.confirm(form, recovery=codes[0]).status == 303


@pytest.mark.parametrize('how', ['logout', 'disable', 'remove'])
def test_a_session_that_ended_meanwhile(site, how):
    person = site.person()
    client, form, codes = asks_for_recovery(site, person)
    site.admin(how, person.name)
    reply = client.confirm(form, recovery=codes[0])
    assert reply.status == 401
    assert 'session has ended' in reply.text
    full = Form(reply.text)
    assert visible(full) == {'user', 'password', 'recovery'}
    assert full.fields['need'] == 'factor=recovery'
    if how == 'logout':
        # The code was not looked at.
        again = client.told(person.login(
            client, form=full, recovery=codes[0]))
        assert 'href="/recovery/"' in again.text


@pytest.mark.plain
def test_a_session_that_became_idle_meanwhile(passing):
    site = passing(idle_timeout='5m')
    person = site.person()
    client = person.client()
    site.gate.clock.advance(60)
    page = client.asked('/fresh/')
    site.gate.clock.advance(330)
    # The form is still good, the session is not.
    reply = client.confirm(page, person.phone.code())
    assert reply.status == 401 and 'session has ended' in reply.text


# --- who is logged in --------------------------------------------------------

def test_the_login_page_tells_who_is_logged_in(site, person):
    client = person.client()
    before = client.session
    page = client.navigate('/otp/login?rd=/there%3Fa%3Db')
    assert page.status == 200
    assert 'logged in as' in page.text and person.name in page.text
    assert 'href="/there?a=b"' in page.text and 'href="/otp/logout"' in page.text
    assert client.session == before
    away = client.navigate('/otp/login?rd=https://evil.example/')
    assert 'evil' not in away.text and 'href="/"' in away.text


def test_somebody_else_may_log_in(site):
    one, other = site.person(), site.person()
    client = one.client()
    old = client.copy()
    page = client.navigate('/otp/login?rd=/there')
    link = re.search(r'href="(/otp/login\?fresh=1[^"]*)"', page.text).group(1)
    form = Form(client.navigate(link.replace('&amp;', '&')).text)
    assert {'user', 'password', 'code'} <= visible(form)
    # A failure ends nothing and asks for everything again.
    reply = other.login(client, form=form, password='wrong')
    assert reply.status == 401 and client.get('/').status == 200
    assert 'user' in Form(reply.text).fields
    reply = other.login(client, form=Form(reply.text))
    assert reply.status == 303 and reply.get('location') == '/there'
    assert client.get('/').app_header('remote-user') == [other.name]
    assert old.get('/').status == 401


@pytest.mark.parametrize('need', ['max-ages=10', 'factor=any', '%3Cb%3E', '%2F',
                                  'factor%3Dtotp/', 'max-age%3D9',
                                  'groups%3D' + 'a' * 600])
def test_a_demand_that_is_not_understood_is_dropped(site, person, need):
    page = person.client().navigate(f'/otp/login?rd=/x&need={need}')
    assert page.status == 200 and 'logged in as' in page.text
    assert need[:7] not in page.text and '<b>' not in page.text
    form = Form(site.client().navigate(f'/otp/login?need={need}').text)
    assert 'need' not in form.fields
    assert {'user', 'password', 'code', 'recovery'} <= visible(form)


def test_passwords_and_codes_stand_in_no_page(site, person):
    client, form, codes = asks_for_recovery(site, person)
    for page in (client.confirm(form, recovery=codes[0]),
                 client.navigate('/otp/login')):
        assert PASSWORD not in page.text and codes[0] not in page.text
        assert client.session not in page.text
