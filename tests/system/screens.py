# SPDX-License-Identifier: ISC
"""Every page that people see, one after the other: for tools/screens, which
makes pictures of them, and for the tests that look at all of them."""

import importlib.util
import re

import test_foreign
import test_invite
import test_kept
import test_languages
import test_look
from harness import build, hosts
from harness.site import PASSWORD, Site
from harness.web import NAVIGATE, SESSION, Form

NONE = '01-00000-00000-000'
AGENTS = (
    'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) '
    'AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 '
    'Safari/604.1',
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, '
    'like Gecko) Chrome/126.0.0.0 Safari/537.36 Edg/126.0.0.0',
    'Mozilla/5.0 (X11; Linux x86_64; rv:115.0) Gecko/20100101 Firefox/115.0')
FROM_US = {'Referer': 'https://app.test/otp/login'}
LONG = 'maximiliane-charlotte.von-hohenzollern-sigmaringen.verwaltung'[:60]


def opened(reply):
    return reply.text.replace('<details>', '<details open>')


def logins(site):
    person = site.person('--hotp', name='erika.mustermann')
    client = site.client()
    yield 'login-closed', client.navigate('/otp/login')
    yield 'login-failed-nameless', client.login('Erika M.', 'x', '123456')
    yield 'login-failed-recovery', client.login(person.name, 'x', '', NONE)
    form = client.form()
    form.fields['csrf'] = 'x'
    yield 'login-stale', client.login(person.name, form=form)
    page = '/otp/login?rd=/&need='
    for kind in ('recovery', 'totp', 'passkey'):
        yield f'login-{kind}', client.navigate(f'{page}factor%3D{kind}')


def sessions(site):
    person = site.person('--hotp', name='max.mustermann')
    client = person.client()
    yield 'kind-none', client.navigate('/otp/login?rd=/&need=factor%3Drecovery')
    codes = site.admin.codes(person.name)
    step = client.asked('/recovery/')
    yield 'step-recovery', step
    yield 'step-failed', client.confirm(step, recovery=NONE)
    client.confirm(step, recovery=codes[0])
    yield 'kind-none-app', client.navigate('/otp/login?rd=/&need=factor%3Dtotp')
    rescued = site.person('--hotp', name='erika.mustermann2')
    other = site.client()
    yield 'news-recovery', other.told(rescued.login(
        other, recovery=site.admin.codes(rescued.name)[0]))
    yield 'step', other.asked('/token-code/')
    yield 'step-kinds', other.navigate(
        '/otp/login?rd=/&need=factor%3Dtotp%2Bhotp')
    site.gate.clock.advance(5)
    for _ in range(3):
        person.login(site.client(), code='123456', password='x')
    client.cookies.pop(SESSION)
    yield 'news-failed', client.told(person.login(client))
    yield 'typo', client.navigate('/typo/')
    yield 'logout-failed', client.post('/otp/logout', {'csrf': 'x'})
    yield 'not-allowed', client.request('PUT', '/otp/logout', headers=NAVIGATE)
    yield 'from-elsewhere', client.post('/otp/login', {}, headers={
        'Origin': 'https://evil.test', 'Sec-Fetch-Site': 'cross-site'})


def account(site):
    person = site.person('--hotp', name='max.mustermann')
    site.admin('set', person.name, 'name=Max Mustermann-Schönfeld',
               'email=max.mustermann-schoenfeld@mail.example.org')
    clients = [site.client() for _ in range(3)]
    for client, agent in zip(clients, AGENTS):
        site.gate.clock.advance(1500)
        person.login(client, headers={'User-Agent': agent})
    here = clients[-1]
    fields = {**Form(here.navigate('/otp/account').text).fields,
              'do': 'forget', 'id': '2'}
    here.post('/otp/account/browsers', fields)
    yield 'account-changed', here.navigate('/otp/account?changed=1')
    yield 'account-gone', here.post('/otp/account/browsers', fields)
    yield 'account-stale', here.post('/otp/account/browsers',
                                     {**fields, 'csrf': 'x'})
    ways = '/otp/account/authenticators'
    yield 'account-authenticator', here.navigate(f'{ways}/1')
    yield 'account-replace', here.navigate(f'{ways}/replace')
    yield 'account-password', here.navigate('/otp/account/password')
    here.post(ways, {**fields, 'do': 'begin'})
    yield 'account-add', here.navigate(f'{ways}/add')
    yield 'account-add-wrong', here.post(ways, {**fields, 'do': 'prove',
                                                'code': '000000'})
    yield 'account-codes', here.post('/otp/account/recovery', {
        **fields, 'do': 'new', 'id': '0'})
    codes = site.admin.codes(person.name)
    lost = site.client()
    yield 'account-lost', lost.told(person.login(lost, recovery=codes[0]))
    site.gate.clock.advance(301)
    yield 'account-late', here.navigate('/otp/account')


