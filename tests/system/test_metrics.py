# SPDX-License-Identifier: ISC
"""/otp/metrics: the numbers are those of what was done, promtool has nothing to
say about them, and nobody else hears them."""

import http.client
import re
import shutil
import subprocess
import threading
import time

import pytest

from harness import build, fcgi, tls, wait
from harness.gate import HOSTS
from harness.web import SESSION
from test_invite import Guest

SAMPLE = re.compile(r'(\w+)(?:\{([^}]*)\})? (\S+)')


class Numbers(dict):
    """The samples of a scrape: "name" or "name{labels}" to value."""

    def __init__(self, text):
        super().__init__()
        for line in text.splitlines():
            if line.startswith('#'):
                continue
            match = SAMPLE.fullmatch(line)
            assert match, line
            key = line.rpartition(' ')[0]
            assert key not in self, f'{key} stands twice'
            self[key] = float(match.group(3))

    def since(self, before):
        """What has grown, without the prefix."""
        return {k[len('otpgate_'):]: v - before.get(k, 0)
                for k, v in self.items() if v != before.get(k, 0)}


def scrape(site, method='GET'):
    return site.client().request(method, '/otp/metrics')


def numbers(site):
    reply = scrape(site)
    assert reply.status == 200, reply
    return Numbers(reply.text)


def checks(**counts):
    """The samples of so many checks: cookie_allowed=3."""
    out = {}
    for key, value in counts.items():
        credential, _, verdict = key.partition('_')
        out[f'checks_total{{verdict="{verdict}",credential="{credential}"}}'] \
            = value
    return out


def login(reason, verdict='deny', factor='none', kind='login'):
    return (f'logins_total{{kind="{kind}",factor="{factor}",'
            f'verdict="{verdict}",reason="{reason}"}}')


def only(grown, metric):
    return {k: v for k, v in grown.items() if k.split('{')[0] == metric}


# --- what it is --------------------------------------------------------------

def test_promtool_has_nothing_to_say(site):
    assert shutil.which('promtool'), 'promtool (prometheus) is not installed'
    site.person().client()
    scrape(site)
    wait.until(lambda: 'otpgate_sessions ' in scrape(site).text,
               what='the census')
    reply = scrape(site)
    assert reply.get('content-type') == \
        'text/plain; version=0.0.4; charset=utf-8'
    run = subprocess.run(['promtool', 'check', 'metrics'], input=reply.body,
                         capture_output=True, check=False)
    assert (run.returncode, run.stdout, run.stderr) == (0, b'', b'')
    # The twin: it does find things.
    bad = reply.text.replace('# HELP otpgate_sessions Sessions that are alive.',
                             '').replace('checks_total', 'checks')
    run = subprocess.run(['promtool', 'check', 'metrics'], input=bad.encode(),
                         capture_output=True, check=False)
    assert run.returncode != 0


def test_the_version_and_the_start(site):
    now = numbers(site)
    version = subprocess.run([build.OTPGATE, '-V'], capture_output=True,
                             text=True, check=True).stdout.split()[1]
    assert now[f'otpgate_build_info{{version="{version}"}}'] == 1
    assert 0 <= time.time() - now['otpgate_start_time_seconds'] < 3600


def test_get_and_head_only(site, client):
    get, head = scrape(site), scrape(site, 'HEAD')
    assert get.status == head.status == 200
    assert get.body and not head.body
    assert get.get('cache-control') == 'no-store'
    for method in ('POST', 'PUT', 'DELETE', 'OPTIONS'):
        reply = scrape(site, method)
        assert reply.status == 405 and 'otpgate_' not in reply.text, method
    for path in ('/otp/metrics/', '/otp/metrics/x', '/otp/metricsx'):
        assert client.get(path).status == 404, path
    assert client.get('/otp/metrics?x=1').status == 200


def ask_from(site, source, path):
    connection = http.client.HTTPSConnection(
        '127.0.0.1', site.nginx.port, context=tls.context(), timeout=20,
        source_address=(source, 0))
    try:
        connection.request('GET', path, headers={
            'Host': HOSTS[0], 'X-Forwarded-For': '127.0.0.1',
            'X-Real-IP': '127.0.0.1', 'Forwarded': 'for=127.0.0.1'})
        reply = connection.getresponse()
        return reply.status, reply.read().decode()
    finally:
        connection.close()


@pytest.mark.parametrize('path', ('/otp/metrics', '/otp/health',
                                  '//otp/metrics', '/otp/./metrics',
                                  '/otp/x/../metrics', '/otp/%6detrics'))
