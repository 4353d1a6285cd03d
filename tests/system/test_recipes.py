# SPDX-License-Identifier: ISC
"""The recipes that come with the gate, included as they are shipped."""

import re

import pytest

from harness import build
from harness.gate import HOSTS
from harness.web import Form

pytestmark = pytest.mark.plain  # they move the clock

PAYMENT = 'to=Zo%C3%AB&amount=100%2C00&note=one%0D%0Atwo'


@pytest.fixture(scope='module')
def bank():
    # pylint: disable=import-outside-toplevel
    from harness.site import Site
    made = Site(clock='passing')
    yield made
    made.close()


def later(site, seconds):
    site.gate.clock.advance(seconds)


def asks_for_a_code_alone(reply):
    form = Form(reply.text)
    assert form.action.partition('?')[0] == '/otp/login', reply
    assert 'code' in form.fields, reply
    assert 'user' not in form.fields and 'password' not in form.fields
    return form


def give(client, form, code):
    fields = dict(form.fields)
    fields.update(code=code, recovery='')
    return client.post(form.action, fields)


def paid(site):
    return [s for s in site.app.seen if s['path'] == '/pay/send']


def test_the_recipes_are_used_as_shipped(bank):
    text = bank.nginx.config.read_text()
    for name in ('example-stepup.conf', 'example-websocket.conf'):
        assert f'include {build.SNIPPETS}/{name};' in text
    recipe = (build.SNIPPETS / 'example-stepup.conf').read_text()
    lines = re.findall(r'^\s*auth_request (\S+);', recipe, re.M)
    assert lines == ['/otp/check/max-age=300/groups=admins+ops',
                     '/otp/check/max-age=60',
                     '/otp/check/max-age=60/factor=totp+hotp']


def test_an_administration_asks_every_five_minutes(bank):
    person = bank.person('--hotp', '--group', 'ops')
    client = person.client()
    assert client.get('/admin/users').status == 200
    later(bank, 290)
    assert client.get('/admin/users').status == 200
    later(bank, 20)
    assert client.get('/elsewhere').status == 200
    asked = client.navigate('/admin/users?page=2')
    assert asked.status == 302
    where = asked.get('location').replace('https://app.test', '')
    assert where.startswith('/otp/login?rd=/admin/users%3Fpage%3D2&need=')
    form = asks_for_a_code_alone(client.navigate(where))
    # The session is as good as before while the question is open.
    assert client.get('/elsewhere').status == 200
    old = client.session
    wrong = give(client, form, person.phone.wrong())
    assert wrong.status == 401
    assert client.get('/admin/users').status == 401
    assert client.get('/elsewhere').status == 200
    done = give(client, asks_for_a_code_alone(wrong), person.phone.code())
    assert done.status == 303
    assert done.get('location').endswith('/admin/users?page=2')
    assert client.session != old, 'a new id at every step-up'
    assert client.get('/admin/users').status == 200
    assert client.get('/elsewhere').status == 200
    assert client.get('/elsewhere', cookie=f'__Host-otpgate={old}').status \
        == 401


def test_an_administration_is_for_its_groups(bank):
    person = bank.person('--hotp', '--group', 'staff')
    client = person.client()
    page = client.navigate('/admin/users')
    assert page.status == 403 and 'not a member of a group' in page.text
    later(bank, 400)
    page = client.navigate('/admin/users')
    assert page.status in (302, 403)
    assert client.get('/elsewhere').status == 200


def test_a_payment_survives_the_question(bank):
    person = bank.person('--hotp')
    client = person.client()
    before = len(paid(bank))
    assert client.post('/pay/send', PAYMENT).status == 200
    later(bank, 70)
    assert client.navigate('/pay/').status == 200, 'looking is free'
    asked = client.post('/pay/send', PAYMENT)
    assert asked.status == 401 and len(paid(bank)) == before + 1
    form = asks_for_a_code_alone(asked)
    assert form.fields.get('form') and 'It is kept' in asked.text
    page = give(client, form, person.phone.code())
    assert page.status == 200 and len(paid(bank)) == before + 1
    offer = Form(page.text)
    assert offer.action == '/pay/send' and 'Continue' in page.text
    assert client.post(offer.action, offer.fields).status == 200
    seen = paid(bank)
    assert len(seen) == before + 2
    assert seen[-1]['form'] == PAYMENT
    assert ['remote-user', person.name] in seen[-1]['headers']