def kept(site):
    person = site.person('--hotp', name='kim')
    client = test_kept.ended(site, person)
    person.login(client, form=Form(client.post('/save', test_kept.FORM).text))
    client.post('/save', test_kept.FORM, headers=FROM_US)
    yield 'sent-already', client.post('/save', test_kept.FORM, headers=FROM_US)
    client = test_kept.ended(site, person)
    yield 'kept-not', client.post('/save', 'x=' + 'y' * 40000)


def invited(site, code):
    """The four screens of an invitation, and what goes wrong there."""
    guest = test_invite.Guest(site, f'erika.mustermann.{code}')
    guest.client.cookies[test_languages.COOKIE] = code
    yield 'invite', guest.open()
    yield 'invite-password', guest.choose('short')
    guest.choose()
    yield 'invite-app', guest.client.navigate('/otp/enroll?s=app')
    yield 'invite-code', guest.client.navigate('/otp/enroll?s=code')
    yield 'invite-wrong', guest.confirm('000000')
    phone = guest.phone()
    phone.clock = site.gate.clock
    yield 'invite-done', guest.confirm(phone.code())
    yield 'invite-over', guest.client.navigate(guest.link)


def main_pages(site, code, waiting):
    """What everybody meets, in one language."""
    client = site.client()
    client.cookies[test_languages.COOKIE] = code
    yield 'login', opened(client.navigate('/otp/login'))
    yield 'login-failed', client.login(LONG, 'x', '123456')
    known = waiting.copy()
    known.cookies[test_languages.COOKIE] = code
    yield 'login-wait', known.login(LONG, 'x', '123456')
    person = site.person('--hotp', name=f'max.{code}')
    spare = site.admin.codes(person.name)
    person.login(client)
    yield 'in', client.navigate('/otp/login?rd=/')
    yield 'step-recovery', client.asked('/recovery/')
    page = client.navigate('/otp/account')
    yield 'account', page
    yield 'new-password', client.navigate('/otp/account/password')
    ways = '/otp/account/authenticators'
    client.post(ways, {**Form(page.text).fields, 'do': 'begin'})
    yield 'add-app', client.navigate(f'{ways}/add')
    yield 'replace-app', client.navigate(f'{ways}/replace')
    other = site.client()
    other.cookies[test_languages.COOKIE] = code
    yield 'news', other.told(person.login(other, recovery=spare[0]))
    yield 'kinds', client.navigate(
        '/otp/login?rd=/&need=factor%3Dpasskey%2Bsent')
    yield 'denied', client.navigate('/admins/x')
    yield 'path', client.navigate('/fresh-admins/x%2f..%2fy')
    yield 'not-found', client.navigate('/otp/nothing')
    yield 'logout', client.navigate('/otp/logout')
    yield 'logged-out', client.logout()
    client = test_kept.ended(site, person)
    client.cookies[test_languages.COOKIE] = code
    page = client.post('/save', test_kept.FORM)
    yield 'kept', page
    yield 'kept-offer', person.login(client, form=Form(page.text))


