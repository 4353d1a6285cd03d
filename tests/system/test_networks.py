# SPDX-License-Identifier: ISC
"""An attacker who has a whole network, through nginx, which is told by a proxy
in front where each request comes from: what he gets, that his neighbours get
in, and that he fills no queue."""

import concurrent.futures
import http.client
import itertools
import threading
import urllib.parse

import pytest

from harness import build, nginx, tls
from harness.gate import HOSTS
from harness.site import Site
from harness.web import DEVICE, PRE, Client, Form, another

FEW = {'first_factor': 'none', 'address_failures': 20,
       'address_interval': '1h'}
SHARE = 16      # of a /48 and an IPv4 /24, in those of one address
REAL_IP = '''
        set_real_ip_from 127.0.0.1;
        real_ip_header X-Forwarded-For;
        include {snippets}/otpgate-server.conf;'''


def behind_a_proxy(port, _prefix):
    text = nginx.SERVER.replace('http://127.0.0.1:{app}', 'http://app')
    here = '\n        include {snippets}/otpgate-server.conf;'
    assert text.count(here) == 1
    text = text.replace(here, REAL_IP)
    return ''.join(text.format(port=port, host=host, app=0,
                               snippets=build.SNIPPETS,
                               default=' default_server' if i == 0 else '')
                   for i, host in enumerate(HOSTS))


@pytest.fixture
def behind():
    made = []

    def make(**settings):
        made.append(Site(servers=behind_a_proxy, **settings))
        return made[-1]

    yield make
    try:
        while made:
            made.pop().close()
    finally:
        for one in made:
            one.remove()


class Traveller(Client):
    """A browser at an address."""

    def __init__(self, site, address):
        super().__init__(site.nginx.port, HOSTS[0])
        self.address = address

    def request(self, method, path, body=None, headers=None, **more):
        headers = {**(headers or {}), 'X-Forwarded-For': self.address}
        return super().request(method, path, body, headers, **more)


class Crowd:
    """One form, sent from many addresses over connections that are kept."""

    def __init__(self, site):
        self.port = site.nginx.port
        client = Traveller(site, '198.51.100.200')
        self.fields = Form(client.navigate('/otp/login').text).fields
        self.cookie = f'{PRE}={client.cookies[PRE]}'
        self.local = threading.local()

    def _connection(self):
        if not hasattr(self.local, 'connection'):
            self.local.connection = http.client.HTTPSConnection(
                '127.0.0.1', self.port, context=tls.context(), timeout=60)
        return self.local.connection

    def guess(self, address, user='nobody.there'):
        connection = self._connection()
        body = urllib.parse.urlencode(
            {**another(self.fields), 'user': user, 'password': 'x', 'code': '123456',
             'recovery': ''})
        connection.request('POST', '/otp/login', body, {
            'Host': HOSTS[0], 'Cookie': self.cookie,
            'X-Forwarded-For': address, 'Origin': f'https://{HOSTS[0]}',
            'Content-Type': 'application/x-www-form-urlencoded'})
        answer = connection.getresponse()
        answer.read()
        return answer.status

    def storm(self, addresses, threads=32):
        """How often each status came."""
        counts = {}
        with concurrent.futures.ThreadPoolExecutor(threads) as pool:
            for status in pool.map(self.guess, addresses):
                counts[status] = counts.get(status, 0) + 1
        return counts


def networks(homes, n):
    """Addresses of "n" networks in each of so many homes of one /48."""
    return [f'2001:db8:7:{home:02x}{i:02x}::1'
            for i in range(n) for home in range(homes)]


def test_a_whole_network_has_a_share_and_its_neighbours_get_in(behind):
    site = behind(**FEW)
    most = SHARE * FEW['address_failures']
    person = site.person('--hotp', password=None)
    away = Traveller(site, '2001:db8:7:111::1')
    assert person.login(away).status == 303
    counts = Crowd(site).storm(networks(homes=8, n=100))
    print('of a /48 in 8 homes:', counts)
    assert set(counts) == {401, 429}
    assert most <= counts[401] <= most + 8
    # Nothing is left there, also not for networks that have not tried yet
    for address in ('2001:db8:7:1::1', '2001:db8:7:2ff::1'):
        one = Traveller(site, address)
        assert one.login('nobody.there', code='1').status == 429
    # but other homes of that network get in, and other networks,
    for address in ('2001:db8:7:9900::1', '2001:db8:8:1::1', '192.0.2.1'):
        one = Traveller(site, address)
        assert person.login(one).status == 303, address
    # and from the worst place a browser that the record knows.
    away.cookies.pop('__Host-otpgate')
    assert person.login(away).status in (200, 303)
    assert not site.gate.audit(event='login', reason='throttled')
    assert site.gate.audit(event='limit', verdict='deny', reason='address')


