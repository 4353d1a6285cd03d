# SPDX-License-Identifier: ISC
"""The ways in on the account page: authenticators, recovery codes, password.
The numbers are those of the ten demands of people in the threads of other
products, which issue 15 collects."""

import concurrent.futures
import html
import json
import re
import threading
import urllib.parse

import pytest

from harness import wait
from harness.admin import RECOVERY
from harness.codes import Authenticator
from harness.site import PASSWORD
from harness.web import SESSION, Form
import test_invite
from test_metrics import numbers

ACCOUNT = '/otp/account'
WAYS = ACCOUNT + '/authenticators'
ADD = WAYS + '/add'
REPLACE = WAYS + '/replace'
NEW_PASSWORD = 'tulips and a bicycle'
LAST = 'Nothing else would let you in'
OVER = 'This app is no longer being added'


def forms(page):
    return [Form(text) for text in re.findall(
        r'<form method="post".*?</form>', page.text, re.S)]


def form_of(page, do, of=None):
    """The form of a page that does something, with its fields."""
    for form in forms(page):
        if form.fields.get('do') == do and of in (None, form.fields.get('id')):
            return form
    raise AssertionError((do, of, page.text))


def wrong_in(page):
    assert page.status == 422, page
    return html.unescape(re.search(r'<span id="alert">(.*?)</span>', page.text,
                                   re.S).group(1))


class Self:
    """Somebody with a browser who is logged in with a fresh code."""

    def __init__(self, site, person=None, client=None):
        self.site = site
        self.person = person or site.person()
        self.name = self.person.name
        self.phone = self.person.phone
        self.client = client or self.person.client()

    def page(self, path=ACCOUNT):
        page = self.client.navigate(path)
        assert page.status == 200, page
        return page

    def send(self, form, **fields):
        return self.client.post(form.action, {**form.fields, **fields})

    def do(self, what, of=None, path=ACCOUNT, **fields):
        return self.send(form_of(self.page(path), what, of), **fields)

    def shown(self):
        return json.loads(self.site.admin('show', '--json', self.name))

    def ways(self):
        return {w['id']: w for w in self.shown()['authenticators']}

    def begin(self, what='begin', path=ACCOUNT):
        reply = self.do(what, path=path)
        assert reply.status == 303 and reply.get('location') == ADD, reply
        return self.app()

    def app(self):
        """What the QR code says, from the link for the same phone."""
        return Authenticator(html.unescape(re.search(
            r'href="(otpauth://[^"]*)"', self.page(ADD).text).group(1)))

    def prove(self, code, **fields):
        return self.do('prove', path=ADD, code=code, **fields)

    def add(self, **fields):
        """All of it; returns the phone and its id."""
        before = self.ways()
        phone = self.begin()
        reply = self.prove(phone.code(), **fields)
        assert done(reply), reply
        return phone, next(i for i in self.ways() if i not in before)

    def remove(self, of):
        return self.do('remove', path=f'{WAYS}/{of}')

    def logged(self, **fields):
        return self.site.gate.audit(event='account', user=self.name, **fields)

    def codes(self):
        page = self.do('new')
        assert page.status == 200, page
        codes = RECOVERY.findall(page.text)
        return sorted(set(codes)), page

    def verify(self, code):
        run = self.site.admin.run('verify', '--stdin', self.name,
                                  stdin=code + '\n')
        return run.returncode == 0

    def change(self, current, password, again=None):
        form = next(f for f in forms(self.page(ACCOUNT + '/password'))
                    if 'current' in f.fields)
        return self.send(form, current=current, password=password,
                         again=again or password)


def done(reply):
    return reply.status == 303 and \
        reply.get('location').startswith('/otp/account?changed=1#')


def logs_in(site, name, password=PASSWORD, **more):
    client = site.client()
    client.login(name, password, **more)
    return client if client.session else None


@pytest.fixture
def me(site):
    return Self(site)


# --- 1: a fresh code, for adding and for removing ---