def test_nobody_but_this_host_may_ask(site, path):
    """The shipped file allows 127.0.0.1, not the rest of 127/8, which stands
    for the network here."""
    plain = path in ('/otp/metrics', '/otp/health')
    assert ask_from(site, '127.0.0.1', path)[0] == (200 if plain else 404)
    status, text = ask_from(site, '127.0.0.2', path)
    assert status == 403 and 'otpgate_' not in text


def test_nothing_that_says_who_somebody_is(site):
    person = site.person('--email', 'who@example.net', name='very.particular')
    client = person.client()
    person.login(site.client(), code='000000')
    site.check(client, addr='203.0.113.77', uri='/secret-path')
    scrape(site)
    wait.until(lambda: 'otpgate_sessions ' in scrape(site).text)
    text = scrape(site).text
    for what in (person.name, 'example.net', client.session, '203.0.113',
                 '127.0.0.1', 'secret-path', *HOSTS, 'state/users', 'Mozilla',
                 'Python'):
        assert what not in text, what
    labels = set(re.findall(r'(\w+)="', text))
    assert labels == {'version', 'verdict', 'credential', 'kind', 'factor',
                      'reason', 'what', 'pool', 'le'}


# --- checks ------------------------------------------------------------------

def test_checks_are_counted_by_verdict_and_credential(site):
    person = site.person()
    client = person.client()
    ended = person.client()
    ended_cookie = f'{SESSION}={ended.session}'
    assert ended.logout().status == 200
    before = numbers(site)
    for _ in range(7):
        assert site.check(client).status == 204
    for _ in range(5):
        assert site.check().status == 401
    for _ in range(2):
        assert site.check(f'{SESSION}=AAAA').status == 401
    for _ in range(4):
        assert site.check(ended_cookie).status == 401
    for _ in range(3):
        assert site.check(
            client, policy='/otp/check/groups=admins').status == 403
    for _ in range(2):
        assert site.check(client, policy='/otp/check/nonsense=1').status == 403
    assert site.check(client, policy='/otp/nothing').status == 403
    assert site.check(client, host='evil.test').status == 403
    grown = numbers(site).since(before)
    assert only(grown, 'checks_total') == checks(
        cookie_allowed=7, none_401=7, cookie_401=4, cookie_403=3, none_error=4)
    assert grown['check_duration_seconds_count'] == 25


def test_a_check_of_a_token_is_told_apart(site):
    person = site.person()
    text = site.admin('token', person.name, '--path', '/api', '--expires',
                      '1d')
    token = re.search(r'otpgate_\S+', text).group(0)
    params = dict(fcgi.check_params(HOSTS[0], uri='/api/x'))
    before = numbers(site)
    for header in (f'Bearer {token}', f'Bearer {token}x', 'Bearer other',
                   f'Bearer {token}'):
        fcgi.ask(site.gate.socket,
                 [*params.items(), ('OTPGATE_AUTHORIZATION', header)])
    params['OTPGATE_URI'] = '/elsewhere'
    fcgi.ask(site.gate.socket,
             [*params.items(), ('OTPGATE_AUTHORIZATION', f'Bearer {token}')])
    grown = only(numbers(site).since(before), 'checks_total')
    assert grown.pop('checks_total{verdict="allowed",credential="bearer"}') == 2
    refused = {k: v for k, v in grown.items() if 'bearer' in k}
    assert sum(refused.values()) == 1 and 'allowed' not in str(refused)
    assert grown['checks_total{verdict="401",credential="none"}'] == 2


def histogram(now, name):
    buckets = [(k, v) for k, v in now.items()
               if k.startswith(f'otpgate_{name}_bucket')]
    bounds = [float(re.search('le="([^"]+)"', k).group(1)) for k, _ in buckets]
    values = [v for _, v in buckets]
    assert bounds == sorted(bounds) and bounds[-1] == float('inf')
    assert len(bounds) == 13
    assert values == sorted(values), 'buckets are cumulative'
    assert values[-1] == now[f'otpgate_{name}_count']
    return dict(zip(bounds, values)), now[f'otpgate_{name}_sum']


