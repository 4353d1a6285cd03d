# SPDX-License-Identifier: ISC
"""A form that is sent twice, as a browser does on a double tap or a slow
network: it throws the first answer away, and shows the second one."""

import concurrent.futures
import json
import threading

import pytest

from harness import hosts
from harness.site import Site
from harness.web import DEVICE, PRE, SESSION, Form
from test_kept import FORM, ended, log_in_elsewhere, offered, waiting


@pytest.fixture(scope='module')
def slow():
    """Where one hash takes a while, so that both are under way at once."""
    made = Site(argon2_memory=65536, argon2_time=6, hash_threads=1)
    yield made
    made.close()


def filled(person, form, **fields):
    return {**form.fields, 'user': person.name, 'password': person.password,
            **fields}


def send(client, fields, **more):
    """As a browser that will not look at the answer: the cookies in it are
    kept in a copy only, which is returned with the answer."""
    copy = client.copy()
    return copy, copy.post('/otp/login', fields, timeout=60, **more)


def logins(site, person, verdict):
    return len(site.gate.audit(event='login', verdict=verdict,
                               user=person.name))


def sessions(site, person):
    listed = json.loads(site.admin('--json', 'sessions', person.name))
    assert isinstance(listed, list), listed
    return len(listed)


def is_out(site, client, reply):
    return reply.status not in (200, 303) and client.session is None


def test_the_second_answer_is_the_first_one_again(site, person):
    client = site.client()
    fields = filled(person, client.form(rd='/notes?x=1'),
                    code=person.phone.code())
    one, first = send(client, fields)
    two, second = send(client, fields)
    assert first.status == second.status == 303
    assert first.get('location') == second.get('location') == '/notes?x=1'
    for name in (SESSION, DEVICE):
        assert one.cookies[name] == two.cookies[name]
    assert PRE not in two.cookies
    assert two.get('/').status == 200
    # It was one login, and one session, and the log knows of both requests.
    assert logins(site, person, 'allow') == 1
    assert logins(site, person, 'deny') == 0
    assert sessions(site, person) == 1
    assert len(site.gate.audit(event='repeat', verdict='allow',
                               user=person.name)) == 1


def test_two_under_way_at_once(slow):
    """Whichever comes first decides, the others wait for it."""
    person = slow.person()
    client = slow.client()
    fields = filled(person, client.form(rd='/home'), code=person.phone.code())
    barrier = threading.Barrier(3)

    def post(_):
        barrier.wait()
        return send(client, fields)

    with concurrent.futures.ThreadPoolExecutor(3) as pool:
        pairs = list(pool.map(post, range(3)))
    assert [r.status for _, r in pairs] == [303] * 3
    assert len({c.session for c, _ in pairs}) == 1
    assert logins(slow, person, 'allow') == 1
    assert logins(slow, person, 'deny') == 0


def test_of_many_at_once_the_last_is_answered(slow):
    """Somebody hammers on the button: no more wait than a few."""
    person = slow.person()
    client = slow.client()
    fields = filled(person, client.form(), code=person.phone.code())
    with concurrent.futures.ThreadPoolExecutor(12) as pool:
        replies = [r for _, r in pool.map(lambda _: send(client, fields),
                                          range(12))]
    assert {r.status for r in replies} <= {303, 503}
    assert [r.status for r in replies].count(303) >= 3
    assert logins(slow, person, 'allow') == 1
    assert send(client, fields)[1].status == 303


@pytest.mark.parametrize('change', ['code', 'password', 'once', 'rd', 'csrf',
                                    'no cookie', 'other browser', 'session'])
