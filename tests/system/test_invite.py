# SPDX-License-Identifier: ISC
"""Invitations under the real nginx: from the link to the recovery codes, and
above all what a link must not do."""

import html
import json
import re
import threading
import urllib.parse

import pytest

from harness.admin import RECOVERY
from harness.codes import Authenticator
from harness.gate import HOSTS
from harness.web import DEVICE, ENROLL, PRE, SESSION, Form

PASSWORD = 'tulips and a bicycle'
OVER = 'This link is not valid any more. If you have set up your app with it, '


def address(link):
    """The link without its host."""
    parts = urllib.parse.urlsplit(link)
    assert parts.scheme == 'https' and parts.netloc in HOSTS, link
    return f'{parts.path}?{parts.query}'


class Guest:
    """Somebody who was invited, with a browser of his own."""

    def __init__(self, site, name, *options, link=None):
        self.site, self.name = site, name
        self.link = link or address(
            site.admin('invite', name, *options).strip())
        self.client = site.client()

    def open(self):
        """Opens the link; returns what it leads to."""
        reply = self.client.navigate(self.link)
        assert reply.status == 303, reply
        assert reply.get('location') == '/otp/enroll', reply
        return self.client.navigate('/otp/enroll')

    def send(self, page, fields, **more):
        return self.client.post('/otp/enroll',
                                {**Form(page.text).fields, **fields}, **more)

    def choose(self, password=PASSWORD, again=None):
        return self.send(self.open(), {'password': password,
                                       'again': again or password})

    def phone(self):
        """What the QR code says, from the link for the same phone."""
        page = self.client.navigate('/otp/enroll?s=app')
        assert page.status == 200, page
        return Authenticator(html.unescape(
            re.search(r'href="(otpauth://[^"]*)"', page.text).group(1)))

    def confirm(self, code):
        return self.send(self.client.navigate('/otp/enroll?s=code'),
                         {'code': code})

    def finish(self):
        """All of it; returns the phone and the last page."""
        assert self.choose().get('location') == '/otp/enroll?s=app'
        phone = self.phone()
        return phone, self.confirm(phone.code())


def is_over(reply):
    assert reply.status == 403 and OVER in reply.text, reply
    return True


def shown(site, name):
    return json.loads(site.admin('show', '--json', name))


@pytest.fixture
def guest(site, request):
    return Guest(site, re.sub(r'[^a-z0-9]', '', request.node.name)[-40:])


# --- the whole way ---

def test_from_the_link_to_a_login(site, guest):
    phone, last = guest.finish()
    assert last.status == 200, last
    codes = RECOVERY.findall(last.text)
    assert len(set(codes)) == 10
    # to download without a script, and to print
    data = re.search(r'href="data:text/plain;charset=utf-8,([^"]*)"',
                     last.text).group(1)
    assert urllib.parse.unquote(data).split() == sorted(set(codes))
    assert '@media print' in last.text
    assert 'href="/otp/login"' in last.text
    reply = guest.client.login(guest.name, PASSWORD, phone.code())
    assert reply.status == 303 and guest.client.session, reply
    other = site.client()
    assert other.login(guest.name, PASSWORD,
                       recovery=codes[0]).status in (200, 303)
    assert other.session


def test_the_secret_is_there_in_all_its_forms(guest):
    guest.choose()
    page = guest.client.navigate('/otp/enroll?s=app')
    secret = guest.phone().secret
    assert '<svg class="qr"' in page.text
    assert ' '.join(re.findall('.{4}', secret)) in page.text
    assert re.search(rf'<textarea [^>]*readonly[^>]*>{secret}</textarea>',
                     page.text)
    assert page.get('referrer-policy') == 'no-referrer'
    assert 'no-store' in page.get('cache-control')