def test_histograms_add_up(fresh):
    site = fresh(failure_floor=5000)
    person = site.person()
    client = person.client()
    before = numbers(site)
    begun = time.monotonic()
    for _ in range(50):
        site.check(client)
    spent = time.monotonic() - begun
    now = numbers(site)
    buckets, total = histogram(now, 'check_duration_seconds')
    old, old_total = histogram(before, 'check_duration_seconds')
    assert buckets[float('inf')] - old[float('inf')] == 50
    assert 0 < total - old_total < spent
    for bound in buckets:
        if bound * 50 < total - old_total:
            assert buckets[bound] - old[bound] < 50, 'not all are below average'
    # A failed login is answered at the floor, but that is not its duration.
    assert person.login(site.client(), code='000000').seconds > 4.5
    after = numbers(site)
    buckets, login_total = histogram(after, 'login_duration_seconds')
    assert buckets[float('inf')] == 2
    assert 0 < login_total < 4
    assert after['otpgate_login_duration_seconds_count'] == \
        sum(v for k, v in after.items() if k.startswith('otpgate_logins_total'))
    assert after['otpgate_check_duration_seconds_count'] == \
        sum(v for k, v in after.items() if k.startswith('otpgate_checks_total'))


# --- logins ------------------------------------------------------------------

def test_logins_are_counted_by_factor_and_reason(site):
    person = site.person('--hotp')
    codes = site.admin.codes(person.name)
    nobody = site.client()
    before = numbers(site)
    client = person.client()
    assert person.login(site.client(), recovery=codes[0]).status == 303
    assert person.login(site.client(), password='wrong').status == 401
    assert nobody.login('nobody.at.all', 'x', '123456').status == 401
    assert person.login(site.client(), code='000000').status == 401
    assert person.login(site.client(), code='').status == 401
    grown = numbers(site).since(before)
    assert only(grown, 'logins_total') == {
        login('ok', 'allow', 'hotp'): 1, login('ok', 'allow', 'recovery'): 1,
        login('password'): 1, login('unknown'): 1, login('code'): 1,
        login('missing'): 1}
    assert grown['login_duration_seconds_count'] == 6
    # A step-up is one of another kind.
    before = numbers(site)
    page = client.asked('/recovery/')
    assert client.confirm(page, recovery=codes[1]).status == 303
    assert only(numbers(site).since(before), 'logins_total') == {
        login('ok', 'allow', 'recovery', 'step-up'): 1}
    # A form that is none of ours is no login.
    before = numbers(site)
    assert client.post('/otp/login', {'user': person.name}).status == 403
    assert not only(numbers(site).since(before), 'logins_total')


def census(site):
    """The walk is made once a minute: a new process makes it anew."""
    site.gate.restart()

    def counted():
        found = numbers(site)
        return found if 'otpgate_users_locked' in found else None

    return wait.until(counted, what='the census')


def test_what_is_locked(fresh):
    site = fresh(lane_limit=5, disable_at=5, free_tries=10)
    person = site.person()
    site.person().client()
    person.client()
    before = numbers(site)
    for _ in range(5):
        assert person.login(site.client(), code='000000').status == 401
    assert person.login(site.client(), code='000000').status == 401
    now = numbers(site).since(before)
    assert now['locked_total{what="lane"}'] == 1
    assert now['locked_total{what="authenticator"}'] == 1
    assert now[login('code')] == 5 and now[login('locked')] == 1
    found = census(site)
    assert found['otpgate_users_locked'] == 1
    assert found['otpgate_users_disabled'] == 0
    assert found['otpgate_sessions'] == found['otpgate_known_devices'] == 2
    assert found['otpgate_store_users'] == 2
    site.admin('unlock', person.name)
    site.admin('disable', person.name)
    found = census(site)
    assert found['otpgate_users_locked'] == 0
    assert found['otpgate_users_disabled'] == 1
    assert found['otpgate_sessions'] == 1


@pytest.mark.plain
def test_who_waits(fresh):
    site = fresh(clock=True)
    person = site.person()
    site.person().client()
    for _ in range(12):
        person.login(site.client(), password='wrong')
        site.gate.clock.advance(3600)
    person.login(site.client(), password='wrong')
    assert census(site)['otpgate_users_throttled'] == 1
    site.gate.clock.advance(3601)
    assert census(site)['otpgate_users_throttled'] == 0


def test_nobody_asks_nobody_counts(fresh):
    """The walk through all users is made after a scrape, not before."""
    site = fresh()
    site.person().client()
    time.sleep(3)
    assert 'otpgate_sessions' not in numbers(site)
    wait.until(lambda: numbers(site).get('otpgate_sessions') == 1,
               what='the census')


def test_logins_turned_away(fresh):
    site = fresh(address_failures=2, address_interval=60)
    before = numbers(site)
    for status in (401, 401, 429, 429):
        assert site.client().login('nobody', 'x', '123456').status == status
    grown = numbers(site).since(before)
    assert grown['logins_turned_away_total{reason="address"}'] == 2
    assert grown[login('unknown')] == 2