def test_nothing_but_the_same_form_of_the_same_browser(site, person, change):
    client = site.client()
    fields = filled(person, client.form(rd='/home'), code=person.phone.code())
    other = site.client()
    theirs = other.form(rd='/home').fields
    _, first = send(client, fields)
    assert first.status == 303
    if change == 'code':
        fields['code'] = ' ' + fields['code']
    elif change == 'password':
        fields['password'] += 'x'
    elif change == 'once':
        fields['once'] = theirs['once']
    elif change == 'rd':
        fields['rd'] = '/else'
    elif change == 'csrf':
        fields['csrf'] = theirs['csrf']
    elif change == 'no cookie':
        client.cookies.pop(PRE)
    elif change == 'other browser':
        client = other
        fields = {**fields, **theirs}
    elif change == 'session':
        client.cookies[SESSION] = site.person().client().session
    before = client.session
    copy, reply = send(client, fields)
    assert reply.status not in (200, 303) or change == 'session'
    assert copy.session == before
    assert not site.gate.audit(event='repeat', user=person.name)
    assert sessions(site, person) == 1


def test_a_failure_is_counted_once(site, person):
    client = site.client()
    fields = filled(person, client.form(), code=person.phone.wrong())
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        replies = [r for _, r in pool.map(lambda _: send(client, fields),
                                          range(2))]
    replies.append(send(client, fields)[1])
    assert [r.status for r in replies] == [401] * 3
    assert logins(site, person, 'deny') == 1
    # The new page is for another attempt, also with the same digits.
    again = filled(person, Form(replies[-1].text), code=fields['code'])
    assert send(client, again)[1].status == 401
    assert logins(site, person, 'deny') == 2
    assert person.login(client).status == 303


@pytest.mark.parametrize('end', ['logout', 'disable', 'remove', 'button',
                                 'another'])
def test_it_dies_with_the_session(site, end):
    person = site.person()
    client = site.client()
    fields = filled(person, client.form(), code=person.phone.code())
    copy, first = send(client, fields)
    assert first.status == 303
    if end == 'button':
        copy.logout()
    elif end == 'another':    # which ends the former session of this browser
        site.person().login(copy)
    else:
        site.admin(end, person.name)
    late, reply = send(client, fields)
    assert is_out(site, late, reply), reply
    assert 'session has ended' in reply.text
    assert logins(site, person, 'deny') == 0


def test_the_news_are_told_again(site, person):
    """A recovery code is spent once, and the person learns what is left."""
    code, *_ = site.admin.codes(person.name)
    client = site.client()
    fields = filled(person, client.form(rd='/home'), recovery=code)
    one, first = send(client, fields)
    two, second = send(client, fields)
    first, second = one.told(first), two.told(second)
    assert first.text == second.text
    assert 'You have 9 recovery codes left' in second.text
    assert one.session == two.session


def test_a_confirmation_sent_twice(site, person):
    codes = site.admin.codes(person.name)
    client = person.client()
    form = Form(client.asked('/recovery/').text)
    fields = {**form.fields, 'recovery': codes[0]}
    one, first = send(client, fields)
    two, second = send(client, fields)
    assert first.status == second.status == 303
    assert one.session == two.session != client.session
    assert two.get('/recovery/').status == 200
    assert len(site.gate.audit(event='step-up', user=person.name)) == 1


def test_a_kept_form_is_offered_again(site, person):
    client = ended(site, person)
    page = client.post('/save', FORM)
    fields = filled(person, Form(page.text), code=person.phone.code())
    _, first = send(client, fields)
    two, second = send(client, fields)
    assert offered(first) == offered(second) == ('/save', FORM)
    assert two.get('/').status == 200


@pytest.mark.plain
def test_it_is_known_for_a_minute(fresh):
    site = fresh(clock='passing')
    person = site.person()
    client = site.client()
    fields = filled(person, client.form(), code=person.phone.code())
    assert send(client, fields)[1].status == 303
    site.gate.clock.advance(50)
    assert send(client, fields)[1].status == 303
    site.gate.clock.advance(15)
    late, reply = send(client, fields)
    assert is_out(site, late, reply)
    assert logins(site, person, 'deny') == 1


