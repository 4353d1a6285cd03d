# SPDX-License-Identifier: ISC
"""A client that sends a form and is gone, as a browser is whose button is
pressed twice: the application gets the form all the same, and gets it once."""

import contextlib
import re
import signal
import socket
import ssl
import time

import pytest

from harness import build, tls, wait
from harness.gate import HOSTS
from harness.microcache import FILES, PATH
from harness.nginx import free_port
from harness.site import Site
from harness.web import Form
from test_kept import (FORM, ended, log_in, log_in_elsewhere, offered,
                       waiting)

# The application of most locations takes no connection until it is told to.
# The server has nothing to say behind its handshake, to which the kernel of a
# client that is gone would answer with an RST.
TLS12 = tls.context(newest=ssl.TLSVersion.TLSv1_2)
SERVER = '''
    server {{
        listen 127.0.0.1:{port} ssl{default};
        server_name {host};
        include {snippets}/otpgate-server.conf;
        {microcache}
        location / {{
            include {snippets}/otpgate-protect.conf;
            {header}
            proxy_pass http://app;
            location /by/http/ {{ proxy_pass http://127.0.0.1:{busy}; }}
            location /by/parts/ {{ try_files /no/such @parts; }}
            location /by/fastcgi/ {{
                include /etc/nginx/fastcgi_params;
                fastcgi_pass 127.0.0.1:{busy};
            }}
            location /by/uwsgi/ {{
                include /etc/nginx/uwsgi_params;
                {uwsgi}
                uwsgi_pass 127.0.0.1:{busy};
            }}
            location /by/scgi/ {{
                include /etc/nginx/scgi_params;
                {scgi}
                scgi_pass 127.0.0.1:{busy};
            }}
            location /noticed/ {{
                proxy_ignore_client_abort off;
                proxy_pass http://127.0.0.1:{busy};
            }}
        }}
        location @parts {{ proxy_pass http://127.0.0.1:{busy}; }}
    }}
'''


class Busy:
    """An application whose queue is full: the kernel takes no connection for
    it until somebody is served.  It tells what has come then."""

    def __init__(self):
        self.port = free_port()
        self.listener = None
        self.full = []

    def __enter__(self):
        self.listener = socket.socket()
        self.listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.listener.bind(('127.0.0.1', self.port))
        self.listener.listen(0)
        for _ in range(4):
            sock = socket.socket()
            sock.setblocking(False)
            sock.connect_ex(('127.0.0.1', self.port))
            self.full.append(sock)
        return self

    def __exit__(self, *_):
        for sock in (self.listener, *self.full):
            sock.close()
        self.full = []

    def serve(self, seconds):
        """What arrives within this time."""
        for sock in self.full:
            sock.close()
        self.full = []
        came = []
        end = time.monotonic() + seconds
        while time.monotonic() < end and not came:
            self.listener.settimeout(max(end - time.monotonic(), 0.01))
            with contextlib.suppress(socket.timeout):
                sock, _ = self.listener.accept()
                with sock, contextlib.suppress(socket.timeout):
                    sock.settimeout(0.3)
                    data = b''
                    while (more := sock.recv(65536)):
                        data += more
                came += [data] if data else []
        return came


BUSY = Busy()


def recipe(kind):
    """The line that otpgate-protect.conf tells to write."""
    text = (build.SNIPPETS / 'otpgate-protect.conf').read_text()
    return '\n'.join(re.findall(rf'^#\t({kind}_ignore\w+ .*;)$', text, re.M))


def servers(header='', microcache=False):
    def write(port, folder):
        text = ''
        if microcache:
            text = (build.SNIPPETS / FILES[0]).read_text()
            assert PATH in text
            text = text.replace(PATH, f'fastcgi_cache_path {folder}/verdicts ')
        return text + ''.join(SERVER.format(
            port=port, host=host, snippets=build.SNIPPETS, busy=BUSY.port,
            header=header, uwsgi=recipe('uwsgi'), scgi=recipe('scgi'),
            microcache=f'include {build.SNIPPETS / FILES[1]};'
            if microcache else '',
            default=' default_server' if i == 0 else '')
            for i, host in enumerate(HOSTS))
    return write