@pytest.mark.plain
def test_demand_1_adding_and_removing_need_a_fresh_code(fresh):
    site = fresh(clock='passing')
    me = Self(site)
    _, second = me.add()
    page = me.page()
    begin = form_of(page, 'begin')
    remove = form_of(me.page(f'{WAYS}/{second}'), 'remove')
    new = form_of(page, 'new')
    rename = form_of(me.page(f'{WAYS}/{second}'), 'rename')
    me.begin()
    prove = form_of(me.page(ADD), 'prove')
    secret, code = me.app().secret, me.app().code()
    site.gate.clock.advance(301)
    before = me.shown()
    for form in begin, remove, new, rename:
        reply = me.send(form)
        assert reply.status == 303, reply
        assert reply.get('location').startswith('/otp/login?'), reply
    me.send(prove, code=code)
    assert me.client.post(ACCOUNT + '/password', {
        **new.fields, 'current': PASSWORD, 'password': NEW_PASSWORD,
        'again': NEW_PASSWORD}).status == 303
    assert {k: v for k, v in me.shown().items() if k != 'sessions'} == \
        {k: v for k, v in before.items() if k != 'sessions'}
    # the page offers none of it, but the way to a code
    assert not [f for f in forms(me.page()) if 'do' in f.fields]
    # nor does a cookie without a code show what its owner may still prove
    page = me.page(ADD).text
    assert 'name="code"' not in page and 'otpauth:' not in page
    assert secret not in page.replace(' ', '') and '<svg' not in page
    # with a code the same tab goes on, and shows the same secret
    asked = me.client.navigate(html.unescape(re.search(
        r'class="button" href="(/otp/login\?[^"]*)"',
        me.page(ADD).text).group(1)))
    reply = me.client.confirm(asked, me.phone.code())
    assert reply.status == 303 and reply.get('location').endswith(ADD), reply
    phone = me.app()
    assert phone.secret == secret
    phone.clock = site.gate.clock
    assert done(me.prove(phone.code()))


# --- 2: the old one stays until the new one is proven ---

def test_demand_2_the_old_factor_lives_until_the_new_one_is_proven(site, me):
    phone = me.begin('replace', REPLACE)
    old = list(me.ways())
    assert wrong_in(me.prove(phone.wrong())).startswith('This code is not')
    assert list(me.ways()) == old
    assert logs_in(site, me.name, code=me.phone.code())
    assert done(me.prove(phone.code()))
    assert len(me.ways()) == 1 and list(me.ways()) != old
    assert not logs_in(site, me.name, code=me.phone.code())
    assert logs_in(site, me.name, code=phone.code())


def test_demand_2_a_half_done_one_locks_nobody_out_and_lets_nobody_in(site,
                                                                      me):
    phone = me.begin()
    assert not logs_in(site, me.name, code=phone.code())
    assert not me.verify(phone.code())
    assert logs_in(site, me.name, code=me.phone.code())
    assert len(me.ways()) == 1


# --- 3: never the last one ---

def test_demand_3_never_the_last_one(me):
    first = next(iter(me.ways()))
    page = me.page(f'{WAYS}/{first}')
    assert LAST in page.text
    assert not [f for f in forms(page) if f.fields.get('do') == 'remove']
    assert form_of(page, 'begin').action == WAYS    # "add another first"
    # nor with a form that was made by hand, nor because of recovery codes
    me.codes()
    form = form_of(me.page(), 'begin')
    reply = me.client.post(WAYS, {**form.fields, 'do': 'remove', 'id': first})
    assert reply.status == 409 and LAST in reply.text, reply
    assert list(me.ways()) == [first]


def test_demand_3_of_two_removals_at_once_one_is_made(site, me):
    _, second = me.add()
    first = next(i for i in me.ways() if i != second)
    other = Self(site, me.person)
    sent = [(me, form_of(me.page(f'{WAYS}/{first}'), 'remove')),
            (other, form_of(other.page(f'{WAYS}/{second}'), 'remove'))]
    threads = [threading.Thread(target=who.send, args=(form,))
               for who, form in sent]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(me.ways()) == 1