@pytest.mark.plain
@pytest.mark.parametrize('wrong', ['code', 'password', 'name'])
def test_a_wait_is_not_repeated_when_it_is_over(fresh, wrong):
    """Nothing but the wait was in the way.  For a name that nobody has the
    same, by the lines of the log."""
    site = fresh(clock='passing')
    person = site.person('--hotp')
    name = 'nobody-at-all' if wrong == 'name' else person.name
    client = site.client()
    for _ in range(7):      # 3 are free, then the waits are 1, 2, 4, 8, 16
        client.login(name, 'x' if wrong == 'password' else person.password,
                     person.phone.wrong())
        site.gate.clock.advance(9)
    fields = {**filled(person, client.form(), code=person.phone.code()),
              'user': name}

    def told():
        return len(site.gate.audit(event='login'))

    before = told()
    assert send(client, fields)[1].status == 401
    assert send(client, fields)[1].status == 401    # also counted once
    assert told() == before + 1
    site.gate.clock.advance(17)
    copy, reply = send(client, fields)
    assert told() == before + 2
    if wrong != 'name':
        assert reply.status in (200, 303) and copy.session


def test_a_way_to_another_host_is_gone_twice():
    """The ticket of a dropped answer is spent; the browser gets a new one."""
    site = hosts.site()
    try:
        person = site.person()
        client = site.client(hosts.APP)
        page = hosts.walk(client, client.navigate('/notes'))
        fields = filled(person, Form(page.text), code=person.phone.code())
        _, first = send(client, fields)
        client, second = send(client, fields)
        assert first.status == second.status == 303
        host, path, _ = hosts.address(second)
        client.host = host
        dropped = client.copy()
        assert dropped.navigate(path).get('location') == '/notes'
        reply = hosts.walk(client, client.navigate(path))
        assert client.host == hosts.APP
        assert hosts.seen(reply)['path'] == '/notes'
        assert logins(site, person, 'deny') == 0
    finally:
        site.close()


def test_a_kept_form_goes_on_once(site, person):
    """Also when nginx asks about one request twice; and only from our page."""
    client = ended(site, person)
    page = client.post('/save', FORM)
    fields = filled(person, Form(page.text), code=person.phone.code())
    assert offered(client.post('/otp/login', fields)) == ('/save', FORM)
    from_us = {'Referer': 'https://app.test/otp/login'}
    before = len(site.app.seen)
    assert client.post('/save', FORM, headers=from_us).status == 200
    again = client.post('/save', FORM, headers=from_us)
    assert again.status == 403 and 'Already sent' in again.text
    assert 'href="/save"' in again.text
    assert len(site.app.seen) == before + 1
    # Another form, from another page, or with no page named.
    for body, headers in ((FORM + '&x=1', from_us), (FORM, {}),
                          (FORM, {'Referer': 'https://app.test/save'})):
        assert client.post('/save', body, headers=headers).status == 200
    # Programs are told in their way.
    reply = client.post('/save', FORM, headers={
        **from_us, 'Sec-Fetch-Mode': 'cors', 'Accept': '*/*'})
    assert reply.status == 403 and reply.json() == {'error': 'already_sent'}


@pytest.fixture(scope='module')
def pair():
    made = Site(login_host='app.test')
    yield made
    made.close()


@pytest.mark.parametrize('elsewhere', [False, True])
def test_two_kept_forms_of_one_length_are_two(site, pair, elsewhere):
    """Both to one address within a minute, and each button pressed twice."""
    where = pair if elsewhere else site
    person = where.person()
    if elsewhere:
        client, page = waiting(where, person, 'amount=100')
    else:
        client = ended(where, person)
        page = client.post('/save', 'amount=100')
    pages = [Form(p.text) for p in (page, client.post('/save', 'amount=200'))]
    if elsewhere:
        log_in_elsewhere(client, person, '/otp/login')
    before = len(where.app.seen)
    for form, body in zip(pages, ('amount=100', 'amount=200')):
        if not elsewhere:
            form.fields = filled(person, form, code=person.phone.code())
        offer = client.post(form.action, form.fields)
        assert offered(offer) == ('/save', body)
        from_us = {'Referer': f'https://{client.host}{form.action}'}
        assert client.post('/save', body, headers=from_us).status == 200
        # Reload, or Back, and Continue again.
        assert offered(client.post(form.action, form.fields))[1] == body
        again = client.post('/save', body, headers=from_us)
        assert again.status == 403 and 'Already sent' in again.text
    assert [s['form'] for s in where.app.seen[before:]] == [
        'amount=100', 'amount=200']