class Case:
    """Somebody who has logged in, on the page that offers a kept form."""

    def __init__(self, site, client, page, referer):
        assert offered(page)[1] == FORM
        self.site, self.client = site, client
        self.headers = {'Referer': f'https://{client.host}{referer}'}

    def send_and_leave(self, path, stay):
        """Sends the form, and closes the connection after so many seconds."""
        head = '\r\n'.join(
            [f'POST {path} HTTP/1.1', f'Host: {self.client.host}',
             'Cookie: ' + '; '.join(
                 f'{k}={v}' for k, v in self.client.cookies.items()),
             f'Origin: https://{self.client.host}',
             'Sec-Fetch-Site: same-origin', 'Sec-Fetch-Mode: navigate',
             'Sec-Fetch-Dest: document', 'Accept: text/html',
             'Content-Type: application/x-www-form-urlencoded',
             f'Content-Length: {len(FORM)}',
             *(f'{k}: {v}' for k, v in self.headers.items()), '', ''])
        with socket.create_connection(
                ('127.0.0.1', self.client.port), 10) as plain, \
                TLS12.wrap_socket(plain) as sock:
            sock.sendall((head + FORM).encode())
            time.sleep(stay)

    def is_over(self, path):
        """Until nginx is done with all that it has heard of."""
        wait.until(lambda: f'POST {path} ' in (
            self.site.nginx.prefix / 'access.log').read_text(), 20,
            f'the end of {path}')

    def send_again(self, path):
        return self.client.post(path, FORM, headers=self.headers)

    def arrived(self, path):
        return [s for s in self.site.app.seen
                if s['path'] == path and s['form'] == FORM]


def plain(site):
    person = site.person('--hotp')
    client = ended(site, person)
    page = client.post('/save', FORM)
    return Case(site, client, log_in(client, person, page), '/otp/login')


def no_referrer(site):
    """From a page that does not say where it is."""
    person = site.person('--hotp')
    client = ended(site, person)
    page = client.post('/save', FORM, headers={'Origin': 'null'})
    assert page.get('referrer-policy') == 'same-origin', page
    return Case(site, client, log_in(client, person, page), '/otp/login')


def login_host(site):
    """With the login on another host."""
    person = site.person('--hotp')
    client, page = waiting(site, person)
    log_in_elsewhere(client, person, '/otp/login')
    form = Form(page.text)
    return Case(site, client, client.post(form.action, form.fields),
                '/otp/resume')


def microcache(site):
    """With the checks of otpgate-microcache.conf."""
    return plain(site)


HIDING = 'add_header Referrer-Policy no-referrer always;'
KINDS = {
    plain: {}, no_referrer: {'servers': servers(HIDING)},
    login_host: {'login_host': 'app.test'},
    microcache: {'servers': servers(microcache=True)},
}


@pytest.fixture(scope='module', name='case', params=KINDS)
def _case(request):
    kind = request.param
    made = Site(**{'servers': servers(), **KINDS[kind]})
    try:
        yield kind(made)
        made.close()
    finally:
        made.remove()


def test_it_arrives_once_whenever_the_client_leaves(case):
    wrong = []
    for i in range(80):
        path = f'/save/at/{i}'
        case.send_and_leave(path, i / 20000)
        case.is_over(path)
        again = case.send_again(path)
        if len(case.arrived(path)) != 1:
            wrong += [(path, len(case.arrived(path)), again)]
    assert not wrong


@contextlib.contextmanager
def standing_still(gate):
    gate.send(signal.SIGSTOP)
    try:
        yield
    finally:
        gate.send(signal.SIGCONT)


def test_it_arrives_when_the_client_leaves_during_the_check(case):
    path = '/save/checked'
    with standing_still(case.site.gate):
        case.send_and_leave(path, 0.3)
        time.sleep(0.3)     # nginx sees that nobody is there any more
    case.is_over(path)
    again = case.send_again(path)
    assert len(case.arrived(path)) == 1, again


@pytest.mark.parametrize('by', ['http', 'parts', 'fastcgi', 'uwsgi', 'scgi'])
def test_it_arrives_when_the_application_is_not_there_yet(case, by):
    path = f'/by/{by}/save'
    with BUSY:
        case.send_and_leave(path, 0.5)
        time.sleep(0.3)
        came = BUSY.serve(8)
        assert len(came) == 1 and FORM.encode() in came[0], came
    again = case.send_again(path)
    assert again.status == 403 and 'Already sent' in again.text


def test_a_location_may_say_otherwise(case):
    """Then such a form is lost, and the page says what to do."""
    path = '/noticed/save'
    with BUSY:
        case.send_and_leave(path, 0.5)
        case.is_over(path)
        assert not BUSY.serve(4)
    again = case.send_again(path)
    assert again.status == 403 and 'If it did not arrive' in again.text