# --- the rest ----------------------------------------------------------------

def test_the_database_and_its_commits(fresh):
    site = fresh()
    person = site.person()
    before = numbers(site)
    assert before['otpgate_store_up'] == 1
    assert before['otpgate_store_size_bytes'] == \
        site.gate.database.stat().st_size
    person.client()
    site.admin('set', person.name, 'email=a@example.net')
    now = numbers(site)
    assert now['otpgate_store_commits_total'] == \
        before['otpgate_store_commits_total'] + 2
    assert now['otpgate_store_dead_bytes'] > before['otpgate_store_dead_bytes']
    live = now['otpgate_store_size_bytes'] - now['otpgate_store_dead_bytes']
    assert abs(now['otpgate_store_dead_to_live_ratio']
               - now['otpgate_store_dead_bytes'] / live) < 0.002
    site.admin('compact')
    after = numbers(site)
    assert after['otpgate_store_compactions_total'] == \
        now['otpgate_store_compactions_total'] + 1
    assert after['otpgate_store_dead_bytes'] < 300, 'but for the header'
    assert after['otpgate_store_commits_total'] >= \
        now['otpgate_store_commits_total']
    # Counters of the process begin anew, those of the database do not.
    site.gate.restart()
    anew = numbers(site)
    assert anew['otpgate_store_commits_total'] >= \
        after['otpgate_store_commits_total']
    assert anew['otpgate_' + login('ok', 'allow', 'totp')] == 0
    site.gate.database.rename(site.gate.database.with_name('gone'))
    wait.until(lambda: numbers(site)['otpgate_store_up'] == 0,
               what='noticing that the database is gone')
    site.gate.database.with_name('gone').rename(site.gate.database)


def test_what_is_going_on_now(fresh):
    site = fresh(workers=3, connections=32, hash_threads=1,
                 argon2_memory=262144, argon2_time=4)
    person = site.person()
    before = wait.until(lambda: (lambda n: n if n[
        'otpgate_connections'] == 1 else None)(numbers(site)),
        what='nobody but the scrape itself')
    assert before['otpgate_connections_max'] == 32
    assert before['otpgate_argon2_in_flight'] == 0
    assert before['otpgate_queue_depth{pool="hashers"}'] == 0
    assert before['otpgate_workers_busy'] >= 1
    silent = [fcgi.connect(site.gate.socket) for _ in range(3)]
    wait.until(lambda: numbers(site)['otpgate_connections'] == 4,
               what='three silent connections')
    for s in silent:
        s.close()
    wait.until(lambda: numbers(site)['otpgate_connections'] == 1,
               what='their end')
    clients = [site.client() for _ in range(4)]
    forms = [c.form() for c in clients]
    threads = [threading.Thread(target=c.login, args=(person.name, 'wrong'),
                                kwargs={'form': f})
               for c, f in zip(clients, forms)]
    for t in threads:
        t.start()
    busy = wait.until(lambda: (lambda n: n if (
        n['otpgate_argon2_in_flight'] == 1 and
        n['otpgate_queue_depth{pool="hashers"}'] >= 1) else None)(
            numbers(site)), what='hashes in flight')
    assert busy['otpgate_logins_in_flight'] >= 2
    for t in threads:
        t.join()
    idle = wait.until(lambda: (lambda n: n if n[
        'otpgate_logins_in_flight'] == 0 else None)(numbers(site)))
    assert idle['otpgate_argon2_in_flight'] == 0
    assert idle.since(before)['connections_accepted_total'] > 7


def test_forms_that_were_kept(site):
    person = site.person()
    client = person.client()
    site.admin('logout', person.name)
    before = numbers(site)
    reply = client.post('/form', {'a': 'b'})
    assert reply.status in (200, 401)
    grown = numbers(site).since(before)
    assert grown.get('forms_kept_total') == 1


def test_what_becomes_of_invitations(site):
    person = site.person('--hotp')
    before = numbers(site)
    guest = Guest(site, person.name)
    guest.open()
    phone = guest.phone()
    guest.confirm(phone.wrong())
    guest.confirm(phone.code())
    for _ in range(2):
        guest.client.navigate(guest.link)
    now = numbers(site)
    name = 'otpgate_invitations_total{what="%s"}'
    assert [now[name % what] - before[name % what] for what in (
        'confirmed', 'code', 'unknown')] == [1, 1, 2]