def test_a_payment_is_not_sent_by_a_wrong_code(bank):
    person = bank.person('--hotp')
    client = person.client()
    later(bank, 70)
    before = len(paid(bank))
    asked = client.post('/pay/send', PAYMENT)
    for _ in range(2):
        asked = give(client, asks_for_a_code_alone(asked),
                     person.phone.wrong())
        assert asked.status == 401
    # Whoever goes on without an answer is asked again.
    assert client.post('/pay/send', PAYMENT).status == 401
    assert len(paid(bank)) == before
    page = give(client, asks_for_a_code_alone(asked), person.phone.code())
    assert Form(page.text).action == '/pay/send'
    assert len(paid(bank)) == before


def test_a_payment_that_waits_too_long_is_asked_for_again(bank):
    """The code is old again when Continue is pressed: the form is kept
    again."""
    person = bank.person('--hotp')
    client = person.client()
    later(bank, 70)
    asked = client.post('/pay/send', PAYMENT)
    page = give(client, asks_for_a_code_alone(asked), person.phone.code())
    offer = Form(page.text)
    later(bank, 70)
    asked = client.post(offer.action, offer.fields)
    assert asked.status == 401
    page = give(client, asks_for_a_code_alone(asked), person.phone.code())
    offer = Form(page.text)
    before = len(paid(bank))
    assert client.post(offer.action, offer.fields).status == 200
    assert paid(bank)[-1]['form'] == PAYMENT and len(paid(bank)) == before + 1


def test_a_hostile_payment_is_not_kept(bank):
    person = bank.person('--hotp')
    client = person.client()
    later(bank, 70)
    asked = client.post('/pay/send', PAYMENT,
                        headers={'Origin': 'https://evil.example',
                                 'Sec-Fetch-Site': 'cross-site'})
    assert asked.status == 401
    form = asks_for_a_code_alone(asked)
    assert 'form' not in form.fields and 'send it again' in asked.text
    before = len(paid(bank))
    done = give(client, form, person.phone.code())
    assert done.status == 303 and len(paid(bank)) == before


def test_a_recovery_code_is_not_enough_for_keys(bank):
    person = bank.person('--hotp')
    codes = bank.admin.codes(person.name)
    client = bank.client()
    assert person.login(client, recovery=codes[0]).status == 303
    assert client.get('/elsewhere').status == 200
    assert client.get('/keys/').status == 401
    asked = client.navigate('/keys/')
    where = asked.get('location').replace('https://app.test', '')
    form = asks_for_a_code_alone(client.navigate(where))
    assert give(client, form, person.phone.code()).status == 303
    assert client.get('/keys/').status == 200


# --- a whole server ---

WHOLE = '''
    server {{
        listen 127.0.0.1:{port} ssl;
        server_name {host};
        include {snippets}/otpgate-server.conf;
        include {snippets}/otpgate-check.conf;
        location / {{ proxy_pass http://app; }}
    }}
'''


@pytest.fixture(name='whole')
def _whole(fresh):
    return fresh(servers=lambda port, _: WHOLE.format(
        port=port, host=HOSTS[0], snippets=build.SNIPPETS))


def test_a_server_may_be_protected_as_a_whole(whole):
    """Its login page, too, is in that server."""
    person = whole.person()
    client = whole.client()
    assert client.get('/').status == 401
    page = client.asked('/deep/page?a=1')
    assert page.status == 200 and 'password' in Form(page.text).fields
    client = person.client()
    assert client.get('/').status == 200
    form = Form(client.get('/otp/logout').text)
    assert client.post('/otp/logout', form.fields).status in (200, 303)
    assert client.get('/').status == 401
    # and of the check itself nobody sees anything
    assert client.get('/otp/check').status == 404


def test_what_is_protected_is_kept_by_nobody(whole):
    client = whole.person().client()
    reply = client.get('/')
    assert reply.status == 200
    assert reply.get('cache-control') == 'private, no-store'
    assert whole.client().get('/').get('cache-control') == 'no-store'
