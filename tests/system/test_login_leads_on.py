# SPDX-License-Identifier: ISC
"""A second tab, Back, Reload, and a page that was left open for an hour never
end in an error for somebody who is logged in: they lead on.  What a double tap
does is in test_twice.py, and what a real browser does in
test_browser_twice.py."""

import pytest

from harness import hosts
from harness.web import SESSION, Form
from test_kept import FORM, ended, offered

HOUR = 3600
PASSWORD = 'correct horse battery staple'


@pytest.fixture(scope='module')
def place():
    """All of them at one site, whose clock only goes on."""
    from harness.site import Site   # pylint: disable=import-outside-toplevel
    made = Site(clock=True, idle_timeout=8 * HOUR, absolute_timeout=12 * HOUR)
    made.gate.clock.stop()
    yield made
    made.close()


def filled(person, form, **more):
    return {**form.fields, 'user': person.name, 'password': PASSWORD,
            'code': '000000', **more}


def leads_to(reply, where):
    assert reply.status in (302, 303), reply
    assert reply.get('location') == where


def test_a_second_tab_and_back_and_reload(place):
    """The form of another tab, the same form again, and the page anew."""
    person = place.person('--hotp')
    client = place.client()
    first, second = client.form(rd='/one'), client.form(rd='/two')
    leads_to(person.login(client, form=first), '/one')
    place.gate.clock.advance(120)       # the outcome is forgotten
    leads_to(client.post('/otp/login', filled(person, second)), '/two')
    leads_to(client.post('/otp/login', filled(person, first)), '/one')
    page = client.navigate('/otp/login?rd=/one')
    assert page.status == 200 and 'href="/one"' in page.text
    assert not place.gate.audit(event='login', verdict='deny',
                                user=person.name)


def test_a_login_page_left_open_for_an_hour(place):
    person = place.person('--hotp')
    client = place.client()
    late = client.form(rd='/late')
    leads_to(person.login(client, rd='/'), '/')
    place.gate.clock.advance(HOUR)
    leads_to(client.post('/otp/login', filled(person, late)), '/late')
    # The twin: whoever is not logged in gets a form that works.
    stranger = place.client()
    late = stranger.form(rd='/late')
    place.gate.clock.advance(HOUR)
    reply = stranger.post('/otp/login', filled(person, late))
    assert reply.status == 403 and 'open for too long' in reply.text
    leads_to(person.login(stranger, form=Form(reply.text)), '/late')


def test_a_confirmation_left_open_for_an_hour(place):
    person = place.person('--hotp')
    codes = place.admin.codes(person.name)
    client = person.client()
    form = Form(client.asked('/recovery/').text)
    place.gate.clock.advance(HOUR)
    reply = client.post('/otp/login', {**form.fields, 'recovery': codes[0]})
    # Nothing of it was tried, and the code is asked for again.
    again = Form(reply.text)
    assert set(again.fields) & {'code', 'recovery', 'user'} == {'recovery'}
    leads_to(client.confirm(again, recovery=codes[0]), '/recovery/')


def test_a_logout_page_left_open(place):
    """For an hour, over a code that has renewed the session, and in two
    tabs."""
    person = place.person('--hotp')
    codes = place.admin.codes(person.name)
    client = person.client()
    late = client.form('/otp/logout')
    place.gate.clock.advance(HOUR)
    client.confirm(client.asked('/recovery/'), recovery=codes[0])
    reply = client.post('/otp/logout', late.fields)
    assert 'still logged in' in reply.text and client.session
    form = Form(reply.text)
    assert form.action == '/otp/logout'
    for _ in range(2):
        reply = client.post('/otp/logout', form.fields)
        assert reply.status == 200 and 'You are logged out' in reply.text
    assert client.get('/').status == 401


def test_a_kept_form_left_open_for_an_hour(place):
    """The login page that keeps it; meanwhile another tab has logged in."""
    person = place.person('--hotp')
    client = ended(place, person)
    kept = Form(client.post('/save', FORM).text)
    person.login(client, rd='/')
    place.gate.clock.advance(60)
    reply = client.post('/otp/login', filled(person, kept))
    assert reply.status == 200 and offered(reply) == ('/save', FORM)
    place.gate.clock.advance(HOUR)
    reply = client.post('/otp/login', filled(person, kept))
    assert reply.status == 200 and 'send it again' in reply.text
    assert 'href="' in reply.text and client.get('/').status == 200


def test_a_ticket_that_is_loaded_again():
    """Reload and Back between hosts, at once and an hour later."""
    site = hosts.site(clock=True, idle_timeout=2 * HOUR)
    try:
        person = site.person('--hotp')
        client = site.client(hosts.APP)
        reply = hosts.visit(client, hosts.APP, '/notes')
        reply = person.login(client, form=Form(reply.text))
        host, ticket, _ = hosts.address(reply)
        assert host == hosts.APP and ticket.startswith('/otp/ticket?')
        leads_to(hosts.step(client, reply), '/notes')
        for seconds in (0, HOUR):
            site.gate.clock.advance(seconds)
            leads_to(client.navigate(ticket), '/notes')
            assert SESSION in client.cookies
    finally:
        site.close()