def test_reload_back_and_a_second_tab_show_the_same_secret(site, guest):
    guest.choose()
    phone = guest.phone()
    assert guest.phone().secret == phone.secret
    assert guest.confirm('000000').status == 422
    assert guest.phone().secret == phone.secret
    # the link again, in another browser, too
    assert guest.open().status == 200
    assert guest.phone().secret == phone.secret
    other = Guest(site, guest.name, link=guest.link)
    other.open()
    assert other.phone().secret == phone.secret
    assert guest.confirm(phone.code()).status == 200


def test_looking_changes_nothing(site, guest):
    """Programs that read mails open links."""
    before = shown(site, guest.name)
    for _ in range(3):
        guest.open()
        guest.client.navigate('/otp/enroll?s=app')
        guest.client.request('HEAD', guest.link)
    assert shown(site, guest.name) == before


def test_a_password_is_needed_first_and_must_be_one(guest):
    for bad in ('short', 'x' * 2000, 'a\x01bcdefghij', guest.name):
        reply = guest.choose(bad)
        assert reply.status in (422, 413), reply
    assert guest.choose(PASSWORD, 'another one').status == 422
    # the screens behind it are closed until then
    assert 'otpauth:' not in guest.client.navigate('/otp/enroll?s=app').text
    csrf = Form(guest.open().text).fields['csrf']
    assert guest.client.post('/otp/enroll', {
        'csrf': csrf, 'code': '123456'}).get('location') == '/otp/enroll'
    assert guest.choose().status == 303


def test_a_password_that_there_is_stays(site, guest):
    site.admin.password(guest.name, 'the one of before')
    page = guest.open()
    assert 'type="password"' not in page.text
    guest.send(guest.client.navigate('/otp/enroll?s=code'),
               {'password': PASSWORD, 'again': PASSWORD})
    phone = guest.phone()
    assert guest.confirm(phone.code()).status == 200
    assert guest.client.login(guest.name, PASSWORD, '000000').status == 401
    assert site.client().login(guest.name, 'the one of before',
                               phone.code()).status == 303


def test_each_page_but_the_last_is_there_in_another_language(guest):
    def offers(page):
        return 'name="lang" value="ar"' in page.text
    assert offers(guest.open())
    assert 'type="password"' in guest.client.navigate(
        '/otp/enroll?lang=de').text
    assert guest.choose().status == 303
    page = guest.client.navigate('/otp/enroll?s=app')
    assert 'lang="de"' in page.text and offers(page)
    page = guest.client.navigate('/otp/enroll?s=code&lang=es')
    assert '<html lang="es"' in page.text and offers(page)
    assert 'csrf' in Form(page.text).fields
    last = guest.confirm(guest.phone().code())
    assert last.status == 200 and not offers(last)


# --- the last form twice, as a double click sends it ---

def sent(guest):
    """The form of the last page but one, filled in; and a browser that throws
    away what it is answered, with the cookies."""
    guest.choose()
    page = guest.client.navigate('/otp/enroll?s=code')
    fields = {**Form(page.text).fields, 'code': guest.phone().code()}
    return fields, lambda more=(), client=guest.client: client.copy().post(
        '/otp/enroll', {**fields, **dict(more)})


def test_the_last_form_again_shows_the_same_codes(site, guest):
    _, send = sent(guest)
    first, second = send(), send()
    assert first.status == second.status == 200, second
    assert len(RECOVERY.findall(first.text)) >= 10
    assert RECOVERY.findall(first.text) == RECOVERY.findall(second.text)
    seen = shown(site, guest.name)
    assert len(seen['authenticators']) == 1
    told = '\n'.join(site.gate.audit(event='invite', user=guest.name))
    assert told.count('recovery codes shown again') == 1
    assert told.count('authenticator proven') == 1


