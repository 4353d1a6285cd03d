# SPDX-License-Identifier: ISC
"""The same by HTTP/2, where a browser takes a request back and keeps the
connection: nginx ends it at once, or does what it has begun.  And what the gate
makes of a web server that does not read its answer."""

import socket
import ssl
import struct
import time

import pytest

import test_aborted
from harness import fcgi, tls
from harness.site import Site
from harness.web import SESSION
from test_aborted import BUSY, FORM, Case, plain, servers, standing_still
from test_kept import ended, log_in

DATA, HEADERS, RESET, SETTINGS = 0, 1, 3, 4
TLS12 = tls.context('h2', ssl.TLSVersion.TLSv1_2)
CANCEL = struct.pack('>I', 8)
PAGES = {'login': '/otp/login?form=A', 'resume': '/otp/resume?form=A',
         'foreign': '/otp/form?id=A&ok=B&to=/save'}


def frame(kind, flags, stream, payload=b''):
    return struct.pack('>I', len(payload))[1:] + bytes([kind, flags]) + \
        struct.pack('>I', stream) + payload


def text(value):
    """RFC 7541, section 5.2, without Huffman's code."""
    raw, size = value.encode(), b''
    left = len(raw)
    if left >= 127:
        left, size = left - 127, b'\x7f'
        while left >= 128:
            left, size = left >> 7, size + bytes([left & 127 | 128])
    return size + bytes([left]) + raw


def send(case, path, parts):
    """Sends the form, and then takes it back or closes the connection:
    "parts" are pauses, "reset", and "together" for both in one write."""
    client = case.client
    fields = {
        ':method': 'POST', ':scheme': 'https', ':authority': client.host,
        ':path': path, 'origin': f'https://{client.host}',
        'cookie': '; '.join(f'{k}={v}' for k, v in client.cookies.items()),
        'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'navigate',
        'sec-fetch-dest': 'document', 'accept': 'text/html',
        'content-type': 'application/x-www-form-urlencoded',
        'content-length': str(len(FORM)),
        **{k.lower(): v for k, v in case.headers.items()}}
    block = b''.join(b'\0' + text(k) + text(v) for k, v in fields.items())
    form = frame(HEADERS, 4, 1, block) + frame(DATA, 1, 1, FORM.encode())
    reset = frame(RESET, 0, 1, CANCEL)
    with socket.create_connection(('127.0.0.1', client.port), 10) as one, \
            TLS12.wrap_socket(one) as sock:
        assert sock.selected_alpn_protocol() == 'h2'
        sock.sendall(b'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'
                     + frame(SETTINGS, 0, 0))
        time.sleep(0.02)
        sock.sendall(form + (reset if parts[0] == 'together' else b''))
        for part in parts:
            if part == 'reset':
                sock.sendall(reset)
            elif part != 'together':
                time.sleep(part)


@pytest.fixture(scope='module', name='case')
def _case():
    before = test_aborted.SERVER
    test_aborted.SERVER = before.replace(' ssl{', ' ssl http2{')
    made = None
    try:
        made = Site(servers=servers())
        yield plain(made)
        made.close()
    finally:
        test_aborted.SERVER = before
        if made:
            made.remove()


@pytest.fixture(name='page', params=PAGES)
def _page(case, request):
    """From each of the pages that offer forms."""
    case.headers['Referer'] = f'https://{case.client.host}' + \
        PAGES[request.param]
    return request.param


def once(case, path, parts):
    send(case, path, parts)
    case.is_over(path)
    again = case.send_again(path)
    assert len(case.arrived(path)) == 1, again


def test_it_is_taken_back_with_the_last_byte(case, page):
    for i in range(20):
        once(case, f'/save/{page}/together/{i}', ['together', 0.05])


def test_it_is_taken_back_at_any_moment(case, page):
    for i in range(40):
        once(case, f'/save/{page}/reset/{i}', [i / 10000, 'reset', 0.05])


@pytest.mark.parametrize('how', ['reset', 'close'])
def test_it_is_taken_back_during_the_check(case, page, how):
    path = f'/save/{page}/check/{how}'
    with standing_still(case.site.gate):
        send(case, path, [0.3] + (['reset', 0.3] if how == 'reset' else []))
        time.sleep(0.3)
    once_more = case.send_again(path)
    assert len(case.arrived(path)) == 1, once_more


@pytest.mark.parametrize('how', ['reset', 'close'])
def test_it_is_taken_back_before_the_application_is_there(case, how):
    path = f'/by/http/{how}'
    with BUSY:
        send(case, path, [0.5] + (['reset', 0.3] if how == 'reset' else []))
        time.sleep(0.3)
        came = BUSY.serve(8)
    assert len(came) == 1 and FORM.encode() in came[0], came
    assert case.send_again(path).status == 403


# --- past nginx: what no web server shall be able to do ---