def test_a_home_has_a_share_of_four(behind):
    site = behind(**FEW)
    counts = Crowd(site).storm(networks(homes=1, n=130))
    most = 4 * FEW['address_failures']
    # its share, and one for each network that had not tried yet
    assert most <= counts[401] < 2 * most
    assert Crowd(site).storm(networks(homes=1, n=50)) == {429: 50}


@pytest.mark.parametrize('spelling', ['192.0.2.{}', '2002:c000:2{:02x}:{}::1'],
                         ids=str)
def test_256_addresses_of_ipv4_have_one_too(behind, spelling):
    site = behind(first_factor='none', address_failures=2,
                  address_interval='1h')
    addresses = [spelling.format(i, i) for i in range(200)] * 2
    counts = Crowd(site).storm(addresses)
    assert counts[401] <= SHARE * 2 + 200
    assert Crowd(site).storm(addresses[:100]) == {429: 100}
    assert Traveller(site, '192.0.3.1').login(
        'nobody.there', code='1').status == 401


class Storm(threading.Thread):
    """Goes on from all networks of a /48 until it is told to stop."""

    def __init__(self, site, threads=24):
        super().__init__()
        self.crowd = Crowd(site)
        self.threads = threads
        self.full = threading.Event()   # somebody was sent away
        self.done = threading.Event()
        self.problems = []

    def _one(self, addresses):
        try:
            while not self.done.is_set():
                if self.crowd.guess(next(addresses)) == 503:
                    self.full.set()
        except Exception as problem:
            self.problems.append(problem)

    def run(self):
        each = [itertools.cycle(networks(homes=8, n=30)[i::self.threads])
                for i in range(self.threads)]
        with concurrent.futures.ThreadPoolExecutor(self.threads) as pool:
            list(pool.map(self._one, each))

    def __enter__(self):
        self.start()
        assert self.full.wait(60), 'there was room for all of them'
        return self

    def __exit__(self, *_):
        self.done.set()
        self.join()
        assert not self.problems


@pytest.mark.timed
def test_it_does_not_fill_the_queue_for_a_hash(behind):
    site = behind(hash_threads=1, hash_queue=8, argon2_memory=32768,
                  argon2_time=3)
    person = site.person('--hotp')
    ways = [Traveller(site, a) for a in ('192.0.2.1', '2001:db8:8::1')]
    forms = [w.form() for w in ways]
    with Storm(site):
        for way, form in zip(ways, forms):
            assert person.login(way, form=form, timeout=60).status == 303


@pytest.mark.timed      # a commit waits 200 ms at most
def test_it_does_not_take_all_seats_of_logins(behind):
    site = behind(first_factor='none', connections=64, failure_floor=3000)
    person = site.person('--hotp', password=None)
    ways = [Traveller(site, a) for a in ('192.0.2.1', '2001:db8:8::1')]
    forms = [w.form() for w in ways]
    with Storm(site):
        for way, form in zip(ways, forms):
            assert person.login(way, form=form).status == 303


# --- cookies that the record does not know any more ---

def end_by_otpadm(*words):
    return lambda site, name: site.admin(*words, name)


def revoke(site, name):
    devices = site.admin('--json', 'devices', name)
    number = devices.partition('"id":')[2].partition(',')[0].strip()
    site.admin('devices', '--revoke', number, name)


def reenable(site, name):
    site.admin('disable', name)
    site.admin('enable', name)


ENDS = {'remove': end_by_otpadm('remove', '-y'),
        'disable': end_by_otpadm('disable'),
        'devices --all': end_by_otpadm('devices', '--all'),
        'devices --revoke': revoke}
STAYS = {'logout': end_by_otpadm('logout'),
         'unlock': end_by_otpadm('unlock'),
         'rename': lambda site, name: site.admin('rename', name, name + 'x'),
         'enable': reenable}


BAD_PLACE = '203.0.113.1'


@pytest.fixture(scope='module')
def few():
    """Where all failures of one address are used up."""
    site = Site(servers=behind_a_proxy, first_factor='none',
                address_failures=2, address_interval='1h')
    assert Crowd(site).storm([BAD_PLACE] * 3, threads=1) == {401: 2, 429: 1}
    yield site
    site.close()


_numbers = itertools.count(1)


def from_a_bad_place(site, device=None):
    client = Traveller(site, BAD_PLACE)
    if device:
        client.cookies[DEVICE] = device
    return client.login('nobody.there', code='1').status


@pytest.mark.parametrize('way', [*ENDS, *STAYS])
def test_a_cookie_is_worth_what_the_record_says(few, way):
    person = few.person('--hotp', password=None)
    client = Traveller(few, f'198.51.{next(_numbers)}.1')
    assert person.login(client).status == 303
    device = client.cookies[DEVICE]
    assert from_a_bad_place(few) == 429
    assert from_a_bad_place(few, device) == 401
    {**ENDS, **STAYS}[way](few, person.name)
    assert from_a_bad_place(few, device) == (429 if way in ENDS else 401)