def long_wait(site):
    """A browser of somebody with a long name, who has to wait in it."""
    person = site.person('--hotp', name=LONG)
    known = person.client()
    known.cookies.pop(SESSION)
    site.gate.clock.stop()
    seconds = 0
    while seconds < 30:
        site.gate.clock.advance(seconds)
        reply = known.login(person.name, PASSWORD, person.phone.wrong())
        wait = re.search('data-wait="([0-9]+)"', reply.text)
        seconds = int(wait.group(1)) if wait else 0
    yield 'long-name', person.client().navigate('/otp/login?rd=/')
    yield known


def languages(site):
    *pages, known = long_wait(site)
    yield from pages
    for code in test_languages.TITLES:
        for name, page in (*main_pages(site, code, known),
                           *invited(site, code)):
            yield f'{code}/{name}', page


def stopped(site):
    site.gate.stop()
    yield 'down', site.client().navigate('/')
    site.gate.start()


def limited(site):
    client = site.client()
    for _ in range(4):
        reply = client.login('kim', 'x', '123456', form=Form(
            client.navigate('/otp/login').text))
    yield 'too-many', reply


def without(site):
    person = site.person('--hotp', name='kim', password=None)
    yield 'first-none', site.client().navigate('/otp/login')
    yield 'first-none-failed', site.client().login(person.name, code='123456')


def behind(site):
    yield 'first-proxy', site.client().navigate('/otp/login')


def several(site):
    person = site.person('--hotp', name='kim')
    client = site.client(hosts.APP)
    yield 'hosts-login', hosts.visit(client, hosts.APP, '/notes')
    client.host = hosts.APP
    yield 'hosts-not-here', client.navigate('/otp/ticket?t=x')
    yield 'hosts-long', client.navigate('/notes?' + 'x' * 8000)
    page = hosts.visit(client, hosts.APP, '/notes')
    hosts.walk(client, person.login(client, form=Form(page.text)))
    client.host = hosts.APP
    site.admin('logout', person.name)
    yield 'hosts-kept', client.post('/notes', test_kept.FORM)


def foreign(site):
    client = site.client()
    for name, size in (('foreign', 10), ('foreign-not', 60000)):
        yield name, test_foreign.lax(client, test_foreign.ACS,
                                     {'SAMLResponse': 'x' * size})


def dressed(site):
    for name, colour in (('look', '#7a1f5c'), ('look-yellow', '#ffcc00'),
                         ('look-dark', '#0b1d3a')):
        test_look.dress(site, accent_color=colour, extra_css=None)
        if name != 'look':
            site.gate.configure(logo=None)
        site.gate.restart()
        client = site.client()
        yield name, client.navigate('/otp/login')
        yield f'{name}-failed', client.login('kim', 'x', '123456')
        yield f'{name}-not-found', client.navigate('/otp/nothing')


def demo(_site):
    spec = importlib.util.spec_from_file_location(
        'demo_app', build.SOURCE / 'tools/demo-app.py')
    app = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(app)
    yield 'demo', app.page('/notes?page=2', {
        'Remote-User': 'erika.mustermann', 'Remote-Groups': 'admins,ops',
        'Remote-Email': 'erika.mustermann@long.example.org'})


SETS = ((logins, {}), (sessions, {'clock': 'passing'}), (kept, {}),
        (account, {'clock': 'passing'}),
        (languages, {'clock': True, 'address_failures': 0}), (stopped, {}),
        (demo, {}), (dressed, {}),
        (limited, {'address_failures': 3}),
        (without, {'first_factor': 'none'}),
        (behind, {'first_factor': 'proxy'}),
        (several, hosts.SETTINGS | {'servers': hosts.servers()}),
        (foreign, {'servers': test_foreign.servers, 'hosts': ['app.test']}))


QUICK = {'failure_floor': 100, 'argon2_memory': 64}


def every_page():
    """Name and HTML of each page, in the languages that have a folder: those
    of main_pages in all of them, the rest in English."""
    for pages, settings in SETS:
        site = Site(**QUICK | settings)
        try:
            for name, page in pages(site):
                text = page if isinstance(page, str) else page.text
                assert '<main' in text, (name, page)
                yield name if '/' in name else f'en/{name}', text
        finally:
            site.remove()