# --- 4: recovery codes ---

def test_demand_4_new_codes_are_shown_once_and_the_old_ones_are_over(site,
                                                                     me):
    assert 'You have no recovery codes.' in me.page().text
    old, _ = me.codes()
    assert '10 recovery codes are left.' in me.page().text
    codes, page = me.codes()
    assert len(codes) == 10 and not set(codes) & set(old)
    data = re.search(r'href="data:text/plain;charset=utf-8,([^"]*)"',
                     page.text).group(1)
    assert urllib.parse.unquote(data).split() == codes
    assert 'download="otpgate-recovery-codes.txt"' in page.text
    assert '@media print' in page.text and 'data-copy="codes"' in page.text
    assert 'I have kept them' in page.text
    assert 'no-store' in page.get('cache-control')
    assert not RECOVERY.findall(me.page().text)
    assert not logs_in(site, me.name, recovery=old[0])
    assert logs_in(site, me.name, recovery=codes[0])
    assert '9 recovery codes are left.' in me.page().text
    assert len(me.logged(reason='codes')) == 2


def test_demand_4_a_double_click_makes_no_codes_that_are_worth_nothing(site,
                                                                       me):
    form = form_of(me.page(), 'new')
    replies = []
    threads = [threading.Thread(target=lambda: replies.append(me.send(form)))
               for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    shown = [r for r in replies if RECOVERY.search(r.text)]
    assert sorted(r.status for r in replies) == [200, 409, 409]
    assert len(shown) == 1
    assert logs_in(site, me.name, recovery=RECOVERY.search(
        shown[0].text).group(0))


# --- 5: the secret as text ---

def test_demand_5_the_secret_is_there_as_text(me):
    phone = me.begin()
    page = me.page(ADD)
    assert '<svg class="qr"' in page.text
    assert ' '.join(re.findall('.{4}', phone.secret)) in page.text
    assert f'>{phone.secret}</textarea>' in page.text
    assert 'no-store' in page.get('cache-control')
    assert phone.secret not in me.site.gate.log.read_text()


# --- 6: no words of the trade, and nothing to choose ---

def test_demand_6_no_jargon_and_no_choices(site, me):
    me.add()
    assert me.page().text.count('value="begin"') == 1   # one button
    me.begin()
    guest = test_invite.Guest(site, 'nora.newcomer')
    pages = [site.client().navigate('/otp/login'), me.page(), me.page(ADD),
             me.codes()[1], guest.open()]
    guest.choose()
    pages += [guest.client.navigate(f'/otp/enroll?s={s}')
              for s in ('app', 'code')]
    for page in pages:
        main = page.text.partition('<main')[2]
        words = re.sub(r'<[^>]*>', ' ', main)
        assert len(words.split()) > 10
        assert not re.search(r'\b(TOTP|HOTP|OTP|SHA-?\d+|hash\w*|algorithms?|'
                             r'base32|seeds?|enrol\w*|RFC)\b', words, re.I), \
            words
        assert not re.search(r'<select|type="(radio|checkbox)"', main)


# --- 7: several, named, with their last use ---

def test_demand_7_several_with_names_and_last_use(site, me):
    phone, second = me.add(label='Tablet at <home> & "work"')
    page = me.page()
    assert 'Tablet at &lt;home&gt; &amp;' in page.text
    assert page.text.count('Last used') >= 2
    third_phone, third = me.add()
    assert me.ways()[third]['label'] == 'Authenticator app 3'
    for each in me.phone, phone, third_phone:
        assert logs_in(site, me.name, code=each.code())
    reply = me.do('rename', path=f'{WAYS}/{second}', label='Tablet')
    assert done(reply)
    assert me.ways()[second]['label'] == 'Tablet'
    assert [len(me.logged(reason=r)) for r in ('added', 'renamed')] == [2, 1]


@pytest.mark.parametrize('name, said', [
    ('x' * 300, 'too long'), ('\u00e9' * 17, 'too long'),
    ('a\u202eb', 'cannot be seen'), ('a\u2066b', 'cannot be seen'),
    ('a\tb', 'cannot be seen'), ('  ', 'cannot be seen'),
    ('\u3000\u200b', 'cannot be seen')])
def test_demand_7_names_are_bounded_and_visible(site, name, said):
    me = Self(site)
    first = next(iter(me.ways()))
    page = me.do('rename', path=f'{WAYS}/{first}', label=name)
    assert said in wrong_in(page)
    assert '\u202e' not in page.text.split('<h1>')[0]
    assert me.ways()[first].get('label', '') == ''
    if name.strip():    # an empty one is chosen for you
        phone = me.begin()
        code = phone.code()
        assert said in wrong_in(me.prove(code, label=name))
        assert len(me.ways()) == 1
        # the code has not been used up by that
        assert done(me.prove(code, label='Phone'))


def test_demand_7_a_script_is_a_name_like_any_other(me):
    first = next(iter(me.ways()))
    name = '<script>alert(1)</script>'
    assert done(me.do('rename', path=f'{WAYS}/{first}', label=name))
    for path in ACCOUNT, f'{WAYS}/{first}':
        assert '<script' not in me.page(path).text
        assert html.escape(name) in me.page(path).text
    _, second = me.add()
    page = me.do('rename', path=f'{WAYS}/{second}', label=name)
    assert 'Another authenticator has this name' in wrong_in(page)


def test_demand_7_there_is_room_for_eight(me):
    while len(me.ways()) < 8:
        me.site.admin.enroll(me.name)
    page = me.page()
    assert 'You have as many authenticators as there can be.' in page.text
    assert not [f for f in forms(page) if f.fields.get('do') == 'begin']
    fields = {**form_of(page, 'new').fields, 'do': 'begin'}
    assert me.client.post(WAYS, fields).status == 409
    # replacing makes room by itself
    phone = me.begin('replace', REPLACE)
    assert done(me.prove(phone.code()))
    assert len(me.ways()) == 1


# --- 9: a lost phone ---

def test_demand_9_a_recovery_code_leads_to_a_new_authenticator(site, me):
    codes = me.site.admin.codes(me.name)
    thief = me.client   # the session on the lost phone
    client = site.client()
    page = client.told(
        client.login(me.name, PASSWORD, recovery=codes[0], rd='/deep/x'))
    assert client.session
    assert f'class="button" href="{REPLACE}"' in page.text
    assert re.search(r'<a href="[^"]*/deep/x">Continue without', page.text), \
        page.text
    lost = Self(site, me.person, client)
    phone = lost.begin('replace', REPLACE)
    assert thief.get('/').status == 200
    assert logs_in(site, me.name, code=me.phone.code())
    assert done(lost.prove(phone.code()))
    assert not logs_in(site, me.name, code=me.phone.code())
    assert not me.verify(me.phone.code())
    assert thief.get('/').status != 200
    assert client.get('/').status == 200
    assert logs_in(site, me.name, code=phone.code())
    line = lost.logged(reason='added')[-1]
    assert 'replaced: 1; ended: 2' in line
    assert phone.secret not in site.gate.log.read_text()


def test_demand_9_a_login_by_the_phone_is_not_asked_to_replace_it(site, me):
    reply = me.person.login(site.client())
    assert reply.status == 303, reply


def test_demand_9_where_there_is_no_such_page_nothing_leads_to_it(fresh):
    site = fresh(account_page='false')
    person = site.person()
    codes = site.admin.codes(person.name)
    client = site.client()
    page = client.told(person.login(client, recovery=codes[0]))
    assert ACCOUNT not in page.text
    assert '>Continue</a>' in page.text


# --- 10: a half-finished form eats nothing ---

def test_demand_10_reload_back_and_a_second_tab_show_the_same_secret(site,
                                                                     me):
    phone = me.begin()
    assert me.app().secret == phone.secret
    assert me.page().text.count(ADD) == 1
    # a second tab sends the first form again
    form = form_of(Self(site, me.person).page(), 'begin')
    fields = {**form.fields, 'csrf': form_of(me.page(), 'new').fields['csrf']}
    assert me.client.post(WAYS, fields).get('location') == ADD
    assert me.app().secret == phone.secret
    assert me.prove(phone.wrong()).status == 422
    assert me.app().secret == phone.secret
    assert done(me.prove(phone.code()))


def test_demand_10_another_session_sees_nothing_of_it(site, me):
    phone = me.begin()
    other = Self(site, me.person)
    reply = other.client.navigate(ADD)
    assert reply.status == 409 and OVER in reply.text, reply
    assert other.begin().secret != phone.secret
    assert OVER in me.client.navigate(ADD).text


@pytest.mark.plain
def test_demand_10_it_is_over_after_15_minutes(fresh):
    site = fresh(clock='passing')
    me = Self(site)
    phone = me.begin()
    form = form_of(me.page(ADD), 'prove')
    site.gate.clock.advance(901)
    assert OVER in me.client.navigate(ADD).text
    asked = me.client.navigate(html.unescape(re.search(
        r'class="button" href="(/otp/login\?[^"]*)"',
        me.page().text).group(1)))
    assert me.client.confirm(asked, me.phone.code()).status == 303
    phone.clock = site.gate.clock
    fields = {**form.fields, 'code': phone.code(),
              'csrf': form_of(me.page(), 'new').fields['csrf']}
    reply = me.client.post(WAYS, fields)
    assert reply.status == 409 and OVER in reply.text, reply
    assert me.begin().secret != phone.secret
    assert len(me.ways()) == 1


def test_a_secret_that_replaces_is_not_the_one_that_only_adds(site, me):
    """A tab that says nothing of it removes no authenticator, and one that
    says so leaves none."""
    adding = me.begin()
    form = form_of(me.page(ADD), 'prove')
    replacing = me.begin('replace', REPLACE)
    assert replacing.secret != adding.secret
    # whose first tab is older is told so
    reply = me.send(form, code=adding.code())
    assert 'all your other authenticators are removed' in \
        ' '.join(reply.text.split())
    assert wrong_in(reply).startswith('This code is not')
    assert len(me.ways()) == 1
    assert me.begin('begin', f'{WAYS}/1').secret != replacing.secret
    assert me.prove(replacing.code()).status == 422
    assert list(me.ways()) == [1]


# --- what must not be ---

def test_two_who_prove_it_at_once_make_one(me):
    phone = me.begin()
    form, code = form_of(me.page(ADD), 'prove'), phone.code()
    replies = []
    threads = [threading.Thread(
        target=lambda: replies.append(me.send(form, code=code)))
        for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(r.status for r in replies) == [303, 409, 409, 409]
    assert len(me.ways()) == 2
    assert len(me.logged(reason='added')) == 1


def test_the_code_that_proves_it_is_spent(site, me):
    phone = me.begin()
    code = phone.code()
    assert done(me.prove(code))
    assert not logs_in(site, me.name, code=code)
    assert not me.verify(code)
    assert logs_in(site, me.name, code=phone.code())


def test_one_that_was_removed_is_refused_at_the_next_request(site, me):
    phone, second = me.add()
    by_second = logs_in(site, me.name, code=phone.code())
    assert by_second.get('/').status == 200
    assert done(me.remove(second))
    assert not logs_in(site, me.name, code=phone.code())
    assert not me.verify(phone.code())
    assert by_second.get('/').status != 200
    # this session has proven the other one, too
    assert me.client.get('/').status == 200
    assert len(me.logged(reason='removed')) == 1


def test_the_session_that_knows_nothing_else_ends_with_it(site, me):
    first = next(iter(me.ways()))
    phone, _ = me.add()
    again = Self(site, me.person)   # by the first
    assert done(again.remove(first))
    away = again.client.navigate(ACCOUNT)
    assert away.status == 303 and '/otp/login' in away.get('location'), away
    assert logs_in(site, me.name, code=phone.code())


def test_nobody_changes_what_is_another_ones(site, me):
    other = Self(site)
    other.add()
    other.add()
    me.add()
    theirs = [i for i in other.ways() if i not in me.ways()]
    assert theirs
    fields = form_of(me.page(), 'begin').fields
    for of in [*theirs, 0, -1, 99999, 2 ** 32, 'x', '']:
        for what in 'remove', 'rename':
            reply = me.client.post(WAYS, {**fields, 'do': what, 'id': of,
                                          'label': 'mine'})
            assert reply.status in (409, 422), (of, what, reply)
            assert 'location' not in dict(reply.headers)
        assert me.client.navigate(f'{WAYS}/{of}').status in (303, 200)
    assert len(other.ways()) == 3 and len(me.ways()) == 2


def test_a_form_of_another_site_or_session_is_refused(site, me):
    other = Self(site)
    me.add()
    second = list(me.ways())[-1]
    mine = me.page(f'{WAYS}/{second}')
    for form in form_of(mine, 'remove'), form_of(mine, 'rename'), \
            form_of(me.page(), 'begin'), form_of(me.page(), 'new'):
        fields = {**form.fields, 'label': 'x'}
        for evil in {'Origin': 'https://evil.example'}, \
                {'Origin': None, 'Sec-Fetch-Site': 'cross-site'}:
            assert me.client.post(form.action, fields,
                                  headers=evil).status == 403
        theirs = {**fields, 'csrf': form_of(other.page(),
                                            'new').fields['csrf']}
        assert me.client.post(form.action, theirs).status == 403
        assert me.client.post(form.action, {
            k: v for k, v in fields.items() if k != 'csrf'}).status == 403
    assert len(me.ways()) == 2 and 'recovery' not in [
        r.split('reason=')[1].split()[0] for r in me.logged()]
    page = me.page(ADD) if me.client.navigate(ADD).status == 200 else mine
    assert page.get('x-frame-options') == 'DENY'
    assert "frame-ancestors 'none'" in page.get('content-security-policy')


def test_looking_changes_nothing(me):
    me.add()
    me.begin()
    before = me.shown()
    for path in ACCOUNT, ADD, REPLACE, WAYS, ACCOUNT + '/password', \
            ACCOUNT + '/recovery', f'{WAYS}/{list(me.ways())[0]}':
        for method in 'GET', 'HEAD':
            me.client.request(method, path)
    assert me.shown() == before


def fill(site, name):
    """Tokens, and then letters until none is left of the 16 KiB."""
    for n in range(16):
        site.admin.run(
            'token', '--label', ',' * 32, '--path', '/' + 'x' * 126,
            '--network', f'2001:db8:1234:5678:9abc:def0:1234:{n}/128', name)
    for key in 'groups', 'name':
        letters = 0
        for more in 256, 128, 64, 32, 16, 8, 4, 2, 1:
            text = 'x' * (letters + more)
            if key == 'groups':
                text = ','.join(f'g{i}{part}' for i, part in enumerate(
                    re.findall('.{1,24}', text)))
            if site.admin.run('set', name, f'{key}={text}').returncode == 0:
                letters += more


def test_a_record_that_is_full_is_a_clear_answer(site):
    """Of 16 KiB; nothing is changed then."""
    person = site.person('--hotp')
    me = Self(site, person)
    phone, second = me.add()
    for _ in range(16):
        reply = person.login(site.client(), headers={'User-Agent': ',' * 128})
        assert reply.status in (200, 303), reply
    me = Self(site, person)
    me.begin()
    prove, code = form_of(me.page(ADD), 'prove'), me.app().code()
    rename = form_of(me.page(f'{WAYS}/{second}'), 'rename')
    fill(site, me.name)
    before = me.shown()
    for form, fields in (prove, {'code': code}), (rename, {'label': ',' * 32}):
        reply = me.send(form, **fields)
        assert reply.status == 409, reply
        assert 'There is no room for this.' in reply.text
    assert me.shown() == before
    # but nobody guesses a password uncounted: old sessions make room
    assert 'was not right' in wrong_in(me.change('not this', NEW_PASSWORD))
    assert len(me.logged(verdict='deny', reason='password')) == 1
    fill(site, me.name)
    # what makes it smaller is still done, and then there is room
    assert logs_in(site, me.name, code=phone.code())
    reply = me.do('end-others')
    assert reply.status == 303, reply
    assert done(me.send(rename, label='short'))


# --- the password ---

def test_a_new_password_ends_other_sessions(site, me):
    other = me.person.client()
    assert done(me.change(PASSWORD, NEW_PASSWORD))
    assert other.get('/').status != 200
    assert me.client.get('/').status == 200
    assert not logs_in(site, me.name, code=me.phone.code())
    phone, _ = me.add()
    assert logs_in(site, me.name, NEW_PASSWORD, code=phone.code())
    text = site.gate.log.read_text()
    assert NEW_PASSWORD not in text and PASSWORD not in text
    assert len(me.logged(reason='password', verdict='done')) == 1


def test_the_current_password_is_asked_for_and_counted(site, me):
    for _ in range(3):
        page = me.change('not this one', NEW_PASSWORD)
        assert 'was not right' in wrong_in(page)
        assert 'not this one' not in page.text
        assert NEW_PASSWORD not in page.text
    # now nothing is said, not even of the right one
    reply = me.change(PASSWORD, NEW_PASSWORD)
    assert reply.status == 429 and reply.get('retry-after'), reply
    assert len(me.logged(verdict='deny', reason='password')) == 3
    # that keeps nobody from the login, and its password is the old one
    assert logs_in(site, me.name, code=me.phone.code())


def test_no_end_of_a_session_tells_what_a_wait_hides(fresh):
    """Guesses that are on their way when it ends are all answered alike."""
    site = fresh(hash_threads=1, hash_queue=8, free_tries=1,
                 argon2_memory=65536, argon2_time=4)
    me = Self(site)
    other = Self(site, me.person)
    end = form_of(other.page(), 'end')
    form = next(f for f in forms(me.page(ACCOUNT + '/password'))
                if 'current' in f.fields)
    with concurrent.futures.ThreadPoolExecutor(3) as pool:
        replies = [pool.submit(me.send, form, current=current,
                               password=NEW_PASSWORD, again=NEW_PASSWORD)
                   for current in ('not this', 'nor that', PASSWORD)]
        wait.until(lambda: numbers(site)['otpgate_argon2_in_flight'],
                   what='a hash')
        assert done(other.send(end))
    for reply in replies:
        assert reply.result().status == 303, reply.result()
        assert reply.result().get('location').startswith('/otp/login?')
    assert len(me.logged(verdict='deny', reason='password')) == 1
    assert logs_in(site, me.name, code=me.phone.code())


@pytest.mark.parametrize('new, again, said', [
    ('short', None, 'at least 8'), (NEW_PASSWORD, 'another one', 'not the same'),
    ('a\tb tulips and a bicycle', None, 'character')])
def test_a_new_password_is_judged_as_everywhere(me, new, again, said):
    assert said in wrong_in(me.change(PASSWORD, new, again))
    assert done(me.change(PASSWORD, NEW_PASSWORD))


def test_who_has_no_password_has_no_such_section(site):
    page = Self(site).page()
    assert 'href="/otp/account/password"' in page.text
    me = Self(site)
    site.admin('passwd', '--clear', me.name)
    # sessions have ended with it, and the login of this site wants one
    assert me.client.navigate(ACCOUNT).status == 303


def test_the_session_cookie_is_all_that_proves_who_it_is(site, me):
    cookie = f'{SESSION}={me.client.session}'
    client = site.client()
    assert client.get(WAYS, cookie=cookie).status == 303
    assert client.get(ADD).get('location').startswith('/otp/login')