def ask(case, page, path, request):
    """A check of a form, by a web server that has not read its answer."""
    client = case.client
    sent = f'{request} {len(FORM)} https://{client.host}{PAGES[page]}'
    sock = fcgi.connect(case.site.gate.socket)
    sock.sendall(fcgi.request_bytes(fcgi.check_params(
        client.host, f'{SESSION}={client.session}', uri=path,
        method='POST') + [('OTPGATE_SENT', sent)]))
    return sock


def goes_on(case, page, path, request):
    with ask(case, page, path, request) as sock:
        status = fcgi.receive(sock).status
    assert status in (204, 403), status
    return status == 204


def read(sock, size):
    data = b''
    while len(data) < size and (more := sock.recv(size - len(data))):
        data += more
    return data


def test_whoever_has_the_head_has_read_it_all(case, page):
    """However little a web server reads before it closes: either the form may
    come again, or it has all that is needed to let it go on."""
    with ask(case, page, f'/{page}/cut', 'first') as sock:
        size = len(fcgi.receive(sock).raw)
    assert size > 100
    for cut in range(size + 1):
        path = f'/{page}/cut/{cut}'
        with ask(case, page, path, 'a') as sock:
            sock.recv(1, socket.MSG_PEEK)       # it has been written
            got = fcgi.Answer(read(sock, cut))
            # what fcgi.Answer makes of a record that is cut is its text, too
            whole = b'\r\n\r\n' in got.out
        time.sleep(0.01)
        assert goes_on(case, page, path, 'b') != whole, cut


def test_an_answer_that_was_read_counts(case, page):
    """However the connection ends then."""
    for i, late in enumerate([0, 0.3]):
        path = f'/{page}/read/{i}'
        with ask(case, page, path, 'a') as sock:
            time.sleep(late)
            assert fcgi.receive(sock).status == 204
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER,
                            struct.pack('ii', 1, 0))
        time.sleep(0.02)
        assert not goes_on(case, page, path, 'b')


def test_a_second_one_is_refused_while_nobody_has_read(case, page):
    path = f'/{page}/unread'
    with ask(case, page, path, 'a') as first:
        first.recv(1, socket.MSG_PEEK)
        assert not goes_on(case, page, path, 'b')
        assert fcgi.receive(first).status == 204
    time.sleep(0.02)
    assert not goes_on(case, page, path, 'c')


def test_after_the_deadline_it_counts_as_read(case):
    """The gate has closed by then, and what it wrote can still be read."""
    with ask(case, 'login', '/late', 'a') as sock:
        time.sleep(6)
        sock.recv(1, socket.MSG_PEEK)
    time.sleep(0.02)
    assert not goes_on(case, 'login', '/late', 'b')


@pytest.mark.parametrize('order', ['first', 'last'])
def test_what_was_asked_twice_stays(case, page, order):
    """nginx asks again about one request, and reads one of the answers."""
    path = f'/{page}/twice/{order}'
    with ask(case, page, path, 'a') as one:
        one.recv(1, socket.MSG_PEEK)
        with ask(case, page, path, 'a') as two:
            two.recv(1, socket.MSG_PEEK)
            assert fcgi.receive(one if order == 'first' else two).status == 204
    time.sleep(0.02)
    assert not goes_on(case, page, path, 'b')


def test_nobody_forgets_what_came_later(case, page):
    """The first is gone, a second goes on, and the end of a third that was
    refused changes nothing."""
    path = f'/{page}/later'
    with ask(case, page, path, 'a') as sock:
        sock.recv(1, socket.MSG_PEEK)
    time.sleep(0.02)
    assert goes_on(case, page, path, 'b')
    with ask(case, page, path, 'c') as sock:
        sock.recv(1, socket.MSG_PEEK)
    time.sleep(0.02)
    assert not goes_on(case, page, path, 'd')


# --- a real one that has room for a part of an answer ---

@pytest.fixture(name='narrow')
def _narrow():
    """By its cache nginx has less room the longer the cookies are, which stand
    in the key; the answer has many groups."""
    site = Site(servers=servers(microcache=True))
    try:
        person = site.person('--hotp')
        site.admin('set', person.name, 'groups=' + ','.join(
            f'group{i:02d}' for i in range(60)))
        client = ended(site, person)
        page = client.post('/save', FORM)
        yield Case(site, client, log_in(client, person, page), '/otp/login')
        site.close()
    finally:
        site.remove()


def test_what_nginx_has_read_in_part_goes_on_once(narrow):
    def taken(path, size):
        narrow.client.cookies['more'] = 'x' * size
        narrow.send_again(path)
        return len(narrow.arrived(path))

    fits = 0
    while taken(f'/fits/{fits}', fits):
        fits += 100
        assert fits < 8000
    edge = next(n for n in range(fits - 100, fits + 1)
                if not taken(f'/edge/{n}', n))
    for size in range(edge - 40, edge + 3):
        path = f'/part/{size}'
        sent = [taken(path, size), taken(path, size)]
        assert sent[1] <= 1, (size - edge, sent)
        # the number of the connection stands in the key, too, and may grow
        assert size > edge - 5 or sent == [1, 1], (size - edge, sent)