def test_the_last_form_many_times_at_once(site, guest):
    _, send = sent(guest)
    replies = []
    threads = [threading.Thread(target=lambda: replies.append(send()))
               for _ in range(5)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    # two wait for the one that is decided; those before them give way
    good = [r for r in replies if r.status == 200]
    assert {r.status for r in replies} <= {200, 503} and len(good) >= 3
    assert len({tuple(RECOVERY.findall(r.text)) for r in good}) == 1
    assert len(shown(site, guest.name)['authenticators']) == 1


@pytest.mark.parametrize('change', ['once', 'none', 'code', 'csrf', 'cookie'])
def test_nobody_else_is_shown_the_codes(site, guest, change):
    """Not even with the link, nor with a page of his own."""
    fields, send = sent(guest)
    mallory = Guest(site, guest.name, link=guest.link)
    mallory.open()
    other = Form(mallory.client.navigate('/otp/enroll?s=code').text).fields
    assert other['once'] != fields['once'] and other['csrf'] == fields['csrf']
    assert send().status == 200
    reply = {
        'once': lambda: send({'once': other['once']}, mallory.client),
        'none': lambda: send({'once': ''}, mallory.client),
        'code': lambda: send({'code': '000000'}),
        'csrf': lambda: send({'csrf': fields['csrf'][:-1] + '_'}),
        'cookie': lambda: send(client=site.client())}[change]()
    assert is_over(reply) and not RECOVERY.findall(reply.text)


@pytest.mark.parametrize('then', ['disable', 'codes', 'remove'])
def test_codes_that_are_void_are_not_shown_again(site, guest, then):
    _, send = sent(guest)
    assert send().status == 200
    site.admin(then, *['--yes'] * (then == 'remove'), guest.name)
    assert is_over(send())


def test_a_wrong_code_twice_is_no_way_in(site, guest):
    _, send = sent(guest)
    assert [send({'code': '000000'}).status for _ in range(2)] == [422, 422]
    assert shown(site, guest.name)['authenticators'] == []
    assert send().status == 200


# --- what a link must not do ---

def test_it_works_once(site, guest):
    phone, last = guest.finish()
    assert last.status == 200
    assert ENROLL not in guest.client.cookies
    assert is_over(guest.client.navigate(guest.link))
    assert is_over(guest.client.navigate('/otp/enroll?s=app'))
    assert is_over(guest.client.post('/otp/enroll', {'code': phone.code()}))
    assert shown(site, guest.name)['invitation'] is None


def test_two_people_at_the_same_link_at_once(site, guest):
    guest.choose()
    code = guest.phone().code()
    others = [Guest(site, guest.name, link=guest.link) for _ in range(4)]
    pages = []
    for other in others:
        other.open()
        pages.append(other.client.navigate('/otp/enroll?s=code'))
    replies = [None] * len(others)

    def send(i):
        replies[i] = others[i].send(pages[i], {'code': code})
    threads = [threading.Thread(target=send, args=(i,))
               for i in range(len(others))]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert sorted(r.status for r in replies) == [200, 403, 403, 403], replies
    assert sum(len(RECOVERY.findall(r.text)) > 0 for r in replies) == 1
    assert len(shown(site, guest.name)['authenticators']) == 1


def test_it_expires(fresh):
    site = fresh(clock=True)
    guest = Guest(site, 'late', '--expires', '10m')
    assert guest.choose().status == 303
    site.gate.clock.advance(601)
    assert is_over(guest.client.navigate('/otp/enroll?s=app'))
    assert is_over(site.client().navigate(guest.link))


def test_a_second_invitation_voids_the_first(site, guest):
    guest.choose()
    second = Guest(site, guest.name)
    assert is_over(guest.client.navigate('/otp/enroll'))
    assert is_over(site.client().navigate(guest.link))
    assert second.open().status == 200


def test_it_can_be_taken_back(site, guest):
    site.admin('invite', '--revoke', guest.name)
    assert is_over(guest.client.navigate(guest.link))


def test_a_disabled_or_removed_user_has_none(site, guest):
    guest.choose()
    site.admin('disable', guest.name)
    assert is_over(guest.client.navigate('/otp/enroll?s=code'))
    site.admin('enable', guest.name)
    assert is_over(site.client().navigate(guest.link))
    again = Guest(site, guest.name)
    site.admin('remove', '--yes', guest.name)
    assert is_over(again.client.navigate(again.link))


def test_all_bad_links_look_alike(site, guest):
    token = guest.link.partition('t=')[2]
    other = token[:-1] + ('A' if token[-1] != 'A' else 'B')
    replies = [site.client().navigate(f'/otp/enroll?t={t}') for t in (
        '', 'x', other, 'A' * 32, 'B' * 10000, token + 'A', '%00', '..%2f',
        token + '&t=' + token, '%3Cscript%3E')]
    for reply in replies:
        assert is_over(reply)
        assert reply.get('set-cookie') is None
    bodies = {r.body for r in replies}
    assert len(bodies) == 1
    assert {k for r in replies for k, _ in r.headers} == \
        {k for k, _ in replies[0].headers}
    assert all(r.seconds > 0.05 for r in replies), replies


def test_a_bad_link_ends_no_invitation_that_is_under_way(site, guest):
    """Any site can send people to one."""
    guest.choose()
    assert is_over(guest.client.navigate('/otp/enroll?t=' + 'A' * 32))
    assert guest.confirm(guest.phone().code()).status == 200
    # a cookie that is good for nothing goes
    guest.client.cookies[ENROLL] = 'A' * 32
    assert is_over(guest.client.navigate('/otp/enroll'))
    assert ENROLL not in guest.client.cookies


def test_a_form_of_another_site_is_refused(site, guest):
    guest.choose()
    page = guest.client.navigate('/otp/enroll?s=code')
    code = guest.phone().code()
    for headers in ({'Origin': 'https://evil.example'},
                    {'Sec-Fetch-Site': 'cross-site'},
                    {'Origin': 'null', 'Sec-Fetch-Site': None}):
        assert guest.send(page, {'code': code},
                          headers=headers).status == 403
    for csrf in ('', 'x', site.client().form().fields['csrf']):
        assert guest.send(page, {'code': code, 'csrf': csrf}).status == 403
    assert shown(site, guest.name)['authenticators'] == []
    assert guest.send(page, {'code': code}).status == 200


def test_the_token_of_another_invitation_opens_no_form(site, guest):
    guest.choose()
    mallory = Guest(site, guest.name + 'x')
    mallory.choose()
    csrf = Form(mallory.client.navigate('/otp/enroll?s=code').text).fields
    assert guest.client.post('/otp/enroll', {
        **csrf, 'code': guest.phone().code()}).status == 403


def test_wrong_codes_are_counted_and_end_it(fresh):
    site = fresh(address_failures=0)
    guest = Guest(site, 'guesser')
    guest.choose()
    assert guest.confirm('abc').status == 422    # no guess
    assert shown(site, 'guesser')['invitation']['failures'] == 0
    code = guest.phone().code()
    wrong = '000000' if code != '000000' else '111111'
    for _ in range(20):
        assert guest.confirm(wrong).status == 422
    assert is_over(guest.client.navigate('/otp/enroll?s=code'))
    assert shown(site, 'guesser')['invitation']['open'] is False


def test_wrong_codes_are_limited_by_address(fresh):
    site = fresh(address_failures=3, address_interval=60)
    guest = Guest(site, 'guesser')
    guest.choose()
    page = guest.client.navigate('/otp/enroll?s=code')
    code = guest.phone().code()
    wrong = '000000' if code != '000000' else '111111'
    seen = [guest.send(page, {'code': wrong}).status for _ in range(5)]
    assert seen[:3] == [422, 422, 422] and seen[-1] == 429, seen
    page = guest.send(page, {'code': code})
    assert 'href="/otp/enroll?s=code"' in page.text
    assert '/otp/login' not in page.text


# --- beside and instead of what there is ---

def test_the_old_authenticator_lives_until_the_new_one_is_proven(site):
    person = site.person()
    assert person.login(site.client()).status == 303
    guest = Guest(site, person.name, '--replace')
    guest.open()
    assert guest.confirm('000000').status == 422
    held = person.client()
    phone = guest.phone()
    # the new one opens nothing before, the old one does
    assert site.client().login(person.name, person.password,
                               phone.code()).status == 401
    last = guest.confirm(phone.code())
    assert last.status == 200 and len(RECOVERY.findall(last.text)) >= 10
    assert held.get('/x').status == 401    # its session was proven by the old
    assert len(shown(site, person.name)['authenticators']) == 1
    assert site.client().login(person.name, person.password,
                               phone.code()).status == 303


def test_without_replace_both_work(site):
    person = site.person()
    assert person.login(site.client()).status == 303
    guest = Guest(site, person.name)
    guest.open()
    phone = guest.phone()
    assert guest.confirm(phone.code()).status == 200
    assert person.login(site.client()).status == 303
    assert site.client().login(person.name, person.password,
                               phone.code()).status == 303


# --- where the token goes ---

def test_no_log_has_the_token_or_the_secret(site, guest):
    token = guest.link.partition('t=')[2]
    phone, last = guest.finish()
    assert last.status == 200
    logs = site.gate.log.read_text() + site.gate.stderr.read_text() + \
        site.nginx.logs()
    lines = [x for x in site.gate.log.read_text().splitlines()
             if 'event=invite' in x and guest.name in x]
    for what in ('link opened', 'password set', 'authenticator proven'):
        assert any(what in x and 'verdict=done' in x for x in lines), lines
    for secret in (token, token[12:], phone.secret, *RECOVERY.findall(
            last.text)):
        assert secret not in logs
    database = b''.join(p.read_bytes() for p in
                        (site.gate.folder / 'state').rglob('*')
                        if p.is_file())
    assert token.encode() not in database
    assert token[12:].encode() not in database


def test_no_application_gets_the_cookie(site, guest):
    person = site.person()
    client = person.client()
    guest.client.jars[guest.client.host] = client.cookies
    guest.open()
    assert ENROLL in client.cookies
    jar = client.cookies
    jar.update({'a': '1', 'b': '2'})
    order = ['a', ENROLL, 'b', SESSION, DEVICE, PRE]
    cookie = '; '.join(f'{k}={jar[k]}' for k in order if k in jar)
    reply = client.get('/x', cookie=cookie)
    assert reply.app_header('cookie') == ['a=1; b=2'], reply


# --- otpadm ---

def test_otpadm_says_what_it_did(site):
    said = json.loads(site.admin('invite', '--json', '--expires', '2h',
                                 '--group', 'staff', 'newcomer'))
    assert said['new_user'] is True and said['replace'] is False
    assert address(said['link']).startswith('/otp/enroll?t=')
    seen = shown(site, 'newcomer')
    assert seen['groups'] == ['staff'] and seen['authenticators'] == []
    assert seen['invitation']['open'] is True
    assert 'invitation     until ' in site.admin('show', 'newcomer')
    assert said['link'] not in site.admin('show', 'newcomer')


def test_otpadm_takes_one_back_and_nothing_else(site):
    site.admin('invite', 'taken.back')
    for more in (['--group', 'staff'], ['--name', 'X'], ['--replace'],
                 ['--expires', '1h'], ['--email', 'a@b.example']):
        said = site.admin.refuse('invite', '--revoke', *more, 'taken.back',
                                 status=2)
        assert 'takes no other option' in said
    assert shown(site, 'taken.back')['invitation']['open'] is True
    for there in True, False:
        assert json.loads(site.admin(
            'invite', '--revoke', '--json', 'taken.back')) == {
                'user': 'taken.back', 'revoked': there}
    assert shown(site, 'taken.back')['groups'] == []


@pytest.mark.parametrize('span', ['', '0', '59s', '31d', '24', '-1h', 'x'])
def test_otpadm_refuses_a_bad_span(site, span):
    assert '--expires' in site.admin.refuse(
        'invite', f'--expires={span}', 'nobody-yet', status=2)
    assert site.admin.run('show', 'nobody-yet').returncode == 1


def test_otpadm_invites_no_disabled_user(site):
    person = site.person()
    site.admin('disable', person.name)
    assert 'disabled' in site.admin.refuse('invite', person.name)