# --- a form that is no longer good -------------------------------------------

@pytest.mark.parametrize('typed', ['{0}', ' {0}\u00a0'], ids=ascii)
def test_a_second_tab_is_led_on(site, typed):
    """The name is read as it is for a login."""
    person = site.person()
    client = site.client()
    late = client.form(rd='/second?a=b')
    assert person.login(client, rd='/first').status == 303
    session = client.session
    reply = client.post('/otp/login', filled(
        person, late, code='000000', user=typed.format(person.name)))
    assert reply.status == 303 and reply.get('location') == '/second?a=b'
    assert client.session == session
    assert logins(site, person, 'deny') == 0


def test_somebody_else_is_not_led_on(site, person):
    client = site.client()
    late = client.form(rd='/second')
    assert person.login(client).status == 303
    other = site.person()
    reply = client.post('/otp/login', filled(other, late, code='123456'))
    assert reply.status == 403
    form = Form(reply.text)
    assert form.fields['user'] == other.name
    assert form.fields['rd'] == '/second'
    assert other.login(client, form=form).status == 303


def test_a_confirmation_in_a_second_tab_is_led_on(site, person):
    codes = site.admin.codes(person.name)
    client = person.client()
    late = Form(client.asked('/recovery/second').text)
    form = Form(client.asked('/recovery/first').text)
    done = client.post('/otp/login', {**form.fields, 'recovery': codes[0]})
    assert done.status == 303
    reply = client.post('/otp/login', {**late.fields, 'recovery': codes[1]})
    assert reply.status == 303 and reply.get('location') == '/recovery/second'
    assert client.get('/recovery/second').status == 200
    # The second code was not used up.
    assert len(site.gate.audit(event='step-up', user=person.name)) == 1


def test_a_confirmation_that_is_still_wanted_is_asked_for_anew(site, person):
    site.admin.codes(person.name)
    client = person.client()
    form = Form(client.asked('/recovery/').text)
    client.cookies.pop(PRE)
    reply = client.post('/otp/login', {**form.fields, 'recovery': 'x'})
    assert reply.status == 403
    again = Form(reply.text)
    assert 'user' not in again.fields and again.fields['rd'] == '/recovery/'


def test_a_kept_form_in_a_second_tab_is_offered(site, person):
    client = ended(site, person)
    late = Form(client.post('/save', FORM).text)
    code = person.phone.code()
    assert person.login(client, code=code).status == 303
    reply = client.post('/otp/login', filled(person, late, code=code))
    assert offered(reply) == ('/save', FORM)


@pytest.mark.parametrize('typed', ['{0}', ' {0}', '"><b>{0}', ''])
def test_a_form_left_open_is_asked_for_anew(site, person, typed):
    """What was typed is kept, but no secret."""
    client = site.client()
    form = client.form(rd='/home')
    client.cookies.pop(PRE)
    fields = filled(person, form, code='654321', recovery='01-AAAAA',
                    user=typed.format(person.name))
    reply = client.post('/otp/login', fields)
    assert reply.status == 403 and client.session is None
    again = Form(reply.text)
    kept = again.fields['user']
    assert kept == (person.name if typed.strip() == '{0}' else '')
    assert '<b>' not in reply.text
    for secret in (person.password, '654321', '01-AAAAA'):
        assert secret not in reply.text
    assert again.fields['rd'] == '/home'
    # The cursor is where something is missing.
    focus, = [i['name'] for i in again.inputs if 'autofocus' in i]
    assert focus == ('password' if kept else 'user')
    assert person.login(client, form=again).status == 303


def test_an_address_of_somebody_elses_is_not_gone_to(site, person):
    """The form is not proven to be ours, so where it leads is judged anew."""
    client = person.client()
    reply = client.post('/otp/login', {
        'user': person.name, 'password': '', 'code': '', 'csrf': 'x',
        'rd': 'https://evil.example/'})
    assert reply.status == 303 and reply.get('location') == '/'
    reply = client.post('/otp/login', {'user': person.name, 'rd': '/x'},
                        headers={'Origin': 'https://evil.example'})
    assert reply.status == 403
